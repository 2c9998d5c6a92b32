"""Slow, obvious twins of the clever algorithms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise, permutations, product
from typing import Any

from follicle_graph.graph import Graph

Found = tuple[tuple[str, ...], int, float]


def signed_paths(G: Graph, source: str, target: str, max_hops: int) -> set[Found]:
    """(nodes, sign, support of the weakest step) by trying every sequence of nodes."""
    inner = sorted(set(G) - {source, target})
    found: dict[tuple[tuple[str, ...], int], float] = {}
    for length in range(min(max_hops, len(inner) + 1)):
        for middle in permutations(inner, length):
            nodes = (source, *middle, target)
            steps = []
            for u, v in pairwise(nodes):
                edges: list[dict[str, Any]] = list(G[u][v].values()) if G.has_edge(u, v) else []
                steps.append([(d["sign"], d["support"]) for d in edges if d["sign"]])
            for choice in product(*steps):
                sign = 1
                for one, _ in choice:
                    sign *= one
                weakest = min(support for _, support in choice)
                found[nodes, sign] = max(weakest, found.get((nodes, sign), 0.0))
    return {(nodes, sign, support) for (nodes, sign), support in found.items()}


def isotonic(values: list[float], weights: list[float]) -> list[float]:
    """Weighted isotonic regression by its min-max formula."""
    size = len(values)

    def mean(a: int, b: int) -> float:
        total = sum(weights[a : b + 1])
        return (
            sum(v * w for v, w in zip(values[a : b + 1], weights[a : b + 1], strict=True)) / total
        )

    return [max(min(mean(a, b) for b in range(i, size)) for a in range(i + 1)) for i in range(size)]


def crossings(upper: list[int], lower: list[int]) -> int:
    """How many pairs of links (upper[i], lower[i]) cross."""
    count = 0
    for i in range(len(upper)):
        for j in range(i):
            if (upper[i] - upper[j]) * (lower[i] - lower[j]) < 0:
                count += 1
    return count


def line_crossings(lines: Sequence[Sequence[tuple[float, float]]]) -> int:
    """How often pieces of different polylines cross, by the sides on which their ends lie."""

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    count = 0
    for first, second in combinations(lines, 2):
        for a, b in pairwise(first):
            for c, d in pairwise(second):
                apart = side(a, b, c) * side(a, b, d) < 0
                count += apart and side(c, d, a) * side(c, d, b) < 0
    return count


def walks_through(
    line: Sequence[tuple[float, float]], box: tuple[float, float, float, float], *, margin: float
) -> bool:
    """Whether a walk along a polyline in small steps comes into a box of centre and size."""
    x, y, width, height = box
    return any(
        abs(a[0] + (b[0] - a[0]) * t / 2000 - x) < width / 2 - margin
        and abs(a[1] + (b[1] - a[1]) * t / 2000 - y) < height / 2 - margin
        for a, b in pairwise(line)
        for t in range(2001)
    )
