"""Overlays on the page: colours, tags, silence that is seen and said, hostile text stays text."""

from __future__ import annotations

from pathlib import Path

import follicle_graph as fg
from browser import Open
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.drawing.page.page import page_of
from follicle_graph.model.graph import Graph


def test_silence_is_seen_and_said(opened: Open, atlas: Graph, tmp_path: Path) -> None:
    outcome = fg.what_if(atlas, {"IFN-γ": -1})
    seen = opened(fg.explore(atlas, overlay=outcome).save(tmp_path / "o.html"))
    page = seen.page
    keys = page.inner_text("#keys")
    assert "silent: no answer, which is not “no change”" in keys
    assert "set by the question" in keys
    assert "falls 100%" in keys
    assert page.inner_text("h1").startswith("Blocking IFN-γ: silent on hair loss")
    looks = page.evaluate(
        "['hair_loss', 'cxcl10', 'ifng'].map((id) => { const { unsure, missing, held, tag } ="
        " colours(nodeById.get(id)); return [unsure, missing, held, tag]; })"
    )
    share = f"{outcome.share('CXCL10'):.0%}"
    assert looks == [
        [True, False, False, "? findings"],
        [False, False, False, share],
        [False, False, True, "blocked"],
    ]
    page.evaluate("select(nodeById.get('hair_loss'))")
    assert "more clinical findings speak against" in page.inner_text("#panel")
    picture = page.evaluate("svgOfView().text")
    assert "? findings" in picture and share in picture
    assert "silent: no answer" in picture
    assert seen.complaints == []
    assert all(one.startswith("file:") for one in seen.requests)


def test_hostile_words_of_an_overlay_stay_text(opened: Open, tmp_path: Path) -> None:
    bad = "<img src=x onerror=alert(1)>&\u2028</script>"
    G = fg.sketch("a -> b -> c")
    over = Overlay(
        {"a": -1.0}, 1.0, bad, {"a": bad, "b": bad}, {"b": bad}, frozenset("a"), bad,
        {bad: bad}, (bad, bad),
    )  # fmt: skip
    seen = opened(page_of(G, overlay=over).save(tmp_path / "bad.html"))
    seen.page.evaluate("select(nodeById.get('b'))")
    assert "onerror" in seen.page.inner_text("#panel")
    assert "onerror" in seen.page.inner_text("#keys")
    assert seen.page.locator("img").count() == 0
    assert "onerror" in seen.page.evaluate("svgOfView().text")
    assert seen.complaints == []
