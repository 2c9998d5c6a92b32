"""The ends of all edges of a table, and the rows that belong to one edge; as numbers."""

from __future__ import annotations

import itertools
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from follicle_graph.errors import StoreError
from follicle_graph.store.blocks import blocks
from follicle_graph.store.progress import Progress
from follicle_graph.store.spread import Degrees


class Keys:
    """Ends and predicates of all rows of a file (`names`: their columns).

    `ids`: the distinct ends, sorted; `degrees`: how many rows leave and enter each of them;
    `shared`: number of a row that shares its edge with another
    -> number of the edge.

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
        keys = [array("i"), array("i"), array("i")]
        with Progress("edges read") as progress:
            for block in blocks(path, names, names, also=also):
                if not all(map(all, block.columns)):
                    row = [all(row) for row in zip(*block.columns, strict=True)].index(False)
                    where = block.where(row)
                    raise StoreError(f"{where}: an end or the predicate is empty; fill it in")
                for key, column in zip(keys, block.columns, strict=True):
                    key.extend(map(codes.__getitem__, column))
                progress.add(len(block.lines))
        u, predicate, v = (np.array(one, np.int32) for one in keys)
        known = list(codes)
        ends = [(known[code], code) for code in np.union1d(u, v).tolist()]
        ends.sort()
        self.ids = [one for one, _ in ends]
        order = np.array([code for _, code in ends], np.int64)
        self.degrees = Degrees(*(np.bincount(one, minlength=len(known))[order] for one in (u, v)))
        order = np.lexsort((predicate, v, u))
        same = np.ones(max(len(order) - 1, 0), bool)
        for one in (u, predicate, v):
            same &= np.diff(one[order]) == 0
        edge = np.concatenate([[0], np.cumsum(~same)]) if len(order) else order
        several = np.zeros(len(order), bool)
        several[1:] |= same
        several[:-1] |= same
        self.shared: dict[int, int] = dict(
            zip(order[several].tolist(), edge[several].tolist(), strict=True)
        )
