"""How a large graph is divided for the engine, so that storing it takes bounded memory.

The engine keeps the relations of 131 072 entities together in a group, once by their subjects and
once by their objects. A COPY that adds to a group rewrites it with all its evidence and holds it
in memory meanwhile. So a large table is stored differently from a small one:

* Groups are kept small. Each holds only as many entities as have few relations together; the rest
  of the group is filled with entities that are deleted before the first relation is copied.
* Relations are sorted on the disk into tiles: some groups of subjects by some groups of objects.
  With n by n tiles a group is written n times; in the order of the file it would be n * n times.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from follicle_graph.store.arrow import schema_of, table_of
from follicle_graph.store.content import Degrees
from follicle_graph.store.rows import ENTITY, RELATION, Row

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

GROUP = 131_072
"""Entities in a group of the engine."""

_IN_GROUP = 100_000_000
"""Bytes of relations in a group, by subject and by object; more only where one entity has more."""

_IN_TILE = 150_000_000
"""Bytes of relations in one COPY, which takes about eight times as much memory."""

_MOST = 12
"""The largest number of tiles by subject, and by object; its square is the number of open files."""


def group_ends(degrees: Degrees, size: float) -> list[int]:
    """Where each group ends, counted in entities.

    Parameters
    ----------
    degrees
        The degrees of all entities in the order of their ids.
    size
        Bytes of a relation, on average.

    >>> import numpy as np
    >>> group_ends(Degrees(np.array([2, 2, 0, 9, 1]), np.array([1, 1, 1, 1, 1])), 25e6)
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


def tables_of_groups(parts: Iterable[Sequence[Row]], ends: Sequence[int]) -> Iterator[pa.Table]:
    """One table for each group of entities, filled up except the last; `ends` as in `group_ends`.

    The filling has an id and nothing else.

    >>> rows = [[(name, *[None] * 8)] for name in "ab"]
    >>> [table.num_rows for table in tables_of_groups(rows, [1, 2])]
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
    """The positions of `given` offsets among all `offsets`, which are sorted and have gaps.

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
    """Relations sorted into files beside `path`, each removed after its rows were yielded.

    Parameters
    ----------
    path
        The database file that is being written.
    firsts
        The first id of each group.
    degrees, ends
        The degrees of all entities, and where each group ends.
    size
        Bytes of all relations, about.
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
    """The first group of each class of groups except the first class.

    There are about `count` classes, with about the same number of edges.

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
    """The class of each id. Arrow compares bytes, which is the order of `sorted`."""
    import numpy as np
    import pyarrow.compute as pc

    found = np.zeros(len(column), np.int64)
    for border in borders:
        found += pc.greater_equal(column, border).to_numpy()
    return found
