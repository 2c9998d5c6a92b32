from __future__ import annotations

import copy
import importlib.util
import json
import pickle
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

import follicle_graph as fg
from browser import FIRST_VIEW, HOSTILE, Open, blue, find_browser, orange
from follicle_graph import Page, explore
from follicle_graph.drawing import look
from follicle_graph.drawing.layout.layout import PAGE_WIDTH
from follicle_graph.drawing.page.page_data import page_facts, values_of
from follicle_graph.errors import InvalidQuestion, OutputError
from follicle_graph.model.columns import flat
from follicle_graph.model.facts import Entity, Evidence, Statement
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import url

VENDOR = Path(__file__).parents[3] / "scripts" / "vendor_vis_network.py"


def test_the_page_asks_the_network_for_nothing_and_complains_of_nothing(
    opened: Open, saved: Path
) -> None:
    seen = opened(saved)
    seen.find("IL-15")
    seen.page.click("#views button:last-child")
    seen.page.click("#table")
    assert seen.requests == [saved.as_uri()]
    assert seen.complaints == []


def test_blue_and_orange_lines_and_many_colours_are_drawn(opened: Open, saved: Path) -> None:
    seen = opened(saved)
    pixels = seen.pixels()
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 200
    assert blue(pixels) > 1500
    assert orange(pixels) > 300


def test_the_whole_atlas_opens_as_groups_and_a_click_opens_a_group(
    opened: Open, saved: Path, atlas: Graph
) -> None:
    seen = opened(saved)
    seen.page.click("#views button:last-child")
    assert seen.page.evaluate("follicleMap.view") == "Whole atlas"
    names = {(data["lane"], look.kind(data["kind"]).name) for _, data in atlas.nodes(data=True)}
    assert {tuple(json.loads(one)) for one in seen.page.evaluate("follicleMap.groups")} == names
    assert len(names) < 45, "groups that can be read"
    pixels = seen.pixels()
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 200
    assert blue(pixels) > 300 and orange(pixels) > 100, "bundles of both signs"
    group = json.dumps(["cytokines & chemokines", "cytokine, chemokine"], separators=(",", ":"))
    seen.click(seen.page.evaluate("name => follicleMap.nodePoint(name)", group))
    assert seen.page.evaluate("follicleMap.nodePoint('ifng')") is not None
    assert seen.page.evaluate("name => follicleMap.nodePoint(name)", group) is None
    shown = seen.page.evaluate("follicleMap.shown")
    assert len(shown["nodes"]) == len(atlas) and len(shown["edges"]) == atlas.number_of_edges()


def test_a_synonym_finds_its_entity_and_the_panel_defines_it(
    opened: Open, saved: Path, atlas: Graph
) -> None:
    seen = opened(saved)
    seen.find("interferon gamma")
    assert seen.page.evaluate("follicleMap.selected") == "ifng"
    assert atlas.nodes["ifng"]["label"] in seen.panel()
    assert atlas.nodes["ifng"]["definition"] in seen.panel()
    assert "HGNC:5438" in seen.panel()


def test_the_search_is_worked_with_arrows_and_escape(opened: Open, saved: Path) -> None:
    seen = opened(saved)
    seen.page.fill("#find", "il")
    assert seen.page.locator("#hits [role=option]").count() == 12
    seen.page.press("#find", "ArrowDown")
    assert seen.page.get_attribute("#find", "aria-activedescendant") == "hits-1"
    seen.page.press("#find", "Escape")
    assert not seen.page.is_visible("#hits")
    seen.page.fill("#find", "no such thing at all")
    assert "No entity" in seen.page.inner_text("#hits")


def test_a_click_on_a_line_shows_its_evidence_and_links_its_papers(
    opened: Open, saved: Path, first_map: Graph
) -> None:
    u, v, key, data = max(
        first_map.edges(keys=True, data=True), key=lambda edge: len(edge[3]["evidence"])
    )
    seen = opened(saved)
    seen.click(seen.page.evaluate("edge => follicleMap.edgePoint(...edge)", [u, v, key]))
    assert seen.page.evaluate("follicleMap.selected") == [u, v, key]
    text = seen.panel()
    links = seen.page.eval_on_selector_all("#panel a", "all => all.map(a => a.href)")
    for piece in data["evidence"]:
        assert piece.summary in text
        assert piece.id in text
    assert f"{data['support']:.2f}" in text
    assert links and all(link.startswith("https://") for link in links)
    assert len(links) == sum(url(piece.reference) is not None for piece in data["evidence"])


def test_a_click_on_a_node_selects_it_and_a_click_beside_lets_go(opened: Open, saved: Path) -> None:
    seen = opened(saved)
    seen.click(seen.page.evaluate("follicleMap.nodePoint('ifng')"))
    assert seen.page.evaluate("follicleMap.selected") == "ifng"
    box = seen.page.locator("#map").bounding_box()
    seen.click({"x": box["x"] + 4, "y": box["y"] + 4})
    assert seen.page.evaluate("follicleMap.selected") is None


def test_an_entity_outside_the_map_is_found_and_drawn_with_its_surroundings(
    opened: Open, saved: Path, atlas: Graph, first_map: Graph
) -> None:
    outside = next(node for node in atlas if node not in first_map and 5 < atlas.degree(node) < 30)
    seen = opened(saved)
    assert seen.page.evaluate("follicleMap.view") == FIRST_VIEW
    seen.find(outside)
    assert seen.page.evaluate("follicleMap.view") == "Answer"
    H = fg.neighborhood(atlas, outside)
    shown = seen.page.evaluate("follicleMap.shown")
    assert set(shown["nodes"]) == set(H)
    assert {tuple(edge) for edge in shown["edges"]} == set(H.edges(keys=True))
    text = seen.panel()
    assert atlas.nodes[outside]["definition"] in text
    assert f"Acts on {atlas.out_degree(outside)}" in text or not atlas.out_degree(outside)
    seen.page.click("#back-to-map")
    assert seen.page.evaluate("follicleMap.view") == "Whole atlas"
    assert seen.complaints == []


def test_the_table_lists_every_relation_of_the_view(
    opened: Open, saved: Path, first_map: Graph
) -> None:
    seen = opened(saved)
    seen.page.click("#table")
    assert seen.page.locator("#sheet tbody tr").count() == first_map.number_of_edges()


@pytest.mark.parametrize("width", [360, 768])
def test_a_narrow_window_keeps_map_and_panel_inside(opened: Open, saved: Path, width: int) -> None:
    seen = opened(saved, width=width, height=740)
    seen.find("IL-15")
    assert seen.page.evaluate("document.documentElement.scrollWidth") == width
    assert seen.page.evaluate("document.documentElement.scrollHeight") == 740
    assert seen.page.locator("#stage canvas").bounding_box()["height"] > 150
    assert blue(seen.pixels()) > 20


def hostile_graph() -> Graph:
    reference = f"PMID:1{HOSTILE}"
    evidence = Evidence(
        f"R1{HOSTILE}",
        reference=reference,
        grade=HOSTILE,
        disease=("x",),
        species=(HOSTILE,),
        tissue=(HOSTILE,),
        route=HOSTILE,
        summary=HOSTILE,
        note=HOSTILE,
    )
    entities = [
        Entity(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), HOSTILE),
        Entity("__proto__", "constructor", "__proto__"),
        Entity("x", "x"),
    ]
    return fg.build(
        entities,
        [
            Statement(HOSTILE, "increases", "x", 1, "mechanism", False, evidence),
            Statement("x", HOSTILE, "__proto__", -1, "mechanism", True, evidence),
        ],
        name=HOSTILE,
    )


def test_hostile_text_is_shown_as_text_and_runs_nothing(opened: Open, tmp_path: Path) -> None:
    G = hostile_graph()
    path = explore(G, title=HOSTILE).save(tmp_path / "hostile.html")
    seen = opened(path)
    assert seen.page.inner_text("h1").startswith("</script><!--<script><img")
    seen.find(HOSTILE)
    assert "onerror=alert(1)" in seen.panel()
    seen.page.click("#panel .step")
    assert seen.panel().count("<img src=x onerror=alert(1)>") >= 6
    seen.page.click("#table")
    assert seen.page.locator("#sheet tbody tr").count() == 2
    assert seen.page.locator("img, #panel script, #sheet script").count() == 0
    hrefs = seen.page.eval_on_selector_all("a:not(#skip)", "all => all.map(a => a.href)")
    assert all(href.startswith("https://pubmed.ncbi.nlm.nih.gov/") for href in hrefs)
    assert seen.complaints == []
    assert seen.requests == [path.as_uri()]


def test_a_notebook_shows_the_page_in_a_sandboxed_frame(
    opened: Open, page: Page, tmp_path: Path
) -> None:
    bundle = page._repr_mimebundle_()
    assert (
        'sandbox="allow-scripts allow-downloads allow-modals allow-popups '
        'allow-popups-to-escape-sandbox"' in bundle["text/html"]
    )
    assert "\n" not in bundle["text/plain"]
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!doctype html><meta charset=utf-8>{bundle['text/html']}", "utf-8")
    seen = opened(notebook, wait="iframe")
    frame = seen.page.frames[1]
    frame.wait_for_selector("body.ready")
    assert frame.evaluate("follicleMap.view") == FIRST_VIEW
    assert seen.complaints == []
    assert all(url.startswith(("file:", "about:srcdoc")) for url in seen.requests)


def test_a_highlighted_path_stands_out(
    opened: Open, atlas: Graph, first_map: Graph, tmp_path: Path
) -> None:
    edge = next(iter(first_map.edges(keys=True)))
    path = explore(atlas, opening=first_map, highlight=[edge]).save(tmp_path / "map.html")
    plain = explore(atlas, opening=first_map).save(tmp_path / "plain.html")
    marked, before = opened(path), opened(plain)
    assert marked.page.evaluate("state.backbone.size") == 1
    assert yellow(marked.pixels()) > yellow(before.pixels()) + 100, "the band under the edge"
    assert blue(marked.pixels()) < 0.9 * blue(before.pixels()), "the rest is calm"


def yellow(pixels: NDArray[np.uint8]) -> int:
    """How many pixels belong to the band under highlighted edges."""
    red, green, blue = np.moveaxis(pixels.astype(int), 2, 0)
    return int(((red > 245) & (abs(green - 234) < 5) & (abs(blue - 188) < 8)).sum())


def test_parallel_edges_of_a_multigraph_all_reach_the_page() -> None:
    G = fg.sketch("a -> b; a -| b; b -- a")
    facts = page_facts(G, flat(G), [("All", G, fg.layout(G))], (), "")
    keys = values_of(facts["edges"]["predicate"], 3)
    assert sorted(keys) == sorted(key for _, _, key in G.edges(keys=True))


def test_the_page_is_small_and_the_same_for_the_same_graph(page: Page, atlas: Graph) -> None:
    assert len(page.html.encode("utf-8")) < 700_000
    assert explore(atlas).html == page.html


def test_exploring_does_not_change_the_graph(atlas: Graph, first_map: Graph) -> None:
    G = atlas.copy()
    explore(G, opening=first_map)
    assert nx.utils.graphs_equal(G, atlas)


def test_saving_where_nothing_can_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    page = explore(fg.sketch("a -> b"))
    with pytest.raises(OutputError, match="folder that exists"):
        page.save(tmp_path / "missing" / "map.html")
    with pytest.raises(OutputError, match="cannot write"):
        page.save(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert not list(tmp_path.parent.glob(f".{tmp_path.name}.*"))


def test_saving_replaces_an_older_page(tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("old")
    assert explore(fg.sketch("a -> b")).save(target) == target
    assert target.read_text("utf-8").startswith("<!doctype html>")
    assert list(tmp_path.iterdir()) == [target]


def test_text_that_utf8_cannot_hold_does_not_keep_a_page_from_being_saved(tmp_path: Path) -> None:
    page = explore(fg.sketch("a\ud800 -> b"), title="\ud800")
    assert page.save(tmp_path / "map.html").read_text("utf-8") == page.html


def test_what_does_not_fit_the_graph_is_refused() -> None:
    G = fg.sketch("a -> b")
    with pytest.raises(InvalidQuestion, match="opening"):
        explore(G, opening=fg.sketch("a -> c"))
    with pytest.raises(InvalidQuestion, match="highlight"):
        explore(G, highlight=[("b", "a", "increases")])
    with pytest.raises(InvalidQuestion, match="no place for 'a'"):
        explore(G, layout=fg.layout(fg.sketch("c -> d")))


def test_an_empty_graph_gives_a_page_that_opens(opened: Open, tmp_path: Path) -> None:
    seen = opened(explore(fg.sketch("")).save(tmp_path / "empty.html"))
    assert "0 entities" in seen.page.inner_text("footer")
    assert seen.complaints == []


def test_importing_the_library_does_not_load_pyvis() -> None:
    code = "import sys, follicle_graph; sys.exit('pyvis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_vendored_script_is_the_published_one_and_cannot_break_out() -> None:
    spec = importlib.util.spec_from_file_location("vendor_vis_network", VENDOR)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.problems(module.VENDOR) == []
    assert {path.name for path in module.VENDOR.glob("LICENSE-*")} == {
        "LICENSE-vis-network-MIT",
        "LICENSE-vis-network-Apache-2.0",
    }


def test_a_missing_browser_fails_under_ci_and_skips_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NOT tested"):
        find_browser()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="NOT tested"):
        find_browser()


def test_a_marker_of_a_disease_is_no_causal_arrow_on_the_page_either(atlas: Graph) -> None:
    edge = ("alopecia_areata", "il15", "has_increased_marker")
    G = fg.keep(atlas, layers={"biomarker"})
    facts = page_facts(G, flat(G), [("All", G, fg.layout(G))], (), "Markers")
    place = sorted(G.edges(keys=True)).index(edge)
    assert values_of(facts["edges"]["flags"], G.size())[place] & 4
    assert facts["looks"]["marks"]["1"][2] == "disc"


def test_the_page_and_the_figure_of_the_spine_share_one_layout(atlas: Graph) -> None:
    spine = fg.spine(atlas)
    page = fg.explore(spine).to_pyvis()
    on_page = {node["id"]: (node["x"], node["y"]) for node in page.nodes}
    paper = fg.layout(spine, width=PAGE_WIDTH)
    assert on_page == {node: (box.x, box.y) for node, box in paper.boxes.items()}


def test_a_page_with_overlays_survives_pickle_and_copy(first_map: Graph) -> None:
    page = explore(first_map, overlay={"one": {"ifng": 1.0}, "two": {"il15": -2.0}})
    for twin in (pickle.loads(pickle.dumps(page)), copy.deepcopy(page)):
        assert twin.html == page.html and str(twin) == str(page)
        assert twin.to_pyvis().get_node("ifng") == page.to_pyvis().get_node("ifng")
