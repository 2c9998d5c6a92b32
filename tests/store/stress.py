"""Threads that ask one store while another thread changes it; run in a process of its own.

    python stress.py FOLDER CHANGE ROUNDS

Prints the number of answers. The exit code is that of the process: an engine that crashes shows.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import follicle_graph as fg
from follicle_graph.errors import StoreError
from follicle_graph.model.graph import Graph
from follicle_graph.store import Store

CHAIN = "MATCH (a:Entity)-[x:REL]->(b:Entity)-[y:REL]->(c:Entity) RETURN count(*) AS n"


def graph(number: int) -> Graph:
    """A graph in which every answer shows which one was asked: `number` chains of three."""
    return fg.sketch("; ".join(f"hub -> m{i} -| end{i}" for i in range(1, number + 1)))


def table(folder: Path, number: int) -> Path:
    """The same graph as a table of edges."""
    path = folder / f"edges{number}.tsv"
    rows = [f"hub\tincreases\tm{i}\nm{i}\tdecreases\tend{i}\n" for i in range(1, number + 1)]
    path.write_text("subject\tpredicate\tobject\n" + "".join(rows))
    return path


def main(folder: Path, change: str, rounds: int) -> None:
    store = fg.open_store(folder / "a.lbug")
    store.write(graph(40))
    tables = {number: table(folder, number) for number in (20, 40)}
    stop, problems, answers = threading.Event(), list[BaseException](), [0]
    allowed = {20, 40} if change != "append" else set(range(1, 41 + rounds))

    def ask() -> None:
        dice = random.Random(threading.get_ident())
        while not stop.is_set():
            try:
                found = {dice.choice(ASKS)(store)}
                assert found <= allowed, found
                answers[0] += 1
            except StoreError as problem:
                if change == "close" and "is closed; open it again" in str(problem):
                    return
                problems.append(problem)
                return
            except BaseException as problem:
                problems.append(problem)
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(rounds):
        if change == "write":
            store.write(graph((20, 40)[number % 2]))
        elif change == "load":
            store.load(tables[(20, 40)[number % 2]])
        elif change == "append":
            store.append(fg.sketch(f"hub -> x{number} -| end x{number}"))
        elif change == "close":
            while answers[0] < 5 * (number + 1) and not problems:
                stop.wait(0.01)
    if change == "close":
        store.close()
    stop.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a thread hangs"
    store.close()
    for problem in problems:
        raise problem
    print(answers[0])


ASKS: list[Callable[[Store], int]] = [
    lambda store: int(store.cypher(CHAIN)[0]["n"]),
    lambda store: store.read().out_degree("hub"),
    lambda store: int(store.info()["relations"] or 0) // 2,
    lambda store: len(store.search("end", limit=1000)),
    lambda store: len(store.subgraph("hub", direction="out")) - 1,
    lambda store: len(fg.reach(store, "hub")) // 2,
    lambda store: len(store.columns().ids) // 2,
]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
