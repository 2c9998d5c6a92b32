"""Contraindications, cautions and known risks; each can only lower a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from follicle_graph.therapy.evidence_base import EvidenceBase, SupportedEdge
from follicle_graph.therapy.profile import Profile
from follicle_graph.therapy.tables import (
    SAFETY,
    Feature,
    Therapy,
    age_limits,
    classes_of,
    features,
)
from follicle_graph.therapy.wording import feature_label, label, without_advice

Weight = Literal["avoid", "caution", "option", ""]


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
    """

    weight: Weight
    text: str
    references: tuple[str, ...]
    evidence: tuple[str, ...] = ()


def cautions(
    base: EvidenceBase, profile: Profile, treatment: str, route: str, rows: tuple[Therapy, ...]
) -> tuple[Caution, ...]:
    """The cautions that the profile meets, most serious first, then the known risks."""
    names = (treatment, *classes_of().get(treatment, ()))
    found: list[Caution] = []
    for name in profile.features:
        feature = features()[name]
        met = _of_feature(base, feature, names, rows)
        if met is not None:
            found.append(met)
    found += _of_age(base, profile, names)
    found += _of_route(profile, route)
    found += _of_kind(rows)
    found += _side_effects(base, profile, names, route)
    order = ("avoid", "caution", "option", "")
    return tuple(sorted(dict.fromkeys(found), key=lambda one: order.index(one.weight)))


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
    edges = [
        supported
        for name in names
        for supported in base.leaving.get(name, ())
        if supported.edge.key == "contraindicated_in" and supported.edge.v == feature.entity
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
            pieces = [piece for piece in supported.evidence if piece.route in (None, route)]
            if not pieces:
                continue
            references = tuple(sorted({p.reference for p in pieces if p.reference}))
            ids = tuple(piece.id for piece in pieces)
            weight: Weight = "caution" if edge.v in shown else ""
            already = ", which the profile already shows" if weight else ""
            whose = "" if name == names[0] else f" (seen with {label(name)})"
            yield Caution(weight, f"known risk: {label(edge.v)}{whose}{already}", references, ids)
