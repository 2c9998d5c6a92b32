"""What a store asks of a database: each kind is one file that does this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from follicle_graph.model.facts import Columns, EdgeId
from follicle_graph.store.content import Content
from follicle_graph.store.rows import Row

if TYPE_CHECKING:
    import pyarrow as pa


class Database(Protocol):
    """One database, opened; raises StoreError, and DamagedStore for what it cannot read."""

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

    def check_open(self) -> None:
        """Raises StoreError when it is closed."""

    def check_file(self) -> None:
        """Raises DamagedStore when its file is not what was written."""

    def close(self) -> None:
        """Let go of it; a second time does nothing."""

    def ask(self, query: str, params: Mapping[str, object]) -> tuple[list[str], list[list[Any]]]:
        """Column names and values of a question of the user's."""

    def rows(self, query: str, params: Mapping[str, object]) -> list[Row]:
        """The rows of a question of ours."""

    def relations(self) -> Iterator[pa.Table]:
        """All relation rows, in parts."""

    def evidence(self, edges: Sequence[EdgeId]) -> list[Row]:
        """Ends, predicate and evidence of those of these edges that are there."""

    def columns(self) -> tuple[Columns, Sequence[str]]:
        """All entities and edges, and the label of each entity."""

    def replace(self, content: Content) -> None:
        """Make this the whole content, in one step."""

    def append(self, content: Content) -> None:
        """Add these rows, in one step; `content.meta` takes the place of the old."""
