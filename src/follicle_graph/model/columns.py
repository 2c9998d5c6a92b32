"""A graph read once into columns: what the digest, the layout and the page all walk over."""

from __future__ import annotations

from itertools import chain
from operator import itemgetter

from follicle_graph.model.contract import validate
from follicle_graph.model.facts import Flat, piece_values
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.model.vocabulary import DEFAULT_LAYER


def flat(G: Graph) -> Flat:
    """All that a graph holds as columns, in the order of its ids.

    Raises InvalidGraph with every problem found.

    >>> import follicle_graph as fg
    >>> found = flat(fg.sketch("b -> a; a -| b"))
    >>> found.source, found.sign
    (('a', 'b'), [-1, 1])
    """
    validate(G)
    nodes = sorted(((node, data) for node, data in G.nodes(data=True)), key=itemgetter(0))
    source, target, key, attributes = tuple(zip(*edges_in_order(G), strict=True)) or ((),) * 4
    evidence = [data.get("evidence") or () for data in attributes]
    return Flat(
        nodes,
        source,
        target,
        key,
        [int(data["sign"]) for data in attributes],
        [data.get("layer") or DEFAULT_LAYER for data in attributes],
        [bool(data.get("indirect")) for data in attributes],
        [float(data.get("support") or 0.0) for data in attributes],
        [bool(data.get("contradicted")) for data in attributes],
        list(map(len, evidence)),
        list(map(piece_values, chain.from_iterable(evidence))),
    )
