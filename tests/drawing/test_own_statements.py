"""One's own statements look like one's own, in the figure and on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.patches import PathPatch

import follicle_graph as fg
from browser import Open
from follicle_graph.drawing import look
from follicle_graph.drawing.answer_graph import graph_of
from follicle_graph.drawing.page.page_data import page_facts
from follicle_graph.model.columns import flat
from follicle_graph.model.graph import Graph

mpl.use("agg")


def own() -> Graph:
    return fg.with_statements(fg.sketch("a -> b -| c"), "a -> mine -| c")


def drawn(G: Graph) -> tuple[list[PathPatch], set[str]]:
    ax = fg.draw(G)
    curves = [one for one in ax.patches if isinstance(one, PathPatch)]
    return curves, {text.get_text() for text in ax.texts}


def test_own_edges_are_double_lines_with_an_entry_in_the_legend() -> None:
    curves, words = drawn(own())
    cores = [one for one in curves if one.get_alpha() == 1.0]
    assert len(cores) == 2
    assert "own statement" in words
    assert len(curves) == 4 * 2 + 2  # a pale border and a line each, and two cores


def test_nothing_is_own_in_a_graph_without_own_statements(atlas: Graph) -> None:
    curves, words = drawn(fg.sketch("a -> b -| c"))
    assert len(curves) == 2 * 2
    assert "own statement" not in words
    assert "own statement" not in drawn(fg.picture(atlas, "story").graph)[1]


def test_own_entities_have_a_double_border() -> None:
    G = own()
    plain = G.copy()
    del plain.nodes["mine"]["origin"]
    more, fewer = (len(fg.draw(one).patches) for one in (G, plain))
    assert more == fewer + 1


def test_the_page_knows_what_is_own() -> None:
    G = own()
    facts = page_facts(G, flat(G), [("All", G, fg.layout(G))], (), "")
    ids, edges = facts["nodes"]["id"], facts["edges"]
    assert [ids[node] for node in facts["own"]["nodes"]] == ["mine"]
    ends = {(ids[edges["source"][e]], ids[edges["target"][e]]) for e in facts["own"]["edges"]}
    assert ends == {("a", "mine"), ("mine", "c")}


def test_what_the_page_saves_still_says_what_is_own(opened: Open, tmp_path: Path) -> None:
    G = own()
    seen = opened(fg.explore(G).save(tmp_path / "own.html"))
    assert "own statement" in seen.page.inner_text("#keys")
    for button, name in (("save-json", "save.json"), ("save-page", "save.html")):
        seen.page.click("#files summary")
        with seen.page.expect_download() as caught:
            seen.page.click(f"#{button}")
        caught.value.save_as(tmp_path / name)
    read = fg.read(tmp_path / "save.json")
    assert read.nodes["mine"]["origin"] == look.OWN
    marked = {edge for edge in read.edges if read.edges[edge].get("origin") == look.OWN}
    assert marked == {("a", "mine", "increases"), ("mine", "c", "decreases")}
    again = opened(tmp_path / "save.html")
    told: Any = again.page.evaluate("edges.filter((edge) => edge.own).length")
    assert told == 2
    assert seen.complaints == again.complaints == []


def test_the_paths_of_own_statements_are_drawn_as_own(atlas: Graph) -> None:
    mine = fg.with_statements(atlas, "IL-15 -> my state; my state -> IFN-γ")
    made = graph_of(fg.paths(mine, "IL-15", "IFN-γ", via=["my state"]))
    own = {edge[:2] for edge in made.edges if made.edges[edge].get("origin") == look.OWN}
    assert own == {("il15", "my state"), ("my state", "ifng")}
