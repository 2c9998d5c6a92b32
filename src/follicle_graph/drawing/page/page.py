"""The interactive page of a graph: one HTML file that works offline and makes no request.

The picture is that of the figure, facts travel as inert JSON and every text reaches the page as
text. `html.py` writes the file, `facts.py` the facts in it, `assets/` holds its scripts.
"""

from __future__ import annotations

import base64
import html as markup
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from follicle_graph.drawing.figure import draw as static
from follicle_graph.drawing.highlight import EdgeTriple, Highlight, edges_to_mark
from follicle_graph.drawing.layout import layout as layouts
from follicle_graph.drawing.layout.layout import Layout
from follicle_graph.drawing.overlay import HasItems, Overlay, read_overlay
from follicle_graph.drawing.page.html import page_html
from follicle_graph.drawing.page.page_data import page_facts
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.columns import flat
from follicle_graph.model.facts import Flat
from follicle_graph.model.graph import Graph
from follicle_graph.tools.atomic_file import path_of, whole_file
from follicle_graph.tools.gc_pause import without_collection

if TYPE_CHECKING:
    from follicle_graph.drawing.page.pyvis_network import Network

GROUPED_ABOVE = 5_000
"""Above this number of entities a page opens on groups of one lane and kind."""


class Map(NamedTuple):
    """A part of a graph that a page shows as a map of its own.

    `backbone`: edges (u, v, key) that carry its story and are drawn strong. `place`: where things
    stand; None: laid out like any graph.
    """

    name: str
    graph: Graph
    backbone: tuple[EdgeTriple, ...] = ()
    place: Layout | None = None


def page_of(
    G: Graph,
    *,
    maps: Sequence[Map] = (),
    highlight: Highlight | None = None,
    overlay: HasItems | None = None,
    layout: Layout | None = None,
    title: str | None = None,
    packed: bool = True,
) -> Page:
    """A page of a graph; see `follicle_graph.explore`, which chooses the maps.

    `maps`: parts of the graph; the page opens on the first and has a button for each and one for
    the whole. None: the page opens on the whole graph. `layout`: that of the first map.
    """
    with without_collection():
        return _page_of(G, maps, highlight, overlay, layout, title, packed)


def _page_of(
    G: Graph,
    maps: Sequence[Map],
    highlight: Highlight | None,
    overlay: HasItems | None,
    layout: Layout | None,
    title: str | None,
    packed: bool,
) -> Page:
    read = flat(G)
    marked = edges_to_mark(G, highlight)
    for part in maps:
        _refuse_strangers(G, part.graph)
    smaller = bool(maps) and all(
        len(part.graph) < len(G) or part.graph.size() < G.size() for part in maps
    )
    most = layouts.MOST_NODES if smaller else GROUPED_ABOVE
    grouped = len(G) > most and (smaller or layout is None)
    shown = list(maps)
    if not grouped and (smaller or not maps):
        shown.append(Map("Whole graph" if smaller else "All", G))
    if shown and layout is not None:
        shown[0] = shown[0]._replace(place=layout)
    views = [(part.name, part.graph, part.place or _place(read, G, part.graph)) for part in shown]
    heading = title if title is not None else str(G.graph.get("name") or "Map")
    overlays = read_overlays(G, overlay)
    backbones = {part.name: part.backbone for part in shown}
    facts = page_facts(
        G, read, views, marked, heading, overlays, grouped=grouped, backbones=backbones
    )
    first = shown[0].graph if shown else G
    place = views[0][2] if views else None
    return Page(facts, _Picture(first, place, marked, overlays), heading, packed=packed)


def _place(read: Flat, G: Graph, part: Graph) -> Layout:
    return layouts.plan_of_flat(read) if part is G else layouts.plan_of(part)


def read_overlays(G: Graph, overlay: HasItems | None) -> list[Overlay]:
    """The overlays that something holds: none, one, or several by name (a DataFrame's columns).

    >>> import follicle_graph as fg
    >>> several = {"prevention": {"a": -1}, "reversal": {"a": 1}}
    >>> [one.name for one in read_overlays(fg.sketch("a -> b"), several)]
    ['prevention', 'reversal']
    """
    if overlay is None:
        return []
    parts = list(overlay.items()) if hasattr(overlay, "items") else []
    if not parts or not all(hasattr(values, "items") for _, values in parts):
        return [read_overlay(G, overlay)]
    read = [(str(name), read_overlay(G, values)) for name, values in parts]
    limit = max(over.limit for _, over in read)
    return [Overlay(over.values, limit, name) for name, over in read]


class Page:
    """A finished interactive page; `explore` makes it.

    It shows itself in Jupyter. To change what it shows, change the graph and call `explore`
    again; to go on with pyvis's own methods, take `to_pyvis()`.

    Attributes
    ----------
    html
        The whole page.
    heading
        Its title.
    summary
        What it shows, in one line.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> page = fg.explore(fg.sketch("a -> b"), title="One step")
    >>> page.heading, page.html.startswith("<!doctype html>")
    ('One step', True)
    """

    def __init__(
        self, facts: Mapping[str, Any], picture: _Picture, title: str, *, packed: bool
    ) -> None:
        self.heading = title
        self.summary = (
            f"{title}: interactive map of {len(facts['nodes']['id'])} entities "
            f"and {len(facts['edges']['source'])} relations"
        )
        self.html = page_html(facts, title, packed=packed)
        self._picture = picture

    def __repr__(self) -> str:
        return f"<Page {self.summary}>"

    def __str__(self) -> str:
        return self.summary

    def to_pyvis(self, *, height: str = "800px", width: str = "100%") -> Network:
        """What the page opens on, as a real `pyvis.network.Network`.

        See `follicle_graph.to_pyvis`, which takes any graph. Entities are coloured by the first
        overlay of the page, if it has one.

        >>> import follicle_graph as fg
        >>> net = fg.explore(fg.sketch("a -> b")).to_pyvis()
        >>> net.add_node("c", label="one more")
        >>> net.num_nodes()
        3
        """
        from follicle_graph.drawing.page.pyvis_network import network_of

        shown = self._picture
        boxes = shown.boxes or layouts.plan_of(shown.graph).boxes
        net = network_of(shown.graph, boxes, shown.overlay, height=height, width=width)
        net.heading = self.heading
        return net

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page as one file and return its path; whole or not at all.

        Raises OutputError when the file cannot be written there.

        >>> import tempfile, follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     fg.explore(fg.sketch("a -> b")).save(Path(folder) / "map.html").name
        'map.html'
        """
        with whole_file(path) as beside:
            beside.write_text(self.html, encoding="utf-8", newline="\n")
        return path_of(path)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        frame = (
            f"<style>{_FRAME_THEME}</style>"
            f'<iframe class="follicle-graph" title="{markup.escape(self.summary)}" '
            'sandbox="allow-scripts allow-downloads allow-modals allow-popups '
            'allow-popups-to-escape-sandbox" '
            'style="width:100%;height:640px;border:1px solid #d5dade" '
            f'srcdoc="{markup.escape(self.html)}"></iframe>'
        )
        bundle = {"text/html": frame, "text/plain": self.summary}
        png = self._picture.png()
        if png is not None:
            bundle["image/png"] = base64.b64encode(png).decode("ascii")
        return bundle


_FRAME_THEME = "".join(
    f"{light} iframe.follicle-graph{{color-scheme:light}}"
    f"{dark} iframe.follicle-graph{{color-scheme:dark}}"
    for light, dark in (
        (".vscode-light", ".vscode-dark"),
        ("[data-jp-theme-light=true]", "[data-jp-theme-light=false]"),
    )
)
"""The page in a notebook is dark where VS Code or JupyterLab is, whatever the system prefers."""


class _Picture:
    """What a page opens on: drawn when a notebook needs a picture, or turned into a pyvis network.

    `boxes`: where the entities stand; empty where the page opens in groups.
    """

    def __init__(
        self,
        G: Graph,
        place: Layout | None,
        marked: Iterable[EdgeTriple],
        overlays: Sequence[Overlay],
    ) -> None:
        self.graph, self._marked = G, tuple(marked)
        self.boxes = dict(place.boxes) if place is not None else {}
        self.overlay = overlays[0].within(G) if overlays else None

    def png(self) -> bytes | None:
        """PNG; None where it would be empty or too crowded to read."""
        G = self.graph
        if not 0 < len(G) <= layouts.MOST_NODES or not layouts.plan_of(G).routed:
            return None
        marked = [edge for edge in self._marked if G.has_edge(*edge)]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "map.png"
            return static.save_figure(G, path, highlight=marked, overlay=self.overlay).read_bytes()


def _refuse_strangers(G: Graph, opening: Graph) -> None:
    strangers = [node for node in opening if node not in G]
    strange = [edge for edge in opening.edges(keys=True) if not G.has_edge(*edge)]
    if strangers or strange:
        raise InvalidQuestion(
            argument="opening",
            value=(strangers + strange)[0],
            remedy="the graph has no such part; take `opening` out of it, as with `spine(G)`",
        )
