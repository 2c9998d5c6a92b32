"""How much is tried: half of it in a usual run, all of it where `FOLLICLE_THOROUGH` is set."""

from __future__ import annotations

import os

THOROUGH = bool(os.environ.get("FOLLICLE_THOROUGH"))
"""Set by `make coverage` and by the weekly workflow."""


def examples(count: int) -> int:
    """Examples of a property: the count, or half of it in a usual run.

    >>> examples(100) in (50, 100)
    True
    """
    return count if THOROUGH else count // 2
