"""How good a drawing is: overlaps of nodes, edges under foreign nodes, crossings, covered heads.

The measures of Purchase (2002, doi:10.1006/jvlc.2002.0232) that readers of node-link diagrams
were shown to depend on, counted on the lines as drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.sizes import Box

Point = tuple[float, float]
EdgeTriple = tuple[str, str, str]
Routes = Mapping[EdgeTriple, Sequence[Point]]
Numbers = NDArray[np.float64]

_SHARED = 4.0
"""Points around the ends of a route in which edges of one node may touch."""


def overlaps(boxes: Mapping[str, Box]) -> int:
    """How many pairs of boxes overlap by more than a hundredth of a point.

    >>> overlaps({"a": Box(0, 0, 10, 10), "b": Box(9, 0, 10, 10), "c": Box(30, 0, 10, 10)})
    1
    """
    return sum(
        abs(a.x - b.x) < (a.width + b.width) / 2 - 0.01
        and abs(a.y - b.y) < (a.height + b.height) / 2 - 0.01
        for a, b in combinations(boxes.values(), 2)
    )


def edges_under_nodes(
    boxes: Mapping[str, Box], routes: Routes, *, margin: float = 0.5
) -> list[EdgeTriple]:
    """The edges that run under a node that is neither of their ends.

    `margin`: points by which a line may touch a box.

    >>> boxes = {name: Box(x, 0, 10, 10) for name, x in (("a", 0), ("b", 50), ("c", 100))}
    >>> edges_under_nodes(boxes, {("a", "c", "increases"): [(5, 0), (95, 0)]})
    [('a', 'c', 'increases')]
    """
    names = list(boxes)
    table = np.array([boxes[name] for name in names], dtype=float).reshape(-1, 4)
    low = table[:, :2] - table[:, 2:] / 2 + margin
    high = table[:, :2] + table[:, 2:] / 2 - margin
    place = {name: number for number, name in enumerate(names)}
    under = []
    for edge, points in routes.items():
        line = np.array(points, dtype=float)
        foreign = np.ones(len(names), dtype=bool)
        foreign[[place[edge[0]], place[edge[1]]]] = False
        foreign &= np.all((line.min(axis=0) < high) & (line.max(axis=0) > low), axis=1)
        if any(_passes(line, low[index], high[index]) for index in np.flatnonzero(foreign)):
            under.append(edge)
    return under


def _passes(line: Numbers, low: Numbers, high: Numbers) -> bool:
    """Whether a polyline passes through an open rectangle (Liang and Barsky 1984)."""
    start, step = line[:-1], np.diff(line, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        first, last = (low - start) / step, (high - start) / step
    enter, leave = np.minimum(first, last), np.maximum(first, last)
    still = step == 0
    within = (start > low) & (start < high)
    enter = np.where(still, np.where(within, -np.inf, np.inf), enter).max(axis=1)
    leave = np.where(still, np.where(within, np.inf, -np.inf), leave).min(axis=1)
    return bool(np.any(np.maximum(enter, 0.0) < np.minimum(leave, 1.0)))


def crossings(routes: Routes) -> int:
    """How often lines cross, counted once for each pair of pieces.

    Where edges of one node meet, within 4 points of their ends, does not count.

    >>> crossings({("a", "b", "k"): [(0, 0), (50, 50)], ("c", "d", "k"): [(0, 50), (50, 0)]})
    1
    """
    lines = [(edge, np.array(points, dtype=float)) for edge, points in sorted(routes.items())]
    bounds = [(*line.min(axis=0), *line.max(axis=0)) for _, line in lines]
    count = 0
    for (i, (edge, line)), (j, (other, its)) in combinations(enumerate(lines), 2):
        a, b = bounds[i], bounds[j]
        if a[0] > b[2] or b[0] > a[2] or a[1] > b[3] or b[1] > a[3]:
            continue
        found = _meetings(line, its)
        if len(found) and {edge[0], edge[1]} & {other[0], other[1]}:
            ends = [tuple(line[0]), tuple(line[-1]), tuple(its[0]), tuple(its[-1])]
            found = [p for p in found if all(math.dist(p, end) > _SHARED for end in ends)]
        count += len(found)
    return count


def covered_heads(
    heads: Mapping[EdgeTriple, Sequence[Point]],
) -> list[tuple[EdgeTriple, EdgeTriple]]:
    """The pairs of edges whose heads, given as polygons, cover or touch each other.

    >>> square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    >>> aside = [(x + 3, y) for x, y in square]
    >>> covered_heads({("a", "c", "increases"): square, ("b", "c", "decreases"): aside})
    [(('a', 'c', 'increases'), ('b', 'c', 'decreases'))]
    """
    from matplotlib.path import Path

    edges = sorted(heads)
    paths = [Path([*heads[edge], heads[edge][0]]) for edge in edges]
    corners = np.array([path.get_extents().get_points() for path in paths]).reshape(-1, 2, 2)
    low, high = corners[:, 0], corners[:, 1]
    near = np.triu(np.all(low[:, None] <= high[None], axis=2), 1)
    near &= np.all(low[None] <= high[:, None], axis=2)
    return [
        (edges[a], edges[b])
        for a, b in np.argwhere(near)
        if paths[a].intersects_path(paths[b], filled=True)
    ]


def turning(routes: Routes) -> dict[EdgeTriple, float]:
    """How far each line turns on its way, in degrees, whichever way it turns.

    >>> turning({("a", "b", "k"): [(0, 0), (10, 0), (10, 10)]})
    {('a', 'b', 'k'): 90.0}
    """
    turns = {}
    for edge, points in routes.items():
        steps = np.diff(np.array(points, dtype=float), axis=0)
        steps = steps[np.hypot(*steps.T) > 1e-6]
        change = np.diff(np.arctan2(steps[:, 1], steps[:, 0]))
        change = (change + np.pi) % (2 * np.pi) - np.pi
        turns[edge] = round(float(np.degrees(np.abs(change).sum())), 1)
    return turns


def _meetings(line: Numbers, other: Numbers) -> list[Point]:
    """The points where pieces of two polylines cross."""
    p, r = line[:-1, None, :], np.diff(line, axis=0)[:, None, :]
    q, s = other[None, :-1, :], np.diff(other, axis=0)[None, :, :]
    across = r[..., 0] * s[..., 1] - r[..., 1] * s[..., 0]
    gap = q - p
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (gap[..., 0] * s[..., 1] - gap[..., 1] * s[..., 0]) / across
        u = (gap[..., 0] * r[..., 1] - gap[..., 1] * r[..., 0]) / across
    hit = (across != 0) & (t >= 0) & (t < 1) & (u >= 0) & (u < 1)
    first, second = np.nonzero(hit)
    points = line[first] + t[first, second][:, None] * np.diff(line, axis=0)[first]
    return [(float(x), float(y)) for x, y in points]
