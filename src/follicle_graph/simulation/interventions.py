"""Which sets of drugs or targets move every goal the wanted way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import whole_number
from follicle_graph.model.facts import EdgeId, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import listed
from follicle_graph.model.vocabulary import DEFAULT_LAYER, DISCLAIMER, GIVEN, STANCE_OF_NULL, grades
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.query.engine.index import Index
from follicle_graph.query.evidence import best_grade
from follicle_graph.simulation.clinical import CLINICAL, READ_OUTS, objection
from follicle_graph.simulation.network import SAMPLES, Floats, Network, networks_of, shares, speaks
from follicle_graph.simulation.what_if import (
    acting_entities,
    action,
    check_conflicts,
    check_numbers,
    named_levels,
)
from follicle_graph.therapy.treatment_tables import therapies

if TYPE_CHECKING:
    import pandas as pd

PRINTED = 10
"""Sets that an answer prints."""

MOST_SETS = 2_000_000
"""Sets that are looked at in one question."""


@dataclass(frozen=True, slots=True)
class Intervention:
    """One set of interventions that moves every goal the wanted way.

    `levels`: entity ids with their level; `labels`: what is done, in words; `share`: the
    smallest share over the goals; `shares`: the share of each goal; `evidence`: clinical edges
    from the set's members to diseases; `disputes`: null and disputed findings on them;
    `cautions`: what the treatment tables warn of; `grade`: the best clinical grade of the member
    that has the weakest, None where a member has no clinical evidence.
    """

    levels: tuple[tuple[str, int], ...]
    labels: tuple[str, ...]
    share: float
    shares: tuple[tuple[str, float], ...]
    evidence: tuple[EdgeId, ...] = ()
    disputes: tuple[EdgeId, ...] = ()
    cautions: tuple[str, ...] = ()
    grade: str | None = None

    def __str__(self) -> str:
        disputed = f"; {len(self.disputes)} null or disputed findings" if self.disputes else ""
        cautions = f"; cautions: {', '.join(self.cautions)}" if self.cautions else ""
        goals = ", ".join(f"{label} {share:.0%}" for label, share in self.shares)
        alone = len(self.levels) == 1
        grade = "no clinical evidence" if alone else "a member without clinical evidence"
        if self.grade:
            grade = f"weakest clinical grade {self.grade}"
        return f"{' + '.join(self.labels)}: {goals}; {grade}{disputed}{cautions}"


@dataclass(frozen=True)
class Interventions:
    """The answer of `interventions`: sets that move every goal, best first.

    Attributes
    ----------
    goals
        Pairs of a goal's label and the wanted direction.
    items
        The sets; iterating and indexing gives these. Each has `labels`, `share`, `shares`,
        `evidence`, `disputes` and `cautions`.
    looked_at
        How many sets were tried.
    reason
        Why there are none, or not all; empty otherwise.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.sketch("drug -| a; a -| hair")
    >>> found = fg.interventions(G, {"hair": +1}, candidates={"drug": +1})
    >>> len(found), found.looked_at
    (1, 1)
    """

    goals: tuple[tuple[str, int], ...]
    items: tuple[Intervention, ...]
    looked_at: int
    reason: str = field(compare=False, default="")

    def __iter__(self) -> Iterator[Intervention]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> Intervention:
        return self.items[place]

    def to_frame(self) -> pd.DataFrame:
        """One row per set: its members, the smallest share, evidence, disputes, cautions."""
        import pandas as pd

        def edges(found: tuple[EdgeId, ...]) -> str:
            return "; ".join(" ".join((u, key, v)) for u, v, key in found)

        return pd.DataFrame(
            [
                (
                    " + ".join(one.labels),
                    one.share,
                    edges(one.evidence),
                    edges(one.disputes),
                    "; ".join(one.cautions),
                )
                for one in self.items
            ],
            columns=["set", "share", "evidence", "disputes", "cautions"],
        )

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>{self.to_frame().head(20).to_html(escape=True)}"

    def __str__(self) -> str:
        goals = ", ".join(f"{'more' if sign > 0 else 'less'} {name}" for name, sign in self.goals)
        lines = [f"{len(self)} sets of {self.looked_at} give {goals}"]
        lines += [f"  {one}" for one in self.items[:PRINTED]]
        left = len(self) - PRINTED
        lines += [f"  … and {left} more; to_frame() has all"] if left > 0 else []
        lines += [f"  {self.reason}"] if self.reason else []
        return "\n".join([*lines, DISCLAIMER])


def interventions(
    G: Graph | Readable,
    goals: Mapping[str, int],
    *,
    candidates: Literal["drugs", "targets"] | Collection[str] | Mapping[str, int] = "drugs",
    max_size: int = 2,
    limit: int | None = 50,
    samples: int = SAMPLES,
    seed: int = 0,
    min_share: float = 0.5,
) -> Interventions:
    """Sets of interventions that move every goal the wanted way.

    Every set of up to `max_size` candidates is tried by the model of `what_if`, on the same
    sampled networks, and held back where clinical findings speak against it, as `what_if` does.

    Parameters
    ----------
    G
        A graph or an open store.
    goals
        Any name of an entity -> +1 (more of it is wanted) or -1 (less of it).
    candidates
        `drugs`: every drug and procedure with a mechanism, each given. `targets`: what these
        act on, each moved the way they move it. A list of names: drugs and procedures given,
        anything else blocked. A mapping of names to levels.
    max_size
        The largest set, 1 to 3.
    limit
        How many sets are returned, best first; None for all.
    samples, seed, min_share
        As in `what_if`.

    Returns
    -------
    Interventions
        Ranked by the smallest share over all goals, smaller sets first among equals.

    Raises
    ------
    InvalidQuestion
        For goals that are empty or cannot be reached by any candidate, or too many sets.
    UnknownEntity, AmbiguousEntity
        For a name that the graph does not know.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.sketch("drug -| JAK1; JAK1 -| growth; other -> growth")
    >>> found = fg.interventions(G, {"growth": +1}, candidates={"drug": 1, "other": 1}, max_size=1)
    >>> sorted(one.labels for one in found)
    [('raising drug',), ('raising other',)]
    """
    view = reader(G)
    check_numbers(samples, min_share, seed)
    whole_number("max_size", max_size, 1, 3)
    if limit is not None:
        whole_number("limit", limit, 1, none="for all")
    wanted = named_levels(view, goals, what="goals")
    index, network = networks_of(view, samples=samples, seed=seed)
    outside = [view.label(node) for node in wanted if node not in network.position]
    if outside:
        raise InvalidQuestion(
            f"no candidate can reach {', '.join(outside)}: no signed edge of the mechanism layer "
            "leads there",
            argument="goals",
            value=goals,
            remedy="choose goals that have one",
        )
    chosen = _candidates(view, index, network, candidates)
    for node in wanted:
        chosen.pop(node, None)
    acting = {node: acting_entities(index, network, node) for node in chosen}
    names = sorted(node for node, entities in acting.items() if entities)
    if not names:
        raise InvalidQuestion(
            "the graph has no candidate with a mechanism beside the goals",
            argument="candidates",
            value=candidates,
            remedy="give candidates=[…], names of entities to try",
        )
    sets = [
        members
        for size in range(1, min(max_size, len(names)) + 1)
        for members in combinations(names, size)
    ]
    if len(sets) > MOST_SETS:
        raise InvalidQuestion(
            f"{len(names)} candidates make {len(sets)} sets",
            argument="max_size",
            value=max_size,
            remedy="name fewer candidates or give a smaller max_size",
        )
    tried = _shares_of_sets(network, chosen, acting, names, wanted, max_size)
    good = []
    for members, found, other in tried:
        share = float(found.min())
        pairs = zip(found.tolist(), other.tolist(), strict=True)
        if all(speaks(one, against, min_share) for one, against in pairs):
            good.append((members, share, found))
    good.sort(key=lambda one: (-round(one[1], 9), len(one[0]), one[0]))
    items: list[Intervention] = []
    for members, share, found in good:
        if limit is not None and len(items) >= limit:
            break
        levels = {node: chosen[node] for node in members}
        if _conflict(view, index, network, levels):
            continue
        held = levels | {one: chosen[node] for node in members for one in acting[node]}
        if any(objection(index, network, held, goal)[0] for goal in wanted):
            continue
        shares = dict(zip(wanted, found.tolist(), strict=True))
        items.append(_described(view, index, network, levels, share, shares))
    reason = "" if items else "no set moves every goal; ask what_if for one candidate to see why"
    labels = tuple((view.label(node), sign) for node, sign in wanted.items())
    return Interventions(labels, tuple(items), len(sets), reason)


def _candidates(
    view: Readable,
    index: Index,
    network: Network,
    candidates: str | Collection[str] | Mapping[str, int],
) -> dict[str, int]:
    given = {node: 1 for node, kind in network.kinds.items() if kind in GIVEN - {"drug_class"}}
    if candidates == "drugs":
        return given
    if candidates == "targets":
        found: dict[str, int] = {}
        for drug in sorted(given):
            outs = np.array([index.number[drug]], np.int64)
            for edge in map(index.edge, index.around(outs, outs[:0]).tolist()):
                if edge.layer == DEFAULT_LAYER and edge.sign and edge.v not in given:
                    found.setdefault(edge.v, edge.sign)
        return found
    if isinstance(candidates, Mapping):
        return named_levels(view, candidates, what="candidates")
    names = listed(candidates)
    if not names:
        raise InvalidQuestion(
            "candidates is empty",
            argument="candidates",
            value=candidates,
            remedy="use 'drugs', 'targets' or names of entities",
        )
    nodes = [view.resolve(name) for name in names]
    return {node: 1 if network.kinds.get(node) in GIVEN else -1 for node in nodes}


def _shares_of_sets(
    network: Network,
    levels: Mapping[str, int],
    acting: Mapping[str, Sequence[str]],
    names: list[str],
    wanted: Mapping[str, int],
    max_size: int,
) -> Iterator[tuple[tuple[str, ...], Floats, Floats]]:
    """For every set, the shares of networks in which each goal moves as wanted, and otherwise.

    Clamping a set is exact: its pushes solve a small linear system per network.
    """
    entities = sorted({one for name in names for one in acting[name]})
    place_of = {entity: number for number, entity in enumerate(entities)}
    places = [network.position[entity] for entity in entities]
    goals = [network.position[goal] for goal in wanted]
    signs = np.array(list(wanted.values()), np.float64)
    rows = np.array([*places, *goals])
    columns = np.stack([network.column(place)[:, rows] for place in places], axis=-1)
    among, onto = columns[:, : len(places)].astype(np.float64), columns[:, len(places) :]
    for size in range(1, min(max_size, len(names)) + 1):
        for members in combinations(names, size):
            held: dict[str, int] = {}
            for name in members:
                for entity in acting[name]:
                    held.setdefault(entity, levels[name])
            some = [place_of[entity] for entity in held]
            aim = np.array(list(held.values()), np.float64)[:, None]
            aim = np.broadcast_to(aim, (network.samples, len(some), 1))
            pushes = np.linalg.solve(among[:, some][:, :, some], aim)
            moved = (onto[:, :, some] @ pushes)[..., 0] * signs
            yield (members, *shares(moved))


def _conflict(view: Readable, index: Index, network: Network, levels: Mapping[str, int]) -> bool:
    try:
        check_conflicts(view, index, network, levels)
    except InvalidQuestion:
        return True
    return False


def _described(
    view: Readable,
    index: Index,
    network: Network,
    levels: Mapping[str, int],
    share: float,
    shares: Mapping[str, float],
) -> Intervention:
    """One set with its clinical evidence, disputes and cautions."""
    evidence: list[EdgeId] = []
    disputes: list[EdgeId] = []
    graded: list[str | None] = []
    for node in levels:
        favourable: list[int] = []
        outs = np.array([index.number[node]], np.int64)
        numbers = index.around(outs, outs[:0]).tolist()
        edges = list(map(index.edge, numbers))
        ends = sorted({edge.v for edge in edges})
        nodes = view.subgraph(ends, max_hops=0).nodes if ends else {}
        outcomes = {e for e in ends if nodes[e].get("kind") == "disease" or e in READ_OUTS}
        for number, edge in zip(numbers, edges, strict=True):
            if edge.v not in outcomes:
                continue
            if edge.key in STANCE_OF_NULL:
                disputes.append((edge.u, edge.v, edge.key))
            elif edge.layer == CLINICAL[0] and edge.sign < 0:
                evidence.append((edge.u, edge.v, edge.key))
                favourable.append(number)
        pieces = index.evidence(favourable, view)
        graded.append(best_grade(piece for some in pieces.values() for piece in some))
    known_grades = [one for one in graded if one is not None]
    order = list(grades())
    weakest = (
        max(known_grades, key=lambda one: order.index(one) if one in order else len(order))
        if len(known_grades) == len(graded)
        else None
    )
    rows = [row for (name, _), some in therapies().items() if name in levels for row in some]
    cautions = dict.fromkeys(caution for row in rows for caution in row.cautions)
    known = view.labels(one for one in cautions if one in index.number)
    return Intervention(
        tuple(sorted(levels.items())),
        tuple(action(view.label(n), network.kinds.get(n), level) for n, level in levels.items()),
        share,
        tuple((view.label(goal), float(one)) for goal, one in shares.items()),
        tuple(evidence),
        tuple(disputes),
        tuple(known.get(one, one.replace("_", " ")) for one in cautions),
        weakest,
    )
