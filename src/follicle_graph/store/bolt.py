"""A graph database behind the Bolt protocol: Neo4j and servers that speak the same protocol.

Every change is one explicit transaction, so that a server that dies in it has changed nothing.
Only what such servers have in common is used: no map properties, no procedures, no full-text
index. `docs/store.md` lists the servers that were tested.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from follicle_graph.errors import ClosedStore, StoreError
from follicle_graph.model.facts import Columns, EdgeId
from follicle_graph.store.arrow import rows_of, spool, spooled, table_of
from follicle_graph.store.content import Content
from follicle_graph.store.cypher_guard import check_calls, check_reads, not_accepted
from follicle_graph.store.database import Visible
from follicle_graph.store.progress import Progress
from follicle_graph.store.retry import retry_without_quorum
from follicle_graph.store.rows import ENTITY, RELATION, SCHEMA, Row
from follicle_graph.tools.libraries import needed

if TYPE_CHECKING:
    import neo4j
    import pyarrow as pa

T = TypeVar("T")

_PART = 5_000
_DRIVER_RETRIES = 30.0
"""Seconds during which the driver itself tries a transaction again."""

_CONNECT, _HANDSHAKE = 10.0, 20.0
"""Seconds to wait for the connection to a server, and for its first answer."""

_CONSTRAINT = (
    "CREATE CONSTRAINT follicle_graph_entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE"
)
_COUNT = "MATCH (n) RETURN count(n)"
_OURS = "MATCH (m:Meta {key: 'schema'}) RETURN m.value"
_LABELS = "MATCH (n) WHERE 'Meta' IN labels(n) RETURN count(n)"
_FIRST = "CREATE (e:Entity)-[:REL]->(e)"
"""Makes the labels known to servers that refuse queries with unknown labels."""
_CLEAR = "MATCH (n) WHERE n:Entity OR n:Meta DETACH DELETE n"
_META = "MATCH (m:Meta) DELETE m"
_ADD_META = "UNWIND $rows AS row CREATE (m:Meta) SET m.key = row.key, m.value = row.value"
_ADD_ENTITIES = (
    "UNWIND $rows AS row CREATE (e:Entity) SET e.id = row.id, e.label = row.label, "
    "e.kind = row.kind, e.lane = row.lane, e.curie = row.curie, e.synonyms = row.synonyms, "
    "e.definition = row.definition, e.short_label = row.short_label, e.folded = row.folded"
)
_ADD_RELATIONS = (
    "UNWIND $rows AS row MATCH (a:Entity {id: row.source}) MATCH (b:Entity {id: row.target}) "
    "CREATE (a)-[r:REL]->(b) SET r.predicate = row.predicate, r.sign = row.sign, "
    "r.layer = row.layer, r.indirect = row.indirect, r.support = row.support, "
    "r.contradicted = row.contradicted, r.evidence = row.evidence"
)
_RELATIONS = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) RETURN a.id, b.id, r.predicate, r.sign, r.layer, "
    "r.indirect, r.support, r.contradicted, r.evidence"
)
_EVIDENCE = (
    "UNWIND $edges AS one MATCH (a:Entity {id: one.u})-[r:REL]->(b:Entity {id: one.v}) "
    "WHERE r.predicate = one.key RETURN a.id, b.id, r.predicate, r.evidence"
)
_NODES = "MATCH (e:Entity) RETURN e.id, e.label"
_EDGES = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) RETURN a.id, b.id, r.predicate, r.sign, r.layer, "
    "r.indirect, r.support, r.contradicted"
)


class Bolt:
    """One database of a server or cluster.

    User, password and database default to the environment variables `NEO4J_USERNAME`,
    `NEO4J_PASSWORD` and `NEO4J_DATABASE`.

    Raises StoreError when the driver is not installed, nothing answers at the address, the
    server refuses user or password, or the database holds something else.
    """

    def __init__(
        self,
        location: str,
        *,
        read_only: bool,
        user: str | None = None,
        password: str | None = None,
        database: str | None = None,
    ) -> None:
        with needed("neo4j", "servers", "follicle-graph[bolt]"):
            import neo4j
        self.location = location
        self._name = database or os.environ.get("NEO4J_DATABASE") or "neo4j"
        who = user or os.environ.get("NEO4J_USERNAME")
        secret = password or os.environ.get("NEO4J_PASSWORD") or ""
        self._errors: tuple[type[BaseException], ...] = (
            neo4j.exceptions.Neo4jError,
            neo4j.exceptions.DriverError,
            OSError,
        )
        self.is_open = True
        self.engine_version = ""
        self.engine = "bolt"
        try:
            self._driver = neo4j.GraphDatabase.driver(
                location,
                auth=(who, secret) if who else None,
                connection_timeout=_CONNECT,
                connection_acquisition_timeout=_HANDSHAKE,
                max_transaction_retry_time=_DRIVER_RETRIES,
            )
        except (*self._errors, ValueError) as problem:
            raise StoreError(f"{location!r} is no address of a server: {problem}") from problem
        try:
            said = self._driver.get_server_info().agent
            self.engine, _, self.engine_version = str(said).partition("/")
            self._check_ours(read_only)
        except self._errors as problem:
            self.close()
            raise self._failed(problem) from problem
        except BaseException:
            self.close()
            raise
        self.size = None
        self.shared = True

    def check_open(self) -> None:
        """Raises StoreError when it is closed."""
        if not self.is_open:
            raise ClosedStore(self.location)

    def check_file(self) -> None:
        """Does nothing: the server checks its own files."""

    def close(self) -> None:
        """Close the connections; a second call does nothing."""
        self.is_open = False
        self._driver.close()

    def ask(self, query: str, params: Mapping[str, object]) -> tuple[list[str], list[list[Any]]]:
        """Column names and rows of a query; its transaction is never committed."""
        check_reads(query)
        check_calls(query)
        import neo4j

        self.check_open()
        try:
            with (
                self._driver.session(
                    database=self._name, default_access_mode=neo4j.READ_ACCESS
                ) as session,
                session.begin_transaction() as transaction,
            ):
                result = transaction.run(query, dict(params))
                columns = list(result.keys())
                values = [list(map(_plain, one.values())) for one in result]
                transaction.rollback()
                return columns, values
        except neo4j.exceptions.ClientError as problem:
            raise not_accepted(problem.message) from problem
        except self._errors as problem:
            raise self._failed(problem) from problem

    def rows(self, query: str, params: Mapping[str, object]) -> list[Row]:
        """The rows of a query of this library, lists in them as tuples."""

        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            found = transaction.run(query, dict(params))
            return [
                tuple([tuple(one) if isinstance(one, list) else one for one in row.values()])
                for row in found
            ]

        return self._in_session(lambda session: session.execute_read(work))

    def relations(self) -> Iterator[pa.Table]:
        """All relation rows, in one part."""
        yield table_of(RELATION, [self.rows(_RELATIONS, {})])

    def evidence(self, edges: Sequence[EdgeId]) -> list[Row]:
        """Ends, predicate and evidence text of these edges; unknown ones are left out."""
        asked = [{"u": u, "v": v, "key": key} for u, v, key in edges]
        return [
            row
            for at in range(0, len(asked), _PART)
            for row in self.rows(_EVIDENCE, {"edges": asked[at : at + _PART]})
        ]

    def columns(self) -> tuple[Columns, Sequence[str]]:
        """All entities and edges, and the label of each entity."""
        nodes, edges = self.rows(_NODES, {}), self.rows(_EDGES, {})
        place = {row[0]: number for number, row in enumerate(nodes)}
        columns = zip(*edges, strict=True) if edges else ((),) * 8
        u, v, key, sign, layer, indirect, support, contradicted = columns
        return (
            Columns(
                list(place),
                [place[one] for one in u],
                [place[one] for one in v],
                key,
                sign,
                layer,
                indirect,
                support,
                contradicted,
            ),
            [row[1] for row in nodes],
        )

    def replace(self, content: Content, visible: Visible) -> None:
        """Make `content` the whole content, in one transaction; other labels are left alone."""
        self._change(content, (_CLEAR,))
        with visible():
            pass

    def append(self, content: Content, visible: Visible) -> None:
        """Add the rows of `content`, in one transaction."""
        self._change(content, (_META,))
        with visible():
            pass

    def _change(self, content: Content, before: Sequence[str]) -> None:
        with tempfile.TemporaryFile() as file:
            entities = [row for part in content.entities() for row in part]
            spool(content.relations(), file)
            meta = [{"key": key, "value": value} for key, value in content.meta.items()]

            def work(transaction: neo4j.ManagedTransaction) -> None:
                """Make the whole change; reads the file again when the driver tries again."""
                for query in before:
                    transaction.run(query).consume()
                with Progress("rows") as progress:
                    for query, names, parts in (
                        (_ADD_ENTITIES, ENTITY, _parts([entities])),
                        (_ADD_RELATIONS, RELATION, _parts(map(rows_of, spooled(file)))),
                    ):
                        for part in parts:
                            rows = [dict(zip(names, row, strict=True)) for row in part]
                            transaction.run(query, {"rows": rows}).consume()
                            progress.add(len(rows))
                transaction.run(_ADD_META, {"rows": meta}).consume()

            self._in_session(lambda session: session.execute_write(work), change=True)

    def _check_ours(self, read_only: bool) -> None:
        found = self.rows(_OURS, {}) if self.rows(_LABELS, {})[0][0] else []
        if found and found[0][0] != SCHEMA:
            raise StoreError(
                f"{self.location} is arranged in version {found[0][0]}, this library knows "
                f"{SCHEMA}; update follicle-graph, or choose another database"
            )
        if found:
            return
        if self.rows(_COUNT, {})[0][0]:
            raise StoreError(
                f"the database {self._name!r} at {self.location} holds data of another program; "
                "name another with database=…"
            )
        if read_only:
            raise StoreError(
                f"the database {self._name!r} at {self.location} is empty; open it without "
                "read_only=True and write"
            )
        from follicle_graph.model.graph import build
        from follicle_graph.store.content import content_of_graph

        self._change(content_of_graph(build([], [])), (_FIRST, _CLEAR))
        self._in_session(
            lambda session: session.execute_write(lambda tx: tx.run(_CONSTRAINT).consume()),
            change=True,
        )

    def _in_session(self, ask: Callable[[neo4j.Session], T], *, change: bool = False) -> T:
        """Ask or change something in a session, with retries."""
        self.check_open()

        def once() -> T:
            with self._driver.session(database=self._name) as session:
                return ask(session)

        try:
            return retry_without_quorum(once, self._errors, self.location)
        except self._errors as problem:
            raise self._failed(problem, change=change) from problem

    def _failed(self, problem: BaseException, *, change: bool = False) -> StoreError:
        import neo4j.exceptions as known

        text = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        if isinstance(problem, known.AuthError):
            return StoreError(f"{self.location} refuses user or password ({text}); mend them")
        if isinstance(problem, known.ServiceUnavailable | known.SessionExpired | OSError):
            after = "; what was being changed is unchanged, or wholly changed: ask info()"
            return StoreError(
                f"{self.location} does not answer ({text}); start the server or mend the "
                f"address{after if change else ''}"
            )
        after = "; nothing was changed" if change else ""
        return StoreError(f"{self.location} refused ({text}){after}")


def _parts(rows: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Rows in parts of at most `_PART`."""
    return (part[at : at + _PART] for part in rows for at in range(0, len(part), _PART))


def _plain(value: Any) -> Any:
    """A value of an answer as every kind of store returns it; see `Session.ask`."""
    import neo4j.graph as known

    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, known.Path):
        nodes, relationships = list(value.nodes), list(value.relationships)
        return {"nodes": _plain(nodes), "relationships": _plain(relationships)}
    if isinstance(value, known.Node | known.Relationship):
        return {key: one for key, one in value.items() if one is not None}
    return value
