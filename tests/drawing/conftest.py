"""One browser for all tests of the page, and the page of the atlas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

import follicle_graph as fg
from browser import Open, Seen, find_browser
from follicle_graph import Page
from follicle_graph.model.graph import Graph


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    executable = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


def _opener(browser: Any, pages: list[Any]) -> Open:
    """What opens a saved page in a window of some size."""

    def open_page(
        path: Path,
        *,
        width: int = 1400,
        height: int = 840,
        wait: str = "body.ready",
        address: str = "",
        **settings: Any,
    ) -> Seen:
        settings = {"reduced_motion": "reduce", "color_scheme": "light", **settings}
        page = browser.new_page(viewport={"width": width, "height": height}, **settings)
        pages.append(page)
        seen = Seen(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        page.on("dialog", lambda dialog: seen.complaints.append(f"dialog {dialog.message}"))
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.goto(path.as_uri() + address)
        page.wait_for_selector(wait, state="attached")
        page.wait_for_timeout(60)
        return seen

    return open_page


@pytest.fixture
def opened(browser: Any) -> Iterator[Open]:
    """Opens a saved page for one test."""
    pages: list[Any] = []
    yield _opener(browser, pages)
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def reading(browser: Any) -> Iterator[Open]:
    """Opens a saved page that all tests of a module read and none changes."""
    pages: list[Any] = []
    yield _opener(browser, pages)
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def spine(atlas: Graph) -> Graph:
    return fg.spine(atlas)


@pytest.fixture(scope="session")
def page(atlas: Graph) -> Page:
    return fg.explore(atlas)


@pytest.fixture(scope="session")
def saved(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page.save(tmp_path_factory.mktemp("pages") / "map.html")
