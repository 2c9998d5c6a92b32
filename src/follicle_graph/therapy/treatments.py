"""Every intervention of the atlas, judged for one profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import resolve_among
from follicle_graph.therapy.answers import Treatment, Treatments
from follicle_graph.therapy.axes import states
from follicle_graph.therapy.findings import BY_CLOSENESS, Rings, findings
from follicle_graph.therapy.phrases import (
    SILENT,
    feature_label,
)
from follicle_graph.therapy.points_of_attack import Attack, Strike
from follicle_graph.therapy.profile import Profile
from follicle_graph.therapy.reasons import Reasons, of_goal
from follicle_graph.therapy.rule import OWN, VERDICTS, Case, controlled, in_people, judge
from follicle_graph.therapy.safety import cautions
from follicle_graph.therapy.tables import (
    SAFETY,
    Therapy,
    axes,
    classes_of,
    entities,
    features,
    therapies,
)
from follicle_graph.therapy.withdrawals import Ground

GOAL = "the goal"
_LACKS = ("lifestyle", "laboratory", "symptom")
_UNAVAILABLE = ("investigational", "no product named")


def treatments(
    G: Graph | Readable, profile: Profile, *, goal: Mapping[str, int] | None = None
) -> Treatments:
    """Every drug, class, procedure and habit of the atlas, ranked for one profile.

    One item per intervention and route. Verdicts from best to worst: `favoured`, `option`,
    `insufficient evidence`, `caution`, `ineffective`, `avoid`; the rule is in
    `docs/treatments.md`. `goal`: entity -> +1 or -1; within a verdict, what moves the goal that
    way by its nearest route comes first. Only papers that the graph has evidence of are heard.

    Research software on literature evidence, not medical advice.

    Raises InvalidQuestion for something that is no Profile or a goal other than +1 or -1,
    UnknownEntity for a goal.

    >>> import follicle_graph as fg
    >>> found = treatments(fg.load(), Profile("AA", ["extrinsic atopic dermatitis", "high IgE"]))
    >>> found[0].intervention, found[0].verdict, found.of("DPCP").verdict
    ('dupilumab', 'favoured', 'caution')
    """
    if not isinstance(profile, Profile):
        raise InvalidQuestion(
            f"the profile is a {type(profile).__name__}; make one: Profile('alopecia areata')"
        )
    return Judge(Ground(G), profile, goal).all()


class Judge:
    """One ground and one profile, ready to judge any treatment."""

    def __init__(
        self, ground: Ground, profile: Profile, goal: Mapping[str, int] | None = None
    ) -> None:
        self._ground = ground
        self._profile = profile
        self._rings = Rings(profile)
        self._axes = states(ground, profile)
        aims: dict[str, Mapping[str, int]] = dict(axes())
        if goal:
            aims[GOAL] = {_goal_node(name, sign): -sign for name, sign in goal.items()}
        self._attack = Attack(ground, aims)

    def all(self) -> Treatments:
        judged = [self.one(treatment, route) for treatment, route in therapies()]
        ranked = tuple(item for _, item in sorted(judged, key=lambda pair: pair[0]))
        return Treatments(self._profile, ranked, tuple(self._axes.values()), tuple(self._limits()))

    def _limits(self) -> Iterable[str]:
        if not self._profile.diseases:
            yield "No diagnosis is named: only axes, cautions and contraindications are judged."
        told = {*self._profile.features} - {"age_adult"}
        if any(features()[name].group in ("safety", "age") for name in told):
            yield SILENT
        yield from self._profile.noted

    def one(self, treatment: str, route: str) -> tuple[tuple[object, ...], Treatment]:
        """The place of one treatment in the ranking, and its item."""
        rows = therapies()[treatment, route]
        found = findings(self._ground, self._rings, treatment, route)
        struck = self._attack.of(treatment, (*rows, *_rows_of_members(treatment, route)))
        toward = next((strike for strike in struck if strike.axis == GOAL), None)
        strikes = tuple(strike for strike in struck if strike.axis != GOAL)
        case = Case(
            found,
            strikes,
            self._axes,
            cautions(self._ground, self._profile, treatment, route, rows),
            self._fed(treatment),
            any(features()[f].group in _LACKS for f in self._met(rows)),
            self._advised_against(rows),
            self._other_extent(rows),
            next((f"{word} only" for word in _UNAVAILABLE if word in rows[0].regulatory), ""),
        )
        verdict, steps = judge(case)
        reasons = Reasons(self._ground, self._axes, self._attack, case, treatment)
        why = (*reasons.why(rows[0], self._met(rows)), *of_goal(toward, "opposes"))
        against = (*reasons.against(), *of_goal(toward, "feeds"))
        held = tuple(reasons.cautions())
        references = sorted(
            {r for one in (*why, *against, *held) for r in (*one.references, *one.axis_references)}
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
            _best(case, tuple(r for r in (*OWN, "near", "general") if r not in exact)),
            tuple(references),
            tuple(map(str, steps)),
            tuple(sorted({s.target for s in strikes if s.axis in case.opposed})),
            case.opposed,
        )
        return self._place(item, case, toward), item

    def _narrowed(self, case: Case) -> bool:
        return bool(self._rings.subgroups) or any(one.ring == "subgroup" for one in case.findings)

    def _place(self, item: Treatment, case: Case, toward: Strike | None) -> tuple[object, ...]:
        """Verdict; the goal; nearness, soundness and grade of the best evidence; name."""
        rings = {ring: place for place, ring in enumerate(("subgroup", "disease", "near"))}
        speaking = [
            (
                rings.get(one.ring, 3) if in_people(one) else 4,
                not controlled(one),
                one.direction == "weak",
                -len(item.opposes),
                0 if controlled(one) else BY_CLOSENESS.index(one.grade),
            )
            for one in case.seen("helps", "weak", "predicts", rings=(*rings, "general"))
        ]
        aims = 0 if toward is None else {"opposes": -1, "mixed": 0, "feeds": 1}[toward.effect]
        return (
            VERDICTS.index(item.verdict),
            aims,
            *min(speaking, default=(5, True, True, -len(item.opposes), len(BY_CLOSENESS))),
            len(case.seen("null", "harms", "disputed")),
            item.label.casefold(),
            item.route,
        )

    def _other_extent(self, rows: tuple[Therapy, ...]) -> str:
        """The extent of disease that the rows name, where the profile's is another."""
        extents = {
            "dx_aa_patchy": "patchy",
            "dx_alopecia_totalis": "extensive",
            "dx_alopecia_universalis": "extensive",
            "hx_severity_over90": "extensive",
        }
        named = {extents[name] for row in rows for name, _ in row.benefit if name in extents}
        own = {extents[name] for name in self._profile.features if name in extents}
        return "" if not named or not own or named & own else named.pop()

    def _met(self, rows: tuple[Therapy, ...]) -> tuple[str, ...]:
        """Features of the profile that the treatment's rows say may gain, safety left out."""
        named = {name for name, _ in rows[0].benefit}
        return tuple(
            f
            for f in self._profile.features
            if f in named and features()[f].group not in SAFETY and self._stands(rows[0])
        )

    def _advised_against(self, rows: tuple[Therapy, ...]) -> tuple[str, ...]:
        atopic = any(features()[f].group == "atopy" for f in self._profile.features)
        return tuple(
            dict.fromkeys(
                feature_label(features()[name])
                for row in rows
                for name, remark in row.worsen
                if name in self._profile.features
                and features()[name].group not in SAFETY
                and not (remark == "without atopy" and atopic)
                and self._stands(row)
            )
        )

    def _stands(self, row: Therapy) -> bool:
        return not row.references or bool(self._ground.standing(row.references))

    def _fed(self, treatment: str) -> tuple[str, ...]:
        kin = (treatment, *classes_of().get(treatment, ()))
        return tuple(
            name
            for name, axis in self._axes.items()
            if axis.state == "shown" and any(self._attack.feeds_directly(k, name) for k in kin)
        )


def _rows_of_members(treatment: str, route: str) -> Iterable[Therapy]:
    """A class strikes where its members of the same route do."""
    for member, classes in classes_of().items():
        if treatment in classes:
            yield from therapies().get((member, route), ())


def _goal_node(name: str, sign: int) -> str:
    if sign not in (1, -1):
        raise InvalidQuestion(f"the goal for {name!r} is {sign!r}; use 1 to raise or -1 to lower")
    return resolve_among(entities().values(), name)


def _best(case: Case, rings: tuple[str, ...]) -> str | None:
    speaking = case.seen("helps", "weak", "predicts", rings=rings)
    return min((one.grade for one in speaking), key=BY_CLOSENESS.index, default=None)
