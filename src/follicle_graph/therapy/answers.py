"""The answers: frozen, ordered, each with the line that it is no medical advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from follicle_graph.errors import InvalidQuestion, UnknownEntity
from follicle_graph.model.names import fold, nearest_names
from follicle_graph.model.vocabulary import DISCLAIMER
from follicle_graph.therapy.axes import Axis
from follicle_graph.therapy.phrases import SILENT, cited, label
from follicle_graph.therapy.points_of_attack import Triple
from follicle_graph.therapy.profile import Profile
from follicle_graph.therapy.rule import VERDICTS, Verdict
from follicle_graph.therapy.tables import entities

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against a treatment.

    `path` holds edges of the graph (empty where the reason is no route), `evidence` row ids,
    `grade` the best grade behind it, of a route that of its weakest step (None where none);
    `axis_references` are the papers by which the axis is active, apart from those of the route.
    """

    text: str
    references: tuple[str, ...] = ()
    path: tuple[Triple, ...] = ()
    evidence: tuple[str, ...] = ()
    grade: str | None = None
    axis_references: tuple[str, ...] = ()

    def __str__(self) -> str:
        weakest = ["weakest step " + self.grade] if self.path and self.grade else []
        tail = [*(weakest or ([self.grade] if self.grade else [])), *self.references]
        told = f"{self.text} [{', '.join(tail)}]" if tail else self.text
        axis = [one for one in self.axis_references if one not in self.references]
        return f"{told} (that the axis is active: {', '.join(axis)})" if axis else told


@dataclass(frozen=True, slots=True)
class Treatment:
    """One intervention by one route, judged for one profile.

    `grade`: best grade of evidence for it in exactly the profile's subgroup (in the disease where
    nothing narrows it), None without any; `nearby`: best grade in wider or neighbouring groups;
    `steps`: the steps of the rule that applied, the deciding one first; `targets`: where it
    strikes the active axes.
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

    @property
    def label(self) -> str:
        """The name of the intervention as people write it."""
        return label(self.intervention)

    @property
    def because(self) -> str:
        """The step of the rule that decided."""
        return self.steps[0].rpartition(": ")[0]

    def explain(self) -> str:
        """This treatment in plain sentences, with its references.

        >>> import follicle_graph as fg
        >>> patient = fg.Profile("AA", ["high IgE", "extrinsic AD"])
        >>> found = fg.treatments(fg.load(), patient)
        >>> print(found.of("contact immunotherapy").explain().splitlines()[0])
        Contact (local/topical) immunotherapy, topical: caution.
        """
        lines = [f"{self.label}, {self.route}: {self.verdict}.", "", "How the verdict came about:"]
        lines += [f"  {number}. {step}" for number, step in enumerate(self.steps, start=1)]
        here = self.grade or "none"
        nearby = self.nearby or "none"
        lines += ["", f"Best evidence for exactly this group: {here}; nearby: {nearby}."]
        for title, reasons in (
            ("What speaks for it:", self.why),
            ("What speaks against it:", self.against),
            ("Cautions and known risks:", self.cautions),
        ):
            lines += ["", title]
            lines += [f"  - {one}" for one in reasons] or ["  - nothing that the atlas holds"]
        lines += [f"  {SILENT}", "", "References:"]
        lines += [f"  {cited([reference])}" for reference in self.references] or ["  none"]
        return "\n".join([*lines, "", DISCLAIMER])

    def __str__(self) -> str:
        best = self.grade or (f"{self.nearby} nearby" if self.nearby else "none")
        return (
            f"{self.label} ({self.route}): {self.verdict} "
            f"(best evidence: {best}; {self.because}). {DISCLAIMER}"
        )


@dataclass(frozen=True, slots=True)
class Treatments(Sequence[Treatment]):
    """Every intervention of the atlas judged for one profile, the best verdict first."""

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
        """The item of an intervention by any of its names; `route` where it has several.

        Raises UnknownEntity with the nearest names, InvalidQuestion naming the routes.

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
            raise InvalidQuestion(f"{name!r} has several items; ask for one of them: {calls}")
        return found[0]

    def named(self, name: str) -> tuple[Treatment, ...]:
        """The items of an intervention by any of its names, one per route; none where unknown."""
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
        """One row per item in ranked order; several values in a cell are separated by `; `."""
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
        from html import escape

        frame = self.to_frame()[["label", "route", "verdict", "grade", "nearby", "decided by"]]
        head = f"<p>{escape(f'{self.profile}: {self.counted()}')}</p>"
        limits = "".join(f"<p>{escape(limit)}</p>" for limit in self.limits)
        table = frame.to_html(escape=True, index=False, na_rep="")
        return f"{head}{limits}{table}<p>{escape(DISCLAIMER)}</p>"

    def counted(self) -> str:
        """How many items have each verdict."""
        counts = {v: sum(item.verdict == v for item in self) for v in VERDICTS}
        return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)

    def __str__(self) -> str:
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


def html_of(title: str, frame: pd.DataFrame) -> str:
    """An answer's table with its title and the line that it is no advice."""
    from html import escape

    table = frame.to_html(escape=True, index=False, na_rep="")
    return f"<p>{escape(title)}</p>{table}<p>{escape(DISCLAIMER)}</p>"


def joined(references: Iterable[str]) -> str:
    """References in one cell."""
    return "; ".join(references)
