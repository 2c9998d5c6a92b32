"""From a question to its answer: a fresh index, the best paths of a search, their Paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from follicle_graph.facts import Readable
from follicle_graph.query.answers import WHOLE, Path, Reason, Step, path_along
from follicle_graph.query.index import SMALL, Index, index_of
from follicle_graph.query.question import Budget, Question
from follicle_graph.query.ranking import Ranked, ranked
from follicle_graph.query.wiring import Ints, Steps

BEYOND = 5_000
"""Partial paths that are looked at only to know whether there is one more than the limit."""


class Found(NamedTuple):
    """Ranked paths by number of hops, and why there may be more."""

    levels: tuple[Ranked, ...]
    reason: Reason | None


class Sequences(Protocol):
    """What finds sequences of links by number of hops: `Search`, or loops anywhere."""

    question: Question
    budget: Budget

    def sequences(self, max_hops: int) -> Iterator[list[Ints]]:
        """The links of every sequence of 1, 2, … hops, one array a step."""


class Looked(Protocol):
    """A search that knows what it looked at."""

    def used(self, index: Index) -> Ints | None:
        """The edges that decided its answer; None for all."""


Answer = TypeVar("Answer")


def asked(view: Readable, ask: Callable[[Index], tuple[Answer, Looked]]) -> tuple[Index, Answer]:
    """What a search finds in an index that holds what the graph holds now.

    If an edge that the search looked at has been changed in place since the index was built, the
    index is built anew.
    """
    index = index_of(view)
    while True:
        answer, search = ask(index)
        if len(index) <= SMALL or index.still_true(search.used(index)):
            return index, answer
        index = index_of(view, anew=True)


def whole_index(view: Readable) -> Index:
    """An index of which every edge holds what the graph holds now."""
    index = index_of(view)
    return index if len(index) <= SMALL or index.still_true() else index_of(view, anew=True)


def best_of(
    index: Index, steps: Steps, search: Sequences, *, max_hops: int, limit: int | None
) -> Found:
    """The best `limit` paths that a search finds, within the budget."""
    budget = search.budget
    strength = index.strengths(steps)
    levels: list[Ranked] = []
    count, sated = 0, False
    for links in search.sequences(max_hops):
        if len(links[0]):
            more = ranked(index, search.question.wiring, strength, links, search.question.signs)
            levels += [more] if len(more) else []
            count += len(more)
        if limit is not None and count > limit:
            break
        if count == limit:
            sated = True
            budget.left = min(budget.left, BEYOND)
    reason: Reason | None = "budget" if budget.left < 0 else None
    if limit is not None and (count > limit or (sated and reason)):
        if sated or reason is None:
            reason = "limit"
        levels[-1] = levels[-1].take(slice(len(levels[-1]) - (count - limit)))
    return Found(tuple(levels), reason)


def maker(
    view: Readable, index: Index, steps: Steps, levels: Sequence[Ranked]
) -> Callable[[tuple[int, ...]], Path]:
    """What makes the Path of a row of edge numbers, with the labels of this moment."""
    taken = index.wiring(steps).taken
    whole = sum(map(len, levels)) <= WHOLE
    label = view.label if whole else _labels(view, index, levels).__getitem__
    steps_made: dict[int, Step] = {}

    @cache
    def beside(number: int) -> tuple[int, ...]:
        """The edges of the link of an edge."""
        return tuple(one for one in index.parallel(number) if taken[one])

    def fetch(edges: tuple[int, ...]) -> None:
        """Make the steps of a path; those of a whole short answer at once."""
        if not steps_made and whole:
            edges = tuple(number for level in levels for row in level.edges for number in row)
        near = {other for number in edges for other in beside(int(number))}
        missing = sorted(near - steps_made.keys())
        for number, pieces in index.evidence(missing, view).items():
            steps_made[number] = Step(index.name(number), *index.step(number), pieces)

    def path(edges: tuple[int, ...]) -> Path:
        if any(number not in steps_made for number in edges):
            fetch(edges)
        taken = [steps_made[number] for number in edges]
        nodes = (taken[0].edge[0], *(one.edge[1] for one in taken))
        return path_along(
            taken,
            tuple(map(label, nodes)),
            tuple(tuple(steps_made[other] for other in beside(number)) for number in edges),
        )

    return path


def _labels(view: Readable, index: Index, levels: Sequence[Ranked]) -> dict[str, str]:
    """The labels of the nodes of an answer."""
    used = np.zeros(len(index.ids), np.bool_)
    for level in levels:
        for column in level.edges:
            used[index.source[column]] = True
            used[index.target[column]] = True
    return {index.ids[node]: view.label(index.ids[node]) for node in np.flatnonzero(used)}
