"""Retry while a cluster has no majority of its servers."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

WITHOUT_QUORUM = 100.0
"""Seconds after the first refusal during which new tries begin. ArcadeDB needs more than a minute
to agree when two of its servers were elected at once.
"""

_PAUSE = 0.5


def retry_without_quorum(
    ask: Callable[[], T], errors: tuple[type[BaseException], ...], where: str
) -> T:
    """The result of `ask`, tried again while a cluster refuses it for want of a majority.

    The first refusal warns. Servers have no error code for it; ArcadeDB's message says "Quorum".

    Parameters
    ----------
    ask
        What to do.
    errors
        The exceptions by which servers refuse; any other is raised at once.
    where
        The address, for the warning.

    Raises
    ------
    Exception
        What the last try raised.

    >>> retry_without_quorum(lambda: 7, (OSError,), "bolt://somewhere")
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
                    f"{where} has too few servers at work; retrying for "
                    f"{WITHOUT_QUORUM:.0f} seconds",
                    stacklevel=2,
                )
        time.sleep(_PAUSE)
