"""Opening a file as a store of ours, or saying what it is instead."""

from __future__ import annotations

from pathlib import Path

from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.store.embedded.engine import ENGINE_ERRORS, Session
from follicle_graph.store.rows import SCHEMA

_NAMES = "CALL show_tables() RETURN name"
_SCHEMA = "MATCH (m:Meta {key: 'schema'}) RETURN m.value"


def opened(path: Path) -> Session:
    """A session that reads the store in this file.

    Raises DamagedStore when the engine cannot open the file, StoreError when it was written by
    another program, or by another version of this one.
    """
    try:
        session = Session(path, read_only=True)
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
        f"it cannot be opened, it is damaged ({problem})",
        place=str(path),
        remedy="write the graph again from its source under another name, or take a copy of the "
        "file from before",
    )


def _check_ours(session: Session, path: Path) -> None:
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
