"""Simple signed sequences of nodes between two nodes, hop by hop, on arrays.

For each number of hops: the nodes that a walk of exactly that length can pass at each position
(`Frontiers`, grown from both ends, the cheaper end first, with the signs it can have), then every
simple sequence among them, all at once (`_unfold`). Deciding whether a simple path of a
wanted sign exists is NP-hard (Lapaugh and Papadimitriou 1984, doi:10.1002/net.3230140403), so
the work is bounded by a budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from follicle_graph.query.engine.frontiers import Frontiers, Layer
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import (
    Floats,
    Ints,
    spans,
)
from follicle_graph.query.engine.path_question import FAR, Budget, Question, ViaPruning, distances

BLOCK = 1_000_000
"""Partial paths unfolded at once; bounds the memory."""

HOPELESS = 2_000_000
"""Partial paths examined for a length that has more walks than the budget allows."""

PER_HOP, PER_PAIR = 200, 10
"""Minimum cost of one length in partial paths: per hop, and per pair of hops."""

DISTANT = 9
"""From this length on, distances to the target decide whether to continue."""


class VectorisedSearch:
    """The simple sequences that answer a question, by number of hops, within a budget.

    `first`: the number of hops to begin with.
    """

    def __init__(self, question: Question, budget: Budget, *, first: int = 1) -> None:
        self.question, self.budget, self._first = question, budget, first
        self._frontiers = Frontiers(question)
        self._pruning = ViaPruning(question)
        self._saw_all = False

    def sequences(self, max_hops: int) -> Iterator[list[Ints]]:
        """For each number of hops, the links of all simple sequences: one array per step, rows in
        node order.

        Ends early when no longer walk exists, and when the budget runs out: `budget.left` is then
        negative and the last length is incomplete. `max_hops` above the number of nodes has no
        effect.
        """
        fewest = 1
        for hops in range(self._first, min(max_hops, self._frontiers.size) + 1):
            if hops >= DISTANT and not self._saw_all:
                self._saw_all = True
                fewest = self._fewest()
                if fewest >= FAR or not self.budget.spend(len(self.question.adjacency.head) // 10):
                    return
            if hops < fewest or not self._pruning.possible(hops):
                if self._pruning.never:
                    return
                continue
            links = self._sequences_of(hops)
            if links is None:
                return
            if len(links[0]):
                yield links
            if self.budget.left < 0:
                return

    def _sequences_of(self, hops: int) -> list[Ints] | None:
        """The links of every sequence of `hops` hops; None when no walk of this length or longer
        exists, or when the budget runs out first.
        """
        if not self._frontiers.extend(hops, self.budget):
            return None
        if not self.budget.spend(PER_HOP * hops + PER_PAIR * hops * hops):
            return None
        layers = self._frontiers.layers(hops)
        if layers is None:
            return [_NONE] * hops
        return _unfold(self.question, layers, self._pruning, self.budget)

    def _fewest(self) -> int:
        """Fewest hops of any walk from the source to the target; FAR when there is none."""
        adjacency, source = self.question.adjacency, self.question.source
        hops = distances(adjacency, self.question.target)
        if source != self.question.target:
            return int(hops[source])
        heads = adjacency.head[adjacency.out[source] : adjacency.out[source + 1]]
        return int(hops[heads].min(initial=FAR)) + 1

    def used(self, index: Index) -> Ints | None:
        """The edges that the answer depends on; None for all."""
        if self.question.via or self._saw_all:
            return None
        return index.around(
            np.concatenate(
                [[self.question.source], *(front.nodes for front in self._frontiers.forward[1:-1])]
            ).astype(np.int64),
            np.concatenate([front.nodes for front in self._frontiers.backward[:-1]] or [_NONE]),
        )


_NONE = np.empty(0, np.int32)


def _walks_through(layers: Sequence[Layer], onward: Sequence[Ints]) -> float:
    """How many partial walks the layers hold: an upper limit for the partial paths unfolded."""
    beginnings: Floats = np.ones(len(layers[0].nodes))
    total = 0.0
    for depth, layer in enumerate(layers):
        taken = beginnings.repeat(layer.start[1:] - layer.start[:-1])
        total += float(taken.sum())
        if depth < len(onward):
            size = len(layers[depth + 1].nodes)
            beginnings = np.bincount(onward[depth], taken, size).astype(np.float64)
    return total


def _unfold(
    question: Question, layers: list[Layer], pruning: ViaPruning, budget: Budget
) -> list[Ints]:
    """Every simple sequence through the layers, depth first in blocks of bounded size."""
    last = len(layers) - 1
    heads = [question.adjacency.head[layer.links] for layer in layers]
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
        ends = (stop - start).cumsum()
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
            timely = pruning.reachable(nodes, rows, new, last - depth)
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
