"""Explaining, comparing, the balance of axes, and what single papers carry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph

TYPE_1 = fg.Profile("alopecia areata", ["high CXCL10"])
TYPE_2 = fg.Profile("alopecia areata", ["extrinsic atopic dermatitis", "high IgE"])


def test_an_explanation_names_both_sides_and_cites_them(atlas: Graph) -> None:
    text = fg.treatments(atlas, TYPE_2).of("dupilumab").explain()
    assert text.startswith("Dupilumab, injection: favoured.")
    assert "Dupilumab ⊣ IL-4 receptor alpha → Type 2 inflammation" in text
    assert "13 worsened" in text
    assert "PMID:34460948 (Guttman-Yassky E" in text
    assert text.endswith("Research software on literature evidence, not medical advice.")


def test_a_comparison_says_what_changes_and_why(atlas: Graph) -> None:
    found = fg.compare(atlas, TYPE_1, TYPE_2)
    moved = {change.intervention: change for change in found.changes}
    assert (moved["dupilumab"].verdict_a, moved["dupilumab"].verdict_b) == ("caution", "favoured")
    assert "harm" in moved["dupilumab"].before
    assert moved["contact_immunotherapy"].verdict_b == "caution"
    assert ("type 2", "reported", "shown") in found.axes
    assert "baricitinib" not in moved
    assert found == fg.compare(atlas, fg.treatments(atlas, TYPE_1), fg.treatments(atlas, TYPE_2))
    assert len(found.to_frame()) == len(found.changes)


def test_a_profile_against_itself_changes_nothing(atlas: Graph) -> None:
    found = fg.compare(atlas, TYPE_1, TYPE_1)
    assert found.changes == ()
    assert found.axes == ()


@pytest.mark.parametrize(
    ("profile", "active"),
    [
        (TYPE_1, {"type 1"}),
        (TYPE_2, {"type 1", "type 2"}),
        (fg.Profile("AGA"), {"androgen", "hair cycle"}),
        (fg.Profile("LPP"), {"type 1", "scarring"}),
        (fg.Profile("scalp psoriasis"), {"type 17"}),
        (fg.Profile("TSC"), {"mTOR"}),
        (fg.Profile("SD"), {"yeast", "scalp inflammation"}),
        (fg.Profile("AA", ["excess TNF-alpha in scalp"]), {"type 1", "TNF"}),
        (fg.Profile("AA", levels={"IL-17A": "high"}), {"type 1", "type 17"}),
    ],
)
def test_the_balance_shows_the_active_axes(
    atlas: Graph, profile: fg.Profile, active: set[str]
) -> None:
    assert set(fg.balance(atlas, profile).active) == active


def test_the_balance_shows_what_speaks_against_an_axis(atlas: Graph) -> None:
    balance = fg.balance(atlas, fg.Profile("AA", levels={"IL-17A": "high"}))
    assert any("Type 17 inflammation" in sign.text for sign in balance["type 17"].against)
    normal = fg.balance(atlas, fg.Profile("AA", levels={"IgE": "normal"}))
    assert not normal["type 2"].active
    assert any("IgE normal" in sign.text for sign in normal["type 2"].against)
    assert {"axis", "state", "references"} <= set(balance.to_frame().columns)


def test_removing_a_paper_takes_its_axis_evidence_away(atlas: Graph) -> None:
    only_s2 = fg.Profile("alopecia areata", ["high IL-4"])
    assert "type 2" in fg.balance(atlas, only_s2).active
    H = atlas.copy()
    for u, v, key, data in list(H.edges(keys=True, data=True)):
        if any(piece.reference == "PMID:32533873" for piece in data["evidence"]):
            H.remove_edge(u, v, key)
    assert "type 2" not in fg.balance(H, only_s2).active


def test_sensitivity_names_the_paper_that_holds_a_verdict_up_or_down(atlas: Graph) -> None:
    found = fg.sensitivity(atlas, TYPE_2)
    carried = {(c.intervention, c.reference): c for c in found.carried}
    assert carried["dupilumab", "PMID:34460948"].without == "caution"
    assert carried["dupilumab", "PMID:34460948"].direction == "raises the verdict"
    assert carried["contact_immunotherapy", "PMID:32533873"].direction == "lowers the verdict"
    assert "Guttman" in found.to_frame().to_csv()


def test_answers_show_themselves_in_notebooks_as_escaped_tables(atlas: Graph) -> None:
    for answer in (
        fg.treatments(atlas, TYPE_2),
        fg.compare(atlas, TYPE_1, TYPE_2),
        fg.balance(atlas, TYPE_2),
        fg.sensitivity(atlas, TYPE_2),
    ):
        page = answer._repr_html_()
        assert "<table" in page
        assert "not medical advice" in page
        assert "&gt;=200" in page
        assert "\n" not in repr(answer)


def test_a_diagnosis_as_text_is_a_profile(atlas: Graph) -> None:
    assert fg.treatments(atlas, "AA") == fg.treatments(atlas, fg.Profile("alopecia areata"))
    assert fg.balance(atlas, "alopecia universalis").profile == fg.Profile("AU")
    assert fg.sensitivity(atlas, "dandruff").profile == fg.Profile("dandruff")
    assert fg.compare(atlas, "AA", "AU") == fg.compare(atlas, fg.Profile("AA"), fg.Profile("AU"))
    with pytest.raises(fg.UnknownEntity, match="'measels'"):
        fg.treatments(atlas, "measels")


def closed_store(folder: Path) -> object:
    with fg.open_store(folder / "closed.db") as store:
        store.write(fg.sketch("a -> b"))
    return store


@pytest.mark.parametrize(
    "ask",
    [
        lambda G: fg.treatments(G, "AA"),
        lambda G: fg.balance(G, "AA"),
        lambda G: fg.compare(G, "AA", "AU"),
        lambda G: fg.sensitivity(G, "AA"),
    ],
    ids=["treatments", "balance", "compare", "sensitivity"],
)
def test_every_question_refuses_what_is_no_graph_alike(
    ask: Callable[[Any], object], tmp_path: Path
) -> None:
    with pytest.raises(fg.InvalidGraph, match="it is a DiGraph; build"):
        ask(nx.DiGraph())
    with pytest.raises(fg.InvalidGraph, match="it is a dict; give"):
        ask({})
    with pytest.raises(fg.StoreError, match="closed"):
        ask(closed_store(tmp_path))


def test_misplaced_arguments_are_told_where_they_go(atlas: Graph) -> None:
    with pytest.raises(fg.InvalidQuestion, match=r"write balance\(G, profile\)"):
        fg.balance(atlas, atlas)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match=r"write compare\(G, a, b\)"):
        fg.compare(atlas, atlas, TYPE_1)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match=r"write sensitivity\(G, profile\)"):
        fg.sensitivity(atlas, 7)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match="the profile is a DataFrame"):
        fg.treatments(atlas, fg.treatments(atlas, TYPE_1).to_frame())  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match="use one of type 1"):
        fg.balance(atlas, TYPE_1)["type 3"]
