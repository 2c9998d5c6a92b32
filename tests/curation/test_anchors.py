"""Anchors: a sentence is found in a text that holds it, in no other, and is not shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.curation.anchors import (
    anchor_of,
    anchors_in,
    anchors_written,
    check_anchors,
    read_texts,
)
from follicle_graph.curation.folder import read_folder

SENTENCE = "Given first, the drug made IFN-γ fall (p < 0.05 vs. placebo)."
ABSTRACT = f"Background: Nobody knew. {SENTENCE} We conclude that it did."

XML = """<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation>
<PMID Version="1">{pmid}</PMID><Article><ArticleTitle>A title</ArticleTitle><Abstract>
<AbstractText Label="BACKGROUND">Nobody knew.</AbstractText>
<AbstractText>Given first, the drug made <i>IFN-γ</i> fall (p &lt; 0.05 vs. placebo).
</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""
MEDLINE = """PMID- {pmid}
TI  - A title
AB  - Background: Nobody knew. Given first, the drug made
      IFN-γ fall (p < 0.05 vs. placebo). We conclude that it did.

PMID- 99
AB  - Another paper.
"""
TEXTS = {
    "PubMed XML": ("export.xml", XML),
    "MEDLINE": ("export.nbib", MEDLINE),
    "MEDLINE as text": ("export.txt", MEDLINE),
    "text by its PMID": ("{pmid}.txt", ABSTRACT),
    "text by its CURIE": ("PMID_{pmid}.txt", ABSTRACT),
    "text by its key": ("S2.txt", ABSTRACT),
}


def write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def anchored(facts: Path, anchor: str) -> str:
    """Give the first statement of S2 this anchor and no other one; return the PMID of S2."""
    paper = facts / "papers/S2.yaml"
    text = re.sub(r"  anchor(_in)?: .*\n", "", paper.read_text(encoding="utf-8"))
    lines = f"  status: verified\n  anchor: '{anchor}'\n  anchor_in: abstract\n"
    write_text(paper, text.replace("  status: verified\n", lines, 1))
    return "32533873"


@pytest.mark.parametrize("same", ["given FIRST,  the drug made IFN-γ fall (p < 0.05 vs. placebo)"])
def test_case_spaces_and_marks_at_the_end_do_not_count(same: str) -> None:
    assert anchor_of(same) == anchor_of(SENTENCE)


def test_other_words_have_another_anchor() -> None:
    assert anchor_of(SENTENCE.replace("fall", "rise")) != anchor_of(SENTENCE)
    assert anchor_of(SENTENCE.replace("fall", "rise")) not in anchors_in(ABSTRACT)


@pytest.mark.parametrize(("file", "text"), TEXTS.values(), ids=TEXTS)
def test_an_anchor_is_verified_in_a_text_of_each_kind(
    facts: Path, tmp_path: Path, file: str, text: str
) -> None:
    pmid = anchored(facts, anchor_of(SENTENCE))
    texts = tmp_path / "texts"
    texts.mkdir()
    write_text(texts / file.format(pmid=pmid), text.replace("{pmid}", pmid))
    found = check_anchors(read_folder(facts), read_texts(texts))
    assert (found.verified, found.problems) == (1, ())


def test_a_sentence_that_the_text_does_not_hold_is_a_problem(
    facts: Path, tmp_path: Path, capsys: Capture
) -> None:
    pmid = anchored(facts, anchor_of("The drug made IFN-γ rise."))
    write_text(tmp_path / f"{pmid}.txt", ABSTRACT)
    code, said, _ = run(capsys, "check", str(facts), "--texts", str(tmp_path))
    assert code == 1
    assert "no sentence of the text of S2 has the anchor" in said
    assert "0 anchors verified, 1 not found in their text, " in said


def test_an_anchor_without_a_text_is_counted_and_passes(
    facts: Path, tmp_path: Path, capsys: Capture
) -> None:
    anchored(facts, anchor_of(SENTENCE))
    code, said, _ = run(capsys, "check", str(facts), "--texts", str(tmp_path))
    without = len(check_anchors(read_folder(facts), {}).without_text)
    assert code == 0
    assert f"0 not found in their text, {without} without a text here" in said


def test_an_empty_sentence_is_in_no_text_and_no_anchor_of_a_statement(facts: Path) -> None:
    assert anchor_of("") == anchor_of(" . ")
    for text in ("", "One. ", "One.\n\nTwo.\n", ABSTRACT + "\n"):
        assert anchor_of("") not in anchors_in(text)
    anchored(facts, anchor_of(""))
    problems = [str(one) for one in anchors_written(read_folder(facts))]
    assert len(problems) == 1
    assert "of an empty sentence" in problems[0]


def test_a_folder_without_texts_is_named(facts: Path, tmp_path: Path, capsys: Capture) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    code, said, _ = run(capsys, "check", str(facts), "--texts", str(empty))
    assert code == 0
    assert f"no text was found in {empty}" in said


@pytest.mark.parametrize("encoding", ["klingon", "shift_jis", "utf-7"])
def test_xml_in_an_encoding_that_cannot_be_read_is_no_sound_xml(
    tmp_path: Path, encoding: str
) -> None:
    write_text(tmp_path / "a.xml", f'<?xml version="1.0" encoding="{encoding}"?><a/>')
    with pytest.raises(fg.FormatError, match="no sound XML"):
        read_texts(tmp_path)


def test_what_is_no_folder_of_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(fg.InvalidQuestion, match=r"is no folder; name a folder of PubMed XML"):
        read_texts(tmp_path / "nowhere")
    write_text(tmp_path / "a.xml", "<broken")
    with pytest.raises(fg.FormatError, match=r"no sound XML .*; export it from PubMed again"):
        read_texts(tmp_path)
    write_text(tmp_path / "a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(fg.FormatError, match="no sound XML"):
        read_texts(tmp_path)
    (tmp_path / "a.xml").unlink()
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(fg.FormatError, match="save it as UTF-8"):
        read_texts(tmp_path)
