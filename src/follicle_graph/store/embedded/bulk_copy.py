"""Content into a database file in bulk: Arrow tables and COPY."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from follicle_graph.store.arrow import META, table_of
from follicle_graph.store.content import Content, Degrees
from follicle_graph.store.embedded.engine import Session, return_memory
from follicle_graph.store.embedded.partition import (
    DELETE_FILLING,
    Tiles,
    group_ends,
    tables_of_groups,
)
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
"""Bytes of relations in one COPY, which takes about ten times as much memory. If there are more and
the degrees are known, relations are sorted into tiles first (see `partition`), which takes longer.
"""

_MEMORY = 3_100_000_000
"""Bytes that the engine may hold in every COPY after the first, and in a small one. With more it
keeps memory that it could free, and opens slowly; where this is too little, the COPY runs again
without a limit."""

_SMALL = 40_000_000
"""Up to this many bytes of relations, the first COPY of a new file is a small one."""

_IN_TILES = 2_000_000_000
"""The same for the COPY of a tile."""

_FILLED = 8
"""The filling is deleted after this number of groups of entities."""


def load(path: Path, content: Content, *, keep: bool) -> None:
    """Put content into a new file, or add it to a file (`keep`); raises what the engine raises."""
    session = Session(path, read_only=False)
    try:
        for statement in () if keep else CREATE:
            session.ask(statement, {})
        with Progress("relations read") as progress:
            tables = _counted(content.uncounted_relations(), progress)
            first = _gathered(tables)
            beyond = list(islice(tables, 1))
            rest = chain(beyond, tables)
            if beyond and content.degrees is not None:
                session = _in_tiles(path, session, content, content.degrees(), first, rest)
            else:
                session = _in_parts(path, session, content, first, rest, new=not keep)
        if keep:
            session.ask("MATCH (m:Meta) DELETE m", {})
        session.ask(_COPY_META, {"rows": table_of(META, [list(content.meta.items())])})
        session.ask("CHECKPOINT", {})
    finally:
        session.close()


def _in_parts(
    path: Path,
    session: Session,
    content: Content,
    first: list[pa.Table],
    rest: Iterator[pa.Table],
    *,
    new: bool,
) -> Session:
    """Copy entities and relations in their order, relations in as few parts as memory allows."""
    import pyarrow as pa

    with Progress("entities") as progress:
        for rows in content.entities():
            session.ask(_COPY_ENTITIES, {"rows": table_of(ENTITY, [rows])})
            progress.add(len(rows))
    small = new and sum(table.nbytes for table in first) <= _SMALL
    part, memory = first, _MEMORY if small else 0
    while part:
        table = pa.concat_tables(part)
        part.clear()
        session = _copied(path, session, content, table, memory)
        del table
        part, memory = _gathered(rest), _MEMORY
    return session


def _in_tiles(
    path: Path,
    session: Session,
    content: Content,
    degrees: Degrees,
    first: list[pa.Table],
    rest: Iterator[pa.Table],
) -> Session:
    """Copy entities in many small groups, and relations sorted into tiles of groups by groups."""
    each = sum(table.nbytes for table in first) / sum(table.num_rows for table in first)
    ends = group_ends(degrees, each)
    firsts = []
    session.close()
    session = Session(path, read_only=False, memory=_IN_TILES, threads=1)
    with Progress("entities", len(degrees.leaving)) as progress:
        for number, table in enumerate(tables_of_groups(content.entities(), ends), 1):
            session.ask(_COPY_ENTITIES, {"rows": table})
            firsts.append(table.column(0)[0].as_py())
            progress.add(ends[number - 1] - progress.done)
            if number % _FILLED == 0 or number == len(ends):
                session.ask(DELETE_FILLING, {})
                session.ask("CHECKPOINT", {})
    session.close()
    tiles = Tiles(path, firsts, degrees, ends, each * float(degrees.leaving.sum()))
    tiles.fill(chain(_emptied(first), rest))
    with Progress("relations stored") as progress:
        for table in tiles:
            session.close()
            return_memory()
            session = _copied(path, session, content, table, _IN_TILES, threads=1)
            progress.add(table.num_rows)
    return session


def _copied(
    path: Path,
    session: Session,
    content: Content,
    table: pa.Table,
    memory: int,
    threads: int = 0,
) -> Session:
    """Copy relations and return a fresh session: a used one keeps much memory.

    Meanwhile another thread adds the relations to the checksum and finishes the content.
    """
    session.close()
    session = Session(path, read_only=False, memory=memory, threads=threads)
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(content.count, table)
        finishing = beside.submit(content.finish)
        full = ""
        try:
            session.ask(_COPY_RELATIONS, {"rows": table})
        except RuntimeError as problem:
            session.close()
            full = str(problem)
            if not memory or "buffer pool is full" not in full:
                raise
        if full:  # the handler has ended: its traceback kept the failed session alive, whose end
            # writes to the file, over what the new session has written
            session = Session(path, read_only=False, threads=threads)
            if "committed successfully" in full:
                session.ask("CHECKPOINT", {})
            else:
                session.ask(_COPY_RELATIONS, {"rows": table})
        counting.result()
        finishing.result()
    return session


def _counted(tables: Iterator[pa.Table], progress: Progress) -> Iterator[pa.Table]:
    """The same tables, counted in the progress."""
    for table in tables:
        progress.add(table.num_rows)
        yield table


def _gathered(tables: Iterator[pa.Table]) -> list[pa.Table]:
    """The next tables for one COPY; none when there are no more."""
    part: list[pa.Table] = []
    size = 0
    while size < _AT_ONCE and (one := next(tables, None)) is not None:
        part.append(one)
        size += one.nbytes
    return part


def _emptied(tables: list[pa.Table]) -> Iterator[pa.Table]:
    """Yield tables, releasing each as it is yielded."""
    tables.reverse()
    while tables:
        yield tables.pop()
