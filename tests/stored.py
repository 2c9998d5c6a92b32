"""Graphs to store, and ways to look at stores from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from follicle_graph.facts import STANCES, Entity, Evidence
from follicle_graph.graph import (
    Graph,
    add_edge,
    build,
    node_attributes,
    stamp,
)
from follicle_graph.store import open_store
from follicle_graph.vocabulary import LAYERS


def content(G: Graph) -> tuple[Any, ...]:
    nodes = {node: dict(data) for node, data in G.nodes(data=True)}
    edges = {(u, v, key): dict(data) for u, v, key, data in G.edges(keys=True, data=True)}
    return dict(G.graph), nodes, edges


def written(G: Graph, path: Path) -> Graph:
    with open_store(path) as store:
        store.write(G)
        return store.read()


NASTY = [
    "",
    "\0",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    "$x",
    "é",
    "e\u0301",
    "😀",
    "NULL",
    "[a, b]",
    "\ufeff",
]


texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


several = st.lists(texts, max_size=3).map(tuple)


pieces = st.builds(
    Evidence,
    id=texts,
    reference=st.none() | texts,
    stance=st.sampled_from(STANCES),
    grade=st.sampled_from(["trial", "", "unheard of"]),
    eco=st.none() | texts,
    disease=several,
    species=several,
    tissue=several,
    route=st.none() | texts,
    summary=texts,
    claims=several,
    note=texts,
)


entities = st.builds(
    Entity,
    id=texts,
    label=texts,
    kind=texts,
    lane=texts,
    curie=st.none() | texts,
    synonyms=several,
    definition=texts,
    short_label=texts,
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    G = build([], [], name=draw(texts), version=draw(texts), origin=draw(texts))
    for entity in draw(st.lists(entities, min_size=1, max_size=5, unique_by=lambda one: one.id)):
        G.add_node(entity.id, **node_attributes(entity))
    ends = st.sampled_from(sorted(G))
    for _ in range(draw(st.integers(0, 6))):
        add_edge(
            G,
            draw(ends),
            draw(ends),
            draw(texts),
            sign=draw(st.sampled_from([-1, 0, 1])),
            layer=draw(st.sampled_from(LAYERS)),
            indirect=draw(st.booleans()),
            evidence=draw(st.lists(pieces, max_size=3)),
        )
    return stamp(G)


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
