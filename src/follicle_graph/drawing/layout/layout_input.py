"""What a layout depends on, and nothing else: so that equal content gives the equal layout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from follicle_graph.model.facts import Flat
from follicle_graph.model.graph import Graph, edges_in_order

EdgeTriple = tuple[str, str, str]
INTERVENTIONS = "interventions"


class Node(NamedTuple):
    """A node as the layout sees it; `caption` is what stands inside."""

    id: str
    caption: str
    kind: str
    lane: str


@dataclass(frozen=True, slots=True)
class Content:
    """Nodes and edges in one fixed order, hashable, whatever order the graph has.

    `hits`: what interventions act on: (intervention, node, how telling, support), telling 2 for
    a direct mechanism, 1 for a shortcut, 0 for anything else.
    """

    nodes: tuple[Node, ...]
    edges: tuple[EdgeTriple, ...]
    hits: tuple[tuple[str, str, int, float], ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The ordered pairs of different nodes that edges join, once each."""
        every = dict.fromkeys(map(itemgetter(0, 1), self.edges))
        return [pair for pair in every if pair[0] != pair[1]]


def content_of(G: Graph) -> Content:
    """The content of a graph.

    >>> import follicle_graph as fg
    >>> content_of(fg.sketch("b -> a")) == content_of(fg.sketch("a; b -> a"))
    True
    """
    nodes = sorted([(node, data) for node, data in G.nodes(data=True)], key=itemgetter(0))
    found = tuple(edges_in_order(G))
    told = [(data.get("layer"), data.get("indirect"), data.get("support")) for *_, data in found]
    edges = tuple([(u, v, str(key)) for u, v, key, _ in found])
    return _content(nodes, edges, told)


def content_of_flat(read: Flat) -> Content:
    """The content of a graph that was read already."""
    edges = tuple(zip(read.source, read.target, map(str, read.key), strict=True))
    return _content(read.nodes, edges, zip(read.layer, read.indirect, read.support, strict=True))


def _content(
    nodes: Iterable[tuple[str, Mapping[str, Any]]],
    edges: tuple[EdgeTriple, ...],
    told: Iterable[tuple[Any, Any, Any]],
) -> Content:
    """`told`: layer, indirect and support of each edge."""
    seen = tuple(
        [
            Node(node, _caption(node, data), data.get("kind") or "", data.get("lane") or "")
            for node, data in nodes
        ]
    )
    acting = {node.id for node in seen if node.lane == INTERVENTIONS}
    hits = {
        (u, v, *_telling(*how))
        for (u, v, _), how in zip(edges, told, strict=True)
        if u in acting and v not in acting
    }
    return Content(seen, edges, tuple(sorted(hits)))


def _telling(layer: str | None, indirect: object, support: float | None) -> tuple[int, float]:
    """How telling an edge is of where an intervention acts, and its support."""
    telling = (2 - bool(indirect)) if (layer or "mechanism") == "mechanism" else 0
    return telling, float(support or 0.0)


def caption(G: Graph, node: str) -> str:
    """What stands inside a node: its short label, else its label, else its id."""
    return _caption(node, G.nodes[node])


def _caption(node: str, data: Mapping[str, Any]) -> str:
    return str(data.get("short_label") or data.get("label") or node)


def lanes_of(content: Content, order: Sequence[str]) -> dict[str, str]:
    """Node -> lane; an intervention stands in the lane of what it mostly acts on.

    Direct mechanisms say it best, then shortcuts, then whatever there is; by sum of support.

    >>> import follicle_graph as fg
    >>> G = fg.sketch("drug -| a")
    >>> G.nodes["drug"]["lane"], G.nodes["a"]["lane"] = "interventions", "immune cells"
    >>> lanes_of(content_of(G), ())["drug"]
    'immune cells'
    """
    own = {node.id: node.lane for node in content.nodes}
    best: dict[str, int] = {}
    for u, _, telling, _ in content.hits:
        best[u] = max(telling, best.get(u, 0))
    hit: dict[str, dict[str, float]] = {}
    for u, v, telling, strength in content.hits:
        if telling == best[u]:
            lanes = hit.setdefault(u, {})
            lanes[own[v]] = lanes.get(own[v], 0.0) + 0.01 + strength
    beside = {
        node: min(counts, key=lambda lane, seen=counts: (-seen[lane], rank(lane, order)))  # type: ignore[misc]
        for node, counts in hit.items()
    }
    return {**own, **beside}


def in_outer_lanes(content: Content, order: Sequence[str]) -> list[bool]:
    """Which nodes stand in the first or the last of several lanes.

    >>> import follicle_graph as fg
    >>> in_outer_lanes(content_of(fg.sketch("a -> b")), ())
    [False, False]
    """
    lane_of = lanes_of(content, order)
    ranks = [rank(lane_of[node.id], order) for node in content.nodes]
    ends = {min(ranks, default=None), max(ranks, default=None)}
    return [len(ends) > 1 and one in ends for one in ranks]


def rank(lane: str, order: Sequence[str]) -> tuple[int, str]:
    """Where a lane stands: in the order given, then by name."""
    return (order.index(lane) if lane in order else len(order), lane)


def neighbours(pairs: Sequence[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Node -> the nodes that it is joined with, in either direction."""
    joined: dict[str, list[str]] = {}
    for u, v in pairs:
        joined.setdefault(u, []).append(v)
        joined.setdefault(v, []).append(u)
    return joined
