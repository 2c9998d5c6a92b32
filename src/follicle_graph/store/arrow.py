"""Rows as Arrow tables and back, for bulk transfer to and from databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from follicle_graph.store.rows import RELATION, Row

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

META = ("key", "value")


def schema_of(names: Sequence[str]) -> pa.Schema:
    """The types of the columns of `META`, `rows.ENTITY` or `rows.RELATION`.

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
    """Rows as a table, one chunk for each part.

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


def table_of_columns(names: Sequence[str], columns: Sequence[Sequence[Any] | pa.Array]) -> pa.Table:
    """Columns, sequences or Arrow arrays, as a table.

    >>> table_of_columns(META, [["name"], ["atlas"]]).to_pylist()
    [{'key': 'name', 'value': 'atlas'}]
    """
    import pyarrow as pa

    schema = schema_of(names)
    arrays = [
        one if isinstance(one, pa.Array) else pa.array(one, kind)
        for one, kind in zip(columns, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def dictionary_codes(column: pa.ChunkedArray) -> tuple[list[Any], np.ndarray[Any, Any]]:
    """The distinct values of a column, and for each row which one.

    >>> import pyarrow as pa
    >>> values, codes = dictionary_codes(pa.chunked_array([["b", "a"], ["b"]]))
    >>> values, codes.tolist()
    (['b', 'a'], [0, 1, 0])
    """
    found = column.combine_chunks().dictionary_encode()
    return found.dictionary.to_pylist(), found.indices.to_numpy()


def distinct_rows(columns: Sequence[pa.ChunkedArray]) -> tuple[list[Row], np.ndarray[Any, Any]]:
    """The distinct rows of these columns, and for each row which one.

    >>> import pyarrow as pa
    >>> columns = [pa.chunked_array([["b", "a", "b"]]), pa.chunked_array([[1, 2, 1]])]
    >>> rows, which = distinct_rows(columns)
    >>> [rows[number] for number in which]
    [('b', 1), ('a', 2), ('b', 1)]
    """
    import numpy as np

    which = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, codes = dictionary_codes(column)
        if len(values) > 1:
            which = np.unique(which * len(values) + codes, return_inverse=True)[1]
    _, firsts, which = np.unique(which, return_index=True, return_inverse=True)
    return list(zip(*(column.take(firsts).to_pylist() for column in columns), strict=True)), which


def strings_in(data: bytearray, ends: Sequence[int]) -> pa.StringArray:
    """The strings in a buffer of UTF-8 that holds one after the other, by their ends.

    >>> strings_in(bytearray(b"abc"), [1, 3]).to_pylist()
    ['a', 'bc']
    """
    import numpy as np
    import pyarrow as pa

    offsets = np.array([0, *ends], np.int32)
    return pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))


def checksum_lines(kind: str, table: pa.Table | pa.RecordBatch) -> list[bytes]:
    """The lines that a checksum counts, one for each row of a table without lists.

    A line is `kind` and the values as `str` writes them, separated by the character 31.

    >>> import pyarrow as pa
    >>> checksum_lines("edge", pa.table({"u": ["a"], "ok": [True], "support": [0.5]}))
    [b'edge\\x1fa\\x1fTrue\\x1f0.5']
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table.num_rows:
        return []
    if any(column.null_count for column in table.columns):
        return ["\x1f".join([kind, *map(str, row)]).encode() for row in rows_of(table)]
    texts = []
    for column in table.columns:
        if pa.types.is_boolean(column.type):
            texts.append(pc.if_else(column, "True", "False"))
        elif pa.types.is_floating(column.type):
            texts.append(_as_repr(column))
        else:
            texts.append(column.cast(pa.string()))
    joined = pc.binary_join_element_wise(kind, *texts, "\x1f")
    return list(joined.cast(pa.binary()).to_pylist())


def _as_repr(column: pa.Array | pa.ChunkedArray) -> pa.StringArray:
    """Numbers as `repr` writes them, each bit pattern only once; 0.0 and -0.0 differ."""
    import pyarrow as pa

    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    found = whole.cast(pa.float64()).view(pa.int64()).dictionary_encode()
    values = found.dictionary.view(pa.float64()).to_pylist()
    return pa.array(list(map(repr, values)), pa.string()).take(found.indices)


def take_rows(batches: Sequence[pa.RecordBatch], rows: np.ndarray[Any, Any]) -> pa.Table:
    """Rows of several batches in the given order, without joining the batches.

    >>> import numpy as np
    >>> import pyarrow as pa
    >>> batches = pa.table({"x": ["a", "b", "c"]}).to_batches(max_chunksize=2)
    >>> take_rows(batches, np.array([2, 0, 1, 0])).column(0).to_pylist()
    ['c', 'a', 'b', 'a']
    """
    import numpy as np
    import pyarrow as pa

    starts = np.cumsum([0, *(len(batch) for batch in batches)])
    which = np.searchsorted(starts, rows, "right") - 1
    order = np.argsort(which, kind="stable")
    numbers, firsts = np.unique(which[order], return_index=True)
    parts = np.split(rows[order], firsts[1:])
    table = pa.Table.from_batches(
        [
            batches[number].take(pa.array(part - starts[number]))
            for number, part in zip(numbers.tolist(), parts, strict=True)
        ]
    )
    return table if len(numbers) == 1 else table.combine_chunks().take(np.argsort(order))


def rows_of(table: pa.Table | pa.RecordBatch) -> list[Row]:
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


def spool(tables: Iterable[pa.Table], file: IO[bytes]) -> None:
    """Write tables of relations to a temporary file, from which `spooled` reads them repeatedly.

    >>> import tempfile
    >>> with tempfile.TemporaryFile() as file:
    ...     spool([], file)
    ...     list(spooled(file))
    []
    """
    import pyarrow as pa

    with pa.ipc.new_stream(file, schema_of(RELATION)) as stream:
        for table in tables:
            stream.write_table(table)


def spooled(file: IO[bytes]) -> Iterator[pa.Table]:
    """The tables that `spool` wrote to a file."""
    import pyarrow as pa

    file.seek(0)
    for batch in pa.ipc.open_stream(file):
        yield pa.Table.from_batches([batch])
