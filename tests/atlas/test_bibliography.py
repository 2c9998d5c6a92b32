"""The papers behind answers, and their export, read back by the parsers of the field."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import rispy
from pybtex.database import parse_string

import follicle_graph as fg
from follicle_graph.atlas.bibliography import Bibliography, Entry
from follicle_graph.atlas.reference_formats import authors_of, bibtex, csl_json, ris
from follicle_graph.model.graph import Graph
from follicle_graph.query.citations import Citation

NASTY = Citation(
    "DOI:10.1/a_b{c}%d",
    key="key, with {braces} & 100%",
    authors="O'Neil-Smith J; de la Cruz MÁ et al.",
    title='A {title} with\ttabs, "quotes", \\backslashes, 5% & $x_1^2$ ~ #1\nand a new line',
    journal="J & Sons_Journal",
    year="2020",
    volume="5",
    pages="12-19",
    doi="10.1/a_b{c}%d",
)


def test_the_papers_of_paths_come_in_the_order_of_their_first_use(atlas: Graph) -> None:
    found = fg.paths(atlas, "IL-15", "hair loss", limit=3)
    used = [
        piece.reference
        for edge in found.edges
        for piece in atlas.edges[edge]["evidence"]
        if piece.reference
    ]
    names = [entry.citation.reference for entry in fg.bibliography(found)]
    assert names == list(dict.fromkeys(used))


def test_each_paper_names_the_statements_that_rest_on_it(atlas: Graph) -> None:
    for entry in fg.bibliography(fg.effect(atlas, "aldesleukin", "alopecia areata")):
        cited = {
            piece.id
            for *_, data in atlas.edges(data=True)
            for piece in data["evidence"]
            if piece.reference == entry.citation.reference
        }
        assert set(entry.statements) <= cited
        assert all(name in entry.note for name in entry.statements)


def test_everything_that_cites_has_a_bibliography(atlas: Graph) -> None:
    answers = [
        atlas,
        fg.paths(atlas, "IL-15", "hair loss")[0],
        fg.loops(atlas, "IFN-γ", limit=2),
        fg.about(atlas, "baricitinib"),
        fg.treatments(atlas, fg.Profile("AA")),
        fg.treatments(atlas, fg.Profile("AA")).of("rapamycin", "oral"),
        [fg.about(atlas, "IL-15"), fg.about(atlas, "IFN-γ")],
        fg.picture(atlas, "story"),
    ]
    sizes = [len(fg.bibliography(answer)) for answer in answers]
    assert all(sizes)
    assert len(fg.bibliography(*answers)) >= sizes[0] == max(sizes)


def test_bibtex_is_read_back_by_pybtex(atlas: Graph) -> None:
    found = fg.bibliography(atlas)
    read = parse_string(found.to_bibtex(), "bibtex")
    assert len(read.entries) == len(found)
    for paper, entry in zip(found, read.entries.values(), strict=True):
        assert ("title" in entry.fields) == bool(paper.citation.title)


def test_a_reference_without_a_title_is_described_in_the_note(atlas: Graph) -> None:
    untitled = [one for one in fg.bibliography(atlas) if not one.citation.title]
    assert untitled
    read = parse_string(Bibliography(tuple(untitled)).to_bibtex(), "bibtex")
    for one, entry in zip(untitled, read.entries.values(), strict=True):
        described = (one.citation.text or one.citation.reference).split()[0]
        assert entry.fields["note"].startswith(described.replace("_", r"\_").rstrip("."))
        assert one.statements[0] in entry.fields["note"]


def test_ris_is_read_back_by_rispy(atlas: Graph) -> None:
    found = fg.bibliography(atlas)
    read = rispy.loads(found.to_ris())
    assert len(read) == len(found)
    for record, entry in zip(read, found, strict=True):
        cut = "et al." in entry.citation.authors
        assert (record.get("authors", [])[-1:] == ["et al."]) == cut, "a cut list says so"


def test_csl_json_is_a_list_with_one_item_a_paper(atlas: Graph) -> None:
    found = fg.bibliography(atlas)
    read = json.loads(found.to_csl_json())
    assert len({item["id"] for item in read}) == len(read) == len(found)
    assert all(item["title"] for item in read)


def test_text_of_papers_is_data_in_every_form() -> None:
    papers = [(NASTY, "a {note} with 100%"), (NASTY, "the same key again")]
    read = parse_string(bibtex(papers), "bibtex")
    assert len(read.entries) == 2
    first = next(iter(read.entries.values()))
    assert first.fields["title"].startswith(r"{A \{title\} with tabs, ")
    escaped = r"\textbackslash{}backslashes, 5\% \& \$x\_1\textasciicircum{}2\$"
    assert escaped in first.fields["title"]
    assert first.fields["pages"] == "12--19"
    assert [str(person) for person in first.persons["author"]] == [
        "O'Neil-Smith, J",
        "de la Cruz, MÁ",
        "others",
    ]
    (record, _) = rispy.loads(ris(papers))
    assert record["title"].endswith("and a new line")
    assert record["authors"] == ["O'Neil-Smith, J", "de la Cruz, MÁ", "et al."]
    assert (record["start_page"], record["end_page"]) == ("12", "19")
    (item, again) = json.loads(csl_json(papers))
    assert item["title"] == " ".join(NASTY.title.split())
    assert item["issued"] == {"date-parts": [[2020]]}
    assert item["id"] != again["id"]


@pytest.mark.parametrize(
    ("text", "families", "more"),
    [
        ("Xing L et al.", ["Xing"], True),
        ("Xing L, Dai Z, Clynes R", ["Xing", "Dai", "Clynes"], False),
        ("World Health Organization", ["World Health Organization"], False),
        ("", [], False),
    ],
)
def test_authors_are_people_or_bodies(text: str, families: list[str], more: bool) -> None:
    people, others = authors_of(text)
    assert ([one.family for one in people], others) == (families, more)


@pytest.mark.parametrize("name", ["a.bib", "a.ris", "a.json", "a.csv", "A.TSV"])
def test_the_ending_decides_the_form(name: str, atlas: Graph, tmp_path: Path) -> None:
    found = fg.bibliography(fg.paths(atlas, "IL-15", "hair loss", limit=1))
    place = found.save(tmp_path / name)
    text = place.read_text(encoding="utf-8")
    assert all(entry.citation.key in text for entry in found)
    assert len(text) > 100


def test_an_ending_that_is_unknown_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(fg.OutputError, match=r"end its name with \.bib, \.ris, \.json"):
        fg.bibliography(fg.sketch("a -> b")).save(tmp_path / "a.docx")
    assert not list(tmp_path.iterdir())


def test_what_cites_nothing_makes_an_empty_valid_file() -> None:
    empty = fg.bibliography(fg.sketch("a -> b"))
    assert (len(empty), empty.to_bibtex(), empty.to_ris()) == (0, "", "")
    assert json.loads(empty.to_csl_json()) == []
    assert empty.to_frame().empty


@pytest.mark.parametrize("thing", ["baricitinib", 5, pd.DataFrame({"a": [1]}), {"a": 1}])
def test_what_is_no_answer_is_refused(thing: object) -> None:
    with pytest.raises(fg.InvalidQuestion, match="cites no papers"):
        fg.bibliography(thing)
    with pytest.raises(fg.InvalidQuestion, match="a bibliography of nothing"):
        fg.bibliography()


def test_a_bibliography_in_a_notebook_escapes_what_it_shows() -> None:
    page = Bibliography((Entry(NASTY._replace(title="<script>x</script>"), ("R1",)),))
    assert "<script>" not in page._repr_html_()


def test_a_store_has_the_same_bibliography(atlas: Graph, tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(atlas)
        assert fg.bibliography(store) == fg.bibliography(atlas)


def test_the_papers_of_an_effect_and_of_its_evidence_are_the_same(atlas: Graph) -> None:
    table = fg.evidence(atlas, "IL-15", "JAK1")
    papers = set(fg.bibliography(table).to_frame()["reference"])
    assert papers == set(table["reference"]) and len(papers) == 3
    assert papers <= set(fg.bibliography(fg.effect(atlas, "IL-15", "JAK1")).to_frame()["reference"])
