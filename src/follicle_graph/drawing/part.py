"""A part of a graph that fits a picture: what is best supported and holds together."""

from __future__ import annotations

from collections.abc import Iterable

from follicle_graph.model.graph import Graph

EdgeTriple = tuple[str, str, str]
_EDGES_PER_NODE = 1.4


def best_supported(
    G: Graph, edges: Iterable[EdgeTriple], most: int, *, first: Iterable[EdgeTriple] = ()
) -> list[EdgeTriple]:
    """Well supported edges that hold together.

    Parameters
    ----------
    G
        The graph.
    edges
        The edges to choose from.
    most
        Most nodes that the chosen edges join; there are at most 1.4 edges for each.
    first
        Edges that are chosen before all others, as far as there is space.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.sketch("a -> b; b -> c; x -> y")
    >>> best_supported(G, G.edges(keys=True), 3)
    [('a', 'b', 'increases'), ('b', 'c', 'increases')]
    """
    before = list(dict.fromkeys(first))
    left = sorted(edges, key=lambda edge: (-(G.edges[edge].get("support") or 0.0), edge))
    left = [*before, *(edge for edge in left if edge not in before)]
    nodes: set[str] = set()
    joined: set[tuple[str, str]] = set()
    shown: list[EdgeTriple] = []
    while left and len(shown) < _EDGES_PER_NODE * most:
        near = left[0]
        if near not in before:
            near = next((edge for edge in left if nodes & {*edge[:2]}), near)
        left.remove(near)
        ends = near[:2]
        if len(nodes | {*ends}) <= most and ends[0] != ends[1] and ends not in joined:
            nodes |= {*ends}
            joined.add(ends)
            shown.append(near)
    return shown
