"""Draw anything: a graph, or an answer of any question."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from follicle_graph.drawing.answer_graph import Drawable, graph_of
from follicle_graph.drawing.figure import draw as static
from follicle_graph.drawing.highlight import Highlight
from follicle_graph.drawing.layout.layout import Layout
from follicle_graph.drawing.overlay import HasItems, Overlay, read_overlay
from follicle_graph.errors import InvalidQuestion
from follicle_graph.gallery.model_pictures import overlay_of, picture_of
from follicle_graph.gallery.picture import Picture
from follicle_graph.gallery.treatment_table import draw_treatments, save_treatments
from follicle_graph.omics.drivers import Drivers
from follicle_graph.simulation.what_if import Outcome
from follicle_graph.therapy.answers import Treatments

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    font: str | None = None,
) -> Axes:
    """Draw a graph or an answer in lanes: arrows raise, T-bars lower, diamonds are unsigned.

    A disc marks a marker that is raised in a disease, a ring one that is lowered. Width and
    opacity of an edge follow its support; dashed edges are indirect, dotted ones contradicted.
    Never calls `show`.

    An outcome of `what_if` is drawn with the routes that carry it, coloured by the share of
    sampled networks that agree; entities on which it is silent are hatched and marked "?". Drivers
    are drawn with their measured targets. A treatment answer is drawn as a table.

    Parameters
    ----------
    x
        A graph, a path, paths, an effect, an outcome, drivers, treatments, or anything with a
        graph of its own.
    ax
        Matplotlib axes to draw into. None: a new pyplot figure of 180 mm width.
    highlight
        What stands out, the rest keeps 60 % of its ink: a path, paths, an effect, the name of an
        entity (all its edges), names (the edges among them) or (u, v, key) triples.
    overlay
        A mapping or Series from nodes to numbers, shown by fills around zero with a colour bar;
        None and NaN are missing. Or an outcome or drivers, laid over another graph.
    layout
        Where everything is, as `layout` makes it. None: a layout for 180 mm.
    labels, legend
        False: without the labels of nodes, without the legend.
    title
        A line above the drawing.
    font
        The name of an installed font. None: Arial or Helvetica where installed, else DejaVu
        Sans, which also gives the letters that the others do not have.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, with white paper in every style.

    Raises
    ------
    InvalidGraph
        For a graph that breaks its contract.
    InvalidQuestion
        When an edge to highlight is not in the graph, an overlay holds no numbers, the axes are
        none, the font is not installed, an answer has no edges, or a treatment answer is given
        more than axes and a title.
    UnknownEntity
        For a name.

    Warns
    -----
    UserWarning
        When labels come out smaller than 5 points, or no font has some of their letters.

    Examples
    --------
    >>> import matplotlib; matplotlib.use("agg")
    >>> import follicle_graph as fg
    >>> ax = fg.draw(fg.sketch("a -> b -| c"), overlay={"a": 1.5, "c": -0.5})
    >>> {"a", "b", "c", "increases", "decreases"} <= {text.get_text() for text in ax.texts}
    True
    >>> outcome = fg.what_if(fg.sketch("drug -| JAK1 -> CXCL10"), {"drug": +1})
    >>> "100%" in {text.get_text() for text in fg.draw(outcome).texts}
    True
    """
    if isinstance(x, Treatments):
        _only_title(labels, legend, highlight=highlight, overlay=overlay, layout=layout, font=font)
        return draw_treatments(x, ax=ax, title=title)
    made = _picture(x, overlay, title)
    return static.draw(
        made.graph,
        ax=ax,
        highlight=highlight,
        overlay=made.overlay,
        layout=layout,
        labels=labels,
        legend=legend,
        title=made.title or None,
        font=font,
    )


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
    width_mm: float | None = static.PAGE_MM,
) -> Path:
    """Write a figure as SVG, PDF or PNG and return its path.

    Text stays text and fonts are embedded in SVG and PDF; title and a sentence for those who do
    not see it are in the metadata. The file appears whole or not at all.

    Parameters
    ----------
    x
        What to draw, as `draw` takes it.
    path
        The file; its ending says the format.
    highlight, overlay, layout, labels, legend, title, font
        As for `draw`.
    width_mm
        Width in millimetres: 180 for a page, 85 for a column. None: a poster that sets its own
        size with labels of 8 points. A small graph takes less. Below 110 a graph of more than 20
        entities is drawn in part: what is highlighted, then what is best supported; the figure
        says so.

    Returns
    -------
    pathlib.Path
        The file that was written.

    Raises
    ------
    OutputError
        For another ending or a folder that cannot be written.
    InvalidQuestion
        For a width that is not positive, and what `draw` raises.

    Warns
    -----
    UserWarning
        When a part is drawn, and when the figure is higher than a sheet of A4.

    Examples
    --------
    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     fg.save_figure(fg.sketch("a -> b"), f"{folder}/ab.svg").name
    'ab.svg'
    """
    if isinstance(x, Treatments):
        _only_title(labels, legend, highlight=highlight, overlay=overlay, layout=layout, font=font)
        return save_treatments(x, path, title=title, width_mm=width_mm)
    made = _picture(x, overlay, title)
    return static.save_figure(
        made.graph,
        path,
        highlight=highlight,
        overlay=made.overlay,
        layout=layout,
        labels=labels,
        legend=legend,
        title=made.title or None,
        font=font,
        width_mm=width_mm,
        first=made.first,
    )


def _only_title(labels: bool, legend: bool, **given: object) -> None:
    """Refuse what a table of treatments cannot show or leave out."""
    plain = {"labels": None if labels else False, "legend": None if legend else False}
    for name, value in (plain | given).items():
        if value is not None:
            raise InvalidQuestion(
                f"a treatment answer is drawn as a table, which takes no {name}",
                argument=name,
                value=value,
                remedy="leave it out, or draw the map of attack with `draw_attack(G, answer)`",
            )


def _picture(x: Drawable, overlay: HasItems | None, title: str | None) -> Picture:
    """What is drawn: the ready picture of an answer of the model, else the graph itself."""
    over = None if overlay is None else overlay_of(overlay)
    if isinstance(x, Outcome | Drivers):
        made = picture_of(x)
        if over is not None:
            made = replace(made, overlay=read_overlay(made.graph, over))
        return replace(made, title=made.title if title is None else title)
    G = graph_of(x)
    return Picture(G, title or "", overlay=over.within(G) if isinstance(over, Overlay) else over)
