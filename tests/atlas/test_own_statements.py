"""Statements of one's own: as the curated ones, or refused with everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.curation import folder as curated
from follicle_graph.curation.paper_file import read_paper
from follicle_graph.model.graph import Graph, build
from follicle_graph.model.vocabulary import knowledge

MINE = {
    "subject": "IL-7",
    "predicate": "increases",
    "object": "interleukin-15",
    "grade": "in vitro",
    "species": "human; mouse",
    "disease": "AA",
    "summary": "Made up: for the tests.",
}


def test_added_statements_stand_with_sign_support_and_evidence(atlas: Graph) -> None:
    G = fg.with_statements(atlas, MINE, reference="pmid:1")
    data = G.edges["il7", "il15", "increases"]
    (piece,) = data["evidence"]
    assert (data["sign"], data["layer"], data["indirect"]) == (1, "mechanism", False)
    assert (piece.reference, piece.species) == ("PMID:1", ("human", "mouse"))
    assert piece.disease == ("alopecia_areata",)
    assert piece.id not in {p.id for *_, d in atlas.edges(data=True) for p in d["evidence"]}
    assert fg.effect(G, "IL-7", "IL-15").verdict == "increase"
    fg.validate(G)


def test_the_graph_that_was_given_stays_as_it_is(atlas: Graph) -> None:
    before = fg.digest(atlas)
    null = MINE | {"subject": "mtorc1", "object": "foxp3", "predicate": "no_effect_on"}
    fg.with_statements(atlas, MINE, null, reference="PMID:1")
    assert fg.digest(atlas) == before


@pytest.mark.parametrize(
    "predicate", ["decreases", "no_effect_on", "disputed_effect_on", "inhibits"]
)
def test_adding_is_the_same_as_building_with_the_row(atlas: Graph, predicate: str) -> None:
    folder = curated.read_folder(knowledge())
    mine = MINE | {"subject": "mtorc1", "object": "foxp3", "predicate": predicate}
    G = fg.with_statements(atlas, mine, reference="PMID:1")
    (piece,) = (
        p for p in G.edges["mtorc1", "foxp3", predicate]["evidence"] if p.reference == "PMID:1"
    )
    sign = {"decreases": -1, "inhibits": -1}.get(predicate, 0)
    row = fg.Statement("mtorc1", predicate, "foxp3", sign, "mechanism", False, piece)
    expected = build(curated.entities(folder), [*curated.statements(folder), row])
    assert fg.digest(G) == fg.digest(expected)
    for key in expected["mtorc1"]["foxp3"]:
        for name in ("support", "contradicted", "indirect", "evidence"):
            assert G["mtorc1"]["foxp3"][key][name] == expected["mtorc1"]["foxp3"][key][name]


def test_what_is_saved_is_a_paper_of_the_folder(atlas: Graph, tmp_path: Path) -> None:
    G = fg.with_statements(
        atlas, MINE, MINE | {"object": "IFN-γ"}, reference="PMID:1", save=tmp_path / "p.yaml"
    )
    saved = read_paper((tmp_path / "p.yaml").read_text(encoding="utf-8"))
    assert saved.reference == "PMID:1"
    claims = [curated.Claim("p.yaml", saved.reference, fields) for fields in saved.statements]
    folder = curated.read_folder(knowledge())
    folder.claims += claims
    again = build(curated.entities(folder), curated.statements(folder))
    assert fg.digest(again) == fg.digest(G)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"predicate": "helps"}, r"statement 1: unknown predicate 'helps'; use one of"),
        ({"grade": "rumour", "summary": " "}, r"no summary; statement 1: unknown grade 'rumour'"),
        ({"sumary": "x"}, r"unknown field 'sumary'"),
        ({"sign": "-1"}, r"sign -1 where 'increases' has \+1; leave it out"),
        ({"species": ["human"]}, r"species is \['human'\]; write a string"),
        ({"layer": "mind"}, r"unknown layer 'mind'"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_saved(
    atlas: Graph, tmp_path: Path, change: dict[str, str], words: str
) -> None:
    with pytest.raises(fg.InvalidQuestion, match=words):
        fg.with_statements(atlas, MINE | change, reference="PMID:1", save=tmp_path / "p.yaml")
    assert list(tmp_path.iterdir()) == []


def test_names_references_and_files_are_checked(atlas: Graph, tmp_path: Path) -> None:
    with pytest.raises(fg.UnknownEntity, match="no entity is named 'IL-77'"):
        fg.with_statements(atlas, MINE | {"subject": "IL-77"}, reference="PMID:1")
    with pytest.raises(fg.InvalidQuestion, match="does not fit the pattern of PMID"):
        fg.with_statements(atlas, MINE, reference="PMID:one")
    with pytest.raises(fg.InvalidQuestion, match="no statement to add"):
        fg.with_statements(atlas, reference="PMID:1")
    with pytest.raises(fg.InvalidQuestion, match=r"ends in \.yaml"):
        fg.with_statements(atlas, MINE, reference="PMID:1", save=tmp_path / "p.txt")
    with pytest.raises(fg.OutputError, match="cannot write"):
        fg.with_statements(atlas, MINE, reference="PMID:1", save=tmp_path / "no" / "p.yaml")


def test_an_edge_keeps_its_layer(atlas: Graph) -> None:
    mine = MINE | {"subject": "mtorc1", "predicate": "decreases", "object": "foxp3"}
    with pytest.raises(fg.InvalidQuestion, match="is in the layer 'mechanism', not 'clinical'"):
        fg.with_statements(atlas, mine | {"layer": "clinical"}, reference="PMID:1")
