"""Graphs to store, and ways to look at stores from outside."""

from __future__ import annotations

from pathlib import Path

from any_graphs import content, graphs
from follicle_graph.graph import Graph
from follicle_graph.store import open_store

__all__ = ["content", "graphs", "raw", "written"]


def written(G: Graph, path: Path) -> Graph:
    with open_store(path) as store:
        store.write(G)
        return store.read()


def raw(path: Path, *statements: str) -> None:
    import ladybug

    database = ladybug.Database(str(path))
    connection = ladybug.Connection(database)
    for statement in (*statements, "CHECKPOINT"):
        result = connection.execute(statement)
        assert not isinstance(result, list)
        result.close()
    connection.close()
    database.close()
