"""The static figure: matplotlib, in the grammar of SBGN Activity Flow."""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx

from follicle_graph.drawing import look
from follicle_graph.drawing.answer_graph import Drawable, graph_of
from follicle_graph.drawing.figure.fonts import font_families, missing_letters
from follicle_graph.drawing.figure.legend import ROW, draw_legend, legend_entries, legend_rows
from follicle_graph.drawing.figure.painting import paint
from follicle_graph.drawing.figure.pen import Pen
from follicle_graph.drawing.figure.save import check_ending, save, text_stays_text
from follicle_graph.drawing.highlight import EdgeTriple, Highlight, edges_to_mark
from follicle_graph.drawing.layout.layout import MOST_NODES, Layout
from follicle_graph.drawing.layout.layout import layout as make_layout
from follicle_graph.drawing.layout.layout_input import caption
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.layout.text import FONT_SIZE, text_width
from follicle_graph.drawing.overlay import HasItems, Overlay, read_overlay
from follicle_graph.drawing.part import best_supported
from follicle_graph.drawing.shapes import outline
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import is_number
from follicle_graph.model.contract import validate
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DISCLAIMER
from follicle_graph.tools.atomic_file import path_of
from follicle_graph.tools.caller_warning import warn_caller

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MM = 72 / 25.4
"""Points in a millimetre."""

PAGE_MM, COLUMN_MM = 180.0, 85.0
"""Widths of a figure over the page and over one column."""

PAGE_HIGH_MM = 290.0
"""Height of a figure that fills a sheet of A4."""

READABLE = 5.0
"""Points below which labels in print are too small to read."""

_WANTED = 7.0
_COLUMN, _COLUMN_BELOW_MM = 20, 110.0
"""Entities of a figure for a column, and the width in millimetres below which that is one."""
_TITLE, _SUBTITLE, _NOTE = 11.0, 7.5, 6.0


def draw(
    x: Drawable,
    *,
    ax: Axes | None = None,
    highlight: Highlight | None = None,
    overlay: HasItems | None = None,
    layout: Layout | None = None,
    labels: bool = True,
    legend: bool = True,
    title: str | None = None,
    subtitle: str = "",
    font: str | None = None,
) -> Axes:
    """Draw a graph, a path, paths or an effect; see `follicle_graph.draw`.

    `subtitle`: small words below the title.

    Raises InvalidGraph, InvalidQuestion, UnknownEntity. Warns of labels that come out too small
    and of letters that no font has.

    >>> import matplotlib; matplotlib.use("agg")
    >>> import follicle_graph as fg
    >>> ax = draw(fg.sketch("a -> b -| c"), overlay={"a": 1.5, "c": -0.5})
    >>> {"a", "b", "c", "increases", "decreases"} <= {text.get_text() for text in ax.texts}
    True
    """
    G = graph_of(x)
    validate(G)
    over = None if overlay is None else read_overlay(G, overlay)
    lit = frozenset(edges_to_mark(G, highlight))
    sheet = _Sheet(G, _plan(G, layout, PAGE_MM), over, legend, title, subtitle=subtitle)
    fonts = font_families(font)
    if ax is None:
        import matplotlib.pyplot as plt

        fig = plt.figure(figsize=sheet.inches(PAGE_MM), facecolor=look.PAPER)
        ax = fig.add_axes((0, 0, 1, 1))
    _check_axes(ax)
    _fill(ax, sheet, lit, labels=labels, fonts=fonts)
    return ax


def _fill(
    ax: Axes,
    sheet: _Sheet,
    lit: frozenset[EdgeTriple],
    *,
    labels: bool,
    fonts: Sequence[str],
) -> None:
    """Fill axes with a sheet: paper, drawing, title, legend."""
    G, plan = sheet.G, sheet.plan
    sheet.open(ax)
    pen = Pen(ax, plan.width, fonts)
    if labels and len(G) and FONT_SIZE * pen.scale < READABLE:
        warn_caller(
            f"labels are {FONT_SIZE * pen.scale:.1f} points, too small to read in print; draw a "
            "part (`spine`, `keep`, `neighborhood`) or let `save_figure(width_mm=None)` set the "
            "size"
        )
    unknown = missing_letters([*(caption(G, node) for node in G), *sheet.title], fonts)
    if unknown:
        warn_caller(
            f"no font here has {unknown[:20]!r}; install one that has, such as Noto Sans CJK, and "
            "name it, as in font='Noto Sans CJK JP'"
        )
    paper = Box(plan.width / 2, sheet.height / 2 - sheet.above, plan.width, sheet.height)
    pen.polygon(outline("rectangle", paper), fill=look.PAPER, edge="none")
    paint(pen, G, plan, lit, sheet.over, labels=labels)
    if not len(G):
        words = "nothing to draw: the graph is empty"
        pen.text(plan.width / 2, plan.height / 2, words, color=look.MUTED)
    sheet.write(pen)


def save_figure(
    x: Drawable,
    path: str | os.PathLike[str],
    *,
    highlight: Highlight | None = None,
    overlay: HasItems | None = None,
    layout: Layout | None = None,
    labels: bool = True,
    legend: bool = True,
    title: str | None = None,
    font: str | None = None,
    width_mm: float | None = PAGE_MM,
    first: Iterable[EdgeTriple] = (),
) -> Path:
    """Write a graph, a path, paths or an effect as a figure; see `follicle_graph.save_figure`.

    `first`: edges that a narrow figure takes first, after what is highlighted.

    Raises OutputError, InvalidQuestion and what `draw` raises. Warns when a part is drawn, and
    when the figure is higher than a sheet of A4.

    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_figure(fg.sketch("a -> b"), f"{folder}/ab.svg").name
    'ab.svg'
    """
    from matplotlib.figure import Figure

    target = path_of(path)
    check_width(width_mm)
    check_ending(target)
    G = graph_of(x)
    validate(G)
    fonts = font_families(font)
    marked = edges_to_mark(G, highlight)
    over = None if overlay is None else read_overlay(G, overlay)
    note = ""
    if layout is None and width_mm is not None and width_mm < _COLUMN_BELOW_MM and len(G) > _COLUMN:
        shown = best_supported(G, G.edges(keys=True), _COLUMN, first=[*marked, *first])
        part: Graph = nx.MultiDiGraph(nx.edge_subgraph(G, shown))
        if len(part):
            note = f"Shown: {len(part)} of {len(G)} entities, the best supported relations."
            warn_caller(f"{note} Draw it 180 mm wide to show all")
            G, marked = part, tuple(edge for edge in marked if part.has_edge(*edge))
            over = None if over is None else over.within(part)
    sheet = _Sheet(G, _plan(G, layout, width_mm), over, legend, title, note)
    high = sheet.inches(width_mm)[1] * 25.4
    if width_mm is not None and high > PAGE_HIGH_MM:
        warn_caller(
            f"the figure is {high:.0f} mm high, a sheet of A4 holds {PAGE_HIGH_MM:.0f}; draw a "
            "part, or let `width_mm=None` make a poster of it",
        )
    with text_stays_text():
        fig = Figure(figsize=sheet.inches(width_mm))
        _fill(fig.add_axes((0, 0, 1, 1)), sheet, frozenset(marked), labels=labels, fonts=fonts)
        words = " ".join([describe(G), *filter(None, [note])])
        save(fig, target, title=title or "Pathway map", description=words)
    return target


def check_width(width_mm: float | None) -> None:
    """Refuse a width that is not positive.

    >>> check_width(85)
    """
    if width_mm is not None and not (is_number(width_mm) and 0 < width_mm < math.inf):
        raise InvalidQuestion(
            argument="width_mm", value=width_mm, remedy="use millimetres above 0, or None"
        )


def describe(G: Graph) -> str:
    """One sentence that says what a picture of this graph shows, as its alternative text.

    >>> import follicle_graph as fg
    >>> describe(fg.sketch("a -> b -| c"))
    'Directed pathway map of 3 entities and 2 relations: 1 increases, 1 decreases.'
    """
    drawn = Counter(
        look.edge(data["sign"], key, data.get("layer")).name
        for *_, key, data in G.edges(keys=True, data=True)
    )
    known = dict.fromkeys(style.name for style in (*look.SIGNS.values(), *look.MARKS.values()))
    parts = [f"{drawn[name]} {name}" for name in known if drawn[name]]
    told = f": {', '.join(parts)}" if parts else ""
    nodes, edges = G.number_of_nodes(), G.number_of_edges()
    return (
        f"Directed pathway map of {nodes} {'entity' if nodes == 1 else 'entities'} and "
        f"{edges} {'relation' if edges == 1 else 'relations'}{told}."
    )


def _plan(G: Graph, layout: Layout | None, width_mm: float | None) -> Layout:
    """The layout given, or one that leaves labels 7 points high at this width."""
    if layout is None:
        wide = None
        if width_mm is not None and len(G) <= MOST_NODES:
            wide = width_mm * MM * FONT_SIZE / _WANTED
        layout = make_layout(G, width=wide)
    missing: list[object] = [node for node in G if node not in layout.boxes]
    missing += [edge for edge in G.edges(keys=True) if edge not in layout.routes]
    if missing:
        raise InvalidQuestion(
            f"the layout has no {missing[0]!r}; make it from the graph drawn",
            argument="layout",
            value=missing[0],
        )
    return layout


def _check_axes(ax: object) -> None:
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise InvalidQuestion(
            f"ax is a {type(ax).__name__}; use matplotlib axes, or None", argument="ax", value=ax
        )


class _Sheet:
    """What stands around the drawing: title above, legend and note below."""

    def __init__(
        self,
        G: Graph,
        plan: Layout,
        over: Overlay | None,
        legend: bool,
        title: str | None,
        note: str = "",
        subtitle: str = "",
    ) -> None:
        self.G, self.plan, self.over, self.legend = G, plan, over, legend
        self.rows = legend_rows(legend_entries(G, over, plan.width) if legend else [], plan.width)
        self.title = _wrapped(title, plan.width - 12, 1.13 * _TITLE) if title else []
        self.subtitle = _wrapped(subtitle, plan.width - 12, _SUBTITLE) if subtitle else []
        version = G.graph.get("version")
        words = f"{DISCLAIMER}  follicle-graph {version}" if version else DISCLAIMER
        words = f"{note} {words}".strip()
        self.note = _wrapped(words, plan.width - 12, _NOTE) if legend or note else []
        self.above = 1.3 * _TITLE * len(self.title) + 1.3 * _SUBTITLE * len(self.subtitle)
        self.above += 8 if self.above else 0
        self.below = ROW * (len(self.rows) + 0.4) + 1.3 * _NOTE * len(self.note) + 6
        self.height = plan.height + self.above + (self.below if legend else 0.0)

    def inches(self, width_mm: float | None) -> tuple[float, float]:
        """Width and height of a figure; a small graph is not blown up beyond 1.2 times."""
        points = min((width_mm or math.inf) * MM, (1.2 if width_mm else 1.0) * self.plan.width)
        return points / 72, points / 72 * self.height / self.plan.width

    def open(self, ax: Axes) -> None:
        """Set the limits of the axes: points of the layout, y downwards."""
        ax.set_xlim(0, self.plan.width)
        ax.set_ylim(self.height - self.above, -self.above)
        ax.set_aspect("equal")
        ax.axis("off")

    def write(self, pen: Pen) -> None:
        for number, line in enumerate(self.title):
            y = -self.above + 6 + 1.3 * _TITLE * (number + 0.5)
            pen.text(6, y, line, size=_TITLE, weight="bold", ha="left")
        below = -self.above + 6 + 1.3 * _TITLE * len(self.title)
        for number, line in enumerate(self.subtitle):
            y = below + 1.3 * _SUBTITLE * (number + 0.5)
            pen.text(6, y, line, size=_SUBTITLE, color=look.MUTED, ha="left")
        if self.legend:
            draw_legend(pen, self.rows, self.plan.height + ROW * 0.6)
            y = self.plan.height + ROW * (len(self.rows) + 0.4) + _NOTE * 0.65
            for number, line in enumerate(self.note):
                level = y + 1.3 * _NOTE * number
                pen.text(8, level, line, size=_NOTE, color=look.MUTED, ha="left")


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines that are not wider than `width` points."""
    lines = [""]
    for word in re.split(r"[ \t\n\r]+", text.strip()):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
