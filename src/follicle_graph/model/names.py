"""From what people write to the id of an entity: folding, levels, nearest names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from follicle_graph.errors import AmbiguousEntity, InvalidQuestion, UnknownEntity
from follicle_graph.model.facts import Entity
from follicle_graph.model.genes import genes


def listed(values: Iterable[str], argument: str = "names") -> tuple[str, ...]:
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
        raise InvalidQuestion(
            f"{values!r:.80} is no name and no list of names",
            argument=argument,
            value=values,
            remedy="use strings",
        )
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
    chosen = listed(values, what)
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


_IN_ASCII = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", " -_\t\n\r")


def squash(name: str) -> str:
    """A name of which only letters, digits and signs count, for comparing.

    Case, width, hyphens, spaces, Greek letters and the plural of cells do not count.

    >>> squash("IFN-γ") == squash("ifn Gamma"), squash("NK cells") == squash("nk-cell")
    (True, True)
    """
    if name.isascii():
        plain = name.translate(_IN_ASCII)
    else:
        plain = _GAPS.sub("", unicodedata.normalize("NFKC", name).casefold().translate(_GREEK))
    return plain.replace("cells", "cell") if "cells" in plain else plain


def squash_all(names: Sequence[str]) -> list[str]:
    """`squash` of each name; names in ASCII all at once, as one text with zeros between them.

    >>> squash_all(["IFN-gamma", "IFN-γ", "NK cells"])
    ['ifngamma', 'ifngamma', 'nkcell']
    """
    simple = [name for name in names if name.isascii() and "\0" not in name]
    known = dict(zip(simple, squash("\0".join(simple)).split("\0"), strict=False))
    return [known[name] if name in known else squash(name) for name in names]


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


_LATIN = str.maketrans("αβγδεκ", "abgdek")
_GREEK_TAIL = re.compile(r"(?<=[-R])[abg](?=\d?$)")


def with_greek(short_label: str, synonyms: Iterable[str]) -> str:
    """Write the Greek letters of a short label that the tables spell in Latin.

    A synonym that differs in nothing else decides; without one, a last a, b or g after a hyphen
    or after the R of a receptor is Greek.

    >>> with_greek("NF-kB", ["NF-κB"]), with_greek("IL-13Ra1", [])
    ('NF-κB', 'IL-13Rα1')
    """
    for synonym in synonyms:
        if synonym != short_label and synonym.translate(_LATIN) == short_label:
            return synonym
    return _GREEK_TAIL.sub(lambda letter: "αβγ"["abg".index(letter.group())], short_label)


class Named(NamedTuple):
    """What an entity is called."""

    id: str
    label: str
    short_label: str
    synonyms: Sequence[str]
    curie: str | None
    definition: str
    kind: str

    def all(self) -> Iterator[str]:
        """Label, short label and synonyms."""
        yield self.label
        if self.short_label != self.label:
            yield self.short_label
        yield from self.synonyms


def named(entity: Entity) -> Named:
    """What an entity is called.

    >>> list(named(Entity("a", "A", synonyms=("x",))).all())
    ['A', '', 'x']
    """
    return Named(
        entity.id,
        entity.label or entity.id,
        entity.short_label,
        entity.synonyms,
        entity.curie,
        entity.definition,
        entity.kind,
    )


_PLURALS = (("ies", "y"), ("es", ""), ("s", ""), ("", "s"))
_CELL = "cell"


class NameIndex:
    """The names of many entities, for finding the one that a name means.

    >>> index = NameIndex([named(Entity("ifng", "IFN-γ", synonyms=("interferon gamma",)))])
    >>> index.resolve("Interferon-γ")
    'ifng'
    """

    def __init__(self, rows: Sequence[Named]) -> None:
        self.rows = rows
        self._row_of = {row.id: row for row in rows}
        self._ids = _Owners()
        self._labels = _Owners()
        self._alike = _Owners()
        self._curies = _Owners()
        self._genes = _Owners()
        self._old_genes = _Owners()
        known = genes()
        labels = squash_all([row.label for row in rows])
        for row, plain in zip(rows, labels, strict=True):
            id_, label, short_label, synonyms, curie, *_ = row
            if label != id_:
                self._ids.add(squash(id_), id_)
                self._labels.add(label, id_)
            self._alike.add(plain, id_)
            if short_label != label:
                self._alike.add(squash(short_label), id_)
            for name in synonyms:
                self._alike.add(squash(name), id_)
            if curie:
                self._curies.add(curie.casefold(), id_)
                gene = known.get(curie)
                if gene is not None:
                    for name in gene.names:
                        self._genes.add(squash(name), id_)
                    for name in gene.previous:
                        self._old_genes.add(squash(name), id_)

    def resolve(self, name: str) -> str:
        """The id of the one entity that a name means; see `follicle_graph.resolve`.

        Raises UnknownEntity, AmbiguousEntity.
        """
        if not isinstance(name, str):
            raise UnknownEntity(str(name))
        if name in self._row_of:
            return name
        if name in self._labels:
            return self._one(self._labels.of(name), name)
        found = self._found(name)
        loss = loss_of(name)
        if loss is not None:
            found = found or self._found(f"{loss} loss")
            self._refuse_loss(name, loss, found)
        if not found:
            raise UnknownEntity(name, self.nearest(name))
        return self._one(found, name)

    def _found(self, name: str) -> list[str]:
        """The ids of the entities that a name means, by the first kind of name that has it."""
        wanted, curie = squash(name), name.strip().casefold()
        versionless = re.sub(r"^(ensg\d+)\.\d+$", r"\1", wanted)
        local = re.sub(r"^(?:ncbigene|entrez|ensembl):", "", versionless)
        for names, key in (
            (self._ids, wanted),
            (self._alike, wanted),
            (self._curies, curie),
            (self._genes, local),
            (self._old_genes, local),
        ):
            if key and key in names:
                return names.of(key)
        for ending, instead in _PLURALS:
            other = wanted.removesuffix(ending) + instead if wanted.endswith(ending) else ""
            if len(other) > 3 and other in self._alike:
                return self._alike.of(other)
        short = wanted.removesuffix(_CELL)
        if short not in ("", wanted) and short in self._alike:  # "CD8 T" for "CD8 T cell"
            ids = self._alike.of(short)
            return [id_ for id_ in ids if squash(self._row_of[id_].label).endswith(_CELL)]
        return []

    def _one(self, ids: Sequence[str], name: str) -> str:
        if len(ids) == 1:
            return ids[0]
        raise AmbiguousEntity(name, sorted(ids))

    def _refuse_loss(self, name: str, loss: str, found: Sequence[str]) -> None:
        """Refuse the name of a loss where it would mean the thing itself, lowered."""
        things = self._found(loss)
        if len(found or things) != 1:
            return
        meant = self._row_of[(found or things)[0]]
        is_a_loss = meant.kind in ("disease", "phenotype") or loss_of(meant.label) is not None
        if meant.id in things or not (things or is_a_loss):
            raise UnknownEntity(name, [meant.label], lowered=meant.label)

    def nearest(self, name: str, count: int = 3) -> list[str]:
        """The labels of the entities whose names look like a name, or whose names or
        definitions hold its words, nearest first; empty when nothing is near.

        >>> index = NameIndex([named(Entity("a", "Metformin"))])
        >>> index.nearest("metfromin"), index.nearest("perforin")
        (['Metformin'], [])
        """
        scored: dict[str, float] = {}
        wanted = squash(name)
        for names in (self._alike, self._ids):
            edited = {key for key in one_edit_from(wanted) if key in names}
            others = _look_alikes(wanted, names) if not edited or len(names) < _MANY else ()
            for key in (*edited, *others):
                value = 1 + _alikeness(wanted, key)
                if key in edited and max(len(wanted), len(key)) > 3:
                    value = max(value, _CLEAR)
                for id_ in names.of(key):
                    label = self._row_of[id_].label
                    scored[label] = max(value, scored.get(label, 0.0))
        gamma = wanted.removesuffix("y") + "gamma"  # a y looks like a γ
        for id_ in self._alike.of(gamma) if wanted.endswith("y") and gamma in self._alike else ():
            scored[self._row_of[id_].label] = 2.0
        words = [word for word in fold(name).split() if len(word) > 3]
        telling = sum(map(len, words)) > 0.6 * len(wanted)
        if telling and (not scored or len(self.rows) < _MANY):
            holding = list(self._holding(max(words, key=len)))
            for row in holding if len(holding) <= _COMMON else ():
                scored[row.label] = max(_words_in(words, row), scored.get(row.label, 0.0))
        best = sorted(scored, key=lambda label: (-scored[label], len(label), label))
        least = _FAR if best and scored[best[0]] >= _CLEAR else _NEAR
        found = [label for label in best if scored[label] >= least]
        return (found or self._with_a_word_like(max(words, key=len, default="")))[:count]

    def _with_a_word_like(self, word: str) -> list[str]:
        """Labels that hold a long word with one letter changed, shortest first."""
        if len(word) < _LONG or len(self.rows) >= _MANY:
            return []
        meant = set(one_edit_from(word))
        holding = [row.label for row in self.rows if meant.intersection(fold(row.label).split())]
        if len(holding) > _COMMON:
            return []
        return sorted(holding, key=lambda label: (len(label), label))

    def _holding(self, word: str) -> Iterator[Named]:
        """Entities with a name or a definition that holds a word."""
        ids = {id_ for key in self._alike if word in key for id_ in self._alike.of(key)}
        for row in self.rows:
            if row.id in ids or (row.definition and word in row.definition.casefold()):
                yield row


class _Owners(dict[str, str | list[str]]):
    """Name -> the id of the entity that has it, or a list of ids."""

    def add(self, name: str, id_: str) -> None:
        known = self.setdefault(name, id_)
        if isinstance(known, list):
            if known[-1] != id_:
                known.append(id_)
        elif known != id_:
            self[name] = [known, id_]

    def of(self, name: str) -> list[str]:
        found = self[name]
        return found if isinstance(found, list) else [found]


_MANY = 20_000
"""Of more names only the very nearest are looked for."""

_LONG = 6
"""Letters of a word that is looked for with one letter changed."""

_COMMON = 20
"""A word that more entities hold, such as "gene", is no clue to any of them."""

_MOST_ALIKE = 300
"""Names that are compared letter by letter."""

_CLEAR, _NEAR, _FAR = 1.8, 1.77, 1.68
"""Least similarity (1 to 2) of a certain match, a match on its own, one beside a certain match.

A name whose words are found in others has 1.8, in definitions 1.78.
"""

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789+/()"


def one_edit_from(word: str) -> Iterator[str]:
    """Every word that is one letter more, less, other or swapped away.

    >>> "baricitinib" in one_edit_from("baracitinib")
    True
    """
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _look_alikes(wanted: str, names: Iterable[str]) -> list[str]:
    """Names that begin with a name, or share a half or else a third with it.

    A slip of one letter leaves one of two halves whole, two slips one of three thirds.
    """
    size = len(wanted)
    if size < 2:
        return []
    begin, end, third = wanted[: max(size // 2, 2)], wanted[size // 2 :], size // 3
    found = [key for key in names if key.startswith(begin) or key.endswith(end)]
    if len(found) < _MOST_ALIKE and third > 2:
        one, two, three = (wanted[at : at + third] for at in (0, third, size - third))
        found += [key for key in names if one in key or two in key or three in key]
    found.sort(key=lambda key: (not key.startswith(wanted), abs(len(key) - size)))
    return found[:_MOST_ALIKE]


def _alikeness(wanted: str, key: str) -> float:
    """How alike two squashed names are, 0 to 1."""
    if key.startswith(wanted):
        return 0.77 + 0.23 * len(wanted) / len(key)
    ratio = difflib.SequenceMatcher(None, wanted, key, autojunk=False).ratio()
    short = min(len(wanted), len(key)) < 6
    return ratio - 0.1 if short else ratio


def _words_in(words: Sequence[str], row: Named) -> float:
    """How well the words of a name are found in the names and the definition of an entity."""
    for text, value in ((" ".join(row.all()), _CLEAR), (row.definition, _NEAR + 0.01)):
        parts = set(re.findall(r"\w+", fold(text)))
        if all(word in parts or word + "s" in parts for word in words):
            return value
    return 0.0


_LOST = (
    "loss|lack|absence|collapse|breakdown|depletion|deficiency|reduction|failure|decrease|decline"
    "|impairment|deficit|knockout|knock out"
)
_LESS = "lost|low|lower|lowered|reduced|decreased|impaired|absent|depleted|deficient|missing"
_LOSS = (
    re.compile(rf"(?:{_LOST}) (?:of|in) (?:the )?(?P<thing>.+)"),
    re.compile(rf"(?:{_LESS}|lack of|less) (?P<thing>.+)"),
    re.compile(rf"(?P<thing>.+) (?:{_LOST}|{_LESS})"),
)


def loss_of(name: str) -> str | None:
    """What the name of a loss refers to; None for a name that is not one of a loss.

    >>> loss_of("loss of immune privilege"), loss_of("IP collapse"), loss_of("IFN-γ")
    ('immune privilege', 'ip', None)
    """
    folded = fold(name)
    for pattern in _LOSS:
        found = pattern.fullmatch(folded)
        if found is not None:
            return found["thing"]
    return None


def written(name: str) -> list[str]:
    """The ways in which a name that means an entity may be written in a list of squashed names.

    >>> written("NK cells")
    ['nk cells', 'nkcell', 'nkcells', 'nk']
    """
    wanted = squash(name)
    loss = loss_of(name)
    others = [] if loss is None else [squash(loss), squash(f"{loss} loss")]
    gene = re.sub(r"^(?:ncbigene|entrez|ensembl):|(?<=\d)\.\d+$", "", wanted)
    plurals = [
        wanted.removesuffix(ending) + instead
        for ending, instead in _PLURALS
        if wanted.endswith(ending)
    ]
    short = wanted.removesuffix(_CELL)
    ways = (fold(name), wanted, name.strip().casefold(), gene, *others, *plurals, short)
    return list(dict.fromkeys(filter(None, ways)))


def resolve_among(entities: Iterable[Entity], name: str) -> str:
    """The id of the one entity among these that a name means.

    Raises UnknownEntity with the nearest names, AmbiguousEntity when several have the name.

    >>> resolve_among([Entity("ifng", "IFN-γ", synonyms=("interferon gamma",))], "Interferon-γ")
    'ifng'
    """
    return NameIndex([named(entity) for entity in entities]).resolve(name)


def nearest_names(entities: Iterable[Entity], wanted: str, count: int = 3) -> list[str]:
    """The labels of the entities whose names are nearest to a name, nearest first.

    >>> nearest_names([Entity("a", "Metformin"), Entity("b", "Child")], "metfromin")
    ['Metformin']
    """
    return NameIndex([named(entity) for entity in entities]).nearest(wanted, count)
