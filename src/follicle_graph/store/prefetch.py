"""Work that lets Python go on beside it, one step ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Part = TypeVar("Part")


def ahead(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts, the next one in the making while one is used.

    Raises what making a part raises, when its turn has come.

    >>> list(ahead("abc"))
    ['a', 'b', 'c']
    """
    left = iter(parts)
    with ThreadPoolExecutor(1) as beside:
        making = beside.submit(lambda: list(islice(left, 1)))
        while made := making.result():
            making = beside.submit(lambda: list(islice(left, 1)))
            yield made[0]
