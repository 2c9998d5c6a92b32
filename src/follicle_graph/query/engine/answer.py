"""From a question to its answer: an up-to-date index, the best paths, the objects of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from math import prod
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from follicle_graph.errors import FollicleGraphError, StoreError
from follicle_graph.model.facts import Readable
from follicle_graph.query.engine.index import SMALL, Index, index_of, unchanged
from follicle_graph.query.engine.links import Adjacency, EdgeFilter, Ints
from follicle_graph.query.engine.path import Path, Step, path_along, shown, step_along
from follicle_graph.query.engine.path_list import REASONS, Reason
from follicle_graph.query.engine.path_question import Budget, Question
from follicle_graph.query.engine.rank import Ranked, RowPaths, ranked

BEYOND = 5_000
"""Partial paths examined only to find out whether there are more than the limit."""


class SearchResult(NamedTuple):
    """Ranked paths by number of hops, and why there may be more than these."""

    levels: tuple[Ranked, ...]
    reason: Reason | None


class Sequences(Protocol):
    """A search that yields sequences of links by number of hops."""

    question: Question
    budget: Budget

    def sequences(self, max_hops: int) -> Iterator[list[Ints]]:
        """The links of every sequence of 1, 2, … hops, one array per step."""


class TracksEdges(Protocol):
    """A search that knows which edges its answer depends on."""

    def used(self, index: Index) -> Ints | Collection[int] | None:
        """The edges that the answer depends on; None for all."""


Answer = TypeVar("Answer")


def search_up_to_date(
    view: Readable, run: Callable[[Index], tuple[Answer, TracksEdges]]
) -> tuple[Index, Answer]:
    """Run a search on an index that agrees with the graph; return both.

    If an edge that the answer depends on was changed in place since the index was built, the index
    is rebuilt and the search runs again.
    """
    index = index_of(view)
    while True:
        answer, search = run(index)
        if len(index) <= SMALL or index.still_true(search.used(index)):
            return index, answer
        index = index_of(view, anew=True)


def whole_index(view: Readable) -> Index:
    """An index in which every edge agrees with the graph."""
    index = index_of(view)
    return index if len(index) <= SMALL or unchanged(index) else index_of(view, anew=True)


def best_paths(
    index: Index,
    steps: EdgeFilter,
    search: Sequences,
    *,
    max_hops: int,
    limit: int | None,
    known: Sequence[Ranked] = (),
) -> SearchResult:
    """The best `limit` paths within the budget: those known, and those that a search finds."""
    budget = search.budget
    strength = index.strengths(steps)
    levels = list(known)
    count = sum(map(len, levels))
    full = count == limit
    if full:
        budget.left = min(budget.left, BEYOND)
    for links in search.sequences(max_hops):
        if len(links[0]):
            more = ranked(index, search.question.adjacency, strength, links, search.question.signs)
            levels += [more] if len(more) else []
            count += len(more)
        if limit is not None and count > limit:
            break
        if count == limit:
            full = True
            budget.left = min(budget.left, BEYOND)
    reason: Reason | None = "budget" if budget.left < 0 else None
    if limit is not None and (count > limit or (full and reason)):
        if full or reason is None:
            reason = "limit"
        levels[-1] = levels[-1].first(len(levels[-1]) - (count - limit))
    return SearchResult(tuple(levels), reason)


class AllSearches(NamedTuple):
    """Several searches whose answers make one."""

    searches: tuple[TracksEdges, ...]

    def used(self, index: Index) -> Collection[int] | None:
        """The edges that the answer depends on; None for all."""
        found: set[int] = set()
        for search in self.searches:
            edges = search.used(index)
            if edges is None:
                return None
            found.update(edges.tolist() if isinstance(edges, np.ndarray) else edges)
        return found


def joined(
    index: Index, found: Sequence[tuple[SearchResult, TracksEdges]], limit: int | None
) -> tuple[SearchResult, TracksEdges]:
    """One ranking of the paths between several pairs, and one limit for all of them."""
    if len(found) == 1:
        return found[0]
    by_hops: dict[int, list[tuple[bool, float, tuple[int, ...], int]]] = {}
    for result, _ in found:
        for level in result.levels:
            for row in map(level.row, range(len(level))):
                sign, support, indirect = zip(*map(index.step, row), strict=True)
                entry = any(indirect), -min(support), row, prod(sign)
                by_hops.setdefault(len(row), []).append(entry)
    levels: list[Ranked] = []
    left = sum(map(len, by_hops.values())) if limit is None else limit
    for _, rows in sorted(by_hops.items()):
        rows.sort(key=lambda one: (*one[:2], *index.nodes_and_keys(one[2])))
        levels.append(RowPaths(tuple(r for _, _, r, _ in rows), tuple(s for *_, s in rows)))
    kept = []
    for level in levels:
        kept += [level.first(left)] if left > 0 else []
        left -= len(level)
    reasons = {result.reason for result, _ in found} | ({"limit"} if left < 0 else set())
    reason = next((one for one in REASONS if one in reasons), None)
    return SearchResult(tuple(kept), reason), AllSearches(tuple(search for _, search in found))


AT_ONCE = 1_000
"""Answers of up to this many paths fetch their evidence at once, longer ones path by path."""


class PathBuilder:
    """Builds a Path from a row of edge numbers, with the labels of the moment of the question.

    Evidence is that of the same moment. For a graph it is in the index. For an embedded store it
    is fetched for the first Path, or just before the store changes or closes; for a server, where
    others may write, at once. Answers of more than `AT_ONCE` paths fetch it path by path, as long
    as the store is unchanged.
    """

    def __init__(
        self, view: Readable, index: Index, adjacency: Adjacency, levels: Sequence[Ranked]
    ) -> None:
        self._view, self._index, self._taken = view, index, adjacency.taken
        self._steps: dict[int, Step] = {}
        self._lost: Exception | None = None
        self._whole = _edges(levels)
        self._names = index.names(self._whole or ())
        if self._whole is None:
            nodes = _nodes(index, levels)
        else:
            nodes = {node for u, v, _ in self._names.values() for node in (u, v)}
        self._labels = view.labels(nodes)
        self._shown: dict[str, str] | None = None
        self._keep()

    def part(self, levels: Sequence[Ranked]) -> PathBuilder:
        """The builder for a part of this answer."""
        part = copy(self)
        part._whole = _edges(levels)
        part._keep()
        return part

    def _keep(self) -> None:
        if not self._view.keeps_for(self) and self._whole is not None:
            self._fetch(self._whole)

    def hold(self, problem: Exception | None) -> Exception | None:
        """Fetch the evidence of a short answer now, or remember why that failed."""
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
        """From now on, raise StoreError for evidence that was not fetched."""
        self._lost = self._lost or StoreError(
            "the store of this answer was changed or closed before its paths were read; "
            "repeat the question, or read the paths earlier with list(answer)"
        )

    def __call__(self, edges: tuple[int, ...]) -> Path:
        if not self._steps.keys() >= set(edges):
            if self._lost:
                raise self._lost
            self._fetch(edges if self._whole is None else self._whole)
            if self._lost and not self._steps.keys() >= set(edges):
                raise self._lost
        if self._shown is None:  # most questions look at few of their paths
            self._shown = {node: shown(label) for node, label in self._labels.items()}
        steps = [self._steps[number] for number in edges]
        return path_along(steps, self._shown, self._choices(edges))

    def _choices(self, edges: tuple[int, ...]) -> tuple[tuple[Step, ...], ...]:
        """The parallel steps at each position; empty when no step has an alternative."""
        alone = self._index.alone
        if all(map(alone.__getitem__, edges)):
            return ()
        return tuple(
            [tuple([self._steps[one] for one in self._beside(number)]) for number in edges]
        )

    def _beside(self, number: int) -> Sequence[int]:
        """The edges parallel to this one that the question may use, itself included."""
        if self._index.alone[number]:
            return (number,)
        return [one for one in self._index.parallel(number) if self._taken[one]]

    def _fetch(self, edges: Iterable[int]) -> None:
        """Build the steps of these edges and of the edges parallel to them."""
        index, known = self._index, self._steps
        missing = set(edges) - known.keys()
        if not all(map(index.alone.__getitem__, missing)):
            missing = {one for number in edges for one in self._beside(number)} - known.keys()
        try:
            found = index.evidence(missing, self._view)
        except StoreError:
            if not self._lost:
                raise
            return
        if self._lost:
            return  # the store changed while this thread waited for it
        for number, pieces in found.items():
            name = self._names.get(number) or index.name(number)
            known[number] = step_along(name, *index.step(number), pieces, index.layer(number))


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
