"""Entities of a store found by name, by its own database."""

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
BY_ID = f"UNWIND $ids AS id MATCH (e:Entity {{id: id}}) RETURN {FIELDS}, e.folded"
COUNT = "MATCH (e:Entity) RETURN count(*)"
LABELS = "MATCH (e:Entity) RETURN e.id, e.label"
_NAMED = (
    "MATCH (e:Entity) WHERE e.id = $name OR e.folded CONTAINS $folded OR e.folded CONTAINS $curie "
    f"RETURN {FIELDS}"
)
_HOLDING = f"MATCH (e:Entity) WHERE e.folded CONTAINS $part RETURN {FIELDS}"
_ALIKE = f"{_HOLDING} LIMIT 1000"
_ALL = f"MATCH (e:Entity) RETURN {FIELDS}"
_SMALL = 20_000
"""Up to this number of entities, compare every name when suggesting names."""


def search(database: Database, words: str, *, limit: int) -> pd.DataFrame:
    """Entities whose names or definitions hold these words; see `model.search.search`."""
    longest = max(PARTS.findall(fold(words)), key=len, default="")
    return search_among(_entities(database, _HOLDING, {"part": longest}), words, limit=limit)


def resolve(database: Database, name: str) -> str:
    """The id of the entity that a name means; see `model.graph.resolve`.

    Raises
    ------
    UnknownEntity
        With the nearest names.
    AmbiguousEntity
        With all candidates.
    """
    if database.rows(BY_ID, {"ids": [name]}):
        return name
    folded, curie = f"\n{fold(name)}\n", f"\n{name.strip().casefold()}\n"
    found = _entities(database, _NAMED, {"name": name, "folded": folded, "curie": curie})
    try:
        return resolve_among(found, name)
    except UnknownEntity:
        near = _alike(database, fold(name))
        raise UnknownEntity(name, nearest_names(near, fold(name))) from None


def _alike(database: Database, folded: str) -> Iterable[Entity]:
    """All entities of a small store; of a larger one those that share four letters with a name."""
    if database.rows(COUNT, {})[0][0] <= _SMALL:
        return _entities(database, _ALL, {})
    parts = {folded[at : at + 4] for at in range(0, max(len(folded) - 3, 1), 2)}
    found = {e.id: e for part in sorted(parts) for e in _entities(database, _ALIKE, {"part": part})}
    return found.values()


def _entities(database: Database, query: str, params: Mapping[str, object]) -> list[Entity]:
    return [Entity(*row) for row in database.rows(query, params)]
