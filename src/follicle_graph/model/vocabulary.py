"""The flat lists of the knowledge folder, read once: grades, predicates, lanes, references."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal, NamedTuple

from follicle_graph.errors import FollicleGraphError

DISCLAIMER = "Research software on literature evidence, not medical advice."

LAYERS = (
    "mechanism",
    "clinical",
    "genetic",
    "safety",
    "biomarker",
    "structural",
    "correlative",
)
"""The closed list of layers."""

DEFAULT_LAYER = "mechanism"
"""The layer of an edge that states none, and the one that causal questions use by default."""

HUMAN_GRADES = (
    "meta-analysis",
    "trial",
    "human genetic",
    "human observational",
    "case series",
)
"""Grades of evidence that only people can give."""

STANCE_OF_NULL: Mapping[str, Literal["refutes", "disputes"]] = MappingProxyType(
    {"no_effect_on": "refutes", "ineffective_for": "refutes", "disputed_effect_on": "disputes"}
)
"""Predicates of null and disputed findings -> their stance on signed edges of the same pair."""

GIVEN = frozenset(("drug", "drug_class", "procedure"))
"""Kinds of entities that are given to people."""

ON_TARGET = ("activates", "binds", "inhibits")
"""The predicates of a drug on the molecules that it acts on."""

MARKERS = frozenset(
    {
        "has_increased_marker",
        "has_decreased_marker",
        "has_symptom",
        "biomarker_for",
        "predicts_response_to",
        "associated_with",
        "is_a",
        "part_of",
    }
)
"""Predicates that carry no effect: no step of a path or a model unless a question names them."""

UNCITED = "uncited"


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper, popular article, label or record that evidence names, with what was seen of it.

    `authors` are as printed ("Xing L, Dai Z et al."); a `title` in square brackets is a
    description by the curators where the title itself was not seen; `journal` is also the site or
    body that published; `type` and `status` come from closed lists; remarks stand in `note` alone.
    """

    key: str
    curie: str
    type: str = ""
    status: str = ""
    authors: str = ""
    title: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    pages: str = ""
    pmid: str = ""
    doi: str = ""
    pmc: str = ""
    note: str = ""

    @property
    def citation(self) -> str:
        """Authors, title, journal, year, volume and pages, as far as they were seen.

        >>> references()["PMID:16382666"].citation
        'Itami S, Inui S. Role of androgen in mesenchymal epithelial interactions in human hair \
follicle. J Investig Dermatol Symp Proc 2005;10:209-11'
        """
        fields = ("authors", "title", "journal", "year", "volume", "pages")
        return citation_line(*(getattr(self, name) for name in fields))

    @property
    def url(self) -> str | None:
        """Where the reference can be read: PubMed, DOI or PMC; None when no identifier was seen.

        >>> references()["PMID:32533873"].url
        'https://pubmed.ncbi.nlm.nih.gov/32533873/'
        """
        found = (("PMID", self.pmid), ("DOI", self.doi), ("PMC", self.pmc))
        return next((_RESOLVERS[kind].format(local) for kind, local in found if local), None)


def citation_line(
    authors: str, title: str, journal: str, year: str, volume: str, pages: str
) -> str:
    """A citation on one line, of the fields that are known; `citationOf` in `data.js` does it too.

    >>> citation_line("Xing L et al.", "A title.", "Nat Med", "2014", "20", "1043-9")
    'Xing L et al. A title. Nat Med 2014;20:1043-9'
    """
    place = " ".join(filter(None, (journal, year)))
    place += (f";{volume}" if volume else "") + (f":{pages}" if pages else "")
    return ". ".join(part.rstrip(".") for part in (authors, title, place) if part)


_RESOLVERS = {
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "DOI": "https://doi.org/{}",
    "PMC": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
}


def url(reference: str | None) -> str | None:
    """The web address of a reference, else None.

    A reference of the atlas has the address of its best identifier; any other `PMID:`, `DOI:` or
    `PMC:` reference the address that its prefix gives.

    >>> url("DOI:10.1/any"), url("SOURCE:S1")
    ('https://doi.org/10.1/any', None)
    """
    if reference is not None and reference in references():
        return references()[reference].url
    prefix, _, local = (reference or "").partition(":")
    pattern = _RESOLVERS.get(prefix)
    return pattern.format(local) if pattern and local else None


def knowledge() -> Traversable:
    """The folder of curated facts that ships with the library."""
    return files("follicle_graph").joinpath("knowledge")


def read_tsv(file: Traversable) -> list[dict[str, str]]:
    """The rows of a tab-separated file as dicts of strings, exactly as they stand.

    Raises `FollicleGraphError` on a row whose number of fields differs from the header's.

    >>> read_tsv(knowledge().joinpath("grades.tsv"))[0]["grade"]
    'meta-analysis'
    """
    lines = file.read_text(encoding="utf-8").split("\n")
    header = lines[0].split("\t")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        fields = line.split("\t")
        if len(fields) != len(header):
            raise FollicleGraphError(
                f"{file.name}:{number} has {len(fields)} fields, its header {len(header)}; "
                "put exactly one tab between fields"
            )
        rows.append(dict(zip(header, fields, strict=True)))
    return rows


@cache
def grades() -> Mapping[str, float]:
    """Grade -> weight in 0..1, strongest first (`knowledge/grades.tsv`).

    >>> grades()["trial"]
    0.8
    """
    rows = read_tsv(knowledge().joinpath("grades.tsv"))
    return MappingProxyType({row["grade"]: float(row["weight"]) for row in rows})


@cache
def predicates() -> Mapping[str, int]:
    """Curated predicate -> sign: +1, -1 or 0 (`knowledge/predicates.tsv`).

    >>> predicates()["treats"], predicates()["regulates"]
    (-1, 0)
    """
    rows = read_tsv(knowledge().joinpath("predicates.tsv"))
    return MappingProxyType({row["predicate"]: int(row["sign"]) for row in rows})


@cache
def lanes() -> tuple[str, ...]:
    """The lanes of a pathway figure from top to bottom (`knowledge/lanes.tsv`).

    >>> lanes()[1]
    'immune cells'
    """
    return tuple(lane_captions())


@cache
def lane_captions() -> Mapping[str, str]:
    """Lane -> its caption in pictures, from top to bottom.

    >>> lane_captions()["clinical outcome"]
    'Clinical outcome'
    """
    rows = read_tsv(knowledge().joinpath("lanes.tsv"))
    return MappingProxyType({row["lane"]: row["caption"] for row in rows})


@cache
def headlines() -> tuple[tuple[str, str], ...]:
    """The (source, target) pairs whose shortest specific paths make the spine.

    >>> ("ifng", "hf_immune_privilege") in headlines()
    True
    """
    rows = read_tsv(knowledge().joinpath("headlines.tsv"))
    return tuple((row["source"], row["target"]) for row in rows)


class Theme(NamedTuple):
    """A ready picture: its title, and the pairs whose shortest specific paths make it."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@cache
def themes() -> Mapping[str, Theme]:
    """Name of a ready picture -> its theme (`knowledge/pictures.tsv`).

    >>> themes()["ifng-privilege"].title
    'IFN-γ and immune privilege'
    """
    rows = read_tsv(knowledge().joinpath("pictures.tsv"))
    found: dict[str, Theme] = {}
    for row in rows:
        known = found.get(row["picture"], Theme(row["title"], ()))
        pair = (row["source"], row["target"])
        found[row["picture"]] = Theme(known.title, (*known.pairs, pair))
    return MappingProxyType(found)


class Edition(NamedTuple):
    """An edition of the curated facts: its number and its date (`knowledge/editions.tsv`)."""

    number: int
    date: str

    def __str__(self) -> str:
        return f"edition {self.number}, {self.date}"


@cache
def editions() -> tuple[Edition, ...]:
    """The editions of the facts, oldest first; the last is the installed one.

    >>> print(editions()[0])
    edition 1, 2026-11-21
    """
    rows = read_tsv(knowledge().joinpath("editions.tsv"))
    return tuple(Edition(int(row["edition"]), row["date"]) for row in rows)


_EDITION = re.compile(r"\(facts: edition (\d+)")


def edition_of(version: str) -> Edition:
    """The edition of the facts that a curated graph with this `version` holds.

    The first edition did not write its number: a version without one is of the first edition.
    An edition newer than the installed one comes back with its number and no date.

    >>> edition_of("0.1.0").number
    1
    """
    said = _EDITION.search(version)
    number = int(said[1]) if said else 1
    return next((one for one in editions() if one.number == number), Edition(number, ""))


def is_cited(reference: str | None) -> bool:
    """Whether a reference counts as one: a paper or document, not the hierarchy of an ontology.

    >>> is_cited("PMID:25129481"), is_cited("ONT:CL"), is_cited(None)
    (True, False, False)
    """
    return bool(reference) and not str(reference).startswith("ONT:")


@cache
def references() -> Mapping[str, Reference]:
    """Reference as evidence names it -> Reference (`knowledge/references.tsv`).

    >>> references()["PMID:25129481"].key
    'xing2014'
    """
    rows = read_tsv(knowledge().joinpath("references.tsv"))
    return MappingProxyType({row["curie"]: Reference(**row) for row in rows})
