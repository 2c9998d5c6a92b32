"""Where walks of a given number of hops can be, from both ends, on arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from follicle_graph.query.engine.bounds import Budget, Question
from follicle_graph.query.engine.links import PLUS, PRODUCT, Ints, Signs, spans


class Front(NamedTuple):
    """Nodes in ascending order, and for each the signs of the walks that reach it."""

    nodes: Ints
    signs: Signs


class Layer(NamedTuple):
    """The links that step from one position to the next, by their tail: node `nodes[i]` has
    `links[start[i]:start[i + 1]]`.
    """

    nodes: Ints
    links: Ints
    start: Ints


def merged(nodes: Ints, signs: Signs, size: int) -> Front:
    """Each node once, with the union of its signs."""
    if len(nodes) * 20 > size:
        union = np.zeros(size, np.uint8)
        for bit in (1, 2, 4):
            union[nodes[(signs & bit) != 0]] |= bit
        found = np.flatnonzero(union).astype(np.int32)
        return Front(found, union[found])
    order = np.argsort(nodes, kind="stable")
    nodes, signs = nodes[order], signs[order]
    first = np.ones(len(nodes), np.bool_)
    first[1:] = nodes[1:] != nodes[:-1]
    begin = np.flatnonzero(first)
    return Front(nodes[begin], np.bitwise_or.reduceat(signs, begin) if len(begin) else signs)


class Walks:
    """Where walks from the source and walks to the target can be after each number of hops."""

    def __init__(self, question: Question) -> None:
        self._q = question
        self.size = len(question.wiring.out) - 1
        self.ahead = [self._single(question.source)]
        self.behind = [self._single(question.target)]

    @staticmethod
    def _single(node: int) -> Front:
        return Front(np.array([node], np.int32), np.array([PLUS], np.uint8))

    def reach(self, hops: int, budget: Budget) -> bool:
        """Grow both ends, the cheaper first, until walks of so many hops meet.

        False when there are none, nor longer ones, or when the budget has run out.
        """
        wiring = self._q.wiring
        while hops > 1 and len(self.ahead) + len(self.behind) - 2 < hops:
            there, here = self.ahead[-1].nodes, self.behind[-1].nodes
            forward = int((wiring.out[there + 1] - wiring.out[there]).sum())
            backward = int((wiring.into[here + 1] - wiring.into[here]).sum())
            if len(self.ahead) == 1 or (len(self.behind) > 1 and forward <= backward):
                if not budget.spend(forward):
                    return False
                self.ahead.append(self._forward(self.ahead[-1]))
            else:
                if not budget.spend(backward):
                    return False
                self.behind.append(self._backward(self.behind[-1]))
        return bool(len(self.ahead[-1].nodes) and len(self.behind[-1].nodes))

    def _forward(self, front: Front) -> Front:
        wiring = self._q.wiring
        links, rows = spans(wiring.out[front.nodes], wiring.out[front.nodes + 1])
        return self._inner(wiring.head[links], PRODUCT[front.signs[rows], wiring.signs[links]])

    def _backward(self, front: Front) -> Front:
        wiring = self._q.wiring
        places, rows = spans(wiring.into[front.nodes], wiring.into[front.nodes + 1])
        links = wiring.back[places]
        return self._inner(wiring.tail[links], PRODUCT[front.signs[rows], wiring.signs[links]])

    def _inner(self, nodes: Ints, signs: Signs) -> Front:
        """Nodes that may stand inside a path: neither end, not closed."""
        may = (nodes != self._q.source) & (nodes != self._q.target)
        if self._q.closed is not None:
            may &= ~self._q.closed[nodes]
        return merged(nodes[may], signs[may], self.size)

    def layers(self, hops: int) -> list[Layer] | None:
        """The links that walks of exactly so many hops and of a wanted sign can use."""
        if hops == 1:
            return self._direct()
        meet = len(self.ahead) - 1
        front, rest = self.ahead[meet], self.behind[hops - meet]
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
            layer = self._between(self.ahead[position].nodes, goal)
            before.append(layer)
            goal = layer.nodes
        after: list[Layer] = []
        start = middle
        for position in range(meet, hops):
            layer = self._between(start, self.behind[hops - position - 1].nodes)
            after.append(layer)
            start = np.unique(self._q.wiring.head[layer.links])
        return before[::-1] + after

    def _direct(self) -> list[Layer] | None:
        here = np.array([self._q.source], np.int32)
        layer = self._between(here, np.array([self._q.target], np.int32))
        if not len(layer.links) or not self._q.wiring.signs[layer.links[0]] & self._q.signs:
            return None
        return [layer]

    def _between(self, nodes: Ints, goal: Ints) -> Layer:
        """The links from nodes to goal; nodes without any are left out."""
        wiring = self._q.wiring
        links, rows = spans(wiring.out[nodes], wiring.out[nodes + 1])
        heads = wiring.head[links]
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
        start = np.concatenate(([0], np.cumsum(counts[kept])))
        return Layer(nodes[kept], links[hit], start)
