"""Where the interactive map opens: what joins the spine and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from follicle_graph.drawing.answer_graph import Drawable, graph_of
from follicle_graph.drawing.layout.layout import MOST_NODES, Layout
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.drawing.page.page import Map, Page, page_of
from follicle_graph.gallery.model_pictures import overlay_of, picture_of
from follicle_graph.gallery.ready_pictures import picture, pictures
from follicle_graph.model.contract import check_graph
from follicle_graph.model.graph import Graph
from follicle_graph.omics.drivers import Drivers
from follicle_graph.query.spine import spine
from follicle_graph.simulation.what_if import Outcome

if TYPE_CHECKING:
    from follicle_graph.drawing.highlight import Highlight
    from follicle_graph.drawing.overlay import HasItems


def explore(
    G: Drawable,
    *,
    opening: Graph | None = None,
    highlight: Highlight | None = None,
    overlay: HasItems | None = None,
    layout: Layout | None = None,
    title: str | None = None,
    packed: bool = True,
) -> Page:
    """An interactive page of a graph: search, filter, read evidence, ask for signed paths.

    Parameters
    ----------
    G
        The graph whose facts the page holds; or an answer (a path, paths, an effect, an outcome,
        drivers), whose picture it holds.
    opening
        A part of `G` that the page opens on; the whole graph is one button away. None: the atlas
        opens on its story, with its spine and the whole in groups; any other graph on all of it,
        above 5 000 entities in groups of one lane and kind.
    highlight
        What stands out, as in `draw`.
    overlay
        Numbers by name of entity, which colour the entities; several by name (a dict of mappings,
        a DataFrame), of which the page shows one at a time. An outcome of `what_if` or drivers:
        the page opens on their picture.
    layout
        Places of what the page opens on, from `layout`. None: laid out here.
    title
        The heading. None: the name of the graph, or what an outcome or drivers say.
    packed
        False leaves facts and scripts readable in the file, which is then three times as long.

    Returns
    -------
    Page
        Save it with `.save(path)`; it shows itself in Jupyter.

    Raises
    ------
    InvalidGraph
        For a graph that breaks its contract.
    InvalidQuestion
        When `opening`, `highlight`, `overlay` or `layout` do not fit the graph, or an answer has
        nothing to draw.
    UnknownEntity, AmbiguousEntity
        For a name that fits no entity or several.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> page = fg.explore(fg.sketch("IL-15 -> CD8 T cell; CD8 T cell -| hair"), title="Two steps")
    >>> print(page)
    Two steps: interactive map of 3 entities and 2 relations
    """
    if isinstance(G, Outcome | Drivers):
        whole = picture_of(G)
        overlay = whole.overlay if overlay is None else overlay
        title = whole.title if title is None else title
        G = whole.graph
    G = graph_of(G)
    check_graph(G)
    maps: list[Map] = []
    answer = overlay if isinstance(overlay, Outcome | Drivers) else None
    if overlay is not None:
        overlay = overlay_of(overlay)
        overlay = overlay.within(G) if isinstance(overlay, Overlay) else overlay
    if opening is not None:
        maps = [Map("Start", opening)]
    elif layout is None and G.graph.get("origin") == "curated" and len(G) > MOST_NODES:
        maps = _maps_of_atlas(G)
    if answer is not None and opening is None and layout is None:
        made = picture_of(answer)
        part = made.graph
        if 0 < len(part) < len(G) and all(G.has_edge(*edge) for edge in part.edges(keys=True)):
            maps.insert(0, Map("What if" if isinstance(answer, Outcome) else "Drivers", part))
            title = made.title if title is None else title
    return page_of(
        G,
        maps=maps,
        highlight=highlight,
        overlay=overlay,
        layout=layout,
        title=title,
        packed=packed,
    )


def _maps_of_atlas(G: Graph) -> list[Map]:
    """The story and the spine, as far as the graph has them."""
    maps = []
    if "story" in pictures():
        story = picture(G, "story")
        maps.append(Map("Story", story.graph, story.highlight, story.layout()))
    larger = spine(G)
    return [*maps, Map("Spine", larger)] if larger else maps
