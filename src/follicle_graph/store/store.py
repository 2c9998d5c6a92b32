"""A graph in a graph database: opened, written, added to, loaded from tables, closed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from follicle_graph.errors import StoreError
from follicle_graph.model.contract import validate
from follicle_graph.model.graph import Graph
from follicle_graph.store import content
from follicle_graph.store.content import Content
from follicle_graph.store.entity_names import BY_ID
from follicle_graph.store.whole_graph import Read
from follicle_graph.tools.gc_pause import without_collection


class Store(Read):
    """A graph in a graph database; `open_store` makes it. Questions take it like a graph.

    Use it with `with`, or `close()` it. `read_only`: whether `write` is refused.

    Raises StoreError as `open_store` says.

    >>> import tempfile
    >>> import follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with fg.open_store(f"{folder}/atlas.lbug") as store:
    ...         store.write(fg.sketch("a -> b"))
    ...         fg.digest(store.read()) == fg.digest(fg.sketch("a -> b"))
    True
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self._location!r})"

    def close(self) -> None:
        """Let go of the file and of the right to write it; a second time does nothing.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = open_store(f"{folder}/a.lbug")
        ...     store.close()
        ...     open_store(f"{folder}/a.lbug").close()
        """
        try:
            with self._pending.read_before_change():
                pass
        finally:
            self._labels = None
            self._database.close()

    def write(self, G: Graph) -> None:
        """Make this graph the whole content; what was there before is gone. `G` stays as it is.

        Kept: the attributes of nodes, edges and graph that `docs/model.md` names; the digest is
        computed again. Killed at any moment, the old content or the new one is there, whole.
        Stores opened elsewhere with `read_only=True` see it when they open again.

        Raises InvalidGraph for a graph that breaks the contract, StoreError for text that is no
        unicode, a store that is closed or read only, and when the file cannot be written.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.write(fg.sketch("c -| d"))
        ...         sorted(store.read())
        ['c', 'd']
        """
        self._may_write()
        validate(G)
        self._change(self._database.replace, content.pack(G))

    def append(self, G: Graph) -> None:
        """Add a graph to the content, in one step; what is there stays as it is.

        Entities that are there already are left as they are. The graph's name, version and
        origin are not taken over. The digest is not known until the next `read`.

        Raises InvalidGraph and StoreError as `write` does; StoreError when an edge is there
        already (same ends and predicate), before anything is changed.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.append(fg.sketch("b -| c"))
        ...         sorted(store.read().edges())
        [('a', 'b'), ('b', 'c')]
        """
        self._may_write()
        validate(G)
        there = {row[0] for row in self._database.rows(BY_ID, {"ids": sorted(G) or [""]})}
        known = [(u, v, key) for u, v, key in G.edges(keys=True) if u in there and v in there]
        twice = self._evidence_rows(known)
        if twice:
            u, v, key = next(iter(twice))
            raise StoreError(
                f"{self._location} already holds {len(twice)} of these edges, {u!r} {key!r} {v!r} "
                "among them; append only adds: take them out of the graph, or read, merge, write"
            )
        meta = self._meta()
        packed = content.pack(G)
        added = Content(
            meta | {"digest": ""},
            (row for part in packed.entities() for row in part if row[0] not in there),
            packed.relations(),
            content.Tally(":".join(meta["checksum"].split(":")[:2])),
        )
        self._change(self._database.append, added)

    def load(
        self, edges: str | os.PathLike[str], *, nodes: str | os.PathLike[str] | None = None
    ) -> None:
        """Make tab-separated files of edges and nodes (KGX or plain) the whole content.

        The rows stream through; the graph is never in memory. `docs/store.md` names the columns.
        Without `nodes` the entities are the ends of the edges. Rows of one edge are joined, their
        evidence together. The digest is not known until the next `read`.

        Raises StoreError for a file that cannot be read, naming line and remedy, for one without
        edges where the store holds some, and as `write` does; the old content is then untouched.
        Warns of columns that are not taken over and of predicates without a known sign.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "edges.tsv")
        ...     _ = path.write_text("subject\\tpredicate\\tobject\\na\\tincreases\\tb\\n")
        ...     with open_store(f"{folder}/a.lbug") as store:
        ...         store.load(path)
        ...         list(store.read().edges(keys=True))
        [('a', 'b', 'increases')]
        """
        from follicle_graph.store.tables.edge_table import content_of

        self._may_write()
        rows = content_of(Path(edges), None if nodes is None else Path(nodes))
        if rows.degrees and not rows.degrees().leaving.any() and (kept := self.info()["relations"]):
            raise StoreError(
                f"{os.fspath(edges)} holds no edges, the store holds {kept}; nothing was changed: "
                "to empty the store write an empty graph"
            )
        self._change(self._database.replace, rows)

    def _may_write(self) -> None:
        self._database.check_open()
        if self.read_only:
            raise StoreError(f"{self._location} is open read only; open it without read_only=True")

    def _change(self, change: Callable[[Content], None], content: Content) -> None:
        try:
            with self._pending.read_before_change(), without_collection():
                change(content)
        finally:
            self._labels, self._mark = None, object()
