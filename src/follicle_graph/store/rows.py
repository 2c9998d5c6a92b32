"""A graph as rows and back, for any graph database; with the checksum of the rows.

Rows hold text, numbers and truth values only. Evidence is JSON text without the fields that have
their default. The checksum is a sum over rows, so that rows may come in any order and in parts.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from itertools import islice
from typing import Any

from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.facts import Entity, Evidence
from follicle_graph.graph import (
    Graph,
    build,
    digest,
    edge_support,
    entity,
    node_attributes,
)
from follicle_graph.names import fold

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

BATCH = 100_000
"""Rows that are in memory at once."""

_DEFAULTS = {field.name: field.default for field in fields(Evidence)}
_TUPLES = frozenset(name for name, default in _DEFAULTS.items() if default == ())
_OPTIONAL = frozenset(name for name, default in _DEFAULTS.items() if default is None)


class Content:
    """What is to be stored: entity and relation rows, passed once, and `meta` after them.

    >>> from follicle_graph.sketching import sketch
    >>> content = pack(sketch("b -> a"))
    >>> [row[0] for part in content.entities() for row in part]
    ['a', 'b']
    """

    def __init__(
        self,
        meta: Mapping[str, str],
        entities: Iterable[Row],
        relations: Iterable[Row],
        tally: Tally | None = None,
    ) -> None:
        self._meta, self._entities, self._relations = meta, iter(entities), iter(relations)
        self.tally = tally or Tally()

    def entities(self) -> Iterator[list[Row]]:
        """The entity rows in parts."""
        return self._passed("entity", self._entities)

    def relations(self) -> Iterator[list[Row]]:
        """The relation rows in parts."""
        return self._passed("relation", self._relations)

    def _passed(self, kind: str, rows: Iterator[Row]) -> Iterator[list[Row]]:
        while part := list(islice(rows, BATCH)):
            self.tally.add(kind, part)
            yield part

    @property
    def meta(self) -> dict[str, str]:
        """Graph attributes, versions and the checksum of all rows that have passed."""
        meta = {key: value for key, value in self._meta.items() if key != "checksum"}
        return meta | {"checksum": self.tally.checksum(meta)}


class Tally:
    """A checksum of rows in any order: the sum of their hashes (BLAKE2b), and their number.

    A sum of hashes tells any change of rows that is not made on purpose (Clarke et al. 2003,
    doi:10.1007/978-3-540-40061-5_12).

    >>> one, other = Tally(), Tally()
    >>> one.add("entity", [("a",), ("b",)])
    >>> other.add("entity", [("b",)])
    >>> other.add("entity", [("a",)])
    >>> one.checksum({}) == other.checksum({})
    True
    """

    def __init__(self, state: str = "0:0") -> None:
        count, _, total = state.partition(":")
        self._count, self._total = int(count), int(total, 16)

    def add(self, kind: str, rows: Iterable[Row]) -> None:
        """Count these rows in."""
        blake2b, number = hashlib.blake2b, int.from_bytes
        count = total = 0
        for row in rows:
            line = "\x1f".join([kind, *map(str, row)]).encode()
            total += number(blake2b(line, digest_size=16).digest(), "little")
            count += 1
        self._count += count
        self._total = (self._total + total) % (1 << 128)

    @property
    def state(self) -> str:
        """What it takes to go on counting later."""
        return f"{self._count}:{self._total:032x}"

    def checksum(self, meta: Mapping[str, str]) -> str:
        """The checksum of the rows and of these attributes."""
        sha = hashlib.sha256(_JSON.encode(sorted(meta.items())).encode())
        return f"{self.state}:{sha.hexdigest()}"


def pack(G: Graph) -> Content:
    """The rows of a valid graph, sorted; the graph stays as it is.

    Raises StoreError, naming the place, for what rows cannot hold: a value of the wrong type or
    a lone surrogate; before the first row for entities, as they pass for relations.

    >>> from follicle_graph.sketching import sketch
    >>> next(pack(sketch("a -> b")).entities())[0][:2]
    ('a', 'a')
    """
    meta = {key: _text(G.graph.get(key) or "", f"graph attribute {key!r}") for key in ATTRIBUTES}
    entities = [_entity_row(G, node) for node in sorted(G)]
    relations = (_relation_row(u, v, key, data) for u, v, key, data in _edges(G))
    return Content(meta | {"digest": digest(G), "schema": SCHEMA}, entities, relations)


def _edges(G: Graph) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for u in sorted(G):
        near = G.adj[u]
        for v in sorted(near):
            for key in sorted(near[v]):
                yield u, v, key, near[v][key]


def _entity_row(G: Graph, node: str) -> Row:
    where = f"node {node!r}"
    if isinstance(G.nodes[node].get("synonyms"), str):
        raise StoreError(f"{where}: synonyms is one string; use a tuple of strings")
    one = entity(G, node)
    _text(one.id, where)
    for name in ("label", "kind", "lane", "definition", "short_label"):
        _text(getattr(one, name), f"{where}: {name}")
    for text in (*one.synonyms, *(() if one.curie is None else (one.curie,))):
        _text(text, f"{where}: synonyms or curie")
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
        evidence_text(pieces, where),
    )


def evidence_text(pieces: Iterable[Evidence], where: str) -> str:
    """Evidence as JSON text; fields with their default are left out.

    Raises StoreError for a field of another type than its own.

    >>> evidence_text([Evidence("R1", species=("human",))], "an edge")
    '[{"id":"R1","species":["human"]}]'
    """
    told = []
    for piece in pieces:
        record = {}
        for name, default in _DEFAULTS.items():
            value = getattr(piece, name)
            if value is not default:
                value = _field(piece, name, where)
                if value != default:
                    record[name] = value
        told.append(record)
    return _JSON.encode(told) if told else "[]"


def _field(piece: Evidence, name: str, where: str) -> object:
    value = getattr(piece, name)
    place = f"{where}: {name} of evidence {piece.id!r}"
    if name in _TUPLES:
        if not isinstance(value, tuple):
            raise StoreError(f"{place} is a {type(value).__name__}; use a tuple of strings")
        for part in value:
            _text(part, place)
        return value
    return None if value is None and name in _OPTIONAL else _text(value, place)


@contextmanager
def many_new_objects() -> Iterator[None]:
    """No garbage collection meanwhile: nothing here is garbage, and looking takes long."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


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


def evidence_of(text: str) -> tuple[Evidence, ...]:
    """The evidence that a relation row holds as JSON text.

    >>> evidence_of('[{"id": "R1", "species": ["human"]}]')[0].species
    ('human',)
    """
    if text == "[]":
        return ()
    pieces: list[dict[str, Any]] = json.loads(text)
    for piece in pieces:
        for name, value in piece.items():
            if type(value) is list:
                piece[name] = tuple(value)
    return tuple([Evidence(**piece) for piece in pieces])


def recover(
    meta: Mapping[str, str],
    entities: Iterable[Sequence[Row]],
    relations: Iterable[Sequence[Row]],
) -> Graph:
    """The graph of rows as they came out of a database, after checking that they are intact.

    Support and contradicted are taken as they were computed on writing: the checksum covers them.

    Raises DamagedStore when the checksum differs from the one that was written.
    """
    tally = Tally()
    nodes: list[Row] = []
    for part in entities:
        tally.add("entity", part)
        nodes += part
    edges: list[Row] = []
    for part in relations:
        tally.add("relation", part)
        edges += part
    check(meta, tally)
    return graph_of(meta, nodes, edges)


def graph_of(meta: Mapping[str, str], entities: Iterable[Row], relations: Iterable[Row]) -> Graph:
    """The graph of rows, sorted."""
    nodes = sorted(entities, key=lambda row: row[0])
    edges = sorted(relations, key=lambda row: row[:3])
    G = build([], [], **{key: meta.get(key, "") for key in ATTRIBUTES})
    G.add_nodes_from((row[0], node_attributes(Entity(*row[:8]))) for row in nodes)
    add = G.add_edge
    for u, v, key, sign, layer, indirect, support, contradicted, text in edges:
        add(
            u,
            v,
            key,
            predicate=key,
            sign=sign,
            layer=layer,
            indirect=indirect,
            support=support,
            contradicted=contradicted,
            evidence=evidence_of(text),
        )
    G.graph["digest"] = meta.get("digest") or digest(G)
    return G


def check(meta: Mapping[str, str], tally: Tally) -> None:
    """Raises DamagedStore when the rows that were counted are not those that were written."""
    rest = {key: value for key, value in meta.items() if key != "checksum"}
    if tally.checksum(rest) != meta.get("checksum"):
        raise DamagedStore("its rows are not what was written (checksum differs)")


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
