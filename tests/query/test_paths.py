"""Paths: simple, signed, ordered, the same as trying everything."""

from __future__ import annotations

import copy
import pickle
import re
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from typing import Any, Literal

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge
from follicle_graph.model.vocabulary import MARKERS, predicates
from follicle_graph.query import cards
from follicle_graph.query import paths as paths_module
from follicle_graph.query.engine import (
    answer,
    bidirectional,
    frontiers,
    index,
    links,
    path_list,
    rank,
    vectorised,
)
from follicle_graph.query.engine import path as path_module
from follicle_graph.query.engine.graph_reader import Live, reader
from random_graphs import NODES, PREDICATES, EdgeDrawn, dense, edges, graph_of, graphs, told

MODES: dict[str, dict[tuple[Any, str], int]] = {
    "few sequences at a time": {(bidirectional, "FEW_PATHS"): 0},
    "many sequences at a time": {(bidirectional, "FEW_PATHS"): 0, (rank, "FEW_ROWS"): -1},
    "in small blocks": {
        (bidirectional, "FEW_PATHS"): 0,
        (vectorised, "BLOCK"): 3,
        (rank, "FEW_ROWS"): 3,
    },
    "checking only the edges that were used": {
        (bidirectional, "FEW_PATHS"): 0,
        (index, "SMALL"): 0,
        (answer, "SMALL"): 0,
    },
    "bidirectional": {
        (index, "SMALL"): 0,
        (answer, "SMALL"): 0,
    },
    "bidirectional with tight limits": {
        (index, "SMALL"): 0,
        (answer, "SMALL"): 0,
        (bidirectional, "MOST_NEIGHBORS"): 8,
        (bidirectional, "MOST_SEQUENCES"): 3,
        (links, "MOST_KEPT"): 3,
        (bidirectional, "FEW"): 0,
        (links, "FEW"): 0,
        (bidirectional, "FEW_NODES"): 1,
        (bidirectional, "FEW_SEQUENCES"): 0,
        (links, "FEW_NODES"): 1,
    },
    "bidirectional with many combinations": {
        (rank, "FEW_COMBINATIONS"): 3,
        (links, "MOST_KEPT"): 5,
    },
}
"""Every way of searching, and every way of noticing edits, answers the same questions."""


@pytest.fixture(params=MODES, ids=str)
def mode(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for (module, name), value in MODES[request.param].items():
        monkeypatch.setattr(module, name, value)


in_every_mode = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
names = st.lists(st.sampled_from("cdef"), max_size=2, unique=True)


@pytest.mark.usefixtures("mode")
@in_every_mode
@given(
    graphs,
    st.integers(1, 5),
    names,
    names,
    st.sampled_from([("mechanism",), ("clinical", "mechanism"), None]),
    st.sampled_from([None, 1, -1, 0]),
    st.booleans(),
    st.booleans(),
)
def test_paths_are_those_found_by_trying_every_sequence(
    G: Graph,
    max_hops: int,
    via: list[str],
    avoid: list[str],
    layers: tuple[str, ...] | None,
    sign: Literal[1, 0, -1] | None,
    shortcuts: bool,
    unsigned: bool,
) -> None:
    question: dict[str, Any] = {
        "via": set(via),
        "avoid": set(avoid) - set(via),
        "layers": layers,
        "sign": sign,
        "shortcuts": shortcuts,
        "unsigned": unsigned,
    }
    found = fg.paths(G, "a", "b", max_hops=max_hops, limit=None, **question)
    assert told(found) == oracle.paths(G, "a", "b", max_hops, **question)
    assert not found.truncated


@pytest.mark.usefixtures("mode")
@in_every_mode
@given(graphs, st.integers(1, 4))
def test_a_limit_keeps_the_best_and_says_whether_more_exist(G: Graph, limit: int) -> None:
    everything = fg.paths(G, "a", "b", limit=None)
    some = fg.paths(G, "a", "b", limit=limit)
    assert tuple(some) == tuple(everything)[:limit]
    assert some.truncated is (len(everything) > limit)
    assert some.reason == ("limit" if some.truncated else None)


@pytest.mark.usefixtures("mode")
@in_every_mode
@given(
    dense(),
    st.integers(1, 6),
    st.integers(1, 20),
    names,
    st.sampled_from([("mechanism",), None]),
    st.sampled_from([None, 1, -1, 0]),
    st.booleans(),
    st.booleans(),
)
def test_the_few_best_are_the_first_of_all(
    G: Graph,
    max_hops: int,
    limit: int,
    avoid: list[str],
    layers: tuple[str, ...] | None,
    sign: Literal[1, 0, -1] | None,
    shortcuts: bool,
    unsigned: bool,
) -> None:
    question: dict[str, Any] = {
        "avoid": set(avoid),
        "layers": layers,
        "sign": sign,
        "shortcuts": shortcuts,
        "unsigned": unsigned,
    }
    everything = oracle.paths(G, "a", "b", max_hops, via=set(), **question)
    few = fg.paths(G, "a", "b", max_hops=max_hops, limit=limit, **question)
    assert told(few) == everything[:limit]
    assert few.truncated is (len(everything) > limit)


@pytest.mark.parametrize("seed", range(5))
def test_where_walks_meet_the_order_is_that_of_all_paths(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    G = fg.sketch("; ".join(f"n{number:03}" for number in range(300)))
    for _ in range(2_500):
        u, v = random.sample(sorted(G), 2)
        predicate = random.choice(["increases", "decreases"])
        support, shortcut = random.choice([0.1, 0.3, 0.5, 0.6, 0.8]), random.random() < 0.2
        add_edge(
            G,
            u,
            v,
            predicate,
            sign=PREDICATES[predicate],
            support_given=support,
            indirect=shortcut,
        )
    pairs = [random.sample(sorted(G), 2) for _ in range(20)]
    everything = [fg.paths(G, u, v, max_hops=4, limit=None, sign=1) for u, v in pairs]
    assert max(map(len, everything)) > 10
    monkeypatch.setattr(bidirectional, "FEW_SEQUENCES", seed)
    for (u, v), known in zip(pairs, everything, strict=True):
        for limit in (1, 5, 20):
            found = fg.paths(G, u, v, max_hops=4, limit=limit, sign=1)
            assert told(found) == told(known[:limit])
            assert found.truncated is (len(known) > limit)


@settings(max_examples=100, deadline=None)
@given(st.lists(edges, max_size=22), st.randoms(use_true_random=False))
def test_neither_the_order_of_edges_nor_the_names_of_others_matter(
    drawn: list[EdgeDrawn], random: Random
) -> None:
    unlike = {(u, v, p): one for one in drawn for u, v, p in [one[:3]]}
    shuffled = list(unlike.values())
    random.shuffle(shuffled)
    there, back = graph_of(list(unlike.values())), graph_of(shuffled)
    assert fg.paths(there, "a", "b", limit=7) == fg.paths(back, "a", "b", limit=7)
    fg.sketch("zz -> a")
    back.add_edge("zz", "a", "increases", sign=1)
    assert fg.paths(there, "a", "b", limit=7) == fg.paths(back, "a", "b", limit=7)


@settings(max_examples=100, deadline=None)
@given(graphs, st.sampled_from(NODES), st.sampled_from(NODES))
def test_an_unsigned_edge_changes_no_signed_answer(G: Graph, u: str, v: str) -> None:
    before = fg.paths(G, "a", "b", limit=None)
    add_edge(G, u, v, "correlates_with", sign=0)
    assert fg.paths(G, "a", "b", limit=None) == before


@pytest.mark.usefixtures("mode")
@in_every_mode
@given(graphs, edges)
def test_the_index_notices_every_kind_of_edit(G: Graph, drawn: EdgeDrawn) -> None:
    def ask() -> None:
        for hops in (1, 4):
            everything = oracle.paths(G, "a", "b", hops)
            assert told(fg.paths(G, "a", "b", limit=20, max_hops=hops)) == everything[:20]
            assert told(fg.paths(G, "a", "b", limit=None, max_hops=hops)) == everything
        assert fg.effect(G, "a", "b").verdict == oracle.verdict(G, "a", "b", 4)

    ask()
    u, v, predicate, layer, indirect, support = drawn
    add_edge(G, u, v, predicate, sign=PREDICATES[predicate], layer=layer, support_given=support)
    ask()
    add_edge(G, u, v, "acts on", sign=PREDICATES[predicate], layer=layer, support_given=support)
    data = G.edges[u, v, "acts on"]
    for name, value in (("sign", -data["sign"]), ("layer", "mechanism"), ("support", 0.9)):
        data[name] = value
        ask()
    data["indirect"] = indirect
    ask()
    G.remove_edge(u, v, predicate)
    ask()
    G.remove_node("c")
    ask()


def test_a_question_made_of_others_compares_the_graph_once(monkeypatch: pytest.MonkeyPatch) -> None:
    G = fg.sketch("a -> b -> c; c -> a")
    outcome = fg.what_if(G, {"a": 1}, samples=10)
    compared = []

    def unchanged(self: Live, rows: Sequence[int] | None) -> bool:
        compared.append(rows)
        return really(self, rows)

    really = Live.unchanged
    monkeypatch.setattr(Live, "unchanged", unchanged)
    asks: list[Callable[[], object]] = [
        lambda: fg.effect(G, "a", "c"),
        lambda: fg.diff(G, G, pairs=[("a", "b"), ("a", "c")]),
        lambda: outcome.why("c"),
        lambda: fg.effect(reader(G), "a", "c"),
        lambda: fg.paths(G, "a", "c"),
    ]
    for ask in asks:
        compared.clear()
        ask()
        assert compared == [None]
    G.edges["b", "c", "increases"]["layer"] = "clinical"
    assert len(fg.paths(G, "a", "c")) == 0


def test_within_one_comparison_added_and_removed_edges_are_noticed() -> None:
    G = fg.sketch("a -> b")
    with index.one_comparison():
        assert len(fg.paths(G, "a", "b")) == 1
        add_edge(G, "b", "c", "increases", sign=1)
        assert len(fg.paths(G, "a", "c")) == 1
        G.remove_edge("a", "b", "increases")
        assert len(fg.paths(G, "a", "c")) == 0


@pytest.mark.parametrize("few_paths", [bidirectional.FEW_PATHS, 0])
def test_in_a_large_graph_an_edit_in_place_is_noticed_too(
    few_paths: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SMALL", 0)
    monkeypatch.setattr(answer, "SMALL", 0)
    monkeypatch.setattr(bidirectional, "FEW_PATHS", few_paths)
    G = fg.sketch("a -> b -> d; a -> c -> e -> d; f -> a")
    assert fg.paths(G, "a", "d")[0].sign == 1
    assert len(fg.evidence(G, "c", "e")) == 0
    assert fg.edge_table(G)["sign"].sum() == 6
    own = {**G.edges["a", "b", "increases"], "predicate": "acts on"}
    G.remove_edge("a", "b", "increases")
    G.add_edge("a", "b", "acts on", **own)
    assert fg.paths(G, "a", "d", limit=1)[0].sign == 1
    G.edges["a", "b", "acts on"]["sign"] = -1
    assert fg.paths(G, "a", "d", limit=1)[0].sign == -1
    assert fg.edge_table(G)["sign"].sum() == 4
    G.edges["b", "d", "increases"]["layer"] = "clinical"
    assert fg.paths(G, "a", "d", limit=1)[0].nodes == ("a", "c", "e", "d")
    G.edges["c", "e", "increases"]["evidence"] = (Evidence("R1", "PMID:1", grade="trial"),)
    assert len(fg.evidence(G, "c", "e")) == 1
    assert fg.paths(G, "a", "d", limit=1)[0].references == ("PMID:1",)
    assert fg.effect(G, "a", "b", max_hops=1).verdict == "decrease"
    G.edges["a", "b", "acts on"]["sign"] = 1
    assert fg.effect(G, "a", "b", max_hops=1).verdict == "increase"
    assert fg.effect(G, "f", "d", max_hops=2).routes_from == 4
    G.edges["e", "d", "increases"]["layer"] = "clinical"
    assert fg.effect(G, "f", "d", max_hops=2).routes_from is None


@pytest.mark.parametrize("edited", ["decreases", "increases"])
@pytest.mark.parametrize("few_paths", [bidirectional.FEW_PATHS, 0])
def test_in_a_large_graph_an_edit_of_a_parallel_edge_is_noticed(
    few_paths: int, edited: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SMALL", 0)
    monkeypatch.setattr(answer, "SMALL", 0)
    monkeypatch.setattr(bidirectional, "FEW_PATHS", few_paths)
    G = fg.sketch("a -> b; a -| b")
    assert [path.support for path in fg.paths(G, "a", "b", limit=2)] == [0, 0]
    G.edges["a", "b", edited]["support"] = 0.7
    (first, _) = fg.paths(G, "a", "b", limit=2)
    assert (first.support, first.edges) == (0.7, (("a", "b", edited),))


@pytest.mark.parametrize("empty", [{"layer": None}, {"layer": ""}, {"support": None}])
def test_an_empty_attribute_counts_as_a_missing_one(empty: dict[str, Any]) -> None:
    G = fg.sketch("a -> b -> c")
    G.edges["a", "b", "increases"].update(empty)
    fg.validate(G)
    (path,) = fg.paths(G, "a", "c")
    assert path.support == 0.0


def test_alternatives_are_the_strongest_and_come_strongest_first() -> None:
    G = fg.sketch("; ".join(f"n{i}" for i in range(8)))
    for i in range(7):
        for k, strength in enumerate((0.1, 0.3, 0.5, 0.7)):
            add_edge(G, f"n{i}", f"n{i + 1}", f"p{k}", sign=1, support_given=strength)
    best = fg.paths(G, "n0", "n7", max_hops=7)[0]
    supports = [path.support for path in best.alternatives]
    assert best.support == 0.7
    assert len(supports) == path_module.COMBINATIONS - 1
    assert supports == sorted(supports, reverse=True)
    assert supports[:127] == [0.5] * 127


def test_a_path_shows_the_evidence_for_and_against_each_step(atlas: Graph) -> None:
    path = fg.paths(atlas, "rapamycin", "IgE", max_hops=1)[0]
    rows = path.evidence()[["step", "id", "stance"]].values.tolist()
    assert rows == [[1, "R871", "supports"], [1, "R870", "refutes"]]
    longer = fg.paths(atlas, "IL-4", "IgE", shortcuts=False)[0]
    assert longer.evidence()["step"].unique().tolist() == [1, 2]
    assert list(longer.to_frame()["references"].str.len() > 0) == [True, True]


def test_answers_can_be_stored_and_sent(atlas: Graph) -> None:
    found = fg.paths(atlas, "IFN-γ", "hair loss", limit=None)
    assert len(found) > path_list.WHOLE
    told: tuple[Any, ...] = (
        found,
        found[0],
        fg.effect(atlas, "IFN-γ", "hair loss"),
        fg.loops(atlas),
    )
    for one in told:
        assert pickle.loads(pickle.dumps(one)) == one
    for again in (pickle.loads(pickle.dumps(found)), copy.copy(found), copy.deepcopy(found)):
        assert list(again.of_sign(1)) == list(found.of_sign(1))
        assert again._repr_html_() == found._repr_html_()


def test_a_long_answer_is_shown_shortly() -> None:
    nodes = [f"n{number:02}" for number in range(30)]
    G = fg.sketch("; ".join(f"{u} -> {v}" for u in nodes for v in nodes if u != v))
    found = fg.paths(G, "n00", "n01", max_hops=5, limit=None)
    shown = found._repr_html_()
    assert len(found) > 400_000
    assert shown.count("<div") == cards.SHOWN
    assert f"and {len(found) - cards.SHOWN} more" in shown


def test_loops_of_one_sign_are_still_loops(atlas: Graph) -> None:
    found = fg.loops(atlas, "ifng", limit=None, max_hops=4)
    assert str(found.of_sign(-1)).endswith(" −")
    assert found.of_sign(1) != found
    ring = fg.sketch("; ".join(f"n{i} -> n{(i + 1) % 9}" for i in range(9)))
    assert fg.loops(fg.sketch("a -> b"), max_hops=3) != fg.loops(ring, max_hops=3)


def test_one_shot_lists_are_read_once() -> None:
    G = fg.sketch("a -> b -> c")
    assert len(fg.paths(G, "a", "c", layers=iter(["mechanism"]), via=iter("b"))) == 1  # type: ignore[arg-type]
    assert fg.keep(G, layers=(x for x in ["mechanism"])).number_of_edges() == 2  # type: ignore[arg-type]
    assert len(fg.paths(G, "a", "c", layers=fg.edge_table(G)["layer"].unique())) == 1
    for several in (np.array(["b"]), pd.Series(["b"]), pd.Index(["b"])):
        assert len(fg.paths(G, "a", "c", via=several)) == 1
        assert len(fg.paths(G, "a", "c", avoid=several)) == 0


def test_a_view_is_read_as_its_graph_is_now() -> None:
    G = fg.sketch("a -> b -> c")
    view = G.subgraph(["a", "b", "c"])
    assert len(fg.paths(view, "a", "c")) == 1
    G.remove_edge("b", "c")
    assert len(fg.paths(view, "a", "c")) == 0


def test_a_copy_is_a_graph_of_its_own() -> None:
    G = fg.sketch("a -> b -> c")
    assert len(fg.paths(G, "a", "c")) == 1
    for H in (G.copy(), copy.deepcopy(G), pickle.loads(pickle.dumps(G))):
        H.add_edge("a", "c", "increases", sign=1)
        assert len(fg.paths(H, "a", "c")) == 2
    assert len(fg.paths(G, "a", "c")) == 1


def test_a_question_changes_nothing(atlas: Graph) -> None:
    before = fg.digest(atlas), dict(atlas.graph)
    fg.paths(atlas, "IFN-γ", "hair loss")
    fg.loops(atlas, "IFN-γ")
    fg.effect(atlas, "IFN-γ", "hair loss")
    fg.contradictions(atlas)
    assert (fg.digest(atlas), dict(atlas.graph)) == before


def test_a_long_answer_makes_its_paths_when_asked() -> None:
    layers = [[f"{level}{number}" for number in range(7)] for level in "xyz"]
    text = [f"a -> {node}" for node in layers[0]] + [f"{node} -> b" for node in layers[-1]]
    text += [f"{u} -> {v}" for there, here in pairwise(layers) for u in there for v in here]
    G = fg.sketch("; ".join(text))
    found = fg.paths(G, "a", "b", limit=None)
    assert len(found) == 7**3 > path_list.WHOLE
    G.remove_node("x0")
    assert found[0].nodes == ("a", "x0", "y0", "z0", "b")
    assert found[-1].nodes == ("a", "x6", "y6", "z6", "b")
    assert found == found.of_sign(1)
    assert len({path.nodes for path in found}) == 7**3


def test_a_dense_graph_never_hangs() -> None:
    nodes = [f"n{number:02}" for number in range(40)]
    G = fg.sketch("; ".join(f"{u} -> {v}" for u in nodes for v in nodes if u != v))
    start = time.perf_counter()
    found = fg.paths(G, "n00", "n01", max_hops=30, limit=None)
    assert time.perf_counter() - start < 20
    assert (found.truncated, found.reason) == (True, "budget")
    assert len(found) > 38 * 37 * 36


def test_the_end_of_a_chain_is_known() -> None:
    G = fg.sketch(" -> ".join(f"n{i}" for i in range(31)))
    found = fg.paths(G, "n0", "n30", max_hops=40, limit=1)
    assert (len(found), found.truncated) == (1, False)
    long = fg.sketch(" -> ".join(f"n{i}" for i in range(601)))
    found = fg.paths(long, "n0", "n600", max_hops=1_000)
    assert (len(found), found.truncated) == (1, False)
    found = fg.paths(long, "n0", "n300", max_hops=1_000, via=["n600"])
    assert (len(found), found.truncated) == (0, False)
    ring = fg.sketch(" -> ".join(f"n{i}" for i in range(600)) + " -> n0")
    assert len(fg.loops(ring, "n5", max_hops=600)[0]) == 600


def test_a_long_chain_with_cycles_never_hangs() -> None:
    G = fg.sketch("; ".join(f"n{i} -> n{i + 1}; n{i + 1} -| n{i}" for i in range(2_000)))
    start = time.perf_counter()
    (path,) = fg.paths(G, "n0", "n300", max_hops=1_000, limit=1)
    assert len(path) == 300
    assert len(fg.paths(G, "n0", "n90", max_hops=1_000, sign=-1)) == 0
    assert time.perf_counter() - start < 30
    assert not fg.paths(fg.sketch("a -> b -> a; c -> d"), "a", "d", max_hops=1_000).truncated


@settings(max_examples=60, deadline=None)
@given(st.lists(edges, max_size=25).map(graph_of), st.integers(1, 5))
def test_walks_are_never_fewer_than_the_paths_that_are_looked_at(G: Graph, max_hops: int) -> None:
    seen = []
    true = vectorised._walks_through

    def spy(layers: list[frontiers.Layer], onward: list[Any]) -> float:
        seen.append(true(layers, onward))
        return seen[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectorised, "_walks_through", spy)
        found = fg.paths(G, "a", "b", max_hops=max_hops, limit=None, sign=1)
    assert sum(seen) >= len({path.nodes for path in found})


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ({}, "edge a increases b: sign None; use"),
        ({"sign": 7}, "edge a increases b: sign 7; use"),
        ({"sign": 1, "layer": "myth"}, "edge a increases b: layer 'myth'; use one of"),
        ({"sign": 1, "support": float("nan")}, "edge a increases b: support nan; use"),
        ({"sign": 1, "evidence": ("paper",)}, "edge a increases b: evidence 'paper'; use"),
        ({"sign": 1, "evidence": 5}, "edge a increases b: evidence 5; use a tuple"),
        ({"sign": 1, "evidence": (Evidence("R1", reference=5),)}, "reference 5 of R1; use a"),  # type: ignore[arg-type]
        ({"sign": 1, "evidence": (Evidence("R1", species=None),)}, "species None of R1; use a"),  # type: ignore[arg-type]
        ({"sign": 1, "indirect": "no"}, "edge a increases b: indirect 'no'; use True"),
        ({"sign": True}, "edge a increases b: sign True; use"),
    ],
)
def test_a_graph_that_breaks_its_contract_is_named_where_it_does(
    attributes: dict[str, object], problem: str
) -> None:
    G = fg.sketch("a; b; c -> b")
    G.add_edge("a", "b", "increases", **attributes)
    for ask in (fg.paths, fg.effect):
        with pytest.raises(fg.InvalidGraph, match=re.escape(problem)):
            ask(G, "a", "b")
    with pytest.raises(fg.InvalidGraph, match=re.escape(problem)):
        fg.loops(G)
    with pytest.raises(fg.InvalidGraph, match=re.escape(problem)):
        fg.contradictions(G)


def test_what_is_no_graph_is_refused() -> None:
    for thing in (None, "a -> b", 5):
        with pytest.raises(fg.InvalidGraph, match=r"MultiDiGraph or an open store"):
            fg.paths(thing, "a", "b")  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match="target is a int; use a name or a list of names"):
        fg.paths(fg.sketch("a -> b"), "a", 5)  # type: ignore[arg-type]
    G = fg.sketch("a -> b")
    G.nodes["a"]["synonyms"] = 7
    with pytest.raises(fg.InvalidGraph, match="node 'a': synonyms 7"):
        fg.paths(G, "A ", "b")


def test_a_node_that_is_no_string_and_a_key_that_is_none_are_named() -> None:
    G = fg.sketch("a -> b")
    G.add_edge("a", "b", sign=1)
    with pytest.raises(fg.InvalidGraph, match="edge a 1 b: its key is no predicate"):
        fg.paths(G, "a", "b")
    G = fg.sketch("a -> b")
    G.add_node(5)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidGraph, match="node 5: its id is a int; ids are strings"):
        fg.paths(G, "a", "b")


def test_no_path_repeats_a_node() -> None:
    found = fg.paths(fg.sketch("a -> b; b -> c; c -> b; b -> a; c -> d"), "a", "d", limit=None)
    assert [path.nodes for path in found] == [("a", "b", "c", "d")]


def test_parallel_edges_of_both_signs_give_a_path_of_each_sign() -> None:
    found = fg.paths(fg.sketch("a -> b; a -| b; b -> c"), "a", "c")
    assert [path.sign for path in found] == [-1, 1] or [path.sign for path in found] == [1, -1]
    assert fg.paths(fg.sketch("a -> b; a -| b"), "a", "b", sign=-1)[0].edges == (
        ("a", "b", "decreases"),
    )


def test_the_combination_with_the_strongest_weakest_step_wins() -> None:
    G = fg.sketch("a -> b; b -> c")
    add_edge(G, "a", "b", "activates", sign=1)
    G.edges["a", "b", "increases"]["support"] = 0.9
    G.edges["a", "b", "activates"]["support"] = 0.1
    G.edges["b", "c", "increases"]["support"] = 0.5
    best = fg.paths(G, "a", "c")[0]
    assert best.edges[0] == ("a", "b", "increases")
    assert best.support == 0.5


def test_references_are_those_that_support_and_species_those_of_the_weakest_step() -> None:
    G = fg.sketch("a; b; c")
    strong = [Evidence("R1", "PMID:1", grade="trial", species=("human",))]
    weak = [
        Evidence("R2", "PMID:2", grade="in vitro", species=("mouse",)),
        Evidence("R3", "PMID:3", stance="refutes", grade="trial", species=("rat",)),
    ]
    add_edge(G, "a", "b", "increases", sign=1, evidence=strong)
    add_edge(G, "b", "c", "increases", sign=1, evidence=weak)
    path = fg.paths(G, "a", "c")[0]
    assert path.references == ("PMID:1", "PMID:2")
    assert path.species == ("mouse",)
    assert path.support == 0.35


def test_many_parallel_edges_are_one_path_with_its_alternatives() -> None:
    G = fg.sketch("a -> b -> c -> d")
    for u, v in ("ab", "bc", "cd"):
        for number in range(7):
            add_edge(G, u, v, f"p{number}", sign=1)
    found = fg.paths(G, "a", "d", limit=1)
    assert len(found) == 1
    assert not found.truncated
    assert len(found[0].alternatives) == 8**3 - 1


def test_two_combinations_of_one_sign_are_one_path_with_an_alternative() -> None:
    G = fg.sketch("a -> b; a -| b; b -> c; b -| c")
    best, *rest = fg.paths(G, "a", "c", sign=1)
    assert rest == []
    assert len(best.alternatives) == 1
    assert best.alternatives[0].sign == 1


def test_shorter_comes_first_then_specific_then_stronger() -> None:
    G = fg.sketch("a -> t; a -> s -> t; a -> w -> t; a -> x -> t")
    for node, support in (("s", 0.9), ("w", 0.2), ("x", 0.4)):
        for edge in (("a", node, "increases"), (node, "t", "increases")):
            G.edges[edge]["support"] = support
    G.edges["a", "s", "increases"]["indirect"] = True
    assert [path.nodes[1:-1] for path in fg.paths(G, "a", "t")] == [(), ("x",), ("w",), ("s",)]
    assert len(fg.paths(G, "a", "t", shortcuts=False)) == 3


def test_via_and_avoid_work_together() -> None:
    G = fg.sketch("a -> b -> d; a -> c -> d; b -> c")
    assert [p.nodes for p in fg.paths(G, "a", "d", via=["c"], avoid=["b"])] == [("a", "c", "d")]
    assert len(fg.paths(G, "a", "d", via=["b", "c"])) == 1


def test_unsigned_steps_are_taken_only_when_asked_and_null_findings_never() -> None:
    G = fg.sketch("b -> c; a -> x")
    add_edge(G, "a", "b", "regulates", sign=0)
    add_edge(G, "x", "c", "no_effect_on", sign=0)
    assert len(fg.paths(G, "a", "c")) == 0
    found = fg.paths(G, "a", "c", unsigned=True)
    assert [(p.nodes, p.sign) for p in found] == [(("a", "b", "c"), 0)]


@pytest.mark.parametrize("predicate", sorted(MARKERS))
def test_a_marker_is_no_step_unless_it_is_named(predicate: str) -> None:
    G = fg.sketch("a -> b; c -> d")
    add_edge(G, "b", "c", predicate, sign=predicates()[predicate], layer="biomarker")
    assert len(fg.paths(G, "a", "d", layers=None, unsigned=True)) == 0
    assert fg.effect(G, "a", "d", layers=None).verdict == "none"
    assert fg.effect(G, "b", "c", layers=None).verdict == "none"
    assert fg.reach(G, "a", layers=None)["id"].tolist() == ["b"]
    named = {"increases", predicate}
    found = fg.paths(G, "a", "d", layers=None, unsigned=True, predicates=named)
    assert [path.nodes for path in found] == [("a", "b", "c", "d")]


def test_a_drug_for_a_disease_reaches_no_marker_of_it(atlas: Graph) -> None:
    found = fg.paths(atlas, "baricitinib", "hair growth", layers=None, limit=None, max_hops=3)
    assert not [path for path in found for _, _, key in path.edges if key in MARKERS]
    assert "TGF-β1" not in [path.labels[2] for path in found if path.labels[1] == "Alopecia areata"]


def test_other_layers_are_left_out_unless_asked_for() -> None:
    G = fg.sketch("a -> b")
    G.edges["a", "b", "increases"]["layer"] = "clinical"
    assert len(fg.paths(G, "a", "b")) == 0
    assert len(fg.paths(G, "a", "b", layers=["clinical"])) == 1
    assert len(fg.paths(G, "a", "b", layers=None)) == 1


def test_a_search_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths_module, "BUDGET", 5)
    dense = "; ".join(f"{u} -> {v}" for u in "abcdefg" for v in "abcdefg" if u != v)
    found = fg.paths(fg.sketch(dense), "a", "g", limit=None)
    assert found.truncated
    assert found.reason == "budget"


def test_the_order_of_edges_does_not_matter() -> None:
    text = ["a -> b", "b -> d", "a -> c", "c -| d", "b -| c"]
    there, back = (fg.sketch("; ".join(lines)) for lines in (text, text[::-1]))
    assert fg.paths(there, "a", "d") == fg.paths(back, "a", "d")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"target": "a"}, "a path needs two ends"),
        ({"max_hops": 0}, "max_hops is 0; use a whole number from 1"),
        ({"max_hops": -1}, "max_hops is -1; use a whole number from 1"),
        ({"max_hops": 10**9}, "use a whole number from 1 to 1000"),
        ({"max_hops": 2.5}, "max_hops is 2.5; use a whole number"),
        ({"max_hops": True}, "max_hops is True; use a whole number"),
        ({"limit": 0}, "limit is 0; use a whole number of 1 or more, None for all"),
        ({"limit": -3}, "limit is -3; use a whole number"),
        ({"via": 5}, "via is a int; use a name or a list"),
        ({"via": None}, "via is a NoneType; use a name"),
        ({"layers": [5, "x"]}, "is no name and no list of names"),
        ({"sign": True}, "sign is True; use 1"),
        ({"sign": [1, 2]}, "use 1, -1, 0 or None"),
        ({"sign": 2}, "use 1, -1, 0 or None"),
        ({"layers": ["mecanism"]}, "use some of mechanism"),
        ({"via": ["b"], "avoid": ["b"]}, "b cannot be in `avoid` and be passed"),
    ],
)
def test_a_wrong_question_is_refused(arguments: dict[str, object], problem: str) -> None:
    question: dict[str, object] = {"source": "a", "target": "c", **arguments}
    with pytest.raises(fg.InvalidQuestion, match=problem):
        fg.paths(fg.sketch("a -> b -> c"), **question)  # type: ignore[arg-type]


def test_a_path_prints_on_one_line_with_sign_support_and_references(atlas: Graph) -> None:
    path = fg.paths(atlas, "NKG2D+ CD8+ T cell", "HF immune privilege", via=["IFN-γ"])[0]
    line = str(path)
    assert line.startswith("NKG2D+ CD8+ T cell → IFN-γ ")
    assert "support 0." in line
    assert "\n" not in line
    near = fg.paths(atlas, "IL-4", "IgE", max_hops=3)
    assert set(near.to_frame()["sign"]) == {1}  # farther: IL-4 ⊣ Th1 cell → IL-2 → STAT6 → IgE
    assert set(fg.paths(atlas, "IL-4", "IgE").to_frame()["sign"]) == {1, -1}


@pytest.mark.usefixtures("mode")
@in_every_mode
@given(
    graphs,
    st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from("cdef"), min_size=1, max_size=2, unique=True),
    st.integers(1, 4),
    st.sampled_from([1, 3, None]),
)
def test_several_ends_share_one_ranking_and_one_limit(
    G: Graph, sources: list[str], targets: list[str], max_hops: int, limit: int | None
) -> None:
    if sources == targets:
        return
    every = sorted(
        (
            found
            for source in sources
            for target in targets
            if source != target
            for found in oracle.paths(G, source, target, max_hops)
        ),
        key=lambda p: (len(p.edges), p.indirect, -p.support, p.nodes, p.edges),
    )
    answer = fg.paths(G, sources, targets, max_hops=max_hops, limit=limit)
    assert told(answer) == every[:limit]
    assert answer.truncated or limit is None or len(every) <= limit
    assert bool(answer.why) == (not every)


GRADED = st.sampled_from(["trial", "review", "popular article"])


@settings(max_examples=200, deadline=None)
@given(
    graphs,
    st.data(),
    st.sampled_from([0.0, 0.3, 0.6]),
    st.sets(GRADED, max_size=2) | st.none(),
    st.sets(GRADED, max_size=2),
    st.sets(st.sampled_from(["activates", "decreases", "has_increased_marker"])) | st.none(),
)
def test_filters_of_steps_mean_paths_of_the_graph_without_the_other_edges(
    G: Graph,
    data: st.DataObject,
    least: float,
    grades: set[str] | None,
    without: set[str],
    predicates: set[str] | None,
) -> None:
    H = G.copy()
    for u, v, key, attributes in G.edges(keys=True, data=True):
        drawn = data.draw(st.lists(GRADED, max_size=2))
        pieces = tuple(Evidence(f"R{number}", grade=grade) for number, grade in enumerate(drawn))
        for graph in (G, H):
            graph.edges[u, v, key]["evidence"] = pieces
        bad = attributes["support"] < least or (predicates is not None and key not in predicates)
        bad = bad or (grades is not None and not set(drawn) & grades)
        if bad or (drawn and set(drawn) <= without):
            H.remove_edge(u, v, key)
    if predicates == set():
        return
    answer = fg.paths(
        G,
        "a",
        "b",
        min_support=least,
        grades=grades,
        without_grades=without,
        predicates=predicates,
        limit=None,
    )
    known = fg.paths(H, "a", "b", predicates=predicates, limit=None)
    assert list(answer) == list(known)


@pytest.mark.parametrize(
    ("text", "question", "why"),
    [
        ("a -> b; c", {"target": "c"}, "c has no relations yet"),
        ("a -> b -> c", {"target": "c", "max_hops": 1}, 'try paths(G, "a", "c", max_hops=2)'),
        ("a -> b -> c", {"target": "c", "avoid": ["b"]}, "exists without avoid; drop or loosen it"),
        ("a -> b -> c", {"target": "c", "sign": -1}, "exists without sign"),
        ("a -> b -> c", {"target": "c", "min_support": 0.5}, "exists without min_support"),
        ("a -> b -> c", {"target": "c", "grades": ["trial"]}, "exists without grades"),
        ("c -> a -> b", {"target": "c"}, "edges lead the other way only: increases"),
        ("c -> b -> a", {"target": "c"}, 'routes lead the other way only; try paths(G, "c", "a")'),
        ("a -> b; c -> d", {"target": "c"}, 'try about(G, "a") and about(G, "c")'),
        ("a -- c", {"target": "c"}, "associated_with (mechanism layer), which carries no effect"),
    ],
)
def test_an_empty_answer_says_why_and_what_to_try(
    text: str, question: dict[str, Any], why: str
) -> None:
    found = fg.paths(fg.sketch(text), "a", **question)
    assert len(found) == 0
    assert why in found.why
    assert str(found) == f"no path from a to c: {found.why}"


def test_an_empty_answer_points_to_the_layer_that_has_the_edge_or_the_route() -> None:
    G = fg.sketch("a -> b; c -> d; d -> e")
    add_edge(G, "a", "c", "treats", sign=-1, layer="clinical")
    assert "layers=['mechanism', 'clinical']" in fg.paths(G, "a", "c").why
    assert 'try paths(G, "a", "d", layers=None)' in fg.paths(G, "a", "d").why
    add_edge(G, "b", "e", "no_effect_on", sign=0)
    assert 'which finds no effect; try evidence(G, "b", "e")' in fg.paths(G, "b", "e").why


def test_labels_are_those_that_are_printed_and_names_are_found_in_a_path() -> None:
    G = fg.sketch("x -> b")
    G.nodes["x"]["label"] = "IFN-gamma  receptor\n1"
    path = fg.paths(G, "x", "b")[0]
    assert path.labels == ("IFN-γ receptor 1", "b")
    assert path.route == "IFN-γ receptor 1 → b"
    assert "IFN-γ receptor 1" in path and "ifn gamma receptor-1" in path and "x" in path
    assert ("x", "b", "increases") in path and "c" not in path


def test_paths_print_their_first_ten_one_a_line_and_how_many_more(atlas: Graph) -> None:
    found = fg.paths(atlas, "IFN-γ", "hair loss", limit=13)
    head, *lines, rest = str(found).splitlines()
    assert head == found.heading and repr(found) == f"<{head}>"
    assert [line.strip() for line in lines] == [str(path) for path in found[:10]]
    assert rest.strip() == "and 3 more"
    few = fg.paths(fg.sketch("a -> b -> c; a -> c"), "a", "c")
    assert len(str(few).splitlines()) == 3 == len(few) + 1


def test_a_misspelt_name_says_of_which_argument_it_is(atlas: Graph) -> None:
    asks: dict[str, Callable[[], object]] = {
        "source": lambda: fg.paths(atlas, "JAK11", "hair loss"),
        "target": lambda: fg.effect(atlas, "JAK1", "hair lss"),
        "via": lambda: fg.paths(atlas, "JAK1", "hair loss", via=["CXCL100"]),
        "through": lambda: fg.loops(atlas, "JAK11"),
    }
    for argument, ask in asks.items():
        with pytest.raises(fg.UnknownEntity) as caught:
            ask()
        assert caught.value.argument == argument
        assert caught.value.nearest
        assert pickle.loads(pickle.dumps(caught.value)) == caught.value
    with pytest.raises(fg.InvalidGraph) as wrong:
        fg.paths(nx.DiGraph(), "a", "b")  # type: ignore[arg-type]
    assert (wrong.value.argument, wrong.value.value) == ("G", "DiGraph")


def test_an_empty_answer_for_a_class_counts_the_routes_of_its_members(atlas: Graph) -> None:
    nearest = min(map(len, fg.paths(atlas, "JAK inhibitors", "hair loss")))
    why = fg.paths(atlas, "JAK inhibitors", "hair loss", max_hops=nearest - 1).why
    assert f"the shortest route has {nearest} hops" in why
    assert "layers=None" in fg.paths(atlas, "JAK1", "hair loss", layers=[]).why
