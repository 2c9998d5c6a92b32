"""Tab-separated files of nodes and edges (plain or KGX) as rows, streaming.

The edges are read twice: first only their ends and predicates, as numbers, to find the entities
and the rows that belong to one edge; then all columns, block by block. In memory are the entities,
three numbers for each row, one block, and of rows that share an edge those whose last row has not
come yet.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import astuple, replace

from follicle_graph.errors import StoreError
from follicle_graph.model.facts import EdgeId, Entity
from follicle_graph.model.graph import evidence_key
from follicle_graph.model.row_meaning import MEANING_COLUMNS, NO_EFFECT, RowMeaning, meaning_of_row
from follicle_graph.model.vocabulary import STANCE_OF_NULL, predicates
from follicle_graph.store.arrow import distinct_rows, strings_in, table_of_columns
from follicle_graph.store.content import Content, Degrees
from follicle_graph.store.evidence_json import (
    UNREADABLE,
    Piece,
    evidence_problem,
    pieces_in,
    texts_of,
    weight,
)
from follicle_graph.store.rows import RELATION, SCHEMA, entity_row
from follicle_graph.store.tables.edge_keys import KEY_COLUMNS, EdgeKeys, predicates_of
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
"""Other names of columns, mostly those of KGX, and ours."""

_MARK = {1: "+", -1: "−", 0: "?"}
_ENDS = tuple(f" ({mark})" for mark in _MARK.values())
_MEANING = tuple(name for name in MEANING_COLUMNS if name not in KEY_COLUMNS)
EDGE_COLUMNS = (
    *KEY_COLUMNS,
    *_MEANING,
    "support",
    "evidence",
    "id",
    "publications",
    "knowledge_source",
)


def content_of_tables(edges: Path, nodes: Path | None) -> Content:
    """The rows of a file of edges and one of nodes.

    Parameters
    ----------
    edges
        The file of edges.
    nodes
        The file of nodes; None makes an entity of each end of an edge.

    Raises
    ------
    StoreError
        For a file that cannot be read or holds what is no edge. Problems in columns other than
        ends and predicate are raised only while the rows pass.
    """
    found = EdgeKeys(edges, also=_ALSO)
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


def _degrees(names: Sequence[str], found: EdgeKeys) -> Degrees:
    """The degrees of all entities; those that are no ends have none."""
    import numpy as np

    if len(names) == len(found.ids):
        return found.degrees
    place = {one: number for number, one in enumerate(names)}
    ends = [place[one] for one in found.ids]
    degrees = Degrees(np.zeros(len(names), np.int64), np.zeros(len(names), np.int64))
    for all_, some in zip(degrees, found.degrees, strict=True):
        all_[ends] = some
    return degrees


class _Edge(NamedTuple):
    """What one row of a file says."""

    key: EdgeId
    sign: int
    layer: str
    indirect: bool
    support: float
    pieces: Sequence[Any]


def _relations(path: Path, shared: Mapping[int, int]) -> Iterator[pa.Table]:
    """The rows as tables; an edge of several rows comes after its last row was read."""
    left = Counter(shared.values())
    waiting: dict[int, list[_Edge]] = {}
    first = 0
    doubts: set[str] = set()
    denials = _denials(path)
    for block in blocks(path, EDGE_COLUMNS, KEY_COLUMNS[:3], also=_ALSO, warn=True):
        columns = _columns(block, first)
        columns.refute(denials)
        doubts |= columns.doubts
        rows = range(len(block.lines))
        joined: list[_Edge] = []
        for row in rows if shared else ():
            if (edge := shared.get(first + row)) is None:
                continue
            waiting.setdefault(edge, []).append(columns.edge(row))
            left[edge] -= 1
            if not left[edge]:
                joined += _joined(waiting.pop(edge))
        own = [row for row in rows if first + row not in shared] if shared else rows
        if own:
            yield columns.table(own)
        if joined:
            yield _table_of(joined)
        first += len(rows)
    if doubts:
        some = ", ".join(sorted(doubts)[:5]) + (", …" if len(doubts) > 5 else "")
        warnings.warn(
            f"{path.name}: some rows have no known direction and get sign 0, so that they are "
            f"never steps of a path: {some}; give the column sign, or known words",
            stacklevel=2,
        )


def _denials(path: Path) -> dict[EdgeId, list[Any]]:
    """The evidence of rows that state that their relation does not hold, by that relation."""
    import pyarrow.compute as pc

    found: dict[EdgeId, list[Any]] = {}
    with path.open("rb") as file:
        if b"negated" not in file.readline():
            return found
    first = 0
    for block in blocks(path, EDGE_COLUMNS, KEY_COLUMNS[:3], also=_ALSO):
        columns = _columns(block, first)
        u, stated, v = block.table.columns[:3]
        null = pc.equal(columns.predicate, NO_EFFECT)
        denied = pc.and_(null, pc.not_equal(stated, NO_EFFECT))
        for row in pc.indices_nonzero(denied).to_pylist():
            key = (u[row].as_py(), v[row].as_py(), stated[row].as_py())
            found.setdefault(key, []).extend(columns.pieces[row])
        first += len(block.lines)
    return found


class _Columns(NamedTuple):
    """The rows of a block as columns; `which`: for each row its place in `meanings`."""

    u: pa.ChunkedArray
    predicate: pa.ChunkedArray
    v: pa.ChunkedArray
    meanings: list[tuple[int, str, bool, float]]
    which: Any
    pieces: list[list[Any]]
    doubts: set[str]

    def edge(self, row: int) -> _Edge:
        key = (self.u[row].as_py(), self.v[row].as_py(), self.predicate[row].as_py())
        sign, layer, indirect, support = self.meanings[self.which[row]]
        return _Edge(key, sign, layer, indirect, support, self.pieces[row])

    def refute(self, denials: Mapping[EdgeId, Sequence[Any]]) -> None:
        """Add the evidence of rows that deny a relation to the rows that assert it."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not denials:
            return
        denied = pa.array({u for u, _, _ in denials}, pa.string())
        for row in pc.indices_nonzero(pc.is_in(self.u, denied)).to_pylist():
            key = (self.u[row].as_py(), self.v[row].as_py(), self.predicate[row].as_py())
            against = [replace(piece, stance="refutes") for piece in denials.get(key, ())]
            self.pieces[row] = sorted([*self.pieces[row], *against], key=evidence_key)

    def table(self, rows: Sequence[int]) -> pa.Table:
        """These rows as relations."""
        import pyarrow as pa

        u, v, predicate, which, pieces = self.u, self.v, self.predicate, self.which, self.pieces
        if len(rows) < len(pieces):
            u, v, predicate = (column.take(rows) for column in (u, v, predicate))
            which, pieces = which[rows], [pieces[row] for row in rows]
        sign, layer, indirect, _ = (
            pa.array(one).take(pa.array(which)) for one in zip(*self.meanings, strict=True)
        )
        given = [self.meanings[one][3] for one in which.tolist()]
        u, v, predicate = (column.combine_chunks() for column in (u, v, predicate))
        return _table([u, v, predicate, sign, layer, indirect], given, pieces)


def _table_of(edges: Sequence[_Edge]) -> pa.Table:
    keys, sign, layer, indirect, support, pieces = zip(*edges, strict=True)
    return _table([*zip(*keys, strict=True), sign, layer, indirect], support, pieces)


def _table(
    columns: Sequence[Any], given: Sequence[float], pieces: Sequence[Sequence[Any]]
) -> pa.Table:
    support, contradicted = zip(*map(weight, pieces, given), strict=True)
    texts = strings_in(*texts_of(pieces))
    return table_of_columns(RELATION, [*columns, support, contradicted, texts])


def _columns(block: Block, first: int) -> _Columns:
    """The rows of a block; `first`: the number of its first row in the file.

    Raises StoreError, naming the line and what is wrong.
    """
    u, _, v, negated, *others = block.table.columns
    predicate = predicates_of(block)
    *meaning, support, evidence, ids, papers, sources = others
    cells, which = distinct_rows((block.table.column(1), negated, *meaning, support))
    try:
        found = [(_meaning(row[:-1]), _support(row[-1])) for row in cells]
        texts = evidence.to_pylist()
        if all(texts):
            pieces = list(map(pieces_in, texts))
        else:
            several = zip(texts, *(one.to_pylist() for one in (ids, papers, sources)), strict=True)
            pieces = [
                pieces_in(text) if text else _imported(id_, paper, by, number)
                for number, (text, id_, paper, by) in enumerate(several, first + 1)
            ]
    except (ValueError, *UNREADABLE) as problem:
        raise _problem(block, problem) from None
    meanings = [
        (0 if one.denied else one.sign, one.layer, one.indirect, strength)
        for one, strength in found
    ]
    doubts = {doubt for one, _ in found if not one.denied for doubt in one.doubts}
    predicate = _turned(predicate, [one[0] for one in meanings], which)
    return _Columns(u, predicate, v, meanings, which, pieces, doubts)


def _turned(predicate: pa.ChunkedArray, signs: Sequence[int], which: Any) -> pa.ChunkedArray:
    """Predicates of this library that qualifiers turn round say so: `increases (−)`."""
    import pyarrow as pa

    known, own = predicates(), distinct_rows((predicate,))[0]
    if not any(one in known for (one,) in own):
        return predicate
    texts = predicate.to_pylist()
    for row, (text, place) in enumerate(zip(texts, which.tolist(), strict=True)):
        if known.get(text, signs[place]) != signs[place]:
            texts[row] = f"{text} ({_MARK[signs[place]]})"
    return pa.chunked_array([pa.array(texts, pa.string())])


def _meaning(cells: Sequence[str]) -> RowMeaning:
    """What predicate, negated and the columns `_MEANING` say; raises ValueError."""
    given = dict(zip(("predicate", "negated", *_MEANING), cells, strict=True))
    return meaning_of_row(*(given[name] for name in MEANING_COLUMNS))


def _support(text: str) -> float:
    """The given support; raises ValueError."""
    try:
        support = float(text or 0)
    except ValueError:
        support = -1.0
    if not 0 <= support <= 1:
        raise ValueError(f"support {text!r}; use a number from 0 to 1")
    return support


def _problem(block: Block, problem: Exception) -> StoreError:
    """What is wrong with the first row of a block that cannot be read."""
    for row, cells in enumerate(zip(*block.columns, strict=True)):
        given = dict(zip(EDGE_COLUMNS, cells, strict=True))
        try:
            _meaning([given[name] for name in ("predicate", "negated", *_MEANING)])
            _support(given["support"])
        except ValueError as reason:
            return StoreError(f"{block.where(row)}: {reason}")
        reason_of_evidence = evidence_problem(given["evidence"]) if given["evidence"] else None
        if reason_of_evidence:
            return StoreError(f"{block.where(row)}: {reason_of_evidence}")
    return StoreError(f"{block.where(0)} or one of the next lines cannot be read ({problem})")


def _imported(id_: str, papers: str, source: str, number: int) -> list[Any]:
    """The evidence of a row that brings none of its own; `number` counts rows from 1."""
    name = id_ or f"row{number}"
    references = [one for one in papers.split("|") if one]
    if references:
        pieces = [
            Piece(
                f"{name}/{place}" if place else name,
                reference=reference,
                note=source,
                status="imported",
            )
            for place, reference in enumerate(references)
        ]
        return sorted(pieces, key=evidence_key)
    return [Piece(name, note=source, status="uncited")] if id_ or source else []


def _joined(group: list[_Edge]) -> list[_Edge]:
    """Several rows of one edge as one: their evidence together, the strongest support.

    Rows that differ in sign or layer become parallel edges, and their predicates say which.
    """
    apart: dict[tuple[int, str], list[_Edge]] = {}
    for one in group:
        null = one.key[2] in STANCE_OF_NULL
        apart.setdefault((one.sign, "" if null else one.layer), []).append(one)
    layers = {layer for _, layer in apart}
    found = []
    for (sign, layer), rows in apart.items():
        u, v, predicate = rows[0].key
        if len(apart) > 1 and predicate not in predicates() and not predicate.endswith(_ENDS):
            predicate += f" ({_MARK[sign]})"
        if len(layers) > 1:
            predicate += f" ({layer})"
        unlike = {astuple(piece): piece for one in rows for piece in one.pieces}
        found.append(
            rows[0]._replace(
                key=(u, v, predicate),
                indirect=all(one.indirect for one in rows),
                support=max(one.support for one in rows),
                pieces=sorted(unlike.values(), key=evidence_key),
            )
        )
    return found
