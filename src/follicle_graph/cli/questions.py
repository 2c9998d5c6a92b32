"""The commands that ask the atlas: paths, effect, loops, contradictions, evidence."""

from __future__ import annotations

import argparse
from typing import Literal

import follicle_graph as fg
from follicle_graph.cli.command import Command
from follicle_graph.cli.printing import say_frame
from follicle_graph.console import say, say_json

_SIGN: dict[str | None, Literal[1, -1] | None] = {"+": 1, "-": -1, None: None}


def add_commands(command: Command) -> None:
    """`paths`, `effect`, `loops`, `contradictions` and `evidence`."""
    sub = command(
        "paths", _paths, "signed paths between two entities", 'paths "IFN-γ" "hair loss" --limit 5'
    )
    sub.add_argument("source")
    sub.add_argument("target")
    sub.add_argument("--max-hops", type=int, default=6)
    sub.add_argument("--limit", type=int, default=10)
    sub.add_argument("--via", action="append", default=[], metavar="NAME")
    sub.add_argument("--avoid", action="append", default=[], metavar="NAME")
    sub.add_argument("--sign", choices=["+", "-"], help="only paths of this sign")
    sub.add_argument("--specific", action="store_true", help="leave shortcuts out")
    sub.add_argument("--all", action="store_true", help="all of them, not the first few")
    sub.add_argument("--evidence", action="store_true", help="what stands behind each step")
    sub.add_argument("--json", action="store_true")

    sub = command(
        "effect", _effect, "whether one entity raises or lowers another", "effect rapamycin ige"
    )
    sub.add_argument("source")
    sub.add_argument("target")
    sub.add_argument("--max-hops", type=int, default=4)
    sub.add_argument("--json", action="store_true")

    sub = command(
        "loops", _loops, "feedback loops, through one entity or anywhere", "loops ifng --max-hops 4"
    )
    sub.add_argument("through", nargs="?")
    sub.add_argument("--max-hops", type=int, default=6)
    sub.add_argument("--limit", type=int, default=10)
    sub.add_argument("--sign", choices=["+", "-"], help="only loops of this sign")
    sub.add_argument("--json", action="store_true")

    sub = command(
        "contradictions",
        _contradictions,
        "findings that speak against each other, split by context",
        "contradictions",
    )
    sub.add_argument("--json", action="store_true")

    sub = command(
        "evidence", _evidence, "the evidence between two entities", "evidence mtorc1 foxp3"
    )
    sub.add_argument("subject")
    sub.add_argument("object")
    sub.add_argument("--json", action="store_true")


def _paths(options: argparse.Namespace) -> int:
    found = fg.paths(
        fg.load(),
        options.source,
        options.target,
        max_hops=options.max_hops,
        limit=None if options.all else options.limit,
        via=options.via,
        avoid=options.avoid,
        sign=_SIGN[options.sign],
        shortcuts=not options.specific,
    )
    if options.json:
        say_frame(found.to_frame(), as_json=True)
        return 0
    for path in found:
        say(str(path))
        if options.evidence:
            told = path.evidence().fillna("")
            columns = ["step", "stance", "summary", "id", "grade", "species", "reference"]
            for step, stance, summary, *source in told[columns].values.tolist():
                say(f"    {step}. {stance}: {summary} [{' '.join(filter(None, source))}]")
    say(f"{found}" if found else f"no path within {options.max_hops} hops")
    return 0


def _loops(options: argparse.Namespace) -> int:
    found = fg.loops(
        fg.load(),
        options.through,
        max_hops=options.max_hops,
        limit=options.limit,
        sign=_SIGN[options.sign],
    )
    if options.json:
        say_frame(found.to_frame(), as_json=True)
        return 0
    for loop in found:
        say(str(loop))
    say(str(found))
    sizes = ", ".join(str(len(group)) for group in found.core)
    say(f"core: groups of {sizes} entities that act on each other" if sizes else "no core")
    return 0


def _contradictions(options: argparse.Namespace) -> int:
    found = fg.contradictions(fg.load())
    if not options.json:
        hidden = ["subject_label", "object_label", "layers", "predicates", "references"]
        found = found.drop(columns=hidden)
    say_frame(found, as_json=options.json)
    return 0


def _effect(options: argparse.Namespace) -> int:
    answer = fg.effect(fg.load(), options.source, options.target, max_hops=options.max_hops)
    if options.json:
        say_json(
            {
                "source": answer.source,
                "target": answer.target,
                "verdict": answer.verdict,
                "basis": answer.basis,
                "grade": answer.grade,
                "routes_from": answer.routes_from,
                "increasing": [str(path) for path in answer.increasing],
                "decreasing": [str(path) for path in answer.decreasing],
                "loops": [str(loop) for loop in answer.loops],
                "against": answer.against,
                "elsewhere": answer.elsewhere,
            }
        )
        return 0
    say(str(answer))
    for routes in (answer.increasing, answer.decreasing):
        for path in routes[:3]:
            say(f"  {path}")
        if len(routes) > 3:
            say(f"  … and {len(routes) - 3} more of this sign")
    return 0


def _evidence(options: argparse.Namespace) -> int:
    found = fg.evidence(fg.load(), options.subject, options.object)
    if not options.json and not found.empty:
        found = found[["id", "predicate", "stance", "grade", "species", "reference", "summary"]]
    say_frame(found, as_json=options.json)
    return 0
