"""The page of statements: an address for every row, and text of papers as text."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path

import pytest

from follicle_graph.model import vocabulary
from follicle_graph.model.graph import Graph

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "write_statements.py"))


@pytest.fixture(scope="module")
def page() -> str:
    return str(SCRIPT["page"]())


def test_every_row_and_every_paper_has_one_anchor(page: str, whole: Graph) -> None:
    anchors = Counter(re.findall(r'<a id="([^"]+)"></a>', page))
    assert set(anchors.values()) == {1}
    pieces = {p.id: p for *_, data in whole.edges(data=True) for p in data["evidence"]}
    removed = {row["id"] for row in vocabulary.read_tsv(vocabulary.knowledge() / "removed.tsv")}
    rows = {name for name in anchors if re.fullmatch(r"R\d+", name)}
    assert rows - removed == set(pieces)
    keys = {
        SCRIPT["anchor"](vocabulary.references()[p.reference].key)
        for p in pieces.values()
        if p.reference in vocabulary.references()
    }
    assert keys <= set(anchors)
    assert set(re.findall(r'<a href="#([^"]+)"', page)) <= set(anchors)


def test_a_row_says_what_the_facts_say(page: str) -> None:
    (line,) = [line for line in page.splitlines() if 'id="R143"' in line]
    assert "**R143** NKG2D+ CD8+ T cell *produces* IFN-γ (mechanism, animal, mouse)." in line


def test_text_of_papers_is_no_markup() -> None:
    assert SCRIPT["escaped"]("<b>*x*</b>\n[y](z) $a$") == r"\<b\>\*x\*\</b\> \[y\](z) \$a\$"
