"""README and documentation: their samples run, and print what the pages say."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = runpy.run_path(str(ROOT / "scripts" / "write_samples.py"))
PAGES = SAMPLES["pages"]()


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_page_that_shows_how_to_do_something_is_run() -> None:
    names = {name_of(path) for path in PAGES}
    how_to = {name_of(path) for path in (ROOT / "docs" / "how_to").glob("*.md")}
    wanted = how_to - {"docs/how_to/index.md"}
    assert names >= wanted | {"README.md", "docs/index.md", "docs/tutorial.md", "docs/concepts.md"}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_says_what_its_samples_print(path: Path, tmp_path: Path) -> None:
    made = SAMPLES["written_anew"](path, tmp_path)
    assert made == path.read_text(encoding="utf-8"), "run: python scripts/write_samples.py"
    for picture in SAMPLES["shown"](path):
        assert (tmp_path / picture).stat().st_size > 1000
        assert (SAMPLES["PICTURES"] / picture).stat().st_size > 1000


def test_a_page_that_lies_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n", encoding="utf-8")
    made = SAMPLES["written_anew"](page, tmp_path / "run")
    assert made.endswith("```text\n2\n```\n")


def test_a_test_on_a_page_that_fails_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```python\n# test_it.py\ndef test_it():\n    assert 1 == 2\n```\n", "utf-8")
    with pytest.raises(AssertionError, match="1 == 2"):
        SAMPLES["written_anew"](page, tmp_path / "run")


def test_a_command_on_a_page_that_fails_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sh\nfollicle-graph about nobody-knows-this\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="exit code"):
        SAMPLES["written_anew"](page, tmp_path / "run")


def test_the_counts_of_the_readme_are_those_of_the_atlas() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- counts -->(.*?)<!-- end of counts -->", text)
    assert found is not None
    assert found[1] == SAMPLES["counts"]()
    assert re.fullmatch(r"[\d\s]+ entities, [\d\s]+ relations, .+ references", found[1])
