"""Signed simple paths between two entities."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from numbers import Integral
from typing import Literal, NamedTuple, Protocol, TypeVar

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.facts import Readable
from follicle_graph.graph import Graph
from follicle_graph.names import listed, some_of
from follicle_graph.query.answers import Path, Paths, Reason, Step, path_along
from follicle_graph.query.index import ANY, BIT, SMALL, Index, Ints, Steps, index_of
from follicle_graph.query.question import BUDGET, Budget, Question
from follicle_graph.query.ranking import Ranked, ranked
from follicle_graph.query.reading import reader
from follicle_graph.query.search import Search
from follicle_graph.vocabulary import LAYERS

MOST_HOPS = 1_000
"""More hops than that are asked for by mistake, unless the graph has as many entities."""

BEYOND = 5_000
"""Partial paths that are looked at only to know whether there is one more than the limit."""


def paths(
    G: Graph | Readable,
    source: str,
    target: str,
    *,
    max_hops: int = 6,
    limit: int | None = 100,
    via: Collection[str] = (),
    avoid: Collection[str] = (),
    layers: Collection[str] | None = (LAYERS[0],),
    sign: Literal[1, 0, -1] | None = None,
    shortcuts: bool = True,
    unsigned: bool = False,
) -> Paths:
    """Simple signed paths from source to target, best first.

    `max_hops` >= 1; `limit`: how many at most, None for all; `via`: entities that every path
    passes, in any order; `avoid`: entities that none may pass; `layers`: None for all;
    `sign`: only paths of this sign; `shortcuts=False` leaves `indirect` edges out;
    `unsigned=True` also takes edges of sign 0 that assert something.

    Order: fewest hops, without shortcuts before with, strongest weakest step, ids. One path per
    node sequence and sign; other combinations of parallel edges are its `alternatives`. The
    answer is `truncated` by the limit (there are or may be more), or when the search has done the
    work of twenty million partial paths (`budget`); the paths of the last number of hops are then
    not all, nor surely the best.

    Raises UnknownEntity, AmbiguousEntity; InvalidQuestion when source and target are the same
    or an argument is outside its values; InvalidGraph for a graph that breaks its contract.

    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> print(fg.paths(G, "IL-4", "IgE", shortcuts=False)[0])
    IL-4 → STAT6 → IgE   (+, support 0.30, 2 references)
    """
    view = reader(G)
    start, end = view.resolve(source), view.resolve(target)
    passed = sorted({view.resolve(name) for name in listed(via)})
    avoided = {view.resolve(name) for name in listed(avoid)}
    steps = Steps(check_layers(layers), shortcuts=shortcuts, unsigned=unsigned)
    if start == end:
        raise InvalidQuestion(
            f"source and target are both {start!r}; a path needs two ends, a cycle is a loop"
        )
    clash = avoided & {start, end, *passed}
    if clash:
        raise InvalidQuestion(f"{', '.join(sorted(clash))} is to be avoided and passed; choose one")
    check_sign(sign)

    def ask(index: Index) -> tuple[Found, Looked]:
        check_bounds(max_hops=max_hops, limit=limit, size=len(index.ids))
        closed = None
        if avoided:
            closed = np.zeros(len(index.ids), np.bool_)
            closed[[index.number[name] for name in avoided]] = True
        question = Question(
            index.wiring(steps),
            index.number[start],
            index.number[end],
            ANY if sign is None else BIT[int(sign)],
            closed,
            tuple(index.number[name] for name in passed if name not in (start, end)),
        )
        search = Search(question, Budget(BUDGET))
        return best_of(index, steps, search, max_hops=max_hops, limit=limit), search

    index, found = asked(view, ask)
    made = maker(view, index, steps, found.levels)
    return Paths(start, end, found.reason is not None, found.reason, found.levels, made)


AT_ONCE = 1_000
"""Evidence of an answer of up to so many paths is fetched at once, of longer ones path by path."""


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

    def used(self, index: Index) -> Ints | None:
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
        levels[-1] = levels[-1].take(slice(len(levels[-1]) - (count - limit)))
    return Found(tuple(levels), reason)


def maker(
    view: Readable, index: Index, steps: Steps, levels: Sequence[Ranked]
) -> Callable[[tuple[int, ...]], Path]:
    """What makes the Path of a row of edge numbers, with the labels of this moment."""
    wiring = index.wiring(steps)
    used = np.zeros(len(index.ids), np.bool_)
    for level in levels:
        for column in level.edges:
            used[index.source[column]] = True
            used[index.target[column]] = True
    labels = {index.ids[node]: view.label(index.ids[node]) for node in np.flatnonzero(used)}
    steps_made: dict[int, Step] = {}

    @cache
    def beside(number: int) -> tuple[int, ...]:
        """The edges of the link of an edge."""
        place = int(np.searchsorted(wiring.edges, np.int32(number)))
        link = int(np.searchsorted(wiring.first, np.int32(place), side="right")) - 1
        return tuple(wiring.edges[wiring.first[link] : wiring.first[link + 1]].tolist())

    def fetch(edges: tuple[int, ...]) -> None:
        """Make the steps of a path; those of a whole short answer at once."""
        if not steps_made and sum(len(level) for level in levels) <= AT_ONCE:
            edges = tuple(number for level in levels for row in level.edges for number in row)
        near = {other for number in edges for other in beside(int(number))}
        missing = sorted(near - steps_made.keys())
        for number, pieces in index.evidence(missing, view).items():
            edge = index.edge(number)
            name = (edge.u, edge.v, edge.key)
            steps_made[number] = Step(name, edge.sign, edge.support, edge.indirect, pieces)

    def path(edges: tuple[int, ...]) -> Path:
        if any(number not in steps_made for number in edges):
            fetch(edges)
        taken = [steps_made[number] for number in edges]
        nodes = (taken[0].edge[0], *(one.edge[1] for one in taken))
        return path_along(
            taken,
            tuple(labels[node] for node in nodes),
            tuple(tuple(steps_made[other] for other in beside(number)) for number in edges),
        )

    return path


def check_layers(layers: Collection[str] | None) -> tuple[str, ...] | None:
    """The layers of a question, checked; None stands for all."""
    chosen = some_of("layers", layers, LAYERS)
    return None if chosen is None else tuple(layer for layer in LAYERS if layer in chosen)


def check_bounds(*, max_hops: int, limit: int | None, size: int) -> None:
    """Refuse bounds that nobody means; `size` is the number of entities."""
    most = max(MOST_HOPS, size)
    if not _whole(max_hops) or not 1 <= max_hops <= most:
        raise InvalidQuestion(f"max_hops is {max_hops!r}; use a whole number from 1 to {most}")
    if limit is not None and (not _whole(limit) or limit < 1):
        raise InvalidQuestion(f"limit is {limit!r}; use a whole number of 1 or more, None for all")


def _whole(number: object) -> bool:
    return isinstance(number, Integral) and not isinstance(number, bool)


def check_sign(sign: int | None) -> None:
    """Refuse a sign that is none."""
    if sign is not None and (not _whole(sign) or sign not in (1, 0, -1)):
        raise InvalidQuestion(f"sign is {sign!r}; use 1, -1, 0 or None")
