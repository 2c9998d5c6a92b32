"""The answer of path questions: paths in their order, each made on first use."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

from follicle_graph.model.facts import EdgeId
from follicle_graph.query.engine.path import Path, StatementEvidence, plural, shown

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.query.engine.rank import Ranked

Reason = Literal["limit", "budget"]
REASONS: tuple[Reason, ...] = ("budget", "limit")
"""Why an answer may not be complete, the more serious reason first."""

PRINTED = 10
"""Paths that an answer prints; iterate over it for all."""

WHOLE = 200
"""Answers up to this length keep the paths they made; longer ones make them again."""


class BuildsPaths(Protocol):
    """Builds the Path of a row of edge numbers."""

    def __call__(self, edges: tuple[int, ...], /) -> Path:
        """The path along these edges."""

    def part(self, levels: Sequence[Ranked], /) -> BuildsPaths:
        """The builder for a part of the answer."""


class StoredPaths(dict[tuple[int, ...], Path]):
    """All paths of an answer that was copied or pickled."""

    __call__ = dict.__getitem__

    def part(self, levels: Sequence[Ranked], /) -> StoredPaths:  # noqa: ARG002 - the Protocol's argument
        """The same paths."""
        return self


@dataclass(frozen=True, eq=False, repr=False)
class Paths(Sequence[Path]):
    """The paths found, best first; a sequence of `Path`.

    Each Path is made on first use, with the evidence of the moment of the question. Answers of
    more than 1 000 paths from a store need it open and unchanged until their paths are read.

    Attributes
    ----------
    sources, targets
        Ids of the ends of the question.
    truncated
        Whether there are, or may be, more paths.
    reason
        Why it is truncated: "limit" (the question's limit) or "budget" (the search was cut short).
    why
        Why the answer is empty and what to try; "" otherwise.
    members
        Of each class of drugs among the sources, its members, as they are printed.
    classes
        Each class of drugs among the sources -> the ids of its members.
    end_labels
        The labels of sources, targets and members as the graph has them, by their ids.
    levels, made
        What the paths are made of; use the sequence itself.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.paths(fg.sketch("a -> b; b -| c; a -> c"), "a", "c")
    >>> [path.sign for path in found], found.truncated
    ([1, -1], False)
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    truncated: bool
    reason: Reason | None
    levels: tuple[Ranked, ...]
    made: BuildsPaths
    end_labels: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    why: str = ""
    _kept: dict[int, Path] = field(default_factory=dict)
    _ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ends", list(accumulate(map(len, self.levels), initial=0)))

    @property
    def source(self) -> str:
        """The first source."""
        return self.sources[0]

    @property
    def target(self) -> str:
        """The first target."""
        return self.targets[0]

    @property
    def members(self) -> tuple[str, ...]:
        """Of each class of drugs among the sources, its members, as they are printed."""
        return tuple(
            f"{self._listed([name])}: {self._listed(group)}" for name, group in self.classes.items()
        )

    def _listed(self, ids: Iterable[str]) -> str:
        return ", ".join(shown(self.end_labels.get(name, name)) for name in ids)

    def __len__(self) -> int:
        return self._ends[-1]

    def __getstate__(self) -> dict[str, Any]:
        state = {one.name: getattr(self, one.name) for one in fields(self)}
        rows = (level.row(place) for level in self.levels for place in range(len(level)))
        kept = dict(zip(rows, self, strict=True))
        return state | {"made": StoredPaths(kept), "_kept": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Path, ...]: ...
    def __getitem__(self, index: int | slice) -> Path | tuple[Path, ...]:
        if isinstance(index, slice):
            return tuple(self[one] for one in range(*index.indices(len(self))))
        return self._path(range(len(self))[index])

    def _path(self, place: int) -> Path:
        if place not in self._kept:
            level = bisect_right(self._ends, place) - 1
            path = self.made(self.levels[level].row(place - self._ends[level]))
            if len(self) > WHOLE:
                return path
            self._kept[place] = path
        return self._kept[place]

    def __iter__(self) -> Iterator[Path]:
        return map(self._path, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Paths):
            return NotImplemented
        return (
            (self.sources, self.targets, self.truncated, self.reason, len(self))
            == (other.sources, other.targets, other.truncated, other.reason, len(other))
        ) and all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash((self.sources, self.targets, len(self), self.truncated))

    def of_sign(self, sign: int) -> Paths:
        """Only the paths of one sign."""
        levels = tuple(level.of_sign(sign) for level in self.levels)
        return replace(self, levels=levels, made=self.made.part(levels), _kept={})

    @property
    def edges(self) -> tuple[EdgeId, ...]:
        """Every edge that a path uses, once, in the order of the paths."""
        return tuple(dict.fromkeys(edge for path in self for edge in path.edges))

    def statements(self) -> tuple[StatementEvidence, ...]:
        """Every edge that a path uses, once, with its evidence, in the order of the paths."""
        found = {one.edge: one for path in self for one in path.statements()}
        return tuple(found.values())

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
        from follicle_graph.query.cards import paths_card

        return paths_card(self)

    def __repr__(self) -> str:
        return f"<{self.heading}>"

    def __str__(self) -> str:
        lines = [self.heading, *(f"  {path}" for path in self[:PRINTED])]
        left = len(self) - PRINTED
        return "\n".join([*lines, *([f"  and {left} more"] if left > 0 else [])])

    @property
    def heading(self) -> str:
        """How many paths there are between which ends, or why there is none, in one line."""
        between = f"from {self._listed(self.sources)} to {self._listed(self.targets)}"
        if self.why:
            return f"no path {between}: {self.why}"
        more = f" (more may exist: {self.reason})" if self.truncated else ""
        through = f"; through the members of {'; of '.join(self.members)}" if self.members else ""
        return f"{plural(len(self), 'path')} {between}{more}{through}"
