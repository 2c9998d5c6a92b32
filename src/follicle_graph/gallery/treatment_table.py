"""A treatment answer as a table figure."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from follicle_graph.drawing.figure.draw import PAGE_MM, check_width
from follicle_graph.drawing.figure.save import check_ending, save, text_stays_text
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.vocabulary import DISCLAIMER
from follicle_graph.therapy.answers import Treatment, Treatments
from follicle_graph.therapy.cards import VERDICT_COLORS
from follicle_graph.tools.atomic_file import path_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, PALE = "#1d262e", "#5b6670"
_ROW, _WIDE = 12.4, 640.0
_COLUMNS = {"verdict": 8.0, "treatment": 92.0}
_LONGEST = 44
"""Characters of a treatment's name in one row."""


def draw_treatments(
    answer: Treatments, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """A table of a treatment answer: verdicts, axes opposed and fed, grades, what decided.

    One row per item with findings for this profile and a verdict other than `insufficient
    evidence`; the others are listed below. A disc marks an active axis that the treatment
    opposes, a triangle one that it raises. Never calls `show`.

    Parameters
    ----------
    answer
        What `treatments` returned.
    ax
        Axes to draw into. None: a new pyplot figure of 180 mm width.
    title
        Title of the figure. None: the profile.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn into.

    Raises
    ------
    InvalidQuestion
        `answer` is something else.

    Examples
    --------
    >>> import matplotlib; matplotlib.use("agg")
    >>> import follicle_graph as fg
    >>> ax = fg.draw_treatments(fg.treatments(fg.load(), fg.Profile("dandruff")))
    >>> "Zinc pyrithione (topical)" in {text.get_text() for text in ax.texts}
    True
    """
    if not isinstance(answer, Treatments):
        raise InvalidQuestion(
            f"this is a {type(answer).__name__}",
            argument="answer",
            value=answer,
            remedy="give it an answer of treatments(G, profile)",
        )
    shown = _shown(answer)
    active = [axis.name for axis in answer.axes if axis.active]
    heading = _heading(answer, title)
    foot = _foot(answer)
    tall = _tall(answer, heading)
    if ax is None:
        import matplotlib.pyplot as plt

        wide = PAGE_MM / 25.4
        fig = plt.figure(figsize=(wide, wide * tall / _WIDE))
        ax = fig.add_axes((0, 0, 1, 1))
    ax.set_xlim(0, _WIDE)
    ax.set_ylim(tall, 0)
    ax.axis("off")
    table = _Table(ax, ax.figure.get_figwidth() * 72 / _WIDE)  # type: ignore[union-attr]
    for number, line in enumerate(heading):
        table.text(8, 13 + 13 * number, line, size=10.5, weight="bold")
    top = 13.0 * len(heading) + _ROW * 1.7
    longest = max((len(_name(item)) for item in shown), default=0)
    left = _COLUMNS["treatment"] + max(150.0, 4.15 * longest)
    columns = _axis_columns(active, left)
    end = max([*columns.values(), left - 24]) + 32
    grades = [len(_evidence(item)) for item in shown]
    places = {"evidence": end, "because": end + max([72.0, *(4.4 * n + 12 for n in grades)])}
    table.head(top, {**_COLUMNS, **places}, columns)
    last = ""
    for number, item in enumerate(shown):
        y = top + _ROW * (number + 1)
        if item.verdict != last:
            table.rule(y - _ROW / 2, "#c3ccd3" if last else "#7d8891")
        table.row(y, item, item.verdict != last, columns, places)
        last = item.verdict
    y = top + _ROW * (len(shown) + 0.5)
    table.rule(y, "#7d8891")
    for number, line in enumerate([*foot, DISCLAIMER]):
        table.text(8, y + 9.5 * (number + 1), line, size=6.8, color=PALE)
    return ax


def save_treatments(
    answer: Treatments,
    path: str | os.PathLike[str],
    *,
    title: str | None = None,
    width_mm: float | None = None,
) -> Path:
    """Write the table of a treatment answer as SVG, PDF or PNG; None: 180 mm wide.

    Raises OutputError for another ending or a folder that cannot be written, InvalidQuestion for
    a width that is not positive.

    >>> import tempfile, follicle_graph as fg
    >>> answer = fg.treatments(fg.load(), fg.Profile("dandruff"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_treatments(answer, f"{folder}/table.svg").name
    'table.svg'
    """
    from matplotlib.figure import Figure

    target = path_of(path)
    check_ending(target)
    check_width(width_mm)
    heading = _heading(answer, title)
    with text_stays_text():
        fig = Figure(figsize=(1, 1))
        ax = fig.add_axes((0, 0, 1, 1))
        wide = (PAGE_MM if width_mm is None else width_mm) / 25.4
        fig.set_size_inches(wide, wide * _tall(answer, heading) / _WIDE)
        draw_treatments(answer, ax=ax, title=title)
        words = f"Table of treatments with their verdicts and evidence. {DISCLAIMER}"
        save(fig, target, title=" ".join(heading), description=words)
    return target


def _heading(answer: Treatments, title: str | None) -> list[str]:
    return _wrapped(title or f"Which treatment for whom: {answer.profile}", 90)


def _shown(answer: Treatments) -> list[Treatment]:
    return [i for i in answer if i.is_candidate and i.verdict != "insufficient evidence"]


def _tall(answer: Treatments, heading: Sequence[str]) -> float:
    """Height of the table in points."""
    foot = len(_foot(answer)) + 1
    return _ROW * (len(_shown(answer)) + 3.2) + 13.0 * len(heading) + 9.5 * foot


def _axis_columns(active: Sequence[str], left: float) -> dict[str, float]:
    """The middle of each axis's column, as wide as its longest word needs."""
    middles = {}
    for name in active:
        wide = max(34.0, 5.0 * max(map(len, name.split())) + 8)
        wide = wide if " " in name and len(name) > 8 else max(wide, 5.0 * len(name) + 8)
        middles[name] = left + wide / 2
        left += wide
    return middles


def _foot(answer: Treatments) -> list[str]:
    """What is not in the table, and what the marks mean."""
    thin = [i for i in answer if i.verdict == "insufficient evidence"]
    some = [f"{i.label} ({i.route})" for i in thin if i.grade or i.nearby]
    lines = []
    if thin:
        rest = len(thin) - len(some)
        named = f"{', '.join(some)}; " if some else ""
        text = f"Insufficient evidence ({len(thin)}): {named}{rest} without any for this profile."
        lines += _wrapped(text, 164)
    for verdict in ("caution", "avoid"):
        names = [i.label for i in answer if i.verdict == verdict and not i.is_candidate]
        if names:
            listed = ", ".join(dict.fromkeys(names))
            lines += _wrapped(f"Without findings for this profile, {verdict}: {listed}.", 164)
    meaning = (
        "Disc: opposes an active axis by its nearest route. Triangle: raises it (full: seen in one "
        "step). Evidence: best grade for exactly this group; in brackets and grey for a wider or "
        "related group, or another age."
    )
    return [*lines, *_wrapped(meaning, 164)]


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters; a number keeps its unit."""
    return textwrap.wrap(with_units(text), width)


def with_units(text: str) -> str:
    """A text whose numbers keep their units on the same line.

    >>> with_units("200 IU/ml") == "200\u00a0IU/ml"
    True
    """
    return re.sub(r"(\d) (IU/ml|mg|%|years)", "\\1\u00a0\\2", text)


def _name(item: Treatment) -> str:
    """The treatment with its route; a long label without its remark in brackets."""
    name = f"{item.label} ({item.route})"
    if len(name) > _LONGEST:
        name = f"{re.sub(r' ?[(][^)]*[)]', '', item.label)} ({item.route})"
    return textwrap.shorten(name, _LONGEST, placeholder="…")


def _evidence(item: Treatment) -> str:
    """The best grade; in brackets where it is from a wider group."""
    return item.grade or (f"({item.nearby})" if item.nearby else "–")


class _Table:
    """Text and marks at places in points, whatever the size of the axes."""

    def __init__(self, ax: Axes, scale: float) -> None:
        self._ax = ax
        self._scale = scale

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 7.6,
        color: str = INK,
        weight: str = "normal",
        ha: str = "left",
    ) -> None:
        scaled = size * self._scale * 1.02
        self._ax.text(x, y, text, fontsize=scaled, color=color, weight=weight, ha=ha, va="center")

    def rule(self, y: float, color: str) -> None:
        self._ax.plot([8, _WIDE - 8], [y, y], color=color, linewidth=0.6)

    def mark(self, x: float, y: float, shape: str, color: str, *, full: bool = True) -> None:
        size = 5.4 * self._scale
        fill = color if full else "white"
        self._ax.plot([x], [y], shape, color=color, mfc=fill, markersize=size, mew=0.7)

    def head(self, y: float, places: dict[str, float], columns: dict[str, float]) -> None:
        for name, x in places.items():
            if name != "axes":
                self.text(x, y, name, weight="bold", color=PALE)
        for name, x in columns.items():
            words = name.split() if len(name) > 8 else [name]
            for number, word in enumerate(words):
                above = (len(words) - 1 - number) * 8.4
                self.text(x, y - above, word, weight="bold", color=PALE, ha="center")

    def row(
        self,
        y: float,
        item: Treatment,
        first: bool,
        columns: dict[str, float],
        places: dict[str, float],
    ) -> None:
        color = VERDICT_COLORS[item.verdict]
        self.mark(12, y, "s", color)
        if first:
            self.text(20, y, item.verdict, weight="bold")
        self.text(_COLUMNS["treatment"], y, _name(item))
        fed = item.raises
        for axis, x in columns.items():
            if axis in item.opposes:
                self.mark(x, y, "o", INK)
            if axis in fed:
                aside = 7 if axis in item.opposes else 0
                self.mark(x + aside, y, "^", VERDICT_COLORS["avoid"], full=fed[axis])
        pale = INK if item.grade else PALE
        self.text(places["evidence"], y, _evidence(item), color=pale)
        room = int((_WIDE - places["because"]) / 4.05)
        because = textwrap.shorten(item.because, room, placeholder="…")
        self.text(places["because"], y, because, size=7.2)
