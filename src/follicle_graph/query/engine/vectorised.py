"""Simple signed sequences of nodes between two nodes, hop by hop, on arrays.

For each number of hops: the nodes that a walk of exactly so many hops can pass at each position
(`Walks`, grown from both ends, the cheaper end first, with the signs that it can have), then
every simple sequence among them, all at once (`_unfold`). Deciding whether a simple path of a
wanted sign exists is NP-hard (Lapaugh and Papadimitriou 1984, doi:10.1002/net.3230140403), so
the work is bounded by a budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from follicle_graph.query.engine.bounds import FAR, Budget, Passing, Question, distances
from follicle_graph.query.engine.frontiers import Layer, Walks
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import (
    Floats,
    Ints,
    spans,
)
from follicle_graph.query.engine.stepwise import FEW_LINKS, Stepwise

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


class Search:
    """The simple sequences that answer a question, by number of hops, within a budget."""

    def __init__(self, question: Question, budget: Budget) -> None:
        self.question, self.budget = question, budget
        self._walks = Walks(question)
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
