"""Work that makes millions of small objects, without the cyclic garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 1_000_000
"""A block that leaves more new objects than these is a large one."""

_aged_after = -1
"""How many full collections there had been when a large block ended last."""


@contextmanager
def without_collection() -> Iterator[None]:
    """No cyclic garbage collection inside the block: it would walk a large graph again and again.

    >>> with without_collection():
    ...     gc.isenabled()
    False
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            _age()
            gc.enable()


def _age() -> None:
    """Put the objects of a large block into the oldest generation: the next collection of young
    objects would walk all of them, for two seconds after a read of a million edges.

    At most once between two full collections, so that garbage among them does not pile up.
    """
    global _aged_after
    full = gc.get_stats()[2]["collections"]
    if gc.get_count()[0] > MANY and full != _aged_after and not gc.get_freeze_count():
        _aged_after = full
        gc.freeze()
        gc.unfreeze()
