"""KGX: the tables and JSON of the Biolink world, read and written.

The shape is that of KGX (https://github.com/biolink/kgx): an edge has an id, a predicate with
qualifiers, one primary knowledge source, a knowledge level and an agent type. What Biolink has no
place for (our layer, support and evidence) goes along in columns of its own.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from follicle_graph.files.assembly import Assembly
from follicle_graph.files.flat_attributes import (
    cell,
    edge_attributes_flat,
    joined,
    node_attributes_flat,
)
from follicle_graph.files.format import Format
from follicle_graph.files.records import EdgeReader, columns_of, curie_of, read_nodes
from follicle_graph.files.source import Source
from follicle_graph.files.table_files import csv_lines, remarks
from follicle_graph.files.table_files import fits as fits_table
from follicle_graph.files.table_files import read as read_table
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.model.vocabulary import knowledge, read_tsv

SOURCE = "infores:follicle-graph"
_BIOLINK = re.compile("biolink:[a-z_]+")
_ENTITY = frozenset(("label", "synonyms", "definition", "kind", "lane", "curie", "short_label"))
_CATEGORY = {
    "gene": "biolink:Gene",
    "protein": "biolink:Protein",
    "cytokine": "biolink:Protein",
    "receptor": "biolink:Protein",
    "cell": "biolink:Cell",
    "disease": "biolink:Disease",
    "drug": "biolink:Drug",
    "process": "biolink:BiologicalProcess",
    "phenotype": "biolink:PhenotypicFeature",
    "tissue": "biolink:AnatomicalEntity",
    "pathway": "biolink:Pathway",
    "chemical": "biolink:ChemicalEntity",
}
EDGE_COLUMNS = (
    "id",
    "subject",
    "predicate",
    "object",
    "qualified_predicate",
    "object_aspect_qualifier",
    "object_direction_qualifier",
    "negated",
    "publications",
    "primary_knowledge_source",
    "knowledge_level",
    "agent_type",
    "own_subject",
    "own_predicate",
    "own_object",
    "sign",
    "layer",
    "indirect",
    "support",
    "contradicted",
    "evidence",
)
NODE_COLUMNS = (
    "id",
    "category",
    "name",
    "synonym",
    "description",
    "kind",
    "lane",
    "curie",
    "short_label",
    "own_id",
)


@cache
def _biolink() -> Mapping[str, tuple[str, str, str]]:
    """Own predicate -> Biolink's predicate, its aspect and its direction."""
    found = {}
    for row in read_tsv(knowledge().joinpath("predicates.tsv")):
        qualifiers = row["biolink_qualifiers"]
        direction = next((one for one in ("increased", "decreased") if one in qualifiers), "")
        predicate = row["biolink_predicate"].split(" ")[0]
        aspect = ""
        if predicate == "biolink:affects" and direction:
            aspect = "activity" if "activity" in qualifiers else "activity_or_abundance"
        found[row["predicate"]] = (predicate, aspect, direction if aspect else "")
    return found


def _edge(
    ids: Mapping[str, str], u: str, v: str, key: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    flat = edge_attributes_flat(key, data)
    predicate, aspect, direction = _biolink().get(key, ("", "", ""))
    if not predicate:
        sign = flat["sign"]
        predicate = "biolink:affects" if sign else "biolink:related_to"
        if _BIOLINK.fullmatch(key) and not sign:
            predicate = key
        if predicate == "biolink:affects" and sign:
            aspect = "activity_or_abundance"
            direction = "increased" if sign > 0 else "decreased"
    papers = {one.reference: None for one in data.get("evidence") or () if one.reference}
    return {
        "id": f"follicle:{quote(f'{u}|{key}|{v}')}",
        "subject": ids[u],
        "predicate": predicate,
        "object": ids[v],
        "qualified_predicate": "biolink:causes" if direction else "",
        "object_aspect_qualifier": aspect,
        "object_direction_qualifier": direction,
        "negated": key in ("no_effect_on", "ineffective_for"),
        "publications": list(papers),
        "primary_knowledge_source": SOURCE,
        "knowledge_level": "knowledge_assertion",
        "agent_type": "manual_agent",
        "own_subject": u,
        "own_predicate": key,
        "own_object": v,
        **{name: value for name, value in flat.items() if name not in ("predicate", "references")},
    }


def _node(ids: Mapping[str, str], node: str, data: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(data.get("kind") or "")
    return {
        "id": ids[node],
        "category": [_category(kind)],
        "name": data.get("label") or node,
        "synonym": list(data.get("synonyms") or ()),
        "description": data.get("definition") or "",
        "kind": kind,
        "lane": data.get("lane") or "",
        "curie": data.get("curie") or "",
        "short_label": data.get("short_label") or "",
        "own_id": node,
        **{
            name: value
            for name, value in node_attributes_flat(node, data).items()
            if name not in _ENTITY
        },
    }


def _ids(G: Graph) -> dict[str, str]:
    """Node -> its CURIE where it is the only one with it, else its id in our own name space."""
    counts = Counter(data.get("curie") for _, data in G.nodes(data=True))
    found = {}
    for node, data in G.nodes(data=True):
        curie = str(data.get("curie") or "")
        only = bool(curie) and counts[curie] == 1 and curie_of(curie, "") == curie
        found[node] = curie if only else f"follicle:{quote(node)}"
    return found


def _category(kind: str) -> str:
    folded = kind.casefold()
    found = (category for word, category in _CATEGORY.items() if word in folded)
    return next(found, "biolink:NamedThing")


def write_tsv(G: Graph) -> Iterator[str]:
    """The edges as KGX TSV, several values of a cell with | between them."""
    ids = _ids(G)
    records = [_edge(ids, u, v, key, data) for u, v, key, data in edges_in_order(G)]
    own = sorted({name for record in records for name in record} - set(EDGE_COLUMNS))
    columns = [*EDGE_COLUMNS, *own]
    rows = ([_text(record.get(name)) for name in columns] for record in records)
    return csv_lines(columns, rows, "\t")


def write_tsv_nodes(G: Graph) -> Iterator[str]:
    """The nodes as KGX TSV."""
    ids = _ids(G)
    records = [_node(ids, node, G.nodes[node]) for node in sorted(G)]
    own = sorted({name for record in records for name in record} - set(NODE_COLUMNS))
    columns = [*NODE_COLUMNS, *own]
    rows = ([_text(one.get(name)) for name in columns] for one in records)
    return csv_lines(columns, rows, "\t")


def _text(value: Any) -> str:
    return joined(value) if isinstance(value, list) else cell(value)


def write_jsonl(G: Graph) -> Iterator[str]:
    """The edges as KGX JSON lines."""
    ids = _ids(G)
    for u, v, key, data in edges_in_order(G):
        yield _line(_edge(ids, u, v, key, data))


def write_jsonl_nodes(G: Graph) -> Iterator[str]:
    """The nodes as KGX JSON lines."""
    ids = _ids(G)
    for node in sorted(G):
        yield _line(_node(ids, node, G.nodes[node]))


def write_json(G: Graph) -> Iterator[str]:
    """Nodes and edges as one KGX JSON object."""
    ids = _ids(G)
    nodes = [_node(ids, node, G.nodes[node]) for node in sorted(G)]
    edges = [_edge(ids, u, v, key, data) for u, v, key, data in edges_in_order(G)]
    yield json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False, indent=1)


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def fits_jsonl(source: Source) -> bool:
    """Whether the first line of a file is an edge of KGX."""
    if not source.looks_like_json():
        return False
    first = source.text.lstrip().partition("\n")[0]
    return '"subject"' in first and '"object"' in first and '"predicate"' in first


def read_jsonl(source: Source) -> Graph:
    """The graph of a file with one edge a line, and of its file of nodes."""
    made = Assembly(source.stem, source.problems)
    if source.nodes is not None:
        _read_nodes(source.nodes, made)
    lines = source.json_lines
    columns, rows = columns_of([record for _, record in lines])
    _read_edges(source, made, columns, rows, [f"line {number}" for number, _ in lines])
    return made.graph()


def _read_nodes(source: Source, made: Assembly) -> None:
    lines = source.json_lines
    columns, rows = columns_of([record for _, record in lines])
    read_nodes(
        columns,
        rows,
        made,
        lambda n, text: source.error(f"line {lines[n - 1][0]}" if n else "", text),
    )


def _read_edges(
    source: Source, made: Assembly, columns: list[str], rows: list[list[Any]], places: list[str]
) -> None:
    if not rows:
        return
    reader = EdgeReader(
        columns, made, lambda n, text: source.error(places[n - 1] if n else "", text)
    )
    for number, row in enumerate(rows, start=1):
        reader.add(row, number)
    reader.finish()
    source.understood += reader.understood()


def fits_json(source: Source) -> bool:
    """Whether a file is a KGX JSON object or a knowledge graph of TRAPI."""
    data = source.json if source.looks_like_json() else None
    if not isinstance(data, dict):
        return False
    graph = _knowledge_graph(data)
    edges = graph.get("edges")
    some = next(iter(edges.values() if isinstance(edges, dict) else edges or ()), None)
    return isinstance(edges, list | dict) and (
        isinstance(some, dict) and {"subject", "object", "predicate"} <= set(some)
    )


def _knowledge_graph(data: Mapping[str, Any]) -> Mapping[str, Any]:
    message = data.get("message")
    inner = message if isinstance(message, dict) else data
    graph = inner.get("knowledge_graph")
    return graph if isinstance(graph, dict) else data


def read_json(source: Source) -> Graph:
    """The graph of a KGX JSON object, or of the knowledge graph of a TRAPI message."""
    data = source.json
    if not isinstance(data, dict):
        raise source.error("", "it is no object with nodes and edges; use KGX JSON")
    graph = _knowledge_graph(data)
    made = Assembly(source.stem, source.problems)
    nodes = _listed(source, graph, "nodes")
    columns, rows = columns_of(nodes)
    if nodes:
        read_nodes(
            columns, rows, made, lambda n, text: source.error(f"node {n}" if n else "nodes", text)
        )
    edges = [_trapi(record) for record in _listed(source, graph, "edges")]
    columns, rows = columns_of(edges)
    _read_edges(source, made, columns, rows, [f"edge {n}" for n in range(1, len(edges) + 1)])
    return made.graph()


def _listed(source: Source, graph: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = graph.get(name) or []
    if isinstance(found, dict):
        found = [{"id": key, **value} if isinstance(value, dict) else value
                 for key, value in found.items()]  # fmt: skip
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise source.error(name, "this is no list of objects; use KGX JSON")
    return found


def _trapi(edge: Mapping[str, Any]) -> dict[str, Any]:
    """An edge of TRAPI with its qualifiers, sources and publications as KGX has them."""
    found = dict(edge)
    for one in found.pop("qualifiers", None) or []:
        if isinstance(one, dict):
            name = str(one.get("qualifier_type_id", "")).removeprefix("biolink:")
            found[name] = one.get("qualifier_value")
    sources = found.pop("sources", None)
    if isinstance(sources, list):
        primary = [
            one.get("resource_id")
            for one in sources
            if isinstance(one, dict) and one.get("resource_role") == "primary_knowledge_source"
        ]
        found["primary_knowledge_source"] = primary[0] if primary else None
    attributes = found.pop("attributes", None)
    for one in attributes if isinstance(attributes, list) else []:
        if isinstance(one, dict):
            name = str(one.get("attribute_type_id", "")).removeprefix("biolink:")
            if name in ("publications", "negated", "supporting_text"):
                found.setdefault(name, one.get("value"))
    return found


_LACKS = "nothing that this library reads; others see Biolink's columns"

TSV = Format(
    "kgx",
    "KGX tables",
    ("_edges.tsv",),
    _LACKS,
    fits_table,
    read_table,
    write_tsv,
    write_tsv_nodes,
    two_files=True,
    pair=True,
    remarks=remarks,
)
JSONL = Format(
    "kgx-jsonl",
    "KGX JSON lines",
    (".jsonl", ".ndjson"),
    _LACKS,
    fits_jsonl,
    read_jsonl,
    write_jsonl,
    write_jsonl_nodes,
    two_files=True,
    pair=True,
)
JSON = Format("kgx-json", "KGX JSON or TRAPI", (".json",), _LACKS, fits_json, read_json, write_json)
