"""The commands that draw: map, figure."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import follicle_graph as fg
from follicle_graph.cli.command import Command
from follicle_graph.cli.console import say
from follicle_graph.cli.locations import check_apart, filled, graph_at, is_address, is_store
from follicle_graph.cli.printing import complain
from follicle_graph.errors import OutputError
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DISCLAIMER, themes

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.store import Store


def add_commands(command: Command) -> None:
    """`map` and `figure`."""
    sub = command(
        "map", _map, "write the interactive map as one offline page", "map atlas.json -o map.html"
    )
    sub.add_argument("graph", nargs="?", help="a graph file or a database (default: the atlas)")
    sub.add_argument("-o", "--output", default="follicle-map.html", help="the page to write")
    sub.add_argument("--figure", metavar="FILE", help="also write the figure (.svg, .pdf, .png)")
    sub.add_argument("--store", metavar="PATH", help="also store the graph in this database")
    sub.add_argument("--open", action="store_true", help="open the page in the browser")

    sub = command(
        "figure", _figure, "write a ready picture as a figure", "figure drug.pdf drug rapamycin"
    )
    sub.add_argument("output", help="a .svg, .pdf or .png file")
    sub.add_argument("picture", nargs="?", default="story", help=_picture_help())
    sub.add_argument(
        "names",
        nargs="*",
        help="entities: two for path, effect and two-diseases, one for drug and disease; "
        "levels for what-if (JAK1=-1 baricitinib); a table of genes for drivers",
    )
    sub.add_argument("--width", type=float, metavar="MM", help="180 for a page, 85 for a column")
    sub.add_argument(
        "--overlay",
        metavar="FILE",
        help="numbers to lay over: lines of name, tab or comma, number; a header may stand first",
    )


def _picture_help() -> str:
    words = ["spine", "mechanisms", *themes(), "path", "effect", "drug", "disease"]
    words += ["two-diseases", "measurements", "what-if", "drivers"]
    return f"{', '.join(words)} (default: story)"


def _map(options: argparse.Namespace) -> int:
    for target in filter(None, (options.output, options.figure, options.store)):
        if not Path(target).resolve().parent.is_dir():
            raise OutputError(f"{target}: its folder does not exist; make it or choose another")
    check_apart(options.graph, options.output, options.figure, options.store)
    for target in filter(None, (options.output, options.figure)):
        if is_store(target):
            raise OutputError(f"{target} is the name of a database; choose another")
    if options.figure:
        from follicle_graph.drawing.figure.save import check_ending

        check_ending(Path(options.figure))
    with filled(options.store) if options.store else nullcontext() as store:
        page = _draw_map(options, store)
    if options.store:
        say(
            f"database  {options.store}  (ask it: follicle-graph query {options.store} "
            '"MATCH (a)-[r:REL]->(b) RETURN a.label, r.predicate, b.label LIMIT 5")'
        )
    say(DISCLAIMER)
    if options.open:
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
    return 0


def _draw_map(options: argparse.Namespace, store: Store | None) -> Path:
    G = fg.load() if options.graph is None else graph_at(options.graph)
    picture = fg.picture(G, "story") if options.graph is None else None
    if picture is None:
        named = options.graph if is_address(options.graph) else Path(options.graph).stem
        title = str(G.graph.get("name") or named)
    else:
        title = picture.title
    page = fg.explore(G, title=title).save(options.output)  # the atlas opens on its story
    say(
        f"{G.number_of_nodes()} entities, {G.number_of_edges()} relations, "
        f"{_pieces(G)} pieces of evidence"
    )
    say(f"page      {page}  (open it in any browser; it needs no network)")
    if options.figure:
        drawn = (
            fg.save_figure(G, options.figure) if picture is None else picture.save(options.figure)
        )
        say(f"figure    {drawn}")
    if store is not None:
        store.write(G)
    return Path(page)


def _pieces(G: Graph) -> int:
    return len(
        {piece.id for *_, data in G.edges(data=True) for piece in data.get("evidence") or ()}
    )


def _figure(options: argparse.Namespace) -> int:
    G = fg.load()
    values = None if options.overlay is None else _measured(G, options.overlay)
    picture = fg.picture(G, options.picture, *options.names, overlay=values)
    drawn = picture.save(options.output, width_mm=options.width)
    say(f"figure  {drawn}")
    say(str(picture))
    return 0


def _measured(G: Graph, file: str) -> pd.Series[float]:
    """The numbers of a file whose names the graph knows; the others are named and left out."""
    from follicle_graph.gallery.ready_pictures import read_values

    values = read_values(file)
    known = [name for name in values.index if _known(G, name)]
    left = [name for name in values.index if name not in known]
    if left:
        more = ", …" if len(left) > 5 else ""
        complain(
            f"{len(left)} of {len(values)} names of {file} are not "
            f"in the atlas and are left out: {', '.join(left[:5])}{more}"
        )
    return values[known]


def _known(G: Graph, name: str) -> bool:
    try:
        fg.resolve(G, name)
    except fg.UnknownEntity:
        return False
    return True
