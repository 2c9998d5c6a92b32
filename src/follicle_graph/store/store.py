"""A graph in a graph database: opened, written, added to, loaded from tables, closed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from follicle_graph.errors import StoreError
from follicle_graph.model.contract import SEARCHED, validate, warn_of_duplicates
from follicle_graph.model.duplicates import duplicates_among
from follicle_graph.model.graph import Graph
from follicle_graph.store import content
from follicle_graph.store.content import Content
from follicle_graph.store.entity_names import BY_ID, COUNT, NAMES
from follicle_graph.store.own import joined, own_in
from follicle_graph.store.reader import Reader
from follicle_graph.tools.gc_pause import without_collection


class Store(Reader):
    """A graph in a graph database, made by `open_store`; questions take it like a graph.

    Use it with `with`, or `close()` it. Threads may share it: they read together, and a change
    becomes visible at a moment when none of them reads. A forked process cannot use it; it
    opens its own.

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

    def close(self) -> None:
        """Release the file and the right to write it; a second call does nothing.

        Waits for a change that another thread is making. In a forked process it does nothing.

        >>> import tempfile
        >>> from follicle_graph.store import open_store
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = open_store(f"{folder}/a.lbug")
        ...     store.close()
        ...     open_store(f"{folder}/a.lbug").close()
        """
        if not self._access.in_this_process:
            return
        with self._access.preparing(), self._access.changing():
            try:
                with self._answers.read_before_change():
                    pass
            finally:
                self._labels = None
                self._database.close()

    def write(self, G: Graph) -> None:
        """Make a graph the whole content; what the store held before is gone.

        The attributes of nodes, edges and graph that `docs/model.md` names are kept; the digest
        is computed again. A process killed at any moment leaves the old content or the new one,
        whole. Stores opened elsewhere with `read_only=True` see it when they open again.

        Parameters
        ----------
        G
            The graph; it is not changed.

        Raises
        ------
        InvalidGraph
            For a graph that breaks the contract.
        StoreError
            For text that is not Unicode, a store that is closed or read only, and when the file
            cannot be written.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.write(fg.sketch("c -| d"))
        ...         sorted(store.read())
        ['c', 'd']
        """
        with self._preparing():
            validate(G)
            self._replace(content.content_of_graph(G))

    def append(self, G: Graph) -> None:
        """Add a graph to the content, in one step; what the store holds stays as it is.

        Entities that the store holds already are left as they are. The graph's name, version
        and origin are not taken over. The digest is not known until the next `read`. Warns of
        new entities that look like one of the store's under another id (in stores of up to
        50 000 entities).

        Parameters
        ----------
        G
            The graph; it is not changed.

        Raises
        ------
        InvalidGraph
            As `write` does.
        StoreError
            As `write` does; also when the store holds one of the edges already (same ends and
            predicate). Nothing is changed then.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.append(fg.sketch("b -| c"))
        ...         sorted(store.read().edges())
        [('a', 'b'), ('b', 'c')]
        """
        with self._preparing():
            validate(G)
            known = {row[0] for row in self._database.rows(BY_ID, {"ids": sorted(G) or [""]})}
            shared = [(u, v, key) for u, v, key in G.edges(keys=True) if {u, v} <= known]
            repeated = self._evidence_texts(shared)
            if repeated:
                u, v, key = next(iter(repeated))
                raise StoreError(
                    f"{self._location} already holds {len(repeated)} of these edges, {u!r} "
                    f"{key!r} {v!r} among them; append only adds: take them out of the graph, or "
                    "read, merge, write"
                )
            self._warn_of_split_entities(G, known)
            meta = self._meta()
            packed = content.content_of_graph(G)
            added = Content(
                meta | {"digest": ""} | joined(meta, own_in(G, known=known)),
                (row for part in packed.entities() for row in part if row[0] not in known),
                packed.relations(),
                content.Checksum.of_rows_in(meta["checksum"]),
            )
            with without_collection():
                self._database.append(added, self._visible)

    def _warn_of_split_entities(self, G: Graph, known: set[str]) -> None:
        """Warn of new entities that look like one that the store holds under another id."""
        new = {node: data for node, data in G.nodes(data=True) if node not in known}
        if not new or len(new) + self._database.rows(COUNT, {})[0][0] > SEARCHED:
            return
        held = self._database.rows(NAMES, {})
        among = {node: {"label": label, "curie": curie} for node, label, curie in held}
        found = duplicates_among({**among, **new})
        across = [one for one in found if {one.one, one.other} & new.keys()]
        warn_of_duplicates(
            [one for one in across if not {one.one, one.other} <= set(G)],
            "read the store, `merge` the graphs, write the result",
        )

    def load(
        self, edges: str | os.PathLike[str], *, nodes: str | os.PathLike[str] | None = None
    ) -> None:
        """Make tab-separated files (KGX or plain) the whole content.

        The rows stream through; the graph is never in memory. Rows of one edge are joined, with
        all their evidence. The digest is not known until the next `read`.

        Parameters
        ----------
        edges
            A file of edges; `docs/store.md` names its columns.
        nodes
            A file of nodes. None makes an entity of each end of an edge.

        Raises
        ------
        StoreError
            For a file that cannot be read (the error names line and remedy), for one without
            edges where the store holds some, and as `write` does; the old content stays.

        Warns
        -----
        UserWarning
            For columns that are not taken over and predicates without a known sign.

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
        from follicle_graph.store.tables.edge_table import content_of_tables

        with self._preparing():
            rows = content_of_tables(Path(edges), None if nodes is None else Path(nodes))
            empty = rows.degrees is not None and not rows.degrees().leaving.any()
            if empty and (kept := self.info()["relations"]):
                raise StoreError(
                    f"{os.fspath(edges)} holds no edges, the store holds {kept}; nothing was "
                    "changed: to empty the store write an empty graph"
                )
            self._replace(rows)

    @contextmanager
    def _preparing(self) -> Iterator[None]:
        """Prepare a change in this block; raises StoreError where changes are refused."""
        with self._access.preparing():
            self._database.check_open()
            if self.read_only:
                raise StoreError(
                    f"{self._location} is open read only; open it without read_only=True"
                )
            yield

    def _replace(self, rows: Content) -> None:
        with without_collection():
            self._database.replace(rows, self._visible)

    @contextmanager
    def _visible(self) -> Iterator[None]:
        """Make a change visible in this block, while nobody reads."""
        with self._access.changing():
            try:
                with self._answers.read_before_change():
                    yield
            finally:
                self._labels, self._mark = None, object()
