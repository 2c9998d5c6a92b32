"""Where everything stands: one layout in lanes for the figure and for the page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from follicle_graph import vocabulary
from follicle_graph.drawing import look
from follicle_graph.drawing.layering import Item, Rows, add_slots, make_rows, order_rows
from follicle_graph.drawing.placing import place_items
from follicle_graph.drawing.routing import SLOT, TRACK, Frame, Point, route
from follicle_graph.drawing.text import LINE_HEIGHT, label_lines, text_width
from follicle_graph.errors import InvalidQuestion
from follicle_graph.graph import Graph

PAGE_WIDTH = 560.0
GUTTER = 74.0
"""Room at the left of the lanes for their captions, in points."""

SMALLEST = 210.0
"""Width of the smallest drawing in points: room for its legend."""

_PER_ROW = 9
_MOST_NODES, _MOST_SLOTS = 150, 1200
_PAD = 9.0


class Box(NamedTuple):
    """Centre, width and height in points; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in points, y downwards: boxes of nodes, routes of edges, boxes of lanes.

    `routes` maps (u, v, key) -> polyline as drawn, from the border of u to the border of v.
    `lanes` maps the name of a lane -> its box, caption included.
    """

    boxes: Mapping[str, Box]
    routes: Mapping[tuple[str, str, str], tuple[Point, ...]]
    lanes: Mapping[str, Box]
    width: float
    height: float


def layout(G: Graph, *, lanes: Sequence[str] | None = None, width: float | None = None) -> Layout:
    """A layout in lanes from top to bottom, the same for the same content.

    `lanes`: their order (None: that of the knowledge folder, then by name); `width`: the width
    wanted in points (None: a page, more for large graphs); a wide row makes the drawing wider.
    Up to 150 nodes and 1 200 rows passed, long edges get slots of their own in every row that
    they pass, so that none runs under a foreign node; beyond, edges are straight lines.

    Raises InvalidQuestion when the width is not positive.

    >>> import follicle_graph as fg
    >>> plan = layout(fg.sketch("a -> b"))
    >>> plan.boxes["a"].y < plan.boxes["b"].y
    True
    """
    if width is not None and not 0 < width < float("inf"):
        raise InvalidQuestion(f"width is {width}; use points above 0")
    order = vocabulary.lanes() if lanes is None else tuple(lanes)
    gutter = GUTTER if any(G.nodes[node].get("lane") for node in G) else 0.0
    size = {node: node_size(G, node) for node in G}
    widths = {node: w for node, (w, _) in size.items()}
    edges = [(u, v, str(key)) for u, v, key in G.edges(keys=True)]
    made, room, routed = _arrange(G, order, widths, width, gutter)
    parallel = Counter((u, v) for u, v, _ in edges)

    def width_of(item: Item) -> float:
        if isinstance(item, str):
            return widths[item]
        u, v = made.slot_of[item]
        return SLOT * parallel[u, v]

    x, used = place_items(made, width_of, _gap, room)
    x = {item: at + gutter + 6 for item, at in x.items()}
    top, bottom, lane_boxes, height = _stack(made, size, used + gutter + 14)
    boxes = {
        node: Box(x[node], (top[made.row_of[node]] + bottom[made.row_of[node]]) / 2, *size[node])
        for node in G
    }
    if routed:
        shape = {node: look.kind(G.nodes[node].get("kind")).shape for node in G}
        routes = route(made, Frame(x, size, shape, top, bottom), edges)
    else:
        routes = _straight_routes(boxes, edges)
    return Layout(
        MappingProxyType(boxes),
        MappingProxyType({edge: tuple(points) for edge, points in routes.items()}),
        MappingProxyType(lane_boxes),
        used + gutter + 14,
        height,
    )


def _arrange(
    G: Graph,
    order: Sequence[str],
    widths: Mapping[str, float],
    width: float | None,
    gutter: float,
) -> tuple[Rows, float, bool]:
    """Ordered rows, the room across, and whether long edges have slots of their own."""
    pairs = sorted({(u, v) for u, v in G.edges() if u != v})
    routed = len(G) <= _MOST_NODES
    while True:
        per_row, page = (_PER_ROW, PAGE_WIDTH) if routed else (24, PAGE_WIDTH * 2.7)
        room = max((width or page) - gutter, 60.0)
        made = make_rows(G, order, widths, room * (0.72 if routed else 0.9), per_row)
        slots = sum(abs(made.row_of[u] - made.row_of[v]) for u, v in pairs)
        if not routed or slots <= _MOST_SLOTS:
            break
        routed = False
    if width is None:
        natural = max((sum(widths[n] + 40 for n in row) for row in made.nodes()), default=0.0)
        room = min(room, max(natural, SMALLEST - gutter))
    if routed:
        add_slots(made, pairs)
        order_rows(made)
    else:
        made.chains.update({pair: pair for pair in pairs})
        order_rows(made, sweeps=12, swaps=0)
    return made, room, routed


def node_size(G: Graph, node: str) -> tuple[float, float]:
    """Width and height in points of a node with its label inside."""
    lines = label_lines(caption(G, node))
    extra = {"ellipse": 19.0, "hexagon": 17.0, "trapezium": 17.0, "octagon": 13.0, "stadium": 14.0}
    shape = look.kind(G.nodes[node].get("kind")).shape
    wide = max(text_width(line) for line in lines) + extra.get(shape, 9.0)
    tall = LINE_HEIGHT * len(lines) + (10.0 if shape == "ellipse" and len(lines) > 1 else 7.0)
    return max(30.0, wide), tall


def caption(G: Graph, node: str) -> str:
    """What stands inside a node: its short label, else its label, else its id."""
    data = G.nodes[node]
    return str(data.get("short_label") or data.get("label") or node)


def lane_lines(lane: str) -> tuple[str, ...]:
    """The caption of a lane, in lines that fit into the gutter.

    >>> lane_lines("immune cells")
    ('Immune cells',)
    """
    return label_lines(vocabulary.lane_captions().get(lane, lane[:1].upper() + lane[1:]), 15)


def _gap(a: Item, b: Item) -> float:
    nodes = isinstance(a, str) + isinstance(b, str)
    return (1.5, 4.5, 9.0)[nodes]


def _stack(
    made: Rows, size: Mapping[str, tuple[float, float]], width: float
) -> tuple[list[float], list[float], dict[str, Box], float]:
    """Rows from top to bottom, lanes around them, gaps by how much runs through them."""
    links = made.links()
    inside = Counter(made.row_of[u] for u, v in made.chains if made.row_of[u] == made.row_of[v])
    top: list[float] = []
    bottom: list[float] = []
    spans: dict[str, tuple[float, float]] = {}
    y = 0.0
    for index, row in enumerate(made.rows):
        lane = made.lane_of_row[index]
        if index:
            busy = min(26.0, 0.45 * len(links[index - 1]))
            busy += TRACK * min(8, 0.5 * (inside[index - 1] + inside[index]))
            new_lane = lane != made.lane_of_row[index - 1]
            y += (24.0 + 2 * _PAD if new_lane else 26.0) + busy
        else:
            y = _PAD + 10.0 + TRACK * min(8, 0.7 * inside[0])
        tall = max((size[item][1] for item in row if isinstance(item, str)), default=14.0)
        top.append(y)
        y += tall
        bottom.append(y)
        first = spans.get(lane, (top[-1], 0.0))[0]
        spans[lane] = (first, y)
    boxes = {}
    for lane, (first, last) in spans.items():
        if not lane:
            continue
        high = max(last - first + 2 * _PAD, 12.0 * len(lane_lines(lane)) + 2 * _PAD)
        boxes[lane] = Box(width / 2, (first + last) / 2, width, high)
    return top, bottom, boxes, y + _PAD + 10.0 + TRACK * min(8, 0.7 * inside[len(top) - 1])


def _straight_routes(
    boxes: Mapping[str, Box], edges: Sequence[tuple[str, str, str]]
) -> dict[tuple[str, str, str], list[Point]]:
    """Lines from border to border; edges between the same two nodes run side by side."""
    side_by_side: dict[frozenset[str], list[tuple[str, str, str]]] = {}
    for edge in sorted(edges):
        side_by_side.setdefault(frozenset(edge[:2]), []).append(edge)
    routes = {}
    for group in side_by_side.values():
        for number, edge in enumerate(group):
            a, b = boxes[edge[0]], boxes[edge[1]]
            far = math.hypot(b.x - a.x, b.y - a.y) or 1.0
            aside = (number - (len(group) - 1) / 2) * SLOT * (1 if edge[0] < edge[1] else -1)
            dx, dy = -aside * (b.y - a.y) / far, aside * (b.x - a.x) / far

            routes[edge] = [(x + dx, y + dy) for x, y in _straight(a, b)]
    return routes


def _straight(a: Box, b: Box) -> list[Point]:
    """A line between two boxes, from border to border."""
    dx, dy = b.x - a.x, b.y - a.y
    if dx == dy == 0:
        return [(a.x + a.width / 2, a.y), (a.x, a.y - a.height / 2)]

    def reach(box: Box) -> float:
        across = box.width / 2 / abs(dx) if dx else float("inf")
        along = box.height / 2 / abs(dy) if dy else float("inf")
        return min(across, along)

    near, far = reach(a), 1 - reach(b)
    return [(a.x + near * dx, a.y + near * dy), (a.x + far * dx, a.y + far * dy)]
