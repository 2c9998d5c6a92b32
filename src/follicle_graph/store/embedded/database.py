"""The embedded graph database: one file, its engine in process.

Content changes in one way only: a whole new file beside the old one, then one rename. The
engine never writes into a live file, so a process killed at any moment leaves the old content
or the new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from follicle_graph.errors import ClosedStore, StoreError
from follicle_graph.model.facts import Coded, Columns, EdgeId
from follicle_graph.model.graph import build
from follicle_graph.store.arrow import dictionary_codes, rows_of
from follicle_graph.store.content import BATCH, Content, content_of_graph, rows_counted_in
from follicle_graph.store.cypher_guard import check_reads, damaged, not_accepted
from follicle_graph.store.database import Visible
from follicle_graph.store.embedded import file_checksum, lock_and_replace
from follicle_graph.store.embedded.bulk_copy import load
from follicle_graph.store.embedded.engine import ENGINE_ERRORS, Session, engine, engine_version
from follicle_graph.store.embedded.opening import open_session
from follicle_graph.store.embedded.partition import ranks
from follicle_graph.store.rows import Row

if TYPE_CHECKING:
    import pyarrow as pa

_QUICK = 256_000_000
"""Bytes of a file that is checked whenever it is opened; a larger one only when all is read."""

_NODES = "MATCH (e:Entity) RETURN offset(id(e)), e.id, e.label"
_EDGES = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) RETURN offset(id(a)), offset(id(b)), r.predicate, "
    "r.sign, r.layer, r.indirect, r.support, r.contradicted"
)
_RELATIONS = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) WHERE offset(id(a)) >= $low AND offset(id(a)) < $high "
    "RETURN a.id, b.id, r.predicate, r.sign, r.layer, r.indirect, r.support, r.contradicted, "
    "r.evidence"
)
_EVIDENCE = (
    "MATCH (a:Entity {id: $u})-[r:REL]->(b:Entity {id: $v}) WHERE r.predicate = $key "
    "RETURN a.id, b.id, r.predicate, r.evidence"
)
_EVIDENCES = (
    "MATCH (a:Entity)-[r:REL]->(b:Entity) WHERE a.id IN $us AND b.id IN $vs "
    "RETURN a.id, b.id, r.predicate, r.evidence"
)
_FEW, _AT_ONCE, _SHARE = 10, 100, 30
"""The evidence of up to 10 edges is read edge by edge, of more in queries of 100 edges; of more
than a thirtieth of all edges by reading all, which is then faster. With UNWIND the engine always
reads all.
"""

_DEGREES = "MATCH (a:Entity)-[:REL]->(:Entity) RETURN offset(id(a)) AS a, count(*) ORDER BY a"
_CHECKSUM = "MATCH (m:Meta {key: 'checksum'}) RETURN m.value"


class Embedded:
    """One database file, opened for questions, replaced as a whole.

    Raises StoreError and DamagedStore as `open_store` says.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Embedded(f"{folder}/a.lbug", read_only=False)
    ...     database.ask("RETURN $x AS x", {"x": 1})
    ...     database.close()
    (['x'], [[1]])
    """

    engine = "ladybug"

    def __init__(self, location: str, *, read_only: bool) -> None:
        engine()  # before any file is made
        self.path = lock_and_replace.checked(location)
        self._session: Session | None = None
        self._lock = None if read_only else lock_and_replace.WriterLock(self.path)
        try:
            if self.path.exists():
                lock_and_replace.check_foreign(self.path)
                if self._lock is not None:
                    lock_and_replace.refuse_other_writers(self.path)
                if self.size <= _QUICK or not file_checksum.has_whole_pages(self.path):
                    self.check_file()
            elif read_only:
                raise StoreError(
                    f"{self.path} does not exist; check the name, or open it without "
                    "read_only=True to make it"
                )
            else:
                self.replace(content_of_graph(build([], [])), nullcontext)
            if self._session is None:
                self._session = open_session(self.path)
        except OSError as problem:
            self.close()
            raise StoreError(
                f"{self.path} cannot be read ({problem.strerror}); check its rights"
            ) from problem
        except BaseException:
            self.close()
            raise

    @property
    def engine_version(self) -> str:
        """The version of the engine."""
        return engine_version()

    shared = False
    """What is open stays as it is until this process writes: others replace the file."""

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return self.path.stat().st_size

    def check_file(self) -> None:
        """Raises DamagedStore when the file is not, bit by bit, what was written."""
        if not file_checksum.is_intact(self.path):
            raise damaged(self.location, "its file is not what was written", is_open=self.is_open)

    @property
    def is_open(self) -> bool:
        """Whether it can be asked now: not closed, and not in the middle of a change."""
        return self._session is not None

    def check_open(self) -> None:
        """Raises StoreError when the database is closed."""
        self._current()

    def close(self) -> None:
        """Let go of the file and of the right to write it; a second time does nothing."""
        self._close_session()
        if self._lock is not None:
            self._lock.release()

    @property
    def location(self) -> str:
        """The path of the file, whole."""
        return str(self.path)

    def ask(self, query: str, params: Mapping[str, object]) -> tuple[list[str], list[list[Any]]]:
        """Column names and values of an answer."""
        check_reads(query)
        session = self._current()
        try:
            return session.ask(query, params)
        except ENGINE_ERRORS as problem:
            raise not_accepted(problem) from problem

    def rows(self, query: str, params: Mapping[str, object]) -> list[Row]:
        """The rows of a large answer as tuples, by way of Arrow."""
        return rows_of(self._table(query, params))

    def relations(self) -> Iterator[pa.Table]:
        """All relation rows, in parts by their first end."""
        degrees = self._table(_DEGREES, {})
        ends, counts = (column.to_pylist() for column in degrees.columns)
        low = size = 0
        for number, (end, count) in enumerate(zip(ends, counts, strict=True)):
            size += count
            if size >= BATCH or number == len(ends) - 1:
                yield self._table(_RELATIONS, {"low": low, "high": end + 1})
                low, size = end + 1, 0

    def evidence(self, edges: Sequence[EdgeId]) -> list[Row]:
        """Ends, predicate and evidence of those of these edges that are there."""
        if len(edges) <= _FEW:
            return [
                (*row,)
                for u, v, key in edges
                for row in self._rows_of(_EVIDENCE, {"u": u, "v": v, "key": key})
            ]
        if len(edges) * _SHARE > self._count():
            wanted = set(edges)
            return [
                row
                for table in self.relations()
                for row in rows_of(table.select([0, 1, 2, 8]))
                if row[:3] in wanted
            ]
        ordered, found = sorted(edges), list[Row]()
        for at in range(0, len(ordered), _AT_ONCE):
            part = set(ordered[at : at + _AT_ONCE])
            ends = {"us": sorted({one[0] for one in part}), "vs": sorted({one[1] for one in part})}
            found += [row for row in self.rows(_EVIDENCES, ends) if row[:3] in part]
        return found

    def _rows_of(self, query: str, params: Mapping[str, object]) -> list[list[Any]]:
        session = self._current()
        try:
            return session.ask(query, params)[1]
        except (UnicodeError, OSError, *ENGINE_ERRORS) as problem:
            raise damaged(self.location, problem) from problem

    def columns(self) -> tuple[Columns, Sequence[str]]:
        """All entities and edges straight from Arrow, and the label of each entity."""
        import numpy as np

        nodes, edges = self._table(_NODES, {}), self._table(_EDGES, {})
        offset = nodes.column(0).to_numpy()
        order = np.argsort(offset)
        offset = offset[order]
        ids = nodes.column(1).take(order).to_pylist()
        labels = nodes.column(2).take(order).to_pylist()
        try:
            self._check_count(len(nodes) + len(edges))
            if any(column.null_count for column in edges.columns):
                raise ValueError("its relations have values that are not there")
            key, layer = (Coded(*dictionary_codes(edges.column(number))) for number in (2, 4))
            source, target, sign, indirect, support, contradicted = (
                edges.column(number).to_numpy() for number in (0, 1, 3, 5, 6, 7)
            )
            if (np.diff(offset, prepend=-1) != 1).any():  # there are gaps: see `spread`
                source, target = (ranks(offset, one) for one in (source, target))
        except (ValueError, LookupError) as problem:
            raise damaged(self.location, problem) from problem
        found = Columns(ids, source, target, key, sign, layer, indirect, support, contradicted)
        return found, labels

    def _check_count(self, found: int) -> None:
        """Raise ValueError if the counts differ from those that were written."""
        if found != (written := self._count()):
            raise ValueError(f"{found} entities and edges were found, {written} were written")

    def _count(self) -> int:
        """How many entities and edges were written."""
        try:
            ((checksum,),) = self._rows_of(_CHECKSUM, {})
            return rows_counted_in(checksum)
        except (ValueError, AttributeError) as problem:
            raise damaged(self.location, "its checksum is missing or unreadable") from problem

    def _table(self, query: str, params: Mapping[str, object]) -> pa.Table:
        session = self._current()
        try:
            return session.table(query, params)
        except (UnicodeError, OSError, *ENGINE_ERRORS) as problem:
            raise damaged(self.location, problem) from problem

    def replace(self, content: Content, visible: Visible) -> None:
        """Make `content` the whole content, in one step, inside the block `visible`.

        Raises StoreError when the file cannot be written; the old content is then untouched.
        """
        self._change(content, visible, keep=False)

    def append(self, content: Content, visible: Visible) -> None:
        """Add the rows of `content` to a copy of the file, which then takes its place.

        Raises StoreError as `replace` does.
        """
        self._change(content, visible, keep=True)

    def _change(self, content: Content, visible: Visible, *, keep: bool) -> None:
        try:
            lock_and_replace.refuse_other_writers(self.path)
            lock_and_replace.clean_up(self.path)
            try:
                new = lock_and_replace.unfinished(self.path)
                if keep:
                    shutil.copyfile(self.path, new)
                    file_checksum.remove_checksum(new)
                load(new, content, keep=keep)
                file_checksum.add_checksum(new, f"{self.engine}=={engine_version()}")
                with visible():
                    self._take_over()
            finally:
                lock_and_replace.clean_up(self.path)
        except (OSError, *ENGINE_ERRORS) as problem:
            raise StoreError(
                f"{self.path} cannot be written ({problem}); its old content is untouched: make "
                "room, check the rights of the folder and close other readers"
            ) from problem

    def _take_over(self) -> None:
        """Put the finished file in the place of the old one, and open it."""
        self._close_session()
        try:
            lock_and_replace.replace(self.path)
        finally:
            if self.path.exists():
                self._session = open_session(self.path)

    def _current(self) -> Session:
        if self._session is None:
            raise ClosedStore(str(self.path))
        return self._session

    def _close_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()
