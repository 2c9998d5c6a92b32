"""Values for the parameters of a Cypher query, made plain alike for every kind of store."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from follicle_graph.errors import StoreError

_LARGEST = 1 << 63


def plain_parameters(given: Mapping[str, object]) -> dict[str, object]:
    """The same parameters with values that every database takes.

    Tuples, sets, numpy arrays, pandas Series and Index become lists, sets in sorted order;
    numpy scalars become numbers, text and truth values; `pandas.NA` and `NaT` become None.

    Raises
    ------
    StoreError
        For any other value; it names the parameter.

    >>> plain_parameters({"ids": {"b", "a"}, "signs": (1, -1), "layer": None})
    {'ids': ['a', 'b'], 'signs': [1, -1], 'layer': None}
    """
    return {name: _plain(value, name) for name, value in given.items()}


def _plain(value: Any, name: str) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value, name)
    if isinstance(value, int):
        if not -_LARGEST <= value < _LARGEST:
            raise _refused(
                name, value, f"{value}, which has more than 64 bits", "use a smaller one"
            )
        return int(value)
    if isinstance(value, float):
        if math.isnan(value):
            raise _refused(name, value, "NaN, which equals nothing", "use None or leave it out")
        return float(value)
    if isinstance(value, list | tuple):
        return [_plain(one, name) for one in value]
    if isinstance(value, set | frozenset):
        return _in_order([_plain(one, name) for one in value], name)
    if isinstance(value, Mapping):
        if not value or not all(isinstance(key, str) for key in value):
            raise _refused(name, value, f"{value!r:.60}", "use a mapping with text as keys")
        return {_text(key, name): _plain(one, name) for key, one in value.items()}
    return _of_library(value, name)


def _of_library(value: Any, name: str) -> object:
    """A value of numpy or pandas, which are imported already when there is one."""
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None:
        if value is pandas.NA or value is pandas.NaT:
            return None
        if isinstance(value, pandas.Series | pandas.Index):
            rows = zip(value.tolist(), value.isna(), strict=True)
            return [None if missing else _plain(one, name) for one, missing in rows]
    if numpy is not None:
        if isinstance(value, numpy.ndarray) and value.dtype.kind in "biufUO":
            return _plain(value.tolist(), name)
        if isinstance(value, numpy.bool_ | numpy.integer | numpy.floating):
            return _plain(value.item(), name)
    raise _refused(
        name,
        value,
        f"a {type(value).__name__} ({value!r:.60})",
        "use text (also for dates), numbers, truth values, None, or lists or sets of them",
    )


def _in_order(values: Iterable[Any], name: str) -> list[Any]:
    try:
        return sorted(values)
    except TypeError:
        problem = "a set of values that have no order"
        raise _refused(name, values, problem, "use a list") from None


def _text(value: str, name: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        problem = "a lone surrogate, which is no character"
        raise _refused(name, value, problem, "remove it") from None
    return str(value)


def _refused(name: str, value: object, problem: str, remedy: str) -> StoreError:
    return StoreError(f"${name} holds {problem}", argument=name, value=value, remedy=remedy)
