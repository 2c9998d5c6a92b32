"""A picture: a part of a graph and how it is drawn."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx

from follicle_graph.drawing.figure import draw as static
from follicle_graph.drawing.layout.layout import Layout, layout
from follicle_graph.drawing.layout.listing import list_layout
from follicle_graph.drawing.overlay import HasItems
from follicle_graph.model import vocabulary
from follicle_graph.model.digest import stamp
from follicle_graph.model.graph import Graph

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EdgeTriple = tuple[str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A part of a graph and how it is drawn: `draw()`, `save(path)`; shows itself in Jupyter.

    Parameters
    ----------
    graph
        What is drawn.
    title
        The line above the picture.
    highlight
        Edges (u, v, key) that stand out.
    overlay
        Numbers laid over the nodes, or None.
    width_mm
        Width of the saved file; None: a poster that sets its own size.
    backbone
        Pairs (u, v) whose edges are drawn as straight as possible.
    rail
        Whether interventions stand in a column at the right, beside what they hit.
    first
        Edges (u, v, key) that a narrow figure, which shows a part, takes first.
    listed
        An entity that is drawn as a bar, its neighbours as lists beside it with a line of words
        for each edge; None: no list.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.picture(fg.sketch("drug -| a; a -> b"), "drug", "drug").graph.size()
    1
    """

    graph: Graph
    title: str
    highlight: tuple[EdgeTriple, ...] = ()
    overlay: HasItems | None = None
    width_mm: float | None = static.PAGE_MM
    backbone: tuple[tuple[str, str], ...] = ()
    rail: bool = False
    first: tuple[EdgeTriple, ...] = ()
    listed: str | None = None

    def layout(self) -> Layout | None:
        """The layout that the picture asks for; None: the one that its size gives.

        >>> import follicle_graph as fg
        >>> fg.picture(fg.sketch("a -| b -> c"), "effect", "a", "c").layout() is None
        True
        """
        if self.listed is not None:
            return list_layout(self.graph, self.listed, edge_words(self.graph))
        if not self.backbone and not self.rail:
            return None
        return layout(self.graph, backbone=self.backbone, rail=self.rail)

    def draw(self, *, ax: Axes | None = None) -> Axes:
        """Draw into matplotlib axes, as `follicle_graph.draw`.

        >>> import matplotlib; matplotlib.use("agg")
        >>> import follicle_graph as fg
        >>> len(fg.picture(fg.sketch("drug -| a; a -> b"), "drug", "drug").draw().lines) > 0
        True
        """
        return static.draw(
            self.graph,
            ax=ax,
            highlight=self.highlight or None,
            overlay=self.overlay,
            layout=self.layout(),
            title=self.title,
        )

    def save(self, path: str | os.PathLike[str], *, width_mm: float | None = None) -> Path:
        """Write as SVG, PDF or PNG, as `follicle_graph.save_figure`; `width_mm` None: its own.

        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     fg.picture(fg.sketch("drug -| a"), "drug", "drug").save(f"{folder}/d.pdf").name
        'd.pdf'
        """
        wide = self.width_mm if width_mm is None else width_mm
        return static.save_figure(
            self.graph,
            path,
            highlight=self.highlight or None,
            overlay=self.overlay,
            layout=self.layout() if wide == self.width_mm else None,
            title=self.title,
            width_mm=wide,
            first=self.first,
        )

    def _repr_png_(self) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return self.save(Path(folder) / "picture.png").read_bytes()

    def __str__(self) -> str:
        return f"{self.title}: {static.describe(self.graph)}"


def edge_words(G: Graph) -> dict[EdgeTriple, tuple[str, ...]]:
    """What a list says of each edge: predicate, best grade, disputes, papers.

    >>> import follicle_graph as fg
    >>> edge_words(fg.sketch("drug -| a"))
    {('drug', 'a', 'decreases'): ('decreases',)}
    """
    words = {}
    for u, v, key, data in G.edges(keys=True, data=True):
        pieces = [piece for piece in data.get("evidence") or () if piece.stance == "supports"]
        known = [piece.grade for piece in pieces if piece.grade]
        best = max(known, key=lambda one: (vocabulary.grades().get(one, 0.0), one), default="")
        papers = len({piece.reference for piece in pieces if piece.reference})
        count = f"{papers} paper{'s' if papers > 1 else ''}" if papers else ""
        against = "contradicted" if data.get("contradicted") else ""
        words[u, v, key] = tuple(filter(None, [key.replace("_", " "), best, against, count]))
    return words


def part_of(G: Graph, edges: Iterable[EdgeTriple], *, also: Iterable[str] = ()) -> Graph:
    """The part of a graph that has these edges, their ends and these nodes."""
    H: Graph = nx.MultiDiGraph()
    H.graph.update(G.graph)
    wanted = dict.fromkeys(edges)
    nodes = {end for u, v, _ in wanted for end in (u, v)} | set(also)
    H.add_nodes_from((node, dict(G.nodes[node])) for node in G if node in nodes)
    for edge in wanted:
        H.add_edge(*edge)
        H.edges[edge].update(G.edges[edge])
    return stamp(H)
