"""Graphs to store, and ways to look at stores from outside."""

from __future__ import annotations

import re
from pathlib import Path

from any_graphs import content, graphs
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import MARKERS
from follicle_graph.store import Store, open_store

__all__ = ["DOCS", "HEADER", "RECIPES", "asked", "content", "graphs", "raw", "table_of", "written"]

HEADER = "subject\tpredicate\tobject\tsign\tlayer\tindirect\tsupport\tevidence\n"
DOCS = Path(__file__).parents[1] / "docs" / "store.md"
RECIPES = re.findall(r"^(\S[^\n]*):\n\n```cypher\n(.*?)```", DOCS.read_text("utf-8"), re.M | re.S)
PARAMETERS = {
    "id": "ifng",
    "source": "nkg2d_cd8_t_cell",
    "target": "hf_immune_privilege",
    "reference": "PMID:25129481",
    "layer": "mechanism",
    "markers": MARKERS,
}


OTHERS = {"Drugs that hit a step before something": {"id": "inflammation"}}


def asked(store: Store, name: str) -> list[dict[str, object]]:
    """The rows of a recipe, with the parameters that it names."""
    query = dict(RECIPES)[name]
    known = PARAMETERS | OTHERS.get(name, {})
    given = {one: value for one, value in known.items() if f"${one}" in query}
    return list(store.cypher(query, **given))


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


def table_of(G: Graph, path: Path) -> Path:
    """A graph as the columns that a store takes."""
    from follicle_graph.store.arrow import rows_of
    from follicle_graph.store.content import content_of_graph

    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for part in content_of_graph(G).relations():
            for u, v, key, sign, layer, indirect, support, _, evidence in rows_of(part):
                cells = (u, key, v, sign, layer, str(indirect).lower(), support, evidence)
                file.write("\t".join(map(str, cells)) + "\n")
    return path
