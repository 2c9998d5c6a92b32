"""CX and CX2, the network formats of Cytoscape and NDEx; CX2 with colours, shapes and positions.

CX2's specification: https://cytoscape.org/cx/cx2/specification/cytoscape-exchange-format-specification-(version-2)/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from follicle_graph.files.assembly import Assembly
from follicle_graph.files.flat_attributes import (
    edge_attributes_flat,
    node_attributes_flat,
)
from follicle_graph.files.format import Format
from follicle_graph.files.networkx_graphs import graph_records
from follicle_graph.files.source import Source
from follicle_graph.model.graph import Graph, edges_in_order

Aspects = dict[str, list[Any]]


def _aspects(source: Source) -> Aspects:
    """The aspects of a document; their parts joined.

    Raises FormatError for a document that is no list of aspects.
    """
    data = source.json
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise source.error("", "it is no list of aspects; use a CX or CX2 document")
    found: Aspects = {}
    for part in data:
        for name, elements in part.items():
            if isinstance(elements, list):
                found.setdefault(name, []).extend(elements)
    return found


def _head(source: Source) -> str:
    return source.data[:4096].decode("utf-8", "replace") if source.looks_like_json() else ""


def fits_cx2(source: Source) -> bool:
    """Whether a document says that it is CX2."""
    return '"CXVersion"' in _head(source)


def fits_cx(source: Source) -> bool:
    """Whether a document looks like CX of version 1."""
    head = _head(source)
    return "numberVerification" in head or (
        head.lstrip("\ufeff \r\n\t").startswith("[")
        and '"@id"' in source.text
        and '"nodes"' in source.text
    )


def read_cx(source: Source) -> Graph:
    """The graph of a CX document; parallel edges and directions stay."""
    aspects = _aspects(source)
    network = _values(source, aspects, "networkAttributes")
    nodes: dict[Any, dict[str, Any]] = {}
    for element in _objects(source, aspects, "nodes"):
        record = {"name": element.get("n"), "represents": element.get("r")}
        nodes[element.get("@id")] = {k: v for k, v in record.items() if v is not None}
    edges: dict[Any, tuple[Any, Any, dict[str, Any]]] = {}
    for element in _objects(source, aspects, "edges"):
        word = element.get("i")
        attributes = {} if word is None else {"interaction": word}
        edges[element.get("@id")] = (element.get("s"), element.get("t"), attributes)
    for element in _objects(source, aspects, "nodeAttributes"):
        for id_ in _many(element.get("po")):
            if id_ in nodes:
                nodes[id_].setdefault(str(element.get("n")), _value(element))
    for element in _objects(source, aspects, "edgeAttributes"):
        for id_ in _many(element.get("po")):
            if id_ in edges:
                edges[id_][2].setdefault(str(element.get("n")), _value(element))
    return _graph(source, nodes, edges, str(network.get("name") or source.stem))


def _values(source: Source, aspects: Aspects, name: str) -> dict[str, Any]:
    return {str(one.get("n")): one.get("v") for one in _objects(source, aspects, name)}


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(element: Mapping[str, Any]) -> Any:
    value, kind = element.get("v"), str(element.get("d") or "string")
    if isinstance(value, str) and kind in ("integer", "long", "double"):
        try:
            return float(value) if kind == "double" else int(value)
        except ValueError:
            return value
    if isinstance(value, str) and kind == "boolean":
        return value.casefold() == "true"
    return value


def read_cx2(source: Source) -> Graph:
    """The graph of a CX2 document, aliases and defaults of its attributes resolved."""
    aspects = _aspects(source)
    declared = _objects(source, aspects, "attributeDeclarations")
    declarations = declared[0] if declared else {}
    network = _objects(source, aspects, "networkAttributes")
    nodes: dict[Any, dict[str, Any]] = {}
    for element in _objects(source, aspects, "nodes"):
        record = _resolved(element.get("v"), declarations.get("nodes"))
        for axis in ("x", "y"):
            if isinstance(element.get(axis), int | float) and "own_id" not in record:
                record[axis] = element[axis]
        nodes[element.get("id")] = record
    edges: dict[Any, tuple[Any, Any, dict[str, Any]]] = {}
    for element in _objects(source, aspects, "edges"):
        attributes = _resolved(element.get("v"), declarations.get("edges"))
        edges[element.get("id")] = (element.get("s"), element.get("t"), attributes)
    first = network[0] if network else {}
    return _graph(source, nodes, edges, str(first.get("name") or source.stem), first)


def _resolved(values: Any, declared: Any) -> dict[str, Any]:
    """Attributes under their names, with the defaults of those that are missing."""
    found: dict[str, Any] = {}
    names = {}
    for name, about in (declared or {}).items() if isinstance(declared, dict) else ():
        if isinstance(about, dict):
            if "a" in about:
                names[str(about["a"])] = name
            if "v" in about:
                found[name] = about["v"]
    for name, value in values.items() if isinstance(values, dict) else ():
        found[names.get(str(name), str(name))] = value
    return found


def _objects(source: Source, aspects: Aspects, name: str) -> list[dict[str, Any]]:
    found = aspects.get(name, [])
    for number, element in enumerate(found, start=1):
        if not isinstance(element, dict):
            raise source.error(f"{name} {number}", f"it is {element!r:.60}; use an object")
    return found


def _graph(
    source: Source,
    nodes: Mapping[Any, dict[str, Any]],
    edges: Mapping[Any, tuple[Any, Any, dict[str, Any]]],
    name: str,
    network: Mapping[str, Any] | None = None,
) -> Graph:
    made = Assembly(name, source.problems)
    if network and network.get("version"):
        made.graph_attributes["version"] = str(network["version"])
    ids = ids_of(nodes)
    for number, (u, v, _) in enumerate(edges.values(), start=1):
        for end in (u, v):
            if end not in nodes:
                raise source.error(f"edge {number}", f"its end {end!r} is no node; add it")
    records = [
        {**{k: v for k, v in data.items() if k != "own_id"}, "id": ids[node]}
        for node, data in nodes.items()
    ]
    graph_records(
        source,
        made,
        records,
        ((ids[u], ids[v], None, data) for u, v, data in edges.values()),
    )
    return made.graph()


def ids_of(nodes: Mapping[Any, Mapping[str, Any]]) -> dict[Any, str]:
    """The id of each node: what our writer noted, else its name where that is the only one."""
    names: dict[str, int] = {}
    for data in nodes.values():
        text = str(data.get("own_id") or data.get("name") or "")
        names[text] = names.get(text, 0) + 1
    found = {}
    for node, data in nodes.items():
        text = str(data.get("own_id") or data.get("name") or "")
        found[node] = text if text and names[text] == 1 else f"{text} [{node}]".strip()
    return found


def write_cx2(G: Graph) -> Iterator[str]:
    """A CX2 document with our colours, shapes and positions."""
    numbers = {node: number for number, node in enumerate(sorted(G))}
    from follicle_graph.files.node_style import style_of

    style = style_of(G)
    nodes: list[dict[str, Any]] = []
    for node, number in numbers.items():
        values = {"name": node, "own_id": node, **node_attributes_flat(node, G.nodes[node])}
        x, y = style.positions[node]
        nodes.append({"id": number, "x": round(x, 2), "y": round(y, 2), "v": values})
    edges: list[dict[str, Any]] = []
    for number, (u, v, key, data) in enumerate(edges_in_order(G)):
        values = edge_attributes_flat(key, data)
        values = {"interaction": values.pop("predicate"), **values}
        edges.append({"id": number, "s": numbers[u], "t": numbers[v], "v": values})
    network = {
        "name": str(G.graph.get("name") or "follicle-graph"),
        "version": str(G.graph.get("version") or ""),
    }
    aspects: list[tuple[str, list[Any]]] = [
        (
            "attributeDeclarations",
            [
                {
                    "networkAttributes": _declared([network]),
                    "nodes": _declared(one["v"] for one in nodes),
                    "edges": _declared(one["v"] for one in edges),
                }
            ],
        ),
        ("networkAttributes", [network]),
        ("nodes", nodes),
        ("edges", edges),
        ("visualProperties", [style.visual_properties()]),
        ("visualEditorProperties", [{"properties": {"arrowColorMatchesEdge": True}}]),
    ]
    meta = [{"name": name, "elementCount": len(elements)} for name, elements in aspects]
    yield '[{"CXVersion":"2.0","hasFragments":false},\n'
    yield json.dumps({"metaData": meta}, ensure_ascii=False)
    for name, elements in aspects:
        yield ",\n" + json.dumps({name: elements}, ensure_ascii=False)
    yield ',\n{"status":[{"success":true,"error":""}]}]\n'


def _declared(records: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for record in records:
        for name, value in record.items():
            kind = _kind(value)
            known = found.setdefault(name, {"d": kind})["d"]
            if known != kind:
                found[name] = {"d": "double" if {known, kind} <= _NUMBERS else "string"}
    return found


_NUMBERS = {"integer", "long", "double"}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if abs(value) < 1 << 31 else "long"
    return "double" if isinstance(value, float) else "string"


CX = Format("cx", "CX", (".cx",), "read only", fits_cx, read_cx)
CX2 = Format(
    "cx2",
    "CX2 of Cytoscape and NDEx, with style",
    (".cx2",),
    "nothing that this library reads",
    fits_cx2,
    read_cx2,
    write_cx2,
)
