"""Smooth curves: chains of cubic Béziers, as points (start, then three for each piece)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

Point = tuple[float, float]
Curve = tuple[Point, ...]

_ERROR = 0.15
"""Points by which a polyline may leave the curve that it stands for."""


def line(a: Point, b: Point) -> Curve:
    """A straight line as a curve.

    >>> line((0, 0), (3, 6))
    ((0, 0), (1.0, 2.0), (2.0, 4.0), (3, 6))
    """
    third = ((b[0] - a[0]) / 3, (b[1] - a[1]) / 3)
    return (a, (a[0] + third[0], a[1] + third[1]), (b[0] - third[0], b[1] - third[1]), b)


def through(knots: Sequence[Point], *, steepest: float) -> Curve:
    """The natural cubic x(y) through knots of rising or falling y.

    It stays between neighbouring knots (Fritsch and Carlson 1980, doi:10.1137/0717021).
    `steepest`: most points across that it runs for one point down where it starts and ends.

    >>> through([(0, 0), (0, 30)], steepest=3)
    ((0.0, 0.0), (0.0, 10.0), (0.0, 20.0), (0.0, 30.0))
    """
    h = [float(b[1] - a[1]) for a, b in pairwise(knots)]
    slope = [float(b[0] - a[0]) / down for (a, b), down in zip(pairwise(knots), h, strict=True)]
    tangent = _tangents(h, slope)
    for i, its in enumerate(slope):
        low, high = (0.0, 3 * its) if its > 0 else (3 * its, 0.0)
        tangent[i] = min(max(tangent[i], low), high)
        tangent[i + 1] = min(max(tangent[i + 1], low), high)
    tangent[0] = min(max(tangent[0], -steepest), steepest)
    tangent[-1] = min(max(tangent[-1], -steepest), steepest)
    points: list[Point] = [(float(knots[0][0]), float(knots[0][1]))]
    for i, ((x, y), (to_x, to_y)) in enumerate(pairwise(knots)):
        third = h[i] / 3
        points.append((x + third * tangent[i], y + third))
        points.append((to_x - third * tangent[i + 1], to_y - third))
        points.append((float(to_x), float(to_y)))
    return tuple(points)


def _tangents(h: Sequence[float], slope: Sequence[float]) -> list[float]:
    """dx/dy at each knot of the natural cubic, from the steps in y and the slopes between knots.

    The system has three diagonals; it is eliminated from the first row to the last.
    """
    above, right = [0.5], [1.5 * slope[0]]
    for i in range(1, len(h)):
        pivot = 2 * (h[i] + h[i - 1]) - h[i] * above[-1]
        above.append(h[i - 1] / pivot)
        wanted = 3 * (h[i] * slope[i - 1] + h[i - 1] * slope[i])
        right.append((wanted - h[i] * right[-1]) / pivot)
    found = [(3 * slope[-1] - right[-1]) / (2 - above[-1])]
    for i in range(len(h) - 1, -1, -1):
        found.append(right[i] - above[i] * found[-1])
    return found[::-1]


def near(knots: Sequence[Point], *, steepest: float, slack: float) -> Curve:
    """A curve that passes all knots within `slack` points and bends as little as that allows.

    The first and the last knot stay. Again and again the knot, or the two neighbours, are left out
    without which the curve bends least, as long as it still passes every knot near enough.

    >>> len(near([(0, 0), (0.5, 30), (0, 60)], steepest=3, slack=1)) // 3
    1
    """
    kept, curve = list(knots), through(knots, steepest=steepest)
    while len(kept) > 2:
        least, found = _turn(curve), None
        for first, many in product(range(1, len(kept) - 1), (1, 2)):
            if first + many >= len(kept):
                continue
            fewer = kept[:first] + kept[first + many :]
            bolder = through(fewer, steepest=steepest)
            if (turn := _turn(bolder)) < least and _passes(bolder, knots, slack):
                least, found = turn, (fewer, bolder)
        if found is None:
            break
        kept, curve = found
    return curve


def _passes(curve: Curve, knots: Sequence[Point], slack: float) -> bool:
    """Whether a curve passes all knots between its ends within some points."""
    return all(abs(_x_at(curve, y) - x) <= slack for x, y in knots[1:-1])


def _turn(curve: Curve) -> float:
    """How far a curve of `through` turns in all, in radians.

    Within a piece y runs evenly and the slope is a parabola: its ends and its vertex tell all.
    """
    ways = []
    for a, b, c, d in pieces(curve):
        one, two, three = b[0] - a[0], c[0] - b[0], d[0] - c[0]
        bend = one - 2 * two + three
        vertex = (one - two) / bend if bend else -1.0
        times = (0.0, vertex, 1.0) if 0 < vertex < 1 else (0.0, 1.0)
        down = abs(d[1] - a[1]) / 3
        ways += [math.atan2(one + 2 * (two - one) * t + bend * t * t, down) for t in times]
    return sum(abs(b - a) for a, b in pairwise(ways))


def _x_at(curve: Curve, y: float) -> float:
    """Where a curve of `through` is at a height: y runs evenly within each of its pieces."""
    for a, b, c, d in pieces(curve):
        if min(a[1], d[1]) <= y <= max(a[1], d[1]):
            return _at(a, b, c, d, (y - a[1]) / (d[1] - a[1]))[0]
    return curve[-1][0]


def pieces(curve: Curve) -> Iterator[tuple[Point, Point, Point, Point]]:
    """The cubic Béziers of a curve."""
    for first in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[first : first + 4]
        yield a, b, c, d


def flattened(curve: Curve, error: float = _ERROR) -> tuple[Point, ...]:
    """A polyline on the curve, nowhere farther from it than `error` points.

    >>> flattened(line((0, 0), (30, 0)))
    ((0, 0), (30.0, 0.0))
    """
    points = [curve[0]]
    for a, b, c, d in pieces(curve):
        bend = max(
            math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1]),
            math.hypot(b[0] - 2 * c[0] + d[0], b[1] - 2 * c[1] + d[1]),
        )
        count = max(1, math.ceil(math.sqrt(0.75 * bend / error)))
        for step in range(1, count + 1):
            points.append(_at(a, b, c, d, step / count))
    return tuple(points)


def _at(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    s = 1 - t
    one, two, three, four = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return (
        one * a[0] + two * b[0] + three * c[0] + four * d[0],
        one * a[1] + two * b[1] + three * c[1] + four * d[1],
    )


def without_end(curve: Curve, by: float) -> Curve:
    """A curve without its last `by` points of length.

    >>> [round(x) for x, _ in without_end(line((0, 0), (30, 0)), 10)]
    [0, 7, 13, 20]
    """
    kept = list(curve)
    while len(kept) > 4:
        length = _length(*kept[-4:])
        if length > by:
            break
        by -= length
        del kept[-3:]
    a, b, c, d = kept[-4:]
    length = _length(a, b, c, d)
    low, high = 0.0, 1.0
    for _ in range(30):
        t = (low + high) / 2
        if _length(*_first_part(a, b, c, d, t)) < length - by:
            low = t
        else:
            high = t
    return (*kept[:-4], *_first_part(a, b, c, d, round(high, 6)))


def _first_part(
    a: Point, b: Point, c: Point, d: Point, t: float
) -> tuple[Point, Point, Point, Point]:
    """The part of a Bézier up to `t` (de Casteljau)."""

    def mid(p: Point, q: Point) -> Point:
        return (p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))

    ab, bc, cd = mid(a, b), mid(b, c), mid(c, d)
    abc, bcd = mid(ab, bc), mid(bc, cd)
    return a, ab, abc, mid(abc, bcd)


def _length(a: Point, b: Point, c: Point, d: Point) -> float:
    """Length of a Bézier, from 16 chords."""
    points = [_at(a, b, c, d, step / 16) for step in range(17)]
    return sum(math.dist(p, q) for p, q in pairwise(points))
