"""The page for every reader: axe-core, keyboard, dark, narrow, printed, without scripts."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import follicle_graph as fg
from browser import Open, Seen, blue
from follicle_graph.model.graph import Graph


def find_axe() -> str:
    """The script of axe-core, out of a package for tests; without it skipped, under CI failed."""
    try:
        return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    except ModuleNotFoundError:
        missing = "axe-core is NOT run: install the extra `test`"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)


@pytest.fixture(scope="session")
def axe() -> str:
    return find_axe()


def test_a_missing_axe_fails_under_ci_and_skips_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "axe_playwright_python", None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NOT run"):
        find_axe()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="NOT run"):
        find_axe()


def violations(seen: Seen, axe: str) -> list[str]:
    """What axe-core finds wrong with the page as it stands, with the elements."""
    seen.page.evaluate(axe)
    found = seen.page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert len(found["passes"]) > 10
    return [
        f"{rule['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def search(seen: Seen) -> None:
    seen.page.fill("#find", "il")


def node(seen: Seen) -> None:
    seen.find("IL-15")


def contradicted(seen: Seen) -> None:
    seen.page.evaluate(
        'location.hash = \'#edge=\' + encodeURIComponent(\'["mtorc1","foxp3","decreases"]\')'
    )
    seen.page.wait_for_timeout(100)


def paths(seen: Seen) -> None:
    seen.page.evaluate("location.hash = '#from=il15&to=hair_loss&hops=4&path=1'")
    seen.page.wait_for_selector(".inside")


def everything(seen: Seen) -> None:
    seen.page.evaluate("document.querySelectorAll('.facet').forEach((one) => { one.open = true; })")
    seen.page.uncheck("#keys input[data-value=cell]")
    seen.page.click("#files summary")


def folded(seen: Seen) -> None:
    seen.page.click("#fold-panel")
    seen.page.click("#legend > summary")


def table(seen: Seen) -> None:
    seen.page.click("#table")


def around(seen: Seen) -> None:
    seen.go('focus=["il15","both",1]&select=nkg2d')
    assert seen.page.evaluate("follicleMap.view") == "Answer"


def too_large(seen: Seen) -> None:
    seen.go('focus=["ifng","both",2]')
    seen.page.wait_for_selector("#draw-best")


def whole(seen: Seen) -> None:
    seen.go("view=Whole+atlas&select=ifng")


def nothing_left(seen: Seen) -> None:
    seen.go("view=Whole+atlas&support=1&without-kind=drug&without-effect=increases")
    seen.page.wait_for_selector("#bar:not([hidden])")


def resting(seen: Seen) -> None:
    seen.go("")
    point = seen.page.evaluate("follicleMap.nodePoint('ifng')")
    seen.page.mouse.move(point["x"], point["y"])
    seen.page.wait_for_selector("#hover:not([hidden])")


STATES = {
    "light": (
        search, node, contradicted, paths, around, too_large, whole, nothing_left, resting,
        everything, folded, table,
    ),
    "dark": (contradicted, paths, around, whole, resting, folded, table),
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    opened: Open, saved: Path, axe: str, scheme: str, atlas: Graph
) -> None:
    assert atlas.edges["mtorc1", "foxp3", "decreases"]["contradicted"]
    seen = opened(saved, color_scheme=scheme)
    assert violations(seen, axe) == []
    for state in STATES[scheme]:
        state(seen)
        assert violations(seen, axe) == [], state.__name__


def test_axe_finds_nothing_on_a_phone_and_with_colours(
    opened: Open, atlas: Graph, axe: str, tmp_path: Path
) -> None:
    values = {"IL-15": 2.0, "IFN-γ": 1.0, "α-MSH": -1.0}
    path = fg.explore(atlas, overlay={"one": values, "two": values}).save(tmp_path / "map.html")
    seen = opened(path, width=360, height=740)
    assert violations(seen, axe) == []
    seen.page.click("#legend > summary")
    assert violations(seen, axe) == []
    seen.page.click("#legend > summary")
    seen.go('focus=["il15","both",1]&select=nkg2d')
    seen.page.click("#pull")
    seen.page.wait_for_timeout(300)
    assert violations(seen, axe) == []


def test_the_keyboard_alone_searches_walks_asks_filters_and_reads(
    opened: Open, saved: Path
) -> None:
    seen = opened(saved)
    page = seen.page
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "find"
    keys.type("il 15")
    keys.press("Enter")
    assert page.evaluate("follicleMap.selected") == "il15"
    page.evaluate("document.querySelector('#stage canvas').focus()")
    first = page.evaluate("follicleMap.selected")
    keys.press("ArrowRight")
    second = page.evaluate("follicleMap.selected")
    assert second != first
    place = "[follicleMap.nodePoint(follicleMap.selected).x]"
    right = page.evaluate(place)
    keys.press("ArrowLeft")
    assert page.evaluate(place) < right
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.evaluate("document.querySelector('#stage canvas').focus()")
    keys.press("Escape")
    assert page.evaluate("follicleMap.selected") is None


def test_every_control_is_reached_by_tab_and_shows_its_focus(opened: Open, saved: Path) -> None:
    seen = opened(saved)
    seen.find("IL-15")
    page = seen.page
    wanted = page.evaluate(
        "() => [...document.querySelectorAll('button, input, select, summary, a, canvas')]"
        ".filter((one) => !one.disabled && one.checkVisibility()).length"
    )
    page.evaluate("document.activeElement.blur()")
    reached, unseen = set(), []
    for _ in range(wanted + 20):
        page.keyboard.press("Tab")
        number, shown = page.evaluate(
            "() => { const one = document.activeElement; const style = getComputedStyle(one);"
            " return [[...document.querySelectorAll('*')].indexOf(one), one === document.body ||"
            " (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)]; }"
        )
        if number in reached:
            break
        reached.add(number)
        if not shown:
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
    assert unseen == []
    assert len(reached) >= wanted - 1


def test_dark_is_dark_and_lines_stay_bright(opened: Open, saved: Path) -> None:
    seen = opened(saved, color_scheme="dark")
    dark = seen.pixels()
    assert np.median(dark) < 45
    assert (dark.max(axis=2) > 150).mean() > 0.01
    seen.page.click("#theme")
    assert np.median(seen.pixels()) > 225


def test_every_lane_of_the_spine_has_ink(opened: Open, saved: Path, first_map: Graph) -> None:
    seen = opened(saved)
    pixels = seen.pixels().astype(int)
    box = seen.page.locator("#stage canvas").bounding_box()
    plan = fg.layout(first_map)
    for lane in plan.lanes:
        inside = [node for node in first_map if first_map.nodes[node]["lane"] == lane]
        for one in inside[:3]:
            point = seen.page.evaluate("node => follicleMap.nodePoint(node)", one)
            x, y = int(point["x"] - box["x"]), int(point["y"] - box["y"])
            part = pixels[y - 8 : y + 8, x - 25 : x + 25]
            assert part.min() < 90, f"no letters at {one} in {lane}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_at_360_pixels(opened: Open, saved: Path, scheme: str) -> None:
    seen = opened(saved, width=360, height=740, color_scheme=scheme)
    for act in (node, paths, table):
        act(seen)
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 360
        outside = seen.page.evaluate(
            "() => [...document.querySelectorAll('button, input, select, summary')]"
            ".filter((one) => one.checkVisibility()"
            " && !one.closest('.scroll, .hits, .strip, #panel')"
            " && (one.getBoundingClientRect().right > 361 || one.getBoundingClientRect().left < 0))"
            ".map((one) => one.outerHTML.slice(0, 80))"
        )
        assert outside == [], act.__name__


def test_on_paper_stand_the_picture_and_the_table(
    opened: Open, saved: Path, first_map: Graph, tmp_path: Path
) -> None:
    seen = opened(saved, color_scheme="light")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="print")
    assert seen.page.locator("#printed tbody tr").count() == first_map.number_of_edges()
    assert seen.page.locator("#printed img").bounding_box()["width"] > 300
    assert not seen.page.is_visible("#panel") and not seen.page.is_visible("#map")
    assert len(seen.page.pdf(path=tmp_path / "map.pdf")) > 20_000
    assert seen.complaints == []


def test_without_scripts_the_relations_are_a_table(
    browser: Any, saved: Path, first_map: Graph
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(saved.as_uri())
    assert page.locator(".plain tbody tr").count() == first_map.number_of_edges()
    page.close()


def test_a_browser_without_decompression_unpacks_by_hand(
    saved: Path, browser: Any, first_map: Graph
) -> None:
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(saved.as_uri())
    page.wait_for_selector("body.ready", timeout=20_000)
    assert page.evaluate("typeof DecompressionStream") == "undefined"
    assert len(page.evaluate("follicleMap.shown.edges")) == first_map.number_of_edges()
    page.close()


def test_a_plain_page_shows_the_same(
    opened: Open, atlas: Graph, first_map: Graph, tmp_path: Path
) -> None:
    plain = fg.explore(atlas, packed=False)
    assert "HGNC:5438" in plain.html and "HGNC:5438" not in fg.explore(atlas).html
    seen = opened(plain.save(tmp_path / "plain.html"))
    assert len(seen.page.evaluate("follicleMap.shown.edges")) == first_map.number_of_edges()
    assert blue(seen.pixels()) > 1500
    assert seen.complaints == []
