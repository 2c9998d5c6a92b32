"""Full-text search over what entities are called and how they are defined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import whole_number
from follicle_graph.model.contract import check_readable
from follicle_graph.model.facts import Entity, Readable
from follicle_graph.model.genes import genes
from follicle_graph.model.graph import Graph, entities_of
from follicle_graph.model.names import fold, one_edit_from, squash

if TYPE_CHECKING:
    import pandas as pd

SEARCH_COLUMNS = ["id", "label", "kind", "lane", "found_in", "text"]
PARTS = re.compile(r"\w+")
"""The words of a folded text."""

_WHOLE, _BEGINNING, _INSIDE, _ONE_EDIT = 0, 1, 2, 3


def search(G: Graph | Readable, words: str, *, limit: int = 20) -> pd.DataFrame:
    """Entities whose names or definition hold all these words, best first.

    Case, width, hyphens, spaces and Greek letters do not count; parts of words do. First come
    those found in a label, then in a synonym, a gene symbol or identifier, then in a definition;
    in each, whole texts before beginnings of words before parts of words, then short texts. If
    no entity holds the words, those with a word that is one letter away are found.

    Parameters
    ----------
    G
        A graph or an open store.
    words
        At least one word.
    limit
        The most rows, 1 or more.

    Returns
    -------
    pandas.DataFrame
        `id`, `label`, `kind`, `lane`, `found_in` (`label`, `synonym`, `symbol`, `definition`),
        `text` (what was found).

    Raises
    ------
    InvalidQuestion
        Without any word, or for a wrong limit.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.search(fg.load(), "interferon gamma")["id"].tolist()[0]
    'ifng'
    """
    check_readable(G)
    if isinstance(G, nx.MultiDiGraph):
        return search_among(entities_of(G), words, limit=limit)
    found: pd.DataFrame = G.search(words, limit=limit)
    return found


class Query(NamedTuple):
    """What is searched for: words of a folded text, and all of them squashed into one."""

    words: tuple[str, ...]
    squashed: str


def query_of(words: object) -> Query:
    """The words to search for; raises InvalidQuestion when there is none.

    >>> query_of("NK cells").words
    ('nk', 'cell')
    """
    found = PARTS.findall(fold(words)) if isinstance(words, str) else []
    if not found or not isinstance(words, str):
        raise InvalidQuestion(
            f"nothing to search for in {words!r:.80}",
            argument="words",
            value=words,
            remedy="give at least one word",
        )
    return Query(tuple("cell" if one == "cells" else one for one in found), squash(words))


def search_among(entities: Iterable[Entity], words: str, *, limit: int) -> pd.DataFrame:
    """The search over these entities."""
    import pandas as pd

    query = query_of(words)
    whole_number("limit", limit, 1)
    pool = list(entities)
    hits = _hits(pool, query, {})
    if not hits:
        near = {word: frozenset(one_edit_from(word)) for word in query.words if len(word) > 3}
        hits = _hits(pool, query, near) if near else []
    hits.sort(key=lambda hit: hit[:3])
    rows = [
        (entity.id, entity.label, entity.kind, entity.lane, place, text)
        for *_, entity, place, text in hits[: int(limit)]
    ]
    return pd.DataFrame(rows, columns=SEARCH_COLUMNS)


_Hit = tuple[tuple[int, int, int], str, str, Entity, str, str]


def _hits(pool: Iterable[Entity], query: Query, near: dict[str, frozenset[str]]) -> list[_Hit]:
    found = []
    for entity in pool:
        best: tuple[int, int, int, str, str] | None = None
        for rank, place, text in _texts(entity):
            how = _how(text, query, near)
            if how is not None and (best is None or (rank, how, len(text)) < best[:3]):
                best = rank, how, len(text), place, text
        if best is not None:
            found.append((best[:3], entity.label, entity.id, entity, best[3], best[4]))
    return found


def _texts(entity: Entity) -> Iterator[tuple[int, str, str]]:
    """Rank, place and text of everything that is searched of an entity."""
    yield 0, "label", entity.label
    yield 0, "label", entity.short_label
    for synonym in entity.synonyms:
        yield 1, "synonym", synonym
    gene = genes().get(entity.curie or "")
    if gene is not None:
        for name in (*gene.names, *gene.previous):
            yield 1, "symbol", name
    yield 2, "definition", entity.definition


def _how(text: str, query: Query, near: dict[str, frozenset[str]]) -> int | None:
    """How a text holds the words: whole, from the beginning of words, inside; None: not."""
    folded, squashed = fold(text), squash(text)
    if squashed == query.squashed:
        return _WHOLE
    inside = all(word in folded for word in query.words)
    if not inside and query.squashed not in squashed:
        parts = PARTS.findall(folded) if near else ()
        return (
            _ONE_EDIT if near and all(_is_near(word, parts, near) for word in query.words) else None
        )
    if squashed.startswith(query.squashed):
        return _BEGINNING
    parts = PARTS.findall(folded)
    begins = all(any(part.startswith(word) for part in parts) for word in query.words)
    return _BEGINNING if begins else _INSIDE


def _is_near(word: str, parts: Iterable[str], near: dict[str, frozenset[str]]) -> bool:
    """Whether some word of a text is the word looked for, or one letter away."""
    return any(part == word or part in near.get(word, ()) for part in parts)
