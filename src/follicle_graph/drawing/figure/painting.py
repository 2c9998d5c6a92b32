"""Lanes, edges and nodes of a layout, drawn with a pen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from follicle_graph.drawing import look
from follicle_graph.drawing.figure.pen import Pen
from follicle_graph.drawing.highlight import EdgeTriple
from follicle_graph.drawing.layout.content import caption
from follicle_graph.drawing.layout.layout import Layout
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.layout.stacking import lane_lines
from follicle_graph.drawing.layout.text import label_lines, text_width
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.drawing.shapes import Point, head, outline
from follicle_graph.model.graph import Graph

_LANE_SIZE = 7.2


def paint(
    pen: Pen,
    G: Graph,
    plan: Layout,
    lit: frozenset[EdgeTriple],
    over: Overlay | None,
    *,
    labels: bool,
) -> None:
    """Draw lanes, then edges (strong and highlighted ones on top), captions, nodes, labels."""
    for index, box in enumerate(plan.lanes.values()):
        _draw_lane(pen, box, look.LANE_FILLS[index % 2])
    edges = sorted(G.edges(keys=True), key=lambda e: (e in lit, G.edges[e].get("support") or 0, e))
    for edge in edges:
        _draw_edge(pen, edge, G.edges[edge], plan.routes[edge], lit=edge in lit or not lit)
    for index, (lane, box) in enumerate(plan.lanes.items()):
        _draw_caption(pen, lane, box, look.LANE_FILLS[index % 2], plan.gutter)
    lit_nodes = {end for u, v, _ in lit for end in (u, v)}
    for node in sorted(G):
        fill = None if over is None else _fill(over, node)
        _draw_node(pen, G, node, plan.boxes[node], fill, lit=node in lit_nodes or not lit)
        if labels:
            text = "\n".join(label_lines(caption(G, node)))
            box = plan.boxes[node]
            faded = lit and node not in lit_nodes
            color = look.FADED_INK if faded else look.MUTED if fill == look.PAPER else look.INK
            pen.text(box.x, box.y, text, color=color)
        if over is not None and over.share(node):
            _draw_direction(pen, plan.boxes[node], up=over.values[node] > 0)


def _draw_lane(pen: Pen, box: Box, fill: str) -> None:
    edges = outline("rounded", box._replace(width=box.width - 6))
    pen.polygon(edges, fill=fill, edge=look.LANE_BORDER, width=0.6)


def _draw_caption(pen: Pen, lane: str, box: Box, fill: str, gutter: float) -> None:
    """The name of a lane: beside it, or on top of it, where edges pass beneath the words."""
    lines = lane_lines(lane, gutter=gutter)
    y = box.y
    if not gutter:
        y = box.y - box.height / 2 + 9
        wide = text_width(lines[0], _LANE_SIZE) * 1.08
        back = Box(7.5 + wide / 2, y, wide + 3, 10)
        pen.polygon(outline("rectangle", back), fill=fill, edge="none", alpha=0.85)
    words = "\n".join(lines)
    pen.text(9, y, words, size=_LANE_SIZE, weight="bold", color=look.LANE_INK, ha="left")


def _draw_edge(
    pen: Pen, edge: EdgeTriple, data: dict[str, Any], route: Sequence[Point], *, lit: bool
) -> None:
    strength = data.get("support") or 0.0
    style = look.edge(data["sign"], edge[2], data.get("layer"))
    color = style.color if lit else look.FADED
    alpha = look.opacity(strength) if lit else 0.6
    width = look.line_width(strength)
    polygon, line = head(style.head, list(route), width)
    pen.line(line, color=look.PAPER, width=width + 1.6, alpha=0.8)
    dash = look.dash(
        indirect=bool(data.get("indirect")), contradicted=bool(data.get("contradicted"))
    )
    pen.line(line, color=color, width=width, alpha=alpha, dash=dash)
    pen.head(polygon, style, color=color, alpha=max(alpha, 0.75) if lit else alpha)


def _fill(over: Overlay, node: str) -> str:
    """The fill of a value; white paper where there is none."""
    share = over.share(node)
    return look.PAPER if share is None else look.diverging(share)


def _draw_node(pen: Pen, G: Graph, node: str, box: Box, fill: str | None, *, lit: bool) -> None:
    style = look.kind(G.nodes[node].get("kind"))
    missing = fill == look.PAPER
    border = look.FADED_INK if missing else look.MUTED if fill else style.border
    pen.polygon(
        outline(style.shape, box),
        fill=fill or (style.fill if lit else look.PAPER),
        edge=border if lit else look.FADED,
        width=0.9,
        dashed=missing,
    )


def _draw_direction(pen: Pen, box: Box, *, up: bool) -> None:
    """A small triangle on the corner: the direction of a value once more, for grey print."""
    x, y, turn = box.x - box.width / 2 + 2.5, box.y - box.height / 2, -1 if up else 1
    corners = [(x - 3.2, y - 2.6 * turn), (x + 3.2, y - 2.6 * turn), (x, y + 2.9 * turn)]
    pen.polygon(corners, fill=look.INK, edge=look.PAPER, width=0.6)
