"""A real browser for tests of the page: what it shows, asks for and complains about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.image as images
import numpy as np
import pytest
from numpy.typing import NDArray

import follicle_graph as fg

FIRST_VIEW = "Story" if "story" in fg.pictures() else "Spine"
"""The map that the page of the atlas opens on."""

HOSTILE = "</script><!--<script><img src=x onerror=alert(1)>\u2028'\"{{7*7}}"


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

    def go(self, address: str = "") -> Seen:
        """Show what an address says, as if the page had been opened with it."""
        if self.page.evaluate("document.getElementById('sheet').open"):
            self.page.keyboard.press("Escape")
        self.page.mouse.move(2, 2)
        self.page.evaluate("address => follicleMap.open(address)", address)
        return self

    def until(self, condition: str) -> None:
        """Wait until something holds; the policy of the page forbids Playwright's own way."""
        for _ in range(100):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never: {condition}")

    def parts(self) -> tuple[set[str], set[tuple[str, ...]]]:
        """The entities and relations that the page shows."""
        shown = self.page.evaluate("follicleMap.shown")
        return set(shown["nodes"]), {tuple(edge) for edge in shown["edges"]}

    def download(self, button: str, folder: Path) -> Path:
        """What a button of the menu saves."""
        self.page.click("#files summary")
        with self.page.expect_download() as caught:
            self.page.click(f"#{button}")
        path = folder / str(caught.value.suggested_filename)
        caught.value.save_as(path)
        return path

    def find(self, words: str) -> None:
        """Search for these words and take the first hit."""
        self.page.fill("#find", words)
        self.page.press("#find", "Enter")

    def panel(self) -> str:
        """The text of the panel."""
        return str(self.page.inner_text("#panel"))

    def pixels(self, canvas: str = "#stage canvas") -> NDArray[np.uint8]:
        """A canvas as it is seen: rows, columns, red green blue from 0 to 255."""
        self.page.wait_for_timeout(150)
        png = self.page.locator(canvas).first.screenshot()
        picture = images.imread(BytesIO(png), format="png")[..., :3]
        return np.asarray(picture * 255).round().astype(np.uint8)


Open = Callable[..., Seen]


def blue(pixels: NDArray[np.uint8]) -> int:
    """How many pixels belong to lines that increase; fills are paler."""
    red, _, blue = np.moveaxis(pixels.astype(int), 2, 0)
    return int((blue - red > 55).sum())


def orange(pixels: NDArray[np.uint8]) -> int:
    """How many pixels belong to lines that decrease; fills are paler."""
    red, green, blue = np.moveaxis(pixels.astype(int), 2, 0)
    return int(((red - blue > 60) & (red - green > 45)).sum())
