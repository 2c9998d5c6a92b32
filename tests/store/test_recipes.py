"""The Cypher recipes of docs/store.md run on every kind of store, and tell the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from follicle_graph.model.facts import Entity
from follicle_graph.model.graph import Graph, add_edge, build
from follicle_graph.model.vocabulary import MARKERS
from follicle_graph.store import Store, open_store
from stored import DOCS, RECIPES, asked


def test_there_are_ten() -> None:
    assert len(RECIPES) == 10


@pytest.mark.parametrize("name", dict(RECIPES))
def test_a_recipe_finds_the_same_in_every_store(
    name: str, stored: Store, stored_atlas: Path
) -> None:
    with open_store(stored_atlas, read_only=True) as embedded:
        wanted = asked(embedded, name)
    found = asked(stored, name)
    assert sorted(map(str, found)) == sorted(map(str, wanted))
    assert found, name


def test_the_recipe_of_null_results_finds_all_of_them(atlas: Graph, stored: Store) -> None:
    nulls = ("no_effect_on", "ineffective_for", "disputed_effect_on")
    wanted = sum(key in nulls for *_, key in atlas.edges(keys=True))
    assert len(asked(stored, "All null and disputed results")) == wanted > 0


def test_the_engines_own_shortest_path_agrees_with_ours(stored_atlas: Path) -> None:
    import follicle_graph as fg

    query = re.findall(r"```cypher-embedded\n(.*?)```", DOCS.read_text("utf-8"), re.S)[0]
    with open_store(stored_atlas, read_only=True) as store:
        rows = store.cypher(query, source="il15", target="hair_loss")
        positive = store.read("MATCH (a)-[r:REL]->(b) WHERE r.sign > 0 "
                              "RETURN a.id, r.predicate, b.id")  # fmt: skip
        ours = fg.paths(positive, "il15", "hair_loss", layers=None, limit=1, max_hops=30)
    assert rows[0]["hops"] == len(ours[0].edges)


def test_markers_carry_no_effect_in_any_recipe(path: Path) -> None:
    kinds = {"drug": "drug", "aa": "disease", "tgfb1": "gene", "growth": "process"}
    G = build([Entity(one, one, kind) for one in kinds for kind in [kinds[one]]], [])
    add_edge(G, "drug", "aa", "treats", sign=-1)
    add_edge(G, "aa", "tgfb1", "has_increased_marker", sign=1)
    add_edge(G, "tgfb1", "growth", "decreases", sign=-1)
    add_edge(G, "tgfb1", "aa", "increases", sign=1)
    with open_store(path) as store:
        store.write(G)

        def ask(name: str, **given: str) -> list[dict[str, object]]:
            return list(store.cypher(dict(RECIPES)[name], markers=MARKERS, **given))

        assert ask("Everything within two steps downstream", id="drug") == [{"label": "aa"}]
        assert ask("Drugs that hit a step before something", id="tgfb1") == []
        assert ask("Mediators between two entities", source="drug", target="tgfb1") == []
        assert ask("Mediators between two entities", source="aa", target="growth") == []
        assert ask("Feedback loops of two steps") == []
        found = ask("Everything within two steps downstream", id="tgfb1")
        assert sorted(str(row["label"]) for row in found) == ["aa", "growth"]
