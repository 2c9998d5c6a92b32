"""What happens to the rest of a graph if some of its entities are blocked or raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import is_whole, number_between, whole_number
from follicle_graph.model.facts import EdgeId, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DEFAULT_LAYER, DISCLAIMER, GIVEN
from follicle_graph.query.engine.graph_reader import GraphReader, reader
from follicle_graph.query.engine.index import Index, one_comparison
from follicle_graph.query.engine.path import Path
from follicle_graph.query.paths import paths
from follicle_graph.simulation.clinical import READ_OUTS, Objection, objection
from follicle_graph.simulation.network import CLEAR, SAMPLES, Network, networks_of, shares, speaks
from follicle_graph.tools.calls import spell

if TYPE_CHECKING:
    import pandas as pd

Reason = Literal["held", "low share", "no route", "no mechanism"] | Objection

LIMITS = (
    "Direction only: no dose, route, time or relapse; prevention and reversal are one question."
)
"""What the model does not say."""

_ROUTES = 5
_ROUTE_HOPS = 5
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Response:
    """How one entity responds.

    `change`: 1, -1, or None where the model is silent; `rising` and `falling`: the shares of
    sampled networks in which it rises and falls; `reason`: why the model is silent, or `held`
    for an entity that the question sets; `findings`: the clinical findings that silence it.
    """

    id: str
    label: str
    change: int | None
    rising: float
    falling: float
    reason: Reason = ""
    findings: tuple[EdgeId, ...] = ()

    @property
    def share(self) -> float:
        """The larger of the two shares."""
        return max(self.rising, self.falling)


@dataclass(frozen=True)
class Why:
    """The routes that carry one answer, shortest first, with their references."""

    text: str
    routes: tuple[Path, ...] = ()

    @property
    def references(self) -> tuple[str, ...]:
        """The references of all routes, once, in their order."""
        return tuple(dict.fromkeys(one for path in self.routes for one in path.references))

    @property
    def edges(self) -> tuple[EdgeId, ...]:
        """Every edge of the routes, once."""
        return tuple(dict.fromkeys(edge for path in self.routes for edge in path.edges))

    def __str__(self) -> str:
        lines = [f"  {path.route}  [{', '.join(path.references)}]" for path in self.routes]
        return "\n".join([self.text, *lines])


@dataclass(frozen=True)
class Outcome:
    """The answer of `what_if`: how every entity responds.

    Attributes
    ----------
    levels
        Entity ids with the level that each is held at; drug classes with their members.
    responses
        One per entity of the network, the most certain change first.
    ignored
        Entities of the question that the mechanism layer does not know, each with a nearby one
        that it does know (None where there is none).
    min_share
        The share that a sign needs before the model speaks.
    samples, seed
        How many networks were sampled, and from which seed.
    question
        The question in words.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> outcome = fg.what_if(fg.sketch("JAK1 -> STAT1 -> CXCL10"), {"JAK1": -1})
    >>> outcome.change("CXCL10"), outcome.share("CXCL10")
    (-1, 1.0)
    """

    levels: tuple[tuple[str, int], ...]
    responses: tuple[Response, ...]
    ignored: tuple[tuple[str, str | None], ...]
    min_share: float
    samples: int
    seed: int
    question: str = field(compare=False, default="")
    _view: Readable | None = field(compare=False, repr=False, default=None)

    def __getstate__(self) -> dict[str, Any]:
        """An open database does not travel: an answer from a store forgets it."""
        view = self._view if isinstance(self._view, GraphReader) else None
        state = {k: v for k, v in self.__dict__.items() if k != "_by_id"}
        return state | {"_view": view}

    def change(self, name: str) -> int | None:
        """1 if the entity rises, -1 if it falls, None where the model is silent.

        Raises
        ------
        UnknownEntity, AmbiguousEntity
            For a name that the graph does not know.
        """
        return self.response(name).change

    def share(self, name: str) -> float:
        """The share of sampled networks that agree on the likelier sign, 0 to 1."""
        return self.response(name).share

    def response(self, name: str) -> Response:
        """How one entity responds, by any of its names.

        Raises
        ------
        UnknownEntity, AmbiguousEntity
            For a name that the graph does not know.
        """
        if name in self._by_id:
            return self._by_id[name]
        node = self.view.resolve(name)
        found = self._by_id.get(node)
        return found or Response(node, self.view.label(node), None, 0.0, 0.0, "no mechanism")

    @cached_property
    def _by_id(self) -> dict[str, Response]:
        return {one.id: one for one in self.responses}

    @property
    def view(self) -> Readable:
        """The graph or store that was asked, as questions read it."""
        if self._view is None:
            raise InvalidQuestion(
                "this answer was copied without the database that it came from",
                argument="outcome",
                remedy="ask what_if again",
            )
        return self._view

    def why(self, name: str) -> Why:
        """The routes that carry the answer, with their references; for a silent one, why.

        Shown are up to five of the shortest routes whose sign agrees with the answer. The share
        itself comes from all routes together.
        """
        found = self.response(name)
        if found.change is None:
            return Why(self.silent(name))
        if found.reason == "held":
            return Why(f"{found.label} is held at this level by the question")
        routes: list[Path] = []
        with one_comparison():
            for node, level in self.levels:
                routes += paths(
                    self.view,
                    node,
                    found.id,
                    sign=1 if found.change == level else -1,
                    max_hops=_ROUTE_HOPS,
                    limit=10 * _ROUTES,  # routes over edges outside the model are left out below
                )
            _, network = networks_of(self.view, samples=self.samples, seed=self.seed)
        routes = [one for one in routes if network.pairs.issuperset(edge[:2] for edge in one.edges)]
        routes.sort(key=lambda path: (len(path), path.indirect, -path.support, path.nodes))
        return Why(f"{_said(found)}, carried by", tuple(routes[:_ROUTES]))

    def silent(self, name: str) -> str:
        """Why the model is silent on an entity; an empty text where it speaks."""
        found = self.response(name)
        if found.change is not None:
            return ""
        labels = self.view.labels({end for edge in found.findings for end in edge[:2]})
        findings = "; ".join(
            f"{labels[u]} {key.replace('_', ' ')} {labels[v]}" for u, v, key in found.findings
        )
        if found.reason == "opposed findings":
            return (
                f"silent on {found.label}: direct findings point both ways ({findings}); see "
                f"{spell('evidence', found.label)}"
            )
        if found.reason == "contrary clinical findings":
            return (
                f"silent on {found.label}: more clinical findings speak against a benefit than "
                f"for one ({findings}); see {spell('evidence', found.label)}"
            )
        if found.reason == "low share":
            return (
                f"silent on {found.label}: {found.rising:.0%} of the sampled networks raise it, "
                f"{found.falling:.0%} lower it; at least {self.min_share:.0%} must agree, and "
                f"{CLEAR} times as many as disagree"
            )
        if found.reason == "no route":
            return f"silent on {found.label}: no signed mechanism leads there"
        return f"silent on {found.label}: the model uses no signed mechanism edge of it"

    def items(self) -> Iterator[tuple[str, float]]:
        """Entity ids with their signed share, for use as an overlay of a picture."""
        for one in self.responses:
            if one.change is not None:
                yield one.id, one.change * one.share

    @property
    def edges(self) -> tuple[EdgeId, ...]:
        """The edges of the routes to the read-outs of the atlas that respond."""
        chosen = [one.id for one in self.responses if one.id in READ_OUTS and one.change]
        chosen = chosen or [one.id for one in self._spoken[:1]]
        return tuple(dict.fromkeys(edge for node in chosen for edge in self.why(node).edges))

    @property
    def _spoken(self) -> list[Response]:
        return [one for one in self.responses if one.change is not None and one.reason != "held"]

    def to_frame(self) -> pd.DataFrame:
        """One row per entity: id, label, change, share, rising, falling, reason."""
        import pandas as pd

        frame = pd.DataFrame(
            [
                (r.id, r.label, r.change, r.share, r.rising, r.falling, r.reason)
                for r in self.responses
            ],
            columns=["id", "label", "change", "share", "rising", "falling", "reason"],
        )
        return frame.astype({"change": "Int64"})

    def _repr_html_(self) -> str:
        from html import escape

        frame = self.to_frame()
        spoken = frame[frame["change"].notna() & (frame["reason"] != "held")].head(30)
        table = spoken[["label", "change", "share"]].to_html(index=False, escape=True)
        return f"<p>{escape(str(self))}</p>{table}"

    def __str__(self) -> str:
        parts = []
        for verb, sign in (("raises", 1), ("lowers", -1)):
            moved = [one for one in self._spoken if one.change == sign]
            shown = ", ".join(f"{one.label} ({one.share:.0%})" for one in moved[:_SHOWN])
            more = f" and {len(moved) - _SHOWN} more" if len(moved) > _SHOWN else ""
            parts += [f"{verb} {shown}{more}"] if moved else []
        body = "; ".join(parts) or "moves nothing that the model can tell"
        lines = [f"{self.question}: {body}."]
        for one in self.responses:
            if one.id in READ_OUTS:
                said = _said(one) if one.change is not None else self.silent(one.id)
                lines.append(f"{said}.")
        for name, near in self.ignored:
            hint = f"; {near} is nearby and has some" if near else ""
            lines.append(f"{name} was ignored: no signed edge in the mechanism layer{hint}.")
        return "\n".join([*lines, f"{LIMITS} {DISCLAIMER}"])


def _said(one: Response) -> str:
    verb = "rises" if one.change == 1 else "falls"
    return f"{one.label} {verb} ({one.share:.0%} of the sampled networks)"


def what_if(
    G: Graph | Readable,
    levels: Mapping[str, int],
    *,
    samples: int = SAMPLES,
    seed: int = 0,
    min_share: float = 0.5,
) -> Outcome:
    """The direction in which every entity moves if some are blocked or raised.

    A stable linear response is computed on many sampled networks of the mechanism layer: each
    keeps an edge with a probability that grows with its support, with a random weight. The
    share of networks that agree on a sign says how far the answer can be trusted; calibrated
    against experiments in `docs/what_if.md`. Where clinical findings speak against a benefit,
    the model stays silent on hair loss and hair growth; where direct findings on the question
    point both ways, on that read-out.

    Parameters
    ----------
    G
        A graph or an open store.
    levels
        Any name of an entity -> -1 (blocked, lowered) or +1 (raised, given). A drug acts through
        its targets, a drug class through its members.
    samples
        How many networks are sampled. More samples make the shares steadier.
    seed
        Seed of the sampling. The same seed gives the same answer.
    min_share
        The share of networks that must agree on a sign, 0.5 to 1; below it the model is silent.
        It is silent, too, where the other sign comes too close (1.4 to 1).

    Returns
    -------
    Outcome
        Direction and share for every entity of the mechanism layer. It says nothing of dose,
        time or relapse.

    Raises
    ------
    InvalidQuestion
        For an empty question, a level other than -1 and +1, levels that contradict each other,
        only entities outside the mechanism layer, or a network that is too large.
    UnknownEntity, AmbiguousEntity
        For a name that the graph does not know.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> outcome = fg.what_if(fg.sketch("drug -| JAK1; IFN-γ -> JAK1 -> CXCL10"), {"drug": +1})
    >>> outcome.change("CXCL10"), outcome.change("IFN-γ")
    (-1, None)
    """
    view = reader(G)
    check_numbers(samples, min_share, seed)
    named = named_levels(view, levels)
    index, network = networks_of(view, samples=samples, seed=seed)
    held = dict(named)
    for node, level in named.items():
        for member in members_of(index, node, network):
            held.setdefault(member, level)
    check_conflicts(view, index, network, held)
    inside = {node: level for node, level in held.items() if node in network.position}
    ignored = tuple(
        (view.label(node), _nearby(view, index, network, node))
        for node in named
        if node not in inside and not set(members_of(index, node, network)) & inside.keys()
    )
    if not inside:
        hints = [f"{name} (nearby: {near})" if near else name for name, near in ignored]
        raise InvalidQuestion(
            f"nothing to compute: {', '.join(hints)} has no signed edge in the mechanism layer",
            argument="levels",
            value=levels,
            remedy="name an entity that has; what other layers say: "
            + spell("about", view.label(next(iter(named)))),
        )
    responses = respond(index, network, view, inside, held, min_share)
    question = " and ".join(
        action(view.label(node), network.kinds.get(node), level) for node, level in named.items()
    )
    return Outcome(
        tuple(sorted(inside.items())), responses, ignored, min_share, samples, seed, question, view
    )


def action(label: str, kind: str | None, level: int) -> str:
    """What is done to an entity, in words.

    >>> action("JAK1", "kinase", -1), action("Baricitinib", "drug", 1)
    ('blocking JAK1', 'giving Baricitinib')
    """
    if kind in GIVEN:
        return f"{'giving' if level > 0 else 'withdrawing'} {label}"
    return f"{'raising' if level > 0 else 'blocking'} {label}"


def respond(
    index: Index,
    network: Network,
    view: Readable,
    inside: Mapping[str, int],
    held: Mapping[str, int],
    min_share: float,
) -> tuple[Response, ...]:
    """The responses of all entities, the most certain change first."""
    rising, falling = shares(network.response(inside))
    labels = view.labels(network.ids)
    found = []
    for place, node in enumerate(network.ids):
        up, down = float(rising[place]), float(falling[place])
        if node in inside:
            found.append(Response(node, labels[node], inside[node], up, down, "held"))
            continue
        reason: Reason = ""
        against: tuple[EdgeId, ...] = ()
        if not up and not down:
            reason = "no route"
        elif not speaks(max(up, down), min(up, down), min_share):
            reason = "low share"
        else:
            reason, against = objection(index, network, held, node)
        change = None if reason else (1 if up > down else -1)
        found.append(Response(node, labels[node], change, up, down, reason, against))
    found.sort(key=lambda one: (one.change is None, -one.share, one.label, one.id))
    return tuple(found)


def acting_entities(index: Index, network: Network, node: str) -> tuple[str, ...]:
    """What is held at a level when an entity is: itself and, for a class, its members."""
    some = (node, *members_of(index, node, network))
    return tuple(one for one in some if one in network.position)


def members_of(index: Index, node: str, network: Network) -> list[str]:
    """The members of a drug class: what `is_a` leads to it, directly or over other classes."""
    found: list[str] = []
    waiting = [node] if node in index.number else []
    while waiting:
        into = index.around(
            np.array([], np.int64), np.array([index.number[waiting.pop()]], np.int64)
        )
        for edge in map(index.edge, into.tolist()):
            if edge.key == "is_a" and edge.u not in found and network.kinds.get(edge.u) in GIVEN:
                found.append(edge.u)
                waiting.append(edge.u)
    return sorted(found)


def check_numbers(samples: int, min_share: float, seed: int = 0) -> None:
    """Refuse numbers outside their values."""
    whole_number("seed", seed, 0)
    whole_number("samples", samples, 1, 10_000)
    number_between("min_share", min_share, 0.5, 1)


def named_levels(
    view: Readable, levels: Mapping[str, int], *, what: str = "levels"
) -> dict[str, int]:
    """The entity ids of a question with their levels, -1 or +1."""
    if not isinstance(levels, Mapping) or not levels:
        raise InvalidQuestion(
            argument=what,
            value=levels,
            remedy="give a mapping of names to -1 (lower) or +1 (raise), like {'JAK1': -1}",
        )
    named: dict[str, int] = {}
    for name, level in levels.items():
        if not is_whole(level) or level not in (-1, 1):
            raise InvalidQuestion(
                f"the level of {name!r} is {level!r}",
                argument=what,
                value=level,
                remedy="use -1 (blocked) or +1 (raised, given)",
            )
        node = view.resolve(name)
        if named.setdefault(node, int(level)) != level:
            raise InvalidQuestion(
                f"{name!r} is given both levels, under two names",
                argument=what,
                value=levels,
                remedy="keep one",
            )
    return named


def check_conflicts(
    view: Readable, index: Index, network: Network, held: Mapping[str, int]
) -> None:
    """Refuse a drug beside a target that is held the other way than the drug moves it."""
    for drug, level in held.items():
        if network.kinds.get(drug) not in GIVEN:
            continue
        for target, wanted in held.items():
            if target == drug or target not in index.number or drug not in index.number:
                continue
            edges = [index.edge(number) for number in index.between(drug, target)]
            signs = {e.sign * level for e in edges if e.layer == DEFAULT_LAYER and e.sign}
            if signs == {-wanted}:
                raise InvalidQuestion(
                    f"{view.label(drug)} moves {view.label(target)} the other way than its level "
                    f"{wanted:+d}",
                    argument="levels",
                    value=dict(held),
                    remedy="leave one of them out",
                )


def _nearby(view: Readable, index: Index, network: Network, node: str) -> str | None:
    """The label of an entity of the network that shares an edge with this one."""
    if node not in index.number:
        return None
    place = np.array([index.number[node]], np.int64)
    edges = [index.edge(number) for number in index.around(place, place).tolist()]
    near = {e.v if e.u == node else e.u: e for e in edges}
    ranked = sorted(
        (edge.key not in ("is_a", "part_of"), -edge.support, other)
        for other, edge in near.items()
        if other in network.position
    )
    return view.label(ranked[0][2]) if ranked else None
