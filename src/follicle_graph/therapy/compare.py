"""Comparing profiles, the axes of a profile, and how verdicts depend on single papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DISCLAIMER
from follicle_graph.therapy.answers import Treatment, Treatments
from follicle_graph.therapy.axes import Axis, axis_states
from follicle_graph.therapy.cards import frame_card
from follicle_graph.therapy.evidence_base import evidence_base
from follicle_graph.therapy.profile import Profile, as_profile
from follicle_graph.therapy.rule import VERDICTS, Verdict
from follicle_graph.therapy.treatments import Judge, treatments
from follicle_graph.therapy.wording import cited, label

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """A treatment whose verdict differs between two profiles, with both reasons."""

    intervention: str
    route: str
    verdict_a: Verdict
    verdict_b: Verdict
    before: str
    after: str

    @property
    def label(self) -> str:
        """The name of the intervention as people write it."""
        return label(self.intervention)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return (
            f"{self.label} ({self.route}): {self.verdict_a} ({self.before}) -> "
            f"{self.verdict_b} ({self.after})"
        )


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """What changes from one profile to another: axes, then verdicts, largest change first."""

    a: Profile
    b: Profile
    axes: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per changed verdict, with the deciding step on either side."""
        import pandas as pd

        return pd.DataFrame(
            [
                (c.intervention, c.label, c.route, c.verdict_a, c.verdict_b, c.before, c.after)
                for c in self.changes
            ],
            columns=[
                "intervention",
                "label",
                "route",
                "verdict a",
                "verdict b",
                "because a",
                "because b",
            ],
        )

    def _repr_html_(self) -> str:
        return _card(self, self.to_frame())

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        moved = ", ".join(f"{name} {one} -> {other}" for name, one, other in self.axes) or "none"
        return (
            f"from ({self.a}) to ({self.b}): {len(self.changes)} verdicts change; axes: {moved}. "
            f"{DISCLAIMER}"
        )


def compare(
    G: Graph | Readable, a: Profile | Treatments | str, b: Profile | Treatments | str
) -> Comparison:
    """What changes from one profile to another, and why.

    Parameters
    ----------
    G
        The graph or open store; not read for answers given as Treatments.
    a, b
        A Profile, a diagnosis as text ("AA"), or an answer of `treatments`.

    Returns
    -------
    Comparison
        Which treatments change their verdict or their place, and why; `.changes` lists them.

    Raises
    ------
    InvalidQuestion
        `a` or `b` is something else.
    InvalidGraph
        `G` is neither a MultiDiGraph nor an open store.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> atopic = fg.Profile("AA", ["extrinsic atopic dermatitis"])
    >>> found = fg.compare(fg.load(), fg.Profile("AA"), atopic)
    >>> sorted(c.intervention for c in found.changes)[:2]
    ['contact_immunotherapy', 'dpcp']
    """
    first, second = (
        one if isinstance(one, Treatments) else as_profile(one, "compare(G, a, b)")
        for one in (a, b)
    )
    first = treatments(G, first) if isinstance(first, Profile) else first
    second = treatments(G, second) if isinstance(second, Profile) else second
    after = {(item.intervention, item.route): item for item in second}
    pairs = [(item, after[item.intervention, item.route]) for item in first]
    changed = sorted(
        (pair for pair in pairs if pair[0].verdict != pair[1].verdict),
        key=lambda p: (-abs(_rank(p[0]) - _rank(p[1])), _rank(p[1]), p[0].label, p[0].route),
    )
    return Comparison(
        first.profile,
        second.profile,
        tuple(
            (one.name, one.state, other.state)
            for one, other in zip(first.axes, second.axes, strict=True)
            if one.state != other.state
        ),
        tuple(
            Change(x.intervention, x.route, x.verdict, y.verdict, x.because, y.because)
            for x, y in changed
        ),
    )


def _answer(G: Graph | Readable, given: Profile | Treatments | str) -> Treatments:
    if isinstance(given, Treatments):
        return given
    return treatments(G, as_profile(given, "compare(G, a, b)"))


def _card(answer: object, frame: pd.DataFrame) -> str:
    """An answer in HTML: labels instead of ids."""
    title = str(answer).removesuffix(f" {DISCLAIMER}")
    return frame_card(title, frame.drop(columns="intervention", errors="ignore"))


def _rank(item: Treatment) -> int:
    return VERDICTS.index(item.verdict)


@dataclass(frozen=True, slots=True, repr=False)
class Balance:
    """The axes of one profile with the evidence for and against each being active."""

    profile: Profile
    axes: tuple[Axis, ...]

    def __iter__(self) -> Iterator[Axis]:
        return iter(self.axes)

    def __getitem__(self, name: str) -> Axis:
        for axis in self.axes:
            if axis.name.casefold() == name.casefold():
                return axis
        names = [axis.name for axis in self.axes]
        raise InvalidQuestion(
            f"no axis is named {name!r}",
            argument="name",
            value=name,
            nearest=names,
            remedy=f"use one of {', '.join(names)}",
        )

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the axes that are shown in this patient or part of the disease."""
        return tuple(axis.name for axis in self.axes if axis.active)

    def to_frame(self) -> pd.DataFrame:
        """One row per piece of evidence on an axis; a quiet axis has one row without evidence."""
        import pandas as pd

        rows: list[tuple[str, str, str, str, str]] = []
        for axis in self.axes:
            for sign in (*axis.signs, *axis.against):
                rows.append(
                    (axis.name, axis.state, sign.state, sign.text, "; ".join(sign.references))
                )
            if not axis.signs and not axis.against:
                rows.append((axis.name, axis.state, "", "", ""))
        return pd.DataFrame(rows, columns=["axis", "state", "speaks for", "evidence", "references"])

    def _repr_html_(self) -> str:
        return _card(self, self.to_frame())

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        active = ", ".join(f"{axis.name} ({axis.state})" for axis in self.axes if axis.active)
        return f"{self.profile}: active axes {active or 'none'}. {DISCLAIMER}"


def balance(G: Graph | Readable, profile: Profile | str) -> Balance:
    """The axes of a profile: type 1, type 2, type 17, TNF, mTOR, androgen, scarring and others.

    Parameters
    ----------
    G
        The graph or open store to read.
    profile
        A Profile, or a diagnosis as text ("AA").

    Returns
    -------
    Balance
        The states of the axes, with the evidence of each; `.active` names those that are active.

    Raises
    ------
    InvalidQuestion
        `profile` is something else.
    InvalidGraph
        `G` is neither a MultiDiGraph nor an open store.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.balance(fg.load(), fg.Profile("alopecia areata", ["high IgE"])).active
    ('type 1', 'type 2')
    """
    profile = as_profile(profile, "balance(G, profile)")
    base = evidence_base(G)
    return Balance(profile, tuple(axis_states(base, profile).values()))


@dataclass(frozen=True, slots=True)
class Carried:
    """One paper on which one verdict depends."""

    intervention: str
    route: str
    verdict: Verdict
    reference: str
    without: Verdict

    @property
    def direction(self) -> Literal["raises the verdict", "lowers the verdict"]:
        """Whether the verdict is better or worse because of the paper."""
        raised = VERDICTS.index(self.without) < VERDICTS.index(self.verdict)
        return "lowers the verdict" if raised else "raises the verdict"


@dataclass(frozen=True, slots=True, repr=False)
class Sensitivity:
    """The verdicts of one profile that depend on a single paper."""

    profile: Profile
    carried: tuple[Carried, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per verdict and paper on which it depends."""
        import pandas as pd

        return pd.DataFrame(
            [
                (
                    c.intervention,
                    label(c.intervention),
                    c.route,
                    c.verdict,
                    c.reference,
                    cited([c.reference]),
                    c.without,
                )
                for c in self.carried
            ],
            columns=[
                "intervention",
                "label",
                "route",
                "verdict",
                "reference",
                "citation",
                "without it",
            ],
        )

    def _repr_html_(self) -> str:
        return _card(self, self.to_frame())

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        items = len({(one.intervention, one.route) for one in self.carried})
        papers = len({one.reference for one in self.carried})
        return (
            f"{self.profile}: {items} verdicts depend on a single paper ({papers} papers in all). "
            f"{DISCLAIMER}"
        )


def sensitivity(G: Graph | Readable, profile: Profile | str) -> Sensitivity:
    """The verdicts that would change if a single paper did not exist.

    Each paper that an item cites is withdrawn in turn, from the graph and from the tables, and
    the item is judged again.

    Parameters
    ----------
    G
        The graph or open store to read.
    profile
        A Profile, or a diagnosis as text ("AA").

    Returns
    -------
    Sensitivity
        `.carried` lists each verdict that hangs on one paper, with what it would be without it.

    Raises
    ------
    InvalidQuestion
        `profile` is something else.
    InvalidGraph
        `G` is neither a MultiDiGraph nor an open store.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> patient = fg.Profile("alopecia areata", ["extrinsic atopic dermatitis"])
    >>> found = fg.sensitivity(fg.load(), patient)
    >>> [c.without for c in found.carried if c.intervention == "dupilumab"]
    ['caution']
    """
    profile = as_profile(profile, "sensitivity(G, profile)")
    judge = Judge(evidence_base(G), profile)
    answer = judge.all()
    citing: dict[str, list[Treatment]] = {}
    for item in answer:
        for reference in item.references:
            citing.setdefault(reference, []).append(item)
    found = []
    for reference, items in sorted(citing.items()):
        less = judge.without(reference)
        for item in items:
            _, again = less.one(item.intervention, item.route)
            if again.verdict != item.verdict:
                key = (item.intervention, item.route)
                found.append(Carried(*key, item.verdict, reference, again.verdict))
    place = {(item.intervention, item.route): number for number, item in enumerate(answer)}
    found.sort(key=lambda one: (place[one.intervention, one.route], one.reference))
    return Sensitivity(profile, tuple(found))
