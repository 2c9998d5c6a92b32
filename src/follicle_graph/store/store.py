"""A graph in a graph database: write it, read it back checked, ask it in Cypher."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from follicle_graph.contract import validate
from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.graph import Graph
from follicle_graph.pausing import without_collection
from follicle_graph.store import content
from follicle_graph.store.ahead import ahead
from follicle_graph.store.asking import BY_ID, COUNTS, FIELDS, UNREADABLE, Asked
from follicle_graph.store.content import Content
from follicle_graph.store.export import export
from follicle_graph.store.question import check_question
from follicle_graph.store.table import Rows

_ENTITIES = "MATCH (e:Entity) RETURN " + FIELDS + ", e.folded"


class Store(Asked):
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
        try:
            with self._pending.read_before_change():
                pass
        finally:
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
        self._change(self._database.replace, content.pack(G))

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
        there = {row[0] for row in self._database.rows(BY_ID, {"ids": sorted(G) or [""]})}
        known = [(u, v, key) for u, v, key in G.edges(keys=True) if u in there and v in there]
        twice = self._evidence_rows(known)
        if twice:
            u, v, key = next(iter(twice))
            raise StoreError(
                f"{self._location} already holds {len(twice)} of these edges, {u!r} {key!r} {v!r} "
                "among them; append only adds: take them out of the graph, or read, merge, write"
            )
        meta = self._meta()
        packed = content.pack(G)
        added = Content(
            meta | {"digest": ""},
            (row for part in packed.entities() for row in part if row[0] not in there),
            packed.relations(),
            content.Tally(":".join(meta["checksum"].split(":")[:2])),
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
            with without_collection():
                return content.recover(
                    self._meta(), self._database.rows(_ENTITIES, {}), self._database.relations()
                )
        except (*UNREADABLE, DamagedStore) as problem:
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
        tally = content.Tally()
        try:
            tally.add("entity", self._database.rows(_ENTITIES, {}))
            for part in ahead(self._database.relations()):
                tally.add_table("relation", part)
            content.check(self._meta(), tally)
        except (*UNREADABLE, DamagedStore) as problem:
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
        entities, relations = (self._database.rows(query, {})[0][0] for query in COUNTS)
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

    def _may_write(self) -> None:
        self._database.check_open()
        if self.read_only:
            raise StoreError(f"{self._location} is open read only; open it without read_only=True")

    def _change(self, change: Callable[[Content], None], content: Content) -> None:
        try:
            with self._pending.read_before_change(), without_collection():
                change(content)
        finally:
            self._labels, self._mark = None, object()
