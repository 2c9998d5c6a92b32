"""How questions read a networkx graph; a store reads itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import networkx as nx

from follicle_graph.errors import InvalidGraph
from follicle_graph.facts import Edge, Evidence, Readable
from follicle_graph.graph import Graph, edges_of, resolve


class GraphReader:
    """A graph behind the Protocol `facts.Readable`."""

    def __init__(self, G: Graph) -> None:
        self._graph = G

    def resolve(self, name: str) -> str:
        return resolve(self._graph, name)

    def label(self, node: str) -> str:
        return str(self._graph.nodes[node].get("label") or node)

    def edges(self, layers: Sequence[str] | None = None) -> Iterator[Edge]:
        return edges_of(self._graph, layers)

    def evidence(self, u: str, v: str, key: str) -> tuple[Evidence, ...]:
        return tuple(self._graph.edges[u, v, key].get("evidence") or ())


def reader(G: Graph | Readable) -> Readable:
    """A graph or an open store, as questions read it; raises InvalidGraph for another graph."""
    if isinstance(G, nx.MultiDiGraph):
        return GraphReader(G)
    if isinstance(G, nx.Graph):
        raise InvalidGraph([f"it is a {type(G).__name__}; build a networkx.MultiDiGraph"])
    return G
