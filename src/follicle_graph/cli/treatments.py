"""The command `treatments`: a profile from its arguments, the answer as lines or JSON."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_json
from follicle_graph.cli.console import say, say_json
from follicle_graph.errors import InvalidProfile
from follicle_graph.model.vocabulary import DISCLAIMER

if TYPE_CHECKING:
    from follicle_graph.therapy.answers import Treatment, Treatments


def add_commands(command: Command) -> None:
    """`treatments`."""
    sub = command(
        "treatments",
        _treatments,
        "which treatment for whom, ranked, with the reasons and what speaks against it",
        'treatments --disease "alopecia areata" --feature "extrinsic atopic dermatitis" '
        '--feature "high IgE"',
    )
    sub.add_argument("--disease", help="the diagnosis, by any of its names")
    sub.add_argument(
        "--feature",
        action="append",
        default=[],
        metavar="NAME",
        help="what else is known of the patient; again for each",
    )
    sub.add_argument(
        "--level",
        action="append",
        default=[],
        metavar="MARKER=VALUE",
        help="a measured level, such as IgE=850; again for each",
    )
    sub.add_argument("--route", help="the wanted route, such as topical")
    sub.add_argument("--age", type=float, metavar="YEARS", help="the age in years")
    sub.add_argument("--explain", metavar="NAME", help="one treatment in sentences")
    sub.add_argument("--all", action="store_true", help="also what has no evidence at all")
    add_json(sub)


def _treatments(options: argparse.Namespace) -> int:
    profile = fg.Profile(
        options.disease,
        options.feature,
        options.route,
        options.age,
        dict(_level(text) for text in options.level),
    )
    answer = fg.treatments(fg.load(), profile)
    chosen = _named(answer, options.explain) if options.explain else answer.items
    if options.json:
        say_json(_report(answer, chosen))
    elif options.explain:
        say("\n\n".join(item.explain() for item in chosen))
    else:
        for line in _table(answer, options.all):
            say(line)
    return 0


def _level(text: str) -> tuple[str, object]:
    marker, found, value = text.partition("=")
    if not found or not marker.strip() or not value.strip():
        raise InvalidProfile(
            f"the level {text!r} has no value",
            argument="--level",
            value=text,
            remedy="write it like IgE=850",
        )
    return marker.strip(), value.strip()


def _named(answer: Treatments, name: str) -> tuple[Treatment, ...]:
    """The items of one treatment: one, or one per route."""
    known = answer.named(name)
    return known if len({item.intervention for item in known}) == 1 else (answer.of(name),)


def _table(answer: Treatments, everything: bool) -> Iterator[str]:
    yield f"{answer.profile}"
    active = [f"{axis.name} ({axis.state})" for axis in answer.axes if axis.active]
    yield f"active axes: {', '.join(active) or 'none'}"
    yield from answer.limits
    shown = [
        item
        for item in answer
        if everything or item.grade or item.nearby or item.verdict != "insufficient evidence"
    ]
    rows = [("verdict", "treatment", "route", "grade", "nearby", "because")]
    rows += [
        (i.verdict, i.label, i.route, i.grade or "-", i.nearby or "-", i.because) for i in shown
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    yield ""
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[5]])
    left = len(answer) - len(shown)
    if left:
        yield f"… and {left} without evidence for this profile (--all)"
    yield ""
    yield DISCLAIMER


def _report(answer: Treatments, items: tuple[Treatment, ...]) -> dict[str, object]:
    return {
        "note": DISCLAIMER,
        "profile": {
            "said": str(answer.profile),
            "diseases": answer.profile.diseases,
            "features": answer.profile.features,
        },
        "axes": {axis.name: axis.state for axis in answer.axes},
        "limits": answer.limits,
        "treatments": [
            {
                "intervention": item.intervention,
                "label": item.label,
                "route": item.route,
                "verdict": item.verdict,
                "grade": item.grade,
                "nearby": item.nearby,
                "steps": item.steps,
                "why": [str(reason) for reason in item.why],
                "against": [str(reason) for reason in item.against],
                "cautions": [str(reason) for reason in item.cautions],
                "references": item.references,
            }
            for item in items
        ],
    }
