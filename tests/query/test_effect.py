"""Effects: direct evidence first, unanimous routes else, never netted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.model.graph import Graph, add_edge
from follicle_graph.query import paths as paths_module
from random_graphs import graphs


@pytest.mark.parametrize(
    ("text", "verdict", "basis"),
    [
        ("a -> b", "increase", "observed"),
        ("a -| b", "decrease", "observed"),
        ("a -> b; a -| b", "ambiguous", "observed"),
        ("a -> x -| b", "decrease", "routes"),
        ("a -> x -> b; a -> y -> b; a -| z -> b", "ambiguous", "routes"),
        ("a -> b; a -> x -| b", "increase", "observed"),
        ("a -- b", "none", "routes"),
        ("b -> a", "none", "routes"),
    ],
)
def test_the_verdict_follows_direct_edges_then_unanimous_routes(
    text: str, verdict: str, basis: str
) -> None:
    answer = fg.effect(fg.sketch(text), "a", "b")
    assert (answer.verdict, answer.basis) == (verdict, basis)


def test_routes_only_could() -> None:
    assert "could decrease" in str(fg.effect(fg.sketch("a -> x -| b"), "a", "b"))


def test_a_null_finding_is_no_direction_but_stands_against() -> None:
    G = fg.sketch("a -> x -> b")
    add_edge(G, "a", "b", "no_effect_on", sign=0)
    answer = fg.effect(G, "a", "b")
    assert answer.verdict == "increase"
    assert answer.against == (("a", "b", "no_effect_on"),)
    assert "against it: 1 null or disputed finding" in str(answer)


def test_none_says_where_routes_begin() -> None:
    answer = fg.effect(fg.sketch("a -> b -> c -> d"), "a", "d", max_hops=2)
    assert answer.verdict == "none"
    assert answer.routes_from == 3
    assert "routes begin at 3 hops" in str(answer)


def test_a_search_cut_short_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths_module, "BUDGET", 5_000)
    dense = "; ".join(f"{u} -> {v}" for u in "acdefgh" for v in "cdefghb" if u != v)
    G = fg.sketch(dense)
    G.remove_edge("a", "b", "increases")
    assert fg.effect(G, "a", "b", max_hops=6).verdict == "unknown"


@settings(max_examples=200, deadline=None)
@given(graphs, st.integers(1, 5))
def test_the_verdict_is_what_its_definition_says(G: Graph, max_hops: int) -> None:
    answer = fg.effect(G, "a", "b", max_hops=max_hops)
    assert answer.verdict == oracle.verdict(G, "a", "b", max_hops)
    assert (answer.routes_from is None) or answer.verdict == "none"
    assert {loop.nodes[0] for loop in answer.loops} <= {"a", "b"}


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_without_a_path_there_is_never_an_effect(G: Graph) -> None:
    if not fg.paths(G, "a", "b", max_hops=5):
        answer = fg.effect(G, "a", "b", max_hops=5)
        assert (answer.verdict, answer.routes_from) == ("none", None)


def test_a_loop_through_either_end_is_named() -> None:
    answer = fg.effect(fg.sketch("a -> b -> c; c -| b; a -> d -> a"), "a", "c")
    assert [loop.nodes for loop in answer.loops] == [("a", "d", "a"), ("c", "b", "c")]


def test_an_observed_effect_names_its_best_evidence(atlas: Graph) -> None:
    answer = fg.effect(atlas, "rapamycin", "inflammation")
    assert answer.grade == "popular article"
    assert "stated directly (support 0.05, best evidence: popular article)" in str(answer)


def test_rapamycin_decreases_inflammation(atlas: Graph) -> None:
    assert fg.effect(atlas, "rapamycin", "inflammation").verdict == "decrease"


def test_null_findings_of_other_layers_do_not_stand_against_here() -> None:
    G = fg.sketch("a -> b; a -- b")
    add_edge(G, "a", "b", "no_effect_on", sign=0, layer="clinical")
    answer = fg.effect(G, "a", "b")
    assert answer.against == ()
    assert answer.elsewhere == (("a", "b", "no_effect_on"),)


def test_what_other_layers_say_stands_apart(atlas: Graph) -> None:
    answer = fg.effect(atlas, "rapamycin", "psoriasis")
    assert ("rapamycin", "psoriasis", "treats") in answer.elsewhere


def test_other_layers_come_trials_first_and_a_loop_through_both_ends_once(atlas: Graph) -> None:
    answer = fg.effect(atlas, "dupilumab", "alopecia areata")
    assert [key for *_, key in answer.elsewhere] == [
        "treats",
        "may_worsen",
        "ameliorates",
        "may_trigger",
    ]
    assert "other layers: treats (−, trial), may_worsen (+, case series)" in str(answer)
    both = fg.effect(fg.sketch("a -> b -> a"), "a", "b")
    assert [loop.nodes for loop in both.loops] == [("a", "b", "a")]


def test_evidence_of_its_own_against_an_edge_is_told() -> None:
    G = fg.sketch("a -> b")
    told = (fg.Evidence("R1", grade="trial"), fg.Evidence("R2", stance="refutes", grade="trial"))
    G.edges["a", "b", "increases"].update(evidence=told, support=0.8, contradicted=True)
    assert "; some of its own evidence speaks against it" in str(fg.effect(G, "a", "b"))
    assert "speaks against" not in str(fg.effect(fg.sketch("a -> b"), "a", "b"))
