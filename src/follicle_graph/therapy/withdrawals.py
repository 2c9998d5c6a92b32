"""The graph as the rule reads it: edges with the evidence that stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from follicle_graph.model.facts import Edge, Evidence, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.therapy.table_references import atlas_papers


class Backed(NamedTuple):
    """One edge with the evidence for it that stands."""

    edge: Edge
    evidence: tuple[Evidence, ...]

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(sorted({piece.reference for piece in self.evidence if piece.reference}))


class Ground:
    """What one graph says, with some papers withdrawn.

    A paper on which the atlas has statements, but this graph has none, is withdrawn: nothing that
    the tables say on its word counts. So the graph alone decides which papers are heard. An edge
    without supporting evidence is no ground for anything.
    """

    def __init__(self, G: Graph | Readable, withdrawn: Iterable[str] = ()) -> None:
        view = reader(G)
        gone = frozenset(withdrawn)
        heard: set[str] = set()
        self.backed: list[Backed] = []
        index = whole_index(view)
        told = index.evidence(range(len(index)), view)
        for edge, number in sorted((index.edge(number), number) for number in told):
            pieces = told[number]
            heard |= {piece.reference for piece in pieces if piece.reference}
            kept = tuple(p for p in pieces if p.stance == "supports" and p.reference not in gone)
            if kept:
                self.backed.append(Backed(edge, kept))
        self._settle(heard, gone)

    def _settle(self, heard: set[str], gone: frozenset[str]) -> None:
        self.heard = heard
        self.withdrawn = (atlas_papers() - heard) | gone
        self.leaving: dict[str, list[Backed]] = {}
        self.entering: dict[str, list[Backed]] = {}
        for one in self.backed:
            self.leaving.setdefault(one.edge.u, []).append(one)
            self.entering.setdefault(one.edge.v, []).append(one)

    def without(self, reference: str) -> Ground:
        """The same ground with one more paper withdrawn."""
        less = object.__new__(Ground)
        less.backed = []
        for edge, pieces in self.backed:
            kept = tuple(piece for piece in pieces if piece.reference != reference)
            if kept:
                less.backed.append(Backed(edge, kept))
        less._settle(self.heard, self.withdrawn | {reference})
        return less

    def stands(self, references: Sequence[str]) -> bool:
        """Whether every one of these papers is heard; what names no paper stands."""
        return not self.withdrawn.intersection(references)

    def standing(self, references: Iterable[str]) -> tuple[str, ...]:
        """Those of some papers that are heard."""
        return tuple(one for one in references if one not in self.withdrawn)
