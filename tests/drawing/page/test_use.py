"""What readers do beside asking: point, search, zoom, share, use a phone, take things along."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import matplotlib.image as images
import pytest

import follicle_graph as fg
from browser import Open, Seen, blue
from follicle_graph.model.graph import Graph


@pytest.fixture(scope="module")
def atlas_page(reading: Open, saved: Path) -> Seen:
    return reading(saved, accept_downloads=True)


FREE = """(edges) => edges.find((edge) => {
  const { x, y } = follicleMap.edgePoint(...edge);
  const { left, top } = stage.getBoundingClientRect();
  return isEdge(thingAt({ x: x - left, y: y - top }));
})"""
"""The first of some edges that the pointer can rest on."""


def test_resting_on_a_line_shows_a_card_and_keeps_the_selection(
    atlas_page: Seen, first_map: Graph
) -> None:
    atlas_page.go("select=ifng")
    page = atlas_page.page
    edges = [list(edge) for edge in first_map.edges(keys=True) if "ifng" in edge[:2]]
    edge = tuple(page.evaluate(FREE, edges))
    point = page.evaluate("edge => follicleMap.edgePoint(...edge)", list(edge))
    page.mouse.move(point["x"], point["y"])
    page.wait_for_selector("#hover:not([hidden])")
    text = page.inner_text("#hover")
    assert first_map.nodes[edge[0]]["label"] in text
    assert f"{first_map.edges[edge]['support']:.2f}" in text
    assert page.evaluate("follicleMap.selected") == "ifng"
    assert page.evaluate("emphasis.nodes.has(nodeById.get('ifng'))")
    page.mouse.move(2, 2)
    page.wait_for_selector("#hover", state="hidden")


@pytest.mark.parametrize(
    ("typed", "entity"),
    [
        ("IL-15", "il15"),
        ("il 15", "il15"),
        ("IL15", "il15"),
        ("interferon-gama", "ifng"),
        ("baricitinb", "baricitinib"),
        ("barictinib", "baricitinib"),
        ("baricitiinib", "baricitinib"),
        ("rapamicin", "rapamycin"),
    ],
)
def test_search_forgives_one_typing_error(atlas_page: Seen, typed: str, entity: str) -> None:
    assert atlas_page.page.evaluate("typed => follicleMap.search(typed)[0]", typed) == entity


def test_search_does_not_offer_what_is_two_letters_away(atlas_page: Seen) -> None:
    assert atlas_page.page.evaluate("follicleMap.search('qxbaricitinib')") == []


def test_a_slash_goes_to_the_search_and_the_skip_link_to_the_map(atlas_page: Seen) -> None:
    atlas_page.go("")
    page = atlas_page.page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.input_value("#find") == ""
    page.evaluate("document.activeElement.blur()")
    page.evaluate("byId('skip').focus()")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"


def test_zoom_has_limits_and_keeps_what_is_under_the_pointer(atlas_page: Seen) -> None:
    atlas_page.go("")
    page = atlas_page.page
    before = page.evaluate("follicleMap.nodePoint('ifng')")
    page.mouse.move(before["x"], before["y"])
    page.mouse.wheel(0, -200)
    after = page.evaluate("follicleMap.nodePoint('ifng')")
    assert after["x"] == pytest.approx(before["x"], abs=1.5)
    assert after["y"] == pytest.approx(before["y"], abs=1.5)
    for _ in range(30):
        page.mouse.wheel(0, -240)
    assert page.evaluate("follicleMap.scale") == pytest.approx(6)
    for _ in range(60):
        page.mouse.wheel(0, 240)
    low = page.evaluate("follicleMap.scale")
    whole = page.evaluate(
        "Math.min(stage.clientWidth / state.view.width, stage.clientHeight / state.view.height)"
    )
    assert 0.3 * whole < low <= whole


def test_place_and_zoom_stand_in_the_address_and_come_back(
    opened: Open, atlas_page: Seen, saved: Path
) -> None:
    atlas_page.go("select=ifng")
    page = atlas_page.page
    point = page.evaluate("follicleMap.nodePoint('ifng')")
    page.mouse.move(point["x"], point["y"])
    page.mouse.wheel(0, -300)
    atlas_page.until("location.hash.includes('at=')")
    there = page.evaluate("[follicleMap.scale, follicleMap.nodePoint('ifng')]")
    again = opened(saved, address=page.evaluate("location.hash"))
    here = again.page.evaluate("[follicleMap.scale, follicleMap.nodePoint('ifng')]")
    assert here[0] == pytest.approx(there[0], rel=0.02)
    assert here[1]["x"] == pytest.approx(there[1]["x"], abs=4)
    assert again.page.evaluate("follicleMap.selected") == "ifng"
    for nonsense in ("at=1,2", "at=NaN,0,0", "at=1e99,1e99,1e99", "at=%3Cscript%3E"):
        atlas_page.go(nonsense)
        assert 0.1 < page.evaluate("follicleMap.scale") <= 6


def test_the_minimap_shows_where_one_is_and_moves_the_map(atlas_page: Seen) -> None:
    atlas_page.go("")
    page = atlas_page.page
    assert page.is_hidden("#minimap")
    page.evaluate("zoomBy(4)")
    page.wait_for_selector("#minimap:not([hidden])")
    box = page.locator("#minimap").bounding_box()
    before = page.evaluate("network.getViewPosition()")
    page.mouse.click(box["x"] + 10, box["y"] + 10)
    after = page.evaluate("network.getViewPosition()")
    assert after["x"] < before["x"] and after["y"] < before["y"]


def test_names_of_the_largest_entities_are_readable_when_the_map_is_small(
    atlas_page: Seen,
) -> None:
    groups = "open=" + "&open=".join(
        f'["{lane}","{name}"]'.replace("&", "%26").replace(" ", "+")
        for lane, name in [
            ("cytokines & chemokines", "cytokine, chemokine"),
            ("interventions", "intervention"),
            ("clinical outcome", "disease, phenotype"),
        ]
    )
    atlas_page.go(f"view=Whole+atlas&{groups}")
    page = atlas_page.page
    page.evaluate("zoomBy(0.7)")
    assert page.evaluate("LETTERS * follicleMap.scale") < 6.5
    assert blue(atlas_page.pixels()) > 50
    page.evaluate("glide(network.getViewPosition(), 0.5)")
    assert page.evaluate("state.view.byDegree.length") > 60


def test_targets_are_at_least_24_pixels(atlas_page: Seen) -> None:
    atlas_page.go("select=ifng")
    small = atlas_page.page.evaluate(
        "() => [...document.querySelectorAll('button, input:not([type=checkbox]), select, summary,"
        " label')].filter((one) => one.checkVisibility({ visibilityProperty: true }))"
        ".map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height && (box.height < 23.5 || box.width < 23.5))"
        ".map(([html, box]) => `${html} ${box.width}x${box.height}`)"
    )
    assert small == []


def test_a_phone_has_the_map_on_the_whole_screen_and_facts_in_a_sheet(
    opened: Open, saved: Path
) -> None:
    seen = opened(saved, width=360, height=740, has_touch=True, is_mobile=True)
    page = seen.page
    canvas = page.locator("#stage canvas").first.bounding_box()
    assert canvas["width"] == 360 and canvas["height"] > 520
    assert page.evaluate("byId('side').getBoundingClientRect().top") > 680
    point = page.evaluate("follicleMap.nodePoint('ifng')")
    page.touchscreen.tap(point["x"], point["y"])
    page.wait_for_timeout(500)
    top = page.evaluate("byId('side').getBoundingClientRect().top")
    assert 150 < top < 400
    assert "IFN-gamma" in page.inner_text("#panel")
    assert page.evaluate("follicleMap.nodePoint('ifng').y") < top, "the sheet covers its entity"
    page.click("#pull")
    page.wait_for_timeout(350)
    assert page.evaluate("byId('side').getBoundingClientRect().top") > 680
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert seen.complaints == []


def test_pictures_carry_title_legend_and_digest(
    atlas_page: Seen, atlas: Graph, tmp_path: Path
) -> None:
    atlas_page.go('focus=["il15","both",1]')
    root = ET.fromstring(atlas_page.download("save-svg", tmp_path).read_bytes())
    texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Around IL-15" in texts[0]
    assert {"increases", "cytokine, chemokine", "IL-15"} <= set(texts)
    assert any(fg.digest(atlas)[:12] in text for text in texts)
    assert fg.digest(atlas) in root.findtext("{http://www.w3.org/2000/svg}desc", "")
    paths = list(root.iter("{http://www.w3.org/2000/svg}path"))
    assert sum("C" in one.get("d", "") for one in paths) >= 30, "curves are true Béziers"
    png = images.imread(atlas_page.download("save-png", tmp_path))
    assert png.shape[1] > 1200
    assert blue((png[..., :3] * 255).astype("uint8")) > 2000


def test_references_of_what_is_shown_are_those_that_the_library_writes(
    atlas_page: Seen, atlas: Graph, tmp_path: Path
) -> None:
    atlas_page.go('focus=["ritlecitinib","out",1]')
    papers = fg.bibliography(fg.neighborhood(atlas, "ritlecitinib", direction="out"))

    def records(text: str, ending: str) -> set[str]:
        """Records without the notes that only the library writes."""
        lines = [line for line in text.splitlines() if not line.startswith(("N1", "  note ="))]
        parts = "\n".join(lines).replace(",\n}", "\n}").split(ending)
        return {part.strip() for part in parts if part.strip()}

    ris = atlas_page.download("save-ris", tmp_path).read_bytes().decode()
    assert len(records(ris, "ER  - ")) > 5
    assert records(ris, "ER  - ") == records(papers.to_ris(), "ER  - ")
    bib = atlas_page.download("save-bib", tmp_path).read_text("utf-8")
    assert records(bib, "\n}") == records(papers.to_bibtex(), "\n}")


def test_the_view_is_saved_as_a_page_that_opens_on_it(
    opened: Open, atlas_page: Seen, tmp_path: Path
) -> None:
    atlas_page.go('focus=["il15","both",1]&select=nkg2d')
    path = atlas_page.download("save-page", tmp_path)
    seen = opened(path)
    assert seen.page.evaluate("follicleMap.view") == "Answer"
    assert seen.page.evaluate("follicleMap.selected") == "nkg2d"
    assert seen.parts() == atlas_page.parts()
    assert seen.complaints == []
    assert {url.split("#")[0] for url in seen.requests} == {path.as_uri()}


def test_the_table_sorts_and_filters(atlas_page: Seen, first_map: Graph) -> None:
    atlas_page.go("")
    page = atlas_page.page
    page.click("#table")
    page.click(".sort >> text=Support")
    shown = [float(one) for one in page.locator("#sheet td.number").all_inner_texts()]
    assert shown == sorted(shown, reverse=True) and len(shown) == first_map.number_of_edges()
    page.click(".sort >> text=Support")
    shown = [float(one) for one in page.locator("#sheet td.number").all_inner_texts()]
    assert shown == sorted(shown)
    assert page.get_attribute("#sheet th:nth-child(6)", "aria-sort") == "descending"
    page.fill("#table-words", "IFN-gamma decreases")
    rows = page.locator("#sheet tbody tr").all_inner_texts()
    assert 0 < len(rows) < first_map.number_of_edges()
    assert all("IFN-gamma" in row and "decreases" in row for row in rows)


HEADERS = {
    "scripts only from the server": "script-src 'self'",
    "trusted types": "require-trusted-types-for 'script'; trusted-types none-of-ours",
    "the policy of Jenkins": "sandbox; default-src 'none'; img-src 'self'; style-src 'self'",
}


@pytest.mark.parametrize("policy", HEADERS.values(), ids=HEADERS.keys())
def test_where_scripts_are_blocked_a_table_can_be_read(
    browser: Any, saved: Path, first_map: Graph, policy: str
) -> None:
    page = browser.new_page()
    page.route(
        "https://host.test/**",
        lambda route: route.fulfill(
            body=saved.read_text("utf-8"),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy},
        ),
    )
    page.goto("https://host.test/map.html")
    page.wait_for_timeout(1500)
    assert page.is_visible("#plain tbody tr >> nth=0")
    assert page.locator("#plain tbody tr").count() == first_map.number_of_edges()
    assert not page.is_visible("header")
    page.close()


def test_trusted_types_alone_do_not_stop_the_map(browser: Any, saved: Path) -> None:
    page = browser.new_page()
    page.route(
        "https://host.test/**",
        lambda route: route.fulfill(
            body=saved.read_text("utf-8"),
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": "require-trusted-types-for 'script'"},
        ),
    )
    page.goto("https://host.test/map.html")
    page.wait_for_timeout(1500)
    ready = page.evaluate("document.body.classList.contains('ready')")
    assert ready or page.is_visible("#plain tbody tr >> nth=0")
    page.close()
