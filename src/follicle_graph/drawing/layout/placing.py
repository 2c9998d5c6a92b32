"""Where the items of ordered rows stand across the page: as straight as order and widths allow.

The weighted sum of the absolute shifts along all links is made small: five rounds of reweighted
least squares, each solved under the order of the rows by the alternating direction method of
multipliers (Boyd et al. 2011, doi:10.1561/2200000016).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.lane_layers import FLAT_ROOM, SLOT, EdgeTriple, Item, Rows, Task

Numbers = NDArray[np.floating[Any]]

_PULL = {0: 8.0, 1: 3.0, 2: 1.0}
"""Pull of a link by how many of its ends are nodes: long edges want to be straight."""
_BACKBONE = 400.0
_FLAT = 0.5
_RAIL_GAP = 8.0
_LOOP = 16.0
"""Points at the right of a node for an edge to itself."""
_STEPS, _LARGE = 50, 4000
_FAR = 1e6
"""Points between lines that are ordered together, so that they never meet."""
_SOFT = (12.0, 12.0, 5.0, 5.0, 2.5)
"""Points below which a shift counts as none, round by round."""


class Places(NamedTuple):
    """Centre x of every item, and the width that all take."""

    x: dict[Item, float]
    width: float


class _Links(NamedTuple):
    """Wanted shifts: item `b` should be `shift` points to the right of item `a`."""

    a: NDArray[np.intp]
    b: NDArray[np.intp]
    shift: Numbers
    pull: Numbers


def item_width(task: Task, item: Item) -> float:
    """Width in points of a node, or of the slot of all edges of a pair."""
    return task.size[item][0] if isinstance(item, str) else SLOT * len(task.edges[item[:2]])


def place_items(
    task: Task,
    made: Rows,
    ports: Mapping[tuple[EdgeTriple, bool], float],
    loops: Collection[str],
    room: float,
) -> Places:
    """Positions of all items in `room` points, or in more where a row needs more.

    `ports`: offset at which an edge leaves (True) and arrives (False). `loops`: nodes with an
    edge to themselves, which need free space at their right.
    """  # fmt: skip
    number = {item: k for k, item in enumerate(made.row_of)}
    wide = np.array([item_width(task, item) for item in number])
    gap = _gaps(made, loops)
    order: list[int] = []
    steps: list[float] = []
    ends: list[tuple[int, float, float]] = []
    for row in made.rows:
        inner = [item for item in row if item not in task.rail]
        if not inner:
            continue
        here = [number[item] for item in inner]
        apart = [gap(a, b) + (wide[number[a]] + wide[number[b]]) / 2 for a, b in pairwise(inner)]
        along = np.cumsum([wide[here[0]] / 2, *apart])
        end = wide[here[-1]] / 2 + (_LOOP if inner[-1] in loops else 0.0)
        ends.append((len(here), float(along[-1] + end), 0.0))
        order += here
        steps += along.tolist()
    counts = np.array([count for count, *_ in ends])
    needs = np.array([need for _, need, _ in ends])
    rail = task.rail_width()
    beside = rail + _RAIL_GAP if rail else 0.0
    inner_width = max(room - beside, float(needs.max()))
    width = inner_width + beside
    lines = Lines(
        np.array(order), np.array(steps), counts, np.zeros(len(counts)), inner_width - needs
    )
    x = np.full(len(number), width - rail / 2)
    share = np.concatenate([(np.arange(count) + 1) / (count + 1) for count in counts])
    x[lines.items] = lines.steps + share * np.repeat(lines.high, counts)
    x = _straighten(_wanted(task, made, ports, number, wide), x, lines, inner_width / 2)
    return Places(dict(zip(number, x.tolist(), strict=True)), width)


class Lines:
    """Items in order on several lines, at least some steps apart.

    `items`: their numbers, line after line. `steps`: the place of each from where its line may
    start at the left. `counts`: items on each line; `low` and `high`: how far a line may move.
    """

    def __init__(
        self,
        items: NDArray[np.intp],
        steps: Numbers,
        counts: NDArray[np.intp],
        low: Numbers,
        high: Numbers,
    ) -> None:
        self.items, self.steps, self.high = items, steps, high
        self._low, self._high = np.repeat(low, counts), np.repeat(np.maximum(low, high), counts)
        self._aside = np.repeat(_FAR * np.arange(len(counts)), counts)

    def nearest(self, wish: Numbers) -> Numbers:
        """The nearest positions that keep order and steps; other items keep their wish."""
        placed = wish.copy()
        fitted = isotonic(wish[self.items] - self.steps + self._aside) - self._aside
        placed[self.items] = np.clip(fitted, self._low, self._high) + self.steps
        return placed


def _gaps(made: Rows, loops: Collection[str]) -> Callable[[Item, Item], float]:
    flat = {frozenset(pair) for pair in made.chains if made.flat(pair)}

    def gap(a: Item, b: Item) -> float:
        least = _LOOP if a in loops else 0.0
        if frozenset((a, b)) in flat:
            return max(least, FLAT_ROOM)
        return max(least, (1.0, 4.0, 9.0)[isinstance(a, str) + isinstance(b, str)])

    return gap


def _wanted(
    task: Task,
    made: Rows,
    ports: Mapping[tuple[EdgeTriple, bool], float],
    number: Mapping[Item, int],
    wide: Numbers,
) -> _Links:
    links: list[tuple[int, int, float, float]] = []
    place = {item: k for row in made.rows for k, item in enumerate(row)}
    for pair, chain in made.chains.items():
        edges = task.edges[pair]
        if made.flat(pair):
            a, b = (number[node] for node in chain)
            side = 1 if place[chain[1]] > place[chain[0]] else -1
            links.append((a, b, side * (FLAT_ROOM + 2 + (wide[a] + wide[b]) / 2), _FLAT))
            continue
        leave = sum(ports[edge, True] for edge in edges) / len(edges)
        arrive = sum(ports[edge, False] for edge in edges) / len(edges)
        strength = len(edges) * (_BACKBONE if pair in task.backbone else 1.0)
        for step, (one, other) in enumerate(pairwise(chain)):
            pull = strength * _PULL[isinstance(one, str) + isinstance(other, str)]
            shift = (leave if step == 0 else 0.0) - (arrive if step == len(chain) - 2 else 0.0)
            links.append((number[one], number[other], shift, pull))
    table = np.array(links).reshape(-1, 4)
    ends = table[:, :2].astype(np.intp)
    return _Links(ends[:, 0], ends[:, 1], table[:, 2], table[:, 3])


def _straighten(links: _Links, x: Numbers, lines: Lines, middle: float) -> Numbers:
    """Positions near to the least sum of shifts under the order of the rows."""
    if not len(links.a):
        return lines.nearest(x)
    many = len(x)
    z, dual, start = x.copy(), np.zeros(many), x
    apart = np.setdiff1d(np.arange(many), lines.items)
    steps = _STEPS if many < _LARGE else _STEPS // 4
    for soft in _SOFT:
        pull = links.pull / (np.abs(z[links.b] - z[links.a] - links.shift) + soft)
        rho = 0.6 * float(np.median(pull))
        diagonal = np.bincount(links.a, pull, many) + np.bincount(links.b, pull, many) + 1e-4 + rho
        moment = pull * links.shift
        fixed = 1e-4 * middle + np.bincount(links.b, moment, many)
        fixed -= np.bincount(links.a, moment, many)

        def times(v: Numbers, pull: Numbers = pull, diagonal: Numbers = diagonal) -> Numbers:
            made = diagonal * v
            made -= np.bincount(links.a, pull * v[links.b], many)
            made -= np.bincount(links.b, pull * v[links.a], many)
            return made

        for _ in range(steps):
            x = _solve(times, fixed + rho * (z - dual), x, diagonal)
            z = lines.nearest(x + dual)
            z[apart] = start[apart]
            dual += x - z
    return z


def _solve(
    times: Callable[[Numbers], Numbers], right: Numbers, x: Numbers, diagonal: Numbers
) -> Numbers:
    """A linear system by conjugate gradients from a near solution, the diagonal as its guide."""
    x = x.copy()
    rest = right - times(x)
    guided = rest / diagonal
    way = guided
    size = float(rest @ guided)
    for _ in range(8):
        if size < 1e-4:
            break
        image = times(way)
        step = size / float(way @ image)
        x += step * way
        rest = rest - step * image
        guided = rest / diagonal
        size, before = float(rest @ guided), size
        way = guided + size / before * way
    return x


def isotonic(values: Numbers) -> Numbers:
    """The nearest non-decreasing sequence in least squares (pool adjacent violators).

    >>> isotonic(np.array([3.0, 1.0, 2.0])).tolist()
    [2.0, 2.0, 2.0]
    """
    means: list[float] = []
    counts: list[int] = []
    for value in values.tolist():
        if not means or means[-1] <= value:
            means.append(value)
            counts.append(1)
            continue
        mean, count = value, 1
        while means and means[-1] > mean:
            its = counts.pop()
            mean = (means.pop() * its + mean * count) / (its + count)
            count += its
        means.append(mean)
        counts.append(count)
    return np.repeat(means, counts)
