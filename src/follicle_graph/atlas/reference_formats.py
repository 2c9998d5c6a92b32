"""Papers as BibTeX, RIS and CSL-JSON; text of papers is data, and escaped as each form asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from follicle_graph.query.citations import Citation

Papers = Iterable[tuple[Citation, str]]
"""Papers, each with a note."""

_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: "\\" + letter for letter in "{}$&#%_"},
}
_IN_ADDRESS = {"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20", '"': "%22"}
MOST_INITIALS = 6
"""Longer capitals at the end of a name belong to a body ("US FOOD AND ...")."""

_ET_AL = re.compile(r"[,;]?\s*(?:et al\.?|and others)\s*$")


class Author(NamedTuple):
    """A person (family name and initials) or a body (`given` is empty)."""

    family: str
    given: str


def authors_of(text: str) -> tuple[list[Author], bool]:
    """The authors of a citation, and whether there are more ("et al.").

    >>> authors_of("Xing L, Dai Z et al.")
    ([Author(family='Xing', given='L'), Author(family='Dai', given='Z')], True)
    >>> authors_of("US Food and Drug Administration")
    ([Author(family='US Food and Drug Administration', given='')], False)
    """
    text = _plain(text)
    more = bool(_ET_AL.search(text))
    names = re.split(r"\s*[;,]\s*|\s+and\s+(?=[A-Z][a-z'-]+ [A-Z]{1,3}$)", _ET_AL.sub("", text))
    found = []
    for name in filter(None, names):
        family, _, given = name.rpartition(" ")
        person = family and given.isupper() and len(given) <= MOST_INITIALS
        found.append(Author(family, given) if person else Author(name, ""))
    return found, more


def volume_and_issue(text: str) -> tuple[str, str]:
    """The volume and the issue of a citation.

    >>> volume_and_issue("185(4)"), volume_and_issue("20")
    (('185', '4'), ('20', ''))
    """
    found = re.fullmatch(r"([^()]+)\(([^()]+)\)", text.strip())
    return (found[1].strip(), found[2].strip()) if found else (text, "")


def whole_last_page(first: str, last: str) -> str:
    """The last page in full, where a citation shortens it.

    >>> whole_last_page("2116", "24"), whole_last_page("34", "37"), whole_last_page("e12", "e20")
    ('2124', '37', 'e20')
    """
    if first.isdecimal() and last.isdecimal() and len(last) < len(first):
        return first[: len(first) - len(last)] + last
    return last


def bibtex(papers: Papers) -> str:
    """BibTeX entries in UTF-8; keys are unique and safe in LaTeX."""
    return "".join(f"{entry}\n" for entry in _bibtex_entries(papers))


def _bibtex_entries(papers: Papers) -> Iterator[str]:
    used: set[str] = set()
    for paper, note in papers:
        people, more = authors_of(paper.authors)
        names = [_latex_name(one) for one in people]
        described = "" if paper.title else (paper.text or paper.reference).rstrip(".")
        fields = {
            "author": " and ".join([*names, *(["others"] if more else [])]),
            "title": f"{{{_latex(paper.title)}}}" if paper.title else "",
            "journal": _latex(paper.journal),
            "year": _latex(paper.year),
            "volume": _latex(volume_and_issue(paper.volume)[0]),
            "number": _latex(volume_and_issue(paper.volume)[1]),
            "pages": _latex(paper.pages).replace("–", "-").replace("-", "--"),
            "doi": _address(paper.doi),
            "pmid": _latex(paper.pmid),
            "url": _address(paper.url or ""),
            "note": _latex(". ".join(filter(None, [described, note]))),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        kind = "article" if paper.journal else "misc"
        yield f"@{kind}{{{_key(paper, used)},\n" + ",\n".join(lines) + "\n}\n"


def _latex_name(one: Author) -> str:
    """A person as BibTeX splits names; a body in braces, which keeps it whole."""
    family = _latex(one.family)
    return f"{family}, {_latex(one.given)}" if one.given else f"{{{family}}}"


def ris(papers: Papers) -> str:
    """RIS records, one after the other."""
    lines: list[str] = []
    for paper, note in papers:
        people, more = authors_of(paper.authors)
        first, _, last = paper.pages.replace("–", "-").partition("-")
        volume, issue = volume_and_issue(paper.volume)
        fields = [
            ("TY", "JOUR" if paper.journal else "GEN"),
            ("ID", paper.key or paper.reference),
            *(("AU", f"{one.family}, {one.given}" if one.given else one.family) for one in people),
            ("AU", "et al." if more else ""),
            ("TI", paper.title or paper.text or paper.reference),
            ("JO", paper.journal),
            ("PY", paper.year),
            ("VL", volume),
            ("IS", issue),
            ("SP", first),
            ("EP", whole_last_page(first, last)),
            ("DO", paper.doi),
            ("AN", paper.pmid),
            ("UR", paper.url or ""),
            ("N1", note),
        ]
        lines += [f"{tag}  - {_plain(value)}" for tag, value in fields if value]
        lines += ["ER  - ", ""]
    return "".join(f"{line}\r\n" for line in lines)


def csl_json(papers: Papers) -> str:
    """A CSL-JSON array."""
    return json.dumps(list(_csl_items(papers)), ensure_ascii=False, indent=1) + "\n"


def _csl_items(papers: Papers) -> Iterator[dict[str, Any]]:
    used: set[str] = set()
    for paper, note in papers:
        people, more = authors_of(paper.authors)
        names: list[dict[str, str]] = [
            {"family": one.family, "given": one.given} if one.given else {"literal": one.family}
            for one in people
        ]
        item = {
            "id": _key(paper, used),
            "type": "article-journal" if paper.journal else "document",
            "title": _plain(paper.title or paper.text or paper.reference),
            "author": [*names, *([{"literal": "et al."}] if more else [])],
            "container-title": _plain(paper.journal),
            "issued": {"date-parts": [[int(paper.year)]]} if paper.year.isdecimal() else None,
            "volume": _plain(volume_and_issue(paper.volume)[0]),
            "issue": _plain(volume_and_issue(paper.volume)[1]),
            "page": _plain(paper.pages),
            "DOI": paper.doi,
            "PMID": paper.pmid,
            "PMCID": paper.pmc,
            "URL": paper.url,
            "note": note,
        }
        yield {name: value for name, value in item.items() if value}


def _key(paper: Citation, used: set[str]) -> str:
    """A key of letters, digits and `_:-` that no earlier paper has."""
    stem = re.sub(r"[^A-Za-z0-9_:-]+", "_", paper.key or paper.reference).strip("_") or "paper"
    key, number = stem, 1
    while key in used:
        number += 1
        key = f"{stem}_{number}"
    used.add(key)
    return key


def _plain(text: str) -> str:
    """Text on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _plain(text))


def _address(text: str) -> str:
    return "".join(_IN_ADDRESS.get(letter, letter) for letter in _plain(text))
