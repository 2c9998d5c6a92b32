"""The page draws its answers as pictures of their own."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import follicle_graph as fg
from browser import FIRST_VIEW, Open, Seen
from follicle_graph.model.graph import Graph

PATHS = "from=nkg2d_cd8_t_cell&to=hair_loss&shortcuts=no"
BOXES = "[...state.view.boxes].map(([node, box]) => [node.id, box.x, box.y, box.width, box.height])"
CURVES = (
    "[...state.view.routes].map(([edge, points]) => [edge.u.id, edge.v.id, edge.predicate, points])"
)


@pytest.fixture(scope="module")
def atlas_page(reading: Open, saved: Path) -> Seen:
    return reading(saved)


def boxes(seen: Seen) -> dict[str, tuple[float, float, float, float]]:
    return {node: (x, y, w, h) for node, x, y, w, h in seen.page.evaluate(BOXES)}


def assert_readable(seen: Seen) -> None:
    """No box covers another, every line ends at its boxes and none runs under a foreign one."""
    placed = boxes(seen)
    for (a, (x, y, w, h)), (b, (x2, y2, w2, h2)) in itertools.combinations(placed.items(), 2):
        apart = abs(x - x2) >= (w + w2) / 2 - 0.1 or abs(y - y2) >= (h + h2) / 2 - 0.1
        assert apart, f"{a} covers {b}"
    for u, v, key, points in seen.page.evaluate(CURVES):
        for node, (px, py) in ((u, points[0]), (v, points[-1])):
            x, y, w, h = placed[node]
            assert abs(px - x) <= w / 2 + 0.6 and abs(py - y) <= h / 2 + 0.6, (u, key, v, node)
        for node, (x, y, w, h) in placed.items():
            if node not in (u, v):
                inside = [
                    1 for px, py in points if abs(px - x) < w / 2 - 1 and abs(py - y) < h / 2 - 1
                ]
                assert not inside, f"{u} {key} {v} runs under {node}"


@pytest.mark.parametrize(
    "address",
    [
        PATHS,
        f"{PATHS}&path=3",
        'focus=["il15","both",1]',
        'focus=["jak3","in",2]',
        'focus=["ritlecitinib","out",1]',
        'focus=["ifng","both",1]&best=yes',
        "view=Whole+atlas&support=0.9&without-layer=clinical&without-layer=biomarker",
        "add=tofacitinib&add=ruxolitinib",
    ],
)
@pytest.mark.parametrize("size", [(1400, 840), (390, 760)])
def test_answers_are_readable_pictures(
    atlas_page: Seen, address: str, size: tuple[int, int]
) -> None:
    atlas_page.page.set_viewport_size({"width": size[0], "height": size[1]})
    atlas_page.go(address)
    assert atlas_page.page.evaluate("follicleMap.view") == "Answer"
    assert_readable(atlas_page)
    atlas_page.page.set_viewport_size({"width": 1400, "height": 840})


def test_one_path_stands_alone_in_its_order(atlas_page: Seen, atlas: Graph) -> None:
    best = fg.paths(atlas, "nkg2d_cd8_t_cell", "hair_loss", shortcuts=False)[0]
    atlas_page.go(f"{PATHS}&path=1")
    nodes, edges = atlas_page.parts()
    assert nodes == set(best.nodes) and edges == set(best.edges)
    placed = boxes(atlas_page)
    ranks = [placed[node][:2] for node in best.nodes]
    along = 0 if ranks[-1][0] - ranks[0][0] > ranks[-1][1] - ranks[0][1] else 1
    assert all(a[along] < b[along] for a, b in itertools.pairwise(ranks))


def test_back_to_the_map_lights_the_answer_there_and_draws_it_again(
    atlas_page: Seen,
) -> None:
    atlas_page.go(f"{PATHS}&path=1")
    page = atlas_page.page
    assert "path 1 of" in page.inner_text("#bar")
    page.click("#back-to-map")
    assert page.evaluate("follicleMap.view") == FIRST_VIEW
    assert "map=yes" in page.evaluate("location.hash")
    assert page.evaluate("emphasis.edges.size") > 0
    page.click("#draw-alone")
    assert page.evaluate("follicleMap.view") == "Answer"
    page.click("#undo")
    atlas_page.until(f"follicleMap.view === '{FIRST_VIEW}'")


def test_hops_stand_in_columns(atlas_page: Seen) -> None:
    atlas_page.go('focus=["jak3","in",2]')
    assert atlas_page.page.evaluate("follicleMap.view") == "Answer"
    captions = atlas_page.page.evaluate("state.view.lanes.map(({ lines }) => lines[0])")
    assert captions == ["2 hops upstream", "1 hop upstream", "JAK3"]
    placed = boxes(atlas_page)
    assert placed["jak3"][0] == max(x for x, *_ in placed.values())


def test_an_answer_of_more_than_sixty_entities_says_so_and_is_listed(
    atlas_page: Seen, atlas: Graph
) -> None:
    around = fg.neighborhood(atlas, "ifng", max_hops=3)
    assert len(around) > 60
    atlas_page.go('focus=["ifng","both",3]')
    words = atlas_page.page.inner_text("#bar")
    assert f"{len(around)} entities are too many to draw on their own" in words
    assert atlas_page.parts()[0] == set(around)
    atlas_page.page.click("#bar button >> text=Table")
    assert atlas_page.page.locator("#sheet tbody tr").count() == min(1000, around.size())


def test_only_drugs_is_never_an_empty_map_without_a_word(atlas_page: Seen, atlas: Graph) -> None:
    kinds = {data["kind"] for _, data in atlas.nodes(data=True)} - {"drug"}
    address = "view=Whole+atlas&" + "&".join(f"without-kind={kind}" for kind in sorted(kinds))
    atlas_page.go(f"{address}&without-predicate=is_a&without-predicate=part_of")
    words = atlas_page.page.inner_text("#bar")
    drugs = sum(data["kind"] == "drug" for _, data in atlas.nodes(data=True))
    assert f"No relation joins two of the {drugs} entities that pass the filters" in words
    atlas_page.page.click("#any-end")
    _nodes, edges = atlas_page.parts()
    assert edges and all("drug" in {atlas.nodes[n]["kind"] for n in edge[:2]} for edge in edges)
    assert "ends=any" in atlas_page.page.evaluate("location.hash")


def test_a_neighbour_that_is_not_on_the_map_is_marked_and_added(
    atlas_page: Seen, atlas: Graph, first_map: Graph
) -> None:
    atlas_page.go("select=ifng")
    page = atlas_page.page
    away = (set(atlas.successors("ifng")) | set(atlas.predecessors("ifng"))) - set(first_map)
    assert page.locator("#panel .away").count() >= len(away)
    page.click("#panel .away .add >> nth=0")
    assert page.evaluate("follicleMap.view") == "Answer"
    nodes, _ = atlas_page.parts()
    assert nodes > set(first_map) and len(nodes) == len(first_map) + 1
    assert "1 more entity" in page.inner_text("#bar")


def test_a_click_on_a_line_brings_both_ends_into_sight(atlas_page: Seen) -> None:
    atlas_page.go("")
    page = atlas_page.page
    page.evaluate("zoomBy(5)")
    page.evaluate(
        "select(edges.find((edge) => edge.u.id === 'fibrosis' || "
        "(edge.u.id === 'stress' && state.view.routes.has(edge))), { focus: true })"
    )
    assert page.evaluate("onScreen(wanted.select.u) && onScreen(wanted.select.v)")


def test_via_avoid_and_popular_articles_narrow_the_paths(atlas_page: Seen, atlas: Graph) -> None:
    page = atlas_page.page
    ends = ("nkg2d_cd8_t_cell", "hair_loss")
    atlas_page.go(f"from={ends[0]}&to={ends[1]}&hops=5")
    page.fill("#ask-via", "IFN-γ")
    page.press("#ask-via", "Enter")
    answer = fg.paths(atlas, *ends, via=["ifng"], max_hops=5)
    assert page.evaluate("pathsAsked().paths.length") == len(answer)
    page.fill("#ask-avoid", "anagen")
    page.press("#ask-avoid", "Enter")
    answer = fg.paths(atlas, *ends, via=["ifng"], avoid=["anagen"], max_hops=5)
    found = page.evaluate("pathsAsked().paths.map((path) => pathNodes(path).map(({ id }) => id))")
    assert found == [list(path.nodes) for path in answer]
    assert "via=ifng" in page.evaluate("location.hash")
    page.click(".question .small >> text=via")
    assert page.evaluate("wanted.ask.via.length") == 0
    page.uncheck("#ask-popular")
    steps = page.evaluate(
        "pathsAsked().paths.flatMap(({ steps }) => steps).map((edge) => edge.evidence)"
    )
    assert all(
        any(one["stance"] == "supports" and one["grade"] != "popular article" for one in pieces)
        for pieces in steps
    )


def test_many_paths_are_grouped_by_what_they_pass(atlas_page: Seen) -> None:
    atlas_page.go(PATHS)
    heads = atlas_page.page.locator("#panel h3").all_inner_texts()
    assert heads[0].startswith("through ")
    counts = [int(head.split()[-1]) for head in heads]
    assert counts == sorted(counts, reverse=True)
    listed = atlas_page.page.locator("[data-path]").count()
    assert listed == atlas_page.page.evaluate("pathsAsked().paths.length")


def test_no_path_says_why(atlas_page: Seen) -> None:
    atlas_page.go("from=hair_loss&to=ifng&hops=2")
    assert "No path within 2 hops" in atlas_page.page.inner_text("#answer")
    assert atlas_page.page.inner_text("#answer") != "No path within 2 hops."


def test_the_best_of_a_large_answer_is_drawn(atlas_page: Seen, atlas: Graph) -> None:
    around = fg.neighborhood(atlas, "alopecia_areata")
    atlas_page.go('focus=["alopecia_areata","both",1]')
    atlas_page.page.click("#draw-best")
    nodes, edges = atlas_page.parts()
    assert len(nodes) == 60 and nodes < set(around)
    support = {
        edge: around.edges[edge]["support"]
        for edge in around.edges(keys=True)
        if "alopecia_areata" in edge[:2]
    }
    best = max(support, key=lambda edge: support[edge])
    assert best in edges
    assert f"the 60 of {len(around)} entities" in atlas_page.page.inner_text("#bar")


def test_an_answer_is_drawn_within_three_tenths_of_a_second(atlas_page: Seen) -> None:
    times = atlas_page.page.evaluate(
        """() => Array.from({ length: 12 }, (_, i) => {
          follicleMap.open("");
          const start = performance.now();
          const node = nodeById.get(i % 2 ? "il15" : "mtorc1");
          change({ focus: { node, way: "both", hops: 1 } });
          return performance.now() - start;
        })"""
    )
    assert min(times) < 300, "on a busy machine the quickest of twelve"
