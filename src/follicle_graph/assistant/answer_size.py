"""Answers of a bounded size, which say what they leave out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from follicle_graph.assistant.claims import Json
from follicle_graph.model.vocabulary import DISCLAIMER

MOST_CHARACTERS = 16_000
"""The longest answer as JSON text, about 4 000 words of a language model."""


LONGEST_TEXT = 1_000
"""Longer texts are cut; those of the atlas are shorter."""


def as_text(answer: object) -> str:
    """An answer as the text that is sent."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def clipped(value: Any) -> Any:
    """The same value with every text cut to a length that no curator writes.

    >>> len(clipped({"summary": "a" * 5000})["summary"])
    1000
    """
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
    if isinstance(value, Mapping):
        return {clipped(key): clipped(one) for key, one in value.items()}
    return [clipped(one) for one in value] if isinstance(value, (list, tuple)) else value


def bounded(
    head: Mapping[str, Any],
    lists: Mapping[str, Sequence[Json]],
    *,
    skip: int = 0,
    limit: int | None = None,
    whole: bool = True,
) -> Json:
    """An answer with as many items of its lists as fit.

    Parameters
    ----------
    head
        What is always there.
    lists
        Name of a list -> its items, the most important first. Earlier lists are filled first.
    skip
        Items of the first list to pass over, for those who have seen them.
    limit
        The most items of each list; None for as many as fit.
    whole
        False: the first list was cut, so that there are more items than it has, and how many is
        not known.

    >>> answer = bounded({}, {"numbers": [{"n": n} for n in range(9)]}, skip=2, limit=3)
    >>> answer["numbers"], answer["left_out"]
    ([{'n': 2}, {'n': 3}, {'n': 4}], {'numbers': '4 of 9; skip 5 to go on'})
    """
    answer: Json = {**clipped(head), "note": DISCLAIMER}
    left: dict[str, str] = {}
    room = MOST_CHARACTERS - len(as_text(answer)) - 100 * len(lists)
    first = next(iter(lists), "")
    for name, items in lists.items():
        start = min(skip, len(items)) if name == first else 0
        kept: list[Json] = []
        for item in map(clipped, items[start:]):
            size = len(as_text(item)) + 1
            if size > room or (limit is not None and len(kept) == limit):
                break
            kept.append(item)
            room -= size
        answer[name] = kept
        cut = name == first and not whole
        more = len(items) - start - len(kept)
        if more or cut:
            go_on = f"; skip {start + len(kept)} to go on" if name == first and kept else ""
            left[name] = ("more" if cut else f"{more} of {len(items)}") + go_on
        if name == first and items and skip >= len(items):
            why = f"skip {skip} passes over all; there are {len(items)} {name}"
            answer["why"] = [*answer.get("why", ()), why]
    return answer | ({"left_out": left} if left else {})
