"""The evidence of a pair of entities, and all edges, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import references
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.query.engine.index import index_of

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE_COLUMNS = [
    "id",
    "predicate",
    "sign",
    "layer",
    "stance",
    "grade",
    "species",
    "disease",
    "tissue",
    "route",
    "reference",
    "citation",
    "summary",
    "eco",
    "claims",
    "status",
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
    "evidence",
    "reference",
]


def evidence(G: Graph | Readable, subject: str, object: str) -> pd.DataFrame:  # noqa: A002 - the field's word
    """Every piece of evidence on the edges from subject to object, one row each, all layers.

    A null or disputed finding stands on its own edge and, with stance `refutes` or `disputes`,
    on the signed edges of the pair; so one row id can appear on several predicates. Several
    values in a cell are separated by `; `. Empty table when there is no edge.

    Raises UnknownEntity, AmbiguousEntity.

    >>> import follicle_graph as fg
    >>> found = fg.evidence(fg.load(), "rapamycin", "ige")
    >>> found[["id", "stance"]].values.tolist()
    [['R871', 'supports'], ['R870', 'refutes'], ['R870', 'supports']]
    """
    import pandas as pd

    view = reader(G)
    u, v = view.resolve(subject), view.resolve(object)
    rows = []
    index = index_of(view)
    if not index.still_true(np.array(index.between(u, v), np.int64)):
        index = index_of(view, anew=True)
    for number, pieces in index.evidence(index.between(u, v), view).items():
        edge = index.edge(number)
        for piece in pieces:
            known = references().get(piece.reference or "")
            rows.append(
                (
                    piece.id,
                    edge.key,
                    edge.sign,
                    edge.layer,
                    piece.stance,
                    piece.grade,
                    "; ".join(piece.species),
                    "; ".join(piece.disease),
                    "; ".join(piece.tissue),
                    piece.route,
                    piece.reference,
                    known.citation if known else "",
                    piece.summary,
                    piece.eco,
                    "; ".join(piece.claims),
                    piece.status,
                    piece.note,
                )
            )
    return pd.DataFrame(rows, columns=EVIDENCE_COLUMNS)


def edge_table(G: Graph | Readable) -> pd.DataFrame:
    """All edges, one row each, sorted by subject, object and predicate.

    `evidence` holds row ids, `reference` the references of supporting evidence, both separated
    by `; `.

    >>> import follicle_graph as fg
    >>> fg.edge_table(fg.sketch("a -> b"))[["subject", "sign", "object"]].values.tolist()
    [['a', 1, 'b']]
    """
    import pandas as pd

    view = reader(G)
    rows = []
    index = whole_index(view)
    for number, pieces in index.evidence(range(len(index)), view).items():
        edge = index.edge(number)
        supporting = [piece for piece in pieces if piece.stance == "supports"]
        rows.append(
            (
                edge.u,
                view.label(edge.u),
                edge.key,
                edge.sign,
                edge.v,
                view.label(edge.v),
                edge.layer,
                edge.indirect,
                edge.support,
                len(supporting) < len(pieces),
                "; ".join(piece.id for piece in pieces),
                "; ".join(sorted({piece.reference for piece in supporting if piece.reference})),
            )
        )
    return pd.DataFrame(rows, columns=TABLE_COLUMNS)
