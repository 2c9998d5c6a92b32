"""Tab-separated files of nodes and edges (plain or KGX) as rows, streaming.

The edges are read twice: first only their ends and predicates, as numbers, to know the entities
and the rows that belong to one edge; then row by row. In memory are the entities, a few numbers
a row, and those rows that share an edge.
"""

from __future__ import annotations

import json
import warnings
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from follicle_graph.errors import StoreError
from follicle_graph.facts import STANCES, Entity, Evidence
from follicle_graph.graph import edge_support, evidence_key
from follicle_graph.store.content import Content
from follicle_graph.store.progress import Progress
from follicle_graph.store.rows import SCHEMA, Row, entity_row, evidence_text
from follicle_graph.vocabulary import LAYERS, predicates

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
NODE_COLUMNS = ("id", "label", "kind", "lane", "curie", "synonyms", "definition", "short_label")

_SIGNS = {"1": 1, "+1": 1, "+": 1, "-1": -1, "-": -1, "−": -1, "0": 0}
_QUALIFIED = {"increased": 1, "upregulated": 1, "decreased": -1, "downregulated": -1}
_TRUTH = {"": False, "false": False, "0": False, "true": True, "1": True}
_KINDS: dict[str, tuple[type, ...]] = {
    field.name: (list,)
    if field.default == ()
    else ((str, type(None)) if field.default is None else (str,))
    for field in fields(Evidence)
}
"""Field of evidence -> what it may be in JSON."""


def content_of(edges: Path, nodes: Path | None) -> Content:
    """The rows of a file of edges and one of nodes (None: the ends of the edges).

    Raises StoreError for a file that cannot be read or holds what is no edge; for the rows
    behind the keys only while the rows pass.
    """
    found = _Keys(edges)
    entities = {one: Entity(one, one, curie=_curie(one)) for one in found.ids}
    if nodes is not None:
        named = {one.id: one for one in _nodes(nodes)}
        strangers = [one for one in entities if one not in named]
        if strangers:
            raise StoreError(
                f"{edges}: {len(strangers)} ends of edges are not in {nodes}, {strangers[0]!r} "
                "among them; add them there, or leave the nodes out"
            )
        entities = named
    meta = {"name": edges.name.split(".")[0], "version": "", "origin": "imported"}
    return Content(
        meta | {"digest": "", "schema": SCHEMA},
        (entity_row(entities[one]) for one in sorted(entities)),
        _relations(edges, found.shared),
    )


class _Told(NamedTuple):
    """What one row of a file tells."""

    key: tuple[str, str, str]
    sign: int
    layer: str
    indirect: bool
    support: float
    pieces: tuple[Evidence, ...]


class _Keys:
    """Ends and predicates of all rows: the distinct ends, and the rows that share an edge."""

    def __init__(self, path: Path) -> None:
        import numpy as np

        codes: dict[str, int] = {}
        ends: set[str] = set()
        keys = array("i")
        with Progress("edges read") as progress:
            for where, cells in _rows(path, EDGE_COLUMNS[:3], EDGE_COLUMNS[:3]):
                if not all(cells):
                    raise StoreError(f"{where}: an end or the predicate is empty; fill it in")
                keys.extend([codes.setdefault(cell, len(codes)) for cell in cells])
                ends.add(cells[0])
                ends.add(cells[2])
                if len(keys) % 300_000 == 0:
                    progress.add(100_000)
        self.ids = sorted(ends)
        rows = np.frombuffer(keys, np.int32).reshape(-1, 3) if keys else np.empty((0, 3), np.int32)
        order = np.lexsort(rows.T)
        same = (np.diff(rows[order], axis=0) == 0).all(axis=1)
        self.shared = {*order[1:][same].tolist(), *order[:-1][same].tolist()}


def _relations(path: Path, shared: set[int]) -> Iterator[Row]:
    waiting: dict[tuple[str, str, str], list[_Told]] = {}
    signs = predicates()
    rows = _rows(path, EDGE_COLUMNS, EDGE_COLUMNS[:3], warn=True)
    for number, (where, cells) in enumerate(rows):
        told = _told(where, number, cells, signs)
        if number in shared:
            waiting.setdefault(told.key, []).append(told)
        else:
            yield _row(told, where)
    for group in waiting.values():
        yield _row(_joined(path, group), f"{path}: {group[0].key}")


def _told(where: str, number: int, cells: Sequence[str], signs: Mapping[str, int]) -> _Told:
    u, predicate, v, sign, layer, indirect, support, evidence, id_, papers, said_by, way = cells
    if sign:
        if sign not in _SIGNS:
            raise StoreError(f"{where}: sign {sign!r}; use +1, -1 or 0")
        direction = _SIGNS[sign]
    else:
        direction = _QUALIFIED.get(way) or signs.get(predicate.removeprefix("biolink:"), 0)
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
    if evidence:
        pieces = _pieces(evidence, where)
    else:
        name = id_ or f"row{number + 1}"
        several = [one for one in papers.split("|") if one]
        pieces = tuple(
            Evidence(f"{name}/{place}" if place else name, reference=paper, note=said_by,
                     status="imported")
            for place, paper in enumerate(several)
        )  # fmt: skip
        pieces = tuple(sorted(pieces, key=evidence_key))
        if not pieces and (id_ or said_by):
            pieces = (Evidence(name, note=said_by, status="uncited"),)
    return _Told((u, v, predicate), direction, layer, _TRUTH[indirect.lower()], strength, pieces)


def _pieces(text: str, where: str) -> tuple[Evidence, ...]:
    try:
        records = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise StoreError(f"{where}: evidence is no JSON ({problem}); mend it") from None
    if not isinstance(records, list):
        raise StoreError(f"{where}: evidence is no list; use a list of objects")
    pieces = [_piece(one, where) for one in records]
    return tuple(sorted(pieces, key=evidence_key) if len(pieces) > 1 else pieces)


def _piece(record: Any, where: str) -> Evidence:
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        raise StoreError(f"{where}: evidence without an id; use an object with an id")
    for name, value in record.items():
        kind = _KINDS.get(name)
        if kind is None:
            known = ", ".join(_KINDS)
            raise StoreError(f"{where}: evidence has no field {name!r}; use some of {known}")
        fits = type(value) in kind
        if type(value) is list:
            fits = fits and all(isinstance(one, str) for one in value)
            record[name] = tuple(value)
        if not fits or (name == "stance" and value not in STANCES):
            raise StoreError(f"{where}: {name} of evidence is {value!r:.60}; mend it")
    return Evidence(**record)


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
        any(piece.stance != "supports" for piece in told.pieces),
        evidence_text(told.pieces, where),
    )


def _nodes(path: Path) -> Iterator[Entity]:
    seen: set[str] = set()
    twice = 0
    for where, cells in _rows(path, NODE_COLUMNS, ("id",), warn=True):
        id_, label, kind, lane, curie, synonyms, definition, short = cells
        if not id_:
            raise StoreError(f"{where}: a node without an id; fill it in")
        if id_ in seen:
            twice += 1
            continue
        seen.add(id_)
        yield Entity(
            id_,
            label or id_,
            kind.removeprefix("biolink:"),
            lane,
            curie or _curie(id_),
            tuple(one for one in synonyms.split("|") if one),
            definition,
            short or label or id_,
        )
    if twice:
        text = f"{path.name}: {twice} rows with an id that came before are left out"
        warnings.warn(text, stacklevel=2)


def _curie(id_: str) -> str | None:
    prefix, colon, local = id_.partition(":")
    return id_ if colon and prefix.isidentifier() and local and " " not in id_ else None


def _rows(
    path: Path, wanted: tuple[str, ...], needed: tuple[str, ...], *, warn: bool = False
) -> Iterator[tuple[str, list[str]]]:
    """Place and wanted cells of every row; empty where a column is absent or a row ends early.

    Raises StoreError for a file that cannot be read, naming the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            header = file.readline().rstrip("\r\n").split("\t")
            place: dict[str, int] = {}
            for position, name in enumerate(header):
                place.setdefault(_ALSO.get(name, name), position)
            missing = [name for name in needed if name not in place]
            if missing:
                raise StoreError(
                    f"{path} has no column {missing[0]!r}; its first row names the columns, with "
                    f"tabs between them, {', '.join(needed)} among them"
                )
            columns = [place.get(name, len(header)) for name in wanted]
            other = [name for position, name in enumerate(header) if position not in columns]
            if warn and other:
                text = f"{path.name}: columns not taken over: {', '.join(sorted(other))}"
                warnings.warn(text, stacklevel=2)
            for number, line in enumerate(file, start=2):
                cells = line.rstrip("\r\n").split("\t")
                if len(cells) > len(header):
                    raise StoreError(
                        f"{path}, line {number} has {len(cells)} fields, the first line "
                        f"{len(header)}; put exactly one tab between fields"
                    )
                if cells != [""]:
                    cells += [""] * (len(header) + 1 - len(cells))
                    yield f"{path}, line {number}", [cells[column] for column in columns]
    except (OSError, UnicodeDecodeError) as problem:
        raise StoreError(f"{path} cannot be read ({problem}); name a file of UTF-8 text") from None
