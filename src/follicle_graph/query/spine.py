"""The spine: the part of the atlas that its default picture shows."""

from __future__ import annotations

import networkx as nx

from follicle_graph.model.contract import whole_graph
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import headlines
from follicle_graph.query.engine.index import one_comparison
from follicle_graph.query.engine.path import Path
from follicle_graph.query.paths import paths

ROUTES = 3
"""Up to this many shortest paths of a headline pair are shown."""

WEAK = ("popular article",)
"""Grades that carry no step of the spine alone."""


def headline_routes(G: Graph, source: str, target: str) -> list[Path]:
    """The shortest specific paths of a headline pair, at most `ROUTES`, all of one length.

    Specific paths use no `indirect` edge; edges that rest on popular articles alone are left out.

    >>> import follicle_graph as fg
    >>> [path.route for path in headline_routes(fg.load(), "mica", "nkg2d")]
    ['MICA → NKG2D']
    """
    found = list(paths(G, source, target, limit=ROUTES, shortcuts=False, without_grades=WEAK))
    return [path for path in found if len(path.edges) == len(found[0].edges)]


def spine(G: Graph | Readable) -> Graph:
    """The story of the atlas: the shortest specific paths of each headline pair.

    The pairs stand in `knowledge/headlines.tsv`, their paths are those of `headline_routes`. Pairs
    that a graph does not have are passed over.

    Parameters
    ----------
    G
        A graph of the library, or an open store.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph with the edges of these paths and their ends.

    Raises
    ------
    InvalidGraph
        G is no `networkx.MultiDiGraph` of this library.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> "hf_immune_privilege" in fg.spine(fg.load())
    True
    """
    G = whole_graph(G)
    H: Graph = nx.MultiDiGraph()
    H.graph.update(G.graph)
    used: set[tuple[str, str, str]] = set()
    pairs = [(source, target) for source, target in headlines() if source in G and target in G]
    with one_comparison():
        for pair in pairs:
            used.update(edge for path in headline_routes(G, *pair) for edge in path.edges)
    nodes = {end for u, v, _ in used for end in (u, v)}
    H.add_nodes_from((node, dict(G.nodes[node])) for node in G if node in nodes)
    for u, v, key, data in G.edges(keys=True, data=True):
        if (u, v, key) in used:
            H.add_edge(u, v, key)
            H.edges[u, v, key].update(data)
    return stamp(H)
