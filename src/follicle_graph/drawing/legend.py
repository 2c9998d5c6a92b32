"""The legend of a static figure, made from what is present."""

from __future__ import annotations

from collections.abc import Iterable

from follicle_graph.drawing import look
from follicle_graph.drawing.layout import Box
from follicle_graph.drawing.pen import Pen
from follicle_graph.drawing.shapes import head, outline
from follicle_graph.drawing.text import text_width
from follicle_graph.graph import Graph

ROW = 15.0
"""Height of a row of the legend in points."""

LegendEntry = tuple[str, str, object]


def legend_entries(G: Graph) -> list[LegendEntry]:
    """What is present: signs, line styles, kinds of node; (type, name, look)."""
    edges = [data for *_, data in G.edges(data=True)]
    entries: list[LegendEntry] = [
        ("sign", style.name, value)
        for value, style in look.SIGNS.items()
        if any(data["sign"] == value for data in edges)
    ]
    supports = [data.get("support") or 0.0 for data in edges]
    if supports and max(supports) - min(supports) > 0.05:
        entries.append(("width", "wider: more support", None))
    if any(data.get("indirect") for data in edges):
        entries.append(("dash", "indirect", look.dash(True, False)))
    if any(data.get("contradicted") for data in edges):
        entries.append(("dash", "contradicted", look.dash(False, True)))
    present = {look.kind(G.nodes[node].get("kind")) for node in G}
    if any(G.nodes[node].get("kind") for node in G):
        known = dict.fromkeys([*look.KINDS.values(), look.kind(None)])
        entries += [("kind", style.name, style) for style in known if style in present]
    return entries


def _entry_width(entry: LegendEntry) -> float:
    return 31 + text_width(entry[1], 7) + 12


def legend_rows(entries: Iterable[LegendEntry], width: float) -> list[list[LegendEntry]]:
    """The entries in rows that fit into a width in points."""
    rows: list[list[LegendEntry]] = [[]]
    used = 0.0
    for entry in entries:
        if rows[-1] and used + _entry_width(entry) > width - 16:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += _entry_width(entry)
    return [row for row in rows if row]


def draw_legend(pen: Pen, rows: list[list[LegendEntry]], y: float) -> None:
    """Draw rows of entries from a height downwards."""
    for number, row in enumerate(rows):
        x, level = 8.0, y + number * ROW
        for entry in row:
            _draw_key(pen, entry, x, level)
            pen.text(x + 31, level, entry[1], size=7, ha="left")
            x += _entry_width(entry)


def _draw_key(pen: Pen, entry: LegendEntry, x: float, y: float) -> None:
    kind, _, value = entry
    grey = "#5b6670"
    if isinstance(value, look.NodeLook):
        box = Box(x + 13, y, 24, 10)
        pen.polygon(outline(value.shape, box), fill=value.fill, edge=value.border, width=0.8)
    elif kind == "sign" and isinstance(value, int):
        style = look.sign(value)
        polygon, line = head(style.head, [(x + 2, y), (x + 25, y)], 1.4)
        pen.line(line, color=style.color, width=1.4)
        pen.polygon(polygon, fill=style.color, edge="none")
    elif kind == "width":
        for step, strength in enumerate((0.1, 0.5, 0.9)):
            level = y - 4 + 4 * step
            pen.line(
                [(x + 2, level), (x + 25, level)],
                color=grey,
                width=look.line_width(strength),
                alpha=look.opacity(strength),
            )
    elif isinstance(value, tuple):
        pen.line([(x + 2, y), (x + 25, y)], color=grey, width=1.2, dash=value)
