"""The ends of all edges of a table, and which rows belong to one edge; as numbers."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from follicle_graph.errors import StoreError
from follicle_graph.model.row_meaning import NO_EFFECT, meaning_of_row
from follicle_graph.store.arrow import dictionary_codes, distinct_rows
from follicle_graph.store.content import Degrees
from follicle_graph.store.progress import Progress
from follicle_graph.store.tables.text_blocks import Block, blocks

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

KEY_COLUMNS = ("subject", "predicate", "object", "negated")
"""The columns that say which edge a row belongs to."""


class EdgeKeys:
    """Ends and predicates of all rows of a file of edges.

    Attributes
    ----------
    ids
        The distinct ends, sorted.
    degrees
        How many rows leave and enter each of them.
    shared
        Number of a row that shares its edge with another row -> number of the edge.

    Raises StoreError for an empty one, and as `blocks` does.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.tsv")
    ...     rows = "a\\tis\\tb\\nb\\tis\\ta\\na\\tis\\tb\\n"
    ...     _ = path.write_text("subject\\tpredicate\\tobject\\n" + rows)
    ...     keys = EdgeKeys(path, also={})
    >>> keys.ids, keys.degrees.leaving.tolist(), keys.shared
    (['a', 'b'], [2, 1], {0: 0, 2: 0})
    """

    def __init__(self, path: Path, *, also: Mapping[str, str]) -> None:
        import numpy as np

        count = itertools.count()
        codes: defaultdict[str, int] = defaultdict(count.__next__)
        parts: list[list[np.ndarray[Any, Any]]] = [[], [], []]
        with Progress("edges read") as progress:
            for block in blocks(path, KEY_COLUMNS, KEY_COLUMNS[:3], also=also):
                _check_full(block)
                subject, _, object_, _ = block.table.columns
                columns = (subject, predicates_of(block), object_)
                for part, column in zip(parts, columns, strict=True):
                    texts, places = dictionary_codes(column)
                    own = np.array(list(map(codes.__getitem__, texts)), np.int32)
                    part.append(own[places])
                progress.add(len(block.lines))
        u, predicate, v = (np.concatenate([np.zeros(0, np.int32), *part]) for part in parts)
        known = list(codes)
        ends = [(known[code], code) for code in np.union1d(u, v).tolist()]
        ends.sort()
        self.ids = [one for one, _ in ends]
        order = np.array([code for _, code in ends], np.int64)
        self.degrees = Degrees(*(np.bincount(one, minlength=len(known))[order] for one in (u, v)))
        self.shared = _shared(len(known), u, v, predicate)


def predicates_of(block: Block) -> pa.ChunkedArray:
    """The predicate of each row; that of a row that denies its relation is a null finding's."""
    import pyarrow as pa
    import pyarrow.compute as pc

    _, predicate, _, negated, *_ = block.table.columns
    if pc.all(pc.equal(negated, "")).as_py():
        return predicate
    cells, which = distinct_rows((predicate, negated))
    try:
        stated = [NO_EFFECT if meaning_of_row(one, negated=no).denied else one for one, no in cells]
    except ValueError:
        for row, (one, no) in enumerate(
            zip(predicate.to_pylist(), negated.to_pylist(), strict=True)
        ):
            try:
                meaning_of_row(one, negated=no)
            except ValueError as problem:
                raise StoreError(f"{block.where(row)}: {problem}") from None
        raise
    return pa.chunked_array([pa.array(stated, pa.string()).take(pa.array(which))])


def _check_full(block: Block) -> None:
    """Raises StoreError when an end or the predicate of a row is empty, naming the first."""
    import pyarrow.compute as pc

    empty = [pc.index(column, "").as_py() for column in block.table.columns[:3]]
    if max(empty) >= 0:
        where = block.where(min(row for row in empty if row >= 0))
        raise StoreError(f"{where}: an end or the predicate is empty; fill it in")


def _shared(count: int, *keys: np.ndarray[Any, Any]) -> dict[int, int]:
    """Number of a row whose keys (each below `count`) are those of another -> number of the edge.

    >>> import numpy as np
    >>> _shared(9, np.array([8, 1, 8, 8]), np.array([2, 2, 2, 3]))
    {0: 0, 2: 0}
    """
    import numpy as np

    edge, *others = keys
    rows = np.arange(len(edge))
    for key in others:
        pair = edge.astype(np.int64) * count + key[rows]
        ordered = np.sort(pair)
        several = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        again = np.isin(pair, several)
        rows, edge = rows[again], np.searchsorted(several, pair[again])
    return dict(zip(rows.tolist(), edge.tolist(), strict=True))
