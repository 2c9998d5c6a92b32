"""Graphs in graph databases: `open_store` opens one, `Store` is what it gives."""

from __future__ import annotations

import os
import re

from follicle_graph.errors import StoreError
from follicle_graph.store.store import Store
from follicle_graph.store.table import Rows

__all__ = ["Rows", "Store", "open_store"]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def open_store(location: str | os.PathLike[str], *, read_only: bool = False) -> Store:
    """Open a graph database, or make an empty one.

    `location`: the path of one file, usually named `….lbug`. A path where nothing is becomes an
    empty database at once, so that two writers cannot both start on it; the folder must exist.
    One store at a time may be open for writing; with `read_only=True` any number may be open
    beside it, each seeing what the file held when it was opened. Close it, or use `with`.

    Raises StoreError for a server's address (not supported yet), a folder, another program's
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
        raise StoreError(
            f"{text!r} is the address of a server; servers are not supported yet by this "
            "version: give the path of a file, like 'atlas.lbug'"
        )
    from follicle_graph.store.embedded import Embedded

    return Store(Embedded(text, read_only=read_only), read_only=read_only)
