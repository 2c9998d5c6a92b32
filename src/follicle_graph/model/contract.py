"""The graph contract: what nodes and edges must look like; see `docs/model.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from numbers import Integral, Real
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import networkx as nx

from follicle_graph.errors import InvalidGraph
from follicle_graph.model import vocabulary
from follicle_graph.model.facts import PIECE, STANCES, Evidence, piece_values

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]

SEVERAL = ("disease", "species", "tissue", "claims")
"""Fields of evidence that hold several strings."""

TEXTS = ("id", "reference", "grade", "eco", "route", "summary", "status", "note")
MAY_BE_NONE = ("reference", "eco", "route")
"""Fields of evidence that hold a string, and those of them that may hold None."""

_NODE_TEXTS = ("label", "kind", "lane", "curie", "definition", "short_label")
_NULL = frozenset(vocabulary.STANCE_OF_NULL)
_AT_ONCE = 50
"""Nodes that are looked at together, with the edges that leave them."""

_PIECES_AT_ONCE = 1_000
"""Pieces of evidence that are looked at together."""

_of_node = itemgetter(*_NODE_TEXTS)
_of_edge = itemgetter("sign", "layer", "indirect", "support", "evidence")
_Node = tuple[str, Mapping[str, Any]]
_Edge = tuple[str, str, str, Mapping[str, Any]]


def validate(G: Graph) -> None:
    """Check that a graph keeps the contract, before it is written or drawn.

    Raises InvalidGraph with every problem found.

    >>> import follicle_graph as fg
    >>> validate(fg.sketch("a -> b"))
    """
    if not isinstance(G, nx.MultiDiGraph):
        raise InvalidGraph([f"it is a {type(G).__name__}; build a networkx.MultiDiGraph"])
    problems: list[str] = []
    nodes, adjacency = iter(G.nodes(data=True)), iter(G.adjacency())
    while some := list(islice(nodes, _AT_ONCE)):
        if not plain_nodes(some):
            problems += [f"node {n!r}: {one}" for n, data in some for one in node_problems(n, data)]
    while near := list(islice(adjacency, _AT_ONCE)):
        edges = [
            (u, v, key, data)
            for u, neighbours in near
            for v, parallel in neighbours.items()
            for key, data in parallel.items()
        ]
        if edges and not _plain(edges):
            problems += [
                f"edge {u} {key} {v}: {one}"
                for u, v, key, data in edges
                for one in edge_problems(key, data)
            ]
    if problems:
        raise InvalidGraph(problems)


def plain_nodes(nodes: Sequence[_Node]) -> bool:
    """Whether nodes plainly keep the contract.

    A few sets tell, here and below. What is unusual need not be wrong: `node_problems`,
    `edge_problems` and `piece_problems` know.

    >>> plain_nodes([("a", {})]), list(node_problems("a", {}))
    (False, [])
    """
    datas = [data for _, data in nodes]
    try:
        texts = list(chain.from_iterable(map(_of_node, datas)))
    except KeyError:
        return False
    synonyms = [data["synonyms"] for data in datas if data.get("synonyms")]
    return (
        _all_of(str, (node for node, _ in nodes))
        and _all_text_or_none(texts)
        and _all_of(tuple, synonyms)
        and _all_of(str, chain.from_iterable(synonyms))
    )


def _plain(edges: Sequence[_Edge]) -> bool:
    try:
        found = zip(*[_of_edge(data) for *_, data in edges], strict=True)
    except KeyError:
        return False
    sign, layer, indirect, support, evidence = found
    keys = [key for _, _, key, _ in edges]
    plain = plain_edges(keys, sign, layer, indirect, support, evidence)
    return plain and plain_evidence(evidence)


def plain_edges(
    key: Sequence[object],
    sign: Sequence[Any],
    layer: Sequence[Any],
    indirect: Sequence[object],
    support: Sequence[Any],
    evidence: Sequence[Any],
) -> bool:
    """Whether edges, in columns, plainly keep the contract, but for the values of evidence.

    >>> plain_edges(["a"], [1], ["mechanism"], [False], [0.5], [(Evidence("R1"),)])
    True
    """
    return (
        _all_of(str, key)
        and _all_of(int, sign)
        and {-1, 0, 1}.issuperset(sign)
        and (
            _NULL.isdisjoint(key)
            or not any(s for k, s in zip(key, sign, strict=True) if k in _NULL)
        )
        and _all_of(str, layer)
        and set(vocabulary.LAYERS).issuperset(layer)
        and _all_of(bool, indirect)
        and {float, int}.issuperset(map(type, support))
        and all(0 <= value <= 1 for value in set(support))
        and _all_of(tuple, evidence)
        and _all_of(Evidence, chain.from_iterable(evidence))
    )


def plain_evidence(evidence: Iterable[Iterable[Evidence]]) -> bool:
    """Whether the evidence of edges plainly keeps the contract; a part at a time.

    >>> plain_evidence([(Evidence("R1"),), ()]), plain_evidence([(Evidence(None),)])
    (True, False)
    """
    values = map(piece_values, chain.from_iterable(evidence))
    while some := list(islice(values, _PIECES_AT_ONCE)):
        if not plain_pieces(some):
            return False
    return True


def plain_pieces(pieces: Sequence[tuple[Any, ...]]) -> bool:
    """Whether the values of pieces of evidence plainly keep the contract.

    >>> plain_pieces([piece_values(Evidence("R1"))]), plain_pieces([piece_values(Evidence(None))])
    (True, False)
    """
    if not pieces:
        return True
    column = dict(zip(PIECE, zip(*pieces, strict=True), strict=True))
    several = [column[name] for name in SEVERAL]
    return (
        all(_all_of(str, column[name]) for name in TEXTS if name not in MAY_BE_NONE)
        and all(_all_text_or_none(column[name]) for name in MAY_BE_NONE)
        and _all_of(str, column["stance"])
        and set(STANCES).issuperset(column["stance"])
        and _all_of(tuple, chain.from_iterable(several))
        and _all_of(str, chain.from_iterable(chain.from_iterable(several)))
    )


def _all_of(kind: type, values: Iterable[object]) -> bool:
    """Whether values are of this very type, not of one derived from it."""
    return {kind}.issuperset(map(type, values))


def _all_text_or_none(values: Iterable[object]) -> bool:
    return {str, type(None)}.issuperset(map(type, values))


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
    elif sign and key in _NULL:
        yield f"sign {sign!r}; {key} tells no direction, its sign is 0"
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
