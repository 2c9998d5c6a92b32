"""Entities and edges of a graph as rows of any graph database.

Rows hold text, numbers and truth values only; evidence is JSON text without the fields that have
their default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from follicle_graph.errors import StoreError
from follicle_graph.model.facts import EVIDENCE, Entity, Evidence
from follicle_graph.model.genes import genes
from follicle_graph.model.graph import Graph, entity
from follicle_graph.model.names import fold, squash
from follicle_graph.model.vocabulary import DEFAULT_LAYER
from follicle_graph.store.evidence_json import pieces_of, weight

Row = tuple[Any, ...]

SCHEMA = "2"
"""The version of the columns below; a store of another version is refused."""

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

Edges = Sequence[tuple[str, str, str, Mapping[str, Any]]]
"""Edges as (subject, object, predicate, attributes)."""


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
    """The row of an entity.

    Its last column, for finding it in the database, holds its names, one to a line, folded and
    squashed, those of its gene, an empty line, and its folded definition.

    >>> entity_row(Entity("ifng", "IFN-γ"))[-1].split()
    ['ifn', 'gamma', 'ifngamma', 'ifng']
    """
    texts = (one.label or one.id, one.short_label, *one.synonyms)
    gene = genes().get(one.curie or "")
    symbols = () if gene is None else (*gene.names, *gene.previous)
    names = dict.fromkeys((*map(fold, texts), *map(squash, (*texts, one.id, *symbols))))
    curie = (one.curie or "").casefold()
    lines = ["", *filter(None, names), *([curie] if curie else []), "", fold(one.definition)]
    return (
        one.id,
        one.label,
        one.kind,
        one.lane,
        one.curie,
        one.synonyms,
        one.definition,
        one.short_label,
        "\n".join(lines),
    )


def columns_of_edges(edges: Edges) -> tuple[list[Sequence[Any]], list[list[Any]]]:
    """The columns of `RELATION` except the last, and the evidence of each edge as `Piece`."""
    u, v, key, data = zip(*edges, strict=True)
    pieces = [pieces_of(one.get("evidence") or ()) for one in data]
    given = [float(one.get("support") or 0.0) for one in data]
    support, contradicted = zip(*map(weight, pieces, given), strict=True)
    columns = [
        u,
        v,
        key,
        [int(one["sign"]) for one in data],
        [one.get("layer") or DEFAULT_LAYER for one in data],
        [bool(one.get("indirect", False)) for one in data],
        support,
        contradicted,
    ]
    return columns, pieces


def check_edges(edges: Edges) -> None:
    """Say which value of these edges a row cannot hold.

    Raises
    ------
    StoreError
        For text that is not Unicode and for a value of another type; it names the place.
    """
    for u, v, key, data in edges:
        where = f"edge {u!r} {key!r} {v!r}"
        for value in (u, v, key, data.get("layer") or ""):
            text(value, where)
        for piece in data.get("evidence") or ():
            _check_evidence(piece, where)


def _check_evidence(piece: Evidence, where: str) -> None:
    for name, field in EVIDENCE.items():
        value = getattr(piece, name)
        place = f"{where}: {name} of evidence {piece.id!r}"
        if not field.holds(value):
            raise StoreError(f"{place} is {value!r:.60}; {field.use()}")
        for part in value if field.several else filter(None, [value]):
            text(part, place)


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
