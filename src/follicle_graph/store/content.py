"""What goes into a store and comes out of it, with the checksum that guards it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from follicle_graph.errors import DamagedStore
from follicle_graph.model.digest import digest
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.store.arrow import lines_of, table_of, table_of_columns
from follicle_graph.store.embedded.partition import Degrees
from follicle_graph.store.evidence_json import UNUSUAL
from follicle_graph.store.graph_from_rows import graph_of_tables
from follicle_graph.store.prefetch import ahead
from follicle_graph.store.rows import (
    ATTRIBUTES,
    RELATION,
    SCHEMA,
    Row,
    columns_of_edges,
    row_of_edge,
    row_of_node,
    text,
)

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 50_000
"""Rows that are in memory at once."""


class Content:
    """What is to be stored: entities as rows, relations as tables, passed once; then `meta`.

    `degrees` (None: not known) tells those of the entities, which then come sorted by their ids.
    `late`: attributes that take long and are not needed before all rows have passed.

    >>> from follicle_graph.model.sketch import sketch
    >>> content = pack(sketch("b -> a"))
    >>> [row[0] for part in content.entities() for row in part]
    ['a', 'b']
    """

    def __init__(
        self,
        meta: Mapping[str, str],
        entities: Iterable[Row],
        relations: Iterable[pa.Table],
        tally: Tally | None = None,
        degrees: Callable[[], Degrees] | None = None,
        late: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        self._meta, self._entities, self._relations = meta, iter(entities), iter(relations)
        self.tally = tally or Tally()
        self.degrees = degrees
        self._late = late

    def entities(self) -> Iterator[list[Row]]:
        """The entity rows in parts."""
        while part := list(islice(self._entities, BATCH)):
            self.tally.add("entity", part)
            yield part

    def relations(self) -> Iterator[pa.Table]:
        """The relation rows in parts."""
        for table in self._relations:
            self.count(table)
            yield table

    def uncounted_relations(self) -> Iterator[pa.Table]:
        """The same for a caller that counts every row itself, once."""
        return self._relations

    def count(self, relations: pa.Table) -> None:
        """Count relation rows into the checksum."""
        for batch in relations.to_batches():
            self.tally.add_table("relation", batch)

    def finish(self) -> None:
        """Find out what takes long, once: in a thread, where there is time."""
        if self._late is not None:
            self._meta = {**self._meta, **self._late()}
            self._late = None

    @property
    def meta(self) -> dict[str, str]:
        """Graph attributes, versions and the checksum of all rows that have passed."""
        self.finish()
        meta = {key: value for key, value in self._meta.items() if key != "checksum"}
        return meta | {"checksum": self.tally.checksum(meta)}


class Tally:
    """A checksum of rows in any order: the sum of their hashes (BLAKE2b), and their number.

    A sum of hashes tells any change of rows that is not made on purpose (Clarke et al. 2003,
    doi:10.1007/978-3-540-40061-5_12).

    >>> one, other = Tally(), Tally()
    >>> one.add("entity", [("a",), ("b",)])
    >>> other.add("entity", [("b",)])
    >>> other.add("entity", [("a",)])
    >>> one.checksum({}) == other.checksum({})
    True
    """

    def __init__(self, state: str = "0:0") -> None:
        count, _, total = state.partition(":")
        self._count, self._total = int(count), int(total, 16)

    def add(self, kind: str, rows: Iterable[Row]) -> None:
        """Count these rows in."""
        self._add(["\x1f".join([kind, *map(str, row)]).encode() for row in rows])

    def add_table(self, kind: str, table: pa.Table | pa.RecordBatch) -> None:
        """Count the rows of this table in."""
        self._add(lines_of(kind, table))

    def _add(self, lines: Sequence[bytes]) -> None:
        import numpy as np

        words = (
            np.frombuffer(b"".join(map(_hash, lines)), "<u4")
            .reshape(-1, 4)
            .sum(axis=0, dtype=np.uint64)
            .tolist()
        )
        total = sum(word << 32 * place for place, word in enumerate(words))
        self._count += len(lines)
        self._total = (self._total + total) % (1 << 128)

    @property
    def state(self) -> str:
        """What it takes to go on counting later."""
        return f"{self._count}:{self._total:032x}"

    def checksum(self, meta: Mapping[str, str]) -> str:
        """The checksum of the rows and of these attributes."""
        sha = hashlib.sha256(json.dumps(sorted(meta.items())).encode())
        return f"{self.state}:{sha.hexdigest()}"


_EMPTY = hashlib.blake2b(digest_size=16)


def _hash(line: bytes) -> bytes:
    hashed = _EMPTY.copy()  # faster than a new one
    hashed.update(line)
    return hashed.digest()


def counted(checksum: str) -> int:
    """How many rows, entities and relations, were counted into a checksum.

    >>> counted(Tally().checksum({}))
    0
    """
    return int(checksum.partition(":")[0])


def pack(G: Graph) -> Content:
    """The rows of a valid graph, sorted; the graph stays as it is.

    Raises StoreError, naming the place, for what rows cannot hold: a value of the wrong type or
    a lone surrogate; before the first row for entities, as they pass for relations.

    >>> from follicle_graph.model.sketch import sketch
    >>> next(pack(sketch("a -> b")).entities())[0][:2]
    ('a', 'a')
    """
    meta = {key: text(G.graph.get(key) or "", f"graph attribute {key!r}") for key in ATTRIBUTES}
    entities = [row_of_node(G, node) for node in sorted(G)]
    return Content(
        meta | {"schema": SCHEMA},
        entities,
        _relations(G),
        degrees=lambda: _degrees(G),
        late=lambda: {"digest": digest(G)},
    )


def _degrees(G: Graph) -> Degrees:
    import numpy as np

    nodes = sorted(G)
    return Degrees(*(np.array([of[node] for node in nodes]) for of in (G.out_degree, G.in_degree)))


def _relations(G: Graph) -> Iterator[pa.Table]:
    edges = edges_in_order(G)
    while part := list(islice(edges, BATCH)):
        try:
            yield table_of_columns(RELATION, columns_of_edges(part))
        except UNUSUAL:
            yield table_of(RELATION, [[row_of_edge(*edge) for edge in part]])


def recover(
    meta: Mapping[str, str],
    entities: Sequence[Row],
    relations: Iterable[pa.Table],
) -> Graph:
    """The graph of rows as they came out of a database, after checking that they are intact.

    Support and contradicted are taken as they were computed on writing: the checksum covers them.

    Raises DamagedStore when the checksum differs from the one that was written.
    """
    tally = Tally()
    tally.add("entity", entities)
    tables = []
    for table in ahead(relations):
        tally.add_table("relation", table)
        tables.append(table)
    check(meta, tally)
    return graph_of_tables(meta, entities, tables)


def check(meta: Mapping[str, str], tally: Tally) -> None:
    """Raises DamagedStore when the rows that were counted are not those that were written."""
    rest = {key: value for key, value in meta.items() if key != "checksum"}
    if tally.checksum(rest) != meta.get("checksum"):
        raise DamagedStore("its rows are not what was written (checksum differs)")
