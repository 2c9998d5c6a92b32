"""Smaller graphs from larger ones: keep what fits, or what lies near."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import networkx as nx

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import check_graph, check_readable, validate
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Direction, Evidence, Readable
from follicle_graph.model.graph import Graph, add_edge, resolve
from follicle_graph.model.names import listed, some_of
from follicle_graph.model.vocabulary import DEFAULT_LAYER


def keep(
    G: Graph,
    *,
    layers: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    lanes: Collection[str] | None = None,
    diseases: Collection[str] | None = None,
    species: Collection[str] | None = None,
    grades: Collection[str] | None = None,
    min_support: float = 0.0,
    keep_unstated: bool = True,
    keep_isolated: bool = False,
) -> Graph:
    """The part of a graph that meets every filter given (None: no filter).

    An edge stays if one supporting piece of evidence meets all evidence filters (`diseases`,
    `species`, `grades`); its evidence is narrowed to the pieces that do and its support
    recomputed. `keep_unstated`: whether a piece that does not state its disease or species meets
    that filter. `min_support`: 0 to 1, on the recomputed support. `kinds` and `lanes` hold for
    both ends of an edge. `diseases` takes any names of entities. `keep_isolated`: keep nodes
    that are left without edges. An edge without any evidence (a sketch) stays unless evidence is
    asked about.

    Raises InvalidQuestion for an unknown layer or grade and a support outside 0..1; UnknownEntity,
    AmbiguousEntity for a disease. Warns of a kind, lane or species that the graph does not have.

    >>> import follicle_graph as fg
    >>> H = keep(fg.load(), layers={"clinical"}, grades={"trial"})
    >>> H.edges["baricitinib", "alopecia_areata", "treats"]["support"] >= 0.8
    True
    """
    check_graph(G)
    chosen_layers = some_of("layers", layers, vocabulary.LAYERS)
    some_of("grades", grades, tuple(vocabulary.grades()))
    for attribute, values in (("kind", kinds), ("lane", lanes)):
        _warn_of_strangers(
            attribute, values, {str(data.get(attribute) or "") for _, data in G.nodes(data=True)}
        )
    _warn_of_strangers("species", species, _species(G))
    validate(G)
    if not isinstance(min_support, Real) or not 0 <= min_support <= 1:
        raise InvalidQuestion(
            argument="min_support", value=min_support, remedy="use a number from 0 to 1"
        )
    chosen_diseases = None if diseases is None else {resolve(G, name) for name in listed(diseases)}
    wanted = _EvidenceFilter(
        chosen_diseases,
        None if species is None else set(listed(species)),
        None if grades is None else set(listed(grades)),
        keep_unstated,
    )
    H = empty_like(G)
    for node, data in G.nodes(data=True):
        if (kinds is None or data.get("kind") in listed(kinds)) and (
            lanes is None or data.get("lane") in listed(lanes)
        ):
            H.add_node(node, **data)
    for u, v, key, data in G.edges(keys=True, data=True):
        if u not in H or v not in H:
            continue
        if chosen_layers is not None and (data.get("layer") or DEFAULT_LAYER) not in chosen_layers:
            continue
        pieces = tuple(data.get("evidence") or ())
        kept = tuple(piece for piece in pieces if wanted.meets(piece))
        if wanted.asks and not any(piece.stance == "supports" for piece in kept):
            continue
        narrowed(H, u, v, key, data, kept)
        if H.edges[u, v, key]["support"] < min_support:
            H.remove_edge(u, v, key)
    if not keep_isolated:
        H.remove_nodes_from(list(nx.isolates(H)))
    return stamp(H)


def _warn_of_strangers(what: str, values: Collection[str] | None, known: set[str]) -> None:
    strangers = sorted(set(listed(values or ())) - known)
    if strangers:
        warnings.warn(
            f"nothing in the graph has the {what} {', '.join(strangers)}; "
            f"it has {', '.join(sorted(filter(None, known))) or 'none'}",
            stacklevel=3,
        )


def _species(G: Graph) -> set[str]:
    return {
        name
        for *_, data in G.edges(data=True)
        for piece in data.get("evidence") or ()
        for name in piece.species
    }


class _EvidenceFilter:
    def __init__(
        self,
        disease: set[str] | None,
        species: set[str] | None,
        grades: set[str] | None,
        unstated: bool,
    ) -> None:
        self.disease, self.species, self.grades = disease, species, grades
        self.unstated = unstated
        self.asks = not (disease is None and species is None and grades is None)

    def meets(self, piece: Evidence) -> bool:
        return (
            self._states(piece.disease, self.disease)
            and self._states(piece.species, self.species)
            and (self.grades is None or piece.grade in self.grades)
        )

    def _states(self, stated: tuple[str, ...], wanted: set[str] | None) -> bool:
        if wanted is None:
            return True
        return bool(wanted.intersection(stated)) if stated else self.unstated


def neighborhood(
    G: Graph | Readable, *names: str, max_hops: int = 1, direction: Direction = "both"
) -> Graph:
    """The part within `max_hops` steps of the named entities, all edges among them kept.

    `G`: a graph or an open store. `direction`: `in` (what acts on them), `out` (what they act
    on) or `both`. `max_hops` >= 0.

    Raises UnknownEntity, AmbiguousEntity, InvalidQuestion.

    >>> import follicle_graph as fg
    >>> sorted(neighborhood(fg.sketch("a -> b -> c -> d"), "b", direction="out"))
    ['b', 'c']
    """
    check_readable(G)
    if not names:
        raise InvalidQuestion("neighborhood of nothing; name at least one entity")
    if isinstance(max_hops, bool) or not isinstance(max_hops, Integral) or max_hops < 0:
        raise InvalidQuestion(
            argument="max_hops", value=max_hops, remedy="use a whole number of 0 or more"
        )
    if direction not in ("both", "in", "out"):
        raise InvalidQuestion(
            argument="direction", value=direction, remedy="use 'both', 'in' or 'out'"
        )
    if not isinstance(G, nx.MultiDiGraph):
        return G.subgraph(names, max_hops=max_hops, direction=direction)
    reached = {resolve(G, name) for name in names}
    frontier = set(reached)
    for _ in range(max_hops):
        if not frontier:
            break
        around: set[str] = set()
        for node in frontier:
            if direction != "in":
                around.update(G.successors(node))
            if direction != "out":
                around.update(G.predecessors(node))
        frontier = around - reached
        reached |= frontier
    H = empty_like(G)
    inside = [node for node in G if node in reached]
    H.add_nodes_from((node, dict(G.nodes[node])) for node in inside)
    for u in inside:
        for v, parallel in G.adj[u].items():
            if v in reached:
                for key, data in parallel.items():
                    H.add_edge(u, v, key)
                    H.edges[u, v, key].update(data)
    return stamp(H)


def upstream(G: Graph | Readable, *names: str, max_hops: int = 1) -> Graph:
    """What acts on the named entities within `max_hops` steps, all edges among it kept.

    Raises UnknownEntity, AmbiguousEntity, InvalidQuestion.

    >>> import follicle_graph as fg
    >>> sorted(upstream(fg.sketch("a -> b -> c -> d"), "c", max_hops=2))
    ['a', 'b', 'c']
    """
    return neighborhood(G, *names, max_hops=max_hops, direction="in")


def downstream(G: Graph | Readable, *names: str, max_hops: int = 1) -> Graph:
    """What the named entities act on within `max_hops` steps, all edges among it kept.

    Raises UnknownEntity, AmbiguousEntity, InvalidQuestion.

    >>> import follicle_graph as fg
    >>> sorted(downstream(fg.sketch("a -> b -> c -> d"), "b"))
    ['b', 'c']
    """
    return neighborhood(G, *names, max_hops=max_hops, direction="out")


def empty_like(G: Graph) -> Graph:
    """A graph with the attributes of another and nothing in it.

    >>> import follicle_graph as fg
    >>> empty_like(fg.sketch("a -> b")).graph["origin"]
    'sketch'
    """
    H: Graph = nx.MultiDiGraph()
    H.graph.update(G.graph)
    return H


def narrowed(
    H: Graph, u: str, v: str, key: str, data: Mapping[str, Any], evidence: Iterable[Evidence]
) -> None:
    """Add an edge of another graph with less evidence, its derived attributes computed anew.

    `data`: its attributes there; those of one's own come along.

    >>> import follicle_graph as fg
    >>> H = fg.sketch("a; b")
    >>> narrowed(H, "a", "b", "increases", {"sign": 1, "support": 0.8, "mine": 7}, [])
    >>> H.edges["a", "b", "increases"]["mine"], H.edges["a", "b", "increases"]["support"]
    (7, 0.8)
    """
    H.add_edge(u, v, key)
    H.edges[u, v, key].update(data)
    add_edge(
        H,
        u,
        v,
        key,
        sign=data["sign"],
        layer=data.get("layer") or DEFAULT_LAYER,
        indirect=bool(data.get("indirect")),
        evidence=evidence,
        support_given=data.get("support") or 0.0,
    )
