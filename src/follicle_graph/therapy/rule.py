"""The rule: what speaks for a treatment sets a level, what speaks against it sets ceilings.

The verdict is the lowest of them. `docs/treatments.md` gives the reason of each step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from follicle_graph.therapy.axes import Axis
from follicle_graph.therapy.findings import CONTROLLED, HUMAN, Finding
from follicle_graph.therapy.points_of_attack import Strike
from follicle_graph.therapy.safety import Caution

Verdict = Literal["favoured", "option", "insufficient evidence", "caution", "ineffective", "avoid"]
VERDICTS: tuple[Verdict, ...] = (
    "favoured",
    "option",
    "insufficient evidence",
    "caution",
    "ineffective",
    "avoid",
)
"""From the best to the worst; the order in which answers are ranked."""

OWN = ("subgroup", "disease")
"""Rings of findings that are the profile's own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the rule that applied: the best verdict that it allows, and why."""

    allows: Verdict
    text: str
    ceiling: bool = True

    def __str__(self) -> str:
        return f"{self.text}: {'at most ' if self.ceiling else ''}{self.allows}"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the rule may look at for one treatment, route and profile."""

    findings: tuple[Finding, ...]
    strikes: tuple[Strike, ...]
    axes: dict[str, Axis]
    cautions: tuple[Caution, ...]
    fed_directly: tuple[str, ...]
    meets_lack: bool
    advised_against: tuple[str, ...]
    other_extent: str
    unavailable: str

    def seen(self, *directions: str, rings: tuple[str, ...] = OWN) -> tuple[Finding, ...]:
        """Findings of some directions by the item's own route, in some rings."""
        return tuple(
            one
            for one in self.findings
            if one.direction in directions and one.ring in rings and not one.other_route
        )

    @property
    def soundly_opposed(self) -> tuple[str, ...]:
        """Those of them to which the route rests on no popular claim."""
        claimed = {s.axis for s in self.strikes if s.grade == "popular article"}
        return tuple(axis for axis in self.opposed if axis not in claimed)

    @property
    def opposed(self) -> tuple[str, ...]:
        """Active axes that the treatment opposes by its nearest route."""
        return tuple(
            s.axis for s in self.strikes if s.effect == "opposes" and self.axes[s.axis].active
        )


def controlled(one: Finding) -> bool:
    """A trial or a meta-analysis that was read."""
    return one.grade in CONTROLLED and one.read


def in_people(one: Finding) -> bool:
    """Seen in people and read, or a trial known by title or digest."""
    return one.grade in CONTROLLED or (one.grade in HUMAN and one.read)


def level(case: Case) -> Step:
    """Steps 1 to 4: how far the evidence for a treatment carries it."""
    allows, text = _level(case)
    return Step(allows, text, ceiling=False)


def _level(case: Case) -> tuple[Verdict, str]:
    helps = case.seen("helps")
    backed = [one for one in (*helps, *case.seen("weak", "predicts")) if in_people(one)]
    exact = [one for one in case.seen("helps", "predicts") if _exact(one)]
    if any(controlled(one) for one in (*helps, *exact)):
        if case.soundly_opposed:
            where = "this subgroup" if exact else "the disease"
            return "favoured", f"a trial in {where}, against an active axis"
        return "option", "a trial, but no active axis is opposed"
    if backed:
        return "option", "helped people, without a sound controlled trial"
    near = [one for one in case.seen("helps", rings=("near",)) if in_people(one)]
    if near and case.opposed:
        return "option", "helped in a neighbouring disease, against an active axis"
    claims = [one for one in helps if one.grade == "popular article"]
    if claims and case.opposed:
        return "option", "a popular claim in this disease, against an active axis"
    if case.seen("helps", rings=("general",)) and case.meets_lack:
        return "option", "mends something that the profile lacks or suffers from"
    return "insufficient evidence", "no evidence in people for this disease"


def _exact(one: Finding) -> bool:
    return one.ring == "subgroup" and controlled(one)


def ceilings(case: Case) -> Iterator[Step]:
    """Steps 5 to 10: how low the evidence against a treatment, and the profile, press it."""
    helped = [one for one in case.seen("helps", "weak", "predicts") if in_people(one)]
    tried = [one for one in helped if one.grade in CONTROLLED]
    exact = [one for one in case.seen("helps", "predicts") if _exact(one)]
    for held in case.cautions:
        if held.weight:
            yield Step(held.weight, held.text.partition(" (")[0])
    nulls = [one for one in case.seen("null") if one.grade in HUMAN]
    if any(one.grade in CONTROLLED for one in nulls):
        if tried:
            yield Step("option", "controlled trials disagree")
        else:
            yield Step("ineffective", "a controlled trial found no effect")
    elif nulls and not helped:
        yield Step("ineffective", "tried in people without effect")
    elif nulls and not tried:
        yield Step("option", "reports disagree")
    if any(one.grade in HUMAN for one in case.seen("disputed")):
        yield Step("option", "the benefit is disputed")
    harms = [one for one in case.seen("harms") if one.grade in HUMAN]
    if harms and not helped:
        yield Step("avoid", "reported to harm in this disease, and not to help")
    elif harms and (not exact or any(one.ring == "subgroup" for one in harms)):
        yield Step("caution", "reported to harm some with this disease")
    if any(one.grade in HUMAN for one in case.seen("harms", rings=("near",))):
        yield Step("caution", "reported to harm in a neighbouring disease")
    contrary = [o for o in case.findings if o.direction in ("null", "harms", "disputed")]
    human = [o for o in contrary if o.grade in HUMAN and o.ring in (*OWN, "near")]
    if human and not helped:
        yield Step("insufficient evidence", "only claims speak for it, and people against it")
    if case.fed_directly:
        names = " and ".join(case.fed_directly)
        best: Verdict = "option" if exact else "caution"
        yield Step(best, f"was seen to raise {names}, which this patient shows")
    if case.other_extent:
        yield Step("option", f"its evidence is from {case.other_extent} disease")
    if case.advised_against:
        best = "option" if helped else "caution"
        yield Step(best, f"said to do worse with {' and '.join(case.advised_against)}")
    if case.unavailable:
        yield Step("insufficient evidence", case.unavailable)


def judge(case: Case) -> tuple[Verdict, tuple[Step, ...]]:
    """The verdict and the steps that applied, the deciding one first.

    >>> from follicle_graph.therapy.rule import Case, judge
    >>> judge(Case((), (), {}, (), (), False, (), "", ""))[0]
    'insufficient evidence'
    """
    first = level(case)
    steps = (first, *ceilings(case))
    verdict = max((step.allows for step in steps), key=VERDICTS.index)
    deciding = [step for step in steps if step.allows == verdict]
    return verdict, (*deciding, *(step for step in steps if step.allows != verdict))
