"""The static figure: matplotlib, in the grammar of SBGN Activity Flow."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from follicle_graph.contract import validate
from follicle_graph.drawing import look
from follicle_graph.drawing.content import caption
from follicle_graph.drawing.layout import Box, Layout, lane_lines
from follicle_graph.drawing.layout import layout as make_layout
from follicle_graph.drawing.legend import ROW, draw_legend, legend_entries, legend_rows
from follicle_graph.drawing.pen import INK, Pen
from follicle_graph.drawing.shapes import Point, head, outline
from follicle_graph.drawing.text import label_lines, printable
from follicle_graph.errors import InvalidQuestion, OutputError
from follicle_graph.graph import Graph
from follicle_graph.output import whole_file
from follicle_graph.vocabulary import DISCLAIMER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EdgeTriple = tuple[str, str, str]
FORMATS = (".svg", ".pdf", ".png")
MM = 72 / 25.4


class HasEdges(Protocol):
    """Anything with edge triples: a path, several paths."""

    @property
    def edges(self) -> Iterable[EdgeTriple]: ...


Highlight = HasEdges | Iterable[EdgeTriple]


def draw(
    G: Graph,
    *,
    ax: Axes | None = None,
    highlight: Highlight | None = None,
    layout: Layout | None = None,
    labels: bool = True,
    legend: bool = True,
    title: str | None = None,
) -> Axes:
    """Draw a graph in lanes: arrows raise, T-bars lower, diamonds have no direction.

    Width and opacity of an edge follow its support; dashed edges are indirect, dotted ones
    contradicted. `highlight`: a path, paths, or (u, v, key) triples, the rest faded. `ax`: axes
    to draw into (None: a new pyplot figure of 180 mm width). Never calls `show`.

    Raises InvalidQuestion when an edge to highlight is not in the graph.

    >>> import matplotlib; matplotlib.use("agg")
    >>> import follicle_graph as fg
    >>> ax = fg.draw(fg.sketch("a -> b -| c"))
    >>> {"a", "b", "c", "increases", "decreases"} <= {text.get_text() for text in ax.texts}
    True
    """
    validate(G)
    plan = layout or make_layout(G)
    missing = [node for node in G if node not in plan.boxes]
    if missing:
        raise InvalidQuestion(f"the layout has no {missing[0]!r}; make it from the graph drawn")
    lit = _lit_edges(G, highlight)
    entries = legend_entries(G) if legend else []
    rows = legend_rows(entries, plan.width)
    below = ROW * (len(rows) + 1.2) if legend else 0.0
    above = 22.0 if title else 0.0
    if ax is None:
        import matplotlib.pyplot as plt

        wide = _inches(plan, 180.0)
        fig = plt.figure(figsize=(wide, wide * (plan.height + below + above) / plan.width))
        ax = fig.add_axes((0, 0, 1, 1))
    ax.set_xlim(0, plan.width)
    ax.set_ylim(plan.height + below, -above)
    ax.set_aspect("equal")
    ax.axis("off")
    pen = Pen(ax, plan.width)
    for index, (lane, box) in enumerate(plan.lanes.items()):
        _draw_lane(pen, lane, box, look.LANE_FILLS[index % 2])
    for edge in sorted(plan.routes, key=lambda e: (e in lit, G.edges[e].get("support") or 0.0, e)):
        _draw_edge(pen, G.edges[edge], plan.routes[edge], lit=edge in lit or not lit)
    lit_nodes = {end for u, v, _ in lit for end in (u, v)}
    for node in G:
        _draw_node(pen, G, node, plan.boxes[node], labels, node in lit_nodes or not lit)
    if title:
        pen.text(6, -above + 12, title, size=11, weight="bold", ha="left")
    if legend:
        draw_legend(pen, rows, plan.height + ROW * 0.6)
        version = G.graph.get("version") if plan.width > 330 else None
        note = f"{DISCLAIMER}  follicle-graph {version}" if version else DISCLAIMER
        pen.text(8, plan.height + below - 7, note, size=6, color="#5b6670", ha="left")
    return ax


def figure(
    G: Graph,
    path: str | os.PathLike[str],
    *,
    highlight: Highlight | None = None,
    layout: Layout | None = None,
    labels: bool = True,
    legend: bool = True,
    title: str | None = None,
    width_mm: float = 180.0,
) -> Path:
    """Write a figure as SVG, PDF or PNG (by its ending) and return the path.

    Text stays text, fonts are embedded in PDF, title and a description are in the metadata.
    `width_mm`: 180 for a page, 85 for a column, less for a small graph. The file appears whole
    or not at all.

    Raises OutputError for another ending or a folder that cannot be written, InvalidQuestion for
    a width that is not positive.

    >>> import tempfile, follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     fg.figure(fg.sketch("a -> b"), f"{folder}/ab.svg").name
    'ab.svg'
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    target = Path(path)
    if not width_mm > 0:
        raise InvalidQuestion(f"width_mm is {width_mm}; use millimetres above 0")
    if target.suffix.lower() not in FORMATS:
        raise OutputError(f"{target}: unknown ending; name it {', '.join(FORMATS)}")
    plan = layout or make_layout(G)
    rows = len(legend_rows(legend_entries(G), plan.width)) if legend else 0
    tall = plan.height + (ROW * (rows + 1.2) if legend else 0) + (22.0 if title else 0)
    wide = _inches(plan, width_mm)
    with mpl.rc_context({"svg.fonttype": "none", "pdf.fonttype": 42, "svg.hashsalt": "fg"}):
        fig = Figure(figsize=(wide, wide * tall / plan.width))
        ax = fig.add_axes((0, 0, 1, 1))
        draw(G, ax=ax, highlight=highlight, layout=plan, labels=labels, legend=legend, title=title)
        _save(fig, target, title or "Pathway map", describe(G))
    return target


def _inches(plan: Layout, width_mm: float) -> float:
    """Width of a figure; a small graph is not blown up beyond 1.2 times its size in points."""
    return min(width_mm * MM, 1.2 * plan.width) / 72


def describe(G: Graph) -> str:
    """One sentence that says what a picture of this graph shows, as its alternative text.

    >>> import follicle_graph as fg
    >>> describe(fg.sketch("a -> b -| c"))
    'Directed pathway map of 3 entities and 2 relations: 1 increases, 1 decreases.'
    """
    counts = dict.fromkeys(look.SIGNS, 0)
    for *_, data in G.edges(data=True):
        counts[data["sign"]] += 1
    parts = [f"{count} {look.sign(value).name}" for value, count in counts.items() if count]
    told = f": {', '.join(parts)}" if parts else ""
    return (
        f"Directed pathway map of {G.number_of_nodes()} entities and "
        f"{G.number_of_edges()} relations{told}."
    )


def _save(fig: object, target: Path, title: str, description: str) -> None:
    from matplotlib.figure import Figure

    assert isinstance(fig, Figure)
    kind = target.suffix.lower()[1:]
    title, description = printable(title), printable(description)
    metadata: dict[str, str | None] = {
        "svg": {"Title": title, "Description": description, "Date": None},
        "pdf": {"Title": title, "Subject": description, "CreationDate": None},
        "png": {"Title": title, "Description": description},
    }[kind]  # type: ignore[assignment]
    with whole_file(target) as beside:
        fig.savefig(beside, format=kind, dpi=300, metadata=metadata)


def _lit_edges(G: Graph, highlight: Highlight | None) -> set[EdgeTriple]:
    if highlight is None:
        return set()
    edges = highlight.edges if hasattr(highlight, "edges") else highlight
    lit = {(u, v, key) for u, v, key in edges}
    missing = sorted(edge for edge in lit if not G.has_edge(*edge))
    if missing:
        raise InvalidQuestion(f"no edge {missing[0]} to highlight; ask the graph that you draw")
    return lit


def _draw_lane(pen: Pen, lane: str, box: Box, fill: str) -> None:
    edges = outline("rounded", box._replace(width=box.width - 6))
    pen.polygon(edges, fill=fill, edge="#d5dde4", width=0.6)
    lines = "\n".join(lane_lines(lane))
    pen.text(9, box.y, lines, size=7.2, weight="bold", color="#46525d", ha="left")


def _draw_edge(pen: Pen, data: dict[str, Any], route: Iterable[Point], *, lit: bool) -> None:
    strength = data.get("support") or 0.0
    style = look.sign(data["sign"])
    color = style.color if lit else look.FADED
    alpha = look.opacity(strength) if lit else 0.6
    width = look.line_width(strength)
    polygon, line = head(style.head, list(route), width)
    pen.line(line, color="white", width=width + 1.6, alpha=0.8)
    dash = look.dash(bool(data.get("indirect")), bool(data.get("contradicted")))
    pen.line(line, color=color, width=width, alpha=alpha, dash=dash)
    pen.polygon(polygon, fill=color, edge="none", alpha=max(alpha, 0.75) if lit else alpha)


def _draw_node(pen: Pen, G: Graph, node: str, box: Box, labels: bool, lit: bool) -> None:
    style = look.kind(G.nodes[node].get("kind"))
    pen.polygon(
        outline(style.shape, box),
        fill=style.fill if lit else "#ffffff",
        edge=style.border if lit else look.FADED,
        width=0.9,
    )
    if labels:
        text = "\n".join(label_lines(caption(G, node)))
        pen.text(box.x, box.y, text, color=INK if lit else "#9aa3ab")
