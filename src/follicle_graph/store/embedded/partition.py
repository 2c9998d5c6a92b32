"""Where entities lie in the engine, and which relations go into it together, when there are many.

The engine keeps the relations of 131 072 entities together, by their first ends and once more by
their second ends. A COPY that adds to such a group rewrites it with all its evidence, and holds
it in memory meanwhile. So a large table is stored in another way than a small one:

* Groups are kept small: entities are spread until the relations of each group are few, and the
  rest of the group is filled with entities that are deleted before the first relation comes.
* Relations are sorted into tiles, some groups of first ends times some groups of second ends, on
  the disk. With n times n tiles a group is written n times; in the order of a file it would be
  n times n.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from follicle_graph.store.arrow import schema_of, table_of
from follicle_graph.store.rows import ENTITY, RELATION, Row

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

GROUP = 131_072
"""Entities in a group of the engine."""

_IN_GROUP = 100_000_000
"""Bytes of relations in a group, each way; more only where one entity has more."""

_IN_TILE = 150_000_000
"""Bytes of relations in one COPY, which takes some eight times as much memory."""

_MOST = 12
"""Classes of groups each way: so many times as many files are open at once."""


class Degrees(NamedTuple):
    """How many edges leave and enter each entity, in the order of ids."""

    leaving: np.ndarray[Any, Any]
    entering: np.ndarray[Any, Any]


def ends_of_groups(degrees: Degrees, size: float) -> list[int]:
    """Where groups end, counted in entities, when a relation has `size` bytes.

    >>> import numpy as np
    >>> ends_of_groups(Degrees(np.array([2, 2, 0, 9, 1]), np.array([1, 1, 1, 1, 1])), 25e6)
    [3, 4, 5]
    """
    import numpy as np

    most = _IN_GROUP / size
    count = len(degrees.leaving)
    sums = [np.concatenate([[0], np.cumsum(one, dtype=np.int64)]) for one in degrees]
    ends = [0]
    while ends[-1] < count:
        start = ends[-1]
        fits = min(int(np.searchsorted(one, one[start] + most, "right")) - 1 for one in sums)
        ends.append(min(max(fits, start + 1), start + GROUP, count))
    return ends[1:]


def spread(parts: Iterable[Sequence[Row]], ends: Sequence[int]) -> Iterator[pa.Table]:
    """The rows of entities as one table a group, filled up but for the last. The filling has an
    id and nothing else.

    >>> [table.num_rows for table in spread([[("a", *[None] * 8)], [("b", *[None] * 8)]], [1, 2])]
    [131072, 1]
    """
    import pyarrow as pa

    schema = schema_of(ENTITY)
    mark, filled = f"\x1f{secrets.token_hex(4)}", 0
    rows: list[Row] = []
    left, start = iter(parts), 0
    for end in ends:
        while len(rows) < end - start:
            rows += next(left)
        table = table_of(ENTITY, [rows[: end - start]])
        del rows[: end - start]
        missing = GROUP - (end - start) if end != ends[-1] else 0
        ids = pa.array([f"{mark}{number}" for number in range(filled, filled + missing)])
        columns = [ids, *(pa.nulls(missing, kind) for kind in schema.types[1:])]
        yield pa.concat_tables([table, pa.Table.from_arrays(columns, schema=schema)])
        filled, start = filled + missing, end


def ranks(offsets: np.ndarray[Any, Any], given: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The places of given offsets among all `offsets`, which are sorted and have gaps.

    Raises LookupError for one that is not among them, and when offsets come twice.

    >>> import numpy as np
    >>> ranks(np.array([0, 1, 131072]), np.array([131072, 0])).tolist()
    [2, 0]
    """
    import numpy as np

    if (np.diff(offsets) == 0).any():
        raise LookupError("its entities are not numbered one by one")
    found = np.searchsorted(offsets, given)
    if not np.array_equal(offsets.take(found, mode="clip"), given):
        raise LookupError("its relations have ends that are not there")
    return found


DELETE_FILLING = "MATCH (e:Entity) WHERE e.folded IS NULL DELETE e"


class Tiles:
    """Relations sorted into files beside `path`, each removed once its rows were given.

    `firsts`: the first id of each group; `size`: bytes of all relations, about.
    """

    def __init__(
        self,
        path: Path,
        firsts: Sequence[str],
        degrees: Degrees,
        ends: Sequence[int],
        size: float,
    ) -> None:
        count = min(math.ceil(math.sqrt(size / _IN_TILE)), _MOST)
        self._borders = [[firsts[group] for group in _classes(one, ends, count)] for one in degrees]
        rows, self._columns = (len(one) + 1 for one in self._borders)
        self._files = [
            path.with_name(f"{path.name}.rows-{number}") for number in range(rows * self._columns)
        ]

    def fill(self, tables: Iterable[pa.Table]) -> None:
        """Write each relation into the file of its tile."""
        import numpy as np
        import pyarrow as pa

        schema = schema_of(RELATION)
        with ExitStack() as stack:
            streams = [
                stack.enter_context(pa.ipc.new_stream(str(file), schema)) for file in self._files
            ]
            for table in tables:
                row, column = (
                    _class(table.column(place), borders)
                    for place, borders in enumerate(self._borders)
                )
                tile = row * self._columns + column
                order = np.argsort(tile, kind="stable")
                table = table.take(order)
                starts = np.searchsorted(tile[order], np.arange(len(streams) + 1)).tolist()
                for stream, start, end in zip(streams, starts, starts[1:], strict=False):
                    if start < end:
                        stream.write_table(table.slice(start, end - start))

    def __iter__(self) -> Iterator[pa.Table]:
        """The relations, tile by tile, each in one table or, where a tile is large, in several."""
        import pyarrow as pa

        for file in self._files:
            batches: list[pa.RecordBatch] = []
            size = 0
            with pa.ipc.open_stream(str(file)) as stream:
                for batch in stream:
                    batches.append(batch)
                    size += batch.nbytes
                    if size >= 1.5 * _IN_TILE:
                        yield pa.Table.from_batches(batches)
                        batches, size = [], 0
            if batches:
                yield pa.Table.from_batches(batches)
            file.unlink()


def _classes(degree: np.ndarray[Any, Any], ends: Sequence[int], count: int) -> list[int]:
    """The first groups of all classes of groups but the first; all have about as many edges.

    >>> import numpy as np
    >>> _classes(np.array([3, 3, 3, 3]), [1, 2, 3, 4], 2)
    [2]
    """
    import numpy as np

    total = np.cumsum(degree, dtype=np.int64)
    wanted = [total[-1] * number / count for number in range(1, count)]
    after = {int(one) + 1 for one in np.searchsorted(total[np.array(ends) - 1], wanted)}
    return sorted(group for group in after if group < len(ends))


def _class(column: pa.ChunkedArray, borders: Sequence[str]) -> np.ndarray[Any, Any]:
    """Which class of ids each id is in: Arrow compares bytes, which is the order of `sorted`."""
    import numpy as np
    import pyarrow.compute as pc

    found = np.zeros(len(column), np.int64)
    for border in borders:
        found += pc.greater_equal(column, border).to_numpy()
    return found
