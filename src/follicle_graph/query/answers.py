"""What path questions answer with: frozen, comparable, one readable line each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import accumulate, islice, product
from math import prod
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from follicle_graph.facts import Evidence
from follicle_graph.names import in_greek

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.query.ranking import Ranked

ARROWS = {1: "→", -1: "⊣", 0: "⋄"}
SIGNS = {1: "+", -1: "−", 0: "unsigned"}

EdgeId = tuple[str, str, str]
Reason = Literal["limit", "budget"]

COMBINATIONS = 10_000
"""Combinations of parallel edges that `Path.alternatives` looks at."""

SHOWN = 50
"""Paths that a notebook shows of an answer; `to_frame()` gives all."""

WHOLE = 200
"""An answer of up to so many paths fetches its evidence at once, a longer one path by path."""


def plural(count: int, noun: str) -> str:
    """`1 route`, `2 routes`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


PATH_EVIDENCE_COLUMNS = [
    "step",
    "subject",
    "predicate",
    "object",
    "id",
    "stance",
    "grade",
    "species",
    "tissue",
    "reference",
    "summary",
]


class Step(NamedTuple):
    """One edge as a step of a path, with the evidence that it had when it was asked about."""

    edge: EdgeId
    sign: int
    support: float
    indirect: bool
    evidence: tuple[Evidence, ...]
    references: tuple[str, ...]
    species: tuple[str, ...]


def step_along(
    edge: EdgeId, sign: int, support: float, indirect: bool, evidence: tuple[Evidence, ...]
) -> Step:
    """An edge as a step, with what its supporting evidence cites and in which species."""
    supporting = [piece for piece in evidence if piece.stance == "supports"]
    references = tuple([piece.reference for piece in supporting if piece.reference])
    species = tuple(sorted({name for piece in supporting for name in piece.species}))
    return Step(edge, sign, support, indirect, evidence, references, species)


@dataclass(frozen=True)
class Path:
    """One simple path: the ids of its nodes, its edges as (u, v, key), their signs.

    `sign` is the product of the signs; `support` is that of the weakest step, `species` what
    its evidence states; `references` are those of all supporting evidence, sorted; `indirect`
    says that it uses a shortcut. `labels` are those of the nodes. A loop is a path whose first
    and last node are the same.
    """

    nodes: tuple[str, ...]
    edges: tuple[EdgeId, ...]
    signs: tuple[int, ...]
    support: float
    indirect: bool
    references: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    labels: tuple[str, ...] = field(default=(), compare=False)
    steps: tuple[Step, ...] = field(default=(), compare=False, repr=False)
    choices: tuple[tuple[Step, ...], ...] = field(default=(), compare=False, repr=False)

    @property
    def sign(self) -> int:
        return prod(self.signs)

    @property
    def alternatives(self) -> tuple[Path, ...]:
        """Other combinations of parallel edges with the same nodes and sign, strongest first.

        Those among the ten thousand strongest of any sign.
        """
        if not self.choices:
            return ()
        return tuple(
            path_along(steps, self.labels)
            for steps in islice(_strongest_first(self.choices), COMBINATIONS)
            if prod(step.sign for step in steps) == self.sign
            and tuple(step.edge for step in steps) != self.edges
        )

    def __len__(self) -> int:
        return len(self.edges)

    @property
    def route(self) -> str:
        """The labels of the nodes with arrows and bars between them, on one line."""
        first, *others = (in_greek(" ".join(name.split())) for name in self.labels or self.nodes)
        return first + "".join(
            f" {ARROWS[sign]} {label}" for sign, label in zip(self.signs, others, strict=True)
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a step: subject, predicate, sign, object, support, indirect, references."""
        import pandas as pd

        columns = ["subject", "predicate", "sign", "object", "support", "indirect", "references"]
        rows = [
            (
                u,
                key,
                step.sign,
                v,
                step.support,
                step.indirect,
                "; ".join(path_along([step]).references),
            )
            for step in self.steps
            for u, v, key in [step.edge]
        ]
        return pd.DataFrame(rows, columns=columns)

    def evidence(self) -> pd.DataFrame:
        """What stands behind each step, and against it: one row a piece of evidence.

        Columns: step (from 1), subject, predicate, object, id, stance, grade, species, tissue,
        reference, summary; several values in a cell are separated by `; `.
        """
        import pandas as pd

        rows = [
            (
                number,
                u,
                key,
                v,
                piece.id,
                piece.stance,
                piece.grade,
                "; ".join(piece.species),
                "; ".join(piece.tissue),
                piece.reference,
                piece.summary,
            )
            for number, step in enumerate(self.steps, start=1)
            for u, v, key in [step.edge]
            for piece in step.evidence
        ]
        return pd.DataFrame(rows, columns=PATH_EVIDENCE_COLUMNS)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>"

    def __str__(self) -> str:
        return (
            f"{self.route}   ({SIGNS[self.sign]}, support {self.support:.2f}, "
            f"{plural(len(self.references), 'reference')})"
        )


def _strongest_first(choices: tuple[tuple[Step, ...], ...]) -> Iterator[tuple[Step, ...]]:
    """Combinations by their weakest step, strongest first, then by predicates."""
    for least in sorted({step.support for several in choices for step in several}, reverse=True):
        fitting = [[step for step in several if step.support >= least] for several in choices]
        for steps in product(*fitting):
            if min(step.support for step in steps) == least:
                yield steps


def path_along(
    steps: Sequence[Step],
    labels: tuple[str, ...] = (),
    choices: tuple[tuple[Step, ...], ...] = (),
) -> Path:
    """The path that takes these steps; `choices` are all parallel steps at each place."""
    weakest = min(steps, key=_SUPPORT)
    return Path(
        nodes=passed(steps),
        edges=tuple([step.edge for step in steps]),
        signs=tuple([step.sign for step in steps]),
        support=weakest.support,
        indirect=True in [step.indirect for step in steps],
        references=tuple(sorted({ref for step in steps for ref in step.references})),
        species=weakest.species,
        labels=labels,
        steps=tuple(steps),
        choices=choices if max(map(len, choices), default=0) > 1 else (),
    )


_SUPPORT = attrgetter("support")


def passed(steps: Sequence[Step]) -> tuple[str, ...]:
    """The ids of the nodes that these steps pass."""
    return (steps[0].edge[0], *[step.edge[1] for step in steps])


Made = Callable[["tuple[int, ...]"], Path]


def _unmade(edges: tuple[int, ...]) -> Path:
    raise LookupError(f"an answer that was stored keeps all its paths, yet not that of {edges}")


@dataclass(frozen=True, eq=False, repr=False)
class Paths(Sequence[Path]):
    """The paths found, best first. `truncated` says that there are or may be more.

    `reason` is `limit` (as many as asked for) or `budget` (the search was cut short). Each Path
    is made when it is asked for, with the evidence of the moment of the question (from an open
    store, in an answer of more than 200 paths: as long as the store is open and unchanged).
    """

    source: str
    target: str
    truncated: bool
    reason: Reason | None
    levels: tuple[Ranked, ...]
    made: Made
    _kept: dict[int, Path] = field(default_factory=dict)
    _ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", list(accumulate(map(len, self.levels), initial=0)))

    def __len__(self) -> int:
        return self._ends[-1]

    def __getstate__(self) -> dict[str, Any]:
        state = {one.name: getattr(self, one.name) for one in fields(self)}
        return state | {"made": _unmade, "_kept": dict(enumerate(self))}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Path, ...]: ...
    def __getitem__(self, index: int | slice) -> Path | tuple[Path, ...]:
        if isinstance(index, slice):
            return tuple(self[one] for one in range(*index.indices(len(self))))
        place = range(len(self))[index]
        if place not in self._kept:
            level = bisect_right(self._ends, place) - 1
            row = place - self._ends[level]
            path = self.made(tuple(int(column[row]) for column in self.levels[level].edges))
            if len(self) > WHOLE:
                return path
            self._kept[place] = path
        return self._kept[place]

    def __iter__(self) -> Iterator[Path]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Paths):
            return NotImplemented
        return (
            (self.source, self.target, self.truncated, self.reason, len(self))
            == (other.source, other.target, other.truncated, other.reason, len(other))
        ) and all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash((self.source, self.target, len(self), self.truncated))

    def of_sign(self, sign: int) -> Paths:
        """Only the paths of one sign."""
        levels = tuple(level.take(level.sign == sign) for level in self.levels)
        return replace(self, levels=levels, _kept={})

    @property
    def edges(self) -> tuple[EdgeId, ...]:
        """Every edge that a path uses, once, in the order of the paths."""
        return tuple(dict.fromkeys(edge for path in self for edge in path.edges))

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
            for path in self
        ]
        return pd.DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        from html import escape

        shown = replace(self, levels=self._first(SHOWN), _kept={})
        rest = f"<p>and {len(self) - SHOWN} more</p>" if len(self) > SHOWN else ""
        return f"<p>{escape(str(self))}</p>{shown.to_frame().to_html(escape=True)}{rest}"

    def _first(self, count: int) -> tuple[Ranked, ...]:
        starts = self._ends[:-1]
        return tuple(
            level.take(slice(max(count - start, 0)))
            for level, start in zip(self.levels, starts, strict=True)
        )

    def __repr__(self) -> str:
        return f"<{self}>"

    def __str__(self) -> str:
        more = f" (more may exist: {self.reason})" if self.truncated else ""
        return f"{plural(len(self), 'path')} from {self.source} to {self.target}{more}"
