"""The layout: lanes kept, nothing overlaps, no edge under a foreign node, always the same."""

from __future__ import annotations

import copy
import math
import os
import pickle
import random
import runpy
import subprocess
import sys
import time
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import follicle_graph as fg
import oracle
import random_graphs
from follicle_graph.drawing.layout.arranging import Arrangement
from follicle_graph.drawing.layout.curves import flattened
from follicle_graph.drawing.layout.lane_layers import Task, first_rows, make_task
from follicle_graph.drawing.layout.layout import Layout, plan_of
from follicle_graph.drawing.layout.layout_input import content_of
from follicle_graph.drawing.layout.measure import crossings, edges_under_nodes, overlaps
from follicle_graph.drawing.layout.placing import isotonic
from follicle_graph.drawing.layout.quick import joined_pairs
from follicle_graph.drawing.layout.sizes import Box, ends_of, room_for_ends
from follicle_graph.model.graph import Graph

sketches = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from(["->", "-|", "--"]),
        st.sampled_from("abcdefgh"),
    ),
    min_size=1,
    max_size=20,
).map(lambda steps: fg.sketch("; ".join(" ".join(step) for step in steps)))


def inside(point: tuple[float, float], box: Box, margin: float = 0.5) -> bool:
    return (
        abs(point[0] - box.x) < box.width / 2 - margin
        and abs(point[1] - box.y) < box.height / 2 - margin
    )


@pytest.fixture(scope="module")
def spine(atlas: Graph) -> Graph:
    return fg.spine(atlas)


def test_no_two_nodes_of_the_spine_overlap(spine: Graph) -> None:
    boxes = fg.layout(spine).boxes
    assert overlaps(boxes) == 0


def test_no_edge_of_the_spine_runs_under_a_foreign_node(spine: Graph) -> None:
    plan = fg.layout(spine)
    assert edges_under_nodes(plan.boxes, plan.routes) == []


@settings(max_examples=60, deadline=None)
@given(sketches)
def test_any_small_graph_is_drawn_without_overlap_or_hidden_edge(G: Graph) -> None:
    plan = fg.layout(G)
    boxes = plan.boxes
    assert overlaps(boxes) == 0
    assert edges_under_nodes(plan.boxes, plan.routes) == []
    assert set(plan.routes) == set(G.edges(keys=True))
    assert all(math.isfinite(value) for box in boxes.values() for value in box)


@settings(max_examples=40, deadline=None)
@given(sketches)
def test_routes_run_from_border_to_border(G: Graph) -> None:
    plan = fg.layout(G)
    for (u, v, _), points in plan.routes.items():
        for node, point in ((u, points[0]), (v, points[-1])):
            box = plan.boxes[node]
            assert not inside(point, box)
            assert abs(point[0] - box.x) <= box.width / 2 + 0.5
            assert abs(point[1] - box.y) <= box.height / 2 + 0.5


def densely(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points along a line of straight pieces, at most half a point apart."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    places = np.concatenate(([0.0], np.cumsum(lengths)))
    along = np.arange(0, places[-1], 0.5)
    return np.column_stack([np.interp(along, places, points[:, k]) for k in (0, 1)])


def test_routes_lie_on_the_curves_that_are_drawn(spine: Graph) -> None:
    plan = fg.layout(spine)
    for edge, curve in plan.curves.items():
        drawn = densely(np.array(flattened(curve, error=0.001)))
        told = densely(np.array(plan.routes[edge]))
        for one, other in ((told, drawn), (drawn, told)):
            for point in one[::20]:
                assert np.hypot(*(other - point).T).min() < 0.5


def test_a_layout_survives_pickle(spine: Graph) -> None:
    for plan in (fg.layout(spine), plan_of(random_graph(400, 900, lanes=True))):
        assert pickle.loads(pickle.dumps(plan)) == plan


def test_captions_of_lanes_never_touch_an_edge(spine: Graph) -> None:
    for width in (None, 275):
        plan = fg.layout(spine, width=width)
        assert min(x for points in plan.routes.values() for x, _ in points) >= plan.gutter


def test_the_backbone_of_the_story_is_straight(atlas: Graph) -> None:
    plan = fg.picture(atlas, "story").layout()
    assert plan is not None
    chain = ["nkg2d_cd8_t_cell", "ifng", "hf_immune_privilege", "autoantigen_exposure"]
    places = [plan.boxes[node].x for node in (*chain, "hf_apoptosis", "hair_loss")]
    assert max(places) - min(places) < 5


CHAIN = ("nkg2d_cd8_t_cell", "ifng", "hf_immune_privilege")


def spread(plan: Layout) -> float:
    """How far the chain of the headline strays from a straight line, in points."""
    places = [plan.boxes[node].x for node in CHAIN]
    return max(places) - min(places)


def test_a_backbone_of_the_spine_stays_within_15_points(spine: Graph) -> None:
    assert spread(fg.layout(spine, backbone=list(pairwise(CHAIN)))) < 15


def test_a_backbone_is_straight_where_the_same_edges_without_one_are_not(spine: Graph) -> None:
    with_backbone = fg.layout(spine, backbone=list(pairwise(CHAIN)))
    assert spread(with_backbone) < 0.3 * spread(fg.layout(spine))
    with pytest.raises(fg.InvalidQuestion, match="use pairs"):
        fg.layout(spine, backbone=[("ifng", "shedding")])


def test_interventions_stand_in_a_column_at_the_right(spine: Graph) -> None:
    plan = fg.layout(spine, rail=True)
    drugs = {node for node in spine if spine.nodes[node]["lane"] == "interventions"}
    assert plan.rail
    assert all(inside(plan.boxes[drug][:2], plan.rail) for drug in drugs)
    assert all(not inside(plan.boxes[node][:2], plan.rail) for node in set(spine) - drugs)
    assert edges_under_nodes(plan.boxes, plan.routes) == []


def test_parallel_edges_are_drawn_apart() -> None:
    plan = fg.layout(fg.sketch("a -> b; a -| b; a -- b; b -> a; b -| a"))
    middles = [points[len(points) // 2] for points in plan.routes.values()]
    assert all(math.dist(p, q) > 2 for p, q in combinations(middles, 2))


def test_nodes_stand_in_their_lanes_in_order(spine: Graph) -> None:
    plan = fg.layout(spine)
    for node in spine:
        lane = spine.nodes[node]["lane"]
        if lane != "interventions":
            assert inside(plan.boxes[node][:2], plan.lanes[lane])
    tops = [box.y for box in plan.lanes.values()]
    assert tops == sorted(tops)


def test_an_intervention_stands_beside_what_it_hits(spine: Graph) -> None:
    plan = fg.layout(spine)
    assert inside(plan.boxes["rapamycin"][:2], plan.lanes[spine.nodes["mtorc1"]["lane"]])


def test_the_layout_does_not_depend_on_the_order_of_nodes_and_edges(spine: Graph) -> None:
    shuffled: Graph = nx.MultiDiGraph()
    nodes, edges = list(spine.nodes(data=True)), list(spine.edges(keys=True, data=True))
    random.Random(7).shuffle(nodes)
    random.Random(8).shuffle(edges)
    shuffled.add_nodes_from(nodes)
    for u, v, key, data in edges:
        shuffled.add_edge(u, v, key, **data)
    assert fg.layout(shuffled) == fg.layout(spine)


@pytest.mark.filterwarnings("ignore:.*a part reads better")
def test_the_whole_atlas_is_laid_out_too(atlas: Graph) -> None:
    plan = fg.layout(atlas)
    assert set(plan.boxes) == set(atlas)
    assert len(plan.routes) == atlas.number_of_edges()


@given(st.lists(st.integers(-20, 20).map(float), min_size=1, max_size=12))
def test_isotonic_regression_is_that_of_its_formula(values: list[float]) -> None:
    assert np.allclose(isotonic(np.array(values)), oracle.isotonic(values))


def task_of(G: Graph) -> Task:
    content = content_of(G)
    return make_task(content, {node.id: (50.0, 16.0) for node in content.nodes}, ())


@settings(max_examples=40, deadline=None)
@given(sketches, st.integers(0, 5))
def test_the_search_counts_crossings_as_by_hand(G: Graph, seed: int) -> None:
    task = task_of(G)
    found = Arrangement(task, first_rows(task, 300.0), 300.0, random.Random(seed))
    found.build()
    for learned in (False, True):
        if learned:
            found.learn({item: 9.0 * k for items in found.rows for k, item in enumerate(items)})
            found.cost()
            assert_counted(found)
        found.search(6)
        for _ in range(3):
            if not found._again(found._related(), 1.5):
                return
            found.cost()
            assert_counted(found)


def assert_counted(found: Arrangement) -> None:
    """The tables that followed each change are those that are counted anew."""
    place = {item: k for items in found.rows for k, item in enumerate(items)}
    for row, ends in enumerate(found.links):
        links = [(place[a], place[b], found.weight[pair]) for pair, (a, b) in ends.items()]
        rooms = len(found.rows[row]), len(found.rows[row + 1])
        assert found._table(row).tolist() == oracle.weight_up_to(links, *rooms)
        assert found.crossed[row] == oracle.weighted_crossings(links)
        kept = found._cost_of_links(row)
        found.tables[row] = found.costs[row] = None
        assert np.array_equal(kept, found._cost_of_links(row))


@settings(max_examples=40, deadline=None)
@given(sketches, st.integers(0, 5))
def test_a_search_loses_no_node_and_no_edge_and_never_costs_more(G: Graph, seed: int) -> None:
    task = task_of(G)
    found = Arrangement(task, first_rows(task, 300.0), 300.0, random.Random(seed))
    found.build()
    before = found.cost()
    found.search(6)
    assert found.cost() <= before + 1e-9
    made = found.made()
    assert sorted(one for row in made.rows for one in row if isinstance(one, str)) == sorted(G)
    assert made.chains.keys() == task.edges.keys()
    for pair, chain in made.chains.items():
        assert (chain[0], chain[-1]) == pair
        rows = [made.row_of[item] for item in chain]
        assert all(abs(a - b) == 1 for a, b in pairwise(rows)) or rows[0] == rows[-1]


@given(random_graphs.graphs)
def test_rooms_for_ends_and_joined_pairs_are_those_counted_one_by_one(G: Graph) -> None:
    content = content_of(G)
    ends, many = ends_of(content), len(content.nodes)
    one_side = [number % 3 == 0 for number in range(many)]
    assert room_for_ends(ends, one_side) == oracle.room_for_ends(content, one_side)
    ids = [node.id for node in content.nodes]
    assert [(ids[u], ids[v]) for u, v in joined_pairs(ends, many)] == content.pairs


@pytest.mark.filterwarnings("ignore:.*a part reads better")
def test_parallel_edges_are_drawn_apart_in_large_graphs_too(atlas: Graph) -> None:
    routes = fg.layout(atlas).routes
    keys = list(atlas["etanercept"]["alopecia_areata"])
    assert len(keys) == 2
    first, second = (routes["etanercept", "alopecia_areata", key] for key in keys)
    assert math.dist(first[0], second[0]) > 2


def test_the_same_content_is_laid_out_once(spine: Graph) -> None:
    assert fg.layout(spine) is fg.layout(spine.copy())
    changed = spine.copy()
    changed.nodes["ifng"]["short_label"] = "interferon"
    assert fg.layout(changed).boxes["ifng"].width > fg.layout(spine).boxes["ifng"].width


def test_the_layout_is_the_same_to_the_byte_in_every_process(spine: Graph) -> None:
    code = (
        "import follicle_graph as fg; plan = fg.layout(fg.spine(fg.load())); "
        "print((sorted(plan.boxes.items()), sorted(plan.routes.items()), plan.height))"
    )
    salt = os.environ.get("PYTHONHASHSEED", "random")
    other = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "2" if salt == "1" else "1"},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    plan = fg.layout(spine)
    own = (sorted(plan.boxes.items()), sorted(plan.routes.items()), plan.height)
    assert other.stdout.strip() == str(own), f"beside PYTHONHASHSEED={salt}"


def test_lanes_stand_in_the_order_asked_for(spine: Graph) -> None:
    plan = fg.layout(spine, lanes=["clinical outcome", "immune cells"])
    by_height = sorted(plan.lanes, key=lambda lane: plan.lanes[lane].y)
    assert by_height[:2] == ["clinical outcome", "immune cells"]
    assert set(by_height) == set(fg.layout(spine).lanes)


def test_a_lane_wraps_and_its_rows_are_bounded(atlas: Graph) -> None:
    G = fg.keep(atlas, lanes={"cytokines & chemokines"}, layers={"mechanism"}, keep_isolated=True)
    plan = fg.layout(G)
    rows: dict[float, int] = {}
    for box in plan.boxes.values():
        rows[box.y] = rows.get(box.y, 0) + 1
    assert len(rows) > 2
    assert max(rows.values()) <= 12


def test_a_narrow_width_makes_a_narrow_drawing(spine: Graph) -> None:
    narrow, wide = fg.layout(spine, width=275), fg.layout(spine, width=900)
    assert narrow.width < 450 < wide.width
    assert narrow.height > wide.height
    assert edges_under_nodes(narrow.boxes, narrow.routes) == []


def random_graph(nodes: int, edges: int, *, lanes: bool) -> Graph:
    dice = random.Random(nodes)
    names = fg.load().nodes(data="lane") if lanes else ()
    known = sorted({str(lane) for _, lane in names} - {"interventions"})
    G = fg.sketch("")
    for number in range(nodes):
        lane = known[number % len(known)] if known else ""
        G.add_node(f"node {number}", label=f"node {number}", kind="protein", lane=lane)
    for _ in range(edges):
        u, v = dice.randrange(nodes), dice.randrange(nodes)
        G.add_edge(f"node {u}", f"node {v}", key="increases", sign=1)
    return G


@pytest.mark.parametrize(("edges", "lanes"), [(1200, True), (600, False)])
def test_300_nodes_are_routed_around_each_other_in_seconds(edges: int, lanes: bool) -> None:
    G = random_graph(300, edges, lanes=lanes)
    start = time.process_time()
    plan = fg.layout(G)
    assert time.process_time() - start < 60
    assert plan.routed
    assert overlaps(plan.boxes) == 0
    assert edges_under_nodes(plan.boxes, plan.routes) == []


def test_beyond_300_nodes_a_part_reads_better_and_it_is_drawn_anyway() -> None:
    G = random_graph(1500, 6000, lanes=False)
    start = time.perf_counter()
    with pytest.warns(UserWarning, match="a part reads better"):
        plan = fg.layout(G)
    assert time.perf_counter() - start < 30
    assert len(plan.boxes) == 1500


def test_the_well_supported_mechanism_layer_is_a_poster_without_hidden_edges(atlas: Graph) -> None:
    plan = fg.layout(fg.keep(atlas, layers={"mechanism"}, min_support=0.5))
    assert len(plan.boxes) > 230
    assert overlaps(plan.boxes) == 0
    assert edges_under_nodes(plan.boxes, plan.routes) == []


def test_a_pathway_in_six_lanes_has_few_crossings() -> None:
    # Graphviz dot with one rank a lane: 262 (benchmarks/figures.py)
    made = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "figures.py"))
    plan = fg.layout(made["pathway"]())
    assert crossings(plan.routes) < 200
    assert overlaps(plan.boxes) == 0
    assert edges_under_nodes(plan.boxes, plan.routes) == []


def test_a_hub_has_room_for_the_ends_of_its_edges() -> None:
    G = fg.sketch("; ".join(f"hub -> n{number}" for number in range(30)))
    plan = fg.layout(G)
    starts = sorted(points[0] for points in plan.routes.values())
    assert all(math.dist(p, q) > 1.5 for p, q in pairwise(starts))


def test_an_intervention_stands_where_its_direct_mechanism_is(atlas: Graph) -> None:
    G = fg.picture(atlas, "drug", "baricitinib").graph
    plan = fg.layout(G)
    assert inside(plan.boxes["baricitinib"][:2], plan.lanes["receptors & signalling"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"width": 0}, "use points above 0"),
        ({"width": float("nan")}, "use points above 0"),
        ({"width": "wide"}, "use points above 0"),
        ({"seed": 1.5}, "use a whole number"),
        ({"lanes": "immune cells"}, "use a list"),
        ({"lanes": [1]}, "use a list"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(fg.InvalidQuestion, match=words):
        fg.layout(fg.sketch("a -> b"), **options)


def test_a_graph_that_breaks_the_contract_is_refused_in_words() -> None:
    with pytest.raises(fg.InvalidGraph, match="ids are strings"):
        fg.layout(nx.MultiDiGraph([(1, 2)]))


def test_a_layout_survives_pickle_and_copy_as_an_equal_one_that_cannot_be_changed() -> None:
    plan = fg.layout(fg.sketch("a -> b -| c; c -> a"))
    again: Any
    for again in (pickle.loads(pickle.dumps(plan)), copy.copy(plan), copy.deepcopy(plan)):
        assert again == plan
        with pytest.raises(TypeError, match="does not support item assignment"):
            again.boxes["a"] = again.boxes["b"]


def test_the_numbers_of_numpy_are_numbers() -> None:
    G = fg.sketch("a -> b -> c")
    numbers: dict[str, Any] = {"width": np.float32(300), "seed": np.int64(3)}
    assert fg.layout(G, **numbers) == fg.layout(G, width=300, seed=3)
