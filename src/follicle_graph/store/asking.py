"""How questions read a store, behind the Protocol `facts.Readable`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from follicle_graph.errors import DamagedStore, InvalidQuestion, StoreError, UnknownEntity
from follicle_graph.facts import Columns, Direction, Edge, EdgeId, Entity, Evidence, Held
from follicle_graph.graph import Graph
from follicle_graph.names import fold, nearest_names, resolve_among
from follicle_graph.searching import PARTS, search_among
from follicle_graph.store import rows
from follicle_graph.store.database import Database
from follicle_graph.store.pending import Pending
from follicle_graph.store.question import damaged
from follicle_graph.store.rebuilding import graph_of
from follicle_graph.store.rows import Row

if TYPE_CHECKING:
    import pandas as pd

META = "MATCH (m:Meta) RETURN m.key, m.value"
FIELDS = "e.id, e.label, e.kind, e.lane, e.curie, e.synonyms, e.definition, e.short_label"
BY_ID = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN " + FIELDS + ", e.folded"
COUNTS = ("MATCH (e:Entity) RETURN count(*)", "MATCH (:Entity)-[r:REL]->(:Entity) RETURN count(*)")
_NAMED = (
    "MATCH (e:Entity) WHERE e.id = $name OR e.folded CONTAINS $folded OR e.folded CONTAINS $curie "
    "RETURN " + FIELDS
)
_HOLDING = "MATCH (e:Entity) WHERE e.folded CONTAINS $part RETURN " + FIELDS
_LIKE = _HOLDING + " LIMIT 1000"
_ALL = "MATCH (e:Entity) RETURN " + FIELDS
_LABELS = "MATCH (e:Entity) RETURN e.id, e.label"
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

_SMALL = 20_000
"""Of so many entities all names are looked at for the nearest, of more only those alike."""


class Asked:
    """The part of a store that questions ask: names, columns, evidence, parts.

    Not made by itself: `Store` is one.
    """

    def __init__(self, database: Database, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self._labels: dict[str, str] | None = None
        self._mark = object()
        self._pending = Pending()
        self._database = database
        self._location = database.location

    def subgraph(
        self,
        names: str | Collection[str],
        *,
        hops: int = 1,
        direction: Direction = "both",
    ) -> Graph:
        """The part within `hops` steps of the named entities, all edges among it kept.

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
        named = (names,) if isinstance(names, str) else tuple(names)
        if not named:
            raise InvalidQuestion("a subgraph of nothing; name at least one entity")
        if hops < 0:
            raise InvalidQuestion(f"hops is {hops}; use 0 or more")
        if direction not in ("both", "in", "out"):
            raise InvalidQuestion(f"direction is {direction!r}; use 'both', 'in' or 'out'")
        front = {self.resolve(name) for name in named}
        reached = set(front)
        for _ in range(hops):
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

    def search(self, words: str, *, limit: int = 20) -> pd.DataFrame:
        """Entities whose labels, synonyms or definitions hold all these words, best first.

        As `follicle_graph.search` on a graph.

        Raises InvalidQuestion.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("IFN-γ -> CXCL10"))
        ...         store.search("ifn")["id"].tolist()
        ['IFN-γ']
        """
        self._database.check_open()
        longest = max(PARTS.findall(fold(words)), key=len, default="")
        among = self._entities(_HOLDING, {"part": longest})
        return search_among(among, words, limit=limit)

    def resolve(self, name: str) -> str:
        """The id of the entity that a name means, as `follicle_graph.resolve` finds it.

        Raises UnknownEntity with the three nearest names, AmbiguousEntity with all candidates.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("IFN-γ -> CXCL10"))
        ...         store.resolve("ifn gamma")
        'IFN-γ'
        """
        if not isinstance(name, str):
            raise UnknownEntity(str(name))
        if self._labels is not None and name in self._labels:
            return name
        if self._database.rows(BY_ID, {"ids": [name]}):
            return name
        folded, curie = f"\n{fold(name)}\n", f"\n{name.strip().casefold()}\n"
        found = self._entities(_NAMED, {"name": name, "folded": folded, "curie": curie})
        try:
            return resolve_among(found, name)
        except UnknownEntity:
            raise UnknownEntity(name, nearest_names(self._near(fold(name)), fold(name))) from None

    def _near(self, folded: str) -> list[Entity]:
        """Entities whose names may look like this: all of a small store, else those that share
        four letters.
        """
        if self._database.rows(COUNTS[0], {})[0][0] <= _SMALL:
            return self._entities(_ALL, {})
        parts = {folded[at : at + 4] for at in range(0, max(len(folded) - 3, 1), 2)}
        found = {e.id: e for part in sorted(parts) for e in self._entities(_LIKE, {"part": part})}
        return list(found.values())

    def label(self, node: str) -> str:
        """The label of an entity, by its id.

        Raises UnknownEntity.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.label("a")
        'a'
        """
        self._database.check_open()
        if self._labels is None:
            found = self._database.rows(_LABELS, {})
            self._labels = {id_: label or id_ for id_, label in found}
        if node not in self._labels:
            raise UnknownEntity(node)
        return self._labels[node]

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

    def keeps_for(self, answer: Held) -> bool:
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

    def _entities(self, query: str, params: Mapping[str, object]) -> list[Entity]:
        return [Entity(*row) for row in self._database.rows(query, params)]

    def _meta(self) -> dict[str, str]:
        return dict(self._database.rows(META, {}))

    def _damaged(self, problem: BaseException) -> DamagedStore:
        if isinstance(problem, DamagedStore) and "is damaged" in str(problem):
            return problem
        return damaged(self._location, problem)
