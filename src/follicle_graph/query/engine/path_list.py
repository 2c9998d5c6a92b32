"""What path questions answer with: paths in their order, made when they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

from follicle_graph.model.facts import EdgeId
from follicle_graph.query.engine.path import Path, plural

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.query.engine.rank import Ranked

Reason = Literal["limit", "budget"]

SHOWN = 50
"""Paths that a notebook shows of an answer; `to_frame()` gives all."""

WHOLE = 200
"""Paths that an answer keeps once they are made; those of longer ones are made again."""


class Made(Protocol):
    """What makes the Path of a row of edge numbers."""

    def __call__(self, edges: tuple[int, ...], /) -> Path:
        """The path along these edges."""

    def part(self, levels: Sequence[Ranked], /) -> Made:
        """The same for a part of the answer."""


class Kept(dict[tuple[int, ...], Path]):
    """The paths of an answer that was copied or stored: all of them, made."""

    __call__ = dict.__getitem__

    def part(self, levels: Sequence[Ranked], /) -> Kept:  # noqa: ARG002 - the Protocol's argument
        """The same paths."""
        return self


@dataclass(frozen=True, eq=False, repr=False)
class Paths(Sequence[Path]):
    """The paths found, best first. `truncated` says that there are or may be more.

    `reason` is `limit` (as many as asked for) or `budget` (the search was cut short). Each Path
    is made when it is asked for, with the evidence of the moment of the question (from an open
    store, in an answer of more than 1 000 paths: as long as the store is open and unchanged).
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
        rows = (level.row(place) for level in self.levels for place in range(len(level)))
        kept = dict(zip(rows, self, strict=True))
        return state | {"made": Kept(kept), "_kept": {}}

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
            (self.source, self.target, self.truncated, self.reason, len(self))
            == (other.source, other.target, other.truncated, other.reason, len(other))
        ) and all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash((self.source, self.target, len(self), self.truncated))

    def of_sign(self, sign: int) -> Paths:
        """Only the paths of one sign."""
        levels = tuple(level.of_sign(sign) for level in self.levels)
        return replace(self, levels=levels, made=self.made.part(levels), _kept={})

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

        first = self._first(SHOWN)
        shown = replace(self, levels=first, made=self.made.part(first), _kept={})
        rest = f"<p>and {len(self) - SHOWN} more</p>" if len(self) > SHOWN else ""
        return f"<p>{escape(str(self))}</p>{shown.to_frame().to_html(escape=True)}{rest}"

    def _first(self, count: int) -> tuple[Ranked, ...]:
        starts = self._ends[:-1]
        return tuple(
            level.first(max(count - start, 0))
            for level, start in zip(self.levels, starts, strict=True)
        )

    def __repr__(self) -> str:
        return f"<{self}>"

    def __str__(self) -> str:
        more = f" (more may exist: {self.reason})" if self.truncated else ""
        return f"{plural(len(self), 'path')} from {self.source} to {self.target}{more}"
