"""The question of a path search, its checks, and its budget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import is_whole, whole_number
from follicle_graph.model.names import some_of
from follicle_graph.model.vocabulary import DEFAULT_LAYER, LAYERS
from follicle_graph.query.engine.links import ANY, Adjacency, Bools, Ints, spans

BUDGET = 20_000_000
"""Partial paths that one question may examine before its answer is `truncated`."""


class Budget:
    """Partial paths that a question may still examine."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, count: int) -> bool:
        """Take from the budget; return False once it is used up."""
        self.left -= count
        return self.left >= 0


class Question(NamedTuple):
    """One path question by node numbers: `signs` is the set of wanted signs as bits, `closed`
    marks nodes to avoid, `via` are nodes that every path must pass.

    With the same source and target, the answers are simple cycles.
    """

    adjacency: Adjacency
    source: int
    target: int
    signs: int = ANY
    closed: Bools | None = None
    via: tuple[int, ...] = ()


FAR = 1 << 30
"""The distance of an unreachable node."""


def distances(adjacency: Adjacency, node: int) -> Ints:
    """Fewest hops from every node to this one; FAR where no walk leads to it."""
    hops = np.full(len(adjacency.out) - 1, FAR, np.int64)
    hops[node] = 0
    front = np.array([node])
    step = 0
    while len(front):
        step += 1
        places, _ = spans(adjacency.into[front], adjacency.into[front + 1])
        before = adjacency.tail[adjacency.back[places]]
        front = np.unique(before[hops[before] == FAR])
        hops[front] = step
    return hops


class ViaPruning:
    """Prunes sequences that can no longer pass every `via` node within the hops left."""

    def __init__(self, question: Question) -> None:
        self._source = question.source
        if question.via:
            to_target = distances(question.adjacency, question.target)
            self._stops = [
                (stop, distances(question.adjacency, stop) + to_target[stop])
                for stop in question.via
            ]
        else:
            self._stops = []

    @property
    def never(self) -> bool:
        """Whether some `via` node lies on no walk from source to target."""
        return any(cost[self._source] >= FAR for _, cost in self._stops)

    def possible(self, hops: int) -> bool:
        """Whether a walk of `hops` hops can pass each `via` node."""
        return all(cost[self._source] <= hops for _, cost in self._stops)

    def reachable(self, nodes: Sequence[Ints], rows: Ints, new: Ints, left: int) -> Bools | None:
        """Which rows can still pass every `via` node within `left` hops; None when all can."""
        if not self._stops:
            return None
        kept = np.ones(len(new), np.bool_)
        missing = np.zeros(len(new), np.int64)
        for stop, cost in self._stops:
            passed = new == stop
            for column in nodes:
                passed |= column[rows] == stop
            kept &= passed | (cost[new] <= left)
            missing += ~passed
        return kept & (missing < left)


FIRST_LAYER = (DEFAULT_LAYER,)
"""The layers of a causal question by default."""

MOST_HOPS = 1_000
"""Upper limit of `max_hops`, unless the graph has more entities."""


def check_layers(layers: Collection[str] | None) -> tuple[str, ...] | None:
    """The layers of a question in their order, checked; None means all."""
    if type(layers) is tuple and layers == FIRST_LAYER:
        return FIRST_LAYER
    chosen = some_of("layers", layers, LAYERS)
    return None if chosen is None else tuple(layer for layer in LAYERS if layer in chosen)


def check_bounds(*, max_hops: int, limit: int | None, size: int) -> None:
    """Raise InvalidQuestion for a `max_hops` or `limit` out of range; `size` counts entities."""
    most = max(MOST_HOPS, size)
    whole_number("max_hops", max_hops, 1, most)
    if limit is not None:
        whole_number("limit", limit, 1, none="for all")


def check_sign(sign: int | None) -> None:
    """Raise InvalidQuestion for a sign other than 1, -1, 0 or None."""
    if sign is not None and (not is_whole(sign) or sign not in (1, 0, -1)):
        raise InvalidQuestion(argument="sign", value=sign, remedy="use 1, -1, 0 or None")
