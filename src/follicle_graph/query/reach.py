"""Signed reachability: whom an entity could raise or lower at all, and from how far."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.facts import Readable
from follicle_graph.graph import Graph
from follicle_graph.query.index import MINUS, PLUS, PRODUCT, Ints, Signs, Steps, Wiring, spans
from follicle_graph.query.paths import check_layers, whole_index
from follicle_graph.query.reading import reader
from follicle_graph.vocabulary import LAYERS

if TYPE_CHECKING:
    import pandas as pd

SPARSE = 8
"""A front with less than one in so many links is followed link by link."""


def reach(
    G: Graph | Readable,
    name: str,
    *,
    direction: Literal["out", "in"] = "out",
    layers: Collection[str] | None = (LAYERS[0],),
) -> pd.DataFrame:
    """What one entity could raise or lower (`out`), or what could raise or lower it (`in`).

    One row an entity that is reached: `entity`, `label`, `raising` and `lowering`, the fewest
    hops of a walk of that sign, missing where there is none; nearest first. A walk may pass an
    entity twice, so these are lower bounds for paths; a sign that is missing is surely absent.
    A breadth-first search over pairs of entity and sign, linear in the edges.

    Raises UnknownEntity, AmbiguousEntity, InvalidQuestion, InvalidGraph.

    >>> import follicle_graph as fg
    >>> print(fg.reach(fg.sketch("a -> b -| c -> b"), "a").to_string(index=False))
    entity label  raising  lowering
         b     b        1         3
         c     c        4         2
    """
    import pandas as pd

    if direction not in ("out", "in"):
        raise InvalidQuestion(f"direction is {direction!r}; use 'out' or 'in'")
    view = reader(G)
    node = view.resolve(name)
    index = whole_index(view)
    wiring = index.wiring(Steps(check_layers(layers), selfloops=True))
    hops = signed_hops(wiring, index.number[node], backwards=direction == "in")
    found = np.flatnonzero((hops > 0).any(axis=0))
    nearest = np.where(hops > 0, hops, np.iinfo(hops.dtype).max).min(axis=0)
    found = found[np.argsort(nearest[found], kind="stable")]
    names = [index.ids[number] for number in found.tolist()]
    counted = [pd.array(row[found], dtype="Int64") for row in hops]
    frame = pd.DataFrame(
        {
            "entity": names,
            "label": [view.label(one) for one in names],
            "raising": counted[0],
            "lowering": counted[1],
        }
    )
    return frame.mask(frame == 0)


def signed_hops(wiring: Wiring, node: int, *, backwards: bool = False) -> Ints:
    """Fewest hops of a positive (row 0) and a negative (row 1) walk from a node to every node,
    0 where there is none; backwards, from every node to it.
    """
    size = len(wiring.out) - 1
    starts = wiring.into if backwards else wiring.out
    near, far = (wiring.head, wiring.tail) if backwards else (wiring.tail, wiring.head)
    known = np.zeros(size, np.uint8)
    front = np.zeros(size, np.uint8)
    front[node] = PLUS
    hops = np.zeros((2, size), np.int32)
    step = 0
    while front.any():
        step += 1
        nodes = np.flatnonzero(front)
        if int((starts[nodes + 1] - starts[nodes]).sum()) * SPARSE < len(near):
            links = _links_of(wiring, nodes, backwards)
            reached = _step(front[near[links]], wiring.signs[links], far[links], size)
        else:
            reached = _step(front[near], wiring.signs, far, size)
        front = reached & ~known
        known |= front
        for row, bit in enumerate((PLUS, MINUS)):
            hops[row, (front & bit) != 0] = step
    return hops


def _links_of(wiring: Wiring, nodes: Ints, backwards: bool) -> Ints:
    if backwards:
        return wiring.back[spans(wiring.into[nodes], wiring.into[nodes + 1])[0]]
    return spans(wiring.out[nodes], wiring.out[nodes + 1])[0]


def _step(coming: Signs, signs: Signs, far: Ints, size: int) -> Signs:
    """The signs with which each node is reached over links from nodes of these signs."""
    pairs = coming << 3
    pairs |= signs
    going = PRODUCT.ravel().take(pairs, mode="clip")
    reached = np.zeros(size, np.uint8)
    for bit in (PLUS, MINUS):
        reached[far.compress(going & bit)] |= bit
    return reached
