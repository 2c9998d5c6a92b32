"""Outlines of nodes and heads of edges as polygons in points, for any renderer."""

from __future__ import annotations

import math
from collections.abc import Sequence

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.sizes import Box

Point = tuple[float, float]


def outline(shape: look.Shape, box: Box) -> list[Point]:
    """The corners of a node's shape, clockwise on a page whose y grows downwards.

    >>> len(outline("octagon", Box(0, 0, 40, 20)))
    8
    """
    w, h = box.width / 2, box.height / 2
    corners: list[Point]
    match shape:
        case "ellipse":
            turns = [2 * math.pi * step / 48 for step in range(48)]
            corners = [(w * math.cos(turn), h * math.sin(turn)) for turn in turns]
        case "rounded":
            corners = _rounded(w, h, min(4.0, h))
        case "stadium":
            corners = _rounded(w, h, min(w, h))
        case "octagon":
            cut = min(5.0, h * 0.6)
            corners = [(w - cut, -h), (w, -h + cut), (w, h - cut), (w - cut, h)]
            corners += [(-x, -y) for x, y in corners]
        case "hexagon":
            cut = min(2 * h / 3, w / 2)
            corners = [(w - cut, -h), (w, 0.0), (w - cut, h)]
            corners += [(-x, -y) for x, y in corners]
        case "trapezium":
            corners = [(-w, -h), (w, -h), (w - 5.0, h), (-w + 5.0, h)]
        case _:
            corners = [(-w, -h), (w, -h), (w, h), (-w, h)]
    return [(box.x + x, box.y + y) for x, y in corners]


def _rounded(w: float, h: float, radius: float) -> list[Point]:
    corners = []
    for x, y, start in ((1, -1, -90), (1, 1, 0), (-1, 1, 90), (-1, -1, 180)):
        centre = (x * (w - radius), y * (h - radius))
        for step in range(9):
            turn = math.radians(start + 90 * step / 8)
            corners.append(
                (centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn))
            )
    return corners


def half_width(shape: look.Shape, size: tuple[float, float], dy: float) -> float:
    """Half the width of a node's shape `dy` points below its middle.

    >>> half_width("ellipse", (40, 20), 0.0)
    20.0
    """
    width, height = size
    across = min(1.0, abs(2 * dy / height))
    match shape:
        case "ellipse":
            return width / 2 * math.sqrt(1 - across**2)
        case "stadium":
            radius = min(width, height) / 2
            beyond = min(1.0, max(0.0, (abs(dy) - height / 2 + radius) / radius))
            return width / 2 - radius * (1 - math.sqrt(1 - beyond**2))
        case "hexagon":
            return width / 2 - height / 3 * across
        case "octagon":
            cut = min(5.0, height * 0.3)
            return width / 2 - max(0.0, abs(dy) - height / 2 + cut)
        case "trapezium":
            return width / 2 - 5.0 * (0.5 + dy / height)
        case _:
            return width / 2


def half_height(shape: look.Shape, size: tuple[float, float], dx: float, *, below: bool) -> float:
    """Half the height of a node's shape `dx` points right of its middle, above or below it.

    >>> half_height("ellipse", (40, 20), 0.0, below=True)
    10.0
    """
    width, height = size[0] / 2, size[1] / 2
    past = abs(dx) - width
    match shape:
        case "ellipse":
            return height * math.sqrt(max(0.0, 1 - (dx / width) ** 2))
        case "stadium":
            return math.sqrt(max(0.0, height**2 - max(0.0, past + height) ** 2))
        case "hexagon":
            return height * min(1.0, max(0.0, -past / (2 * height / 3)))
        case "octagon":
            return height - max(0.0, past + min(5.0, height * 0.6))
        case "trapezium" if below:
            return height - 2 * height * min(1.0, max(0.0, past + 5.0) / 5.0)
        case _:
            return height


def head(kind: look.Head, route: Sequence[Point], width: float) -> tuple[list[Point], float]:
    """The head at the end of a route: its polygon, and by how many points the line ends earlier.

    `width` is the line's width in points. A bar stands 1.5 points before the border.
    """
    tip, direction = route[-1], _direction(route)
    dx, dy = direction
    scale = 0.7 + 0.15 * width

    def at(back: float, aside: float) -> Point:
        return (tip[0] - back * dx - aside * dy, tip[1] - back * dy + aside * dx)

    match kind:
        case "arrow":
            length, half = 6.4 * scale, 2.7 * scale
            polygon = [at(0.3, 0), at(length, half), at(length * 0.82, 0), at(length, -half)]
            return polygon, length * 0.8
        case "bar":
            half, thick = 3.8 * scale, max(1.3, width)
            polygon = [at(1.5, half), at(1.5, -half), at(1.5 + thick, -half), at(1.5 + thick, half)]
            return polygon, 1.5 + thick / 2
        case "disc" | "ring":
            radius = 2.3 * scale
            turns = [2 * math.pi * step / 24 for step in range(24)]
            polygon = [
                at(radius * (1 + math.cos(turn)) + 0.5, radius * math.sin(turn)) for turn in turns
            ]
            return polygon, 2 * radius + 0.5
        case _:
            length, half = 6.0 * scale, 2.2 * scale
            polygon = [at(0.3, 0), at(length / 2, half), at(length, 0), at(length / 2, -half)]
            return polygon, length * 0.9


def _direction(route: Sequence[Point]) -> Point:
    tip = route[-1]
    for before in reversed(route[:-1]):
        far = math.dist(before, tip)
        if far > 3.0:
            return ((tip[0] - before[0]) / far, (tip[1] - before[1]) / far)
    before = route[0]
    far = math.dist(before, tip) or 1.0
    return ((tip[0] - before[0]) / far, (tip[1] - before[1]) / far)
