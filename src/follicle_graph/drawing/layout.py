"""Where everything stands: one layout in lanes for the figure and for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    """Centre, width and height in points; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in points, y downwards: boxes of nodes, routes of edges, boxes of lanes.

    `routes` maps (u, v, key) -> polyline as drawn, from the border of u to the border of v.
    """

    boxes: Mapping[str, Box]
    routes: Mapping[tuple[str, str, str], tuple[Point, ...]]
    lanes: Mapping[str, Box]
    width: float
    height: float
