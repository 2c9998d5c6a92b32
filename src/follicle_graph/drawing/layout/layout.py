"""Where everything stands: one layout in lanes for the figure and for the page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.content import Content, content_of, content_of_flat
from follicle_graph.drawing.layout.layering import Item, Rows, add_slots, make_rows
from follicle_graph.drawing.layout.ordering import order_rows
from follicle_graph.drawing.layout.placing import place_items
from follicle_graph.drawing.layout.quick import ABOVE, Busy, quick_rows
from follicle_graph.drawing.layout.routing import SLOT, Frame, Point, route
from follicle_graph.drawing.layout.sizes import Box, ends_of, node_size, room_for_ends
from follicle_graph.drawing.layout.stacking import GUTTER, stack
from follicle_graph.drawing.layout.straight import StraightRoutes
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import validate
from follicle_graph.model.facts import Flat
from follicle_graph.model.graph import Graph
from follicle_graph.tools.caller_warning import warn_caller

PAGE_WIDTH = 180 * 72 / 25.4 * 8 / 7
"""A page of 180 mm in points, when labels of 8 points come out as 7."""

NARROW = 330.0
"""Below this width in points captions stand on top of their lanes and not beside them."""

SMALLEST = 210.0
"""Width of the smallest drawing in points: room for its legend."""

MOST_NODES = 300
"""Up to so many nodes long edges have slots of their own; beyond, a part reads better."""

_MOST_SLOTS = 12000
_ON_A_PAGE = 60
_MARGIN = 14.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in points, y downwards: boxes of nodes, routes of edges, boxes of lanes.

    `routes` maps (u, v, key) -> polyline as drawn, from the border of u to the border of v.
    `lanes` maps the name of a lane -> its box, caption included; the caption stands in a gutter
    of that width at the left, or on top of the lane where the gutter is 0. Where `routed` is
    False edges are straight lines, which may run under nodes.
    """

    boxes: Mapping[str, Box]
    routes: Mapping[tuple[str, str, str], tuple[Point, ...]]
    lanes: Mapping[str, Box]
    width: float
    height: float
    gutter: float = GUTTER
    routed: bool = True

    def __reduce__(self) -> tuple[Any, ...]:
        maps = dict(self.boxes), dict(self.routes), dict(self.lanes)
        return _remade, (*maps, self.width, self.height, self.gutter, self.routed)


def _remade(
    boxes: dict[str, Box],
    routes: dict[tuple[str, str, str], tuple[Point, ...]],
    lanes: dict[str, Box],
    *rest: Any,
) -> Layout:
    """A layout as it was before it was pickled: its mappings cannot be changed."""
    return Layout(MappingProxyType(boxes), MappingProxyType(routes), MappingProxyType(lanes), *rest)


def layout(
    G: Graph, *, lanes: Sequence[str] | None = None, width: float | None = None, seed: int = 0
) -> Layout:
    """A layout in lanes from top to bottom; the same content gives the same layout, cached.

    `lanes`: their order (None: that of the knowledge folder, then by name); `width`: the width
    in points that rows wrap at (None: a page, more above 60 nodes); a small graph takes less, a
    crowded one more. `seed` starts the search for an order with few crossings.
    Up to 300 nodes, long edges get slots of their own in every row that they pass, so that none
    runs under a foreign node; beyond, or with more than 12 000 slots, edges are straight lines
    and a warning says that a part reads better.

    Raises InvalidGraph, InvalidQuestion when lanes, width or seed are not what they should be.

    >>> import follicle_graph as fg
    >>> plan = layout(fg.sketch("a -> b"))
    >>> plan.boxes["a"].y < plan.boxes["b"].y
    True
    """
    validate(G)
    plan = plan_of(G, lanes=lanes, width=width, seed=seed)
    if not plan.routed:
        warn_caller(
            f"{len(G)} nodes and {G.number_of_edges()} edges in one picture: a part reads better; "
            "take one with `spine`, `keep`, `neighborhood` or `picture`"
        )
    return plan


def plan_of(
    G: Graph, *, lanes: Sequence[str] | None = None, width: float | None = None, seed: int = 0
) -> Layout:
    """As `layout`, without a word about large graphs: for a page that scrolls and zooms."""
    real = isinstance(width, int | float) and not isinstance(width, bool)
    if width is not None and not (real and 0 < width < math.inf):
        raise InvalidQuestion(argument="width", value=width, remedy="use points above 0")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise InvalidQuestion(argument="seed", value=seed, remedy="use a whole number")
    order = vocabulary.lanes() if lanes is None else tuple(lanes)
    if isinstance(lanes, str) or not all(isinstance(lane, str) for lane in order):
        raise InvalidQuestion(
            argument="lanes", value=lanes, remedy="use a list of the names of lanes"
        )
    return _plan(content_of(G), order, None if width is None else float(width), seed)


def plan_of_flat(read: Flat) -> Layout:
    """As `plan_of` without options, for a graph that was read already."""
    return _plan(content_of_flat(read), vocabulary.lanes(), None, 0)


@lru_cache(maxsize=64)
def _plan(content: Content, order: tuple[str, ...], width: float | None, seed: int) -> Layout:
    ends = ends_of(content)
    rooms = room_for_ends(ends, len(content.nodes))
    size = {node.id: node_size(node, room) for node, room in zip(content.nodes, rooms, strict=True)}
    in_lanes = any(node.lane for node in content.nodes)
    gutter = GUTTER if in_lanes and not (width and width < NARROW) else 0.0
    if len(content.nodes) > ABOVE:
        return _quick(content, order, ends, size, width, gutter)
    widths = {node: w for node, (w, _) in size.items()}
    made, room, routed = _arrange(content, order, widths, width, gutter, seed)
    at, used = _placed(made, content, widths, room)
    x = {item: place + gutter + 6 for item, place in at.items()}
    full = used + gutter + _MARGIN
    inside = Counter(made.row_of[u] for u, v in made.chains if made.row_of[u] == made.row_of[v])
    tall = [max((size[item][1] for item in row), default=14.0) for row in made.nodes()]
    busy = Busy([inside[row] for row in range(len(tall))], [len(some) for some in made.links()])
    top, bottom, lane_boxes, height = stack(made.lane_of_row, tall, busy, full, gutter)
    boxes = {
        node: Box(x[node], (top[made.row_of[node]] + bottom[made.row_of[node]]) / 2, *size[node])
        for node in size
    }
    places = MappingProxyType({node: _rounded(box) for node, box in boxes.items()})
    routes: Mapping[tuple[str, str, str], tuple[Point, ...]]
    if routed:
        shape = {node.id: look.kind(node.kind).shape for node in content.nodes}
        found = route(made, Frame(x, size, shape, top, bottom), content.edges)
        routes = MappingProxyType({edge: _rounded_line(points) for edge, points in found.items()})
    else:
        routes = StraightRoutes(places, content.edges)
    lanes = MappingProxyType({lane: _rounded(box) for lane, box in lane_boxes.items()})
    return Layout(places, routes, lanes, round(full, 2), round(height, 2), gutter, routed)


def _quick(
    content: Content,
    order: Sequence[str],
    ends: NDArray[np.int64],
    size: Mapping[str, tuple[float, float]],
    width: float | None,
    gutter: float,
) -> Layout:
    """A layout of thousands of nodes: numbers in columns."""
    sizes = np.array(list(size.values()))
    made = quick_rows(content, order, ends, sizes[:, 0], (width or PAGE_WIDTH) - GUTTER - _MARGIN)
    full = made.used + gutter + _MARGIN
    tall = [float(sizes[row, 1].max()) for row in made.rows]
    top, bottom, lane_boxes, height = stack(made.lane_of_row, tall, made.busy, full, gutter)
    middle = (np.array(top) + np.array(bottom)) / 2
    columns = np.column_stack((made.x + gutter + 6, middle[made.row_of], sizes)).round(2)
    places = MappingProxyType(dict(zip(size, map(Box._make, columns.tolist()), strict=True)))
    lanes = MappingProxyType({lane: _rounded(box) for lane, box in lane_boxes.items()})
    routes = StraightRoutes(places, content.edges)
    return Layout(places, routes, lanes, round(full, 2), round(height, 2), gutter, routed=False)


def _placed(
    made: Rows, content: Content, widths: Mapping[str, float], room: float
) -> tuple[dict[Item, float], float]:
    """Where the items of the rows stand, and the width that they take."""
    parallel = Counter((u, v) for u, v, _ in content.edges)

    def width_of(item: Item) -> float:
        if isinstance(item, str):
            return widths[item]
        u, v = made.slot_of[item]
        return SLOT * parallel[u, v]

    rounds = 60 if len(made.row_of) < 4000 else 20
    return place_items(made, width_of, _gap, room, rounds=rounds)


def _rounded(box: Box) -> Box:
    return Box(*(round(value, 2) for value in box))


def _rounded_line(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple((round(x, 2), round(y, 2)) for x, y in points)


def _arrange(
    content: Content,
    order: Sequence[str],
    widths: Mapping[str, float],
    width: float | None,
    gutter: float,
    seed: int,
) -> tuple[Rows, float, bool]:
    """Ordered rows, the room across, and whether long edges have slots of their own."""
    pairs, many = content.pairs, len(content.nodes)
    page = width or PAGE_WIDTH * max(1.0, many / _ON_A_PAGE) ** 0.7
    room = max(page - gutter - _MARGIN, 60.0)
    per_row = max(9, round(9 * page / PAGE_WIDTH))
    made = _wrapped(content, order, widths, room, per_row)
    slots = sum(abs(made.row_of[u] - made.row_of[v]) for u, v in pairs)
    routed = many <= MOST_NODES and slots <= _MOST_SLOTS
    natural = max((sum(widths[n] + 40 for n in row) for row in made.nodes()), default=0.0)
    room = min(room, max(natural, SMALLEST - gutter))
    if routed:
        add_slots(made, pairs)
        busy = slots + many
        starts, sweeps = max(1, min(12, 2500 // (busy + 1))), 24 if busy < 4000 else 8
        order_rows(made, seed=seed, starts=starts, sweeps=sweeps)
    else:
        made.chains.update({pair: pair for pair in pairs})
        order_rows(made, sweeps=12, swaps=False)
    return made, room, routed


def _wrapped(
    content: Content, order: Sequence[str], widths: Mapping[str, float], room: float, per_row: int
) -> Rows:
    """Rows that leave room for what passes through them; the narrowest when none do."""
    several = Counter((u, v) for u, v, _ in content.edges)
    tries: list[tuple[float, Rows]] = []
    for share in (0.9, 0.8, 0.7, 0.6, 0.5):
        made = make_rows(content, order, widths, room * share, per_row)
        need = [sum(widths[node] + 8.0 for node in row) for row in made.nodes()]
        for (u, v), count in several.items():
            if u != v:
                low, high = sorted((made.row_of[u], made.row_of[v]))
                for row in range(low + 1, high):
                    need[row] += SLOT * count + 1.5
        tries.append((max(need, default=0.0), made))
        if tries[-1][0] <= room:
            break
    return min(tries, key=lambda one: one[0])[1]


def _gap(a: Item, b: Item) -> float:
    nodes = isinstance(a, str) + isinstance(b, str)
    return (1.5, 4.5, 9.0)[nodes]
