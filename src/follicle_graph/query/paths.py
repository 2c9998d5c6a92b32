"""Signed simple paths between entities."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain
from typing import Literal, NamedTuple

import numpy as np

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import number_between
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import some_of
from follicle_graph.model.vocabulary import LAYERS, grades
from follicle_graph.query.classes import members
from follicle_graph.query.engine.answer import (
    AllSearches,
    PathBuilder,
    SearchResult,
    TracksEdges,
    best_paths,
    joined,
    search_up_to_date,
)
from follicle_graph.query.engine.bidirectional import BidirectionalSearch, suits
from follicle_graph.query.engine.graph_reader import of_one_content, reader, resolve_all
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import ANY, BIT, EdgeFilter
from follicle_graph.query.engine.path_list import Paths
from follicle_graph.query.engine.path_question import (
    BUDGET,
    Budget,
    Question,
    check_bounds,
    check_layers,
    check_sign,
)
from follicle_graph.query.engine.vectorised import VectorisedSearch
from follicle_graph.query.why_empty import why_no_path
from follicle_graph.tools.calls import spell


@of_one_content
def paths(
    G: Graph | Readable,
    source: str | Collection[str],
    target: str | Collection[str],
    *,
    max_hops: int = 6,
    limit: int | None = 100,
    via: Collection[str] = (),
    avoid: Collection[str] = (),
    layers: Collection[str] | None = (LAYERS[0],),
    sign: Literal[1, 0, -1] | None = None,
    shortcuts: bool = True,
    unsigned: bool = False,
    predicates: Collection[str] | None = None,
    min_support: float = 0.0,
    grades: Collection[str] | None = None,
    without_grades: Collection[str] = (),
) -> Paths:
    """Simple signed paths from source to target, best first.

    Order: fewest hops, paths without shortcuts first, strongest weakest step, ids. There is one
    path per sequence of entities and sign; other combinations of parallel edges are its
    `alternatives`. Several sources or targets share one ranking and one `limit`. A class of drugs
    as source also starts at its members. An empty answer says why it is empty (`why`).

    Parameters
    ----------
    G
        A graph or an open store.
    source, target
        One name or several.
    max_hops
        Most steps of a path, at least 1.
    limit
        Most paths in the answer; None for all.
    via
        Names that every path passes, in any order.
    avoid
        Names that no path passes.
    layers
        Layers whose edges are steps; None for all.
    sign
        Only paths of this sign: 1, -1 or 0; None for any.
    shortcuts
        False leaves out edges that are marked `indirect`.
    unsigned
        True also takes edges of sign 0; null and disputed findings are never steps.
    predicates
        Only edges with these predicates. Marker edges (`has_increased_marker`, `is_a`, …) carry
        no effect and are steps only when they are named here.
    min_support
        Least support of each step, from 0 to 1.
    grades
        Each step needs supporting evidence of one of these grades.
    without_grades
        Each step needs supporting evidence of another grade than these.

    Returns
    -------
    Paths
        The paths. `truncated` with `reason` "limit": there are, or may be, more. With "budget":
        the search stopped after twenty million partial paths; the longest ones are incomplete.

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
    >>> G = fg.load()
    >>> print(fg.paths(G, "IL-4", "IgE", shortcuts=False)[0])
    IL-4 → STAT6 → IgE   (+, support 0.10, 2 references)
    """
    view = reader(G)
    starts, ends = resolve_all(view, "source", source), resolve_all(view, "target", target)
    passed = resolve_all(view, "via", via, may_be_empty=True)
    avoided = resolve_all(view, "avoid", avoid, may_be_empty=True)
    if set(starts) == set(ends) and len(starts) == 1:
        cycles = spell("loops", starts[0])  # empty for those who cannot ask it
        raise InvalidQuestion(
            f"source and target are both {starts[0]!r}",
            argument="target",
            value=target,
            remedy="a path needs two ends" + (f"; for cycles try {cycles}" if cycles else ""),
        )
    clash = set(avoided) & {*starts, *ends, *passed}
    if clash:
        raise InvalidQuestion(
            f"{', '.join(sorted(clash))} cannot be in `avoid` and be passed or an end",
            argument="avoid",
            value=avoid,
            remedy="choose one",
        )
    check_sign(sign)
    steps = EdgeFilter(
        check_layers(layers),
        shortcuts=shortcuts,
        unsigned=unsigned,
        predicates=_names("predicates", predicates),
        min_support=number_between("min_support", min_support, 0, 1),
        grades=_grades("grades", grades),
        without_grades=_grades("without_grades", without_grades) or frozenset(),
    )

    def run(index: Index) -> tuple[_Answer, TracksEdges]:
        check_bounds(max_hops=max_hops, limit=limit, size=len(index.ids))
        classes = {start: members(view, index, start) for start in starts}
        begin = [*starts, *(one for group in classes.values() for one in group)]
        begin = [one for one in dict.fromkeys(begin) if one not in avoided]
        pairs = [(one, other) for one in begin for other in ends if one != other]
        closed = None
        if avoided:
            closed = np.zeros(len(index.ids), np.bool_)
            closed[[index.number[name] for name in avoided]] = True
        adjacency = index.adjacency(steps, view)
        searches = [
            _search(
                index,
                steps,
                Question(
                    adjacency,
                    index.number[start],
                    index.number[end],
                    ANY if sign is None else BIT[int(sign)],
                    closed,
                    tuple(index.number[name] for name in passed if name not in (start, end)),
                ),
                Budget(BUDGET // len(pairs)),
                max_hops=max_hops,
                limit=limit,
            )
            for start, end in pairs
        ]
        found, search = joined(index, searches, limit)
        return _Answer(found, {name: group for name, group in classes.items() if group}), search

    index, answer = search_up_to_date(view, run)
    found = answer.found
    empty = not found.levels and found.reason is None
    return Paths(
        starts,
        ends,
        found.reason is not None,
        found.reason,
        found.levels,
        PathBuilder(view, index, index.adjacency(steps, view), found.levels),
        end_labels=view.labels([*starts, *ends, *chain.from_iterable(answer.classes.values())]),
        classes=answer.classes,
        why=why_no_path(
            view,
            index,
            starts,
            ends,
            steps,
            max_hops=max_hops,
            via=passed,
            avoid=avoided,
            sign=sign,
            members=tuple(chain.from_iterable(answer.classes.values())),
        )
        if empty
        else "",
    )


class _Answer(NamedTuple):
    """What was found, and the members of each class among the sources."""

    found: SearchResult
    classes: dict[str, tuple[str, ...]]


def _search(
    index: Index,
    steps: EdgeFilter,
    question: Question,
    budget: Budget,
    *,
    max_hops: int,
    limit: int | None,
) -> tuple[SearchResult, TracksEdges]:
    """The paths between two entities, by the search that suits the question."""
    if limit is None or not suits(question, limit=limit, max_hops=max_hops):
        search = VectorisedSearch(question, budget)
        return best_paths(index, steps, search, max_hops=max_hops, limit=limit), search
    bidirectional = BidirectionalSearch(index, question)
    few, resume_at = bidirectional.best(max_hops, limit)
    if resume_at is None:
        return few, bidirectional
    rest = VectorisedSearch(question, budget, first=resume_at)
    both = AllSearches((bidirectional, rest))
    known = few.levels
    return best_paths(index, steps, rest, max_hops=max_hops, limit=limit, known=known), both


def _names(argument: str, values: Collection[str] | None) -> frozenset[str] | None:
    if values is None:
        return None
    listed = (values,) if isinstance(values, str) else tuple(values)
    if not listed or not all(isinstance(value, str) for value in listed):
        raise InvalidQuestion(
            argument=argument, value=values, remedy="use one or more strings, None for all"
        )
    return frozenset(listed)


def _grades(argument: str, values: Collection[str] | None) -> frozenset[str] | None:
    chosen = some_of(argument, values, tuple(grades()))
    return None if chosen is None else frozenset(chosen)
