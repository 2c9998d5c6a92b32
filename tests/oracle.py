"""Slow, obvious twins of the clever algorithms."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import astuple
from itertools import pairwise, permutations, product
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


def nearest_walk(
    edges: list[tuple[str, str, int]], source: str, aim: dict[str, int], reach: int
) -> dict[int, int]:
    """Effect on the aim (+1 raises it, -1 lowers it) -> hops of the shortest walk, all tried."""
    found: dict[int, int] = {}
    walks = [(source, 1)]
    for hops in range(reach + 1):
        for node, sign in walks:
            if node in aim:
                found.setdefault(sign * aim[node], hops)
        walks = sorted({(v, sign * s) for node, sign in walks for u, v, s in edges if u == node})
    return found


def digest(G: Graph) -> str:
    """The digest, each line made as one JSON list."""

    def line(value: object) -> str:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return unicodedata.normalize("NFC", text)

    lines = []
    for node, data in G.nodes(data=True):
        names = sorted(unicodedata.normalize("NFC", name) for name in data["synonyms"])
        own = [data[name] for name in ("label", "kind", "lane", "curie")]
        lines.append(line(["node", node, *own, names, data["definition"]]))
    for u, v, key, data in G.edges(keys=True, data=True):
        pieces = sorted(line(list(astuple(piece))) for piece in data["evidence"])
        own = [data[name] for name in ("sign", "layer", "indirect")]
        lines.append(line(["edge", u, key, v, *own, pieces]))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
