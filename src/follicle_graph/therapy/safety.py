"""Contraindications and cautions that a profile meets; each only lowers a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from follicle_graph.therapy.phrases import feature_label, label, spoken
from follicle_graph.therapy.profile import Profile
from follicle_graph.therapy.tables import (
    SAFETY,
    Feature,
    Therapy,
    age_limits,
    classes_of,
    features,
)
from follicle_graph.therapy.withdrawals import Backed, Ground

Weight = Literal["avoid", "caution", "option", ""]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that speaks against using a treatment in a profile.

    `weight`: the best verdict that it still allows; empty for what is only to be known.
    """

    weight: Weight
    text: str
    references: tuple[str, ...]
    evidence: tuple[str, ...] = ()


def cautions(
    ground: Ground, profile: Profile, treatment: str, route: str, rows: tuple[Therapy, ...]
) -> tuple[Caution, ...]:
    """What the profile meets, the gravest first, then the known risks of the treatment."""
    kin = (treatment, *classes_of().get(treatment, ()))
    found: list[Caution] = []
    for name in profile.features:
        feature = features()[name]
        met = _of_feature(ground, feature, kin, rows)
        if met is not None:
            found.append(met)
    found += _of_age(ground, profile, kin)
    found += _of_route(profile, route)
    found += _of_kind(rows)
    found += _side_effects(ground, profile, kin, route)
    order = ("avoid", "caution", "option", "")
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.weight)))


def _of_feature(
    ground: Ground, feature: Feature, kin: tuple[str, ...], rows: tuple[Therapy, ...]
) -> Caution | None:
    """The weight of one feature for one treatment.

    Safety features: `avoid` where the feature is a contraindication and its own row, the
    treatment's row or a contraindication of the graph names the pair; `caution` where the feature
    is a caution or the treatment's row only lists it among its cautions. `option` for a condition.
    """
    named = [words for name, words in feature.names if name in kin]
    worsen = any(name == feature.id for row in rows for name, _ in row.worsen)
    listed = any(feature.entity in row.cautions for row in rows)
    edges = [
        backed
        for name in kin
        for backed in ground.leaving.get(name, ())
        if backed.edge.key == "contraindicated_in" and backed.edge.v == feature.entity
    ]
    if feature.group not in SAFETY:
        if feature.kinds == ("caution",) and (named or worsen or listed):
            return _caution("caution", feature, edges, rows)
        return _caution("caution", feature, edges, rows) if listed else None
    weight = _weight(feature, named, worsen, bool(edges))
    if not weight and listed:
        weight = "caution"
    return _caution(weight, feature, edges, rows) if weight else None


def _weight(feature: Feature, named: list[str], worsen: bool, in_graph: bool) -> Weight:
    kind = feature.kinds[0] if feature.kinds else ""
    if in_graph or any(words.startswith("avoid") for words in named):
        return "avoid"
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
    weight: Weight, feature: Feature, edges: list[Backed], rows: tuple[Therapy, ...]
) -> Caution:
    """The remark and papers of a feature's row stand for several treatments together: they are
    told of one whose own row cites such a paper; of another, what its own row and the graph cite.
    """
    ids = tuple(piece.id for backed in edges for piece in backed.evidence)
    references = {one for backed in edges for one in backed.references}
    own = {one for row in rows for one in row.references}
    remark = spoken(feature.details)
    if own & {*feature.references} or not feature.references:
        references |= {*feature.references}
    elif any(name == feature.id for row in rows for name, _ in row.worsen) or any(
        feature.entity in row.cautions for row in rows
    ):
        references |= own
        remark = "by its own row of the table of treatments"
    elif not edges:
        remark = "named in the table of profiles, which cites nothing for this treatment"
    else:
        remark = "a finding of the atlas"
    words = {
        "avoid": "contraindicated",
        "caution": "caution",
        "option": "only under a condition",
    }[weight]
    text = f"{words}: {feature_label(feature)} ({remark})"
    return Caution(weight, text, tuple(sorted(references)), ids)


def _of_age(ground: Ground, profile: Profile, kin: tuple[str, ...]) -> Iterator[Caution]:
    for limit in age_limits():
        if (
            limit.feature in profile.features
            and limit.treatment in kin
            and not set(limit.excepted) & set(kin)
            and ground.standing(limit.references)
        ):
            yield Caution("caution", f"caution: {limit.words}", limit.references)


def _of_route(profile: Profile, route: str) -> Iterator[Caution]:
    wanted = profile.route
    local = wanted == "topical" and route == "intralesional"
    if wanted and route != wanted and not local and route not in ("diet", "lifestyle"):
        text = f"the {wanted} route is asked for, this is {_by(route)}"
        yield Caution("option", text, ())


def _by(route: str) -> str:
    return {"clinic": "done in a clinic", "varied": "of varied route"}.get(route, f"{route}")


def _of_kind(rows: tuple[Therapy, ...]) -> Iterator[Caution]:
    row = rows[0]
    if "avoid" in row.kind or "harm" in row.kind:
        text = f"listed as a cause, not as a treatment ({spoken(row.regulatory)})"
        yield Caution("avoid", text, row.references)


def _side_effects(
    ground: Ground, profile: Profile, kin: tuple[str, ...], route: str
) -> Iterator[Caution]:
    """Side effects of the safety layer; one that the profile already shows is a caution."""
    shown = {features()[f].entity for f in profile.features if features()[f].group != "diagnosis"}
    for name in kin:
        for backed in ground.leaving.get(name, ()):
            edge = backed.edge
            if edge.layer != "safety" or edge.sign <= 0:
                continue
            pieces = [piece for piece in backed.evidence if piece.route in (None, route)]
            if not pieces:
                continue
            references = tuple(sorted({p.reference for p in pieces if p.reference}))
            ids = tuple(piece.id for piece in pieces)
            weight: Weight = "caution" if edge.v in shown else ""
            already = ", which the profile already shows" if weight else ""
            whose = "" if name == kin[0] else f" (seen with {label(name)})"
            yield Caution(weight, f"known risk: {label(edge.v)}{whose}{already}", references, ids)
