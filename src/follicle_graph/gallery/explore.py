"""Where the interactive map opens: what joins the spine and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from follicle_graph.drawing.layout.layout import MOST_NODES, Layout
from follicle_graph.drawing.page.page import Page, page_of
from follicle_graph.model.contract import check_graph
from follicle_graph.model.graph import Graph
from follicle_graph.query.spine import spine

if TYPE_CHECKING:
    from follicle_graph.drawing.highlight import Highlight
    from follicle_graph.drawing.overlay import HasItems


def explore(
    G: Graph,
    *,
    opening: Graph | None = None,
    highlight: Highlight | None = None,
    overlay: HasItems | None = None,
    layout: Layout | None = None,
    title: str | None = None,
    packed: bool = True,
) -> Page:
    """An interactive page of a graph: search it, filter it, read evidence, ask for signed paths.

    `opening` is a part of the graph that the page opens on; the whole graph is then one button
    away. None: the atlas opens on its spine, any other graph on all of it, above 5 000 entities
    in groups of one lane and kind. `highlight` takes a path, paths, an effect, names or edges
    (u, v, key), as `draw` does. `overlay` colours entities by numbers: a mapping or Series from
    names to numbers, or several by name (a dict of them, a DataFrame), of which the page shows
    one at a time. `layout` is that of the first view. `packed=False` leaves facts and scripts
    readable in the file, about three times as long.

    Raises InvalidGraph for a graph that breaks its contract; InvalidQuestion when `opening`,
    `highlight`, `overlay` or `layout` do not fit the graph; UnknownEntity, AmbiguousEntity for a
    name.

    >>> import follicle_graph as fg
    >>> page = explore(fg.sketch("IL-15 -> CD8 T cell; CD8 T cell -| hair"), title="Two steps")
    >>> print(page)
    Two steps: interactive map of 3 entities and 2 relations
    """
    check_graph(G)
    atlas = G.graph.get("origin") == "curated" and len(G) > MOST_NODES
    if opening is None and layout is None and atlas:
        opening = spine(G) or None
    return page_of(
        G,
        opening=opening,
        highlight=highlight,
        overlay=overlay,
        layout=layout,
        title=title,
        packed=packed,
    )
