"""The digest of a graph's content: by it a result names the facts that it came from."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from follicle_graph.facts import Evidence

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

piece_values = attrgetter(*(field.name for field in fields(Evidence)))
"""Evidence -> the values of its fields in their order; equal for equal evidence."""

_AT_ONCE = 10_000
"""Lines that are hashed at once."""

_Encode = Callable[[object], bytes]
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(G: Graph) -> str:
    """SHA-256 of the content: sorted canonical lines of nodes and edges, NFC, UTF-8.

    Leaves out the graph's name, version and origin and everything derived (support,
    contradicted, short labels). Equal for graphs that say the same, in any order.

    >>> import follicle_graph as fg
    >>> digest(fg.sketch("a -> b; b -> c")) == digest(fg.sketch("b -> c; a -> b"))
    True
    """
    encode = _encoder()
    lines = [_node_line(encode, node, data) for node, data in G.nodes(data=True)]
    for u, neighbours in G.adjacency():
        for v, edges in neighbours.items():
            lines += [_edge_line(encode, u, key, v, data) for key, data in edges.items()]
    lines.sort()
    hashed = hashlib.sha256()
    for start in range(0, len(lines), _AT_ONCE):
        text = "\n".join(lines[start : start + _AT_ONCE])
        hashed.update(("\n" * (start > 0) + text).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _node_line(encode: _Encode, node: str, data: Mapping[str, Any]) -> str:
    synonyms = data.get("synonyms")
    return _line(
        encode,
        (
            "node",
            node,
            data.get("label") or node,
            data.get("kind") or "",
            data.get("lane") or "",
            data.get("curie"),
            sorted(unicodedata.normalize("NFC", name) for name in synonyms) if synonyms else (),
            data.get("definition") or "",
        ),
    )


def _edge_line(encode: _Encode, u: str, key: str, v: str, data: Mapping[str, Any]) -> str:
    pieces = [_line(encode, piece_values(piece)) for piece in data.get("evidence") or ()]
    if len(pieces) > 1:
        pieces.sort()
    layer, indirect = data.get("layer") or "mechanism", bool(data.get("indirect", False))
    return _line(encode, ("edge", u, key, v, int(data.get("sign", 0)), layer, indirect, pieces))


def _line(encode: _Encode, values: tuple[object, ...]) -> str:
    """Values as a JSON list without blanks, composed (NFC)."""
    try:
        text = encode(values).decode()
    except (UnicodeEncodeError, TypeError):  # lone surrogates, which only the slow way tells
        text = _JSON.encode(values)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@cache
def _encoder() -> _Encode:
    import msgspec

    return msgspec.json.Encoder().encode


def stamp(G: Graph) -> Graph:
    """Write the digest of the content into `G.graph["digest"]` and return the same graph."""
    G.graph["digest"] = digest(G)
    return G
