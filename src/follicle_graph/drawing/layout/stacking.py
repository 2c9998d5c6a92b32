"""Rows from top to bottom, the lanes around them, and the captions of the lanes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.drawing.layout.text import label_lines, text_width
from follicle_graph.model import vocabulary

GUTTER, NARROW_GUTTER = 74.0, 24.0
"""Points at the left of the lanes for their captions, in a narrow drawing for rotated ones."""

LANE_SIZE = 7.2
"""Size in points of the captions of lanes."""

PAD = 6.0
"""Points between the rows of a lane and its border."""

_EDGE, _LANE_GAP = 3.0, 4.0
_LEAST, _MOST, _SLOPE, _PER_LINK = 18.0, 50.0, 0.1, 0.35
_TIGHTEST = 0.35


class Stack(NamedTuple):
    """Top and bottom of each row, box of each lane, and the height of all."""

    top: list[float]
    bottom: list[float]
    lanes: dict[str, Box]
    height: float


def stack(
    lane_of_row: Sequence[str],
    talls: Sequence[float],
    shifts: Sequence[Sequence[float]],
    width: float,
    gutter: float,
    *,
    goal: float,
    head: float = 0.0,
) -> Stack:
    """Rows from top to bottom; gaps are closed, down to a third, as far as the goal needs.

    `talls`: height of each row. `shifts`: for each gap, how far the links in it run across.
    `goal`: height in points to keep to where that can be. `head`: points left free at the top.
    """
    made = _stacked(lane_of_row, talls, shifts, width, gutter, 1.0, head)
    share = 1.0
    while made.height > goal and share > _TIGHTEST:
        share -= 0.03
        made = _stacked(lane_of_row, talls, shifts, width, gutter, share, head)
    return made


def _stacked(
    lane_of_row: Sequence[str],
    talls: Sequence[float],
    shifts: Sequence[Sequence[float]],
    width: float,
    gutter: float,
    share: float,
    head: float,
) -> Stack:
    top: list[float] = []
    bottom: list[float] = []
    spans: dict[str, tuple[float, float]] = {}
    y = head + (PAD + _EDGE if any(lane_of_row) else _EDGE)
    for index, (lane, tall) in enumerate(zip(lane_of_row, talls, strict=True)):
        if index:
            far = sorted(shifts[index - 1])[-3:]
            gap = _LEAST + _PER_LINK * len(shifts[index - 1])
            gap += min(_MOST - _LEAST, _SLOPE * sum(far) / len(far)) if far else 0.0
            opens = lane != lane_of_row[index - 1]
            y += max(gap * share, 2 * PAD + _LANE_GAP if opens else 9.0)
        top.append(y)
        y += tall
        bottom.append(y)
        if lane and (index + 1 == len(talls) or lane_of_row[index + 1] != lane):
            first = top[lane_of_row.index(lane)]
            missing = caption_height(lane, gutter) - (y - first) - 2 * PAD
            if missing > 0:  # the rows of a low lane stand in its middle
                start = lane_of_row.index(lane)
                for row in range(start, index + 1):
                    top[row] += missing / 2
                    bottom[row] += missing / 2
                y += missing
            spans[lane] = (first, y)
    lanes = {
        lane: Box(width / 2, (first + last) / 2, width, last - first + 2 * PAD)
        for lane, (first, last) in spans.items()
    }
    return Stack(top, bottom, lanes, y + (PAD + _EDGE if any(lane_of_row) else _EDGE))


def caption_height(lane: str, gutter: float) -> float:
    """Height in points that the caption of a lane needs in a gutter of this width."""
    lines = lane_lines(lane, gutter=gutter)
    if gutter < GUTTER:
        return max(text_width(line, LANE_SIZE) * 1.08 for line in lines) + 6.0
    return 1.25 * LANE_SIZE * len(lines) + 6.0


def lane_lines(lane: str, *, gutter: float = GUTTER) -> tuple[str, ...]:
    """The caption of a lane in lines; in a narrow gutter they are rotated, two at most.

    >>> lane_lines("receptors & signalling")
    ('Receptors &', 'signalling')
    """
    text = vocabulary.lane_captions().get(lane, lane[:1].upper() + lane[1:])
    lines = label_lines(text, 15)
    if gutter < GUTTER and len(lines) > 2:
        half = min(
            range(1, len(lines)), key=lambda k: abs(len(" ".join(lines[:k])) * 2 - len(text))
        )
        lines = (" ".join(lines[:half]), " ".join(lines[half:]))
    return lines
