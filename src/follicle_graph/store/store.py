"""A graph in a graph database: write it, read it back checked, ask it in Cypher."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from follicle_graph.contract import validate
from follicle_graph.errors import DamagedStore, StoreError, UnknownEntity
from follicle_graph.facts import Columns, Edge, Entity, Evidence
from follicle_graph.graph import Graph
from follicle_graph.names import resolve_among
from follicle_graph.store import rows
from follicle_graph.store.embedded import ENGINE_ERRORS, Embedded
from follicle_graph.store.question import WAY_TO_CHANGE, check_question
from follicle_graph.store.table import Rows

_META = "MATCH (m:Meta) RETURN m.key, m.value"
_ENTITIES = (
    "MATCH (e:Entity) RETURN e.id, e.label, e.kind, e.lane, e.curie, e.synonyms, e.definition, "
    "e.short_label"
)
_RELATIONS = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) RETURN a.id, b.id, r.predicate, r.sign, r.layer, "
    "r.indirect, r.support, r.contradicted, r.evidence"
)
_EDGES = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) WHERE $every OR list_contains($layers, r.layer) "
    "RETURN a.id, b.id, r.predicate, r.sign, r.layer, r.indirect, r.support"
)
_COLUMNS = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) "
    "RETURN a.id, b.id, r.predicate, r.sign, r.layer, r.indirect, r.support, r.contradicted"
)
_EVIDENCE = (
    "MATCH (a:Entity {id: $u})-[r:REL {predicate: $key}]->(b:Entity {id: $v}) RETURN r.evidence"
)
_COUNTS = ("MATCH (e:Entity) RETURN count(*)", "MATCH (:Entity)-[r:REL]->(:Entity) RETURN count(*)")


class Store:
    """A graph in an embedded database; `open_store` makes it. Questions take it like a graph.

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

    def __init__(self, location: str, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self._entities: dict[str, Entity] | None = None
        self._mark = object()
        self._database = Embedded(location, read_only=read_only)
        self._location = str(self._database.path)

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
        self._entities = None
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
        self._database.check_open()
        if self.read_only:
            raise StoreError(f"{self._location} is open read only; open it without read_only=True")
        validate(G)
        self._database.replace(rows.pack(G))
        self._entities, self._mark = None, object()

    def read(self) -> Graph:
        """The graph that was written, checked against the digest and checksum kept with it.

        Nodes and edges come sorted. A store in which nothing was written gives an empty graph.

        Raises DamagedStore when the file no longer holds what was written.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         len(store.read())
        0
        """
        self._database.check_open()
        meta: dict[str, str] = dict(self._rows(_META, {}))
        entities, relations = self._rows(_ENTITIES, {}), self._rows(_RELATIONS, {})
        try:
            return rows.recover(meta, entities, relations)
        except (*ENGINE_ERRORS, DamagedStore) as problem:
            raise self._damaged(problem) from problem

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
        try:
            columns, values = self._database.ask(query, params)
        except ENGINE_ERRORS as problem:
            if "write operation" in str(problem):
                raise StoreError(f"cypher only asks; {WAY_TO_CHANGE}") from problem
            raise StoreError(
                f"the database does not accept this query: {problem}; mend the query (nodes are "
                "Entity, relations REL) or its parameters"
            ) from problem
        if len(set(columns)) < len(columns):
            raise StoreError("two columns have the same name; rename one with AS")
        return Rows(columns, values)

    def info(self) -> dict[str, str | int]:
        """What this store is and holds: location, engine, engine_version, entities, relations,
        digest, name, version, size (bytes).

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         store.info()["entities"], store.info()["engine"]
        (0, 'ladybug')
        """
        self._database.check_open()
        meta: dict[str, str] = dict(self._rows(_META, {}))
        entities, relations = (self._rows(query, {})[0][0] for query in _COUNTS)
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
        known = self._known()
        return name if name in known else resolve_among(known.values(), name)

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
        known = self._known()
        if node not in known:
            raise UnknownEntity(node)
        return known[node].label

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
        wanted = list(layers or ())
        params = {"every": layers is None, "layers": wanted or [""]}
        return iter(sorted(Edge(*row) for row in self._rows(_EDGES, params)))

    def columns(self) -> Columns:
        """All entities and edges as columns, for the index of the questions.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b -| c"))
        ...         store.columns().sign
        (1, -1)
        """
        ids = list(self._known())
        position = {node: number for number, node in enumerate(ids)}
        edges = sorted(self._rows(_COLUMNS, {}))
        u, v, *others = zip(*edges, strict=True) if edges else ((),) * 8
        return Columns(ids, [position[x] for x in u], [position[x] for x in v], *others)

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
        found = self._rows(_EVIDENCE, {"u": u, "v": v, "key": key})
        if not found:
            raise StoreError(
                f"{self._location} holds no edge {u!r} {key!r} {v!r}; edges() lists them"
            )
        try:
            return rows.evidence_of(found[0][0])
        except ENGINE_ERRORS as problem:
            raise self._damaged(problem) from problem

    def _known(self) -> dict[str, Entity]:
        self._database.check_open()
        if self._entities is None:
            self._entities = {
                row[0]: Entity(*row)
                for row in sorted(self._rows(_ENTITIES, {}), key=lambda row: row[0])
            }
        return self._entities

    def _rows(self, query: str, params: Mapping[str, object]) -> list[rows.Row]:
        try:
            return self._database.rows(query, params)
        except ENGINE_ERRORS as problem:
            raise self._damaged(problem) from problem

    def _damaged(self, problem: BaseException) -> DamagedStore:
        return DamagedStore(
            f"{self._location} is damaged: {problem}; write the graph again from its source, or "
            "take a copy of the file from before"
        )
