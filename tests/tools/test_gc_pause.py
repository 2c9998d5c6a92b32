"""The collector is paused for large work, and still finds the garbage of small work."""

from __future__ import annotations

import gc
from weakref import WeakSet

import pytest

from follicle_graph.tools import gc_pause
from follicle_graph.tools.gc_pause import without_collection


class Knot:
    """Garbage that only the cyclic collector finds."""

    def __init__(self) -> None:
        self.self = self


def oldest() -> set[int]:
    return {id(one) for one in gc.get_objects(generation=2)}


def test_garbage_is_collected_although_small_blocks_pause_the_collector() -> None:
    alive: WeakSet[Knot] = WeakSet()
    for number in range(20_000):
        alive.add(Knot())
        if number % 100 == 0:
            with without_collection():
                pass
    assert len(alive) < 10_000


def test_what_a_large_block_leaves_is_old_once_between_two_full_collections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gc_pause, "MANY", 1_000)
    gc.collect()
    with without_collection():
        few = [1]
    assert id(few) not in oldest()
    with without_collection():
        first = [[number] for number in range(5_000)]
    assert {id(one) for one in first} <= oldest()
    with without_collection():
        second = [[number] for number in range(5_000)]
    assert not {id(one) for one in second} <= oldest()
    gc.collect()
    with without_collection():
        third = [[number] for number in range(5_000)]
    assert {id(one) for one in third} <= oldest()
    assert gc.get_freeze_count() == 0
