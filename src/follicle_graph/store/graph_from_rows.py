"""The graph of stored rows. Rows are sorted as numbers first, then edges are made in order."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from follicle_graph.model.digest import digest
from follicle_graph.model.facts import Entity, Evidence
from follicle_graph.model.graph import Graph, build, node_attributes
from follicle_graph.store.arrow import dictionary_codes, table_of, take_rows
from follicle_graph.store.evidence_json import evidence_in
from follicle_graph.store.own import mark_own
from follicle_graph.store.rows import ATTRIBUTES, RELATION, Row

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Codes = np.ndarray[Any, Any]

_AT_ONCE = 20_000
"""Edges that are made together."""

_EVIDENCE = RELATION.index("evidence")
"""The last column of relations; between it and ends and predicate stand the other attributes."""


def graph_of(meta: Mapping[str, str], entities: Iterable[Row], relations: Iterable[Row]) -> Graph:
    """The graph of rows, as `graph_of_tables` makes it."""
    rows = list(relations)
    parts = [rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE)]
    return graph_of_tables(meta, entities, [table_of(RELATION, parts)])


def graph_of_tables(
    meta: Mapping[str, str], entities: Iterable[Row], tables: Iterable[pa.Table]
) -> Graph:
    """The graph of entity rows and tables of relations, sorted.

    The evidence of each table is read while the next one is on its way. Raises LookupError for an
    edge whose end is no entity, ValueError for evidence that cannot be read.
    """
    all_evidence: list[tuple[Evidence, ...]] = []
    rest: list[pa.Table] = []
    for table in tables:
        all_evidence += evidence_in(table.column(_EVIDENCE).to_pylist())
        rest.append(table.select(range(_EVIDENCE)))
    G = build([], [], **{key: meta.get(key, "") for key in ATTRIBUTES})
    nodes = sorted(entities, key=lambda row: row[0])
    G.add_nodes_from((row[0], node_attributes(Entity(*row[:8]))) for row in nodes)
    add_edge = G.add_edge
    for part in _edges(rest, all_evidence, list(G)):
        for u, v, predicate, sign, layer, indirect, support, contradicted, evidence in part:
            add_edge(
                u,
                v,
                predicate,
                predicate=predicate,
                sign=sign,
                layer=layer,
                indirect=indirect,
                support=support,
                contradicted=contradicted,
                evidence=evidence,
            )
    mark_own(G, meta)
    G.graph["digest"] = meta.get("digest") or digest(G)
    return G


def _edges(
    tables: Sequence[pa.Table], evidence: Sequence[tuple[Evidence, ...]], names: Sequence[str]
) -> Iterator[Iterable[Sequence[Any]]]:
    """All relations in the order of a sorted graph whose nodes have these names, in parts."""
    import numpy as np

    number = {name: place for place, name in enumerate(names)}
    numbers = itertools.count()
    known: defaultdict[str, int] = defaultdict(numbers.__next__)
    u, v, key = (
        _codes(tables, place, codes) for place, codes in ((0, number), (1, number), (2, known))
    )
    predicates = sorted(known)
    rank = np.empty(len(known), np.int32)
    rank[[known[one] for one in predicates]] = np.arange(len(known))
    key = rank[key]
    order = np.lexsort((key, u.astype(np.int64) * len(number) + v))
    layers: dict[str, str] = {}
    batches = [
        batch for table in tables for batch in table.select(range(3, _EVIDENCE)).to_batches()
    ]
    for start in range(0, len(order), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        columns = [column.to_pylist() for column in take_rows(batches, rows).columns]
        yield zip(
            map(names.__getitem__, u[rows].tolist()),
            map(names.__getitem__, v[rows].tolist()),
            map(predicates.__getitem__, key[rows].tolist()),
            columns[0],
            map(layers.setdefault, columns[1], columns[1]),
            *columns[2:],
            map(evidence.__getitem__, rows.tolist()),
            strict=True,
        )


def _codes(tables: Sequence[pa.Table], place: int, codes: Mapping[str, int]) -> Codes:
    """A column of all tables as numbers; raises LookupError for a value that has no code."""
    import numpy as np

    found = [np.zeros(0, np.int32)]
    for table in tables:
        column = table.column(place)
        if column.null_count:
            raise LookupError(f"a relation without its {RELATION[place]}")
        values, which = dictionary_codes(column)
        found.append(np.array([codes[one] for one in values], np.int32)[which])
    return np.concatenate(found)
