"""Which entities and edges of a store are one's own: one attribute of the whole store.

Kept beside the rows as JSON, so that the columns stay as they are and stores without one's own
statements, also those of earlier editions, need nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from follicle_graph.model.graph import Graph

OWN = "own"
"""The attribute of a store, and the value of `origin` on what it lists."""


def own_in(G: Graph, *, known: Collection[str] = ()) -> dict[str, str]:
    """The attribute of a store for what is one's own in a graph; nothing where nothing is.

    `known`: entities that the store holds already and that stay as they are.

    >>> import follicle_graph as fg
    >>> G = fg.sketch("a -> b")
    >>> own_in(G)
    {}
    >>> G.edges["a", "b", "increases"]["origin"] = "own"
    >>> own_in(G)
    {'own': '{"entities": [], "relations": [["a", "b", "increases"]]}'}
    """
    entities = sorted(
        node for node, data in G.nodes(data=True) if data.get("origin") == OWN and node not in known
    )
    relations = sorted(
        [u, v, key]
        for u, v, key, data in G.edges(keys=True, data=True)
        if data.get("origin") == OWN
    )
    if not entities and not relations:
        return {}
    return {OWN: json.dumps({"entities": entities, "relations": relations}, ensure_ascii=False)}


def joined(meta: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """The attribute after a graph was added to a store.

    >>> joined({}, {"own": '{"entities": ["c"], "relations": []}'})
    {'own': '{"entities": ["c"], "relations": []}'}
    """
    texts = [one[OWN] for one in (meta, added) if OWN in one]
    lists = [json.loads(text) for text in texts]
    if not lists:
        return {}
    every = {
        name: sorted({json.dumps(row) for one in lists for row in one[name]})
        for name in ("entities", "relations")
    }
    rows = {name: [json.loads(row) for row in some] for name, some in every.items()}
    return {OWN: json.dumps(rows, ensure_ascii=False)}


def mark_own(G: Graph, meta: Mapping[str, str]) -> None:
    """Mark what the attribute of a store lists, as far as the graph has it."""
    if OWN not in meta:
        return
    listed = json.loads(meta[OWN])
    for node in listed["entities"]:
        if node in G:
            G.nodes[node]["origin"] = OWN
    for u, v, key in listed["relations"]:
        if G.has_edge(u, v, key):
            G.edges[u, v, key]["origin"] = OWN
