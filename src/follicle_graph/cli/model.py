"""The commands of the model and of measurements: what-if, interventions, drivers."""

from __future__ import annotations

import argparse
from pathlib import Path

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_graph, add_json
from follicle_graph.cli.console import say, say_json
from follicle_graph.cli.locations import asked
from follicle_graph.cli.printing import rows, say_frame
from follicle_graph.model.vocabulary import DISCLAIMER
from follicle_graph.simulation.levels import levels_in


def add_commands(command: Command) -> None:
    """`what-if`, `interventions` and `drivers`."""
    sub = command(
        "what-if",
        _what_if,
        "which way everything moves if something is blocked or given",
        "what-if JAK1=-1 --read-out CXCL10",
    )
    sub.add_argument(
        "levels", nargs="+", metavar="NAME[=LEVEL]", help="-1 blocks, +1 raises; a drug is given"
    )
    sub.add_argument(
        "--read-out", action="append", default=[], metavar="NAME", help="only this, with its routes"
    )
    _add_common(sub)

    sub = command(
        "interventions",
        _interventions,
        "which drugs or targets move every goal the wanted way",
        'interventions "hair loss=-1" --max-size 1',
    )
    sub.add_argument("goals", nargs="+", metavar="NAME=LEVEL", help="+1: more is wanted, -1: less")
    sub.add_argument(
        "--candidates",
        choices=["drugs", "targets"],
        default="drugs",
        help="what may be given or blocked (default: drugs)",
    )
    sub.add_argument("--max-size", type=int, default=2, metavar="N", help="1 to 3 (default: 2)")
    sub.add_argument("--limit", type=int, default=10, metavar="N", help="sets (default: 10)")
    _add_common(sub)

    sub = command(
        "drivers",
        _drivers,
        "which entities explain the measured genes of a table",
        "drivers table.csv",
    )
    sub.add_argument("table", help="a table of genes with numbers: CSV or TSV, as tools write it")
    sub.add_argument("--background", metavar="FILE", help="the measured genes, one a line")
    sub.add_argument("--padj", metavar="COLUMN", help="the column of adjusted p values")
    sub.add_argument("--drugs", action="store_true", help="drugs instead of drivers")
    _add_common(sub)


def _add_common(sub: argparse.ArgumentParser) -> None:
    add_graph(sub)
    add_json(sub)


def _what_if(options: argparse.Namespace) -> int:
    levels = levels_in(options.levels)
    with asked(options.graph) as G:
        outcome = fg.what_if(G, levels)
        chosen = [outcome.response(name) for name in options.read_out]
        if options.json:
            frame = outcome.to_frame()
            wanted = {one.id for one in chosen}
            say_json(rows(frame[frame["id"].isin(wanted)] if wanted else frame))
        elif chosen:
            for one in chosen:
                say(str(outcome.why(one.id)))
            say(DISCLAIMER)
        else:
            say(str(outcome))
    return 0


def _interventions(options: argparse.Namespace) -> int:
    goals = levels_in(options.goals, default=None)
    with asked(options.graph) as G:
        found = fg.interventions(
            G,
            goals,
            candidates=options.candidates,
            max_size=options.max_size,
            limit=options.limit,
        )
        if options.json:
            say_json(rows(found.to_frame()))
        else:
            say(str(found))
    return 0


def _drivers(options: argparse.Namespace) -> int:
    background = None
    if options.background:
        lines = Path(options.background).read_text(encoding="utf-8").splitlines()
        background = [line.strip() for line in lines if line.strip()]
    with asked(options.graph) as G:
        graph = G.read() if isinstance(G, fg.Store) else G
        found = fg.drivers(graph, options.table, background=background, padj=options.padj)
        frame = found.drugs if options.drugs else found.to_frame()
        if options.json or options.drugs:
            say_frame(frame, as_json=options.json)
        else:
            say(str(found))
    return 0
