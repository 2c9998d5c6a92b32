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
    numpy scalars become numbers, text and truth values; `pandas.NA`, `NaT` and what is missing in a
    Series become None. Engines read a list by the type of one of its values, so all values of a
    list are of one kind: whole numbers beside others become floats, mappings get the same keys in
    the same order, with None for what one lacks.

    Raises
    ------
    StoreError
        For any other value; it names the parameter.

    >>> plain_parameters({"ids": {"b", "a"}, "signs": (1, -1), "layer": None})
    {'ids': ['a', 'b'], 'signs': [1, -1], 'layer': None}
    >>> plain_parameters({"rows": [{"id": "a", "n": 1}, {"n": 2.5}]})
    {'rows': [{'id': 'a', 'n': 1.0}, {'id': None, 'n': 2.5}]}
    """
    return {name: _plain(value, name) for name, value in given.items()}


def _plain(value: Any, name: str, *, in_list: bool = False) -> object:
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
        return _alike([_plain(one, name, in_list=True) for one in value], name, value)
    if isinstance(value, set | frozenset):
        plain = [_plain(one, name, in_list=True) for one in value]
        return _alike(_in_order(plain, name), name, value)
    if isinstance(value, Mapping):
        return _mapping(value, name, in_list=in_list)
    return _of_library(value, name)


def _mapping(value: Mapping[Any, Any], name: str, *, in_list: bool) -> dict[str, object]:
    if not value:
        raise _refused(name, value, "an empty mapping", "use one with a key, or leave it out")
    if not all(isinstance(key, str) for key in value):
        raise _refused(name, value, f"{value!r:.60}", "use a mapping with text as keys")
    plain = {_text(key, name): _plain(one, name) for key, one in value.items()}
    nothing = [key for key, one in plain.items() if one is None or one == []]
    if nothing and not in_list:
        problem = f"a mapping with {plain[nothing[0]]} as {nothing[0]!r}, which has no type"
        raise _refused(name, value, problem, "use a value, or leave that key out")
    return plain


_KINDS = {bool: "truth values", str: "text", list: "lists", dict: "mappings"}


def _alike(values: list[Any], name: str, given: object) -> list[Any]:
    """The values of one list, made of one type; refuses those of several kinds."""
    known = [one for one in values if one is not None]
    kinds = {_KINDS.get(type(one), "numbers") for one in known}
    if len(kinds) > 1:
        problem = f"a list of {' and '.join(sorted(kinds))}"
        raise _refused(name, given, problem, "use values of one kind in a list")
    if any(isinstance(one, float) for one in known):
        return [None if one is None else float(one) for one in values]
    if kinds == {"lists"}:
        inner = iter(_alike([one for part in known for one in part], name, given))
        return [None if part is None else [next(inner) for _ in part] for part in values]
    if kinds == {"mappings"}:
        columns = {
            key: _alike([None if row is None else row.get(key) for row in values], name, given)
            for key in sorted({key for row in known for key in row})
        }
        rows = zip(*columns.values(), strict=True)
        made = [dict(zip(columns, row, strict=True)) for row in rows]
        return [None if row is None else one for row, one in zip(values, made, strict=True)]
    return values


def _of_library(value: Any, name: str) -> object:
    """A value of numpy or pandas, which are imported already when there is one."""
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None:
        if value is pandas.NA or value is pandas.NaT:
            return None
        if isinstance(value, pandas.Series | pandas.Index):
            rows = zip(value.tolist(), value.isna(), strict=True)
            plain = [None if missing else _plain(one, name, in_list=True) for one, missing in rows]
            return _alike(plain, name, value)
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
