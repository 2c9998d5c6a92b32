"""Edges as straight lines, worked out when somebody reads them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from follicle_graph.drawing.layout.curves import Point
from follicle_graph.drawing.layout.lane_layers import SLOT
from follicle_graph.drawing.layout.layout_input import EdgeTriple
from follicle_graph.drawing.layout.sizes import Box


class StraightRoutes(Mapping[EdgeTriple, tuple[Point, ...]]):
    """Lines from border to border; edges between the same two nodes run side by side.

    `edges`: what has a line, in the order of their ids. The page works the same lines out itself.

    >>> boxes = {"a": Box(0, 0, 10, 10), "b": Box(100, 0, 10, 10)}
    >>> StraightRoutes(boxes, [("a", "b", "increases")])["a", "b", "increases"]
    ((5.0, 0.0), (95.0, 0.0))
    """

    def __init__(self, boxes: Mapping[str, Box], edges: Sequence[EdgeTriple]) -> None:
        self.edges = tuple(edges)
        self._boxes = boxes

    def __getitem__(self, edge: EdgeTriple) -> tuple[Point, ...]:
        return self._lines[edge]

    def __iter__(self) -> Iterator[EdgeTriple]:
        return iter(self.edges)

    def __len__(self) -> int:
        return len(self.edges)

    def __reduce__(self) -> tuple[type[StraightRoutes], tuple[dict[str, Box], list[EdgeTriple]]]:
        return StraightRoutes, (dict(self._boxes), list(self.edges))

    @cached_property
    def _lines(self) -> dict[EdgeTriple, tuple[Point, ...]]:
        side_by_side: dict[frozenset[str], list[EdgeTriple]] = {}
        for edge in self.edges:
            side_by_side.setdefault(frozenset(edge[:2]), []).append(edge)
        lines = {}
        for group in side_by_side.values():
            for number, edge in enumerate(group):
                a, b = self._boxes[edge[0]], self._boxes[edge[1]]
                far = math.hypot(b.x - a.x, b.y - a.y) or 1.0
                aside = (number - (len(group) - 1) / 2) * SLOT * (1 if edge[0] < edge[1] else -1)
                dx, dy = -aside * (b.y - a.y) / far, aside * (b.x - a.x) / far
                lines[edge] = tuple((round(x + dx, 2), round(y + dy, 2)) for x, y in _line(a, b))
        return lines


def _line(a: Box, b: Box) -> list[Point]:
    """A line between two boxes, from border to border."""
    dx, dy = b.x - a.x, b.y - a.y
    if dx == dy == 0:
        return [(a.x + a.width / 2, a.y), (a.x, a.y - a.height / 2)]

    def reach(box: Box) -> float:
        across = box.width / 2 / abs(dx) if dx else float("inf")
        along = box.height / 2 / abs(dy) if dy else float("inf")
        return min(across, along)

    near, far = reach(a), 1 - reach(b)
    return [(a.x + near * dx, a.y + near * dy), (a.x + far * dx, a.y + far * dy)]
