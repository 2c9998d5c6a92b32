"""How edges run from border to border: vertical past rows, smooth in the gaps between them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.layering import Item, Rows

Point = tuple[float, float]
EdgeTriple = tuple[str, str, str]
_SAMPLES = 14
_STIFF = 0.42
SLOT = 4.5
"""Width in points of the slot that an edge takes where it passes a row."""
TRACK = 5.0
"""Distance in points between edges that run along the same row."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What routing needs to know: where items, borders and rows are."""

    x: Mapping[Item, float]
    size: Mapping[str, tuple[float, float]]
    shape: Mapping[str, look.Shape]
    top: Sequence[float]
    bottom: Sequence[float]

    def middle(self, row: int) -> float:
        return (self.top[row] + self.bottom[row]) / 2


def route(made: Rows, frame: Frame, edges: Iterable[EdgeTriple]) -> dict[EdgeTriple, list[Point]]:
    """The polyline of every edge, from the border of u to the border of v."""
    listed = sorted(edges)
    parallel: dict[tuple[str, str], list[EdgeTriple]] = {}
    for edge in listed:
        parallel.setdefault(edge[:2], []).append(edge)
    ports = _ports(made, frame, listed)
    tracks = _tracks(made, frame, listed)
    crowded = Counter(
        (node, made.row_of[other] > made.row_of[node])
        for u, v, _ in listed
        for node, other in ((u, v), (v, u))
        if made.row_of[u] != made.row_of[v]
    )
    routes: dict[EdgeTriple, list[Point]] = {}
    for (u, v), group in parallel.items():
        for number, edge in enumerate(group):
            aside = (number - (len(group) - 1) / 2) * SLOT
            if u == v:
                below = crowded[u, False] > crowded[u, True]
                routes[edge] = _loop(frame, made.row_of[u], u, number, below=below)
            elif made.row_of[u] == made.row_of[v]:
                routes[edge] = _beside(made, frame, edge, ports, aside, tracks[edge])
            else:
                routes[edge] = _through(made, frame, edge, ports, aside)
    return routes


def _through(
    made: Rows,
    frame: Frame,
    edge: EdgeTriple,
    ports: Mapping[tuple[EdgeTriple, bool], float],
    aside: float,
) -> list[Point]:
    u, v, _ = edge
    chain = made.chains[u, v]
    down = made.row_of[v] > made.row_of[u]
    points = [_border(frame, made.row_of[u], u, ports[edge, True], bottom=down)]
    exits = frame.bottom if down else frame.top
    entries = frame.top if down else frame.bottom
    x = points[0][0]
    for a, b in pairwise(chain):
        start = (x, exits[made.row_of[a]])
        last = b == v
        x = frame.x[v] + ports[edge, False] if last else frame.x[b] + aside
        points += _curve(start, (x, entries[made.row_of[b]]))
    points.append(_border(frame, made.row_of[v], v, ports[edge, False], bottom=not down))
    return _without_repeats(points)


def _curve(a: Point, b: Point) -> list[Point]:
    """A smooth way between two rows that leaves and arrives vertically."""
    reach = _STIFF * (b[1] - a[1])
    return _bezier(a, (a[0], a[1] + reach), (b[0], b[1] - reach), b)


def _bezier(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    points = []
    for step in range(_SAMPLES + 1):
        t = step / _SAMPLES
        s = 1 - t
        weights = (s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t)
        points.append(
            (
                sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
            )
        )
    return points


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    kept = [points[0]]
    for point in points[1:]:
        if math.dist(point, kept[-1]) > 0.05:
            kept.append(point)
    return kept


def _border(frame: Frame, row: int, node: str, offset: float, *, bottom: bool) -> Point:
    """The point of a node's border above or below which an edge leaves."""
    width, height = frame.size[node]
    half = height / 2
    if frame.shape[node] == "ellipse":
        half *= math.sqrt(max(0.0, 1 - (2 * offset / width) ** 2))
    return frame.x[node] + offset, frame.middle(row) + (half if bottom else -half)


def _beside(
    made: Rows,
    frame: Frame,
    edge: EdgeTriple,
    ports: Mapping[tuple[EdgeTriple, bool], float],
    aside: float,
    track: int | None,
) -> list[Point]:
    """Between nodes of one row: straight when nothing stands between, else on a track beside."""
    u, v, _ = edge
    index = made.row_of[u]
    right = frame.x[v] > frame.x[u]
    turn = 1 if right else -1
    if track is None:
        back = (v, u) in made.chains
        dy = aside + (turn * SLOT * 0.8 if back else 0.0)
        y = frame.middle(index) + dy
        return [
            (frame.x[u] + turn * _half_width(frame, u, dy), y),
            (frame.x[v] - turn * _half_width(frame, v, dy), y),
        ]
    below = not right
    a = _border(frame, index, u, ports[edge, True], bottom=below)
    b = _border(frame, index, v, ports[edge, False], bottom=below)
    level = frame.bottom[index] if below else frame.top[index]
    rail = level + (8.0 + TRACK * track) * (1 if below else -1)
    corner = min(10.0, abs(b[0] - a[0]) / 2) * turn
    points = [a, *_bezier((a[0], level), (a[0], rail), (a[0], rail), (a[0] + corner, rail))]
    points += _bezier((b[0] - corner, rail), (b[0], rail), (b[0], rail), (b[0], level))
    return _without_repeats([*points, b])


def _tracks(made: Rows, frame: Frame, edges: Sequence[EdgeTriple]) -> dict[EdgeTriple, int | None]:
    """For edges inside a row: the track on which they run, None for straight neighbours."""
    tracks: dict[EdgeTriple, int | None] = {}
    taken: dict[tuple[int, bool], list[list[tuple[float, float]]]] = {}
    parallel = Counter(edge[:2] for edge in edges)
    inside = [edge for edge in edges if made.row_of[edge[0]] == made.row_of[edge[1]]]
    for edge in sorted(inside, key=lambda e: (abs(frame.x[e[0]] - frame.x[e[1]]), e)):
        u, v, _ = edge
        row = made.rows[made.row_of[u]]
        crowded = parallel[u, v] > 2 or (parallel[u, v] > 1 and (v, u) in parallel)
        if u == v or (abs(row.index(u) - row.index(v)) == 1 and not crowded):
            tracks[edge] = None
            continue
        low, high = sorted((frame.x[u], frame.x[v]))
        side = taken.setdefault((made.row_of[u], frame.x[v] < frame.x[u]), [])
        for number, spans in enumerate(side):
            if all(high < a or low > b for a, b in spans):
                spans.append((low, high))
                tracks[edge] = number
                break
        else:
            tracks[edge] = len(side)
            side.append([(low, high)])
    return tracks


def _half_width(frame: Frame, node: str, dy: float) -> float:
    """Half the width of a node's shape at a height off its middle."""
    width, height = frame.size[node]
    across = min(1.0, abs(2 * dy / height))
    match frame.shape[node]:
        case "ellipse":
            return width / 2 * math.sqrt(1 - across**2)
        case "stadium":
            return width / 2 - height / 2 * (1 - math.sqrt(1 - across**2))
        case "hexagon":
            return width / 2 - height / 3 * across
        case "trapezium":
            return width / 2 - 5.0 * (0.5 + dy / height)
        case _:
            return width / 2


def _loop(frame: Frame, row: int, node: str, number: int, *, below: bool) -> list[Point]:
    """From the right border around to the top border, or to the bottom one."""
    width, height = frame.size[node]
    x, y = frame.x[node], frame.middle(row)
    reach = 11.0 + 4 * number
    start = (x + _half_width(frame, node, 0.0), y)
    end = _border(frame, row, node, width / 2 - min(0.22 * width, 14.0), bottom=below)
    away = (height / 2 + 1.4 * reach) * (1 if below else -1)
    return _bezier(start, (x + width / 2 + reach, y), (end[0], y + away), end)


def _ports(
    made: Rows, frame: Frame, edges: Sequence[EdgeTriple]
) -> dict[tuple[EdgeTriple, bool], float]:
    """Offset from the middle of a node at which an edge leaves (True) or arrives (False)."""
    sides: dict[tuple[str, bool], list[tuple[float, EdgeTriple, bool]]] = {}
    for edge in edges:
        u, v, _ = edge
        if u == v:
            continue
        if made.row_of[u] == made.row_of[v]:
            below = frame.x[v] < frame.x[u]
            sides.setdefault((u, below), []).append((frame.x[v], edge, True))
            sides.setdefault((v, below), []).append((frame.x[u], edge, False))
            continue
        chain = made.chains[u, v]
        down = made.row_of[v] > made.row_of[u]
        sides.setdefault((u, down), []).append((frame.x[chain[1]], edge, True))
        sides.setdefault((v, not down), []).append((frame.x[chain[-2]], edge, False))
    ports: dict[tuple[EdgeTriple, bool], float] = {}
    for (node, _), ends in sides.items():
        step = min(10.0, 0.75 * frame.size[node][0] / len(ends))
        for number, (_, edge, leaving) in enumerate(sorted(ends)):
            ports[edge, leaving] = (number - (len(ends) - 1) / 2) * step
    return ports
