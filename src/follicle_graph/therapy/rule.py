"""The rule that turns evidence into a verdict.

Evidence for a treatment sets a level. Evidence against it, and cautions, set ceilings. The
verdict is the lowest of them. `docs/treatments.md` gives the reason for each step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from follicle_graph.therapy.axes import Axis
from follicle_graph.therapy.findings import CONTROLLED, HUMAN, Finding
from follicle_graph.therapy.nearest_routes import AxisEffect
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
"""From best to worst: the order in which answers are ranked."""

OWN = ("subgroup", "disease")
"""The populations that count as the profile's own."""

FAVOURABLE = ("helps", "weak", "predicts")
"""Directions of findings that speak for a treatment."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the rule that applied.

    Parameters
    ----------
    allows
        The best verdict that it allows.
    text
        Why.
    ceiling
        True if the step only limits the verdict, False if it sets the level.
    """

    allows: Verdict
    text: str
    ceiling: bool = True

    def __str__(self) -> str:
        return f"{self.text}: {'at most ' if self.ceiling else ''}{self.allows}"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the rule looks at for one treatment, route and profile.

    Parameters
    ----------
    findings
        Clinical findings.
    effects
        What the treatment does to each axis by its nearest route.
    axes
        Axis -> its state in the profile.
    cautions
        Contraindications, cautions and known risks.
    raised_directly
        Axes shown in this patient that the treatment was seen to raise in one step.
    corrects_lack
        True if it corrects something that the profile lacks or suffers from.
    advised_against
        Features of the profile with which the tables expect a worse outcome.
    other_extent
        The extent of disease that the evidence is from, where the profile's is another.
    unavailable
        Why the treatment cannot be had, or an empty text.
    unlicensed
        Why it counts as not licensed for what the profile shows, or an empty text.
    child
        True if the profile is a child under 12.
    """

    findings: tuple[Finding, ...] = ()
    effects: tuple[AxisEffect, ...] = ()
    axes: dict[str, Axis] | None = None
    cautions: tuple[Caution, ...] = ()
    raised_directly: tuple[str, ...] = ()
    corrects_lack: bool = False
    advised_against: tuple[str, ...] = ()
    other_extent: str = ""
    unavailable: str = ""
    unlicensed: str = ""
    child: bool = False

    def seen(
        self, *directions: str, populations: tuple[str, ...] = OWN, any_age: bool = False
    ) -> tuple[Finding, ...]:
        """Findings by the item's own route.

        Parameters
        ----------
        directions
            Which outcomes.
        populations
            Whose: the profile's own, if left out.
        any_age
            False: leave out favourable findings in patients of another age group.
        """
        return tuple(
            one
            for one in self.findings
            if one.direction in directions
            and one.population in populations
            and not one.other_route
            and (any_age or not one.other_age or one.direction not in FAVOURABLE)
        )

    @property
    def opposed(self) -> tuple[str, ...]:
        """Active axes that the treatment opposes by its nearest route."""
        states = self.axes or {}
        return tuple(
            one.axis for one in self.effects if one.effect == "opposes" and states[one.axis].active
        )

    @property
    def soundly_opposed(self) -> tuple[str, ...]:
        """Opposed axes whose route does not depend on a popular article."""
        claimed = {one.axis for one in self.effects if one.grade == "popular article"}
        return tuple(axis for axis in self.opposed if axis not in claimed)


def controlled(one: Finding) -> bool:
    """A trial or a meta-analysis that was read."""
    return one.grade in CONTROLLED and one.read


def in_people(one: Finding) -> bool:
    """Seen in people and read, or a trial known only by title or digest."""
    return one.grade in CONTROLLED or (one.grade in HUMAN and one.read)


def level(case: Case) -> Step:
    """Steps 1 to 4: the best verdict that the evidence for a treatment supports."""
    allows, text = _level(case)
    return Step(allows, text, ceiling=False)


def _level(case: Case) -> tuple[Verdict, str]:
    helps = case.seen("helps")
    in_own = [one for one in case.seen(*FAVOURABLE) if in_people(one)]
    exact = [one for one in case.seen("helps", "predicts") if _exact(one)]
    if any(controlled(one) for one in (*helps, *exact)):
        if case.soundly_opposed:
            what = "a trial with such patients" if exact else "a trial in the disease"
            return "favoured", f"{what}, against an active axis"
        return "option", "a trial, but no active axis is opposed"
    if any(one.grade in CONTROLLED and not one.read for one in helps):
        return "option", "helped people, trials not read in full"
    if in_own:
        if any(one.direction == "weak" and controlled(one) for one in in_own):
            return "option", "helped people, no sound controlled trial shows more than a little"
        return "option", "helped people, no sound controlled trial"
    other_age = [one for one in case.seen(*FAVOURABLE, any_age=True) if in_people(one)]
    if other_age and not case.child:
        return "option", f"helped {other_age[0].other_age} only, as far as ages are stated"
    near = [one for one in case.seen("helps", populations=("related",)) if in_people(one)]
    if near and case.opposed:
        return "option", "helped in a related disease"
    general = [one for one in case.seen("helps", populations=("general",)) if in_people(one)]
    if general and case.corrects_lack:
        return "option", "corrects something that the profile lacks or suffers from"
    return "insufficient evidence", _what_there_is(case)


def _what_there_is(case: Case) -> str:
    """The best evidence of a treatment that has none of its own in people, in words."""
    everywhere = (*OWN, "related", "general")
    favourable = [
        one
        for one in case.findings
        if one.direction in FAVOURABLE and one.population in everywhere and one.grade in HUMAN
    ]
    own = [one for one in favourable if one.population in OWN]
    if any(one.other_age and not one.other_route for one in own):
        ages = next(one.other_age for one in own if one.other_age and not one.other_route)
        return f"seen in {ages} only, as far as ages are stated"
    if any(not one.other_route for one in own):
        return "reports on people with this disease, none of them read in full"
    if own:
        return "helped people with this disease by another route only"
    if any(one.population == "related" for one in favourable):
        return "helped people with a related disease only"
    if favourable:
        return "helped people's hair or scalp in general, not this disease"
    contrary = case.seen("null", "harms", "disputed")
    if any(one.grade in HUMAN for one in contrary):
        return "no benefit seen in people"
    if case.seen("elsewhere", populations=everywhere):
        return "seen on lashes or brows only"
    if case.seen("failed elsewhere", populations=everywhere):
        return "tried on lashes or brows only, without effect"
    seen = case.seen(*FAVOURABLE, populations=everywhere, any_age=True)
    grades = {one.grade for one in seen}
    kinds = ["a popular article"] if "popular article" in grades else []
    kinds += ["models"] if grades - {"popular article"} else []
    return "no evidence in people" + (f", only {' and '.join(kinds)}" if kinds else "")


def _exact(one: Finding) -> bool:
    return one.population == "subgroup" and controlled(one)


def ceilings(case: Case) -> Iterator[Step]:
    """Steps 5 to 11: the limits set by contrary evidence, cautions and the profile."""
    helped = [one for one in case.seen(*FAVOURABLE, any_age=True) if in_people(one)]
    exact = [one for one in case.seen("helps", "predicts") if _exact(one)]
    for caution in case.cautions:
        if caution.weight:
            text = caution.text.partition(" (")[0]
            yield Step(caution.weight, text)
            if caution.weight == "caution" and caution.contraindication and not helped:
                yield Step("avoid", f"{text}, and nothing in people speaks for it")
    yield from _null_findings(case, helped)
    yield from _harms(case, helped, exact)
    contrary = [o for o in case.findings if o.direction in ("null", "harms", "disputed")]
    human = [o for o in contrary if o.grade in HUMAN and o.population in (*OWN, "related")]
    if human and not helped:
        text = "findings in people speak against it, none with this disease for it"
        yield Step("insufficient evidence", text)
    if case.raised_directly:
        names = " and ".join(case.raised_directly)
        best: Verdict = "option" if exact else "caution"
        yield Step(best, f"was seen to raise {names}, which this patient shows")
    if case.other_extent:
        yield Step("option", f"its evidence is from {case.other_extent} disease")
    if case.advised_against:
        best = "option" if helped else "caution"
        yield Step(best, f"worse outcome expected with {' and '.join(case.advised_against)}")
    if case.unlicensed:
        yield Step("option", case.unlicensed)
    if case.unavailable:
        yield Step("insufficient evidence", case.unavailable)


def _null_findings(case: Case, helped: list[Finding]) -> Iterator[Step]:
    tried = any(one.grade in CONTROLLED for one in helped)
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


def _harms(case: Case, helped: list[Finding], exact: list[Finding]) -> Iterator[Step]:
    harms = [one for one in case.seen("harms") if one.grade in HUMAN]
    if harms and not helped:
        yield Step("avoid", "reported to harm in this disease, not to help")
    elif harms and (not exact or any(one.population == "subgroup" for one in harms)):
        yield Step("caution", "reported to harm some with this disease")
    if any(one.grade in HUMAN for one in case.seen("harms", populations=("related",))):
        yield Step("caution", "reported to harm in a related disease")


def judge(case: Case) -> tuple[Verdict, tuple[Step, ...]]:
    """The verdict, and the steps that applied with the deciding one first.

    >>> from follicle_graph.therapy.rule import Case, judge
    >>> judge(Case())[0]
    'insufficient evidence'
    """
    first = level(case)
    steps = (first, *ceilings(case))
    verdict = max((step.allows for step in steps), key=VERDICTS.index)
    deciding = [step for step in steps if step.allows == verdict]
    return verdict, (*deciding, *(step for step in steps if step.allows != verdict))
