"""Classes of drugs and their members, as the graph's `is_a` edges state them."""

from __future__ import annotations

from follicle_graph.model.facts import Readable
from follicle_graph.query.engine.index import Index

CLASS_KINDS = frozenset({"drug_class"})
"""Kinds of entities that act through their members."""


def members(view: Readable, index: Index, node: str) -> tuple[str, ...]:
    """The entities that are `is_a` a class of drugs, at any depth, in the order of their ids.

    Empty when the node is no class of drugs.
    """
    found: set[str] = set()
    front = index.subjects(node, "is_a")
    if not front or kind_of(view, node) not in CLASS_KINDS:
        return ()
    while front:
        found.update(front)
        narrower = {one for name in front for one in index.subjects(name, "is_a")}
        front = sorted(narrower - found - {node})
    return tuple(sorted(found))


def kind_of(view: Readable, node: str) -> str:
    """The kind of an entity, as its node states it."""
    return str(view.subgraph([node], max_hops=0).nodes[node].get("kind") or "")
