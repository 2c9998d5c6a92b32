"""How large nodes are: room for their labels and for the ends of their edges."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.layout_input import Content, Node
from follicle_graph.drawing.layout.text import LINE_HEIGHT, LONGEST, label_lines, text_width

_PORT, _HEAD, _WIDEST = 6.8, 14.0, 400.0
"""Points for an end of an edge, for one of several edges between two nodes, and for all at most."""
_EXTRA = {"ellipse": 19.0, "hexagon": 17.0, "trapezium": 17.0, "octagon": 13.0, "stadium": 14.0}


class Box(NamedTuple):
    """Centre, width and height in points; y grows downwards."""

    x: float
    y: float
    width: float
    height: float


def ends_of(content: Content) -> NDArray[np.int64]:
    """Both ends of every edge, as places among the nodes of the content.

    >>> import follicle_graph as fg
    >>> from follicle_graph.drawing.layout.layout_input import content_of
    >>> ends_of(content_of(fg.sketch("b -> a; b -> c"))).tolist()
    [[1, 0], [1, 2]]
    """
    place = {node.id: number for number, node in enumerate(content.nodes)}
    ends = np.empty((len(content.edges), 2), np.int64)
    for side in (0, 1):
        ends[:, side] = [place[one] for one in map(itemgetter(side), content.edges)]
    return ends


def room_for_ends(ends: NDArray[np.int64], one_side: Sequence[bool]) -> list[float]:
    """Width in points that each node needs for the ends of its edges, side by side.

    `one_side`: nodes that need room for all ends at one side; the others for those that leave or
    those that arrive, whichever are more.
    """
    many = len(one_side)
    out, into = (np.bincount(side, minlength=many) for side in ends.T)
    need = np.minimum(_WIDEST, _PORT * np.where(one_side, out + into, np.maximum(out, into)))
    low, high = np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1).T
    pairs, both = np.unique(low * many + high, return_counts=True)
    crowded = both > 2
    heads = np.minimum(_WIDEST, _HEAD * both[crowded])
    for side in divmod(pairs[crowded], many):
        np.maximum.at(need, side, heads)
    return list(need.tolist())


def node_size(node: Node, least: float = 0.0, longest: int = LONGEST) -> tuple[float, float]:
    """Width and height in points of a node: space for its label in lines of about `longest`
    characters, and at least `least` points of width for its edges."""
    lines = label_lines(node.caption, longest)
    shape = look.kind(node.kind).shape
    wide = max(map(text_width, lines)) + _EXTRA.get(shape, 9.0)
    tall = LINE_HEIGHT * len(lines) + (10.0 if shape == "ellipse" and len(lines) > 1 else 7.0)
    return max(30.0, wide, least), tall
