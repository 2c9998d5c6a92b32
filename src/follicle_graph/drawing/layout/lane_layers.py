"""What is to be laid out, and the rows that it starts from: layers along the flow in each lane.

Inside a lane a node stands one row below what acts on it there (longest path); edges that close
a cycle are turned round after Eades, Lin and Smyth (1993, doi:10.1016/0020-0190(93)90079-O).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from follicle_graph.drawing.layout.layout_input import INTERVENTIONS, Content, lanes_of, rank

EdgeTriple = tuple[str, str, str]
Pair = tuple[str, str]
Slot = tuple[str, str, int]
"""Where the edges of a pair of nodes pass a row."""
Item = str | Slot
"""What stands in a row: a node, or a slot."""

SLOT = 4.5
"""Width in points of the slot that an edge takes where it passes a row."""

FLAT_ROOM = 24.0
"""Points between two neighbours in a row that an edge joins."""

_MOST_FLAT = 2
"""An edge inside a row lies between neighbours; more than this many need different rows."""


@dataclass(frozen=True, slots=True)
class Task:
    """Nodes with their sizes and lanes, and the edges of each ordered pair of different nodes.

    `backbone`: pairs drawn as straight as possible. `rail`: nodes that stand at the right of
    all rows, at most one a row.
    """

    size: Mapping[str, tuple[float, float]]
    lane: Mapping[str, int]
    lanes: tuple[str, ...]
    edges: Mapping[Pair, tuple[EdgeTriple, ...]]
    backbone: frozenset[Pair]
    rail: frozenset[str]

    @property
    def flat_rows(self) -> bool:
        """Whether edges may run inside rows; a drawing without lanes goes strictly downwards."""
        return any(self.lanes)

    def may_lie_flat(self, pair: Pair) -> bool:
        """Whether the edges of a pair fit between neighbours of one row; only inside lanes."""
        if not self.flat_rows:
            return False
        u, v = pair
        count = len(self.edges.get(pair, ())) + len(self.edges.get((v, u), ()))
        return count <= _MOST_FLAT and pair not in self.backbone

    def rail_width(self) -> float:
        """Width in points of the column of the rail; 0 without one."""
        return max((self.size[node][0] + 14.0 for node in self.rail), default=0.0)


def make_task(
    content: Content,
    size: Mapping[str, tuple[float, float]],
    order: Sequence[str],
    backbone: Iterable[Pair] = (),
    *,
    rail: bool = False,
) -> Task:
    """The task of laying out a graph with nodes of these sizes and lanes in this order."""
    lane_of = lanes_of(content, order)
    lanes = tuple(sorted(set(lane_of.values()), key=lambda lane: rank(lane, order)))
    edges: dict[Pair, tuple[EdgeTriple, ...]] = {}
    for edge in content.edges:
        if edge[0] != edge[1]:
            edges[edge[:2]] = (*edges.get(edge[:2], ()), edge)
    aside = [node.id for node in content.nodes if rail and node.lane == INTERVENTIONS]
    return Task(
        size,
        {node: lanes.index(lane) for node, lane in lane_of.items()},
        lanes,
        edges,
        frozenset(backbone) & edges.keys(),
        frozenset(aside) if len(aside) < len(size) else frozenset(),
    )


@dataclass(frozen=True, slots=True)
class Start:
    """Node -> row, lane of each row, and for each node the nodes that stay above and below it."""

    row_of: dict[str, int]
    lane_of_row: list[int]
    above: Mapping[str, list[str]]
    below: Mapping[str, list[str]]


def first_rows(task: Task, room: float, *, full: float = 0.8) -> Start:
    """Layers by longest path inside each lane; a node goes on to the next row when one is full.

    `full`: the part of the room in points that the nodes of a row may take.
    """
    above: dict[str, list[str]] = {node: [] for node in task.size}
    below: dict[str, list[str]] = {node: [] for node in task.size}
    row_of: dict[str, int] = {}
    depths = []
    inside: list[list[Pair]] = [[] for _ in task.lanes]
    for u, v in task.edges:
        if task.lane[u] == task.lane[v] and not {u, v} & task.rail:
            inside[task.lane[u]].append((u, v))
    for lane in range(len(task.lanes)):
        members = [n for n in task.size if task.lane[n] == lane and n not in task.rail]
        place = _flow_order(members, inside[lane])
        for u, v in inside[lane]:
            first, last = (u, v) if place[u] < place[v] else (v, u)
            above[last].append(first)
            below[first].append(last)
        used: dict[int, float] = {}
        for node in sorted(members, key=place.__getitem__):
            row = max((row_of[one] + 1 for one in above[node]), default=0)
            wide = task.size[node][0] + 16.0
            while used.get(row, 0.0) and used[row] + wide > room * full:
                row += 1
            row_of[node] = row
            used[row] = used.get(row, 0.0) + wide
        depths.append(1 + max((row_of[node] for node in members), default=0))
    while sum(depths) < len(task.rail):
        depths[depths.index(max(depths))] += 1
    begin = 0
    for lane, depth in enumerate(depths):
        for node in task.size:
            if task.lane[node] == lane:
                row_of[node] = begin + row_of.get(node, 0)
        begin += depth
    lane_of_row = [lane for lane, depth in enumerate(depths) for _ in range(depth)]
    return Start(row_of, lane_of_row, above, below)


def _flow_order(nodes: Sequence[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """Node -> place in an order against which few pairs run."""
    out: dict[str, set[str]] = {node: set() for node in nodes}
    into: dict[str, set[str]] = {node: set() for node in nodes}
    for u, v in pairs:
        out[u].add(v)
        into[v].add(u)
    left = dict.fromkeys(sorted(nodes))
    head: list[str] = []
    tail: list[str] = []

    def take(node: str, end: list[str]) -> None:
        end.append(node)
        del left[node]
        for one in out[node]:
            into[one].discard(node)
        for one in into[node]:
            out[one].discard(node)

    while left:
        sinks = [node for node in left if not out[node]]
        sources = [node for node in left if not into[node] and out[node]]
        for node in sinks:
            take(node, tail)
        for node in sources:
            take(node, head)
        if not sinks and not sources:
            take(max(left, key=lambda node: len(out[node]) - len(into[node])), head)
    return {node: number for number, node in enumerate([*head, *reversed(tail)])}


@dataclass(frozen=True, slots=True)
class Rows:
    """Ordered rows from top to bottom; `chains` maps a pair -> its items from u to v."""

    rows: list[list[Item]]
    lane_of_row: list[int]
    row_of: Mapping[Item, int]
    chains: Mapping[Pair, tuple[Item, ...]]

    def flat(self, pair: Pair) -> bool:
        """Whether the two nodes of a pair stand in one row."""
        return self.row_of[pair[0]] == self.row_of[pair[1]]
