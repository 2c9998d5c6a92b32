"""Graphs in graph databases: `open_store` opens one, `Store` is what it gives."""

from __future__ import annotations

import os
import re

from follicle_graph.errors import StoreError
from follicle_graph.store.cypher_result import Rows
from follicle_graph.store.store import Store

__all__ = ["Rows", "Store", "open_store"]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def open_store(
    location: str | os.PathLike[str],
    *,
    read_only: bool = False,
    user: str | None = None,
    password: str | None = None,
    database: str | None = None,
) -> Store:
    """Open a graph database, or make an empty one.

    `location`: the path of one file, usually named `….lbug`. A path where nothing is becomes an
    empty database at once, so that two writers cannot both start on it; the folder must exist.
    One store at a time may be open for writing; with `read_only=True` any number may be open
    beside it, each seeing what the file held when it was opened. Close it, or use `with`.

    Or the address of a server or cluster that speaks Bolt, `bolt://host:7687` or
    `neo4j://host:7687`, also with `+s` for an encrypted connection (extra `bolt`). `user`,
    `password` and `database` are its alone; without them `NEO4J_USERNAME`, `NEO4J_PASSWORD` and
    `NEO4J_DATABASE` of the environment count, then no user and the database `neo4j`.

    Raises StoreError for a server that does not answer or refuses, a folder, another program's
    file (left as it is), a missing or unwritable folder, a store that is open for writing
    elsewhere, and with `read_only=True` a missing file; DamagedStore when the engine cannot
    make sense of the file.

    >>> import tempfile
    >>> import follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_store(os.path.join(folder, "small.lbug")) as store:
    ...         store.write(fg.sketch("a -> b -| c"))
    ...         print(store.cypher("MATCH (x)-[r:REL {sign: -1}]->(y) RETURN x.id, y.id"))
    x.id  y.id
    b     c
    """
    try:
        text = os.fspath(location)
    except TypeError:
        raise StoreError(
            f"a store has no location {location!r}; give the path of a file, like 'atlas.lbug'"
        ) from None
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    if _ADDRESS.match(text):
        if text.partition("://")[0].lower().partition("+")[0] not in ("bolt", "neo4j"):
            raise StoreError(
                f"{text!r} is no address of a graph database; use bolt://host:port, "
                "neo4j://host:port or the path of a file"
            )
        from follicle_graph.store.bolt import Bolt

        server = Bolt(text, read_only=read_only, user=user, password=password, database=database)
        return Store(server, read_only=read_only)
    if user is not None or password is not None or database is not None:
        raise StoreError("user, password and database are for servers; a file has none")
    from follicle_graph.store.embedded.database import Embedded

    return Store(Embedded(text, read_only=read_only), read_only=read_only)
