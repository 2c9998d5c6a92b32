"""The embedded graph database: one file, its engine in process.

Content changes in one way only: a whole new file beside the old one, then one rename. The
engine never writes into a live file, so a process killed at any moment leaves the old content
or the new one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.graph import build
from follicle_graph.store import files
from follicle_graph.store.rows import SCHEMA, Content, Row, pack, rows_of, tables

if TYPE_CHECKING:
    import pyarrow as pa

ENGINE_ERRORS = (RuntimeError, ValueError, TypeError, LookupError, ArithmeticError, MemoryError)
"""What the engine raises, for bad queries and on damaged files alike."""

_MAGIC = b"LBUG"
_CREATE = (
    "CREATE NODE TABLE Meta(key STRING PRIMARY KEY, value STRING)",
    "CREATE NODE TABLE Entity(id STRING PRIMARY KEY, label STRING, kind STRING, lane STRING, "
    "curie STRING, synonyms STRING[], definition STRING, short_label STRING)",
    "CREATE REL TABLE REL(FROM Entity TO Entity, predicate STRING, sign INT64, layer STRING, "
    "indirect BOOL, support DOUBLE, contradicted BOOL, evidence STRING)",
)
_COPY = ("COPY Meta FROM $rows", "COPY Entity FROM $rows", "COPY REL FROM $rows")
_NAMES = "CALL show_tables() RETURN name"
_SCHEMA = "MATCH (m:Meta {key: 'schema'}) RETURN m.value"


class Embedded:
    """One database file, opened for questions, replaced as a whole.

    Raises StoreError and DamagedStore as `open_store` says.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Embedded(os.path.join(folder, "a.lbug"), read_only=False)
    ...     database.ask("RETURN $x AS x", {"x": 1})
    ...     database.close()
    (['x'], [[1]])
    """

    engine = "ladybug"

    def __init__(self, location: str, *, read_only: bool) -> None:
        self.path = _checked(location)
        self._session: _Session | None = None
        self._lock = None if read_only else files.WriterLock(self.path)
        try:
            if self.path.exists():
                _check_foreign(self.path)
                if self._lock is not None:
                    files.refuse_other_writers(self.path)
            elif read_only:
                raise StoreError(f"{self.path} does not exist; open it without read_only=True")
            else:
                self.replace(pack(build([], [])))
            if self._session is None:
                self._session = _opened(self.path)
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
        import ladybug

        return str(ladybug.__version__)

    @property
    def size(self) -> int:
        """The size of the file in bytes."""
        return self.path.stat().st_size

    def check_open(self) -> None:
        """Raises StoreError when the database is closed."""
        self._current()

    def close(self) -> None:
        """Let go of the file and of the right to write it; a second time does nothing."""
        self._close_session()
        if self._lock is not None:
            self._lock.release()

    def ask(self, query: str, params: Mapping[str, object]) -> tuple[list[str], list[list[Any]]]:
        """Column names and values of an answer; raises what the engine raises."""
        return self._current().ask(query, params)

    def rows(self, query: str, params: Mapping[str, object]) -> list[Row]:
        """The rows of a large answer as tuples, by way of Arrow; raises what the engine raises."""
        return rows_of(self._current().table(query, params))

    def replace(self, content: Content) -> None:
        """Make `content` the whole content, in one step.

        Raises StoreError when the file cannot be written; the old content is then untouched.
        """
        try:
            files.refuse_other_writers(self.path)
            files.clean_up(self.path)
            try:
                _load(files.unfinished(self.path), content)
                self._close_session()
                files.replace(self.path)
            finally:
                files.clean_up(self.path)
                if self._session is None and self.path.exists():
                    self._session = _opened(self.path)
        except (OSError, *ENGINE_ERRORS) as problem:
            raise StoreError(
                f"{self.path} cannot be written ({problem}); its old content is untouched: make "
                "room, check the rights of the folder and close other readers"
            ) from problem

    def _current(self) -> _Session:
        if self._session is None:
            raise StoreError(f"the store {self.path} is closed; open it again with open_store")
        return self._session

    def _close_session(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


class _Session:
    def __init__(self, path: Path, *, read_only: bool) -> None:
        import ladybug

        self._database = ladybug.Database(str(path), read_only=read_only)
        try:
            self._connection = ladybug.Connection(self._database)
        except BaseException:
            self._database.close()
            raise

    def ask(self, query: str, params: Mapping[str, object]) -> tuple[list[str], list[list[Any]]]:
        result = self._execute(query, params)
        try:
            return result.get_column_names(), result.get_all()
        finally:
            result.close()

    def table(self, query: str, params: Mapping[str, object]) -> pa.Table:
        result = self._execute(query, params)
        try:
            return result.get_as_arrow()
        finally:
            result.close()

    def _execute(self, query: str, params: Mapping[str, object]) -> Any:
        result = self._connection.execute(query, dict(params))
        if isinstance(result, list):
            for one in result:
                one.close()
            raise ValueError("several statements in one query")
        return result

    def close(self) -> None:
        self._connection.close()
        self._database.close()


def _load(path: Path, content: Content) -> None:
    session = _Session(path, read_only=False)
    try:
        for statement in _CREATE:
            session.ask(statement, {})
        for statement, table in zip(_COPY, tables(content), strict=True):
            session.ask(statement, {"rows": table})
        session.ask("CHECKPOINT", {})
    finally:
        session.close()


def _opened(path: Path) -> _Session:
    try:
        session = _Session(path, read_only=True)
    except ENGINE_ERRORS as problem:
        raise _unreadable(path, problem) from problem
    try:
        _check_ours(session, path)
    except ENGINE_ERRORS as problem:
        session.close()
        raise _unreadable(path, problem) from problem
    except BaseException:
        session.close()
        raise
    return session


def _unreadable(path: Path, problem: BaseException) -> StoreError:
    if "different version" in str(problem):
        return StoreError(
            f"{path} was written by another version of its engine ({problem}); read it with the "
            "version of this library that wrote it, or write the graph again"
        )
    return DamagedStore(
        f"{path} cannot be opened, it is damaged ({problem}); write the graph again from its "
        "source under another name, or take a copy of the file from before"
    )


def _check_ours(session: _Session, path: Path) -> None:
    names = sorted(str(row[0]) for row in session.ask(_NAMES, {})[1])
    if names != ["Entity", "Meta", "REL"]:
        raise StoreError(
            f"{path} is a database of another program (its tables: {', '.join(names) or 'none'}); "
            "choose another path"
        )
    found = session.ask(_SCHEMA, {})[1]
    schema = str(found[0][0]) if found else "none"
    if schema != SCHEMA:
        raise StoreError(
            f"{path} is arranged in version {schema}, this library knows {SCHEMA}; "
            "update follicle-graph, or choose another path"
        )


def _checked(location: str) -> Path:
    try:
        path = Path(os.path.realpath(location))
    except ValueError as problem:
        raise StoreError(f"{location!r} is no path ({problem}); choose another") from None
    if not location or path.is_dir():
        raise StoreError(
            f"{location!r} is a folder; give the path of a file in it, "
            f"like {str(path / 'atlas.lbug')!r}"
        )
    if not path.parent.is_dir():
        raise StoreError(
            f"there is no folder {str(path.parent)!r}; make it, or choose another path"
        )
    return path


def _check_foreign(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"{path} is no regular file; choose another path")
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if start != _MAGIC:
        raise StoreError(
            f"{path} is no graph database, it starts with {start!r}; it is left as it is: "
            "choose another path"
        )
