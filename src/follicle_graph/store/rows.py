"""A graph as sorted rows and back, for any graph database; with the checksum of the rows.

Rows hold text, numbers and truth values only. Evidence is JSON text. Support and contradicted
are derived: written for questions in the database, computed again on reading.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.facts import Entity, Evidence
from follicle_graph.graph import (
    Graph,
    add_edge,
    build,
    digest,
    edge_support,
    entity,
    node_attributes,
)

if TYPE_CHECKING:
    import pyarrow as pa

Row = tuple[Any, ...]

SCHEMA = "1"
"""The version of this arrangement of rows; a store of a later one is refused."""

ENTITY = ("id", "label", "kind", "lane", "curie", "synonyms", "definition", "short_label")
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
META = ("key", "value")
ATTRIBUTES = ("name", "version", "origin")

_CHUNK = 100_000
_PIECE = tuple(field.name for field in fields(Evidence))
_TUPLES = frozenset(field.name for field in fields(Evidence) if field.default == ())
_OPTIONAL = frozenset(field.name for field in fields(Evidence) if field.default is None)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a store holds: graph attributes, entity rows and relation rows, sorted.

    >>> from follicle_graph.sketching import sketch
    >>> [row[:3] for row in pack(sketch("b -> a")).relations]
    [('b', 'a', 'increases')]
    """

    meta: Mapping[str, str]
    entities: Sequence[Row]
    relations: Sequence[Row]


def pack(G: Graph) -> Content:
    """The rows of a valid graph; the graph stays as it is.

    Raises StoreError, naming the place, for what rows cannot hold: a value of the wrong type or
    a lone surrogate.

    >>> from follicle_graph.sketching import sketch
    >>> pack(sketch("a -> b")).entities[0][:2]
    ('a', 'a')
    """
    meta = {key: _text(G.graph.get(key) or "", f"graph attribute {key!r}") for key in ATTRIBUTES}
    entities = [_entity_row(G, node) for node in G]
    relations = [
        _relation_row(u, v, key, data) for u, v, key, data in G.edges(keys=True, data=True)
    ]
    meta |= {"digest": digest(G), "schema": SCHEMA}
    return _sorted(meta, entities, relations)


def _sorted(
    meta: Mapping[str, str],
    entities: Iterable[Row],
    relations: Iterable[Row],
) -> Content:
    content = Content(
        {key: value for key, value in meta.items() if key != "checksum"},
        sorted(entities, key=lambda row: row[0]),
        sorted(relations, key=lambda row: row[:3]),
    )
    return Content(
        {**content.meta, "checksum": _checksum(content)}, content.entities, content.relations
    )


def _entity_row(G: Graph, node: str) -> Row:
    where = f"node {node!r}"
    if isinstance(G.nodes[node].get("synonyms"), str):
        raise StoreError(f"{where}: synonyms is one string; use a tuple of strings")
    one = entity(G, node)
    return (
        _text(one.id, where),
        _text(one.label, f"{where}: label"),
        _text(one.kind, f"{where}: kind"),
        _text(one.lane, f"{where}: lane"),
        None if one.curie is None else _text(one.curie, f"{where}: curie"),
        tuple(_text(name, f"{where}: synonyms") for name in one.synonyms),
        _text(one.definition, f"{where}: definition"),
        _text(one.short_label, f"{where}: short_label"),
    )


def _relation_row(u: str, v: str, key: str, data: Mapping[str, Any]) -> Row:
    where = f"edge {u!r} {key!r} {v!r}"
    pieces = tuple(data.get("evidence") or ())
    return (
        u,
        v,
        _text(key, where),
        int(data["sign"]),
        data.get("layer") or "mechanism",
        bool(data.get("indirect", False)),
        edge_support(pieces, float(data.get("support") or 0.0)),
        any(piece.stance != "supports" for piece in pieces),
        _json([{name: _field(piece, name, where) for name in _PIECE} for piece in pieces]),
    )


def _field(piece: Evidence, name: str, where: str) -> object:
    value = getattr(piece, name)
    place = f"{where}: {name} of evidence {piece.id!r}"
    if name in _TUPLES:
        if not isinstance(value, tuple):
            raise StoreError(f"{place} is a {type(value).__name__}; use a tuple of strings")
        return [_text(part, place) for part in value]
    return None if value is None and name in _OPTIONAL else _text(value, place)


def _text(value: object, where: str) -> str:
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


def unpack(content: Content) -> Graph:
    """The graph of the rows, its derived attributes computed again, nodes and edges sorted.

    >>> from follicle_graph.sketching import sketch
    >>> sorted(unpack(pack(sketch("a -> b"))).edges(keys=True))
    [('a', 'b', 'increases')]
    """
    G = build([], [], **{key: content.meta[key] for key in ATTRIBUTES})
    for row in content.entities:
        one = Entity(*row)
        G.add_node(one.id, **node_attributes(one))
    for u, v, predicate, sign, layer, indirect, strength, _, evidence in content.relations:
        add_edge(
            G,
            u,
            v,
            predicate,
            sign=sign,
            layer=layer,
            indirect=indirect,
            evidence=evidence_of(evidence),
            support_given=strength,
        )
    G.graph["digest"] = content.meta["digest"]
    return G


def evidence_of(text: str) -> tuple[Evidence, ...]:
    """The evidence that a relation row holds as JSON text.

    >>> evidence_of('[{"id": "R1", "species": ["human"]}]')[0].species
    ('human',)
    """
    pieces: list[dict[str, Any]] = json.loads(text)
    for piece in pieces:
        piece.update({name: tuple(piece[name]) for name in _TUPLES & piece.keys()})
    return tuple(Evidence(**piece) for piece in pieces)


def recover(
    meta: Mapping[str, str],
    entities: Iterable[Row],
    relations: Iterable[Row],
) -> Graph:
    """The graph of rows as they came out of a database, after checking that they are intact.

    Raises DamagedStore when checksum or digest differ from the ones that were written.
    """
    content = _sorted(meta, entities, relations)
    if content.meta["checksum"] != meta.get("checksum"):
        raise DamagedStore("its rows are not what was written (checksum differs)")
    G = unpack(content)
    if digest(G) != content.meta["digest"]:
        raise DamagedStore("its graph is not what was written (digest differs)")
    return G


def tables(content: Content) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The content as Arrow tables for bulk loading: meta, entities, relations.

    >>> from follicle_graph.sketching import sketch
    >>> [table.num_rows for table in tables(pack(sketch("a -> b")))][1:]
    [2, 1]
    """
    import pyarrow as pa

    special = {
        "synonyms": pa.list_(pa.string()),
        "sign": pa.int64(),
        "indirect": pa.bool_(),
        "contradicted": pa.bool_(),
        "support": pa.float64(),
    }

    def table(names: Sequence[str], rows: Sequence[Row]) -> pa.Table:
        schema = pa.schema([(name, special.get(name, pa.string())) for name in names])
        parts = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
        return pa.Table.from_batches(
            [
                pa.RecordBatch.from_arrays(
                    [
                        pa.array(column, kind)
                        for column, kind in zip(zip(*part, strict=True), schema.types, strict=True)
                    ],
                    schema=schema,
                )
                for part in parts
            ],
            schema=schema,
        )

    meta = list(content.meta.items())
    return table(META, meta), table(ENTITY, content.entities), table(RELATION, content.relations)


def rows_of(table: pa.Table) -> list[Row]:
    """The rows of an Arrow table as tuples, lists in them as tuples too.

    >>> import pyarrow as pa
    >>> rows_of(pa.table({"id": ["a"], "synonyms": [["x", "y"]]}))
    [('a', ('x', 'y'))]
    """
    columns = [
        [tuple(one) if isinstance(one, list) else one for one in column.to_pylist()]
        for column in table.columns
    ]
    return list(zip(*columns, strict=True))


def _checksum(content: Content) -> str:
    sha = hashlib.sha256(_json(sorted(content.meta.items())).encode())
    for rows in (content.entities, content.relations):
        sha.update(b"\n\n")
        for row in rows:
            sha.update(_json(row).encode() + b"\n")
    return sha.hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
