"""How good the drawings are, engines side by side: `python benchmarks/figures.py`.

Same graphs, node sizes and measures (`follicle_graph.drawing.layout.measure`) for Graphviz dot
free and with one rank a lane, networkx's multipartite layout, and this library. Graphviz is for
comparison alone: without its `dot` on the path its rows are left out. Crossings of more than 1 000
edges are not counted, that would take many minutes. Covered: pairs of heads that cover each
other, and in brackets those of two shapes, such as arrow and bar. `--no-poster` skips the whole
mechanism layer; `--pictures` also draws and times the ready pictures.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import NamedTuple

import networkx as nx

import follicle_graph as fg
from follicle_graph.drawing import look
from follicle_graph.drawing.figure.painting import head_of
from follicle_graph.drawing.layout.layout import Layout, _plan, _sizes
from follicle_graph.drawing.layout.layout_input import content_of, lanes_of
from follicle_graph.drawing.layout.measure import (
    Routes,
    covered_heads,
    crossings,
    edges_under_nodes,
    overlaps,
    turning,
)
from follicle_graph.drawing.layout.sizes import Box
from follicle_graph.model import vocabulary
from follicle_graph.model.graph import Graph

Point = tuple[float, float]
EdgeTriple = tuple[str, str, str]


class Drawn(NamedTuple):
    """`centred`: routes end in the middle of nodes and not at their borders."""

    boxes: dict[str, Box]
    routes: Routes
    centred: bool = False


def pathway(nodes: int = 60, edges: int = 100, lanes: int = 6, seed: int = 1) -> Graph:
    """A pathway as reviews draw them: most edges go to the next lanes, one in eight back."""
    dice = random.Random(seed)
    known = [lane for lane in vocabulary.lanes() if lane != "interventions"][:lanes]
    kinds = ("exposure", "cell", "cytokine", "receptor", "protein", "process", "disease")
    G = fg.sketch("")
    for number in range(nodes):
        at = number * lanes // nodes
        G.add_node(f"n{number}", label=f"Node {number}", kind=kinds[at], lane=known[at])
    while G.number_of_edges() < edges:
        u = dice.randrange(nodes)
        step = dice.choice((-10, 0, 10, 10, 10, 10, 20, 30))
        v = min(nodes - 1, max(0, u + step + dice.randrange(-5, 6)))
        sign = dice.choice((1, 1, 1, -1))
        key = {1: "increases", -1: "decreases"}[sign]
        if u != v and not G.has_edge(f"n{u}", f"n{v}"):
            G.add_edge(f"n{u}", f"n{v}", key=key, sign=sign, support=dice.random())
    return G


def first_spine() -> Graph:
    """The spine of the first edition of the facts."""
    path = Path(__file__).parents[1] / "tests" / "data" / "spine_first.json"
    saved = json.loads(path.read_text(encoding="utf-8"))
    G = fg.sketch("")
    for node in saved["nodes"]:
        G.add_node(node.pop("id"), **node)
    for edge in saved["edges"]:
        G.add_edge(edge.pop("source"), edge.pop("target"), key=edge.pop("key"), **edge)
    return G


def drawn_of(plan: Layout) -> Drawn:
    return Drawn(dict(plan.boxes), plan.routes)


def story(_: Graph) -> Drawn:
    picture = fg.picture(fg.load(), "story")
    return drawn_of(picture.layout() or fg.layout(picture.graph))


def ours(G: Graph) -> Drawn:
    return drawn_of(fg.layout(G))


def sizes_of(G: Graph) -> dict[str, tuple[float, float]]:
    return _sizes(content_of(G), vocabulary.lanes())


def dot(G: Graph, *, lanes: bool) -> Drawn:
    size = sizes_of(G)
    number = {node: f"n{index}" for index, node in enumerate(sorted(G))}
    text = ["digraph {", "graph [splines=true nodesep=0.12]; node [shape=box fixedsize=true];"]
    for node, (wide, tall) in size.items():
        text.append(f'{number[node]} [label="" width={wide / 72} height={tall / 72}];')
    if lanes:
        order = vocabulary.lanes()
        lane = lanes_of(content_of(G), order)
        present = [name for name in (*order, "") if name in lane.values()]
        for index, name in enumerate(present):
            same = " ".join(f"{number[node]};" for node in sorted(G) if lane[node] == name)
            text.append(f"{{rank=same; lane{index} [style=invis width=0.1]; {same}}}")
        text.append(" -> ".join(f"lane{index}" for index in range(len(present))))
        text.append("[style=invis];")
    edges = sorted(G.edges(keys=True))
    for index, (u, v, _) in enumerate(edges):
        text.append(f'{number[u]} -> {number[v]} [comment="{index}"];')
    done = subprocess.run(
        ["dot", "-Tjson"], input="\n".join([*text, "}"]), capture_output=True, text=True, check=True
    )
    made = json.loads(done.stdout)
    name_of = {short: node for node, short in number.items()}
    boxes = {}
    for thing in made["objects"]:
        if thing["name"] in name_of:
            x, y = (float(value) for value in thing["pos"].split(","))
            node = name_of[thing["name"]]
            boxes[node] = Box(x, y, *size[node])
    routes = {
        edges[int(edge["comment"])]: spline(edge["pos"])
        for edge in made.get("edges", [])
        if "comment" in edge
    }
    return Drawn(boxes, routes)


def spline(text: str) -> list[Point]:
    """The B-spline of a Graphviz edge as a polyline."""
    ends: list[Point] = []
    control: list[Point] = []
    for part in text.split():
        x, y = (float(value) for value in part.removeprefix("e,").removeprefix("s,").split(","))
        (ends if part.startswith("e,") else control).append((x, y))
    points = []
    for start in range(0, len(control) - 1, 3):
        a, b, c, d = control[start : start + 4]
        for step in range(15):
            t = step / 14
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            x, y = (
                sum(w * p[i] for w, p in zip(weights, (a, b, c, d), strict=True)) for i in (0, 1)
            )
            points.append((x, y))
    return points + ends


def multipartite(G: Graph) -> Drawn:
    """Lanes as columns turned into rows, straight edges, as wide as our page."""
    size = sizes_of(G)
    order = vocabulary.lanes()
    lane = lanes_of(content_of(G), order)
    H: nx.DiGraph[str] = nx.DiGraph()
    for node in sorted(G):
        H.add_node(node, lane=-order.index(lane[node]) if lane[node] in order else 1)
    H.add_edges_from((u, v) for u, v, _ in sorted(G.edges(keys=True)))
    wide = 280 * max(1.0, len(G) / 60)
    place = nx.multipartite_layout(H, subset_key="lane", align="horizontal", scale=wide)
    boxes = {node: Box(float(x), -float(y) * 1.3, *size[node]) for node, (x, y) in place.items()}
    routes = {e: [boxes[e[0]][:2], boxes[e[1]][:2]] for e in sorted(G.edges(keys=True))}
    return Drawn(boxes, routes, centred=True)


class Covered(NamedTuple):
    """Pairs of heads that cover each other, and those of them with two shapes (arrow and bar)."""

    pairs: int
    mixed: int


def heads(G: Graph, drawn: Drawn, lit: Collection[EdgeTriple] = ()) -> Covered:
    """The heads that cover each other; `lit`: highlighted edges, whose heads are larger."""
    polygons = {
        edge: head_of(edge, G.edges[edge], route, lit=edge in lit)[0]
        for edge, route in drawn.routes.items()
    }
    shape = {e: look.edge(G.edges[e]["sign"], e[2], G.edges[e].get("layer")).head for e in polygons}
    covered = covered_heads(polygons)
    return Covered(len(covered), sum(shape[a] != shape[b] for a, b in covered))


MOST_COUNTED = 1_000
"""Edges of which the crossings are counted."""


def row(
    graph: str,
    engine: str,
    G: Graph,
    draw: Callable[[Graph], Drawn],
    lit: Collection[EdgeTriple] = (),
) -> None:
    start = time.perf_counter()
    drawn = draw(G)
    seconds = time.perf_counter() - start
    under = len(edges_under_nodes(drawn.boxes, drawn.routes))
    turns = turning(drawn.routes).values()
    covered = "-" if drawn.centred else "{} ({})".format(*heads(G, drawn, lit))
    crossed = str(crossings(drawn.routes)) if len(drawn.routes) <= MOST_COUNTED else "-"
    high = max(box.y + box.height / 2 for box in drawn.boxes.values())
    high -= min(box.y - box.height / 2 for box in drawn.boxes.values())
    print(
        f"{graph:38} {engine:22} {overlaps(drawn.boxes):8d} {under:6d} "
        f"{crossed:>9} {covered:>10} {sum(turns) / len(turns):8.1f} "
        f"{sum(turn > 180 for turn in turns):5d} {high:6.0f} {seconds:7.2f}",
        flush=True,
    )


def ready_pictures(G: Graph) -> None:
    fg.draw(fg.sketch("a -> b"))
    print("\nready picture (SVG)                nodes  edges          mm  layout s  all s")
    asked: list[tuple[str, ...]] = [
        ("spine",),
        ("disease", "alopecia areata"),
        *((name,) for name in vocabulary.themes()),
    ]
    asked += [("path", "NKG2D+ CD8+ T cell", "hair loss"), ("effect", "dupilumab", "IgE")]
    asked += [("drug", "rapamycin"), ("mechanisms",)]
    with tempfile.TemporaryDirectory() as folder:
        for number, words in enumerate(asked):
            _plan.cache_clear()
            start = time.perf_counter()
            made = fg.picture(G, *words)
            path = made.save(Path(folder) / f"{number}.svg")
            seconds = time.perf_counter() - start
            head = path.read_text(encoding="utf-8")[:3000].split('viewBox="0 0 ')[1].split('"')[0]
            wide, tall = (float(value) * 25.4 / 72 for value in head.split())
            _plan.cache_clear()
            start = time.perf_counter()
            fg.layout(made.graph)
            laid = time.perf_counter() - start
            print(
                f"{' '.join(words):34} {len(made.graph):5d} {made.graph.size():6d} "
                f"{wide:5.0f}×{tall:4.0f} {laid:9.2f} {seconds:6.2f}"
            )


def main() -> None:
    warnings.simplefilter("ignore")
    atlas = fg.load()
    graphs = {
        "pathway, 60 nodes, 100 edges": pathway(),
        "another, 60 nodes, 100 edges": pathway(seed=2),
        "spine of the first edition": first_spine(),
        "spine": fg.spine(atlas),
        "mechanism layer": fg.keep(atlas, layers={"mechanism"}),
    }
    if "--no-poster" in sys.argv:
        del graphs["mechanism layer"]
    columns = "overlaps  under crossings    covered turning  >180 height seconds"
    print(f"{'graph':38} {'engine':22} {columns}")
    picture = fg.picture(atlas, "story")
    row("story", "follicle-graph", picture.graph, story, picture.highlight)
    for name, G in graphs.items():
        label = name if "," in name else f"{name}, {len(G)} nodes, {G.size()} edges"
        row(label, "follicle-graph", G, ours)
        if shutil.which("dot"):
            row(label, "Graphviz dot, free", G, partial(dot, lanes=False))
            row(label, "Graphviz dot, lanes", G, partial(dot, lanes=True))
        row(label, "networkx multipartite", G, multipartite)
    if not shutil.which("dot"):
        print("Graphviz is not here; its rows are left out")
    if "--pictures" in sys.argv:
        ready_pictures(atlas)


if __name__ == "__main__":
    main()
