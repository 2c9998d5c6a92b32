"""Which row everything stands in: Sugiyama's layers inside lanes.

An edge that spans several rows passes each of them through a slot of its own, so that no edge
runs under a foreign node (Sugiyama, Tagawa, Toda 1981, doi:10.1109/TSMC.1981.4308636).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from follicle_graph.drawing.layout.content import Content, lanes_of, neighbours, rank

Item = Hashable


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


def make_rows(
    content: Content, order: Sequence[str], widths: Mapping[str, float], room: float, per_row: int
) -> Rows:
    """Rows of nodes, lane by lane; a lane wraps when its nodes need more than `room`.

    Nodes without a lane stand by depth, as in a plain layered drawing; where that is very deep,
    some levels share a row.
    """
    lanes = lanes_of(content, order)
    made = Rows()
    for lane in sorted(set(lanes.values()), key=lambda name: rank(name, order)):
        members = [node.id for node in content.nodes if lanes[node.id] == lane]
        depth = _depths(content, members)
        members.sort(key=lambda node: (depth[node], node))
        levels = [members]
        if not lane:
            step = 1 + max(depth.values(), default=0) // (6 + int(len(members) ** 0.5))
            level_of = {node: depth[node] // step for node in members}
            levels = [list(level) for _, level in groupby(members, key=level_of.__getitem__)]
        for level in levels:
            need = int(np.ceil(sum(widths[node] for node in level) / room))
            for part in _split(level, max(1, -(-len(level) // per_row), need), widths):
                for node in part:
                    made.row_of[node] = len(made.rows)
                made.rows.append(list(part))
                made.lane_of_row.append(lane)
    _settle(made, content, widths, room, per_row)
    return made


def _depths(content: Content, members: Sequence[str]) -> dict[str, int]:
    """Longest way down inside a lane, edges that close a cycle left out."""
    inside = set(members)
    following: dict[str, list[str]] = {node: [] for node in members}
    for u, v in content.pairs:
        if u in inside and v in inside:
            following[u].append(v)
    state: dict[str, int] = {}
    depth = dict.fromkeys(members, 0)
    finished: list[str] = []
    forward: dict[str, list[str]] = {node: [] for node in members}
    for root in members:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(following[root]))]
        while stack:
            node, ends = stack[-1]
            end = next(ends, None)
            if end is None:
                state[node] = 2
                finished.append(node)
                stack.pop()
            elif state.get(end) != 1:
                forward[node].append(end)
                if end not in state:
                    state[end] = 1
                    stack.append((end, iter(following[end])))
    for node in reversed(finished):
        for end in forward[node]:
            depth[end] = max(depth[end], depth[node] + 1)
    return depth


def _split(members: Sequence[str], count: int, widths: Mapping[str, float]) -> list[Sequence[str]]:
    """Members in `count` runs of about equal width."""
    total = np.cumsum([widths[node] for node in members])
    cuts = [int(np.searchsorted(total, total[-1] * part / count)) + 1 for part in range(1, count)]
    runs = [members[a:b] for a, b in zip([0, *cuts], [*cuts, len(members)], strict=True)]
    return [run for run in runs if run]


def _settle(
    made: Rows,
    content: Content,
    widths: Mapping[str, float],
    room: float,
    per_row: int,
    *,
    passes: int = 4,
) -> None:
    """Move nodes between the rows of their lane where that shortens what joins them.

    A row downwards costs 1, upwards 1.25, a neighbour in the same row 0.9.
    """
    rows_of_lane: dict[str, list[int]] = {}
    for index, lane in enumerate(made.lane_of_row):
        rows_of_lane.setdefault(lane, []).append(index)
    joined = neighbours(content.pairs)
    leaving = set(content.pairs)
    used = [sum(widths[node] for node in row) for row in made.nodes()]
    count = [len(row) for row in made.rows]

    def cost(node: str, row: int) -> float:
        total = 0.0
        for other in joined.get(node, ()):
            down = made.row_of[other] - row if (node, other) in leaving else 0
            span = abs(made.row_of[other] - row)
            total += 0.9 if span == 0 else span * (1.25 if down < 0 else 1.0)
        return total

    for _ in range(passes):
        moved = False
        for node in [node.id for node in content.nodes]:
            here = made.row_of[node]
            options = rows_of_lane[made.lane_of_row[here]]
            if len(options) < 2 or not made.lane_of_row[here]:
                continue
            best = min(options, key=lambda row: (cost(node, row), abs(row - here), row))
            gain = cost(node, here) - cost(node, best)
            fits = used[best] + widths[node] <= room * 1.1 and count[best] < per_row + 1
            if gain > 0.01 and fits and count[here] > 1:
                made.row_of[node] = best
                used[here], used[best] = used[here] - widths[node], used[best] + widths[node]
                count[here], count[best] = count[here] - 1, count[best] + 1
                moved = True
        if not moved:
            break
    made.rows = [[] for _ in made.rows]
    for one in content.nodes:
        made.rows[made.row_of[one.id]].append(one.id)


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
