"""From sequences of links to paths of edges: sign, support and order, on arrays."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from itertools import product
from math import inf, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from follicle_graph.query.engine.index import Index, Strengths
from follicle_graph.query.engine.links import (
    BIT,
    PLUS,
    PRODUCT,
    Adjacency,
    Bools,
    Floats,
    Ints,
)

FEW_ROWS = 40
FEW_COMBINATIONS = 400
"""Up to this many sequences, and combinations of their edges, are ranked one by one."""


class ColumnPaths(NamedTuple):
    """Paths in their order: one array of edge numbers a step; sign, weakest support and whether
    a shortcut is used, of each path.
    """

    edges: list[Ints]
    sign: NDArray[np.int8]
    support: Floats
    indirect: Bools

    def __len__(self) -> int:
        return len(self.sign)

    def row(self, place: int) -> tuple[int, ...]:
        """The edges of one path."""
        return tuple([int(column[place]) for column in self.edges])

    def used(self) -> set[int]:
        """The edges of all paths."""
        return {number for column in self.edges for number in column.tolist()}

    def mark(self, edges: Bools) -> None:
        """Mark the edges of all paths."""
        for column in self.edges:
            edges[column] = True

    def first(self, count: int) -> ColumnPaths:
        """The first `count` paths."""
        return self.take(slice(count))

    def of_sign(self, sign: int) -> ColumnPaths:
        """The paths of one sign."""
        return self.take(self.sign == sign)

    def take(self, rows: Ints | slice | Bools) -> ColumnPaths:
        """Some of the paths."""
        return ColumnPaths(
            [column[rows] for column in self.edges],
            self.sign[rows],
            self.support[rows],
            self.indirect[rows],
        )


class RowPaths(NamedTuple):
    """A few paths in their order, as plain tuples: the edges and the sign of each."""

    rows: tuple[tuple[int, ...], ...]
    signs: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.signs)

    def row(self, place: int) -> tuple[int, ...]:
        """The edges of one path."""
        return self.rows[place]

    def used(self) -> set[int]:
        """The edges of all paths."""
        return set().union(*self.rows)

    def mark(self, edges: Bools) -> None:
        """Mark the edges of all paths."""
        edges[list(self.used())] = True

    def first(self, count: int) -> RowPaths:
        """The first `count` paths."""
        return RowPaths(self.rows[:count], self.signs[:count])

    def of_sign(self, sign: int) -> RowPaths:
        """The paths of one sign."""
        rows = tuple([row for row, own in zip(self.rows, self.signs, strict=True) if own == sign])
        return RowPaths(rows, (sign,) * len(rows))


Ranked = ColumnPaths | RowPaths


def ranked(
    index: Index, adjacency: Adjacency, strength: Strengths, links: list[Ints], wanted: int
) -> Ranked:
    """The paths along sequences of links that have a wanted sign, in their order: without
    shortcuts before with, strongest weakest step, nodes, predicates.

    One path per sequence and sign: of the combinations of parallel edges that give it, the one
    with the strongest weakest step, then the first by predicates.
    """
    if len(links[0]) <= FEW_ROWS:
        few = _ranked_few(index, adjacency, links, wanted)
        if few is not None:
            return few
    several = np.zeros(len(links[0]), np.bool_)
    if strength.several.any():
        for column in links:
            several |= strength.several[column]
    rows = np.flatnonzero(~several)
    edges = [strength.edge[column[rows]] for column in links]
    if several.any():
        more_rows, more = _combined(
            index, adjacency, strength, [column[several] for column in links], wanted
        )
        rows = np.concatenate((rows, np.flatnonzero(several)[more_rows]))
        edges = [np.concatenate(pair) for pair in zip(edges, more, strict=True)]
        in_order = np.argsort(rows, kind="stable")
        edges = [column[in_order] for column in edges]
    sign = np.ones(len(edges[0]), np.int8)
    support = np.full(len(edges[0]), np.inf)
    indirect = np.zeros(len(edges[0]), np.bool_)
    for column in edges:
        sign *= index.sign[column]
        np.minimum(support, index.support[column], out=support)
        indirect |= index.indirect[column]
    found = ColumnPaths(edges, sign, support, indirect)
    bits = np.where(sign > 0, 1, np.where(sign < 0, 2, 4))
    if not ((bits & wanted) != 0).all():
        found = found.take((bits & wanted) != 0)
    return found.take(np.lexsort((-found.support, found.indirect)))


class Best:
    """Collects the best `limit` paths of one length (None: all); add them in node order.

    `least`: once more than `limit` paths are known, a path whose weakest step is not stronger than
    this cannot be among the best.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.least = -inf
        self._limit = limit
        self._left, self._sequences = FEW_COMBINATIONS, 0
        self._paths: list[tuple[bool, float, int, tuple[int, ...], int]] = []
        self._strongest: list[float] = []

    def add(self, index: Index, choices: Sequence[Sequence[int]], wanted: int) -> bool:
        """Add the best path of each wanted sign along one sequence of nodes.

        `choices`: the edges to choose from at each step. Returns False after too many combinations.
        """
        self._sequences += 1
        self._left -= prod(map(len, choices))
        if self._left < 0:
            return False
        signs, supports, shortcuts = index.each
        best: dict[int, tuple[float, tuple[int, ...], bool]] = {}
        for edges in product(*choices):
            sign, weakest, shortcut = 1, inf, False
            for edge in edges:
                sign *= signs[edge]
                weakest = min(weakest, supports[edge])
                shortcut = shortcut or shortcuts[edge]
            if BIT[sign] & wanted and (sign not in best or (-weakest, edges) < best[sign][:2]):
                best[sign] = (-weakest, edges, shortcut)
        for sign, (against, edges, shortcut) in best.items():
            self._add(edges, sign, -against, shortcut)
        return True

    def add_one(self, edges: tuple[int, ...], sign: int, support: float, shortcut: bool) -> None:
        """Add the only path along one sequence of nodes; its sign is a wanted one."""
        self._sequences += 1
        self._add(edges, sign, support, shortcut)

    def _add(self, edges: tuple[int, ...], sign: int, support: float, shortcut: bool) -> None:
        self._paths.append((shortcut, -support, self._sequences, edges, sign))
        if self._limit is not None and not shortcut:
            self._bound(support, self._limit)

    def _bound(self, support: float, limit: int) -> None:
        insort(self._strongest, support)
        del self._strongest[:-limit]
        if len(self._paths) > limit == len(self._strongest):
            self.least = self._strongest[0]

    def ranked(self) -> RowPaths:
        """The paths in their order; some that cannot be among the best may be missing."""
        self._paths.sort()
        rows = tuple([edges for *_, edges, _ in self._paths])
        return RowPaths(rows, tuple([sign for *_, sign in self._paths]))


def _ranked_few(
    index: Index, adjacency: Adjacency, links: list[Ints], wanted: int
) -> RowPaths | None:
    """`ranked` for few sequences; None when their edges have too many combinations."""
    best = Best()
    for sequence in zip(*(column.tolist() for column in links), strict=True):
        if not best.add(index, [_edges_of(adjacency, link) for link in sequence], wanted):
            return None
    return best.ranked()


def _edges_of(adjacency: Adjacency, link: int) -> list[int]:
    edges: list[int] = adjacency.edges[adjacency.first[link] : adjacency.first[link + 1]].tolist()
    return edges


def _combined(
    index: Index, adjacency: Adjacency, strength: Strengths, links: list[Ints], wanted: int
) -> tuple[Ints, list[Ints]]:
    """The best combination of parallel edges of each sequence, for each wanted sign it can have.

    Returns the sequence and the edges of each, sorted by sequence, then edges.
    """
    size = len(links[0])
    best = {PLUS: np.full(size, np.inf)}
    for column in links:
        grown: dict[int, Floats] = {}
        for bit, so_far in best.items():
            for other, support in strength.support.items():
                both = np.minimum(so_far, support[column])
                sign = int(PRODUCT[bit, other])
                grown[sign] = np.maximum(grown[sign], both) if sign in grown else both
        best = grown
    chosen = [
        (rows, _first_by_predicate(index, adjacency, strength, links, rows, support[rows], bit))
        for bit, support in best.items()
        if bit & wanted and len(rows := np.flatnonzero(support >= 0))
    ]
    if not chosen:
        return np.empty(0, np.int64), [np.empty(0, np.int32)] * len(links)
    rows = np.concatenate([rows for rows, _ in chosen])
    edges = [np.concatenate(parts) for parts in zip(*(found for _, found in chosen), strict=True)]
    order = np.lexsort((*edges[::-1], rows))
    return rows[order], [column[order] for column in edges]


def _first_by_predicate(
    index: Index,
    adjacency: Adjacency,
    strength: Strengths,
    links: list[Ints],
    rows: Ints,
    least: Floats,
    bit: int,
) -> list[Ints]:
    """The first combination by predicates that has this sign and at least this support."""
    columns = [column[rows] for column in links]
    usable = []
    for column in columns:
        signs = np.zeros(len(rows), np.uint8)
        for one, support in strength.support.items():
            signs[support[column] >= least] |= one
        usable.append(signs)
    rest = [np.full(len(rows), PLUS, np.uint8)]
    for signs in usable[:0:-1]:
        rest.append(PRODUCT[signs, rest[-1]])
    sign = np.full(len(rows), PLUS, np.uint8)
    edges: list[Ints] = []
    for column, after in zip(columns, rest[::-1], strict=True):
        if not strength.several[column].any():
            edges.append(strength.edge[column])
            sign = PRODUCT[sign, adjacency.signs[column]]
            continue
        begin, end = adjacency.first[column], adjacency.first[column + 1]
        edge = np.full(len(rows), -1, np.int32)
        product = sign.copy()
        for place in range(int((end - begin).max())):
            open_rows = np.flatnonzero((edge < 0) & (begin + place < end))
            if not len(open_rows):
                break
            candidate = adjacency.edges[begin[open_rows] + place]
            value = index.sign[candidate]
            here = np.where(value > 0, 1, np.where(value < 0, 2, 4)).astype(np.uint8)
            step = PRODUCT[sign[open_rows], here]
            fits = (index.support[candidate] >= least[open_rows]) & (
                (PRODUCT[step, after[open_rows]] & bit) != 0
            )
            edge[open_rows[fits]] = candidate[fits]
            product[open_rows[fits]] = step[fits]
        sign = product
        edges.append(edge)
    return edges
