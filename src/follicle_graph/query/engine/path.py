"""One path: its steps with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from follicle_graph.model.facts import EdgeId, Evidence
from follicle_graph.model.names import fold, in_greek

if TYPE_CHECKING:
    import pandas as pd

ARROWS = {1: "→", -1: "⊣", 0: "⋄"}
SIGNS = {1: "+", -1: "−", 0: "unsigned"}


COMBINATIONS = 10_000
"""Combinations of parallel edges that `Path.alternatives` looks at."""


@lru_cache(maxsize=1 << 16)
def shown(label: str) -> str:
    """A label as answers print it: on one line, with Greek letters."""
    return in_greek(" ".join(label.split()))


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


class StatementEvidence(NamedTuple):
    """A statement that an answer rests on: its edge, the names of its ends, its evidence."""

    edge: EdgeId
    sign: int
    layer: str
    subject: str
    object: str
    evidence: tuple[Evidence, ...]


class Step(NamedTuple):
    """One edge as a step of a path, with the evidence of the moment of the question."""

    edge: EdgeId
    sign: int
    support: float
    indirect: bool
    evidence: tuple[Evidence, ...]
    references: tuple[str, ...]
    species: tuple[str, ...]
    layer: str = ""


def step_along(
    edge: EdgeId,
    sign: int,
    support: float,
    indirect: bool,
    evidence: tuple[Evidence, ...],
    layer: str,
) -> Step:
    """An edge as a step, with the references and species of its supporting evidence."""
    if not evidence:
        return Step(edge, sign, support, indirect, (), (), (), layer)
    supporting = [piece for piece in evidence if piece.stance == "supports"]
    references = tuple([piece.reference for piece in supporting if piece.reference])
    species = tuple(sorted({name for piece in supporting for name in piece.species}))
    return Step(edge, sign, support, indirect, evidence, references, species, layer)


@dataclass(frozen=True)
class Path:
    """One simple path from one entity to another, step by step.

    A loop is a path whose first and last node are the same. `"IFN-γ" in path` asks for an entity by
    label or id.

    Attributes
    ----------
    nodes, labels
        The ids of its nodes, and their names as they are printed.
    edges
        Its edges as (u, v, key).
    signs, sign
        The sign of each step, and their product.
    support
        That of the weakest step.
    indirect
        Whether a step is a shortcut over finer ones.
    references
        The papers of all supporting evidence, sorted.
    species
        What the evidence states, sorted.
    steps
        The steps with their evidence.
    choices
        The parallel edges of each step, from which `alternatives` are made.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> path = fg.paths(fg.sketch("a -> b -| c"), "a", "c")[0]
    >>> path.labels, path.sign, "b" in path
    (('a', 'b', 'c'), -1, True)
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
        labels = dict(zip(self.nodes, self.labels or self.nodes, strict=True))
        return tuple(
            path_along(steps, labels)
            for steps in islice(_strongest_first(self.choices), COMBINATIONS)
            if prod(step.sign for step in steps) == self.sign
            and tuple(step.edge for step in steps) != self.edges
        )

    def __len__(self) -> int:
        return len(self.edges)

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return name in self.edges
        return name in self.nodes or fold(name) in map(fold, self.labels)

    @property
    def route(self) -> str:
        """The labels of the nodes with arrows and bars between them, on one line."""
        first, *others = self.labels or self.nodes
        return first + "".join(
            f" {ARROWS[sign]} {label}" for sign, label in zip(self.signs, others, strict=True)
        )

    def to_frame(self) -> pd.DataFrame:
        """One row a step: subject, predicate, sign, object, support, indirect, references."""
        import pandas as pd

        columns = ["subject", "predicate", "sign", "object", "support", "indirect", "references"]
        rows = [
            (
                one.subject,
                one.edge[2],
                one.sign,
                one.object,
                step.support,
                step.indirect,
                "; ".join(sorted(set(step.references))),
            )
            for step, one in zip(self.steps, self.statements(), strict=True)
        ]
        return pd.DataFrame(rows, columns=columns)

    def statements(self) -> tuple[StatementEvidence, ...]:
        """The steps with their evidence, as `evidence` and `bibliography` take them."""
        names = dict(zip(self.nodes, self.labels or self.nodes, strict=True))
        return tuple(
            StatementEvidence(
                step.edge,
                step.sign,
                step.layer,
                names[step.edge[0]],
                names[step.edge[1]],
                step.evidence,
            )
            for step in self.steps
        )

    def evidence(self) -> pd.DataFrame:
        """The evidence for and against each step, one row a piece of evidence.

        Columns: step (from 1), subject, predicate, object, id, stance, grade, species, tissue,
        reference, summary; several values in a cell are separated by semicolons.
        """
        import pandas as pd

        rows = [
            (
                number,
                one.subject,
                one.edge[2],
                one.object,
                piece.id,
                piece.stance,
                piece.grade,
                "; ".join(piece.species),
                "; ".join(piece.tissue),
                piece.reference,
                piece.summary,
            )
            for number, one in enumerate(self.statements(), start=1)
            for piece in one.evidence
        ]
        return pd.DataFrame(rows, columns=PATH_EVIDENCE_COLUMNS)

    def _repr_html_(self) -> str:
        from follicle_graph.query.cards import strips

        return strips([self])

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
    labels: Mapping[str, str],
    choices: tuple[tuple[Step, ...], ...] = (),
) -> Path:
    """The path that takes these steps; `labels` by the ids of nodes; `choices` are all parallel
    steps at each place.
    """
    edges, signs, supports, indirect, _, references, species, _ = zip(*steps, strict=True)
    weakest = min(supports)
    nodes = (edges[0][0], *[v for _, v, _ in edges])
    return Path(
        nodes=nodes,
        edges=edges,
        signs=signs,
        support=weakest,
        indirect=True in indirect,
        references=tuple(sorted(set().union(*references))),
        species=species[supports.index(weakest)],
        labels=tuple(map(labels.__getitem__, nodes)),
        steps=tuple(steps),
        choices=choices if choices and max(map(len, choices)) > 1 else (),
    )
