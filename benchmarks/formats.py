"""Times of reading and writing files: `python benchmarks/formats.py [FOLDER] [--rows N]`.

FOLDER may hold real files: `covid19kg_indra_derived.json` (INDRA) and `selventa_small_corpus.bel`
(BEL; with pybel where that is installed). Times are medians of eleven runs, of three for the long
ones. The KGX pair of N edges (default 1 000 000) is made up; it is loaded into a database, read
into networkx, and, to compare, read by a loop of `csv.DictReader` into networkx.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import networkx as nx

import follicle_graph as fg


def seconds(work: Callable[[], object], runs: int = 11) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def made_up(count: int) -> list[dict[str, object]]:
    return [
        {
            "type": "Activation" if n % 2 else "Inhibition",
            "subj": {"name": f"s{n % 700}", "db_refs": {"TEXT": f"s{n % 700}"}},
            "obj": {"name": f"o{n % 694}", "db_refs": {"TEXT": f"o{n % 694}"}},
            "belief": 0.9,
            "id": f"{n:036}",
            "evidence": [
                {
                    "source_api": "reach",
                    "pmid": str(n),
                    "text": f"Sentence {n}, α. " * 20,
                    "text_refs": {"PMID": str(n)},
                    "source_hash": n,
                }
            ],
        }
        for n in range(count)
    ]


def kgx_pair(folder: Path, rows: int) -> tuple[Path, Path]:
    random.seed(0)
    edges, nodes = folder / "big_edges.tsv", folder / "big_nodes.tsv"
    count = max(rows // 10, 10)
    with nodes.open("w") as file:
        file.write("id\tcategory\tname\n")
        file.writelines(f"X:{n}\tbiolink:Gene\tgene {n}\n" for n in range(count))
    with edges.open("w") as file:
        file.write(
            "id\tsubject\tpredicate\tobject\tobject_aspect_qualifier\tobject_direction_qualifier\t"
            "primary_knowledge_source\tpublications\n"
        )
        for n in range(rows):
            u, v = random.randrange(count), random.randrange(count)
            way = "increased" if (u + v) % 3 else "decreased"
            file.write(
                f"e{n}\tX:{u}\tbiolink:affects\tX:{v}\tactivity\t{way}\tinfores:made\tPMID:{n}\n"
            )
    return edges, nodes


def plain_loop(edges: Path, nodes: Path) -> nx.MultiDiGraph[str]:
    G: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with nodes.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            G.add_node(row.pop("id"), **row)
    with edges.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            G.add_edge(row.pop("subject"), row.pop("object"), key=row["id"], **row)
    return G


def bel(path: Path) -> None:
    took = seconds(lambda: fg.read(path), 3)
    line = f"{path.stat().st_size / 1e3:.0f} kB of BEL read         {took:7.3f} s"
    try:
        import pybel
    except ImportError:
        print(f"{line}   (pybel is not installed)")
        return
    theirs = seconds(lambda: pybel.from_bel_script(str(path), no_identifier_validation=True), 1)
    print(f"{line}   pybel {theirs:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    atlas = fg.load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = folder / "atlas.json"
        written = seconds(lambda: fg.write(atlas, ours))
        print(f"atlas written              {written:7.3f} s   {ours.stat().st_size / 1e6:.2f} MB")
        print(f"atlas read, digest checked {seconds(lambda: fg.read(ours)):7.3f} s")
        statements = folder / "statements.json"
        statements.write_text(json.dumps(made_up(2319)), encoding="utf-8")
        real = options.folder / "covid19kg_indra_derived.json" if options.folder else statements
        statements = real if real.exists() else statements
        bare = seconds(lambda: json.loads(statements.read_bytes()))
        took = seconds(lambda: fg.read(statements, format="indra"))
        count = len(json.loads(statements.read_bytes()))
        print(f"{count} INDRA statements      {took:7.3f} s   ({took / bare:.1f} of json.loads)")
        corpus = options.folder / "selventa_small_corpus.bel" if options.folder else None
        if corpus is not None and corpus.exists():
            bel(corpus)
        edges, nodes = kgx_pair(folder, options.rows)
        start = time.perf_counter()
        with fg.open_store(folder / "big.lbug") as store:
            store.load(edges, nodes=nodes)
        loaded = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{options.rows} KGX edges, database {loaded:7.2f} s   peak {peak:.2f} GB")
        loop = seconds(lambda: plain_loop(edges, nodes), 1)
        read = seconds(lambda: fg.read(edges, nodes=nodes), 1)
        print(f"  a loop into networkx     {loop:7.2f} s")
        print(f"  read into networkx       {read:7.2f} s")


if __name__ == "__main__":
    main()
