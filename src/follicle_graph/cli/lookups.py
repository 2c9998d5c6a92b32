"""The commands that look something up: about, search, edges, bibliography."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_graph, add_json
from follicle_graph.cli.console import say, say_json
from follicle_graph.cli.locations import asking
from follicle_graph.cli.printing import rows, say_frame
from follicle_graph.model.graph import Graph

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.store import Store

_EDGE = ["subject", "predicate", "object", "layer", "grade", "species", "support", "papers"]


def add_commands(command: Command) -> None:
    """`about`, `search`, `edges` and `bibliography`."""
    sub = command(
        "about",
        asking(_about),
        "everything that is known about an entity, or what the atlas holds",
        "about ritlecitinib",
    )
    sub.add_argument("names", nargs="*", metavar="name", help="entities (default: the whole graph)")
    _add_place_and_json(sub)

    sub = command(
        "search",
        asking(_search),
        "entities whose names or definitions hold some words",
        'search "immune privilege"',
    )
    sub.add_argument("words", nargs="+", metavar="word", help="what to look for")
    sub.add_argument(
        "--limit", type=int, default=20, metavar="N", help="the most rows (default: %(default)s)"
    )
    _add_place_and_json(sub)

    sub = command(
        "edges",
        asking(_edges),
        "the relations of the graph, or around some entities, as a table",
        "edges IL-15 --layer mechanism",
    )
    sub.add_argument("names", nargs="*", metavar="name", help="entities (default: all)")
    sub.add_argument("--layer", action="append", metavar="LAYER", help="only this layer")
    sub.add_argument("-o", "--output", metavar="FILE", help="write all columns to a .csv file")
    _add_place_and_json(sub)

    sub = command(
        "bibliography",
        asking(_bibliography),
        "the papers behind the graph, some entities, or the paths between two",
        'bibliography --paths IL-15 "hair loss" -o refs.bib',
    )
    sub.add_argument("names", nargs="*", metavar="name", help="entities (default: the whole graph)")
    sub.add_argument(
        "--paths", nargs=2, metavar=("SOURCE", "TARGET"), help="the papers of the best paths"
    )
    sub.add_argument("-o", "--output", metavar="FILE", help="write a .bib, .ris, .json or .csv")
    _add_place_and_json(sub)


def _add_place_and_json(sub: argparse.ArgumentParser) -> None:
    add_graph(sub)
    add_json(sub)


def _about(G: Graph | Store, options: argparse.Namespace) -> int:
    found = fg.about(G, options.names or None)
    if options.json:
        say_json(rows(found.to_frame()))
    else:
        say(str(found))
    return 0


def _search(G: Graph | Store, options: argparse.Namespace) -> int:
    found = fg.search(G, " ".join(options.words), limit=options.limit)
    if not options.json:
        found = found[["id", "label", "kind", "found_in", "text"]]
    say_frame(found, as_json=options.json)
    return 0


def _edges(G: Graph | Store, options: argparse.Namespace) -> int:
    found = _edges_of(G, options)
    if options.output:
        from follicle_graph.tools.atomic_file import whole_file

        with whole_file(options.output) as beside:
            found.to_csv(beside, index=False)
        say(f"{options.output}  {len(found)} relations")
        return 0
    if not options.json:
        shown = found.assign(
            subject=found["subject_label"],
            object=found["object_label"],
            papers=found["references"],
        )
        found = shown[_EDGE]
    say_frame(found, as_json=options.json)
    return 0


def _edges_of(G: Graph | Store, options: argparse.Namespace) -> pd.DataFrame:
    found = fg.edge_table(G)
    if options.names:
        ids = {fg.resolve(G, name) for name in options.names}
        found = found[found["subject"].isin(ids) | found["object"].isin(ids)]
    if options.layer:
        from follicle_graph.model.names import some_of
        from follicle_graph.model.vocabulary import LAYERS

        found = found[found["layer"].isin(some_of("--layer", options.layer, LAYERS) or ())]
    return found


def _bibliography(G: Graph | Store, options: argparse.Namespace) -> int:
    answers: list[object] = []
    if options.paths:
        answers.append(fg.paths(G, *options.paths))
    if options.names:
        answers.append(fg.about(G, options.names))
    found = fg.bibliography(*(answers or [G]))
    if options.output:
        say(f"{found.save(options.output)}  {len(found)} papers")
    elif options.json:
        say_json(rows(found.to_frame()))
    else:
        say(str(found))
    return 0
