"""The direction in which one entity moves another, as far as the graph says."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from follicle_graph.model.facts import EdgeId, Evidence, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import LAYERS, MARKERS, STANCE_OF_NULL, grades
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.bounds import FAR, check_layers, distances
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.query.engine.links import EdgeFilter
from follicle_graph.query.engine.path import SIGNS, Path, plural
from follicle_graph.query.engine.path_list import Paths
from follicle_graph.query.loops import loops
from follicle_graph.query.paths import paths

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["increase", "decrease", "ambiguous", "none", "unknown"]


@dataclass(frozen=True)
class OtherLayer:
    """What another layer says of source and target: an edge and its best evidence.

    `grade`: the best grade that supports it, None without any; `sign`: 1, -1 or 0.
    """

    edge: EdgeId
    layer: str
    sign: int
    grade: str | None

    def __str__(self) -> str:
        return f"{self.edge[2]} ({SIGNS[self.sign]}, {self.grade or 'no grade'})"


@dataclass(frozen=True)
class Effect:
    """What happens to the target when the source rises, as far as the graph says.

    `basis`: `observed` (direct signed edges) or `routes` (signed paths; then the words say
    "could"). `grade` is the best grade of the evidence behind an observed verdict.
    `increasing` and `decreasing` hold the routes or direct steps of each sign; `against` the
    null and disputed findings on the same pair; `loops` the feedback loops through source or
    target, at most 100 of each; `other_layers` what other layers say, the best evidence first.
    `routes_from` is the fewest hops of any signed walk when no route lies within `max_hops`.
    """

    source: str
    target: str
    verdict: Verdict
    basis: Literal["observed", "routes"]
    max_hops: int
    increasing: Paths
    decreasing: Paths
    against: tuple[EdgeId, ...] = ()
    other_layers: tuple[OtherLayer, ...] = ()
    loops: tuple[Path, ...] = ()
    routes_from: int | None = None
    grade: str | None = None

    @property
    def elsewhere(self) -> tuple[EdgeId, ...]:
        """The edges of other layers as (u, v, predicate), trials above all."""
        return tuple(one.edge for one in self.other_layers)

    @property
    def edges(self) -> tuple[EdgeId, ...]:
        """Every edge of the routes of both signs, once."""
        return tuple(dict.fromkeys((*self.increasing.edges, *self.decreasing.edges)))

    def to_frame(self) -> pd.DataFrame:
        """The routes of both signs, one row each, as `Paths.to_frame` gives them."""
        import pandas as pd

        return pd.concat(
            [self.increasing.to_frame(), self.decreasing.to_frame()], ignore_index=True
        )

    def _repr_html_(self) -> str:
        from html import escape

        tables = (paths._repr_html_() for paths in (self.increasing, self.decreasing) if len(paths))
        return f"<p>{escape(str(self))}</p>{''.join(tables)}"

    def __str__(self) -> str:
        line = f"{self.source} on {self.target}: {self._verdict()}"
        if self.against:
            line += f"; against it: {plural(len(self.against), 'null or disputed finding')}"
        elif self.basis == "observed" and self._contradicted():
            line += "; some of its own evidence speaks against it"
        if self.other_layers:
            line += f"; other layers: {', '.join(map(str, self.other_layers))}"
        return line

    def _contradicted(self) -> bool:
        steps = (step for path in (*self.increasing, *self.decreasing) for step in path.steps)
        return any(piece.stance != "supports" for step in steps for piece in step.evidence)

    def _verdict(self) -> str:
        up, down = len(self.increasing), len(self.decreasing)
        counted = f"{up} increasing, {down} decreasing"
        if self.basis == "observed":
            best = max(path.support for path in (*self.increasing, *self.decreasing))
            grade = f", best evidence: {self.grade}" if self.grade else ""
            return f"{self.verdict}, stated directly (support {best:.2f}{grade})"
        if self.verdict in ("increase", "decrease"):
            within = plural(self.max_hops, "hop")
            return f"could {self.verdict}, all routes within {within} agree ({counted})"
        if self.verdict == "unknown":
            return f"unknown, the search was cut short ({counted} so far)"
        if self.verdict == "ambiguous":
            return f"ambiguous, routes disagree ({counted})"
        begin = "" if self.routes_from is None else f"; routes begin at {self.routes_from} hops"
        return f"no signed route within {plural(self.max_hops, 'hop')}{begin}"


def effect(
    G: Graph | Readable,
    source: str,
    target: str,
    *,
    max_hops: int = 4,
    layers: Collection[str] | None = (LAYERS[0],),
) -> Effect:
    """Whether the source increases or decreases the target; never netted.

    Direct signed edges first: one sign gives the verdict (`observed`), both are `ambiguous`.
    Without any, the signed simple paths of at most `max_hops`: unanimous gives the verdict
    (`routes`), mixed is `ambiguous`, none is `none`, a search cut short is `unknown`. In
    published models most pairs that are connected do not move at all, so routes only say "could".

    Raises UnknownEntity, AmbiguousEntity, InvalidQuestion, InvalidGraph.

    >>> import follicle_graph as fg
    >>> print(fg.effect(fg.sketch("a -> b -| c"), "a", "c"))
    a on c: could decrease, all routes within 4 hops agree (0 increasing, 1 decreasing)
    """
    view = reader(G)
    chosen = check_layers(layers)
    found = paths(view, source, target, max_hops=max_hops, limit=None, layers=chosen)
    start, end = found.source, found.target
    index = whole_index(view)
    pair = [(number, index.edge(number)) for number in index.between(start, end)]
    inside = [(n, edge) for n, edge in pair if chosen is None or edge.layer in chosen]
    outside = [(n, edge) for n, edge in pair if (n, edge) not in inside]
    direct = [n for n, edge in inside if edge.sign and edge.key not in MARKERS]
    if direct:
        found = paths(view, start, end, max_hops=1, limit=None, layers=chosen)
    up, down = found.of_sign(1), found.of_sign(-1)
    verdict = _verdict(up, down)
    begin = None
    if verdict == "none":
        hops = distances(index.adjacency(EdgeFilter(chosen)), index.number[end])[
            index.number[start]
        ]
        begin = int(hops) if hops < FAR else None
    pieces = index.evidence([number for number, _ in pair], view)
    best = {number: _best(told) for number, told in pieces.items()}
    outside.sort(key=lambda one: (best[one[0]][0], -one[1].support, one[1].key))
    return Effect(
        start,
        end,
        verdict,
        "observed" if direct else "routes",
        max_hops,
        up,
        down,
        against=tuple((e.u, e.v, e.key) for _, e in inside if e.key in STANCE_OF_NULL),
        other_layers=tuple(
            OtherLayer((e.u, e.v, e.key), e.layer, e.sign, best[number][1] or None)
            for number, e in outside
        ),
        loops=_loops(view, start, end, max_hops, chosen),
        routes_from=begin,
        grade=min(best[number] for number in direct)[1] or None if direct else None,
    )


def _best(pieces: Iterable[Evidence]) -> tuple[int, str]:
    """Rank, 0 the best, and name of the best grade that supports an edge; ("" when none does)."""
    order = {grade: rank for rank, grade in enumerate(grades())}
    told = [piece.grade for piece in pieces if piece.stance == "supports"]
    return min(((order.get(grade, len(order)), grade) for grade in told), default=(99, ""))


def _loops(
    view: Readable, start: str, end: str, max_hops: int, layers: Collection[str] | None
) -> tuple[Path, ...]:
    """The feedback loops through either end; those through both start at the source."""
    there = loops(view, start, max_hops=max_hops, layers=layers)
    back = loops(view, end, max_hops=max_hops, layers=layers)
    return (*there, *(loop for loop in back if start not in loop.nodes))


def _verdict(up: Paths, down: Paths) -> Verdict:
    if len(up) and len(down):
        return "ambiguous"
    if up.reason == "budget":
        return "unknown"
    if len(up):
        return "increase"
    return "decrease" if len(down) else "none"
