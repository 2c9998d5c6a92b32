"""What speaks for and against a treatment, in sentences with references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from follicle_graph.therapy.answers import Reason
from follicle_graph.therapy.axes import Axis
from follicle_graph.therapy.findings import Finding
from follicle_graph.therapy.phrases import disease_label, feature_label, label, lowered, spoken
from follicle_graph.therapy.points_of_attack import Attack, Strike
from follicle_graph.therapy.rule import Case
from follicle_graph.therapy.tables import Therapy, classes_of, features, therapies
from follicle_graph.therapy.withdrawals import Ground

_FOR = ("helps", "weak", "predicts", "harm disputed")
_SAID = {
    "helps": "helped in",
    "weak": "helped a little or only in part in",
    "null": "had no effect in",
    "harms": "was reported to worsen or bring on",
    "disputed": "has a disputed effect in",
    "harm disputed": "was not borne out to worsen",
    "predicts": "is predicted to work better with",
}


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons of one case: what the rule looked at, told."""

    ground: Ground
    axes: Mapping[str, Axis]
    attack: Attack
    case: Case
    treatment: str

    def why(self, row: Therapy, met: tuple[str, ...]) -> Iterator[Reason]:
        """For it: axes that it opposes, findings, and features (`met`) that are said to suit."""
        for strike in self.case.strikes:
            axis = self.axes[strike.axis]
            if strike.effect == "opposes" and axis.active:
                text = f"opposes the {axis.name} axis, {_state(axis)}: {strike.text}"
                yield Reason(
                    text, strike.references, strike.path, (), strike.grade, axis.references
                )
        for one in self.case.findings:
            if one.direction in _FOR and one.ring != "other":
                yield _reason(one)
        for feature in met:
            remark = dict(row.benefit)[feature]
            text = f"said to suit {feature_label(features()[feature])}"
            yield Reason(
                f"{text} ({remark})" if remark else text,
                self.ground.standing(row.references),
            )

    def against(self) -> Iterator[Reason]:
        """Against it: findings, axes that it feeds, features that are said to do worse."""
        kin = (self.treatment, *classes_of().get(self.treatment, ()))
        for one in self.case.findings:
            if one.direction not in _FOR and one.ring != "other":
                yield _reason(one)
        for strike in self.case.strikes:
            axis = self.axes[strike.axis]
            direct = [e for k in kin for e in self.attack.feeds_directly(k, strike.axis)]
            effect = strike.effect if axis.active else "opposes"
            if axis.state == "quiet" or (effect == "opposes" and not direct):
                continue
            references = {r for one in direct for r in one.references}
            words, text, path = "feeds", strike.text, strike.path
            if effect != "opposes":
                references |= {*strike.references}
            if direct and effect != "feeds":
                edge = direct[0].edge
                text, path = f"{label(edge.u)} → {label(edge.v)}", ((edge.u, edge.v, edge.key),)
            elif effect == "mixed":
                words = "has equally near routes that raise and lower"
            yield Reason(
                f"{words} the {axis.name} axis, {_state(axis)}: {text}",
                tuple(sorted(references)),
                path,
                axis_references=axis.references,
            )
        known = therapies()
        rows = [row for place in known if place[0] == self.treatment for row in known[place]]
        for name in self.case.advised_against:
            cited = {r for row in rows for r in self.ground.standing(row.references)}
            yield Reason(f"said to do worse with {name}", tuple(sorted(cited)))

    def cautions(self) -> Iterator[Reason]:
        """What asks for caution."""
        for one in self.case.cautions:
            yield Reason(spoken(one.text), one.references, (), one.evidence)


def of_goal(toward: Strike | None, effect: str) -> Iterator[Reason]:
    """What a treatment does to the goal, where that is `opposes` or `feeds` as asked."""
    if toward is not None and toward.effect == effect:
        words = "moves the goal as asked" if effect == "opposes" else "moves the goal away"
        yield Reason(f"{words}: {toward.text}", toward.references, toward.path)


def _state(axis: Axis) -> str:
    return {"shown": "shown in this patient", "of the disease": "part of the disease"}.get(
        axis.state, "reported in the disease"
    )


def _reason(one: Finding) -> Reason:
    where = disease_label(one.disease)
    route = ", by another route" if one.other_route else ""
    unread = "" if one.read else ", not read in full"
    text = (
        f"{lowered(label(one.treatment))} {_SAID[one.direction]} {where}{route}{unread}: "
        f"{spoken(one.summary)}"
    )
    return Reason(text.rstrip("."), one.references, (), (one.id,), one.grade or None)
