"""The interactive page against its peers, in one run of headless Chromium on the same graphs.

    python benchmarks/page.py                       # atlas and 500 nodes
    python benchmarks/page.py --sizes 500 5000 --peers node_modules

`--peers`: a folder in which `npm install cytoscape sigma graphology` has been run; without it
only pyvis is compared. The random graphs have two edges per node, as the atlas has.

Made: seconds from a graph in memory to the text of the page, best of five; the peers in
JavaScript get our layout, so making their pages is not timed.
First draw: from the start of loading until a frame on the screen holds the picture (the loading
bar of pyvis does not count). Pan: frames a second while the mouse drags the map for three seconds.
A page that shows nothing after `--patience` seconds is marked "none in".
Answers: milliseconds from a question to its picture and panel, on the page of the atlas.
"""

from __future__ import annotations

import argparse
import base64
import gc
import json
import random
import shutil
import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.image as images
import networkx as nx
import numpy as np
from playwright.sync_api import sync_playwright
from pyvis.network import Network

import follicle_graph as fg
from follicle_graph.drawing.layout import layout
from follicle_graph.model.facts import Entity, Evidence, Statement
from follicle_graph.model.graph import Graph

SIZE = {"width": 1400, "height": 840}
INK = 0.004
"""Share of the middle of the screen that is no background once a picture stands there."""

FREE = ["--disable-frame-rate-limit", "--disable-gpu-vsync"]
"""Frames are not held at 60 a second, so that rates can be compared."""

DRAG = """
(milliseconds) => new Promise((done) => {
  const began = performance.now();
  let frames = 0;
  const step = () => {
    const passed = performance.now() - began;
    if (passed > milliseconds) { done((1000 * frames) / passed); return; }
    frames += 1;
    const clientX = 650 + 150 * Math.sin(frames / 12);
    const clientY = 190 + 100 * Math.sin(frames / 9);
    const event = { clientX, clientY, bubbles: true, cancelable: true, buttons: 1, view: window,
      pointerId: 1, pointerType: "mouse", isPrimary: true };
    const target = document.elementFromPoint(clientX, clientY) || document.body;
    target.dispatchEvent(new PointerEvent("pointermove", event));
    target.dispatchEvent(new MouseEvent("mousemove", event));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""
"""Moves the pressed mouse once a frame and counts frames: each has the map at a new place."""


NO_BAR = """
const wait = new MutationObserver(() => {
  if (!document.documentElement) return;
  wait.disconnect();
  const style = document.createElement("style");
  style.textContent = "#loadingBar { visibility: hidden !important }";
  document.documentElement.append(style);
});
wait.observe(document, { childList: true });
"""
"""Hides the loading bar of pyvis, which is no picture."""


def random_map(nodes: int) -> Graph:
    """A graph with the kinds and lanes of the atlas and, as it has, two edges per node."""
    pick = random.Random(1)
    looks = [(data["kind"], data["lane"]) for _, data in fg.load().nodes(data=True)]
    entities = [Entity(f"n{i}", f"Entity {i}", *pick.choice(looks)) for i in range(nodes)]
    statements = []
    for number in range(2 * nodes):
        sign = pick.choice([1, -1])
        predicate = "increases" if sign > 0 else "decreases"
        u, v = f"n{pick.randrange(nodes)}", f"n{pick.randrange(nodes)}"
        found = Evidence(f"R{number}", grade="animal")
        statements.append(Statement(u, predicate, v, sign, "mechanism", False, found))
    return fg.build(entities, statements, name=f"{nodes} nodes")


def ours(G: Graph) -> str:
    layout._plan.cache_clear()
    return str(fg.explore(G).html)


def plain_of(G: Graph) -> Any:
    """The graph with what pyvis shows of it: labels and edges."""
    plain: Any = nx.MultiDiGraph()
    plain.add_nodes_from((node, {"label": data["label"]}) for node, data in G.nodes(data=True))
    plain.add_edges_from(G.edges())
    return plain


def pyvis(plain: Any, *, physics: bool) -> str:
    net = Network(height="800px", directed=True, cdn_resources="in_line")
    net.from_nx(plain)
    net.toggle_physics(physics)
    return str(net.generate_html())


def _peer_facts(G: Graph) -> str:
    plan = layout.plan_of(G)
    nodes = [[n, G.nodes[n]["label"], plan.boxes[n].x, plan.boxes[n].y] for n in G]
    edges = [[u, v, data["sign"]] for u, v, data in G.edges(data=True)]
    return json.dumps({"nodes": nodes, "edges": edges}).replace("<", "\\u003c")


def _peer(scripts: list[Path], G: Graph, start: str) -> str:
    code = "".join(f"<script>{path.read_text('utf-8')}</script>" for path in scripts)
    return (
        "<!doctype html><meta charset=utf-8><style>html,body,#map{margin:0;width:100%;height:100%}"
        f"</style><div id=map></div>{code}<script>const facts = {_peer_facts(G)};\n{start}</script>"
    )


CYTOSCAPE = """
cytoscape({ container: document.getElementById("map"), layout: { name: "preset" },
  textureOnViewport: true, hideEdgesOnViewport: facts.nodes.length > 1500, pixelRatio: 1,
  style: [
    { selector: "node", style: { label: "data(label)", "font-size": 8, width: 30, height: 16 } },
    { selector: "edge", style: { width: 1, "curve-style": "straight",
      "target-arrow-shape": "triangle" } }],
  elements: [
    ...facts.nodes.map(([id, label, x, y]) => ({ data: { id, label }, position: { x, y } })),
    ...facts.edges.map(([source, target], i) => ({ data: { id: `edge${i}`, source, target } }))] });
"""
SIGMA = """
const graph = new graphology.MultiDirectedGraph();
for (const [id, label, x, y] of facts.nodes) {
  graph.addNode(id, { label, x, y: -y, size: 4, color: "#88aacc" });
}
for (const [u, v, sign] of facts.edges) {
  graph.addEdge(u, v, { size: 1, color: sign > 0 ? "#0072B2" : "#B34700", type: "arrow" });
}
const many = facts.nodes.length > 1500;
new Sigma(graph, document.getElementById("map"), { hideEdgesOnMove: many });
"""


def pages(G: Graph, peers: Path | None) -> dict[str, Callable[[], str]]:
    """Name of a page -> what makes its HTML."""
    plain = plain_of(G)
    made: dict[str, Callable[[], str]] = {
        "follicle-graph": lambda: ours(G),
        "pyvis, physics off": lambda: pyvis(plain, physics=False),
        "pyvis as it comes": lambda: pyvis(plain, physics=True),
    }
    if peers is not None:
        scripts = [peers / "cytoscape/dist/cytoscape.min.js"]
        made["cytoscape.js"] = lambda: _peer(scripts, G, CYTOSCAPE)
        libraries = [
            peers / "graphology/dist/graphology.umd.min.js",
            peers / "sigma/dist/sigma.min.js",
        ]
        made["sigma.js"] = lambda: _peer(libraries, G, SIGMA)
    return made


def ink(frame: bytes) -> float:
    """The share of the middle of a frame that is no background."""
    pixels = images.imread(BytesIO(frame), format="jpeg")[130:690, 330:950, :3] / 255.0
    return float((np.abs(pixels - np.median(pixels, axis=(0, 1))).max(axis=2) > 0.1).mean())


def first_draw(page: Any, path: Path, patience: float) -> float | None:
    """Seconds until a frame that the browser showed holds a picture; None when none does."""
    frames: list[tuple[float, bytes]] = []
    session = page.context.new_cdp_session(page)

    def keep(event: dict[str, Any]) -> None:
        frames.append((event["metadata"]["timestamp"], base64.b64decode(event["data"])))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 90})
    start = time.time()
    page.goto(path.as_uri(), wait_until="commit")
    drawn = None
    while drawn is None and time.time() - start < patience:
        page.wait_for_timeout(50)
        while frames and drawn is None:
            shown, frame = frames.pop(0)
            if ink(frame) >= INK:
                drawn = shown - start
    session.remove_listener("Page.screencastFrame", keep)
    return drawn


def pan(page: Any, path: Path) -> float:
    """Frames a second while the mouse drags the map."""
    page.goto(path.as_uri())
    page.wait_for_timeout(4000)
    page.mouse.move(640, 180)
    page.mouse.down()
    page.mouse.move(650, 190)
    frames = float(page.evaluate(DRAG, 3000))
    page.mouse.up()
    return frames


def look_at(
    screen: Any, free: Any, path: Path, patience: float
) -> tuple[float | None, float | None, int]:
    """Seconds to the first draw, frames a second while panning, requests beyond the file.

    `screen` is a browser as people have it, `free` one that does not hold back frames.
    """
    asked: list[str] = []
    drawn = frames = None
    for browser in (screen, free):
        page = browser.new_page(viewport=SIZE)
        page.on("request", lambda request: asked.append(request.url))
        page.route("http*://**", lambda route: route.abort())
        page.add_init_script(NO_BAR)
        try:
            if browser is screen:
                drawn = first_draw(page, path, patience)
            elif drawn is not None:
                frames = pan(page, path)
        except Exception as error:  # a page that hangs is a result, not an end
            print(f"  {str(error).splitlines()[0]}", file=sys.stderr)
        page.close()
    return drawn, frames, len({url for url in asked if url.startswith("http")})


ANSWERS = {
    "paths NKG2D+ CD8 T cell to hair loss": "from=nkg2d_cd8_t_cell&to=hair_loss&shortcuts=no",
    "one path": "from=nkg2d_cd8_t_cell&to=hair_loss&shortcuts=no&path=1",
    "around IL-15, 1 hop": 'focus=["il15","both",1]',
    "upstream of mTORC1, 1 hop": 'focus=["mtorc1","in",1]',
    "support from 0.95": "view=Whole+atlas&support=0.95",
    "whole atlas": "view=Whole+atlas",
}


def answer_times(browser: Any, path: Path) -> dict[str, tuple[int, int, float]]:
    """Answer -> entities, relations and milliseconds until it is drawn; the best of five."""
    page = browser.new_page(viewport=SIZE)
    page.goto(path.as_uri())
    page.wait_for_selector("body.ready")
    found = {}
    for name, address in ANSWERS.items():
        took = page.evaluate(
            """(address) => Math.min(...Array.from({ length: 5 }, () => {
              follicleMap.open("");
              answered = { question: "", answer: { paths: [], reason: null } };
              drawnAnswer = { key: "", view: null };
              groupedNow = { key: null, view: null };
              const start = performance.now();
              follicleMap.open(address);
              return performance.now() - start;
            }))""",
            address,
        )
        shown = page.evaluate("follicleMap.shown")
        found[name] = len(shown["nodes"]), len(shown["edges"]), took
    page.close()
    return found


def make_all(
    graphs: dict[str, Graph], peers: Path | None, folder: Path
) -> dict[tuple[str, str], tuple[Path, str]]:
    """Graph and page -> its file and what making it took, in words; before any browser runs."""
    files: dict[tuple[str, str], tuple[Path, str]] = {}
    for graph, G in graphs.items():
        for name, make in pages(G, peers).items():
            path = folder / f"{len(files)}.html"
            path.write_text(make(), "utf-8")
            best = min(timeit.repeat(make, "gc.enable()", number=1, repeat=5, globals={"gc": gc}))
            files[graph, name] = path, "-" if name.endswith(".js") else f"{best:.2f}"
    return files


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[500])
    parser.add_argument("--peers", type=Path, help="a node_modules folder")
    parser.add_argument("--patience", type=float, default=60.0)
    parser.add_argument("--no-answers", action="store_true")
    parser.add_argument("--browser", default=shutil.which("chromium"))
    arguments = parser.parse_args()
    graphs = {"atlas": fg.load(), **{str(size): random_map(size) for size in arguments.sizes}}
    fg.explore(fg.sketch("a -> b"))  # what is loaded once
    print("graph | page | made s | KB | first draw s | pan frames/s | requests")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        files = make_all(graphs, arguments.peers, Path(folder))
        launch, plain = playwright.chromium.launch, ["--no-sandbox"]
        screen = launch(executable_path=arguments.browser, args=plain)
        free = launch(executable_path=arguments.browser, args=plain + FREE)
        for (graph, name), (path, made) in files.items():
            drawn, frames, requests = look_at(screen, free, path, arguments.patience)
            first = f"none in {arguments.patience:.0f}" if drawn is None else f"{drawn:.2f}"
            rate = "-" if frames is None else f"{frames:.1f}"
            size = path.stat().st_size // 1000
            print(f"{graph} | {name} | {made} | {size} | {first} | {rate} | {requests}", flush=True)
        if not arguments.no_answers:
            print("\nanswer | entities | relations | drawn ms")
            path, _ = files["atlas", "follicle-graph"]
            for name, (entities, relations, took) in answer_times(screen, path).items():
                print(f"{name} | {entities} | {relations} | {took:.0f}", flush=True)
        screen.close()
        free.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
