"""What goes into a store and comes out of it, with the checksum that guards it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from follicle_graph.errors import DamagedStore
from follicle_graph.graph import Graph, digest
from follicle_graph.store.rows import (
    ATTRIBUTES,
    SCHEMA,
    Row,
    edges_in_order,
    graph_of,
    row_of_edge,
    row_of_node,
    text,
)

BATCH = 100_000
"""Rows that are in memory at once."""


class Content:
    """What is to be stored: entity and relation rows, passed once, and `meta` after them.

    >>> from follicle_graph.sketching import sketch
    >>> content = pack(sketch("b -> a"))
    >>> [row[0] for part in content.entities() for row in part]
    ['a', 'b']
    """

    def __init__(
        self,
        meta: Mapping[str, str],
        entities: Iterable[Row],
        relations: Iterable[Row],
        tally: Tally | None = None,
    ) -> None:
        self._meta, self._entities, self._relations = meta, iter(entities), iter(relations)
        self.tally = tally or Tally()

    def entities(self) -> Iterator[list[Row]]:
        """The entity rows in parts."""
        return self._passed("entity", self._entities)

    def relations(self) -> Iterator[list[Row]]:
        """The relation rows in parts."""
        return self._passed("relation", self._relations)

    def _passed(self, kind: str, rows: Iterator[Row]) -> Iterator[list[Row]]:
        while part := list(islice(rows, BATCH)):
            self.tally.add(kind, part)
            yield part

    @property
    def meta(self) -> dict[str, str]:
        """Graph attributes, versions and the checksum of all rows that have passed."""
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
        blake2b, number = hashlib.blake2b, int.from_bytes
        count = total = 0
        for row in rows:
            line = "\x1f".join([kind, *map(str, row)]).encode()
            total += number(blake2b(line, digest_size=16).digest(), "little")
            count += 1
        self._count += count
        self._total = (self._total + total) % (1 << 128)

    @property
    def state(self) -> str:
        """What it takes to go on counting later."""
        return f"{self._count}:{self._total:032x}"

    def checksum(self, meta: Mapping[str, str]) -> str:
        """The checksum of the rows and of these attributes."""
        sha = hashlib.sha256(json.dumps(sorted(meta.items())).encode())
        return f"{self.state}:{sha.hexdigest()}"


def pack(G: Graph) -> Content:
    """The rows of a valid graph, sorted; the graph stays as it is.

    Raises StoreError, naming the place, for what rows cannot hold: a value of the wrong type or
    a lone surrogate; before the first row for entities, as they pass for relations.

    >>> from follicle_graph.sketching import sketch
    >>> next(pack(sketch("a -> b")).entities())[0][:2]
    ('a', 'a')
    """
    meta = {key: text(G.graph.get(key) or "", f"graph attribute {key!r}") for key in ATTRIBUTES}
    entities = [row_of_node(G, node) for node in sorted(G)]
    relations = (row_of_edge(u, v, key, data) for u, v, key, data in edges_in_order(G))
    return Content(meta | {"digest": digest(G), "schema": SCHEMA}, entities, relations)


def recover(
    meta: Mapping[str, str],
    entities: Iterable[Sequence[Row]],
    relations: Iterable[Sequence[Row]],
) -> Graph:
    """The graph of rows as they came out of a database, after checking that they are intact.

    Support and contradicted are taken as they were computed on writing: the checksum covers them.

    Raises DamagedStore when the checksum differs from the one that was written.
    """
    tally = Tally()
    nodes: list[Row] = []
    for part in entities:
        tally.add("entity", part)
        nodes += part
    edges: list[Row] = []
    for part in relations:
        tally.add("relation", part)
        edges += part
    check(meta, tally)
    return graph_of(meta, nodes, edges)


def check(meta: Mapping[str, str], tally: Tally) -> None:
    """Raises DamagedStore when the rows that were counted are not those that were written."""
    rest = {key: value for key, value in meta.items() if key != "checksum"}
    if tally.checksum(rest) != meta.get("checksum"):
        raise DamagedStore("its rows are not what was written (checksum differs)")
