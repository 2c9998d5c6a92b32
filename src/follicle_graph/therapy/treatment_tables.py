"""The tables of the knowledge folder that the rule reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from follicle_graph.model.facts import Entity
from follicle_graph.model.vocabulary import knowledge, read_tsv
from follicle_graph.therapy.table_references import papers, references_of

SAFETY = ("safety", "age", "preference")
"""Groups of features that can only lower a verdict."""

_NODE_EFFECT = re.compile(r"(\w+)(?: \([^)]*\))?:\s*(.+)")
_ROUTES = {
    "topical, clinic": "topical",
    "topical foam": "topical",
    "topical carrier": "topical",
    "shampoo": "topical",
    "topical, short contact": "topical",
    "topical concept, organ culture": "topical",
    "injection in scalp": "intralesional",
    "injection, low dose": "injection",
    "oral, 3 mg": "oral",
    "clinic, during chemotherapy": "clinic",
    "systemic, mouse": "systemic",
}
"""Route as the treatments table writes it -> route of an item."""

_EVIDENCE_ROUTES = {
    "intradermal": "intralesional",
    "subcutaneous": "injection",
    "intravenous": "infusion",
}
"""Route as a statement of the atlas writes it -> route of an item."""

NO_ROUTE = "route not stated"
ADULT_AGES = (18.0, 200.0)
"""Ages in years, from and below, of a finding that does not state them."""


def parts(text: str) -> tuple[str, ...]:
    """The values of a field that holds several, separated by `;`."""
    return tuple(part for part in (piece.strip() for piece in text.split(";")) if part)


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of `profiles.tsv`: something a dermatologist records of a patient.

    Parameters
    ----------
    id, label, group, entity
        As in the table.
    kinds
        Such as contraindication, caution, predictor, start_state.
    sets
        (node, +1 or -1): what the feature raises or lowers.
    normal
        Nodes that it gives as normal.
    names
        (treatment, remark): what the row says of single treatments.
    details, references
        As in the table.
    """

    id: str
    label: str
    group: str
    entity: str
    kinds: tuple[str, ...]
    sets: tuple[tuple[str, int], ...]
    normal: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    details: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Therapy:
    """One row of `treatments.tsv`; `benefit` and `worsen` hold pairs (feature, remark)."""

    id: str
    kind: str
    targets: tuple[tuple[str, int], ...]
    routes: tuple[str, ...]
    regulatory: str
    cautions: tuple[str, ...]
    benefit: tuple[tuple[str, str], ...]
    worsen: tuple[tuple[str, str], ...]
    notes: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One row of `therapy/readings.tsv`: what a row of another table says of one treatment."""

    id: str
    intervention: str
    route: str
    disease: str
    direction: str
    grade: str
    references: tuple[str, ...]
    read: bool
    ages: tuple[float, float] | None
    basis: str
    summary: str


@dataclass(frozen=True, slots=True)
class Licence:
    """One row of `therapy/licences.tsv`: what a treatment is licensed for, or in standard use."""

    treatment: str
    route: str
    diseases: tuple[str, ...]
    status: str
    from_age: float


@dataclass(frozen=True, slots=True)
class Relapse:
    """One row of `therapy/relapse.tsv`: what happened when a treatment was stopped or reduced."""

    treatment: str
    route: str
    disease: str
    words: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgeLimit:
    """One row of `therapy/limits.tsv`: a class that is not licensed at some age."""

    feature: str
    treatment: str
    excepted: tuple[str, ...]
    words: str
    references: tuple[str, ...]


_UNAVAILABLE = ("investigational", "no product named")


def unavailable(row: Therapy) -> str:
    """Why a treatment cannot be had outside trials; empty where it can.

    >>> unavailable(therapies()["eq101", "infusion"][0])
    'investigational only'
    """
    return next((f"{word} only" for word in _UNAVAILABLE if word in row.regulatory), "")


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one table of the knowledge folder."""
    return read_tsv(knowledge().joinpath(name))


def cited_in(text: str) -> tuple[str, ...]:
    """The references of a field that lists keys of papers."""
    return references_of(part.strip() for part in re.split(r"[;,]", text) if part.strip())


@cache
def features() -> Mapping[str, Feature]:
    """Feature id -> Feature, in the order of the table.

    >>> features()["lab_high_ige"].sets
    (('ige', 1), ('type2_inflammation', 1))
    """
    return MappingProxyType({row["feature_id"]: _feature(row) for row in rows_of("profiles.tsv")})


def _feature(row: Mapping[str, str]) -> Feature:
    sets, normal, names = [], [], []
    for part in parts(row["node_effects"]):
        match = _NODE_EFFECT.fullmatch(part)
        if match is None:
            names += [(name.strip(), "") for name in part.split(",")]
        elif match[2] in ("+1", "-1"):
            sets.append((match[1], int(match[2])))
        elif match[2] == "normal":
            normal.append(match[1])
        else:
            names += [(name.strip(), match[2]) for name in part.partition(":")[0].split(",")]
    return Feature(
        row["feature_id"],
        row["label"],
        row["group"],
        row["entity_id"],
        parts(row["effect_type"]),
        tuple(sets),
        tuple(normal),
        tuple(names),
        row["details"],
        cited_in(row["reference_keys"]),
    )


@cache
def therapies() -> Mapping[tuple[str, str], tuple[Therapy, ...]]:
    """(treatment, route) -> its rows, the one written for this route first.

    >>> [row.routes for row in therapies()["rapamycin", "topical"]]
    [('topical',), ('oral', 'topical')]
    """
    found: dict[tuple[str, str], list[Therapy]] = {}
    for row in rows_of("treatments.tsv"):
        therapy = _therapy(row)
        for route in therapy.routes:
            found.setdefault((therapy.id, route), []).append(therapy)
    return MappingProxyType(
        {key: tuple(sorted(rows, key=lambda r: len(r.routes))) for key, rows in found.items()}
    )


def _therapy(row: Mapping[str, str]) -> Therapy:
    targets = parts(row["target_entity"])
    signs = parts(row["target_sign"])
    signs = signs * len(targets) if len(signs) == 1 else signs
    return Therapy(
        row["treatment_id"],
        row["kind"],
        tuple((target, int(sign)) for target, sign in zip(targets, signs, strict=True)),
        tuple(dict.fromkeys(_ROUTES.get(r, r) for r in parts(row["route"]))) or (NO_ROUTE,),
        row["regulatory_status"],
        parts(row["cautions_entity_ids"]),
        tuple(_with_remark(part) for part in parts(row["may_benefit_features"])),
        tuple(_with_remark(part) for part in parts(row["may_worsen_or_avoid_features"])),
        row["notes"],
        cited_in(row["reference_keys"]),
    )


def _with_remark(text: str) -> tuple[str, str]:
    name, _, remark = text.partition(" ")
    return name, remark.strip("() ")


@cache
def readings() -> tuple[Reading, ...]:
    """The clinical findings of `interventions.tsv` and `treatments.tsv`, each for one treatment.

    >>> readings()[0].intervention
    'aldesleukin'
    """
    found = []
    for row in rows_of("therapy/readings.tsv"):
        keys = parts(row["references"])
        found.append(
            Reading(
                row["id"],
                row["intervention"],
                row["route"],
                row["disease"],
                row["direction"],
                row["grade"],
                references_of(keys),
                all(papers()[key].read for key in keys),
                _ages(row["ages"]),
                row["basis"],
                row["summary"],
            )
        )
    return tuple(found)


def _ages(text: str) -> tuple[float, float] | None:
    """Ages of patients: `12+`, or `2-16` with both years included; None where not stated."""
    if not text:
        return None
    low, _, high = text.partition("-")
    return (float(low), float(high) + 1) if high else (float(text.rstrip("+")), ADULT_AGES[1])


@cache
def ages_of_papers() -> Mapping[str, tuple[float, float]]:
    """Reference -> ages of its patients, where a reading states them.

    >>> ages_of_papers()["PMID:37062298"]
    (12.0, 200.0)
    """
    return MappingProxyType(
        {one: reading.ages for reading in readings() if reading.ages for one in reading.references}
    )


@cache
def item_routes() -> frozenset[str]:
    """Every route of an item."""
    return frozenset(route for _, route in therapies())


def evidence_route(route: str | None) -> str | None:
    """The route of a statement in the words of the items; None where it names no such route.

    >>> evidence_route("intradermal"), evidence_route("low dose")
    ('intralesional', None)
    """
    route = _EVIDENCE_ROUTES.get(route or "", route)
    return route if route in item_routes() else None


@cache
def licences() -> Mapping[tuple[str, str], tuple[Licence, ...]]:
    """(treatment, route) -> what it is licensed for or in standard use for.

    >>> [one.from_age for one in licences()["ritlecitinib", "oral"]]
    [12.0]
    """
    found: dict[tuple[str, str], list[Licence]] = {}
    for row in rows_of("therapy/licences.tsv"):
        one = Licence(
            row["treatment"],
            row["route"],
            parts(row["diseases"]),
            row["status"],
            float(row["from_age"] or 0),
        )
        found.setdefault((one.treatment, one.route), []).append(one)
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})


@cache
def relapses() -> tuple[Relapse, ...]:
    """What happened when treatments were stopped or reduced."""
    return tuple(
        Relapse(
            row["treatment"],
            row["route"],
            row["disease"],
            row["words"],
            cited_in(row["references"]),
        )
        for row in rows_of("therapy/relapse.tsv")
    )


@cache
def classes_of() -> Mapping[str, tuple[str, ...]]:
    """Treatment -> the classes that it belongs to, itself left out.

    >>> classes_of()["upadacitinib"]
    ('jak_inhibitor',)
    """
    found: dict[str, list[str]] = {}
    for row in rows_of("therapy/members.tsv"):
        found.setdefault(row["member"], []).append(row["class"])
    return MappingProxyType({member: tuple(names) for member, names in found.items()})


@cache
def axes() -> Mapping[str, Mapping[str, int]]:
    """Axis -> node -> sign: what raises it (+1) and what lowers it (-1).

    >>> axes()["scarring"]["pparg"]
    -1
    """
    found: dict[str, dict[str, int]] = {}
    for row in rows_of("therapy/axes.tsv"):
        found.setdefault(row["axis"], {})[row["node"]] = int(row["sign"])
    return MappingProxyType(found)


@cache
def broader() -> Mapping[str, tuple[tuple[str, bool, str], ...]]:
    """Disease -> (broader disease, whether its evidence is shared, the feature that narrows)."""
    found: dict[str, list[tuple[str, bool, str]]] = {}
    for row in rows_of("therapy/diseases.tsv"):
        link = (row["broader"], row["shares"] == "yes", row["feature"])
        found.setdefault(row["narrower"], []).append(link)
    return MappingProxyType({disease: tuple(links) for disease, links in found.items()})


@cache
def age_limits() -> tuple[AgeLimit, ...]:
    """The classes of treatments that are not licensed at some age."""
    return tuple(
        AgeLimit(
            row["feature"],
            row["treatment"],
            parts(row["except"]),
            row["words"],
            cited_in(row["references"]),
        )
        for row in rows_of("therapy/limits.tsv")
    )


@cache
def entities() -> Mapping[str, Entity]:
    """The entities of the atlas with their names."""
    return MappingProxyType(
        {
            row["id"]: Entity(
                row["id"],
                row["label"],
                row["kind"],
                curie=row["curie"] or None,
                synonyms=parts(row["synonyms"]),
                short_label=row["short_label"],
            )
            for row in rows_of("entities.tsv")
        }
    )
