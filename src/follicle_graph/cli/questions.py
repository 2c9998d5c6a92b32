"""The commands that ask a graph: paths, effect, loops, contradictions, evidence."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_graph, add_json
from follicle_graph.cli.console import say, say_json
from follicle_graph.cli.locations import asking
from follicle_graph.cli.printing import complain, reworded, rows, say_frame
from follicle_graph.errors import FollicleGraphError
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DEFAULT_LAYER, LAYERS
from follicle_graph.query.engine.path import plural

if TYPE_CHECKING:
    from follicle_graph.query.effect import Effect, Finding
    from follicle_graph.query.engine.path_list import Paths
    from follicle_graph.store import Store

_FEW = 10
_MOST = "the longest, in hops (default: %(default)s)"
_SIGN: dict[str | None, Literal[1, -1] | None] = {"+": 1, "-": -1, None: None}


def add_commands(command: Command) -> None:
    """`paths`, `effect`, `loops`, `contradictions` and `evidence`."""
    sub = command(
        "paths",
        asking(_paths),
        "signed paths between two entities",
        'paths "IFN-γ" "hair loss" --limit 5',
    )
    sub.add_argument("source", help="an entity, by any of its names")
    sub.add_argument("target", help="an entity, by any of its names")
    _add_bounds(sub, "paths")
    _add_layers(sub)
    sub.add_argument(
        "--via",
        action="append",
        default=[],
        metavar="NAME",
        help="only paths through this; again for each",
    )
    sub.add_argument(
        "--avoid",
        action="append",
        default=[],
        metavar="NAME",
        help="no path through this; again for each",
    )
    sub.add_argument("--sign", choices=["+", "-"], help="only paths of this sign")
    sub.add_argument("--specific", action="store_true", help="leave shortcuts out")
    sub.add_argument("--evidence", action="store_true", help="what stands behind each step")
    _add_place_and_json(sub)

    sub = command(
        "effect",
        asking(_effect),
        "whether one entity raises or lowers another",
        "effect rapamycin ige",
    )
    sub.add_argument("source", help="an entity, by any of its names")
    sub.add_argument("target", help="an entity, by any of its names")
    sub.add_argument("--max-hops", type=int, default=4, metavar="N", help=_MOST)
    _add_layers(sub)
    _add_place_and_json(sub)

    sub = command(
        "loops",
        asking(_loops),
        "feedback loops, through one entity or anywhere",
        "loops ifng --max-hops 4",
    )
    sub.add_argument("through", nargs="?", help="an entity (default: any)")
    _add_bounds(sub, "loops")
    sub.add_argument("--sign", choices=["+", "-"], help="only loops of this sign")
    _add_place_and_json(sub)

    sub = command(
        "contradictions",
        asking(_contradictions),
        "findings that speak against each other, split by context",
        "contradictions rapamycin",
    )
    sub.add_argument("names", nargs="*", metavar="name", help="only pairs with one of these")
    _add_place_and_json(sub)

    sub = command(
        "evidence",
        asking(_evidence),
        "the evidence between two entities, or all about one",
        "evidence mtorc1 foxp3",
    )
    sub.add_argument("subject", help="an entity, by any of its names")
    sub.add_argument("object", nargs="?", help="left out: everything into and out of the subject")
    _add_place_and_json(sub)


def _add_place_and_json(sub: argparse.ArgumentParser) -> None:
    add_graph(sub)
    add_json(sub)


def _add_layers(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--layer",
        action="append",
        metavar="LAYER",
        help=f"{', '.join(LAYERS)} or all; again for each (default: {DEFAULT_LAYER})",
    )


def _layers(options: argparse.Namespace) -> Collection[str] | None:
    if options.layer is None:
        return (DEFAULT_LAYER,)
    return None if "all" in options.layer else options.layer


def _add_bounds(sub: argparse.ArgumentParser, what: str) -> None:
    sub.add_argument("--max-hops", type=int, default=6, metavar="N", help=_MOST)
    count = sub.add_mutually_exclusive_group()
    count.add_argument(
        "--limit", type=int, metavar="N", help=f"the most {what} (default: {_FEW}, the best)"
    )
    count.add_argument("--all", action="store_true", help=f"all {what} of up to --max-hops")


def _limit(options: argparse.Namespace) -> int | None:
    few = _FEW if options.limit is None else options.limit
    return None if options.all else few


def _in_options() -> AbstractContextManager[None]:
    return reworded(_in_words_of_options)


def _in_words_of_options(error: FollicleGraphError) -> FollicleGraphError:
    if error.argument == "limit":
        return error.but(
            argument="--limit", remedy="use a whole number of 1 or more, --all for all"
        )
    if error.argument in ("max_hops", "sign"):
        return error.but(argument=f"--{error.argument.replace('_', '-')}")
    if error.argument == "layers":
        return error.but(argument="--layer", remedy=f"{error.remedy}, or all")
    return error


def _paths(G: Graph | Store, options: argparse.Namespace) -> int:
    with _in_options():
        found = fg.paths(
            G,
            options.source,
            options.target,
            max_hops=options.max_hops,
            limit=_limit(options),
            via=options.via,
            avoid=options.avoid,
            sign=_SIGN[options.sign],
            shortcuts=not options.specific,
            layers=_layers(options),
        )
    if options.json:
        say_json(_report_of_paths(found, evidence=options.evidence))
        if found.truncated:
            complain(found.heading)
        return 0
    for path in found:
        say(str(path))
        if options.evidence:
            pieces = path.evidence().fillna("")
            columns = ["step", "stance", "summary", "id", "grade", "species", "reference"]
            for step, stance, summary, *source in pieces[columns].values.tolist():
                say(f"    {step}. {stance}: {summary} [{' '.join(filter(None, source))}]")
    within = f"within {plural(options.max_hops, 'hop')}"
    say(f"{within}: {found.heading}")
    return 0


def _report_of_paths(found: Paths, *, evidence: bool) -> list[dict[str, Any]]:
    """The rows of `to_frame`, each with the ids, edges and signs of its path."""
    found_rows = []
    for row, path in zip(rows(found.to_frame()), found, strict=True):
        entry = row | {"nodes": path.nodes, "edges": path.edges, "signs": path.signs}
        found_rows.append(entry | {"evidence": rows(path.evidence())} if evidence else entry)
    return found_rows


def _loops(G: Graph | Store, options: argparse.Namespace) -> int:
    with _in_options():
        found = fg.loops(
            G,
            options.through,
            max_hops=options.max_hops,
            limit=_limit(options),
            sign=_SIGN[options.sign],
        )
    if options.json:
        say_json(_report_of_paths(found, evidence=False))
        return 0
    for loop in found:
        say(str(loop))
    say(str(found))
    sizes = ", ".join(str(len(group)) for group in found.core)
    say(f"core: groups of {sizes} entities that act on each other" if sizes else "no core")
    return 0


def _contradictions(G: Graph | Store, options: argparse.Namespace) -> int:
    found = fg.contradictions(G, options.names or None)
    if not options.json:
        labelled = found.assign(subject=found["subject_label"], object=found["object_label"])
        hidden = ["subject_label", "object_label", "layers", "predicates", "references"]
        found = labelled.drop(columns=hidden)
    say_frame(found, as_json=options.json)
    return 0


def _effect(G: Graph | Store, options: argparse.Namespace) -> int:
    with _in_options():
        answer = fg.effect(
            G,
            options.source,
            options.target,
            max_hops=options.max_hops,
            layers=_layers(options),
        )
    if options.json:
        say_json(_report_of_effect(answer))
        return 0
    say(str(answer))
    if answer.routes_from is not None:
        say(f"try --max-hops {answer.routes_from}")
    for routes in (answer.increasing, answer.decreasing):
        for path in routes[:3]:
            say(f"  {path}")
        if len(routes) > 3:
            say(f"  … and {len(routes) - 3} more of this sign")
    return 0


def _report_of_effect(answer: Effect) -> dict[str, Any]:
    return {
        "source": answer.source,
        "target": answer.target,
        "verdict": answer.verdict,
        "basis": answer.basis,
        "grade": answer.grade,
        "max_hops": answer.max_hops,
        "routes_from": answer.routes_from,
        "increasing": [str(path) for path in answer.increasing],
        "decreasing": [str(path) for path in answer.decreasing],
        "loops": [str(loop) for loop in answer.loops],
        "against": [_finding(one) for one in answer.against],
        "elsewhere": answer.elsewhere,
        "other_layers": [_finding(one) for one in answer.other_layers],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {"edge": one.edge, "layer": one.layer, "sign": one.sign, "grade": one.grade}


def _evidence(G: Graph | Store, options: argparse.Namespace) -> int:
    found = fg.evidence(G, options.subject, options.object)
    if not options.json and not found.empty:
        shown = ["id", "predicate", "stance", "grade", "species", "reference", "summary", "note"]
        ends = [] if options.object else ["subject", "object"]
        found = found[[*ends, *shown]]
    say_frame(found, as_json=options.json)
    return 0
