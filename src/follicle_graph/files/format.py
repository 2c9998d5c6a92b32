"""What the table of formats says of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from follicle_graph.files.source import Source
from follicle_graph.model.graph import Graph


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files.

    Parameters
    ----------
    name, title
        The word for `format=`, and what the format is called.
    endings
        The endings of its file names, in lower case and without `.gz`.
    lacks
        What it cannot carry, in words.
    fits
        Whether the content of a file looks like this format.
    read, write
        The reader, and the writer that yields the text of a file; None where there is none.
    write_nodes
        The writer of the second file, for formats that have one for nodes.
    two_files
        Whether nodes may be read from a second file.
    pair
        Whether the second file is always written.
    remarks
        What the report of a write says beyond the comparison: part, attribute, change, count.
    lossless
        Whether everything of the contract comes back equal.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    lacks: str
    fits: Callable[[Source], bool]
    read: Callable[[Source], Graph] | None = None
    write: Callable[[Graph], Iterator[str]] | None = None
    write_nodes: Callable[[Graph], Iterator[str]] | None = None
    pair: bool = False
    two_files: bool = False
    remarks: Callable[[Graph], Iterable[tuple[str, str, str, int]]] | None = None
    lossless: bool = False
