"""The interactive map: one HTML file that works offline and asks nothing of the network.

A `pyvis.network.Network` whose lists are filled directly and whose page is our own: coordinates
are given (no physics), the picture is that of the figure, facts travel as inert JSON and every
text reaches the page as text.
"""

from __future__ import annotations

import base64
import hashlib
import html as markup
import json
import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from pyvis.network import Network

from follicle_graph.drawing import layout as layouts
from follicle_graph.drawing.highlight import Highlight, edges_to_mark
from follicle_graph.drawing.layout import Layout
from follicle_graph.drawing.page_facts import page_facts
from follicle_graph.errors import InvalidQuestion
from follicle_graph.graph import Graph
from follicle_graph.output import whole_file

SCRIPTS = ("data.js", "canvas.js", "panel.js")
OPTIONS: Mapping[str, Any] = {
    "physics": False,
    "layout": {"improvedLayout": False},
    "nodes": {"shape": "custom", "fixed": True, "physics": False},
    "interaction": {"dragNodes": False, "selectable": False, "hover": False, "zoomSpeed": 0.7},
}
"""What vis-network is told: it draws and scrolls, nothing moves by itself."""


def explore(
    G: Graph,
    *,
    opening: Graph | None = None,
    highlight: Highlight | None = None,
    layout: Layout | None = None,
    title: str | None = None,
) -> Page:
    """An interactive page of a graph: search it, select nodes and edges, read their evidence.

    `opening` is a part of the graph that the page opens on, such as its spine; the whole graph
    is then one button away. `highlight` takes a path, paths, an effect or edges (u, v, key).
    `layout` is that of the first view.

    Raises InvalidQuestion when `opening`, `highlight` or `layout` do not fit the graph.

    >>> import follicle_graph as fg
    >>> page = explore(fg.sketch("IL-15 -> CD8 T cell; CD8 T cell -| hair"), title="Two steps")
    >>> page.num_nodes(), page.num_edges(), "Two steps" in page.html
    (3, 2, True)
    """
    marked = edges_to_mark(G, highlight)
    _refuse_strangers(G, opening)
    shown = G if opening is None else opening
    place = layouts.plan_of(shown) if layout is None else layout
    views = [("All" if opening is None else _name_of_opening(G), shown, place)]
    if opening is not None and (len(opening) < len(G) or opening.size() < G.size()):
        whole = "Whole atlas" if G.graph.get("origin") == "curated" else "Whole graph"
        views.append((whole, G, layouts.plan_of(G)))
    heading = title if title is not None else str(G.graph.get("name") or "Map")
    return Page(page_facts(G, views, marked, heading), place, heading)


class Page(Network):  # type: ignore[misc]  # pyvis has no types
    """A finished page: `.html`, `.save(path)`, and it shows itself in Jupyter.

    A pyvis network with `nodes`, `edges` and `options` as lists to read; to change what is
    drawn, change the graph and call `explore` again.
    """

    def __init__(self, facts: Mapping[str, Any], place: Layout, title: str) -> None:
        super().__init__(height="100%", directed=True, cdn_resources="in_line")
        self.heading = title
        self.options = dict(OPTIONS)
        label_of = {row[0]: row[1] for row in facts["nodes"]}
        self.nodes = [
            {"id": node, "label": label_of[node], "shape": "custom", "x": box.x, "y": box.y}
            for node, box in place.boxes.items()
            if node in label_of
        ]
        self.node_ids = [node["id"] for node in self.nodes]
        self.node_map = {node["id"]: node for node in self.nodes}
        self.edges = [{"from": u, "to": v, "label": key} for u, v, key in place.routes]
        self.summary = (
            f"{title}: interactive map of {len(facts['nodes'])} entities "
            f"and {len(facts['edges'])} relations"
        )
        self.html = _render({**facts, "options": self.options}, title)

    def __repr__(self) -> str:
        return f"<Page {self.summary}>"

    def generate_html(self, *_: Any, **__: Any) -> str:
        """The page, under the name that pyvis gives it."""
        return str(self.html)

    def write_html(self, name: str, *_: Any, **__: Any) -> None:
        """Save the page, under the name that pyvis gives it."""
        self.save(name)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page as one file and return its path; whole or not at all.

        Raises OutputError when the file cannot be written there.

        >>> import tempfile, follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     explore(fg.sketch("a -> b")).save(Path(folder) / "map.html").name
        'map.html'
        """
        with whole_file(path) as beside:
            beside.write_text(self.html, encoding="utf-8", newline="\n")
        return Path(path)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        frame = (
            f'<iframe title="{markup.escape(self.summary)}" '
            'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" '
            'style="width:100%;height:640px;border:1px solid #d5dade" '
            f'srcdoc="{markup.escape(self.html)}"></iframe>'
        )
        return {"text/html": frame, "text/plain": self.summary}


def _refuse_strangers(G: Graph, opening: Graph | None) -> None:
    if opening is not None:
        strangers = [node for node in opening if node not in G]
        strange = [edge for edge in opening.edges(keys=True) if not G.has_edge(*edge)]
        if strangers or strange:
            raise InvalidQuestion(
                f"`opening` holds what the graph does not, such as {(strangers + strange)[0]!r}; "
                "take it out of the same graph, for example with `spine(G)`"
            )


def _name_of_opening(G: Graph) -> str:
    return "Spine" if G.graph.get("origin") == "curated" else "Opening"


def _render(facts: Mapping[str, Any], title: str) -> str:
    """The page. The nonce is a digest of the facts, so no fact can hold it."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    nonce = base64.urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "replace")).digest())
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        _part("page.html")
    )
    page = template.render(
        title=title,
        facts=Markup(text),
        nonce=nonce.decode("ascii").rstrip("="),
        style=_code("page.css"),
        engine=_code("vendor/vis-network.min.js"),
        scripts=[_code(name) for name in SCRIPTS],
    )
    return page.encode("utf-8", "replace").decode("utf-8")


@cache
def _part(name: str) -> str:
    folder = files("follicle_graph").joinpath("drawing", "page")
    return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")


@cache
def _code(name: str) -> Markup:
    """A script or style of ours as it stands inside its element, without its source map."""
    lines = _part(name).splitlines()
    return Markup("\n".join(line for line in lines if not line.startswith("//# source")))
