"""The few shortest paths between two nodes of a graph, on plain sets.

Bidirectional search (Pohl 1971, Machine Intelligence 6, 127-140): two sets of nodes grow from the
ends, the smaller one first, until they meet; then each sequence of nodes between them is examined.
The search follows edges of every kind and filters at the end, so that the answer depends only on
the edges along these sequences.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

import numpy as np

from follicle_graph.query.engine.answer import SearchResult
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import BIT, FEW, FEW_NODES, PLUS, PRODUCTS, NeighborLists
from follicle_graph.query.engine.path_question import Question
from follicle_graph.query.engine.rank import Best, Ranked, RowPaths

FEW_PATHS, FEW_HOPS = 20, 100
"""This search is for up to 20 paths of up to 100 hops."""

MOST_NEIGHBORS = 40_000
"""Neighbours examined before the vectorised search takes over."""

FEW_SEQUENCES = 10
"""Up to this many sequences, rank all of them; of more, skip those that cannot be among the best.
"""

MOST_SEQUENCES = 1_000
"""Sequences of nodes examined before the vectorised search takes over."""


def suits(question: Question, *, limit: int, max_hops: int) -> bool:
    """Whether to try this search before the vectorised one."""
    return limit <= FEW_PATHS and max_hops <= FEW_HOPS and not question.via


class FewPaths(NamedTuple):
    """What the search found. If it gave up, `resume_at` is the first number of hops that it did not
    finish, and the result holds the paths of fewer hops; else None.
    """

    result: SearchResult
    resume_at: int | None


class BidirectionalSearch:
    """Paths by number of hops, as long as there are few."""

    def __init__(self, index: Index, question: Question) -> None:
        self._index, self._question = index, question
        self._near = index.nearby
        self._closed = {question.source, question.target}
        if question.closed is not None:
            self._closed.update(np.flatnonzero(question.closed).tolist())
        self._sets = ([{question.source}], [{question.target}])
        self._neighbors, self._sequences = MOST_NEIGHBORS, MOST_SEQUENCES
        self._looked: set[int] = set()
        self._reached: set[int] | None = None
        self._side = self._smaller()

    def used(self, index: Index) -> set[int]:  # noqa: ARG002 - the index is known already
        """The edges that the answer depends on."""
        return self._looked

    def best(self, max_hops: int, limit: int) -> FewPaths:
        """The best `limit` paths and whether there are more, as far as this search goes."""
        levels: list[Ranked] = []
        count = hops = 0
        try:
            for hops in range(1, min(max_hops, len(self._index.ids)) + 1):
                if not self._extend(hops):
                    break
                if count == limit:
                    links = self._links_lazily()
                    if any(self._fits(row) for link in links for row in self._rows([link])):
                        return FewPaths(SearchResult(tuple(levels), "limit"), None)
                elif rows := self._rows(self._links()):
                    found = self._ranked(sorted(rows), limit - count)
                    if count + len(found) > limit:
                        levels.append(found.first(limit - count))
                        return FewPaths(SearchResult(tuple(levels), "limit"), None)
                    count += len(found)
                    levels += [found] if len(found) else []
        except _TooLarge:
            return FewPaths(SearchResult(tuple(levels), None), hops)
        return FewPaths(SearchResult(tuple(levels), None), None)

    def _smaller(self) -> int:
        """The side to extend next: fewer nodes, or fewer neighbours when both have few nodes."""
        ahead, behind = self._sets[0][-1], self._sets[1][-1]
        one, other = len(ahead), len(behind)
        if one <= FEW_NODES and other <= FEW_NODES:
            out, into = self._near
            one, other = one * out.most, other * into.most
            if one > FEW or other > FEW:
                one, other = out.count(ahead), into.count(behind)
        return 0 if one <= other else 1

    def _extend(self, hops: int) -> bool:
        """Extend both frontiers to `hops - 1` in total; return whether both are non-empty."""
        ahead, behind = self._sets
        while ahead[-1] and behind[-1] and len(ahead) + len(behind) - 1 < hops:
            front = self._neighbors_of_front()
            front -= self._closed
            self._sets[self._side].append(front)
            self._side, self._reached = self._smaller(), None
        return bool(ahead[-1] and behind[-1])

    def _neighbors_of_front(self) -> set[int]:
        """Where one hop more from the smaller side leads to."""
        if self._reached is None:
            near, front = self._near[self._side], self._sets[self._side][-1]
            self._spend(near.count(front))
            self._reached = near.of(front)
        return self._reached

    def _spend(self, neighbors: int) -> None:
        self._neighbors -= neighbors
        if self._neighbors < 0:
            raise _TooLarge

    def _links(self) -> list[tuple[int, int]]:
        """Every pair of nodes, one an edge after the other, at which walks from both ends meet."""
        side = self._side
        front, near = self._sets[side][-1], self._near[side]
        there = self._sets[1 - side][-1]
        count = near.count(front)
        few = len(front) <= FEW_NODES and self._reached is None
        if few and len(there) * count > len(self._index.ids):
            self._spend(count)
            found = [(node, other) for node in front for other in there.intersection(near[node])]
        else:
            others, back = there & self._neighbors_of_front(), self._near[1 - side]
            if others:
                self._spend(back.count(others))
            found = [(node, other) for other in others for node in front.intersection(back[other])]
        return [(other, node) for node, other in found] if side else found

    def _links_lazily(self) -> Iterator[tuple[int, int]]:
        """The same, ready to stop at the first."""
        side = self._side
        there = self._sets[1 - side][-1]
        for node in self._sets[side][-1]:
            near = self._near[side][node]
            self._spend(len(near))
            for other in there.intersection(near):
                yield (other, node) if side else (node, other)

    def _rows(self, links: list[tuple[int, int]]) -> list[tuple[int, ...]]:
        """The simple sequences of nodes that pass these pairs."""
        rows: list[tuple[int, ...]] = [link for link in links if link[0] != link[1]]
        ahead, behind = self._sets
        near = self._near[1]
        for between in ahead[-2:0:-1]:
            self._look(near, [row[0] for row in rows])
            rows = [
                (node, *row)
                for row in rows
                for node in between.intersection(near[row[0]])
                if node not in row
            ]
        near = self._near[0]
        for between in behind[-2:0:-1]:
            self._look(near, [row[-1] for row in rows])
            rows = [
                (*row, node)
                for row in rows
                for node in between.intersection(near[row[-1]])
                if node not in row
            ]
        self._sequences -= len(rows)
        if self._sequences < 0:
            raise _TooLarge
        first = (self._question.source,) * (len(ahead) > 1)
        last = (self._question.target,) * (len(behind) > 1)
        return [first + row + last for row in rows]

    def _look(self, near: NeighborLists, nodes: list[int]) -> None:
        """Pay for the neighbours of these nodes."""
        if len(nodes) > MOST_SEQUENCES:
            raise _TooLarge
        self._spend(near.count(nodes))

    def _fits(self, row: tuple[int, ...]) -> bool:
        """Whether some path along this sequence has a wanted sign."""
        signs = PLUS
        for edges in self._choices(row, -inf):
            here = 0
            for number in edges:
                here |= BIT[self._index.each.sign[number]]
            signs = PRODUCTS[signs][here]
        return bool(signs & self._question.signs)

    def _ranked(self, rows: list[tuple[int, ...]], limit: int) -> RowPaths:
        """The paths along these sequences; of more than the limit the best first."""
        best = Best(limit if len(rows) > FEW_SEQUENCES else None)
        near, index, wanted = self._near[0], self._index, self._question.signs
        taken, start, looked = self._question.adjacency.taken, near.start, self._looked
        alone, (signs, supports, indirect) = index.alone, index.each
        for row in rows:
            edges, sign, weakest, shortcut = [], 1, inf, False
            tail = row[0]
            for head in row[1:]:
                number = start[tail] + near[tail].index(head)
                support = supports[number]
                if not alone[number]:
                    choices = self._choices(row, best.least)
                    if choices[-1] and not best.add(index, choices, wanted):
                        raise _TooLarge
                    break
                looked.add(number)
                if not taken[number] or support <= best.least:
                    break
                edges.append(number)
                sign *= signs[number]
                if support < weakest:
                    weakest = support
                shortcut = shortcut or indirect[number]
                tail = head
            else:
                if BIT[sign] & wanted:
                    best.add_one(tuple(edges), sign, weakest, shortcut)
        return best.ranked()

    def _choices(self, row: tuple[int, ...], least: float) -> list[tuple[int, ...]]:
        """For each step of a sequence the edges that the question may take, of more support than
        the least; as far as there are any.
        """
        near, index, taken = self._near[0], self._index, self._question.adjacency.taken
        alone, support, start = index.alone, index.each.support, near.start
        found: list[tuple[int, ...]] = []
        usable: tuple[int, ...]
        tail = row[0]
        for head in row[1:]:
            number = start[tail] + near[tail].index(head)
            if alone[number]:
                self._looked.add(number)
                usable = (number,) if taken[number] and support[number] > least else ()
            else:
                numbers = index.parallel(number)
                self._looked.update(numbers)
                usable = tuple([one for one in numbers if taken[one] and support[one] > least])
            found.append(usable)
            if not usable:
                break
            tail = head
        return found


class _TooLarge(Exception):
    """The search examines more than it is good for."""
