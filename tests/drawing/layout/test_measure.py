"""The measures of a drawing are those of their definitions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from follicle_graph.drawing.layout.measure import (
    covered_heads,
    crossings,
    edges_under_nodes,
    overlaps,
)
from follicle_graph.drawing.layout.sizes import Box

points = st.tuples(st.integers(0, 400), st.integers(0, 400))
lines = st.lists(points, min_size=2, max_size=5, unique=True)


@settings(max_examples=80, deadline=None)
@given(st.lists(lines, min_size=2, max_size=5))
def test_crossings_are_counted_as_by_hand(drawn: list[list[tuple[int, int]]]) -> None:
    # moved apart a little, so that no corner lies on another line
    routes = {
        (f"u{n}", f"v{n}", "k"): [(x + 0.137 * n, y + 0.071 * n * n) for x, y in line]
        for n, line in enumerate(drawn)
    }
    assert crossings(routes) == oracle.line_crossings(list(routes.values()))


def test_edges_that_meet_at_their_common_node_do_not_cross_there() -> None:
    routes = {
        ("a", "b", "k"): [(0.0, 0.0), (100.0, 1.0)],
        ("a", "c", "k"): [(0.0, 1.0), (100.0, -40.0)],
    }
    assert crossings(routes) == 0


@settings(max_examples=80, deadline=None)
@given(lines, points, st.integers(4, 80), st.integers(4, 80))
def test_an_edge_under_a_node_is_seen_by_walking_along_it(
    line: list[tuple[int, int]], centre: tuple[int, int], width: int, height: int
) -> None:
    far = Box(-900, -900, 10, 10)
    boxes = {"a": far, "b": far, "c": Box(*centre, width, height)}
    found = edges_under_nodes(boxes, {("a", "b", "k"): line}, margin=0.5)
    deep = oracle.walks_through(line, boxes["c"], margin=1.0)
    touched = oracle.walks_through(line, boxes["c"], margin=0.0)
    assert deep <= bool(found) <= touched


def test_boxes_that_touch_do_not_overlap() -> None:
    assert overlaps({"a": Box(0, 0, 10, 10), "b": Box(10, 0, 10, 10)}) == 0
    assert overlaps({"a": Box(0, 0, 10, 10), "b": Box(9.9, 9.9, 10, 10)}) == 1


def test_heads_are_covered_where_they_meet_even_one_inside_another() -> None:
    def square(x: float, half: float) -> list[tuple[float, float]]:
        return [(x - half, -half), (x + half, -half), (x + half, half), (x - half, half)]

    a, b, far = (("a", "c", "k"), ("b", "c", "k"), ("d", "c", "k"))
    heads = {a: square(0, 2), b: square(0, 1), far: square(9, 2)}
    assert covered_heads(heads) == [(a, b)]
    assert covered_heads({}) == []
