"""How paths and effects look in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from follicle_graph.query.citations import citation
from follicle_graph.query.engine.path import ARROWS, SIGNS, Path, StatementEvidence, plural

if TYPE_CHECKING:
    from follicle_graph.query.effect import Effect
    from follicle_graph.query.engine.path_list import Paths

SHOWN = 20
"""Paths that a card shows; `to_frame()` has all."""

_CHIP = "display:inline-block;border:1px solid;border-radius:9px;padding:0 .5em;margin:1px 0"
_QUIET = "opacity:.7;font-size:90%"


def strip(path: Path) -> str:
    """A path as a strip of names with arrows and bars between them, its facts beside it."""
    first, *others = map(escape, path.labels or path.nodes)
    chips = f'<span style="{_CHIP}">{first}</span>'
    for sign, label, step in zip(path.signs, others, path.steps, strict=True):
        title = escape(f"{step.edge[2]}, support {step.support:.2f}", quote=True)
        chips += f' <b title="{title}">{ARROWS[sign]}</b> <span style="{_CHIP}">{label}</span>'
    facts = f"{SIGNS[path.sign]}, support {path.support:.2f}"
    return f'{chips} <span style="{_QUIET}">{facts}; {cited(path.references)}</span>'


def strips(found: Iterable[Path]) -> str:
    """Paths one below the other."""
    return "".join(
        f'<div style="margin:2px 0;line-height:1.9">{strip(path)}</div>' for path in found
    )


def paths_card(found: Paths) -> str:
    """The printed line of an answer, and its first paths as strips."""
    rest = f"<p>and {len(found) - SHOWN} more</p>" if len(found) > SHOWN else ""
    return f"<p>{escape(found.heading)}</p>{strips(found[:SHOWN])}{rest}"


def effect_card(answer: Effect) -> str:
    """The printed line of an effect, and the first routes of each sign."""
    parts = [f"<p>{escape(str(answer))}</p>"]
    for word, found in (("increase", answer.increasing), ("decrease", answer.decreasing)):
        if len(found):
            rest = f" and {len(found) - 5} more" if len(found) > 5 else ""
            parts.append(f'<div style="{_QUIET}">{word}</div>{strips(found[:5])}{rest}')
    against = [one.statement for one in answer.against if one.statement is not None]
    if against:
        parts.append(f'<div style="{_QUIET}">no effect, or disputed</div>')
    parts += [_finding(one) for one in against]
    return "".join(parts)


def _finding(one: StatementEvidence) -> str:
    """A finding of no effect as a strip."""
    words = one.edge[2].replace("_", " ")
    names = dict.fromkeys(piece.reference for piece in one.evidence if piece.reference)
    chips = (f'<span style="{_CHIP}">{escape(name)}</span>' for name in (one.subject, one.object))
    return f'<div style="margin:2px 0">{f" {escape(words)} ".join(chips)} {cited(names)}</div>'


def cited(names: Iterable[str]) -> str:
    """Short citations as links; more than three are counted."""
    listed = list(names)
    if not listed:
        return "no reference"
    links = ", ".join(map(link, listed[:3]))
    return links if len(listed) <= 3 else f"{links} and {plural(len(listed) - 3, 'more paper')}"


def link(reference: str) -> str:
    """A reference as a link with its short citation; the whole citation on hover."""
    known = citation(reference)
    title, text = escape(known.line, quote=True), escape(known.short)
    if known.url is None:
        return f'<span title="{title}">{text}</span>'
    return f'<a href="{escape(known.url, quote=True)}" title="{title}">{text}</a>'
