"""The order of rows of hundreds of nodes: built node by node, then sifted row by row.

Nodes stay in the rows that they start from; each enters where its edges cross least, and its
edges find their ways through the rows (`arranging`). Sifting moves each item to the place in its
row where links cross least (Matuszewski, Schönfeld and Molitor 1999,
doi:10.1007/3-540-46648-7_22).
"""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.arranging import Arrangement
from follicle_graph.drawing.layout.lane_layers import Rows, Task, first_rows

Numbers = NDArray[np.float64]
_SWEEPS = 2
_FULL = 0.45
"""Part of a row that its nodes fill; edges that pass need the rest."""


def swept_rows(task: Task, room: float, seed: int = 0) -> Rows:
    """Rows in an order with few crossings; every long edge has a slot in each row it passes."""
    start = first_rows(task, room, full=_FULL)
    found = Arrangement(task, start, room, random.Random(seed))
    found.build()
    made = found.made()
    sifter = _Sifter(made)
    for sweep in range(_SWEEPS):
        count = len(made.rows)
        for row in range(count) if sweep % 2 == 0 else range(count - 1, -1, -1):
            sifter.sift(row)
    rows = [
        [items[k] for k in order.tolist()]
        for items, order in zip(made.rows, sifter.order, strict=True)
    ]
    return Rows(rows, made.lane_of_row, made.row_of, made.chains)


class _Sifter:
    """Rows with a matrix of links between each row and the next."""

    def __init__(self, made: Rows) -> None:
        place = {item: (k, i) for k, items in enumerate(made.rows) for i, item in enumerate(items)}
        self.links = [np.zeros((len(a), len(b))) for a, b in pairwise(made.rows)]
        for chain in made.chains.values():
            for one, other in pairwise(chain):
                (k, i), (_, j) = sorted((place[one], place[other]))
                self.links[k][i, j] += 1.0
        self.order = [np.arange(len(items)) for items in made.rows]

    def sift(self, row: int) -> None:
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
