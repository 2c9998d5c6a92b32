"""How fast stores load, read and answer, beside the engine's own ways, in one run.

    python benchmarks/store.py [EDGES] [--only PART]

A random signed graph of 20 edges per entity, each edge with about 300 bytes of evidence. Every
part runs in a process of its own, which tells its time, its processor time and its peak memory.
Ratios are of time on the clock, those of processor time beside: let nothing else run meanwhile.
`--only load` runs one part alone, for sizes that the others cannot hold (1e7).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx

import follicle_graph as fg
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge

QUESTIONS = 100
ENGINES = 10


def entity(number: int) -> str:
    """The id of an entity."""
    return f"n{number:07}"


def table(folder: Path, edges: int) -> None:
    """The graph as a table of edges."""
    draw = random.Random(1)
    size = max(edges // 20, 2)
    seen: set[int] = set()
    with (folder / "edges.tsv").open("w", encoding="utf-8") as file:
        file.write("subject\tpredicate\tobject\tevidence\n")
        while len(seen) < edges:
            u, v = draw.randrange(size), draw.randrange(size)
            if u == v or u * size + v in seen:
                continue
            seen.add(u * size + v)
            number = len(seen)
            text = f"sentence {number} " + "of what was seen in the skin of mice " * 5
            piece = {"id": f"R{number}", "reference": f"PMID:{number}", "grade": "animal"}
            told = json.dumps([{**piece, "species": ["mouse"], "summary": text}])
            key = draw.choice(("increases", "decreases"))
            file.write(f"{entity(u)}\t{key}\t{entity(v)}\t{told}\n")


def load(folder: Path) -> Callable[[], Any]:
    """Our load of the table."""

    def work() -> None:
        with fg.open_store(folder / "ours.lbug") as store:
            store.load(folder / "edges.tsv")

    return work


def copy(folder: Path) -> Callable[[], Any]:
    """The engine's COPY of the same Arrow tables, once they are in memory."""
    import ladybug
    import pyarrow as pa

    from follicle_graph.store.arrow import table_of
    from follicle_graph.store.embedded import bulk_copy as bulk
    from follicle_graph.store.rows import ENTITY
    from follicle_graph.store.tables.edge_table import content_of_tables

    content = content_of_tables(folder / "edges.tsv", None)
    entities = pa.concat_tables([table_of(ENTITY, [part]) for part in content.entities()])
    relations = pa.concat_tables(content.relations())

    def work() -> None:
        database = ladybug.Database(str(folder / "engine.lbug"))
        connection = ladybug.Connection(database)
        for statement in bulk.CREATE:
            connection.execute(statement)
        connection.execute("COPY Entity FROM $rows", {"rows": entities})
        connection.execute("COPY REL FROM $rows", {"rows": relations})
        connection.execute("CHECKPOINT")
        connection.close()
        database.close()

    return work


def write(folder: Path) -> Callable[[], Any]:
    """Our write of a networkx graph of the same size."""
    G: Graph = nx.MultiDiGraph(name="", version="", origin="imported")
    with (folder / "edges.tsv").open(encoding="utf-8") as file:
        next(file)
        for line in file:
            u, key, v, told = line.rstrip("\n").split("\t")
            (piece,) = json.loads(told)
            piece["species"] = tuple(piece["species"])
            sign = 1 if key == "increases" else -1
            add_edge(G, u, v, key, sign=sign, evidence=[Evidence(**piece)])

    def work() -> None:
        with fg.open_store(folder / "written.lbug") as store:
            store.write(G)

    return work


def read(folder: Path) -> Callable[[], Any]:
    """Our read into networkx, checked, with evidence."""
    store = fg.open_store(folder / "written.lbug", read_only=True)
    return store.read


def engine_read(folder: Path) -> Callable[[], Any]:
    """The engine's own way into networkx."""
    import ladybug

    database = ladybug.Database(str(folder / "ours.lbug"), read_only=True)
    connection = ladybug.Connection(database)

    def work() -> None:
        found: Any = connection.execute("MATCH (a:Entity)-[r:REL]->(b:Entity) RETURN a, r, b")
        found.get_as_networkx()

    return work


def pairs(folder: Path, count: int) -> list[tuple[str, str]]:
    """Ends of questions."""
    with fg.open_store(folder / "ours.lbug", read_only=True) as store:
        size = int(store.info()["entities"] or 0)
    draw = random.Random(3)
    return [(entity(u), entity(v)) for u, v in (draw.sample(range(size), 2) for _ in range(count))]


def shortest(folder: Path) -> Callable[[], Any]:
    """Our shortest positive path, after the first question: asked one after the other as the
    engine is, and once more with the evidence of its edges read between two questions.
    """
    asked = pairs(folder, 2 * QUESTIONS)
    store = fg.open_store(folder / "ours.lbug", read_only=True)
    start = time.perf_counter()
    list(fg.paths(store, *asked[0], sign=1, limit=1))
    first = time.perf_counter() - start

    def work() -> dict[str, float]:
        alone, between, whole = [], [], []
        for u, v in asked[:QUESTIONS]:
            start = time.perf_counter()
            fg.paths(store, u, v, sign=1, limit=1)
            alone.append(time.perf_counter() - start)
        for u, v in asked[QUESTIONS:]:
            start = time.perf_counter()
            found = fg.paths(store, u, v, sign=1, limit=1)
            between.append(time.perf_counter() - start)
            list(found)
            whole.append(time.perf_counter() - start)
        return {
            "first": first,
            "median": statistics.median(alone),
            "between": statistics.median(between),
            "with evidence": statistics.median(whole),
        }

    return work


def engine_shortest(folder: Path) -> Callable[[], Any]:
    """The engine's filtered SHORTEST."""
    import ladybug

    asked = pairs(folder, ENGINES)
    database = ladybug.Database(str(folder / "ours.lbug"), read_only=True)
    connection = ladybug.Connection(database)
    query = (
        "MATCH (a:Entity {id: $u})-[r:REL* SHORTEST 1..30 (r, _ | WHERE r.sign > 0)]->"
        "(b:Entity {id: $v}) RETURN length(r)"
    )

    def work() -> dict[str, float]:
        times = []
        for u, v in asked:
            start = time.perf_counter()
            found: Any = connection.execute(query, {"u": u, "v": v})
            found.get_all()
            times.append(time.perf_counter() - start)
        return {"median": statistics.median(times)}

    return work


PARTS = (copy, load, write, engine_read, read, engine_shortest, shortest)


def alone(name: str, folder: Path) -> None:
    """Run one part and print what it took as JSON."""
    prepared = {part.__name__: part for part in PARTS}[name](folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.perf_counter(), time.process_time()
    answer = prepared()
    took = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    more = answer if isinstance(answer, dict) else {}
    print(json.dumps(took | {"GB": peak / 1e6, "GB before": before / 1e6} | more))


def run(name: str, folder: Path, edges: int) -> dict[str, float]:
    """Run one part in a process of its own and tell what it took."""
    command = [sys.executable, __file__, "--part", name, "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    took: dict[str, float] = json.loads(done.stdout)
    told = ", ".join(f"{key} {value:.4g}" for key, value in took.items())
    print(f"{name:16} {edges / took['wall']:>12,.0f}/s   {told}", flush=True)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("edges", nargs="?", type=float, default=1e6)
    parser.add_argument("--only", choices=[part.__name__ for part in PARTS])
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        alone(given.part, Path(given.folder))
        return
    edges = int(given.edges)
    with tempfile.TemporaryDirectory() as name:
        table(Path(name), edges)
        if given.only:
            run(given.only, Path(name), edges)
            return
        took = {part.__name__: run(part.__name__, Path(name), edges) for part in PARTS}
    for what, one, other, key, asked in (
        ("load of a table, part of the engine's COPY", "copy", "load", "wall", "at least 0.5"),
        ("write of a graph, part of the engine's COPY", "copy", "write", "wall", "at least 0.33"),
        ("read, times get_as_networkx", "engine_read", "read", "wall", "at least 5"),
        ("shortest, times the engine's", "engine_shortest", "shortest", "median", "at least 50"),
    ):
        ratio, beside = took[one][key] / took[other][key], took[one]["cpu"] / took[other]["cpu"]
        more = f", of processor time {beside:.2f}" if key == "wall" else ""
        print(f"{what:46} {ratio:8.2f}   {asked}{more}")
    for what, key in (
        ("  asked between two look-ups of evidence", "between"),
        ("  its evidence fetched as well", "with evidence"),
    ):
        ratio = took["engine_shortest"]["median"] / took["shortest"][key]
        print(f"{what:46} {ratio:8.2f}")


if __name__ == "__main__":
    main()
