"""Opening a file as a store of ours, or saying what it is instead."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.store.embedded.engine import (
    ENGINE_ERRORS,
    Session,
    engine_version,
    storage_version,
)
from follicle_graph.store.embedded.file_checksum import written_by
from follicle_graph.store.embedded.lock_and_replace import format_version
from follicle_graph.store.rows import SCHEMA

_NAMES = "CALL show_tables() RETURN name"
_SCHEMA = "MATCH (m:Meta {key: 'schema'}) RETURN m.value"


def open_session(path: Path) -> Session:
    """A session that reads the store in this file.

    Raises
    ------
    DamagedStore
        When the engine cannot open the file.
    StoreError
        When the file was written by another program, by another version of this library, or by
        a version of the engine with another file format.
    """
    version = format_version(path)
    if version is not None and version != storage_version():
        raise _of_another_engine(path, version)
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


_WRITERS = {49: "0.22.0", 47: "0.20.4", 43: "0.19.1", 40: "0.16.1"}
"""File format -> a version of the engine that reads and writes it."""


def _of_another_engine(path: Path, version: int) -> StoreError:
    """The refusal of a file in another format, with the two commands that carry it over."""
    writer = written_by(path) or f"ladybug=={_WRITERS.get(version, 'VERSION')}"
    installed = f"ladybug=={engine_version()}"
    return StoreError(
        f"it has the file format of {writer} (number {version}), the installed engine "
        f"({installed}) reads number {storage_version()}",
        place=str(path),
        value=version,
        remedy="carry it over with two commands:\n"
        f"  pip install {writer} && follicle-graph convert {quote(str(path))} graph.json\n"
        f"  pip install {installed} && follicle-graph convert graph.json new.lbug",
    )


def _unreadable(path: Path, problem: BaseException) -> DamagedStore:
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
