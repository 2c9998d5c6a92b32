"""Every intervention of the atlas, judged for one profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import resolve_among
from follicle_graph.therapy.answers import Treatment, Treatments
from follicle_graph.therapy.axes import axis_states
from follicle_graph.therapy.evidence_base import EvidenceBase, evidence_base
from follicle_graph.therapy.findings import BY_CLOSENESS, Populations, findings
from follicle_graph.therapy.nearest_routes import AxisEffect, NearestRoutes, routes_to_axes
from follicle_graph.therapy.profile import Profile, as_profile
from follicle_graph.therapy.reasons import Reasons, goal_reasons
from follicle_graph.therapy.rule import (
    FAVOURABLE,
    OWN,
    VERDICTS,
    Case,
    controlled,
    in_people,
    judge,
)
from follicle_graph.therapy.safety import cautions, not_met
from follicle_graph.therapy.treatment_tables import (
    SAFETY,
    Licence,
    Therapy,
    axes,
    classes_of,
    entities,
    features,
    therapies,
    unavailable,
)
from follicle_graph.therapy.wording import (
    NO_CAUTION_NOTE,
    PREGNANCY_NOTE,
    feature_label,
)

GOAL = "the goal"
_LACKS = ("lifestyle", "laboratory", "symptom")
_WEAKER = re.compile(r"\b(slower|fewer|weaker|lower)\b")
"""Remarks that expect a weaker response, not a worse outcome."""


def treatments(
    G: Graph | Readable, profile: Profile | str, *, goal: Mapping[str, int] | None = None
) -> Treatments:
    """Every drug, class, procedure and habit of the atlas, ranked for one profile.

    There is one item per intervention and route. Verdicts from best to worst: `favoured`,
    `option`, `insufficient evidence`, `caution`, `ineffective`, `avoid`. The rule is in
    `docs/treatments.md`. Papers of the atlas that the graph has no evidence from are ignored in
    the treatment tables too.

    Research software on literature evidence, not medical advice.

    Parameters
    ----------
    G
        The graph or open store to read.
    profile
        A Profile, or a diagnosis as text ("AA").
    goal
        Entity -> +1 (raise) or -1 (lower). Within a verdict, what moves the goal this way by its
        nearest route comes first. None: no goal.

    Returns
    -------
    Treatments
        One `Treatment` per intervention and route, the best verdict first.

    Raises
    ------
    InvalidQuestion
        `profile` is something else, or a goal is neither +1 nor -1.
    UnknownEntity
        A goal or a diagnosis is not known.
    InvalidGraph
        `G` is neither a MultiDiGraph nor an open store.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> patient = fg.Profile("AA", ["extrinsic atopic dermatitis", "high IgE"])
    >>> found = fg.treatments(fg.load(), patient)
    >>> found[0].intervention, found[0].verdict, found.of("DPCP").verdict
    ('dupilumab', 'favoured', 'caution')
    """
    profile = as_profile(profile, "treatments(G, profile)")
    return Judge(evidence_base(G), profile, goal).all()


class Judge:
    """Judges any treatment for one profile on one evidence base."""

    def __init__(
        self, base: EvidenceBase, profile: Profile, goal: Mapping[str, int] | None = None
    ) -> None:
        self._base = base
        self._profile = profile
        self._populations = Populations(profile)
        self._axes = axis_states(base, profile)
        if goal:
            aim = {_goal_node(name, sign): -sign for name, sign in goal.items()}
            self._routes = NearestRoutes(base, {**axes(), GOAL: aim})
        else:
            self._routes = routes_to_axes(base)

    def without(self, reference: str) -> Judge:
        """The same judge, with one more paper withdrawn."""
        less = copy(self)
        less._base = self._base.without(reference)
        less._axes = axis_states(less._base, self._profile)
        less._routes = self._routes.on(less._base, frozenset(self._base.citing(reference)))
        return less

    def all(self) -> Treatments:
        judged = [self.one(treatment, route) for treatment, route in therapies()]
        ranked = tuple(item for _, item in sorted(judged, key=lambda pair: pair[0]))
        return Treatments(self._profile, ranked, tuple(self._axes.values()), tuple(self._limits()))

    def _limits(self) -> Iterable[str]:
        if not self._profile.diseases:
            yield "No diagnosis is named: only axes, cautions and contraindications are judged."
        stated = {*self._profile.features} - {"age_adult"}
        if any(features()[name].group in ("safety", "age") for name in stated):
            yield NO_CAUTION_NOTE
        if self._profile.pregnancy_unknown:
            yield PREGNANCY_NOTE
        yield from self._profile.noted

    def one(self, treatment: str, route: str) -> tuple[tuple[object, ...], Treatment]:
        """The sort key of one treatment, and its item."""
        rows = therapies()[treatment, route]
        found = findings(self._base, self._populations, treatment, route)
        licence = self._populations.licence(treatment, route)
        weaker = self._expected(rows, weaker=True)
        on_axes = self._routes.on_axes(treatment, route)
        toward = next((one for one in on_axes if one.axis == GOAL), None)
        effects = tuple(one for one in on_axes if one.axis != GOAL)
        case = Case(
            found,
            effects,
            self._axes,
            cautions(self._base, self._profile, treatment, route, rows),
            self._raised_directly(treatment),
            any(features()[f].group in _LACKS for f in self._met(rows)),
            self._expected(rows, weaker=False),
            self._other_extent(rows),
            unavailable(rows[0]),
            self._unlicensed(rows, licence),
            "age_child" in self._profile.features,
        )
        verdict, steps = judge(case)
        reasons = Reasons(self._base, self._axes, self._routes, case, treatment)
        why = (*reasons.why(rows[0], self._met(rows)), *goal_reasons(toward, "opposes"))
        against = (*reasons.against(weaker), *goal_reasons(toward, "raises"))
        held = tuple(reasons.cautions())
        unmet, unknown = map(
            reasons.not_met, not_met(self._base, self._profile, treatment, route, rows)
        )
        references = sorted(
            {
                r
                for one in (*why, *against, *held, *unmet, *unknown)
                for r in (*one.references, *one.axis_references)
            }
        )
        exact = ("subgroup",) if self._narrowed(case) else OWN
        item = Treatment(
            treatment,
            route,
            verdict,
            why,
            against,
            held,
            _best(case, exact),
            self._nearby(case, exact),
            tuple(references),
            tuple(map(str, steps)),
            tuple(sorted({s.target for s in effects if s.axis in case.opposed})),
            case.opposed,
            unmet,
            unknown,
        )
        licensed = 2 if licence is None else 0 if self._populations.is_own(licence) else 1
        return self._sort_key(item, case, toward, licensed, bool(weaker)), item

    def _nearby(self, case: Case, exact: tuple[str, ...]) -> str | None:
        """The best grade outside the profile's own group; of another age inside it."""
        wider = tuple(r for r in (*OWN, "related", "general") if r not in exact)
        found = [_best(case, wider, any_age=True)]
        if any(one.other_age for one in case.findings):
            found.append(_best(case, (*exact, *wider), any_age=True))
        return min(filter(None, found), key=BY_CLOSENESS.index, default=None)

    def _narrowed(self, case: Case) -> bool:
        return bool(self._populations.subgroups) or any(
            one.population == "subgroup" for one in case.findings
        )

    def _sort_key(
        self,
        item: Treatment,
        case: Case,
        toward: AxisEffect | None,
        licensed: int,
        weaker: bool,
    ) -> tuple[object, ...]:
        """What ranks an item: the verdict first, its name last.

        In between: the goal of the question; how closely the patients of the best evidence match;
        whether it is licensed for the diagnosis; whether that evidence is a trial that was read,
        and not weak; whether the tables expect a weaker response; active axes opposed; grade;
        contrary findings.
        """
        closeness = {name: place for place, name in enumerate(("subgroup", "disease", "related"))}
        candidates = [
            (
                (3 if one.other_age else closeness.get(one.population, 4)) if in_people(one) else 5,
                licensed,
                not controlled(one),
                one.direction == "weak",
                weaker,
                -len(item.opposes),
                0 if controlled(one) else BY_CLOSENESS.index(one.grade),
            )
            for one in case.seen(*FAVOURABLE, populations=(*closeness, "general"), any_age=True)
        ]
        aims = 0 if toward is None else {"opposes": -1, "mixed": 0, "raises": 1}[toward.effect]
        return (
            VERDICTS.index(item.verdict),
            aims,
            *min(
                candidates,
                default=(6, licensed, True, True, weaker, -len(item.opposes), len(BY_CLOSENESS)),
            ),
            len(case.seen("null", "harms", "disputed")),
            item.label.casefold(),
            item.route,
        )

    def _other_extent(self, rows: tuple[Therapy, ...]) -> str:
        """The extent that the evidence is from, where the profile's extent differs."""
        extents = {
            "dx_aa_patchy": "patchy",
            "dx_alopecia_totalis": "extensive",
            "dx_alopecia_universalis": "extensive",
            "hx_severity_over90": "extensive",
            "sev_salt50": "extensive",
            "sev_salt95": "extensive",
        }
        named = {extents[name] for row in rows for name, _ in row.benefit if name in extents}
        own = {extents[name] for name in self._profile.features if name in extents}
        return "" if not named or not own or named & own else named.pop()

    def _met(self, rows: tuple[Therapy, ...]) -> tuple[str, ...]:
        """Features of the profile for which the table expects a benefit, safety left out."""
        named = {name for name, _ in rows[0].benefit}
        return tuple(
            f
            for f in self._profile.features
            if f in named and features()[f].group not in SAFETY and self._stands(rows[0])
        )

    def _unlicensed(self, rows: tuple[Therapy, ...], licence: Licence | None) -> str:
        """Why a drug counts as not licensed; empty for what needs no licence."""
        if licence is not None or rows[0].kind not in ("drug", "class"):
            return ""
        return "not licensed for this disease, as far as read"

    def _expected(self, rows: tuple[Therapy, ...], *, weaker: bool) -> tuple[str, ...]:
        """Features of the profile with which the table expects a weaker or a worse outcome."""
        atopic = any(features()[f].group == "atopy" for f in self._profile.features)
        return tuple(
            dict.fromkeys(
                feature_label(features()[name])
                for row in rows
                for name, remark in row.worsen
                if name in self._profile.features
                and features()[name].group not in SAFETY
                and not (remark == "without atopy" and atopic)
                and weaker == bool(_WEAKER.search(remark))
                and self._stands(row)
            )
        )

    def _stands(self, row: Therapy) -> bool:
        return not row.references or bool(self._base.available(row.references))

    def _raised_directly(self, treatment: str) -> tuple[str, ...]:
        names = (treatment, *classes_of().get(treatment, ()))
        return tuple(
            name
            for name, axis in self._axes.items()
            if axis.state == "shown"
            and any(self._routes.raises_directly(one, name) for one in names)
        )


def _goal_node(name: str, sign: int) -> str:
    if sign not in (1, -1):
        raise InvalidQuestion(
            f"the goal for {name!r} is {sign!r}",
            argument="goal",
            value=sign,
            remedy="use 1 to raise or -1 to lower",
        )
    return resolve_among(entities().values(), name)


def _best(case: Case, populations: tuple[str, ...], *, any_age: bool = False) -> str | None:
    candidates = case.seen(*FAVOURABLE, populations=populations, any_age=any_age)
    return min((one.grade for one in candidates), key=BY_CLOSENESS.index, default=None)
