"""A graph read once into columns: what the digest, the layout and the page all walk over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any

import networkx as nx

from follicle_graph.contract import plain_edges, plain_nodes, plain_pieces, validate
from follicle_graph.facts import Flat, piece_values
from follicle_graph.graph import Graph, edges_in_order
from follicle_graph.vocabulary import LAYERS

Attributes = tuple[Any, Any, Any, Any, Any, Any]
"""Sign, layer, indirect, support, evidence and contradicted of an edge."""

_NAMES = ("sign", "layer", "indirect", "support", "evidence", "contradicted")
_quick: Callable[[Mapping[str, Any]], Attributes] = itemgetter(*_NAMES)


def _slow(data: Mapping[str, Any]) -> Attributes:
    sign, layer, indirect, support, evidence, contradicted = map(data.get, _NAMES)
    return sign, layer or LAYERS[0], indirect, support or 0.0, evidence or (), contradicted


def flat(G: Graph) -> Flat:
    """All that a graph says, in the order of its ids.

    The common case is settled by a few sets over columns; any other is validated singly.

    Raises InvalidGraph with every problem found.

    >>> import follicle_graph as fg
    >>> found = flat(fg.sketch("b -> a; a -| b"))
    >>> found.source, found.sign
    (('a', 'b'), (-1, 1))
    """
    try:
        found = _read(G, _quick) if isinstance(G, nx.MultiDiGraph) else None
    except (AttributeError, KeyError, TypeError):  # ids without an order, an attribute that lacks
        found = None
    if found is None:
        validate(G)
        found = _read(G, _slow)
    return found


def _read(G: Graph, attributes_of: Callable[[Mapping[str, Any]], Attributes]) -> Flat | None:
    """What a graph says; None where it is read quickly and does not plainly keep the contract."""
    nodes = sorted(G.nodes(data=True), key=itemgetter(0))
    source, target, key, datas = _columns(edges_in_order(G), 4)
    sign, layer, indirect, support, evidence, contradicted = _columns(map(attributes_of, datas), 6)
    pieces = list(map(piece_values, chain.from_iterable(evidence)))
    if attributes_of is _quick and not (
        plain_nodes(nodes)
        and plain_edges(key, sign, layer, indirect, support, evidence)
        and plain_pieces(pieces)
    ):
        return None
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
        pieces,
    )


def _columns(rows: Iterable[tuple[Any, ...]], count: int) -> tuple[tuple[Any, ...], ...]:
    return tuple(zip(*rows, strict=True)) or ((),) * count
