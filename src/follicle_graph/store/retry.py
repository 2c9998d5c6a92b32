"""Trying again while the servers of a cluster come to terms."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHOUT_QUORUM = 100.0
"""Seconds after the first refusal in which more tries begin: ArcadeDB needs a minute and more to
agree when two of its servers were elected at once.
"""

_PAUSE = 0.5


def patiently(ask: Callable[[], T], errors: tuple[type[BaseException], ...], where: str) -> T:
    """What `ask` gives; tried again while its error says that a cluster lacks a quorum.

    The first refusal warns. Any other error is raised at once, and that of the last try.

    >>> patiently(lambda: 7, (OSError,), "bolt://somewhere")
    7
    """
    until = 0.0
    while True:
        try:
            return ask()
        except errors as problem:
            now = time.monotonic()
            if "Quorum" not in str(problem) or (until and now > until):
                raise
            if not until:
                until = now + WITHOUT_QUORUM
                warnings.warn(
                    f"{where} has too few servers at work; tried again for "
                    f"{WITHOUT_QUORUM:.0f} seconds",
                    stacklevel=2,
                )
        time.sleep(_PAUSE)
