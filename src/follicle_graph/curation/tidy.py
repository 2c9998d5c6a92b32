"""Write a folder of facts in canonical order and spelling; a second run changes nothing."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from follicle_graph.curation.folder import TABLES, Problem
from follicle_graph.curation.paper_file import (
    ONTOLOGY,
    STATEMENT_FIELDS,
    UNCITED,
    Paper,
    PaperError,
    dump_paper,
    read_paper,
)
from follicle_graph.errors import FollicleGraphError
from follicle_graph.model.vocabulary import read_tsv
from follicle_graph.tools.atomic_file import whole_file

SORTED = {
    "entities.tsv": "id",
    "references.tsv": "key",
    "prefixes.tsv": "prefix",
    "kinds.tsv": "kind",
}
"""Flat list -> the column it is sorted by; the order of the other lists has a meaning."""

SEVERAL = ("disease", "tissue", "species", "claims")
"""Fields of a statement that hold several values."""

_SIGNS = {"1": "+1", "+": "+1", "-": "-1", "−1": "-1", "−": "-1", "+0": "0"}
_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)
_BLANKS = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u3000]+")


def tidy(root: Path, *, write: bool = True) -> tuple[list[str], list[Problem]]:
    """Write the folder in canonical form; return what changed and what was left alone, with why.

    Statements by row number, fields in their order, one plain field per line; entities and
    references sorted; one blank between words, NFC, no blanks at ends, `; ` between values,
    signs as +1, -1, 0, prefixes as in prefixes.tsv; LF, UTF-8. The meaning never changes: a file
    that cannot be read, or holds comments (they would be lost), stays as it is. With `write=False`
    nothing is written.

    Raises OutputError where a file cannot be written.

    >>> import shutil, tempfile
    >>> from follicle_graph.model.vocabulary import knowledge
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     copy = shutil.copytree(str(knowledge()), f"{folder}/knowledge")
    ...     tidy(Path(copy))
    ([], [])
    """
    changed: list[str] = []
    left: list[Problem] = []
    prefixes = _prefixes(root)
    papers = sorted((root / "papers").glob("*.yaml"))
    for path in [root / name for name in TABLES] + papers:
        name = path.relative_to(root).as_posix()
        if not path.is_file():
            continue
        before = path.read_bytes()
        try:
            text = before.decode("utf-8-sig")
            after = _tidy_paper(text, prefixes) if path in papers else _tidy_table(text, name)
        except UnicodeDecodeError:
            left.append(Problem(name, 1, "not UTF-8 text", "save the file as UTF-8"))
        except PaperError as error:
            left.append(Problem(name, error.line, error.message, error.remedy))
        else:
            if after.encode() != before:
                if write:
                    with whole_file(path) as beside:
                        beside.write_bytes(after.encode())
                changed.append(name)
    return changed, left


def _prefixes(root: Path) -> dict[str, str]:
    try:
        rows = read_tsv(root / "prefixes.tsv")
    except (OSError, UnicodeDecodeError, FollicleGraphError):
        return {}
    return {row["prefix"].casefold(): row["prefix"] for row in rows if row.get("prefix")}


def spelled(value: str) -> str:
    """Return a value with one blank between words, in Unicode form NFC.

    >>> spelled("  two\\u00a0 words ")
    'two words'
    """
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", value).strip())


def _several(value: str) -> str:
    return "; ".join(part for part in map(spelled, value.split(";")) if part)


def canonical_fields(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields of a statement in canonical order and spelling.

    >>> canonical_fields({"sign": "1", "id": "R1", "species": "human;mouse"})
    {'id': 'R1', 'sign': '+1', 'species': 'human; mouse'}
    """
    found = {}
    for name in (name for name in STATEMENT_FIELDS if name in fields):
        value = fields[name]
        value = _several(value) if name in SEVERAL else spelled(value)
        if name == "sign":
            value = _SIGNS.get(value, value)
        found[name] = value
    return found


def _tidy_paper(text: str, prefixes: dict[str, str]) -> str:
    text = text.replace("\r\n", "\n")
    paper = read_paper(text)
    if len(_COMMENT.findall(text)) > _marks(paper):
        line = text[: _first_comment(text)].count("\n") + 1
        raise PaperError(line, "comments, which tidy would lose", "move them into `note:`")
    rows = [canonical_fields(dict(fields.values)) for fields in paper.statements]
    rows.sort(key=lambda row: _number(row.get("id", "")))
    return dump_paper(_reference(paper.reference, prefixes), rows)


def _marks(paper: Paper) -> int:
    values = [value for fields in paper.statements for value in fields.values.values()]
    return sum(len(_COMMENT.findall(value)) for value in values)


def _first_comment(text: str) -> int:
    found = _COMMENT.search(text)
    return found.end() - 1 if found else 0


def _number(row: str) -> tuple[int, str]:
    digits = row[1:]
    return (int(digits), "") if digits.isdecimal() else (1 << 62, row)


def _reference(reference: str, prefixes: dict[str, str]) -> str:
    reference = spelled(reference)
    if reference in (ONTOLOGY, UNCITED):
        return reference
    prefix, colon, local = reference.partition(":")
    return f"{prefixes.get(prefix.strip().casefold(), prefix)}{colon}{local.strip()}"


def _tidy_table(text: str, name: str) -> str:
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip("\t ")]
    rows = [[spelled(cell) for cell in line.split("\t")] for line in lines]
    if not rows:
        return text
    head, *body = rows
    if name in SORTED and SORTED[name] in head and all(len(row) == len(head) for row in body):
        column = head.index(SORTED[name])
        body.sort(key=lambda row: row[column])
    for column, title in enumerate(head):
        if title == "synonyms":
            for row in body:
                if column < len(row):
                    row[column] = _several(row[column])
    return "".join("\t".join(row) + "\n" for row in [head, *body])
