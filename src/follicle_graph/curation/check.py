"""The blocking rules for the facts: one function per rule; all problems are reported at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib.resources.abc import Traversable

from follicle_graph.curation.anchors import anchors_written
from follicle_graph.curation.evidence_rules import EVIDENCE_RULES
from follicle_graph.curation.folder import Claim, Folder, Problem, Row, listed, read_folder
from follicle_graph.curation.identifier_rules import IDENTIFIER_RULES
from follicle_graph.curation.paper_file import ONTOLOGY, UNCITED
from follicle_graph.curation.treatment_rules import TREATMENT_RULES
from follicle_graph.model.names import fold
from follicle_graph.model.vocabulary import LAYERS

REQUIRED = ("id", "subject", "predicate", "object", "sign", "layer", "grade", "status")
STATUSES = ("verified", "title-seen", UNCITED)
_ROW_ID = re.compile(r"R\d+")


def check(root: Traversable) -> list[Problem]:
    """Return every blocking problem of a folder of facts, sorted by file and line.

    Parameters
    ----------
    root
        The folder, as `model.vocabulary.knowledge` returns the installed one.

    Examples
    --------

    >>> from follicle_graph.model.vocabulary import knowledge
    >>> check(knowledge())
    []
    """
    folder = read_folder(root)
    problems = set(folder.problems)
    for rule in RULES:
        problems.update(rule(folder))
    return sorted(problems)


def _at(claim: Claim, key: str, message: str, remedy: str) -> Problem:
    line = claim.fields.lines.get(key, claim.fields.line)
    return Problem(claim.file, line, message, remedy)


def _column(folder: Folder, table: str, column: str) -> dict[str, Row]:
    return {row.values[column]: row for row in folder.tables[table]}


def unique_rows(folder: Folder) -> Iterator[Problem]:
    """Ids of entities and rows, and keys and names of the flat lists, are unique."""
    for table, column in (
        ("entities.tsv", "id"),
        ("references.tsv", "key"),
        ("references.tsv", "curie"),
        ("predicates.tsv", "predicate"),
        ("grades.tsv", "grade"),
        ("lanes.tsv", "lane"),
    ):
        seen: dict[str, int] = {}
        for line, values in folder.tables[table]:
            value = values[column]
            if not value:
                yield Problem(table, line, f"no {column}", "fill it in or remove the row")
            elif value in seen:
                message = f"duplicate {column} {value!r}, first on line {seen[value]}"
                yield Problem(table, line, message, "keep one of the two")
            seen.setdefault(value, line)
    first: dict[str, Claim] = {}
    for claim in folder.claims:
        row = claim.fields.values.get("id", "")
        if row in first and row:
            where = f"{first[row].file}:{first[row].fields.line}"
            yield _at(claim, "id", f"duplicate row {row}, first in {where}", "give it a new number")
        first.setdefault(row, claim)


def unique_names(folder: Folder) -> Iterator[Problem]:
    """A label, short label or synonym belongs to one entity only, whatever its spelling."""
    first: dict[str, tuple[str, int]] = {}
    for line, values in folder.tables["entities.tsv"]:
        if not values["label"]:
            yield Problem("entities.tsv", line, f"{values['id']} has no label", "write one")
        names = (values["label"], values["short_label"], *listed(values["synonyms"]))
        for name in filter(None, names):
            owner, where = first.setdefault(fold(name), (values["id"], line))
            if owner != values["id"]:
                message = f"name {name!r} of {values['id']} is also {owner}'s on line {where}"
                yield Problem("entities.tsv", line, message, "drop it from one of them")


def known_values(folder: Folder) -> Iterator[Problem]:
    """Entities, predicates, grades, layers, lanes and statuses come from their lists."""
    entities = _column(folder, "entities.tsv", "id")
    lanes = _column(folder, "lanes.tsv", "lane")
    for line, values in folder.tables["entities.tsv"]:
        if values["lane"] not in lanes:
            message = f"unknown lane {values['lane']!r}"
            yield Problem("entities.tsv", line, message, f"use one of {', '.join(lanes)}")
    for table in ("headlines.tsv", "pictures.tsv"):
        for line, values in folder.tables[table]:
            for column in ("source", "target"):
                if values[column] not in entities:
                    message = f"unknown entity {values[column]!r}"
                    yield Problem(table, line, message, "use an id of entities.tsv")
    allowed: dict[str, tuple[Iterable[str], str]] = {
        "subject": (entities, "use an id of entities.tsv, or add a line there"),
        "object": (entities, "use an id of entities.tsv, or add a line there"),
        "disease": (entities, "use ids of entities.tsv, separated by '; '"),
        "predicate": (_column(folder, "predicates.tsv", "predicate"), "use one of predicates.tsv"),
        "grade": (_column(folder, "grades.tsv", "grade"), "use one of grades.tsv"),
        "layer": (LAYERS, f"use one of {', '.join(LAYERS)}"),
        "status": (STATUSES, f"use one of {', '.join(STATUSES)}"),
        "indirect": (("yes",), "write `indirect: yes` or leave the line out"),
        "sign": (("+1", "-1", "0"), "use +1, -1 or 0"),
    }
    for claim in folder.claims:
        for key in REQUIRED:
            if not claim.fields.values.get(key):
                yield _at(claim, key, f"a statement without {key}", f"add `{key}: …`")
        row = claim.fields.values.get("id")
        if row and not _ROW_ID.fullmatch(row):
            yield _at(claim, "id", f"row id {row!r}", "write R and a number, like R1059")
        for key, (values_allowed, remedy) in allowed.items():
            text = claim.fields.values.get(key, "")
            for value in listed(text) if key == "disease" else filter(None, [text]):
                if value not in values_allowed:
                    yield _at(claim, key, f"unknown {key} {value!r}", remedy)


def sign_of_predicate(folder: Folder) -> Iterator[Problem]:
    """The sign of a statement is the sign of its predicate."""
    predicates = _column(folder, "predicates.tsv", "predicate")
    for row in folder.tables["predicates.tsv"]:
        if row.values["sign"] not in ("+1", "-1", "0"):
            message = f"sign {row.values['sign']!r}"
            yield Problem("predicates.tsv", row.line, message, "use +1, -1 or 0")
    for claim in folder.claims:
        predicate, sign = (claim.fields.values.get(key, "") for key in ("predicate", "sign"))
        if predicate in predicates and sign:
            right = predicates[predicate].values["sign"]
            if sign != right:
                message = f"sign {sign} where {predicate!r} has {right}"
                yield _at(claim, "sign", message, "mend the sign or choose another predicate")


def weights(folder: Folder) -> Iterator[Problem]:
    """The weight of a grade is a number from 0 to 1."""
    for line, values in folder.tables["grades.tsv"]:
        try:
            right = 0 <= float(values["weight"]) <= 1
        except ValueError:
            right = False
        if not right:
            message = f"weight {values['weight']!r}"
            yield Problem("grades.tsv", line, message, "use a number from 0 to 1")


def layers_agree(folder: Folder) -> Iterator[Problem]:
    """Statements of one edge (subject, predicate, object) are in one layer."""
    first: dict[tuple[str, ...], Claim] = {}
    for claim in folder.claims:
        values = claim.fields.values
        edge = tuple(values.get(key, "") for key in ("subject", "predicate", "object"))
        other = first.setdefault(edge, claim)
        layers = [one.fields.values.get("layer", "") for one in (claim, other)]
        if layers[0] != layers[1]:
            message = (
                f"layer {layers[0]!r} where {other.fields.values.get('id')} in {other.file} "
                f"has {layers[1]!r} for the same edge"
            )
            yield _at(claim, "layer", message, "give both the same layer, or use two predicates")


def file_of_reference(folder: Folder) -> Iterator[Problem]:
    """A file has the key of its reference as its name; only ontology rows name a reference."""
    references = _column(folder, "references.tsv", "curie")
    places: dict[str, list[str]] = defaultdict(list)
    for file, reference, line in folder.headers:
        stem = file.removeprefix("papers/").removesuffix(".yaml")
        places[reference].append(file)
        if reference in (ONTOLOGY, UNCITED):
            key = reference
        elif reference in references:
            key = references[reference].values["key"]
        else:
            message = f"unknown reference {reference!r}"
            yield Problem(file, line, message, "add it to references.tsv, or mend the identifier")
            continue
        if stem != key:
            message = f"file name {stem!r} where {reference} has the key {key!r}"
            yield Problem(file, line, message, f"rename the file to {key}.yaml")
    for claim in folder.claims:
        own = claim.fields.values.get("reference")
        if claim.reference == ONTOLOGY:
            if not (own or "").startswith("ONT:"):
                message = "an ontology statement without its ontology"
                yield _at(claim, "reference", message, "add `reference: ONT:CL` or the like")
        elif own is not None:
            message = f"a second reference {own!r}"
            yield _at(claim, "reference", message, "remove the line; the file names the reference")
        is_uncited = claim.fields.values.get("status") == UNCITED
        if is_uncited != (claim.reference == UNCITED):
            message = "status and file disagree about being uncited"
            yield _at(claim, "status", message, f"keep uncited statements in papers/{UNCITED}.yaml")


RULES: tuple[Callable[[Folder], Iterator[Problem]], ...] = (
    unique_rows,
    unique_names,
    known_values,
    sign_of_predicate,
    weights,
    layers_agree,
    file_of_reference,
    anchors_written,
    *EVIDENCE_RULES,
    *IDENTIFIER_RULES,
    *TREATMENT_RULES,
)
