"""Signed simple paths between two entities."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import listed
from follicle_graph.model.vocabulary import LAYERS
from follicle_graph.query.engine.answer import Found, Looked, Maker, asked, best_of
from follicle_graph.query.engine.bidirectional import FEW_PATHS, Meeting
from follicle_graph.query.engine.bounds import (
    BUDGET,
    Budget,
    Question,
    check_bounds,
    check_layers,
    check_sign,
)
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import ANY, BIT, Steps
from follicle_graph.query.engine.path_list import Paths
from follicle_graph.query.engine.stepwise import FEW_HOPS, FEW_LINKS
from follicle_graph.query.engine.vectorised import Search


def paths(
    G: Graph | Readable,
    source: str,
    target: str,
    *,
    max_hops: int = 6,
    limit: int | None = 100,
    via: Collection[str] = (),
    avoid: Collection[str] = (),
    layers: Collection[str] | None = (LAYERS[0],),
    sign: Literal[1, 0, -1] | None = None,
    shortcuts: bool = True,
    unsigned: bool = False,
) -> Paths:
    """Simple signed paths from source to target, best first.

    `max_hops` >= 1; `limit`: how many at most, None for all; `via`: entities that every path
    passes, in any order; `avoid`: entities that none may pass; `layers`: None for all;
    `sign`: only paths of this sign; `shortcuts=False` leaves `indirect` edges out;
    `unsigned=True` also takes edges of sign 0 that assert something.

    Order: fewest hops, without shortcuts before with, strongest weakest step, ids. One path per
    node sequence and sign; other combinations of parallel edges are its `alternatives`. The
    answer is `truncated` by the limit (there are or may be more), or when the search has done the
    work of twenty million partial paths (`budget`); the paths of the last number of hops are then
    not all, nor surely the best.

    Raises UnknownEntity, AmbiguousEntity; InvalidQuestion when source and target are the same
    or an argument is outside its values; InvalidGraph for a graph that breaks its contract.

    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> print(fg.paths(G, "IL-4", "IgE", shortcuts=False)[0])
    IL-4 → STAT6 → IgE   (+, support 0.30, 2 references)
    """
    view = reader(G)
    start, end = view.resolve(source), view.resolve(target)
    passed = sorted({view.resolve(name) for name in listed(via)})
    avoided = {view.resolve(name) for name in listed(avoid)}
    steps = Steps(check_layers(layers), shortcuts=shortcuts, unsigned=unsigned)
    if start == end:
        raise InvalidQuestion(
            f"source and target are both {start!r}; a path needs two ends, a cycle is a loop"
        )
    clash = avoided & {start, end, *passed}
    if clash:
        raise InvalidQuestion(f"{', '.join(sorted(clash))} is to be avoided and passed; choose one")
    check_sign(sign)

    def ask(index: Index) -> tuple[Found, Looked]:
        check_bounds(max_hops=max_hops, limit=limit, size=len(index.ids))
        closed = None
        if avoided:
            closed = np.zeros(len(index.ids), np.bool_)
            closed[[index.number[name] for name in avoided]] = True
        question = Question(
            index.wiring(steps),
            index.number[start],
            index.number[end],
            ANY if sign is None else BIT[int(sign)],
            closed,
            tuple(index.number[name] for name in passed if name not in (start, end)),
        )
        few_asked = limit is not None and limit <= FEW_PATHS and max_hops <= FEW_HOPS
        if limit and few_asked and not passed and len(index) > FEW_LINKS:
            meeting = Meeting(index, question)
            few = meeting.best(max_hops, limit)
            if few is not None:
                return few, meeting
        search = Search(question, Budget(BUDGET))
        return best_of(index, steps, search, max_hops=max_hops, limit=limit), search

    index, found = asked(view, ask)
    made = Maker(view, index, index.wiring(steps), found.levels)
    return Paths(start, end, found.reason is not None, found.reason, found.levels, made)
