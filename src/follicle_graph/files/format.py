"""What the table of formats says of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from follicle_graph.files.source import Source
from follicle_graph.model.graph import Graph


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files.

    `name` is the word for `format=`; `endings` are those of file names, in lower case; `fits`
    looks at the content of a file with such an ending; `read` and `write` are None where the
    format is not read or not written; `lacks` says what it cannot carry, in words. `write`
    gives the text of the file in pieces.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    lacks: str
    fits: Callable[[Source], bool]
    read: Callable[[Source], Graph] | None = None
    write: Callable[[Graph], Iterator[str]] | None = None
    lossless: bool = False
