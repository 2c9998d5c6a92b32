"""The data card: it says what the facts say today, and leaves nothing out."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.model import vocabulary

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "write_card.py"
REMEDY = "the data card is not of these facts; run: python scripts/write_card.py"


@pytest.fixture(scope="module")
def kept() -> str:
    return (ROOT / "docs" / "atlas.md").read_text(encoding="utf-8")


def test_the_card_is_of_the_facts_that_ship(kept: str) -> None:
    assert runpy.run_path(str(SCRIPT))["card"]() == kept, REMEDY


def test_the_card_names_the_state_and_every_claim(kept: str) -> None:
    assert f"`{fg.load().graph['digest']}`" in kept
    claims = {f"S1.{n:02}" for n in range(1, 31)} | {f"S2.{n:02}" for n in range(1, 22)}
    claims |= {f"S3.{n:02}" for n in range(1, 59)}
    told = dict(re.findall(r"^\| (S[123]\.\d\d) \| (.+) \|$", kept, re.MULTILINE))
    assert set(told) >= claims
    assert all(re.match(r"R\d+: ", statements) for statements in told.values())


def test_the_card_tells_limits_headlines_and_licence(kept: str) -> None:
    assert len(re.findall(r"^\| .+ \| .+ \| .+ → |^\| .+ ⊣ ", kept, re.MULTILINE)) >= 1
    section = kept.split("## Headline answers")[1].split("## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    assert len(rows) == len(vocabulary.headlines()) + 1
    assert "Injected IFN-γ: one group saw no disease start" in kept
    assert "CC0 1.0" in kept
    assert "The Jackson Laboratory, under CC BY 4.0" in kept
    assert vocabulary.DISCLAIMER in kept


def test_the_card_names_every_reference_without_a_number(kept: str) -> None:
    section = kept.split("## The papers")[1].split("## ")[0]
    for one in vocabulary.references().values():
        if not (one.pmid or one.doi or one.pmc):
            assert f"| `{one.curie}` |" in section
