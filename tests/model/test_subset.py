"""Subsets: what stays, and with which evidence."""

from __future__ import annotations

import pytest

import follicle_graph as fg
from follicle_graph.model.digest import digest
from follicle_graph.model.graph import Graph
from follicle_graph.model.keep import species_of


def test_an_edge_stays_with_only_the_evidence_that_meets_the_filters(atlas: Graph) -> None:
    human = fg.keep(atlas, species={"human"}, keep_unstated=False)
    for *_, data in human.edges(data=True):
        assert any(piece.stance == "supports" for piece in data["evidence"])
        assert all("human" in species_of(piece) for piece in data["evidence"])


def test_unstated_context_counts_as_meeting_unless_refused(atlas: Graph) -> None:
    with_unstated = fg.keep(atlas, species={"human"})
    without = fg.keep(atlas, species={"human"}, keep_unstated=False)
    assert set(without.edges) < set(with_unstated.edges)


def test_all_filters_must_be_met_by_one_piece_of_evidence() -> None:
    from follicle_graph.model.facts import Entity, Evidence, Statement
    from follicle_graph.model.graph import build

    G = build(
        [Entity("a", "A"), Entity("b", "B")],
        [
            Statement("a", "increases", "b", 1, "mechanism", False, evidence)
            for evidence in (
                Evidence("R1", grade="animal", species=("human",)),
                Evidence("R2", grade="trial", species=("mouse",)),
            )
        ],
    )
    assert fg.keep(G, species={"human"}, grades={"trial"}).number_of_edges() == 0
    assert fg.keep(G, species={"mouse"}, grades={"trial"}).number_of_edges() == 1


def test_contrary_evidence_alone_keeps_no_edge(atlas: Graph) -> None:
    kept = fg.keep(atlas, grades={"animal"})
    for *_, data in kept.edges(data=True):
        assert any(p.stance == "supports" and p.grade == "animal" for p in data["evidence"])


def test_kinds_and_lanes_hold_for_both_ends_and_isolated_nodes_stay_when_asked(
    atlas: Graph,
) -> None:
    cells = fg.keep(atlas, kinds={"cell"})
    assert cells.number_of_edges() > 0
    assert {atlas.nodes[n]["kind"] for n in cells} == {"cell"}
    assert {d["lane"] for _, d in fg.keep(atlas, lanes={"immune cells"}).nodes(data=True)} == {
        "immune cells"
    }
    known = {node for node, data in atlas.nodes(data=True) if data["kind"] == "cell"}
    assert set(fg.keep(atlas, kinds={"cell"}, keep_isolated=True)) == known > set(cells)


def test_given_support_stays_where_there_is_no_evidence() -> None:
    G = fg.sketch("a -> b")
    G.edges["a", "b", "increases"].update(support=0.7, source="mine")
    kept = fg.keep(G).edges["a", "b", "increases"]
    assert (kept["support"], kept["source"]) == (0.7, "mine")


def test_support_is_recomputed_before_the_threshold(atlas: Graph) -> None:
    strong = fg.keep(atlas, grades={"animal"}, min_support=0.6)
    assert strong.number_of_edges() > 0
    for *_, data in strong.edges(data=True):
        assert sum(piece.stance == "supports" for piece in data["evidence"]) > 1


def test_the_graph_given_is_never_changed(atlas: Graph) -> None:
    before = digest(atlas)
    fg.keep(atlas, layers={"clinical"}, min_support=0.5)
    fg.neighborhood(atlas, "IL-15", max_hops=2)
    assert digest(atlas) == before


def test_neighborhood_follows_the_direction() -> None:
    G = fg.sketch("a -> b -> c -> d; x -> c")
    assert set(fg.neighborhood(G, "c")) == {"b", "c", "d", "x"}
    assert set(fg.neighborhood(G, "c", direction="in", max_hops=2)) == {"a", "b", "c", "x"}
    assert set(fg.neighborhood(G, "c", max_hops=0)) == {"c"}


def test_unknown_filters_are_refused_with_what_is_allowed(atlas: Graph) -> None:
    with pytest.raises(fg.InvalidQuestion, match="mechanisms; use some of mechanism, clinical"):
        fg.keep(atlas, layers={"mechanisms"})
    with pytest.warns(UserWarning, match=r"has the species humans; it has .*human"):
        fg.keep(atlas, species={"humans"})
    with pytest.warns(UserWarning, match="has the kind drugs; it has .*drug"):
        fg.keep(atlas, kinds={"drugs"})
    with pytest.raises(fg.UnknownEntity, match="did you mean"):
        fg.keep(atlas, diseases={"alopecia aerata"})
    with pytest.raises(fg.InvalidQuestion, match="use a whole number of 0 or more"):
        fg.neighborhood(atlas, "IL-15", max_hops=-1)


def test_a_disease_goes_by_its_names(atlas: Graph) -> None:
    by_id = fg.keep(atlas, diseases={"alopecia_areata"}, keep_unstated=False)
    by_label = fg.keep(atlas, diseases="alopecia areata", keep_unstated=False)
    assert by_id.number_of_edges() > 50
    assert set(by_id.edges) == set(by_label.edges)


def test_more_hops_than_there_are_cost_nothing() -> None:
    G = fg.sketch("a -> b -> a")
    assert len(fg.neighborhood(G, "a", max_hops=10**18)) == 2
    with pytest.raises(fg.InvalidQuestion, match="hops is '2'; use a whole number"):
        fg.neighborhood(G, "a", max_hops="2")  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match="min_support is 'x'"):
        fg.keep(G, min_support="x")  # type: ignore[arg-type]
    G.add_edge("a", "c", "increases")
    with pytest.raises(fg.InvalidGraph, match="edge a increases c: sign None"):
        fg.keep(G)


def test_a_disease_keeps_its_own_trials_and_not_those_of_another(atlas: Graph) -> None:
    G = atlas
    H = fg.keep(G, diseases={"AA"}, species={"human"})
    assert H.has_edge("ritlecitinib", "alopecia_areata", "treats")
    assert not H.in_edges("androgenetic_alopecia")
    assert not H.has_edge("finasteride", "androgenetic_alopecia")


def test_what_emptied_a_graph_is_said(atlas: Graph) -> None:
    with pytest.warns(UserWarning, match=r"no edge is left: grades \(human genetic\) fits none of"):
        fg.keep(atlas, layers="safety", grades="human genetic")
    with pytest.warns(UserWarning, match=r"no edge is left: min_support 1 is above all \d+ edges"):
        fg.keep(atlas, layers="biomarker", min_support=1)
    with pytest.warns(UserWarning, match=r"has the reference PMID:0; it has DOI:"):
        fg.keep(atlas, references="PMID:0")


def test_a_paper_goes_by_its_key_in_any_case(atlas: Graph) -> None:
    by_key = fg.keep(atlas, references="Xing2014")
    by_curie = fg.keep(atlas, references=["pmid:25129481"])
    assert by_key.size() == by_curie.size() > 0
    for *_, data in by_key.edges(data=True):
        assert {piece.reference for piece in data["evidence"]} == {"PMID:25129481"}


def test_any_end_keeps_what_a_kind_touches(atlas: Graph) -> None:
    both = fg.keep(atlas, kinds="drug")
    either = fg.keep(atlas, kinds="drug", ends="any")
    assert set(both.edges) < set(either.edges)
    for u, v in either.edges():
        assert "drug" in (atlas.nodes[u]["kind"], atlas.nodes[v]["kind"])
    with pytest.raises(fg.InvalidQuestion, match="ends is 'one'; use 'both' or 'any'"):
        fg.keep(atlas, ends="one")  # type: ignore[arg-type]


def test_several_names_may_come_as_a_list(atlas: Graph) -> None:
    listed = fg.neighborhood(atlas, ["IL-15", "IFN-γ"])
    assert set(listed) == set(fg.neighborhood(atlas, "IL-15", "IFN-γ"))
    assert set(fg.upstream(atlas, ["IL-15"])) == set(fg.upstream(atlas, "IL-15"))
    with pytest.raises(fg.InvalidQuestion, match="name at least one entity"):
        fg.neighborhood(atlas, [])
