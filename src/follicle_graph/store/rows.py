"""A graph as rows and back, for any graph database; with the checksum of the rows.

Rows hold text, numbers and truth values only. Evidence is JSON text without the fields that have
their default. The checksum is a sum over rows, so that rows may come in any order and in parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from follicle_graph.errors import StoreError
from follicle_graph.model.facts import EVIDENCE, Entity, Evidence, evidence_record
from follicle_graph.model.graph import Graph, entity
from follicle_graph.model.names import fold
from follicle_graph.model.support import edge_support, is_contradicted
from follicle_graph.store.evidence_json import evidence_in, text_of_evidence, weight

Row = tuple[Any, ...]

SCHEMA = "2"
"""The version of this arrangement of rows; a store of another one is refused."""

ENTITY = (
    "id",
    "label",
    "kind",
    "lane",
    "curie",
    "synonyms",
    "definition",
    "short_label",
    "folded",
)
RELATION = (
    "source",
    "target",
    "predicate",
    "sign",
    "layer",
    "indirect",
    "support",
    "contradicted",
    "evidence",
)
ATTRIBUTES = ("name", "version", "origin")


def row_of_node(G: Graph, node: str) -> Row:
    """The row of a node; raises StoreError for what a row cannot hold."""
    where = f"node {node!r}"
    if isinstance(G.nodes[node].get("synonyms"), str):
        raise StoreError(f"{where}: synonyms is one string; use a tuple of strings")
    one = entity(G, node)
    text(one.id, where)
    for name in ("label", "kind", "lane", "definition", "short_label"):
        text(getattr(one, name), f"{where}: {name}")
    for name in (*one.synonyms, *(() if one.curie is None else (one.curie,))):
        text(name, f"{where}: synonyms or curie")
    return entity_row(one)


def entity_row(one: Entity) -> Row:
    """The row of an entity; its last column holds its names, a line each, and its definition,
    folded: for finding it in the database.

    >>> entity_row(Entity("ifng", "IFN-γ"))[-1].split()
    ['ifn', 'gamma']
    """
    names = dict.fromkeys(map(fold, (one.label or one.id, one.short_label, *one.synonyms)))
    curie = (one.curie or "").casefold()
    return (
        one.id,
        one.label,
        one.kind,
        one.lane,
        one.curie,
        one.synonyms,
        one.definition,
        one.short_label,
        "\n".join(
            ["", *filter(None, names), *([curie] if curie else []), "", fold(one.definition)]
        ),
    )


def row_of_edge(u: str, v: str, key: str, data: Mapping[str, Any]) -> Row:
    """The row of an edge; raises StoreError for what a row cannot hold."""
    where = f"edge {u!r} {key!r} {v!r}"
    pieces = tuple(data.get("evidence") or ())
    return (
        u,
        v,
        text(key, where),
        int(data["sign"]),
        data.get("layer") or "mechanism",
        bool(data.get("indirect", False)),
        edge_support(pieces, float(data.get("support") or 0.0)),
        is_contradicted(pieces),
        evidence_text(pieces, where),
    )


def columns_of_edges(
    edges: Sequence[tuple[str, str, str, Mapping[str, Any]]],
) -> list[Sequence[Any]]:
    """The columns of many edges, as `row_of_edge` makes rows.

    Raises one of `pieces.UNUSUAL` where `row_of_edge` has to look.
    """
    u, v, key, data = zip(*edges, strict=True)
    evidence = [tuple(one.get("evidence") or ()) for one in data]
    given = [float(one.get("support") or 0.0) for one in data]
    support, contradicted = zip(*map(weight, evidence, given), strict=True)
    return [
        u,
        v,
        key,
        [int(one["sign"]) for one in data],
        [one.get("layer") or "mechanism" for one in data],
        [bool(one.get("indirect", False)) for one in data],
        support,
        contradicted,
        list(map(text_of_evidence, evidence)),
    ]


def evidence_text(pieces: Iterable[Evidence], where: str) -> str:
    """Evidence as JSON text; fields with their default are left out.

    Raises StoreError for a field of another type than its own.

    >>> evidence_text([Evidence("R1", species=("human",))], "an edge")
    '[{"id":"R1","species":["human"]}]'
    """
    records = []
    for piece in pieces:
        for name, field in EVIDENCE.items():
            value = getattr(piece, name)
            place = f"{where}: {name} of evidence {piece.id!r}"
            if not field.holds(value):
                raise StoreError(f"{place} is {value!r:.60}; {field.use()}")
            for part in value if field.several else filter(None, [value]):
                text(part, place)
        records.append(evidence_record(piece))
    return _JSON.encode(records) if records else "[]"


def text(value: object, where: str) -> str:
    """A text that can be stored; raises StoreError, naming the place, for anything else."""
    if not isinstance(value, str):
        raise StoreError(f"{where} is a {type(value).__name__}; use a string")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as problem:
            raise StoreError(
                f"{where} holds a lone surrogate, {value[problem.start]!r} at {problem.start}, "
                "which is no character and cannot be stored; remove it"
            ) from None
    return value


def evidence_of(told: str) -> tuple[Evidence, ...]:
    """The evidence that a relation row holds as JSON text.

    >>> evidence_of('[{"id": "R1", "species": ["human"]}]')[0].species
    ('human',)
    """
    return evidence_in([told])[0]


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
