"""Tables of the links between two rows, from which crossings are read."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]

TIE = 0.02
"""Cost of a link across the whole page, where nothing else decides."""

_SMALL = 6_400
"""Places of two rows, multiplied, above which tables are kept in half the memory."""


def table_dtype(upper: int, lower: int) -> type[np.floating[Any]]:
    """How numbers of a table are kept: sums of halves, exact in both."""
    return np.float64 if upper * lower <= _SMALL else np.float32


def crossed_by(upto: Numbers, i: int, j: int) -> float:
    """The weight of the links that a link from place i to place j crosses."""
    return float(upto[i, -1] - upto[i, j + 1] + upto[-1, j] - upto[i + 1, j])


def with_link(
    upto: Numbers, i: int, j: int, weight: float, *, upper: int = 0, lower: int = 0
) -> Numbers:
    """A table of links up to each corner, with one link more from place i to place j.

    `weight`: negative to remove the link. `upper`, `lower`: 1 where its end enters its row at the
    same time, -1 where it leaves the row, 0 where it stays.
    """
    n, m = upto.shape[0] + upper, upto.shape[1] + lower
    made = np.empty((n, m), table_dtype(n, m))
    below, behind = i + 1 - upper, j + 1 - lower
    made[: i + 1, : j + 1] = upto[: i + 1, : j + 1]
    made[: i + 1, j + 1 :] = upto[: i + 1, behind:]
    made[i + 1 :, : j + 1] = upto[below:, : j + 1]
    made[i + 1 :, j + 1 :] = upto[below:, behind:]
    made[i + 1 :, j + 1 :] += weight
    return made


@lru_cache(maxsize=4096)
def even(count: int) -> Numbers:
    """Places of a row spread over the page, in units of cost."""
    return np.linspace(0.0, TIE, count)


def aslant(upper: int, lower: int) -> Numbers:
    """How far a link between two places of such rows runs across the page."""
    if upper * lower <= _SMALL:
        return _kept_aslant(upper, lower)
    made: Numbers = np.abs(even(upper).astype(np.float32)[:, None] - even(lower).astype("f4"))
    return made


@lru_cache(maxsize=512)
def _kept_aslant(upper: int, lower: int) -> Numbers:
    return np.abs(even(upper)[:, None] - even(lower))
