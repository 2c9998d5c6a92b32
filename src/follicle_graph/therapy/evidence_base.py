"""The supporting evidence of one graph, with some papers withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from follicle_graph.model.facts import Edge, Evidence, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.query.engine.index import Index
from follicle_graph.therapy.table_references import atlas_papers


class SupportedEdge(NamedTuple):
    """An edge with the evidence that supports it."""

    edge: Edge
    evidence: tuple[Evidence, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """The papers of the evidence, sorted."""
        return tuple(sorted({piece.reference for piece in self.evidence if piece.reference}))


class EvidenceBase:
    """The supporting evidence of one graph, with some papers withdrawn.

    A paper counts as withdrawn when the atlas has statements from it and this graph has none.
    The treatment tables then ignore it too, so the graph alone decides which papers count. Edges
    without supporting evidence are left out.

    Parameters
    ----------
    G
        The graph or open store to read.
    withdrawn
        References of further papers to ignore.

    Raises
    ------
    InvalidGraph
        `G` is neither a MultiDiGraph nor an open store.
    """

    def __init__(self, G: Graph | Readable, withdrawn: Iterable[str] = ()) -> None:
        view = reader(G)
        gone = frozenset(withdrawn)
        cited: set[str] = set()
        self.leaving: dict[str, list[SupportedEdge]] = {}
        self.entering: dict[str, list[SupportedEdge]] = {}
        self._citing: dict[str, list[Edge]] = {}
        index = whole_index(view)
        evidence = index.evidence(range(len(index)), view)
        for edge, number in sorted((index.edge(number), number) for number in evidence):
            pieces = evidence[number]
            cited |= {piece.reference for piece in pieces if piece.reference}
            kept = tuple(p for p in pieces if p.stance == "supports" and p.reference not in gone)
            if kept:
                supported = SupportedEdge(edge, kept)
                self.leaving.setdefault(edge.u, []).append(supported)
                self.entering.setdefault(edge.v, []).append(supported)
                for reference in supported.references:
                    self._citing.setdefault(reference, []).append(edge)
        self.withdrawn = (atlas_papers() - cited) | gone
        self.routes: Any = None
        """The routes to the axes, which `nearest_routes` keeps here."""

    def without(self, reference: str) -> EvidenceBase:
        """The same evidence with one more paper withdrawn."""
        less = copy(self)
        less.routes = None
        less.withdrawn = self.withdrawn | {reference}
        less.leaving, less.entering = dict(self.leaving), dict(self.entering)
        edges = self.citing(reference)
        for node in {edge.u for edge in edges}:
            less.leaving[node] = list(_without(self.leaving[node], reference))
        for node in {edge.v for edge in edges}:
            less.entering[node] = list(_without(self.entering[node], reference))
        return less

    def citing(self, reference: str) -> Sequence[Edge]:
        """The edges that a paper supports, also where it was withdrawn by `without`."""
        return self._citing.get(reference, ())

    def has_all(self, references: Sequence[str]) -> bool:
        """Whether none of these papers is withdrawn; True for an empty list."""
        return not self.withdrawn.intersection(references)

    def available(self, references: Iterable[str]) -> tuple[str, ...]:
        """The papers of a list that are not withdrawn."""
        return tuple(one for one in references if one not in self.withdrawn)


_KEPT: WeakKeyDictionary[Index, EvidenceBase] = WeakKeyDictionary()


def evidence_base(G: Graph | Readable) -> EvidenceBase:
    """The evidence base of a graph or open store, kept while its content stays as it is.

    Raises InvalidGraph for anything else.
    """
    index = whole_index(reader(G))
    base = _KEPT.get(index)
    if base is None:
        base = _KEPT[index] = EvidenceBase(G)
    return base


def _without(edges: Iterable[SupportedEdge], reference: str) -> Iterator[SupportedEdge]:
    for edge, pieces in edges:
        kept = tuple(piece for piece in pieces if piece.reference != reference)
        if kept:
            yield SupportedEdge(edge, kept)
