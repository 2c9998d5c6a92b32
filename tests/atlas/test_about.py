"""Dossiers: what a graph knows of an entity, on one screen."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph


def test_the_dossier_of_a_drug_shows_trials_targets_harms_class_and_papers(atlas: Graph) -> None:
    text = str(fg.about(atlas, "baricitinib"))
    assert "⊣ Alopecia areata" in text
    assert "⊣ JAK1" in text
    assert "JAK inhibitors" in text
    assert "cautions: " in text and "Pregnancy" in text
    assert 'bibliography(about(G, "Baricitinib"))' in text


def test_the_dossier_of_a_gene_shows_its_identifiers(atlas: Graph) -> None:
    text = str(fg.about(atlas, "IFN-γ"))
    assert "HGNC symbol IFNG" in text
    assert "Ensembl ENSG00000111537" in text
    assert "Drugs and procedures that act on it" in text


def test_findings_against_each_other_are_disputes(atlas: Graph) -> None:
    text = str(fg.about(atlas, "aldesleukin"))
    assert "Disputes" in text
    assert "treats" in text.split("Disputes")[1] and "ineffective for" in text.split("Disputes")[1]


def test_a_drug_lists_its_targets_apart_from_what_else_it_changes(atlas: Graph) -> None:
    text = str(fg.about(atlas, "ciclosporin"))
    targets, rest = text.split("\nTargets\n")[1].split("\nActs on\n")
    assert "Calcineurin" in targets and "IL-2" not in targets
    assert "IL-2" in rest.split("\n\n")[0]
    assert "\nTargets\n" not in str(fg.about(atlas, "IFN-γ"))


def test_a_dispute_sets_the_directions_against_each_other_and_not_the_predicates() -> None:
    G = fg.sketch("a -> b; a -| b")
    both = fg.sketch("a -> b")
    edge = dict(both.edges["a", "b", "increases"])
    both.add_edge("a", "b", "activates", **{**edge, "predicate": "activates"})
    assert "Disputes" not in str(fg.about(both, "a"))
    null = {**edge, "predicate": "no_effect_on", "sign": 0}
    both.add_edge("a", "b", "no_effect_on", **null)
    (line,) = str(fg.about(both, "a")).split("Disputes\n")[1].splitlines()[:1]
    raised, nothing = line.split(" against ")
    assert "activates" in raised and " and " in raised and "increases" in raised
    assert "no effect on" in nothing
    assert "decreases (no grade) against increases (no grade)" in str(fg.about(G, "a"))


def test_a_dossier_has_every_edge_of_its_entity_once(atlas: Graph) -> None:
    for name in ("alopecia_areata", "ifng", "jak_inhibitor"):
        edges = {*atlas.in_edges(name, keys=True), *atlas.out_edges(name, keys=True)}
        dossier = fg.about(atlas, name)
        assert {one.edge for one in dossier.statements()} == edges
        assert len(dossier.to_frame()) == len(edges)
        assert len(fg.evidence(dossier)) == sum(len(atlas.edges[e]["evidence"]) for e in edges)


def test_an_entity_without_relations_says_so(atlas: Graph) -> None:
    bare = next(node for node in atlas if not atlas.degree(node))
    assert "has no relations yet" in str(fg.about(atlas, bare))


def test_a_dossier_of_several_names_shows_each(atlas: Graph) -> None:
    both = fg.about(atlas, ["IL-15", "IFN-γ"])
    assert "IL-15 (cytokine)" in str(both) and "IFN-γ (cytokine)" in str(both)
    assert set(both.to_frame()["entity"]) == {"IL-15 (cytokine)", "IFN-γ (cytokine)"}


def test_every_dossier_fits_on_one_screen_and_takes_less_than_a_third_of_a_second(
    atlas: Graph,
) -> None:
    fg.about(atlas, "ifng")
    for node in ("alopecia_areata", "ifng", "baricitinib", "hair_loss", "treg"):
        start = time.process_time()
        lines = str(fg.about(atlas, node)).splitlines()
        assert time.process_time() - start < 0.3
        assert len(lines) < 100


def test_the_atlas_as_a_whole_has_counts_digest_and_what_to_try(atlas: Graph) -> None:
    text = str(fg.about(atlas))
    assert f"{len(atlas)} entities, {atlas.number_of_edges()} edges" in text
    assert atlas.graph["digest"] in text
    assert "origin curated" in text
    changed = atlas.copy()
    changed.remove_node("ifng")
    assert "origin changed" in str(fg.about(changed))


def test_a_card_escapes_what_it_shows() -> None:
    G = fg.sketch("<script>alert(1)</script> -> b")
    assert "<script>" not in fg.about(G, "b")._repr_html_()


def test_a_store_has_the_same_dossier(atlas: Graph, tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(atlas)
        for name in ("baricitinib", "IFN-γ", "JAK inhibitors"):
            assert fg.about(store, name) == fg.about(atlas, name)
        assert f"{len(atlas)} entities, " in str(fg.about(store))


@pytest.mark.parametrize(
    ("name", "problem"), [([], "name is empty"), ({"a": 1}, "name is a dict"), (5, "name is a int")]
)
def test_what_is_no_name_is_refused(name: object, problem: str, atlas: Graph) -> None:
    with pytest.raises(fg.InvalidQuestion, match=problem):
        fg.about(atlas, name)  # type: ignore[arg-type]
    with pytest.raises(fg.UnknownEntity):
        fg.about(atlas, "xyzzy nonsense")


def test_the_overview_counts_references_as_info_does(atlas: Graph) -> None:
    from follicle_graph.cli.info import _counts

    assert f"{_counts(atlas)['references']} references" in fg.about(atlas).facts[0]


def test_a_drug_shows_the_numbers_of_its_trials_with_grade_and_paper(atlas: Graph) -> None:
    found = fg.about(atlas, "baricitinib")
    [results] = [one for one in found.sections if one.title == "Results of trials"]
    assert 1 <= len(results.lines) <= 5
    for line in results.lines:
        assert any(letter.isdecimal() for letter in line)
        assert "(trial" in line or "(meta-analysis" in line
        assert line in str(found)
    assert not [one for one in fg.about(atlas, "IFN-γ").sections if "Results" in one.title]


def test_a_limit_shows_more_of_each_section_and_none_all(atlas: Graph) -> None:
    usual, more, whole = (str(fg.about(atlas, "IFN-γ", limit=limit)) for limit in (8, 20, None))
    assert usual == str(fg.about(atlas, "IFN-γ"))
    assert len(usual.splitlines()) < len(more.splitlines()) < len(whole.splitlines())
    assert "… and" in usual and "… and" not in whole
    for relation in fg.about(atlas, "IFN-γ").to_frame()["other"]:
        assert relation in whole
    with pytest.raises(fg.InvalidQuestion):
        fg.about(atlas, "IFN-γ", limit=0)
