"""How edges run from border to border: one smooth curve for each, bent only where needed.

A curve has a knot on the upper and the lower line of each row that it passes. All knots are
moved together so that curves bend least and keep their order between the nodes of each row. Knots
that a smoother curve passes near enough are then left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.curves import Curve, Point, line, near, through
from follicle_graph.drawing.layout.lane_layers import EdgeTriple, Item, Pair, Rows, Task
from follicle_graph.drawing.layout.placing import Lines
from follicle_graph.drawing.shapes import half_height, half_width

Numbers = NDArray[np.floating[Any]]

APART = 3.6
"""Points between curves that pass a row side by side."""

_PORT, _FLAT_APART = 9.0, 7.0
"""Points between the ends of edges at a node at most, and between edges of one pair inside a row:
half an arrow and half a bar."""

_MARGIN = 3.5
"""Points between a node and a curve that passes it."""

_STEEPEST = 4.0
"""Points across for one point down at the ends of a curve: no flatter than 14 degrees."""

_SLACK = 2 * APART / 3
"""Points by which a curve may miss a knot that it leaves out. More makes calmer curves; two
neighbours that both miss by more than half of `APART` may cross."""

_SHALLOW = 2.0
"""Points across for one point down from which an end is shallow: 27 degrees from level."""

_SIDE_APART, _SIDE_ROOM = 7.6, 16.0
"""Points between ends at the left or right border of a node (two on a node of one line, whose
widest arrow and bar need 6.8), and from the border to the next node (two heads)."""

_FEW = 300
"""Curves that leave out knots; with more of them that would take seconds."""

_LEAN, _DRIFT = 1.8, 0.9
_STEPS, _REWEIGHTED = 80, 2


@dataclass(frozen=True, slots=True)
class Frame:
    """Where items and rows are, and the shapes of nodes."""

    x: Mapping[Item, float]
    shape: Mapping[str, look.Shape]
    top: Sequence[float]
    bottom: Sequence[float]
    width: float

    def middle(self, row: int) -> float:
        """The height at which the nodes of a row are centred."""
        return (self.top[row] + self.bottom[row]) / 2


End = tuple[EdgeTriple, bool]
"""Where an edge leaves (True) or arrives (False)."""


class Ports(NamedTuple):
    """Offset of each end from the middle of its node, and the ends above and below (True) a node
    from left to right."""

    offset: dict[End, float]
    order: dict[tuple[str, bool], list[End]]


class SideEnd(NamedTuple):
    """An end at the left (-1) or right (1) border of a node, some points below its middle."""

    side: int
    down: float


def spread_ports(task: Task, made: Rows) -> Ports:
    """The ends of edges spread over the borders of their nodes; a backbone ends in the middle."""
    place = {item: k for row in made.rows for k, item in enumerate(row)}
    sides: dict[tuple[str, bool], list[tuple[int, Pair, int, EdgeTriple, bool]]] = {}
    ports = Ports({}, {})
    for pair, chain in made.chains.items():
        u, v = pair
        if made.flat(pair):
            ports.offset.update(
                {(edge, end): 0.0 for edge in task.edges[pair] for end in (True, False)}
            )
            continue
        down = made.row_of[v] > made.row_of[u]
        for number, edge in enumerate(task.edges[pair]):
            sides.setdefault((u, down), []).append((place[chain[1]], pair, number, edge, True))
            sides.setdefault((v, not down), []).append(
                (place[chain[-2]], pair, number, edge, False)
            )
    for (node, below), ends in sides.items():
        ends.sort(key=lambda end: (end[0], tuple(sorted(end[1])), end[1], end[2]))
        half = 0.45 * task.size[node][0]
        straight = [k for k, end in enumerate(ends) if end[1] in task.backbone]
        centre = straight[0] if straight else (len(ends) - 1) / 2
        for k, (*_, edge, leaving) in enumerate(ends):
            most = centre if k < centre else len(ends) - 1 - centre
            ports.offset[edge, leaving] = (k - centre) * min(_PORT, half / max(1.0, most))
        ports.order[node, below] = [(edge, leaving) for *_, edge, leaving in ends]
    return ports


def _side_ends(
    task: Task, made: Rows, frame: Frame, ports: Ports, loops: Collection[str]
) -> dict[End, SideEnd]:
    """The ends that move around a corner of their node, where heads would cover each other.

    Nodes with a loop or with an edge inside their row keep their ends above and below.
    """
    taken = {node for pair in made.chains if made.flat(pair) for node in pair} | set(loops)
    moved: dict[End, SideEnd] = {}
    for row in made.rows:
        for place, node in enumerate(row):
            if not isinstance(node, str) or node in taken:
                continue
            most = int(task.size[node][1] // _SIDE_APART)
            for side in (-1, 1):
                if _gap(task, frame, row, place, side) < _SIDE_ROOM:
                    continue
                above = _shallow_ends(made, frame, ports, (node, False), side)
                below = _shallow_ends(made, frame, ports, (node, True), side)
                while len(above) + len(below) > most:
                    max(above, below, key=len).pop()
                ends = [*reversed(above), *below]
                for number, end in enumerate(ends):
                    moved[end] = SideEnd(side, _SIDE_APART * (number - (len(ends) - 1) / 2))
    return moved


def _gap(task: Task, frame: Frame, row: Sequence[Item], place: int, side: int) -> float:
    """Points from a border of a node to the next node or line of its row, or to the page's end."""
    node = row[place]
    edge = frame.x[node] + side * task.size[str(node)][0] / 2
    if not 0 <= place + side < len(row):
        return edge if side < 0 else frame.width - task.rail_width() - edge
    other = row[place + side]
    half = task.size[other][0] / 2 if isinstance(other, str) else 0.0
    return abs(frame.x[other] - edge) - half


def _shallow_ends(
    made: Rows, frame: Frame, ports: Ports, place: tuple[str, bool], side: int
) -> list[End]:
    """The shallow ends at one corner of a node, outermost first.

    The innermost of them stays, since the others have left. Where no edge arrives all stay:
    there are no heads.
    """
    node, below = place
    ends = ports.order.get(place, [])
    level = (frame.bottom if below else frame.top)[made.row_of[node]]
    shallow: list[End] = []
    for end in ends if side < 0 else reversed(ends):
        edge, leaving = end
        chain = made.chains[edge[:2]]
        item = chain[1] if leaving else chain[-2]
        row = made.row_of[item]
        if isinstance(item, str):
            y = frame.middle(row)
        else:
            y = frame.top[row] if below else frame.bottom[row]
        across = side * (frame.x[item] - frame.x[node] - ports.offset[end])
        if across < _SHALLOW * abs(y - level):
            break
        shallow.append(end)
    return [] if all(leaving for _, leaving in shallow) else shallow[:-1]


class _Knots:
    """Knots of all curves, edge by edge, and on each line of a row the knots of each item."""

    def __init__(self, side_ends: Mapping[End, SideEnd]) -> None:
        self.y: list[float] = []
        self.x: list[float] = []
        self.fixed: list[bool] = []
        self.of: dict[EdgeTriple, list[int]] = {}
        self.on: dict[tuple[int, bool], dict[Item, dict[End, int]]] = {}
        self.side_ends = side_ends

    def add(self, edge: EdgeTriple, point: Point, *, fixed: bool = False) -> int:
        """A new knot of an edge."""
        self.of.setdefault(edge, []).append(len(self.y))
        self.x.append(point[0])
        self.y.append(point[1])
        self.fixed.append(fixed)
        return len(self.y) - 1


def route(
    task: Task, made: Rows, frame: Frame, ports: Ports, loops: Mapping[str, Sequence[EdgeTriple]]
) -> dict[EdgeTriple, Curve]:
    """The curve of each edge, from the border of u to the border of v."""
    curves: dict[EdgeTriple, Curve] = {}
    knots = _Knots(_side_ends(task, made, frame, ports, loops))
    for pair, chain in made.chains.items():
        if made.flat(pair):
            curves.update(_beside(task, made, frame, pair))
        else:
            for number, edge in enumerate(task.edges[pair]):
                aside = (number - (len(task.edges[pair]) - 1) / 2) * APART
                _add_knots(knots, task, made, frame, ports, edge, chain, aside)
    x = _settled(knots, _segments(knots, task, made, frame, ports))
    for edge, own in knots.of.items():
        points: list[Point] = []
        for knot in own:
            if not points or abs(knots.y[knot] - points[-1][1]) > 0.5:
                points.append((x[knot], knots.y[knot]))
        end = (x[own[-1]], knots.y[own[-1]])
        points[-1 if len(points) > 1 else 1 :] = [end]
        if len(knots.of) <= _FEW:
            curves[edge] = near(points, steepest=_STEEPEST, slack=_SLACK)
        else:
            curves[edge] = through(points, steepest=_STEEPEST)
    for node, edges in loops.items():
        below = len(ports.order.get((node, True), ())) < len(ports.order.get((node, False), ()))
        for number, edge in enumerate(edges):
            curves[edge] = _loop(task, made, frame, node, number, below=below)
    return curves


def _add_knots(
    knots: _Knots,
    task: Task,
    made: Rows,
    frame: Frame,
    ports: Ports,
    edge: EdgeTriple,
    chain: Sequence[Item],
    aside: float,
) -> None:
    down = made.row_of[edge[1]] > made.row_of[edge[0]]

    def end(node: str, *, leaving: bool) -> None:
        below = down == leaving
        row, size = made.row_of[node], task.size[node]
        level = frame.bottom[row] if below else frame.top[row]
        if moved := knots.side_ends.get((edge, leaving)):
            half = half_width(frame.shape[node], size, moved.down)
            tip = (frame.x[node] + moved.side * half, frame.middle(row) + moved.down)
            x = frame.x[node] + moved.side * (size[0] / 2 + _MARGIN)
        else:
            offset = ports.offset[edge, leaving]
            half = half_height(frame.shape[node], size, offset, below=below)
            x = frame.x[node] + offset
            tip = (x, frame.middle(row) + (half if below else -half))
        if leaving:
            knots.add(edge, tip, fixed=True)
        if abs(level - tip[1]) > 2.0:  # the tip is away from the line of the row
            knot = knots.add(edge, (x, level))
            knots.on.setdefault((row, below), {}).setdefault(node, {})[edge, leaving] = knot
        if not leaving:
            knots.add(edge, tip, fixed=True)

    end(edge[0], leaving=True)
    for item in chain[1:-1]:
        row = made.row_of[item]
        for below in (False, True) if down else (True, False):
            level = frame.bottom[row] if below else frame.top[row]
            knot = knots.add(edge, (frame.x[item] + aside, level))
            knots.on.setdefault((row, below), {}).setdefault(item, {})[edge, True] = knot
    end(edge[1], leaving=False)


class _Segment(NamedTuple):
    """Knots in order between two nodes of a row, their steps, and where the first may be."""

    knots: NDArray[np.intp]
    steps: Numbers
    low: float
    high: float


def _segments(knots: _Knots, task: Task, made: Rows, frame: Frame, ports: Ports) -> list[_Segment]:
    """The free parts of all lines of rows, with the knots that they hold."""
    segments: list[_Segment] = []

    def close(own: list[int], low: float, high: float) -> None:
        if own:
            step = min(APART, max(0.0, high - low) / max(1, len(own) - 1))
            steps = step * np.arange(len(own))
            segments.append(_Segment(np.array(own), steps, low, max(low, high - float(steps[-1]))))

    rail = task.rail_width()
    for (row, below), held in knots.on.items():
        own: list[int] = []
        low = 2.0
        for item in made.rows[row]:
            if not isinstance(item, str):
                own += held[item].values()
                continue
            half = task.size[item][0] / 2
            left, middle, right = _split(
                knots, held.get(item, {}), ports.order.get((item, below), ())
            )
            close(own + left, low, frame.x[item] - half - _MARGIN)
            close(middle, frame.x[item] - half, frame.x[item] + half)
            own, low = right, frame.x[item] + half + _MARGIN
        close(own, low, frame.width - 2.0 - (rail if made.rows[row][-1] not in task.rail else 0.0))
    return segments


def _split(
    knots: _Knots, held: Mapping[End, int], order: Iterable[End]
) -> tuple[list[int], list[int], list[int]]:
    """The knots of a node on a line: of ends at its left border, straight on it, at its right."""
    parts: tuple[list[int], list[int], list[int]] = ([], [], [])
    for end in order:
        if end in held:
            moved = knots.side_ends.get(end)
            parts[1 + moved.side if moved else 1].append(held[end])
    return parts


def _settled(knots: _Knots, segments: Sequence[_Segment]) -> list[float]:
    """Where knots are across the page: curves bend least and keep their order in each row."""
    x0, y = np.array(knots.x), np.array(knots.y)
    free = ~np.array(knots.fixed, bool)
    bent = []
    for own in knots.of.values():
        numbers = np.array(own)
        if free[numbers].any():
            bent.append((numbers, *_stiffness(np.maximum(np.abs(np.diff(y[numbers])), 1.0))))
    lines = Lines(
        np.concatenate([one.knots for one in segments]) if segments else np.zeros(0, np.intp),
        np.concatenate([one.steps for one in segments]) if segments else np.zeros(0),
        np.array([len(one.knots) for one in segments], np.intp),
        np.array([one.low for one in segments]),
        np.array([one.high for one in segments]),
    )
    x, z, dual = x0.copy(), x0.copy(), np.zeros(len(x0))
    for round_ in range(_REWEIGHTED):
        solved = []
        for numbers, terms, bends in bent:
            weights = np.ones(len(terms))
            if round_:  # few places that bend, instead of a little bend everywhere
                turn = np.abs(bends @ z[numbers])
                weights[: len(turn)] = np.clip(0.3 / (turn + 0.045), 0.12, 6.0)
            square = terms.T @ (terms * weights[:, None])
            own = free[numbers]
            inverse = np.linalg.inv(square[np.ix_(own, own)] + np.eye(int(own.sum())))
            solved.append((numbers[own], inverse, -square[np.ix_(own, ~own)] @ x0[numbers[~own]]))
        for _ in range(_STEPS):
            wish = z - dual
            for moving, inverse, pull in solved:
                x[moving] = inverse @ (pull + wish[moving])
            z = lines.nearest(x + dual)
            z[~free] = x0[~free]
            dual[free] += x[free] - z[free]
    return list(z.round(3).tolist())


def _stiffness(heights: Numbers) -> tuple[Numbers, Numbers]:
    """What a curve is measured by, as rows of linear terms in its knots: bends first, then how
    it leans at its ends and drifts between knots; and the bends alone."""
    many = len(heights) + 1
    slopes = np.zeros((many - 1, many))
    at = np.arange(many - 1)
    slopes[at, at], slopes[at, at + 1] = -1 / heights, 1 / heights
    bends = np.diff(slopes, axis=0)
    scale = 40 / np.sqrt((heights[1:] + heights[:-1]) / 2 + 6)
    ends = _LEAN * slopes[[0, -1]]
    drift = _DRIFT * np.sqrt(heights)[:, None] * slopes
    return np.vstack((scale[:, None] * bends, ends, drift)), bends


def _beside(task: Task, made: Rows, frame: Frame, pair: Pair) -> dict[EdgeTriple, Curve]:
    """Straight lines between neighbours in a row, both directions apart."""
    u, v = pair
    low, high = sorted(pair)
    both = [*task.edges.get((low, high), ()), *task.edges.get((high, low), ())]
    turn = 1 if frame.x[v] > frame.x[u] else -1
    lines = {}
    for edge in task.edges[pair]:
        dy = (both.index(edge) - (len(both) - 1) / 2) * _FLAT_APART
        y = frame.middle(made.row_of[u]) + dy
        a, b = (half_width(frame.shape[node], task.size[node], dy) for node in (u, v))
        lines[edge] = line((frame.x[u] + turn * a, y), (frame.x[v] - turn * b, y))
    return lines


def _loop(task: Task, made: Rows, frame: Frame, node: str, number: int, *, below: bool) -> Curve:
    """From the right border around to the top border, or to the bottom one."""
    width, height = task.size[node]
    x, y = frame.x[node], frame.middle(made.row_of[node])
    reach = 11.0 + 4 * number
    offset = width / 2 - min(0.22 * width, 14.0)
    half = half_height(frame.shape[node], task.size[node], offset, below=below)
    turn = 1 if below else -1
    start = (x + half_width(frame.shape[node], task.size[node], 0.0), y)
    away = y + turn * (height / 2 + 1.4 * reach)
    return (start, (x + width / 2 + reach, y), (x + offset, away), (x + offset, y + turn * half))
