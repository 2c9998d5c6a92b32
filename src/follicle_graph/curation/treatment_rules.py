"""The blocking rules for the tables of treatments and profiles: one function per rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from follicle_graph.curation.folder import Folder, Problem, listed

DIRECTIONS = ("helps", "weak", "null", "harms", "disputed", "elsewhere")
STATUSES = ("licensed", "standard use")
_NODE = re.compile(r"(\w+)(?: \([^)]*\))?:\s*(?:[+-]1|normal)")
_SIGNS = ("+1", "-1")
_AGES = re.compile(r"\d+(\+|-\d+)")
_KEYS = re.compile(r"[;,]")


def _ids(folder: Folder, table: str, column: str) -> set[str]:
    return {row.values[column] for row in folder.tables[table]}


def _papers(folder: Folder) -> set[str]:
    return _ids(folder, "references.tsv", "key")


def _heads(text: str) -> list[str]:
    """Return the first word of each value of a field, without remarks."""
    return [part.split()[0] for part in listed(text)]


def _unknown(
    folder: Folder,
    table: str,
    column: str,
    known: Iterable[str],
    remedy: str,
    *,
    split: bool = True,
) -> Iterator[Problem]:
    allowed = set(known)
    for line, values in folder.tables[table]:
        text = values[column]
        for value in _heads(text) if split else filter(None, [text]):
            if value not in allowed:
                yield Problem(table, line, f"unknown {column} {value!r}", remedy)


def unique_treatment_rows(folder: Folder) -> Iterator[Problem]:
    """Ids of features, experiments and readings are unique."""
    for table, column in (
        ("profiles.tsv", "feature_id"),
        ("interventions.tsv", "fact_id"),
        ("therapy/readings.tsv", "id"),
        ("therapy/thresholds.tsv", "marker"),
    ):
        seen: dict[str, int] = {}
        for line, values in folder.tables[table]:
            value = values[column]
            if value in seen:
                message = f"duplicate {column} {value!r}, first on line {seen[value]}"
                yield Problem(table, line, message, "keep one of the two")
            seen.setdefault(value, line)


def entities_of_treatments(folder: Folder) -> Iterator[Problem]:
    """Every entity that a profile, a treatment or an axis names is one of entities.tsv."""
    known = _ids(folder, "entities.tsv", "id")
    remedy = "use an id of entities.tsv, or add a line there"
    for table, columns in (
        ("profiles.tsv", ("entity_id",)),
        ("treatments.tsv", ("treatment_id", "target_entity", "cautions_entity_ids")),
        ("interventions.tsv", ("perturbation_entity", "readout_entity")),
        ("contradictions.tsv", ("subject", "object")),
        ("therapy/axes.tsv", ("node",)),
        ("therapy/diseases.tsv", ("narrower", "broader")),
        ("therapy/licences.tsv", ("diseases",)),
        ("therapy/members.tsv", ("member", "class")),
        ("therapy/readings.tsv", ("disease",)),
        ("therapy/relapse.tsv", ("disease",)),
        ("therapy/thresholds.tsv", ("marker",)),
    ):
        for column in columns:
            yield from _unknown(folder, table, column, known, remedy)
    for line, values in folder.tables["profiles.tsv"]:
        for part in listed(values["node_effects"]):
            match = _NODE.fullmatch(part)
            if match and match[1] not in known:
                yield Problem("profiles.tsv", line, f"unknown node {match[1]!r}", remedy)


def features_of_treatments(folder: Folder) -> Iterator[Problem]:
    """Every feature that a treatment names is one of profiles.tsv."""
    known = _ids(folder, "profiles.tsv", "feature_id")
    remedy = "use an id of profiles.tsv, or add a line there"
    for table, columns in (
        ("treatments.tsv", ("may_benefit_features", "may_worsen_or_avoid_features")),
        ("therapy/diseases.tsv", ("feature",)),
        ("therapy/limits.tsv", ("feature",)),
        ("therapy/thresholds.tsv", ("feature",)),
    ):
        for column in columns:
            yield from _unknown(folder, table, column, known, remedy)


def treatments_named(folder: Folder) -> Iterator[Problem]:
    """Readings, licences, relapses, classes and age limits are about rows of treatments.tsv."""
    known = _ids(folder, "treatments.tsv", "treatment_id")
    remedy = "use an id of treatments.tsv, or add a line there"
    for table, columns in (
        ("therapy/readings.tsv", ("intervention",)),
        ("therapy/licences.tsv", ("treatment",)),
        ("therapy/relapse.tsv", ("treatment",)),
        ("therapy/members.tsv", ("member", "class")),
        ("therapy/limits.tsv", ("treatment", "except")),
    ):
        for column in columns:
            yield from _unknown(folder, table, column, known, remedy)


def papers_of_treatments(folder: Folder) -> Iterator[Problem]:
    """Every key of a paper stands in references.tsv."""
    known = _papers(folder)
    remedy = "use a key of references.tsv, or add a line there"
    for table, column in (
        ("profiles.tsv", "reference_keys"),
        ("treatments.tsv", "reference_keys"),
        ("interventions.tsv", "reference_key"),
        ("therapy/readings.tsv", "references"),
        ("therapy/relapse.tsv", "references"),
        ("therapy/limits.tsv", "references"),
        ("therapy/thresholds.tsv", "references"),
    ):
        for line, values in folder.tables[table]:
            for key in filter(None, (part.strip() for part in _KEYS.split(values[column]))):
                if key not in known:
                    yield Problem(table, line, f"unknown paper {key!r}", remedy)


def words_of_readings(folder: Folder) -> Iterator[Problem]:
    """Directions, grades and signs of the treatment tables come from their closed lists."""
    grades = _ids(folder, "grades.tsv", "grade")
    for table, column, allowed in (
        ("therapy/readings.tsv", "direction", DIRECTIONS),
        ("therapy/readings.tsv", "grade", grades),
        ("therapy/licences.tsv", "status", STATUSES),
        ("therapy/axes.tsv", "sign", _SIGNS),
        ("therapy/diseases.tsv", "shares", ("yes", "no")),
    ):
        remedy = f"use one of {', '.join(sorted(allowed))}"
        yield from _unknown(folder, table, column, allowed, remedy, split=False)
    for line, values in folder.tables["treatments.tsv"]:
        signs, targets = listed(values["target_sign"]), listed(values["target_entity"])
        if len(signs) not in (1, len(targets)) or set(signs) - set(_SIGNS):
            message = f"target_sign {values['target_sign']!r} for {len(targets)} targets"
            yield Problem("treatments.tsv", line, message, "write +1 or -1, once or per target")
    for line, values in folder.tables["therapy/readings.tsv"]:
        if values["ages"] and not _AGES.fullmatch(values["ages"]):
            message = f"ages {values['ages']!r}"
            yield Problem("therapy/readings.tsv", line, message, "write years like 12+ or 2-16")
    for table, columns in (
        ("therapy/thresholds.tsv", ("high_from", "impossible_from")),
        ("therapy/licences.tsv", ("from_age",)),
    ):
        for line, values in folder.tables[table]:
            for column in columns:
                empty = not values[column] and column == "from_age"
                if not empty and not re.fullmatch(r"\d+(\.\d+)?", values[column]):
                    message = f"{column} {values[column]!r}"
                    yield Problem(table, line, message, "write a plain number")


def basis_of_readings(folder: Folder) -> Iterator[Problem]:
    """A reading, a licence, a relapse, a class and a limit name their row and cite its papers."""
    statements = {claim.fields.values.get("id", "") for claim in folder.claims}
    experiments = {
        row.values["fact_id"]: row.values["reference_key"]
        for row in folder.tables["interventions.tsv"]
    }
    rows = {
        "treatments": _ids(folder, "treatments.tsv", "treatment_id"),
        "profiles": _ids(folder, "profiles.tsv", "feature_id"),
    }
    for table in ("readings", "licences", "relapse", "members", "diseases", "limits", "thresholds"):
        name = f"therapy/{table}.tsv"
        for line, values in folder.tables[name]:
            basis = values["basis"]
            kind, _, row = basis.partition(":")
            if basis not in statements | set(experiments) and row not in rows.get(kind, ()):
                message = f"unknown basis {basis!r}"
                remedy = "name a row: R…, F…, treatments:ID or profiles:ID"
                yield Problem(name, line, message, remedy)
            elif basis in experiments and values.get("references") != experiments[basis]:
                message = (
                    f"cites {values.get('references')!r} where {basis} has {experiments[basis]!r}"
                )
                yield Problem(name, line, message, "cite the paper of the row it rests on")


TREATMENT_RULES: tuple[Callable[[Folder], Iterator[Problem]], ...] = (
    unique_treatment_rows,
    entities_of_treatments,
    features_of_treatments,
    treatments_named,
    papers_of_treatments,
    words_of_readings,
    basis_of_readings,
)
