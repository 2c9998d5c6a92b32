"""Where the items of ordered rows stand: as straight as their order and widths allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.layering import Item, Rows

Numbers = NDArray[np.float64]
_PULL = {0: 1.0, 1: 2.0, 2: 8.0}
"""Pull of a link by how many of its ends are slots: long edges want to be straight."""


def place_items(
    made: Rows,
    width_of: Callable[[Item], float],
    gap_of: Callable[[Item, Item], float],
    room: float,
    *,
    rounds: int = 60,
) -> tuple[dict[Item, float], float]:
    """Centre x of every item, and the width that the widest row needs (at least `room`)."""
    offsets = [_offsets(row, width_of, gap_of) for row in made.rows]
    need = max(
        (
            float(off[-1] + (width_of(row[0]) + width_of(row[-1])) / 2)
            for row, off in zip(made.rows, offsets, strict=True)
            if row
        ),
        default=0.0,
    )
    width = max(room, need)
    x: dict[Item, float] = {}
    for row, off in zip(made.rows, offsets, strict=True):
        if row:
            spare = width - float(off[-1]) - (width_of(row[0]) + width_of(row[-1])) / 2
            step = spare / (len(row) + 1)
            start = width_of(row[0]) / 2 + step
            x.update((item, start + float(off[i]) + step * i) for i, item in enumerate(row))
    pulls = _pulls(made)
    order = list(range(len(made.rows)))
    for round_ in range(rounds):
        for index in order if round_ % 2 == 0 else order[::-1]:
            row = made.rows[index]
            if row:
                wish = np.array([_wish(item, pulls, x) for item in row])
                weight = np.array([0.2 + sum(p for _, p in pulls.get(i, ())) for i in row])
                low = width_of(row[0]) / 2
                high = width - width_of(row[-1]) / 2 - float(offsets[index][-1])
                fitted = isotonic(wish - offsets[index], weight)
                placed = np.clip(fitted, low, max(low, high)) + offsets[index]
                x.update(zip(row, (float(value) for value in placed), strict=True))
    return x, width


def _offsets(
    row: Sequence[Item],
    width_of: Callable[[Item], float],
    gap_of: Callable[[Item, Item], float],
) -> Numbers:
    steps = [0.0] + [(width_of(a) + width_of(b)) / 2 + gap_of(a, b) for a, b in pairwise(row)]
    return np.cumsum(np.array(steps))


def _pulls(made: Rows) -> dict[Item, list[tuple[Item, float]]]:
    pulls: dict[Item, list[tuple[Item, float]]] = {}
    for between in made.links():
        for a, b in between:
            pull = _PULL[isinstance(a, tuple) + isinstance(b, tuple)]
            pulls.setdefault(a, []).append((b, pull))
            pulls.setdefault(b, []).append((a, pull))
    return pulls


def _wish(
    item: Item, pulls: Mapping[Item, Sequence[tuple[Item, float]]], x: Mapping[Item, float]
) -> float:
    linked = pulls.get(item, ())
    total = 0.2 + sum(pull for _, pull in linked)
    return (0.2 * x[item] + sum(pull * x[other] for other, pull in linked)) / total


def isotonic(values: Numbers, weights: Numbers) -> Numbers:
    """The nearest non-decreasing sequence in weighted least squares (pool adjacent violators).

    >>> isotonic(np.array([3.0, 1.0, 2.0]), np.ones(3)).tolist()
    [2.0, 2.0, 2.0]
    """
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, wa, na), (b, wb, nb) = blocks[-2:]
            blocks[-2:] = [((a * wa + b * wb) / (wa + wb), wa + wb, na + nb)]
    return np.concatenate([np.full(count, value) for value, _, count in blocks])
