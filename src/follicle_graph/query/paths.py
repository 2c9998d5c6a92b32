"""Signed simple paths between two entities."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise, product
from typing import Literal

from follicle_graph.errors import InvalidQuestion
from follicle_graph.facts import Edge, Readable
from follicle_graph.graph import Graph
from follicle_graph.names import listed, some_of
from follicle_graph.query.answers import Path, Paths
from follicle_graph.query.reading import reader
from follicle_graph.vocabulary import LAYERS, STANCE_OF_NULL

BUDGET = 2_000_000
"""Steps that one search may try before it says `truncated`."""

COMBINATION = 20
"""Steps that a further combination of parallel edges costs."""

Steps = Mapping[str, Mapping[str, list[Edge]]]


def paths(
    G: Graph | Readable,
    source: str,
    target: str,
    *,
    max_hops: int = 6,
    limit: int | None = 100,
    via: Collection[str] = (),
    avoid: Collection[str] = (),
    layers: Collection[str] | None = ("mechanism",),
    sign: Literal[1, 0, -1] | None = None,
    shortcuts: bool = True,
    unsigned: bool = False,
) -> Paths:
    """Simple signed paths from source to target, best first.

    `max_hops` >= 1; `limit`: how many at most, None for all; `via`: entities that every path
    passes, in any order; `avoid`: entities that none may pass; `layers`: None for all;
    `sign`: only paths of this sign; `shortcuts=False` leaves `indirect` edges out;
    `unsigned=True` also takes edges of sign 0 that assert something.

    Order: fewest hops, without shortcuts before with, strongest weakest step, ids. One path per
    node sequence and sign; other combinations of parallel edges are its `alternatives`.

    Raises UnknownEntity, AmbiguousEntity; InvalidQuestion when source and target are the same
    or an argument is outside its values.

    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> print(fg.paths(G, "IL-4", "IgE", shortcuts=False)[0])
    IL-4 → STAT6 → IgE   (+, support 0.30, 2 references)
    """
    view = reader(G)
    start, end = view.resolve(source), view.resolve(target)
    wanted = {view.resolve(name) for name in listed(via)}
    avoided = {view.resolve(name) for name in listed(avoid)}
    _check_question(start, end, wanted, avoided, max_hops, limit, sign)
    steps = _steps(view, check_layers(layers), avoided, shortcuts, unsigned)
    search = _Search(steps, end, distances_to(steps, end))
    found: list[Path] = []
    for hops in range(1, min(max_hops, len(search.distance)) + 1):
        level = [
            path
            for nodes in search.sequences(start, hops)
            if wanted.issubset(nodes)
            for path in _paths_along(view, steps, nodes, sign, search)
        ]
        found += sorted(level, key=_rank)
        if search.exhausted or (limit is not None and len(found) > limit):
            break
    if limit is not None and len(found) > limit:
        cut: Literal["budget", "limit"] = "budget" if search.exhausted else "limit"
        return Paths(start, end, tuple(found[:limit]), True, cut)
    reason: Literal["budget"] | None = "budget" if search.exhausted else None
    return Paths(start, end, tuple(found), search.exhausted, reason)


def check_layers(layers: Collection[str] | None) -> tuple[str, ...] | None:
    """The layers of a question, checked; None stands for all."""
    chosen = some_of("layers", layers, LAYERS)
    return None if chosen is None else tuple(layer for layer in LAYERS if layer in chosen)


def _check_question(
    start: str,
    end: str,
    via: set[str],
    avoid: set[str],
    max_hops: int,
    limit: int | None,
    sign: int | None,
) -> None:
    if start == end:
        raise InvalidQuestion(
            f"source and target are both {start!r}; a path needs two ends, a cycle is a loop"
        )
    if max_hops < 1:
        raise InvalidQuestion(f"max_hops is {max_hops}; use 1 or more")
    if limit is not None and limit < 1:
        raise InvalidQuestion(f"limit is {limit}; use 1 or more, or None for all")
    if sign not in (None, 1, 0, -1):
        raise InvalidQuestion(f"sign is {sign!r}; use 1, -1, 0 or None")
    clash = avoid & ({start, end} | via)
    if clash:
        raise InvalidQuestion(f"{', '.join(sorted(clash))} is to be avoided and passed; choose one")


def _steps(
    view: Readable,
    layers: tuple[str, ...] | None,
    avoided: set[str],
    shortcuts: bool,
    unsigned: bool,
) -> Steps:
    steps: dict[str, dict[str, list[Edge]]] = {}
    for edge in view.edges(layers):
        if edge.u in avoided or edge.v in avoided or edge.u == edge.v:
            continue
        if edge.indirect and not shortcuts:
            continue
        if edge.sign == 0 and (not unsigned or edge.key in STANCE_OF_NULL):
            continue
        steps.setdefault(edge.u, {}).setdefault(edge.v, []).append(edge)
    return steps


def distances_to(steps: Steps, target: str) -> dict[str, int]:
    """Hops from every node that reaches the target."""
    backwards: dict[str, list[str]] = {}
    for u, ends in steps.items():
        for v in ends:
            backwards.setdefault(v, []).append(u)
    distance = {target: 0}
    queue = deque([target])
    while queue:
        node = queue.popleft()
        for before in backwards.get(node, ()):
            if before not in distance:
                distance[before] = distance[node] + 1
                queue.append(before)
    return distance


def shortest(
    view: Readable, source: str, target: str, layers: tuple[str, ...] | None
) -> int | None:
    """Fewest hops of any signed route between two ids, None when there is none."""
    steps = _steps(view, layers, set(), shortcuts=True, unsigned=False)
    return distances_to(steps, target).get(source)


class _Search:
    """Depth-first search of simple node sequences, pruned by distance to the target."""

    def __init__(self, steps: Steps, target: str, distance: Mapping[str, int]) -> None:
        self._steps, self._target, self.distance = steps, target, distance
        self._left = BUDGET
        self.exhausted = False

    def spend(self, steps: int) -> bool:
        """Take steps from the budget; False, and exhausted from then on, when it has run out."""
        self._left -= steps
        if self._left < 0:
            self.exhausted = True
        return not self.exhausted

    def sequences(self, source: str, hops: int) -> Iterator[tuple[str, ...]]:
        """Simple node sequences of exactly so many hops."""
        trail = [source]
        branches = [self._next(trail, hops - 1)]
        while branches:
            node = next(branches[-1], None)
            if node is None:
                branches.pop()
                trail.pop()
            elif node == self._target:
                if len(trail) == hops:
                    yield (*trail, node)
            else:
                trail.append(node)
                branches.append(self._next(trail, hops - len(trail)))

    def _next(self, trail: list[str], left: int) -> Iterator[str]:
        """Nodes after the trail from which the target lies within `left` more hops."""
        for node in self._steps.get(trail[-1], ()):
            if not self.spend(1):
                return
            if self.distance.get(node, left + 1) <= left and node not in trail:
                yield node


def _paths_along(
    view: Readable, steps: Steps, nodes: tuple[str, ...], sign: int | None, search: _Search
) -> Iterator[Path]:
    choices = [steps[u][v] for u, v in pairwise(nodes)]
    by_sign: dict[int, list[Path]] = {}
    for edges in product(*choices):
        if len(by_sign) > 0 and not search.spend(COMBINATION):
            break
        path = _path(view, nodes, edges)
        if sign is None or path.sign == sign:
            by_sign.setdefault(path.sign, []).append(path)
    for group in by_sign.values():
        best, *rest = sorted(group, key=lambda path: (-path.support, path.edges))
        yield Path(
            best.nodes,
            best.edges,
            best.signs,
            best.support,
            best.indirect,
            best.references,
            best.species,
            best.labels,
            tuple(rest),
        )


def _path(view: Readable, nodes: tuple[str, ...], edges: tuple[Edge, ...]) -> Path:
    weakest = min(edges, key=lambda edge: edge.support)
    species: set[str] = set()
    references: set[str] = set()
    for edge in edges:
        for piece in view.evidence(edge.u, edge.v, edge.key):
            if piece.stance == "supports":
                if piece.reference:
                    references.add(piece.reference)
                if edge is weakest:
                    species.update(piece.species)
    return Path(
        nodes=nodes,
        edges=tuple((edge.u, edge.v, edge.key) for edge in edges),
        signs=tuple(edge.sign for edge in edges),
        support=weakest.support,
        indirect=any(edge.indirect for edge in edges),
        references=tuple(sorted(references)),
        species=tuple(sorted(species)),
        labels=tuple(view.label(node) for node in nodes),
    )


def _rank(path: Path) -> tuple[int, bool, float, tuple[str, ...], tuple[object, ...]]:
    return len(path), path.indirect, -path.support, path.nodes, path.edges
