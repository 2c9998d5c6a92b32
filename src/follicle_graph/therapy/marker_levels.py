"""Measured markers: high, normal or low; numbers only where a threshold is cited."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from follicle_graph.errors import InvalidProfile
from follicle_graph.model.arguments import is_number
from follicle_graph.model.names import resolve_among
from follicle_graph.therapy.treatment_tables import cited_in, entities, rows_of

WORDS = {
    "high": 1,
    "raised": 1,
    "elevated": 1,
    "increased": 1,
    "normal": 0,
    "low": -1,
    "reduced": -1,
    "decreased": -1,
}
_UNITS = {"iu/ml": 1.0, "u/ml": 1.0, "kiu/l": 1.0, "ku/l": 1.0, "iu/l": 0.001, "u/l": 0.001}
"""Unit as people spell it -> its value in IU/ml."""

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(\S.*)?")


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which value a marker counts as raised, with the papers that say so."""

    marker: str
    unit: str
    high_from: float
    impossible_from: float
    feature: str
    references: tuple[str, ...]


@cache
def thresholds() -> Mapping[str, Threshold]:
    """Marker -> the one cited threshold for it.

    >>> thresholds()["ige"].high_from
    200.0
    """
    return MappingProxyType(
        {
            row["marker"]: Threshold(
                row["marker"],
                row["unit"],
                float(row["high_from"]),
                float(row["impossible_from"]),
                row["feature"],
                cited_in(row["references"]),
            )
            for row in rows_of("therapy/thresholds.tsv")
        }
    )


class Level(NamedTuple):
    """One marker: raised (+1), normal (0) or low (-1), and the words it was given in."""

    marker: str
    sign: int
    said: str

    def __str__(self) -> str:
        word = {1: "raised", 0: "normal", -1: "low"}[self.sign]
        shown = "" if self.said in WORDS else f" ({self.said})"
        return f"{entities()[self.marker].label} {word}{shown}"


def read_level(marker: str, value: object) -> Level:
    """Reads one measured marker.

    Parameters
    ----------
    marker
        Name of the marker.
    value
        A word ("high", "normal", "low" and synonyms), a number in the unit of the marker's cited
        threshold, a text such as "850 IU/ml", or a pair (850, "IU/ml").

    Raises
    ------
    UnknownEntity
        The marker is not known.
    InvalidProfile
        The value has no meaning, or is a number and no threshold is cited for the marker.

    Examples
    --------
    >>> str(read_level("IgE", 850))
    'IgE raised (850 IU/ml)'
    """
    node = resolve_among(entities().values(), marker)
    label = entities()[node].label
    if isinstance(value, str) and value.strip().casefold() in WORDS:
        word = value.strip().casefold()
        return Level(node, WORDS[word], word)
    number, unit = _number(label, value)
    threshold = thresholds().get(node)
    if threshold is None:
        known = ", ".join(entities()[name].label for name in thresholds())
        raise InvalidProfile(
            f"no threshold is cited for {label}, so {value!r} cannot be read",
            argument=label,
            value=value,
            remedy=f"say 'high', 'normal' or 'low' (numbers are read for {known})",
        )
    amount = number * _factor(label, unit, threshold)
    if not math.isfinite(amount) or not 0 <= amount < threshold.impossible_from:
        raise InvalidProfile(
            f"{label} {value!r} cannot be",
            argument=label,
            value=value,
            remedy=f"use a number from 0 to {threshold.impossible_from:g} {threshold.unit}",
        )
    return Level(node, int(amount >= threshold.high_from), f"{amount:g} {threshold.unit}")


def _number(label: str, value: object) -> tuple[float, str | None]:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], str):
        number, unit = value
    elif isinstance(value, str):
        match = _NUMBER.fullmatch(value.strip())
        if match is None:
            raise _unreadable(label, value)
        return float(match[1]), match[2]
    else:
        number, unit = value, None
    if not is_number(number):
        raise _unreadable(label, value)
    return float(number), unit


def _factor(label: str, unit: str | None, threshold: Threshold) -> float:
    if unit is None:
        return 1.0
    spelled = unit.casefold().replace(" ", "")
    if spelled not in _UNITS:
        raise InvalidProfile(
            f"{label} in {unit!r} cannot be read",
            argument=label,
            value=unit,
            remedy=f"its cited threshold is in {threshold.unit}",
        )
    return _UNITS[spelled]


def _unreadable(label: str, value: object) -> InvalidProfile:
    return InvalidProfile(
        argument=label,
        value=value,
        remedy=f"say one of {', '.join(WORDS)}, or a number with its unit",
    )
