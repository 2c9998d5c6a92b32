"""What was seen in patients and models: clinical findings on a treatment, ring by ring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from follicle_graph.model.vocabulary import STANCE_OF_NULL
from follicle_graph.therapy.profile import Profile, neighbours, shared_diseases, subgroups
from follicle_graph.therapy.tables import (
    broader,
    classes_of,
    entities,
    features,
    readings,
    therapies,
)
from follicle_graph.therapy.withdrawals import Backed, Ground

Direction = Literal["helps", "weak", "null", "harms", "disputed", "harm disputed", "predicts"]
Ring = Literal["subgroup", "disease", "near", "general", "other"]

CONTROLLED = ("meta-analysis", "trial")
HUMAN = (*CONTROLLED, "human observational", "case series", "review")
BY_CLOSENESS = (
    *HUMAN,
    "human genetic",
    "organ culture",
    "animal",
    "in vitro",
    "curator inference",
    "popular article",
)
"""Grades by how near they are to patients treated; `grades.tsv` weighs statements instead."""

_GENERAL = {
    "hair_loss": -1,
    "hair_growth": 1,
    "scalp_inflammation": -1,
    "healthy_scalp": 1,
}
"""Outcomes that belong to no single disease, and their good direction."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding on one treatment.

    `direction`: `helps`; `weak` (a small trial, a small effect, or only with another drug);
    `null`; `harms`; `disputed`; `harm disputed` (a reported harm was not borne out);
    `predicts` (a feature of the profile predicts response). `ring`: `subgroup` and `disease` are
    the profile's own, `near` is a neighbouring disease, `general` an outcome of no one disease.
    `read`: its paper was read, not only its title or a digest. `other_route`: seen by another
    route than the item's.
    """

    id: str
    treatment: str
    direction: Direction
    disease: str
    ring: Ring
    grade: str
    references: tuple[str, ...]
    read: bool
    summary: str
    other_route: bool = False


class Rings:
    """Which ring a disease belongs to for one profile."""

    def __init__(self, profile: Profile) -> None:
        self.subgroups = frozenset(subgroups(profile))
        self.diseases = frozenset(shared_diseases(profile)) - self.subgroups
        self.near = neighbours(profile)
        self.nodes = {
            node
            for feature in profile.features
            for node, sign in features()[feature].sets
            if sign > 0
        } | {features()[feature].entity for feature in profile.features}
        self.nodes |= {level.marker for level in profile.levels if level.sign > 0}

    def of(self, disease: str) -> Ring | None:
        if disease in self.subgroups:
            return "subgroup"
        if disease in self.diseases:
            return "disease"
        if disease in self.near:
            return "near"
        if disease in _GENERAL:
            return "general"
        known = entities().get(disease)
        return "other" if disease in broader() or (known and known.kind == "disease") else None


def findings(ground: Ground, rings: Rings, treatment: str, route: str) -> tuple[Finding, ...]:
    """All findings on one treatment by one route, in the order of their ids.

    A class is judged by what was seen of its members too; a member shares the harms that were
    seen of its class, not the benefits.
    """
    members = [one for one, classes in classes_of().items() if treatment in classes]
    found = list(_of_one(ground, rings, treatment, route))
    for member in members:
        if (member, route) in therapies():
            found += _of_one(ground, rings, member, route)
    for wider in classes_of().get(treatment, ()):
        found += [
            one
            for one in _of_one(ground, rings, wider, route)
            if one.direction in ("harms", "harm disputed")
        ]
    return tuple(sorted({one.id + one.direction: one for one in found}.values(), key=_order))


def _order(one: Finding) -> tuple[str, int, str]:
    digits = one.id[1:]
    return one.id[0], int(digits) if digits.isdecimal() else 0, one.id


def _of_one(ground: Ground, rings: Rings, treatment: str, route: str) -> Iterator[Finding]:
    covered = set()
    for reading in readings():
        if reading.intervention != treatment:
            continue
        covered |= {(reading.disease, one, reading.route) for one in reading.references}
        ring = rings.of(reading.disease)
        if ring is None or not ground.stands(reading.references):
            continue
        yield Finding(
            reading.id,
            treatment,
            reading.direction,  # type: ignore[arg-type]
            reading.disease,
            ring,
            reading.grade,
            reading.references,
            reading.read,
            reading.summary,
            bool(reading.route) and reading.route != route,
        )
    for backed in ground.leaving.get(treatment, ()):
        yield from _of_edge(ground, rings, backed, covered, route)
    yield from _predictors(ground, rings, treatment)


def _of_edge(
    ground: Ground, rings: Rings, backed: Backed, covered: set[tuple[str, str, str]], route: str
) -> Iterator[Finding]:
    edge = backed.edge
    ring = rings.of(edge.v)
    direction = _direction(ground, backed)
    if ring is None or direction is None:
        return
    routes = {known for _, known in therapies()}
    for piece in backed.evidence:
        stated = piece.route if piece.route in routes else None
        read = {
            known for disease, one, known in covered if (disease, one) == (edge.v, piece.reference)
        }
        if read and (stated is None or stated in read):
            continue
        yield Finding(
            piece.id,
            edge.u,
            direction,
            edge.v,
            ring,
            piece.grade,
            (piece.reference,) if piece.reference else (),
            piece.status == "verified",
            piece.summary,
            stated is not None and stated != route,
        )


def _direction(ground: Ground, backed: Backed) -> Direction | None:
    """What an edge from a treatment says of the disease or outcome that it points to."""
    edge = backed.edge
    if edge.key in STANCE_OF_NULL:
        signs = {
            other.edge.sign
            for other in ground.leaving.get(edge.u, ())
            if other.edge.v == edge.v and other.edge.sign and other.edge.layer == edge.layer
        }
        if edge.key != "ineffective_for" and signs == {1} and edge.v not in _GENERAL:
            return "harm disputed"
        return "null" if STANCE_OF_NULL[edge.key] == "refutes" else "disputed"
    if not edge.sign:
        return None
    if edge.v in _GENERAL:
        good = edge.sign == _GENERAL[edge.v]
        return ("helps" if good else "harms") if edge.layer in ("clinical", "mechanism") else None
    if edge.layer == "clinical":
        return "helps" if edge.sign < 0 else "harms"
    return "harms" if edge.layer == "safety" and edge.sign > 0 else None


def _predictors(ground: Ground, rings: Rings, treatment: str) -> Iterator[Finding]:
    """Markers of the profile that predict response, where the table says that they are good."""
    good = {
        features()[feature].entity
        for (name, _), rows in therapies().items()
        if name == treatment
        for row in rows
        for feature, _ in row.benefit
    }
    for backed in ground.entering.get(treatment, ()):
        edge = backed.edge
        if edge.key != "predicts_response_to" or edge.u not in rings.nodes & good:
            continue
        for piece in backed.evidence:
            yield Finding(
                piece.id,
                treatment,
                "predicts",
                edge.u,
                "subgroup",
                piece.grade,
                (piece.reference,) if piece.reference else (),
                piece.status == "verified",
                piece.summary,
            )
