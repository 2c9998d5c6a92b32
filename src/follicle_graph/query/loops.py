"""Feedback loops: simple signed cycles, and the core where they live."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import LAYERS
from follicle_graph.query.engine.answer import (
    PathBuilder,
    SearchResult,
    TracksEdges,
    best_paths,
    search_up_to_date,
)
from follicle_graph.query.engine.graph_reader import of_one_content, reader, resolved
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.links import (
    ANY,
    BIT,
    Adjacency,
    EdgeFilter,
    Ints,
    spans,
)
from follicle_graph.query.engine.path import SIGNS, plural
from follicle_graph.query.engine.path_list import Paths
from follicle_graph.query.engine.path_question import (
    BUDGET,
    Budget,
    Question,
    check_bounds,
    check_layers,
    check_sign,
)
from follicle_graph.query.engine.vectorised import PER_HOP, VectorisedSearch

MOST_AT_ONCE = 4_000_000
"""Partial loops that the search of a whole graph holds at once."""


@dataclass(frozen=True, eq=False, repr=False)
class Loops(Paths):
    """Feedback loops, best first: each a `Path` whose first and last node are the same.

    Sign +1 keeps itself going, −1 damps itself. It has all that `Paths` has.

    Attributes
    ----------
    through
        The id of the entity that every loop passes, or None.
    core
        The groups of entities that all act on each other through some steps (strongly connected),
        largest first; every loop lies inside one.
    truncated, reason
        As in `Paths`.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.loops(fg.sketch("a -> b -| a"))
    >>> found[0].sign, found.core
    (-1, (('a', 'b'),))
    """

    through: str | None = None
    core: tuple[tuple[str, ...], ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Loops):
            return NotImplemented
        return super().__eq__(other) and (self.through, self.core) == (other.through, other.core)

    __hash__ = Paths.__hash__

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """How many loops of each sign there are, in one line."""
        where = f" through {self._listed([self.through])}" if self.through else ""
        signs = ", ".join(
            f"{count} {SIGNS[sign]}" for sign in (1, -1, 0) if (count := len(self.of_sign(sign)))
        )
        more = f" (more may exist: {self.reason})" if self.truncated else ""
        return f"{plural(len(self), 'feedback loop')}{where}{f': {signs}' if signs else ''}{more}"


@of_one_content
def loops(
    G: Graph | Readable,
    through: str | None = None,
    *,
    max_hops: int = 6,
    limit: int | None = 100,
    layers: Collection[str] | None = (LAYERS[0],),
    sign: Literal[1, 0, -1] | None = None,
    shortcuts: bool = True,
    unsigned: bool = False,
) -> Loops:
    """The simple signed cycles of at most `max_hops` steps, through one entity or anywhere.

    A loop through an entity starts and ends there; otherwise it starts at the first of its ids. An
    edge from an entity to itself is a loop of one step. The order is that of `paths`.

    Parameters
    ----------
    G
        A graph or an open store.
    through
        Name of an entity that every loop passes; None for loops anywhere.
    max_hops, limit, layers, sign, shortcuts, unsigned
        As in `paths`.

    Returns
    -------
    Loops
        The loops. `core` lists the groups of entities that all act on each other (strongly
        connected components, Pearce 2005), computed for the whole graph.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        The name cannot be resolved.
    InvalidQuestion
        An argument is outside its values.
    InvalidGraph
        The graph breaks its contract.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.loops(fg.sketch("a -> b -| a; b -> c -> a"), through="b")
    >>> print(*found, sep="\\n")
    b ⊣ a → b   (−, support 0.00, 0 references)
    b → c → a → b   (+, support 0.00, 0 references)
    >>> found.core
    (('a', 'b', 'c'),)
    """
    view = reader(G)
    node = None if through is None else resolved(view, "through", through)
    steps = EdgeFilter(check_layers(layers), shortcuts=shortcuts, unsigned=unsigned, selfloops=True)
    check_sign(sign)
    wanted = ANY if sign is None else BIT[int(sign)]

    def run(index: Index) -> tuple[SearchResult, TracksEdges]:
        check_bounds(max_hops=max_hops, limit=limit, size=len(index.ids))
        search: VectorisedSearch | _Everywhere
        if node is None:
            search = _Everywhere(index, steps, wanted)
        else:
            number = index.number[node]
            question = Question(index.adjacency(steps), number, number, wanted)
            search = VectorisedSearch(question, Budget(BUDGET))
        return best_paths(index, steps, search, max_hops=max_hops, limit=limit), _AllEdges()

    index, found = search_up_to_date(view, run)
    return Loops(
        (node or "",),
        (node or "",),
        found.reason is not None,
        found.reason,
        found.levels,
        PathBuilder(view, index, index.adjacency(steps), found.levels),
        end_labels={} if node is None else view.labels([node]),
        through=node,
        core=core(index, index.adjacency(steps)),
    )


class _AllEdges:
    """The answer depends on every edge."""

    def used(self, index: Index) -> Ints | None:  # noqa: ARG002 - the Protocol's argument
        return None


def components(adjacency: Adjacency) -> Ints:
    """The number of the strongly connected component of each node."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    size = len(adjacency.out) - 1
    links = csr_array(
        (np.ones(len(adjacency.head), np.int8), adjacency.head, adjacency.out), (size, size)
    )
    labels: Ints = connected_components(links, connection="strong")[1]
    return labels


def core(index: Index, adjacency: Adjacency) -> tuple[tuple[str, ...], ...]:
    """The strongly connected groups that hold a cycle, largest first, then by name."""
    label = components(adjacency)
    several = np.bincount(label, minlength=1)[label] > 1 if len(label) else np.zeros(0, bool)
    several[adjacency.tail[adjacency.tail == adjacency.head]] = True
    groups: dict[int, list[str]] = {}
    for number in np.flatnonzero(several).tolist():
        groups.setdefault(int(label[number]), []).append(index.ids[number])
    return tuple(sorted(map(tuple, groups.values()), key=lambda group: (-len(group), group)))


class _Everywhere:
    """All simple cycles by number of hops, each starting at the first of its ids."""

    def __init__(self, index: Index, steps: EdgeFilter, wanted: int) -> None:
        adjacency = index.adjacency(steps)
        self.question = Question(adjacency, 0, 0, wanted)
        self.budget = Budget(BUDGET)

    def sequences(self, max_hops: int) -> Iterator[list[Ints]]:
        """The links of every simple cycle of 1, 2, … hops, rows in the order of their nodes."""
        adjacency = self.question.adjacency
        label = components(adjacency)
        size = np.int64(len(adjacency.out) - 1)
        code = adjacency.tail.astype(np.int64) * size + adjacency.head
        inside = label[adjacency.tail] == label[adjacency.head]
        start = np.unique(adjacency.tail[inside])
        nodes: list[Ints] = [start]
        links: list[Ints] = []
        for _ in range(min(max_hops, int(size))):
            closing = nodes[-1].astype(np.int64) * size + nodes[0]
            place = np.minimum(np.searchsorted(code, closing), max(len(code) - 1, 0))
            closed = code[place] == closing if len(code) else np.zeros(0, bool)
            yield [*(column[closed] for column in links), place[closed]]
            total = int((adjacency.out[nodes[-1] + 1] - adjacency.out[nodes[-1]]).sum())
            if not total:
                return
            if total > MOST_AT_ONCE or not self.budget.spend((total + PER_HOP) * len(nodes)):
                self.budget.left = -1
                return
            step, rows = spans(adjacency.out[nodes[-1]], adjacency.out[nodes[-1] + 1])
            new = adjacency.head[step]
            fits = inside[step] & (new > nodes[0][rows])
            for column in nodes[1:]:
                fits &= column[rows] != new
            step, rows, new = step[fits], rows[fits], new[fits]
            nodes = [*(column[rows] for column in nodes), new]
            links = [*(column[rows] for column in links), step]
