"""The few shortest paths between two nodes of a large graph, on plain sets.

Walks grow from both ends, the smaller set of nodes first, until they meet (bidirectional search:
Pohl 1971); the sequences of nodes that meet are then looked at one by one. Edges of every kind
are walked, so that only those on these sequences decide the answer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from follicle_graph.query.answering import Found
from follicle_graph.query.index import Index
from follicle_graph.query.question import Question
from follicle_graph.query.ranking import Ranked, ranked_choices
from follicle_graph.query.wiring import Ints

FEW_PATHS = 20
"""A limit of up to so many paths is first tried in this way."""

MOST_NEIGHBORS = 40_000
"""Neighbours that are looked at in this way, after which the search on arrays takes over."""

MOST_SEQUENCES = 1_000
"""Sequences of nodes that are looked at in this way."""


class Meeting:
    """Paths by number of hops, as long as they are few."""

    def __init__(self, index: Index, question: Question) -> None:
        self._index, self._question = index, question
        self._around = index.neighbors
        self._closed = {question.source, question.target}
        if question.closed is not None:
            self._closed.update(np.flatnonzero(question.closed).tolist())
        self._sets = ([{question.source}], [{question.target}])
        self._near: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
        self._neighbors, self._sequences = MOST_NEIGHBORS, MOST_SEQUENCES
        self._looked: set[int] = set()

    def used(self, index: Index) -> Ints:  # noqa: ARG002 - the index is known already
        """The edges that decided the answer."""
        return np.fromiter(self._looked, np.int64, len(self._looked))

    def best(self, max_hops: int, limit: int) -> Found | None:
        """The best `limit` paths and whether there are more; None when they are too many."""
        levels: list[Ranked] = []
        count = 0
        try:
            for hops in range(1, min(max_hops, len(self._index.ids)) + 1):
                if not self._grown(hops):
                    break
                if count == limit:
                    if any(len(self._ranked([row], hops)) for row in self._rows(hops)):
                        return Found(tuple(levels), "limit")
                    continue
                found = self._ranked(sorted(self._rows(hops)), hops)
                if count + len(found) > limit:
                    levels.append(found.take(slice(limit - count)))
                    return Found(tuple(levels), "limit")
                count += len(found)
                levels += [found] if len(found) else []
        except _TooMany:
            return Found(tuple(levels), "limit") if count == limit else None
        return Found(tuple(levels), None)

    def _grown(self, hops: int) -> bool:
        """Let walks from both ends be one hop short of so many; whether there are any."""
        ahead, behind = self._sets
        while ahead[-1] and behind[-1] and len(ahead) + len(behind) - 1 < hops:
            side = 0 if len(ahead[-1]) <= len(behind[-1]) else 1
            near = set().union(*(self._next(side, node) for node in self._sets[side][-1]))
            self._sets[side].append(near - self._closed)
        return bool(ahead[-1] and behind[-1])

    def _next(self, side: int, node: int) -> list[int]:
        """The nodes after (side 0) or before (side 1) a node."""
        known = self._near[side].get(node)
        if known is None:
            nodes, start = self._around[side]
            self._neighbors -= start[node + 1] - start[node]
            if self._neighbors < 0:
                raise _TooMany
            known = nodes[start[node] : start[node + 1]].tolist()
            self._near[side][node] = known
        return known

    def _rows(self, hops: int) -> Iterator[tuple[int, ...]]:
        """The simple sequences of nodes with so many hops."""
        ahead, behind = self._sets
        if len(ahead[-1]) <= len(behind[-1]):
            links = (
                (node, other)
                for node in ahead[-1]
                for other in behind[-1].intersection(self._next(0, node))
            )
        else:
            links = (
                (other, node)
                for node in behind[-1]
                for other in ahead[-1].intersection(self._next(1, node))
            )
        for tail, head in links:
            for first in self._walks(1, tail, len(ahead) - 2):
                for last in self._walks(0, head, len(behind) - 2):
                    self._sequences -= 1
                    if self._sequences < 0:
                        raise _TooMany
                    row = (*first[::-1], *last)
                    if len(set(row)) > hops:
                        yield row

    def _walks(self, side: int, node: int, place: int) -> Iterator[tuple[int, ...]]:
        """The walks from a node to the end that the sets of the other side grew from."""
        if place < 0:
            yield (node,)
            return
        for other in self._sets[1 - side][place].intersection(self._next(side, node)):
            for rest in self._walks(side, other, place - 1):
                yield (node, *rest)

    def _ranked(self, rows: list[tuple[int, ...]], hops: int) -> Ranked:
        """The paths along these sequences."""
        found = ranked_choices(
            self._index,
            [list(map(self._edges, row, row[1:])) for row in rows],
            hops,
            self._question.signs,
        )
        if found is None:
            raise _TooMany
        return found

    def _edges(self, tail: int, head: int) -> list[int]:
        """The edges from a node to the next that the question may step on."""
        near = self._next(0, tail)
        first = self._around[0].start[tail] + near.index(head)
        numbers = range(first, first + near.count(head))
        self._looked.update(numbers)
        taken = self._question.wiring.taken
        return [number for number in numbers if taken[number]]


class _TooMany(Exception):
    """More to look at than this way is good for."""
