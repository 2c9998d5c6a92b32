"""A real Chromium for the tests of the page, and what it saw."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.image as images
import numpy as np
import pytest
from numpy.typing import NDArray


def find_browser() -> str:
    """The path of a Chromium; without one the test is skipped, under CI it fails."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    missing = "no chromium is installed, so the page is NOT tested; install chromium"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@dataclass
class Seen:
    """A page that stands open, the requests that it made and what it complained about."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def click(self, point: dict[str, float]) -> None:
        """Click a point of the page and take the mouse away again."""
        self.page.mouse.click(point["x"], point["y"])
        self.page.mouse.move(2, 2)

    def find(self, words: str) -> None:
        """Search for these words and take the first hit."""
        self.page.fill("#find", words)
        self.page.press("#find", "Enter")

    def panel(self) -> str:
        """The text of the panel."""
        return str(self.page.inner_text("#panel"))

    def pixels(self) -> NDArray[np.uint8]:
        """The canvas as it is seen: rows, columns, red green blue from 0 to 255."""
        self.page.wait_for_timeout(150)
        png = self.page.locator("#map canvas").screenshot()
        picture = images.imread(BytesIO(png), format="png")[..., :3]
        return np.asarray(picture * 255).round().astype(np.uint8)


@contextmanager
def opened(path: Path, *, width: int = 1400, height: int = 840) -> Iterator[Seen]:
    """Open a saved page in a browser of this size."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        try:
            page = browser.new_page(
                viewport={"width": width, "height": height}, reduced_motion="reduce"
            )
            seen = Seen(page)
            page.on("request", lambda request: seen.requests.append(request.url))
            page.on("pageerror", lambda error: seen.complaints.append(str(error)))
            page.on("dialog", lambda dialog: seen.complaints.append(f"dialog {dialog.message}"))
            page.on("console", lambda message: seen.complaints.append(message.text))
            page.goto(path.as_uri())
            page.wait_for_timeout(250)
            yield seen
        finally:
            browser.close()
