"""Rows from top to bottom and the lanes around them, with their captions."""

from __future__ import annotations

from collections.abc import Sequence

from follicle_graph.drawing.layout.quick import Busy
from follicle_graph.drawing.layout.routing import TRACK
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.layout.text import label_lines
from follicle_graph.model import vocabulary

GUTTER = 74.0
"""Room at the left of the lanes for their captions, in points."""

_PAD = 9.0
_CAPTION = 11.0


def stack(
    lane_of_row: Sequence[str], talls: Sequence[float], busy: Busy, width: float, gutter: float
) -> tuple[list[float], list[float], dict[str, Box], float]:
    """Rows from top to bottom, lanes around them, gaps by how much runs through them."""
    inside, links = busy
    head = 0.0 if gutter else _CAPTION
    top: list[float] = []
    bottom: list[float] = []
    spans: dict[str, tuple[float, float]] = {}
    y = 0.0
    for index, (lane, tall) in enumerate(zip(lane_of_row, talls, strict=True)):
        opens = index == 0 or lane != lane_of_row[index - 1]
        if index:
            room = min(26.0, 0.45 * links[index - 1])
            room += TRACK * min(8, 0.5 * (inside[index - 1] + inside[index]))
            y += (12.0 + 2 * _PAD if opens else 22.0) + room
        else:
            y = _PAD + 10.0 + TRACK * min(8, 0.7 * inside[0])
        y += head if opens and lane else 0.0
        alone = lane_of_row.count(lane) == 1 and bool(lane and gutter)
        words = 12.0 * len(lane_lines(lane)) if alone else 0.0
        y += max(0.0, words - tall) / 2
        top.append(y)
        y += tall
        bottom.append(y)
        y += max(0.0, words - tall) / 2
        first = spans.get(lane, (top[-1], 0.0))[0]
        spans[lane] = (first, bottom[-1])
    boxes = {}
    for lane, (first, last) in spans.items():
        if not lane:
            continue
        least = 12.0 * len(lane_lines(lane, gutter=gutter)) + 2 * _PAD if gutter else 0.0
        high = max(last - first + 2 * _PAD, least)
        boxes[lane] = Box(width / 2, (first + last - head) / 2, width, high + head)
    last_row = inside[len(top) - 1] if top else 0
    return top, bottom, boxes, y + _PAD + 10.0 + TRACK * min(8, 0.7 * last_row)


def lane_lines(lane: str, *, gutter: float = GUTTER) -> tuple[str, ...]:
    """The caption of a lane: in lines that fit into the gutter, in one where there is none.

    >>> lane_lines("receptors & signalling")
    ('Receptors &', 'signalling')
    """
    text = vocabulary.lane_captions().get(lane, lane[:1].upper() + lane[1:])
    return label_lines(text, 15) if gutter else (" ".join(text.split()),)
