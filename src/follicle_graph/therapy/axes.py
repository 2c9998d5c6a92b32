"""Which axes are active in a profile, and the evidence for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from follicle_graph.model.vocabulary import STANCE_OF_NULL, grades
from follicle_graph.therapy.evidence_base import EvidenceBase, SupportedEdge
from follicle_graph.therapy.marker_levels import thresholds
from follicle_graph.therapy.profile import Profile, shared_diseases, subgroups
from follicle_graph.therapy.treatment_tables import SAFETY, Feature, axes, broader, features
from follicle_graph.therapy.wording import disease_label, feature_label, label

State = Literal["shown", "of the disease", "reported", "quiet"]
STATES: tuple[State, ...] = ("shown", "of the disease", "reported", "quiet")

_CAUSAL = ("contributes_to", "causes", "predisposes_to")
_MARKERS = ("has_increased_marker", "has_decreased_marker", "has_symptom")


@dataclass(frozen=True, slots=True)
class AxisEvidence:
    """One piece of evidence that an axis is active, or that it is not.

    Parameters
    ----------
    state
        The state that it speaks for, or `against` where it says that the axis is not raised.
    text
        What was seen.
    references
        The papers.
    evidence
        Ids of the rows of the atlas.
    """

    state: Literal["shown", "of the disease", "reported", "against"]
    text: str
    references: tuple[str, ...]
    evidence: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Axis:
    """The state of one axis in a profile.

    Parameters
    ----------
    name
        Name of the axis, such as `type 1`.
    state
        `shown` in this patient by a feature or a marker; `of the disease` by its start state;
        `reported` in the disease, not shown in this patient; `quiet`. The first two are active.
    signs
        The evidence that it is raised.
    against
        The evidence that it is not.
    """

    name: str
    state: State
    signs: tuple[AxisEvidence, ...]
    against: tuple[AxisEvidence, ...]

    @property
    def active(self) -> bool:
        """Whether the axis is shown in this patient or part of the disease."""
        return self.state in ("shown", "of the disease")

    @property
    def references(self) -> tuple[str, ...]:
        """The papers behind the state, sorted."""
        return tuple(sorted({r for s in self.signs if s.state == self.state for r in s.references}))

    def __str__(self) -> str:
        why = "; ".join(sign.text for sign in self.signs if sign.state == self.state)
        return f"{self.name}: {self.state}" + (f" ({why})" if why else "")


def axis_states(base: EvidenceBase, profile: Profile) -> dict[str, Axis]:
    """Axis -> its state in a profile, in the order of the table of axes."""
    found: dict[str, list[AxisEvidence]] = {name: [] for name in axes()}
    for name, piece in _evidence(base, profile):
        if piece not in found[name]:
            found[name].append(piece)
    return {name: _axis(name, pieces) for name, pieces in found.items()}


def _axis(name: str, pieces: list[AxisEvidence]) -> Axis:
    raised = tuple(piece for piece in pieces if piece.state != "against")
    present = {piece.state for piece in raised}
    state: State = next((one for one in STATES if one in present), "quiet")
    return Axis(name, state, raised, tuple(piece for piece in pieces if piece.state == "against"))


def _evidence(base: EvidenceBase, profile: Profile) -> Iterator[tuple[str, AxisEvidence]]:
    for feature in profile.features:
        yield from _of_feature(base, profile, features()[feature])
    for disease in shared_diseases(profile):
        yield from _of_extents(base, profile, disease)
    for level in profile.levels:
        threshold = thresholds().get(level.marker)
        cited = threshold.references if threshold else ()
        for name, nodes in axes().items():
            if level.marker in nodes:
                raised = level.sign == nodes[level.marker]
                yield name, AxisEvidence("shown" if raised else "against", str(level), cited)
    own = subgroups(profile)
    for disease in (*own, *shared_diseases(profile)):
        yield from _of_disease(base, disease, disease in own)


def _of_feature(
    base: EvidenceBase, profile: Profile, feature: Feature
) -> Iterator[tuple[str, AxisEvidence]]:
    """What a feature says of each axis.

    The row of a start state (a diagnosis, an extent) cites papers on its remarks, such as the
    outlook. So a start state cites what links the axis to the disease in the graph; its row only
    where the graph has nothing.
    """
    references = base.available(feature.references)
    if feature.group in SAFETY:
        return
    cited = bool(references) or not feature.references
    state: Literal["shown", "of the disease", "reported"] = "shown"
    if feature.group == "diagnosis" or "start_state" in feature.kinds:
        state = "of the disease"
    elif any("disputed" in kind for kind in feature.kinds):
        state = "reported"
    for name, nodes in axes().items():
        touched = {sign * nodes[node] for node, sign in feature.sets if node in nodes}
        if touched & {1}:
            text = feature_label(feature)
            if state == "of the disease":
                diseases = {feature.entity, *shared_diseases(profile)}
                raised = [node for node, sign in feature.sets if nodes.get(node) == sign]
                linked, ids = _links(base, diseases, nodes, raised)
                if linked:
                    yield name, AxisEvidence(state, text, linked, ids)
                    continue
            if cited:
                yield name, AxisEvidence(state, text, references)
        elif not cited:
            continue
        elif touched or any(node in nodes for node in feature.normal):
            yield name, AxisEvidence("against", feature_label(feature), references)


def _links(
    base: EvidenceBase, diseases: set[str], nodes: Mapping[str, int], raised: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The papers and rows that link an axis to a disease: the three best, `raised` nodes first."""
    found: dict[str, tuple[object, ...]] = {}
    rows: dict[str, set[str]] = {}
    for disease in sorted(diseases):
        links = [e for e in base.entering.get(disease, ()) if e.edge.key in _CAUSAL]
        links = [e for e in links if nodes.get(e.edge.u) == e.edge.sign]
        markers = [e for e in base.leaving.get(disease, ()) if e.edge.key in _MARKERS]
        markers = [e for e in markers if nodes.get(e.edge.v) == e.edge.sign]
        for supported in (*links, *markers):
            causal = supported.edge.key in _CAUSAL
            node = supported.edge.u if causal else supported.edge.v
            for piece in supported.evidence:
                if piece.reference:
                    key = (node not in raised, not causal, -grades().get(piece.grade, 0.0))
                    found[piece.reference] = min(found.get(piece.reference, key), key)
                    rows.setdefault(piece.reference, set()).add(piece.id)
    best = sorted(found, key=lambda one: (found[one], one))[:3]
    return tuple(sorted(best)), tuple(sorted({row for one in best for row in rows[one]}))


def _of_extents(
    base: EvidenceBase, profile: Profile, disease: str
) -> Iterator[tuple[str, AxisEvidence]]:
    """A disease without a start state of its own has that of its extents."""
    own = {features()[feature].entity for feature in profile.features}
    for feature in features().values():
        shared = any(
            wide == disease and same for wide, same, _ in broader().get(feature.entity, ())
        )
        is_extent = feature.group == "diagnosis" and shared and disease == "alopecia_areata"
        if is_extent and feature.entity not in own:
            for name, piece in _of_feature(base, profile, feature):
                text = f"start state of {disease_label(disease)}"
                yield name, AxisEvidence(piece.state, text, piece.references, piece.evidence)


def _of_disease(
    base: EvidenceBase, disease: str, narrowed: bool
) -> Iterator[tuple[str, AxisEvidence]]:
    state: Literal["of the disease", "reported"] = "of the disease" if narrowed else "reported"
    found: Literal["of the disease", "reported", "against"]
    words = disease_label(disease)
    entering = _stating(base.entering.get(disease, ()), _CAUSAL)
    leaving = _stating(base.leaving.get(disease, ()), _MARKERS)
    for name, nodes in axes().items():
        for supported in entering:
            edge = supported.edge
            if edge.u not in nodes:
                continue
            if edge.key in _CAUSAL:
                found, text = state, f"{label(edge.u)} adds to {words}"
            else:
                found, text = "against", f"{label(edge.u)} and {words}: a null or disputed finding"
            yield name, _piece(found, text, supported)
        for supported in leaving:
            edge = supported.edge
            if edge.v not in nodes:
                continue
            if edge.key in _MARKERS:
                found = state if edge.sign == nodes[edge.v] else "against"
                text = f"{label(edge.v)} {'raised' if edge.sign > 0 else 'lowered'} in {words}"
            else:
                found, text = "against", f"{words} and {label(edge.v)}: a null or disputed finding"
            yield name, _piece(found, text, supported)


def _stating(edges: Iterable[SupportedEdge], keys: Collection[str]) -> list[SupportedEdge]:
    """The edges with one of these predicates, and null and disputed findings."""
    return [one for one in edges if one.edge.key in keys or one.edge.key in STANCE_OF_NULL]


def _piece(
    state: Literal["of the disease", "reported", "against"], text: str, supported: SupportedEdge
) -> AxisEvidence:
    ids = tuple(piece.id for piece in supported.evidence)
    return AxisEvidence(state, text, supported.references, ids)
