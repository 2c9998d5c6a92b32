"""The graph contract: what nodes and edges must look like; see `docs/model.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, product
from numbers import Integral, Real
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import networkx as nx

from follicle_graph import vocabulary
from follicle_graph.errors import InvalidGraph
from follicle_graph.facts import STANCES, Evidence

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]

SEVERAL = ("disease", "species", "tissue", "claims")
"""Fields of evidence that hold several strings."""

TEXTS = ("id", "reference", "grade", "eco", "route", "summary", "status", "note")
MAY_BE_NONE = ("reference", "eco", "route")
"""Fields of evidence that hold a string, and those of them that may hold None."""

_NODE_TEXTS = ("label", "kind", "lane", "curie", "definition", "short_label")
_NODE_TYPES = frozenset({str, type(None)})
_EDGE_OF = itemgetter("sign", "layer", "indirect", "support", "evidence")
_FIELDS_OF, _SEVERAL_OF = attrgetter(*TEXTS, *SEVERAL), attrgetter(*SEVERAL)
_FIELD_TYPES = frozenset(
    texts + (tuple,) * len(SEVERAL)
    for texts in product(*((str, type(None)) if name in MAY_BE_NONE else (str,) for name in TEXTS))
)
_NONE_STATED = ((),) * len(SEVERAL)


def validate(G: Graph) -> None:
    """Check that a graph keeps the contract, before it is written or drawn.

    Raises InvalidGraph with every problem found.

    >>> import follicle_graph as fg
    >>> validate(fg.sketch("a -> b"))
    """
    problems: list[str] = []
    if not isinstance(G, nx.MultiDiGraph):
        raise InvalidGraph([f"it is a {type(G).__name__}; build a networkx.MultiDiGraph"])
    for node, data in G.nodes(data=True):
        if not _plain_node(node, data):
            problems += [f"node {node!r}: {problem}" for problem in node_problems(node, data)]
    for u, neighbours in G.adjacency():
        for v, edges in neighbours.items():
            for key, data in edges.items():
                if not _plain_edge(key, data):
                    problems += [f"edge {u} {key} {v}: {one}" for one in edge_problems(key, data)]
    if problems:
        raise InvalidGraph(problems)


def _plain_node(node: object, data: Mapping[str, Any]) -> bool:
    """Whether a node plainly keeps the contract; if not, `node_problems` looks closer."""
    return (
        type(node) is str
        and _NODE_TYPES.issuperset(map(type, map(data.get, _NODE_TEXTS)))
        and not data.get("synonyms")
    )


def _plain_edge(key: object, data: Mapping[str, Any]) -> bool:
    """Whether an edge plainly keeps the contract; if not, `edge_problems` looks closer."""
    try:
        sign, layer, indirect, strength, pieces = _EDGE_OF(data)
    except KeyError:
        return False
    if (
        type(key) is not str
        or type(sign) is not int
        or not -1 <= sign <= 1
        or layer not in vocabulary.LAYERS
        or type(indirect) is not bool
        or type(strength) is not float
        or not 0 <= strength <= 1
        or type(pieces) is not tuple
    ):
        return False
    for piece in pieces:
        if (
            type(piece) is not Evidence
            or piece.stance not in STANCES
            or tuple(map(type, _FIELDS_OF(piece))) not in _FIELD_TYPES
        ):
            return False
        several = _SEVERAL_OF(piece)
        if several != _NONE_STATED and not all(type(x) is str for x in chain(*several)):
            return False
    return True


def node_problems(node: object, data: dict[str, Any]) -> Iterator[str]:
    if not isinstance(node, str):
        yield f"its id is a {type(node).__name__}; ids are strings"
    for name in _NODE_TEXTS:
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            yield f"{name} {value!r}; use a string or leave it out"
    synonyms = data.get("synonyms") or ()
    if not isinstance(synonyms, tuple | list) or not all(isinstance(s, str) for s in synonyms):
        yield f"synonyms {synonyms!r}; use a tuple of strings"


def edge_problems(key: object, data: dict[str, Any]) -> Iterator[str]:
    if not isinstance(key, str):
        yield "its key is no predicate; use a string"
    sign = data.get("sign")
    if not isinstance(sign, Integral) or isinstance(sign, bool) or sign not in (-1, 0, 1):
        yield f"sign {sign!r}; use +1, -1 or 0"
    layer = data.get("layer") or vocabulary.LAYERS[0]
    if not isinstance(layer, str) or layer not in vocabulary.LAYERS:
        yield f"layer {layer!r}; use one of {', '.join(vocabulary.LAYERS)}"
    if type(data.get("indirect")).__name__ not in ("bool", "bool_", "NoneType"):
        yield f"indirect {data['indirect']!r}; use True or False"
    strength = data.get("support") or 0.0
    if not isinstance(strength, Real) or not 0 <= float(strength) <= 1:
        yield f"support {strength!r}; use a number from 0 to 1"
    pieces = data.get("evidence") or ()
    if not isinstance(pieces, tuple | list):
        yield f"evidence {pieces!r}; use a tuple of follicle_graph.Evidence"
        return
    for piece in pieces:
        yield from piece_problems(piece)


def piece_problems(piece: object) -> Iterator[str]:
    if not isinstance(piece, Evidence):
        yield f"evidence {piece!r}; use follicle_graph.Evidence"
        return
    if piece.stance not in STANCES:
        yield f"stance {piece.stance!r} of {piece.id}; use one of {', '.join(STANCES)}"
    for name in TEXTS:
        value = getattr(piece, name)
        if not isinstance(value, str) and not (value is None and name in MAY_BE_NONE):
            yield f"{name} {value!r} of {piece.id}; use a string"
    for name in SEVERAL:
        value = getattr(piece, name)
        if not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
            yield f"{name} {value!r} of {piece.id}; use a tuple of strings"
