"""The command line: parse, call one public verb, print."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from follicle_graph.errors import FollicleGraphError, OutputError
from follicle_graph.vocabulary import DISCLAIMER

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.graph import Graph

SPINE_TITLE = "Immune pathways of hair loss"
_SIGN: dict[str | None, Literal[1, -1] | None] = {"+": 1, "-": -1, None: None}
_ASCII = str.maketrans({"→": ">", "⊣": "|", "⋄": "o", "−": "-", "…": "..."})


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
        print(f"follicle-graph: {error}", file=sys.stderr)
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
    sub.add_argument("--overlay", metavar="FILE", help="numbers to lay over: name, tab, number")

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

    sub = command(
        "query",
        _query,
        "ask a stored graph in Cypher, read-only",
        "query atlas.lbug \"MATCH (d:Entity {kind: 'drug'}) RETURN d.label LIMIT 5\"",
    )
    sub.add_argument("store", help="path of the database")
    sub.add_argument("cypher")
    sub.add_argument("--json", action="store_true")

    sub = command("check", _check, "check a folder of facts", "check src/follicle_graph/knowledge")
    sub.add_argument("folder", nargs="?", help="a knowledge folder (default: the installed one)")

    sub = command("info", _info, "what the atlas holds, and how to cite it", "info")
    sub.add_argument("--uncited", action="store_true", help="count uncited statements too")
    sub.add_argument("--json", action="store_true")
    return parser


def _picture_help() -> str:
    from follicle_graph.vocabulary import themes

    words = ["spine", "mechanisms", *themes(), "path", "effect", "drug", "measurements"]
    return f"{', '.join(words)} (default: spine)"


def _say(text: str) -> None:
    """Print, with ASCII arrows where the terminal's encoding lacks them."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
    print(text)


def _say_json(value: object) -> None:
    _say(json.dumps(value, ensure_ascii=False, indent=2))


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

    values = None if options.overlay is None else read_values(options.overlay)
    picture = fg.picture(_atlas(), options.picture, *options.names, overlay=values)
    drawn = picture.save(options.output, width_mm=options.width)
    _say(f"figure  {drawn}")
    _say(str(picture))
    return 0


def _paths(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    found = fg.paths(
        _atlas(),
        options.source,
        options.target,
        max_hops=options.max_hops,
        limit=options.limit,
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
    for path in (*answer.increasing[:3], *answer.decreasing[:3]):
        _say(f"  {path}")
    return 0


def _evidence(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    found = fg.evidence(_atlas(), options.subject, options.object)
    if not options.json and not found.empty:
        found = found[["id", "predicate", "stance", "grade", "species", "reference", "summary"]]
    _say_frame(found, options.json)
    return 0


def _query(options: argparse.Namespace) -> int:
    import follicle_graph as fg

    if not Path(options.store).exists():
        raise FollicleGraphError(
            f"no database at {options.store}; make one: follicle-graph map --store {options.store}"
        )
    with fg.open_store(options.store, read_only=True) as store:
        _say_frame(store.cypher(options.cypher).to_frame(), options.json)
    return 0


def _check(options: argparse.Namespace) -> int:
    from follicle_graph.curation.check import check
    from follicle_graph.vocabulary import knowledge

    if options.folder is not None and not Path(options.folder).is_dir():
        raise FollicleGraphError(f"{options.folder} is no folder; name a folder of knowledge")
    problems = check(knowledge() if options.folder is None else Path(options.folder))
    for problem in problems:
        _say(str(problem))
    _say(f"{len(problems)} problems" if problems else "all facts pass")
    return 1 if problems else 0


def _info(options: argparse.Namespace) -> int:
    import follicle_graph as fg
    from follicle_graph import vocabulary

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
