"""How good drawings are: the bounds that were set, on the graphs that they were set for."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import follicle_graph as fg
from follicle_graph.drawing import look
from follicle_graph.drawing.layout.layout import Layout
from follicle_graph.drawing.layout.measure import (
    crossings,
    edges_under_nodes,
    overlaps,
    turning,
)
from follicle_graph.model.graph import Graph

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "figures.py"
BEFORE = 213
"""Crossings of a random pathway when rows were filled by the width of the page."""


class Bound(NamedTuple):
    """Crossings, degrees that an edge turns in the mean, edges beyond 180 degrees, millimetres."""

    crossings: float
    turning: float | None
    beyond: int | None
    high: float


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return runpy.run_path(str(BENCHMARK))


def check(G: Graph, plan: Layout, bound: Bound, path: Path) -> None:
    turns = turning(plan.routes).values()
    assert overlaps(plan.boxes) == 0
    assert edges_under_nodes(plan.boxes, plan.routes) == []
    assert crossings(plan.routes) <= bound.crossings
    assert bound.turning is None or sum(turns) / len(turns) <= bound.turning
    assert bound.beyond is None or sum(turn > 180 for turn in turns) <= bound.beyond
    text = fg.save_figure(G, path, layout=plan, width_mm=180).read_text(encoding="utf-8")
    wide, high = (float(found) * 25.4 / 72 for found in re.findall(r'="([\d.]+)pt"', text)[:2])
    assert wide == pytest.approx(180, abs=0.1)
    assert high <= bound.high


@pytest.mark.parametrize(
    "asked",
    [
        ("story",),
        ("spine",),
        ("type1-type2",),
        ("ifng-privilege",),
        ("mtor-scalp",),
        ("disease", "alopecia areata"),
        ("drug", "baricitinib"),
    ],
    ids=" ".join,
)
def test_no_head_of_a_ready_picture_covers_another(
    atlas: Graph, made: dict[str, Any], asked: tuple[str, ...]
) -> None:
    picture = fg.picture(atlas, *asked)
    plan = picture.layout() or fg.layout(picture.graph)
    assert made["heads"](picture.graph, made["drawn_of"](plan), picture.highlight).pairs == 0


@pytest.mark.parametrize("origin", ["atlas", look.OWN])
@pytest.mark.parametrize("seed", range(1, 9))
def test_no_arrow_covers_a_bar_in_random_pathways(
    made: dict[str, Any], seed: int, origin: str
) -> None:
    G = made["pathway"](seed=seed)
    for *_, data in G.edges(data=True):
        data["origin"] = origin
    covered = made["heads"](G, made["ours"](G))
    assert covered.mixed == 0
    assert covered.pairs <= 1


def test_edges_of_both_signs_inside_a_row_keep_their_heads_apart(made: dict[str, Any]) -> None:
    G = fg.sketch("a -> b; a -| b")
    for *_, edge in G.edges(data=True):
        edge["support"] = 1.0
    for _, node in G.nodes(data=True):
        node["lane"] = "cytokines & chemokines"
    assert made["heads"](G, made["ours"](G)).pairs == 0


def test_heads_in_one_place_are_counted_as_covered(made: dict[str, Any]) -> None:
    G = fg.sketch("a -> c; b -| c; a -> d")
    routes = {key: [(0.0, 0.0), (0.0, 50.0)] for key in G.edges(keys=True)}
    assert made["heads"](G, made["Drawn"]({}, routes)) == (3, 2)


def test_the_spine_of_the_first_edition(made: dict[str, Any], tmp_path: Path) -> None:
    G = made["first_spine"]()
    assert G.size() == 80
    check(G, fg.layout(G), Bound(15, 40, 3, 247), tmp_path / "f.svg")


def test_the_spine_of_today(atlas: Graph, tmp_path: Path) -> None:
    G = fg.spine(atlas)
    check(G, fg.layout(G), Bound(0.3 * G.size(), 45, 5, 290), tmp_path / "f.svg")


def test_the_story(atlas: Graph, tmp_path: Path) -> None:
    story = fg.picture(atlas, "story")
    plan = story.layout()
    assert plan is not None
    check(story.graph, plan, Bound(10, 35, 1, 180), tmp_path / "f.svg")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_pathways(made: dict[str, Any], seed: int, tmp_path: Path) -> None:
    G = made["pathway"](seed=seed)
    assert (len(G), G.size()) == (60, 100)
    check(G, fg.layout(G), Bound(0.7 * BEFORE, None, None, 290), tmp_path / "f.svg")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_edge_of_a_random_pathway_turns_by_45_degrees(made: dict[str, Any], seed: int) -> None:
    turns = turning(fg.layout(made["pathway"](seed=seed)).routes).values()
    assert sum(turns) / len(turns) <= 45
