"""How the answers of `treatments` look in a notebook: cards of plain HTML.

All text from tables and graphs is escaped. Colours are those of the verdict marks alone; the rest
follows the notebook's own theme, light or dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from follicle_graph.model.vocabulary import DISCLAIMER, url
from follicle_graph.therapy.table_references import citations
from follicle_graph.therapy.wording import NO_CAUTION_NOTE, without_advice

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.therapy.answers import Reason, Treatment, Treatments
    from follicle_graph.therapy.profile import Profile

VERDICT_COLORS = MappingProxyType(
    {
        "favoured": "#1b6e3c",
        "option": "#6fae5c",
        "insufficient evidence": "#a9b1b8",
        "caution": "#d98a1f",
        "ineffective": "#76609c",
        "avoid": "#a81c2c",
    }
)
"""Verdict -> colour of its mark; the word always stands beside the mark."""

_LEFT = 'style="text-align:left;vertical-align:top;padding:2px 10px 2px 0"'
_TABLE = 'style="border-collapse:collapse;text-align:left;font-size:inherit"'


def chip(verdict: str) -> str:
    """A verdict with its coloured mark.

    >>> "background:#1b6e3c" in chip("favoured") and "favoured" in chip("favoured")
    True
    """
    mark = (
        "display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.35em;"
        f"background:{VERDICT_COLORS[verdict]}"
    )
    return f'<span style="white-space:nowrap"><span style="{mark}"></span>{escape(verdict)}</span>'


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A left-aligned table; the cells are HTML already."""
    head = "".join(f"<th {_LEFT}>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td {_LEFT}>{cell}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table {_TABLE}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def frame_card(title: str, frame: pd.DataFrame) -> str:
    """A frame as a card: its title, a left-aligned table and the disclaimer."""
    rows = [[escape("" if cell is None else str(cell)) for cell in row] for row in frame.values]
    return (
        f"<p>{escape(title)}</p>{table(list(map(str, frame.columns)), rows)}"
        f"<p>{escape(DISCLAIMER)}</p>"
    )


def profile_card(profile: Profile) -> str:
    """A profile: its diagnosis, features and what changes no verdict."""
    rows = [(escape(name), escape(text)) for name, text in profile.described()]
    rows += [("noted", escape(note)) for note in profile.noted]
    return f"<p><b>Profile</b></p>{table(('', ''), rows)}"


def treatment_card(item: Treatment) -> str:
    """One treatment: verdict, steps, reasons, cautions and linked references."""
    best = item.grade or "none"
    nearby = item.nearby or "none"
    parts = [
        f"<p><b>{escape(item.label)}</b> ({escape(item.route)}) {chip(item.verdict)}</p>",
        _list("Steps of the rule", map(escape, item.steps), ordered=True),
        f"<p>Best evidence for exactly this group: {escape(best)}; for related groups: "
        f"{escape(nearby)}.</p>",
        _reasons("Reasons for it", item.why),
        _reasons("Reasons against it", item.against),
        _reasons("Cautions and known risks", item.cautions),
        f"<p>{escape(NO_CAUTION_NOTE)}</p>",
    ]
    if item.unknown:
        title = "What needs to be known, and is not stated in this profile"
        parts.append(_reasons(title, item.unknown))
    if item.not_met:
        text = "; ".join(escape(one.text) for one in item.not_met)
        parts.append(
            _folded("Contraindications and cautions that this profile does not meet", text)
        )
    if item.references:
        listed = _list("", (_cited(one) for one in item.references))
        parts.append(_folded(f"{len(item.references)} references", listed))
    return "".join([*parts, f"<p>{escape(DISCLAIMER)}</p>"])


def treatments_card(answer: Treatments) -> str:
    """An answer: verdicts with marks; what has no evidence for this profile is folded away."""
    counts = " &emsp;".join(f"{chip(verdict)}: {n}" for verdict, n in answer.counts().items())
    active = [f"{axis.name} ({axis.state})" for axis in answer.axes if axis.active]
    shown = [i for i in answer if i.is_candidate and i.verdict != "insufficient evidence"]
    thin = [i for i in answer if i.verdict == "insufficient evidence"]
    other = [i for i in answer if not i.is_candidate and i.verdict != "insufficient evidence"]
    parts = [
        f"<p><b>{escape(str(answer.profile))}</b><br>{counts}<br>"
        f"Active axes: {escape(', '.join(active) or 'none')}</p>",
        *(f"<p>{escape(limit)}</p>" for limit in answer.limits),
        _items(shown),
        "<p>Evidence in brackets: for a wider or related group, or another age.</p>",
    ]
    if thin:
        parts.append(_folded(f"{len(thin)} with insufficient evidence", _items(thin)))
    if other:
        title = f"{len(other)} without findings for this profile, to avoid or use with caution"
        parts.append(_folded(title, _items(other)))
    return "".join([*parts, f"<p>{escape(DISCLAIMER)}</p>"])


def _items(items: Sequence[Treatment]) -> str:
    columns = ("verdict", "treatment", "route", "best evidence", "opposes", "decided by")
    return table(
        columns,
        (
            (
                chip(item.verdict),
                escape(item.label),
                escape(item.route),
                _unbroken(item.grade or (f"({item.nearby})" if item.nearby else "–")),
                _unbroken(", ".join(item.opposes)),
                escape(item.because),
            )
            for item in items
        ),
    )


def _unbroken(text: str) -> str:
    return f'<span style="white-space:nowrap">{escape(text)}</span>'


def _reasons(title: str, reasons: Sequence[Reason]) -> str:
    texts = (
        f"{escape(one.text)}"
        + (f" <i>{escape(one.grade)}</i>" if one.grade else "")
        + "".join(f" {_linked(reference)}" for reference in one.references[:3])
        + (f" and {len(one.references) - 3} more" if len(one.references) > 3 else "")
        for one in reasons
    )
    return _list(title, texts if reasons else ("none in the atlas",))


def _list(title: str, texts: Iterable[str], *, ordered: bool = False) -> str:
    tag = "ol" if ordered else "ul"
    head = f"<p><b>{escape(title)}</b></p>" if title else ""
    return f"{head}<{tag}>{''.join(f'<li>{text}</li>' for text in texts)}</{tag}>"


def _folded(title: str, inner: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{inner}</details>"


def _linked(reference: str) -> str:
    address = url(reference)
    text = escape(reference)
    return f'<a href="{escape(address)}">{text}</a>' if address else text


def _cited(reference: str) -> str:
    citation = without_advice(citations().get(reference, ""))
    return f"{_linked(reference)} {escape(citation)}" if citation else _linked(reference)
