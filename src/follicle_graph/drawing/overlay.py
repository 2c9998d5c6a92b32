"""Numbers laid over nodes: log fold changes, read-outs of a model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    """Node -> number; nodes without one are missing. `limit` is the end of the colour bar."""

    values: Mapping[str, float]
    limit: float
    name: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __reduce__(self) -> tuple[type[Overlay], tuple[dict[str, float], float, str]]:
        return Overlay, (dict(self.values), self.limit, self.name)

    def share(self, node: str) -> float | None:
        """The value of a node as a share of the limit, -1 to 1; None when it is missing."""
        value = self.values.get(node)
        return None if value is None else value / self.limit

    def items(self) -> Iterable[tuple[str, float]]:
        """Pairs of a node and its number: an overlay is one itself."""
        return self.values.items()

    def within(self, G: Graph) -> Overlay:
        """What it says of the nodes of a graph, on the same scale."""
        kept = {node: value for node, value in self.values.items() if node in G}
        return Overlay(kept, self.limit, self.name)


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
                f"overlay names {node!r} twice, as {seen[node]!r} and {name!r}; keep one"
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
            f"overlay of {name!r} is {value!r}; use a number, or None where it is missing"
        )
    number = float(value)
    if math.isinf(number):
        raise InvalidQuestion(f"overlay of {name!r} is infinite; use a number, or None")
    return None if math.isnan(number) else number
