"""The command line: parse, call one public verb, print."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from follicle_graph import cli_curation, cli_treatments
from follicle_graph.console import say as _say
from follicle_graph.console import say_json as _say_json
from follicle_graph.errors import FollicleGraphError, OutputError
from follicle_graph.vocabulary import DISCLAIMER

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.graph import Graph
    from follicle_graph.store import Store

SPINE_TITLE = "Immune pathways of hair loss"
_SIGN: dict[str | None, Literal[1, -1] | None] = {"+": 1, "-": -1, None: None}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 for a failed check, 2 for wrong use.

    >>> main(["info", "--json"])  # doctest: +ELLIPSIS
    {...}
    0
    """
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except FollicleGraphError as error:
        _say(f"follicle-graph: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="follicle-graph",
        description="The evidence-graded atlas of hair-loss immunology.",
        epilog=DISCLAIMER,
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=help_,
            description=help_,
            epilog=f"example: follicle-graph {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run)
        return sub

    sub = command(
        "map", _map, "write the interactive map as one offline page", "map atlas.json -o map.html"
    )
    sub.add_argument("graph", nargs="?", help="a file of a graph (default: the atlas)")
    sub.add_argument("-o", "--output", default="follicle-map.html", help="the page to write")
    sub.add_argument("--figure", metavar="FILE", help="also write the figure (.svg, .pdf, .png)")
    sub.add_argument("--store", metavar="PATH", help="also store the graph in this database")
    sub.add_argument("--open", action="store_true", help="open the page in the browser")

    sub = command(
        "figure", _figure, "write a ready picture as a figure", "figure drug.pdf drug rapamycin"
    )
    sub.add_argument("output", help="a .svg, .pdf or .png file")
    sub.add_argument("picture", nargs="?", default="spine", help=_picture_help())
    sub.add_argument("names", nargs="*", help="entities: two for path and effect, one for drug")
    sub.add_argument("--width", type=float, metavar="MM", help="180 for a page, 85 for a column")
    sub.add_argument(
        "--overlay",
        metavar="FILE",
        help="numbers to lay over: lines of name, tab or comma, number; a header may stand first",
    )

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

    sub = command("treatments", _treatments, cli_treatments.HELP, cli_treatments.EXAMPLE)
    cli_treatments.add_arguments(sub)

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

    cli_curation.add_commands(command)

    sub = command("info", _info, "what the atlas or a store holds, and how to cite it", "info")
    sub.add_argument("store", nargs="?", help="path or address of a database")
    sub.add_argument("--uncited", action="store_true", help="count uncited statements too")
    sub.add_argument("--json", action="store_true")
    return parser


def _picture_help() -> str:
    from follicle_graph.vocabulary import themes

    words = ["spine", "mechanisms", *themes(), "path", "effect", "drug", "measurements"]
    return f"{', '.join(words)} (default: spine)"


def _say_frame(frame: pd.DataFrame, as_json: bool) -> None:
    if as_json:
        _say(str(frame.to_json(orient="records", force_ascii=False, indent=2)))
    else:
        _say("nothing found" if frame.empty else frame.to_string(index=False, na_rep=""))


def _atlas() -> Graph:
    import follicle_graph as fg

    return fg.load()


def _map(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    for target in filter(None, (options.output, options.figure, options.store)):
        if not Path(target).resolve().parent.is_dir():
            raise OutputError(f"{target}: its folder does not exist; make it or choose another")
    if options.store:
        fg.open_store(options.store).close()
    G = _atlas() if options.graph is None else fg.read(options.graph)
    picture = fg.picture(G, "spine") if options.graph is None else None
    if picture is None:
        title = str(G.graph.get("name") or Path(options.graph).stem)
        page = fg.explore(G, title=title).save(options.output)
    else:
        page = fg.explore(G, opening=picture.graph, title=picture.title).save(options.output)
    _say(
        f"{G.number_of_nodes()} entities, {G.number_of_edges()} relations, "
        f"{_pieces(G)} pieces of evidence"
    )
    _say(f"page      {page}  (open it in any browser; it needs no network)")
    if options.figure:
        drawn = fg.figure(G, options.figure) if picture is None else picture.save(options.figure)
        _say(f"figure    {drawn}")
    if options.store:
        with fg.open_store(options.store) as store:
            store.write(G)
        _say(
            f"database  {options.store}  (ask it: follicle-graph query {options.store} "
            '"MATCH (a)-[r:REL]->(b) RETURN a.label, r.predicate, b.label LIMIT 5")'
        )
    _say(DISCLAIMER)
    if options.open:
        import webbrowser

        webbrowser.open(Path(page).resolve().as_uri())
    return 0


def _pieces(G: Graph) -> int:
    return len(
        {piece.id for *_, data in G.edges(data=True) for piece in data.get("evidence") or ()}
    )


def _figure(options: argparse.Namespace) -> int:
    import follicle_graph as fg
    from follicle_graph.gallery import read_values

    G = _atlas()
    values = None if options.overlay is None else read_values(options.overlay)
    if values is not None:
        known = [name for name in values.index if _known(G, name)]
        if len(known) < len(values):
            left = [name for name in values.index if name not in known]
            more = ", …" if len(left) > 5 else ""
            print(
                f"follicle-graph: {len(left)} of {len(values)} names of {options.overlay} are not "
                f"in the atlas and are left out: {', '.join(left[:5])}{more}",
                file=sys.stderr,
            )
        values = values[known]
    picture = fg.picture(G, options.picture, *options.names, overlay=values)
    drawn = picture.save(options.output, width_mm=options.width)
    _say(f"figure  {drawn}")
    _say(str(picture))
    return 0


def _known(G: Graph, name: str) -> bool:
    import follicle_graph as fg

    try:
        fg.resolve(G, name)
    except fg.UnknownEntity:
        return False
    return True


def _paths(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    found = fg.paths(
        _atlas(),
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
        _say_frame(found.to_frame(), True)
        return 0
    for path in found:
        _say(str(path))
        if options.evidence:
            told = path.evidence().fillna("")
            columns = ["step", "stance", "summary", "id", "grade", "species", "reference"]
            for step, stance, summary, *source in told[columns].values.tolist():
                _say(f"    {step}. {stance}: {summary} [{' '.join(filter(None, source))}]")
    _say(f"{found}" if found else f"no path within {options.max_hops} hops")
    return 0


def _loops(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    found = fg.loops(
        _atlas(),
        options.through,
        max_hops=options.max_hops,
        limit=options.limit,
        sign=_SIGN[options.sign],
    )
    if options.json:
        _say_frame(found.to_frame(), True)
        return 0
    for loop in found:
        _say(str(loop))
    _say(str(found))
    sizes = ", ".join(str(len(group)) for group in found.core)
    _say(f"core: groups of {sizes} entities that act on each other" if sizes else "no core")
    return 0


def _contradictions(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    found = fg.contradictions(_atlas())
    if not options.json:
        hidden = ["subject_label", "object_label", "layers", "predicates", "references"]
        found = found.drop(columns=hidden)
    _say_frame(found, options.json)
    return 0


def _effect(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    answer = fg.effect(_atlas(), options.source, options.target, max_hops=options.max_hops)
    if options.json:
        _say_json(
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
    _say(str(answer))
    for routes in (answer.increasing, answer.decreasing):
        for path in routes[:3]:
            _say(f"  {path}")
        if len(routes) > 3:
            _say(f"  … and {len(routes) - 3} more of this sign")
    return 0


def _evidence(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    found = fg.evidence(_atlas(), options.subject, options.object)
    if not options.json and not found.empty:
        found = found[["id", "predicate", "stance", "grade", "species", "reference", "summary"]]
    _say_frame(found, options.json)
    return 0


def _treatments(options: argparse.Namespace) -> int:
    for line in cli_treatments.lines(_atlas(), options):
        _say(line)
    return 0


def _query(options: argparse.Namespace) -> int:
    with _stored(options.store) as store:
        _say_frame(store.cypher(options.cypher).to_frame(), options.json)
    return 0


def _stored(place: str) -> Store:
    import follicle_graph as fg

    if "://" not in place and not Path(place).exists():
        raise FollicleGraphError(
            f"no database at {place}; make one: follicle-graph map --store {place}"
        )
    return fg.open_store(place, read_only=True)


def _is_store(place: str) -> bool:
    return "://" in place or place.casefold().endswith(".lbug")


def _convert(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    source, target = options.source, options.target
    table = source.casefold().endswith(".tsv")
    if options.nodes and not table:
        raise FollicleGraphError("--nodes belongs to a table of edges (.tsv); leave it out")
    if table and not _is_store(target):
        raise FollicleGraphError(f"a table goes into a store; name {target!r} like 'atlas.lbug'")
    if not _is_store(source) and not Path(source).is_file():
        raise FollicleGraphError(f"there is no file {source!r}; name one that exists")
    if table:
        with fg.open_store(target) as store:
            store.load(source, nodes=options.nodes)
            info = store.info()
        _say(f"{target}  {info['entities']} entities, {info['relations']} relations")
        return 0
    if _is_store(source):
        with _stored(source) as store:
            G = store.read()
    else:
        G = fg.read(source)
    if _is_store(target):
        with fg.open_store(target) as store:
            store.write(G)
    else:
        fg.write(G, target)
    _say(f"{target}  {G.number_of_nodes()} entities, {G.number_of_edges()} relations")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from follicle_graph.errors import DamagedStore

    try:
        with _stored(options.store) as store:
            store.verify()
    except DamagedStore as problem:
        print(f"follicle-graph: {problem}", file=sys.stderr)
        return 1
    _say(f"{options.store} holds what was written")
    return 0


def _info(options: argparse.Namespace) -> int:
    import follicle_graph as fg
    from follicle_graph import vocabulary

    if options.store is not None:
        with _stored(options.store) as store:
            about = store.info()
        if options.json:
            _say_json(about)
        else:
            for name, value in about.items():
                _say(f"{name:14} {'' if value is None else value}")
        return 0
    G = fg.load(uncited=options.uncited)
    pieces = {
        piece.id: (piece, data["layer"])
        for *_, data in G.edges(data=True)
        for piece in data["evidence"]
        if piece.stance == "supports"
    }
    report: dict[str, Any] = {
        "entities": G.number_of_nodes(),
        "relations": G.number_of_edges(),
        "evidence": len(pieces),
        "references": len(
            {p.reference for p, _ in pieces.values() if p.reference in vocabulary.references()}
        ),
        "contradicted": sum(data["contradicted"] for *_, data in G.edges(data=True)),
        "by layer": dict(Counter(layer for _, layer in pieces.values()).most_common()),
        "by grade": {
            grade: sum(piece.grade == grade for piece, _ in pieces.values())
            for grade in vocabulary.grades()
        },
        "by source": dict(
            Counter((p.reference or "none").split(":")[0] for p, _ in pieces.values()).most_common()
        ),
        "digest": G.graph["digest"],
        "cite": fg.cite(),
    }
    if options.json:
        _say_json(report)
        return 0
    for name, value in report.items():
        if isinstance(value, dict):
            _say(name)
            for part, count in value.items():
                _say(f"  {part:20} {count}")
        else:
            _say(f"{name:14} {value}")
    _say(DISCLAIMER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
