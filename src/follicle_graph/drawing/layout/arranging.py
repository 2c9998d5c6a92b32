"""The order of all rows: nodes are taken out and put back where they cross least.

Layered drawing after Sugiyama, Tagawa and Toda (1981, doi:10.1109/TSMC.1981.4308636): an edge
passes each row between its ends through a slot, so that no edge runs under a foreign node. Rows
and order are searched together by reinsertion, then by ruin and recreate (Schrimpf et al. 2000,
doi:10.1006/jcph.1999.6413): a node leaves with all its slots and returns to the best row and
place; each of its edges finds its slots by dynamic programming over a table of crossings.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.crossing_tables import (
    TIE,
    aslant,
    crossed_by,
    even,
    table_dtype,
    with_link,
)
from follicle_graph.drawing.layout.lane_layers import (
    SLOT,
    Item,
    Pair,
    Rows,
    Start,
    Task,
    first_rows,
)
from follicle_graph.drawing.layout.placing import place_items
from follicle_graph.drawing.layout.routing import spread_ports

Numbers = NDArray[np.floating[Any]]
Thing = TypeVar("Thing")

_FORBIDDEN = 1e6
_SPAN, _ROW, _OVER, _FLAT = 0.06, 0.8, 0.05, 0.1
"""Cost in crossings of a row that an edge passes, of a row, of a point beyond the width that a
row should have, and of an edge inside a row."""
_TRAVEL = 0.004
"""Cost of a point that a link runs across the page, once positions are known."""
BENT = 3.0
"""Points by which a pair of the backbone is apart that cost as much as a crossing."""
_ON_RAIL = 5.0
"""An edge from the rail costs this many times its span: drugs stand beside what they hit."""
_SHARES = (0.78, 0.7, 0.84)
"""Parts of the page that the nodes and slots of a row should fill, start by start."""
_HEAT = 0.6
"""Mean cost by which a change for the worse is accepted at the start of the search."""


class _State(NamedTuple):
    """A copy of an arrangement; lists hold values that are replaced and never changed."""

    rows: list[tuple[Item, ...]]
    links: list[dict[Pair, tuple[Item, Item]]]
    flat: list[dict[Pair, tuple[str, str]]]
    used: list[float]
    row_of: dict[str, int]
    chains: dict[Pair, tuple[Item, ...]]
    x: dict[Item, float]
    places: list[dict[Item, int] | None]
    tables: list[Numbers | None]
    costs: list[Numbers | None]
    crossed: list[float | None]
    spans: dict[Pair, float]


class Arrangement:
    """Rows of nodes and slots that are searched for few crossings.

    `room`: width in points that a row should have. `dice` makes the search repeatable.
    """

    def __init__(self, task: Task, start: Start, room: float, dice: random.Random) -> None:
        self.task, self.start, self.room, self.dice = task, start, room, dice
        self.joined: dict[str, list[Pair]] = {node: [] for node in task.size}
        self.weight: dict[Pair, float] = {}
        self.span_cost: dict[Pair, float] = {}
        for pair, edges in task.edges.items():
            for end in pair:
                self.joined[end].append(pair)
            self.weight[pair] = (3.0 if pair in task.backbone else 1.0) * min(
                1.5, 0.5 + len(edges) / 2
            )
            self.span_cost[pair] = _SPAN * (_ON_RAIL if pair[0] in task.rail else 1.0)
        count = len(start.lane_of_row)
        lanes = range(len(task.lanes))
        self.lane_rows = [
            [row for row, its in enumerate(start.lane_of_row) if its == lane] for lane in lanes
        ]
        self.learned = False
        self.closed = -1
        self.rows: list[tuple[Item, ...]] = [()] * count
        self.links: list[dict[Pair, tuple[Item, Item]]] = [{}] * (count - 1)
        self.flat: list[dict[Pair, tuple[str, str]]] = [{}] * count
        self.used = [0.0] * count
        self.row_of: dict[str, int] = {}
        self.chains: dict[Pair, tuple[Item, ...]] = {}
        self.x: dict[Item, float] = {}
        self.places: list[dict[Item, int] | None] = [None] * count
        self.tables: list[Numbers | None] = [None] * (count - 1)
        self.costs: list[Numbers | None] = [None] * (count - 1)
        self.crossed: list[float | None] = [None] * (count - 1)
        self.spans: dict[Pair, float] = {}

    def save(self) -> _State:
        """A copy to return to."""
        return _State(
            list(self.rows), list(self.links), list(self.flat), list(self.used),
            dict(self.row_of), dict(self.chains), dict(self.x) if self.learned else {},
            list(self.places), list(self.tables), list(self.costs), list(self.crossed),
            dict(self.spans),
        )  # fmt: skip

    def load(self, state: _State) -> None:
        """Return to a copy; it can be used again."""
        self.rows, self.links = list(state.rows), list(state.links)
        self.flat, self.used = list(state.flat), list(state.used)
        self.row_of, self.chains = dict(state.row_of), dict(state.chains)
        self.x = dict(state.x)
        self.places, self.tables = list(state.places), list(state.tables)
        self.costs, self.crossed = list(state.costs), list(state.crossed)
        self.spans = dict(state.spans)

    # -- what things cost ------------------------------------------------------------------

    def cost(self) -> float:
        """Crossings, and what else makes a drawing hard to read, in crossings."""
        total = 0.0
        for row, crossed in enumerate(self.crossed):
            if crossed is None:
                crossed = self.crossed[row] = self._crossings(row)
            total += crossed
        for row, flat in enumerate(self.flat):
            place = self._place(row) if flat else {}
            for pair, (u, v) in flat.items():
                total += self.weight[pair] * (abs(place[u] - place[v]) - 1) + _FLAT
        total += sum(self.spans.values())
        total += _OVER * sum(used - self.room for used in self.used if used > self.room)
        total += _ROW * len(
            {row for node, row in self.row_of.items() if node not in self.task.rail}
        )
        if self.learned:
            x = self.x
            travel = sum(
                abs(x[a] - x[b]) for chain in self.chains.values() for a, b in pairwise(chain)
            )
            bent = sum(abs(x[u] - x[v]) for u, v in self.task.backbone if (u, v) in self.chains)
            total += _TRAVEL * travel + bent / BENT
        return total

    def _place(self, row: int) -> dict[Item, int]:
        place = self.places[row]
        if place is None:
            place = self.places[row] = {item: k for k, item in enumerate(self.rows[row])}
        return place

    def _ends(self, row: int) -> tuple[Numbers, NDArray[np.intp], NDArray[np.intp]]:
        """The weights of the links below a row, and the places of their ends."""
        upper, lower, links = self._place(row), self._place(row + 1), self.links[row]
        return (
            np.array([self.weight[pair] for pair in links], float),
            np.array([upper[a] for a, _ in links.values()], np.intp),
            np.array([lower[b] for _, b in links.values()], np.intp),
        )

    def _table(self, row: int) -> Numbers:
        """The links below a row, counted up to each corner between places."""
        upto = self.tables[row]
        if upto is None:
            n, m = len(self.rows[row]) + 1, len(self.rows[row + 1]) + 1
            weight, i, j = self._ends(row)
            counts = np.bincount((i + 1) * m + j + 1, weight, n * m).reshape(n, m)
            upto = self.tables[row] = counts.astype(table_dtype(n, m)).cumsum(0).cumsum(1)
        return upto

    def _crossings(self, row: int) -> float:
        """How often the links below a row cross, by weight."""
        upto = self._table(row)
        weight, i, j = self._ends(row)
        others = upto[i, -1] - upto[i, j + 1] + upto[-1, j] - upto[i + 1, j]
        return float(weight @ others) / 2

    def _cost_of_links(self, row: int) -> Numbers:
        """What a link between any two places of a row and the next costs."""
        cost = self.costs[row]
        if cost is None:
            upto = self._table(row)
            cost = upto[:, -1:] + upto[-1:, :] - 2 * upto
            if self.learned:
                cost += np.abs(self._way(row)[:, None] - self._way(row + 1))
            else:
                cost += aslant(*cost.shape)
            self.costs[row] = cost
        return cost

    def _way(self, row: int) -> Numbers:
        """Where each place of a row is across the page, in units of cost."""
        items = self.rows[row]
        if not self.learned:
            return even(len(items) + 1)
        if not items:
            return np.array([_TRAVEL * self.room / 2])
        x = np.array([self.x[item] for item in items])
        ends = [x[0] - 12, *((x[1:] + x[:-1]) / 2), x[-1] + 12]
        return _TRAVEL * np.array(ends)

    def _from_node(self, node: str, *, down: bool) -> Numbers:
        """What a link from a node to each place in the row below (or above) costs."""
        row = self.row_of[node]
        place = self._place(row)[node]
        if down:
            upto, way = self._table(row), self._way(row + 1)
            crossed = upto[place, -1] - upto[place] + upto[-1] - upto[place + 1]
        else:
            upto, way = self._table(row - 1), self._way(row - 1)
            crossed = upto[-1, place] - upto[:, place] + upto[:, -1] - upto[:, place + 1]
        here = _TRAVEL * self.x[node] if self.learned else TIE * (place + 0.5) / len(self.rows[row])
        cost: Numbers = crossed + np.abs(way - here)
        return cost

    def _entry(self, row: int, *, node: bool = False) -> Numbers | float:
        """What it costs to stand at each place of a row: edges inside it are crossed, or forbid
        a node; nothing stands behind the rail."""
        items, flat = self.rows[row], self.flat[row]
        behind = bool(items) and items[-1] in self.task.rail
        if not flat and not behind:
            return 0.0
        cost = np.zeros(len(items) + 1)
        if behind:
            cost[-1] = _FORBIDDEN
        place = self._place(row)
        for pair, (u, v) in flat.items():
            low, high = sorted((place[u], place[v]))
            cost[low + 1 : high + 1] += _FORBIDDEN if node else self.weight[pair]
        return cost

    def _beside(self, node: str, pair: Pair) -> Numbers:
        """What an edge inside the row of a node to each place costs: it crosses slots, and no
        node may stand between."""
        items = self.rows[self.row_of[node]]
        cost = np.zeros(len(items) + 1)
        if not self.task.may_lie_flat(pair):
            return cost + _FORBIDDEN
        place, weight = self._place(self.row_of[node])[node], self.weight[pair]
        step = [weight if isinstance(item, tuple) else _FORBIDDEN for item in items]
        cost[:place] = np.cumsum(step[:place][::-1])[::-1] if place else 0.0
        cost[place + 2 :] = np.cumsum(step[place + 1 :])
        return cost + _FLAT

    # -- taking out and putting in ---------------------------------------------------------

    def _insert(self, item: Item, row: int, place: int, wide: float) -> None:
        if self.learned:
            self.x[item] = float(self._way(row)[place]) / _TRAVEL
        items = self.rows[row]
        self.rows[row] = (*items[:place], item, *items[place:])
        self.used[row] += wide
        self.places[row] = None

    def _remove(self, item: Item, row: int, wide: float) -> None:
        place, items = self._place(row)[item], self.rows[row]
        self.rows[row] = items[:place] + items[place + 1 :]
        self.used[row] -= wide
        self.places[row] = None

    def _count(
        self, gap: int, i: int, j: int, weight: float, *, upper: int = 0, lower: int = 0
    ) -> None:
        """Count a link in, or out; arguments as of `with_link`."""
        self.costs[gap] = None
        old = self.tables[gap]
        if old is None:
            self.crossed[gap] = None
            return
        new = self.tables[gap] = with_link(old, i, j, weight, upper=upper, lower=lower)
        crossed = self.crossed[gap]
        if crossed is not None and weight:
            with_it = new if weight > 0 else old
            self.crossed[gap] = crossed + weight * crossed_by(with_it, i, j)

    def _count_node(self, row: int, place: int, step: int) -> None:
        """Count a node without links in (1), or out (-1)."""
        if row:
            self._count(row - 1, 0, place, 0.0, lower=step)
        if row < len(self.tables):
            self._count(row, place, 0, 0.0, upper=step)

    def _count_pair(self, pair: Pair, step: int) -> None:
        """Count all links of a pair in (1), or out (-1), with its slots."""
        chain = self.chains[pair]
        top = self.row_of[chain[0]]  # type: ignore[index]
        last = len(chain) - 2
        for number, (a, b) in enumerate(pairwise(chain)):
            row = top + number
            self._count(
                row,
                self._place(row)[a],
                self._place(row + 1)[b],
                step * self.weight[pair],
                upper=step if number else 0,
                lower=step if number < last else 0,
            )

    def _slot_width(self, pair: Pair) -> float:
        return SLOT * len(self.task.edges[pair]) + 2.0

    def take_pair(self, pair: Pair) -> None:
        """Take the edges of a pair out."""
        top, bottom = sorted((self.row_of[pair[0]], self.row_of[pair[1]]))
        if top == bottom:
            self.flat[top] = _without(self.flat[top], pair)
        else:
            self._count_pair(pair, -1)
            for slot in self.chains[pair][1:-1]:
                self._remove(slot, int(slot[2]), self._slot_width(pair))
            for row in range(top, bottom):
                self.links[row] = _without(self.links[row], pair)
        del self.chains[pair], self.spans[pair]

    def _way_down(self, pair: Pair) -> tuple[float, list[int]]:
        """The cheapest places for the slots of a pair from top to bottom, and what they cost."""
        u, v = pair if self.row_of[pair[0]] <= self.row_of[pair[1]] else pair[::-1]
        top, bottom = self.row_of[u], self.row_of[v]
        cost = self._from_node(u, down=True) + self._entry(top + 1)
        back = []
        for row in range(top + 1, bottom - 1):
            ways = cost[:, None] + self._cost_of_links(row)
            back.append(ways.argmin(0))
            cost = ways.min(0) + self._entry(row + 1)
        cost = cost + self._from_node(v, down=False)
        places = [int(cost.argmin())]
        value = float(cost[places[0]])
        for came in reversed(back):
            places.append(int(came[places[-1]]))
        return value, places[::-1]

    def put_pair(self, pair: Pair, places: Sequence[int] | None = None) -> None:
        """Put the edges of a pair in, at these places or where they cross least."""
        u, v = pair if self.row_of[pair[0]] <= self.row_of[pair[1]] else pair[::-1]
        top, bottom = self.row_of[u], self.row_of[v]
        if top == bottom:
            self.flat[top] = {**self.flat[top], pair: (u, v)}
            self.chains[pair], self.spans[pair] = (u, v), 0.0
            return
        items: list[Item] = [u]
        if bottom - top > 1:
            places = self._way_down(pair)[1] if places is None else places
            for row, place in zip(range(top + 1, bottom), places, strict=True):
                slot = (*pair, row)
                self._insert(slot, row, place, self._slot_width(pair))
                items.append(slot)
        items.append(v)
        for row, ends in zip(range(top, bottom), pairwise(items), strict=True):
            self.links[row] = {**self.links[row], pair: ends}
        self.chains[pair], self.spans[pair] = tuple(items), self._span(pair)
        self._count_pair(pair, 1)

    def take_node(self, node: str) -> None:
        """Take a node out with all its edges."""
        for pair in self.joined[node]:
            if pair in self.chains:
                self.take_pair(pair)
        row = self.row_of.pop(node)
        self._count_node(row, self._place(row)[node], -1)
        self._remove(node, row, self.task.size[node][0] + 9.0)

    def _rows_for(self, node: str) -> range:
        """The rows in which a node may stand."""
        if node in self.task.rail:
            return range(len(self.rows))
        own = self.lane_rows[self.task.lane[node]]
        above = [self.row_of[n] for n in self.start.above[node] if n in self.row_of]
        below = [self.row_of[n] for n in self.start.below[node] if n in self.row_of]
        apart = 0 if self.task.flat_rows else 1
        low = max([own[0], *(row + apart for row in above)])
        high = min([own[-1], *(row - apart for row in below)])
        return range(low, high + 1)

    def _best_place(
        self, node: str, noise: float = 0.0, only: int | None = None
    ) -> tuple[float, int, int] | None:
        """The least cost of a node with its edges, at which row and place; None where no place
        is free.

        `only`: the row to use. `noise`: up to this much is added to the cost of each place.
        """
        rows = self._rows_for(node) if only is None else range(only, only + 1)
        total: dict[int, Numbers] = {
            row: np.zeros(len(self.rows[row]) + 1) + self._entry(row, node=True)
            for row in rows
            if row != self.closed
        }
        if not total:
            return None
        self._add_links(node, total, rows)
        on_rail = node in self.task.rail
        best = (math.inf, 0, 0)
        for row, cost in total.items():
            if noise:
                cost = cost + noise * np.array([self.dice.random() for _ in cost])
            place = len(cost) - 1 if on_rail else int(cost.argmin())
            wide = self.used[row] + self.task.size[node][0] + 9.0
            value = float(cost[place]) + _OVER * max(0.0, wide - self.room)
            value += noise * self.dice.random() if noise else 0.0
            if not on_rail and not any(isinstance(item, str) for item in self.rows[row]):
                value += _ROW
            if value < best[0] - 1e-9:
                best = (value, row, place)
        return best if best[0] < _FORBIDDEN / 2 else None

    def _put(self, node: str, row: int, place: int) -> None:
        """Put a node in at a place, and its edges where they cross least."""
        self._insert(node, row, place, self.task.size[node][0] + 9.0)
        self._count_node(row, place, 1)
        self.row_of[node] = row
        pairs = [
            pair for pair in self.joined[node] if pair[0] in self.row_of and pair[1] in self.row_of
        ]
        pairs.sort(key=lambda pair: (abs(self.row_of[pair[0]] - self.row_of[pair[1]]), pair))
        for pair in pairs:
            self.put_pair(pair)

    def _add_links(self, node: str, total: dict[int, Numbers], rows: range) -> None:
        """Add to the cost of each place what the links to the node's neighbours cost there."""
        ends: list[tuple[int, str, Pair]] = []
        for pair in self.joined[node]:
            other = pair[1] if pair[0] == node else pair[0]
            if other in self.row_of:
                ends.append((self.row_of[other], other, pair))
                if self.row_of[other] in total:
                    total[self.row_of[other]] += self._beside(other, pair)
        if not ends:
            return
        for down in (True, False):
            step = 1 if down else -1
            if down:
                order = range(min(row for row, *_ in ends) + 1, rows[-1] + 1)
            else:
                order = range(max(row for row, *_ in ends) - 1, rows[0] - 1, -1)
            costs: Numbers | None = None
            active: list[tuple[int, str, Pair]] = []
            for row in order:
                if costs is not None:
                    table = self._cost_of_links(row - 1 if down else row)
                    costs = (
                        (costs[:, :, None] + table).min(1)
                        if down
                        else (costs[:, None, :] + table).min(2)
                    )
                new = [end for end in ends if end[0] == row - step]
                if new:
                    fresh = np.array([self._from_node(other, down=down) for _, other, _ in new])
                    costs = fresh if costs is None else np.vstack((costs, fresh))
                    active += new
                if costs is None:
                    continue
                costs = costs + self._entry(row)
                if row in total:
                    weights = np.array([self.weight[pair] for *_, pair in active])
                    spans = [
                        self.weight[p] * self.span_cost[p] * abs(row - at) for at, _, p in active
                    ]
                    total[row] += weights @ costs + sum(spans)

    # -- searching -------------------------------------------------------------------------

    def build(self, eager: float = 0.0) -> None:
        """Put all nodes in, the best joined first, each in the row that it starts from."""
        ties = {node: eager * self.dice.random() for node in self.task.size}
        left = dict.fromkeys(self.task.size)
        known = dict.fromkeys(self.task.size, 0)
        degree = {node: len(pairs) + ties[node] for node, pairs in self.joined.items()}
        while left:
            node = max(left, key=lambda n: (n not in self.task.rail, known[n], degree[n]))
            del left[node]
            for pair in self.joined[node]:
                for end in pair:
                    known[end] += 1
            row = None if node in self.task.rail else self.start.row_of[node]
            best = self._best_place(node, only=row)
            if best is None:
                raise AssertionError(f"no place for {node}")
            self._put(node, *best[1:])

    def _again(self, nodes: Iterable[str], noise: float = 0.0) -> bool:
        nodes = list(nodes)
        for node in nodes:
            self.take_node(node)
        self.dice.shuffle(nodes)
        for node in nodes:
            best = self._best_place(node, noise)
            if best is None:
                return False
            self._put(node, *best[1:])
        return True

    def polish(self, passes: int) -> float:
        """Take each node, then each long edge, out and put it back; return the cost."""
        now = self.cost()
        self.changes, self.changed = 0, [0] * len(self.rows)
        self.seen: dict[str | Pair, int] = {}
        for _ in range(passes):
            before = now
            for node in self._shuffled(self.task.size):
                if self._settled(node, self.joined[node]):
                    continue
                state = self.save()
                self.take_node(node)
                best = self._best_place(node)
                if best is not None and self.cost() + best[0] < now - 1e-9:
                    self._put(node, *best[1:])
                    now = self._keep(state, now)
                else:
                    self.load(state)
                self.seen[node] = self.changes
            for pair in self._shuffled(self.task.edges):
                if abs(self.row_of[pair[0]] - self.row_of[pair[1]]) < 2 or self._settled(
                    pair, [pair]
                ):
                    continue
                state = self.save()
                self.take_pair(pair)
                value, places = self._way_down(pair)
                if self.cost() + self.weight[pair] * value + self._span(pair) < now - 1e-9:
                    self.put_pair(pair, places)
                    now = self._keep(state, now)
                else:
                    self.load(state)
                self.seen[pair] = self.changes
            if now > before - 1e-6:
                break
        return now

    def _keep(self, state: _State, now: float) -> float:
        """Keep a change that lowers the cost, else return to a copy; the cost."""
        after = self.cost()
        if after >= now - 1e-9:
            self.load(state)
            return now
        self.changes += 1
        for row, items in enumerate(state.rows):
            if self.rows[row] != items:
                self.changed[row] = self.changes
        return after

    def _settled(self, what: str | Pair, pairs: Iterable[Pair]) -> bool:
        """Whether nothing has changed in the rows around since this was tried."""
        rows = [self.row_of[end] for pair in pairs for end in pair] or [0]
        latest = max(self.changed[min(rows) : max(rows) + 1])
        return latest <= self.seen.get(what, -1)

    def _span(self, pair: Pair) -> float:
        """What the rows cost that a pair spans."""
        span = abs(self.row_of[pair[0]] - self.row_of[pair[1]])
        return span * self.span_cost[pair] * self.weight[pair]

    def _shuffled(self, things: Iterable[Thing]) -> list[Thing]:
        mixed = list(things)
        self.dice.shuffle(mixed)
        return mixed

    def search(self, kicks: int) -> None:
        """Take a few related nodes out and put them back, this many times, annealed."""
        if not kicks:
            return
        now = self.cost()
        best, kept = now, self.save()
        for kick in range(kicks):
            state = self.save()
            nodes = self._related()
            if self.dice.random() < 0.12:
                row = self.dice.randrange(len(self.rows))
                few = [item for item in self.rows[row] if isinstance(item, str)]
                if 0 < len(few) <= 4:
                    nodes, self.closed = few, row
            moved = self._again(nodes, self.dice.choice((0.0, 0.0, 0.5, 1.5)))
            self.closed = -1
            after = self.cost() if moved else math.inf
            heat = _HEAT * (1 - kick / kicks)
            if after <= now - heat * math.log(max(1e-9, self.dice.random())) * (after > now):
                now = after
                if now < best - 1e-9:
                    best, kept = now, self.save()
            else:
                self.load(state)
        self.load(kept)

    def _related(self) -> list[str]:
        """A few nodes that edges join, or that stand in nearby rows."""
        every = list(self.task.size)
        first = self.dice.choice(every)
        count = self.dice.randrange(2, 6)
        found = [first]
        if self.dice.random() < 0.6:
            while len(found) < count:
                near = [
                    n for one in found for pair in self.joined[one] for n in pair if n not in found
                ]
                if not near:
                    break
                found.append(self.dice.choice(near))
            return found
        row = self.row_of[first]
        near = [n for n in every if abs(self.row_of[n] - row) <= 1 and n != first]
        return found + self._shuffled(near)[: count - 1]

    def refine(self, x: Mapping[Item, float]) -> None:
        """Polish once more, now that it is known how far links run."""
        self.learn(x)
        self.polish(1)

    def learn(self, x: Mapping[Item, float]) -> None:
        """Take over where items stand: from now on it counts how far links run."""
        self.learned = True
        self.x = {item: round(value, 1) for item, value in x.items()}
        for chain in self.chains.values():
            for before, item in pairwise(chain):
                self.x.setdefault(item, self.x[before])
        self.costs = [None] * len(self.costs)

    def made(self) -> Rows:
        """The rows that hold nodes, in order."""
        kept = [
            row for row, items in enumerate(self.rows) if any(isinstance(i, str) for i in items)
        ]
        rows = [list(self.rows[row]) for row in kept]
        row_of = {item: number for number, items in enumerate(rows) for item in items}
        chains = {}
        for pair, chain in self.chains.items():
            items = tuple(item for item in chain if item in row_of)
            chains[pair] = items if items[0] == pair[0] else items[::-1]
        return Rows(rows, [self.start.lane_of_row[row] for row in kept], row_of, chains)


def _without(pairs: dict[Pair, Thing], pair: Pair) -> dict[Pair, Thing]:
    """A copy without one pair."""
    made = dict(pairs)
    del made[pair]
    return made


class _Effort(NamedTuple):
    """How long to search: starts, passes over each, how many of them go on, with how many passes,
    how many of those are searched to the end, with how many kicks."""

    starts: int
    first: int
    finalists: int
    passes: int
    finished: int
    kicks: int


_FEW = 50
"""Drawings of more pairs differ from one another: four of them are searched to the end."""

_CROWDED = 400
"""Where the pairs pass more rows than this, one drawing is searched to the end."""


def _effort(pairs: int, passed: int) -> _Effort:
    """By the number of pairs and of rows that they pass: counts and never times, so that the
    same graph gives the same drawing everywhere."""
    if passed <= _CROWDED and pairs > _FEW:
        return _Effort(5, 1, 4, 3, 4, 30)
    if passed <= 1_000:
        return _Effort(5, 1, 2, 3, 1, 50)
    return _Effort(2, 1, 1, 2, 1, 10) if passed <= 2_000 else _Effort(1, 1, 1, 0, 1, 0)


def arrange(task: Task, room: float, seed: int) -> list[Arrangement]:
    """The best of several searches, from different starts: one, or a few to choose from.

    `room`: width in points that rows have. `seed` makes the search repeatable.
    """
    start = first_rows(task, room * _SHARES[0])
    passed = sum(abs(start.row_of[u] - start.row_of[v]) for u, v in task.edges)
    effort = _effort(len(task.edges), passed)
    tried: list[tuple[float, Arrangement]] = []
    for number in range(effort.starts):
        its = room * _SHARES[number % len(_SHARES)]
        found = Arrangement(task, first_rows(task, its), its, random.Random(seed + number))
        found.build(eager=2.0 if number else 0.0)
        tried.append((found.polish(effort.first), found))
    tried = sorted(tried, key=_cost)[: effort.finalists]
    tried = sorted([(found.polish(effort.passes), found) for _, found in tried], key=_cost)
    chosen = [found for _, found in tried[: effort.finished]]
    for found in chosen:
        if effort.finished > 1:
            made = found.made()
            found.learn(place_items(task, made, spread_ports(task, made).offset, (), room).x)
        found.search(effort.kicks)
        found.polish(effort.passes)
    return chosen


def _cost(tried: tuple[float, Arrangement]) -> float:
    return tried[0]
