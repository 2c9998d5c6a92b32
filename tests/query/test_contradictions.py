"""Contradictions: found by a join, split by context."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge, evidence_key
from random_graphs import evidence, graphs

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "covid19kg_indra_derived.json"


@settings(max_examples=200, deadline=None)
@given(graphs, st.data())
def test_the_pairs_are_those_found_by_comparing_every_two_edges(
    G: Graph, data: st.DataObject
) -> None:
    for *_, attributes in G.edges(data=True):
        attributes["evidence"] = tuple(sorted(data.draw(evidence()), key=evidence_key))
    rows = fg.contradictions(G)[["subject", "object", "finding"]].values.tolist()
    pairs = {(subject, object_): set(finding.split("; ")) for subject, object_, finding in rows}
    assert pairs == oracle.contradicting(G)


def test_every_contradiction_of_the_tables_is_found(
    atlas: Graph, table: Callable[[str], list[dict[str, str]]]
) -> None:
    told = {(row["subject"], row["object"]) for row in table("contradictions")}
    found = fg.contradictions(atlas)
    assert told <= set(zip(found.subject, found.object, strict=True))


@pytest.mark.parametrize(
    ("one", "other", "scope", "differs"),
    [
        ({}, {}, "conflict", ""),
        ({"species": ("human",)}, {"species": ("mouse",)}, "context", "species"),
        ({"species": ("human",)}, {"species": ("mouse", "human")}, "conflict", ""),
        ({"species": ("human",)}, {}, "conflict", ""),
        ({"tissue": ("follicle",)}, {"tissue": ("follicle culture",)}, "conflict", ""),
        ({"tissue": ("skin",)}, {"tissue": ("spleen",)}, "context", "tissue"),
        (
            {"route": "oral", "disease": ("a",)},
            {"route": "topical", "disease": ("b",)},
            "context",
            "disease; route",
        ),
    ],
)
def test_findings_in_different_contexts_are_context_and_in_the_same_conflict(
    one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]], scope: str, differs: str
) -> None:
    G = fg.sketch("a; b")
    add_edge(G, "a", "b", "increases", sign=1, evidence=[Evidence("R1", **one)])  # type: ignore[arg-type]
    add_edge(G, "a", "b", "decreases", sign=-1, evidence=[Evidence("R2", **other)])  # type: ignore[arg-type]
    (row,) = fg.contradictions(G).itertuples()
    assert (row.finding, row.scope, row.differs) == ("opposed", scope, differs)
    assert (row.increasing, row.decreasing, row.against) == ("R1", "R2", "")


def test_one_conflict_among_contexts_is_a_conflict() -> None:
    G = fg.sketch("a; b")
    mice = [Evidence("R1", species=("mouse",)), Evidence("R2", species=("human",))]
    add_edge(G, "a", "b", "increases", sign=1, evidence=mice)
    add_edge(G, "a", "b", "decreases", sign=-1, evidence=[Evidence("R3", species=("human",))])
    assert fg.contradictions(G).scope.tolist() == ["conflict"]


def test_findings_that_share_no_layer_are_across_layers() -> None:
    G = fg.sketch("a -> b")
    add_edge(G, "a", "b", "ineffective_for", sign=0, layer="clinical")
    assert fg.contradictions(G)[["finding", "scope"]].values.tolist() == [["null", "across layers"]]
    assert fg.contradictions(G, layers={"mechanism"}).empty


def test_a_null_finding_alone_contradicts_nothing() -> None:
    G = fg.sketch("a; b")
    add_edge(G, "a", "b", "no_effect_on", sign=0)
    assert fg.contradictions(G).empty


def test_the_human_follicle_and_the_mouse_are_context_and_two_trials_conflict(atlas: Graph) -> None:
    found = fg.contradictions(atlas).set_index(["subject", "object"])
    assert found.loc[("mtorc1", "hair_growth"), "scope"] == "context"
    assert found.loc[("mtorc1", "hair_growth"), "differs"] == "species; tissue"
    assert found.loc[("rapamycin", "ige"), "scope"] == "conflict"
    assert found.loc[("dandruff", "scalp_inflammation"), "scope"] == "across layers"


def test_thirty_three_pairs_of_the_covid_graph() -> None:
    if not CORPUS.is_file():
        pytest.skip(f"the corpus is not at {CORPUS}")
    found = fg.contradictions(fg.read(CORPUS))
    assert (found.finding == "opposed").sum() == 33


def test_a_pair_with_very_much_evidence_is_compared_in_time() -> None:
    G = fg.sketch("a; b")
    for predicate, sign in (("increases", 1), ("decreases", -1)):
        pieces = [Evidence(f"R{sign}{n}", species=("human",)) for n in range(5_000)]
        add_edge(G, "a", "b", predicate, sign=sign, evidence=pieces)
    start = time.perf_counter()
    assert fg.contradictions(G).scope.tolist() == ["conflict"]
    assert time.perf_counter() - start < 5


def test_names_keep_only_the_pairs_with_one_of_them_at_either_end(atlas: Graph) -> None:
    whole = fg.contradictions(atlas)
    for names in (["mtorc1"], ["mtorc1", "ige"]):
        kept = whole[whole["subject"].isin(names) | whole["object"].isin(names)]
        assert len(kept) not in (0, len(whole))
        found = fg.contradictions(atlas, names)
        assert found.values.tolist() == kept.values.tolist()
    assert fg.contradictions(atlas, "rapamycin")["subject"].tolist()
    with pytest.raises(fg.UnknownEntity):
        fg.contradictions(atlas, "rapamicin")
