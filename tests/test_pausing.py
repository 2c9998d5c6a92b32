"""Work without the cyclic garbage collector leaves nothing for it to walk at once."""

from __future__ import annotations

import gc

from follicle_graph.pausing import without_collection


def test_what_was_made_is_old_afterwards() -> None:
    with without_collection():
        made: list[list[int]] = [[] for _ in range(1000)]
    young = {id(one) for age in (0, 1) for one in gc.get_objects(generation=age)}
    assert gc.isenabled()
    assert not young & set(map(id, made))


def test_what_others_have_frozen_stays_so() -> None:
    gc.freeze()
    try:
        with without_collection():
            pass
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
