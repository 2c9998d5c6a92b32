"""The engine of the embedded store: the only file that imports it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from follicle_graph.tools.libraries import needed

if TYPE_CHECKING:
    import pyarrow as pa

ENGINE_ERRORS = (RuntimeError, ValueError, TypeError, LookupError, ArithmeticError, MemoryError)
"""What the engine raises, for bad queries and on damaged files alike."""

_NUMBERS = {"_ID", "_LABEL", "_SRC", "_DST"}
"""The engine's own names and numbers in a node or relation of an answer."""


def engine() -> Any:
    """The engine's library, loaded on first use.

    Raises MissingLibrary where it is not installed.
    """
    with needed("ladybug", "databases in a file"):
        import ladybug

    return ladybug


def engine_version() -> str:
    """The version of the engine."""
    return str(engine().__version__)


def storage_version() -> int:
    """The version of the file format that the engine writes, the only one that it reads."""
    version: int = engine().Database.get_storage_version()
    return version


class Session:
    """One opening of a database file, for any number of threads; raises what the engine raises.

    A connection of the engine answers one query at a time, so each thread that asks at the same
    time gets one of its own.

    Parameters
    ----------
    path
        The database file.
    read_only
        Whether the engine may change the file.
    memory
        Bytes that the engine may hold; 0 leaves it to the engine.
    threads
        Threads of the engine; 0 leaves it to the engine.
    """

    def __init__(self, path: Path, *, read_only: bool, memory: int = 0, threads: int = 0) -> None:
        self._database = engine().Database(
            str(path), read_only=read_only, buffer_pool_size=memory, max_num_threads=threads
        )
        self._lock = Lock()
        self._connections: list[Any] = []
        self._idle: list[Any] = []
        _SESSIONS.add(self)
        try:
            with self._connection():
                pass
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Any]:
        with self._lock:
            if not self._idle:
                self._idle.append(engine().Connection(self._database))
                self._connections.append(self._idle[-1])
            connection = self._idle.pop()
        try:
            yield connection
        finally:
            with self._lock:
                self._idle.append(connection)

    def ask(self, query: str, params: Mapping[str, object]) -> tuple[list[str], list[list[Any]]]:
        """Column names and rows of an answer; a node or relation is a dict of its properties."""
        with self._result(query, params) as result:
            columns, rows = result.get_column_names(), result.get_all()
        return columns, [list(map(_plain, row)) for row in rows]

    def table(self, query: str, params: Mapping[str, object]) -> pa.Table:
        """An answer as an Arrow table."""
        with self._result(query, params) as result:
            return result.get_as_arrow()

    @contextlib.contextmanager
    def _result(self, query: str, params: Mapping[str, object]) -> Iterator[Any]:
        with self._connection() as connection:
            result = connection.execute(query, dict(params))
            results = result if isinstance(result, list) else [result]
            try:
                if len(results) > 1:
                    raise ValueError("several statements in one query")
                yield results[0]
            finally:
                for one in results:
                    one.close()

    def close(self) -> None:
        """Close the file; nobody may be asking."""
        for connection in self._connections:
            connection.close()
        self._database.close()

    def abandon(self) -> None:
        """Never close or free what belongs to another process: the engine would wait for threads
        that a forked process does not have.
        """
        for one in (self._database, *self._connections):
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(one))
            for inner in vars(one).values():
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(inner))


_SESSIONS: WeakSet[Session] = WeakSet()


def _abandon_all() -> None:
    for session in list(_SESSIONS):
        session.abandon()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_all)


def _plain(value: Any) -> Any:
    """A value of an answer as every kind of store returns it.

    A node or relation is a dict of its properties, a path a dict of its nodes and relationships,
    a relation of variable length a list.
    """
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):  # the sum of whole numbers
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, dict):
        return value
    if value.keys() == {"_NODES", "_RELS"}:
        nodes, relationships = _plain(value["_NODES"]), _plain(value["_RELS"])
        if len(nodes) == len(relationships) + 1:
            return {"nodes": nodes, "relationships": relationships}
        return relationships
    if "_LABEL" in value:
        return {k: one for k, one in value.items() if k not in _NUMBERS and one is not None}
    return {key: _plain(one) for key, one in value.items()}


def return_memory() -> None:
    """Give free memory back to the system; after a COPY glibc would keep more than half a GB.

    >>> return_memory()
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # not glibc
            ctypes.CDLL(None).malloc_trim(0)
