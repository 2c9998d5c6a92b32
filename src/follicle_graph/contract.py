"""The graph contract: what nodes and edges must look like; see `docs/model.md`."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real
from typing import TYPE_CHECKING, Any

import networkx as nx

from follicle_graph import vocabulary
from follicle_graph.errors import InvalidGraph
from follicle_graph.facts import STANCES, Evidence

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]

_SEVERAL = ("disease", "species", "tissue", "claims")


def validate(G: Graph) -> None:
    """Check that a graph keeps the contract, before it is written or drawn.

    Raises InvalidGraph with every problem found.

    >>> import follicle_graph as fg
    >>> validate(fg.sketch("a -> b"))
    """
    problems: list[str] = []
    if not isinstance(G, nx.MultiDiGraph):
        raise InvalidGraph([f"it is a {type(G).__name__}; build a networkx.MultiDiGraph"])
    for node in G:
        problems += [f"node {node!r}: {problem}" for problem in node_problems(node, G.nodes[node])]
    for u, v, key, data in G.edges(keys=True, data=True):
        problems += [f"edge {u} {key} {v}: {problem}" for problem in edge_problems(key, data)]
    if problems:
        raise InvalidGraph(problems)


def node_problems(node: object, data: dict[str, Any]) -> Iterator[str]:
    if not isinstance(node, str):
        yield f"its id is a {type(node).__name__}; ids are strings"
    for name in ("label", "kind", "lane", "curie", "definition", "short_label"):
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            yield f"{name} {value!r}; use a string or leave it out"
    synonyms = data.get("synonyms") or ()
    if isinstance(synonyms, str) or not all(isinstance(one, str) for one in synonyms):
        yield f"synonyms {synonyms!r}; use a tuple of strings"


def edge_problems(key: object, data: dict[str, Any]) -> Iterator[str]:
    if not isinstance(key, str):
        yield "its key is no predicate; use a string"
    if data.get("sign") not in (-1, 0, 1):
        yield f"sign {data.get('sign')!r}; use +1, -1 or 0"
    if (data.get("layer") or "mechanism") not in vocabulary.LAYERS:
        yield f"layer {data.get('layer')!r}; use one of {', '.join(vocabulary.LAYERS)}"
    strength = data.get("support") or 0.0
    if not isinstance(strength, Real) or not 0 <= float(strength) <= 1:
        yield f"support {strength!r}; use a number from 0 to 1"
    pieces = data.get("evidence") or ()
    if not isinstance(pieces, tuple | list):
        yield f"evidence {pieces!r}; use a tuple of follicle_graph.Evidence"
        return
    for piece in pieces:
        if not isinstance(piece, Evidence):
            yield f"evidence {piece!r}; use follicle_graph.Evidence"
        elif piece.stance not in STANCES:
            yield f"stance {piece.stance!r} of {piece.id}; use one of {', '.join(STANCES)}"
        elif any(isinstance(getattr(piece, name), str) for name in _SEVERAL):
            yield f"{piece.id} has a string among {', '.join(_SEVERAL)}; use tuples of strings"
