"""The notebooks: they run in a fresh kernel and still say what is kept in them."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from follicle_graph.model.vocabulary import DISCLAIMER

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LARGEST = 1_500_000
"""Bytes of a notebook; one interactive map takes about 600 000."""
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "run_notebooks.py"))


def read(path: Path) -> Any:
    nbformat = pytest.importorskip("nbformat", reason="notebooks need the test extra")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_says_what_is_kept_in_it(path: Path) -> None:
    pytest.importorskip("nbclient", reason="notebooks need the test extra")
    kept = read(path)
    fresh = SCRIPT["executed"](path)
    assert SCRIPT["texts"](fresh) == SCRIPT["texts"](kept)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_with_its_pictures_and_nothing_of_a_machine(path: Path) -> None:
    notebook = read(path)
    shown = SCRIPT["texts"](notebook)
    assert ["picture"] in shown
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)]
    assert notebook.metadata == SCRIPT["METADATA"]
    assert all(set(cell.metadata) <= set(SCRIPT["KEPT"]) for cell in notebook.cells)
    text = path.read_text(encoding="utf-8")
    assert len(text) < LARGEST
    assert not re.search(r"/home/|/Users/|/tmp/|/usr/|stderr|Traceback", text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_no_advice_and_ends_with_what_it_does_not_say(path: Path) -> None:
    prose = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    assert DISCLAIMER.split(",")[0] in prose[0]
    assert "not medical advice" in prose[0]
    headings = [line for cell in prose for line in cell.splitlines() if line.startswith("## ")]
    assert headings[-1] == "## What this answer does not say"


def test_the_calibration_of_the_notebook_is_that_of_the_page() -> None:
    page = (ROOT / "docs" / "what_if.md").read_text(encoding="utf-8")
    notebook = (ROOT / "notebooks" / "06_what_if_jak.ipynb").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| .*(%|\d of \d+)\*{0,2} \|$", line)]
    assert len(rows) >= 12
    for row in rows:
        assert row.replace('"', '\\"') in notebook, row
