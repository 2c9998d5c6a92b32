"""Graphs in graph databases: `open_store` opens one and returns a `Store`."""

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

    One store at a time may be open for writing; any number may be open beside it with
    `read_only=True`, each seeing what the file held when it was opened. Close the store, or use
    `with`. Threads may share it. A forked process cannot use it and opens its own.

    Parameters
    ----------
    location
        The path of a file, usually with the ending `.lbug`. If there is none, an empty database
        is made at once, so that two writers cannot both start on it; the folder must exist. Or
        the address of a server or cluster that speaks Bolt, `bolt://host:7687` or
        `neo4j://host:7687`, with `+s` after the scheme for an encrypted connection (extra
        `bolt`).
    read_only
        Whether changes are refused.
    user, password, database
        For servers only. They default to the environment variables `NEO4J_USERNAME`,
        `NEO4J_PASSWORD` and `NEO4J_DATABASE`, then to no user and the database `neo4j`.

    Returns
    -------
    Store
        The open store; every question takes it like a graph.

    Raises
    ------
    StoreError
        For a server that does not answer or refuses; a folder; another program's file, which is
        left as it is; a file of another engine version; a missing or unwritable folder; a store
        that is open for writing elsewhere; and with `read_only=True` a missing file.
    DamagedStore
        When the engine cannot read the file.
    MissingLibrary
        The engine, or for servers the driver, is not installed.

    Examples
    --------
    >>> import tempfile
    >>> import follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with fg.open_store(f"{folder}/small.lbug") as store:
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
