"""A progress count on a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self


class Progress:
    """A count on stderr that grows in place.

    It prints nothing in the first second and where stderr is not a terminal.

    Parameters
    ----------
    what
        What is counted, in the plural.
    total
        The final count; None when it is not known.

    >>> with Progress("rows") as progress:
    ...     progress.add(10)
    """

    def __init__(self, what: str, total: int | None = None) -> None:
        self._what, self._total, self.done = what, total, 0
        self._start = time.monotonic()
        self._shown = False

    def add(self, count: int) -> None:
        """Add to the count of what is done."""
        self.done += count
        taken = time.monotonic() - self._start
        if taken > 1 and sys.stderr is not None and sys.stderr.isatty():
            of = f" of {self._total:,}" if self._total else ""
            speed = f"{self.done / taken:,.0f}/s"
            print(f"\r{self.done:,}{of} {self._what}, {speed}\033[K", end="", file=sys.stderr)
            sys.stderr.flush()
            self._shown = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            print(file=sys.stderr)
