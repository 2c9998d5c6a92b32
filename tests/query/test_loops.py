"""Loops: the simple signed cycles, and the core that holds them all."""

from __future__ import annotations

import time
from typing import Literal

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.model.facts import Columns
from follicle_graph.model.graph import Graph
from follicle_graph.query.engine.answer import best_paths
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import ANY, EdgeFilter
from follicle_graph.query.loops import _Everywhere
from random_graphs import graphs, told


@settings(max_examples=200, deadline=None)
@given(graphs, st.integers(1, 5), st.sampled_from([None, 1, -1]), st.booleans())
def test_loops_are_those_found_by_trying_every_sequence(
    G: Graph, max_hops: int, sign: Literal[1, -1] | None, shortcuts: bool
) -> None:
    everywhere = fg.loops(G, max_hops=max_hops, limit=None, sign=sign, shortcuts=shortcuts)
    assert told(everywhere) == oracle.cycles(G, max_hops, sign=sign, shortcuts=shortcuts)
    through = fg.loops(G, "c", max_hops=max_hops, limit=None, sign=sign, shortcuts=shortcuts)
    assert told(through) == oracle.paths(G, "c", "c", max_hops, sign=sign, shortcuts=shortcuts)


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_the_core_is_what_networkx_finds(G: Graph) -> None:
    H: Graph = nx.MultiDiGraph()
    H.add_edges_from(
        (u, v)
        for u, v, key, d in G.edges(keys=True, data=True)
        if d["sign"] and d["layer"] == "mechanism" and key not in oracle.MARKERS
    )
    expected = {
        tuple(sorted(group))
        for group in nx.strongly_connected_components(H)
        if len(group) > 1 or H.has_edge(*(list(group) * 2))
    }
    found = fg.loops(G).core
    assert set(found) == expected
    assert [len(group) for group in found] == sorted(map(len, expected), reverse=True)


def test_ifng_and_il15_keep_each_other_going(atlas: Graph) -> None:
    lines = [str(loop) for loop in fg.loops(atlas, "IFN-γ", max_hops=3)]
    assert any(
        line.startswith("IFN-γ → IL-15 → NKG2D+ CD8+ T cell → IFN-γ   (+,") for line in lines
    )


def test_a_self_loop_is_a_loop_of_one_step() -> None:
    found = fg.loops(fg.sketch("a -| a; a -> b"))
    assert [(loop.nodes, loop.sign) for loop in found] == [(("a", "a"), -1)]
    assert found.core == (("a",),)
    assert str(found) == "1 feedback loop: 1 −"


def test_loops_of_a_great_many_entities_are_all_found() -> None:
    size = 60_000
    index = Index(
        Columns(
            ids=[f"n{i:05}" for i in range(size)],
            source=range(size),
            target=[i + 1 if i % 3 < 2 else i - 2 for i in range(size)],
            key=["increases"] * size,
            sign=[1] * size,
            layer=["mechanism"] * size,
            indirect=[False] * size,
            support=[0.5] * size,
            contradicted=[False] * size,
        )
    )
    steps = EdgeFilter(selfloops=True)
    found = best_paths(index, steps, _Everywhere(index, steps, ANY), max_hops=3, limit=None)
    assert sum(map(len, found.levels)) == size // 3


def test_a_long_ring_ends_in_time() -> None:
    G = fg.sketch(" -> ".join(f"n{i}" for i in range(3_000)) + " -> n0")
    start = time.perf_counter()
    fg.loops(G, max_hops=1_000)
    assert time.perf_counter() - start < 20


def test_a_limit_and_a_dense_graph_end_truncated() -> None:
    nodes = [f"n{number:02}" for number in range(40)]
    G = fg.sketch("; ".join(f"{u} -> {v}" for u in nodes for v in nodes if u != v))
    some = fg.loops(G, limit=5)
    assert (len(some), some.truncated, some.reason) == (5, True, "limit")
    many = fg.loops(G, limit=None, max_hops=30)
    assert (many.truncated, many.reason) == (True, "budget")


def test_wrong_questions_are_refused() -> None:
    G = fg.sketch("a -> b -> a")
    with pytest.raises(fg.UnknownEntity, match="no entity is named 'zz'"):
        fg.loops(G, "zz")
    with pytest.raises(fg.InvalidQuestion, match="max_hops is 0"):
        fg.loops(G, max_hops=0)
