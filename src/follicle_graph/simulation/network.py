"""Sampled linear networks: the response of every entity to blocked or raised entities.

Each signed edge of the mechanism layer is kept in a sampled network with a probability that grows
with its support, and gets a random weight. For a drug with targets, only the edges to its targets
count. The inputs of each node are scaled so that they sum to a gain below one; then there is
exactly one stable state, and the response to a small constant push is linear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.facts import Readable
from follicle_graph.model.support import edge_support
from follicle_graph.model.vocabulary import DEFAULT_LAYER, ON_TARGET
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.index import Index

if TYPE_CHECKING:
    from scipy.sparse.linalg import SuperLU

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]

SAMPLES = 600
"""Networks that are sampled unless a question says otherwise."""

SILENT_BELOW = 1e-6
"""A response smaller than this has no sign."""

LEAST_SUPPORT = 0.1
"""Edges with less support are sampled as if they had this much."""

WEIGHT_SPREAD = 1.0
"""Standard deviation of the logarithm of a sampled weight."""

GAIN = (0.5, 0.98)
"""The total gain of a node's inputs is drawn between these two values."""

CLEAR = 1.4
"""The likelier sign needs this many times the share of the other.

A smaller lead is a coin toss between routes of both signs.
"""

MOST_WEIGHTS = 5_000_000
"""Signed edges times samples (2 000 nodes, 8 000 edges, 600 samples need about 2 GB)."""

_KEPT_COLUMNS = 256
"""Entities whose response is kept ready (0.6 MB each in the atlas)."""


@dataclass(frozen=True, eq=False)
class Network:
    """The signed mechanism edges of a graph as many sampled linear networks.

    `ids`: the entities, sorted. `position`: entity -> its place in `ids`. `kinds`: entity ->
    its kind. `source`, `target`: the ends of each edge; `weights`: one row a sampled network, one
    column an edge, signed and scaled. `solver`: the factors of `I - W`, all networks as one
    block-diagonal matrix.
    """

    ids: tuple[str, ...]
    position: Mapping[str, int]
    kinds: Mapping[str, str]
    source: Ints
    target: Ints
    weights: Floats
    solver: SuperLU
    _columns: dict[int, Floats] = field(default_factory=dict)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The ends of the edges that the model uses."""
        ends = zip(self.source.tolist(), self.target.tolist(), strict=True)
        return frozenset((self.ids[u], self.ids[v]) for u, v in ends)

    @property
    def samples(self) -> int:
        """How many networks were sampled."""
        return len(self.weights)

    def response(self, levels: Mapping[str, int]) -> Floats:
        """The response of every entity in every sampled network, one row a network.

        Each entity in `levels` is held exactly at its level, as a complete block would. Ids
        outside the network are passed over.
        """
        held = sorted(
            (self.position[i], level) for i, level in levels.items() if i in self.position
        )
        if not held:
            return np.zeros((self.samples, len(self.ids)), np.float32)
        places = [place for place, _ in held]
        wanted = np.array([level for _, level in held], np.float64)
        columns = np.stack([self.column(place) for place in places], axis=-1)
        goal = np.broadcast_to(wanted[:, None], (self.samples, len(wanted), 1))
        pushes = np.linalg.solve(columns[:, places, :].astype(np.float64), goal)
        answer: Floats = (columns @ pushes.astype(np.float32))[..., 0]
        answer[:, places] = wanted
        return answer

    def column(self, place: int) -> Floats:
        """The response of every entity to a unit push on one of them, one row a network."""
        if place not in self._columns:
            push = np.zeros((self.samples, len(self.ids)))
            push[:, place] = 1.0
            while len(self._columns) >= _KEPT_COLUMNS:
                del self._columns[next(iter(self._columns))]
            found = self.solver.solve(push.ravel()).reshape(push.shape)
            self._columns[place] = found.astype(np.float32)
        return self._columns[place]


_KEPT: WeakKeyDictionary[Index, dict[tuple[int, int], Network]] = WeakKeyDictionary()
_MOST_KEPT = 3


def networks_of(view: Readable, *, samples: int, seed: int) -> tuple[Index, Network]:
    """The index of a graph or store and its sampled networks, kept until the graph changes.

    The networks of at most three graphs (or numbers of samples, or seeds) are kept at once.
    """
    index = whole_index(view)
    kept = _KEPT.setdefault(index, {})
    if (samples, seed) not in kept:
        if sum(map(len, _KEPT.values())) >= _MOST_KEPT:
            _KEPT.clear()
            kept = _KEPT.setdefault(index, {})
        kept[samples, seed] = sample_networks(index, view, samples=samples, seed=seed)
    return index, kept[samples, seed]


def sample_networks(index: Index, view: Readable, *, samples: int, seed: int) -> Network:
    """Sample the networks of a graph or store.

    Parameters
    ----------
    index, view
        The index of the graph or store, and the reader that it was made from.
    samples
        How many networks are drawn.
    seed
        Seed of the random draws; the same seed gives the same networks.

    Raises
    ------
    InvalidQuestion
        When the mechanism layer has more edges than this model takes.
    """
    from scipy.special import ndtri

    source, target, sign, support = signed_edges(index, view)
    if len(source) * samples > MOST_WEIGHTS:
        raise InvalidQuestion(
            f"the mechanism layer has {len(source)} signed edges, and at most "
            f"{MOST_WEIGHTS // samples} fit with {samples} samples",
            argument="samples",
            value=samples,
            remedy="give fewer samples, or ask a part of the graph, for example "
            "neighborhood(G, name, max_hops=3)",
        )
    used = np.unique(np.concatenate((source, target)))
    ids = tuple(index.ids[number] for number in used.tolist())
    source, target = np.searchsorted(used, source), np.searchsorted(used, target)
    nodes, order = structural_order(len(ids), source, target, sign, support)
    source, target, sign, support = source[order], target[order], sign[order], support[order]
    draw = np.random.default_rng(seed)
    kept = evenly(draw, samples, len(source)) < np.sqrt(np.maximum(support, LEAST_SUPPORT))
    spread = ndtri(evenly(draw, samples, len(source)))
    weights = np.sqrt(support) * np.exp(WEIGHT_SPREAD * spread) * kept
    total = np.zeros((samples, len(ids)))
    for row, one in zip(total, weights, strict=True):
        row += np.bincount(target, one, minlength=len(ids))
    total[total == 0] = 1.0
    gains = np.empty((samples, len(ids)))
    gains[:, nodes] = GAIN[0] + (GAIN[1] - GAIN[0]) * evenly(draw, samples, len(ids))
    weights = weights * sign * (gains / total)[:, target]
    known = view.subgraph(ids, max_hops=0).nodes if ids else {}
    return Network(
        ids,
        {node: number for number, node in enumerate(ids)},
        {node: str(known[node].get("kind") or "") for node in ids},
        source,
        target,
        weights,
        _factors(len(ids), source, target, weights),
    )


def evenly(draw: np.random.Generator, samples: int, count: int) -> Floats:
    """Uniform numbers between 0 and 1, one column an edge, spread evenly over each column.

    Latin hypercube sampling (McKay, Beckman and Conover 1979, doi:10.2307/1268522): each column
    has one number in every n-th part, in random order, so that seeds agree more often.
    """
    part = draw.permuted(np.tile(np.arange(samples)[:, None], count), axis=0)
    numbers: Floats = (part + draw.random((samples, count))) / samples
    return np.clip(numbers, 1e-12, 1 - 1e-12)


def _factors(size: int, source: Ints, target: Ints, weights: Floats) -> SuperLU:
    """Factorise `I - W` of all networks at once, as one block-diagonal sparse matrix."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    network, edge = np.nonzero(weights)
    start = network * size
    everything = np.arange(len(weights) * size)
    values = np.concatenate((-weights[network, edge], np.ones(len(everything))))
    rows = np.concatenate((start + target[edge], everything))
    columns = np.concatenate((start + source[edge], everything))
    shape = (len(everything), len(everything))
    return splu(
        csc_array((values, (rows, columns)), shape=shape).tocsc(),
        permc_spec="MMD_AT_PLUS_A",  # least fill: the diagonal dominates, so no pivoting is needed
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )


def signed_edges(index: Index, view: Readable) -> tuple[Ints, Ints, Ints, Floats]:
    """Source, target, sign and support of the mechanism edges that carry an effect.

    Parallel edges of one sign count once, with the largest support. An edge without evidence and
    without support (a sketch, a network of one's own) counts as certain. Contrary evidence on an
    edge makes it less certain: its support s becomes s × (1 − support of the contrary evidence).
    For a drug with targets, only the edges to its targets count.
    """
    effect = index.in_layers({DEFAULT_LAYER}) & (index.sign != 0) & (index.source != index.target)
    numbers = _through_targets(index, view, np.flatnonzero(effect))
    support = index.support[numbers].copy()
    special = np.flatnonzero((support == 0) | index.contradicted[numbers])
    found = index.evidence(numbers[special].tolist(), view)
    for place, evidence in zip(special.tolist(), found.values(), strict=True):
        contrary = [replace(e, stance="supports") for e in evidence if e.stance != "supports"]
        support[place] = support[place] * (1 - edge_support(contrary)) if evidence else 1.0
    source, target = index.source[numbers], index.target[numbers]
    sign = index.sign[numbers].astype(np.int64)
    order = np.lexsort((-support, sign, target, source))
    source, target, sign, support = source[order], target[order], sign[order], support[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (source[1:] != source[:-1]) | (target[1:] != target[:-1]) | (sign[1:] != sign[:-1])
    return source[fresh], target[fresh], sign[fresh], support[fresh]


def _through_targets(index: Index, view: Readable, numbers: Ints) -> Ints:
    """These edges without the other edges of drugs that have targets.

    Such an edge is an outcome of the drug: it follows from the targets, or the model is wrong.
    """
    on_target = index.with_key(ON_TARGET)[numbers]
    sources = np.unique(index.source[numbers[on_target]])
    ids = [index.ids[number] for number in sources.tolist()]
    known = view.subgraph(ids, max_hops=0).nodes if ids else {}
    drugs = [known[node].get("kind") == "drug" for node in ids]
    return numbers[on_target | ~np.isin(index.source[numbers], sources[drugs])]


def structural_order(
    size: int, source: Ints, target: Ints, sign: Ints, support: Floats
) -> tuple[Ints, Ints]:
    """An order of nodes and one of edges that depend on the shape of the network, not on names.

    Nodes are coloured by the colours around them, round by round (Weisfeiler and Leman). Random
    draws follow this order, so that renaming entities or reordering edges changes no answer.
    Only what the shape cannot tell apart keeps its given order.
    """
    kinds = np.unique(np.stack((sign, support)), axis=1, return_inverse=True)[1]
    colour = np.zeros(size, np.int64)
    count = 1 if size else 0
    while True:
        around: list[list[tuple[int, int, int]]] = [[] for _ in range(size)]
        for u, v, kind in zip(source.tolist(), target.tolist(), kinds.tolist(), strict=True):
            around[u].append((0, kind, int(colour[v])))
            around[v].append((1, kind, int(colour[u])))
        seen = [(int(colour[node]), tuple(sorted(near))) for node, near in enumerate(around)]
        rank = {one: number for number, one in enumerate(sorted(set(seen)))}
        colour = np.array([rank[one] for one in seen], np.int64)
        if len(rank) == count:
            break
        count = len(rank)
    nodes: Ints = np.argsort(colour, kind="stable")
    edges: Ints = np.lexsort((kinds, colour[target], colour[source]))
    return nodes, edges


def speaks(share: float, other: float, min_share: float) -> bool:
    """Whether enough of the sampled networks agree on a sign, and clearly more than disagree.

    >>> speaks(0.6, 0.3, 0.5), speaks(0.52, 0.48, 0.5), speaks(0.4, 0.0, 0.5)
    (True, False, False)
    """
    return share >= min_share and share >= CLEAR * other


def shares(response: Floats) -> tuple[Floats, Floats]:
    """The share of sampled networks in which each entity rises, and in which it falls."""
    return (response > SILENT_BELOW).mean(axis=0), (response < -SILENT_BELOW).mean(axis=0)
