"""Nodes that walks of a given length can reach from either end of a question, as arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from follicle_graph.query.engine.links import PLUS, PRODUCT, Ints, Signs, spans
from follicle_graph.query.engine.path_question import Budget, Question


class Frontier(NamedTuple):
    """Nodes in ascending order, with the signs of the walks that reach each."""

    nodes: Ints
    signs: Signs


class Layer(NamedTuple):
    """The links that step from one position to the next, by their tail: node `nodes[i]` has
    `links[start[i]:start[i + 1]]`.
    """

    nodes: Ints
    links: Ints
    start: Ints


def merged(nodes: Ints, signs: Signs, size: int) -> Frontier:
    """Each node once, with the union of its signs."""
    if len(nodes) * 20 > size:
        union = np.zeros(size, np.uint8)
        for bit in (1, 2, 4):
            union[nodes[(signs & bit) != 0]] |= bit
        found = np.flatnonzero(union).astype(np.int32)
        return Frontier(found, union[found])
    order = np.argsort(nodes, kind="stable")
    nodes, signs = nodes[order], signs[order]
    first = np.ones(len(nodes), np.bool_)
    first[1:] = nodes[1:] != nodes[:-1]
    begin = np.flatnonzero(first)
    return Frontier(nodes[begin], np.bitwise_or.reduceat(signs, begin) if len(begin) else signs)


class Frontiers:
    """The frontier after each number of hops: forward from the source, backward from the target."""

    def __init__(self, question: Question) -> None:
        self._q = question
        self.size = len(question.adjacency.out) - 1
        self.forward = [self._single(question.source)]
        self.backward = [self._single(question.target)]

    @staticmethod
    def _single(node: int) -> Frontier:
        return Frontier(np.array([node], np.int32), np.array([PLUS], np.uint8))

    def extend(self, hops: int, budget: Budget) -> bool:
        """Extend the frontiers, the cheaper first, until both together span `hops` hops.

        Returns False when no walk of this length or longer exists, or the budget runs out.
        """
        adjacency = self._q.adjacency
        while hops > 1 and len(self.forward) + len(self.backward) - 2 < hops:
            there, here = self.forward[-1].nodes, self.backward[-1].nodes
            ahead = int((adjacency.out[there + 1] - adjacency.out[there]).sum())
            behind = int((adjacency.into[here + 1] - adjacency.into[here]).sum())
            if len(self.forward) == 1 or (len(self.backward) > 1 and ahead <= behind):
                if not budget.spend(ahead):
                    return False
                self.forward.append(self._step_forward(self.forward[-1]))
            else:
                if not budget.spend(behind):
                    return False
                self.backward.append(self._step_backward(self.backward[-1]))
        return bool(len(self.forward[-1].nodes) and len(self.backward[-1].nodes))

    def _step_forward(self, front: Frontier) -> Frontier:
        adjacency = self._q.adjacency
        links, rows = spans(adjacency.out[front.nodes], adjacency.out[front.nodes + 1])
        return self._inner(
            adjacency.head[links], PRODUCT[front.signs[rows], adjacency.signs[links]]
        )

    def _step_backward(self, front: Frontier) -> Frontier:
        adjacency = self._q.adjacency
        places, rows = spans(adjacency.into[front.nodes], adjacency.into[front.nodes + 1])
        links = adjacency.back[places]
        return self._inner(
            adjacency.tail[links], PRODUCT[front.signs[rows], adjacency.signs[links]]
        )

    def _inner(self, nodes: Ints, signs: Signs) -> Frontier:
        """The nodes that may be inside a path: neither end, not closed."""
        may = (nodes != self._q.source) & (nodes != self._q.target)
        if self._q.closed is not None:
            may &= ~self._q.closed[nodes]
        return merged(nodes[may], signs[may], self.size)

    def layers(self, hops: int) -> list[Layer] | None:
        """The links that walks of exactly `hops` hops and a wanted sign can use, by position."""
        if hops == 1:
            return self._direct()
        meet = len(self.forward) - 1
        front, rest = self.forward[meet], self.backward[hops - meet]
        _, mine, theirs = np.intersect1d(
            front.nodes, rest.nodes, assume_unique=True, return_indices=True
        )
        fit = (PRODUCT[front.signs[mine], rest.signs[theirs]] & self._q.signs) != 0
        middle = front.nodes[mine[fit]]
        if not len(middle):
            return None
        before: list[Layer] = []
        goal = middle
        for position in range(meet - 1, -1, -1):
            layer = self._between(self.forward[position].nodes, goal)
            before.append(layer)
            goal = layer.nodes
        after: list[Layer] = []
        start = middle
        for position in range(meet, hops):
            layer = self._between(start, self.backward[hops - position - 1].nodes)
            after.append(layer)
            start = np.unique(self._q.adjacency.head[layer.links])
        return before[::-1] + after

    def _direct(self) -> list[Layer] | None:
        here = np.array([self._q.source], np.int32)
        layer = self._between(here, np.array([self._q.target], np.int32))
        if not len(layer.links) or not self._q.adjacency.signs[layer.links[0]] & self._q.signs:
            return None
        return [layer]

    def _between(self, nodes: Ints, goal: Ints) -> Layer:
        """The links from nodes to goal; nodes without any are left out."""
        adjacency = self._q.adjacency
        links, rows = spans(adjacency.out[nodes], adjacency.out[nodes + 1])
        heads = adjacency.head[links]
        if len(goal) == 1:
            hit = heads == goal[0]
        elif len(links) * 20 > self.size:
            wanted = np.zeros(self.size, np.bool_)
            wanted[goal] = True
            hit = wanted[heads]
        else:
            hit = goal[np.minimum(np.searchsorted(goal, heads), len(goal) - 1)] == heads
        counts = np.bincount(rows[hit], minlength=len(nodes))
        kept = counts > 0
        start = np.zeros(int(kept.sum()) + 1, np.int64)
        counts[kept].cumsum(out=start[1:])
        return Layer(nodes[kept], links[hit], start)
