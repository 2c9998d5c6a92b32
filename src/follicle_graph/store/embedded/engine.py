"""The engine of the embedded store: the only file that imports it."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

ENGINE_ERRORS = (RuntimeError, ValueError, TypeError, LookupError, ArithmeticError, MemoryError)
"""What the engine raises, for bad queries and on damaged files alike."""


def engine_version() -> str:
    """The version of the engine."""
    import ladybug

    return str(ladybug.__version__)


class Session:
    """One opening of a database file; raises what the engine raises."""

    def __init__(self, path: Path, *, read_only: bool, memory: int = 0, threads: int = 0) -> None:
        """`memory`: bytes that the engine may hold; 0 leaves it to the engine, as for threads."""
        import ladybug

        self._database = ladybug.Database(
            str(path), read_only=read_only, buffer_pool_size=memory, max_num_threads=threads
        )
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


def give_back() -> None:
    """Free memory goes back to the system: after a COPY glibc would keep more than half a GB.

    >>> give_back()
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # not glibc
            ctypes.CDLL(None).malloc_trim(0)
