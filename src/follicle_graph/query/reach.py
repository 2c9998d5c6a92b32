"""Signed reachability: what an entity could raise or lower, and in how many hops."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

import numpy as np

from follicle_graph.model.arguments import one_of
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import LAYERS
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.frontiers import Frontier, merged
from follicle_graph.query.engine.graph_reader import of_one_content, reader, resolve_all
from follicle_graph.query.engine.links import (
    MINUS,
    PLUS,
    PRODUCT,
    Adjacency,
    EdgeFilter,
    Ints,
    Signs,
    spans,
)
from follicle_graph.query.engine.path import shown
from follicle_graph.query.engine.path_question import check_layers

if TYPE_CHECKING:
    import pandas as pd

SPARSE = 8
"""A frontier with fewer than one in `SPARSE` links is followed link by link."""


@of_one_content
def reach(
    G: Graph | Readable,
    source: str | Collection[str],
    *,
    direction: Literal["out", "in"] = "out",
    layers: Collection[str] | None = (LAYERS[0],),
) -> pd.DataFrame:
    """What entities could raise or lower (`out`), or what could raise or lower them (`in`).

    A breadth-first search over pairs of entity and sign; it follows each edge at most twice. A walk
    may pass an entity twice, so the hops are lower bounds for paths; a sign that is missing is
    surely absent.

    Parameters
    ----------
    G
        A graph or an open store.
    source
        One name or several; of several the fewest hops from any of them count.
    direction
        "out" or "in".
    layers
        Layers whose edges are steps; None for all.

    Returns
    -------
    pandas.DataFrame
        One row per entity that is reached, nearest first: `id`, `label`, `raising` and `lowering`,
        the fewest hops of a walk of that sign, missing where there is none.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        A name cannot be resolved.
    InvalidQuestion
        An argument is outside its values.
    InvalidGraph
        The graph breaks its contract.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> print(fg.reach(fg.sketch("a -> b -| c -> b"), "a").to_string(index=False))
    id label  raising  lowering
     b     b        1         3
     c     c        4         2
    """
    import pandas as pd

    one_of("direction", direction, ("out", "in"))
    view = reader(G)
    nodes = resolve_all(view, "source", source)
    index = whole_index(view)
    adjacency = index.adjacency(EdgeFilter(check_layers(layers), selfloops=True))
    each = [
        signed_hops(adjacency, index.number[node], backwards=direction == "in") for node in nodes
    ]
    far = np.iinfo(each[0].dtype).max
    nearest_of_all = np.min([np.where(hops > 0, hops, far) for hops in each], axis=0)
    hops = np.where(nearest_of_all < far, nearest_of_all, 0)
    found = np.flatnonzero((hops > 0).any(axis=0))
    nearest = np.where(hops > 0, hops, np.iinfo(hops.dtype).max).min(axis=0)
    found = found[np.argsort(nearest[found], kind="stable")]
    names = [index.ids[number] for number in found.tolist()]
    counted = [pd.array(row[found], dtype="Int64") for row in hops]
    frame = pd.DataFrame(
        {
            "id": names,
            "label": [shown(view.label(one)) for one in names],
            "raising": counted[0],
            "lowering": counted[1],
        }
    )
    return frame.mask(frame == 0)


def signed_hops(adjacency: Adjacency, node: int, *, backwards: bool = False) -> Ints:
    """Fewest hops of a positive (row 0) and a negative (row 1) walk from a node to every node,
    0 where there is none; backwards, from every node to it.
    """
    size = len(adjacency.out) - 1
    starts = adjacency.into if backwards else adjacency.out
    near, far = (adjacency.head, adjacency.tail) if backwards else (adjacency.tail, adjacency.head)
    known = np.zeros(size, np.uint8)
    hops = np.zeros((2, size), np.int32)
    front = Frontier(np.array([node]), np.array([PLUS], np.uint8))
    step = 0
    while len(front.nodes):
        step += 1
        begin, end = starts[front.nodes], starts[front.nodes + 1]
        if int((end - begin).sum()) * SPARSE < len(near):
            places, rows = spans(begin, end)
            links = adjacency.back[places] if backwards else places
            reached = merged(far[links], _through(front.signs[rows], adjacency.signs[links]), size)
        else:
            coming = np.zeros(size, np.uint8)
            coming[front.nodes] = front.signs
            reached = _reached_by_all(_through(coming[near], adjacency.signs), far, size)
        new = reached.signs & ~known[reached.nodes]
        front = Frontier(reached.nodes[new > 0], new[new > 0])
        known[front.nodes] |= front.signs
        for row, bit in enumerate((PLUS, MINUS)):
            hops[row, front.nodes[(front.signs & bit) != 0]] = step
    return hops


def _through(coming: Signs, signs: Signs) -> Signs:
    """The signs of walks after one more link of these signs."""
    pairs = coming << 3
    pairs |= signs
    going: Signs = PRODUCT.ravel().take(pairs, mode="clip")
    return going


def _reached_by_all(going: Signs, far: Ints, size: int) -> Frontier:
    """The nodes that all links together reach."""
    reached = np.zeros(size, np.uint8)
    for bit in (PLUS, MINUS):
        reached[far.compress(going & bit)] |= bit
    nodes = np.flatnonzero(reached)
    return Frontier(nodes, reached[nodes])
