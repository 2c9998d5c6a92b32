"""What is read from a store: whole, in part, by questions and by Cypher."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from follicle_graph.errors import DamagedStore, StoreError, UnknownEntity
from follicle_graph.model.facts import Columns, Direction, Edge, EdgeId, Evidence, LazyAnswer
from follicle_graph.model.graph import Graph
from follicle_graph.model.subset import check_neighborhood
from follicle_graph.model.vocabulary import edition_of
from follicle_graph.store import content, entity_names
from follicle_graph.store.access import Access, Reading
from follicle_graph.store.cypher_guard import check_question, damaged
from follicle_graph.store.cypher_result import Rows
from follicle_graph.store.database import Database
from follicle_graph.store.evidence_json import evidence_in
from follicle_graph.store.graph_from_rows import graph_of
from follicle_graph.store.parameters import plain_parameters
from follicle_graph.store.parquet import export
from follicle_graph.store.prefetch import prefetch
from follicle_graph.store.rows import Row
from follicle_graph.store.unread_answers import UnreadAnswers
from follicle_graph.tools.gc_pause import without_collection

if TYPE_CHECKING:
    import pandas as pd

_META = "MATCH (m:Meta) RETURN m.key, m.value"
_COUNT_RELATIONS = "MATCH (:Entity)-[r:REL]->(:Entity) RETURN count(*)"
_ENTITIES = f"MATCH (e:Entity) RETURN {entity_names.FIELDS}, e.folded"
_EDGES = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) "
    "RETURN a.id, b.id, r.predicate, r.sign, r.layer, r.indirect, r.support"
)
_OUT = (
    "UNWIND $ids AS id MATCH (a:Entity {id: id})-[r:REL]->(b:Entity) RETURN a.id, b.id, "
    "r.predicate, r.sign, r.layer, r.indirect, r.support, r.contradicted"
)
_IN = "UNWIND $ids AS id MATCH (a:Entity)-[r:REL]->(b:Entity {id: id}) RETURN DISTINCT a.id"
_UNREADABLE = (ValueError, TypeError, LookupError)
"""What Python raises for rows that are not as they were written."""

_AT_ONCE = 10_000
"""Entities in one query."""


def _edition(meta: Mapping[str, str]) -> str:
    """The edition of the facts, when a store holds curated ones."""
    return str(edition_of(meta.get("version", ""))) if meta.get("origin") == "curated" else ""


class Reader:
    """Everything that a store answers; nothing here changes it.

    Questions read a store through these methods, which are those of the Protocol
    `model.facts.Readable`. Every method may be called from several threads at once.

    Parameters
    ----------
    database
        The opened database.
    read_only
        Whether changes are refused.
    """

    def __init__(self, database: Database, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self._database = database
        self._location = database.location
        self._access = Access(database.location)
        self._answers = UnreadAnswers()
        self._labels: dict[str, str] | None = None
        self._mark = object()

    def __repr__(self) -> str:
        if self._database.shared:  # a server may be slow to answer
            return f"Store({self._location!r}, {self._database.engine})"
        try:
            info = self.info()
        except StoreError as problem:
            state = "damaged" if isinstance(problem, DamagedStore) else "not open"
            return f"Store({self._location!r}, {state})"
        mode = ", read only" if self.read_only else ""
        counts = f"{info['entities']} entities, {info['relations']} relations"
        return f"Store({self._location!r}, {counts}{mode})"

    def _repr_html_(self) -> str:
        try:
            rows = {key: value for key, value in self.info().items() if value not in ("", None)}
        except StoreError as problem:
            rows = {"location": self._location, "problem": str(problem)}
        else:
            rows["open for"] = "reading" if self.read_only else "reading and writing"
        cells = "".join(
            f'<tr><th style="text-align:left">{escape(str(key)).replace("_", " ")}</th>'
            f'<td style="text-align:left">{escape(str(value))}</td></tr>'
            for key, value in rows.items()
        )
        return f"<table><caption>follicle-graph store</caption><tbody>{cells}</tbody></table>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise StoreError(
            f"the open store {self._location} cannot be copied or sent to another process; "
            "send its location and open it again there, with open_store"
        )

    def search(self, words: str, *, limit: int = 20) -> pd.DataFrame:
        """Entities whose labels, synonyms or definitions hold all these words, best first.

        Parameters
        ----------
        words
            What to look for, as in `follicle_graph.search`.
        limit
            The largest number of rows, 1 or more.

        Raises
        ------
        InvalidQuestion
            When there is no word, or for another limit.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("IFN-γ -> CXCL10"))
        ...         store.search("ifn")["id"].tolist()
        ['IFN-γ']
        """
        with self.reading():
            return entity_names.search(self._database, words, limit=limit)

    def resolve(self, name: str) -> str:
        """The id of the entity that a name means.

        Parameters
        ----------
        name
            An id, label, synonym or CURIE, as in `follicle_graph.resolve`.

        Raises
        ------
        UnknownEntity
            With the nearest names.
        AmbiguousEntity
            With all candidates.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("IFN-γ -> CXCL10"))
        ...         store.resolve("ifn gamma")
        'IFN-γ'
        """
        known = self._labels if self._is_ready else None
        if known is not None and isinstance(name, str) and name in known:
            return name
        with self.reading():
            if not isinstance(name, str):
                raise UnknownEntity(str(name))
            return entity_names.resolve(self._database, name)

    def label(self, node: str) -> str:
        """The label of an entity.

        Parameters
        ----------
        node
            The id of the entity.

        Raises
        ------
        UnknownEntity
            When no entity has this id.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.label("a")
        'a'
        """
        return self.labels([node])[node]

    def labels(self, nodes: Iterable[str]) -> dict[str, str]:
        """The labels of entities, by their ids.

        Parameters
        ----------
        nodes
            Ids of entities.

        Raises
        ------
        UnknownEntity
            When no entity has one of these ids.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.labels(["b"])
        {'b': 'b'}
        """
        known = self._labels if self._is_ready else None
        if known is None:
            with self.reading():
                found = self._database.rows(entity_names.LABELS, {})
                self._labels = known = {id_: label or id_ for id_, label in found}
        try:
            return {node: known[node] for node in nodes}
        except KeyError as problem:
            raise UnknownEntity(problem.args[0]) from None

    def edges(self, layers: Sequence[str] | None = None) -> Iterator[Edge]:
        """The edges, sorted, without their evidence.

        Parameters
        ----------
        layers
            The layers to keep; None keeps all.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -| c"))
        ...         [(edge.u, edge.v, edge.sign) for edge in store.edges()]
        [('a', 'b', 1), ('b', 'c', -1)]
        """
        with self.reading():
            found = (Edge(*row) for row in self._database.rows(_EDGES, {}))
            return iter(sorted(edge for edge in found if layers is None or edge.layer in layers))

    def columns(self) -> Columns:
        """All entities and edges as columns, from which questions build their index.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -| c"))
        ...         store.columns().sign.tolist()
        [1, -1]
        """
        with self.reading():
            columns, labels = self._database.columns()
            names = {id_: label or id_ for id_, label in zip(columns.ids, labels, strict=True)}
            self._labels = names
        return columns

    def reading(self) -> Reading:
        """Keep the content as it is in this block: a change by another thread waits for its end.

        One call sees one content anyway; use the block for several calls that belong together.

        Raises
        ------
        StoreError
            When the store is closed or was opened by another process.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         with store.reading():
        ...             store.labels(["a"]), store.info()["relations"]
        ({'a': 'a'}, 1)
        """
        return Reading(self._access, self._database.check_open)

    def state(self) -> tuple[object, object]:
        """This store, and a mark that is a new one after each change."""
        if self._is_ready:
            return self, self._mark
        with self.reading():
            return self, self._mark

    @property
    def _is_ready(self) -> bool:
        """Whether labels and mark can be read without the lock; during a change they are those
        from before it.
        """
        return self._database.is_open and self._access.in_this_process

    def keeps_for(self, answer: LazyAnswer) -> bool:
        """Whether evidence stays as it is until this store changes: not where others may write."""
        if self._database.shared:
            return False
        self._answers.add(answer)
        return True

    def evidence(self, u: str, v: str, key: str) -> tuple[Evidence, ...]:
        """The evidence of one edge.

        Parameters
        ----------
        u, v
            The ids of its subject and object.
        key
            Its predicate.

        Raises
        ------
        StoreError
            When there is no such edge.

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
        """The evidence of several edges, in one look at the database.

        Parameters
        ----------
        edges
            Each edge as (id of its subject, id of its object, predicate).

        Raises
        ------
        StoreError
            When one of them is not in the store.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.evidence_of([("a", "b", "increases")])
        [()]
        """
        with self.reading():
            found = self._evidence_texts(edges)
        for u, v, key in edges:
            if (u, v, key) not in found:
                raise StoreError(
                    f"{self._location} holds no edge {u!r} {key!r} {v!r}; edges() lists them"
                )
        with self._rows_are_damage():
            return evidence_in([found[edge] for edge in edges])

    def subgraph(
        self,
        names: str | Collection[str],
        *,
        max_hops: int = 1,
        direction: Direction = "both",
    ) -> Graph:
        """The part of the graph around some entities, with all edges among its entities.

        Parameters
        ----------
        names
            One name or several, as in `resolve`.
        max_hops
            How many steps to go, a whole number of 0 or more.
        direction
            `in` (what acts on them), `out` (what they act on) or `both`.

        Raises
        ------
        UnknownEntity, AmbiguousEntity
            For a name, as `resolve` does.
        InvalidQuestion
            For no names and for other values of `max_hops` and `direction`.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -> c -> d"))
        ...         sorted(store.subgraph("b", direction="out"))
        ['b', 'c']
        """
        named = check_neighborhood([names], max_hops, direction)
        with self.reading():
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
            edges = [row for row in self._edges_out_of(reached) if row[1] in reached]
            return self._graph(reached, edges)

    def read(self, query: str | None = None, /, **params: object) -> Graph:
        """The graph that was written, checked against the checksum that was kept with it.

        Nodes and edges come sorted. A store in which nothing was written gives an empty graph.

        Parameters
        ----------
        query
            A Cypher query that returns edges, three columns a row: id of the subject, predicate,
            id of the object. Then only these edges are read, unchecked. None reads everything.
        **params
            Values of the parameters of the query, as in `cypher`.

        Raises
        ------
        DamagedStore
            When the store does not hold what was written.
        StoreError
            For a query, as `cypher` does, and when it returns what is no edge.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -| c"))
        ...         part = "MATCH (x)-[r:REL {sign: $s}]->(y) RETURN x.id, r.predicate, y.id"
        ...         len(store.read()), list(store.read(part, s=-1))
        (3, ['b', 'c'])
        """
        with self.reading():
            if query is not None:
                return self._part(self.cypher(query, **params))
            self._database.check_file()
            with self._rows_are_damage(), without_collection():
                return content.checked_graph(
                    self._meta(), self._database.rows(_ENTITIES, {}), self._database.relations()
                )

    def verify(self) -> None:
        """Check that the content is what was written: the file and every row.

        The rows pass one part at a time, so that memory stays bounded.

        Raises
        ------
        DamagedStore
            When it is not.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         store.verify()
        """
        with self.reading():
            self._database.check_file()
            checksum = content.Checksum()
            with self._rows_are_damage():
                checksum.add("entity", self._database.rows(_ENTITIES, {}))
                for part in prefetch(self._database.relations()):
                    checksum.add_table("relation", part)
                content.check(self._meta(), checksum)

    def export(self, folder: str | os.PathLike[str]) -> Path:
        """Save all rows as the Parquet files `entities`, `relations` and `meta`.

        Nothing is checked, so that what can be read of a damaged store can be saved.

        Parameters
        ----------
        folder
            A folder that does not exist yet.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        OutputError
            When the folder exists or cannot be written.
        DamagedStore
            When the rows cannot be read.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         sorted(file.name for file in store.export(f"{folder}/tables").iterdir())
        ['entities.parquet', 'meta.parquet', 'relations.parquet']
        """
        with self.reading():
            return export(
                Path(folder),
                {
                    "meta": [list(self._meta().items())],
                    "entities": [self._database.rows(_ENTITIES, {})],
                    "relations": self._database.relations(),
                },
            )

    def cypher(self, query: str, /, **params: object) -> Rows:
        """Ask the database in its own language; a query can change nothing.

        Parameters
        ----------
        query
            One Cypher statement. Nodes are `Entity`, relations `REL`; `docs/store.md` lists
            their properties. `$name` is the parameter `name`.
        **params
            Values of the parameters: text, numbers, truth values, None, mappings with text as
            keys, and lists, tuples, sets, numpy arrays and pandas Series of these. NaN is
            refused; `pandas.NA` is None.

        Returns
        -------
        Rows
            The rows, in the order of the answer. A node or relation is a dict of its properties.

        Raises
        ------
        StoreError
            With the database's message for a query that it does not accept; for one that would
            change something or write a file; for several statements at once; for a parameter
            that is missing or of another type.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -> c"))
        ...         query = "MATCH (x:Entity {id: $name})-[:REL]->(y) RETURN y.label"
        ...         store.cypher(query, name="b")[0]
        {'y.label': 'c'}
        """
        with self.reading():
            check_question(query, params)
            columns, values = self._database.ask(query, plain_parameters(params))
        if len(set(columns)) < len(columns):
            raise StoreError("two columns have the same name; rename one with AS")
        return Rows(columns, values)

    def info(self) -> dict[str, str | int | None]:
        """What this store is and holds.

        Returns
        -------
        dict
            `location`, `engine`, `engine_version`, `entities` and `relations` (counts),
            `digest` (empty when it is not known), `name`, `version`, `edition` (of the curated
            facts; empty for other graphs), `size` (bytes; None on a server).

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         store.info()["entities"], store.info()["engine"]
        (0, 'ladybug')
        """
        with self.reading():
            meta = self._meta()
            counts = (entity_names.COUNT, _COUNT_RELATIONS)
            entities, relations = (self._database.rows(query, {})[0][0] for query in counts)
            return {
                "location": self._location,
                "engine": self._database.engine,
                "engine_version": self._database.engine_version,
                "entities": entities,
                "relations": relations,
                "digest": meta.get("digest", ""),
                "name": meta.get("name", ""),
                "version": meta.get("version", ""),
                "edition": _edition(meta),
                "size": self._database.size,
            }

    @contextmanager
    def _rows_are_damage(self) -> Iterator[None]:
        """What Python cannot read in this block is damage to the store."""
        try:
            yield
        except _UNREADABLE as problem:
            raise damaged(self._location, problem) from problem

    def _evidence_texts(self, edges: Sequence[EdgeId]) -> dict[EdgeId, str]:
        return {(u, v, key): text for u, v, key, text in self._database.evidence(edges)}

    def _edges_out_of(self, nodes: Iterable[str]) -> list[Row]:
        """The edges out of these nodes, without their evidence."""
        ids, found = sorted(nodes), list[Row]()
        for start in range(0, len(ids), _AT_ONCE):
            found += self._database.rows(_OUT, {"ids": ids[start : start + _AT_ONCE]})
        return found

    def _part(self, answer: Rows) -> Graph:
        """The graph of the edges that a query returned."""
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
        subjects = {str(one[0]) for one in wanted}
        found = {(row[0], row[2], row[1]): row for row in self._edges_out_of(subjects)}
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
        texts = self._evidence_texts([(row[0], row[1], row[2]) for row in edges])
        ids, found = sorted(nodes), list[Row]()
        for start in range(0, len(ids), _AT_ONCE):
            part = {"ids": ids[start : start + _AT_ONCE]}
            found += self._database.rows(entity_names.BY_ID, part)
        meta = self._meta() | {"digest": ""}
        with self._rows_are_damage():
            return graph_of(meta, found, [(*row, texts[row[0], row[1], row[2]]) for row in edges])

    def _meta(self) -> dict[str, str]:
        return dict(self._database.rows(_META, {}))
