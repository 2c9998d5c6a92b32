"""The legend of a static figure, made from what is present."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from follicle_graph.drawing import look
from follicle_graph.drawing.figure.pen import Pen
from follicle_graph.drawing.figure.tag import draw_tag, tag_width
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.layout.text import text_width
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.drawing.shapes import head, outline
from follicle_graph.model.graph import Graph

ROW = 15.0
"""Height of a row of the legend in points."""

_BAR = 96.0

UNSURE = "silent: no answer, which is not the same as “no change”"
"""What hatched nodes mean."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its words; `draw` takes a pen and the left middle of the key."""

    words: str
    draw: Callable[[Pen, float, float], None]
    key: float = 27.0

    @property
    def width(self) -> float:
        return self.key + 4 + text_width(self.words, 7) + 12


def legend_entries(G: Graph, overlay: Overlay | None = None, width: float = 1e9) -> list[Entry]:
    """What is present: colour bar, signs, line styles, kinds of node.

    `width`: points of the drawing; words beside the colour bar that do not fit stand alone.
    """
    edges = [(key, data) for *_, key, data in G.edges(keys=True, data=True)]
    entries = [] if overlay is None else _overlay_entries(G, overlay, width)
    drawn = {look.edge(data["sign"], key, data.get("layer")) for key, data in edges}
    known = dict.fromkeys([*look.SIGNS.values(), *look.MARKS.values()])
    entries += [Entry(style.name, _edge_key(style)) for style in known if style in drawn]
    supports = [data.get("support") or 0.0 for _, data in edges]
    if supports and max(supports) - min(supports) > 0.05:
        entries.append(Entry("wider: more support", _width_key))
    if any(data.get("indirect") and not data.get("contradicted") for _, data in edges):
        entries.append(Entry("indirect", _dash_key(look.dash(indirect=True))))
    if any(data.get("contradicted") for _, data in edges):
        entries.append(Entry("contradicted", _dash_key(look.dash(contradicted=True))))
    if any(data.get("origin") == look.OWN for _, data in edges):
        entries.append(Entry("own statement", _own_key))
    if any(G.nodes[node].get("kind") for node in G):
        entries += _kind_entries(G, plain=overlay is not None)
    return entries


def _kind_entries(G: Graph, *, plain: bool) -> list[Entry]:
    """The kinds present; by shape alone where fills tell values."""
    present = {look.kind(G.nodes[node].get("kind")) for node in G}
    kinds = [
        one for one in dict.fromkeys([*look.KINDS.values(), look.kind(None)]) if one in present
    ]
    if not plain:
        return [Entry(kind.name, _kind_key(kind.shape, kind.fill, kind.border)) for kind in kinds]
    names: dict[look.Shape, list[str]] = {}
    for kind in kinds:
        names.setdefault(kind.shape, []).append(kind.name)
    return [
        Entry(" / ".join(words), _kind_key(shape, look.PAPER, look.MUTED))
        for shape, words in names.items()
    ]


def _overlay_entries(G: Graph, overlay: Overlay, width: float) -> list[Entry]:
    numbers = [f"{value:+.3g}".replace("-", "−") for value in (-overlay.limit, overlay.limit)]
    ends = overlay.ends or numbers
    sides = [text_width(end, 7) + 4 for end in ends]

    def bar(pen: Pen, x: float, y: float) -> None:
        left, steps = x + sides[0], 48
        pen.text(x, y, ends[0], size=7, ha="left")
        for step in range(steps):
            at = left + _BAR * step / steps
            corners = [(at, y - 4), (at + _BAR / steps, y - 4)]
            corners += [(at + _BAR / steps, y + 4), (at, y + 4)]
            color = look.diverging(2 * (step + 0.5) / steps - 1)
            pen.polygon(corners, fill=color, edge=color, width=0.6)
        frame = Box(left + _BAR / 2, y, _BAR, 8)
        pen.polygon(outline("rectangle", frame), fill="none", edge=look.MUTED, width=0.6)
        pen.text(left + _BAR / 2, y, "0", size=6.5)
        pen.text(left + _BAR + 4, y, ends[1], size=7, ha="left")

    entries = [Entry(overlay.name, bar, sides[0] + _BAR + sides[1] + 4)]
    if entries[0].width > width - 12:
        entries = [replace(entries[0], words=""), Entry(overlay.name, _nothing, 0.0)]
    if overlay.held:
        entries.append(Entry(overlay.held_as, _held_key))
    if overlay.unsure:
        entries.append(Entry(UNSURE, _unsure_key))
    entries += [
        Entry(words, _tag_key(tag), tag_width(tag)) for tag, words in overlay.tag_words.items()
    ]
    if any(map(overlay.is_missing, G)):
        entries.append(
            Entry("no value", _kind_key("rectangle", look.PAPER, look.FADED_INK, dashed=True))
        )
    return entries


def _nothing(_pen: Pen, _x: float, _y: float) -> None:
    """No key: words alone."""


def _held_key(pen: Pen, x: float, y: float) -> None:
    corners = outline("rectangle", Box(x + 13, y, 23, 9))
    pen.polygon(corners, fill=look.PAPER, edge=look.INK, width=look.HELD_WIDTH)


def _unsure_key(pen: Pen, x: float, y: float) -> None:
    corners = outline("rectangle", Box(x + 13, y, 24, 10))
    pen.hatched(corners, fill=look.UNSURE_FILL, stripes=look.UNSURE_STRIPES)
    pen.polygon(corners, fill="none", edge=look.MUTED, width=0.9)
    pen.text(x + 13, y, "?", size=7)


def _tag_key(words: str) -> Callable[[Pen, float, float], None]:
    def key(pen: Pen, x: float, y: float) -> None:
        draw_tag(pen, x + tag_width(words) / 2, y, words)

    return key


def legend_rows(entries: Iterable[Entry], width: float) -> list[list[Entry]]:
    """The entries in rows that fit into a width in points."""
    rows: list[list[Entry]] = [[]]
    used = 0.0
    for entry in entries:
        if rows[-1] and used + entry.width > width - 4:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += entry.width
    return [row for row in rows if row]


def draw_legend(pen: Pen, rows: Sequence[Sequence[Entry]], y: float) -> None:
    """Draw rows of entries from a height downwards."""
    for number, row in enumerate(rows):
        x, level = 8.0, y + number * ROW
        for entry in row:
            entry.draw(pen, x, level)
            pen.text(x + entry.key + 4, level, entry.words, size=7, ha="left")
            x += entry.width


def _kind_key(
    shape: look.Shape, fill: str, border: str, *, dashed: bool = False
) -> Callable[[Pen, float, float], None]:
    def key(pen: Pen, x: float, y: float) -> None:
        corners = outline(shape, Box(x + 13, y, 24, 10))
        pen.polygon(corners, fill=fill, edge=border, width=0.8, dashed=dashed)

    return key


def _edge_key(style: look.EdgeLook) -> Callable[[Pen, float, float], None]:
    def key(pen: Pen, x: float, y: float) -> None:
        polygon, by = head(style.head, [(x + 2, y), (x + 25, y)], 1.4)
        pen.line([(x + 2, y), (x + 25 - by, y)], color=style.color, width=1.4)
        pen.head(polygon, style)

    return key


def _width_key(pen: Pen, x: float, y: float) -> None:
    for step, strength in enumerate((0.1, 0.5, 0.9)):
        level = y - 4 + 4 * step
        pen.line(
            [(x + 2, level), (x + 25, level)],
            color=look.MUTED,
            width=look.line_width(strength),
            alpha=look.opacity(strength),
        )


def _own_key(pen: Pen, x: float, y: float) -> None:
    for level in (y - 1.4, y + 1.4):
        pen.line([(x + 2, level), (x + 25, level)], color=look.MUTED, width=0.9)


def _dash_key(dash: tuple[float, ...]) -> Callable[[Pen, float, float], None]:
    def key(pen: Pen, x: float, y: float) -> None:
        pen.line([(x + 2, y), (x + 25, y)], color=look.MUTED, width=1.2, dash=dash)

    return key
