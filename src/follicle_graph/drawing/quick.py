"""A quick layout in lanes for thousands of nodes, which nobody reads as one picture.

Rows of a lane as wide as the page is high; a few barycentre sweeps over whole rows at once; even
gaps. Edges are straight lines.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from follicle_graph.drawing.content import Content, lanes_of, rank
from follicle_graph.drawing.layering import Item

ABOVE = 1_500
"""Above so many nodes a layout is a quick one."""

_GAP, _SWEEPS, _SHAPE = 8.0, 6, 0.45


def quick_rows(
    content: Content, order: Sequence[str], widths: Mapping[str, float], least: float
) -> tuple[list[list[str]], list[str], dict[Item, float], float]:
    """Rows of nodes, the lane of each row, centre x of every node, and the width of all.

    `least`: the width in points that rows take at least.
    """
    lane_of = lanes_of(content, order)
    ids = [node.id for node in content.nodes]
    place = {node: number for number, node in enumerate(ids)}
    wide = np.array([widths[node] + _GAP for node in ids])
    room = max(least, math.sqrt(float(wide.sum()) * 60.0 / _SHAPE))
    lanes = sorted(set(lane_of.values()), key=lambda lane: rank(lane, order))
    members = [np.array([place[n] for n in ids if lane_of[n] == lane]) for lane in lanes]
    ends = np.array([(place[u], place[v]) for u, v in content.pairs], np.int64).reshape(-1, 2)
    x = np.zeros(len(ids))
    for group in members:
        x[group] = np.linspace(0.0, room, len(group))
    for _ in range(_SWEEPS):
        pulled = np.bincount(ends[:, 0], x[ends[:, 1]], len(ids))
        pulled += np.bincount(ends[:, 1], x[ends[:, 0]], len(ids))
        joined = np.bincount(ends.ravel(), minlength=len(ids))
        wish = np.where(joined > 0, pulled / np.maximum(joined, 1), x)
        for group in members:
            x[group[np.argsort(wish[group], kind="stable")]] = np.linspace(0.0, room, len(group))
    rows: list[list[str]] = []
    of_row: list[str] = []
    for lane, group in zip(lanes, members, strict=True):
        count = max(1, math.ceil(float(wide[group].sum()) / room))
        across = group[np.argsort(x[group], kind="stable")]
        for first in range(count):  # neighbours go into different rows: each row spans the page
            rows.append([ids[number] for number in across[first::count]])
            of_row.append(lane)
    found: dict[Item, float] = {}
    used = max((sum(widths[n] + _GAP for n in row) for row in rows), default=0.0)
    for row in rows:
        spare = (used - sum(widths[node] for node in row)) / (len(row) + 1)
        at = 0.0
        for node in row:
            at += spare + widths[node] / 2
            found[node] = at
            at += widths[node] / 2
    return rows, of_row, found, used
