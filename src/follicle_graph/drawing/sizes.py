"""How large nodes are: room for their labels and for the ends of their edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from follicle_graph.drawing import look
from follicle_graph.drawing.content import Content, Node
from follicle_graph.drawing.text import LINE_HEIGHT, label_lines, text_width

_PORT, _HEAD, _WIDEST = 3.4, 14.0, 130.0
"""Points for an end of an edge, for one of several between two nodes, and for all at most."""
_EXTRA = {"ellipse": 19.0, "hexagon": 17.0, "trapezium": 17.0, "octagon": 13.0, "stadium": 14.0}


class Box(NamedTuple):
    """Centre, width and height in points; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


def ends_of(content: Content) -> Mapping[str, float]:
    """Node -> the room in points that the ends of its edges need side by side."""
    ends = list(map(itemgetter(0, 1), content.edges))
    degree = Counter(chain.from_iterable(ends))
    need = {node.id: min(_WIDEST, _PORT * degree[node.id]) for node in content.nodes}
    several = Counter(ends)
    for (u, v), count in several.items():
        both = count + several.get((v, u), 0)
        if both > 2 and u != v:
            for node in (u, v):
                need[node] = max(need[node], min(_WIDEST, _HEAD * both))
    return need


def node_size(node: Node, least: float = 0.0) -> tuple[float, float]:
    """Width and height in points of a node: room for its label, `least` for its edges."""
    lines = label_lines(node.caption)
    shape = look.kind(node.kind).shape
    wide = max(map(text_width, lines)) + _EXTRA.get(shape, 9.0)
    tall = LINE_HEIGHT * len(lines) + (10.0 if shape == "ellipse" and len(lines) > 1 else 7.0)
    return max(30.0, wide, least), tall
