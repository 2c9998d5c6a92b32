"""Paths: simple, signed, ordered, the same as trying everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.facts import Evidence
from follicle_graph.graph import Graph, add_edge
from follicle_graph.query import paths as room

edges = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from([1, -1, 0])),
    max_size=18,
)


def graph_of(drawn: list[tuple[str, str, int]]) -> Graph:
    G = fg.sketch("a; b; c; d; e; f")
    predicate = {1: "increases", -1: "decreases", 0: "associated_with"}
    for number, (u, v, sign) in enumerate(drawn):
        add_edge(G, u, v, predicate[sign], sign=sign)
        G.edges[u, v, predicate[sign]]["support"] = (number * 7 % 10) / 10
    return G


@settings(max_examples=150, deadline=None)
@given(edges, st.integers(1, 5))
def test_paths_are_those_found_by_trying_every_sequence(
    drawn: list[tuple[str, str, int]], max_hops: int
) -> None:
    G = graph_of(drawn)
    found = fg.paths(G, "a", "b", max_hops=max_hops, limit=None)
    assert {(p.nodes, p.sign, p.support) for p in found} == oracle.signed_paths(
        G, "a", "b", max_hops
    )
    assert not found.truncated


@settings(max_examples=80, deadline=None)
@given(edges, st.integers(1, 4))
def test_a_limit_keeps_the_best_and_says_whether_more_exist(
    drawn: list[tuple[str, str, int]], limit: int
) -> None:
    G = graph_of(drawn)
    everything = fg.paths(G, "a", "b", limit=None)
    some = fg.paths(G, "a", "b", limit=limit)
    assert tuple(some) == tuple(everything)[:limit]
    assert some.truncated is (len(everything) > limit)
    assert some.reason == ("limit" if some.truncated else None)


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
    G = fg.sketch("a -- b -> c; a -> x")
    add_edge(G, "x", "c", "no_effect_on", sign=0)
    assert len(fg.paths(G, "a", "c")) == 0
    found = fg.paths(G, "a", "c", unsigned=True)
    assert [(p.nodes, p.sign) for p in found] == [(("a", "b", "c"), 0)]


def test_other_layers_are_left_out_unless_asked_for() -> None:
    G = fg.sketch("a -> b")
    G.edges["a", "b", "increases"]["layer"] = "clinical"
    assert len(fg.paths(G, "a", "b")) == 0
    assert len(fg.paths(G, "a", "b", layers=["clinical"])) == 1
    assert len(fg.paths(G, "a", "b", layers=None)) == 1


def test_a_search_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "BUDGET", 5)
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
        ({"sign": 2}, "use 1, -1, 0 or None"),
        ({"layers": ["mecanism"]}, "use some of mechanism"),
        ({"via": ["b"], "avoid": ["b"]}, "to be avoided and passed"),
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
    assert set(fg.paths(atlas, "IL-4", "IgE").to_frame()["sign"]) == {1}
