"""How questions read a networkx graph; a store reads itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from follicle_graph.contract import edge_problems
from follicle_graph.errors import InvalidGraph
from follicle_graph.facts import STANCES, Columns, Evidence, Readable
from follicle_graph.graph import Graph, resolve
from follicle_graph.vocabulary import LAYERS

_MARK = "follicle_graph"


class GraphReader:
    """A graph behind the Protocol `facts.Readable`."""

    def __init__(self, G: Graph) -> None:
        self._graph = G

    def resolve(self, name: str) -> str:
        return resolve(self._graph, name)

    def label(self, node: str) -> str:
        return str(self._graph.nodes[node].get("label") or node)

    def columns(self) -> Columns:
        G = self._graph
        ids = list(G)
        strangers = [node for node in ids if not isinstance(node, str)]
        if strangers:
            raise InvalidGraph(
                [f"node {n!r}: its id is a {type(n).__name__}; ids are strings" for n in strangers]
            )
        edges = list(G.edges(keys=True, data=True))
        live = [data for *_, data in edges]
        _check(edges, live)
        position = {node: number for number, node in enumerate(ids)}
        return Columns(
            ids=ids,
            source=[position[u] for u, *_ in edges],
            target=[position[v] for _, v, *_ in edges],
            key=[key for _, _, key, _ in edges],
            sign=[data["sign"] for data in live],
            layer=[data.get("layer") or LAYERS[0] for data in live],
            indirect=[bool(data.get("indirect")) for data in live],
            support=[data.get("support") or 0.0 for data in live],
            live=live,
        )

    def state(self) -> tuple[object, object]:
        """The graph, and a mark in the place that networkx empties when nodes or edges change.

        A view shows another graph's changes without emptying its own place: it has no mark.
        """
        kept = getattr(self._graph, "__networkx_cache__", None)
        if kept is None or hasattr(self._graph, "_graph"):
            return self._graph, None
        return self._graph, kept.setdefault(_MARK, _Mark())

    def evidence(self, u: str, v: str, key: str) -> tuple[Evidence, ...]:
        return tuple(self._graph.edges[u, v, key].get("evidence") or ())


class _Mark:
    """Nothing but itself."""


def _check(edges: Sequence[tuple[str, str, Any, dict[str, Any]]], live: list[Any]) -> None:
    """Refuse edges that break the contract; the common case is settled by a few sets."""
    if not _plain(edges, live):
        problems = [
            f"edge {u} {key} {v}: {problem}"
            for u, v, key, data in edges
            for problem in edge_problems(key, data)
        ]
        if problems:
            raise InvalidGraph(problems)


def _plain(edges: Sequence[tuple[str, str, Any, dict[str, Any]]], live: list[Any]) -> bool:
    supports = [data.get("support") for data in live]
    pieces = [data.get("evidence") for data in live]
    try:
        return (
            {type(key) for _, _, key, _ in edges} <= {str}
            and {type(data.get("sign")) for data in live} <= {int}
            and {data["sign"] for data in live} <= {-1, 0, 1}
            and {data.get("layer") for data in live} <= set(LAYERS)
            and {type(data.get("indirect")) for data in live} <= {bool}
            and {type(value) for value in supports} <= {float, int}
            and all(0 <= value <= 1 for value in supports)
            and {type(several) for several in pieces} <= {tuple}
            and {_form(piece) for several in pieces for piece in several} <= _FORMS
        )
    except (KeyError, TypeError, AttributeError):
        return False


def _form(piece: Any) -> tuple[object, ...]:
    return (
        type(piece),
        piece.stance,
        type(piece.disease),
        type(piece.species),
        type(piece.tissue),
        type(piece.claims),
    )


_FORMS = {(Evidence, stance, tuple, tuple, tuple, tuple) for stance in STANCES}


def reader(G: Graph | Readable) -> Readable:
    """A graph or an open store, as questions read it; raises InvalidGraph for another graph."""
    if isinstance(G, nx.MultiDiGraph):
        return GraphReader(G)
    if isinstance(G, nx.Graph):
        raise InvalidGraph([f"it is a {type(G).__name__}; build a networkx.MultiDiGraph"])
    return G
