"""The reasons for and against a treatment, as sentences with references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from follicle_graph.therapy.answers import Reason
from follicle_graph.therapy.axes import Axis
from follicle_graph.therapy.evidence_base import EvidenceBase
from follicle_graph.therapy.findings import Finding
from follicle_graph.therapy.nearest_routes import AxisEffect, NearestRoutes
from follicle_graph.therapy.rule import Case
from follicle_graph.therapy.safety import Caution
from follicle_graph.therapy.treatment_tables import Therapy, classes_of, features, therapies
from follicle_graph.therapy.wording import (
    disease_label,
    feature_label,
    label,
    lowered,
    without_advice,
)

_FAVOURABLE = ("helps", "weak", "predicts", "harm disputed", "elsewhere")
_OUTCOME = {
    "helps": "helped in",
    "weak": "helped a little or only in part in",
    "null": "had no effect in",
    "harms": "was reported to worsen or bring on",
    "disputed": "has a disputed effect in",
    "harm disputed": "was not confirmed to worsen",
    "predicts": "is predicted to work better with",
    "elsewhere": "was seen on lashes or brows in",
    "failed elsewhere": "was tried on lashes or brows without effect in",
}


@dataclass(frozen=True, slots=True)
class Reasons:
    """Writes the reasons of one case."""

    base: EvidenceBase
    axes: Mapping[str, Axis]
    routes: NearestRoutes
    case: Case
    treatment: str

    def why(self, row: Therapy, met: tuple[str, ...]) -> Iterator[Reason]:
        """For it: axes that it opposes, favourable findings, features that the table says gain."""
        for one in self.case.effects:
            axis = self.axes[one.axis]
            if one.effect == "opposes" and axis.active:
                text = f"opposes the {axis.name} axis, {_state(axis)}: {one.text}"
                cited = axis.references
                yield Reason(text, one.references, one.path, (), one.grade, cited, axis.name)
        for finding in self.case.findings:
            if finding.direction in _FAVOURABLE and finding.population != "other":
                yield _reason(finding)
        names = []
        for feature in met:
            remark = dict(row.benefit)[feature]
            name = feature_label(features()[feature])
            names.append(f"{name} ({remark})" if remark else name)
        if names:
            text = f"the tables expect a benefit with {'; '.join(names)}"
            yield Reason(text, self.base.available(row.references))

    def against(self, weaker: tuple[str, ...]) -> Iterator[Reason]:
        """Against it: contrary findings, axes that it raises, features that do worse."""
        names = (self.treatment, *classes_of().get(self.treatment, ()))
        for finding in self.case.findings:
            if finding.direction not in _FAVOURABLE and finding.population != "other":
                yield _reason(finding)
        for one in self.case.effects:
            axis = self.axes[one.axis]
            direct = [e for name in names for e in self.routes.raises_directly(name, one.axis)]
            effect = one.effect if axis.active else "opposes"
            if axis.state == "quiet" or (effect == "opposes" and not direct):
                continue
            references = {r for edge in direct for r in edge.references}
            words, text, path = "raises", one.text, one.path
            if effect != "opposes":
                references |= {*one.references}
            if direct and effect != "raises":
                first = direct[0].edge
                text = f"{label(first.u)} → {label(first.v)}"
                path = ((first.u, first.v, first.key),)
            elif effect == "mixed":
                words = "has equally near routes that raise and lower"
            yield Reason(
                f"{words} the {axis.name} axis, {_state(axis)}: {text}",
                tuple(sorted(references)),
                path,
                axis_references=axis.references,
                axis=axis.name,
            )
        rows = [
            row for (name, _), many in therapies().items() if name == self.treatment for row in many
        ]
        cited = tuple(sorted({r for row in rows for r in self.base.available(row.references)}))
        for name in self.case.advised_against:
            yield Reason(f"the tables expect a worse outcome with {name}", cited)
        for name in weaker:
            yield Reason(f"the tables expect a weaker response with {name}", cited)

    def not_met(self, found: tuple[Caution, ...]) -> tuple[Reason, ...]:
        """Contraindications and cautions of the treatment that the profile does not meet."""
        return tuple(Reason(without_advice(one.text), one.references) for one in found)

    def cautions(self) -> Iterator[Reason]:
        """Contraindications, cautions and known risks."""
        for one in self.case.cautions:
            yield Reason(without_advice(one.text), one.references, (), one.evidence)


def goal_reasons(toward: AxisEffect | None, effect: str) -> Iterator[Reason]:
    """The reason that a treatment moves towards the goal (`opposes`) or away from it."""
    if toward is not None and toward.effect == effect:
        words = "moves towards the goal" if effect == "opposes" else "moves away from the goal"
        yield Reason(f"{words}: {toward.text}", toward.references, toward.path)


def _state(axis: Axis) -> str:
    return {"shown": "shown in this patient", "of the disease": "part of the disease"}.get(
        axis.state, "reported in the disease"
    )


def _reason(one: Finding) -> Reason:
    where = disease_label(one.disease)
    route = ", by another route" if one.other_route else ""
    ages = f", in {one.other_age}" if one.other_age else ""
    unread = "" if one.read else ", not read in full"
    text = (
        f"{lowered(label(one.treatment))} {_OUTCOME[one.direction]} {where}{route}{ages}{unread}: "
        f"{without_advice(one.summary)}"
    )
    return Reason(text.rstrip("."), one.references, (), (one.id,), one.grade or None)
