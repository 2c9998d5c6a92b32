"""`read` and `write`: find the format of a file, then leave it to the format."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from follicle_graph.errors import FormatError
from follicle_graph.files.format import Format
from follicle_graph.files.formats_table import FORMATS
from follicle_graph.files.source import Source
from follicle_graph.model.contract import validate
from follicle_graph.model.graph import Graph
from follicle_graph.tools.atomic_file import whole_file
from follicle_graph.tools.gc_pause import without_collection


def read(path: str | os.PathLike[str], *, format: str | None = None) -> Graph:  # noqa: A002 - the field's word
    """The graph that a file holds, with its digest; nothing in a file is ever executed.

    `format`: a name of `formats()`; None finds it by the ending, and by a look at the content
    where formats share an ending. What a format holds and a graph cannot is told in
    `docs/formats.md`; statements that are left out are counted in a warning.

    Raises FormatError, with the file and the place, for a file that cannot be read, is not of
    the format, or is not what was written (its digest differs).

    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     G = read(fg.write(fg.sketch("a -> b -| c"), f"{folder}/small.json"))
    >>> sorted(G.edges(keys=True))
    [('a', 'b', 'increases'), ('b', 'c', 'decreases')]
    """
    place = _path(path)
    source = Source(place)
    with without_collection():
        chosen = _reader(source, format)
        assert chosen.read is not None
        return chosen.read(source)


def write(G: Graph, path: str | os.PathLike[str], *, format: str | None = None) -> Path:  # noqa: A002
    """Write a graph into a file and return its path; the file appears whole or not at all.

    `format`: a name of `formats()`; None finds it by the ending. The digest is computed again;
    the graph stays as it is.

    Raises InvalidGraph for a graph that breaks the contract, FormatError for an unknown ending
    and for what the format promises to carry and cannot, OutputError when the file cannot be
    written there.

    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(fg.sketch("a -> b"), f"{folder}/ab.json").name
    'ab.json'
    """
    place = _path(path)
    chosen = format_to_write(place, format)
    validate(G)
    assert chosen.write is not None
    with whole_file(place) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(chosen.write(G))
    return place


def format_to_write(place: Path, format: str | None) -> Format:  # noqa: A002
    """The format that a file is to be written in; raises FormatError when there is none."""
    writers = [one for one in FORMATS if one.write is not None]
    if format is not None:
        return _named(format, writers, "written")
    return _by_ending(place, writers, "written")[0]


def _reader(source: Source, format: str | None) -> Format:  # noqa: A002
    readers = [one for one in FORMATS if one.read is not None]
    if format is not None:
        return _named(format, readers, "read")
    among = _by_ending(source.path, readers, "read")
    for one in among:
        if one.fits(source):
            return one
    known = " or ".join(one.title for one in among)
    problem = source.error("", f"its content is no {known}; if you know better, {_choice(among)}")
    raise problem.but(argument="format", nearest=tuple(one.name for one in among))


def _path(path: str | os.PathLike[str]) -> Path:
    try:
        return Path(os.fsdecode(path))
    except TypeError:
        raise FormatError(
            repr(path), "this is no path of a file; give one, like 'atlas.json'"
        ) from None


def _named(name: str, among: Iterable[Format], what: str) -> Format:
    for one in among:
        if one.name == name:
            return one
    known = ", ".join(repr(one.name) for one in among)
    raise FormatError(
        f"format={name!r}",
        f"no such format can be {what}",
        argument="format",
        value=name,
        remedy=f"use one of {known}",
    )


def _by_ending(path: Path, among: Sequence[Format], what: str) -> list[Format]:
    if path.suffix.casefold() == ".lbug":
        raise FormatError(repr(str(path)), "this is the name of a database; use open_store")
    found = [one for one in among if path.name.casefold().endswith(one.endings)]
    if not found:
        known = ", ".join(sorted({ending for one in among for ending in one.endings}))
        raise FormatError(
            repr(str(path)),
            f"nothing with this ending can be {what}",
            argument="format",
            nearest=tuple(one.name for one in among),
            remedy=f"name it {known}, or {_choice(among)}",
        )
    return found


def _choice(among: Iterable[Format]) -> str:
    return f"say format=… ({', '.join(repr(one.name) for one in among)})"
