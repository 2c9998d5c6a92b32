"""In which order the items of a row stand, so that few edges cross.

Barycentre sweeps (Sugiyama, Tagawa, Toda 1981, doi:10.1109/TSMC.1981.4308636) and swaps of
neighbours, from several starts; the best order seen is kept.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from follicle_graph.drawing.layout.layering import Item, Rows

Neighbours = Mapping[Item, Sequence[Item]]


class _Links:
    """Who is joined with whom: in the row above, in the row below, in the same row."""

    def __init__(self, made: Rows) -> None:
        self.between = made.links()
        self.above: dict[Item, list[Item]] = {}
        self.below: dict[Item, list[Item]] = {}
        self.beside: dict[Item, list[Item]] = {}
        for links in self.between:
            for upper, lower in links:
                self.below.setdefault(upper, []).append(lower)
                self.above.setdefault(lower, []).append(upper)
        for u, v in made.chains:
            if made.row_of[u] == made.row_of[v]:
                self.beside.setdefault(u, []).append(v)
                self.beside.setdefault(v, []).append(u)


def order_rows(
    made: Rows, *, seed: int = 0, starts: int = 1, sweeps: int = 24, swaps: bool = True
) -> None:
    """Order every row so that few edges cross; the best order of all starts is kept.

    The first start takes the rows as they come, the others shuffle them by `seed`; `swaps`
    says whether neighbours are swapped, which takes most of the time.
    """
    links = _Links(made)
    dice = random.Random(seed)
    first = [list(row) for row in made.rows]
    best, fewest = first, _cost(first, links)
    for start in range(starts):
        made.rows = [list(row) for row in first]
        if start:
            for row in made.rows:
                dice.shuffle(row)
        for sweep in range(sweeps):
            _sweep(made, links, down=sweep % 2 == 0)
            if sweep % 4 == 3 or sweep == sweeps - 1:
                if swaps:
                    _swap_until_still(made, links)
                cost = _cost(made.rows, links)
                if cost < fewest:
                    best, fewest = [list(row) for row in made.rows], cost
    made.rows = best


def _cost(rows: Sequence[Sequence[Item]], links: _Links) -> float:
    """Crossings between rows, and what edges inside a row pass on their way."""
    place = {item: number for row in rows for number, item in enumerate(row)}
    passed = sum(
        abs(place[item] - place[other]) - 1
        for item, others in links.beside.items()
        for other in others
    )
    return crossings(rows, links.between) + passed / 2


def _sweep(made: Rows, links: _Links, *, down: bool) -> None:
    """Sort every row by the mean place of what it is joined with in the row before."""
    neighbours = links.above if down else links.below
    places = {item: place for row in made.rows for item, place in _places(row).items()}
    for row in made.rows if down else reversed(made.rows):
        centre = {}
        for item in row:
            joined = neighbours.get(item)
            known = [places[other] for other in joined] if joined else [places[item]]
            centre[item] = (sum(known) / len(known), places[item])
        row.sort(key=centre.__getitem__)
        places.update(_places(row))


def _places(row: Sequence[Item]) -> dict[Item, float]:
    return {item: (place + 0.5) / len(row) for place, item in enumerate(row)}


def _swap_until_still(made: Rows, links: _Links, *, passes: int = 8) -> None:
    for _ in range(passes):
        if not sum(_swap_neighbours(index, made, links) for index in range(len(made.rows))):
            break


def _swap_neighbours(index: int, made: Rows, links: _Links) -> bool:
    """Swap items that stand side by side where that removes crossings."""
    row = made.rows[index]
    if len(row) < 2:
        return False
    sides = []
    for joined, at in ((links.above, index - 1), (links.below, index + 1)):
        if 0 <= at < len(made.rows):
            place = {item: number for number, item in enumerate(made.rows[at])}
            sides.append({item: sorted(place[o] for o in joined.get(item, ())) for item in row})
    at_ = {item: number for number, item in enumerate(row)}
    swapped = False
    for left in range(len(row) - 1):
        a, b = row[left], row[left + 1]
        gain = float(sum(_inversions(side[a], side[b]) for side in sides))
        gain += sum(1 if at_[o] > left + 1 else -1 for o in links.beside.get(a, ()) if o != b)
        gain += sum(1 if at_[o] < left else -1 for o in links.beside.get(b, ()) if o != a)
        if gain > 0:
            row[left], row[left + 1] = b, a
            at_[a], at_[b] = left + 1, left
            swapped = True
    return swapped


def _inversions(left: Sequence[int], right: Sequence[int]) -> int:
    """Crossings that a swap of two neighbours removes, less those that it makes."""
    return sum(bisect_left(right, p) - len(right) + bisect_right(right, p) for p in left)


def crossings(rows: Sequence[Sequence[Item]], links: Sequence[Sequence[tuple[Item, Item]]]) -> int:
    """How many pairs of links between neighbouring rows cross."""
    place = {item: number for row in rows for number, item in enumerate(row)}
    count = 0
    for between in links:
        seen: list[int] = []
        ends = sorted((place[a], place[b]) for a, b in between)
        for _, group in groupby(ends, key=itemgetter(0)):
            lower = [end for _, end in group]
            count += sum(len(seen) - bisect_right(seen, end) for end in lower)
            for end in lower:
                insort(seen, end)
    return count
