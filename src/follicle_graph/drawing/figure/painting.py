"""Lanes, edges and nodes of a layout, drawn with a pen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from follicle_graph.drawing import look
from follicle_graph.drawing.figure.pen import Pen
from follicle_graph.drawing.figure.tag import draw_tag, tag_width
from follicle_graph.drawing.highlight import EdgeTriple
from follicle_graph.drawing.layout.curves import Point, line, without_end
from follicle_graph.drawing.layout.layout import Layout, Note
from follicle_graph.drawing.layout.layout_input import INTERVENTIONS, caption
from follicle_graph.drawing.layout.listing import LONGEST_LISTED, NOTE_SIZE
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.layout.stacking import GUTTER, LANE_SIZE, lane_lines
from follicle_graph.drawing.layout.text import LONGEST, label_lines
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.drawing.shapes import head, outline
from follicle_graph.model.graph import Graph

_STRONG = 0.7
"""Points that a highlighted edge is wider."""


def paint(
    pen: Pen,
    G: Graph,
    plan: Layout,
    lit: frozenset[EdgeTriple],
    over: Overlay | None,
    *,
    labels: bool,
) -> None:
    """Draw lanes, bands, edges (strong and highlighted ones on top), nodes, heads and labels.

    Heads stand on the nodes: a shallow bar would half vanish under its node.
    """
    for index, box in enumerate(plan.lanes.values()):
        edges = outline("rounded", box._replace(width=box.width - 6))
        pen.polygon(edges, fill=look.LANE_FILLS[index % 2], edge=look.LANE_BORDER, width=0.6)
    if plan.rail:
        _draw_rail(pen, plan.rail)
    for lane, box in plan.lanes.items():
        _draw_caption(pen, lane, box, plan.gutter)
    for edge in sorted(lit):
        curve = plan.curves.get(edge)
        if curve:
            pen.curve(curve, color=look.BAND, width=look.BAND_WIDTH, round_ends=True)
        else:
            pen.line(list(plan.routes[edge]), color=look.BAND, width=look.BAND_WIDTH)
    order = sorted(G.edges(keys=True), key=lambda e: (e in lit, G.edges[e].get("support") or 0, e))
    for edge in order:
        _draw_edge(
            pen, edge, G.edges[edge], plan, calm=bool(lit) and edge not in lit, lit=edge in lit
        )
    longest = LONGEST_LISTED if plan.notes else LONGEST
    lit_nodes = {end for u, v, _ in lit for end in (u, v)}
    calm_nodes = {node for node in G if lit and node not in lit_nodes}
    for node in sorted(G):
        fill = None if over is None else _fill(over, node)
        _draw_node(pen, G, node, plan.boxes[node], fill, calm=node in calm_nodes, over=over)
    for edge in order:
        _draw_head(
            pen, edge, G.edges[edge], plan, calm=bool(lit) and edge not in lit, lit=edge in lit
        )
    for node in sorted(G):
        if labels:
            text = "\n".join(label_lines(caption(G, node), longest))
            box = plan.boxes[node]
            missing = over is not None and over.is_missing(node)
            color = look.MUTED if missing else look.INK
            color = look.calm(color, 0.75) if node in calm_nodes else color
            pen.text(box.x, box.y, text, color=color)
            _draw_note(pen, plan.notes.get(node), box.y)
        if over is not None and over.share(node):
            _draw_direction(pen, plan.boxes[node], up=over.values[node] > 0)
    for node, words in sorted(over.tags.items()) if over is not None else ():
        if node in plan.boxes:
            _draw_tag(pen, plan.boxes[node], words)


def _draw_rail(pen: Pen, box: Box) -> None:
    pen.polygon(outline("rounded", box), fill=look.RAIL_FILL, edge=look.RAIL_BORDER, width=0.6)
    words, y = lane_lines(INTERVENTIONS)[0], box.y - box.height / 2 + 9
    pen.text(box.x, y, words, size=LANE_SIZE, weight="bold", color=look.LANE_INK)


def _draw_caption(pen: Pen, lane: str, box: Box, gutter: float) -> None:
    """The name of a lane in the gutter at its left, rotated where that is narrow."""
    words = "\n".join(lane_lines(lane, gutter=gutter))
    if gutter < GUTTER:
        x = 3 + gutter / 2
        pen.text(x, box.y, words, size=LANE_SIZE, weight="bold", color=look.LANE_INK, rotation=90)
    else:
        pen.text(9, box.y, words, size=LANE_SIZE, weight="bold", color=look.LANE_INK, ha="left")


def head_of(
    edge: EdgeTriple, data: Mapping[str, Any], route: Sequence[Point], *, lit: bool
) -> tuple[list[Point], float]:
    """The head of an edge: its polygon, and by how many points the line ends earlier.

    >>> data = {"sign": 1, "layer": "mechanism", "support": 0.5}
    >>> polygon, by = head_of(("a", "b", "increases"), data, [(0, 0), (0, 50)], lit=False)
    >>> len(polygon), round(by, 1)
    (4, 4.7)
    """
    return head(_style(edge, data).head, route, _width(data, lit=lit))


def _style(edge: EdgeTriple, data: Mapping[str, Any]) -> look.EdgeLook:
    return look.edge(data["sign"], edge[2], data.get("layer"))


def _width(data: Mapping[str, Any], *, lit: bool) -> float:
    return look.line_width(data.get("support") or 0.0) + (_STRONG if lit else 0.0)


def _alpha(data: Mapping[str, Any], *, lit: bool) -> float:
    return 1.0 if lit else look.opacity(data.get("support") or 0.0)


def _draw_edge(
    pen: Pen, edge: EdgeTriple, data: dict[str, Any], plan: Layout, *, calm: bool, lit: bool
) -> None:
    style, alpha = _style(edge, data), _alpha(data, lit=lit)
    color = look.calm(style.color) if calm else style.color
    width = _width(data, lit=lit)
    dash = look.dash(
        indirect=bool(data.get("indirect")), contradicted=bool(data.get("contradicted"))
    )
    route = plan.routes[edge]
    _, by = head_of(edge, data, route, lit=lit)
    own = data.get("origin") == look.OWN
    curve = without_end(plan.curves.get(edge) or line(route[0], route[-1]), by)
    if not lit:
        pen.curve(curve, color=look.PAPER, width=width + 1.6, alpha=0.8)
    if own:
        pen.curve(curve, color=color, width=width + look.DOUBLE, alpha=alpha, dash=dash)
        pen.curve(curve, color=look.PAPER, width=width)
    else:
        pen.curve(curve, color=color, width=width, alpha=alpha, dash=dash)


def _draw_head(
    pen: Pen, edge: EdgeTriple, data: dict[str, Any], plan: Layout, *, calm: bool, lit: bool
) -> None:
    style, alpha = _style(edge, data), _alpha(data, lit=lit)
    polygon, _ = head_of(edge, data, plan.routes[edge], lit=lit)
    color = look.calm(style.color) if calm else style.color
    pen.head(polygon, style, color=color, alpha=alpha if calm else max(alpha, 0.75))


def _fill(over: Overlay, node: str) -> str:
    """The fill of a value; white paper where there is none."""
    share = over.share(node)
    return look.PAPER if share is None else look.diverging(share)


def _draw_node(
    pen: Pen,
    G: Graph,
    node: str,
    box: Box,
    fill: str | None,
    *,
    calm: bool,
    over: Overlay | None,
) -> None:
    style = look.kind(G.nodes[node].get("kind"))
    unsure = over is not None and node in over.unsure
    missing = over is not None and over.is_missing(node)
    held = over is not None and node in over.held
    border = look.FADED_INK if missing else look.MUTED if fill else style.border
    border = look.INK if held else look.MUTED if unsure else border
    corners = outline(style.shape, box)
    fill = fill or (look.calm(style.fill) if calm else style.fill)
    if unsure:
        pen.hatched(corners, fill=look.UNSURE_FILL, stripes=look.UNSURE_STRIPES)
    pen.polygon(
        corners,
        fill="none" if unsure else fill,
        edge=look.calm(border) if calm else border,
        width=look.HELD_WIDTH if held else 0.9,
        dashed=missing,
    )
    if G.nodes[node].get("origin") == look.OWN:
        inner = box._replace(width=box.width - 4, height=box.height - 4)
        edge = look.calm(border) if calm else border
        pen.polygon(outline(style.shape, inner), fill="none", edge=edge, width=0.6)


def _draw_note(pen: Pen, note: Note | None, y: float) -> None:
    """Lines of words beside a node."""
    if note is None:
        return
    side = "right" if note.before else "left"
    for number, words in enumerate(note.lines):
        down = (number - (len(note.lines) - 1) / 2) * 9.0
        pen.text(note.x, y + down, words, size=NOTE_SIZE, color=look.MUTED, ha=side)


def _draw_tag(pen: Pen, box: Box, words: str) -> None:
    """A few characters on a small tag at the lower right corner, below the label."""
    wide = tag_width(words)
    right = box.x + box.width / 2 + 4
    x = max(right - wide / 2, min(box.x, right - 4)) if wide > box.width else right - wide / 2
    draw_tag(pen, x, box.y + box.height / 2 + 2.4, words)


def _draw_direction(pen: Pen, box: Box, *, up: bool) -> None:
    """A small triangle on the corner: the direction of a value once more, for grey print."""
    x, y, turn = box.x - box.width / 2 + 2.5, box.y - box.height / 2, -1 if up else 1
    corners = [(x - 3.2, y - 2.6 * turn), (x + 3.2, y - 2.6 * turn), (x, y + 2.9 * turn)]
    pen.polygon(corners, fill=look.INK, edge=look.PAPER, width=0.6)
