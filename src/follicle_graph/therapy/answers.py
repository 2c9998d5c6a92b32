"""The answers of `treatments`. Each says that it is not medical advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from follicle_graph.errors import InvalidQuestion, UnknownEntity
from follicle_graph.model.names import fold, nearest_names
from follicle_graph.model.vocabulary import DISCLAIMER
from follicle_graph.therapy.axes import Axis
from follicle_graph.therapy.cards import treatment_card, treatments_card
from follicle_graph.therapy.nearest_routes import Triple
from follicle_graph.therapy.profile import Profile
from follicle_graph.therapy.rule import VERDICTS, Verdict
from follicle_graph.therapy.treatment_tables import entities
from follicle_graph.therapy.wording import NO_CAUTION_NOTE, cited, label

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """One reason for or against a treatment.

    Parameters
    ----------
    text
        The reason in one sentence.
    references
        Its papers.
    path
        Edges of the graph; empty unless the reason is a route.
    evidence
        Ids of rows of the atlas.
    grade
        Best grade behind it; for a route, that of its weakest step. None: no grade.
    axis_references
        For a route: the papers that show the axis to be active.
    axis
        For a route: the name of the axis.
    """

    text: str
    references: tuple[str, ...] = ()
    path: tuple[Triple, ...] = ()
    evidence: tuple[str, ...] = ()
    grade: str | None = None
    axis_references: tuple[str, ...] = ()
    axis: str = ""

    def __str__(self) -> str:
        weakest = ["weakest step " + self.grade] if self.path and self.grade else []
        tail = [*(weakest or ([self.grade] if self.grade else [])), *self.references]
        cited = f"{self.text} [{', '.join(tail)}]" if tail else self.text
        axis = [one for one in self.axis_references if one not in self.references]
        return f"{cited} (axis active according to {', '.join(axis)})" if axis else cited

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True, repr=False)
class Treatment:
    """One intervention by one route, judged for one profile.

    Parameters
    ----------
    intervention, route
        Id of the intervention, and how it is given.
    verdict
        From best to worst: favoured, option, insufficient evidence, caution, ineffective, avoid.
    why, against, cautions
        The reasons.
    grade
        Best grade of the evidence for it in exactly the profile's subgroup (in the disease, if
        the profile has no subgroup). None: no such evidence.
    nearby
        Best grade in wider groups or related diseases. None: no such evidence.
    references
        All papers that the reasons cite.
    steps
        The steps of the rule that applied, the deciding one first.
    targets
        Entities through which it acts on the active axes.
    opposes
        The active axes that it lowers.
    not_met
        Contraindications and cautions of the treatment that this profile does not meet.
    unknown
        Those on pregnancy, where the profile leaves it open.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> item = fg.treatments(fg.load(), "alopecia areata").of("baricitinib")
    >>> item.label, item.route, item.grade
    ('Baricitinib', 'oral', 'meta-analysis')
    """

    intervention: str
    route: str
    verdict: Verdict
    why: tuple[Reason, ...]
    against: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    grade: str | None
    nearby: str | None
    references: tuple[str, ...]
    steps: tuple[str, ...]
    targets: tuple[str, ...]
    opposes: tuple[str, ...]
    not_met: tuple[Reason, ...] = ()
    unknown: tuple[Reason, ...] = ()

    @property
    def label(self) -> str:
        """The name of the intervention as people write it."""
        return label(self.intervention)

    @property
    def because(self) -> str:
        """The reason of the step that decided."""
        return self.steps[0].rpartition(": ")[0]

    @property
    def raises(self) -> dict[str, bool]:
        """Axis that it raises -> whether it was seen to, in one step."""
        return {
            one.axis: len(one.path) == 1
            for one in self.against
            if one.axis and one.text.startswith("raises")
        }

    @property
    def is_candidate(self) -> bool:
        """Whether the atlas holds any clinical finding on it for this profile."""
        found = any(one.evidence for one in (*self.why, *self.against))
        return found or self.grade is not None or self.nearby is not None

    def explain(self) -> str:
        """The verdict in sentences: steps, reasons, cautions, references.

        >>> import follicle_graph as fg
        >>> patient = fg.Profile("AA", ["high IgE", "extrinsic AD"])
        >>> found = fg.treatments(fg.load(), patient)
        >>> print(found.of("contact immunotherapy").explain().splitlines()[0])
        Contact (local/topical) immunotherapy, topical: caution.
        """
        lines = [f"{self.label}, {self.route}: {self.verdict}.", "", "Steps of the rule:"]
        lines += [f"  {number}. {step}" for number, step in enumerate(self.steps, start=1)]
        here = self.grade or "none"
        nearby = self.nearby or "none"
        lines += [
            "",
            f"Best evidence for exactly this group: {here}; for related groups: {nearby}.",
        ]
        for title, reasons in (
            ("Reasons for it:", self.why),
            ("Reasons against it:", self.against),
            ("Cautions and known risks:", self.cautions),
        ):
            lines += ["", title]
            lines += [f"  - {one}" for one in reasons] or ["  - none in the atlas"]
        lines += [f"  {NO_CAUTION_NOTE}"]
        if self.unknown:
            lines += ["", "What needs to be known, and is not stated in this profile:"]
            lines += [f"  - {one}" for one in self.unknown]
        if self.not_met:
            lines += ["", "Contraindications and cautions that this profile does not meet:"]
            lines += [f"  - {one}" for one in self.not_met]
        lines += ["", "References:"]
        lines += [f"  {cited([reference])}" for reference in self.references] or ["  none"]
        return "\n".join([*lines, "", DISCLAIMER])

    def __str__(self) -> str:
        return f"{self.label} ({self.route}): {self.verdict} ({self._grounds()}). {DISCLAIMER}"

    def _line(self) -> str:
        """The item under a heading with its verdict."""
        return f"{self.label} ({self.route}): {self._grounds()}"

    def _grounds(self) -> str:
        best = self.grade or (f"{self.nearby} nearby" if self.nearby else "none")
        return f"best evidence: {best}; {self.because}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return treatment_card(self)


@dataclass(frozen=True, slots=True, repr=False)
class Treatments(Sequence[Treatment]):
    """Every intervention of the atlas, judged for one profile; best verdict first.

    A sequence of `Treatment`; `of(name)` finds one.

    Attributes
    ----------
    profile
        The patient who was asked about.
    items
        The treatments.
    axes
        The states of the axes, such as type 1 and type 2 inflammation.
    limits
        What the reader should know about the answer as a whole.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.treatments(fg.load(), "alopecia areata")
    >>> found.of("contact immunotherapy").verdict in {"favoured", "option", "caution"}
    True
    """

    profile: Profile
    items: tuple[Treatment, ...]
    axes: tuple[Axis, ...]
    limits: tuple[str, ...]

    @overload
    def __getitem__(self, place: int) -> Treatment: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Treatment, ...]: ...
    def __getitem__(self, place: int | slice) -> Treatment | tuple[Treatment, ...]:
        return self.items[place]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Treatment]:
        return iter(self.items)

    def of(self, name: str, route: str | None = None) -> Treatment:
        """One item, by any name of its intervention.

        Parameters
        ----------
        name
            Id, label or synonym.
        route
            How it is given; needed where the intervention has several routes.

        Raises
        ------
        UnknownEntity
            No item has this name; the nearest names are in `nearest`.
        InvalidQuestion
            The intervention has several routes.

        Examples
        --------
        >>> import follicle_graph as fg
        >>> fg.treatments(fg.load(), fg.Profile("AA")).of("rapamycin", "oral").verdict
        'insufficient evidence'
        """
        found = [item for item in self.named(name) if route in (None, item.route)]
        if not found:
            pool = [entities()[one] for one in {item.intervention for item in self}]
            raise UnknownEntity(name, nearest_names(pool, fold(name)))
        if len(found) > 1:
            calls = ", ".join(f"of({one.intervention!r}, {one.route!r})" for one in found)
            raise InvalidQuestion(
                f"{name!r} has several routes",
                argument="route",
                nearest=[one.route for one in found],
                remedy=f"use one of {calls}",
            )
        return found[0]

    def named(self, name: str) -> tuple[Treatment, ...]:
        """All items of an intervention by any of its names, one per route; empty if unknown."""
        wanted = fold(name)
        known = {
            item.intervention: {
                fold(called)
                for one in [entities()[item.intervention]]
                for called in (one.id, one.label, one.short_label, *one.synonyms)
            }
            for item in self
        }
        return tuple(item for item in self if wanted in known[item.intervention])

    def to_frame(self) -> pd.DataFrame:
        """One row per item in ranked order; several values in a cell are joined by semicolons."""
        import pandas as pd

        frame = pd.DataFrame(
            [
                (
                    item.intervention,
                    item.label,
                    item.route,
                    item.verdict,
                    item.grade,
                    item.nearby,
                    item.because,
                    "; ".join(map(str, item.why)),
                    "; ".join(map(str, item.against)),
                    "; ".join(map(str, item.cautions)),
                    "; ".join(item.references),
                )
                for item in self
            ],
            columns=FRAME_COLUMNS,
        )
        frame.attrs["note"] = DISCLAIMER
        return frame

    def _repr_html_(self) -> str:
        return treatments_card(self)

    def counts(self) -> dict[Verdict, int]:
        """Verdict -> number of its items, best verdict first; verdicts without items left out."""
        counts = {verdict: sum(item.verdict == verdict for item in self) for verdict in VERDICTS}
        return {verdict: count for verdict, count in counts.items() if count}

    def counted(self) -> str:
        """The number of items with each verdict, as text."""
        return ", ".join(f"{count} {verdict}" for verdict, count in self.counts().items())

    def __str__(self) -> str:
        lines = [f"{self.profile}: {self.counted()}", *(f"  {limit}" for limit in self.limits)]
        for verdict, count in self.counts().items():
            listed = "" if verdict == "insufficient evidence" else ":"
            lines.append(f"{verdict} ({count}){listed}")
            lines += [f"  {one._line()}" for one in self if listed and one.verdict == verdict]
        return "\n".join([*lines, DISCLAIMER])

    def __repr__(self) -> str:
        first = f"; first {self.items[0].label} ({self.items[0].route})" if self.items else ""
        return f"{self.profile}: {self.counted()}{first}. {DISCLAIMER}"


FRAME_COLUMNS = [
    "intervention",
    "label",
    "route",
    "verdict",
    "grade",
    "nearby",
    "decided by",
    "why",
    "against",
    "cautions",
    "references",
]
