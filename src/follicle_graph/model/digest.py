"""The digest of a graph's content: by it a result names the facts that it came from."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain, islice, pairwise, repeat
from typing import TYPE_CHECKING, Any

from follicle_graph.model.contract import check_graph
from follicle_graph.model.facts import Flat, piece_values
from follicle_graph.model.vocabulary import DEFAULT_LAYER

if TYPE_CHECKING:
    import networkx as nx
    from msgspec.json import Encoder

    Graph = nx.MultiDiGraph[str]

_AT_ONCE = 50
"""Nodes from which the edges are read together."""

_HASHED_AT_ONCE = 10_000
"""Lines that are hashed together."""

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(G: Graph) -> str:
    """SHA-256 of the content: sorted canonical lines of nodes and edges, NFC, UTF-8.

    Leaves out the graph's name, version and origin and everything derived (support,
    contradicted, short labels). Equal for graphs that say the same, in any order.

    Parameters
    ----------
    G
        A graph; it stays as it is.

    Returns
    -------
    str
        64 hexadecimal digits. `G.graph["digest"]` holds that of the moment when the graph was made.

    Raises
    ------
    InvalidGraph
        `G` is no MultiDiGraph.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.digest(fg.sketch("a -> b; b -> c")) == fg.digest(fg.sketch("b -> c; a -> b"))
    True
    """
    check_graph(G)
    lines = _node_lines((node, data) for node, data in G.nodes(data=True))
    adjacency = iter(G.adjacency())
    while near := list(islice(adjacency, _AT_ONCE)):
        edges = [
            (u, v, key, *_attributes(data))
            for u, neighbours in near
            for v, parallel in neighbours.items()
            for key, data in parallel.items()
        ]
        if edges:
            source, target, key, sign, layer, indirect, evidence = zip(*edges, strict=True)
            pieces = list(map(piece_values, chain.from_iterable(evidence)))
            findings = list(map(len, evidence))
            lines += _edge_lines(source, target, key, sign, layer, indirect, findings, pieces)
    return _hashed(lines)


def digest_of(flat: Flat) -> str:
    """The digest of a graph that was read already.

    >>> import follicle_graph as fg
    >>> from follicle_graph.model.columns import flat
    >>> digest_of(flat(fg.load())) == fg.load().graph["digest"]
    True
    """
    edges = _edge_lines(
        flat.source,
        flat.target,
        flat.key,
        flat.sign,
        flat.layer,
        flat.indirect,
        flat.findings,
        flat.pieces,
    )
    return _hashed(_node_lines(flat.nodes) + edges)


def _attributes(data: Mapping[str, Any]) -> tuple[Any, Any, Any, Any]:
    get = data.get
    return get("sign", 0), get("layer"), get("indirect", False), get("evidence") or ()


def _hashed(lines: list[str]) -> str:
    lines.sort()
    hashed = hashlib.sha256()
    for start in range(0, len(lines), _HASHED_AT_ONCE):
        text = "\n".join(lines[start : start + _HASHED_AT_ONCE])
        hashed.update(("\n" * (start > 0) + text).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _node_lines(nodes: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    return _lines([_node_values(node, data) for node, data in nodes])


def _node_values(node: str, data: Mapping[str, Any]) -> tuple[object, ...]:
    synonyms = data.get("synonyms")
    return (
        "node",
        node,
        data.get("label") or node,
        data.get("kind") or "",
        data.get("lane") or "",
        data.get("curie"),
        sorted(unicodedata.normalize("NFC", name) for name in synonyms) if synonyms else (),
        data.get("definition") or "",
    )


def _edge_lines(
    source: Sequence[str],
    target: Sequence[str],
    key: Sequence[str],
    sign: Sequence[Any],
    layer: Sequence[Any],
    indirect: Sequence[Any],
    findings: Sequence[int],
    pieces: Sequence[tuple[Any, ...]],
) -> list[str]:
    """Lines of edges that come as columns; `findings`: how many pieces of evidence each has."""
    lines = _lines(pieces)
    evidence = [
        lines[start:end] if end - start < 2 else sorted(lines[start:end])
        for start, end in pairwise(accumulate(findings, initial=0))
    ]
    layers = [one or DEFAULT_LAYER for one in layer]
    signs, shortcuts = map(int, sign), map(bool, indirect)
    rows = zip(repeat("edge"), source, key, target, signs, layers, shortcuts, evidence)
    return _lines(list(rows))


def _lines(rows: Sequence[tuple[object, ...]]) -> list[str]:
    """Each row as a JSON list without blanks, composed (NFC).

    JSON holds no line break, so that all rows go at once.
    """
    try:
        lines = _encoder().encode_lines(rows).decode().split("\n")[:-1]
    except (UnicodeEncodeError, TypeError):
        return [_line(row) for row in rows]
    return [line if line.isascii() else unicodedata.normalize("NFC", line) for line in lines]


def _line(values: tuple[object, ...]) -> str:
    try:
        text = _encoder().encode(values).decode()
    except (UnicodeEncodeError, TypeError):  # lone surrogates, which msgspec cannot write
        text = _JSON.encode(values)
    return unicodedata.normalize("NFC", text)


@cache
def _encoder() -> Encoder:
    import msgspec

    return msgspec.json.Encoder()


def stamp(G: Graph) -> Graph:
    """Write the digest of the content into `G.graph["digest"]` and return the same graph."""
    G.graph["digest"] = digest(G)
    return G
