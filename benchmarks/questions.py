"""How fast questions are answered, beside networkx and rustworkx in one run.

    pip install rustworkx && python benchmarks/questions.py [../shared/corpora] [--quick]

Random graphs have 20 edges per node, signs and supports; all signed simple paths of at most six
hops between two nodes, in order. `--quick` leaves out what takes minutes. rustworkx counts nodes
where we count hops, so it is given 7. Every figure is the best of three runs.
"""

from __future__ import annotations

import gc
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import networkx as nx
import numpy as np

import follicle_graph as fg
from follicle_graph.model.facts import Columns
from follicle_graph.model.graph import Graph
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import EdgeFilter
from follicle_graph.query.reach import signed_hops

HOPS = 6
QUESTIONS = 100
SIGNS: tuple[Literal[1], Literal[-1]] = (1, -1)


def seconds(ask: Callable[[], Any], runs: int = 3) -> float:
    """Best time of a few runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return min(times)


def row(what: str, value: str, asked: str) -> None:
    """One line of the table."""
    print(f"{what:62} {value:>28}   {asked}", flush=True)


def random_graph(edges: int, hub: int = 0) -> Graph:
    """A signed graph of 20 edges per node; node 0 has `hub` links out and in."""
    draw = random.Random(1)
    size = edges // 20
    pairs = {(0, 1 + i) for i in range(hub)} | {(1 + i, 0) for i in range(hub)}
    while len(pairs) < edges:
        u, v = draw.randrange(size), draw.randrange(size)
        if u != v:
            pairs.add((u, v))
    G: Graph = nx.MultiDiGraph()
    G.add_nodes_from(f"n{number:06}" for number in range(size))
    for u, v in sorted(pairs):
        sign = draw.choice((1, -1))
        key = "increases" if sign > 0 else "decreases"
        G.add_edge(
            f"n{u:06}",
            f"n{v:06}",
            key,
            predicate=key,
            sign=sign,
            layer="mechanism",
            indirect=False,
            support=draw.random(),
            contradicted=False,
            evidence=(),
        )
    return G


def all_paths(edges: int, hub: int, asked: str, *, networkx: bool) -> None:
    """All paths between two nodes, beside the peers."""
    import rustworkx as rx

    G = random_graph(edges, hub)
    source, target = "n000001", "n000002"
    fg.paths(G, source, target, max_hops=1)
    found = fg.paths(G, source, target, max_hops=HOPS, limit=None)
    ours = seconds(lambda: fg.paths(G, source, target, max_hops=HOPS, limit=None))
    plain = nx.DiGraph(G)
    peer = rx.networkx_converter(plain)
    names = list(plain)
    ends = names.index(source), names.index(target)
    count = len(rx.all_simple_paths(peer, *ends, cutoff=HOPS + 1))
    assert count == len(found), (count, len(found))
    theirs = seconds(lambda: rx.all_simple_paths(peer, *ends, cutoff=HOPS + 1))
    text = f"{edges:.0e} edges{', hub' if hub else ''}: {len(found)} paths"
    row(text, f"{ours:.3f} s", "")
    row("  rustworkx, of which we are", f"{theirs:.3f} s, {theirs / ours:.1f} times", asked)
    if networkx:
        slow = seconds(
            lambda: sum(1 for _ in nx.all_simple_paths(plain, source, target, cutoff=HOPS)), 1
        )
        row("  networkx, of which we are", f"{slow:.1f} s, {slow / ours:.0f} times", "at least 30")


def at_a_million() -> None:
    """All paths and one shortest signed path in a graph of 1e6 edges."""
    G = random_graph(1_000_000)
    gc.collect()
    start = time.perf_counter()
    fg.paths(G, "n000001", "n000002", max_hops=1)
    row("1e6 edges: the first question, with the index", f"{time.perf_counter() - start:.1f} s", "")
    found = fg.paths(G, "n000001", "n000002", max_hops=HOPS, limit=None)
    took = seconds(lambda: fg.paths(G, "n000001", "n000002", max_hops=HOPS, limit=None))
    row(f"1e6 edges: {len(found)} paths", f"{took:.3f} s", "under 1 s")
    draw = random.Random(3)
    ours, theirs = [], []
    for _ in range(QUESTIONS):
        u, v = (f"n{draw.randrange(50_000):06}" for _ in range(2))
        if u != v:
            ours.append(seconds(lambda u=u, v=v: list(fg.paths(G, u, v, sign=1, limit=1))))  # type: ignore[misc]
            theirs.append(seconds(lambda u=u, v=v: nx.bidirectional_shortest_path(G, u, v)))  # type: ignore[misc]
    times = statistics.median(ours), statistics.median(theirs)
    row("1e6 edges: one shortest positive path", f"{times[0] * 1e3:.2f} ms", "")
    row(
        "  networkx, unsigned and bidirectional; we take",
        f"{times[1] * 1e3:.2f} ms, {times[0] / times[1]:.1f} times",
        "at most 3",
    )


def at_ten_millions() -> None:
    """Signed reachability over 1e7 edges, from arrays."""
    nodes, edges = 500_000, 10_000_000
    draw = np.random.default_rng(1)
    index = Index(
        Columns(
            ids=[f"n{number:06}" for number in range(nodes)],
            source=draw.integers(0, nodes, edges, dtype=np.int32),
            target=draw.integers(0, nodes, edges, dtype=np.int32),
            key=["increases"] * edges,
            sign=draw.choice(np.array([1, -1], np.int8), edges),
            layer=["mechanism"] * edges,
            indirect=np.zeros(edges, np.bool_),
            support=draw.random(edges),
            contradicted=np.zeros(edges, np.bool_),
        )
    )
    adjacency = index.adjacency(EdgeFilter())
    took = seconds(lambda: signed_hops(adjacency, 5))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    row("1e7 edges: signed reachability from one node", f"{took:.2f} s", "under 1 s")
    row("  peak memory, index and all", f"{peak:.2f} GB", "under 2 GB")


def covid(path: Path) -> None:
    """The published COVID-19 graph, as INDRA wrote it."""
    G = fg.read(path)
    fg.contradictions(G)
    found = fg.contradictions(G)
    opposed = int((found.finding == "opposed").sum())
    took = seconds(lambda: fg.contradictions(G))
    row(f"COVID-19 graph: {opposed} opposed pairs", f"{took * 1e3:.1f} ms", "33 under 50 ms")
    draw = random.Random(7)
    nodes = sorted(G)
    questions: list[tuple[str, str, Literal[1, -1]]] = []
    for _ in range(QUESTIONS):
        u, v = draw.sample(nodes, 2)
        questions.append((u, v, draw.choice(SIGNS)))

    def ask() -> list[list[fg.Path]]:
        return [list(fg.paths(G, u, v, sign=s, limit=10, max_hops=20)) for u, v, s in questions]

    answers = ask()
    assert all(len(set(p.nodes)) == len(p.nodes) for answer in answers for p in answer)
    hits = sum(bool(len(answer)) for answer in answers)
    row(
        f"  ten shortest signed paths, 100 pairs, {hits} connected",
        f"{seconds(ask):.3f} s",
        "0.3 s",
    )
    connected = [(u, v, s) for u in nodes for v, s in reached(G, u)]
    questions = draw.sample(connected, QUESTIONS)
    answers = ask()
    count = sum(map(len, answers))
    row(f"  100 connected pairs, {count} paths", f"{seconds(ask):.3f} s", "0.3 s")


def reached(G: Graph, node: str) -> list[tuple[str, Literal[1, -1]]]:
    """What a node reaches with which sign, itself left out."""
    if not G.out_degree(node):
        return []
    found = fg.reach(G, node)
    columns: tuple[tuple[Literal[1, -1], str], ...] = ((1, "raising"), (-1, "lowering"))
    return [
        (str(entity), sign)
        for sign, column in columns
        for entity in found.dropna(subset=[column])["id"]
        if entity != node
    ]


def atlas() -> None:
    """The questions of the headline pictures."""
    from follicle_graph.model.vocabulary import headlines

    G = fg.load()
    fg.paths(G, "ifng", "hair_loss")
    times = [seconds(lambda u=u, v=v: list(fg.paths(G, u, v))) for u, v in headlines()]  # type: ignore[misc]
    row(
        f"atlas: {len(times)} headline pairs, every Path made, median and slowest",
        f"{statistics.median(times) * 1e3:.1f} and {max(times) * 1e3:.1f} ms",
        "under 10 ms",
    )
    times = [seconds(lambda u=u, v=v: fg.effect(G, u, v)) for u, v in headlines()]  # type: ignore[misc]
    row("  their effects, median", f"{statistics.median(times) * 1e3:.1f} ms", "")
    row("  diff of the atlas with itself", f"{seconds(lambda: fg.diff(G, G)):.2f} s", "")
    patient = fg.Profile("alopecia areata", ["extrinsic atopic dermatitis", "high IgE"])
    took = seconds(lambda: fg.treatments(G, patient))
    row("  treatments of one profile, asked again", f"{took * 1e3:.0f} ms", "")


def main() -> None:
    quick = "--quick" in sys.argv
    places = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    corpora = Path(places[0] if places else "../shared/corpora")
    atlas()
    if (corpora / "covid19kg_indra_derived.json").is_file():
        covid(corpora / "covid19kg_indra_derived.json")
    else:
        print(f"no corpora at {corpora}: the COVID-19 graph is left out")
    if "--small" in sys.argv:
        return
    all_paths(1_000, 0, "at least 1.5", networkx=not quick)
    all_paths(100_000, 500, "at least 4", networkx=False)
    if not quick:
        at_ten_millions()
        at_a_million()


if __name__ == "__main__":
    main()
