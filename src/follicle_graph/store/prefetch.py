"""The next part of a stream is made by another thread while one is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Part = TypeVar("Part")


def prefetch(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts; the next one is made in another thread while one is used.

    Raises what making a part raises, when that part is asked for.

    >>> list(prefetch("abc"))
    ['a', 'b', 'c']
    """
    left = iter(parts)
    with ThreadPoolExecutor(1) as thread:
        making = thread.submit(lambda: list(islice(left, 1)))
        while made := making.result():
            making = thread.submit(lambda: list(islice(left, 1)))
            yield made[0]
