"""One layout in lanes for the figure and for the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.arranging import BENT, Arrangement, arrange
from follicle_graph.drawing.layout.curves import Curve, Point, flattened
from follicle_graph.drawing.layout.lane_layers import EdgeTriple, Item, Pair, Rows, Task, make_task
from follicle_graph.drawing.layout.layout_input import (
    Content,
    content_of,
    content_of_flat,
    in_outer_lanes,
)
from follicle_graph.drawing.layout.measure import crossings, turning
from follicle_graph.drawing.layout.placing import place_items
from follicle_graph.drawing.layout.quick import quick_rows
from follicle_graph.drawing.layout.routing import Frame, route, spread_ports
from follicle_graph.drawing.layout.sizes import Box, ends_of, node_size, room_for_ends
from follicle_graph.drawing.layout.stacking import GUTTER, NARROW_GUTTER, stack
from follicle_graph.drawing.layout.straight import StraightRoutes
from follicle_graph.drawing.layout.sweeping import swept_rows
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model import vocabulary
from follicle_graph.model.arguments import is_number, is_whole
from follicle_graph.model.contract import validate
from follicle_graph.model.facts import Flat
from follicle_graph.model.graph import Graph
from follicle_graph.tools.caller_warning import warn_caller

PAGE_WIDTH = 180 * 72 / 25.4 * 8 / 7
"""A page of 180 mm in points, when labels of 8 points come out as 7."""

NARROW = 330.0
"""Below this width in points the captions of lanes are rotated."""

SMALLEST = 210.0
"""Width in points of the smallest drawing, so that its legend fits."""

MOST_NODES = 300
"""Above this many nodes a part reads better, and `layout` says so."""

ROUTED_NODES, ROUTED_PAIRS = 800, 2_000
"""Up to these counts edges are routed; beyond they are straight lines."""

_MOST_ARRANGED = 300
_ON_A_PAGE = 60
_MARGIN = 14.0
_LEAST_HIGH, _MOST_HIGH, _HIGH_PER_NODE = 440.0, 830.0, 13.5
"""Height in points that a layout keeps to, by its nodes: 52 fill a page of 247 mm with legend."""
_RAIL_HEAD, _LOOP_HIGH = 16.0, 14.0
_HALF_TURN = 180.0
"""An edge that turns farther counts like a crossing."""

_TURNING = 1.0
"""Crossings for each degree that edges turn in the mean."""

_HIGH = 100.0
"""Points of height that count like a crossing."""


class Note(NamedTuple):
    """Lines of words beside a node, from `x` on to the right, or up to it (`before`)."""

    x: float
    before: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in points, y downwards.

    Attributes
    ----------
    boxes
        Node -> centre x, centre y, width, height.
    routes
        (u, v, key) -> polyline from the border of u to the border of v, on the drawn curve
        within 0.15 points.
    lanes
        Name of a lane -> its box, from the left border of the drawing on.
    width, height
        Size of the drawing.
    gutter
        Width at the left of the lanes that holds their captions; no edge enters it. Below 74
        the captions are rotated. 0: there are no lanes.
    routed
        False: edges are straight lines, which may run under nodes.
    curves
        (u, v, key) -> the drawn curve: a start, then three points for each cubic Bézier. Empty
        where edges are straight lines.
    rail
        The box of the column of interventions at the right, or None.
    notes
        Node -> words beside its box, a line for each edge; in a list of neighbours.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> plan = fg.layout(fg.sketch("a -> b"))
    >>> sorted(plan.boxes), list(plan.routes)
    (['a', 'b'], [('a', 'b', 'increases')])
    """

    boxes: Mapping[str, Box]
    routes: Mapping[EdgeTriple, tuple[Point, ...]]
    lanes: Mapping[str, Box]
    width: float
    height: float
    gutter: float = GUTTER
    routed: bool = True
    curves: Mapping[EdgeTriple, Curve] = field(default_factory=lambda: MappingProxyType({}))
    rail: Box | None = None
    notes: Mapping[str, Note] = field(default_factory=lambda: MappingProxyType({}))

    def __reduce__(self) -> tuple[Any, ...]:
        routes = self.routes if isinstance(self.routes, StraightRoutes) else dict(self.routes)
        numbers = (self.width, self.height, self.gutter, self.routed)
        rest = (dict(self.curves), self.rail, dict(self.notes))
        return _restored, (dict(self.boxes), routes, dict(self.lanes), *numbers, *rest)


def _restored(
    boxes: dict[str, Box],
    routes: Mapping[EdgeTriple, tuple[Point, ...]],
    lanes: dict[str, Box],
    *rest: Any,
) -> Layout:
    """A layout as it was before it was pickled."""
    if not isinstance(routes, StraightRoutes):
        routes = MappingProxyType(dict(routes))
    return Layout(MappingProxyType(boxes), routes, MappingProxyType(lanes), *rest)


def layout(
    G: Graph,
    *,
    lanes: Sequence[str] | None = None,
    width: float | None = None,
    seed: int = 0,
    backbone: Iterable[Pair] = (),
    rail: bool = False,
) -> Layout:
    """Lay a graph out in lanes from top to bottom.

    Nodes stand in layers along the flow, edges pass rows between foreign nodes and bend only
    where something is in their way. The same content gives the same layout, which is cached.

    Parameters
    ----------
    G
        The graph.
    lanes
        Names of lanes in their order; the others follow. None: the order of the atlas.
    width
        Width in points. None: a page of 180 mm with labels of 7 points, more above 60 nodes. A
        small graph takes less, a crowded one more. Below 330 the captions of lanes are rotated.
    seed
        A whole number that starts the search for few crossings.
    backbone
        Pairs (u, v) whose edges are drawn as straight as possible, such as the main route.
    rail
        True: interventions stand in a column at the right, beside what they hit, instead of in
        the lane of what they hit.

    Returns
    -------
    Layout
        Boxes, routes and lanes. Above 800 nodes or 2 000 joined pairs edges are straight lines.

    Raises
    ------
    InvalidGraph
        When the graph breaks its contract.
    InvalidQuestion
        When lanes, width, seed or backbone are not what they should be.

    Warns
    -----
    UserWarning
        Above 300 nodes: a part reads better.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> plan = fg.layout(fg.sketch("a -> b"))
    >>> plan.boxes["a"].y < plan.boxes["b"].y
    True
    """
    validate(G)
    plan = plan_of(
        G, lanes=lanes, width=width, seed=seed, backbone=backbone, rail=rail, most=ROUTED_NODES
    )
    if len(G) > MOST_NODES:
        warn_caller(
            f"{len(G)} nodes and {G.number_of_edges()} edges in one picture: a part reads better; "
            "take one with `spine`, `keep`, `neighborhood` or `picture`"
        )
    return plan


def plan_of(
    G: Graph,
    *,
    lanes: Sequence[str] | None = None,
    width: float | None = None,
    seed: int = 0,
    backbone: Iterable[Pair] = (),
    rail: bool = False,
    most: int = MOST_NODES,
) -> Layout:
    """As `layout`, without the check of the graph and the warning about large graphs.

    `most`: nodes up to which edges are routed.
    """
    if width is not None and not (is_number(width) and 0 < width < math.inf):
        raise InvalidQuestion(argument="width", value=width, remedy="use points above 0")
    if not is_whole(seed):
        raise InvalidQuestion(argument="seed", value=seed, remedy="use a whole number")
    order = vocabulary.lanes() if lanes is None else tuple(lanes)
    if isinstance(lanes, str) or not all(isinstance(lane, str) for lane in order):
        raise InvalidQuestion(
            argument="lanes", value=lanes, remedy="use a list of the names of lanes"
        )
    straight = tuple(sorted({(u, v) for u, v, *_ in backbone}))
    for pair in straight:
        if not G.has_edge(*pair):
            raise InvalidQuestion(
                argument="backbone", value=pair, remedy="use pairs (u, v) that edges join"
            )
    wide = None if width is None else float(width)
    content = content_of(G)
    if len(content.nodes) > most:
        return _quick(content, order, wide)
    return _plan(content, order, wide, int(seed), straight, bool(rail))


def plan_of_flat(read: Flat) -> Layout:
    """The quick layout of a large graph that was read already, for a page that opens parts."""
    content = content_of_flat(read)
    if len(content.nodes) > MOST_NODES:
        return _quick(content, vocabulary.lanes(), None)
    return _plan(content, vocabulary.lanes(), None, 0, (), False)


@lru_cache(maxsize=64)
def _plan(
    content: Content,
    order: tuple[str, ...],
    width: float | None,
    seed: int,
    backbone: tuple[Pair, ...],
    rail: bool,
) -> Layout:
    many, pairs = len(content.nodes), len(content.pairs)
    if not many or many > ROUTED_NODES or pairs > ROUTED_PAIRS:
        return _quick(content, order, width)
    size = _sizes(content, order)
    gutter = _gutter(content, width)
    task = make_task(content, size, order, backbone, rail=rail)
    page = width or PAGE_WIDTH * max(1.0, many / _ON_A_PAGE) ** 0.7
    widest = sum(w + 40 for w, _ in size.values())
    room = min(max(page - gutter - _MARGIN, 60.0), max(widest, SMALLEST - gutter))
    loops: dict[str, list[EdgeTriple]] = {}
    for edge in content.edges:
        if edge[0] == edge[1]:
            loops.setdefault(edge[0], []).append(edge)
    found = arrange(task, room, seed) if pairs <= _MOST_ARRANGED else [swept_rows(task, room, seed)]
    drawn = [_drawn(content, task, one, loops, room, gutter) for one in found]
    if len(drawn) == 1:
        return drawn[0]
    return min(drawn, key=lambda plan: _badness(plan, backbone))


def _badness(plan: Layout, backbone: Sequence[Pair]) -> float:
    """How hard a drawing is to read, in crossings."""
    bent = sum(abs(plan.boxes[u].x - plan.boxes[v].x) for u, v in backbone) / BENT
    turns = turning(plan.routes).values()
    mean = sum(turns) / max(1, len(turns))
    beyond = sum(turn > _HALF_TURN for turn in turns)
    return crossings(plan.routes) + _TURNING * mean + beyond + bent + plan.height / _HIGH


def _drawn(
    content: Content,
    task: Task,
    found: Arrangement | Rows,
    loops: Mapping[str, Sequence[EdgeTriple]],
    room: float,
    gutter: float,
) -> Layout:
    """The drawing of ordered rows; an arrangement is searched once more with its positions."""
    size, many = task.size, len(content.nodes)
    made = found if isinstance(found, Rows) else found.made()
    ports = spread_ports(task, made)
    x, used = place_items(task, made, ports.offset, set(loops), room)
    if not isinstance(found, Rows):
        found.refine(x)
        made = found.made()
        ports = spread_ports(task, made)
        x, used = place_items(task, made, ports.offset, set(loops), room)
    full = used + gutter + _MARGIN
    first, last = made.rows[0], made.rows[-1]
    head = _RAIL_HEAD if task.rail and first[-1] in task.rail else 0.0
    head = max([head, *(_LOOP_HIGH for node in first if node in loops)])
    top, bottom, lanes, height = stack(
        [task.lanes[lane] for lane in made.lane_of_row],
        [max(size[item][1] for item in row if isinstance(item, str)) for row in made.rows],
        _shifts(made, x),
        full,
        gutter,
        goal=min(_MOST_HIGH, max(_LEAST_HIGH, _HIGH_PER_NODE * many)),
        head=head,
    )
    height += max([0.0, *(_LOOP_HIGH for node in last if node in loops)])
    frame = Frame(
        x, {node.id: look.kind(node.kind).shape for node in content.nodes}, top, bottom, used
    )
    curves = route(task, made, frame, ports, loops)
    dx = gutter + _MARGIN / 2
    boxes = {node: Box(x[node] + dx, frame.middle(made.row_of[node]), *size[node]) for node in size}
    moved = {
        edge: tuple((round(px + dx, 2), round(py, 2)) for px, py in curves[edge])
        for edge in content.edges
    }
    column = task.rail_width()
    beside = (
        Box(full - _MARGIN / 2 - column / 2, height / 2, column, height - 6) if column else None
    )
    if beside:
        lanes = {
            lane: Box(box.x - (column + 10) / 2, box.y, box.width - column - 10, box.height)
            for lane, box in lanes.items()
        }
    return Layout(
        MappingProxyType({node: _rounded(box) for node, box in boxes.items()}),
        MappingProxyType({edge: _rounded_line(flattened(one)) for edge, one in moved.items()}),
        MappingProxyType({lane: _rounded(box) for lane, box in lanes.items()}),
        round(full, 2),
        round(height, 2),
        gutter,
        True,
        MappingProxyType(moved),
        None if beside is None else _rounded(beside),
    )


def _sizes(content: Content, order: Sequence[str]) -> dict[str, tuple[float, float]]:
    many = len(content.nodes)  # a poster has room for all ends of a node at one side
    one_side = in_outer_lanes(content, order) if many <= _ON_A_PAGE else [True] * many
    rooms = room_for_ends(ends_of(content), one_side)
    return {node.id: node_size(node, room) for node, room in zip(content.nodes, rooms, strict=True)}


def _gutter(content: Content, width: float | None) -> float:
    if not any(node.lane for node in content.nodes):
        return 0.0
    return NARROW_GUTTER if width is not None and width < NARROW else GUTTER


def _shifts(made: Rows, x: Mapping[Item, float]) -> list[list[float]]:
    """For each gap between rows, how far the links in it run across."""
    between: list[list[float]] = [[] for _ in made.rows]
    for chain in made.chains.values():
        for a, b in pairwise(chain):
            between[min(made.row_of[a], made.row_of[b])].append(abs(x[a] - x[b]))
    return between


@lru_cache(maxsize=8)
def _quick(content: Content, order: tuple[str, ...], width: float | None) -> Layout:
    """A layout of thousands of nodes: numbers in columns, straight edges."""
    gutter = _gutter(content, width)
    size = _sizes(content, order)
    sizes = np.array(list(size.values())).reshape(-1, 2)
    least = (width or PAGE_WIDTH) - GUTTER - _MARGIN
    made = quick_rows(content, order, ends_of(content), sizes[:, 0], least)
    full = max(made.used, SMALLEST - gutter) + gutter + _MARGIN
    tall = [float(sizes[row, 1].max()) for row in made.rows]
    links = [[200.0] * min(60, count) for count in made.below]
    top, bottom, lane_boxes, height = stack(
        made.lane_of_row, tall, links, full, gutter, goal=math.inf
    )
    middle = (np.array(top) + np.array(bottom)) / 2
    columns = np.column_stack((made.x + gutter + 6, middle[made.row_of], sizes)).round(2)
    places = MappingProxyType(dict(zip(size, map(Box._make, columns.tolist()), strict=True)))
    lanes = MappingProxyType({lane: _rounded(box) for lane, box in lane_boxes.items()})
    routes = StraightRoutes(places, content.edges)
    return Layout(places, routes, lanes, round(full, 2), round(height, 2), gutter, routed=False)


def _rounded(box: Box) -> Box:
    return Box(*(round(value, 2) for value in box))


def _rounded_line(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple((round(x, 2), round(y, 2)) for x, y in points)
