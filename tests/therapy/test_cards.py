"""How answers print and show themselves in a notebook."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.therapy.cards import treatment_card
from follicle_graph.therapy.treatment_tables import features, therapies

PROFILE = fg.Profile("AA", ["extrinsic AD", "high IgE"], age=30)


@pytest.fixture(scope="module")
def answer(atlas: Graph) -> fg.Treatments:
    return fg.treatments(atlas, PROFILE)


def test_the_card_folds_what_has_insufficient_evidence(answer: fg.Treatments) -> None:
    page = answer._repr_html_()
    open_part, *folded = page.split("<details>")
    assert "Dupilumab" in open_part
    assert "Ustekinumab" not in open_part
    assert any("Ustekinumab" in part for part in folded)
    assert page.count("<summary>") == len(folded) == 2
    for verdict, count in answer.counts().items():
        assert re.search(rf"{verdict}</span>: {count}\b", open_part)


def test_every_item_stands_in_the_card_once(answer: fg.Treatments) -> None:
    assert answer._repr_html_().count("<tr>") == len(answer) + 3  # a head for each table


def test_the_card_of_one_treatment_links_its_papers(answer: fg.Treatments) -> None:
    page = answer.of("dupilumab")._repr_html_()
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/34460948/"' in page
    assert "Reasons against it" in page
    assert page.endswith("not medical advice.</p>")


def test_printed_lines_hold_labels_and_no_ids(answer: fg.Treatments, atlas: Graph) -> None:
    known = {name for name, _ in therapies()} | {*features()}
    ids = {name for name in known if "_" in name}
    change = fg.compare(atlas, "AA", PROFILE)
    printed = [repr(PROFILE), repr(answer), *map(repr, answer), repr(change), answer._repr_html_()]
    printed += [*map(repr, change.changes), change._repr_html_(), PROFILE._repr_html_()]
    for text in printed:
        assert not ids & set(re.findall(r"\w+", text)), text


@pytest.mark.parametrize(
    "profile",
    [
        PROFILE,
        fg.Profile("AU", ["pregnancy", "female"]),
        fg.Profile("AGA", ["male"], route="topical", age=8.5),
        fg.Profile(features=["pregnancy"]),
        fg.Profile("AA", levels={"IgE": 850, "CXCL10": "high"}),
    ],
    ids=str,
)
def test_the_repr_of_a_profile_makes_it_again(profile: fg.Profile) -> None:
    assert eval(repr(profile), {"Profile": fg.Profile}) == profile


def test_text_from_outside_is_escaped_in_cards(answer: fg.Treatments) -> None:
    item = answer[0]
    bad = "<img src=x onerror=alert(1)>"
    page = treatment_card(replace(item, route=bad, steps=(bad,), references=(bad,), why=()))
    assert "<img" not in page
    assert page.count("&lt;img") == 3
