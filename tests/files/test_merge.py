"""Two graphs become one: the same thing once, evidence joined, what disagrees side by side."""

from __future__ import annotations

from typing import cast

import networkx as nx
import pytest

import follicle_graph as fg
from any_graphs import content
from follicle_graph.files.merge import Ambiguous, Disagreement, Matched
from follicle_graph.model.duplicates import duplicates
from follicle_graph.model.graph import Graph


def entity(id_: str, label: str, curie: str | None = None) -> fg.Entity:
    return fg.Entity(id_, label, curie=curie)


def graph(entities: list[fg.Entity], *statements: fg.Statement) -> Graph:
    return fg.build(entities, statements, name="own")


def test_curie_symbol_and_name_match_in_this_order(atlas: Graph) -> None:
    H = fg.from_table(
        [
            {"source": "IL8", "target": "HGNC:5438", "interaction": "activates"},
            {"source": "Interferon gamma", "target": "something new", "interaction": "inhibits"},
        ]
    )
    both, report = fg.merge(atlas, H)
    assert set(report.matched) == {
        Matched("IL8", "cxcl8", "symbol"),
        Matched("HGNC:5438", "ifng", "curie"),
        Matched("Interferon gamma", "ifng", "name"),
    }
    assert report.unmatched == ("something new",)
    assert both.edges["cxcl8", "ifng", "activates"]["sign"] == 1
    assert (both.graph["origin"], both.graph["digest"]) == ("merged", fg.digest(both))
    assert len(both) == len(atlas) + 1
    fg.validate(both)
    assert "3 entities matched" in str(report)
    assert list(report.to_frame().columns) == ["entity", "outcome", "same_as", "by"]


def test_merging_leaves_both_graphs_alone_and_an_empty_one_changes_nothing(atlas: Graph) -> None:
    H = fg.sketch("IFNG -> x")
    before = content(atlas), content(H)
    fg.merge(atlas, H)
    assert (content(atlas), content(H)) == before
    same, report = fg.merge(atlas, fg.sketch(""))
    assert fg.digest(same) == fg.digest(atlas)
    assert not report.matched


def test_a_graph_merged_with_itself_is_itself(atlas: Graph) -> None:
    same, report = fg.merge(atlas, atlas)
    assert fg.digest(same) == fg.digest(atlas)
    assert len(report.matched) == len(atlas)
    assert (report.joined_edges, report.new_edges) == (atlas.number_of_edges(), 0)


def test_edges_of_one_triple_join_their_evidence() -> None:
    ends = [entity("a", "A"), entity("b", "B")]
    one = fg.Statement(
        "a", "increases", "b", 1, "mechanism", False, fg.Evidence("R1", grade="trial")
    )
    two = fg.Statement(
        "a", "increases", "b", 1, "mechanism", True, fg.Evidence("R2", grade="trial")
    )
    both, _ = fg.merge(graph(ends, one), graph(ends, two))
    data = both.edges["a", "b", "increases"]
    assert [piece.id for piece in data["evidence"]] == ["R1", "R2"]
    assert (data["support"], data["indirect"]) == (0.96, False)


def test_signs_that_disagree_become_parallel_edges_and_are_listed() -> None:
    G = fg.from_table([{"source": "a", "target": "b", "predicate": "acts on", "sign": 1}])
    H = fg.from_table([{"source": "a", "target": "b", "predicate": "acts on", "sign": -1}])
    both, report = fg.merge(G, H)
    assert report.disagreements == (Disagreement("a", "b", "acts on", "acts on (−)"),)
    assert sorted(both.edges(keys=True, data="sign")) == [
        ("a", "b", "acts on", 1),
        ("a", "b", "acts on (−)", -1),
    ]
    fg.validate(both)


def test_a_null_finding_of_one_graph_stands_against_the_other() -> None:
    ends = [entity("a", "A"), entity("b", "B")]
    up = fg.Statement("a", "increases", "b", 1, "mechanism", False, fg.Evidence("R1"))
    null = fg.Statement("a", "no_effect_on", "b", 0, "mechanism", False, fg.Evidence("R2"))
    for one, other in ((up, null), (null, up)):
        both, _ = fg.merge(graph(ends, one), graph(ends, other))
        assert both.edges["a", "b", "increases"]["contradicted"]
        assert fg.digest(both) == fg.digest(graph(ends, up, null))


def test_ambiguous_names_and_contradicting_curies_are_kept_apart() -> None:
    G = graph([entity("x1", "TGF", "X:1"), entity("x2", "TGF", "X:2"), entity("y", "Y", "HGNC:1")])
    H = graph([entity("t", "TGF"), entity("y", "Y", "HGNC:2")])
    both, report = fg.merge(G, H)
    assert report.ambiguous == (Ambiguous("t", ("x1", "x2"), "name"),)
    assert set(both) == {"x1", "x2", "y", "t", "y (HGNC:2)"}


def test_only_the_chosen_keys_match(atlas: Graph) -> None:
    _, report = fg.merge(atlas, fg.sketch("IFNG -> x"), on="curie")
    assert not report.matched
    assert report.near[0][:2] == ("ifng", "IFNG")
    with pytest.raises(fg.InvalidQuestion, match="on is 'colour'; use some of curie, symbol, name"):
        fg.merge(atlas, atlas, on="colour")


def test_a_graph_that_a_composition_split_shows_its_duplicates(atlas: Graph) -> None:
    split = cast("Graph", nx.compose(atlas, fg.sketch("IFNG -> x")))
    assert [(one.one, one.other) for one in duplicates(split)] == [("ifng", "IFNG")]
    assert not duplicates(atlas)
    with pytest.warns(UserWarning, match="'ifng' and 'IFNG' look like one entity.*merge"):
        fg.validate(split)
