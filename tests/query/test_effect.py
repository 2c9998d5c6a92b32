"""Effects: direct evidence first, unanimous routes else, never netted."""

from __future__ import annotations

import pytest

import follicle_graph as fg
from follicle_graph.graph import Graph, add_edge
from follicle_graph.query import paths as room


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
    monkeypatch.setattr(room, "BUDGET", 8)
    dense = "; ".join(f"{u} -> {v}" for u in "acdefg" for v in "cdefgb" if u != v)
    dense = dense.replace("a -> b; ", "").removesuffix("; a -> b")
    assert fg.effect(fg.sketch(dense), "a", "b", max_hops=6).verdict == "unknown"


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
