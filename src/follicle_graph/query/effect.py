"""The direction in which one entity moves another, as far as the graph says."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from follicle_graph.errors import InvalidQuestion
from follicle_graph.facts import Readable
from follicle_graph.graph import Graph
from follicle_graph.query.answers import Effect, Paths, Verdict
from follicle_graph.query.paths import check_layers, paths, shortest
from follicle_graph.query.reading import reader
from follicle_graph.vocabulary import STANCE_OF_NULL


def effect(
    G: Graph | Readable,
    source: str,
    target: str,
    *,
    max_hops: int = 4,
    layers: Collection[str] | None = ("mechanism",),
) -> Effect:
    """Whether the source increases or decreases the target; never netted.

    Direct signed edges first: one sign gives the verdict (`observed`), both are `ambiguous`.
    Without any, the signed simple paths of at most `max_hops`: unanimous gives the verdict
    (`routes`), mixed is `ambiguous`, none is `none`, a search cut short is `unknown`. In
    published models most pairs that are connected do not move at all, so routes only say "could".

    Raises UnknownEntity, AmbiguousEntity, InvalidQuestion.

    >>> import follicle_graph as fg
    >>> print(fg.effect(fg.sketch("a -> b -| c"), "a", "c"))
    a on c: could decrease, all routes within 4 hops agree (0 increasing, 1 decreasing)
    """
    if max_hops < 1:
        raise InvalidQuestion(f"max_hops is {max_hops}; use 1 or more")
    view = reader(G)
    chosen = check_layers(layers)
    start, end = view.resolve(source), view.resolve(target)
    direct = paths(view, start, end, max_hops=1, limit=None, layers=chosen)
    pair = [edge for edge in view.edges(None) if edge.u == start and edge.v == end]
    inside = [edge for edge in pair if chosen is None or edge.layer in chosen]
    against = tuple((e.u, e.v, e.key) for e in inside if e.key in STANCE_OF_NULL)
    outside = sorted((e for e in pair if e not in inside), key=lambda e: (-e.support, e.key))
    elsewhere = tuple((e.u, e.v, e.key) for e in outside)
    basis: Literal["observed", "routes"] = "observed" if direct else "routes"
    found = direct or paths(view, start, end, max_hops=max_hops, limit=None, layers=chosen)
    up, down = (_of_sign(found, sign) for sign in (1, -1))
    verdict = _verdict(up, down)
    begin = None
    if verdict == "none":
        begin = shortest(view, start, end, chosen)
    return Effect(
        start, end, verdict, basis, max_hops, up, down, tuple(sorted(against)), elsewhere, begin
    )


def _of_sign(found: Paths, sign: int) -> Paths:
    kept = tuple(path for path in found if path.sign == sign)
    return Paths(found.source, found.target, kept, found.truncated, found.reason)


def _verdict(up: Paths, down: Paths) -> Verdict:
    if up and down:
        return "ambiguous"
    if up.truncated:
        return "unknown"
    if up:
        return "increase"
    return "decrease" if down else "none"
