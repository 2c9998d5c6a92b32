"""How large nodes are: room for their labels and for the ends of their edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from follicle_graph.drawing import look
from follicle_graph.drawing.content import Content, Node
from follicle_graph.drawing.text import LINE_HEIGHT, label_lines, text_width

_PORT, _HEAD, _WIDEST = 3.4, 14.0, 130.0
"""Points for an end of an edge, for one of several between two nodes, and for all at most."""


def ends_of(content: Content) -> Mapping[str, float]:
    """Node -> the room in points that the ends of its edges need side by side."""
    degree = Counter(end for u, v, _ in content.edges for end in (u, v))
    several = Counter(frozenset((u, v)) for u, v, _ in content.edges if u != v)
    need = {node.id: min(_WIDEST, _PORT * degree[node.id]) for node in content.nodes}
    for pair, count in several.items():
        for node in pair if count > 2 else ():
            need[node] = max(need[node], min(_WIDEST, _HEAD * count))
    return need


def node_size(node: Node, least: float = 0.0) -> tuple[float, float]:
    """Width and height in points of a node: room for its label, `least` for its edges."""
    lines = label_lines(node.caption)
    extra = {"ellipse": 19.0, "hexagon": 17.0, "trapezium": 17.0, "octagon": 13.0, "stadium": 14.0}
    shape = look.kind(node.kind).shape
    wide = max(text_width(line) for line in lines) + extra.get(shape, 9.0)
    tall = LINE_HEIGHT * len(lines) + (10.0 if shape == "ellipse" and len(lines) > 1 else 7.0)
    return max(30.0, wide, least), tall
