"""From what people write to the id of an entity: folding, levels, nearest names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from follicle_graph.errors import AmbiguousEntity, InvalidQuestion, UnknownEntity
from follicle_graph.model.facts import Entity


def listed(values: Iterable[str]) -> tuple[str, ...]:
    """What an argument lists, once and for all; a single string is a list of one.

    Raises InvalidQuestion for what is no string and no list of strings.

    >>> listed("ifng")
    ('ifng',)
    """
    if isinstance(values, str):
        return (values,)
    if type(values) is tuple and not values:
        return values
    found = tuple(values) if isinstance(values, Iterable) else (values,)
    if not all(isinstance(value, str) for value in found):
        raise InvalidQuestion(f"{values!r} is no name and no list of names; use strings")
    return found


def some_of(
    what: str, values: Collection[str] | None, allowed: Collection[str]
) -> Collection[str] | None:
    """What an argument lists, checked against a closed list; None stands for all.

    Raises InvalidQuestion for a value that is not allowed.

    >>> some_of("layers", {"clinical"}, ("mechanism", "clinical"))
    ('clinical',)
    """
    if values is None:
        return None
    chosen = listed(values)
    unknown = sorted(set(chosen) - set(allowed))
    if unknown:
        near = [one for word in unknown for one in difflib.get_close_matches(word, allowed, 1)]
        raise InvalidQuestion(
            f"{what}: {', '.join(unknown)}",
            argument=what,
            value=values,
            nearest=near,
            remedy=f"use some of {', '.join(allowed)}",
        )
    return chosen


_GREEK = {
    ord(letter): unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")
    for letter in "αβγδεζηθικλμνξοπρσςτυφχψω"
}
_LETTER = {name: chr(code) for code, name in _GREEK.items() if chr(code) != "ς"}
_GAPS = re.compile(r"[\s\-_\u2010-\u2015\u2212]+")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """A name without differences of case, width, hyphens, spaces and Greek letters.

    >>> fold("IFN-γ") == fold("ifn Gamma")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_GREEK)
    return _GAPS.sub(" ", folded).strip()


_SPELLED = re.compile(
    r"(?<![A-Za-z])(alpha|beta|gamma|delta|epsilon|kappa)(?:-(delta))?(?![A-Za-z])", re.IGNORECASE
)


def in_greek(name: str) -> str:
    """A name with its spelled Greek letters as letters, for reading.

    >>> in_greek("IFN-gamma"), in_greek("Gamma-delta T cell"), in_greek("Gammaherpesvirus")
    ('IFN-γ', 'γδ T cell', 'Gammaherpesvirus')
    """
    return _SPELLED.sub(
        lambda word: "".join(_LETTER[part.lower()] for part in word.groups() if part), name
    )


def resolve_among(entities: Iterable[Entity], name: str) -> str:
    """The id of the one entity that `name` means.

    Levels, the first with a hit decides: exact id; exact label; folded label, short label or
    synonym; CURIE.

    Raises UnknownEntity with the three nearest names, AmbiguousEntity when a level has two hits.

    >>> resolve_among([Entity("ifng", "IFN-γ", synonyms=("interferon gamma",))], "Interferon-γ")
    'ifng'
    """
    if not isinstance(name, str):
        raise UnknownEntity(str(name))
    pool = list(entities)
    wanted = fold(name)
    levels = (
        lambda e: e.id == name,
        lambda e: e.label == name,
        lambda e: wanted in {fold(known) for known in (e.label, e.short_label, *e.synonyms)},
        lambda e: e.curie is not None and e.curie.casefold() == name.strip().casefold(),
    )
    for fits in levels:
        hits = sorted(entity.id for entity in pool if fits(entity))
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise AmbiguousEntity(name, hits)
    raise UnknownEntity(name, nearest_names(pool, wanted))


def nearest_names(entities: Iterable[Entity], wanted: str, count: int = 3) -> list[str]:
    """The labels of the entities whose names look most like a folded name, nearest first."""
    label_of: dict[str, str] = {}
    for entity in entities:
        for known in (entity.label, entity.short_label, entity.id, *entity.synonyms):
            label_of.setdefault(fold(known), entity.label)
    near: list[str] = []
    for hit in difflib.get_close_matches(wanted, label_of, n=4 * count, cutoff=0.4):
        if label_of[hit] not in near:
            near.append(label_of[hit])
    return near[:count]
