"""The index behind questions: edges as arrays, built once per graph object.

Entities are numbered in the order of their ids and edges lie in the order (u, v, predicate), so
that the order of numbers is the order of names. The edges that one kind of question may use make
an `Adjacency`: its links (ordered pairs with at least one such edge), forwards and backwards.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from follicle_graph.model.facts import Coded, Columns, Edge, EdgeId, Evidence, Readable
from follicle_graph.model.vocabulary import MARKERS, STANCE_OF_NULL
from follicle_graph.query.engine.links import (
    SIGN,
    Adjacency,
    Bools,
    EdgeFilter,
    Floats,
    Ints,
    NeighborLists,
    adjacency_of,
    spans,
    starts,
)
from follicle_graph.tools.gc_pause import without_collection


class Strengths(NamedTuple):
    """For each link: strongest support by sign bit, first edge, whether it has several edges."""

    support: dict[int, Floats]
    edge: Ints
    several: Bools


class EdgeValues(NamedTuple):
    """Sign, support and `indirect` of each edge as memoryviews, whose items are plain values."""

    sign: memoryview[int]
    support: memoryview[float]
    indirect: memoryview[bool]


ABSENT = -1.0
"""Stands for the support of a sign that a link does not have."""


class Index:
    """Entities and edges of one graph or store as arrays."""

    def __init__(self, columns: Columns) -> None:
        order = sorted(range(len(columns.ids)), key=columns.ids.__getitem__)
        self.ids = [columns.ids[number] for number in order]
        self.number = {node: number for number, node in enumerate(self.ids)}
        renumbered = np.empty(len(order), np.int32)
        renumbered[order] = np.arange(len(order), dtype=np.int32)
        source = renumbered[np.asarray(columns.source, np.int64)]
        target = renumbered[np.asarray(columns.target, np.int64)]
        self.keys, key = _coded(columns.key)
        placed = np.lexsort((key, target, source))
        self.source, self.target, self.key = source[placed], target[placed], key[placed]
        self.sign = np.asarray(columns.sign, np.int8)[placed]
        self._layers, layer = _coded(columns.layer)
        self._layer = layer[placed]
        self.indirect = np.asarray(columns.indirect, np.bool_)[placed]
        self.support = np.asarray(columns.support, np.float64)[placed]
        self._out = starts(self.source, len(order))
        self.each = EdgeValues(*map(memoryview, (self.sign, self.support, self.indirect)))  # type: ignore[arg-type]
        self._strengths: dict[Hashable, Strengths] = {}
        self._adjacencies: dict[Hashable, Adjacency] = {}
        self.contradicted = np.asarray(columns.contradicted, np.bool_)[placed]
        self._live, self._row = columns.live, placed
        self._row_of: memoryview[int] = memoryview(placed)  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.sign)

    def edge(self, number: int) -> Edge:
        """One edge by its number."""
        return Edge(
            self.ids[self.source[number]],
            self.ids[self.target[number]],
            self.keys[self.key[number]],
            int(self.sign[number]),
            self._layers[self._layer[number]],
            bool(self.indirect[number]),
            float(self.support[number]),
        )

    def in_layers(self, layers: Collection[str]) -> Bools:
        """For every edge, whether it is in one of these layers."""
        wanted = [code for code, name in enumerate(self._layers) if name in layers]
        return np.isin(self._layer, wanted)

    def step(self, number: int) -> tuple[int, float, bool]:
        """Sign and support of one edge, and whether it is a shortcut."""
        return self.each.sign[number], self.each.support[number], self.each.indirect[number]

    def between(self, u: str, v: str) -> range:
        """The numbers of the edges from u to v."""
        tail, head = self.number[u], self.number[v]
        start, stop = self._out[tail], self._out[tail + 1]
        near = self.target[start:stop]
        begin, end = np.searchsorted(near, [head, head + 1])
        return range(int(start + begin), int(start + end))

    def layer(self, number: int) -> str:
        """The layer of an edge."""
        name: str = self._layers[self._layer[number]]
        return name

    def edges_between(self, u: str, v: str) -> list[Edge]:
        """The edges from u to v."""
        return [self.edge(number) for number in self.between(u, v)]

    def touching(self, node: str) -> list[int]:
        """The numbers of the edges out of and into a node, each once."""
        here = np.array([self.number[node]])
        numbers: list[int] = np.unique(self.around(here, here)).tolist()
        return numbers

    def degree(self, node: str) -> int:
        """How many edges a node has."""
        return len(self.touching(node))

    def subjects(self, node: str, predicate: str) -> list[str]:
        """The subjects of the edges with this predicate into a node, in the order of their ids."""
        if predicate not in self.keys:
            return []
        order, into = self._by_target
        place = self.number[node]
        arriving = order[into[place] : into[place + 1]]
        return [
            self.ids[self.source[number]]
            for number in arriving.tolist()
            if self.keys[self.key[number]] == predicate
        ]

    def parallel(self, number: int) -> range:
        """The numbers of all edges with the same subject and object as this edge."""
        first, last = number, number + 1
        if self.alone[number]:
            return range(first, last)
        tail, head = self.source[number], self.target[number]
        while first and self.target[first - 1] == head and self.source[first - 1] == tail:
            first -= 1
        while last < len(self) and self.target[last] == head and self.source[last] == tail:
            last += 1
        return range(first, last)

    @cached_property
    def alone(self) -> bytes:
        """For every edge 1 where no other edge leads from its source to its target."""
        same = (self.source[1:] == self.source[:-1]) & (self.target[1:] == self.target[:-1])
        alone: bytes = (~(np.append(same, False) | np.append(False, same))).tobytes()
        return alone

    def name(self, number: int) -> EdgeId:
        """The ends and the predicate of an edge."""
        return self.names([number])[number]

    def names(self, numbers: Iterable[int]) -> dict[int, EdgeId]:
        """The ends and the predicate of edges by their numbers."""
        ids, keys = self.ids, self.keys
        source, target, key = self.source.item, self.target.item, self.key.item
        return {
            number: (ids[source(number)], ids[target(number)], keys[key(number)])
            for number in numbers
        }

    def nodes_and_keys(self, edges: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The nodes along a path of edges, and the edges themselves: the order of equal paths."""
        return (*(int(self.source[one]) for one in edges), int(self.target[edges[-1]])), tuple(
            edges
        )

    def around(self, outs: Ints, ins: Ints) -> Ints:
        """The numbers of the edges out of `outs` and into `ins`; some may occur twice."""
        order, into = self._by_target
        leaving, _ = spans(self._out[outs], self._out[outs + 1])
        arriving, _ = spans(into[ins], into[ins + 1])
        return np.concatenate((leaving, order[arriving]))

    @cached_property
    def _by_target(self) -> tuple[Ints, Ints]:
        """The edges sorted by target, and where those into each node start."""
        order = np.argsort(self.target, kind="stable").astype(np.int32)
        return order, starts(self.target[order], len(self.ids))

    @cached_property
    def nearby(self) -> tuple[NeighborLists, NeighborLists]:
        """Successors and predecessors of each node over edges of every kind.

        For a store all lists are made at once, which speeds up the first questions; for a graph
        each on first use, since its questions tend to stay in one part.
        """
        order, into = self._by_target
        whole = self._live is None
        return (
            NeighborLists(self.target, self._out, whole=whole),
            NeighborLists(self.source[order], into, whole=whole),
        )

    def evidence(self, numbers: Iterable[int], view: Readable) -> dict[int, tuple[Evidence, ...]]:
        """The evidence of edges: as it was when the index was built, or as a store holds it."""
        wanted = list(numbers)
        if self._live is not None:
            return dict(zip(wanted, self._live.evidence(self._rows(wanted)), strict=True))
        names = list(self.names(wanted).values())
        return dict(zip(wanted, view.evidence_of(names), strict=True))

    def still_true(self, edges: Ints | Collection[int] | None = None) -> bool:
        """Whether these edges (None: all) still have the attributes they had when read."""
        if self._live is None:
            return True
        return self._live.unchanged(None if edges is None else self._rows(edges))

    def _rows(self, edges: Ints | Collection[int]) -> list[int]:
        """The rows of edges in the columns that the index was built from."""
        if isinstance(edges, np.ndarray):
            rows: list[int] = self._row[edges].tolist()
            return rows
        return list(map(self._row_of.__getitem__, edges))

    def adjacency(self, steps: EdgeFilter, view: Readable | None = None) -> Adjacency:
        """The links that pass a filter; made once. `view` gives the evidence for its grades."""
        if steps not in self._adjacencies:
            self._adjacencies[steps] = self._make_adjacency(steps, view)
        return self._adjacencies[steps]

    def strengths(self, steps: EdgeFilter) -> Strengths:
        """The strengths of the links of `adjacency(steps)`; made once."""
        if steps not in self._strengths:
            adjacency = self.adjacency(steps)
            sign, support = self.sign[adjacency.edges], self.support[adjacency.edges]
            begin = adjacency.first[:-1]
            best = {
                bit: np.maximum.reduceat(np.where(sign == value, support, ABSENT), begin)
                for bit, value in SIGN.items()
                if (sign == value).any()
            }
            several = np.diff(adjacency.first) > 1
            self._strengths[steps] = Strengths(best, adjacency.edges[begin], several)
        return self._strengths[steps]

    def _make_adjacency(self, steps: EdgeFilter, view: Readable | None) -> Adjacency:
        taken = np.ones(len(self), np.bool_)
        if steps.layers is not None:
            taken &= self.in_layers(steps.layers)
        if not steps.selfloops:
            taken &= self.source != self.target
        if not steps.shortcuts:
            taken &= ~self.indirect
        named = self.with_key(steps.predicates or ())
        if steps.predicates is not None:
            taken &= named
        if steps.min_support:
            taken &= self.support >= steps.min_support
        taken &= named | ~self.with_key(MARKERS)
        signed = self.sign != 0
        if steps.unsigned:
            taken &= signed | ~self.with_key(STANCE_OF_NULL)
        else:
            taken &= signed
        if view is not None and (steps.grades is not None or steps.without_grades):
            taken &= self._graded(np.flatnonzero(taken), steps, view)
        return adjacency_of(taken, self.source, self.target, self.sign, len(self.ids))

    def with_key(self, predicates: Collection[str]) -> Bools:
        """The edges with one of these predicates."""
        codes = [code for code, name in enumerate(self.keys) if name in predicates]
        return np.isin(self.key, codes)

    def _graded(self, edges: Ints, steps: EdgeFilter, view: Readable) -> Bools:
        """Of these edges, those whose supporting evidence has the grades that a filter asks for."""
        fit = np.zeros(len(self), np.bool_)
        for number, pieces in self.evidence(edges.tolist(), view).items():
            found = {piece.grade for piece in pieces if piece.stance == "supports"}
            wanted = steps.grades is None or bool(found & steps.grades)
            fit[number] = wanted and not (found and found <= steps.without_grades)
        return fit


def _coded(names: Sequence[str] | Coded) -> tuple[list[str], Ints]:
    """The distinct names, sorted, and the position of each name among them."""
    if isinstance(names, Coded):
        order = sorted(range(len(names.values)), key=names.values.__getitem__)
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        return [names.values[number] for number in order], place[np.asarray(names.codes, np.int64)]
    known = sorted(set(names))
    code = {name: number for number, name in enumerate(known)}
    return known, np.fromiter(map(code.__getitem__, names), np.int32, len(names))


_KEPT: WeakKeyDictionary[object, tuple[object, Index]] = WeakKeyDictionary()
SMALL = 20_000
"""Up to this many edges, every question first compares all attributes with the graph."""


def index_of(view: Readable, *, anew: bool = False) -> Index:
    """The index of a graph or store; rebuilt when nodes or edges were added or removed.

    In small graphs this also notices attributes that were changed in place. In larger ones the
    question calls `still_true` for the edges it used and, if they changed, rebuilds (`anew`).
    """
    subject, mark = view.state()
    kept = _KEPT.get(subject)
    if kept is not None and kept[0] is mark and mark is not None and not anew:
        index = kept[1]
        if len(index) > SMALL or unchanged(index):
            return index
    with without_collection():
        index = Index(view.columns())
    if mark is not None:
        _KEPT[subject] = (mark, index)
        _compared().add(index)
    return index


_COMPARED: ContextVar[set[Index] | None] = ContextVar("_COMPARED", default=None)
"""The indexes that were compared with their graphs in this block of `one_comparison`."""


def _compared() -> set[Index]:
    found = _COMPARED.get()
    return set() if found is None else found


@contextmanager
def one_comparison() -> Iterator[None]:
    """In this block, a graph is compared with its index once, however many questions it is asked.

    Use it around questions that call other questions. Added and removed nodes and edges are noticed
    inside the block, attributes that are changed in place are not.

    >>> with one_comparison():
    ...     pass
    """
    if _COMPARED.get() is not None:
        yield
        return
    token = _COMPARED.set(set())
    try:
        yield
    finally:
        _COMPARED.reset(token)


def unchanged(index: Index) -> bool:
    """Whether every edge has the attributes that it had when the index was built; remembered inside
    a block of `one_comparison`.
    """
    compared = _compared()
    if index in compared:
        return True
    if not index.still_true():
        return False
    compared.add(index)
    return True
