"""Which row everything stands in, and in which order: Sugiyama's layers inside lanes.

An edge that spans several rows passes each of them through a slot of its own, so that no edge
runs under a foreign node. Orders come from barycentre sweeps and swaps of neighbours (Sugiyama,
Tagawa, Toda 1981, doi:10.1109/TSMC.1981.4308636).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from follicle_graph.graph import Graph

Item = Hashable
INTERVENTIONS = "interventions"


@dataclass(slots=True)
class Rows:
    """Rows of items (nodes, and slots of passing edges) from top to bottom.

    `chains` maps an ordered pair of nodes -> the items from u to v, slots included; `slot_of`
    a slot -> its pair.
    """

    rows: list[list[Item]] = field(default_factory=list)
    lane_of_row: list[str] = field(default_factory=list)
    row_of: dict[Item, int] = field(default_factory=dict)
    chains: dict[tuple[str, str], tuple[Item, ...]] = field(default_factory=dict)
    slot_of: dict[Item, tuple[str, str]] = field(default_factory=dict)

    def nodes(self) -> list[list[str]]:
        """The nodes of each row, without the slots."""
        return [[item for item in row if isinstance(item, str)] for row in self.rows]

    def links(self) -> list[list[tuple[Item, Item]]]:
        """For each row, the pairs that join it with the next."""
        between: list[list[tuple[Item, Item]]] = [[] for _ in self.rows]
        for chain in self.chains.values():
            for a, b in pairwise(chain):
                upper, lower = sorted((a, b), key=self.row_of.__getitem__)
                if self.row_of[upper] != self.row_of[lower]:
                    between[self.row_of[upper]].append((upper, lower))
        return between


def lanes_of(G: Graph, order: Sequence[str]) -> dict[str, str]:
    """Node -> lane; an intervention stands in the lane of what it mostly acts on."""
    own = {node: G.nodes[node].get("lane") or "" for node in G}
    lanes = dict(own)
    for node, lane in own.items():
        if lane == INTERVENTIONS:
            hit = Counter(own[v] for _, v in G.out_edges(node) if own[v] != INTERVENTIONS)
            if hit:
                lanes[node] = min(hit, key=lambda name: (-hit[name], _rank(name, order)))
    return lanes


def _rank(lane: str, order: Sequence[str]) -> tuple[int, str]:
    return (order.index(lane) if lane in order else len(order), lane)


def make_rows(
    G: Graph, order: Sequence[str], widths: Mapping[str, float], room: float, per_row: int
) -> Rows:
    """Rows of nodes, lane by lane; a lane wraps when its nodes need more than `room`.

    Nodes without a lane stand by depth, as in a plain layered drawing.
    """
    lanes = lanes_of(G, order)
    made = Rows()
    for lane in sorted(set(lanes.values()), key=lambda name: _rank(name, order)):
        members = sorted(node for node in G if lanes[node] == lane)
        depth = _depths(G, members)
        members.sort(key=lambda node: (depth[node], node))
        levels = [members]
        if not lane:
            levels = [list(group) for _, group in groupby(members, key=depth.__getitem__)]
        for level in levels:
            need = int(np.ceil(sum(widths[node] for node in level) / room))
            for part in _split(level, max(1, -(-len(level) // per_row), need), widths):
                for node in part:
                    made.row_of[node] = len(made.rows)
                made.rows.append(list(part))
                made.lane_of_row.append(lane)
    return made


def _depths(G: Graph, members: Sequence[str]) -> dict[str, int]:
    """Longest way down inside a lane, edges that close a cycle left out."""
    inside = set(members)
    state: dict[str, int] = {}
    depth = dict.fromkeys(members, 0)
    finished: list[str] = []
    forward: dict[str, list[str]] = {node: [] for node in members}
    for root in members:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(sorted(v for v in G.successors(root) if v in inside)))]
        while stack:
            node, ends = stack[-1]
            following = next(ends, None)
            if following is None:
                state[node] = 2
                finished.append(node)
                stack.pop()
            elif state.get(following) != 1:
                forward[node].append(following)
                if following not in state:
                    state[following] = 1
                    ends_after = sorted(v for v in G.successors(following) if v in inside)
                    stack.append((following, iter(ends_after)))
    for node in reversed(finished):
        for following in forward[node]:
            depth[following] = max(depth[following], depth[node] + 1)
    return depth


def _split(members: Sequence[str], count: int, widths: Mapping[str, float]) -> list[Sequence[str]]:
    """Members in `count` runs of about equal width."""
    total = np.cumsum([widths[node] for node in members])
    cuts = [int(np.searchsorted(total, total[-1] * part / count)) + 1 for part in range(1, count)]
    runs = [members[a:b] for a, b in zip([0, *cuts], [*cuts, len(members)], strict=True)]
    return [run for run in runs if run]


def add_slots(made: Rows, pairs: Sequence[tuple[str, str]]) -> None:
    """Give every ordered pair its chain; each row between its ends gets a slot for it."""
    for u, v in pairs:
        top, bottom = made.row_of[u], made.row_of[v]
        step = 1 if bottom > top else -1
        slots: list[Item] = []
        for row in range(top + step, bottom, step):
            slot = (u, v, row)
            made.row_of[slot] = row
            made.slot_of[slot] = (u, v)
            made.rows[row].append(slot)
            slots.append(slot)
        made.chains[u, v] = (u, *slots, v)


def order_rows(made: Rows, *, sweeps: int = 24, swaps: int = 6) -> None:
    """Order every row so that few edges cross; the best order seen is kept."""
    links = made.links()
    above: dict[Item, list[Item]] = {}
    below: dict[Item, list[Item]] = {}
    for between in links:
        for upper, lower in between:
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    best, fewest = [list(row) for row in made.rows], crossings(made.rows, links)
    for sweep in range(sweeps):
        neighbours = above if sweep % 2 == 0 else below
        indices = range(len(made.rows))
        for index in indices if sweep % 2 == 0 else reversed(indices):
            _sort_by_barycentre(made, index, neighbours)
        if sweep % 4 == 3:
            for _ in range(swaps):
                if sum(_swap_neighbours(row, made, above, below) for row in made.rows) == 0:
                    break
        count = crossings(made.rows, links)
        if count < fewest:
            best, fewest = [list(row) for row in made.rows], count
    made.rows = best


def _places(row: Sequence[Item]) -> dict[Item, float]:
    return {item: (place + 0.5) / len(row) for place, item in enumerate(row)}


def _sort_by_barycentre(made: Rows, index: int, neighbours: Mapping[Item, Sequence[Item]]) -> None:
    row = made.rows[index]
    own = _places(row)
    known: dict[int, dict[Item, float]] = {}
    centre: dict[Item, float] = {}
    for item in row:
        places = []
        for other in neighbours.get(item, ()):
            at = made.row_of[other]
            places.append(known.setdefault(at, _places(made.rows[at]))[other])
        centre[item] = sum(places) / len(places) if places else own[item]
    row.sort(key=lambda item: (centre[item], own[item]))


def _swap_neighbours(
    row: list[Item],
    made: Rows,
    above: Mapping[Item, Sequence[Item]],
    below: Mapping[Item, Sequence[Item]],
) -> bool:
    """Swap items that stand side by side where that removes crossings."""
    if len(row) < 2:
        return False
    index = made.row_of[row[0]]
    sides = []
    for neighbours, at in ((above, index - 1), (below, index + 1)):
        if 0 <= at < len(made.rows):
            place = {item: number for number, item in enumerate(made.rows[at])}
            sides.append({item: sorted(place[o] for o in neighbours.get(item, ())) for item in row})
    swapped = False
    for left in range(len(row) - 1):
        a, b = row[left], row[left + 1]
        gain = sum(_inversions(side[a], side[b]) - _inversions(side[b], side[a]) for side in sides)
        if gain > 0:
            row[left], row[left + 1] = b, a
            swapped = True
    return swapped


def _inversions(first: Sequence[int], second: Sequence[int]) -> int:
    return sum(1 for p in first for q in second if q < p)


def crossings(rows: Sequence[Sequence[Item]], links: Sequence[Sequence[tuple[Item, Item]]]) -> int:
    """How many pairs of links between neighbouring rows cross."""
    place = {item: number for row in rows for number, item in enumerate(row)}
    count = 0
    for between in links:
        if len(between) < 2:
            continue
        ends = np.array([(place[a], place[b]) for a, b in between])
        ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
        upper, lower = ends[:, 0], ends[:, 1]
        for index in range(1, len(ends)):
            count += int(np.sum((lower[:index] > lower[index]) & (upper[:index] < upper[index])))
    return count
