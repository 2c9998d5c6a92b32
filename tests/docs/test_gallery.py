"""The gallery: every ready picture stands in it once, and the claim under it holds in the atlas."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "draw_gallery.py"))
CLAIMS = SCRIPT["CLAIMS"]
PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
STEPS = sorted({step for _, steps in CLAIMS.values() for step in steps})


@pytest.fixture(scope="module")
def atlas() -> Graph:
    return fg.load()


def test_every_picture_of_the_gallery_has_a_claim_a_thumbnail_and_a_section() -> None:
    assert list(CLAIMS) == list(SCRIPT["PICTURES"])
    for name, (claim, _) in CLAIMS.items():
        words = SCRIPT["PICTURES"][name]
        assert f"\n## {SCRIPT['heading'](words)}\n\n**{claim}**\n" in PAGE
        assert f"](pictures/{name}.svg)](#{SCRIPT['anchor'](words)})" in PAGE
    assert SCRIPT["thumbnails"]() in PAGE


@pytest.mark.parametrize(("source", "sign", "target"), STEPS)
def test_a_claim_under_a_picture_holds(atlas: Graph, source: str, sign: int, target: str) -> None:
    wanted = "increase" if sign > 0 else "decrease"
    assert fg.effect(atlas, source, target).verdict == wanted


def test_the_shortest_routes_to_hair_loss_all_raise_it(atlas: Graph) -> None:
    routes = fg.paths(atlas, "NKG2D+ CD8+ T cell", "hair loss")
    shortest = min(len(path) for path in routes)
    assert {path.sign for path in routes if len(path) == shortest} == {1}


def test_no_paper_states_that_dupilumab_lowers_ige(atlas: Graph) -> None:
    assert fg.effect(atlas, "dupilumab", "IgE").basis == "routes"


def test_the_model_lets_cxcl10_and_mhc_fall_when_jak1_is_blocked(atlas: Graph) -> None:
    outcome = fg.what_if(atlas, {"JAK1": -1})
    assert outcome.change("CXCL10") == outcome.change("MHC class I") == -1


def test_jak_stat_or_ifng_explain_the_table_best(atlas: Graph) -> None:
    found = fg.drivers(atlas, ROOT / "docs" / "data" / "lesion_vs_normal.csv")
    best = {member for one in found.items[:2] for member in one.members}
    assert {"jak_stat_signaling", "ifng"} <= best
