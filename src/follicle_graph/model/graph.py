"""The graph: build it from facts, find its entities, read its edges.

A plain `networkx.MultiDiGraph`. Node key: stable id. Edge key: predicate. See `docs/model.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import networkx as nx

from follicle_graph.errors import InvalidGraph, UnknownEntity
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import check_readable, edge_problems, node_problems
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Entity, Evidence, Readable, Statement
from follicle_graph.model.names import Named, NameIndex
from follicle_graph.model.support import edge_support, is_contradicted
from follicle_graph.model.vocabulary import DEFAULT_LAYER
from follicle_graph.tools.gc_pause import without_collection

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]
else:
    Graph = nx.MultiDiGraph


_ENTITY = tuple(field.name for field in fields(Entity) if field.name != "id")


def build(
    entities: Iterable[Entity],
    statements: Iterable[Statement],
    *,
    name: str = "",
    version: str = "",
    origin: str = "imported",
) -> Graph:
    """A graph of entities (nodes) and statements (edges with their evidence).

    Statements with the same subject, predicate and object are one edge with several pieces of
    evidence; it is `indirect` only if all of them say so. A null or disputed finding makes its
    own edge of sign 0 and also stands, with its stance, on every signed edge of the same
    ordered pair in the same layer.

    Parameters
    ----------
    entities
        The nodes; an id may stand once.
    statements
        The relations; both ends of each are ids of entities.
    name, version, origin
        Attributes of the graph; see `docs/model.md`.

    Returns
    -------
    networkx.MultiDiGraph
        A graph that keeps the contract, with its digest.

    Raises
    ------
    InvalidGraph
        An end is no entity, an id stands twice, or the statements of one edge disagree; every
        problem is listed.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.build([fg.Entity("a", "A"), fg.Entity("b", "B")],
    ...           [fg.Statement("a", "increases", "b", 1, "mechanism", False, fg.Evidence("R1"))])
    >>> G.edges["a", "b", "increases"]["sign"]
    1
    """
    G: Graph = nx.MultiDiGraph(name=name, version=version, digest="", origin=origin)
    problems: list[str] = []
    for entity in entities:
        if entity.id in G:
            problems.append(f"two entities have the id {entity.id!r}; keep one")
        G.add_node(entity.id, **node_attributes(entity))
    rows: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in statements:
        rows.setdefault((statement.subject, statement.object, statement.predicate), []).append(
            statement
        )
    contrary: dict[tuple[str, str, str], list[Evidence]] = {}
    for (u, v, predicate), group in rows.items():
        problems += [f"{u} {predicate} {v}: {end!r} is no entity" for end in (u, v) if end not in G]
        problems += _disagreements(group)
        stance = vocabulary.STANCE_OF_NULL.get(predicate)
        if stance is not None:
            contrary.setdefault((u, v, group[0].layer), []).extend(
                replace(row.evidence, stance=stance) for row in group
            )
    if problems:
        raise InvalidGraph(problems)
    for (u, v, predicate), group in rows.items():
        evidence = [row.evidence for row in group]
        if group[0].sign:
            evidence += contrary.get((u, v, group[0].layer), [])
        add_edge(
            G,
            u,
            v,
            predicate,
            sign=group[0].sign,
            layer=group[0].layer,
            indirect=all(row.indirect for row in group),
            evidence=evidence,
        )
    return stamp(G)


def _disagreements(group: Sequence[Statement]) -> list[str]:
    first = group[0]
    edge = f"{first.subject} {first.predicate} {first.object}"
    problems = []
    if len({row.layer for row in group}) > 1:
        problems.append(f"{edge}: its statements name different layers; give them one")
    if len({row.sign for row in group}) > 1:
        problems.append(f"{edge}: its statements have different signs; the predicate decides")
    problems += [
        f"{edge}: {problem}"
        for problem in edge_problems(first.predicate, {"sign": first.sign, "layer": first.layer})
    ]
    return problems


def node_attributes(entity: Entity) -> dict[str, Any]:
    """The node attributes of an entity; a missing label shows the id."""
    attributes = {name: getattr(entity, name) for name in _ENTITY}
    attributes["label"] = entity.label or entity.id
    attributes["short_label"] = entity.short_label or attributes["label"]
    return attributes


def add_edge(
    G: Graph,
    u: str,
    v: str,
    predicate: str,
    *,
    sign: int,
    layer: str = DEFAULT_LAYER,
    indirect: bool = False,
    evidence: Iterable[Evidence] = (),
    support_given: float = 0.0,
) -> None:
    """Add one edge with everything the contract asks for, its derived attributes computed.

    `support_given` (0 to 1) stands where `edge_support` has nothing to compute from.

    >>> import follicle_graph as fg
    >>> G = fg.sketch("a -> b")
    >>> add_edge(G, "b", "a", "decreases", sign=-1)
    >>> G.edges["b", "a", "decreases"]["support"]
    0.0
    """
    pieces = tuple(sorted(evidence, key=evidence_key))
    G.add_edge(
        u,
        v,
        key=predicate,
        predicate=predicate,
        sign=sign,
        layer=layer,
        indirect=indirect,
        support=edge_support(pieces, support_given),
        contradicted=is_contradicted(pieces),
        evidence=pieces,
    )


def evidence_key(piece: Evidence) -> tuple[bool, int, str, str]:
    """Order of evidence on an edge: what supports first, then by row number and id."""
    digits = piece.id[1:]
    number = int(digits) if digits.isdecimal() else 0
    return piece.stance != "supports", number, piece.id, piece.stance


def entity(G: Graph, node: str) -> Entity:
    """The entity of a node of a graph; attributes that are missing take their defaults.

    Raises InvalidGraph when the node breaks the contract.
    """
    data = G.nodes[node]
    problems = node_problems(node, data)
    if problems:
        raise InvalidGraph([f"node {node!r}: {problem}" for problem in problems])
    return Entity(
        id=node,
        label=data.get("label") or node,
        kind=data.get("kind") or "",
        lane=data.get("lane") or "",
        curie=data.get("curie"),
        synonyms=tuple(data.get("synonyms") or ()),
        definition=data.get("definition") or "",
        short_label=data.get("short_label") or data.get("label") or node,
    )


def entities_of(G: Graph) -> Iterator[Entity]:
    """The entities of a graph in the order of its nodes."""
    return (entity(G, node) for node in G)


def edges_in_order(G: Graph) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """All edges as (u, v, key, attributes), in the order of their ids.

    >>> import follicle_graph as fg
    >>> [edge[:3] for edge in edges_in_order(fg.sketch("b -> a; a -| b; a -> b"))]
    [('a', 'b', 'decreases'), ('a', 'b', 'increases'), ('b', 'a', 'increases')]
    """
    for u, neighbours in sorted(G.adjacency(), key=itemgetter(0)):
        for v in sorted(neighbours):
            edges = neighbours[v]
            for key in sorted(edges) if len(edges) > 1 else edges:
                yield u, v, key, edges[key]


class _Mark:
    """What is kept with a graph until its nodes or edges change."""

    names: NameIndex | None = None
    seen: Sequence[tuple[Any, ...]] = ()


def edit_mark(G: Graph) -> object | None:
    """An object that is another one once nodes or edges were added to or removed from a graph.

    It is kept in the cache that networkx empties at each such change, the only sign of an edit
    that networkx gives; new values of attributes leave it. None for a view, which shows the
    changes of another graph without emptying a cache of its own.

    >>> import follicle_graph as fg
    >>> G = fg.sketch("a -> b")
    >>> before = edit_mark(G)
    >>> before is edit_mark(G)
    True
    >>> G.remove_edge("a", "b", "increases")
    >>> before is edit_mark(G)
    False
    """
    return _mark(G)


def _mark(G: Graph) -> _Mark | None:
    cache = getattr(G, "__networkx_cache__", None)
    if cache is None or hasattr(G, "_graph"):
        return None
    mark: _Mark = cache.setdefault("follicle_graph", _Mark())
    return mark


def names_of(G: Graph) -> NameIndex:
    """The names of a graph's entities; read anew when one of them has changed.

    Raises InvalidGraph when a node breaks the contract.

    >>> import follicle_graph as fg
    >>> names_of(fg.sketch("IFN-γ -> b")).resolve("ifn gamma")
    'IFN-γ'
    """
    mark = _mark(G) or _Mark()
    try:
        seen = _naming(G)
        if mark.names is None or mark.seen != seen:
            if any(not isinstance(synonyms or (), tuple) for _, _, synonyms, *_ in seen):
                raise TypeError("synonyms are no tuple")
            mark.seen = seen
            with without_collection():
                mark.names = NameIndex(
                    [
                        Named(
                            node,
                            label or node,
                            short_label or label or node,
                            synonyms or (),
                            curie,
                            definition or "",
                            kind or "",
                        )
                        for node, (label, short_label, synonyms, curie, definition, kind) in zip(
                            G, seen, strict=True
                        )
                    ]
                )
    except (TypeError, AttributeError, ValueError):
        for node in G:
            entity(G, node)  # raises InvalidGraph, naming the node
        raise
    return mark.names


_NAMING = ("label", "short_label", "synonyms", "curie", "definition", "kind")
_naming_of = itemgetter(*_NAMING)


def _naming(G: Graph) -> list[tuple[Any, ...]]:
    """What the nodes are called, in their order; None for what they do not state."""
    nodes = [data for _, data in G.nodes(data=True)]
    try:
        return list(map(_naming_of, nodes))
    except KeyError:
        return [tuple(map(data.get, _NAMING)) for data in nodes]


def resolve(G: Graph | Readable, name: str) -> str:
    """The id of the entity that a name means, in a graph or an open store.

    The first of these that some entity has decides: its id; its label; its id in any case; its
    label, short label or a synonym (case, width, Greek letters, hyphens, spaces and the plural
    of cells are alike); its CURIE; for a node with an HGNC id the symbol of the gene, its Ensembl
    or Entrez identifier, then a previous symbol; a name in the plural.

    Parameters
    ----------
    G
        A graph or an open store.
    name
        Any name of one entity.

    Returns
    -------
    str
        The key of the node.

    Raises
    ------
    UnknownEntity
        With the three nearest names by spelling and by the words of names and definitions, or
        without any when nothing is near. The name of a loss ("loss of immune privilege") never
        means the thing itself: the error names the thing and says that it is lowered.
    AmbiguousEntity
        The name fits several entities; `candidates` has their ids.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.resolve(fg.load(), "interferon gamma")
    'ifng'
    """
    check_readable(G)
    if not isinstance(G, nx.MultiDiGraph):
        return G.resolve(name)
    if not isinstance(name, str):
        raise UnknownEntity(str(name))
    return name if name in G else names_of(G).resolve(name)
