"""The curated atlas as a graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources.abc import Traversable
from typing import NamedTuple

from follicle_graph.curation import folder as curated
from follicle_graph.curation.paper_file import Paper, read_paper
from follicle_graph.errors import CurationError
from follicle_graph.model.facts import Entity, Statement
from follicle_graph.model.graph import Graph, build
from follicle_graph.model.vocabulary import knowledge
from follicle_graph.tools.gc_pause import without_collection

try:
    __version__ = version("follicle-graph")
except PackageNotFoundError:
    __version__ = "0+unknown"


class _Facts(NamedTuple):
    """What a folder of facts holds, and which edition it is."""

    entities: list[Entity]
    statements: list[Statement]
    version: str


def load(*, uncited: bool = False) -> Graph:
    """The curated atlas of hair-loss immunology: a plain `networkx.MultiDiGraph`.

    Parameters
    ----------
    uncited
        True adds the statements for which no reference is known (support 0).

    Returns
    -------
    networkx.MultiDiGraph
        A new graph at each call, so that changes to one do not reach another. The installed facts
        are read once in a process.

    Raises
    ------
    CurationError
        The installed facts cannot be read.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> G.edges["ifng", "hf_immune_privilege", "decreases"]["sign"]
    -1
    """
    return _built(_installed(uncited))


@cache
def _installed(uncited: bool) -> _Facts:
    """What the installed folder holds, read once: reading takes most of the time of `load`."""
    with without_collection():
        return _read(knowledge(), uncited, parse=read_paper)


def load_folder(root: Traversable, *, uncited: bool = False) -> Graph:
    """The graph of a folder of knowledge, read as `load` reads the installed one.

    Only its entities and papers are read, so that folders of earlier states load too; grades are
    the installed ones. Raises CurationError when one of these files cannot be read, InvalidGraph
    for statements that make no graph; `curation.check` says more.

    >>> len(load_folder(knowledge())) == len(load())
    True
    """
    return _built(_read(root, uncited))


def _read(
    root: Traversable, uncited: bool, *, parse: Callable[[str], Paper] | None = None
) -> _Facts:
    folder = curated.read_folder(root, parse=parse)
    needed = [p for p in folder.problems if p.file.startswith(("entities.tsv", "papers"))]
    if needed:
        raise CurationError(needed)
    statements = curated.statements(folder, uncited=uncited)
    return _Facts(curated.entities(folder), statements, _version(folder))


def _built(facts: _Facts) -> Graph:
    return build(
        facts.entities,
        facts.statements,
        name="follicle-graph atlas",
        version=facts.version,
        origin="curated",
    )


def _version(folder: curated.Folder) -> str:
    """The version of the library and the edition of a folder's facts."""
    rows = folder.tables["editions.tsv"]
    if not rows:
        return f"{__version__} (facts: edition 1)"
    last = rows[-1].values
    return f"{__version__} (facts: edition {last['edition']}, {last['date']})"
