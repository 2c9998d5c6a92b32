"""Tab-separated files of nodes and edges (plain or KGX) as rows, streaming.

The edges are read twice: first only their ends and predicates, as numbers, to know the entities
and the rows that belong to one edge; then by columns, block by block. A block in which anything
is unusual is looked at row by row, which says what is wrong. In memory are the entities, three
numbers a row, one block, and of rows that share an edge those whose last one has not come yet.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from follicle_graph.errors import StoreError
from follicle_graph.model.facts import EdgeId, Entity, Evidence
from follicle_graph.model.graph import evidence_key
from follicle_graph.model.support import edge_support, is_contradicted
from follicle_graph.model.vocabulary import LAYERS, STANCE_OF_NULL, predicates
from follicle_graph.store.arrow import distinct, schema_of, table_of, texts_at
from follicle_graph.store.content import Content
from follicle_graph.store.embedded.partition import Degrees
from follicle_graph.store.evidence_json import (
    UNUSUAL,
    Piece,
    pieces_in,
    pieces_looked_at,
    texts_of,
    unquoted,
    weight,
)
from follicle_graph.store.rows import RELATION, SCHEMA, Row, entity_row, evidence_text
from follicle_graph.store.tables.edge_keys import Keys
from follicle_graph.store.tables.node_table import curie_of, entities_in
from follicle_graph.store.tables.text_blocks import Block, blocks

if TYPE_CHECKING:
    import pyarrow as pa

_ALSO = {
    "source": "subject",
    "target": "object",
    "name": "label",
    "category": "kind",
    "synonym": "synonyms",
    "description": "definition",
    "primary_knowledge_source": "knowledge_source",
    "aggregator_knowledge_source": "knowledge_source",
}
"""Other names of columns, those of KGX above all, and ours."""

EDGE_COLUMNS = (
    "subject",
    "predicate",
    "object",
    "sign",
    "layer",
    "indirect",
    "support",
    "evidence",
    "id",
    "publications",
    "knowledge_source",
    "object_direction_qualifier",
)
_KEY = EDGE_COLUMNS[:3]

_SIGNS = {"1": 1, "+1": 1, "+": 1, "-1": -1, "-": -1, "−": -1, "0": 0}
_QUALIFIED = {"increased": 1, "upregulated": 1, "decreased": -1, "downregulated": -1}
_TRUTH = {"": False, "false": False, "0": False, "true": True, "1": True}


def content_of(edges: Path, nodes: Path | None) -> Content:
    """The rows of a file of edges and one of nodes (None: the ends of the edges).

    Raises StoreError for a file that cannot be read or holds what is no edge; for the rows
    behind the keys only while the rows pass.
    """
    found = Keys(edges, _KEY, also=_ALSO)
    entities = {one: Entity(one, one, curie=curie_of(one)) for one in found.ids}
    if nodes is not None:
        named = entities_in(nodes, also=_ALSO)
        strangers = [one for one in entities if one not in named]
        if strangers:
            raise StoreError(
                f"{edges}: {len(strangers)} ends of edges are not in {nodes}, {strangers[0]!r} "
                "among them; add them there, or leave the nodes out"
            )
        entities = named
    names = sorted(entities)
    meta = {"name": edges.name.split(".")[0], "version": "", "origin": "imported"}
    return Content(
        meta | {"digest": "", "schema": SCHEMA},
        (entity_row(entities[one]) for one in names),
        _relations(edges, found.shared),
        degrees=lambda: _degrees(names, found),
    )


def _degrees(names: Sequence[str], found: Keys) -> Degrees:
    """The degrees of all entities, of whom some may be no ends."""
    import numpy as np

    if len(names) == len(found.ids):
        return found.degrees
    place = {one: number for number, one in enumerate(names)}
    ends = [place[one] for one in found.ids]
    degrees = Degrees(np.zeros(len(names), np.int64), np.zeros(len(names), np.int64))
    for all_, some in zip(degrees, found.degrees, strict=True):
        all_[ends] = some
    return degrees


class _Told(NamedTuple):
    """What one row of a file tells."""

    key: EdgeId
    sign: int
    layer: str
    indirect: bool
    support: float
    pieces: tuple[Evidence, ...]


def _relations(path: Path, shared: Mapping[int, int]) -> Iterator[pa.Table]:
    """The rows as tables; an edge of several rows comes once its last row was seen."""
    left = Counter(shared.values())
    waiting: dict[int, list[_Told]] = {}
    first = 0
    unknown: set[str] = set()
    for block in blocks(path, EDGE_COLUMNS, _KEY, also=_ALSO, warn=True):
        unknown |= _without_sign(block.table)
        rows = range(len(block.lines))
        own = [row for row in rows if first + row not in shared] if shared else rows
        done: list[Row] = []
        for row in rows if len(own) < len(rows) else ():
            if (edge := shared.get(first + row)) is None:
                continue
            told = _told(block, row, first + row)
            waiting.setdefault(edge, []).append(told)
            left[edge] -= 1
            if not left[edge]:
                done.append(_row(_joined(path, waiting.pop(edge)), f"{path}: {told.key}"))
        if own:
            yield _table(block, first, own)
        if done:
            yield table_of(RELATION, [done])
        first += len(rows)
    if unknown:
        some = ", ".join(map(repr, sorted(unknown)[:5])) + (", …" if len(unknown) > 5 else "")
        warnings.warn(
            f"{path.name}: rows without a sign, whose predicate has no known one, have sign 0 "
            f"and are never steps of a path: {some}; give the column sign, or known predicates",
            stacklevel=2,
        )


def _without_sign(table: pa.Table) -> set[str]:
    """The unknown predicates of rows that do not tell a sign."""
    import pyarrow.compute as pc

    _, predicate, _, sign, *_, way = table.columns
    silent = pc.and_(pc.equal(sign, ""), pc.equal(way, ""))
    told = pc.unique(predicate.filter(silent)).to_pylist()
    return {one for one in told if one.removeprefix("biolink:") not in predicates()}


def _table(block: Block, first: int, own: Sequence[int]) -> pa.Table:
    """Those rows of a block that are edges of their own, as a table."""
    table = block.table if len(own) == len(block.lines) else block.table.take(own)
    try:
        return _relations_of(table, [first + row for row in own])
    except (StoreError, *UNUSUAL):
        rows = [_row(_told(block, row, first + row), block.where(row)) for row in own]
        return table_of(RELATION, [rows])


def _relations_of(table: pa.Table, numbers: Sequence[int]) -> pa.Table:
    """Rows of a file as relations; `numbers`: those of the rows.

    Raises StoreError or one of `UNUSUAL` where the rows have to be looked at one by one.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    u, predicate, v, sign, layer, indirect, support, evidence, ids, papers, said, way = (
        table.columns
    )
    meant, which = distinct((predicate, sign, layer, indirect, support, way))
    known = [_meant("", *cells) for cells in meant]
    texts = evidence.to_pylist()
    if pc.any(pc.starts_with(evidence, '"')).as_py():
        texts = list(map(unquoted, texts))
    if all(texts):
        pieces = list(map(pieces_in, texts))
    else:
        cells = zip(texts, *(one.to_pylist() for one in (ids, papers, said)), numbers, strict=True)
        pieces = [
            pieces_in(text) if text else _imported(id_, paper, by, number, Piece)
            for text, id_, paper, by, number in cells
        ]
    strength = np.array([one[3] for one in known])[which].tolist()
    weights = list(map(weight, pieces, strength))
    schema = schema_of(RELATION)
    signs, layers, indirects = (
        pa.array([one[place] for one in known], schema.types[3 + place]).take(which)
        for place in range(3)
    )
    supports, contradicted = (
        pa.array([one[place] for one in weights], schema.types[6 + place]) for place in range(2)
    )
    told = texts_at(*texts_of(pieces))
    columns = [u, v, predicate, signs, layers, indirects, supports, contradicted, told]
    return pa.Table.from_arrays(columns, schema=schema)


def _told(block: Block, row: int, number: int) -> _Told:
    """One row, looked at closely; raises StoreError, naming what is wrong."""
    where = block.where(row)
    cells = [column[row] for column in block.columns]
    u, predicate, v, sign, layer, indirect, support, evidence, id_, papers, said_by, way = cells
    meant = _meant(where, predicate, sign, layer, indirect, support, way)
    if evidence:
        pieces = pieces_looked_at(evidence, where)
    else:
        pieces = tuple(_imported(id_, papers, said_by, number, Evidence))
    return _Told((u, v, predicate), *meant, pieces)


def _meant(
    where: str, predicate: str, sign: str, layer: str, indirect: str, support: str, way: str
) -> tuple[int, str, bool, float]:
    """Sign, layer, indirect and given support that the cells of a row mean."""
    if sign:
        plain = sign.removesuffix(".0")  # pandas writes 1.0 where some cells are empty
        if plain not in _SIGNS:
            raise StoreError(f"{where}: sign {sign!r}; use +1, -1 or 0")
        direction = _SIGNS[plain]
    else:
        direction = _QUALIFIED.get(way) or predicates().get(predicate.removeprefix("biolink:"), 0)
    if direction and predicate in STANCE_OF_NULL:
        raise StoreError(f"{where}: {predicate} tells no direction; its sign is 0")
    layer = layer or (LAYERS[0] if direction else "correlative")
    if layer not in LAYERS:
        raise StoreError(f"{where}: layer {layer!r}; use one of {', '.join(LAYERS)}")
    if indirect.lower() not in _TRUTH:
        raise StoreError(f"{where}: indirect {indirect!r}; use true or false")
    try:
        strength = float(support or 0)
    except ValueError:
        strength = -1.0
    if not 0 <= strength <= 1:
        raise StoreError(f"{where}: support {support!r}; use a number from 0 to 1")
    return direction, layer, _TRUTH[indirect.lower()], strength


def _imported(id_: str, papers: str, said_by: str, number: int, kind: Any) -> list[Any]:
    """Evidence (`kind`: Evidence or Piece) made of a row that brings none."""
    name = id_ or f"row{number + 1}"
    if papers:
        several = enumerate([one for one in papers.split("|") if one])
        pieces = [
            kind(f"{name}/{place}" if place else name, reference=paper, note=said_by,
                 status="imported")
            for place, paper in several
        ]  # fmt: skip
        if pieces:
            return sorted(pieces, key=evidence_key)
    return [kind(name, note=said_by, status="uncited")] if id_ or said_by else []


def _joined(path: Path, group: list[_Told]) -> _Told:
    """Several rows of one edge as one: their evidence together, the strongest support."""
    first = group[0]
    for one in group:
        if (one.sign, one.layer) != (first.sign, first.layer):
            raise StoreError(
                f"{path}: rows of {first.key} differ in sign or layer; give them the same, or "
                "different predicates"
            )
    unlike = dict.fromkeys(piece for one in group for piece in one.pieces)
    return first._replace(
        indirect=all(one.indirect for one in group),
        support=max(one.support for one in group),
        pieces=tuple(sorted(unlike, key=evidence_key)),
    )


def _row(told: _Told, where: str) -> Row:
    return (
        *told.key,
        told.sign,
        told.layer,
        told.indirect,
        edge_support(told.pieces, told.support),
        is_contradicted(told.pieces),
        evidence_text(told.pieces, where),
    )
