"""Clinical findings on a treatment, and how closely their patients match the profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from follicle_graph.model.vocabulary import STANCE_OF_NULL
from follicle_graph.therapy.evidence_base import EvidenceBase, SupportedEdge
from follicle_graph.therapy.profile import Profile, related_diseases, shared_diseases, subgroups
from follicle_graph.therapy.treatment_tables import (
    ADULT_AGES,
    Licence,
    ages_of_papers,
    broader,
    classes_of,
    entities,
    evidence_route,
    features,
    licences,
    readings,
    therapies,
    unavailable,
)

Direction = Literal[
    "helps",
    "weak",
    "null",
    "harms",
    "disputed",
    "harm disputed",
    "predicts",
    "elsewhere",
    "failed elsewhere",
]
Population = Literal["subgroup", "disease", "related", "general", "other"]

CONTROLLED = ("meta-analysis", "trial")
HUMAN = (*CONTROLLED, "human observational", "case series", "review")
_OFF_SCALP = frozenset(("eyelash", "eyebrow"))
_ELSEWHERE: dict[Direction, Direction] = {
    "helps": "elsewhere",
    "null": "failed elsewhere",
    "disputed": "failed elsewhere",
}
BY_CLOSENESS = (
    *HUMAN,
    "human genetic",
    "organ culture",
    "animal",
    "in vitro",
    "curator inference",
    "popular article",
)
"""Grades ordered by how close the evidence is to treated patients."""

_GENERAL = {
    "hair_loss": -1,
    "hair_growth": 1,
    "scalp_inflammation": -1,
    "healthy_scalp": 1,
}
"""Outcomes that are not tied to one disease -> the sign of a good effect."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding on one treatment.

    Parameters
    ----------
    id
        Row of the atlas (`R…`) or of `therapy/readings.tsv` (`C…`).
    treatment
        Id of the treatment that was tested.
    direction
        `helps`; `weak` (a small trial, a small effect, only with another drug, or only as good as
        another treatment); `null`; `harms`; `disputed`; `harm disputed` (a reported harm was not
        confirmed); `predicts` (a feature of the profile predicts response); `elsewhere` (seen on
        lashes or brows, not on the scalp); `failed elsewhere` (tried there without effect, which
        says nothing about the scalp).
    disease
        Disease, outcome or predictor that the finding is about.
    population
        `subgroup` and `disease`: the profile's own; `related`: a related disease; `general`: an
        outcome that is not tied to one disease; `other`: another disease.
    grade
        Grade of the evidence.
    references
        Its papers.
    read
        True if the paper was read, False if only its title or a digest.
    summary
        What was found, in one sentence.
    other_route
        True if it was seen by another route than the one judged.
    other_age
        `adults` or `children` where the patients were of another age group than the profile's;
        empty otherwise.
    """

    id: str
    treatment: str
    direction: Direction
    disease: str
    population: Population
    grade: str
    references: tuple[str, ...]
    read: bool
    summary: str
    other_route: bool = False
    other_age: str = ""


class Populations:
    """How closely the patients of a finding match one profile."""

    def __init__(self, profile: Profile) -> None:
        self.subgroups = frozenset(subgroups(profile))
        self.diseases = frozenset(shared_diseases(profile)) - self.subgroups
        self.related = related_diseases(profile)
        self.ages = profile.ages
        self.nodes = {
            node
            for feature in profile.features
            for node, sign in features()[feature].sets
            if sign > 0
        } | {features()[feature].entity for feature in profile.features}
        self.shown = (
            self.subgroups | self.diseases | {features()[f].entity for f in profile.features}
        )
        """The diagnosis, and every disease that a feature shows."""
        self.nodes |= {level.marker for level in profile.levels if level.sign > 0}

    def of(self, disease: str) -> Population | None:
        """The population of a disease or outcome; None for what is neither."""
        if disease in self.subgroups:
            return "subgroup"
        if disease in self.diseases:
            return "disease"
        if disease in self.related:
            return "related"
        if disease in _GENERAL:
            return "general"
        known = entities().get(disease)
        return "other" if disease in broader() or (known and known.kind == "disease") else None

    def licence(self, treatment: str, route: str) -> Licence | None:
        """The licence or standard use that fits the profile: one for its diagnosis first."""
        fitting = [
            one
            for one in licences().get((treatment, route), ())
            if (self.ages is None or one.from_age < self.ages[1])
            and self.shown.intersection(one.diseases)
        ]
        return min(fitting, key=lambda one: not self.is_own(one), default=None)

    def is_own(self, licence: Licence) -> bool:
        """Whether a licence is for the profile's own diagnosis."""
        return bool((self.subgroups | self.diseases).intersection(licence.diseases))

    def other_age(self, ages: tuple[float, float] | None, references: tuple[str, ...]) -> str:
        """The age group of a finding where the profile has another; empty otherwise.

        Without stated ages the patients count as adults. A profile without an age matches all.
        """
        stated = ages or next((a for r in references if (a := ages_of_papers().get(r))), None)
        low, high = stated or ADULT_AGES
        if self.ages is None or (low < self.ages[1] and self.ages[0] < high):
            return ""
        if high <= self.ages[0]:
            return "children"
        return "older children" if low < ADULT_AGES[0] else "adults"


def findings(
    base: EvidenceBase, populations: Populations, treatment: str, route: str
) -> tuple[Finding, ...]:
    """All findings on one treatment by one route, in the order of their ids.

    Findings on members count for their class, except where the member is investigational.
    Findings on a class count for its members only where they are harms.
    """
    licence = populations.licence(treatment, route)
    of_age = licence is not None and licence.from_age > 0 and populations.is_own(licence)
    members = [one for one, classes in classes_of().items() if treatment in classes]
    found = list(_of_one(base, populations, treatment, route))
    for member in members:
        rows = therapies().get((member, route), ())
        if rows and not unavailable(rows[0]):
            found += _of_one(base, populations, member, route)
    for wider in classes_of().get(treatment, ()):
        found += [
            one
            for one in _of_one(base, populations, wider, route)
            if one.direction in ("harms", "harm disputed")
        ]
    unique = {one.id + one.direction: one for one in found}
    if of_age:  # a licence from this age on speaks for the patients of its trials
        unique = {
            key: replace(one, other_age="") if one.treatment == treatment else one
            for key, one in unique.items()
        }
    return tuple(sorted(unique.values(), key=_order))


def _order(one: Finding) -> tuple[str, int, str]:
    digits = one.id[1:]
    return one.id[0], int(digits) if digits.isdecimal() else 0, one.id


def _of_one(
    base: EvidenceBase, populations: Populations, treatment: str, route: str
) -> Iterator[Finding]:
    covered = set()
    replaced = set()
    for reading in readings():
        if reading.intervention != treatment:
            continue
        covered |= {(reading.disease, one, reading.route) for one in reading.references}
        replaced.add(reading.basis)
        population = populations.of(reading.disease)
        if population is None or not base.has_all(reading.references):
            continue
        yield Finding(
            reading.id,
            treatment,
            reading.direction,  # type: ignore[arg-type]
            reading.disease,
            population,
            reading.grade,
            reading.references,
            reading.read,
            reading.summary,
            bool(reading.route) and reading.route != route,
            populations.other_age(reading.ages, reading.references),
        )
    for supported in base.leaving.get(treatment, ()):
        for one in _of_edge(base, populations, supported, covered, route):
            if one.id not in replaced:
                yield one
    yield from _predictors(base, populations, treatment)


def _of_edge(
    base: EvidenceBase,
    populations: Populations,
    supported: SupportedEdge,
    covered: set[tuple[str, str, str]],
    route: str,
) -> Iterator[Finding]:
    """The evidence of one edge, except what a reading of the same paper and disease replaces."""
    edge = supported.edge
    population = populations.of(edge.v)
    direction = _direction(base, supported)
    if population is None or direction is None:
        return
    for piece in supported.evidence:
        stated = evidence_route(piece.route)
        read = {
            known for disease, one, known in covered if (disease, one) == (edge.v, piece.reference)
        }
        if read and (stated is None or stated in read):
            continue
        references = (piece.reference,) if piece.reference else ()
        off_scalp = bool(piece.tissue) and _OFF_SCALP.issuperset(piece.tissue)
        yield Finding(
            piece.id,
            edge.u,
            _ELSEWHERE.get(direction, direction) if off_scalp else direction,
            edge.v,
            population,
            piece.grade,
            references,
            piece.status == "verified",
            piece.summary,
            stated is not None and stated != route,
            populations.other_age(None, references),
        )


def _direction(base: EvidenceBase, supported: SupportedEdge) -> Direction | None:
    """How the outcome came out according to an edge from a treatment; None if it says nothing."""
    edge = supported.edge
    if edge.key in STANCE_OF_NULL:
        signs = {
            other.edge.sign
            for other in base.leaving.get(edge.u, ())
            if other.edge.v == edge.v and other.edge.sign and other.edge.layer == edge.layer
        }
        if edge.key != "ineffective_for" and signs == {1} and edge.v not in _GENERAL:
            return "harm disputed"
        if edge.layer == "safety":
            return None  # a harm that was looked for and not found says nothing of benefit
        return "null" if STANCE_OF_NULL[edge.key] == "refutes" else "disputed"
    if not edge.sign:
        return None
    if edge.v in _GENERAL:
        good = edge.sign == _GENERAL[edge.v]
        return ("helps" if good else "harms") if edge.layer in ("clinical", "mechanism") else None
    if edge.layer == "clinical":
        return "helps" if edge.sign < 0 else "harms"
    return "harms" if edge.layer == "safety" and edge.sign > 0 else None


def _predictors(base: EvidenceBase, populations: Populations, treatment: str) -> Iterator[Finding]:
    """Markers of the profile that predict a good response, according to the treatments table.

    The extent of the disease is left out: a table names it as the entry limit of a trial, and
    where it predicts, more extensive disease responds less.
    """
    good = _response_markers(treatment)
    for supported in base.entering.get(treatment, ()):
        edge = supported.edge
        if edge.key != "predicts_response_to" or edge.u not in populations.nodes & good:
            continue
        for piece in supported.evidence:
            references = (piece.reference,) if piece.reference else ()
            yield Finding(
                piece.id,
                treatment,
                "predicts",
                edge.u,
                "subgroup",
                piece.grade,
                references,
                piece.status == "verified",
                piece.summary,
                other_age=populations.other_age(None, references),
            )


@cache
def _response_markers(treatment: str) -> frozenset[str]:
    """The markers that the tables name as signs of a good response to a treatment."""
    return frozenset(
        features()[feature].entity
        for (name, _), rows in therapies().items()
        if name == treatment
        for row in rows
        for feature, _ in row.benefit
    ).difference(broader())
