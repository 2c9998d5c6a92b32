"""Smaller graphs from larger ones: what lies near some entities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import networkx as nx

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import one_of, whole_number
from follicle_graph.model.contract import check_readable
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Direction, Evidence, Readable
from follicle_graph.model.graph import Graph, add_edge, resolve
from follicle_graph.model.names import listed
from follicle_graph.model.vocabulary import DEFAULT_LAYER


def check_neighborhood(
    names: Sequence[str | Iterable[str]], max_hops: object, direction: object
) -> tuple[str, ...]:
    """The names of a neighborhood as one list; refuse wrong arguments."""
    named = tuple(one for some in names for one in listed(some))
    if not named:
        raise InvalidQuestion(
            "neighborhood of nothing", argument="names", value=names,
            remedy="name at least one entity",
        )  # fmt: skip
    whole_number("max_hops", max_hops, 0)
    one_of("direction", direction, ("both", "in", "out"))
    return named


def neighborhood(
    G: Graph | Readable,
    *names: str | Collection[str],
    max_hops: int = 1,
    direction: Direction = "both",
) -> Graph:
    """The part within `max_hops` steps of the named entities, all edges among them kept.

    Parameters
    ----------
    G
        A graph or an open store.
    names
        Any names of entities, one by one or as lists.
    max_hops
        How far the part reaches, 0 or more.
    direction
        `in` (what acts on them), `out` (what they act on) or `both`.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph with a digest of its own.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        For a name that the graph does not know.
    InvalidQuestion
        Without a name, or for arguments outside their values.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> sorted(fg.neighborhood(fg.sketch("a -> b -> c -> d"), "b", direction="out"))
    ['b', 'c']
    """
    check_readable(G)
    named = check_neighborhood(names, max_hops, direction)
    if not isinstance(G, nx.MultiDiGraph):
        return G.subgraph(named, max_hops=max_hops, direction=direction)
    reached = {resolve(G, name) for name in named}
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


def upstream(G: Graph | Readable, *names: str | Collection[str], max_hops: int = 1) -> Graph:
    """What acts on the named entities within `max_hops` steps, all edges among it kept.

    Parameters
    ----------
    G
        A graph or an open store.
    names
        Any names of entities, one by one or as lists.
    max_hops
        How far the part reaches, 0 or more.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph with a digest of its own.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        For a name that the graph does not know.
    InvalidQuestion
        Without a name, or for a `max_hops` below 0.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> sorted(fg.upstream(fg.sketch("a -> b -> c -> d"), "c", max_hops=2))
    ['a', 'b', 'c']
    """
    return neighborhood(G, *names, max_hops=max_hops, direction="in")


def downstream(G: Graph | Readable, *names: str | Collection[str], max_hops: int = 1) -> Graph:
    """What the named entities act on within `max_hops` steps, all edges among it kept.

    Parameters
    ----------
    G
        A graph or an open store.
    names
        Any names of entities, one by one or as lists.
    max_hops
        How far the part reaches, 0 or more.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph with a digest of its own.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        For a name that the graph does not know.
    InvalidQuestion
        Without a name, or for a `max_hops` below 0.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> sorted(fg.downstream(fg.sketch("a -> b -> c -> d"), "b"))
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
