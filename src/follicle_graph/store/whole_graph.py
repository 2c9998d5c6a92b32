"""What a store holds, read whole or asked in Cypher."""

from __future__ import annotations

import os
from pathlib import Path

from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.model.graph import Graph
from follicle_graph.store import content
from follicle_graph.store.cypher_guard import check_question
from follicle_graph.store.cypher_result import Rows
from follicle_graph.store.entity_names import FIELDS
from follicle_graph.store.parquet import export
from follicle_graph.store.prefetch import ahead
from follicle_graph.store.reader import COUNTS, UNREADABLE, Asked
from follicle_graph.tools.gc_pause import without_collection

_ENTITIES = "MATCH (e:Entity) RETURN " + FIELDS + ", e.folded"


class Read(Asked):
    """The part of a store that reads what it holds: whole, checked, or by a query.

    Not made by itself: `Store` is one.
    """

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
        strange = [v for row in answer for v in row.values() if not isinstance(v, str)]
        if strange:
            raise StoreError(
                f"the query returns {strange[0]!r:.60}; to read a graph return id of subject, "
                "predicate, id of object, like a.id, r.predicate, b.id"
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
