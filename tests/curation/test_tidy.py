"""Tidying: one order and one spelling, nothing lost, nothing the second time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from follicle_graph.curation.check import check
from follicle_graph.curation.folder import entities, read_folder, statements
from follicle_graph.curation.paper_file import STATEMENT_FIELDS, dump_paper, read_paper
from follicle_graph.curation.tidy import canonical_fields, spelled, tidy
from follicle_graph.errors import OutputError
from text_files import contents


def test_the_shipped_facts_are_tidy(facts: Path) -> None:
    before = contents(facts)
    assert tidy(facts) == ([], [])
    assert contents(facts) == before


def test_facts_in_disorder_come_back_to_the_letter(facts: Path) -> None:
    before = contents(facts)
    shuffled = random.Random(8)
    for name in ("entities.tsv", "references.tsv"):
        head, *rows = (facts / name).read_text(encoding="utf-8").splitlines()
        shuffled.shuffle(rows)
        (facts / name).write_bytes("\r\n".join([head, *rows, ""]).encode("utf-8-sig"))
    paper = facts / "papers" / "xing2014.yaml"
    told = read_paper(paper.read_text(encoding="utf-8"))
    disordered = [
        {key: f" {value}  " for key, value in reversed([*fields.values.items()])}
        for fields in reversed(told.statements)
    ]
    paper.write_text(dump_paper("pmid: 25129481", disordered), encoding="utf-8")
    changed, left = tidy(facts)
    assert set(changed) == {"entities.tsv", "references.tsv", "papers/xing2014.yaml"}
    assert left == []
    assert contents(facts) == before
    assert tidy(facts) == ([], [])


def test_tidying_changes_no_meaning(facts: Path) -> None:
    before = read_folder(facts)
    for path in facts.rglob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        several = ("  claims:", "  species:", "  tissue:")
        text = "".join(x.replace("; ", " ;") if x.startswith(several) else x for x in lines)
        path.write_text(text, encoding="utf-8")
    tidy(facts)
    after = read_folder(facts)
    assert statements(after) == statements(before)
    assert entities(after) == entities(before)
    assert check(facts) == []


def test_what_cannot_be_tidied_without_loss_is_left_alone(facts: Path) -> None:
    (facts / "papers" / "S2.yaml").write_bytes(b"\xff")
    (facts / "papers" / "S1.yaml").write_text("statements: [", encoding="utf-8")
    noted = facts / "papers" / "xing2014.yaml"
    noted.write_text(noted.read_text(encoding="utf-8") + "# ask again\n", encoding="utf-8")
    before = contents(facts)
    changed, left = tidy(facts)
    assert changed == []
    assert {problem.file for problem in left} == {
        f"papers/{k}.yaml" for k in ("S1", "S2", "xing2014")
    }
    (comment,) = (p for p in left if "xing2014" in p.file)
    assert "comments, which tidy would lose" in comment.message
    assert comment.line == noted.read_text(encoding="utf-8").count("\n")
    assert contents(facts) == before


def test_a_hash_inside_a_value_is_no_comment(facts: Path) -> None:
    paper = facts / "papers" / "xing2014.yaml"
    text = paper.read_text(encoding="utf-8").replace("status: verified", 'status: "verified #1"', 1)
    paper.write_text(text, encoding="utf-8")
    assert tidy(facts) == ([], [])


def test_only_saying_what_would_change_writes_nothing(facts: Path) -> None:
    (facts / "kinds.tsv").write_bytes((facts / "kinds.tsv").read_bytes() + b"\n")
    before = contents(facts)
    assert tidy(facts, write=False) == (["kinds.tsv"], [])
    assert contents(facts) == before


def test_a_folder_that_cannot_be_written_stays_whole(
    facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (facts / "kinds.tsv").write_bytes((facts / "kinds.tsv").read_bytes() + b"\n")
    before = contents(facts)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match=r"cannot write .*kinds\.tsv.*Permission denied"):
        tidy(facts)
    assert contents(facts) == before


@given(st.text(max_size=40))
def test_a_spelling_is_spelled_once(value: str) -> None:
    assert spelled(spelled(value)) == spelled(value)


@given(st.dictionaries(st.sampled_from(STATEMENT_FIELDS), st.text(max_size=20)))
def test_canonical_fields_are_canonical_once(fields: dict[str, str]) -> None:
    once = canonical_fields(fields)
    assert list(canonical_fields(once).items()) == list(once.items())
    assert set(once) == set(fields)
