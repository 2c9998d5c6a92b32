"""Why an answer is empty, in one line that names the call to try next."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from follicle_graph.model.facts import Edge, Readable
from follicle_graph.model.vocabulary import LAYERS, MARKERS, STANCE_OF_NULL
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import EdgeFilter
from follicle_graph.query.engine.path import plural, shown
from follicle_graph.query.engine.path_question import FAR, distances
from follicle_graph.tools.calls import spell


def why_no_path(
    view: Readable,
    index: Index,
    starts: Sequence[str],
    ends: Sequence[str],
    steps: EdgeFilter,
    *,
    max_hops: int,
    via: Collection[str] = (),
    avoid: Collection[str] = (),
    sign: int | None = None,
    members: Sequence[str] = (),
) -> str:
    """The reason why `paths` found nothing, and what to ask instead.

    `members`: where else paths begin, because a source is a class of drugs. In this order: layers
    that are none; an end without relations; direct edges that are no steps; filters that exclude
    every path; routes that are longer; edges in the other direction, markers aside; routes in other
    layers; markers in the other direction; routes in the other direction.
    """
    if steps.layers == ():
        return "`layers` is empty, so no edge is a step; use layers=None for all layers"
    names = {node: shown(label) for node, label in view.labels({*starts, *ends}).items()}
    one, other = [names[node] for node in starts], [names[node] for node in ends]
    for node in (*starts, *ends):
        if not index.degree(node) and len(starts) == len(ends) == 1:
            return f"{names[node]} has no relations yet"
    plain, begin = EdgeFilter(steps.layers), (*starts, *members)
    direct = [edge for u in starts for v in ends for edge in index.edges_between(u, v)]
    if direct and not any(_usable(edge, plain) for edge in direct):
        return _direct(direct, steps, one, other)
    hops = _hops(index, plain, begin, ends)
    if hops <= max_hops:
        used = _filters(steps, via, avoid, sign)
        return f"a route of {plural(hops, 'hop')} exists without {used}; drop or loosen it"
    if hops < FAR:
        longer = spell("paths", one, other, max_hops=hops)
        return f"the shortest route has {plural(hops, 'hop')}; try {longer}"
    back = [edge for u in starts for v in ends for edge in index.edges_between(v, u)]
    turned = f"edges lead the other way only: {_listed(back)}; try {spell('evidence', other, one)}"
    if any(edge.key not in MARKERS for edge in back):
        return turned
    if steps.layers is not None:
        hops = _hops(index, EdgeFilter(None), begin, ends)
        if hops < FAR:
            deep = {"max_hops": hops} if hops > max_hops else {}
            return (
                f"the {_layers(steps.layers)} does not connect them, all layers together do in "
                f"{plural(hops, 'hop')}; try {spell('paths', one, other, layers=None, **deep)}"
            )
    if back:
        return turned
    if _hops(index, plain, ends, starts) < FAR:
        return f"routes lead the other way only; try {spell('paths', other, one)}"
    both = " and ".join(spell("about", name) for name in (one, other))
    return f"nothing leads from one to the other; try {both}"


def why_no_evidence(view: Readable, index: Index, subjects: Sequence[str]) -> str:
    """The reason why entities have no evidence, and what to ask instead."""
    names = [shown(label) for label in view.labels(subjects).values()]
    bare = [name for node, name in zip(subjects, names, strict=True) if not index.degree(node)]
    if len(bare) == len(names):
        verb = "has" if len(bare) == 1 else "have"
        return f"{', '.join(bare)} {verb} no relations yet"
    return "its edges have no evidence (statements of one's own and sketches need none)"


def why_no_pair(view: Readable, index: Index, u: str, v: str) -> str:
    """The reason why no evidence leads from one entity to another, and what to ask instead."""
    one, other = (shown(view.label(node)) for node in (u, v))
    for node, name in ((u, one), (v, other)):
        if not index.degree(node):
            return f"{name} has no relations yet"
    if index.between(u, v):
        return "the edges between them have no evidence"
    if index.between(v, u):
        return f"edges lead the other way only; try {spell('evidence', other, one)}"
    hops = _hops(index, EdgeFilter(None), [u], [v])
    if hops < FAR:
        return (
            f"no edge joins them directly; routes of {plural(hops, 'hop')} do: try "
            f"{spell('paths', one, other, layers=None)}"
        )
    both = " and ".join(spell("evidence", name) for name in (one, other))
    return f"no edge joins them; try {both}"


def _listed(edges: Sequence[Edge]) -> str:
    """The predicates of edges with their layers, each once."""
    return ", ".join(dict.fromkeys(f"{edge.key} ({edge.layer} layer)" for edge in edges))


def _usable(edge: Edge, steps: EdgeFilter) -> bool:
    return (
        bool(edge.sign)
        and edge.key not in MARKERS
        and (steps.layers is None or edge.layer in steps.layers)
    )


def _direct(
    edges: Sequence[Edge], steps: EdgeFilter, one: Sequence[str], other: Sequence[str]
) -> str:
    """What the direct edges are, when none of them is a step of the question."""
    listed = _listed(edges)
    elsewhere = {edge.layer for edge in edges if _usable(edge, EdgeFilter(None))}
    if elsewhere:
        layers = [name for name in LAYERS if name in elsewhere | set(steps.layers or ())]
        return f"they are joined by {listed}; try {spell('paths', one, other, layers=layers)}"
    evidence = spell("evidence", one, other)
    if all(edge.key in MARKERS for edge in edges):
        return f"they are joined by {listed}, which carries no effect; try {evidence}"
    null = all(edge.key in STANCE_OF_NULL for edge in edges)
    what = "which finds no effect" if null else "which has no sign"
    return f"they are joined by {listed}, {what}; try {evidence}"


def _hops(index: Index, steps: EdgeFilter, starts: Sequence[str], ends: Sequence[str]) -> int:
    """Fewest hops from any start to any other end; FAR when there is no walk."""
    adjacency = index.adjacency(steps)
    best = FAR
    for end in ends:
        hops = distances(adjacency, index.number[end])
        others = [index.number[start] for start in starts if start != end]
        best = min(best, int(np.min(hops[others], initial=FAR)))
    return best


def _layers(layers: Sequence[str]) -> str:
    return f"{', '.join(layers)} layer{'s' if len(layers) > 1 else ''}"


def _filters(
    steps: EdgeFilter, via: Collection[str], avoid: Collection[str], sign: int | None
) -> str:
    """The arguments of the question that leave paths out."""
    used = {
        "via": via,
        "avoid": avoid,
        "sign": sign is not None,
        "shortcuts=False": not steps.shortcuts,
        "predicates": steps.predicates,
        "min_support": steps.min_support,
        "grades": steps.grades is not None,
        "without_grades": steps.without_grades,
    }
    return ", ".join(name for name, value in used.items() if value) or "the filters"
