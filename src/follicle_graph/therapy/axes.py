"""Which axes are active in a profile, and from which evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from follicle_graph.model.vocabulary import STANCE_OF_NULL
from follicle_graph.therapy.levels import thresholds
from follicle_graph.therapy.phrases import disease_label, feature_label, label
from follicle_graph.therapy.profile import Profile, shared_diseases, subgroups
from follicle_graph.therapy.tables import SAFETY, Feature, axes, broader, features
from follicle_graph.therapy.withdrawals import Ground

State = Literal["shown", "of the disease", "reported", "quiet"]
STATES: tuple[State, ...] = ("shown", "of the disease", "reported", "quiet")

_CAUSAL = ("contributes_to", "causes", "predisposes_to")
_MARKERS = ("has_increased_marker", "has_decreased_marker", "has_symptom")


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to think an axis active, or not."""

    state: Literal["shown", "of the disease", "reported", "against"]
    text: str
    references: tuple[str, ...]
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Axis:
    """The state of one axis in a profile.

    `state`: `shown` in this patient by a feature or a marker; `of the disease` by the start state
    of the diagnosis; `reported` in the disease, not shown in this patient; `quiet`. The first two
    are active.
    """

    name: str
    state: State
    signs: tuple[Sign, ...]
    against: tuple[Sign, ...]

    @property
    def active(self) -> bool:
        return self.state in ("shown", "of the disease")

    @property
    def references(self) -> tuple[str, ...]:
        """The papers behind the state, sorted."""
        return tuple(sorted({r for s in self.signs if s.state == self.state for r in s.references}))

    def __str__(self) -> str:
        why = "; ".join(sign.text for sign in self.signs if sign.state == self.state)
        return f"{self.name}: {self.state}" + (f" ({why})" if why else "")


def states(ground: Ground, profile: Profile) -> dict[str, Axis]:
    """Axis -> its state in a profile, in the order of the table of axes."""
    found: dict[str, list[Sign]] = {name: [] for name in axes()}
    for name, sign in _signs(ground, profile):
        if sign not in found[name]:
            found[name].append(sign)
    return {name: _axis(name, signs) for name, signs in found.items()}


def _axis(name: str, signs: list[Sign]) -> Axis:
    speaking = tuple(sign for sign in signs if sign.state != "against")
    present = {sign.state for sign in speaking}
    state: State = next((one for one in STATES if one in present), "quiet")
    return Axis(name, state, speaking, tuple(sign for sign in signs if sign.state == "against"))


def _signs(ground: Ground, profile: Profile) -> Iterator[tuple[str, Sign]]:
    for feature in profile.features:
        yield from _of_feature(ground, features()[feature])
    for disease in shared_diseases(profile):
        yield from _of_extents(ground, profile, disease)
    for level in profile.levels:
        threshold = thresholds().get(level.marker)
        cited = threshold.references if threshold else ()
        for name, nodes in axes().items():
            if level.marker in nodes:
                raised = level.sign == nodes[level.marker]
                yield name, Sign("shown" if raised else "against", str(level), cited)
    own = subgroups(profile)
    for disease in (*own, *shared_diseases(profile)):
        yield from _of_disease(ground, disease, disease in own)


def _of_feature(ground: Ground, feature: Feature) -> Iterator[tuple[str, Sign]]:
    references = ground.standing(feature.references)
    if feature.group in SAFETY or (feature.references and not references):
        return
    state: Literal["shown", "of the disease", "reported"] = "shown"
    if feature.group == "diagnosis":
        state = "of the disease"
    elif any("disputed" in kind for kind in feature.kinds):
        state = "reported"
    for name, nodes in axes().items():
        touched = {sign * nodes[node] for node, sign in feature.sets if node in nodes}
        if touched & {1}:
            yield name, Sign(state, feature_label(feature), references)
        elif touched or any(node in nodes for node in feature.normal):
            yield name, Sign("against", feature_label(feature), references)


def _of_extents(ground: Ground, profile: Profile, disease: str) -> Iterator[tuple[str, Sign]]:
    """A disease without a start state of its own has that of its extents."""
    own = {features()[feature].entity for feature in profile.features}
    for feature in features().values():
        shared = any(
            wide == disease and same for wide, same, _ in broader().get(feature.entity, ())
        )
        is_extent = feature.group == "diagnosis" and shared and disease == "alopecia_areata"
        if is_extent and feature.entity not in own:
            for name, sign in _of_feature(ground, feature):
                text = f"{disease_label(disease)} begins from it"
                yield name, Sign(sign.state, text, sign.references)


def _of_disease(ground: Ground, disease: str, narrowed: bool) -> Iterator[tuple[str, Sign]]:
    state: Literal["of the disease", "reported"] = "of the disease" if narrowed else "reported"
    words = disease_label(disease)
    for name, nodes in axes().items():
        for backed in ground.entering.get(disease, ()):
            edge = backed.edge
            ids = tuple(piece.id for piece in backed.evidence)
            if edge.u in nodes and edge.key in _CAUSAL:
                text = f"{label(edge.u)} adds to {words}"
                yield name, Sign(state, text, backed.references, ids)
            elif edge.u in nodes and edge.key in STANCE_OF_NULL:
                text = f"{label(edge.u)} and {words}: a null or disputed finding"
                yield name, Sign("against", text, backed.references, ids)
        for backed in ground.leaving.get(disease, ()):
            edge = backed.edge
            ids = tuple(piece.id for piece in backed.evidence)
            if edge.v in nodes and edge.key in _MARKERS:
                raised = edge.sign == nodes[edge.v]
                text = f"{label(edge.v)} {'raised' if edge.sign > 0 else 'lowered'} in {words}"
                yield name, Sign(state if raised else "against", text, backed.references, ids)
            elif edge.v in nodes and edge.key in STANCE_OF_NULL:
                text = f"{words} did not move {label(edge.v)}"
                yield name, Sign("against", text, backed.references, ids)
