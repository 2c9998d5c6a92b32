"""The errors of the library: each says what is wrong, where, and what to do."""

from collections.abc import Iterable, Sequence


class FollicleGraphError(Exception):
    """Any error that this library raises on purpose."""


class UnknownEntity(FollicleGraphError):
    """No entity goes by this name; the nearest names are in `nearest`."""

    _kind = "entity"
    _where = "look for a word of its name with `search(G, 'word')`"

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        hint = (
            f"did you mean {', '.join(map(repr, self.nearest))}?" if self.nearest else self._where
        )
        super().__init__(f"no {self._kind} is named {name!r}; {hint}")


class AmbiguousEntity(FollicleGraphError):
    """A name fits several entities; their ids are in `candidates`."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        listed = ", ".join(self.candidates)
        super().__init__(f"{name!r} names several entities; use one of these ids: {listed}")


class InvalidQuestion(FollicleGraphError, ValueError):
    """An argument of a question is outside its allowed values."""


class UnknownFeature(UnknownEntity):
    """No feature of a profile goes by this name; the nearest names are in `nearest`."""

    _kind = "feature"
    _where = "the features stand in knowledge/profiles.tsv"


class InvalidProfile(InvalidQuestion):
    """A profile is empty, contradicts itself or holds a number that nothing can mean."""


class InvalidGraph(FollicleGraphError):
    """A graph breaks the contract; every problem is in `problems`."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(f"  {problem}" for problem in self.problems[:20])
        more = len(self.problems) - 20
        tail = f"\n  … and {more} more" if more > 0 else ""
        super().__init__(
            f"the graph breaks its contract in {len(self.problems)} "
            f"place{'s' if len(self.problems) != 1 else ''}:\n{shown}{tail}"
        )


class SketchError(FollicleGraphError):
    """The text of a sketch cannot be read; `position` counts characters from 0."""

    def __init__(self, text: str, position: int, problem: str) -> None:
        self.position = position
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        super().__init__(
            f"line {line}, column {column}: {problem}; "
            "write statements like 'a -> b -| c; d -- e' with spaces around the arrows"
        )


class CurationError(FollicleGraphError):
    """The knowledge folder has blocking problems; all of them are in `problems`."""

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(problems)
        listed = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"{len(self.problems)} blocking problems in the facts:\n{listed}")


class StoreError(FollicleGraphError):
    """A graph database cannot be opened, read, written or asked."""


class DamagedStore(StoreError):
    """What a database holds is not what was written into it."""


class OutputError(FollicleGraphError):
    """A file cannot be written where it was asked for."""


class FormatError(FollicleGraphError):
    """A file is not of its format, or a format cannot carry a graph; `place` says where."""

    def __init__(self, place: str, problem: str) -> None:
        self.place = place
        super().__init__(f"{place}: {problem}")
