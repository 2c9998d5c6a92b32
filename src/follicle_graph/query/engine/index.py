"""The index behind questions: edges as arrays, built once per graph object.

Entities are numbered in the order of their ids and edges lie in the order (u, v, predicate), so
that the order of numbers is the order of names. What one kind of question may step on is a
`Wiring`: its links (ordered pairs with at least one edge) forwards and backwards.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from follicle_graph.model.facts import Coded, Columns, Edge, EdgeId, Evidence, Readable
from follicle_graph.model.vocabulary import STANCE_OF_NULL
from follicle_graph.query.engine.links import (
    SIGN,
    Bools,
    Floats,
    Ints,
    Nearby,
    Steps,
    Wiring,
    linked,
    spans,
    starts,
)
from follicle_graph.tools.gc_pause import without_collection


class Strengths(NamedTuple):
    """For each link: its strongest support by sign bit, its first edge, whether it has several."""

    support: dict[int, Floats]
    edge: Ints
    several: Bools


class Each(NamedTuple):
    """Sign, support and whether it is a shortcut, of single edges: views, which give plain values
    sooner than arrays do.
    """

    sign: memoryview[int]
    support: memoryview[float]
    indirect: memoryview[bool]


ABSENT = -1.0
"""The support of a sign that a link does not have."""


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
        self.each = Each(*map(memoryview, (self.sign, self.support, self.indirect)))  # type: ignore[arg-type]
        self._strengths: dict[Hashable, Strengths] = {}
        self._wirings: dict[Hashable, Wiring] = {}
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

    def parallel(self, number: int) -> range:
        """The numbers of the edges between the same two entities as an edge, in its direction."""
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

    def around(self, outs: Ints, ins: Ints) -> Ints:
        """The numbers of the edges out of some nodes and into others; some may come twice."""
        order, into = self._by_target
        leaving, _ = spans(self._out[outs], self._out[outs + 1])
        arriving, _ = spans(into[ins], into[ins + 1])
        return np.concatenate((leaving, order[arriving]))

    @cached_property
    def _by_target(self) -> tuple[Ints, Ints]:
        """The edges by their targets, and where those into each node start."""
        order = np.argsort(self.target, kind="stable").astype(np.int32)
        return order, starts(self.target[order], len(self.ids))

    @cached_property
    def nearby(self) -> tuple[Nearby, Nearby]:
        """What edges of every kind lead to from each node, in their order, and what leads there.

        Of a store all lists are made at once, which shortens the first questions; of a graph one
        by one, because questions about the same part are sooner answered so.
        """
        order, into = self._by_target
        whole = self._live is None
        return (
            Nearby(self.target, self._out, whole=whole),
            Nearby(self.source[order], into, whole=whole),
        )

    def evidence(self, numbers: Iterable[int], view: Readable) -> dict[int, tuple[Evidence, ...]]:
        """The evidence of edges: as it was when the index was built, or as a store holds it."""
        wanted = list(numbers)
        if self._live is not None:
            return dict(zip(wanted, self._live.evidence(self._rows(wanted)), strict=True))
        names = list(self.names(wanted).values())
        return dict(zip(wanted, view.evidence_of(names), strict=True))

    def still_true(self, edges: Ints | Collection[int] | None = None) -> bool:
        """Whether these edges (None: all) still have the attributes that they were read with."""
        if self._live is None:
            return True
        return self._live.unchanged(None if edges is None else self._rows(edges))

    def _rows(self, edges: Ints | Collection[int]) -> list[int]:
        """In which rows edges were read."""
        if isinstance(edges, np.ndarray):
            rows: list[int] = self._row[edges].tolist()
            return rows
        return list(map(self._row_of.__getitem__, edges))

    def wiring(self, steps: Steps) -> Wiring:
        """The links that such steps may use; made once."""
        if steps not in self._wirings:
            self._wirings[steps] = self._wire(steps)
        return self._wirings[steps]

    def strengths(self, steps: Steps) -> Strengths:
        """The strengths of the links of `wiring(steps)`; made once."""
        if steps not in self._strengths:
            wiring = self.wiring(steps)
            sign, support = self.sign[wiring.edges], self.support[wiring.edges]
            begin = wiring.first[:-1]
            best = {
                bit: np.maximum.reduceat(np.where(sign == value, support, ABSENT), begin)
                for bit, value in SIGN.items()
                if (sign == value).any()
            }
            several = np.diff(wiring.first) > 1
            self._strengths[steps] = Strengths(best, wiring.edges[begin], several)
        return self._strengths[steps]

    def _wire(self, steps: Steps) -> Wiring:
        taken = np.ones(len(self), np.bool_)
        if steps.layers is not None:
            wanted = [code for code, name in enumerate(self._layers) if name in steps.layers]
            taken &= np.isin(self._layer, wanted)
        if not steps.selfloops:
            taken &= self.source != self.target
        if not steps.shortcuts:
            taken &= ~self.indirect
        signed = self.sign != 0
        if steps.unsigned:
            null = [code for code, name in enumerate(self.keys) if name in STANCE_OF_NULL]
            taken &= signed | ~np.isin(self.key, null)
        else:
            taken &= signed
        return linked(taken, self.source, self.target, self.sign, len(self.ids))


def _coded(names: Sequence[str] | Coded) -> tuple[list[str], Ints]:
    """Sorted distinct names, and the place of each name among them."""
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
"""Up to so many edges every question looks at all attributes first."""


def index_of(view: Readable, *, anew: bool = False) -> Index:
    """The index of a graph or store, made anew when its nodes or edges have changed.

    Attributes that were changed in place are noticed here in small graphs; a question about a
    larger one asks `still_true` of the edges that it used, and for the index `anew` if not.
    """
    subject, mark = view.state()
    kept = _KEPT.get(subject)
    if kept is not None and kept[0] is mark and mark is not None and not anew:
        index = kept[1]
        if len(index) > SMALL or index.still_true():
            return index
    with without_collection():
        index = Index(view.columns())
    if mark is not None:
        _KEPT[subject] = (mark, index)
    return index
