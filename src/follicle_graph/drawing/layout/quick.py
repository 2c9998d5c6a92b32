"""A quick layout in lanes for thousands of nodes, which nobody reads as one picture.

Rows of a lane as wide as the page is high; a few barycentre sweeps over whole rows at once; even
gaps. Edges are straight lines. Everything is a column of numbers, one for each node.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.layout_input import Content, lanes_of, rank

_GAP, _SWEEPS, _SHAPE = 8.0, 6, 0.45


class QuickRows(NamedTuple):
    """Rows of numbers of nodes, the lane of each row, x and row of every node, the width used,
    and for each row how many pairs of nodes join it with rows below."""

    rows: list[NDArray[np.int64]]
    lane_of_row: list[str]
    x: NDArray[np.float64]
    row_of: NDArray[np.int64]
    used: float
    below: Sequence[int]


def quick_rows(
    content: Content,
    order: Sequence[str],
    ends: NDArray[np.int64],
    widths: NDArray[np.float64],
    least: float,
) -> QuickRows:
    """Rows for nodes of these widths, in the order of the content.

    `ends`: both ends of every edge, as places among the nodes. `least`: the width in points
    that rows take at least.
    """
    many = len(content.nodes)
    wide = widths + _GAP
    room = max(least, math.sqrt(float(wide.sum()) * 60.0 / _SHAPE))
    lane_of = lanes_of(content, order)
    lanes = sorted(set(lane_of.values()), key=lambda lane: rank(lane, order))
    number_of = {lane: number for number, lane in enumerate(lanes)}
    lane = np.fromiter((number_of[lane_of[node.id]] for node in content.nodes), np.int64, many)
    members = [np.flatnonzero(lane == number) for number in range(len(lanes))]
    ends = joined_pairs(ends, many)
    x = _swept(ends, members, many, room)
    rows: list[NDArray[np.int64]] = []
    of_row: list[str] = []
    for name, group in zip(lanes, members, strict=True):
        count = max(1, math.ceil(float(wide[group].sum()) / room))
        across = group[np.argsort(x[group], kind="stable")]
        for first in range(count):  # neighbours go into different rows: each row spans the page
            if len(across[first::count]):
                rows.append(across[first::count])
                of_row.append(name)
    row_of = np.zeros(many, np.int64)
    used = max((float(wide[row].sum()) for row in rows), default=0.0)
    for number, row in enumerate(rows):
        row_of[row] = number
        spare = (used - float(widths[row].sum())) / (len(row) + 1)
        x[row] = np.cumsum(spare + widths[row]) - widths[row] / 2
    first, last = np.sort(row_of[ends], axis=1).T
    below = np.bincount(first[first != last], minlength=len(rows)).tolist()
    return QuickRows(rows, of_row, x, row_of, used, below)


def joined_pairs(ends: NDArray[np.int64], many: int) -> NDArray[np.int64]:
    """The ordered pairs of different nodes among the ends of edges, once each, in order.

    >>> joined_pairs(np.array([[1, 0], [1, 0], [2, 2], [0, 1]]), 3).tolist()
    [[0, 1], [1, 0]]
    """
    apart = ends[ends[:, 0] != ends[:, 1]]
    return np.column_stack(np.divmod(np.unique(apart[:, 0] * many + apart[:, 1]), many))


def _swept(
    ends: NDArray[np.int64], members: Sequence[NDArray[Any]], many: int, room: float
) -> NDArray[np.float64]:
    """Places across the page, each lane in the order in which its nodes are pulled."""
    x = np.zeros(many)
    for group in members:
        x[group] = np.linspace(0.0, room, len(group))
    joined = np.bincount(ends.ravel(), minlength=many)
    for _ in range(_SWEEPS):
        pulled = np.bincount(ends[:, 0], x[ends[:, 1]], many)
        pulled += np.bincount(ends[:, 1], x[ends[:, 0]], many)
        wish = np.where(joined > 0, pulled / np.maximum(joined, 1), x)
        for group in members:
            x[group[np.argsort(wish[group], kind="stable")]] = np.linspace(0.0, room, len(group))
    return x
