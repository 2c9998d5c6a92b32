"""What a store holds, on its way into a database and out of it, with the checksum of its rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from follicle_graph.model.digest import digest
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.store.arrow import checksum_lines, strings_in, table_of_columns
from follicle_graph.store.evidence_json import UNREADABLE, texts_of
from follicle_graph.store.graph_from_rows import graph_of_tables
from follicle_graph.store.own import own_in
from follicle_graph.store.prefetch import prefetch
from follicle_graph.store.rows import (
    ATTRIBUTES,
    RELATION,
    SCHEMA,
    Row,
    check_edges,
    columns_of_edges,
    row_of_node,
    text,
)

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

BATCH = 50_000
"""Rows that are in memory at once."""


class Degrees(NamedTuple):
    """How many edges leave and enter each entity, in the order of ids."""

    leaving: np.ndarray[Any, Any]
    entering: np.ndarray[Any, Any]


class Content:
    """What is to be stored: entity rows, relation tables and graph attributes.

    Rows can be iterated once; `meta` is complete after that.

    Parameters
    ----------
    meta
        Attributes of the graph.
    entities
        Entity rows, sorted by id if `degrees` is given.
    relations
        Tables of relations.
    checksum
        The checksum of rows that the database holds already; None for none.
    degrees
        Computes the degrees of the entities; None when they are not known.
    late
        Computes attributes that take long and are not needed before all rows have passed.

    >>> from follicle_graph.model.sketch import sketch
    >>> content = content_of_graph(sketch("b -> a"))
    >>> [row[0] for part in content.entities() for row in part]
    ['a', 'b']
    """

    def __init__(
        self,
        meta: Mapping[str, str],
        entities: Iterable[Row],
        relations: Iterable[pa.Table],
        checksum: Checksum | None = None,
        degrees: Callable[[], Degrees] | None = None,
        late: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        self._meta, self._entities, self._relations = meta, iter(entities), iter(relations)
        self.checksum = checksum or Checksum()
        self.degrees = degrees
        self._late = late

    def entities(self) -> Iterator[list[Row]]:
        """The entity rows in parts."""
        while part := list(islice(self._entities, BATCH)):
            self.checksum.add("entity", part)
            yield part

    def relations(self) -> Iterator[pa.Table]:
        """The relation rows in parts."""
        for table in self._relations:
            self.count(table)
            yield table

    def uncounted_relations(self) -> Iterator[pa.Table]:
        """The same, for a caller that passes every row to `count` itself, once."""
        return self._relations

    def count(self, relations: pa.Table) -> None:
        """Add relation rows to the checksum."""
        for batch in relations.to_batches():
            self.checksum.add_table("relation", batch)

    def finish(self) -> None:
        """Compute the late attributes, once; to be called in a thread that has time."""
        if self._late is not None:
            self._meta = {**self._meta, **self._late()}
            self._late = None

    @property
    def meta(self) -> dict[str, str]:
        """Graph attributes, versions and the checksum of all rows that have passed."""
        self.finish()
        meta = {key: value for key, value in self._meta.items() if key != "checksum"}
        return meta | {"checksum": self.checksum.text(meta)}


class Checksum:
    """A checksum of rows in any order: the sum of their hashes (BLAKE2b), and their number.

    A sum of hashes detects accidental changes of rows (Clarke et al. 2003,
    doi:10.1007/978-3-540-40061-5_12).

    >>> one, other = Checksum(), Checksum()
    >>> one.add("entity", [("a",), ("b",)])
    >>> other.add("entity", [("b",)])
    >>> other.add("entity", [("a",)])
    >>> one.text({}) == other.text({})
    True
    """

    def __init__(self, count: int = 0, total: int = 0) -> None:
        self._count, self._total = count, total

    @classmethod
    def of_rows_in(cls, text: str) -> Self:
        """The checksum of rows from its text, to add more rows."""
        count, total, *_ = text.split(":")
        return cls(int(count), int(total, 16))

    def add(self, kind: str, rows: Iterable[Row]) -> None:
        """Add rows of a kind, `entity` or `relation`."""
        self._add(["\x1f".join([kind, *map(str, row)]).encode() for row in rows])

    def add_table(self, kind: str, table: pa.Table | pa.RecordBatch) -> None:
        """Add the rows of a table."""
        self._add(checksum_lines(kind, table))

    def _add(self, lines: Sequence[bytes]) -> None:
        import numpy as np

        hashes = []
        for line in lines:
            one = _EMPTY.copy()  # faster than a new one
            one.update(line)
            hashes.append(one.digest())
        words = (
            np.frombuffer(b"".join(hashes), "<u4")
            .reshape(-1, 4)
            .sum(axis=0, dtype=np.uint64)
            .tolist()
        )
        total = sum(word << 32 * place for place, word in enumerate(words))
        self._count += len(lines)
        self._total = (self._total + total) % (1 << 128)

    def text(self, meta: Mapping[str, str]) -> str:
        """The checksum of the rows and of these attributes."""
        sha = hashlib.sha256(json.dumps(sorted(meta.items())).encode())
        return f"{self._count}:{self._total:032x}:{sha.hexdigest()}"


_EMPTY = hashlib.blake2b(digest_size=16)


def rows_counted_in(checksum: str) -> int:
    """The number of rows, entities and relations, in the text of a checksum.

    >>> rows_counted_in(Checksum().text({}))
    0
    """
    return int(checksum.partition(":")[0])


def content_of_graph(G: Graph) -> Content:
    """The content of a valid graph, sorted; the graph stays as it is.

    Raises
    ------
    StoreError
        For what rows cannot hold, a value of another type or a lone surrogate; it names the
        place. For entities it is raised here, for relations while they pass.

    >>> from follicle_graph.model.sketch import sketch
    >>> next(content_of_graph(sketch("a -> b")).entities())[0][:2]
    ('a', 'a')
    """
    meta = {key: text(G.graph.get(key) or "", f"graph attribute {key!r}") for key in ATTRIBUTES}
    entities = [row_of_node(G, node) for node in sorted(G)]
    return Content(
        meta | {"schema": SCHEMA} | own_in(G),
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
            columns, pieces = columns_of_edges(part)
            yield table_of_columns(RELATION, [*columns, strings_in(*texts_of(pieces))])
        except UNREADABLE:
            check_edges(part)
            raise


def checked_graph(
    meta: Mapping[str, str],
    entities: Sequence[Row],
    relations: Iterable[pa.Table],
) -> Graph:
    """The graph of rows that came out of a database, after checking that they are intact.

    Support and contradicted are taken as they were computed on writing: the checksum covers them.

    Raises
    ------
    ValueError
        When the checksum differs from the one that was written.
    """
    checksum = Checksum()
    checksum.add("entity", entities)

    def intact() -> Generator[pa.Table, None, None]:
        for table in prefetch(relations):
            checksum.add_table("relation", table)
            yield table
        check(meta, checksum)

    with closing(intact()) as tables:
        try:
            return graph_of_tables(meta, entities, tables)
        except ValueError:
            for _ in tables:  # read the rest, so that `check` reports a changed row first
                pass
            raise


def check(meta: Mapping[str, str], checksum: Checksum) -> None:
    """Raises ValueError when these are not the rows that were written."""
    rest = {key: value for key, value in meta.items() if key != "checksum"}
    if checksum.text(rest) != meta.get("checksum"):
        raise ValueError("its rows are not what was written (checksum differs)")
