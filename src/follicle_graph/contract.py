"""The graph contract: what nodes and edges must look like; see `docs/model.md`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from numbers import Integral, Real
from operator import attrgetter
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


_TEXTS = attrgetter(*(name for name in TEXTS if name not in MAY_BE_NONE))
_OPTIONAL, _SEVERAL = attrgetter(*MAY_BE_NONE), attrgetter(*SEVERAL)


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
        if not _plain(key, data):
            problems += [f"edge {u} {key} {v}: {problem}" for problem in edge_problems(key, data)]
    if problems:
        raise InvalidGraph(problems)


def _plain(key: object, data: dict[str, Any]) -> bool:
    """Whether an edge is seen at a glance to have no problem; anything unusual is looked at."""
    support, pieces = data.get("support", 0.0), data.get("evidence", ())
    return (
        type(key) is str
        and type(data.get("sign")) is int
        and data["sign"] in (-1, 0, 1)
        and type(data.get("layer")) is str
        and data["layer"] in vocabulary.LAYERS
        and type(data.get("indirect", False)) is bool
        and type(support) is float
        and 0 <= support <= 1
        and type(pieces) is tuple
        and all(map(_plain_piece, pieces))
    )


def _plain_piece(piece: object) -> bool:
    if type(piece) is not Evidence or piece.stance not in STANCES:
        return False
    return (
        {*map(type, _TEXTS(piece))} == {str}
        and {*map(type, _OPTIONAL(piece))} <= {str, type(None)}
        and {*map(type, (several := _SEVERAL(piece)))} == {tuple}
        and {*map(type, chain.from_iterable(several))} <= {str}
    )


def node_problems(node: object, data: dict[str, Any]) -> Iterator[str]:
    if not isinstance(node, str):
        yield f"its id is a {type(node).__name__}; ids are strings"
    for name in ("label", "kind", "lane", "curie", "definition", "short_label"):
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
