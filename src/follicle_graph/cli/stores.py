"""The commands of databases and files: query, convert, merge, verify."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_json
from follicle_graph.cli.console import say
from follicle_graph.cli.locations import (
    check_apart,
    filled,
    format_as_option,
    graph_at,
    is_address,
    is_store,
    stored,
)
from follicle_graph.cli.printing import complain, reworded, say_frame
from follicle_graph.errors import DamagedStore, FollicleGraphError, OutputError
from follicle_graph.model.graph import Graph

KEYS = ("curie", "symbol", "name")


def add_commands(command: Command) -> None:
    """`query`, `convert`, `merge` and `verify`."""
    sub = command(
        "query",
        _query,
        "ask a stored graph in Cypher, read-only",
        "query atlas.lbug \"MATCH (d:Entity {kind: 'drug'}) RETURN d.label LIMIT 5\"",
    )
    sub.add_argument("store", help="path of the database")
    sub.add_argument("cypher", help="a query that reads")
    sub.add_argument(
        "--param",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        type=_param,
        help="what $NAME in the query stands for; again for each. A JSON number, true, false, a "
        'JSON list or a quoted "text" is taken as such, anything else is text',
    )
    add_json(sub)

    sub = command(
        "convert",
        _convert,
        "a file or database into another",
        "convert edges.csv for_cytoscape.cx2 --report",
    )
    sub.add_argument("source", help="a graph file, a table of edges or a database")
    _add_target(sub)
    sub.more = _formats

    sub = command(
        "merge",
        _merge,
        "two graphs as one, with a report of what matched",
        "merge atlas my_edges.csv both.json",
    )
    sub.add_argument("first", help="a graph file or database; 'atlas' is the shipped atlas")
    sub.add_argument("second", help="the graph that is merged into it")
    _add_target(sub)
    sub.add_argument(
        "--on",
        action="append",
        choices=KEYS,
        help="by what entities are the same thing; again for each (default: all, in this order)",
    )

    sub = command(
        "verify",
        _verify,
        "check that a database is unchanged since it was written",
        "verify atlas.lbug",
    )
    sub.add_argument("store", help="path or address of the database")


def _add_target(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("target", help="a store (.lbug, bolt://…) or a graph file")
    sub.add_argument("--nodes", metavar="FILE", help="a table of nodes, for a table of edges")
    sub.add_argument("--to-nodes", metavar="FILE", help="a file for the nodes of the target")
    sub.add_argument(
        "--from", dest="source_format", metavar="FORMAT", help="the format of a source file"
    )
    sub.add_argument(
        "--to",
        dest="target_format",
        metavar="FORMAT",
        help="the format of a target file (default of both: found by the ending)",
    )
    sub.add_argument("--report", action="store_true", help="list what the file does not carry")


def _formats() -> str:
    """The formats of files, for the help."""
    from follicle_graph.files.formats_table import FORMATS

    names = [one.name for one in FORMATS]
    endings = [", ".join(one.endings) for one in FORMATS]
    widths = [max(map(len, names)), max(map(len, endings))]
    lines = [
        f"  {one.name:{widths[0]}}  {ending:{widths[1]}}  "
        + " ".join(word for word, way in (("reads", one.read), ("writes", one.write)) if way)
        for one, ending in zip(FORMATS, endings, strict=True)
    ]
    return "\n".join(["formats of files (FORMAT, endings):", *lines])


def _query(options: argparse.Namespace) -> int:
    given = dict(options.param)
    if len(given) < len(options.param):
        raise FollicleGraphError("one name has several --param; give each name once")
    with stored(options.store) as store, reworded(_as_parameter):
        say_frame(store.cypher(options.cypher, **given).to_frame(), as_json=options.json)
    return 0


def _as_parameter(error: FollicleGraphError) -> FollicleGraphError:
    if not error.argument:
        return error
    return error.but(remedy=f"add --param {error.argument}=…")


def _param(text: str) -> tuple[str, object]:
    name, found, value = text.partition("=")
    if not found or not re.fullmatch(r"[^\W\d]\w*", name):
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=VALUE; write it like id=ifng")
    return name, _value(value)


def _value(text: str) -> object:
    """A number, true, false, list or quoted text of JSON as such; anything else is text."""
    try:
        value = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        return text
    return text if value is None or isinstance(value, dict) else value


def _refused(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


def _convert(options: argparse.Namespace) -> int:
    source, target = options.source, options.target
    _check_ends(options)
    bulk = is_store(target) and source.casefold().endswith(".tsv") and not options.source_format
    if bulk:
        with filled(target) as store:
            store.load(source, nodes=options.nodes)
            info = store.info()
        say(f"{target}  {info['entities']} entities, {info['relations']} relations")
        return 0
    G = _graph(source, options.source_format, options.nodes)
    _keep(G, target, options)
    return 0


def _graph(source: str, format_: str | None, nodes: str | None) -> Graph:
    if is_store(source):
        return graph_at(source)
    with format_as_option("say --from FORMAT"):
        return fg.read(source, format=format_, nodes=nodes)


def _keep(G: Graph, target: str, options: argparse.Namespace) -> None:
    """Write a graph into a database or a file, and say what a file does not carry."""
    report = None
    if is_store(target):
        with filled(target) as store:
            store.write(G)
    else:
        report = fg.write(G, target, format=options.target_format, nodes=options.to_nodes)
    say(f"{target}  {G.number_of_nodes()} entities, {G.number_of_edges()} relations")
    if report is not None and options.report:
        say(str(report))
    elif report:
        say(f"{len(report)} kinds of attributes are not equal in the file; see --report")


def _merge(options: argparse.Namespace) -> int:
    check_apart(options.first, options.target)
    check_apart(options.second, options.target)
    _check_target(options.target, options.target_format)
    first = fg.load() if options.first == "atlas" else _graph(options.first, None, None)
    second = _graph(options.second, options.source_format, options.nodes)
    merged, report = fg.merge(first, second, on=options.on or KEYS)
    say(str(report))
    _keep(merged, options.target, options)
    return 0


def _check_ends(options: argparse.Namespace) -> None:
    """Refuse what could be known to fail before a long source is read."""
    source, target = options.source, options.target
    for place, option, given in (
        (source, "--from", options.source_format),
        (target, "--to", options.target_format),
        (source, "--nodes", options.nodes),
    ):
        if given is not None and is_store(place):
            raise FollicleGraphError(f"{option} is for files, {place} is a store; leave it out")
    if not is_store(source) and not Path(source).is_file():
        raise FollicleGraphError(f"there is no file {source!r}; name one that exists")
    _check_target(target, options.target_format)


def _check_target(target: str, format_: str | None) -> None:
    if not is_address(target) and not Path(target).resolve().parent.is_dir():
        raise OutputError(f"{target}: its folder does not exist; make it or choose another")
    if not is_store(target):
        from follicle_graph.files.read_write import format_to_write

        with format_as_option("name it .lbug for a database, or say --to FORMAT", "--to"):
            format_to_write(Path(target), format_)


def _verify(options: argparse.Namespace) -> int:
    try:
        with stored(options.store) as store:
            store.verify()
    except DamagedStore as problem:
        complain(str(problem))
        return 1
    say(f"{options.store} holds what was written")
    return 0
