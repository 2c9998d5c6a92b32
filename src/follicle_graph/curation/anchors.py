"""Anchors: which sentence of a text supports a statement, without copying the sentence.

The field `anchor` of a statement is the first twelve hex digits of the SHA-256 of the supporting
sentence, after it is normalised: Unicode NFKC, lower case, single spaces, no spaces and no marks
of `. , ; : ! ?` at its end. `anchor_in` says where the sentence stands: in the `abstract`, the
full `text` or a `label`. Whoever has the text can verify the anchor; the sentence is not shipped.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from follicle_graph.curation.folder import Folder, Problem
from follicle_graph.errors import FormatError, InvalidQuestion

ANCHOR = re.compile(r"[0-9a-f]{12}")
PLACES = ("abstract", "text", "label")

_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"(?<=[.!?:;])[\"')\]]*\s+|\n\s*")
_LONGEST = 8
"""A supporting sentence spans at most this many pieces of text between two breaks."""
_LARGEST = 200_000_000
"""Bytes of a file of texts that are read at most."""


def anchor_of(sentence: str) -> str:
    """The anchor of a sentence.

    >>> anchor_of("IFN-γ  fell.") == anchor_of("ifn-γ fell")
    True
    """
    return hashlib.sha256(_normal(sentence).encode()).hexdigest()[:12]


_EMPTY = hashlib.sha256(b"").hexdigest()[:12]
"""The anchor of no sentence: it verifies nothing."""


def anchors_in(text: str) -> frozenset[str]:
    """The anchors of all sentences of a text, and of runs of neighbouring ones.

    A heading ("RESULTS:") and an abbreviation ("vs.") end a piece, so that runs of pieces are
    tried as well: a sentence is found with and without its heading.

    >>> anchor_of("It fell vs. placebo.") in anchors_in("RESULTS: It fell vs. placebo. So what?")
    True
    """
    found = set()
    ends = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    for number, start in enumerate(ends[:-1]):
        for end in ends[number + 1 : number + 1 + _LONGEST]:
            found.add(anchor_of(text[start:end]))
    return frozenset(found - {_EMPTY})


class Checked(NamedTuple):
    """What a check of anchors found."""

    verified: int
    problems: tuple[Problem, ...]
    without_text: tuple[str, ...]
    without_anchor: int

    def __str__(self) -> str:
        return (
            f"{self.verified} anchors verified, {len(self.problems)} not found in their text, "
            f"{len(self.without_text)} without a text here, "
            f"{self.without_anchor} statements without an anchor"
        )


def check_anchors(folder: Folder, texts: Mapping[str, str]) -> Checked:
    """Verify the anchor of every statement whose paper has a text.

    Parameters
    ----------
    folder
        The facts.
    texts
        Text by the CURIE (`PMID:…`, `DOI:…`, `PMC:…`) or the key of its paper, in lower case, as
        from `read_texts`.

    Returns
    -------
    Checked
        `problems` are anchors that their text does not hold; `without_text` ids of statements
        whose paper has no text here.
    """
    names = {row.values["key"]: _names_of(row.values) for row in folder.tables["references.tsv"]}
    keys = {row.values["curie"]: row.values["key"] for row in folder.tables["references.tsv"]}
    known: dict[str, frozenset[str]] = {}
    verified, bare = 0, 0
    problems, missing = [], []
    for claim in folder.claims:
        values = claim.fields.values
        wanted = values.get("anchor", "")
        if not wanted:
            bare += 1
            continue
        key = keys.get(values.get("reference") or claim.reference, "")
        text = next((texts[name] for name in names.get(key, ()) if name in texts), None)
        if text is None:
            missing.append(values.get("id", ""))
            continue
        if key not in known:
            known[key] = anchors_in(text)
        if wanted in known[key]:
            verified += 1
        else:
            problems.append(
                Problem(
                    claim.file,
                    claim.fields.lines.get("anchor", claim.fields.line),
                    f"{values.get('id')}: no sentence of the text of {key} has the anchor {wanted}",
                    "read the paper again and correct the statement or its anchor",
                )
            )
    return Checked(verified, tuple(problems), tuple(missing), bare)


def anchors_written(folder: Folder) -> Iterator[Problem]:
    """An anchor has twelve hex digits, is of a sentence, and says where its sentence stands."""
    for claim in folder.claims:
        values, lines = claim.fields.values, claim.fields.lines
        anchor, place = values.get("anchor", ""), values.get("anchor_in", "")
        if not anchor and not place:
            continue
        if not ANCHOR.fullmatch(anchor) or anchor == _EMPTY:
            line = lines.get("anchor", claim.fields.line)
            what = f"anchor {anchor!r}" + " of an empty sentence" * (anchor == _EMPTY)
            remedy = "write what `anchor_of(sentence)` gives, in quotes"
            yield Problem(claim.file, line, what, remedy)
        if place not in PLACES:
            line = lines.get("anchor_in", claim.fields.line)
            yield Problem(claim.file, line, f"anchor_in {place!r}", f"use {', '.join(PLACES)}")


def _names_of(values: Mapping[str, str]) -> tuple[str, ...]:
    """What the text of a reference may be called."""
    named = [values.get("key", ""), values.get("curie", "")]
    named += [f"{field}:{values[field]}" for field in ("pmid", "doi", "pmc") if values.get(field)]
    return tuple(name.casefold() for name in named if name)


def read_texts(folder: Path) -> dict[str, str]:
    """The texts of a folder, by the CURIE or key of their paper in lower case.

    Parameters
    ----------
    folder
        A folder with any of: PubMed XML (`.xml`, as PubMed exports it), MEDLINE (`.nbib` or
        `.txt` that begins with `PMID- `), and plain text named by the paper: `25129481.txt`,
        `PMID_25129481.txt`, `PMC6783643.txt`, or its key, `xing2014.txt`.

    Raises
    ------
    InvalidQuestion
        When there is no such folder.
    FormatError
        When a file is no XML, or no UTF-8 text.
    """
    if not folder.is_dir():
        raise InvalidQuestion(
            f"{folder} is no folder",
            argument="texts",
            value=str(folder),
            remedy="name a folder of PubMed XML, MEDLINE or text files",
        )
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.casefold() not in (".xml", ".nbib", ".txt") or not path.is_file():
            continue
        for name, text in _texts_of(path):
            found.setdefault(name.casefold(), []).append(text)
    return {name: "\n".join(texts) for name, texts in found.items()}


def _texts_of(path: Path) -> Iterator[tuple[str, str]]:
    if path.stat().st_size > _LARGEST:
        raise FormatError(str(path), f"larger than {_LARGEST} bytes", remedy="split it")
    if path.suffix.casefold() == ".xml":
        yield from _pubmed(path)
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError(str(path), "no text in UTF-8", remedy="save it as UTF-8") from None
    if text.lstrip().startswith("PMID- "):
        yield from _medline(text)
    else:
        yield _name(path.stem), text


def _name(stem: str) -> str:
    """The CURIE or key that the name of a file stands for.

    >>> _name("25129481"), _name("PMID_25129481"), _name("PMC6783643"), _name("xing2014")
    ('PMID:25129481', 'PMID:25129481', 'PMC:PMC6783643', 'xing2014')
    """
    if stem.isdecimal():
        return f"PMID:{stem}"
    if re.fullmatch(r"PMC\d+", stem, re.IGNORECASE):
        return f"PMC:{stem}"
    return re.sub(r"^(PMID|PMC|DOI)[_ ](?=.)", r"\1:", stem, flags=re.IGNORECASE)


def _medline(text: str) -> Iterator[tuple[str, str]]:
    """Title and abstract of each record; lines that begin with six spaces go on."""
    for record in re.split(r"\n(?=PMID- )", re.sub(r"\r?\n {6}", " ", text)):
        fields: dict[str, str] = {}
        for line in record.splitlines():
            fields.setdefault(line[:4].strip(), line[6:])
        if fields.get("PMID"):
            yield (
                f"PMID:{fields['PMID'].strip()}",
                f"{fields.get('TI', '')}\n{fields.get('AB', '')}",
            )


def _pubmed(path: Path) -> Iterator[tuple[str, str]]:
    """Title and abstract of each article."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(path.read_bytes())
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise FormatError(
            str(path), f"no sound XML ({error})", remedy="export it from PubMed again"
        ) from None
    for article in root.iter("PubmedArticle"):
        number = article.findtext(".//MedlineCitation/PMID") or article.findtext(".//PMID") or ""
        parts = [
            "".join(part.itertext())
            for name in ("ArticleTitle", "AbstractText")
            for part in article.iter(name)
        ]
        if number:
            yield f"PMID:{number.strip()}", "\n".join(parts)


def _normal(sentence: str) -> str:
    plain = _SPACE.sub(" ", unicodedata.normalize("NFKC", sentence).lower()).strip()
    return plain.rstrip(" .,;:!?")
