"""GraphML, GML and GEXF, as Cytoscape, yEd, Gephi, igraph and networkx write and read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from follicle_graph.errors import FormatError
from follicle_graph.files.assembly import Assembly
from follicle_graph.files.flat_attributes import edge_attributes_flat, node_attributes_flat
from follicle_graph.files.format import Format
from follicle_graph.files.networkx_graphs import graph_records
from follicle_graph.files.source import Source, local
from follicle_graph.model.graph import Graph, edges_in_order

_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_NAMES = "http://graphml.graphdrawing.org/xmlns"


def _cast(text: str, kind: str) -> Any:
    try:
        if kind in ("int", "integer", "long", "short"):
            return int(text)
        if kind in ("float", "double"):
            return float(text)
    except ValueError:
        return text
    if kind == "boolean":
        return text.strip().casefold() in ("true", "1")
    return text


def fits_graphml(source: Source) -> bool:
    """Whether the root element is `graphml`."""
    return source.looks_like_xml("graphml")


def read_graphml(source: Source) -> Graph:
    """The graph of a GraphML file, yEd's labels and groups among them."""
    root = source.xml
    keys: dict[str, tuple[str, str, Any]] = {}
    for key in (one for one in root.iter() if local(one.tag) == "key"):
        name = key.get("attr.name") or key.get("yfiles.type") or key.get("id") or ""
        kind = key.get("attr.type") or "string"
        default = next((one.text for one in key if local(one.tag) == "default"), None)
        keys[key.get("id") or ""] = (name, kind, None if default is None else _cast(default, kind))
    graphs = [one for one in root.iter() if local(one.tag) == "graph"]
    if not graphs:
        raise source.error("", "it holds no graph; is the file whole?")
    directed = graphs[0].get("edgedefault") != "undirected"
    nodes: dict[str, dict[str, Any]] = {}
    edges: list[tuple[str, str, str | None, dict[str, Any]]] = []
    for element in root.iter():
        name = local(element.tag)
        if name == "node":
            id_ = element.get("id")
            if id_ is None:
                raise source.error("node", "it has no id; give each node one")
            nodes[id_] = _data(element, keys, "node")
        elif name == "edge":
            ends = element.get("source"), element.get("target")
            if ends[0] is None or ends[1] is None:
                raise source.error("edge", "it lacks source or target; give it both")
            edges.append((ends[0], ends[1], element.get("id"), _data(element, keys, "edge")))
    if not directed and edges:
        raise source.error(
            "graph", "its edges are undirected, and an effect has a direction; save it directed"
        )
    own = _data(graphs[0], keys, "graph")
    return records_graph(source, nodes, [(u, v, data) for u, v, _, data in edges], own)


def _data(element: Element, keys: Mapping[str, tuple[str, str, Any]], part: str) -> dict[str, Any]:
    del part
    found: dict[str, Any] = {}
    for child in element:
        if local(child.tag) != "data":
            continue
        name, kind, _ = keys.get(child.get("key") or "", (child.get("key") or "", "string", None))
        if len(child):
            labels = [
                one.text for one in child.iter() if local(one.tag) in ("NodeLabel", "EdgeLabel")
            ]
            text = next((one.strip() for one in labels if one and one.strip()), "")
            if text:
                found.setdefault("label", text)
            heads = [one.get("target") for one in child.iter() if local(one.tag) == "Arrows"]
            if heads and heads[0] in ("t_shape", "white_diamond"):
                found.setdefault("interaction", "-|" if heads[0] == "t_shape" else "--")
        else:
            found[name] = _cast(child.text or "", kind)
    return found


def records_graph(
    source: Source,
    nodes: Mapping[str, Mapping[str, Any]],
    edges: list[tuple[str, str, dict[str, Any]]],
    own: Mapping[str, Any],
) -> Graph:
    """A graph of nodes and edges as these formats have them; ends that are no nodes are errors."""
    made = Assembly(str(own.get("name") or source.stem), source.problems)
    if own.get("version"):
        made.graph_attributes["version"] = str(own["version"])
    for number, (u, v, _) in enumerate(edges, start=1):
        for end in (u, v):
            if end not in nodes:
                raise source.error(f"edge {number}", f"its end {end!r} is no node; add it")
    records = []
    for id_, data in nodes.items():
        record = dict(data)
        if "id" in record:
            record["id_"] = record.pop("id")
        records.append({"id": str(record.pop("own_id", id_)), **record})
    ids = {id_: record["id"] for id_, record in zip(nodes, records, strict=True)}
    graph_records(source, made, records, ((ids[u], ids[v], None, data) for u, v, data in edges))
    return made.graph()


def write_graphml(G: Graph) -> Iterator[str]:
    """The graph as GraphML; evidence as JSON text and as references to read.

    Raises FormatError for a control character, which XML has no way to write.
    """
    numbers = {node: f"n{number}" for number, node in enumerate(sorted(G))}
    node_data = {
        node: {"own_id": node, **node_attributes_flat(node, G.nodes[node])} for node in numbers
    }
    edges = [
        (u, v, {"interaction": key, **edge_attributes_flat(key, data)})
        for u, v, key, data in edges_in_order(G)
    ]
    for *_, data in edges:
        del data["predicate"]
    graph = {"name": str(G.graph.get("name") or ""), "version": str(G.graph.get("version") or "")}
    keys: dict[tuple[str, str], tuple[str, str]] = {}
    for part, records in (
        ("graph", [graph]), ("node", list(node_data.values())), ("edge", [d for *_, d in edges])
    ):  # fmt: skip
        for record in records:
            for name, value in record.items():
                known = keys.get((part, name))
                kind = _TYPES[type(value)]
                if known is None:
                    keys[part, name] = (f"d{len(keys)}", kind)
                elif known[1] != kind:
                    keys[part, name] = (known[0], "string")
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_NAMES}">\n'
    for (part, name), (id_, kind) in keys.items():
        yield (f'<key id="{id_}" for="{part}" attr.name={_quoted(name)} attr.type="{kind}"/>\n')
    yield '<graph edgedefault="directed">\n'
    yield from _data_lines("graph", graph, keys)
    for node, id_ in numbers.items():
        yield f'<node id="{id_}">\n'
        yield from _data_lines("node", node_data[node], keys)
        yield "</node>\n"
    for number, (u, v, data) in enumerate(edges):
        yield f'<edge id="e{number}" source="{numbers[u]}" target="{numbers[v]}">\n'
        yield from _data_lines("edge", data, keys)
        yield "</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data_lines(
    part: str, record: Mapping[str, Any], keys: Mapping[tuple[str, str], tuple[str, str]]
) -> Iterator[str]:
    for name, value in record.items():
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        yield f'<data key="{keys[part, name][0]}">{xml_text(text)}</data>\n'


def xml_text(text: str) -> str:
    """A text as XML holds it.

    Raises FormatError for a control character, which XML 1.0 has no way to write.

    >>> xml_text("a < b")
    'a &lt; b'
    """
    for one in text:
        code = ord(one)
        if (code < 32 and one not in "\t\n\r") or code in (0xFFFE, 0xFFFF):
            raise FormatError(
                repr(text)[:80], "XML has no way to write its control character; remove it"
            )
    return escape(text, {"\r": "&#13;"})


def _quoted(text: str) -> str:
    xml_text(text)
    return quoteattr(text, {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def fits_gexf(source: Source) -> bool:
    """Whether the root element is `gexf`."""
    return source.looks_like_xml("gexf")


def read_gexf(source: Source) -> Graph:
    """The graph of a GEXF file."""
    root = source.xml
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for group in (one for one in root.iter() if local(one.tag) == "attributes"):
        for one in group:
            title, kind = one.get("title") or one.get("id") or "", one.get("type") or "string"
            names[group.get("class") or "", one.get("id") or ""] = (title, kind)
    graph = next((one for one in root.iter() if local(one.tag) == "graph"), None)
    if graph is None:
        raise source.error("", "it holds no graph; is the file whole?")
    nodes: dict[str, dict[str, Any]] = {}
    edges: list[tuple[str, str, dict[str, Any]]] = []
    undirected = 0
    for element in graph.iter():
        name = local(element.tag)
        if name == "node":
            data = _values(element, names, "node")
            if element.get("label"):
                data.setdefault("label", element.get("label"))
            nodes[element.get("id") or ""] = data
        elif name == "edge":
            kind = element.get("type") or graph.get("defaultedgetype") or "undirected"
            undirected += kind != "directed"
            data = _values(element, names, "edge")
            for own in ("label", "weight"):
                if element.get(own):
                    data.setdefault("interaction" if own == "label" else own, element.get(own))
            edges.append((element.get("source") or "", element.get("target") or "", data))
    if undirected:
        raise source.error(
            "graph",
            f"{undirected} of its edges are undirected, and an effect has a direction; save it "
            "directed",
        )
    return records_graph(source, nodes, edges, {})


def _values(
    element: Element, names: Mapping[tuple[str, str], tuple[str, str]], part: str
) -> dict[str, Any]:
    found = {}
    for one in element.iter():
        if local(one.tag) == "attvalue":
            key = one.get("for") or one.get("id") or ""
            name, kind = names.get((part, key), (key, "string"))
            found[name] = _cast(one.get("value") or "", kind)
    return found


def fits_gml(source: Source) -> bool:
    """Whether a file looks like GML: `graph [`."""
    text = source.data[:2000].decode("utf-8", "replace")
    return "graph" in text and "[" in text and not text.lstrip().startswith(("{", "[", "<"))


def read_gml(source: Source) -> Graph:
    """The graph of a GML file, as networkx parses it."""
    text = source.text
    depth = deepest = 0
    for one in text:
        depth += (one == "[") - (one == "]")
        deepest = max(deepest, depth)
    if deepest > 50:
        raise source.error("", "its lists are nested too deeply; no graph looks like this")
    try:
        H = nx.parse_gml(text.split("\n"), label="id")
    except (nx.NetworkXException, LookupError, ValueError, TypeError, AttributeError) as error:
        raise source.error("", f"it is no GML ({error}); is the file whole?") from None
    if not H.is_directed() and H.number_of_edges():
        raise source.error(
            "graph", "its edges are undirected, and an effect has a direction; add 'directed 1'"
        )
    nodes = {str(node): dict(data) for node, data in H.nodes(data=True)}
    edges = [(str(u), str(v), dict(data)) for u, v, data in H.edges(data=True)]
    counts: dict[str, int] = {}
    for data in nodes.values():
        label = str(data.get("label") or "")
        counts[label] = counts.get(label, 0) + 1
    for data in nodes.values():
        label = str(data.get("label") or "")
        if label and counts[label] == 1:
            data.setdefault("own_id", label)
    return records_graph(source, nodes, edges, H.graph)


def fits_cyjs(source: Source) -> bool:
    """Whether a file is a Cytoscape.js document: elements with nodes and edges."""
    data = source.json if source.looks_like_json() else None
    if not isinstance(data, dict):
        return False
    elements = data.get("elements")
    if isinstance(elements, dict):
        return "nodes" in elements
    return isinstance(elements, list) and all(
        isinstance(one, dict) and isinstance(one.get("data"), dict) for one in elements
    )


def read_cyjs(source: Source) -> Graph:
    """The graph of a Cytoscape.js document."""
    data = source.json
    elements = data.get("elements") if isinstance(data, dict) else None
    if isinstance(elements, list):
        elements = {
            "nodes": [one for one in elements if "source" not in (one.get("data") or {})],
            "edges": [one for one in elements if "source" in (one.get("data") or {})],
        }
    if not isinstance(elements, dict):
        raise source.error("elements", "it has no nodes and edges; use a Cytoscape.js document")
    nodes: dict[str, dict[str, Any]] = {}
    edges: list[tuple[str, str, dict[str, Any]]] = []
    for part in ("nodes", "edges"):
        listed = elements.get(part) or []
        if not isinstance(listed, list):
            raise source.error(part, "this is no list; use a Cytoscape.js document")
        for number, one in enumerate(listed, start=1):
            values = one.get("data") if isinstance(one, dict) else None
            where = f"{part[:-1]} {number}"
            if not isinstance(values, dict):
                raise source.error(where, "it has no data; use an object")
            values = dict(values)
            if part == "nodes":
                id_ = str(values.pop("id", ""))
                if isinstance(values.get("name"), str) and "own_id" not in values:
                    values.setdefault("label", values["name"])
                nodes[id_] = values
            else:
                ends = str(values.pop("source", "")), str(values.pop("target", ""))
                values.pop("id", None)
                edges.append((*ends, values))
    own = data.get("data") if isinstance(data, dict) else None
    return records_graph(source, nodes, edges, own if isinstance(own, dict) else {})


def write_cyjs(G: Graph) -> Iterator[str]:
    """A Cytoscape.js document with positions, as Cytoscape exports and imports it."""
    import json

    from follicle_graph.files.node_style import style_of

    places = style_of(G).positions
    nodes = []
    for node in sorted(G):
        values = {"id": node, "name": G.nodes[node].get("label") or node}
        values |= node_attributes_flat(node, G.nodes[node]) | {"own_id": node}
        x, y = places[node]
        nodes.append({"data": values, "position": {"x": round(x, 2), "y": round(y, 2)}})
    edges = []
    for number, (u, v, key, data) in enumerate(edges_in_order(G)):
        values = edge_attributes_flat(key, data)
        values["interaction"] = values.pop("predicate")
        edges.append({"data": {"id": f"e{number}", "source": u, "target": v, **values}})
    own = {"name": str(G.graph.get("name") or ""), "version": str(G.graph.get("version") or "")}
    document = {
        "format_version": "1.0",
        "generated_by": "follicle-graph",
        "target_cytoscapejs_version": "~2.1",
        "data": own,
        "elements": {"nodes": nodes, "edges": edges},
    }
    yield json.dumps(document, ensure_ascii=False, indent=1) + "\n"


GRAPHML = Format(
    "graphml",
    "GraphML of Cytoscape, yEd, Gephi, igraph, networkx",
    (".graphml", ".xml"),
    "lists and dicts as such: they are JSON text",
    fits_graphml,
    read_graphml,
    write_graphml,
)
GEXF = Format("gexf", "GEXF of Gephi", (".gexf",), "read only", fits_gexf, read_gexf)
GML = Format("gml", "GML", (".gml",), "read only", fits_gml, read_gml)
CYJS = Format(
    "cyjs",
    "Cytoscape.js JSON",
    (".cyjs", ".json"),
    "lists and dicts as such: they are JSON text",
    fits_cyjs,
    read_cyjs,
    write_cyjs,
)
