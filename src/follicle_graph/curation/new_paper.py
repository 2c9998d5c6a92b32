"""Add a new paper to the folder of facts: its file and its line in the table of references."""

from __future__ import annotations

import re
from pathlib import Path

from follicle_graph.curation.evidence_rules import CITATION
from follicle_graph.curation.folder import Folder, Row, read_folder
from follicle_graph.curation.identifier_rules import portable, problem_of_curie
from follicle_graph.curation.paper_file import dump_paper
from follicle_graph.curation.tidy import spelled
from follicle_graph.errors import CurationError, InvalidQuestion
from follicle_graph.tools.atomic_file import whole_file

SKELETON = ("subject", "predicate", "object", "sign", "layer", "species", "grade", "summary")
"""The fields of a skeleton that a curator fills in; `check` lists those that are needed."""

_COLUMN = {"PMID": "pmid", "DOI": "doi", "PMC": "pmc"}


def add_paper(
    root: Path,
    reference: str,
    *,
    key: str = "",
    authors: str = "",
    title: str = "",
    journal: str = "",
    year: str = "",
    volume: str = "",
    pages: str = "",
) -> Path:
    """Write `papers/KEY.yaml` and the paper's line in `references.tsv`; return the file's path.

    The file holds one skeleton statement with the next free row number.

    Parameters
    ----------
    root
        The folder of facts.
    reference
        `PMID:…`, `DOI:…` or `PMC:…`.
    key
        The name of the file; made from the reference when empty.
    authors, title, journal, year, volume, pages
        What the paper shows. `check` asks for authors, journal and year.

    Raises
    ------
    InvalidQuestion
        The identifier or the key is malformed, or is there already.
    CurationError
        The folder cannot be read.
    OutputError
        The files cannot be written.

    Examples
    --------

    >>> import shutil, tempfile
    >>> from follicle_graph.model.vocabulary import knowledge
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     root = Path(shutil.copytree(str(knowledge()), f"{folder}/knowledge"))
    ...     print(add_paper(root, "pmid:1", key="smith2030").read_text(encoding="utf-8")[:37])
    reference: PMID:1
    statements:
    - id: R
    """
    folder = read_folder(root)
    if folder.problems:
        raise CurationError(folder.problems)
    curie = spelled_reference(reference, folder.tables["prefixes.tsv"])
    key = key or re.sub(r"[^A-Za-z0-9_.\-]", "_", curie)
    _refuse_known(folder, curie, key)
    row = {"id": f"R{next_row(folder)}", **dict.fromkeys(SKELETON, ""), "status": "verified"}
    prefix, _, local = curie.partition(":")
    line = {"key": key, _COLUMN[prefix]: local, "curie": curie}
    line |= {"type": "primary", "status": "verified"}
    shown = (authors, title, journal, year, volume, pages)
    line |= dict(zip(CITATION, map(spelled, shown), strict=True))
    path, listing = root / "papers" / f"{key}.yaml", root / "references.tsv"
    head, *lines = listing.read_text(encoding="utf-8-sig").splitlines()
    lines.append("\t".join(line.get(column, "") for column in head.split("\t")))
    lines.sort(key=lambda text: text.split("\t")[head.split("\t").index("key")])
    with whole_file(listing) as beside_listing, whole_file(path) as beside:
        beside.write_text(dump_paper(curie, [row]), encoding="utf-8", newline="\n")
        beside_listing.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8", newline="\n")
    return path


def spelled_reference(reference: str, prefixes: list[Row]) -> str:
    """Return the identifier of a paper with its prefix as prefixes.tsv writes it.

    Raises InvalidQuestion when it is malformed.
    """
    prefix, _, local = (part.strip() for part in str(reference).partition(":"))
    curie = f"{prefix.upper()}:{local}"
    problem = problem_of_curie(curie, prefixes, "reference")
    if problem or prefix.upper() not in _COLUMN:
        why = (
            f"{problem[0]} ({problem[1]})"
            if problem
            else f"{curie!r} names no paper that others can find"
        )
        raise InvalidQuestion(
            why,
            argument="reference",
            value=reference,
            remedy="write PMID:25129481, DOI:10.1038/nm.3645 or PMC:PMC3863330",
        )
    return curie


def next_row(folder: Folder) -> int:
    """Return the first row number above all that are used or were removed."""
    rows = [claim.fields.values.get("id", "") for claim in folder.claims]
    rows += [row.values["id"] for row in folder.tables["removed.tsv"]]
    numbers = [int(row[1:]) for row in rows if row.startswith("R") and row[1:].isdecimal()]
    return max(numbers, default=0) + 1


def _refuse_known(folder: Folder, curie: str, key: str) -> None:
    prefix, _, local = curie.partition(":")
    if not portable(key):
        raise InvalidQuestion(
            f"{key!r} is no file name on every system",
            argument="key",
            value=key,
            remedy="use letters, digits, '_', '-' and '.'",
        )
    for line, values in folder.tables["references.tsv"]:
        same = values["curie"].casefold() == curie.casefold()
        if same or values[_COLUMN[prefix]].casefold() == local.casefold():
            raise InvalidQuestion(
                f"{curie} is there already, as papers/{values['key']}.yaml (references.tsv:{line})",
                argument="reference",
                value=curie,
                remedy="add the statements to that file",
            )
        if values["key"].casefold() == key.casefold():
            raise InvalidQuestion(
                f"the key {key!r} is taken (references.tsv:{line})",
                argument="key",
                value=key,
                remedy="choose another",
            )
