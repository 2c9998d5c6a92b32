"""Effects: direct evidence first, unanimous routes else, never netted."""

from __future__ import annotations

from pathlib import Path

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
    assert [one.edge for one in answer.against] == [("a", "b", "no_effect_on")]
    assert "against it: no effect on (no effect, no grade)" in str(answer)


def test_none_says_where_routes_begin() -> None:
    answer = fg.effect(fg.sketch("a -> b -> c -> d"), "a", "d", max_hops=2)
    assert answer.verdict == "none"
    assert answer.routes_from == 3
    assert 'the shortest route has 3 hops; try paths(G, "a", "d", max_hops=3)' in str(answer)


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
    if not fg.paths(G, "a", "b", max_hops=5, layers=None):
        answer = fg.effect(G, "a", "b", max_hops=5)
        assert (answer.verdict, answer.routes_from) == ("none", None)


def test_a_loop_through_either_end_is_named() -> None:
    answer = fg.effect(fg.sketch("a -> b -> c; c -| b; a -> d -> a"), "a", "c")
    assert [loop.nodes for loop in answer.loops] == [("a", "d", "a"), ("c", "b", "c")]


def test_an_observed_effect_names_its_best_evidence(atlas: Graph) -> None:
    answer = fg.effect(atlas, "rapamycin", "inflammation")
    assert answer.grade == "popular article"
    assert "direct edge (popular article, support 0.05)" in str(answer)


def test_rapamycin_decreases_inflammation(atlas: Graph) -> None:
    assert fg.effect(atlas, "rapamycin", "inflammation").verdict == "decrease"


def test_null_findings_of_other_layers_do_not_stand_against_here() -> None:
    G = fg.sketch("a -> b; a -- b")
    add_edge(G, "a", "b", "no_effect_on", sign=0, layer="clinical")
    answer = fg.effect(G, "a", "b")
    assert answer.against == ()
    assert answer.elsewhere == (("a", "b", "no_effect_on"),)


def test_what_other_layers_say_stands_apart(atlas: Graph) -> None:
    answer = fg.effect(atlas, "rapamycin", "IgE")
    assert answer.basis == "observed"
    assert not {one.layer for one in answer.other_layers} & {"mechanism"}


def test_a_loop_through_both_ends_is_named_once() -> None:
    both = fg.effect(fg.sketch("a -> b -> a"), "a", "b")
    assert [loop.nodes for loop in both.loops] == [("a", "b", "a")]


def graded(*rows: tuple[str, int, str, str]) -> Graph:
    """Edges from a to b: predicate, sign, layer and grade."""
    G = fg.sketch("a; b")
    for number, (predicate, sign, layer, grade) in enumerate(rows):
        pieces = [fg.Evidence(f"R{number}", grade=grade)]
        add_edge(G, "a", "b", predicate, sign=sign, layer=layer, evidence=pieces)
    return G


TREATS = ("treats", -1, "clinical", "trial")


@pytest.mark.parametrize(
    ("others", "verdict"),
    [
        ([], "decrease"),
        ([("ineffective_for", 0, "clinical", "case series")], "decrease"),
        ([("ineffective_for", 0, "clinical", "trial")], "ambiguous"),
        ([("disputed_effect_on", 0, "clinical", "meta-analysis")], "ambiguous"),
        ([("may_worsen", 1, "clinical", "review")], "decrease"),
        ([("may_worsen", 1, "clinical", "trial")], "ambiguous"),
        ([("may_worsen", 1, "clinical", "meta-analysis")], "increase"),
        ([("has_increased_marker", 1, "biomarker", "meta-analysis")], "decrease"),
        ([("predisposes_to", 1, "genetic", "review")], "decrease"),
    ],
)
def test_the_best_clinical_grade_decides_unless_a_contrary_finding_is_as_good(
    others: list[tuple[str, int, str, str]], verdict: str
) -> None:
    answer = fg.effect(graded(TREATS, *others), "a", "b")
    assert (answer.verdict, answer.basis) == (verdict, "stated")
    if verdict == "decrease" and others and others[0][2] == "clinical":
        against = others[0][0].replace("_", " ")
        assert f"against it: {against} (" in str(answer)
    words = {"decrease": "decrease, stated (trial)", "increase": "increase, stated (meta-analysis)"}
    assert words.get(verdict, "against") in str(answer)


def test_an_edge_of_the_mechanism_layer_comes_before_clinical_statements() -> None:
    answer = fg.effect(graded(TREATS, ("increases", 1, "mechanism", "animal")), "a", "b")
    assert (answer.verdict, answer.basis, answer.grade) == ("increase", "observed", "animal")
    assert answer.elsewhere == (("a", "b", "treats"),)


def test_only_the_layers_that_are_named_count() -> None:
    G = graded(TREATS, ("predisposes_to", 1, "genetic", "meta-analysis"))
    assert fg.effect(G, "a", "b", layers=["clinical"]).verdict == "decrease"
    assert fg.effect(G, "a", "b", layers=["genetic"]).verdict == "increase"
    assert fg.effect(G, "a", "b", layers=["safety"]).verdict == "none"
    assert fg.effect(G, "a", "b", layers=None).verdict == "increase"


def test_a_direct_edge_whose_routes_disagree_says_so_with_counts() -> None:
    G = fg.sketch("a -> b; a -> x -| b; a -> y -> b; a -> p -> q -> r -| b")
    answer = fg.effect(G, "a", "b")
    assert (answer.verdict, answer.routes) == ("increase", (1, 1))
    assert "routes disagree: 1 increase, 1 decrease" in str(answer)
    assert "disagree" not in str(fg.effect(fg.sketch("a -> b; a -> x -> b"), "a", "b"))


def drug_class(members: str) -> Graph:
    G = fg.sketch(members)
    for drug in ("d1", "d2"):
        add_edge(G, drug, "c", "is_a", sign=0, layer="structural")
    G.nodes["c"]["kind"] = "drug_class"
    return G


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("c; d1 -| x -> b; d2 -| x", "decrease"),
        ("c; d1 -| x -> b; d2 -> x", "ambiguous"),
        ("c -| y -> b; d1 -> x -| b; d2 -> x", "decrease"),
        ("c -> b; d1; d2 -| b", "ambiguous"),
        ("c; b; d1; d2", "none"),
    ],
)
def test_a_class_of_drugs_acts_through_its_members(text: str, verdict: str) -> None:
    assert fg.effect(drug_class(text), "c", "b").verdict == verdict


def test_paths_from_a_class_start_at_its_members_and_say_so() -> None:
    found = fg.paths(drug_class("c; d1 -| x -> b; d2 -| x"), "c", "b")
    assert [path.nodes[0] for path in found] == ["d1", "d2"]
    assert "through the members of c: d1, d2" in str(found)
    assert len(fg.paths(drug_class("c; d1 -| x -> b; d2 -| x"), "c", "b", avoid=["d1"])) == 1


def test_evidence_of_its_own_against_an_edge_is_told() -> None:
    G = fg.sketch("a -> b")
    told = (fg.Evidence("R1", grade="trial"), fg.Evidence("R2", stance="refutes", grade="trial"))
    G.edges["a", "b", "increases"].update(evidence=told, support=0.8, contradicted=True)
    assert "; some of its own evidence speaks against it" in str(fg.effect(G, "a", "b"))
    assert "speaks against" not in str(fg.effect(fg.sketch("a -> b"), "a", "b"))


def test_an_open_verdict_points_to_the_model_where_the_model_knows_the_source() -> None:
    unsure = fg.effect(fg.sketch("a -> x -> b; a -> y -| b"), "a", "b")
    assert unsure.ask_next == 'what_if(G, {"a": +1})'
    assert unsure.ask_next in str(unsure)
    assert fg.effect(fg.sketch("a -> b"), "a", "b").ask_next == ""
    assert fg.effect(fg.sketch("a; b"), "a", "b").ask_next == ""


def test_a_store_gives_the_same_effect_of_a_class(tmp_path: Path) -> None:
    G = drug_class("c; d1 -| x -> b; d2 -| x")
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(G)
        assert fg.effect(store, "c", "b") == fg.effect(G, "c", "b")
        assert str(fg.paths(store, "c", "b")) == str(fg.paths(G, "c", "b"))


def test_a_direct_effect_of_another_layer_is_printed_before_the_routes(atlas: Graph) -> None:
    found = fg.effect(atlas, "androgen receptor", "HOXC13")
    line = str(found)
    assert found.basis == "routes"
    assert line.startswith(
        "Androgen receptor on HOXC13: reported directly: decreases (−, in vitro, "
        "correlative layer); by routes: "
    )
    assert "other layers" not in line
    stated = fg.effect(atlas, "dupilumab", "hair loss")
    assert str(stated).endswith(
        "decrease, stated (trial); other layers: may trigger (+, human observational)"
    )
    plain = fg.sketch("a -> b -| c")
    add_edge(plain, "a", "c", "may_trigger", sign=1, layer="safety")
    line = str(fg.effect(plain, "a", "c"))
    assert line.index("may trigger (+, no grade, safety layer)") < line.index("could decrease")
