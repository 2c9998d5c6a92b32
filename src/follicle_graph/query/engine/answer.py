"""From a question to its answer: a fresh index, the best paths of a search, their Paths."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from follicle_graph.errors import FollicleGraphError, StoreError
from follicle_graph.model.facts import Readable
from follicle_graph.query.engine.bounds import Budget, Question
from follicle_graph.query.engine.index import SMALL, Index, index_of
from follicle_graph.query.engine.links import Ints, Steps, Wiring
from follicle_graph.query.engine.path import Path, Step, path_along, step_along
from follicle_graph.query.engine.path_list import Reason
from follicle_graph.query.engine.rank import Ranked, ranked

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

    def used(self, index: Index) -> Ints | Collection[int] | None:
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
        levels[-1] = levels[-1].first(len(levels[-1]) - (count - limit))
    return Found(tuple(levels), reason)


AT_ONCE = 1_000
"""Evidence of an answer of up to so many paths is fetched at once, of longer ones path by path."""


class Maker:
    """Makes the Path of a row of edge numbers, with the labels that its nodes had at first.

    So is the evidence: of a graph it is that of the index. Evidence of a store of our own is
    fetched for the first Path, or just before the store changes or is closed; of a server, where
    others may write, at once. An answer of more than `AT_ONCE` paths fetches it path by path, as
    long as the store stays as it is.
    """

    def __init__(
        self, view: Readable, index: Index, wiring: Wiring, levels: Sequence[Ranked]
    ) -> None:
        self._view, self._index, self._taken = view, index, wiring.taken
        self._steps: dict[int, Step] = {}
        self._lost: Exception | None = None
        self._whole = _edges(levels)
        self._names = index.names(self._whole or ())
        if self._whole is None:
            nodes = _nodes(index, levels)
        else:
            nodes = {node for u, v, _ in self._names.values() for node in (u, v)}
        self._labels = view.labels(nodes)
        self._keep()

    def part(self, levels: Sequence[Ranked]) -> Maker:
        """What makes the paths of a part of this answer."""
        part = copy(self)
        part._whole = _edges(levels)
        part._keep()
        return part

    def _keep(self) -> None:
        if not self._view.keeps_for(self) and self._whole is not None:
            self._fetch(self._whole)

    def hold(self, problem: Exception | None) -> Exception | None:
        """Fetch the evidence of a short answer, or remember why it is lost."""
        if self._whole is None or self._lost:
            return problem
        try:
            if problem is None:
                self._fetch(self._whole)
        except FollicleGraphError as found:
            problem = found
        if not self._steps.keys() >= self._whole:
            self._lost = problem
        return problem

    def lose(self) -> None:
        """Say that what was not fetched is gone, when it is asked for."""
        self._lost = self._lost or StoreError(
            "the store of this answer was changed or closed before its paths were read; "
            "ask again, or read them (list(answer)) before"
        )

    def __call__(self, edges: tuple[int, ...]) -> Path:
        if not self._steps.keys() >= set(edges):
            if self._lost:
                raise self._lost
            self._fetch(edges if self._whole is None else self._whole)
        steps = [self._steps[number] for number in edges]
        return path_along(steps, self._labels, self._choices(edges))

    def _choices(self, edges: tuple[int, ...]) -> tuple[tuple[Step, ...], ...]:
        """At each place the steps to choose from; nothing where there is no choice."""
        alone = self._index.alone
        if all(map(alone.__getitem__, edges)):
            return ()
        return tuple(
            [tuple([self._steps[one] for one in self._beside(number)]) for number in edges]
        )

    def _beside(self, number: int) -> Sequence[int]:
        """The edges of the link of an edge."""
        if self._index.alone[number]:
            return (number,)
        return [one for one in self._index.parallel(number) if self._taken[one]]

    def _fetch(self, edges: Iterable[int]) -> None:
        """Make the steps of these edges and of those beside them."""
        index, known = self._index, self._steps
        missing = set(edges) - known.keys()
        if not all(map(index.alone.__getitem__, missing)):
            missing = {one for number in edges for one in self._beside(number)} - known.keys()
        for number, pieces in index.evidence(missing, self._view).items():
            name = self._names.get(number) or index.name(number)
            known[number] = step_along(name, *index.step(number), pieces)


def _edges(levels: Sequence[Ranked]) -> set[int] | None:
    """The edges of an answer; None where it is too long to fetch them at once."""
    if sum(map(len, levels)) > AT_ONCE:
        return None
    used = [level.used() for level in levels]
    return used[0] if len(used) == 1 else set().union(*used)


def _nodes(index: Index, levels: Sequence[Ranked]) -> set[str]:
    """The nodes of an answer."""
    used = np.zeros(len(index), np.bool_)
    for level in levels:
        level.mark(used)
    nodes = np.union1d(index.source[used], index.target[used])
    return {index.ids[node] for node in nodes.tolist()}
