"""Take the screenshots of the interactive page and of three Jupyter cards that the docs show.

    python scripts/picture_page.py

Writes `docs/pictures/page-*.png` and `card-*.png`; needs Playwright and an installed Chromium. Look
at each.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import follicle_graph as fg

TARGET = Path(__file__).parents[1] / "docs/pictures"
PATHS = "#from=nkg2d_cd8_t_cell&to=hair_loss&shortcuts=no"
SHOTS = (
    ("page-spine", 1400, 840, "light", ""),
    ("page-evidence", 1400, 840, "light", '#edge=["mtorc1","foxp3","decreases"]'),
    ("page-paths-dark", 1400, 840, "dark", PATHS),
    ("page-around", 1400, 840, "light", '#select=il15&focus=["il15","both",1]'),
    ("page-whole", 1400, 840, "light", "#view=Whole+atlas"),
    ("page-phone-map", 360, 740, "light", ""),
    ("page-phone", 360, 740, "light", "#select=ifng"),
    ("page-phone-dark", 360, 740, "dark", f"{PATHS}&path=1"),
)
"""File, width, height, colours, and what of the page is shown."""

_CARD = "<body style='font: 14px sans-serif; margin: 12px; width: 900px'>"


def cards() -> dict[str, str]:
    """File -> the HTML that Jupyter shows for an answer."""
    G = fg.load()
    patient = fg.Profile("alopecia areata", ["extrinsic atopic dermatitis"])
    answers: dict[str, Any] = {
        "card-about": fg.about(G, "ritlecitinib"),
        "card-effect": fg.effect(G, "IL-15", "hair follicle immune privilege"),
        "card-treatments": fg.treatments(G, patient),
    }
    return {name: answer._repr_html_() for name, answer in answers.items()}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = fg.explore(fg.load(), title="Immune pathways of hair loss").save(
            Path(folder) / "map.html"
        )
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, width, height, scheme, address in SHOTS:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            page.goto(page_file.as_uri() + address)
            page.wait_for_selector("body.ready")
            if name == "page-phone":
                page.click("#pull")
            page.wait_for_timeout(500)
            page.screenshot(path=TARGET / f"{name}.png")
            page.close()
        page = browser.new_page(viewport={"width": 930, "height": 400})
        for name, card in cards().items():
            page.set_content(_CARD + card)
            page.locator("body").screenshot(path=TARGET / f"{name}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
