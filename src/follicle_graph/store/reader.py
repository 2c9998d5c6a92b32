"""How questions read a store, behind the Protocol `facts.Readable`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from numbers import Integral

from follicle_graph.errors import DamagedStore, InvalidQuestion, StoreError
from follicle_graph.model.facts import Columns, Direction, Edge, EdgeId, Evidence, LazyAnswer
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import listed
from follicle_graph.store import rows
from follicle_graph.store.cypher_guard import damaged
from follicle_graph.store.database import Database
from follicle_graph.store.entity_names import BY_ID, COUNT, Named
from follicle_graph.store.graph_from_rows import graph_of
from follicle_graph.store.rows import Row
from follicle_graph.store.unread_answers import Pending

META = "MATCH (m:Meta) RETURN m.key, m.value"
COUNTS = (COUNT, "MATCH (:Entity)-[r:REL]->(:Entity) RETURN count(*)")
_EDGES = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) "
    "RETURN a.id, b.id, r.predicate, r.sign, r.layer, r.indirect, r.support"
)
_OUT = (
    "UNWIND $ids AS id MATCH (a:Entity {id: id})-[r:REL]->(b:Entity) RETURN a.id, b.id, "
    "r.predicate, r.sign, r.layer, r.indirect, r.support, r.contradicted"
)
_IN = "UNWIND $ids AS id MATCH (a:Entity)-[r:REL]->(b:Entity {id: id}) RETURN DISTINCT a.id"
UNREADABLE = (ValueError, TypeError, LookupError)
"""What rows that are not as they were written make Python raise."""

_AT_ONCE = 10_000
"""Entities that are asked about in one query."""


class Asked(Named):
    """The part of a store that questions ask: names, columns, evidence, parts.

    Not made by itself: `Store` is one.
    """

    def __init__(self, database: Database, *, read_only: bool = False) -> None:
        super().__init__(database)
        self.read_only = read_only
        self._mark = object()
        self._pending = Pending()
        self._location = database.location

    def subgraph(
        self,
        names: str | Collection[str],
        *,
        max_hops: int = 1,
        direction: Direction = "both",
    ) -> Graph:
        """The part within `max_hops` steps of the named entities, all edges among it kept.

        As `neighborhood` of a graph: `direction` is `in` (what acts on them), `out` or `both`.

        Raises UnknownEntity, AmbiguousEntity, InvalidQuestion.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -> c -> d"))
        ...         sorted(store.subgraph("b", direction="out"))
        ['b', 'c']
        """
        named = listed(names)
        if not named:
            raise InvalidQuestion("a subgraph of nothing; name at least one entity")
        if isinstance(max_hops, bool) or not isinstance(max_hops, Integral) or max_hops < 0:
            raise InvalidQuestion(
                argument="max_hops", value=max_hops, remedy="use a whole number of 0 or more"
            )
        if direction not in ("both", "in", "out"):
            raise InvalidQuestion(
                argument="direction", value=direction, remedy="use 'both', 'in' or 'out'"
            )
        front = {self.resolve(name) for name in named}
        reached = set(front)
        for _ in range(max_hops):
            ids = {"ids": sorted(front)}
            around: set[str] = set()
            if direction != "in":
                around.update(row[1] for row in self._database.rows(_OUT, ids))
            if direction != "out":
                around.update(row[0] for row in self._database.rows(_IN, ids))
            front = around - reached
            reached |= front
            if not front:
                break
        edges = [row for row in self._out(reached) if row[1] in reached]
        return self._graph(reached, edges)

    def edges(self, layers: Sequence[str] | None = None) -> Iterator[Edge]:
        """The edges of these layers (None: all), sorted, without their evidence.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -| c"))
        ...         [(edge.u, edge.v, edge.sign) for edge in store.edges()]
        [('a', 'b', 1), ('b', 'c', -1)]
        """
        self._database.check_open()
        found = (Edge(*row) for row in self._database.rows(_EDGES, {}))
        return iter(sorted(edge for edge in found if layers is None or edge.layer in layers))

    def columns(self) -> Columns:
        """All entities and edges as columns, for the index of the questions.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -| c"))
        ...         store.columns().sign.tolist()
        [1, -1]
        """
        self._database.check_open()
        columns, labels = self._database.columns()
        self._labels = {id_: label or id_ for id_, label in zip(columns.ids, labels, strict=True)}
        return columns

    def state(self) -> tuple[object, object]:
        """This store, and a mark that is another one after each `write`."""
        self._database.check_open()
        return self, self._mark

    def keeps_for(self, answer: LazyAnswer) -> bool:
        """Whether evidence stays as it is until this store changes: not where others may write."""
        if self._database.shared:
            return False
        self._pending.add(answer)
        return True

    def evidence(self, u: str, v: str, key: str) -> tuple[Evidence, ...]:
        """The evidence of one edge: ids of its ends, and its predicate.

        Raises StoreError when there is no such edge.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.evidence("a", "b", "increases")
        ()
        """
        return self.evidence_of([(u, v, key)])[0]

    def evidence_of(self, edges: Sequence[EdgeId]) -> list[tuple[Evidence, ...]]:
        """The evidence of several edges, each by the ids of its ends and its predicate.

        Raises StoreError when one of them is not there.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.evidence_of([("a", "b", "increases")])
        [()]
        """
        self._database.check_open()
        found = self._evidence_rows(edges)
        for u, v, key in edges:
            if (u, v, key) not in found:
                raise StoreError(
                    f"{self._location} holds no edge {u!r} {key!r} {v!r}; edges() lists them"
                )
        try:
            return [rows.evidence_of(found[edge]) for edge in edges]
        except UNREADABLE as problem:
            raise self._damaged(problem) from problem

    def _evidence_rows(self, edges: Sequence[EdgeId]) -> dict[EdgeId, str]:
        return {(u, v, key): text for u, v, key, text in self._database.evidence(edges)}

    def _out(self, nodes: Iterable[str]) -> list[Row]:
        """The edges out of these nodes, without their evidence."""
        ids, found = sorted(nodes), list[Row]()
        for start in range(0, len(ids), _AT_ONCE):
            found += self._database.rows(_OUT, {"ids": ids[start : start + _AT_ONCE]})
        return found

    def _graph(self, nodes: Collection[str], edges: Sequence[Row]) -> Graph:
        """A graph of some nodes and some edge rows, with their evidence."""
        texts = self._evidence_rows([(row[0], row[1], row[2]) for row in edges])
        ids, found = sorted(nodes), list[Row]()
        for start in range(0, len(ids), _AT_ONCE):
            found += self._database.rows(BY_ID, {"ids": ids[start : start + _AT_ONCE]})
        meta = self._meta() | {"digest": ""}
        try:
            return graph_of(meta, found, [(*row, texts[row[0], row[1], row[2]]) for row in edges])
        except UNREADABLE as problem:
            raise self._damaged(problem) from problem

    def _meta(self) -> dict[str, str]:
        return dict(self._database.rows(META, {}))

    def _damaged(self, problem: BaseException) -> DamagedStore:
        if isinstance(problem, DamagedStore) and problem.place:
            return problem
        return damaged(self._location, problem)
