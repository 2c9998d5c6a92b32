"""The blocking rules for identifiers: their spelling, the closed list of kinds, names of files.

The patterns are those of the Bioregistry, frozen in `knowledge/prefixes.tsv` with their release
(Hoyt et al. 2022, doi:10.1038/s41597-022-01807-3): twenty lines in place of a package that brings
its own web clients.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from follicle_graph.curation.folder import Folder, Problem, Row, listed

_COLUMNS = {"PMID": "pmid", "DOI": "doi", "PMC": "pmc"}
_RESERVED = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}
_PORTABLE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*(?<![.])")
_IDENTIFIER = re.compile(r"[A-Za-z]+:\S+")


def problem_of_curie(curie: str, prefixes: list[Row], use: str) -> tuple[str, str] | None:
    """Return what is wrong with an identifier and what to do, or None when it is well spelled.

    `use` is the use that its prefix must have: `entity`, `xref`, `reference`, `ontology`, `eco`.

    >>> from follicle_graph.curation.folder import read_folder
    >>> from follicle_graph.model.vocabulary import knowledge
    >>> known = read_folder(knowledge()).tables["prefixes.tsv"]
    >>> problem_of_curie("GO:0042612", known, "entity")
    >>> problem_of_curie("GO:42612", known, "entity")[0]
    "CURIE 'GO:42612' does not fit the pattern of GO"
    """
    uses = (use, "entity") if use == "xref" else (use,)
    allowed = {row.values["prefix"]: row.values for row in prefixes if row.values["use"] in uses}
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in allowed:
        near = next((known for known in allowed if known.casefold() == prefix.casefold()), None)
        remedy = f"write {near}:…" if near else f"use one of {', '.join(allowed)}"
        return f"prefix of {curie!r} is unknown for this use", remedy
    pattern = allowed[prefix]["pattern"]
    if not re.fullmatch(pattern, local, re.ASCII):
        return f"CURIE {curie!r} does not fit the pattern of {prefix}", f"after {prefix}: {pattern}"
    return None


def portable(key: str) -> bool:
    """Return whether a key can name a file on every system, Windows included.

    >>> portable("xing2014"), portable("con"), portable("a:b"), portable("a.")
    (True, False, False, False)
    """
    return bool(_PORTABLE.fullmatch(key)) and key.split(".")[0].casefold() not in _RESERVED


def prefixes_readable(folder: Folder) -> Iterator[Problem]:
    """Every pattern of prefixes.tsv is a regular expression."""
    for line, values in folder.tables["prefixes.tsv"]:
        try:
            re.compile(values["pattern"])
        except re.error as error:
            message = f"pattern {values['pattern']!r}: {error}"
            yield Problem("prefixes.tsv", line, message, "write a regular expression")


def curies_spelled(folder: Folder) -> Iterator[Problem]:
    """Identifiers of entities, references and evidence fit the pattern of their prefix."""
    if any(prefixes_readable(folder)):
        return
    prefixes = folder.tables["prefixes.tsv"]

    def judge(file: str, line: int, curie: str, use: str) -> Iterator[Problem]:
        found = problem_of_curie(curie, prefixes, use)
        if found:
            yield Problem(file, line, *found)

    for line, values in folder.tables["entities.tsv"]:
        own = f"local:{values['id']}"
        yield from judge("entities.tsv", line, values["curie"], "entity")
        if values["curie"].startswith("local:") and values["curie"] != own:
            message = f"local CURIE {values['curie']!r} of {values['id']}"
            yield Problem("entities.tsv", line, message, f"write {own}")
        for other in listed(values["xrefs"]):
            if _IDENTIFIER.fullmatch(other):
                yield from judge("entities.tsv", line, other, "xref")
    for line, values in folder.tables["references.tsv"]:
        yield from judge("references.tsv", line, values["curie"], "reference")
        prefix, _, local = values["curie"].partition(":")
        column = _COLUMNS.get(prefix)
        if column and values[column] != local:
            message = f"{column} {values[column]!r} where the CURIE is {values['curie']}"
            yield Problem("references.tsv", line, message, "give both the same number")
        for prefix, column in _COLUMNS.items():
            if values[column]:
                yield from judge("references.tsv", line, f"{prefix}:{values[column]}", "reference")
    for claim in folder.claims:
        fields = claim.fields
        for key, use in (("eco", "eco"), ("reference", "ontology")):
            if fields.values.get(key):
                yield from judge(claim.file, fields.lines[key], fields.values[key], use)


def kinds_known(folder: Folder) -> Iterator[Problem]:
    """The kind of an entity comes from the closed list."""
    kinds = [row.values["kind"] for row in folder.tables["kinds.tsv"]]
    for line, values in folder.tables["entities.tsv"]:
        if values["kind"] not in kinds:
            message = f"unknown kind {values['kind']!r} of {values['id']}"
            yield Problem("entities.tsv", line, message, f"use one of {', '.join(kinds)}")


def genes_known(folder: Folder) -> Iterator[Problem]:
    """Every entity with an HGNC id has a line in genes.tsv; symbols are unique."""
    genes = {row.values["hgnc"] for row in folder.tables["genes.tsv"]}
    remedy = "add its line from HGNC: id, approved symbol, Entrez and Ensembl id"
    for line, values in folder.tables["entities.tsv"]:
        if values["curie"].startswith("HGNC:") and values["curie"] not in genes:
            message = f"{values['curie']} of {values['id']} is not in genes.tsv"
            yield Problem("entities.tsv", line, message, remedy)
    for column in ("hgnc", "symbol", "entrez", "ensembl"):
        seen: dict[str, int] = {}
        for line, values in folder.tables["genes.tsv"]:
            value = values[column]
            if value and value in seen:
                message = f"duplicate {column} {value!r}, first on line {seen[value]}"
                yield Problem("genes.tsv", line, message, "keep one of the two")
            seen.setdefault(value, line)


def files_portable(folder: Folder) -> Iterator[Problem]:
    """Keys can name files on every system, and differ by more than case."""
    first: dict[str, tuple[str, int]] = {}
    for line, values in folder.tables["references.tsv"]:
        key = values["key"]
        if key and not portable(key):
            message = f"key {key!r} is no file name on every system"
            remedy = "use letters, digits, '_', '-' and '.', and no device name such as con"
            yield Problem("references.tsv", line, message, remedy)
        other, where = first.setdefault(key.casefold(), (key, line))
        if other != key:
            message = f"keys {key!r} and {other!r} (line {where}) differ in case only"
            yield Problem("references.tsv", line, message, "rename one; some systems see one file")
    files: dict[str, str] = {}
    for file, _, line in folder.headers:
        other_file = files.setdefault(file.casefold(), file)
        if other_file != file:
            message = f"the names of {file} and {other_file} differ in case only"
            yield Problem(file, line, message, "rename one; some systems see one file")


IDENTIFIER_RULES: tuple[Callable[[Folder], Iterator[Problem]], ...] = (
    prefixes_readable,
    curies_spelled,
    kinds_known,
    genes_known,
    files_portable,
)
