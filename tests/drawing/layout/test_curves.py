"""Curves that leave out knots stay near all of them and bend no more."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import oracle
from follicle_graph.drawing.layout.curves import (
    Curve,
    Point,
    _tangents,
    flattened,
    near,
    through,
)

SLACK = 2.4
steps = st.lists(st.tuples(st.floats(-60, 60), st.floats(5, 60)), min_size=1, max_size=9)


def turned(curve: Curve) -> float:
    """How far a curve turns, from a fine polyline."""
    line = flattened(curve, error=0.001)
    ways = [math.atan2(b[0] - a[0], abs(b[1] - a[1])) for a, b in pairwise(line)]
    return sum(abs(b - a) for a, b in pairwise(ways))


@given(steps, st.booleans())
def test_a_curve_with_fewer_knots_passes_all_of_them_and_bends_no_more(
    moves: list[tuple[float, float]], up: bool
) -> None:
    knots: list[Point] = [(0.0, 0.0)]
    for across, down in moves:
        knots.append((knots[-1][0] + across, knots[-1][1] + down))
    if up:
        knots = [(x, -y) for x, y in knots]
    curve, whole = near(knots, steepest=4, slack=SLACK), through(knots, steepest=4)
    assert (curve[0], curve[-1]) == (knots[0], knots[-1])
    assert len(curve) <= len(whole)
    xs, ys = np.array(flattened(curve, error=0.01)).T
    order = np.argsort(ys, kind="stable")
    for x, y in knots:
        assert abs(np.interp(y, ys[order], xs[order]) - x) <= SLACK + 0.05
    assert turned(curve) <= turned(whole) + 0.02


@given(steps, st.booleans())
def test_tangents_solve_the_equations_of_a_natural_cubic(
    moves: list[tuple[float, float]], up: bool
) -> None:
    h = [-down if up else down for _, down in moves]
    slope = [across / down for (across, _), down in zip(moves, h, strict=True)]
    assert np.allclose(_tangents(h, slope), oracle.tangents(h, slope))
