"""What a search is asked, and what it may cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from numbers import Integral
from typing import NamedTuple

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.names import some_of
from follicle_graph.model.vocabulary import LAYERS
from follicle_graph.query.engine.links import ANY, Bools, Ints, Wiring, spans

BUDGET = 20_000_000
"""Partial paths that one question may look at before it says `truncated`."""


class Budget:
    """Partial paths that a question may still look at."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, count: int) -> bool:
        """Take from the budget; False when it has run out."""
        self.left -= count
        return self.left >= 0


class Question(NamedTuple):
    """Ends, the signs wanted as a set, nodes that no path and that every path passes.

    Source and target may be the same node: then the sequences are simple cycles.
    """

    wiring: Wiring
    source: int
    target: int
    signs: int = ANY
    closed: Bools | None = None
    via: tuple[int, ...] = ()


FAR = 1 << 30
"""More hops than any graph has."""


def distances(wiring: Wiring, node: int) -> Ints:
    """Fewest hops from every node to this one; FAR where there is no way."""
    hops = np.full(len(wiring.out) - 1, FAR, np.int64)
    hops[node] = 0
    front = np.array([node])
    step = 0
    while len(front):
        step += 1
        places, _ = spans(wiring.into[front], wiring.into[front + 1])
        before = wiring.tail[wiring.back[places]]
        front = np.unique(before[hops[before] == FAR])
        hops[front] = step
    return hops


class Passing:
    """What is left to pass: prunes sequences that can no longer pass a `via` in time."""

    def __init__(self, question: Question) -> None:
        self._source = question.source
        if question.via:
            to_target = distances(question.wiring, question.target)
            self._stops = [
                (stop, distances(question.wiring, stop) + to_target[stop]) for stop in question.via
            ]
        else:
            self._stops = []

    @cached_property
    def lists(self) -> list[tuple[int, list[int]]]:
        """Each stop, and from every node the fewest hops to the target by way of it."""
        return [(stop, cost.tolist()) for stop, cost in self._stops]

    @property
    def never(self) -> bool:
        """Whether some node to be passed cannot be passed at all."""
        return any(cost[self._source] >= FAR for _, cost in self._stops)

    def possible(self, hops: int) -> bool:
        return all(cost[self._source] <= hops for _, cost in self._stops)

    def reachable(self, nodes: Sequence[Ints], rows: Ints, new: Ints, left: int) -> Bools | None:
        """Which rows can still pass everything within `left` hops; None when all can."""
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


FIRST_LAYER = (LAYERS[0],)
"""What questions step on unless they say otherwise."""

MOST_HOPS = 1_000
"""More hops than that are asked for by mistake, unless the graph has as many entities."""


def check_layers(layers: Collection[str] | None) -> tuple[str, ...] | None:
    """The layers of a question, checked; None stands for all."""
    if type(layers) is tuple and layers == FIRST_LAYER:
        return FIRST_LAYER
    chosen = some_of("layers", layers, LAYERS)
    return None if chosen is None else tuple(layer for layer in LAYERS if layer in chosen)


def check_bounds(*, max_hops: int, limit: int | None, size: int) -> None:
    """Refuse bounds that nobody means; `size` is the number of entities."""
    most = max(MOST_HOPS, size)
    if not _whole(max_hops) or not 1 <= max_hops <= most:
        raise InvalidQuestion(
            argument="max_hops", value=max_hops, remedy=f"use a whole number from 1 to {most}"
        )
    if limit is not None and (not _whole(limit) or limit < 1):
        raise InvalidQuestion(
            argument="limit", value=limit, remedy="use a whole number of 1 or more, None for all"
        )


def _whole(number: object) -> bool:
    return type(number) is int or (isinstance(number, Integral) and not isinstance(number, bool))


def check_sign(sign: int | None) -> None:
    """Refuse a sign that is none."""
    if sign is not None and (not _whole(sign) or sign not in (1, 0, -1)):
        raise InvalidQuestion(argument="sign", value=sign, remedy="use 1, -1, 0 or None")
