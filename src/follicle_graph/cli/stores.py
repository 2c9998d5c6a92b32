"""The commands of databases and files: query, convert, verify."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import follicle_graph as fg
from follicle_graph.cli.command import Command
from follicle_graph.cli.printing import complain, say_frame
from follicle_graph.console import say
from follicle_graph.errors import DamagedStore, FollicleGraphError

if TYPE_CHECKING:
    from follicle_graph.store import Store


def add_commands(command: Command) -> None:
    """`query`, `convert` and `verify`."""
    sub = command(
        "query",
        _query,
        "ask a stored graph in Cypher, read-only",
        "query atlas.lbug \"MATCH (d:Entity {kind: 'drug'}) RETURN d.label LIMIT 5\"",
    )
    sub.add_argument("store", help="path of the database")
    sub.add_argument("cypher")
    sub.add_argument("--json", action="store_true")

    sub = command(
        "convert",
        _convert,
        "a file into a store or another file",
        "convert edges.tsv atlas.lbug --nodes nodes.tsv",
    )
    sub.add_argument("source", help="a graph file, a table of edges (.tsv) or a store (.lbug)")
    sub.add_argument("target", help="a store (.lbug, bolt://…) or a graph file")
    sub.add_argument("--nodes", metavar="FILE", help="a table of nodes, for a table of edges")

    sub = command("verify", _verify, "is a store what was written", "verify atlas.lbug")
    sub.add_argument("store", help="path or address of the database")


def stored(place: str) -> Store:
    """The database at a path or an address, open for reading."""
    if "://" not in place and not Path(place).exists():
        raise FollicleGraphError(
            f"no database at {place}; make one: follicle-graph map --store {place}"
        )
    return fg.open_store(place, read_only=True)


def is_store(place: str) -> bool:
    """Whether a place is that of a database and not of a file of a graph."""
    return "://" in place or place.casefold().endswith(".lbug")


def _query(options: argparse.Namespace) -> int:
    with stored(options.store) as store:
        say_frame(store.cypher(options.cypher).to_frame(), as_json=options.json)
    return 0


def _convert(options: argparse.Namespace) -> int:
    source, target = options.source, options.target
    table = source.casefold().endswith(".tsv")
    if options.nodes and not table:
        raise FollicleGraphError("--nodes belongs to a table of edges (.tsv); leave it out")
    if table and not is_store(target):
        raise FollicleGraphError(f"a table goes into a store; name {target!r} like 'atlas.lbug'")
    if not is_store(source) and not Path(source).is_file():
        raise FollicleGraphError(f"there is no file {source!r}; name one that exists")
    if table:
        with fg.open_store(target) as store:
            store.load(source, nodes=options.nodes)
            info = store.info()
        say(f"{target}  {info['entities']} entities, {info['relations']} relations")
        return 0
    if is_store(source):
        with stored(source) as store:
            G = store.read()
    else:
        G = fg.read(source)
    if is_store(target):
        with fg.open_store(target) as store:
            store.write(G)
    else:
        fg.write(G, target)
    say(f"{target}  {G.number_of_nodes()} entities, {G.number_of_edges()} relations")
    return 0


def _verify(options: argparse.Namespace) -> int:
    try:
        with stored(options.store) as store:
            store.verify()
    except DamagedStore as problem:
        complain(str(problem))
        return 1
    say(f"{options.store} holds what was written")
    return 0
