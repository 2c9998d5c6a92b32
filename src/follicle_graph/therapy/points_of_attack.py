"""Where a treatment strikes: the nearest signed route from it to an axis."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from follicle_graph.model.vocabulary import grades
from follicle_graph.therapy.phrases import label
from follicle_graph.therapy.tables import Therapy
from follicle_graph.therapy.withdrawals import Backed, Ground

REACH = 3
"""Hops from a treatment to an axis beyond which a route says too little."""

Triple = tuple[str, str, str]
Aim = Mapping[str, int]
_TABLE = "curator inference"
"""Grade of a first step that only the treatments table names."""

_ARROW = {1: "→", -1: "⊣"}


@dataclass(frozen=True, slots=True)
class Strike:
    """A treatment against one axis by its nearest signed route.

    `effect`: `opposes`, `feeds`, or `mixed` when the nearest routes of both signs are equally
    long; `path`: the graph's edges of the route; `target`: where it strikes first; `grade`:
    of the weakest step by its best evidence.
    """

    axis: str
    effect: Literal["opposes", "feeds", "mixed"]
    hops: int
    target: str
    path: tuple[Triple, ...]
    text: str
    references: tuple[str, ...]
    grade: str


def _weight(grade: str) -> float:
    return grades().get(grade, 0.0)


class _Step(NamedTuple):
    hops: int
    by: Backed | None


class Attack:
    """The nearest signed routes of one ground to every axis, found backwards from the axes.

    A state (node, s) means: raising the node moves the axis by s. Each axis is searched once,
    breadth first over the signed edges of the mechanism layer, at most `REACH` hops.
    """

    def __init__(self, ground: Ground, aims: Mapping[str, Aim]) -> None:
        self._ground = ground
        self._aims = aims
        self._steps = {axis: self._back(aim) for axis, aim in aims.items()}

    def _back(self, aim: Aim) -> dict[tuple[str, int], _Step]:
        steps = {(node, sign): _Step(0, None) for node, sign in aim.items()}
        queue = deque(steps)
        while queue:
            node, effect = queue.popleft()
            hops = steps[node, effect].hops
            if hops == REACH:
                continue
            for backed in self._ground.entering.get(node, ()):
                edge = backed.edge
                state = (edge.u, effect * edge.sign)
                if edge.sign and edge.layer == "mechanism" and state not in steps:
                    steps[state] = _Step(hops + 1, backed)
                    queue.append(state)
        return steps

    def of(self, treatment: str, rows: Iterable[Therapy]) -> tuple[Strike, ...]:
        """The strikes of one treatment, axis by axis.

        Its first steps are its own edges, and the targets that its rows of the treatments table
        name where the graph has no edge for them.
        """
        targets = {
            target: (sign, self._ground.standing(row.references))
            for row in rows
            if not row.references or self._ground.standing(row.references)
            for target, sign in row.targets
        }
        found = []
        for axis, steps in self._steps.items():
            routes = {sign: self._route(steps, treatment, targets, sign) for sign in (1, -1)}
            raising, lowering = routes[1], routes[-1]
            nearest = min((r for r in routes.values() if r), key=lambda r: r.hops, default=None)
            if nearest is None:
                continue
            if raising and lowering and raising.hops == lowering.hops:
                references = tuple(sorted({*raising.references, *lowering.references}))
                found.append(self._strike(axis, "mixed", lowering, references))
            else:
                effect: Literal["opposes", "feeds"] = "opposes" if nearest is lowering else "feeds"
                found.append(self._strike(axis, effect, nearest, nearest.references))
        return tuple(found)

    def feeds_directly(self, treatment: str, axis: str) -> tuple[Backed, ...]:
        """Edges by which the treatment itself was seen to raise the axis."""
        aim = self._aims[axis]
        return tuple(
            backed
            for backed in self._ground.leaving.get(treatment, ())
            if backed.edge.layer == "mechanism" and backed.edge.sign * aim.get(backed.edge.v, 0) > 0
        )

    def _strike(
        self,
        axis: str,
        effect: Literal["opposes", "feeds", "mixed"],
        route: _Route,
        references: tuple[str, ...],
    ) -> Strike:
        return Strike(
            axis, effect, route.hops, route.target, route.path, route.text, references, route.grade
        )

    def _route(
        self,
        steps: Mapping[tuple[str, int], _Step],
        treatment: str,
        targets: Mapping[str, tuple[int, tuple[str, ...]]],
        effect: int,
    ) -> _Route | None:
        own = steps.get((treatment, effect))
        best: tuple[int, str] | None = None
        for target, (sign, _) in sorted(targets.items()):
            step = steps.get((target, effect * sign))
            if step is not None and step.hops < REACH and (best is None or step.hops + 1 < best[0]):
                best = (step.hops + 1, target)
        if own is not None and (best is None or own.hops <= best[0]):
            return self._follow(steps, treatment, effect, [], treatment)
        if best is None:
            return None
        sign, references = targets[best[1]]
        start = [(treatment, sign, best[1], references)]
        return self._follow(steps, best[1], effect * sign, start, treatment)

    def _follow(
        self,
        steps: Mapping[tuple[str, int], _Step],
        node: str,
        effect: int,
        walked: list[tuple[str, int, str, tuple[str, ...]]],
        treatment: str,
    ) -> _Route:
        path: list[Triple] = []
        best = [_TABLE] if walked else []
        state = (node, effect)
        while (backed := steps[state].by) is not None:
            edge = backed.edge
            walked.append((edge.u, edge.sign, edge.v, backed.references))
            path.append((edge.u, edge.v, edge.key))
            best.append(max((piece.grade for piece in backed.evidence), key=_weight))
            state = (edge.v, state[1] * edge.sign)
        text = label(treatment) + "".join(f" {_ARROW[s]} {label(v)}" for _, s, v, _ in walked)
        references = tuple(sorted({one for *_, many in walked for one in many}))
        weakest = min(best, key=_weight)
        return _Route(len(walked), walked[0][2], tuple(path), text, references, weakest)


class _Route(NamedTuple):
    hops: int
    target: str
    path: tuple[Triple, ...]
    text: str
    references: tuple[str, ...]
    grade: str
