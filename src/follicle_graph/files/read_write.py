"""`read` and `write`: find the format of a file, then leave it to the format."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from follicle_graph.errors import FollicleGraphError, FormatError
from follicle_graph.files.format import Format
from follicle_graph.files.formats_table import FORMATS
from follicle_graph.files.losses import Loss, LossReport, losses_between
from follicle_graph.files.source import MOST_BYTES, Source
from follicle_graph.model.contract import validate
from follicle_graph.model.graph import Graph
from follicle_graph.tools.atomic_file import whole_file
from follicle_graph.tools.gc_pause import without_collection

_STUMBLED = (
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
_FOLDERS = (".lbug",)


def read(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 - the field's word
    nodes: object = None,
    max_bytes: int = MOST_BYTES,
) -> Graph:
    """The graph that a file holds, with its digest; nothing in a file is ever executed.

    Parameters
    ----------
    path
        The file; `.gz` is unpacked on the way.
    format
        A name of `formats()`. None: found by the ending, and by the content where formats share
        an ending.
    nodes
        The file of nodes, for formats that keep nodes in a file of their own (KGX, Neo4j, CSV).
        None: the ends of the edges.
    max_bytes
        The most bytes that a compressed file may unpack to.

    Returns
    -------
    networkx.MultiDiGraph
        A graph that keeps the contract. Its attribute `read_as` says how columns were read.

    Raises
    ------
    FormatError
        For a file that cannot be read, is not of the format, or is not what was written (its
        digest differs); with the file and the place.

    Warns
    -----
    UserWarning
        What could not be read or signed, counted.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     G = fg.read(fg.write(fg.sketch("a -> b -| c"), f"{folder}/small.json"))
    >>> sorted(G.edges(keys=True))
    [('a', 'b', 'increases'), ('b', 'c', 'decreases')]
    """
    source = Source(_path(path), max_bytes=max_bytes)
    with without_collection():
        chosen = _reader(source, format)
        source.nodes = _nodes_of(source, nodes, chosen)
        return source.finished(graph_of(source, chosen))


def graph_of(source: Source, chosen: Format) -> Graph:
    """The graph that the reader of a format finds.

    Raises FormatError also where the content is built so differently that the reader stumbles.
    """
    assert chosen.read is not None
    try:
        return chosen.read(source)
    except FollicleGraphError:
        raise
    except _STUMBLED as error:
        raise source.error(
            "",
            f"it is not built as {chosen.title} is ({type(error).__name__}: {error}); "
            "write it again with the program that it comes from",
        ) from error


def write(
    G: Graph,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 - the field's word
    nodes: str | os.PathLike[str] | None = None,
) -> LossReport:
    """Write a graph into a file; the file appears whole or not at all.

    The file is read back before it takes its place, and the report says what differs.

    Parameters
    ----------
    G
        The graph; it stays as it is.
    path
        The file; an ending `.gz` packs it.
    format
        A name of `formats()`. None: found by the ending.
    nodes
        A second file for the nodes, for formats that have one (CSV, TSV, KGX, Neo4j). None: KGX
        and Neo4j write it beside the first, CSV and TSV write edges only.

    Returns
    -------
    LossReport
        What the file does not carry; empty for our own JSON. It can be used as the path.

    Raises
    ------
    InvalidGraph
        For a graph that breaks the contract.
    FormatError
        For an unknown ending, and for a graph that the format cannot hold.
    OutputError
        When the file cannot be written there.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = fg.write(fg.sketch("a -> b"), f"{folder}/ab.json")
    >>> report.path.name, len(report)
    ('ab.json', 0)
    """
    place = _path(path)
    chosen = format_to_write(place, format)
    second = None if nodes is None else _path(nodes)
    if second is None and chosen.pair:
        second = nodes_path(place)
    if second is not None and chosen.write_nodes is None:
        raise FormatError("nodes", f"{chosen.title} has no file of nodes; leave nodes= out")
    validate(G)
    assert chosen.write is not None
    with ExitStack() as files:
        beside = files.enter_context(whole_file(place))
        _save(chosen.write(G), beside, place)
        beside_nodes = None
        if second is not None and chosen.write_nodes is not None:
            beside_nodes = files.enter_context(whole_file(second))
            _save(chosen.write_nodes(G), beside_nodes, second)
        losses = () if chosen.lossless else _losses(G, chosen, beside, beside_nodes)
    return LossReport(place, chosen.name, losses, second)


def _save(pieces: Iterator[str], beside: Path, place: Path) -> None:
    packed = place.name.casefold().endswith(".gz")
    try:
        if packed:
            with beside.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
                file.writelines(piece.encode() for piece in pieces)
        else:
            with beside.open("w", encoding="utf-8", newline="\n") as text:
                text.writelines(pieces)
    except UnicodeEncodeError:
        raise FormatError(
            repr(str(place)), "the graph holds half of a character (a lone surrogate); remove it"
        ) from None


def _losses(G: Graph, chosen: Format, path: Path, nodes: Path | None) -> tuple[Loss, ...]:
    """What reading the file back does not give again."""
    remarks = tuple(Loss(*row) for row in chosen.remarks(G)) if chosen.remarks else ()
    if chosen.read is None:
        return remarks
    with without_collection():
        try:
            second = None if nodes is None else Source(nodes)
            return losses_between(G, graph_of(Source(path, nodes=second), chosen)) + remarks
        except FollicleGraphError as error:
            raise FormatError(
                chosen.title, f"it cannot hold this graph: {error}; write node-link JSON instead"
            ) from None


def nodes_path(path: Path) -> Path:
    """Where the nodes go that belong to a file of edges.

    >>> nodes_path(Path("atlas_edges.tsv")).name, nodes_path(Path("atlas.csv")).name
    ('atlas_nodes.tsv', 'atlas_nodes.csv')
    """
    stem, dot, endings = path.name.partition(".")
    stem = stem[: -len("edges")] + "nodes" if stem.endswith("edges") else f"{stem}_nodes"
    return path.with_name(f"{stem}{dot}{endings}")


def format_to_write(place: Path, format: str | None) -> Format:  # noqa: A002
    """The format that a file is to be written in; raises FormatError when there is none."""
    writers = [one for one in FORMATS if one.write is not None]
    if format is not None:
        return _named(format, writers, "written")
    found = _by_ending(place, writers)
    if not found:
        picture = _PICTURES.get(place.suffix.casefold())
        raise FormatError(
            repr(str(place)),
            "nothing with this ending can be written",
            argument="format",
            nearest=[one.name for one in writers],
            remedy=picture or f"name it {_endings(writers)}, or {_choice(writers)}",
        )
    return found[0]


_PICTURES = {
    **dict.fromkeys((".svg", ".pdf", ".png"), "a picture of it is saved by save_figure(G, path)"),
    **dict.fromkeys((".html", ".htm"), "a page of it is saved by explore(G).save(path)"),
}
"""Ending -> the call that makes such a file of a graph."""


def _reader(source: Source, format: str | None) -> Format:  # noqa: A002
    readers = [one for one in FORMATS if one.read is not None]
    if format is not None:
        return _named(format, readers, "read")
    among = _by_ending(source.path, readers)
    if not among:
        _ = source.data  # raises FormatError for a file that is not there
        if written := _by_ending(source.path, FORMATS):
            raise FormatError(
                repr(source.name),
                f"{written[0].title} is {written[0].lacks}",
                argument="format",
                remedy="read it with another library into a networkx graph, and bring that in with "
                "from_networkx",
            )
    for one in among:
        if one.fits(source):
            return one
    likely = [one for one in readers if one not in among and _seems(source, one)]
    if likely:
        seems = " or ".join(dict.fromkeys(one.title for one in likely[:3]))
        problem, remedy = f"this looks like {seems}", f"name it {likely[0].endings[0]}, or "
    elif among:
        likely = among
        titles = " or ".join(dict.fromkeys(one.title for one in among))
        problem, remedy = f"its content is no {titles}", "if you know better, "
    else:
        likely = readers
        problem = "nothing with this ending can be read, and its content is of no known format"
        remedy = f"known endings are {_endings(readers)}; "
    raise FormatError(
        repr(source.name),
        problem,
        argument="format",
        nearest=[one.name for one in likely],
        remedy=remedy + _choice(likely),
    )


def _seems(source: Source, one: Format) -> bool:
    try:
        return one.name not in ("csv", "tsv", "text") and one.fits(source)
    except FollicleGraphError:
        return False


def _nodes_of(source: Source, nodes: object, chosen: Format) -> Source | None:
    if nodes is None:
        beside = nodes_path(source.path)
        if chosen.write_nodes is not None and source.path.name != beside.name and beside.exists():
            source.problems[
                f"file beside it that was not read ({beside.name}); read it with nodes="
            ] = 1
        return None
    if not chosen.two_files:
        raise FormatError("nodes", f"{chosen.title} has no file of nodes; leave nodes= out")
    if not isinstance(nodes, str | os.PathLike):
        raise FormatError("nodes", f"it is a {type(nodes).__name__}; use the path of a file")
    return Source(_path(nodes), max_bytes=source.max_bytes)


def _path(path: str | os.PathLike[str]) -> Path:
    try:
        place = Path(os.fsdecode(path))
    except TypeError:
        raise FormatError(
            repr(path), "this is no path of a file; give one, like 'atlas.json'"
        ) from None
    if place.suffix.casefold() in _FOLDERS:
        raise FormatError(repr(str(place)), "this is the name of a database; use open_store")
    return place


def _named(name: str, among: Iterable[Format], what: str) -> Format:
    known = list(among)
    for one in known:
        if one.name == name:
            return one
    listed = ", ".join(repr(one.name) for one in known)
    raise FormatError(
        f"format={name!r}",
        f"no such format can be {what}",
        argument="format",
        value=name,
        remedy=f"use one of {listed}",
    )


def _by_ending(path: Path, among: Sequence[Format]) -> list[Format]:
    name = path.name.casefold().removesuffix(".gz")
    found = [one for one in among if name.endswith(one.endings)]
    return sorted(found, key=lambda one: -max(len(e) for e in one.endings if name.endswith(e)))


def _endings(among: Iterable[Format]) -> str:
    return ", ".join(sorted({ending for one in among for ending in one.endings}))


def _choice(among: Iterable[Format]) -> str:
    return f"say format=… ({', '.join(repr(one.name) for one in among)})"
