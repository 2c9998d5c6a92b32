"""Links: in the pages as they stand in the project, and in the site that is built of them."""

from __future__ import annotations

import importlib.util
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import follicle_graph as fg

ROOT = Path(__file__).parents[2]
CHECK = runpy.run_path(str(ROOT / "scripts" / "check_links.py"))
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if "_made" not in path.parts),
]
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(`{3,}|:{3,})[^\n]*\n.*?^\1\s*$", re.DOTALL | re.MULTILINE)


def headings(path: Path) -> set[str]:
    """The anchors of a page, as GitHub and the site make them of its headings."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_link_in_a_page_leads_to_a_file_and_a_heading(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    wrong = []
    for link in LINK.findall(text):
        if re.match(r"https?:|mailto:", link):
            continue
        place, _, anchor = link.partition("#")
        if "docs/notebooks/" in (page.parent / place).as_posix():  # a copy that the build makes
            target = ROOT / "notebooks" / Path(place).name
        else:
            target = (page.parent / place) if place else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            wrong.append(link)
    assert not wrong


def site(folder: Path, **pages: str) -> Path:
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    return folder


def test_a_site_without_broken_links_has_no_problems(tmp_path: Path) -> None:
    made = site(tmp_path, a='<a href="b.html#x">b</a>', b='<p id="x"><a href="#x">x</a></p>')
    assert CHECK["problems"](made) == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('<a href="gone.html">x</a>', "no file: gone.html  (on a.html)"),
        ('<a href="b.html#gone">x</a>', "no anchor: b.html#gone  (on a.html)"),
        ('<a href="#gone">x</a>', "no anchor: #gone  (on a.html)"),
        ('<img src="gone.png">', "no file: gone.png  (on a.html)"),
        ('<iframe src="gone.html"></iframe>', "no file: gone.html  (on a.html)"),
        (
            '<script src="https://cdn.example/x.js"></script>',
            "loads from a server: https://cdn.example/x.js  (on a.html)",
        ),
        (
            '<link rel="stylesheet" href="//cdn.example/x.css">',
            "loads from a server: //cdn.example/x.css  (on a.html)",
        ),
    ],
)
def test_a_broken_link_is_found(tmp_path: Path, body: str, problem: str) -> None:
    assert CHECK["problems"](site(tmp_path, a=body, b="<p>b</p>")) == [problem]


@pytest.mark.skipif(
    importlib.util.find_spec("sphinx") is None, reason="needs the extra docs: make docs"
)
def test_the_site_is_built_without_a_warning_and_without_a_broken_link(tmp_path: Path) -> None:
    options = ["--fail-on-warning", "--keep-going", "--quiet", "--fresh-env"]
    command = [sys.executable, "-m", "sphinx", *options, "-d", str(tmp_path / "trees")]
    done = subprocess.run(
        [*command, str(ROOT / "docs"), str(tmp_path / "site")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert CHECK["problems"](tmp_path / "site") == []
    assert "<iframe" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    entries = [path.read_text("utf-8") for path in (tmp_path / "site" / "reference").glob("*.html")]
    explained = sum(text.count("<p>Explained in <a ") for text in entries)
    assert explained == len(set(fg.__all__) - {"__version__"})
