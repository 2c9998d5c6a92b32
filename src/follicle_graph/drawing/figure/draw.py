"""The static figure: matplotlib, in the grammar of SBGN Activity Flow."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from follicle_graph.drawing import look
from follicle_graph.drawing.figure.legend import (
    ROW,
    Entry,
    draw_legend,
    legend_entries,
    legend_rows,
)
from follicle_graph.drawing.figure.painting import paint
from follicle_graph.drawing.figure.pen import Pen
from follicle_graph.drawing.figure.save import check_ending, save, text_stays_text
from follicle_graph.drawing.highlight import Highlight, edges_to_mark
from follicle_graph.drawing.layout.layout import MOST_NODES, Layout
from follicle_graph.drawing.layout.layout import layout as make_layout
from follicle_graph.drawing.layout.text import FONT_SIZE, text_width
from follicle_graph.drawing.overlay import HasItems, read_overlay
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.contract import validate
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DISCLAIMER
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
_TITLE, _NOTE = 11.0, 6.0


def draw(
    G: Graph,
    *,
    ax: Axes | None = None,
    highlight: Highlight | None = None,
    overlay: HasItems | None = None,
    layout: Layout | None = None,
    labels: bool = True,
    legend: bool = True,
    title: str | None = None,
) -> Axes:
    """Draw a graph in lanes: arrows raise, T-bars lower, diamonds have no direction.

    Discs and rings tell what a disease shows more or less of. Width and opacity of an edge
    follow its support; dashed edges are indirect, dotted ones contradicted. `highlight`: a path,
    paths, an effect, the name of an entity (all its edges), names (the edges among them) or
    (u, v, key) triples, the rest faded. `overlay`: a mapping or Series from nodes to numbers,
    shown by fills around zero with a colour bar; None and NaN are missing. `ax`: axes to draw
    into (None: a new pyplot figure of 180 mm width). Never calls `show`.

    Raises InvalidGraph; InvalidQuestion when an edge to highlight is not in the graph, an
    overlay holds no numbers or the axes are none; UnknownEntity for a name. Warns when labels
    come out smaller than 5 points.

    >>> import matplotlib; matplotlib.use("agg")
    >>> import follicle_graph as fg
    >>> ax = fg.draw(fg.sketch("a -> b -| c"), overlay={"a": 1.5, "c": -0.5})
    >>> {"a", "b", "c", "increases", "decreases"} <= {text.get_text() for text in ax.texts}
    True
    """
    validate(G)
    plan = _plan(G, layout, PAGE_MM)
    over = None if overlay is None else read_overlay(G, overlay)
    lit = frozenset(edges_to_mark(G, highlight))
    sheet = _Sheet(G, plan, legend_entries(G, over) if legend else [], legend, title)
    if ax is None:
        import matplotlib.pyplot as plt

        fig = plt.figure(figsize=sheet.inches(PAGE_MM))
        ax = fig.add_axes((0, 0, 1, 1))
    _check_axes(ax)
    sheet.open(ax)
    pen = Pen(ax, plan.width)
    if labels and len(G) and FONT_SIZE * pen.scale < READABLE:
        warn_caller(
            f"labels are {FONT_SIZE * pen.scale:.1f} points, too small to read in print; draw a "
            "part (`spine`, `keep`, `neighborhood`) or let `figure(width_mm=None)` set the size"
        )
    paint(pen, G, plan, lit, over, labels=labels)
    if not len(G):
        words = "nothing to draw: the graph is empty"
        pen.text(plan.width / 2, plan.height / 2, words, color=look.MUTED)
    sheet.write(pen)
    return ax


def save_figure(
    G: Graph,
    path: str | os.PathLike[str],
    *,
    highlight: Highlight | None = None,
    overlay: HasItems | None = None,
    layout: Layout | None = None,
    labels: bool = True,
    legend: bool = True,
    title: str | None = None,
    width_mm: float | None = PAGE_MM,
) -> Path:
    """Write a figure as SVG, PDF or PNG (by its ending) and return the path.

    Text stays text and fonts are embedded in SVG and PDF; title and a sentence for those who do
    not see it are in the metadata. `width_mm`: 180 for a page, 85 for a column, None for a
    poster that sets its own size with labels of 8 points; a small graph takes less. The other
    arguments are those of `draw`. The file appears whole or not at all.

    Raises OutputError for another ending or a folder that cannot be written, InvalidQuestion for
    a width that is not positive, and what `draw` raises.

    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     fg.save_figure(fg.sketch("a -> b"), f"{folder}/ab.svg").name
    'ab.svg'
    """
    from matplotlib.figure import Figure

    target = Path(path)
    if width_mm is not None and not 0 < width_mm < math.inf:
        raise InvalidQuestion(
            argument="width_mm", value=width_mm, remedy="use millimetres above 0, or None"
        )
    check_ending(target)
    validate(G)
    plan = _plan(G, layout, width_mm)
    over = None if overlay is None else read_overlay(G, overlay)
    sheet = _Sheet(G, plan, legend_entries(G, over) if legend else [], legend, title)
    high = sheet.inches(width_mm)[1] * 25.4
    if width_mm is not None and high > PAGE_HIGH_MM:
        warn_caller(
            f"the figure is {high:.0f} mm high, a sheet of A4 holds {PAGE_HIGH_MM:.0f}; draw a "
            "part, or let `width_mm=None` make a poster of it",
        )
    with text_stays_text():
        fig = Figure(figsize=sheet.inches(width_mm))
        ax = fig.add_axes((0, 0, 1, 1))
        draw(
            G,
            ax=ax,
            highlight=highlight,
            overlay=overlay,
            layout=plan,
            labels=labels,
            legend=legend,
            title=title,
        )
        save(fig, target, title=title or "Pathway map", description=describe(G))
    return target


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
        raise InvalidQuestion(f"the layout has no {missing[0]!r}; make it from the graph drawn")
    return layout


def _check_axes(ax: object) -> None:
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise InvalidQuestion(f"ax is a {type(ax).__name__}; use matplotlib axes, or None")


class _Sheet:
    """What stands around the drawing: title above, legend and note below."""

    def __init__(
        self, G: Graph, plan: Layout, entries: Sequence[Entry], legend: bool, title: str | None
    ) -> None:
        self.plan, self.legend = plan, legend
        self.rows = legend_rows(entries, plan.width)
        self.title = _wrapped(title, plan.width - 12, 1.13 * _TITLE) if title else []
        version = G.graph.get("version")
        note = f"{DISCLAIMER}  follicle-graph {version}" if version else DISCLAIMER
        self.note = _wrapped(note, plan.width - 12, _NOTE) if legend else []
        self.above = 1.3 * _TITLE * len(self.title) + (8 if self.title else 0)
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
        if self.legend:
            draw_legend(pen, self.rows, self.plan.height + ROW * 0.6)
            y = self.plan.height + ROW * (len(self.rows) + 0.4) + _NOTE * 0.65
            for number, line in enumerate(self.note):
                level = y + 1.3 * _NOTE * number
                pen.text(8, level, line, size=_NOTE, color=look.MUTED, ha="left")


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines that are not wider than `width` points."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
