"""Links: ordered pairs of entities joined by at least one edge that a question may use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from follicle_graph.model.vocabulary import LAYERS

Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Signs = NDArray[np.uint8]

PLUS, MINUS, ZERO = 1, 2, 4
"""Sets of signs are bits: + is 1, − is 2, unsigned is 4."""

BIT = {1: PLUS, -1: MINUS, 0: ZERO}
SIGN = {bit: sign for sign, bit in BIT.items()}
ANY = PLUS | MINUS | ZERO


def _products() -> Signs:
    table = np.zeros((8, 8), np.uint8)
    for one in range(8):
        for other in range(8):
            for a in BIT:
                for b in BIT:
                    if one & BIT[a] and other & BIT[b]:
                        table[one, other] |= BIT[a * b]
    return table


PRODUCT = _products()
"""Set of signs x set of signs -> the set of their products."""

PRODUCTS: list[list[int]] = PRODUCT.tolist()
"""The same as plain lists."""

FEW = 2_000
"""Up to this many neighbours, an upper limit replaces the exact count."""

FEW_NODES = 60
"""Neighbours of up to this many nodes come from lists, those of more from arrays."""

MOST_KEPT = 1_000_000
"""Neighbours that one index keeps as plain lists in each direction (about 40 bytes each)."""


class EdgeFilter(NamedTuple):
    """Which edges a question may use.

    `layers`, `predicates`, `grades`: only these (None: all). `grades` and `without_grades` ask
    for at least one supporting piece of evidence with, or without, such a grade.
    """

    layers: tuple[str, ...] | None = (LAYERS[0],)
    shortcuts: bool = True
    unsigned: bool = False
    selfloops: bool = False
    predicates: frozenset[str] | None = None
    min_support: float = 0.0
    grades: frozenset[str] | None = None
    without_grades: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Adjacency:
    """Links in the order (tail, head); link `i` has the edges `edges[first[i]:first[i + 1]]`.

    `out[u]:out[u + 1]` are the links from u; `back[into[v]:into[v + 1]]` those into v.
    `signs` is the set of signs of a link; `taken` is 1 for every edge that is in a link, else 0.
    """

    tail: Ints
    head: Ints
    signs: Signs
    edges: Ints
    first: Ints
    out: Ints
    back: Ints
    into: Ints
    taken: bytes


class NeighborLists(dict[int, list[int]]):
    """The neighbours of nodes on one side as plain lists: node `u` has
    `nodes[start[u]:start[u + 1]]`. `whole` makes all lists at once unless there are too many;
    otherwise each is made on first use.
    """

    def __init__(self, nodes: Ints, start: Ints, *, whole: bool) -> None:
        super().__init__()
        self._nodes, self._start, self.start = nodes, start, start.tolist()
        self.most = int(np.diff(start).max(initial=0))
        self._left = MOST_KEPT
        if whole and len(nodes) + len(start) <= MOST_KEPT:
            all_ = nodes.tolist()
            places = pairwise(self.start)
            self.update(enumerate([all_[first:last] for first, last in places]))

    def count(self, nodes: Collection[int]) -> int:
        """How many neighbours these nodes have; an upper limit where that is small."""
        most = len(nodes) * self.most
        if most <= FEW:
            return most
        chosen = np.fromiter(nodes, np.int64, len(nodes))
        return int((self._start[chosen + 1] - self._start[chosen]).sum())

    def of(self, nodes: Collection[int]) -> set[int]:
        """The neighbours of these nodes."""
        if len(nodes) <= FEW_NODES:
            return set().union(*map(self.__getitem__, nodes))
        chosen = np.fromiter(nodes, np.int64, len(nodes))
        places, _ = spans(self._start[chosen], self._start[chosen + 1])
        return set(self._nodes[places].tolist())

    def __missing__(self, node: int) -> list[int]:
        near: list[int] = self._nodes[self.start[node] : self.start[node + 1]].tolist()
        self._left -= len(near)
        if self._left < 0:
            self.clear()
            self._left = MOST_KEPT - len(near)
        self[node] = near
        return near


def adjacency_of(taken: Bools, source: Ints, target: Ints, sign: Ints, size: int) -> Adjacency:
    """The adjacency of the edges marked in `taken`; edges are in the order (source, target)."""
    from scipy.sparse import csr_array

    edges = np.flatnonzero(taken).astype(np.int32)
    source, target, sign = source[edges], target[edges], sign[edges]
    fresh = np.ones(len(edges), np.bool_)
    fresh[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    first = np.flatnonzero(fresh).astype(np.int32)
    tail, head = source[first], target[first]
    bits = np.where(sign > 0, PLUS, np.where(sign < 0, MINUS, ZERO)).astype(np.uint8)
    signs = np.bitwise_or.reduceat(bits, first) if len(first) else bits
    out = starts(tail, size)
    numbered = csr_array((np.arange(len(head), dtype=np.int32), head, out), shape=(size, size))
    backwards = numbered.tocsc()
    return Adjacency(
        tail=tail,
        head=head,
        signs=signs,
        edges=edges,
        first=np.append(first, len(edges)).astype(np.int32),
        out=out,
        back=backwards.data,
        into=backwards.indptr,
        taken=taken.tobytes(),
    )


def starts(ordered: Ints, size: int) -> Ints:
    """For an array sorted by node: where the rows of each node start, and the end."""
    return np.searchsorted(ordered, np.arange(size + 1)).astype(np.int32)


def spans(start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """The numbers of all ranges start..stop, one after the other, and the row of each number.

    >>> [part.tolist() for part in spans(np.array([5, 0]), np.array([7, 1]))]
    [[5, 6, 0], [0, 0, 1]]
    """
    sizes: Ints = (stop - start).astype(np.int64)
    rows: Ints = np.arange(len(sizes)).repeat(sizes)
    shift: Ints = start - sizes.cumsum() + sizes
    return np.arange(len(rows)) + shift[rows], rows
