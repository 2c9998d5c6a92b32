"""Contraindications, cautions and known risks; each can only lower a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from follicle_graph.therapy.evidence_base import EvidenceBase, SupportedEdge
from follicle_graph.therapy.profile import Profile, shared_diseases
from follicle_graph.therapy.treatment_tables import (
    SAFETY,
    Feature,
    Therapy,
    age_limits,
    classes_of,
    entities,
    evidence_route,
    features,
    item_routes,
    relapses,
    therapies,
)
from follicle_graph.therapy.wording import feature_label, label, without_advice

Weight = Literal["avoid", "caution", "option", "insufficient evidence", ""]

_ORDER: tuple[Weight, ...] = ("avoid", "caution", "insufficient evidence", "option", "")
_AGAINST = "contraindicated_in"
_UNBORN = ("preg", "bf")
"""Features in which silence of the tables on a drug is no ground to use it."""

_CHILD = ("preg", "cbp")
"""Features that a profile leaves open where pregnancy is possible and not stated."""

_WORDS = {"avoid": "contraindicated", "caution": "caution", "option": "only under a condition"}


@dataclass(frozen=True, slots=True)
class Caution:
    """One contraindication, caution or known risk.

    Parameters
    ----------
    weight
        The best verdict that it still allows; empty for a risk that limits nothing.
    text
        What it is, in one line.
    references
        Its papers.
    evidence
        Ids of rows of the atlas.
    contraindication
        True for a caution about something that is a contraindication of other treatments.
    """

    weight: Weight
    text: str
    references: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    contraindication: bool = False


def cautions(
    base: EvidenceBase, profile: Profile, treatment: str, route: str, rows: tuple[Therapy, ...]
) -> tuple[Caution, ...]:
    """The cautions that the profile meets, most serious first, then the known risks."""
    names = (treatment, *classes_of().get(treatment, ()))
    found: list[Caution] = []
    for name in profile.features:
        met = _of_feature(base, features()[name], names, rows)
        if met is not None:
            found.append(met)
        elif name in _UNBORN:
            found += _of_silence(features()[name], names, route, rows)
    found += _of_age(base, profile, names)
    found += _of_route(profile, route)
    found += _of_kind(rows)
    found += _side_effects(base, profile, names, route)
    found += _relapses(base, profile, names, route)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: _ORDER.index(one.weight)))


def not_met(
    base: EvidenceBase, profile: Profile, treatment: str, route: str, rows: tuple[Therapy, ...]
) -> tuple[tuple[Caution, ...], tuple[Caution, ...]]:
    """Contraindications and cautions that the profile does not meet, and those it leaves open."""
    names = (treatment, *classes_of().get(treatment, ()))
    shown = {features()[name].entity for name in profile.features}
    warned = {e.edge.v for n in names for e in base.leaving.get(n, ()) if e.edge.key == _AGAINST}
    named = _named_with(names, route)
    found: dict[str, Caution] = {}
    for feature in features().values():
        if feature.entity not in warned and feature.id not in named:
            continue
        if feature.id in profile.features or feature.entity in shown:
            continue
        caution = _of_feature(base, feature, names, rows)
        if caution is not None and feature.group != "diagnosis":
            words = f"{_WORDS[caution.weight]}: {feature_label(feature)}"
            edges = _contraindications(base, feature.entity, names)
            cited = tuple(sorted({one for edge in edges for one in edge.references}))
            found.setdefault(feature.entity, Caution(caution.weight, words, cited))
    for node in dict.fromkeys(node for row in rows for node in row.cautions):
        if node not in found and node not in shown and node in entities():
            found[node] = Caution("caution", f"caution: {label(node)}", ())
    open_ = {features()[name].entity for name in _CHILD if profile.pregnancy_unknown}
    ranked = sorted(found.items(), key=lambda one: (_ORDER.index(one[1].weight), one[1].text))
    return (
        tuple(caution for entity, caution in ranked if entity not in open_),
        tuple(caution for entity, caution in ranked if entity in open_),
    )


@cache
def _named_with(names: tuple[str, ...], route: str) -> frozenset[str]:
    """The features that the tables name together with a treatment or its classes."""
    rows = therapies()[names[0], route]
    worsen = {name for row in rows for name, _ in row.worsen}
    listed = {node for row in rows for node in row.cautions}
    return frozenset(
        feature.id
        for feature in features().values()
        if feature.id in worsen
        or feature.entity in listed
        or any(name in names for name, _ in feature.names)
    )


def _contraindications(
    base: EvidenceBase, entity: str, names: tuple[str, ...]
) -> list[SupportedEdge]:
    return [
        supported
        for name in names
        for supported in base.leaving.get(name, ())
        if supported.edge.key == _AGAINST and supported.edge.v == entity
    ]


def _of_feature(
    base: EvidenceBase, feature: Feature, names: tuple[str, ...], rows: tuple[Therapy, ...]
) -> Caution | None:
    """The caution that one feature means for one treatment, if any.

    A safety feature weighs `avoid` if it is a contraindication and its own row, the treatment's
    row or an edge of the graph names the pair; `caution` if it is a caution, or if the treatment's
    row lists it among its cautions only; `option` if it is a condition such as contraception.
    """
    named = [words for name, words in feature.names if name in names]
    worsen = any(name == feature.id for row in rows for name, _ in row.worsen)
    listed = any(feature.entity in row.cautions for row in rows)
    edges = _contraindications(base, feature.entity, names)
    if feature.group not in SAFETY:
        if "contraindication" in feature.kinds and (named or worsen or edges):
            return _caution("avoid", feature, edges, rows)
        if listed or edges or (feature.kinds == ("caution",) and (named or worsen)):
            return _caution("caution", feature, edges, rows)
        return None
    weight = _weight(feature, named, worsen, bool(edges))
    if not weight and listed:
        weight = "caution"
    return _caution(weight, feature, edges, rows) if weight else None


def _weight(feature: Feature, named: list[str], worsen: bool, in_graph: bool) -> Weight:
    """How serious a safety feature is: the profiles table says it, the others only name the pair.

    So the label's warning on age or heart risk (an edge `contraindicated_in`) stays a caution,
    as the feature's own row has it; under 18, where the row has no such word, it is `avoid`.
    """
    kind = feature.kinds[0] if feature.kinds else ""
    if any(words.startswith("avoid") for words in named):
        return "avoid"
    if in_graph:
        return "caution" if kind == "caution" else "avoid"
    if not named and not worsen:
        return ""
    if feature.group == "age":
        return "caution" if worsen or kind == "caution" else ""
    weights: dict[str, Weight] = {
        "contraindication": "avoid",
        "contraindication/caution": "avoid" if worsen else "caution",
        "caution": "caution",
        "condition": "option",
        "context": "caution" if worsen else "",
    }
    return weights.get(kind, "")


def _caution(
    weight: Weight, feature: Feature, edges: list[SupportedEdge], rows: tuple[Therapy, ...]
) -> Caution:
    """A caution with its remark and papers.

    A feature's row holds remarks and papers on several treatments together. They are shown only
    for a treatment whose own row cites one of these papers; for others the treatment's own row
    and the graph are cited.
    """
    ids = tuple(piece.id for supported in edges for piece in supported.evidence)
    references = {one for supported in edges for one in supported.references}
    own = {one for row in rows for one in row.references}
    remark = without_advice(feature.details)
    if own & {*feature.references} or not feature.references:
        references |= {*feature.references}
    elif edges:
        remark = "; ".join(p.summary for e in edges for p in e.evidence).rstrip(".")
        remark = without_advice(remark)
    elif any(name == feature.id for row in rows for name, _ in row.worsen) or any(
        feature.entity in row.cautions for row in rows
    ):
        references |= own
        remark = "by its own row of the table of treatments"
    else:
        remark = "named in the table of profiles, which cites nothing for this treatment"
    text = f"{_WORDS[weight]}: {feature_label(feature)} ({remark})"
    kinds = feature.kinds[:1] == ("contraindication",)
    return Caution(weight, text, tuple(sorted(references)), ids, kinds)


def _of_silence(
    feature: Feature, names: tuple[str, ...], route: str, rows: tuple[Therapy, ...]
) -> Iterator[Caution]:
    """What the tables hold on use in pregnancy or breast-feeding, where no caution is met.

    Silence limits the verdict of a drug. What the tables name, and silence on what is no drug, is
    only said.
    """
    state = feature_label(feature)
    for name in names:
        for row in therapies().get((name, route), ()):
            for about, remark in row.benefit:
                limited = {word.strip(",;") for word in remark.split()} & item_routes()
                if about == feature.id and (not limited or route in limited):
                    itself = f"nothing is stated on itself in {state}; " if name != names[0] else ""
                    said = f"the tables state for {label(name)} in {state}"
                    yield Caution("", f"{itself}{said}: {remark or 'a benefit'}", ())
                    return
    text = f"nothing is stated on its use in {state}; silence does not mean safe"
    yield Caution("insufficient evidence" if rows[0].kind in ("drug", "class") else "", text, ())


def _of_age(base: EvidenceBase, profile: Profile, names: tuple[str, ...]) -> Iterator[Caution]:
    for limit in age_limits():
        if (
            limit.feature in profile.features
            and limit.treatment in names
            and not set(limit.excepted) & set(names)
            and base.available(limit.references)
        ):
            yield Caution("caution", f"caution: {limit.words}", limit.references)


def _of_route(profile: Profile, route: str) -> Iterator[Caution]:
    wanted = profile.route
    local = wanted == "topical" and route == "intralesional"
    if wanted and route != wanted and not local and route not in ("diet", "lifestyle"):
        text = f"the profile prefers the {wanted} route, this is {_by(route)}"
        yield Caution("option", text, ())


def _by(route: str) -> str:
    return {"clinic": "done in a clinic", "varied": "of varied route"}.get(route, f"{route}")


def _of_kind(rows: tuple[Therapy, ...]) -> Iterator[Caution]:
    row = rows[0]
    if "avoid" in row.kind or "harm" in row.kind:
        text = f"listed as a cause, not as a treatment ({without_advice(row.regulatory)})"
        yield Caution("avoid", text, row.references)


def _side_effects(
    base: EvidenceBase, profile: Profile, names: tuple[str, ...], route: str
) -> Iterator[Caution]:
    """Side effects of the safety layer; one that the profile already shows is a caution."""
    shown = {features()[f].entity for f in profile.features if features()[f].group != "diagnosis"}
    for name in names:
        for supported in base.leaving.get(name, ()):
            edge = supported.edge
            if edge.layer != "safety" or edge.sign <= 0:
                continue
            pieces = [p for p in supported.evidence if evidence_route(p.route) in (None, route)]
            if not pieces:
                continue
            references = tuple(sorted({p.reference for p in pieces if p.reference}))
            ids = tuple(piece.id for piece in pieces)
            weight: Weight = "caution" if edge.v in shown else ""
            already = ", which the profile already shows" if weight else ""
            whose = "" if name == names[0] else f" (seen with {label(name)})"
            yield Caution(weight, f"known risk: {label(edge.v)}{whose}{already}", references, ids)


def _relapses(
    base: EvidenceBase, profile: Profile, names: tuple[str, ...], route: str
) -> Iterator[Caution]:
    """What happened in the profile's disease when the treatment was stopped or reduced.

    Rows on the treatment itself; rows on its class only where it has none.
    """
    own = shared_diseases(profile)
    for name in names:
        found = [
            Caution("", f"after stopping: {one.words}", one.references)
            for one in relapses()
            if (one.treatment, one.route) == (name, route)
            and one.disease in own
            and base.has_all(one.references)
        ]
        if found:
            yield from found
            return
