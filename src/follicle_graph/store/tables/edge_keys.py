"""The ends of all edges of a table, and the rows that belong to one edge; as numbers."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from follicle_graph.errors import StoreError
from follicle_graph.store.arrow import coded
from follicle_graph.store.embedded.partition import Degrees
from follicle_graph.store.progress import Progress
from follicle_graph.store.tables.text_blocks import Block, blocks

if TYPE_CHECKING:
    import numpy as np


class Keys:
    """Ends and predicates of all rows of a file (`names`: their columns).

    `ids`: the distinct ends, sorted; `degrees`: how many rows leave and enter each of them;
    `shared`: number of a row that shares its edge with another -> number of the edge.

    Raises StoreError for an empty one, and as `blocks` does.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.tsv")
    ...     _ = path.write_text("u\\tp\\tv\\na\\tis\\tb\\nb\\tis\\ta\\na\\tis\\tb\\n")
    ...     keys = Keys(path, ("u", "p", "v"), also={})
    >>> keys.ids, keys.degrees.leaving.tolist(), keys.shared
    (['a', 'b'], [2, 1], {0: 0, 2: 0})
    """

    def __init__(self, path: Path, names: Sequence[str], *, also: Mapping[str, str]) -> None:
        import numpy as np

        count = itertools.count()
        codes: defaultdict[str, int] = defaultdict(count.__next__)
        parts: list[list[np.ndarray[Any, Any]]] = [[], [], []]
        with Progress("edges read") as progress:
            for block in blocks(path, names, names, also=also):
                _check_full(block)
                for part, column in zip(parts, block.table.columns, strict=True):
                    texts, places = coded(column)
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


def _check_full(block: Block) -> None:
    """Raises StoreError when an end or the predicate of a row is empty, naming the first."""
    import pyarrow.compute as pc

    empty = [pc.index(column, "").as_py() for column in block.table.columns]
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
