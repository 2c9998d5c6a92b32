"""Statements as JSON: what each says, the evidence for it, and the other side of a dispute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import HUMAN_GRADES, STANCE_OF_NULL, grades
from follicle_graph.query.citations import citation
from follicle_graph.query.engine.path import Path, StatementEvidence

Json = dict[str, Any]

EFFECTS = {1: "raises", -1: "lowers", 0: "no direction"}
NOT_STATED = "not stated"


def claim(G: Graph, one: StatementEvidence, *, pieces: int) -> Json:
    """A statement with the best evidence for it, and the best against it if there is any.

    Against it are refuting and disputing findings, and the evidence of statements of another sign
    about the same two entities.

    Parameters
    ----------
    G
        The graph of the statement.
    one
        The statement.
    pieces
        The most pieces of evidence of each side; what is left out is counted.

    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> (path,) = fg.paths(G, "rapamycin", "IgE", max_hops=1)
    >>> said = claim(G, path.statements()[0], pieces=1)
    >>> said["effect"], len(said["evidence"]), len(said["against"])
    ('lowers', 1, 1)
    """
    mine = [piece for piece in one.evidence if piece.stance == "supports"]
    said: Json = {
        "subject": one.subject,
        "predicate": one.edge[2],
        "object": one.object,
        "effect": _effect(one.sign, one.edge[2]),
        "layer": one.layer,
        **side("evidence", [piece_of(piece) for piece in best_first(mine)], pieces),
    }
    contrary = _against(G, one)
    return said | (side("against", contrary, pieces) if contrary else {})


def _effect(sign: int, predicate: str) -> str:
    return "no effect found" if predicate in STANCE_OF_NULL else EFFECTS[sign]


def side(name: str, pieces: Sequence[Json], most: int) -> Json:
    """The first pieces of one side, and how many more there are.

    >>> side("against", [{"row": "R1"}, {"row": "R2"}], 1)
    {'against': [{'row': 'R1'}], 'more_against': 1}
    """
    more = len(pieces) - most
    return {name: list(pieces[:most])} | ({f"more_{name}": more} if more > 0 else {})


def _against(G: Graph, one: StatementEvidence) -> list[Json]:
    """The other side: contrary evidence of the statement, and statements of another sign."""
    u, v, key = one.edge
    says = {piece.id: (piece, str(piece.stance)) for piece in one.evidence}
    found = {row: said for row, said in says.items() if said[1] != "supports"}
    for other, data in G[u][v].items():
        opposed = data["sign"] != one.sign
        if opposed and _takes_sides(one.sign, key) and _takes_sides(data["sign"], other):
            for piece in data["evidence"]:
                if piece.stance == "supports":
                    found.setdefault(piece.id, (piece, other))
    ranked = best_first(piece for piece, _ in found.values())
    return [piece_of(piece, says=found[piece.id][1]) for piece in ranked]


def _takes_sides(sign: int, predicate: str) -> bool:
    """Whether a statement has a direction, or denies one."""
    return bool(sign) or predicate in STANCE_OF_NULL


def piece_of(piece: Evidence, *, says: str = "") -> Json:
    """A piece of evidence: row, reference, grade, species, and its summary.

    >>> piece_of(Evidence("R1", "PMID:25129481", grade="trial", species=("human",)))["cite"]
    'Xing L et al. 2014'
    """
    context = {
        "disease": list(piece.disease),
        "tissue": list(piece.tissue),
        "route": piece.route,
        "says": says,
    }
    return {
        "row": piece.id,
        "reference": piece.reference,
        "cite": citation(piece.reference).short if piece.reference else NOT_STATED,
        "grade": piece.grade or NOT_STATED,
        "species": species_of([piece]),
        **{name: value for name, value in context.items() if value},
        "summary": piece.summary,
    }


def species_of(pieces: Iterable[Evidence], grade: str = "") -> list[str]:
    """The species of some evidence; a grade that only people can give counts as human.

    >>> species_of([Evidence("R1", grade="trial")]), species_of([])
    (['human'], ['not stated'])
    """
    found = {name for piece in pieces for name in piece.species or _implied(piece.grade)}
    return sorted(found or _implied(grade)) or [NOT_STATED]


def _implied(grade: str) -> tuple[str, ...]:
    return ("human",) if grade in HUMAN_GRADES else ()


def best_first(pieces: Iterable[Evidence]) -> list[Evidence]:
    """Pieces of evidence, the best grade first."""
    order = {grade: rank for rank, grade in enumerate(grades())}
    return sorted(pieces, key=lambda piece: (order.get(piece.grade, len(order)), piece.id))


def route(G: Graph, path: Path) -> Json:
    """A path as JSON: its direction, its weakest support, and each step as a claim."""
    return {
        "route": path.route,
        "effect": EFFECTS[path.sign],
        "weakest_support": round(path.support, 2),
        "steps": [claim(G, one, pieces=1) for one in path.statements()],
    }
