"""The nearest signed route from a treatment to each axis."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal, NamedTuple

from follicle_graph.model.facts import Edge
from follicle_graph.model.vocabulary import grades
from follicle_graph.therapy.evidence_base import EvidenceBase, SupportedEdge
from follicle_graph.therapy.treatment_tables import Therapy, axes, classes_of, therapies
from follicle_graph.therapy.wording import label

MAX_HOPS = 3
"""The longest route from a treatment to an axis that counts."""

Triple = tuple[str, str, str]
AxisNodes = Mapping[str, int]
"""Node -> +1 if raising the node raises the axis, -1 if it lowers the axis."""

_TABLE_GRADE = "curator inference"
"""Grade of a first step that only the treatments table names."""

_ARROW = {1: "→", -1: "⊣"}


@dataclass(frozen=True, slots=True)
class AxisEffect:
    """What a treatment does to one axis by its nearest signed route.

    Parameters
    ----------
    axis
        Name of the axis.
    effect
        `opposes` (lowers the axis), `raises`, or `mixed` when the nearest routes of both signs
        are equally long.
    hops
        Number of steps of the route.
    target
        The first entity that the treatment acts on.
    path
        The edges of the route that the graph has.
    text
        The route in one line, with arrows.
    references
        The papers of its steps.
    grade
        The best grade of its weakest step.
    """

    axis: str
    effect: Literal["opposes", "raises", "mixed"]
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
    by: SupportedEdge | None


class _Start(NamedTuple):
    """Where a route begins, after the first step that only the table names, if any."""

    hops: int
    node: str
    effect: int
    walked: tuple[tuple[str, int, str, tuple[str, ...]], ...]


class _Route(NamedTuple):
    hops: int
    target: str
    path: tuple[Triple, ...]
    text: str
    references: tuple[str, ...]
    grade: str


class NearestRoutes:
    """The nearest signed routes to every axis, searched backwards from the axes.

    A state (node, s) means: raising the node moves the axis by s. Each axis is searched once,
    breadth first, along the signed edges of the mechanism layer, at most `MAX_HOPS` steps.

    Parameters
    ----------
    base
        The evidence to search.
    axes
        Axis -> its nodes.
    """

    def __init__(self, base: EvidenceBase, axes: Mapping[str, AxisNodes]) -> None:
        self._base = base
        self._axes = axes
        self._steps = {axis: self._search_back(nodes) for axis, nodes in axes.items()}
        self._on_axes: dict[tuple[str, str], tuple[AxisEffect, ...]] = {}

    def on(self, base: EvidenceBase, changed: Collection[Edge]) -> NearestRoutes:
        """The routes in an evidence base that lacks some evidence of these edges.

        An axis whose routes use none of them keeps its routes.
        """
        other = copy(self)
        other._base = base
        other._on_axes = {}
        other._steps = {
            axis: other._search_back(self._axes[axis])
            if any(one.by is not None and one.by.edge in changed for one in steps.values())
            else steps
            for axis, steps in self._steps.items()
        }
        return other

    def _search_back(self, nodes: AxisNodes) -> dict[tuple[str, int], _Step]:
        steps = {(node, sign): _Step(0, None) for node, sign in nodes.items()}
        queue = deque(steps)
        while queue:
            node, effect = queue.popleft()
            hops = steps[node, effect].hops
            if hops == MAX_HOPS:
                continue
            for supported in self._base.entering.get(node, ()):
                edge = supported.edge
                state = (edge.u, effect * edge.sign)
                if edge.sign and edge.layer == "mechanism" and state not in steps:
                    steps[state] = _Step(hops + 1, supported)
                    queue.append(state)
        return steps

    def on_axes(self, treatment: str, route: str) -> tuple[AxisEffect, ...]:
        """What a treatment does to each axis; where it reaches none itself, as its class does."""
        found = self._on_axes.get((treatment, route))
        if found is None:
            own = self.of(treatment, (*_rows(treatment, route), *_of_members(treatment, route)))
            reached = {one.axis for one in own}
            wider = [row for name in classes_of().get(treatment, ()) for row in _rows(name, route)]
            shared = self.of(treatment, wider) if wider else ()
            found = (*own, *(one for one in shared if one.axis not in reached))
            self._on_axes[treatment, route] = found
        return found

    def of(self, treatment: str, rows: Iterable[Therapy]) -> tuple[AxisEffect, ...]:
        """What one treatment does to each axis that it reaches.

        Parameters
        ----------
        treatment
            Id of the treatment.
        rows
            Rows of the treatments table. A target that they name is a first step too, where the
            graph has no edge for it.
        """
        targets = {
            target: (sign, self._base.available(row.references))
            for row in rows
            if not row.references or self._base.available(row.references)
            for target, sign in row.targets
        }
        named = sorted(targets.items())
        found = []
        for axis, steps in self._steps.items():
            raising = self._nearest(steps, treatment, named, 1)
            lowering = self._nearest(steps, treatment, named, -1)
            if raising is None and lowering is None:
                continue
            if raising and lowering and raising.hops == lowering.hops:
                up, down = (self._follow(steps, treatment, one) for one in (raising, lowering))
                references = tuple(sorted({*up.references, *down.references}))
                found.append(_effect(axis, "mixed", down, references))
            elif lowering and not (raising and raising.hops < lowering.hops):
                route = self._follow(steps, treatment, lowering)
                found.append(_effect(axis, "opposes", route, route.references))
            elif raising:
                route = self._follow(steps, treatment, raising)
                found.append(_effect(axis, "raises", route, route.references))
        return tuple(found)

    def raises_directly(self, treatment: str, axis: str) -> tuple[SupportedEdge, ...]:
        """Edges that say, in one step, that the treatment raises the axis."""
        nodes = self._axes[axis]
        return tuple(
            supported
            for supported in self._base.leaving.get(treatment, ())
            if supported.edge.layer == "mechanism"
            and supported.edge.sign * nodes.get(supported.edge.v, 0) > 0
        )

    def _nearest(
        self,
        steps: Mapping[tuple[str, int], _Step],
        treatment: str,
        targets: Sequence[tuple[str, tuple[int, tuple[str, ...]]]],
        effect: int,
    ) -> _Start | None:
        """How the shortest route of one sign starts; one of the graph before one of the table."""
        own = steps.get((treatment, effect))
        best = None if own is None else _Start(own.hops, treatment, effect, ())
        for target, (sign, references) in targets:
            step = steps.get((target, effect * sign))
            if step is not None and step.hops < min(MAX_HOPS, best.hops - 1 if best else MAX_HOPS):
                first = (treatment, sign, target, references)
                best = _Start(step.hops + 1, target, effect * sign, (first,))
        return best

    def _follow(
        self, steps: Mapping[tuple[str, int], _Step], treatment: str, start: _Start
    ) -> _Route:
        walked = [*start.walked]
        path: list[Triple] = []
        best = [_TABLE_GRADE] if walked else []
        state = (start.node, start.effect)
        while (supported := steps[state].by) is not None:
            edge = supported.edge
            walked.append((edge.u, edge.sign, edge.v, supported.references))
            path.append((edge.u, edge.v, edge.key))
            best.append(max((piece.grade for piece in supported.evidence), key=_weight))
            state = (edge.v, state[1] * edge.sign)
        text = label(treatment) + "".join(f" {_ARROW[s]} {label(v)}" for _, s, v, _ in walked)
        references = tuple(sorted({one for *_, papers in walked for one in papers}))
        return _Route(
            len(walked), walked[0][2], tuple(path), text, references, min(best, key=_weight)
        )


def routes_to_axes(base: EvidenceBase) -> NearestRoutes:
    """The routes to the axes of the tables, the same for every profile; kept with their base."""
    if base.routes is None:
        base.routes = NearestRoutes(base, axes())
    found: NearestRoutes = base.routes
    return found


def _rows(treatment: str, route: str) -> tuple[Therapy, ...]:
    return therapies().get((treatment, route), ())


def _of_members(treatment: str, route: str) -> Iterable[Therapy]:
    """Rows of the members of a class that are given by the same route."""
    for member, classes in classes_of().items():
        if treatment in classes:
            yield from _rows(member, route)


def _effect(
    axis: str,
    effect: Literal["opposes", "raises", "mixed"],
    route: _Route,
    references: tuple[str, ...],
) -> AxisEffect:
    return AxisEffect(
        axis, effect, route.hops, route.target, route.path, route.text, references, route.grade
    )
