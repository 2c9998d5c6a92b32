"""Work that makes millions of small objects, without the cyclic garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """No cyclic garbage collection inside the block: it would walk a large graph again and again.

    What was made in the block counts as old afterwards; as young, it would all be walked at once.

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
            if not gc.get_freeze_count():  # nobody else has put objects aside
                gc.freeze()
                gc.unfreeze()
            gc.enable()
