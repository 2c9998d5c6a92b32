"""Rows as Arrow tables and back: the way in and out of databases in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from follicle_graph.store.rows import ENTITY, RELATION, Row

if TYPE_CHECKING:
    import pyarrow as pa

META = ("key", "value")
ENTITIES, RELATIONS = ENTITY, RELATION


def schema_of(names: Sequence[str]) -> pa.Schema:
    """The types of the columns of `META`, `ENTITIES` or `RELATIONS`.

    >>> schema_of(META).names
    ['key', 'value']
    """
    import pyarrow as pa

    special = {
        "synonyms": pa.list_(pa.string()),
        "sign": pa.int64(),
        "indirect": pa.bool_(),
        "contradicted": pa.bool_(),
        "support": pa.float64(),
    }
    return pa.schema([(name, special.get(name, pa.string())) for name in names])


def table_of(names: Sequence[str], parts: Sequence[Sequence[Row]]) -> pa.Table:
    """Rows as a table, one chunk a part.

    >>> table_of(META, [[("name", "atlas")]]).to_pylist()
    [{'key': 'name', 'value': 'atlas'}]
    """
    import pyarrow as pa

    schema = schema_of(names)
    batches = [
        pa.RecordBatch.from_arrays(
            [
                pa.array(column, kind)
                for column, kind in zip(zip(*part, strict=True), schema.types, strict=True)
            ],
            schema=schema,
        )
        for part in parts
        if part
    ]
    return pa.Table.from_batches(batches, schema=schema)


def rows_of(table: pa.Table) -> list[Row]:
    """The rows of an Arrow table as tuples, lists in them as tuples too.

    >>> import pyarrow as pa
    >>> rows_of(pa.table({"id": ["a"], "synonyms": [["x", "y"]]}))
    [('a', ('x', 'y'))]
    """
    columns = [column.to_pylist() for column in table.columns]
    for number, column in enumerate(table.columns):
        if "list" in str(column.type):
            columns[number] = [None if one is None else tuple(one) for one in columns[number]]
    return list(zip(*columns, strict=True))
