"""What both pictures share: the colour of a verdict, and which axes an item feeds."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from follicle_graph.therapy.answers import Treatment

VERDICT_COLORS = MappingProxyType(
    {
        "favoured": "#1b6e3c",
        "option": "#6fae5c",
        "insufficient evidence": "#a9b1b8",
        "caution": "#d98a1f",
        "ineffective": "#76609c",
        "avoid": "#a81c2c",
    }
)
"""Verdict -> colour of its mark, told apart with any colour vision by its word beside it."""


def raised_axes(item: Treatment, names: Iterable[str]) -> dict[str, bool]:
    """The axes that an item feeds, and whether it was seen to, in one step."""
    return {
        name: len(reason.path) == 1
        for name in names
        for reason in item.against
        if reason.text.startswith(f"raises the {name} axis")
    }
