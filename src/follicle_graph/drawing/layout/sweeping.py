"""The order of rows of hundreds of nodes: barycentre sweeps, then sifting row by row.

Sweeps put each item at the mean of its neighbours in the next row (Sugiyama, Tagawa and Toda
1981); sifting moves each item to the place in its row where links cross least (Matuszewski,
Schönfeld and Molitor 1999, doi:10.1007/3-540-46648-7_22).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.rows import Item, Pair, Rows, Task, first_rows

Numbers = NDArray[np.float64]
_SWEEPS, _ROUNDS = 20, 3
_FULL = 0.45
"""Part of a row that its nodes fill; edges that pass need the rest."""


def swept_rows(task: Task, room: float) -> Rows:
    """Rows in an order with few crossings; every long edge has a slot in each row it passes."""
    start = first_rows(task, room, full=_FULL)
    rows: list[list[Item]] = [[] for _ in start.lane_of_row]
    for node in task.size:
        rows[start.row_of[node]].append(node)
    chains: dict[Pair, tuple[Item, ...]] = {}
    for u, v in task.edges:
        top, bottom = start.row_of[u], start.row_of[v]
        step = 1 if bottom > top else -1
        slots: list[Item] = [(u, v, row) for row in range(top + step, bottom, step)]
        for slot in slots:
            rows[int(slot[2])].append(slot)
        chains[u, v] = (u, *slots, v)
    kept = [row for row, items in enumerate(rows) if any(isinstance(one, str) for one in items)]
    order = _Sweeper([rows[row] for row in kept], chains).ordered()
    row_of = {item: number for number, items in enumerate(order) for item in items}
    there = {
        pair: tuple(item for item in chain if item in row_of) for pair, chain in chains.items()
    }
    return Rows(order, [start.lane_of_row[row] for row in kept], row_of, there)


class _Sweeper:
    """Rows with a matrix of links between each row and the next."""

    def __init__(self, rows: list[list[Item]], chains: dict[Pair, tuple[Item, ...]]) -> None:
        self.rows = rows
        place = {item: (k, i) for k, items in enumerate(rows) for i, item in enumerate(items)}
        self.links = [np.zeros((len(a), len(b))) for a, b in pairwise(rows)]
        for chain in chains.values():
            for one, other in pairwise([item for item in chain if item in place]):
                (k, i), (_, j) = sorted((place[one], place[other]))
                self.links[k][i, j] += 1.0
        self.order = [np.arange(len(items)) for items in rows]

    def ordered(self) -> list[list[Item]]:
        """The rows in the best order found."""
        best, kept = self._crossings(), list(self.order)
        for sweep in range(_SWEEPS):
            down = sweep % 2 == 0
            count = len(self.rows)
            for row in range(1, count) if down else range(count - 2, -1, -1):
                self._to_barycentres(row, down=down)
            now = self._crossings()
            if now < best:
                best, kept = now, list(self.order)
        self.order = kept
        for sweep in range(_ROUNDS):
            count = len(self.rows)
            for row in range(count) if sweep % 2 == 0 else range(count - 1, -1, -1):
                self._sift(row)
        return [
            [items[k] for k in order.tolist()]
            for items, order in zip(self.rows, self.order, strict=True)
        ]

    def _crossings(self) -> float:
        total = 0.0
        for gap, links in enumerate(self.links):
            ordered = links[self.order[gap]][:, self.order[gap + 1]]
            left = np.cumsum(ordered, 1) - ordered
            total += float((ordered * (np.cumsum(left[::-1], 0)[::-1] - left)).sum())
        return total

    def _to_barycentres(self, row: int, *, down: bool) -> None:
        links = self.links[row - 1].T if down else self.links[row]
        other = self.order[row - 1 if down else row + 1]
        at = np.empty(len(other))
        at[other] = (np.arange(len(other)) + 0.5) / len(other)
        own = np.empty(len(self.order[row]))
        own[self.order[row]] = (np.arange(len(own)) + 0.5) / len(own)
        joined = links.sum(1)
        wish = np.where(joined > 0, links @ at / np.maximum(joined, 1.0), own)
        self.order[row] = np.lexsort((own, wish.round(9)))

    def _sift(self, row: int) -> None:
        """Move each item of a row to its best place, the other rows as they are."""
        many = len(self.order[row])
        cost = np.zeros((many, many))
        for links, other in self._beside(row):
            ordered = links[:, other]
            cost += ordered @ (np.cumsum(ordered, 1) - ordered).T
        gain = cost - cost.T  # above 0: the second is better left of the first
        order = self.order[row].tolist()
        for item in list(order):
            here = order.index(item)
            order.pop(here)
            after = np.append(np.cumsum(gain[item, order][::-1])[::-1], 0.0)
            best = int(after.argmin())
            order.insert(best if after[best] < after[here] - 1e-9 else here, item)
        self.order[row] = np.array(order, np.intp)

    def _beside(self, row: int) -> list[tuple[Numbers, NDArray[np.intp]]]:
        """The links of a row to the rows above and below, with the order of those."""
        found = []
        if row:
            found.append((self.links[row - 1].T, self.order[row - 1]))
        if row < len(self.links):
            found.append((self.links[row], self.order[row + 1]))
        return found
