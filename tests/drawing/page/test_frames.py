"""The page in frames of others: a notebook, nbconvert's HTML, a webview like that of VS Code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from browser import FIRST_VIEW, Open, Seen, blue
from follicle_graph import Page

# Like the policy under which VS Code shows outputs of notebooks; `docs/page.md` says what VS Code
# itself did.
WEBVIEW = (
    "default-src 'none'; script-src https://webview.test 'unsafe-inline' 'unsafe-eval'; "
    "style-src https://webview.test 'unsafe-inline'; "
    "img-src https://webview.test https: http: data:; font-src https://webview.test https:; "
    "connect-src https:; child-src https: data: blob:;"
)


def frame_of(page: Any) -> Any:
    """The frame that holds the map, once the map stands."""
    page.wait_for_selector("iframe")
    for _ in range(100):
        for frame in page.frames:
            if frame.url.startswith("about:srcdoc"):
                frame.wait_for_selector("body.ready")
                return frame
        page.wait_for_timeout(100)
    raise AssertionError([frame.url for frame in page.frames])


def ink(page: Any, frame: Any, folder: Path) -> int:
    """How many pixels of the map in a frame are those of blue lines."""
    page.wait_for_timeout(300)
    path = folder / "frame.png"
    frame.locator("#stage canvas").screenshot(path=path)
    return blue((imread(path)[..., :3] * 255).round().astype(np.uint8))


def test_undo_in_a_notebooks_frame_leaves_the_notebooks_history_alone(
    opened: Open, page: Page, tmp_path: Path
) -> None:
    notebook = tmp_path / "notebook.html"
    html = page._repr_mimebundle_()["text/html"]
    notebook.write_text(f"<!doctype html><meta charset=utf-8><a href='#b'>b</a>{html}", "utf-8")
    seen: Seen = opened(notebook, wait="iframe")
    frame = frame_of(seen.page)
    before = seen.page.evaluate("history.length")
    frame.evaluate("follicleMap.select('ifng')")
    frame.evaluate("follicleMap.select('il15')")
    assert seen.page.evaluate("history.length") == before
    seen.page.click("a[href='#b']")
    frame.click("#undo")
    assert frame.evaluate("follicleMap.selected") == "ifng"
    frame.click("#undo")
    assert frame.evaluate("follicleMap.selected") is None
    assert frame.is_disabled("#undo")
    assert seen.page.url.endswith("#b"), "the notebook itself went back"
    assert "back button" not in frame.inner_text("#panel")
    assert seen.complaints == []


def test_a_notebook_that_nbconvert_made_html_of_shows_the_map(opened: Open, tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("import follicle_graph as fg\nfg.explore(fg.load())")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    html, _ = HTMLExporter().from_notebook_node(notebook)
    path = tmp_path / "notebook.html"
    path.write_text(html, "utf-8")
    seen: Seen = opened(path, wait="iframe")
    frame = frame_of(seen.page)
    assert frame.evaluate("follicleMap.view") == FIRST_VIEW
    assert ink(seen.page, frame, tmp_path) > 500
    frame.fill("#find", "IL-15")
    frame.press("#find", "Enter")
    assert frame.evaluate("follicleMap.selected") == "il15"


@pytest.mark.parametrize(
    ("host", "dark"),
    [
        ("", False),
        ("class=vscode-dark", True),
        ("class=vscode-light", False),
        ("data-jp-theme-light=false", True),
        ("data-jp-theme-light=true", False),
    ],
)
def test_in_a_notebook_the_page_is_dark_where_the_notebook_is(
    browser: Any, page: Page, tmp_path: Path, host: str, dark: bool
) -> None:
    notebook = tmp_path / "notebook.html"
    html = page._repr_mimebundle_()["text/html"]
    notebook.write_text(f"<!doctype html><meta charset=utf-8><body {host}>{html}", "utf-8")
    tab = browser.new_page(color_scheme="null")
    tab.goto(notebook.as_uri())
    frame = frame_of(tab)
    red, green, blue = frame.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert (red + green + blue < 200) is dark
    tab.close()


def test_a_webview_with_a_policy_like_that_of_vs_code_shows_the_map(
    browser: Any, page: Page, tmp_path: Path
) -> None:
    output = json.dumps(page._repr_mimebundle_()["text/html"]).replace("<", "\\u003c")
    webview = (
        f'<!doctype html><meta charset=utf-8><meta http-equiv="Content-Security-Policy" '
        f'content="{WEBVIEW}"><body><div id=output></div>'
        f"<script>document.getElementById('output').innerHTML = {output}</script>"
    )
    workbench = (
        "<!doctype html><meta charset=utf-8><iframe src='https://webview.test/index.html' "
        "sandbox='allow-scripts allow-same-origin allow-forms allow-pointer-lock allow-downloads' "
        "style='width:1000px;height:700px'></iframe>"
    )
    asked: list[str] = []
    complaints: list[str] = []
    tab = browser.new_page(viewport={"width": 1100, "height": 760})
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.route(
        "https://*.test/**",
        lambda route: route.fulfill(
            body=webview if "webview" in route.request.url else workbench, content_type="text/html"
        ),
    )
    tab.goto("https://workbench.test/")
    tab.frame_locator("iframe").locator("iframe").wait_for()
    frame = frame_of(tab)
    assert frame.evaluate("follicleMap.view") == FIRST_VIEW
    assert ink(tab, frame, tmp_path) > 500
    frame.evaluate("follicleMap.select('ifng')")
    frame.click("#undo")
    assert frame.evaluate("follicleMap.selected") is None
    assert complaints == []
    assert {url for url in asked if not url.startswith("about:")} == {
        "https://workbench.test/",
        "https://webview.test/index.html",
    }
    tab.close()
