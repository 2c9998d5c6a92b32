"""A graph as a real `pyvis.network.Network`, for those who go on with pyvis's own methods."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup

from follicle_graph.drawing import look
from follicle_graph.drawing.layout import layout as layouts
from follicle_graph.drawing.layout.layout import Layout
from follicle_graph.drawing.layout.layout_input import caption
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.overlay import HasItems, Overlay, read_overlay
from follicle_graph.drawing.page.html import ENGINE, asset, code
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import check_graph, validate
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.tools.libraries import needed

if TYPE_CHECKING:
    from pyvis.network import Network as Network

_CORNERS: Mapping[str, int] = {"rounded": 4, "octagon": 6, "stadium": 12}
"""Shape -> radius of its corners; vis-network writes labels only inside boxes and ellipses."""

_ARROWS: Mapping[str, dict[str, Any]] = {
    "arrow": {"type": "arrow", "scaleFactor": 0.35},
    "bar": {"type": "bar", "scaleFactor": 0.35},
    "diamond": {"type": "diamond", "scaleFactor": 0.3},
    "disc": {"type": "circle", "scaleFactor": 0.3},
    "ring": {"type": "circle", "scaleFactor": 0.3},
}


def to_pyvis(
    G: Graph,
    *,
    layout: Layout | None = None,
    overlay: HasItems | None = None,
    height: str = "800px",
    width: str = "100%",
) -> Network:
    """A pyvis network of a graph, with the colours, shapes and positions of the figure.

    It is an ordinary `pyvis.network.Network`: change it by pyvis's own methods, save it by
    `write_html` or show it by `show`. Physics is off, since every entity has its place; switch it
    on with `toggle_physics(True)`. Its template holds vis-network itself, so what is saved works
    without a network connection; pyvis's menus (`select_menu`, `filter_menu`, `show_buttons`) are
    not part of it, take `net.set_template_dir` of pyvis's own folder for these.

    Parameters
    ----------
    G
        The graph to show, at most a few hundred entities to be readable.
    layout
        Where the entities stand, from `follicle_graph.layout`. None: laid out here.
    overlay
        Numbers by name of entity, which colour the entities. None: coloured by kind.
    height, width
        Size of the picture, as CSS writes it.

    Returns
    -------
    pyvis.network.Network
        Directed, one node for each entity and one edge for each relation.

    Raises
    ------
    InvalidGraph
        For a graph that breaks its contract.
    MissingLibrary
        pyvis is not installed.
    InvalidQuestion, UnknownEntity, AmbiguousEntity
        For a layout or an overlay that does not fit the graph.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> net = fg.to_pyvis(fg.sketch("IL-15 -> CD8 T cell; CD8 T cell -| hair"))
    >>> net.num_nodes(), net.num_edges(), net.get_node("hair")["label"]
    (3, 2, 'hair')
    """
    check_graph(G)
    validate(G)
    plan = layouts.plan_of(G) if layout is None else layout
    missing = [node for node in G if node not in plan.boxes]
    if missing:
        raise InvalidQuestion(
            argument="layout",
            value=missing[0],
            remedy="the layout has no place for it; make it with `layout(G)` of this graph",
        )
    over = None if overlay is None else read_overlay(G, overlay)
    return network_of(G, plan.boxes, over, height=height, width=width)


def network_of(
    G: Graph, boxes: Mapping[str, Box], over: Overlay | None, *, height: str, width: str
) -> Network:
    """A pyvis network of a graph whose entities have these boxes; see `to_pyvis`."""
    with needed("pyvis", "pyvis networks"):
        from pyvis.network import Network
    net = Network(height=height, width=width, directed=True, cdn_resources="in_line")
    net.heading = str(G.graph.get("name") or "")
    net.toggle_physics(False)
    net.templateEnv = _environment()
    net.template = net.templateEnv.get_template(net.path)
    # pyvis's add_edge looks through all nodes for both ends of each edge, so the lists are filled.
    net.nodes = [_node(G, node, boxes[node], over) for node in sorted(G)]
    net.node_ids = [node["id"] for node in net.nodes]
    net.node_map = {node["id"]: node for node in net.nodes}
    net.edges = _edges(G)
    return net


def _node(G: Graph, node: str, box: Box, over: Overlay | None) -> dict[str, Any]:
    data = G.nodes[node]
    shown = look.kind(data.get("kind"))
    share = None if over is None else over.share(node)
    fill = shown.fill if share is None else look.diverging(share)
    color = {"background": fill, "border": shown.border}
    return {
        "id": node,
        "label": caption(G, node),
        "title": _tooltip(data, None if over is None else over.values.get(node)),
        "shape": "ellipse" if shown.shape == "ellipse" else "box",
        "shapeProperties": {"borderRadius": _CORNERS.get(shown.shape, 1)},
        "color": {**color, "highlight": color, "hover": color},
        "font": {"size": 9, "color": look.INK},
        "margin": 3,
        "widthConstraint": {"maximum": max(40.0, box.width - 6)},
        "x": box.x,
        "y": box.y,
    }


def _tooltip(data: Mapping[str, Any], value: float | None) -> str:
    lines = [str(data.get("label") or ""), str(data.get("kind") or "").replace("_", " ")]
    lines += [str(data.get("definition") or ""), str(data.get("curie") or "")]
    if value is not None:
        lines.append(f"{value:g}")
    return "\n".join(filter(None, lines))


def _edges(G: Graph) -> list[dict[str, Any]]:
    """Edges as pyvis lists them; those between the same two entities are curved apart."""
    found = list(edges_in_order(G))
    several = Counter(frozenset((u, v)) for u, v, *_ in found)
    seen: Counter[frozenset[str]] = Counter()
    rows = []
    for u, v, key, data in found:
        pair = frozenset((u, v))
        turn = seen[pair] - (several[pair] - 1) / 2
        seen[pair] += 1
        rows.append(_edge(G, (u, v, key), data, turn if u < v else -turn))
    return rows


def _edge(
    G: Graph, edge: tuple[str, str, str], data: Mapping[str, Any], turn: float
) -> dict[str, Any]:
    """One edge; `turn`: how far it is curved aside, 0 for a straight line."""
    u, v, key = edge
    shown = look.edge(int(data["sign"]), key, data.get("layer"))
    support = float(data.get("support") or 0.0)
    dash = look.dash(
        indirect=bool(data.get("indirect")), contradicted=bool(data.get("contradicted"))
    )
    bend = "curvedCW" if turn > 0 else "curvedCCW"
    ends = f"{G.nodes[u].get('label') or u} {key.replace('_', ' ')} {G.nodes[v].get('label') or v}"
    return {
        "from": u,
        "to": v,
        "title": "\n".join([ends, *_evidence_lines(data.get("evidence") or (), support)]),
        "color": {"color": shown.color, "highlight": shown.color, "hover": shown.color},
        "width": look.line_width(support),
        "dashes": list(dash) or False,
        "arrows": {"to": {"enabled": True, **_ARROWS[shown.head]}},
        "smooth": {"enabled": bool(turn), "type": bend, "roundness": min(0.9, 0.12 * abs(turn))},
    }


def _evidence_lines(evidence: Sequence[Evidence], support: float) -> list[str]:
    known = dict.fromkeys(piece.reference for piece in evidence if piece.reference)
    papers = [
        vocabulary.references()[one].citation if one in vocabulary.references() else one
        for one in known
    ]
    more = [f"and {len(papers) - 3} more"] if len(papers) > 3 else []
    return [f"support {support:.2f}", *papers[:3], *more]


def _environment() -> Environment:
    """Where pyvis finds its template: ours, which asks nothing of the network."""
    made = Environment(autoescape=True, loader=FunctionLoader(lambda _: asset("pyvis.html")))
    made.globals["engine"] = Markup(_ascii_script(code(ENGINE)))
    made.filters["nonce"] = _nonce
    made.filters["ascii"] = _ascii
    return made


def _nonce(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _ascii_script(text: str) -> str:
    return re.sub(r"[^\x00-\x7f]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _ascii(text: object) -> Markup:
    """Text in characters that every encoding has: pyvis writes files in that of the machine."""
    escaped = str(Markup.escape(str(text)))
    return Markup(escaped.encode("ascii", "xmlcharrefreplace").decode("ascii"))
