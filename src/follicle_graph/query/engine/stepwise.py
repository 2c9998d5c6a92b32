"""Simple signed sequences one partial path at a time: quick where there are few of them.

The same sequences in the same order as the search on arrays finds, which looks at all partial
paths of one length at once and takes over where there are many.
"""

from __future__ import annotations

from follicle_graph.query.engine.bounds import Passing, Question
from follicle_graph.query.engine.links import PLUS, PRODUCTS

FEW_LINKS = 20_000
"""Only graphs of up to so many links are searched in this way."""

FEW_STEPS = 1_500
"""Partial paths of one length that are looked at in this way."""

LONG = 8
"""From so many hops on, only nodes that the source reaches at all are walked back to."""

FEW_HOPS = 100
"""Longer sequences are left to the search on arrays, which does not recurse."""


class Stepwise:
    """Sequences of a given number of hops, depth first, pruned by exact walks to the target."""

    def __init__(self, question: Question, passing: Passing) -> None:
        self._q = question
        self._passing = passing
        self._behind = [{question.target: PLUS}]
        """Node -> signs of the walks of so many hops from it to the target."""
        self._within: set[int] | None = None
        self.looked = 0
        """Partial paths and nodes that the last number of hops took."""
        self._links: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}

    def sequences(self, hops: int) -> list[list[int]] | None:
        """The links of every sequence of so many hops; None when there are too many to step."""
        self.looked = hops
        while len(self._behind) < hops and not self.ended:
            self._behind.append(self._before(self._behind[-1]))
            self.looked += len(self._behind[-1])
        if self.ended or hops > FEW_HOPS:
            return [] if self.ended else None
        left = FEW_STEPS
        stops, wanted = self._passing.lists, self._q.signs
        found: list[list[int]] = []
        nodes, links = [self._q.source], list[int]()

        def grow(node: int, ahead: int, signs: int) -> bool:
            nonlocal left
            product = PRODUCTS[signs]
            for head, through, link, rest in self._onward(node, ahead):
                here = product[through]
                if not PRODUCTS[here][rest] & wanted:
                    continue
                left -= 1
                if not ahead:
                    found.append([*links, link])
                elif head not in nodes and (not stops or self._in_time(head, nodes, ahead)):
                    nodes.append(head)
                    links.append(link)
                    if not grow(head, ahead - 1, here):
                        return False
                    nodes.pop()
                    links.pop()
            return left >= 0

        whole = grow(self._q.source, hops - 1, PLUS)
        self.looked += FEW_STEPS - left
        return found if whole else None

    def _onward(self, node: int, left: int) -> list[tuple[int, int, int, int]]:
        """Head, signs and number of the links from a node whose head is so many hops from the
        target, with the signs of the walks from there.
        """
        known = self._links.get((node, left))
        if known is None:
            behind = self._behind[left]
            known = [
                (head, through, link, behind[head])
                for head, through, link in self._q.wiring.lists.ahead[node]
                if head in behind
            ]
            self._links[node, left] = known
        return known

    def _in_time(self, head: int, nodes: list[int], left: int) -> bool:
        """Whether every node to be passed has been, or still can be."""
        missing = 0
        for stop, cost in self._passing.lists:
            if stop != head and stop not in nodes:
                missing += 1
                if cost[head] > left:
                    return False
        return missing < left

    @property
    def ended(self) -> bool:
        """Whether no longer walk to the target exists than those already seen."""
        return not self._behind[-1]

    def _before(self, nodes: dict[int, int]) -> dict[int, int]:
        """Inner nodes one step before these."""
        lists = self._q.wiring.lists.behind
        found: dict[int, int] = {}
        for node, signs in nodes.items():
            product = PRODUCTS[signs]
            for tail, through in lists[node]:
                found[tail] = found.get(tail, 0) | product[through]
        if len(self._behind) == LONG:
            self._within = self._after()
        if self._within is not None:
            found = {node: found[node] for node in found.keys() & self._within}
        found.pop(self._q.source, None)
        found.pop(self._q.target, None)
        if self._q.closed is not None:
            for node in [node for node in found if self._q.closed[node]]:
                del found[node]
        return found

    def _after(self) -> set[int]:
        """The nodes that the source reaches."""
        lists = self._q.wiring.lists.ahead
        reached, front = {self._q.source}, [self._q.source]
        while front:
            near = {head for node in front for head, _, _ in lists[node]} - reached
            reached |= near
            front = list(near)
        return reached
