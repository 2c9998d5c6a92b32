"""Any graph that the contract allows, with names and texts that trip careless writers."""

from __future__ import annotations

from typing import Any

import networkx as nx
from hypothesis import strategies as st

from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import STANCES, Entity, Evidence
from follicle_graph.model.graph import Graph, add_edge, build, node_attributes
from follicle_graph.model.vocabulary import LAYERS

NASTY = [
    "",
    "\0",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    "\u2028",
    "$x",
    "é",
    "e\u0301",
    "😀",
    "NULL",
    "[a, b]",
    "\ufeff",
    "id",
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
    status=texts,
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

NOTHING: st.SearchStrategy[dict[str, Any]] = st.builds(dict)


@st.composite
def graphs(draw: st.DrawFn, own: st.SearchStrategy[dict[str, Any]] = NOTHING) -> Graph:
    """A graph of a few nodes and edges; `own`: attributes beside those of the contract."""
    G = build([], [], name=draw(texts), version=draw(texts), origin=draw(texts))
    G.graph.update(draw(own))
    for entity in draw(st.lists(entities, min_size=1, max_size=5, unique_by=lambda one: one.id)):
        G.add_node(entity.id)
        G.nodes[entity.id].update(node_attributes(entity) | draw(own))
    ends = st.sampled_from(sorted(G))
    for _ in range(draw(st.integers(0, 6))):
        u, v, key = draw(ends), draw(ends), draw(texts)
        add_edge(
            G,
            u,
            v,
            key,
            sign=draw(st.sampled_from([-1, 0, 1])),
            layer=draw(st.sampled_from(LAYERS)),
            indirect=draw(st.booleans()),
            evidence=draw(st.lists(pieces, max_size=3)),
            support_given=draw(st.floats(0, 1)),
        )
        G.edges[u, v, key].update(draw(own))
    return stamp(G)


def content(G: nx.MultiDiGraph[str]) -> tuple[Any, ...]:
    """Everything that a graph holds, to compare."""
    nodes = {node: dict(data) for node, data in G.nodes(data=True)}
    edges = {(u, v, key): dict(data) for u, v, key, data in G.edges(keys=True, data=True)}
    return dict(G.graph), nodes, edges
