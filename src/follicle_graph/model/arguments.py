"""Checks of plain arguments: whole numbers, shares and words of a closed list.

numpy's numbers are numbers; `True` and `False` are not.
"""

from __future__ import annotations

from collections.abc import Collection
from numbers import Integral, Real
from typing import TypeGuard

from follicle_graph.errors import InvalidQuestion


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number, of Python or numpy.

    >>> is_whole(3), is_whole(True), is_whole(3.0)
    (True, False, False)
    """
    return type(value) is int or (isinstance(value, Integral) and not isinstance(value, bool))


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is a real number, of Python or numpy.

    >>> is_number(0.5), is_number(True), is_number("0.5")
    (True, False, False)
    """
    return type(value) is float or (isinstance(value, Real) and not isinstance(value, bool))


def whole_number(
    argument: str,
    value: object,
    least: int,
    most: int | None = None,
    *,
    none: str = "",
) -> int:
    """The value of an argument that takes whole numbers from `least` to `most`.

    `none` is what None means where None is allowed too; the caller handles it.

    >>> whole_number("limit", 3, 1)
    3
    >>> whole_number("limit", 0, 1, none="for all")
    Traceback (most recent call last):
    follicle_graph.errors.InvalidQuestion: limit is 0; use a whole number of 1 or more, None for all
    """
    if is_whole(value) and least <= value and (most is None or value <= most):
        return int(value)
    span = f"of {least} or more" if most is None else f"from {least} to {most}"
    also = f", None {none}" if none else ""
    raise InvalidQuestion(argument=argument, value=value, remedy=f"use a whole number {span}{also}")


def number_between(argument: str, value: object, least: float, most: float) -> float:
    """The value of an argument that takes numbers from `least` to `most`.

    >>> number_between("min_support", 0.5, 0, 1)
    0.5
    >>> number_between("min_share", True, 0.5, 1)
    Traceback (most recent call last):
    follicle_graph.errors.InvalidQuestion: min_share is True; use a number from 0.5 to 1
    """
    if is_number(value) and least <= value <= most:
        return float(value)
    raise InvalidQuestion(
        argument=argument, value=value, remedy=f"use a number from {least:g} to {most:g}"
    )


def one_of(argument: str, value: object, allowed: Collection[object]) -> None:
    """Refuse a value that is not in a short list.

    >>> one_of("ends", "all", ("both", "any"))
    Traceback (most recent call last):
    follicle_graph.errors.InvalidQuestion: ends is 'all'; use 'both' or 'any'
    """
    try:
        known = value in frozenset(allowed) and not isinstance(value, bool)
    except TypeError:  # a list or an array, which has no hash
        known = False
    if not known:
        *first, last = map(repr, allowed)
        words = f"{', '.join(first)} or {last}" if first else last
        raise InvalidQuestion(argument=argument, value=value, remedy=f"use {words}")
