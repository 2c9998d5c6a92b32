"""A graph read once into columns: what the digest, the layout and the page all walk over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import networkx as nx

from follicle_graph.model.contract import plain_edges, plain_nodes, plain_pieces, validate
from follicle_graph.model.facts import Flat, piece_values
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.model.vocabulary import LAYERS

Attributes = tuple[Any, Any, Any, Any, Any, Any]
"""Sign, layer, indirect, support, evidence and contradicted of an edge."""

_NAMES = ("sign", "layer", "indirect", "support", "evidence", "contradicted")
_quick: Callable[[Mapping[str, Any]], Attributes] = itemgetter(*_NAMES)


def _slow(data: Mapping[str, Any]) -> Attributes:
    sign, layer, indirect, support, evidence, contradicted = map(data.get, _NAMES)
    return sign, layer or LAYERS[0], indirect, support or 0.0, evidence or (), contradicted


def flat(G: Graph) -> Flat:
    """All that a graph says, in the order of its ids.

    A graph that plainly keeps the contract is told from its columns; any other is validated.

    Raises InvalidGraph with every problem found.

    >>> import follicle_graph as fg
    >>> found = flat(fg.sketch("b -> a; a -| b"))
    >>> found.source, found.sign
    (('a', 'b'), [-1, 1])
    """
    found = _plainly(G) if isinstance(G, nx.MultiDiGraph) else None
    if found is not None:
        return found
    validate(G)
    nodes, ends, attributes = _in_order(G)
    return _flat(nodes, ends, _columns(map(_slow, attributes), len(_NAMES)))


def _plainly(G: Graph) -> Flat | None:
    """What a graph says if it plainly keeps the contract."""
    try:
        nodes, ends, attributes = _in_order(G)
        columns = _columns(map(_quick, attributes), len(_NAMES))
    except (KeyError, TypeError):  # an attribute is missing, ids or keys have no order
        return None
    key, (sign, layer, indirect, support, evidence, _) = ends[2], columns
    if not (plain_nodes(nodes) and plain_edges(key, sign, layer, indirect, support, evidence)):
        return None
    found = _flat(nodes, ends, columns)
    return found if plain_pieces(found.pieces) else None


def _in_order(
    G: Graph,
) -> tuple[list[tuple[str, dict[str, Any]]], Sequence[Sequence[str]], Sequence[dict[str, Any]]]:
    """Nodes, columns of the ends and keys of edges, and the attributes of edges."""
    nodes = [(node, data) for node, data in G.nodes(data=True)]
    *ends, attributes = _columns(edges_in_order(G), 4)
    return sorted(nodes, key=itemgetter(0)), ends, attributes


def _flat(
    nodes: Sequence[tuple[str, Mapping[str, Any]]],
    ends: Sequence[Sequence[str]],
    columns: Sequence[Sequence[Any]],
) -> Flat:
    source, target, key = ends
    sign, layer, indirect, support, evidence, contradicted = columns
    return Flat(
        nodes,
        source,
        target,
        key,
        list(map(int, sign)),
        layer,
        list(map(bool, indirect)),
        [float(one or 0.0) for one in support],
        list(map(bool, contradicted)),
        list(map(len, evidence)),
        list(map(piece_values, chain.from_iterable(evidence))),
    )


def _columns(rows: Iterable[tuple[Any, ...]], count: int) -> tuple[tuple[Any, ...], ...]:
    return tuple(zip(*rows, strict=True)) or ((),) * count
