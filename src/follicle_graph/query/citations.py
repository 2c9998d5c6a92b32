"""What is known of a paper: its fields, and how it is cited in a line or in a few words."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import NamedTuple

from follicle_graph.model.vocabulary import citation_line, references, url

FIELDS = ("authors", "title", "journal", "year", "volume", "pages", "pmid", "doi", "pmc", "type")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PREFIX = {"pmid": "PMID", "doi": "DOI", "pmc": "PMC"}


class Citation(NamedTuple):
    """The fields of one reference; unknown ones are empty."""

    reference: str
    key: str = ""
    authors: str = ""
    title: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    pages: str = ""
    pmid: str = ""
    doi: str = ""
    pmc: str = ""
    type: str = ""
    text: str = ""

    @property
    def url(self) -> str | None:
        """Where the paper can be read; None when no identifier is known."""
        found = url(self.reference)
        for field, prefix in _PREFIX.items():
            if found is None and getattr(self, field):
                found = url(f"{prefix}:{getattr(self, field)}")
        return found

    @property
    def short(self) -> str:
        """First author and year, such as "Xing L et al. 2014".

        Without authors the journal and year, else the first words of the title, else the
        reference.

        >>> citation("PMID:1").short
        'PMID:1'
        """
        first = self.authors.split(";")[0].split(",")[0].strip()
        several = any(mark in self.authors for mark in (";", ",", " et al"))
        if not first and self.journal and self.year:
            return f"{self.journal} {self.year}"
        if not first:
            return shorten(self.title, 40, placeholder=" …") or self.reference
        if several and not first.endswith("et al."):
            first = f"{first} et al."
        return f"{first} {self.year}".strip()

    @property
    def line(self) -> str:
        """The whole citation on one line."""
        if not (self.title or self.journal):
            return self.text or self.reference
        fields = (self.authors, self.title, self.journal, self.year, self.volume, self.pages)
        return citation_line(*fields)


def citation(reference: str) -> Citation:
    """The fields of a reference as evidence names it; of an unknown one only its identifier.

    >>> citation("PMID:25129481").pmid
    '25129481'
    """
    known = references().get(reference)
    prefix, _, local = reference.partition(":")
    own = {field: local for field, name in _PREFIX.items() if name == prefix and local}
    if known is None:
        return Citation(reference, **own)
    fields = {field: str(getattr(known, field, "") or "") for field in FIELDS}
    text = str(getattr(known, "citation", "") or "")
    if not fields["authors"]:
        head = re.match(r"(.{2,60}? et al)\.", text)
        fields["authors"] = f"{head[1]}." if head else ""
    if not fields["year"]:
        year = _YEAR.search(text)
        fields["year"] = year[0] if year else ""
    return Citation(reference, known.key, text=text, **{**own, **_given(fields)})


def _given(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
