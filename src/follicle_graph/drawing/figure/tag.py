"""A tag: a few characters on a small pale label."""

from __future__ import annotations

from follicle_graph.drawing import look
from follicle_graph.drawing.figure.pen import Pen
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.layout.text import text_width
from follicle_graph.drawing.shapes import outline

_SIZE = 6.2
"""Size of the letters in points."""


def tag_width(words: str) -> float:
    """Width of a tag in points.

    >>> tag_width("89%") < tag_width("? findings")
    True
    """
    return text_width(words, _SIZE) + 4


def draw_tag(pen: Pen, x: float, y: float, words: str) -> None:
    """Draw a tag around its middle."""
    box = Box(x, y, tag_width(words), _SIZE + 2.0)
    pen.polygon(outline("rounded", box), fill=look.PAPER, edge=look.MUTED, width=0.5)
    pen.text(x, y, words, size=_SIZE)
