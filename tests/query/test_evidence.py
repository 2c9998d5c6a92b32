"""Evidence of graphs, entities, pairs and answers, and the table of edges."""

from __future__ import annotations

import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.query.evidence import EVIDENCE_COLUMNS, TABLE_COLUMNS


def pieces(G: Graph) -> int:
    return sum(len(data["evidence"]) for *_, data in G.edges(data=True))


def test_the_evidence_of_a_pair_names_its_papers(atlas: Graph) -> None:
    found = fg.evidence(atlas, "IFN-γ", "HF immune privilege")
    assert len(found) > 0
    assert list(found.columns) == EVIDENCE_COLUMNS
    assert found["citation"].str.len().max() > 10
    assert set(found["subject"]) == {"IFN-γ"}


def test_the_evidence_of_a_graph_is_all_of_it(atlas: Graph) -> None:
    found = fg.evidence(atlas)
    assert len(found) == pieces(atlas)
    assert not found["citation"].eq("")[found["reference"].ne("")].any()


def test_the_evidence_of_an_entity_is_that_of_its_edges_in_both_directions(atlas: Graph) -> None:
    found = fg.evidence(atlas, "IL-15")
    touched = [*atlas.in_edges("il15", data=True), *atlas.out_edges("il15", data=True)]
    assert len(found) == sum(len(data["evidence"]) for *_, data in touched)
    assert {"IL-15"} == set(found["subject"].where(found["object"] != "IL-15", "IL-15"))


def test_several_entities_and_several_pairs_are_asked_at_once(atlas: Graph) -> None:
    both = fg.evidence(atlas, ["IL-15", "IFN-γ"])
    each = pd.concat([fg.evidence(atlas, "IL-15"), fg.evidence(atlas, "IFN-γ")])
    assert set(both["id"]) == set(each["id"])
    pairs = fg.evidence(atlas, ["baricitinib", "ritlecitinib"], ["alopecia areata"])
    assert {"Baricitinib", "Ritlecitinib"} == set(pairs["subject"])


def test_the_evidence_of_an_answer_is_that_of_its_edges(atlas: Graph) -> None:
    found = fg.paths(atlas, "IL-15", "hair loss", limit=3)
    ids = {piece.id for edge in found.edges for piece in atlas.edges[edge]["evidence"]}
    assert set(fg.evidence(found)["id"]) == ids
    assert set(fg.evidence(found[0])["id"]) <= ids
    answer = fg.effect(atlas, "aldesleukin", "alopecia areata")
    table = fg.evidence(answer)
    assert set(table["predicate"]) == {"treats", "ineffective_for"}


@pytest.mark.parametrize(
    ("pair", "why"),
    [
        (("hair loss", "IFN-γ"), "edges lead the other way|routes of|no edge joins them"),
        (("alopecia areata", "baricitinib"), 'the other way only; try evidence\\(G, "Baricitinib"'),
    ],
)
def test_a_pair_without_an_edge_has_an_empty_table_and_says_why(
    pair: tuple[str, str], why: str, atlas: Graph
) -> None:
    with pytest.warns(UserWarning, match=why):
        found = fg.evidence(atlas, *pair)
    assert found.empty
    assert list(found.columns) == EVIDENCE_COLUMNS


def test_an_entity_without_relations_says_so() -> None:
    with pytest.warns(UserWarning, match="c has no relations yet"):
        assert fg.evidence(fg.sketch("a -> b; c"), "c").empty


def test_an_unknown_name_is_refused(atlas: Graph) -> None:
    with pytest.raises(fg.UnknownEntity, match="did you mean"):
        fg.evidence(atlas, "IFN-gama", "hair loss")


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        (([],), "subject is empty; name at least one entity"),
        ((pd.DataFrame({"a": [1]}),), "subject is a DataFrame; use a name or a list of names"),
        (({"a": 1},), "subject is a dict"),
        ((None, "a"), "an object without a subject"),
    ],
)
def test_what_is_no_list_of_names_is_refused(names: tuple[object, ...], problem: str) -> None:
    with pytest.raises(fg.InvalidQuestion, match=problem):
        fg.evidence(fg.sketch("a -> b"), *names)  # type: ignore[arg-type]


def test_the_table_has_every_edge_once(atlas: Graph) -> None:
    rows = fg.edge_table(atlas)
    assert list(rows.columns) == TABLE_COLUMNS
    assert len(rows) == atlas.number_of_edges()
    assert not rows.duplicated(["subject", "predicate", "object"]).any()
    contradicted = {
        (r.subject, r.object, r.predicate) for r in rows[rows.contradicted].itertuples()
    }
    assert contradicted == {
        (u, v, k) for u, v, k, d in atlas.edges(keys=True, data=True) if d["contradicted"]
    }


def test_the_table_counts_evidence_and_names_the_best_grade(atlas: Graph) -> None:
    rows = fg.edge_table(atlas)
    assert rows["evidence_count"].sum() == pieces(atlas)
    (row,) = rows.query("subject == 'baricitinib' and object == 'alopecia_areata'").itertuples()
    assert row.grade in ("trial", "meta-analysis")
    assert row.evidence_count == len(str(row.evidence).split("; "))


def test_the_table_is_read_again_as_the_same_edges(atlas: Graph) -> None:
    again = fg.from_table(fg.edge_table(atlas))
    assert set(again.edges(keys=True)) == set(atlas.edges(keys=True))
    for u, v, key, data in again.edges(keys=True, data=True):
        known = atlas.edges[u, v, key]
        assert (data["sign"], data["layer"], data["indirect"]) == (
            known["sign"],
            known["layer"],
            known["indirect"],
        )
        assert data["support"] == pytest.approx(known["support"])
        assert {piece.id for piece in data["evidence"]} == {p.id for p in known["evidence"]}
        if len(known["evidence"]) == 1 and known["evidence"][0].stance == "supports":
            (mine,), (theirs,) = data["evidence"], known["evidence"]
            assert mine.grade == theirs.grade and set(mine.species) == set(theirs.species)


def test_citing_names_the_version_and_the_digest(atlas: Graph) -> None:
    assert atlas.graph["digest"] in fg.cite()
    assert atlas.graph["version"] in fg.cite()
