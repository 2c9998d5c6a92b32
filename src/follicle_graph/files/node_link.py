"""Our own JSON: node-link, one record a line, sorted; everything of `docs/model.md`.

The shape is that of `networkx.node_link_data`, so networkx reads it too (evidence as dicts).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from numbers import Real
from typing import Any

import networkx as nx

from follicle_graph.errors import FormatError, InvalidGraph
from follicle_graph.files.format import Format
from follicle_graph.files.source import Source
from follicle_graph.model.contract import validate
from follicle_graph.model.digest import digest
from follicle_graph.model.facts import (
    Evidence,
    evidence_of_record,
    evidence_record,
    record_problem,
)
from follicle_graph.model.graph import Graph

MARK = "follicle_graph"
VERSION = 1

_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_NODE = ("label", "kind", "lane", "curie", "synonyms", "definition", "short_label")
_EDGE = ("predicate", "sign", "layer", "indirect", "support", "contradicted", "evidence")


def write(G: Graph) -> Iterator[str]:
    """The file of a valid graph in pieces, sorted: equal graphs make equal files.

    Parameters
    ----------
    G
        A graph that keeps the contract.

    Returns
    -------
    iterator of str
        The file in pieces: one record a line.

    Raises
    ------
    FormatError
        An attribute is no plain JSON value, or has the name of an end.

    Examples
    --------
    >>> from follicle_graph.model.sketch import sketch
    >>> print("".join(write(sketch("a -| a"))).splitlines()[-2][:56])
    {"source":"a","target":"a","key":"decreases","predicate"
    """
    head = _line(_sorted({**G.graph, "digest": digest(G)}, ("name", "version")), "the graph")
    yield f'{{"{MARK}":{VERSION},"directed":true,"multigraph":true,\n"graph":{head},\n"nodes":[\n'
    nodes = (_line(_node(node, G.nodes[node]), f"node {node!r}") for node in sorted(G))
    yield from _listed(nodes)
    yield '],\n"edges":[\n'
    edges = sorted(G.edges(keys=True))
    yield from _listed(
        _line(_edge(u, v, key, G.edges[u, v, key]), f"edge {u!r} {key!r} {v!r}")
        for u, v, key in edges
    )
    yield "]}\n"


def _listed(lines: Iterable[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        yield before + line
        before = ",\n"
    if before:
        yield "\n"


def _sorted(data: Mapping[str, Any], first: tuple[str, ...]) -> dict[str, Any]:
    own = {name: data[name] for name in first if name in data}
    return own | {name: data[name] for name in sorted(data, key=str) if name not in own}


def _node(node: str, data: Mapping[str, Any]) -> dict[str, Any]:
    record = _sorted(data, _NODE)
    _reserved(record, ("id",), f"node {node!r}")
    if record.get("synonyms") is not None:
        record["synonyms"] = list(record["synonyms"])
    return {"id": node, **record}


def _edge(u: str, v: str, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    where = f"edge {u!r} {key!r} {v!r}"
    record = _sorted(data, _EDGE)
    _reserved(record, ("source", "target", "key"), where)
    record["sign"] = int(record["sign"])
    if isinstance(record.get("support"), Real):
        record["support"] = float(record["support"])
    record |= {name: bool(record[name]) for name in ("indirect", "contradicted") if name in record}
    if record.get("evidence") is not None:
        record["evidence"] = [evidence_record(piece) for piece in record["evidence"]]
    return {"source": u, "target": v, "key": key, **record}


def _reserved(record: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in names:
        if name in record:
            raise FormatError(where, f"an attribute is named {name!r}, as an end is; rename it")


def _line(record: Mapping[str, Any], where: str) -> str:
    try:
        for name, value in record.items():
            if name != "evidence" and not (isinstance(name, str) and _is_plain(value)):
                raise FormatError(
                    where,
                    f"the attribute {name!r} is {value!r:.80}, which would not come back equal; "
                    "use text, finite numbers, true, false, None, lists and dicts of them",
                )
        line = _JSON.encode(record)
        line.encode()
    except UnicodeEncodeError:
        raise FormatError(
            where, "it holds half of a character (a lone surrogate), which no file can; remove it"
        ) from None
    except (RecursionError, ValueError) as error:
        raise FormatError(where, f"it cannot be written ({error}); simplify it") from None
    return line


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(_is_plain, value.values()))
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int)


def fits(source: Source) -> bool:
    """Whether a file says that it is one of ours."""
    return isinstance(source.json, dict) and MARK in source.json


def read(source: Source) -> Graph:
    """The graph of a file that `write` made, attribute by attribute, its digest verified.

    Parameters
    ----------
    source
        The file. One without a digest (made by hand) gets one.

    Returns
    -------
    networkx.MultiDiGraph
        A graph equal to the one that was written.

    Raises
    ------
    FormatError
        The file is of another version, is not whole, or its digest does not fit its content.
    """
    data = source.json
    if not isinstance(data, dict) or data.get(MARK) != VERSION:
        said = data.get(MARK) if isinstance(data, dict) else None
        raise source.error(
            "",
            f'it says "{MARK}": {said!r}, not {VERSION}; a later library wrote it, or none',
        )
    attributes = data.get("graph", {})
    if not isinstance(attributes, dict) or not _is_plain(attributes):
        raise source.error("graph", "its attributes are no object of plain values; correct them")
    G: Graph = nx.MultiDiGraph()
    G.graph.update(attributes)
    for record, where in _records(source, data, "nodes", ("id",)):
        node = record.pop("id")
        if node in G:
            raise source.error(where, f"the id {node!r} comes twice; keep one")
        G.add_node(node)
        G.nodes[node].update(_read_node(source, where, record))
    for record, where in _records(source, data, "edges", ("source", "target", "key")):
        u, v, key = record.pop("source"), record.pop("target"), record.pop("key")
        missing = [end for end in (u, v) if end not in G]
        if missing:
            raise source.error(where, f"its end {missing[0]!r} is no node; add it to the nodes")
        if G.has_edge(u, v, key):
            raise source.error(where, f"{u!r} {key!r} {v!r} comes twice; keep one")
        G.add_edge(u, v, key=key)
        G.edges[u, v, key].update(_read_edge(source, where, record))
    return _verified(source, G)


def _records(
    source: Source, data: dict[str, Any], name: str, ends: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], str]]:
    records = data.get(name)
    if not isinstance(records, list):
        raise source.error(name, "this is no list; a node-link file has lists of nodes and edges")
    for position, record in enumerate(records, start=1):
        where = f"{name[:-1]} {position}"
        if not isinstance(record, dict):
            raise source.error(where, f"it is {record!r:.60}; use an object")
        for end in ends:
            if not isinstance(record.get(end), str):
                raise source.error(where, f"its {end} is {record.get(end)!r:.60}; use a string")
        for attribute, value in record.items():
            if attribute != "evidence" and not _is_plain(value):
                raise source.error(where, f"its {attribute} is no finite number; correct it")
        yield dict(record), where


def _read_node(source: Source, where: str, record: dict[str, Any]) -> dict[str, Any]:
    synonyms = record.get("synonyms")
    if synonyms is not None:
        if not (isinstance(synonyms, list) and all(isinstance(one, str) for one in synonyms)):
            raise source.error(where, f"its synonyms are {synonyms!r:.60}; use a list of strings")
        record["synonyms"] = tuple(synonyms)
    return record


def _read_edge(source: Source, where: str, record: dict[str, Any]) -> dict[str, Any]:
    if type(record.get("sign")) is not int:
        raise source.error(where, f"its sign is {record.get('sign')!r:.60}; use 1, -1 or 0")
    for name in ("indirect", "contradicted"):
        if not isinstance(record.get(name, False), bool):
            raise source.error(where, f"its {name} is {record[name]!r:.60}; use true or false")
    pieces = record.get("evidence")
    if pieces is not None:
        if not isinstance(pieces, list):
            raise source.error(where, f"its evidence is {pieces!r:.60}; use a list of objects")
        record["evidence"] = tuple(_read_piece(source, where, piece) for piece in pieces)
    return record


def _read_piece(source: Source, where: str, record: Any) -> Evidence:
    problem = record_problem(record)
    if problem is not None:
        raise source.error(where, problem)
    return evidence_of_record(record)


def _verified(source: Source, G: Graph) -> Graph:
    try:
        validate(G)
    except InvalidGraph as error:
        raise source.error("", str(error)) from None
    found = digest(G)
    if G.graph.setdefault("digest", found) != found:
        raise source.error(
            "graph",
            "its content is not what was written (the digest differs); take a whole copy, or "
            "remove the digest from the file if you edited it on purpose",
        )
    return G


FORMAT = Format(
    name="node-link",
    title="follicle-graph node-link JSON",
    endings=(".json",),
    lacks="nothing of the contract; own attributes that are no plain JSON values are refused",
    fits=fits,
    read=read,
    write=write,
    lossless=True,
)
