"""Entities, evidence and statements: frozen, without I/O and without networkx."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import MISSING, dataclass, fields
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = Sequence[int] | Sequence[float] | Sequence[bool] | NDArray[Any]

Stance = Literal["supports", "refutes", "disputes"]
STANCES: tuple[Stance, ...] = ("supports", "refutes", "disputes")

SIGNS = (1, -1, 0)
"""What the sign of an edge may be: it raises, it lowers, no direction is stated."""

Direction = Literal["both", "in", "out"]

EdgeId = tuple[str, str, str]
"""An edge by the ids of its ends and its predicate."""


class Edge(NamedTuple):
    """One edge as questions see it: ends, predicate and what ranks it."""

    u: str
    v: str
    key: str
    sign: int
    layer: str
    indirect: bool
    support: float


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing of the atlas: a cell, cytokine, drug or disease; a node of the graph.

    Parameters
    ----------
    id
        Stable id, the key of the node.
    label
        The name as people write it.
    kind
        A kind of `knowledge/kinds.tsv`, such as `cytokine`.
    lane
        The lane of pictures in which it stands.
    curie
        An identifier such as `HGNC:5438`. None: there is none. Several entities may share one.
    synonyms
        Other names.
    definition
        A sentence in own words.
    short_label
        The name in pictures; empty: the label.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.Entity("ifng", "IFN-γ").label
    'IFN-γ'
    """

    id: str
    label: str
    kind: str = ""
    lane: str = ""
    curie: str | None = None
    synonyms: tuple[str, ...] = ()
    definition: str = ""
    short_label: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for or against one edge.

    Parameters
    ----------
    id
        The curator's row (`R…`); permanent.
    reference
        `PMID:`, `DOI:`, `PMC:`, `SOURCE:`, `ONT:` or `REF:`. None: not stated.
    stance
        Whether it `supports`, `refutes` or `disputes` the edge.
    grade
        How the finding was made: a grade of `knowledge/grades.tsv`.
    eco
        A term of the Evidence and Conclusion Ontology. None: not stated.
    disease
        Ids of the diseases studied; empty: not stated.
    species, tissue
        What was studied; empty: not stated.
    route
        How a drug was given. None: not stated.
    summary
        The finding in own words.
    claims
        Numbered claims of the three first documents that it carries.
    status
        `verified`, `title-seen`, `uncited` or `imported`.
    note
        A remark of the curators.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.Evidence("R1", grade="trial", species=("human",)).stance
    'supports'
    """

    id: str
    reference: str | None = None
    stance: Stance = "supports"
    grade: str = ""
    eco: str | None = None
    disease: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    tissue: tuple[str, ...] = ()
    route: str | None = None
    summary: str = ""
    claims: tuple[str, ...] = ()
    status: str = "verified"
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceField:
    """What one field of `Evidence` holds.

    `several`: a tuple of strings; else one string. `may_be_none`: None stands for "not stated".
    `allowed`: the closed list of its values, empty for any. `default` is None for `id`, which
    has none.
    """

    name: str
    default: str | tuple[str, ...] | None
    several: bool
    may_be_none: bool
    allowed: tuple[str, ...] = ()

    def holds(self, value: object, many: type[tuple[Any, ...] | list[Any]] = tuple) -> bool:
        """Whether a value is one that this field may have; `many`: `list` in JSON.

        >>> EVIDENCE["species"].holds(("human",)), EVIDENCE["species"].holds("human")
        (True, False)
        """
        if self.several:
            return isinstance(value, many) and all(isinstance(one, str) for one in value)
        if value is None:
            return self.may_be_none
        return isinstance(value, str) and (not self.allowed or value in self.allowed)

    def use(self, many: type[tuple[Any, ...] | list[Any]] = tuple) -> str:
        """What to write instead of a value that does not fit.

        >>> EVIDENCE["species"].use(), EVIDENCE["route"].use()
        ('use a tuple of strings', 'use a string or None')
        """
        if self.allowed:
            return f"use one of {', '.join(self.allowed)}"
        if self.several:
            return f"use a {many.__name__} of strings"
        none = " or null" if many is list else " or None"
        return f"use a string{none if self.may_be_none else ''}"


EVIDENCE: Mapping[str, EvidenceField] = MappingProxyType(
    {
        field.name: EvidenceField(
            field.name,
            None if field.default is MISSING else field.default,
            several=field.default == (),
            may_be_none=field.default is None,
            allowed=STANCES if field.name == "stance" else (),
        )
        for field in fields(Evidence)
    }
)
"""The schema of `Evidence`, by the names of its fields in their order.

The contract, JSON files, tables and stores derive their checks and columns from it.
"""

PIECE = tuple(EVIDENCE)
"""The fields of `Evidence` in their order."""

piece_values = attrgetter(*PIECE)
"""Evidence -> the values of its fields in their order; equal for equal evidence."""


def evidence_record(piece: Evidence) -> dict[str, Any]:
    """The fields of evidence that differ from their default, as JSON writes them.

    >>> evidence_record(Evidence("R1", grade="trial", species=("human",)))
    {'id': 'R1', 'grade': 'trial', 'species': ['human']}
    """
    found = {}
    for name, field in EVIDENCE.items():
        value = getattr(piece, name)
        if value != field.default:
            found[name] = list(value) if field.several else value
    return found


def record_problem(record: object) -> str | None:
    """What is wrong with a JSON object that should be evidence; None when it is right.

    >>> record_problem({"id": "R1", "species": "human"})
    "species of evidence is 'human'; use a list of strings"
    """
    if not isinstance(record, dict) or "id" not in record:
        return f"evidence {record!r:.60} has no id; use an object with an id"
    for name, value in record.items():
        field = EVIDENCE.get(name)
        if field is None:
            known = ", ".join(EVIDENCE)
            return f"evidence has no field {name!r:.60}; use some of {known}"
        if not field.holds(value, list):
            return f"{name} of evidence is {value!r:.60}; {field.use(list)}"
    return None


def evidence_of_record(record: Mapping[str, Any]) -> Evidence:
    """The evidence of a JSON object in which `record_problem` finds nothing wrong.

    >>> evidence_of_record({"id": "R1", "species": ["human"]}).species
    ('human',)
    """
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }
    return Evidence(**values)


@dataclass(frozen=True, slots=True)
class Statement:
    """One relation asserted, with one piece of evidence.

    Parameters
    ----------
    subject, object
        Ids of entities.
    predicate
        The relation, such as `decreases`.
    sign
        +1, -1 or 0; that of the predicate where it is a known one.
    layer
        `mechanism`, `clinical`, `genetic`, `safety`, `biomarker`, `structural` or `correlative`.
    indirect
        True for a shortcut over more specific steps.
    evidence
        One finding.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.Statement("a", "increases", "b", 1, "mechanism", False, fg.Evidence("R1")).sign
    1
    """

    subject: str
    predicate: str
    object: str
    sign: int
    layer: str
    indirect: bool
    evidence: Evidence


class Live(Protocol):
    """Edges whose attributes can change under the index that was built from them."""

    def evidence(self, rows: Iterable[int]) -> list[tuple[Evidence, ...]]:
        """The evidence of edges when they were read."""

    def unchanged(self, rows: Sequence[int] | None) -> bool:
        """Whether these edges (None: all) still are as they were read."""


class Coded(NamedTuple):
    """A column of text with few values: the distinct values, and for each row which one."""

    values: Sequence[str]
    codes: Numbers


class Columns(NamedTuple):
    """Entities and edges as columns, one row an edge; questions build their index from them.

    `ids`: the entities; `source` and `target`: positions in `ids`. `live` watches edges that
    can change under the index (a networkx graph), None for a store.
    """

    ids: Sequence[str]
    source: Numbers
    target: Numbers
    key: Sequence[str] | Coded
    sign: Numbers
    layer: Sequence[str] | Coded
    indirect: Numbers
    support: Numbers
    contradicted: Numbers
    live: Live | None = None


class Flat(NamedTuple):
    """A graph that keeps the contract, in the order of its ids; edges as columns.

    `nodes`: ids and attributes as they stand. What an edge lacks has its default. `findings`: how
    many pieces of evidence each edge has; `pieces`: the values of them all, edge by edge.
    """

    nodes: Sequence[tuple[str, Mapping[str, Any]]]
    source: Sequence[str]
    target: Sequence[str]
    key: Sequence[str]
    sign: Sequence[int]
    layer: Sequence[str]
    indirect: Sequence[bool]
    support: Sequence[float]
    contradicted: Sequence[bool]
    findings: Sequence[int]
    pieces: Sequence[tuple[Any, ...]]


class LazyAnswer(Protocol):
    """An answer that has not yet read all of its evidence."""

    def hold(self, problem: Exception | None) -> Exception | None:
        """Read now what is kept anyway; with a problem only remember that it cannot be read.

        Gives the problem of reading, None when there was none.
        """

    def lose(self) -> None:
        """Note that what was not read is gone; reading it later raises."""


class HoldsGraph(Protocol):
    """An open store: it can give its whole graph."""

    def read(self) -> nx.MultiDiGraph[str]:
        """The graph that was written into it."""


class Readable(Protocol):
    """How questions read a graph or an open store."""

    def resolve(self, name: str) -> str:
        """The id of the entity that a name means; raises UnknownEntity, AmbiguousEntity."""

    def label(self, node: str) -> str:
        """The label of an entity, its id when it has none."""

    def labels(self, nodes: Iterable[str]) -> dict[str, str]:
        """The labels of some entities by their ids."""

    def columns(self) -> Columns:
        """All entities and edges."""

    def reading(self) -> AbstractContextManager[None]:
        """A block in which a store does not change: several reads see the same content."""

    def state(self) -> tuple[object, object]:
        """What is read, and a mark that is another one once its nodes or edges have changed."""

    def keeps_for(self, answer: LazyAnswer) -> bool:
        """Whether evidence stays as it is until `answer.hold` is called; else it is read now."""

    def evidence_of(self, edges: Sequence[EdgeId]) -> list[tuple[Evidence, ...]]:
        """The evidence of each of these edges."""

    def search(self, words: str, *, limit: int = 20) -> pd.DataFrame:
        """Entities whose names or definitions hold these words."""

    def subgraph(
        self, names: str | Collection[str], *, max_hops: int = 1, direction: Direction = "both"
    ) -> nx.MultiDiGraph[str]:
        """The part within `max_hops` steps of the named entities, all edges among it kept."""
