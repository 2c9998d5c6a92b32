"""A graph in a graph database: write it, read it back checked, ask it in Cypher."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from follicle_graph.contract import validate
from follicle_graph.errors import DamagedStore, InvalidQuestion, StoreError, UnknownEntity
from follicle_graph.facts import Columns, Direction, Edge, EdgeId, Entity, Evidence
from follicle_graph.graph import Graph
from follicle_graph.names import fold, nearest_names, resolve_among
from follicle_graph.searching import PARTS, search_among
from follicle_graph.store import rows
from follicle_graph.store.database import Database
from follicle_graph.store.export import export
from follicle_graph.store.question import check_question, damaged
from follicle_graph.store.rows import Content, Row
from follicle_graph.store.table import Rows

if TYPE_CHECKING:
    import pandas as pd

_META = "MATCH (m:Meta) RETURN m.key, m.value"
_FIELDS = "e.id, e.label, e.kind, e.lane, e.curie, e.synonyms, e.definition, e.short_label"
_ENTITIES = f"MATCH (e:Entity) RETURN {_FIELDS}, e.folded"
_BY_ID = f"UNWIND $ids AS id MATCH (e:Entity {{id: id}}) RETURN {_FIELDS}, e.folded"
_NAMED = (
    "MATCH (e:Entity) WHERE e.id = $name OR e.folded CONTAINS $folded OR e.folded CONTAINS $curie "
    f"RETURN {_FIELDS}"
)
_LIKE = f"MATCH (e:Entity) WHERE e.folded CONTAINS $part RETURN {_FIELDS} LIMIT 1000"
_ALL = f"MATCH (e:Entity) RETURN {_FIELDS} LIMIT 20000"
_EDGES = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) "
    "RETURN a.id, b.id, r.predicate, r.sign, r.layer, r.indirect, r.support"
)
_OUT = (
    "UNWIND $ids AS id MATCH (a:Entity {id: id})-[r:REL]->(b:Entity) RETURN a.id, b.id, "
    "r.predicate, r.sign, r.layer, r.indirect, r.support, r.contradicted"
)
_IN = "UNWIND $ids AS id MATCH (a:Entity)-[r:REL]->(b:Entity {id: id}) RETURN DISTINCT a.id"
_COUNTS = ("MATCH (e:Entity) RETURN count(*)", "MATCH (:Entity)-[r:REL]->(:Entity) RETURN count(*)")
_UNREADABLE = (ValueError, TypeError, LookupError)
"""What rows that are not as they were written make Python raise."""

_AT_ONCE = 10_000
_SMALL = 20_000


class Store:
    """A graph in a graph database; `open_store` makes it. Questions take it like a graph.

    Use it with `with`, or `close()` it. `read_only`: whether `write` is refused.

    Raises StoreError as `open_store` says.

    >>> import tempfile
    >>> import follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with fg.open_store(f"{folder}/atlas.lbug") as store:
    ...         store.write(fg.sketch("a -> b"))
    ...         fg.digest(store.read()) == fg.digest(fg.sketch("a -> b"))
    True
    """

    def __init__(self, database: Database, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self._labels: dict[str, str] | None = None
        self._mark = object()
        self._database = database
        self._location = database.location

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self._location!r})"

    def close(self) -> None:
        """Let go of the file and of the right to write it; a second time does nothing.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = open_store(f"{folder}/a.lbug")
        ...     store.close()
        ...     open_store(f"{folder}/a.lbug").close()
        """
        self._labels = None
        self._database.close()

    def write(self, G: Graph) -> None:
        """Make this graph the whole content; what was there before is gone. `G` stays as it is.

        Kept: the attributes of nodes, edges and graph that `docs/model.md` names; the digest is
        computed again. Killed at any moment, the old content or the new one is there, whole.
        Stores opened elsewhere with `read_only=True` see it when they open again.

        Raises InvalidGraph for a graph that breaks the contract, StoreError for text that is no
        unicode, a store that is closed or read only, and when the file cannot be written.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.write(fg.sketch("c -| d"))
        ...         sorted(store.read())
        ['c', 'd']
        """
        self._may_write()
        validate(G)
        self._change(self._database.replace, rows.pack(G))

    def append(self, G: Graph) -> None:
        """Add a graph to the content, in one step; what is there stays as it is.

        Entities that are there already are left as they are. The graph's name, version and
        origin are not taken over. The digest is not known until the next `read`.

        Raises InvalidGraph and StoreError as `write` does; StoreError when an edge is there
        already (same ends and predicate), before anything is changed.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.append(fg.sketch("b -| c"))
        ...         sorted(store.read().edges())
        [('a', 'b'), ('b', 'c')]
        """
        self._may_write()
        validate(G)
        there = {row[0] for row in self._database.rows(_BY_ID, {"ids": sorted(G) or [""]})}
        known = [(u, v, key) for u, v, key in G.edges(keys=True) if u in there and v in there]
        twice = self._evidence_rows(known)
        if twice:
            u, v, key = next(iter(twice))
            raise StoreError(
                f"{self._location} already holds {len(twice)} of these edges, {u!r} {key!r} {v!r} "
                "among them; append only adds: take them out of the graph, or read, merge, write"
            )
        meta = self._meta()
        packed = rows.pack(G)
        added = Content(
            meta | {"digest": ""},
            (row for part in packed.entities() for row in part if row[0] not in there),
            (row for part in packed.relations() for row in part),
            rows.Tally(":".join(meta["checksum"].split(":")[:2])),
        )
        self._change(self._database.append, added)

    def load(
        self, edges: str | os.PathLike[str], *, nodes: str | os.PathLike[str] | None = None
    ) -> None:
        """Make tab-separated files of edges and nodes (KGX or plain) the whole content.

        The rows stream through; the graph is never in memory. `docs/store.md` names the columns.
        Without `nodes` the entities are the ends of the edges. Rows of one edge are joined, their
        evidence together. The digest is not known until the next `read`.

        Raises StoreError for a file that cannot be read, naming line and remedy, and as `write`
        does; the old content is then untouched. Warns of columns that are not taken over.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "edges.tsv")
        ...     _ = path.write_text("subject\\tpredicate\\tobject\\na\\tincreases\\tb\\n")
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         store.load(path)
        ...         list(store.read().edges(keys=True))
        [('a', 'b', 'increases')]
        """
        from follicle_graph.store.tsv import content_of

        self._may_write()
        self._change(
            self._database.replace, content_of(Path(edges), None if nodes is None else Path(nodes))
        )

    def read(self, query: str | None = None, /, **params: object) -> Graph:
        """The graph that was written, checked against the checksum kept with it.

        With a Cypher `query`: the part of it whose edges the query returns, three columns a row
        (id of subject, predicate, id of object), unchecked.

        Nodes and edges come sorted. A store in which nothing was written gives an empty graph.

        Raises DamagedStore when the store no longer holds what was written; StoreError for a
        query, as `cypher` does.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -| c"))
        ...         part = "MATCH (x)-[r:REL {sign: $s}]->(y) RETURN x.id, r.predicate, y.id"
        ...         len(store.read()), list(store.read(part, s=-1))
        (3, ['b', 'c'])
        """
        self._database.check_open()
        if query is not None:
            return self._part(self.cypher(query, **params))
        self._database.check_file()
        try:
            with rows.many_new_objects():
                return rows.recover(
                    self._meta(), [self._database.rows(_ENTITIES, {})], self._database.relations()
                )
        except (*_UNREADABLE, DamagedStore) as problem:
            raise self._damaged(problem) from problem

    def verify(self) -> None:
        """Check that the content is what was written, row by row, in bounded memory.

        Raises DamagedStore when it is not.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         store.verify()
        """
        self._database.check_open()
        self._database.check_file()
        tally = rows.Tally()
        try:
            tally.add("entity", self._database.rows(_ENTITIES, {}))
            for part in self._database.relations():
                tally.add("relation", part)
            rows.check(self._meta(), tally)
        except (*_UNREADABLE, DamagedStore) as problem:
            raise self._damaged(problem) from problem

    def export(self, folder: str | os.PathLike[str]) -> Path:
        """Save all rows as Parquet: `entities`, `relations` and `meta`, in a new folder.

        Nothing is checked, so that what can be read of a damaged store can be saved.

        Raises OutputError when the folder exists or cannot be written; DamagedStore when the
        rows cannot be read.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         sorted(file.name for file in store.export(f"{folder}/tables").iterdir())
        ['entities.parquet', 'meta.parquet', 'relations.parquet']
        """
        self._database.check_open()
        return export(
            Path(folder),
            {
                "meta": [list(self._meta().items())],
                "entities": [self._database.rows(_ENTITIES, {})],
                "relations": self._database.relations(),
            },
        )

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
        among = self._entities(_LIKE.removesuffix(" LIMIT 1000"), {"part": longest})
        return search_among(among, words, limit=limit)

    def cypher(self, query: str, /, **params: object) -> Rows:
        """Ask the database in its own language; `$name` in the query is the parameter `name`.

        Nodes: `Entity`; relations: `REL`. Questions only: nothing can be changed this way.

        Raises StoreError with the engine's message for a query that it does not accept, for one
        that would change something or write a file, for several statements at once and for a
        parameter that is missing.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -> c"))
        ...         query = "MATCH (x:Entity {id: $name})-[:REL]->(y) RETURN y.label"
        ...         store.cypher(query, name="b")[0]
        {'y.label': 'c'}
        """
        self._database.check_open()
        check_question(query, params)
        columns, values = self._database.ask(query, params)
        if len(set(columns)) < len(columns):
            raise StoreError("two columns have the same name; rename one with AS")
        return Rows(columns, values)

    def info(self) -> dict[str, str | int | None]:
        """What this store is and holds: location, engine, engine_version, entities, relations,
        digest, name, version, size (bytes). The digest is empty when it is not known, the size
        None on a server.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         store.info()["entities"], store.info()["engine"]
        (0, 'ladybug')
        """
        self._database.check_open()
        meta = self._meta()
        entities, relations = (self._database.rows(query, {})[0][0] for query in _COUNTS)
        return {
            "location": self._location,
            "engine": self._database.engine,
            "engine_version": self._database.engine_version,
            "entities": entities,
            "relations": relations,
            "digest": meta.get("digest", ""),
            "name": meta.get("name", ""),
            "version": meta.get("version", ""),
            "size": self._database.size,
        }

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
        if self._database.rows(_BY_ID, {"ids": [name]}):
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
        if self._database.rows(_COUNTS[0], {})[0][0] <= _SMALL:
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
            found = self._database.rows("MATCH (e:Entity) RETURN e.id, e.label", {})
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
        except _UNREADABLE as problem:
            raise self._damaged(problem) from problem

    def _evidence_rows(self, edges: Sequence[EdgeId]) -> dict[EdgeId, str]:
        return {(u, v, key): text for u, v, key, text in self._database.evidence(edges)}

    def _out(self, nodes: Iterable[str]) -> list[Row]:
        """The edges out of these nodes, without their evidence."""
        ids, found = sorted(nodes), list[Row]()
        for start in range(0, len(ids), _AT_ONCE):
            found += self._database.rows(_OUT, {"ids": ids[start : start + _AT_ONCE]})
        return found

    def _part(self, answer: Rows) -> Graph:
        if len(answer.columns) != 3:
            raise StoreError(
                f"the query returns {len(answer.columns)} columns; to read a graph return three: "
                "id of subject, predicate, id of object"
            )
        wanted = {tuple(row.values()) for row in answer}
        found = {(r[0], r[2], r[1]): r for r in self._out({str(one[0]) for one in wanted})}
        missing = sorted(map(repr, wanted - found.keys()))
        if missing:
            raise StoreError(
                f"the query returns {missing[0]}, which is no edge; return id of subject, "
                "predicate, id of object"
            )
        edges = [row for one, row in found.items() if one in wanted]
        return self._graph({end for row in edges for end in row[:2]}, edges)

    def _graph(self, nodes: Collection[str], edges: Sequence[Row]) -> Graph:
        """A graph of some nodes and some edge rows, with their evidence."""
        texts = self._evidence_rows([(row[0], row[1], row[2]) for row in edges])
        ids, found = sorted(nodes), list[Row]()
        for start in range(0, len(ids), _AT_ONCE):
            found += self._database.rows(_BY_ID, {"ids": ids[start : start + _AT_ONCE]})
        meta = self._meta() | {"digest": ""}
        try:
            return rows.graph_of(
                meta, found, [(*row, texts[row[0], row[1], row[2]]) for row in edges]
            )
        except _UNREADABLE as problem:
            raise self._damaged(problem) from problem

    def _entities(self, query: str, params: Mapping[str, object]) -> list[Entity]:
        return [Entity(*row) for row in self._database.rows(query, params)]

    def _meta(self) -> dict[str, str]:
        return dict(self._database.rows(_META, {}))

    def _may_write(self) -> None:
        self._database.check_open()
        if self.read_only:
            raise StoreError(f"{self._location} is open read only; open it without read_only=True")

    def _change(self, change: Callable[[Content], None], content: Content) -> None:
        try:
            with rows.many_new_objects():
                change(content)
        finally:
            self._labels, self._mark = None, object()

    def _damaged(self, problem: BaseException) -> DamagedStore:
        if isinstance(problem, DamagedStore) and "is damaged" in str(problem):
            return problem
        return damaged(self._location, problem)
