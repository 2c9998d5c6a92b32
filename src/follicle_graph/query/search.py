"""Simple signed sequences of nodes between two nodes, hop by hop, on arrays.

For each number of hops: the nodes that a walk of exactly so many hops can pass at each position
(`_Walks`, grown from both ends, the cheaper end first, with the signs that it can have), then
every simple sequence among them, all at once (`_unfold`). Deciding whether a simple path of a
wanted sign exists is NP-hard (Lapaugh and Papadimitriou 1984, doi:10.1002/net.3230140403), so
the work is bounded by a budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from follicle_graph.query.index import Index
from follicle_graph.query.question import FAR, Budget, Passing, Question, distances
from follicle_graph.query.stepwise import FEW_LINKS, Stepwise
from follicle_graph.query.wiring import (
    PLUS,
    PRODUCT,
    Floats,
    Ints,
    Signs,
    spans,
)

BLOCK = 1_000_000
"""Partial paths that are unfolded at once, which bounds the memory."""

HOPELESS = 2_000_000
"""Partial paths that are looked at of a number of hops that has more walks than the budget."""

PER_HOP, PER_PAIR = 200, 10
"""What looking at one number of hops costs at least, for each hop and for each two of them, in
partial paths.
"""

DISTANT = 9
"""From so many hops on, the distance to the target decides where to go on."""


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


class _Walks:
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


class Search:
    """The simple sequences that answer a question, by number of hops, within a budget."""

    def __init__(self, question: Question, budget: Budget) -> None:
        self.question, self.budget = question, budget
        self._walks = _Walks(question)
        self._passing = Passing(question)
        few = len(question.wiring.head) <= FEW_LINKS
        self._stepwise = Stepwise(question, self._passing) if few else None
        self._saw_all = False

    def sequences(self, max_hops: int) -> Iterator[list[Ints]]:
        """For 1, 2, … hops the links of every simple sequence, where there are any: an array a
        step, rows in the order of their nodes.

        Ends early when no longer walk exists, and when the budget has run out: `budget.left` is
        then negative and what came last is not all. `max_hops` beyond the number of nodes means
        nothing.
        """
        fewest = 1
        for hops in range(1, min(max_hops, self._walks.size) + 1):
            if hops == DISTANT:
                self._saw_all = True
                fewest = self._fewest()
                if fewest >= FAR or not self.budget.spend(len(self.question.wiring.head) // 10):
                    return
            if hops < fewest or not self._passing.possible(hops):
                if self._passing.never:
                    return
                continue
            links = self._of(hops)
            if links is None:
                return
            if len(links[0]):
                yield links
            if self.budget.left < 0:
                return

    def _of(self, hops: int) -> list[Ints] | None:
        """The links of the sequences of so many hops; None when there are no longer walks, or
        the budget has run out before any was looked at.
        """
        stepwise = self._stepwise
        if stepwise:
            self._saw_all = True
            found = stepwise.sequences(hops)
            if stepwise.ended or not self.budget.spend(stepwise.looked):
                return None
            if found is not None:
                return list(np.array(found, np.int32).reshape(-1, hops).T)
            self._stepwise = None
        if not self.budget.spend(PER_HOP * hops + PER_PAIR * hops * hops):
            return None
        if not self._walks.reach(hops, self.budget):
            return None
        layers = self._walks.layers(hops)
        if layers is None:
            return [_NONE] * hops
        return _unfold(self.question, layers, self._passing, self.budget)

    def _fewest(self) -> int:
        """Fewest hops of any walk from the source to the target; FAR when there is none."""
        wiring, source = self.question.wiring, self.question.source
        hops = distances(wiring, self.question.target)
        if source != self.question.target:
            return int(hops[source])
        heads = wiring.head[wiring.out[source] : wiring.out[source + 1]]
        return int(hops[heads].min(initial=FAR)) + 1

    def used(self, index: Index) -> Ints | None:
        """The edges that decided the answer; None for all."""
        if self.question.via or self._saw_all:
            return None
        return index.around(
            np.concatenate(
                [[self.question.source], *(front.nodes for front in self._walks.ahead[1:-1])]
            ).astype(np.int64),
            np.concatenate([front.nodes for front in self._walks.behind[:-1]] or [_NONE]),
        )


_NONE = np.empty(0, np.int32)


def _walks_through(layers: Sequence[Layer], onward: Sequence[Ints]) -> float:
    """How many beginnings of walks the layers hold: at most so many partial paths are unfolded."""
    beginnings: Floats = np.ones(len(layers[0].nodes))
    total = 0.0
    for depth, layer in enumerate(layers):
        taken = np.repeat(beginnings, np.diff(layer.start))
        total += float(taken.sum())
        if depth < len(onward):
            size = len(layers[depth + 1].nodes)
            beginnings = np.bincount(onward[depth], taken, size).astype(np.float64)
    return total


def _unfold(
    question: Question, layers: list[Layer], passing: Passing, budget: Budget
) -> list[Ints]:
    """Every simple sequence through the layers, depth first in blocks of bounded size."""
    last = len(layers) - 1
    heads = [question.wiring.head[layer.links] for layer in layers]
    onward = [np.searchsorted(layers[d + 1].nodes, heads[d]) for d in range(last)]
    if _walks_through(layers, onward) > budget.left:
        budget.left = min(budget.left, HOPELESS)
    done: list[list[Ints]] = []
    blocks: list[tuple[Ints, list[Ints], list[Ints]]] = [(np.zeros(1, np.int64), [], [])]
    while blocks:
        at, nodes, links = blocks.pop()
        depth = len(links)
        layer = layers[depth]
        start, stop = layer.start[at], layer.start[at + 1]
        ends = np.cumsum(stop - start)
        if ends[-1] > BLOCK and len(at) > 1:
            cut = int(np.clip(np.searchsorted(ends, BLOCK), 1, len(at) - 1))
            for part in (slice(cut, None), slice(cut)):
                blocks.append((at[part], [c[part] for c in nodes], [c[part] for c in links]))
            continue
        if not budget.spend(int(ends[-1])):
            break
        places, rows = spans(start, stop)
        new = heads[depth][places]
        if depth < last:
            fits = np.ones(len(new), np.bool_)
            for column in nodes:
                fits &= column[rows] != new
            timely = passing.reachable(nodes, rows, new, last - depth)
            if timely is not None:
                fits &= timely
            places, rows, new = places[fits], rows[fits], new[fits]
        if not len(new):
            continue
        links = [*(column[rows] for column in links), layer.links[places]]
        if depth == last:
            done.append(links)
        else:
            nodes = [*(column[rows] for column in nodes), new]
            blocks.append((onward[depth][places], nodes, links))
    if not done:
        return [_NONE] * (last + 1)
    return [np.concatenate(columns) for columns in zip(*done, strict=True)]
