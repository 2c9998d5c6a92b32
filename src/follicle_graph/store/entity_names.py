"""Entities of a store found by name, by its own database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from follicle_graph.errors import UnknownEntity
from follicle_graph.model.facts import Entity
from follicle_graph.model.names import fold, nearest_names, resolve_among, written
from follicle_graph.model.search import query_of, search_among
from follicle_graph.store.database import Database

if TYPE_CHECKING:
    import pandas as pd

FIELDS = "e.id, e.label, e.kind, e.lane, e.curie, e.synonyms, e.definition, e.short_label"
BY_ID = f"UNWIND $ids AS id MATCH (e:Entity {{id: id}}) RETURN {FIELDS}, e.folded"
COUNT = "MATCH (e:Entity) RETURN count(*)"
LABELS = "MATCH (e:Entity) RETURN e.id, e.label"
NAMES = "MATCH (e:Entity) RETURN e.id, e.label, e.curie"
_NAMED = (
    "MATCH (e:Entity) WHERE e.id = $name OR any(line IN $lines WHERE e.folded CONTAINS line) "
    f"RETURN {FIELDS}"
)
_HOLDING = (
    f"MATCH (e:Entity) WHERE e.folded CONTAINS $part OR e.folded CONTAINS $other RETURN {FIELDS}"
)
_ALIKE = f"{_HOLDING} LIMIT 1000"
_ALL = f"MATCH (e:Entity) RETURN {FIELDS}"
_SMALL = 20_000
"""Up to this number of entities, search and suggestions read all of them."""


def search(database: Database, words: str, *, limit: int) -> pd.DataFrame:
    """Entities whose names or definitions hold these words; see `model.search.search`."""
    query = query_of(words)
    if _is_small(database):
        return search_among(_entities(database, _ALL, {}), words, limit=limit)
    longest = max(query.words, key=len)
    among = _entities(database, _HOLDING, {"part": longest, "other": query.squashed})
    found = search_among(among, words, limit=limit)
    if not found.empty or len(longest) < 4:
        return found
    half = len(longest) // 2  # one wrong letter leaves one of two halves as it is
    halves = {"part": longest[:half], "other": longest[half:]}
    return search_among(_entities(database, _HOLDING, halves), words, limit=limit)


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
    lines = [f"\n{one}\n" for one in written(name)]
    found = _entities(database, _NAMED, {"name": name, "lines": lines})
    try:
        return resolve_among(found, name)
    except UnknownEntity as error:
        if error.lowered:
            raise
        near = _alike(database, fold(name))
        raise UnknownEntity(name, nearest_names(near, name)) from None


def _alike(database: Database, folded: str) -> Iterable[Entity]:
    """All entities of a small store; of a larger one those that share four letters with a name."""
    if _is_small(database):
        return _entities(database, _ALL, {})
    parts = {folded[at : at + 4] for at in range(0, max(len(folded) - 3, 1), 2)}
    asked = [{"part": part, "other": part} for part in sorted(parts)]
    found = {e.id: e for part in asked for e in _entities(database, _ALIKE, part)}
    return found.values()


def _is_small(database: Database) -> bool:
    return bool(database.rows(COUNT, {})[0][0] <= _SMALL)


def _entities(database: Database, query: str, params: Mapping[str, object]) -> list[Entity]:
    return [Entity(*row) for row in database.rows(query, params)]
