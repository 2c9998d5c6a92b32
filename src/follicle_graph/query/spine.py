"""The spine: the part of the atlas that its default picture shows."""

from __future__ import annotations

import networkx as nx

from follicle_graph.model.contract import check_graph
from follicle_graph.model.digest import stamp
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import headlines
from follicle_graph.query.paths import paths

ROUTES = 3


def spine(G: Graph) -> Graph:
    """The union of the three shortest specific paths of each headline pair.

    The pairs stand in `knowledge/headlines.tsv`; specific paths use no `indirect` edge of the
    mechanism layer. Pairs that a graph does not have are passed over.

    Raises InvalidGraph for anything but a `networkx.MultiDiGraph`.

    >>> import follicle_graph as fg
    >>> "hf_immune_privilege" in spine(fg.load())
    True
    """
    check_graph(G)
    H: Graph = nx.MultiDiGraph()
    H.graph.update(G.graph)
    used: set[tuple[str, str, str]] = set()
    for source, target in headlines():
        if source in G and target in G:
            used.update(paths(G, source, target, limit=ROUTES, shortcuts=False).edges)
    nodes = {end for u, v, _ in used for end in (u, v)}
    H.add_nodes_from((node, dict(G.nodes[node])) for node in G if node in nodes)
    for u, v, key, data in G.edges(keys=True, data=True):
        if (u, v, key) in used:
            H.add_edge(u, v, key)
            H.edges[u, v, key].update(data)
    return stamp(H)
