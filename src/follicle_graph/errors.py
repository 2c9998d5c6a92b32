"""The errors of the library: each says what is wrong, where, and what to do.

What an error says is in its fields, so that a program never has to read its text:

* `argument`: the argument that was wrong, empty when it was no single one;
* `value`: what was given for it;
* `place`: where it was found: a file and line, a row, an edge;
* `nearest`: names that may have been meant;
* `remedy`: what to do.

Errors are equal when their class and fields are; they survive `pickle` and `copy`.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterable, Sequence
from typing import Any, Self


class FollicleGraphError(Exception):
    """Any error that this library raises on purpose.

    Parameters
    ----------
    problem
        What is wrong. A text of two parts, `what is wrong; what to do`, gives the remedy too.
        Empty: "`argument` is `value`".
    argument, value, place, nearest, remedy
        The fields, as in the description of this module.

    >>> import follicle_graph as fg
    >>> error = fg.FollicleGraphError(argument="limit", value=0, remedy="use 1 or more")
    >>> str(error), error.argument
    ('limit is 0; use 1 or more', 'limit')
    """

    def __init__(
        self,
        problem: str = "",
        *,
        argument: str = "",
        value: object = None,
        place: str = "",
        nearest: Iterable[str] = (),
        remedy: str = "",
    ) -> None:
        if not remedy:
            problem, _, remedy = problem.rpartition("; ") if "; " in problem else (problem, "", "")
        self.problem = problem
        self.argument = argument
        self.value = value
        self._shown = f"{value!r:.80}"
        self.place = place
        self.nearest = tuple(nearest)
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        problem = self.problem or f"{self.argument} is {self._shown}"
        return f"{where}{problem}; {self.remedy}" if self.remedy else where + problem

    def but(self, **fields: object) -> Self:
        """The same error with other values of some fields, for callers who know better words.

        >>> str(FollicleGraphError(argument="limit", value=0).but(argument="--limit"))
        '--limit is 0'
        """
        other = copy.copy(self)
        vars(other).update(fields)
        other.args = (str(other),)
        return other

    def _compared(self) -> tuple[Any, ...]:
        fields = {name: field for name, field in vars(self).items() if name != "value"}
        return type(self), str(self), sorted(fields.items())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FollicleGraphError):
            return NotImplemented
        return self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash((type(self), str(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        fields = dict(vars(self))
        try:
            pickle.dumps(fields.get("value"))
        except (pickle.PicklingError, TypeError, AttributeError):
            fields["value"] = repr(fields["value"])
        return _remade, (type(self), self.args, fields)


def _remade(
    kind: type[FollicleGraphError], args: tuple[Any, ...], fields: dict[str, Any]
) -> FollicleGraphError:
    """An error as it was before it was pickled, whatever its class takes to be made."""
    error = kind.__new__(kind)
    error.args = args
    vars(error).update(fields)
    return error


class UnknownEntity(FollicleGraphError):
    """No entity has this name; the nearest names are in `nearest`.

    Attributes
    ----------
    name
        The name that was asked for.
    lowered
        The label of the entity of which `name` is the loss, such as "HF immune privilege" for
        "loss of immune privilege"; empty otherwise.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.resolve(fg.load(), "loss of immune privilege")
    ... except fg.UnknownEntity as error:
    ...     print(error.lowered)
    Hair follicle immune privilege
    """

    _kind = "entity"
    where = "look for a word of its name with `search(G, 'word')`"

    def __init__(self, name: str, nearest: Sequence[str] = (), *, lowered: str = "") -> None:
        self.name = name
        self.lowered = lowered
        problem, remedy = f"no {self._kind} is named {name!r}", self.where
        if lowered:
            problem = f"{name!r} is {lowered!r} lowered, not an entity of its own"
            remedy = f"ask about {lowered!r} and read the signs the other way round"
        elif nearest:
            remedy = f"did you mean {', '.join(map(repr, nearest))}?"
        super().__init__(problem, value=name, nearest=nearest, remedy=remedy)


class AmbiguousEntity(FollicleGraphError):
    """A name fits several entities; their ids are in `candidates`, and in `nearest`.

    Attributes
    ----------
    name
        The name that was asked for.
    candidates
        The ids that it fits.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> error = fg.AmbiguousEntity("TGF", ["tgfb1", "tgfb2"])
    >>> print(error)
    'TGF' names several entities; use one of these ids: tgfb1, tgfb2
    """

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(
            f"{name!r} names several entities",
            value=name,
            nearest=candidates,
            remedy=f"use one of these ids: {', '.join(candidates)}",
        )


class InvalidQuestion(FollicleGraphError, ValueError):
    """An argument of a question is outside its allowed values.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.paths(fg.sketch("a -> b"), "a", "b", max_hops=0)
    ... except fg.InvalidQuestion as error:
    ...     print(error.argument, error.value)
    max_hops 0
    """


class UnknownFeature(UnknownEntity):
    """No feature of a profile has this name; the nearest names are in `nearest`.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.Profile("alopecia areata", ["hihg IgE"])
    ... except fg.UnknownFeature as error:
    ...     print(error.name)
    hihg IgE
    """

    _kind = "feature"
    where = "the features are listed in knowledge/profiles.tsv"


class InvalidProfile(InvalidQuestion):
    """A profile is empty, contradicts itself or holds a number that nothing can mean.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.Profile("alopecia areata", age=300)
    ... except fg.InvalidProfile as error:
    ...     print(error.argument, error.value)
    age 300
    """


class InvalidGraph(FollicleGraphError):
    """A graph breaks the contract; every problem is in `problems`.

    Attributes
    ----------
    problems
        One line each: what is wrong, where, and what to do.

    Examples
    --------
    >>> import networkx as nx
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.validate(nx.DiGraph())
    ... except fg.InvalidGraph as error:
    ...     print(len(error.problems))
    1
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(remedy=self.problems[0].rpartition("; ")[2] if self.problems else "")

    def __str__(self) -> str:
        shown = "\n".join(f"  {problem}" for problem in self.problems[:20])
        more = len(self.problems) - 20
        tail = f"\n  … and {more} more" if more > 0 else ""
        return (
            f"the graph breaks its contract in {len(self.problems)} "
            f"place{'s' if len(self.problems) != 1 else ''}:\n{shown}{tail}"
        )


class SketchError(FollicleGraphError):
    """The text of a sketch cannot be read; `position` counts characters from 0.

    Attributes
    ----------
    position
        Where reading stopped; `place` says it as line and column.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.sketch("a -> b; two words")
    ... except fg.SketchError as error:
    ...     print(error.place)
    line 1, column 9
    """

    def __init__(self, text: str, position: int, problem: str) -> None:
        self.position = position
        line = text.count("\n", 0, position) + 1
        column = position - (text.rfind("\n", 0, position) + 1) + 1
        super().__init__(
            problem,
            argument="text",
            value=text,
            place=f"line {line}, column {column}",
            remedy="write statements like 'a -> b -| c; d -- e' with spaces around the arrows",
        )


class CurationError(FollicleGraphError):
    """The knowledge folder has blocking problems; all of them are in `problems`.

    Attributes
    ----------
    problems
        One for each line of `follicle-graph check`.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> print(fg.CurationError(["papers/a.yaml:3 unknown grade 'hearsay'"]))
    1 blocking problems in the facts:
    papers/a.yaml:3 unknown grade 'hearsay'
    """

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(problems)
        super().__init__()

    def __str__(self) -> str:
        listed = "\n".join(str(problem) for problem in self.problems)
        return f"{len(self.problems)} blocking problems in the facts:\n{listed}"


class StoreError(FollicleGraphError):
    """A graph database cannot be opened, read, written or asked.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.open_store("nowhere/atlas.lbug", read_only=True)
    ... except fg.StoreError as error:
    ...     print(type(error).__name__)
    StoreError
    """


class ClosedStore(StoreError, InvalidGraph):
    """A store that is not open was asked: neither a graph nor a store that can answer."""

    def __init__(self, location: str) -> None:
        InvalidGraph.__init__(self, [f"the store {location} is closed; open it again"])
        self.place = location
        self.remedy = "open it again with open_store"
        self.args = (str(self),)

    def __str__(self) -> str:
        return f"the store {self.place} is closed; {self.remedy}"


class DamagedStore(StoreError):
    """What a database holds is not what was written into it.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> issubclass(fg.DamagedStore, fg.StoreError)  # one `except StoreError` catches both
    True
    """


class OutputError(FollicleGraphError):
    """A file cannot be written to the place that was named.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.write(fg.sketch("a -> b"), "no-such-folder/atlas.json")
    ... except fg.OutputError as error:
    ...     print(type(error).__name__)
    OutputError
    """


class MissingLibrary(FollicleGraphError, ImportError):
    """A library that only some functions need is not installed, or does not load.

    Attributes
    ----------
    library
        Its name; `remedy` has the command that installs it.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> error = fg.MissingLibrary("neo4j", "servers", "follicle-graph[bolt]")
    >>> error.library, error.remedy
    ('neo4j', "install it: pip install 'follicle-graph[bolt]'")
    """

    def __init__(self, library: str, purpose: str, install: str, *, reason: str = "") -> None:
        self.library = library
        problem = f"{purpose} need the library {library!r}"
        why = f"does not load here ({reason})" if reason else "is not installed"
        super().__init__(
            f"{problem}, which {why}", value=library, remedy=f"install it: pip install '{install}'"
        )


class FormatError(FollicleGraphError):
    """A file is not of its format, or a format cannot carry a graph; `place` says where.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> try:
    ...     fg.from_table([{"source": "a"}])
    ... except fg.FormatError as error:
    ...     print(bool(error.remedy))
    True
    """

    def __init__(
        self,
        place: str,
        problem: str,
        *,
        argument: str = "",
        value: object = None,
        nearest: Iterable[str] = (),
        remedy: str = "",
    ) -> None:
        super().__init__(
            problem, argument=argument, value=value, place=place, nearest=nearest, remedy=remedy
        )
