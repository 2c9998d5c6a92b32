"""Full-text search over what entities are called and how they are defined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import networkx as nx

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.contract import check_readable
from follicle_graph.model.facts import Entity, Readable
from follicle_graph.model.graph import Graph, entities_of
from follicle_graph.model.names import fold

if TYPE_CHECKING:
    import pandas as pd

SEARCH_COLUMNS = ["id", "label", "kind", "lane", "found_in", "text"]
PARTS = re.compile(r"\w+")
"""The words of a folded text."""

_WHOLE, _BEGINNING, _INSIDE = 0, 1, 2


def search(G: Graph | Readable, words: str, *, limit: int = 20) -> pd.DataFrame:
    """Entities whose label, synonyms or definition hold all these words, best first.

    Case, width, hyphens and Greek letters do not count; parts of words do. First come those
    found in a label, then in a synonym, then in a definition; in each, whole texts before
    beginnings of words before parts of words, then short texts. Columns: `id`, `label`, `kind`,
    `lane`, `found_in` (`label`, `synonym`, `definition`), `text` (what was found).

    Raises InvalidQuestion when there is no word, or `limit` is less than 1.

    >>> import follicle_graph as fg
    >>> search(fg.load(), "interferon gamma")["id"].tolist()[0]
    'ifng'
    """
    check_readable(G)
    if isinstance(G, nx.MultiDiGraph):
        return search_among(entities_of(G), words, limit=limit)
    found: pd.DataFrame = G.search(words, limit=limit)
    return found


def search_among(entities: Iterable[Entity], words: str, *, limit: int) -> pd.DataFrame:
    """The search over these entities."""
    import pandas as pd

    wanted = PARTS.findall(fold(words)) if isinstance(words, str) else []
    if not wanted:
        raise InvalidQuestion(f"nothing to search for in {words!r}; give at least one word")
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise InvalidQuestion(
            argument="limit", value=limit, remedy="use a whole number of 1 or more"
        )
    hits = []
    for entity in entities:
        found = min(filter(None, _hits(entity, wanted)), default=None)
        if found is not None:
            hits.append((found[:3], entity.label, entity.id, entity, found[3], found[4]))
    hits.sort(key=lambda hit: hit[:3])
    rows = [
        (entity.id, entity.label, entity.kind, entity.lane, place, text)
        for *_, entity, place, text in hits[:limit]
    ]
    return pd.DataFrame(rows, columns=SEARCH_COLUMNS)


def _hits(entity: Entity, wanted: list[str]) -> Iterable[tuple[int, int, int, str, str] | None]:
    yield _hit(0, "label", entity.label, wanted)
    yield _hit(0, "label", entity.short_label, wanted)
    for synonym in entity.synonyms:
        yield _hit(1, "synonym", synonym, wanted)
    yield _hit(2, "definition", entity.definition, wanted)


def _hit(
    rank: int, place: str, text: str, wanted: list[str]
) -> tuple[int, int, int, str, str] | None:
    folded = fold(text)
    if not all(word in folded for word in wanted):
        return None
    parts = PARTS.findall(folded)
    if parts == wanted:
        how = _WHOLE
    elif all(any(part.startswith(word) for part in parts) for word in wanted):
        how = _BEGINNING
    else:
        how = _INSIDE
    return rank, how, len(text), place, text
