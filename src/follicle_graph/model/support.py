"""How strongly an edge is supported, and whether evidence speaks against it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from follicle_graph.model.vocabulary import UNCITED, grades


def edge_support(evidence: Iterable[Any], given: float = 0.0) -> float:
    """The support of an edge, 0 to 1: 1 − Π(1 − weight of the grade) over supporting evidence.

    The rule is INDRA's belief over independent evidence (Gyori et al. 2017,
    doi:10.15252/msb.20177651) with the weights of `knowledge/grades.tsv` in place of error
    rates. It ranks and draws; it is not a probability.

    Parameters
    ----------
    evidence
        The evidence of the edge. Evidence with another stance than `supports` adds nothing,
        nor does evidence with the status `uncited` or with an unknown grade.
    given
        Support that an imported graph brought, 0 to 1. It is returned where there is nothing
        to compute from: without any evidence, or where no supporting evidence has a known
        grade. If all evidence speaks against the edge, its support is 0.

    >>> from follicle_graph.model.facts import Evidence
    >>> edge_support([Evidence("R1", grade="trial"), Evidence("R2", grade="trial")])
    0.96
    >>> edge_support([Evidence("R1", grade="trial")], 0.3), edge_support([Evidence("x")], 0.3)
    (0.8, 0.3)
    """
    weights = grades()
    pieces = list(evidence)
    supporting = [piece for piece in pieces if piece.stance == "supports"]
    known = [piece for piece in supporting if piece.grade in weights]
    if not known and (supporting or not pieces):
        return given
    remaining = 1.0
    for doubt in sorted(1.0 - weights[piece.grade] for piece in known if piece.status != UNCITED):
        remaining *= doubt
    return round(1.0 - remaining, 6)


def is_contradicted(evidence: Iterable[Any]) -> bool:
    """Whether some evidence of an edge refutes or disputes it.

    >>> from follicle_graph.model.facts import Evidence
    >>> is_contradicted([Evidence("R1"), Evidence("R2", stance="refutes")])
    True
    """
    return any(piece.stance != "supports" for piece in evidence)
