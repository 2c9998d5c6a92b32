"""Evidence of a graph, an entity, a pair or an answer, and all edges, as tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.facts import Evidence, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import grades
from follicle_graph.query.citations import citation
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import of_one_content, reader, resolve_all
from follicle_graph.query.engine.index import Index, index_of
from follicle_graph.query.engine.path import StatementEvidence, shown
from follicle_graph.query.why_empty import why_no_evidence, why_no_pair
from follicle_graph.tools.caller_warning import warn_caller

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE_COLUMNS = [
    "subject",
    "predicate",
    "object",
    "sign",
    "layer",
    "stance",
    "grade",
    "species",
    "disease",
    "tissue",
    "route",
    "summary",
    "citation",
    "reference",
    "status",
    "id",
    "eco",
    "claims",
    "note",
]
TABLE_COLUMNS = [
    "subject",
    "subject_label",
    "predicate",
    "sign",
    "object",
    "object_label",
    "layer",
    "indirect",
    "support",
    "contradicted",
    "grade",
    "species",
    "evidence_count",
    "evidence",
    "references",
]


@runtime_checkable
class HasStatements(Protocol):
    """An answer that knows the statements it rests on."""

    def statements(self) -> Iterable[StatementEvidence]:
        """The statements in the order in which the answer uses them."""


@of_one_content
def evidence(
    G: Graph | Readable | HasStatements,
    subject: str | Collection[str] | None = None,
    object: str | Collection[str] | None = None,  # noqa: A002 - the field's word
) -> pd.DataFrame:
    """The evidence of a whole graph, of entities, of pairs, or of an answer, one row each.

    A null or disputed finding is evidence of its own edge and, with stance `refutes` or
    `disputes`, of the signed edges of the same pair; so one row id can occur on several
    predicates. Several values in a cell are joined by semicolons. An empty table warns and says why
    it is empty.

    Parameters
    ----------
    G
        A graph, an open store, or an answer (Path, Paths, Loops, Effect, a dossier of `about`).
    subject
        One name or several: the evidence of every edge out of and into them. None: of all edges.
    object
        One name or several: only edges from `subject` to these.

    Returns
    -------
    pandas.DataFrame
        Columns `subject`, `predicate`, `object` (names as they are printed), `sign`, `layer`,
        `stance`, `grade`, `species`, `disease`, `tissue`, `route`, `summary`, `citation`,
        `reference`, `status`, `id` (the curator's row), `eco`, `claims`, `note`.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        A name cannot be resolved.
    InvalidQuestion
        An empty list of names; an object without a subject; names beside an answer.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> found = fg.evidence(G, "rapamycin", "ige")
    >>> found[["id", "stance"]].values.tolist()
    [['R871', 'supports'], ['R870', 'refutes'], ['R870', 'supports']]
    >>> set(fg.evidence(fg.paths(G, "IL-4", "IgE", limit=1)).columns) == set(found.columns)
    True
    """
    import pandas as pd

    if isinstance(G, HasStatements):
        if subject is not None or object is not None:
            raise InvalidQuestion(
                "an answer is asked without names",
                argument="subject",
                value=subject,
                remedy="use evidence(answer)",
            )
        rows = [row for one in G.statements() for row in _rows(one, {})]
        return pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)
    view = reader(G)
    if subject is None:
        if object is not None:
            raise InvalidQuestion(
                "an object without a subject",
                argument="object",
                value=object,
                remedy="name both, or only a subject",
            )
        index = whole_index(view)
        numbers, why = list(range(len(index))), "the graph has no evidence"
    else:
        subjects = resolve_all(view, "subject", subject)
        objects = None if object is None else resolve_all(view, "object", object)
        index, numbers = _edges_of(view, subjects, objects)
        why = ""
    rows = []
    for one in statements_of(view, index, numbers):
        rows += _rows(one, index.number, view)
    if not rows:
        if not why:
            why = (
                why_no_pair(view, index, subjects[0], objects[0])
                if objects is not None
                else why_no_evidence(view, index, subjects)
            )
        warn_caller(f"no evidence: {why}")
    return pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)


@of_one_content
def edge_table(G: Graph | Readable) -> pd.DataFrame:
    """All edges, one row each, sorted by subject, object and predicate.

    Parameters
    ----------
    G
        A graph or an open store.

    Returns
    -------
    pandas.DataFrame
        Columns `subject` and `object` (ids), `subject_label`, `object_label`, `predicate`, `sign`,
        `layer`, `indirect`, `support`, `contradicted`; of the supporting evidence `grade` (the
        best), `species` and `references`; of all evidence `evidence_count` and `evidence` (row
        ids). Several values in a cell are separated by semicolons. `from_table` reads it again.

    Raises
    ------
    InvalidGraph
        `G` is neither a MultiDiGraph nor an open store, or breaks the contract.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.edge_table(fg.sketch("a -> b"))[["subject", "sign", "object"]].values.tolist()
    [['a', 1, 'b']]
    """
    import pandas as pd

    view = reader(G)
    index = whole_index(view)
    labels = view.labels(index.ids)
    rows = []
    for number, pieces in index.evidence(range(len(index)), view).items():
        edge = index.edge(number)
        supporting = [piece for piece in pieces if piece.stance == "supports"]
        rows.append(
            (
                edge.u,
                labels[edge.u],
                edge.key,
                edge.sign,
                edge.v,
                labels[edge.v],
                edge.layer,
                edge.indirect,
                edge.support,
                len(supporting) < len(pieces),
                best_grade(supporting) or "",
                "; ".join(sorted({name for piece in supporting for name in piece.species})),
                len(pieces),
                "; ".join(piece.id for piece in pieces),
                "; ".join(dict.fromkeys(p.reference for p in supporting if p.reference)),
            )
        )
    return pd.DataFrame(rows, columns=TABLE_COLUMNS)


def best_grade(pieces: Iterable[Evidence]) -> str | None:
    """The best grade of supporting evidence; an unknown grade only when there is no known one.

    >>> best_grade([Evidence("R1", grade="review"), Evidence("R2", grade="trial")])
    'trial'
    """
    order = {grade: rank for rank, grade in enumerate(grades())}
    found = [piece.grade for piece in pieces if piece.stance == "supports" and piece.grade]
    return min(found, key=lambda grade: (order.get(grade, len(order)), grade), default=None)


def statements_of(
    view: Readable, index: Index, numbers: Iterable[int]
) -> Iterator[StatementEvidence]:
    """The edges with these numbers, each with its evidence and the names of its ends."""
    pieces = index.evidence(numbers, view)
    edges = {number: index.edge(number) for number in pieces}
    labels = view.labels({end for edge in edges.values() for end in (edge.u, edge.v)})
    for number, edge in edges.items():
        yield StatementEvidence(
            (edge.u, edge.v, edge.key),
            edge.sign,
            edge.layer,
            shown(labels[edge.u]),
            shown(labels[edge.v]),
            pieces[number],
        )


def _edges_of(
    view: Readable, subjects: tuple[str, ...], objects: tuple[str, ...] | None
) -> tuple[Index, list[int]]:
    """An index that agrees with the graph on the edges of these entities, and their numbers."""
    index = index_of(view)
    for anew in (False, True):
        if objects is None:
            numbers = [number for node in subjects for number in index.touching(node)]
        else:
            numbers = [n for u in subjects for v in objects for n in index.between(u, v)]
        if anew or index.still_true(np.array(numbers, np.int64)):
            break
        index = index_of(view, anew=True)
    return index, list(dict.fromkeys(numbers))


def _rows(
    one: StatementEvidence, known: Collection[str], view: Readable | None = None
) -> Iterator[tuple[object, ...]]:
    """The rows of one statement; diseases by their names where the graph has them."""
    for piece in one.evidence:
        diseases = [
            shown(view.label(name)) if view is not None and name in known else name
            for name in piece.disease
        ]
        yield (
            one.subject,
            one.edge[2],
            one.object,
            one.sign,
            one.layer,
            piece.stance,
            piece.grade,
            "; ".join(piece.species),
            "; ".join(diseases),
            "; ".join(piece.tissue),
            piece.route or "",
            piece.summary,
            citation(piece.reference).line if piece.reference else "",
            piece.reference or "",
            piece.status,
            piece.id,
            piece.eco or "",
            "; ".join(piece.claims),
            piece.note,
        )
