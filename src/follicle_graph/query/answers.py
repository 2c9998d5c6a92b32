"""What questions answer with: frozen, comparable, one readable line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    import pandas as pd

ARROWS = {1: "→", -1: "⊣", 0: "⋄"}
SIGNS = {1: "+", -1: "−", 0: "unsigned"}

Verdict = Literal["increase", "decrease", "ambiguous", "none", "unknown"]


def plural(count: int, noun: str) -> str:
    """`1 route`, `2 routes`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Path:
    """One simple path: the ids of its nodes, its edges as (u, v, key), their signs.

    `sign` is the product of the signs; `support` is that of the weakest step, `species` what
    its evidence states; `references` are those of all supporting evidence, sorted.
    `alternatives` are other combinations of parallel edges with the same nodes and sign.
    """

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str, str], ...]
    signs: tuple[int, ...]
    support: float
    indirect: bool
    references: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    labels: tuple[str, ...] = field(default=(), compare=False)
    alternatives: tuple[Path, ...] = field(default=(), compare=False, repr=False)

    @property
    def sign(self) -> int:
        product = 1
        for one in self.signs:
            product *= one
        return product

    def __len__(self) -> int:
        return len(self.edges)

    @property
    def route(self) -> str:
        """The labels of the nodes with arrows and bars between them, on one line."""
        first, *others = (" ".join(label.split()) for label in self.labels or self.nodes)
        return first + "".join(
            f" {ARROWS[sign]} {label}" for sign, label in zip(self.signs, others, strict=True)
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a step: subject, predicate, sign, object."""
        import pandas as pd

        rows = [(u, key, sign, v) for (u, v, key), sign in zip(self.edges, self.signs, strict=True)]
        return pd.DataFrame(rows, columns=["subject", "predicate", "sign", "object"])

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>"

    def __str__(self) -> str:
        return (
            f"{self.route}   ({SIGNS[self.sign]}, support {self.support:.2f}, "
            f"{plural(len(self.references), 'reference')})"
        )


@dataclass(frozen=True, slots=True)
class Paths(Sequence[Path]):
    """The paths found, best first. `truncated` says that there are or may be more.

    `reason` is `limit` (as many as asked for) or `budget` (the search was cut short).
    """

    source: str
    target: str
    found: tuple[Path, ...]
    truncated: bool = False
    reason: Literal["limit", "budget"] | None = None

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Path, ...]: ...
    def __getitem__(self, index: int | slice) -> Path | tuple[Path, ...]:
        return self.found[index]

    def __len__(self) -> int:
        return len(self.found)

    @property
    def edges(self) -> tuple[tuple[str, str, str], ...]:
        """Every edge that a path uses, once, in the order of the paths."""
        return tuple(dict.fromkeys(edge for path in self.found for edge in path.edges))

    def to_frame(self) -> pd.DataFrame:
        """One row a path: text, sign, hops, support, references, species, indirect."""
        import pandas as pd

        columns = ["path", "sign", "hops", "support", "references", "species", "indirect"]
        rows = [
            (
                path.route,
                path.sign,
                len(path),
                path.support,
                "; ".join(path.references),
                "; ".join(path.species),
                path.indirect,
            )
            for path in self.found
        ]
        return pd.DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(escape=True))

    def __str__(self) -> str:
        more = f" (more exist: {self.reason})" if self.truncated else ""
        return f"{plural(len(self), 'path')} from {self.source} to {self.target}{more}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to the target when the source rises, as far as the graph says.

    `basis`: `observed` (direct signed edges) or `routes` (signed paths; then the words say
    "could"). `increasing` and `decreasing` hold the routes or direct steps of each sign;
    `against` the null and disputed findings on the same pair; `elsewhere` the edges of other
    layers as (u, v, predicate). `routes_from` is the fewest hops of any signed route when none
    lies within `max_hops`.
    """

    source: str
    target: str
    verdict: Verdict
    basis: Literal["observed", "routes"]
    max_hops: int
    increasing: Paths
    decreasing: Paths
    against: tuple[tuple[str, str, str], ...] = ()
    elsewhere: tuple[tuple[str, str, str], ...] = ()
    routes_from: int | None = None

    def to_frame(self) -> pd.DataFrame:
        """The routes of both signs, one row each, as `Paths.to_frame` gives them."""
        import pandas as pd

        return pd.concat(
            [self.increasing.to_frame(), self.decreasing.to_frame()], ignore_index=True
        )

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>{self.to_frame().to_html(escape=True)}"

    def __str__(self) -> str:
        pair = f"{self.source} on {self.target}"
        if self.verdict == "none":
            where = (
                f"; routes begin at {self.routes_from} hops" if self.routes_from is not None else ""
            )
            line = f"{pair}: no signed route within {plural(self.max_hops, 'hop')}{where}"
        else:
            up, down = len(self.increasing), len(self.decreasing)
            counted = f"{up} increasing, {down} decreasing"
            if self.basis == "observed":
                best = max(path.support for path in (*self.increasing, *self.decreasing))
                line = f"{pair}: {self.verdict}, observed directly (support {best:.2f})"
            elif self.verdict in ("increase", "decrease"):
                line = (
                    f"{pair}: could {self.verdict}, all routes within {self.max_hops} hops agree "
                    f"({counted})"
                )
            elif self.verdict == "unknown":
                line = f"{pair}: unknown, the search was cut short ({counted} so far)"
            else:
                line = f"{pair}: ambiguous, routes disagree ({counted})"
        if self.against:
            line += f"; against it: {plural(len(self.against), 'null or disputed finding')}"
        return line
