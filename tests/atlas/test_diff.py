"""What changed: every correction is seen, and nothing that is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.atlas.diff import ABSENT, headline
from follicle_graph.atlas.load import load_folder
from follicle_graph.curation.folder import read_folder, statements
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import headlines


def edit(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    file.write_text(after, encoding="utf-8")


def test_a_graph_does_not_differ_from_itself_however_it_was_kept(
    atlas: Graph, tmp_path: Path
) -> None:
    same = fg.read(fg.write(atlas, tmp_path / "atlas.json"))
    assert not fg.diff(atlas, same)
    assert str(fg.diff(atlas, same)) == "the same entities, statements and headline answers"


def test_a_correction_is_told_by_row_and_field_with_the_verdict_that_it_turns(
    atlas: Graph, facts: Path
) -> None:
    edit(
        facts / "papers" / "ontology.yaml",
        lambda text: text.replace("grade: curator inference", "grade: review", 1),
    )
    row = next(r for r in statements(read_folder(facts)) if (r.subject, r.object) == ("il4", "ige"))
    for path in facts.glob("papers/*.yaml"):
        text = path.read_text(encoding="utf-8")
        if f"id: {row.evidence.id}\n" in text:
            head, _, tail = text.partition(f"id: {row.evidence.id}\n")
            tail = tail.replace(f"predicate: {row.predicate}", "predicate: decreases", 1)
            tail = tail.replace("sign: +1", "sign: -1", 1)
            path.write_text(f"{head}id: {row.evidence.id}\n{tail}", encoding="utf-8")
    found = fg.diff(atlas, load_folder(facts), pairs=[("il4", "ige")])
    mine = {(c.field, c.before, c.after) for c in found.statements if c.name == row.evidence.id}
    assert mine == {("predicate", row.predicate, "decreases"), ("sign", "+1", "-1")}
    assert {c.field for c in found.statements if c.name != row.evidence.id} == {"grade"}
    turned = {(s.before.source, s.before.target): s for s in found.verdicts}
    assert turned["il4", "ige"].before.verdict == "increase"
    assert turned["il4", "ige"].after.verdict != "increase"
    assert "! il4 on ige: " in str(found)


def test_what_comes_and_goes_is_told(atlas: Graph, facts: Path) -> None:
    (facts / "papers" / "xing2014.yaml").unlink()
    edit(facts / "entities.tsv", lambda text: text.replace("\tJAK1\t", "\tJanus kinase 1\t", 1))
    found = fg.diff(atlas, load_folder(facts))
    gone = {c.name for c in found.statements}
    paper = fg.paper(atlas, "PMID:25129481")
    assert gone == set(paper["id"])
    assert all(c.before and not c.after for c in found.statements)
    assert [(c.name, c.field) for c in found.entities] == [("jak1", "label")]
    back = fg.diff(load_folder(facts), atlas)
    assert {c.name for c in back.statements} == gone
    assert all(c.after and not c.before for c in back.statements)
    assert len(found.to_frame()) == len(gone) + 1


def test_a_null_finding_counts_once(atlas: Graph, facts: Path) -> None:
    H = fg.read(fg.write(atlas, facts.parent / "a.json"))
    H.remove_edge("mtorc1", "foxp3", "no_effect_on")
    data = H.edges["mtorc1", "foxp3", "decreases"]
    data["evidence"] = tuple(p for p in data["evidence"] if p.stance == "supports")
    assert [c.name for c in fg.diff(atlas, H).statements] == ["R853", "R2712"]


def test_a_headline_that_loses_an_end_is_told(atlas: Graph) -> None:
    H = atlas.copy()
    H.remove_node("dupilumab")
    pairs = [("dupilumab", "ige")]
    shifts = {
        (s.before.source, s.before.target): s for s in fg.diff(atlas, H, pairs=pairs).verdicts
    }
    assert shifts["dupilumab", "ige"].after.verdict == ABSENT


@pytest.mark.parametrize(("source", "target"), headlines())
def test_a_headline_is_what_effect_says(atlas: Graph, source: str, target: str) -> None:
    told = headline(atlas, source, target)
    answer = fg.effect(atlas, source, target)
    assert (told.verdict, told.basis) == (answer.verdict, answer.basis)
    assert told.route


def test_edges_without_evidence_and_doubled_ids_are_compared_by_their_ends() -> None:
    G, H = fg.sketch("a -> b; b -> c"), fg.sketch("a -> b; c -> b")
    found = fg.diff(G, H, pairs=[])
    assert [str(c) for c in found.statements] == [
        "- b increases c (+1, mechanism)",
        "+ c increases b (+1, mechanism)",
    ]
    piece = fg.Evidence("R1", grade="trial")
    for graph in (G, H):
        for *_, data in graph.edges(data=True):
            data["evidence"] = (piece,)
    found = fg.diff(G, H, pairs=[])
    assert [c.name for c in found.statements] == ["b increases c [R1]", "c increases b [R1]"]
