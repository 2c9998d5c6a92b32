"""Names of entities in a store: found, told, searched, by the database itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from follicle_graph.errors import UnknownEntity
from follicle_graph.model.facts import Entity
from follicle_graph.model.names import fold, nearest_names, resolve_among
from follicle_graph.model.search import PARTS, search_among
from follicle_graph.store.database import Database

if TYPE_CHECKING:
    import pandas as pd

FIELDS = "e.id, e.label, e.kind, e.lane, e.curie, e.synonyms, e.definition, e.short_label"
BY_ID = "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN " + FIELDS + ", e.folded"
COUNT = "MATCH (e:Entity) RETURN count(*)"
_NAMED = (
    "MATCH (e:Entity) WHERE e.id = $name OR e.folded CONTAINS $folded OR e.folded CONTAINS $curie "
    "RETURN " + FIELDS
)
_HOLDING = "MATCH (e:Entity) WHERE e.folded CONTAINS $part RETURN " + FIELDS
_LIKE = _HOLDING + " LIMIT 1000"
_ALL = "MATCH (e:Entity) RETURN " + FIELDS
_LABELS = "MATCH (e:Entity) RETURN e.id, e.label"
_SMALL = 20_000
"""Of so many entities all names are looked at for the nearest, of more only those alike."""


class Named:
    """The part of a store that knows names.

    Not made by itself: `Store` is one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._labels: dict[str, str] | None = None

    def search(self, words: str, *, limit: int = 20) -> pd.DataFrame:
        """Entities whose labels, synonyms or definitions hold all these words, best first.

        As `follicle_graph.search` on a graph.

        Raises InvalidQuestion.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("IFN-γ -> CXCL10"))
        ...         store.search("ifn")["id"].tolist()
        ['IFN-γ']
        """
        self._database.check_open()
        longest = max(PARTS.findall(fold(words)), key=len, default="")
        among = self._entities(_HOLDING, {"part": longest})
        return search_among(among, words, limit=limit)

    def resolve(self, name: str) -> str:
        """The id of the entity that a name means, as `follicle_graph.resolve` finds it.

        Raises UnknownEntity with the three nearest names, AmbiguousEntity with all candidates.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("IFN-γ -> CXCL10"))
        ...         store.resolve("ifn gamma")
        'IFN-γ'
        """
        if not isinstance(name, str):
            raise UnknownEntity(str(name))
        if self._labels is not None and name in self._labels:
            return name
        if self._database.rows(BY_ID, {"ids": [name]}):
            return name
        folded, curie = f"\n{fold(name)}\n", f"\n{name.strip().casefold()}\n"
        found = self._entities(_NAMED, {"name": name, "folded": folded, "curie": curie})
        try:
            return resolve_among(found, name)
        except UnknownEntity:
            raise UnknownEntity(name, nearest_names(self._near(fold(name)), fold(name))) from None

    def _near(self, folded: str) -> list[Entity]:
        """Entities whose names may look like this: all of a small store, else those that share
        four letters.
        """
        if self._database.rows(COUNT, {})[0][0] <= _SMALL:
            return self._entities(_ALL, {})
        parts = {folded[at : at + 4] for at in range(0, max(len(folded) - 3, 1), 2)}
        found = {e.id: e for part in sorted(parts) for e in self._entities(_LIKE, {"part": part})}
        return list(found.values())

    def label(self, node: str) -> str:
        """The label of an entity, by its id.

        Raises UnknownEntity.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.label("a")
        'a'
        """
        return self.labels([node])[node]

    def labels(self, nodes: Iterable[str]) -> dict[str, str]:
        """The labels of entities, by their ids.

        Raises UnknownEntity.

        >>> import tempfile
        >>> import follicle_graph as fg
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with fg.open_store(f"{folder}/a.lbug") as store:
        ...         store.write(fg.sketch("a -> b"))
        ...         store.labels(["b"])
        {'b': 'b'}
        """
        self._database.check_open()
        if self._labels is None:
            found = self._database.rows(_LABELS, {})
            self._labels = {id_: label or id_ for id_, label in found}
        known = self._labels
        try:
            return {node: known[node] for node in nodes}
        except KeyError as problem:
            raise UnknownEntity(problem.args[0]) from None

    def _entities(self, query: str, params: Mapping[str, object]) -> list[Entity]:
        return [Entity(*row) for row in self._database.rows(query, params)]
