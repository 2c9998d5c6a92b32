"""Levels of entities written as words, such as `JAK1=-1`."""

from __future__ import annotations

from collections.abc import Iterable

from follicle_graph.errors import InvalidQuestion

_LEVELS = {"-1": -1, "+1": 1, "1": 1, "-": -1, "+": 1}


def levels_in(words: Iterable[object], default: int | None = 1) -> dict[str, int]:
    """Names with their levels; a name alone gets the default level, None refuses it.

    Raises InvalidQuestion for another level, and for two levels of one name.

    >>> levels_in(["JAK1=-1", "baricitinib"])
    {'JAK1': -1, 'baricitinib': 1}
    """
    found: dict[str, int] = {}
    for word in words:
        name, equals, sign = word.rpartition("=") if isinstance(word, str) else ("", "", "")
        if isinstance(word, str) and not equals and default is not None:
            name, level = word, default
        elif sign not in _LEVELS or not name:
            raise InvalidQuestion(
                f"{word!r} is no level",
                argument="levels",
                value=word,
                remedy="write NAME=-1 or NAME=+1",
            )
        else:
            level = _LEVELS[sign]
        if found.setdefault(name, level) != level:
            raise InvalidQuestion(
                f"{name!r} is both -1 and +1", argument="levels", value=word, remedy="name it once"
            )
    return found
