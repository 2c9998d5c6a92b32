"""What a store needs from a database; each kind of database is one class that provides it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from follicle_graph.model.facts import Columns, EdgeId
from follicle_graph.store.content import Content
from follicle_graph.store.rows import Row

if TYPE_CHECKING:
    import pyarrow as pa


Visible = Callable[[], AbstractContextManager[None]]
"""Opens the block in which a finished change becomes visible, while nobody reads."""


class Database(Protocol):
    """One opened database; raises StoreError, and DamagedStore for what it cannot read.

    Several threads may read at once; a change is made by one thread at a time, and nobody reads
    in the block `visible`.
    """

    @property
    def location(self) -> str:
        """Path or address."""

    @property
    def engine(self) -> str:
        """The name of the engine."""

    @property
    def engine_version(self) -> str:
        """The version of the engine."""

    @property
    def size(self) -> int | None:
        """The size in bytes, None when it is not known."""

    @property
    def shared(self) -> bool:
        """Whether others can change what it holds while it is open."""

    @property
    def is_open(self) -> bool:
        """Whether it can be asked now: not closed, and not in the middle of a change."""

    def check_open(self) -> None:
        """Raises StoreError when it is closed."""

    def check_file(self) -> None:
        """Raises DamagedStore when its file is not what was written."""

    def close(self) -> None:
        """Release it; a second call does nothing."""

    def ask(self, query: str, params: Mapping[str, object]) -> tuple[list[str], list[list[Any]]]:
        """Column names and rows of a query by the user; refuses one that would change something."""

    def rows(self, query: str, params: Mapping[str, object]) -> list[Row]:
        """The rows of a query of this library."""

    def relations(self) -> Iterator[pa.Table]:
        """All relation rows, in parts."""

    def evidence(self, edges: Sequence[EdgeId]) -> list[Row]:
        """Ends, predicate and evidence text of these edges; unknown ones are left out."""

    def columns(self) -> tuple[Columns, Sequence[str]]:
        """All entities and edges, and the label of each entity."""

    def replace(self, content: Content, visible: Visible) -> None:
        """Make this the whole content, in one step."""

    def append(self, content: Content, visible: Visible) -> None:
        """Add these rows, in one step; `content.meta` replaces the old attributes."""
