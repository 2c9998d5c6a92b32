"""The layout: lanes kept, nothing overlaps, no edge under a foreign node, always the same."""

from __future__ import annotations

import math
import random
from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.drawing import ordering
from follicle_graph.drawing.layout import Box, Layout
from follicle_graph.drawing.placing import isotonic
from follicle_graph.graph import Graph

sketches = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from(["->", "-|", "--"]),
        st.sampled_from("abcdefgh"),
    ),
    min_size=1,
    max_size=20,
).map(lambda steps: fg.sketch("; ".join(" ".join(step) for step in steps)))


def overlap(a: Box, b: Box) -> bool:
    return (
        abs(a.x - b.x) < (a.width + b.width) / 2 - 0.01
        and abs(a.y - b.y) < (a.height + b.height) / 2 - 0.01
    )


def inside(point: tuple[float, float], box: Box, margin: float = 0.5) -> bool:
    return (
        abs(point[0] - box.x) < box.width / 2 - margin
        and abs(point[1] - box.y) < box.height / 2 - margin
    )


def edges_under_foreign_nodes(plan: Layout) -> int:
    count = 0
    for (u, v, _), points in plan.routes.items():
        dense = [
            (a[0] + (b[0] - a[0]) * t / 8, a[1] + (b[1] - a[1]) * t / 8)
            for a, b in pairwise(points)
            for t in range(9)
        ]
        count += any(
            inside(point, box)
            for node, box in plan.boxes.items()
            if node not in (u, v)
            for point in dense
        )
    return count


@pytest.fixture(scope="module")
def spine(atlas: Graph) -> Graph:
    return fg.spine(atlas)


def test_no_two_nodes_of_the_spine_overlap(spine: Graph) -> None:
    boxes = fg.layout(spine).boxes
    assert not [pair for pair in combinations(boxes, 2) if overlap(boxes[pair[0]], boxes[pair[1]])]


def test_no_edge_of_the_spine_runs_under_a_foreign_node(spine: Graph) -> None:
    assert edges_under_foreign_nodes(fg.layout(spine)) == 0


@settings(max_examples=60, deadline=None)
@given(sketches)
def test_any_small_graph_is_drawn_without_overlap_or_hidden_edge(G: Graph) -> None:
    plan = fg.layout(G)
    boxes = plan.boxes
    assert not [pair for pair in combinations(boxes, 2) if overlap(boxes[pair[0]], boxes[pair[1]])]
    assert edges_under_foreign_nodes(plan) == 0
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


def test_the_whole_atlas_is_laid_out_too(atlas: Graph) -> None:
    plan = fg.layout(atlas)
    assert set(plan.boxes) == set(atlas)
    assert len(plan.routes) == atlas.number_of_edges()


def test_a_width_of_nothing_is_refused() -> None:
    with pytest.raises(fg.InvalidQuestion, match="use points above 0"):
        fg.layout(fg.sketch("a -> b"), width=0)


@given(
    st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 5)), min_size=1, max_size=12),
)
def test_isotonic_regression_is_that_of_its_formula(pairs: list[tuple[int, int]]) -> None:
    values, weights = [float(v) for v, _ in pairs], [float(w) for _, w in pairs]
    fitted = isotonic(np.array(values), np.array(weights))
    assert np.allclose(fitted, oracle.isotonic(values, weights))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=15))
def test_crossings_are_counted_as_by_hand(drawn: list[tuple[int, int]]) -> None:
    rows = [[("u", n) for n in range(7)], [("v", n) for n in range(7)]]
    links = [[(("u", a), ("v", b)) for a, b in drawn]]
    assert ordering.crossings(rows, links) == oracle.crossings(
        [a for a, _ in drawn], [b for _, b in drawn]
    )


def test_parallel_edges_are_drawn_apart_in_large_graphs_too(atlas: Graph) -> None:
    routes = fg.layout(atlas).routes
    keys = list(atlas["etanercept"]["alopecia_areata"])
    assert len(keys) == 2
    first, second = (routes["etanercept", "alopecia_areata", key] for key in keys)
    assert math.dist(first[0], second[0]) > 2
