"""Pictures of what the model says: the outcome of `what_if`, and drivers of measured changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from follicle_graph.drawing.layout.layout_input import caption
from follicle_graph.drawing.overlay import HasItems, Overlay
from follicle_graph.errors import InvalidQuestion
from follicle_graph.gallery.picture import EdgeTriple, Picture, part_of
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import GIVEN
from follicle_graph.omics.drivers import Driver, Drivers
from follicle_graph.omics.regulon import family_members, signed_targets
from follicle_graph.query.engine.index import one_comparison
from follicle_graph.query.paths import paths
from follicle_graph.simulation.clinical import READ_OUTS
from follicle_graph.simulation.what_if import Outcome, Response

MOST_ENTITIES = 32
"""Entities of a picture of an outcome."""

MOST_DRIVERS, MOST_TARGETS = 3, 28
"""Drivers of a picture, and the targets that they share among them."""

_ROUTES, _HOPS = 2, 5
_DONE = {
    (True, True): "given",
    (True, False): "withdrawn",
    (False, True): "raised",
    (False, False): "blocked",
}
"""Whether an entity is given to people, and whether more of it is asked about -> its tag."""

_FINDINGS, _VETO = ("contrary clinical findings", "opposed findings"), "? findings"
_DOUBTS = {
    "? 52%": "too few of the networks agree",
    _VETO: "findings speak against a benefit or point both ways",
}
"""Tags of entities on which an outcome is silent -> their meaning."""


def overlay_of(answer: HasItems) -> HasItems:
    """What an outcome or drivers lay over a picture; any other overlay as it is."""
    if isinstance(answer, Outcome):
        return _outcome_overlay(answer)
    if isinstance(answer, Drivers):
        return _drivers_overlay(answer)
    return answer


def picture_of(answer: Outcome | Drivers) -> Picture:
    """The ready picture of an outcome or of drivers.

    Raises InvalidQuestion when an answer has nothing to draw or has lost its graph.
    """
    return _outcome_picture(answer) if isinstance(answer, Outcome) else _drivers_picture(answer)


def _outcome_overlay(outcome: Outcome) -> Overlay:
    """Signed shares; silent entities are unsure, unreached ones are missing."""
    said = {one.id: one for one in outcome.responses}
    held = {node: float(level) for node, level in outcome.levels}
    spoken = {node: one for node, one in said.items() if one.change and node not in held}
    unsure = {
        node: outcome.silent(node)
        for node, one in said.items()
        if one.reason in ("low share", *_FINDINGS)
    }
    tags = {node: f"{one.share:.0%}" for node, one in spoken.items()}
    tags |= {node: _doubt(said[node]) for node in unsure}
    asked = outcome.view.subgraph(sorted(held), max_hops=0).nodes(data=True)
    tags |= {node: _DONE[data.get("kind") in GIVEN, held[node] > 0] for node, data in asked}
    values = {node: (one.change or 0) * one.share for node, one in spoken.items()}
    return Overlay(
        values | held,
        1.0,
        "share of the sampled networks that agree",
        tags,
        unsure,
        frozenset(held),
        "set by the question",
        _DOUBTS,
        ("falls 100%", "rises 100%"),
    )


def _doubt(one: Response) -> str:
    return _VETO if one.reason in _FINDINGS else f"? {one.share:.0%}"


def _outcome_picture(outcome: Outcome) -> Picture:
    with one_comparison():
        edges = list(dict.fromkeys(_carrying(outcome)))
    nodes = {end for edge in edges for end in edge[:2]} | {node for node, _ in outcome.levels}
    whole = outcome.view.subgraph(sorted(nodes), max_hops=0)
    part = part_of(whole, edges, also=nodes)
    said = [_read_out(outcome, name) for name in READ_OUTS if name in part]
    title = outcome.question
    for node, _ in outcome.levels:
        title = title.replace(outcome.response(node).label, caption(part, node))
    title = f"{title[:1].upper()}{title[1:]}"
    return Picture(
        part,
        f"{title}: {', '.join(said)}" if said else title,
        overlay=_outcome_overlay(outcome).within(part),
        first=tuple(edges),
    )


def _read_out(outcome: Outcome, name: str) -> str:
    one = outcome.response(name)
    if one.change is None:
        return f"silent on {one.label.lower()}"
    if one.reason == "held":
        return f"{one.label.lower()} is held"
    return f"{one.label.lower()} {'rises' if one.change > 0 else 'falls'} ({one.share:.0%})"


def _carrying(outcome: Outcome) -> Iterator[EdgeTriple]:
    """The edges of the routes to the read-outs, then to what responds most surely."""
    held = [node for node, _ in outcome.levels]
    first = [one for one in outcome.responses if one.id in READ_OUTS and one.reason != "no route"]
    others = [one for one in outcome.responses if one.id not in READ_OUTS and one.change]
    shown: set[str] = {*held}
    for one in [*first, *others]:
        if one.reason == "held":
            continue
        if one.change is None:
            found = paths(outcome.view, held, one.id, max_hops=_HOPS, limit=_ROUTES)
            routes = tuple(found)
        else:
            routes = outcome.why(one.id).routes
        for route in routes[: _ROUTES if one.id in READ_OUTS else 1]:
            more = shown.union(route.nodes)
            if len(more) <= MOST_ENTITIES:
                shown = more
                yield from route.edges


def _drivers_overlay(drivers: Drivers) -> Overlay:
    """Measured values, and what each called driver is said to do."""
    called = _called(drivers)
    measured = {node: value for node, value in drivers.values.items() if value == value}
    values = dict(measured)
    for family, members in family_members(drivers.network).items():
        some = [measured[member] for member in members if member in measured]
        if some and family in drivers.network:
            values.setdefault(family, sum(some) / len(some))
    targets = signed_targets(drivers.network)
    tags: dict[str, str] = {}
    for one in called[:1]:
        for target, sign in targets.get(one.id, {}).items():
            if values.get(target, 0.0) * sign * one.direction < 0:
                tags[target] = "contrary"
    held = {one.id for one in called}
    meanings = {"contrary": "moved against the best driver"} if "contrary" in tags.values() else {}
    tags |= {one.id: f"{'more' if one.direction > 0 else 'less'}, {_q(one)}" for one in called}
    limit = max((abs(value) for value in values.values()), default=0.0) or 1.0
    signs = {value for value in measured.values() if value} <= {-1.0, 1.0}
    return Overlay(
        values,
        limit,
        "measured change",
        tags,
        held=frozenset(held),
        held_as="driver: more or less of it explains the changes",
        tag_words=meanings,
        ends=("lower", "higher") if signs else None,
    )


def _q(one: Driver) -> str:
    return "q < 0.001" if one.q < 0.001 else f"q {one.q:.2g}"


def _called(drivers: Drivers) -> list[Driver]:
    """The drivers that are drawn: those below the limit of q, else the best."""
    return [one for one in drivers if one.q < drivers.limit][:MOST_DRIVERS] or list(drivers)[:1]


def _drivers_picture(drivers: Drivers) -> Picture:
    called = _called(drivers)
    if not called:
        raise InvalidQuestion(
            "no driver to draw: no entity has enough measured targets",
            argument="table",
            remedy="see .too_few",
        )
    over = _drivers_overlay(drivers)
    edges = list(dict.fromkeys(_explaining(drivers.network, called, over)))
    part = part_of(drivers.network, edges, also=[one.id for one in called])
    return Picture(part, _drivers_title(drivers.network, called), overlay=over.within(part))


def _explaining(G: Graph, called: Iterable[Driver], over: Overlay) -> Iterator[EdgeTriple]:
    """Edges from drivers to targets that changed, the best driver's first."""
    targets = signed_targets(G)
    shown: set[str] = set()
    for one in called:
        own = targets.get(one.id, {})
        changed = [target for target in own if over.values.get(target)]
        changed.sort(key=lambda target: (-abs(over.values[target]), target))
        for target in changed:
            if target in shown or len(shown) < MOST_TARGETS:
                shown.add(target)
                for key, data in sorted(G[one.id][target].items()):
                    if data["sign"] == own[target]:
                        yield one.id, target, key


def _drivers_title(G: Graph, called: list[Driver]) -> str:
    best = called[0]
    alike = [caption(G, node) for node in best.members[1:]]
    name = caption(G, best.id)
    if alike:
        name = f"{name} (or {', '.join(alike)})"
    return (
        f"{'More' if best.direction > 0 else 'Less'} {name} explains the changes best: "
        f"{best.correct} of {best.targets} measured targets agree, {best.contrary} contrary, "
        f"{_q(best)}"
    )
