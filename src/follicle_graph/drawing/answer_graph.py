"""The graph of an answer, so that paths and effects are drawn like any graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, cast

import networkx as nx

from follicle_graph.drawing.look import OWN
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import check_graph
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import fold, in_greek, with_greek

Drawable = Any
"""A graph, a path, paths, an effect, or anything with a graph of its own."""


def graph_of(x: Drawable) -> Graph:
    """The graph itself, the graph that an answer holds, or one of the steps of its paths.

    Entities of the atlas keep their kind and lane.

    Raises InvalidGraph for what is neither graph nor answer, InvalidQuestion for an answer without
    edges to draw.

    >>> import follicle_graph as fg
    >>> G = fg.sketch("a -> b -| c")
    >>> sorted(graph_of(fg.paths(G, "a", "c")).edges(keys=True))
    [('a', 'b', 'increases'), ('b', 'c', 'decreases')]
    """
    if isinstance(x, nx.Graph):
        return cast("Graph", x)  # the contract says what is wrong with other classes
    if x is None or isinstance(x, str | Mapping) or hasattr(x, "keeps_for"):
        check_graph(x)  # it is no answer either; for a store the error says how to draw it
    held: Graph | None = getattr(x, "graph", None)
    if isinstance(held, nx.MultiDiGraph):
        return held
    made: Graph = nx.MultiDiGraph()
    for path in _paths(x):
        for node, label in zip(path.nodes, path.labels or path.nodes, strict=True):
            made.add_node(node, label=label, **_known(node, label))
        for step in path.steps:
            u, v, key = step.edge
            made.add_edge(u, v, key=key)
            made.edges[u, v, key].update(
                predicate=key, sign=step.sign, support=step.support, indirect=step.indirect,
                layer=step.layer or vocabulary.LAYERS[0], evidence=step.evidence,
            )  # fmt: skip
            if any(piece.status == OWN for piece in step.evidence):
                made.edges[u, v, key]["origin"] = OWN
    if not made:
        raise InvalidQuestion(
            f"nothing to draw in this {type(x).__name__}; use a graph, a path, paths that were "
            "found, or an effect with a direction",
            argument="x",
            value=x,
        )
    return made


def _paths(x: Any) -> Iterator[Any]:
    if hasattr(x, "increasing") and hasattr(x, "decreasing"):
        yield from x.increasing
        yield from x.decreasing
    elif hasattr(x, "steps") and hasattr(x, "nodes"):
        yield x
    elif isinstance(x, Iterable) and not isinstance(x, str):
        for part in x:
            yield from _paths(part)


def _known(node: str, label: str) -> dict[str, str]:
    """Kind, lane and short label of an entity of the atlas."""
    row = _entities().get(node)
    if row is None or fold(in_greek(row["label"])) != fold(label):
        return {}
    synonyms = [name.strip() for name in row["synonyms"].split(";")]
    short = with_greek(row["short_label"], synonyms)
    known = {"kind": row["kind"], "lane": row["lane"], "short_label": short}
    return {key: value for key, value in known.items() if value}


@cache
def _entities() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in vocabulary.read_tsv(vocabulary.knowledge() / "entities.tsv")}
