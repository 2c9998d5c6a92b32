"""Content into a database file in bulk: Arrow tables and COPY."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from follicle_graph.store.arrow import META, table_of
from follicle_graph.store.content import Content
from follicle_graph.store.engine import Session
from follicle_graph.store.progress import Progress
from follicle_graph.store.rows import ENTITY

if TYPE_CHECKING:
    import pyarrow as pa

CREATE = (
    "CREATE NODE TABLE Meta(key STRING PRIMARY KEY, value STRING)",
    "CREATE NODE TABLE Entity(id STRING PRIMARY KEY, label STRING, kind STRING, lane STRING, "
    "curie STRING, synonyms STRING[], definition STRING, short_label STRING, folded STRING)",
    "CREATE REL TABLE REL(FROM Entity TO Entity, predicate STRING, sign INT64, layer STRING, "
    "indirect BOOL, support DOUBLE, contradicted BOOL, evidence STRING)",
)
_COPY_META = "COPY Meta FROM $rows"
_COPY_ENTITIES = "COPY Entity FROM $rows"
_COPY_RELATIONS = "COPY REL FROM $rows"
_AT_ONCE = 400_000_000
"""Bytes of relations in one COPY, which takes some ten times as much memory. Every further COPY
costs more time the more the table holds."""

_MEMORY = 3_100_000_000
"""Bytes that the engine may hold in every COPY but the first, as long as that is enough: with more
it keeps what it could give back. The first takes what it needs."""


def load(path: Path, content: Content, *, keep: bool) -> None:
    """Put content into a new file, or add it to one (`keep`); raises what the engine raises."""
    session = Session(path, read_only=False)
    try:
        for statement in () if keep else CREATE:
            session.ask(statement, {})
        with Progress("entities") as progress:
            for part in content.entities():
                session.ask(_COPY_ENTITIES, {"rows": table_of(ENTITY, [part])})
                progress.add(len(part))
        with Progress("relations") as progress:
            for number, table in enumerate(_gathered(content.relations(), progress)):
                session = _copied(path, session, table, _MEMORY if number else 0)
        if keep:
            session.ask("MATCH (m:Meta) DELETE m", {})
        session.ask(_COPY_META, {"rows": table_of(META, [list(content.meta.items())])})
        session.ask("CHECKPOINT", {})
    finally:
        session.close()


def _copied(path: Path, session: Session, table: pa.Table, memory: int) -> Session:
    """A fresh session after these relations were added: a used one keeps much memory."""
    session.close()
    session = Session(path, read_only=False, memory=memory)
    try:
        session.ask(_COPY_RELATIONS, {"rows": table})
    except RuntimeError as problem:
        session.close()
        if not memory or "buffer pool is full" not in str(problem):
            raise
        session = Session(path, read_only=False)
        if "committed successfully" in str(problem):
            session.ask("CHECKPOINT", {})
        else:
            session.ask(_COPY_RELATIONS, {"rows": table})
    return session


def _gathered(parts: Iterator[pa.Table], progress: Progress) -> Iterator[pa.Table]:
    """Tables of relations put together to a bounded size; told as they come."""
    import pyarrow as pa

    tables: list[pa.Table] = []
    for table in parts:
        tables.append(table)
        progress.add(table.num_rows)
        if sum(table.nbytes for table in tables) >= _AT_ONCE:
            yield pa.concat_tables(tables)
            tables = []
    if tables:
        yield pa.concat_tables(tables)
