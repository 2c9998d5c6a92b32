"""The blocking rules for what a statement may claim, and for papers: one function per rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from follicle_graph.curation.folder import Claim, Folder, Problem, listed
from follicle_graph.model.vocabulary import DEFAULT_LAYER, ON_TARGET

OF_PEOPLE = ("trial", "meta-analysis", "human observational", "human genetic", "case series")
"""Grades that only studies of people can have."""

POOLED_OR_TRIAL = ("trial", "meta-analysis")
AGENTS = ("drug", "drug_class", "small_molecule")
TARGETS = ("kinase", "receptor", "protein", "cytokine", "chemokine", "complex",
           "transcription_factor", "gene")  # fmt: skip
CITATION = ("authors", "title", "journal", "year", "volume", "pages")
TYPES = ("abstract", "case report", "case series", "curator", "database", "label",
         "meta-analysis", "popular article", "press", "primary", "registry", "review")  # fmt: skip
PAPER_STATUSES = ("digest read", "recalled", "title-seen", "uncited", "verified")

_LOSS_OF_SUBJECT = re.compile(
    r"\b(knock-?outs?|deplet(ed|ion|ing)|deficien(t|cy)|null mice|lacking|without the gene)\b",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\b(abstract|digest|summary|snippets?|figure|table \d\w*|introduction|title|caption)s? "
    r"(read|seen)\b|\b(not|id|pages) (seen|shown|captured|read)\b|\bauthors unknown\b"
    r"|\bseen:|\bas in base\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(1[89]|20)\d\d")


def _at(claim: Claim, key: str, message: str, remedy: str) -> Problem:
    return Problem(claim.file, claim.fields.lines.get(key, claim.fields.line), message, remedy)


def _kinds(folder: Folder) -> dict[str, str]:
    return {row.values["id"]: row.values["kind"] for row in folder.tables["entities.tsv"]}


def species_of_people(folder: Folder) -> Iterator[Problem]:
    """Evidence whose grade only people can give names people among its species."""
    for claim in folder.claims:
        values = claim.fields.values
        species = listed(values.get("species", ""))
        if values.get("grade") in OF_PEOPLE and "human" not in species:
            message = f"grade {values['grade']!r} with species {values.get('species', '')!r}"
            yield _at(claim, "grade", message, "add `species: human`, or mend the grade")


def target_measured(folder: Folder) -> Iterator[Problem]:
    """A trial does not measure the molecule that a drug acts on."""
    kinds = _kinds(folder)
    for claim in folder.claims:
        values = claim.fields.values
        if (
            values.get("grade") in POOLED_OR_TRIAL
            and values.get("predicate") in ON_TARGET
            and kinds.get(values.get("subject", "")) in AGENTS
            and kinds.get(values.get("object", "")) in TARGETS
        ):
            message = f"grade {values['grade']!r} for the target of a drug"
            remedy = "use `in vitro` where it was measured, `review` where a text says so"
            yield _at(claim, "grade", message, remedy)


def cause_or_need(folder: Folder) -> Iterator[Problem]:
    """A knock-out or a depletion shows that something is needed, not that it suffices."""
    for claim in folder.claims:
        values = claim.fields.values
        said = _LOSS_OF_SUBJECT.search(f"{values.get('summary', '')} {values.get('note', '')}")
        if values.get("predicate") == "causes" and said:
            message = f"'causes' with the word {said[0]!r}"
            yield _at(claim, "predicate", message, "use contributes_to")


def disease_of_evidence(folder: Folder) -> Iterator[Problem]:
    """An edge into a disease does not rest on evidence from another disease.

    Allowed: the disease itself, a narrower or a broader one, and edges that start at a disease
    that the evidence names. Safety edges go by their evidence and are not judged.
    """
    kinds = _kinds(folder)
    broader = _broader(folder)
    for claim in folder.claims:
        values = claim.fields.values
        named = listed(values.get("disease", ""))
        subject, end = values.get("subject", ""), values.get("object", "")
        if not named or kinds.get(end) != "disease" or values.get("layer") == "safety":
            continue
        if values.get("predicate") in ("is_a", "part_of", "causes") or subject in named:
            continue
        if not any(one == end or one in broader[end] or end in broader[one] for one in named):
            message = f"an edge into {end} with evidence from {'; '.join(named)}"
            yield _at(claim, "disease", message, "name the disease that was studied, or its edge")


def _broader(folder: Folder) -> defaultdict[str, set[str]]:
    """Entity -> everything that it is a kind of, at any distance."""
    direct: defaultdict[str, set[str]] = defaultdict(set)
    for claim in folder.claims:
        values = claim.fields.values
        if values.get("predicate") == "is_a":
            direct[values.get("subject", "")].add(values.get("object", ""))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for start in list(direct):
        queue = [start]
        while queue:
            for one in direct.get(queue.pop(), ()):
                if one not in found[start]:
                    found[start].add(one)
                    queue.append(one)
    return found


def one_hierarchy(folder: Folder) -> Iterator[Problem]:
    """Narrower diseases of the treatment tables are narrower in the graph too.

    No entity is a kind of itself. A sign of a disease (`has_symptom`) also counts as narrower.
    """
    broader = _broader(folder)
    signs = {
        (claim.fields.values.get("object"), claim.fields.values.get("subject"))
        for claim in folder.claims
        if claim.fields.values.get("predicate") == "has_symptom"
    }
    for line, values in folder.tables["therapy/diseases.tsv"]:
        pair = values["narrower"], values["broader"]
        if pair[1] not in broader[pair[0]] and pair not in signs:
            message = f"{pair[0]} is narrower than {pair[1]} here and not in the graph"
            yield Problem("therapy/diseases.tsv", line, message, "add its `is_a` statement")
    for claim in folder.claims:
        fields = claim.fields.values
        subject = fields.get("subject", "")
        if fields.get("predicate") == "is_a" and subject in broader[subject]:
            message = f"{subject} is_a leads back to itself"
            yield _at(claim, "predicate", message, "remove one of these `is_a` statements")


def definitions_structural(folder: Folder) -> Iterator[Problem]:
    """A definition is in the structural layer: it is no finding."""
    for claim in folder.claims:
        values = claim.fields.values
        if values.get("note", "").startswith("a definition") and values.get("layer") in (
            DEFAULT_LAYER,
            "clinical",
        ):
            message = f"a definition in the layer {values['layer']!r}"
            yield _at(claim, "layer", message, "use `layer: structural`")


def diseases_clinical(folder: Folder) -> Iterator[Problem]:
    """What brings about or prevents a disease is no step of a mechanism."""
    kinds = _kinds(folder)
    for claim in folder.claims:
        values = claim.fields.values
        object_ = values.get("object", "")
        if values.get("layer") == DEFAULT_LAYER and kinds.get(object_) == "disease":
            message = f"an edge into the disease {object_} in the layer {DEFAULT_LAYER!r}"
            yield _at(claim, "layer", message, "use another layer, or a step of the disease")


def molecules_as_targets(folder: Folder) -> Iterator[Problem]:
    """What `activates` and `inhibits` act on directly is a molecule, no cell or process."""
    kinds = _kinds(folder)
    wider = {"activates": "increases", "inhibits": "decreases"}
    for claim in folder.claims:
        values = claim.fields.values
        predicate, kind = values.get("predicate", ""), kinds.get(values.get("object", ""))
        if predicate in wider and kind is not None and kind not in (*TARGETS, *AGENTS):
            message = f"{predicate!r} with an object of the kind {kind!r}"
            yield _at(claim, "predicate", message, f"use {wider[predicate]}")


def disease_stated(folder: Folder) -> Iterator[Problem]:
    """A clinical or biomarker statement with one disease at an end has a disease as context."""
    kinds = _kinds(folder)
    for claim in folder.claims:
        values = claim.fields.values
        ends = {values.get(end, "") for end in ("subject", "object")}
        diseases = sorted(end for end in ends if kinds.get(end) == "disease")
        if (
            values.get("layer") in ("clinical", "biomarker")
            and len(diseases) == 1
            and not values.get("disease")
        ):
            message = f"the disease {diseases[0]} at an end and none in the context"
            yield _at(claim, "layer", message, f"add `disease: {diseases[0]}`")


def related_or_reasoned(folder: Folder) -> Iterator[Problem]:
    """Every entity has a cited relation, or a reason in unrelated.tsv.

    Not judged while a file cannot be read.
    """
    if folder.problems:
        return
    related = {
        claim.fields.values.get(end, "")
        for claim in folder.claims
        if claim.fields.values.get("status") != "uncited"
        for end in ("subject", "object")
    }
    reasons = {row.values["entity"]: row for row in folder.tables["unrelated.tsv"]}
    entities = {row.values["id"] for row in folder.tables["entities.tsv"]}
    for line, values in folder.tables["entities.tsv"]:
        if values["id"] not in related and values["id"] not in reasons:
            message = f"{values['id']} has no cited relation and no reason in unrelated.tsv"
            yield Problem("entities.tsv", line, message, "add a statement or a reason")
    for entity, (line, values) in reasons.items():
        if entity not in entities:
            message = f"unknown entity {entity!r}"
            yield Problem("unrelated.tsv", line, message, "use an id of entities.tsv")
        elif entity in related:
            message = f"{entity} has relations now"
            yield Problem("unrelated.tsv", line, message, "remove the line")
        elif not values["reason"]:
            yield Problem("unrelated.tsv", line, f"{entity} without a reason", "say why")


def one_gene_one_entity(folder: Folder) -> Iterator[Problem]:
    """A gene has one entity."""
    first: dict[str, tuple[str, int]] = {}
    for line, values in folder.tables["entities.tsv"]:
        if values["curie"].startswith("HGNC:"):
            owner, where = first.setdefault(values["curie"], (values["id"], line))
            if owner != values["id"]:
                message = f"{values['id']} is the gene {values['curie']} of {owner} on line {where}"
                yield Problem("entities.tsv", line, message, "join the two entities")


def one_paper_one_key(folder: Folder) -> Iterator[Problem]:
    """No two references have the same PMID, DOI or PMC number."""
    first: dict[tuple[str, str], tuple[str, int]] = {}
    for line, values in folder.tables["references.tsv"]:
        for column in ("pmid", "doi", "pmc"):
            number = values[column].casefold()
            key = values["key"]
            owner, where = first.setdefault((column, number), (key, line))
            if number and owner != key:
                message = f"{key} is the paper {owner} on line {where} (same {column})"
                yield Problem("references.tsv", line, message, f"use the key {owner}")


def removed_stay_removed(folder: Folder) -> Iterator[Problem]:
    """Removed ids and keys are not used again, and what replaced them exists."""
    keys = {row.values["key"]: row.line for row in folder.tables["references.tsv"]}
    rows = {claim.fields.values.get("id", ""): claim for claim in folder.claims}
    for line, values in folder.tables["removed.tsv"]:
        old, new = values["id"], values["replaced_by"]
        if old in keys:
            message = f"key {old!r} was removed ({values['reason']})"
            yield Problem("references.tsv", keys[old], message, f"use {new or 'another'}")
        if old in rows:
            message = f"row {old} was removed ({values['reason']})"
            yield _at(rows[old], "id", message, "give it a new number")
        if new and new not in keys and new not in rows:
            message = f"{new!r} replaces {old!r} and is not there"
            yield Problem("removed.tsv", line, message, "name a key or a row that is there")


def references_spelled(folder: Folder) -> Iterator[Problem]:
    """Fields of a citation hold no remarks; types and statuses come from their lists."""
    for line, values in folder.tables["references.tsv"]:
        for column in CITATION:
            said = _REMARK.search(values[column])
            if said:
                message = f"a remark in {column}: {said[0]!r}"
                yield Problem("references.tsv", line, message, "move it into note")
        for column, allowed in (("type", TYPES), ("status", PAPER_STATUSES)):
            if values[column] not in allowed:
                message = f"unknown {column} {values[column]!r}"
                yield Problem("references.tsv", line, message, f"use one of {', '.join(allowed)}")
        if values["year"] and not _YEAR.fullmatch(values["year"]):
            message = f"year {values['year']!r}"
            yield Problem("references.tsv", line, message, "write four digits, or leave it empty")


def missing_fields(values: dict[str, str]) -> list[str]:
    """Return which of authors, journal (or site) and year are missing though it was read."""
    if values["status"] != "verified" or values["type"] == "curator":
        return []
    bodies = ("label", "registry", "press", "database", "popular article")
    needed = ("journal",) if values["type"] in bodies else ("authors", "journal", "year")
    return [column for column in needed if not values[column]]


def new_papers_complete(folder: Folder) -> Iterator[Problem]:
    """A paper added after the last edition has authors, journal and year.

    A paper is new when all its rows have higher numbers than the edition's last row.
    """
    editions = folder.tables["editions.tsv"]
    last = max((int(row.values["last_row"][1:]) for row in editions), default=0)
    oldest: dict[str, int] = {}
    for claim in folder.claims:
        number = claim.fields.values.get("id", "")[1:]
        if number.isdecimal():
            oldest[claim.reference] = min(int(number), oldest.get(claim.reference, 1 << 62))
    for line, values in folder.tables["references.tsv"]:
        missing = missing_fields(values)
        if missing and oldest.get(values["curie"], 0) > last:
            message = f"{values['key']} is new and has no {', '.join(missing)}"
            yield Problem("references.tsv", line, message, "fill in what the paper shows")


EVIDENCE_RULES: tuple[Callable[[Folder], Iterator[Problem]], ...] = (
    species_of_people,
    target_measured,
    cause_or_need,
    disease_of_evidence,
    one_hierarchy,
    definitions_structural,
    diseases_clinical,
    molecules_as_targets,
    disease_stated,
    related_or_reasoned,
    one_gene_one_entity,
    one_paper_one_key,
    removed_stay_removed,
    references_spelled,
    new_papers_complete,
)
