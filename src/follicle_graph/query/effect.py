"""The direction in which one entity moves another, as far as the graph says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.facts import EdgeId, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import LAYERS, MARKERS, STANCE_OF_NULL, grades
from follicle_graph.query.classes import members
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import of_one_content, reader
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import EdgeFilter
from follicle_graph.query.engine.path import SIGNS, Path, StatementEvidence, plural, shown
from follicle_graph.query.engine.path_list import Paths
from follicle_graph.query.engine.path_question import FAR, check_layers, distances
from follicle_graph.query.evidence import best_grade, statements_of
from follicle_graph.query.loops import loops
from follicle_graph.query.paths import paths
from follicle_graph.tools.calls import spell

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["increase", "decrease", "ambiguous", "none", "unknown"]
Basis = Literal["observed", "stated", "routes"]
VERDICT_OF: dict[int, Verdict] = {1: "increase", -1: "decrease"}

STATED_LAYERS = ("clinical", "genetic")
"""Layers whose direct statements answer when the mechanism layer has no direct edge."""

NEARBY = 3
"""Routes of up to this many hops are compared with a direct edge."""


@dataclass(frozen=True)
class Finding:
    """One direct edge between source and target.

    Parameters
    ----------
    edge
        Subject, object and predicate.
    layer, sign
        Of the edge; sign 0 for a null or disputed finding and for a marker.
    grade
        Best grade of its supporting evidence; None without any.
    statement
        The edge with its evidence.
    """

    edge: EdgeId
    layer: str
    sign: int
    grade: str | None
    statement: StatementEvidence | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        sign = "no effect" if self.edge[2] in STANCE_OF_NULL else SIGNS[self.sign]
        predicate = self.edge[2].replace("_", " ")
        return f"{predicate} ({sign}, {self.grade or 'no grade'})"

    @property
    def rank(self) -> int:
        """The rank of its grade, 0 the best."""
        order = list(grades())
        return order.index(self.grade) if self.grade in order else len(order)


@dataclass(frozen=True)
class Effect:
    """What happens to the target when the source rises, as far as the graph says.

    Parameters
    ----------
    source, target
        Ids; `labels` has their names.
    verdict
        "increase" or "decrease"; "ambiguous": findings or routes disagree; "none": no signed
        route; "unknown": the search was cut short.
    basis
        "observed": direct edges of the mechanism layer. "stated": direct edges of the clinical and
        genetic layers. "routes": signed paths; the printed verdict then says "could".
    max_hops
        Most hops of a route.
    increasing, decreasing
        The direct edges, or the routes, of each sign.
    findings
        The direct edges behind the verdict, best grade first; empty for routes.
    against
        Null and disputed findings on the same pair, best grade first.
    other_layers
        Edges of layers that did not decide, best grade first.
    loops
        Feedback loops through source or target, at most 100 of each.
    routes
        How many routes of up to three hops increase and decrease, when the basis is a direct edge.
    routes_from
        Hops of the shortest signed walk, when no route lies within `max_hops`.
    labels
        The names of source and target as they are printed.
    why
        Why there is no route; "" otherwise.
    ask_next
        The call that asks the model, for the verdicts "ambiguous" and "none" of a source that the
        model knows; "" otherwise.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.effect(fg.sketch("a -> b -| c"), "a", "c")
    >>> found.verdict, found.basis
    ('decrease', 'routes')
    """

    source: str
    target: str
    verdict: Verdict
    basis: Basis
    max_hops: int
    increasing: Paths
    decreasing: Paths
    findings: tuple[Finding, ...] = ()
    against: tuple[Finding, ...] = ()
    other_layers: tuple[Finding, ...] = ()
    loops: tuple[Path, ...] = ()
    routes: tuple[int, int] = (0, 0)
    routes_from: int | None = None
    labels: tuple[str, str] = ("", "")
    why: str = ""
    ask_next: str = ""

    @property
    def grade(self) -> str | None:
        """The best grade behind a direct verdict; None for routes."""
        return self.findings[0].grade if self.findings else None

    @property
    def elsewhere(self) -> tuple[EdgeId, ...]:
        """The edges of `other_layers` as (u, v, predicate)."""
        return tuple(one.edge for one in self.other_layers)

    @property
    def edges(self) -> tuple[EdgeId, ...]:
        """Every edge of the routes of both signs, once."""
        return tuple(dict.fromkeys((*self.increasing.edges, *self.decreasing.edges)))

    def statements(self) -> tuple[StatementEvidence, ...]:
        """The direct edges and those of the routes, once, then the findings against them."""
        found = [*self.increasing.statements(), *self.decreasing.statements()]
        for path in (*self.increasing, *self.decreasing):
            if len(path) == 1:  # parallel direct edges are alternatives of one path
                found += [one for other in path.alternatives for one in other.statements()]
        against = (one.statement for one in self.against if one.statement is not None)
        return tuple({one.edge: one for one in (*found, *against)}.values())

    def to_frame(self) -> pd.DataFrame:
        """The routes of both signs, one row each, with the columns of `Paths.to_frame`."""
        import pandas as pd

        return pd.concat(
            [self.increasing.to_frame(), self.decreasing.to_frame()], ignore_index=True
        )

    def _repr_html_(self) -> str:
        from follicle_graph.query.cards import effect_card

        return effect_card(self)

    def __str__(self) -> str:
        source, target = self.labels
        stated = self._stated_elsewhere()
        lead = "".join(f"reported directly: {self._in_layer(one)}; " for one in stated)
        by_routes = "by routes: " if lead else ""
        ends = f"{source or self.source} on {target or self.target}"
        parts = [f"{ends}: {lead}{by_routes}{self._verdict()}"]
        contrary = self._contrary()
        if contrary and not self._is_split() and self.verdict != "none":
            parts.append(f"against it: {', '.join(map(self._named, contrary))}")
        elif self.basis == "observed" and self._contradicted():
            parts.append("some of its own evidence speaks against it")
        if self._routes_disagree():
            parts.append(f"routes disagree: {self.routes[0]} increase, {self.routes[1]} decrease")
        others = [one for one in self.other_layers if one not in stated]
        if others:
            parts.append(f"other layers: {', '.join(map(str, others))}")
        if self.ask_next:
            parts.append(f"for the response of the model ask {self.ask_next}")
        return "; ".join(parts)

    def _stated_elsewhere(self) -> tuple[Finding, ...]:
        """Direct effects of layers that do not decide; printed before a verdict by routes."""
        if self.basis != "routes":
            return ()
        return tuple(one for one in self.other_layers if _is_effect(one))

    def _in_layer(self, one: Finding) -> str:
        """A finding in words, with its grade and layer."""
        return f"{self._named(one).removesuffix(')')}, {one.layer} layer)"

    def _contrary(self) -> tuple[Finding, ...]:
        """Findings of the other sign, and null and disputed ones, best grade first."""
        opposite = [one for one in self.findings if VERDICT_OF[one.sign] != self.verdict]
        if self.verdict not in VERDICT_OF.values():
            opposite = []
        return tuple(sorted((*opposite, *self.against), key=lambda one: one.rank))

    def _named(self, one: Finding) -> str:
        """A finding, with the member of a class that it is about."""
        if one.edge[0] == self.source or one.statement is None:
            return str(one)
        return f"{one.statement.subject} {one}"

    def _is_split(self) -> bool:
        return self.verdict == "ambiguous" and self.basis == "stated"

    def _routes_disagree(self) -> bool:
        up, down = self.routes
        return {"increase": down > 0, "decrease": up > 0}.get(self.verdict, bool(up and down))

    def _contradicted(self) -> bool:
        steps = (step for path in (*self.increasing, *self.decreasing) for step in path.steps)
        return any(piece.stance != "supports" for step in steps for piece in step.evidence)

    def _verdict(self) -> str:
        up, down = len(self.increasing), len(self.decreasing)
        counts, within = f"{up} increase, {down} decrease", plural(self.max_hops, "hop")
        if self._is_split():
            sides = " against ".join(map(self._named, _sides(self.findings, self.against)))
            return f"ambiguous, stated: {sides}"
        if self.basis == "stated":
            return f"{self.verdict}, stated ({self.grade or 'no grade'})"
        if self.basis == "observed" and self.verdict == "ambiguous":
            return f"ambiguous, direct edges disagree: {', '.join(map(str, self.findings))}"
        if self.basis == "observed":
            best = max(path.support for path in (*self.increasing, *self.decreasing))
            return f"{self.verdict}, direct edge ({self.grade or 'no grade'}, support {best:.2f})"
        if self.verdict in ("increase", "decrease"):
            return f"could {self.verdict}, all routes within {within} agree ({counts})"
        if self.verdict == "unknown":
            return f"unknown, the search was cut short ({counts} so far)"
        if self.verdict == "ambiguous":
            return f"ambiguous, routes within {within} disagree ({counts})"
        if self.against:
            return f"no effect found: {', '.join(map(self._named, self.against))}"
        return f"no signed route within {within}" + (f": {self.why}" if self.why else "")


@of_one_content
def effect(
    G: Graph | Readable,
    source: str,
    target: str,
    *,
    max_hops: int = 4,
    layers: Collection[str] | None = (LAYERS[0],),
) -> Effect:
    """Whether the source increases or decreases the target.

    1. Direct signed edges of the mechanism layer: one sign is the verdict (`observed`); two signs
       are "ambiguous".
    2. Otherwise direct signed edges of the clinical and genetic layers (`stated`): the best grade
       decides. A null, disputed or opposite finding of the same or a better grade makes the
       verdict "ambiguous".
    3. Otherwise signed paths of at most `max_hops` (`routes`): if all agree, that is the verdict;
       if they disagree, it is "ambiguous". Routes are never subtracted from one another. In
       published models most connected pairs do not move at all, so routes only say "could". A
       direct effect that another layer (such as safety) states is printed before them.

    A class of drugs counts with its own edges and those of its members. Marker edges never count.

    Parameters
    ----------
    G
        A graph or an open store.
    source, target
        One name each.
    max_hops
        Most steps of a route, at least 1.
    layers
        Layers of direct edges and routes; None for all. With other layers than the default, only
        these count in step 2.

    Returns
    -------
    Effect
        The verdict, its basis, the edges or routes of each sign, and what speaks against it.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        A name cannot be resolved.
    InvalidQuestion
        An argument is outside its values, or source and target are the same.
    InvalidGraph
        The graph breaks its contract.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> print(fg.effect(fg.sketch("a -> b -| c"), "a", "c"))
    a on c: could decrease, all routes within 4 hops agree (0 increase, 1 decrease)
    >>> print(fg.effect(fg.load(), "baricitinib", "alopecia areata").verdict)
    decrease
    """
    for argument, name in (("source", source), ("target", target)):
        if not isinstance(name, str):
            raise InvalidQuestion(argument=argument, value=name, remedy="use one name")
    view = reader(G)
    chosen = check_layers(layers)
    found = paths(view, source, target, max_hops=max_hops, limit=None, layers=chosen)
    start, end = found.source, found.target
    index = whole_index(view)
    pair = _findings(view, index, (start, *members(view, index, start)), end)
    basis, among = _basis(pair, chosen)
    direct = tuple(one for one in pair if one.layer in among and _is_effect(one))
    nulls = {*among, *STATED_LAYERS} if basis == "routes" else among
    against = tuple(one for one in pair if one.layer in nulls and one.edge[2] in STANCE_OF_NULL)
    routes = (0, 0)
    if direct:
        longer = paths(view, start, end, max_hops=min(NEARBY, max_hops), limit=None, layers=chosen)
        signs = [path.sign for path in longer if len(path) > 1]
        routes = signs.count(1), signs.count(-1)
        found = paths(view, start, end, max_hops=1, limit=None, layers=among)
    up, down = found.of_sign(1), found.of_sign(-1)
    verdict = _graded(direct, against) if basis == "stated" else _unanimous(up, down)
    begin = None
    if verdict == "none":
        adjacency = index.adjacency(EdgeFilter(chosen))
        hops = distances(adjacency, index.number[end])[index.number[start]]
        begin = int(hops) if hops < FAR else None
    name, open_ = shown(view.label(start)), verdict in ("ambiguous", "none")
    return Effect(
        start,
        end,
        verdict,
        basis,
        max_hops,
        up,
        down,
        findings=direct,
        against=against,
        other_layers=tuple(one for one in pair if one.layer not in among and one not in against),
        loops=_loops(view, start, end, max_hops, chosen),
        routes=routes,
        routes_from=begin,
        labels=(name, shown(view.label(end))),
        why=found.why if verdict == "none" else "",
        ask_next=spell("what_if", name) if open_ and _is_modelled(index, start) else "",
    )


def _is_modelled(index: Index, node: str) -> bool:
    """Whether an entity has an effect in the mechanism layer, so that the model knows it."""
    adjacency = index.adjacency(EdgeFilter())
    number = index.number[node]
    return bool(adjacency.out[number] < adjacency.out[number + 1])


def _findings(view: Readable, index: Index, owners: Sequence[str], end: str) -> list[Finding]:
    """The direct edges from any of these entities, best grade and strongest support first."""
    numbers = [n for owner in owners if owner != end for n in index.between(owner, end)]
    found = []
    for number, statement in zip(numbers, statements_of(view, index, numbers), strict=True):
        grade = best_grade(statement.evidence)
        one = Finding(statement.edge, statement.layer, statement.sign, grade, statement)
        subject, _, key = statement.edge
        found.append((one.rank, -index.edge(number).support, key, subject, one))
    return [one for *_, one in sorted(found, key=lambda entry: entry[:4])]


def _is_effect(one: Finding) -> bool:
    return bool(one.sign) and one.edge[2] not in MARKERS


def _basis(
    pair: Sequence[Finding], layers: tuple[str, ...] | None
) -> tuple[Basis, tuple[str, ...]]:
    """What an effect rests on, and the layers of the direct edges that decide it."""
    chosen = LAYERS if layers is None else layers
    mechanism, *others = LAYERS
    default = tuple(chosen) == (mechanism,)
    stated = STATED_LAYERS if default else tuple(name for name in others if name in chosen)
    signed = {one.layer for one in pair if _is_effect(one)}
    if mechanism in chosen and mechanism in signed:
        return "observed", (mechanism,)
    return ("stated", stated) if signed & set(stated) else ("routes", tuple(chosen))


def _graded(findings: Sequence[Finding], against: Sequence[Finding]) -> Verdict:
    """The sign with the best grade, unless something opposite or null has one as good."""
    best, other = _sides(findings, against)[0], _sides(findings, against)[1:]
    if other and other[0].rank <= best.rank:
        return "ambiguous"
    return VERDICT_OF[best.sign]


def _sides(findings: Sequence[Finding], against: Sequence[Finding]) -> list[Finding]:
    """The best finding, and the best one that speaks against it."""
    best = findings[0]
    opposing = [one for one in (*findings, *against) if one.sign != best.sign]
    return [best, *sorted(opposing, key=lambda one: one.rank)[:1]]


def _unanimous(up: Paths, down: Paths) -> Verdict:
    if len(up) and len(down):
        return "ambiguous"
    if up.reason == "budget":
        return "unknown"
    if len(up):
        return "increase"
    return "decrease" if len(down) else "none"


def _loops(
    view: Readable, start: str, end: str, max_hops: int, layers: Collection[str] | None
) -> tuple[Path, ...]:
    """The feedback loops through either end; those through both start at the source."""
    there = loops(view, start, max_hops=max_hops, layers=layers)
    back = loops(view, end, max_hops=max_hops, layers=layers)
    return (*there, *(loop for loop in back if start not in loop.nodes))
