"""Numbers laid over nodes: log fold changes, read-outs of a model."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from numbers import Real
from types import MappingProxyType
from typing import Any, Protocol

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.graph import Graph, resolve


class HasItems(Protocol):
    """A mapping, or a pandas Series."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Pairs of a name and a number."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Numbers on nodes, and what else an answer says of them.

    Parameters
    ----------
    values
        Node -> number; nodes without one are missing.
    limit
        The number at either end of the colour bar.
    name
        What stands beside the colour bar.
    tags
        Node -> a few characters on a tag at its corner, such as "89 %".
    unsure
        Node -> why the answer is silent on it. Such nodes are hatched and marked "?".
    held
        Nodes that the question is about; their border is strong.
    held_as
        What those are, for the legend.
    tag_words
        A tag, or an example of one -> what it means, for the legend.
    ends
        Words for both ends of the colour bar. None: the numbers.
    """

    values: Mapping[str, float]
    limit: float
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    held_as: str = ""
    tag_words: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        for name in ("values", "tags", "unsure", "tag_words"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple[type[Overlay], tuple[Any, ...]]:
        every = (getattr(self, one.name) for one in fields(self))
        return Overlay, tuple(dict(x) if isinstance(x, Mapping) else x for x in every)

    def share(self, node: str) -> float | None:
        """The value of a node as a share of the limit, -1 to 1; None when it is missing."""
        value = self.values.get(node)
        return None if value is None else value / self.limit

    def is_missing(self, node: str) -> bool:
        """Whether nothing is said of a node."""
        return not any(node in some for some in (self.values, self.unsure, self.held))

    def items(self) -> Iterable[tuple[str, float]]:
        """Pairs of a node and its number: an overlay is one itself."""
        return self.values.items()

    def within(self, G: Graph) -> Overlay:
        """What it says of the nodes of a graph, on the same scale."""
        kept: dict[str, Any] = {
            name: {node: one for node, one in getattr(self, name).items() if node in G}
            for name in ("values", "tags", "unsure")
        }
        forms = {_form(tag) for tag in kept["tags"].values()}
        kept["tag_words"] = {tag: to for tag, to in self.tag_words.items() if _form(tag) in forms}
        return replace(self, **kept, held=frozenset(node for node in self.held if node in G))


def _form(tag: str) -> str:
    """A tag without its number."""
    return re.sub(r"\d+", "0", tag)


def read_overlay(G: Graph, overlay: HasItems) -> Overlay:
    """The numbers of a mapping from names of nodes; None and NaN are missing.

    The name of a pandas Series stands beside the colour bar.

    Raises InvalidQuestion for what is no number, is infinite or names a node twice;
    UnknownEntity, AmbiguousEntity for a name.

    >>> import follicle_graph as fg
    >>> over = read_overlay(fg.sketch("a -> b -> c"), {"a": -2, "b": 0.5, "c": float("nan")})
    >>> over.share("a"), over.share("b"), over.share("c")
    (-1.0, 0.25, None)
    """
    if isinstance(overlay, Overlay) and all(node in G for node in overlay.values):
        return overlay
    if isinstance(overlay, str) or not hasattr(overlay, "items"):
        raise InvalidQuestion(
            argument="overlay", value=overlay, remedy="use a mapping from nodes to numbers"
        )
    values: dict[str, float] = {}
    seen: dict[str, object] = {}
    for name, value in overlay.items():
        node = resolve(G, name)
        if node in seen:
            raise InvalidQuestion(
                f"overlay names {node!r} twice, as {seen[node]!r} and {name!r}; keep one",
                argument="overlay",
                value=name,
            )
        seen[node] = name
        number = _number(name, value)
        if number is not None:
            values[node] = number
    limit = max((abs(value) for value in values.values()), default=0.0) or 1.0
    return Overlay(values, limit, str(getattr(overlay, "name", None) or "value"))


def _number(name: object, value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, Real):
        raise InvalidQuestion(
            f"overlay of {name!r} is {value!r}; use a number, or None where it is missing",
            argument="overlay",
            value=value,
        )
    number = float(value)
    if math.isinf(number):
        raise InvalidQuestion(
            f"overlay of {name!r} is infinite; use a number, or None",
            argument="overlay",
            value=value,
        )
    return None if math.isnan(number) else number
