"""Files of Neo4j: the CSV pair of `neo4j-admin database import`, and APOC's JSON (read only)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from follicle_graph.files.assembly import Assembly
from follicle_graph.files.flat_attributes import cell, edge_attributes_flat, node_attributes_flat
from follicle_graph.files.format import Format
from follicle_graph.files.networkx_graphs import graph_records
from follicle_graph.files.source import Source
from follicle_graph.files.table_files import csv_lines, read, remarks
from follicle_graph.model.graph import Graph, edges_in_order

_TYPES = {"sign": "int", "indirect": "boolean", "support": "double", "contradicted": "boolean"}
_EDGE = ("predicate", "sign", "layer", "indirect", "support", "contradicted", "evidence")
_NODE = ("label", "kind", "lane", "curie", "synonyms", "definition", "short_label")


def fits_csv(source: Source) -> bool:
    """Whether the header names the ends as `neo4j-admin` wants them."""
    head = source.data[:4096].split(b"\n")[0]
    return b":START_ID" in head and b":END_ID" in head


def write_edges(G: Graph) -> Iterator[str]:
    """The relationships, with types in the header."""
    header = [":START_ID", ":END_ID", ":TYPE"]
    header += [f"{name}:{_TYPES.get(name, 'string')}" for name in _EDGE]
    rows = (
        [u, v, key, *(cell(edge_attributes_flat(key, data).get(name)) for name in _EDGE)]
        for u, v, key, data in edges_in_order(G)
    )
    return csv_lines(header, rows, ",")


def write_nodes(G: Graph) -> Iterator[str]:
    """The nodes, with types in the header."""
    header = ["id:ID", *(f"{name}:string" for name in _NODE), ":LABEL"]
    rows = (
        [
            node,
            *(cell(node_attributes_flat(node, G.nodes[node]).get(name)) for name in _NODE),
            "Entity",
        ]
        for node in sorted(G)
    )
    return csv_lines(header, rows, ",")


def fits_apoc(source: Source) -> bool:
    """Whether the first line is a node or relationship of APOC's export."""
    if not source.looks_like_json():
        return False
    first = source.text.lstrip().partition("\n")[0]
    return '"type"' in first and ('"labels"' in first or '"relationship"' in first)


def read_apoc(source: Source) -> Graph:
    """The graph of APOC's JSON lines, or of a JSON list of the same objects."""
    if source.text.lstrip().startswith("["):
        listed = source.json
        if not all(isinstance(one, dict) for one in listed):
            raise source.error("", "it is no list of objects; export it with apoc.export.json")
        records = [(f"entry {number}", one) for number, one in enumerate(listed, start=1)]
    else:
        records = [(f"line {number}", one) for number, one in source.json_lines]
    made = Assembly(source.stem, source.problems)
    nodes: dict[str, dict[str, Any]] = {}
    edges = []
    for where, one in records:
        properties = one.get("properties")
        properties = dict(properties) if isinstance(properties, dict) else {}
        if one.get("type") == "node":
            labels = [label for label in one.get("labels") or () if label != "Entity"]
            if labels:
                properties.setdefault("kind", labels[0])
            nodes[str(one.get("id"))] = properties
        elif one.get("type") == "relationship":
            ends = []
            for name in ("start", "end"):
                end = one.get(name)
                if not isinstance(end, dict) or "id" not in end:
                    raise source.error(where, f"its {name} has no id; export it with APOC again")
                ends.append(str(end["id"]))
                nodes.setdefault(str(end["id"]), dict(end.get("properties") or {}))
            properties.setdefault("predicate", one.get("label"))
            edges.append((ends[0], ends[1], properties))
        else:
            raise source.error(
                where, f"its type is {one.get('type')!r:.40}; use node, relationship"
            )
    ids = {}
    taken: set[str] = set()
    for key, properties in nodes.items():
        id_ = str(properties.get("id") or properties.get("name") or key)
        id_ = id_ if id_ not in taken else f"{id_} [{key}]"
        taken.add(id_)
        ids[key] = id_
    graph_records(
        source,
        made,
        [{**properties, "id": ids[key]} for key, properties in nodes.items()],
        ((ids[u], ids[v], None, data) for u, v, data in edges),
    )
    return made.graph()


CSV = Format(
    "neo4j",
    "CSV of neo4j-admin",
    ("_relationships.csv",),
    "attributes of your own",
    fits_csv,
    read,
    write_edges,
    write_nodes,
    two_files=True,
    pair=True,
    remarks=remarks,
)
APOC = Format(
    "apoc", "JSON of Neo4j's APOC", (".json", ".jsonl"), "read only", fits_apoc, read_apoc
)
