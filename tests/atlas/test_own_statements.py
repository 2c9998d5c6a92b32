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


def test_a_mechanism_of_one_s_own_is_joined_to_the_atlas(atlas: Graph) -> None:
    G = fg.with_statements(atlas, "IL-15 -> TRM; TRM -> IFN-γ", "dermal sheath cup ⊣ hair loss")
    assert G.graph["origin"] == "merged"
    assert G.graph["digest"] == fg.digest(G) != atlas.graph["digest"]
    own = {(u, v, key) for u, v, key, d in G.edges(keys=True, data=True) if "origin" in d}
    assert own == {edge for edge in G.edges(keys=True) if edge not in set(atlas.edges(keys=True))}
    assert ("dermal sheath cup", "hair_loss", "decreases") in own
    assert [n for n, data in G.nodes(data=True) if "origin" in data] == ["dermal sheath cup"]
    assert G.nodes["dermal sheath cup"]["origin"] == "own"
    (piece,) = G.edges["dermal sheath cup", "hair_loss", "decreases"]["evidence"]
    assert (piece.reference, piece.status, piece.grade) == (None, "own", "curator inference")
    assert piece.summary == "Own statement: dermal sheath cup ⊣ hair loss."
    assert fg.paths(G, "IL-15", "IFN-γ", via="TRM")[0].nodes == ("il15", "trm_cell", "ifng")
    assert fg.effect(G, "dermal sheath cup", "hair loss").verdict == "decrease"
    assert not any("origin" in data for *_, data in atlas.edges(data=True))


def test_own_statements_are_saved_as_a_paper_file(atlas: Graph, tmp_path: Path) -> None:
    fg.with_statements(atlas, "IL-15 -> TRM -> IFN-γ", save=tmp_path / "mine.yaml")
    saved = read_paper((tmp_path / "mine.yaml").read_text(encoding="utf-8"))
    assert saved.reference == "REF:own"
    found = [(one.values["subject"], one.values["object"]) for one in saved.statements]
    assert found == [("il15", "trm_cell"), ("trm_cell", "ifng")]


def test_a_mapping_without_a_reference_needs_no_grade(atlas: Graph) -> None:
    G = fg.with_statements(
        atlas, {"subject": "new thing", "predicate": "activates", "object": "JAK1"}
    )
    assert G.edges["new thing", "jak1", "activates"]["origin"] == "own"


@pytest.mark.parametrize(
    ("statement", "error", "words"),
    [
        ("loss of immune privilege -> hair loss", fg.UnknownEntity, "lowered, not an entity"),
        ("IL-15 activates TRM", fg.SketchError, "line 1, column 1: no arrow in"),
        ("IL-15", fg.InvalidQuestion, "'IL-15' has no arrow; write 'A -> B'"),
        ("", fg.InvalidQuestion, "has no arrow"),
        (7, fg.InvalidQuestion, "7 is no mapping of fields"),
    ],
)
def test_what_is_no_statement_is_refused(
    atlas: Graph, statement: object, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        fg.with_statements(atlas, statement)  # type: ignore[arg-type]


def test_a_slip_in_a_name_is_noticed(atlas: Graph) -> None:
    with pytest.warns(UserWarning, match="'interfron gamma' is a new entity; if you meant 'IFN-ga"):
        fg.with_statements(atlas, "IL-15 -> interfron gamma")
