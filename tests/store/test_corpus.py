"""One Cypher, every store the same answer, or a difference that `docs/store.md` states."""

from __future__ import annotations

from pathlib import Path

import pytest

import cypher_corpus as corpus
from follicle_graph.store import open_store
from servers import Server, served

G = corpus.graph()
QUERIES = corpus.queries(G)


def test_the_corpus_is_large_and_each_query_is_another_one() -> None:
    different = {(query.text, repr(query.params)) for query in QUERIES}
    assert len(different) == len(QUERIES) >= 300
    assert sum(bool(query.walk) for query in QUERIES) > 250


def test_the_embedded_engine_answers_as_walks_over_the_graph(path: Path) -> None:
    with open_store(path) as store:
        store.write(G)
        found = [
            corpus.problem(query, store.cypher(query.text, **query.params), query.walk)
            for query in QUERIES
        ]
    assert not list(filter(None, found))


def test_a_server_answers_as_trails_over_the_graph(server: Server) -> None:
    with served(server, "other") as store:
        store.write(G)
        found = [
            corpus.problem(query, store.cypher(query.text, **query.params), query.trail)
            for query in QUERIES
        ]
    assert not list(filter(None, found))


DIFFERENT = "MATCH (a:Entity)-[x:REL]->(b:Entity)<-[y:REL]-(c:Entity)"


@pytest.mark.parametrize("where", ["", " WHERE id(x) <> id(y)"])
def test_the_clause_of_the_documentation_makes_walk_and_trail_agree(
    where: str, path: Path, server: Server
) -> None:
    counts = []
    with open_store(path) as file, served(server, "other") as store:
        for one in (file, store):
            one.write(G)
            counts.append(one.cypher(f"{DIFFERENT}{where} RETURN count(*) AS n")[0]["n"])
    assert (counts[0] == counts[1]) == bool(where)
    text = (Path(__file__).parents[2] / "docs" / "store.md").read_text("utf-8")
    assert "WHERE id(x) <> id(y)" in text
