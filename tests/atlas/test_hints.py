"""Hints: each kind is found where it was put, none of them blocks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from follicle_graph.atlas.hints import hints
from follicle_graph.curation.check import check
from follicle_graph.curation.labels import read_labels
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import knowledge

SOUND = Path(__file__).parents[1] / "curation" / "sound"

MADE = "papers/made2030.yaml"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "knowledge"))


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)


def told(facts: Path, kind: str) -> list[str]:
    assert check(facts) == []
    labels = read_labels(facts / "labels.tsv")
    return [str(problem) for problem in hints(facts, labels=labels)[kind]]


def test_a_sign_against_another_is_told(facts: Path) -> None:
    (facts / "predicates.tsv").write_text(
        (facts / "predicates.tsv").read_text(encoding="utf-8").replace("is_a\t0", "prevents\t-1"),
        encoding="utf-8",
    )
    row = "- id: R4\n  subject: ifng\n  predicate: prevents\n  object: alopecia_areata\n"
    row += "  sign: -1\n  layer: clinical\n  disease: alopecia_areata\n"
    row += "  species: human\n  grade: trial\n  status: verified\n"
    assert told(facts, "sign that contradicts another statement") == []
    append(facts / MADE, row)
    (hint,) = told(facts, "sign that contradicts another statement")
    assert hint.startswith("papers/xing2014.yaml:3 ifng on alopecia_areata: + R1; R3, - R4 -> ")


def test_an_entity_that_reaches_no_outcome_is_told(facts: Path) -> None:
    assert told(facts, "entity that reaches no outcome") == []
    columns = (facts / "entities.tsv").read_text(encoding="utf-8").split("\n")[0].split("\t")
    new = {
        "id": "zinc",
        "label": "Zinc",
        "kind": "drug",
        "lane": "treatment",
        "curie": "local:zinc",
    }
    append(facts / "entities.tsv", "\t".join(new.get(c, "") for c in columns) + "\n")
    append(facts / "unrelated.tsv", "zinc\tmade for the tests\n")
    (hint,) = told(facts, "entity that reaches no outcome")
    assert "entities.tsv:5 zinc has no cited relation -> " in hint


def test_support_by_a_popular_article_alone_is_told(facts: Path) -> None:
    append(facts / "grades.tsv", "popular article\t0.05\tno paper\n")
    paper = facts / "papers" / "xing2014.yaml"
    head, tail = paper.read_text(encoding="utf-8").split("- id: R2")
    paper.write_text(
        f"{head}- id: R2{tail.replace('grade: animal', 'grade: popular article')}", encoding="utf-8"
    )
    (hint,) = told(facts, "popular article alone")
    assert hint.startswith("papers/xing2014.yaml:15 anti_ifng inhibits ifng -> ")


def test_one_paper_that_carries_a_whole_path_is_told(facts: Path) -> None:
    for path in (facts / "entities.tsv", *(facts / "papers").iterdir()):  # a state, no disease
        text = path.read_text(encoding="utf-8").replace("\tdisease\t", "\tcytokine\t")
        path.write_text(text.replace("layer: clinical", "layer: mechanism"), encoding="utf-8")
    append(facts / "headlines.tsv", "anti_ifng\talopecia_areata\n")
    assert told(facts, "one paper carries a whole path") == []
    (facts / MADE).unlink()
    (hint,) = told(facts, "one paper carries a whole path")
    assert "rests on PMID:25129481 alone" in hint


def test_mouse_only_evidence_behind_a_human_claim_is_told(facts: Path) -> None:
    made = facts / MADE
    kind = "mouse-only evidence behind a human claim"
    assert told(facts, kind) == []
    made.unlink()
    (hint,) = told(facts, kind)
    assert "ifng causes alopecia_areata (layer clinical): seen in mouse only" in hint


def test_a_paper_without_its_authors_and_a_foreign_name_are_told(facts: Path) -> None:
    assert told(facts, "paper without authors, journal or year") == []
    listing = facts / "references.tsv"
    text = listing.read_text(encoding="utf-8").replace("Xing L et al.", "")
    listing.write_text(text, encoding="utf-8")
    (hint,) = told(facts, "paper without authors, journal or year")
    assert hint == (
        "references.tsv:3 xing2014 was read and has no authors -> look it up and say in note where"
    )
    assert told(facts, "name that the ontology does not use") == []
    entities = facts / "entities.tsv"
    text = entities.read_text(encoding="utf-8").replace("interferon gamma; IFNG", "gamma")
    entities.write_text(text, encoding="utf-8")
    (hint,) = told(facts, "name that the ontology does not use")
    assert "'IFN-gamma' has no name 'IFNG' as HGNC:5438 has" in hint


def test_the_hints_about_the_shipped_facts_name_their_lines(atlas: Graph) -> None:
    found = hints(knowledge())
    assert len(found) == 6
    opposed = [p.message for p in found["sign that contradicts another statement"]]
    assert any(message.startswith("mtorc1 on foxp3: - R852; R1137, 0 R853") for message in opposed)
    for problem in found["entity that reaches no outcome"]:
        assert problem.message.split()[0] in atlas
