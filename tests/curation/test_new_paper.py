"""A new paper: its skeleton waits for the curator, nothing is written by halves."""

from __future__ import annotations

from pathlib import Path

import pytest

from follicle_graph.curation.check import check
from follicle_graph.curation.new_paper import add_paper
from follicle_graph.curation.tidy import tidy
from follicle_graph.errors import CurationError, InvalidQuestion, OutputError
from text_files import contents


def test_a_skeleton_asks_for_what_it_needs_and_then_passes(facts: Path) -> None:
    path = add_paper(
        facts, "pmid:1", key="smith2030", authors="Smith J", journal="Made up", year="2030"
    )
    assert path == facts / "papers" / "smith2030.yaml"
    asked = {problem.message for problem in check(facts)}
    wanted = ("subject", "predicate", "object", "sign", "layer", "grade")
    assert asked == {f"a statement without {name}" for name in wanted}
    text = path.read_text(encoding="utf-8")
    for name, value in [
        ("subject", "il7"),
        ("predicate", "increases"),
        ("object", "il15"),
        ("sign", "+1"),
        ("layer", "mechanism"),
        ("grade", "in vitro"),
        ("species", "human"),
        ("summary", "Made up."),
    ]:
        text = text.replace(f'{name}: ""', f"{name}: {value}")
    path.write_text(text, encoding="utf-8")
    assert check(facts) == []
    assert tidy(facts) == ([], [])


def test_the_list_of_references_stays_sorted(facts: Path) -> None:
    add_paper(facts, "DOI:10.1234/made.up")
    assert (facts / "papers" / "DOI_10.1234_made.up.yaml").exists()
    assert tidy(facts, write=False) == ([], [])


def test_a_title_with_tabs_quotes_and_braces_stays_one_field(facts: Path) -> None:
    title = 'A "title"\twith {braces} & <tags>'
    add_paper(facts, "PMID:1", key="odd", title=title, journal="J; Tests", year="2030")
    lines = (facts / "references.tsv").read_text(encoding="utf-8").splitlines()
    head, row = lines[0].split("\t"), next(line for line in lines if line.startswith("odd\t"))
    assert dict(zip(head, row.split("\t"), strict=True))["title"] == (
        'A "title" with {braces} & <tags>'
    )


@pytest.mark.parametrize(
    ("reference", "key", "words"),
    [
        ("PMID:x", "", r"CURIE 'PMID:x' does not fit the pattern of PMID"),
        ("25129481", "", r"write PMID:25129481"),
        ("ISBN:1", "", r"prefix of 'ISBN:1' is unknown"),
        ("SOURCE:S1", "", r"names no paper that others can find"),
        ("PMID:25129481", "", r"is there already, as papers/xing2014\.yaml"),
        ("doi:10.1038/NM.3645", "", r"is there already, as papers/xing2014\.yaml"),
        ("PMID:1", "XING2014", r"the key 'XING2014' is taken"),
        ("PMID:1", "../evil", r"'\.\./evil' is no file name on every system"),
        ("PMID:1", "con", r"'con' is no file name on every system"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(
    facts: Path, reference: str, key: str, words: str
) -> None:
    before = contents(facts)
    with pytest.raises(InvalidQuestion, match=words):
        add_paper(facts, reference, key=key)
    assert contents(facts) == before


def test_a_folder_that_cannot_be_read_is_left_alone(facts: Path) -> None:
    (facts / "papers" / "S2.yaml").write_bytes(b"\xff")
    before = contents(facts)
    with pytest.raises(CurationError, match="not UTF-8 text"):
        add_paper(facts, "PMID:1")
    assert contents(facts) == before


def test_a_folder_that_cannot_be_written_stays_whole(
    facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(facts)

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match="Read-only file system"):
        add_paper(facts, "PMID:1")
    assert contents(facts) == before
