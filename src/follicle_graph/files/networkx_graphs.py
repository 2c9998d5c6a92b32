"""Any networkx graph as a graph of this library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from follicle_graph.errors import InvalidGraph, InvalidQuestion
from follicle_graph.files.assembly import Assembly
from follicle_graph.files.column_names import EDGE_NAMES, fold_column
from follicle_graph.files.records import EdgeReader, columns_of, is_hash, read_nodes
from follicle_graph.files.source import Source
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import LAYERS

_PREDICATES = frozenset(EDGE_NAMES["predicate"])
_ENDS = frozenset(EDGE_NAMES["subject"]) | frozenset(EDGE_NAMES["object"])


def from_networkx(
    H: nx.Graph[Any],
    *,
    sign: str | Mapping[Any, int] | Callable[[Mapping[str, Any]], int] | None = None,
    predicate: str | None = None,
    layer: str | None = None,
) -> Graph:
    """A networkx graph of any origin as a graph that every function of this library takes.

    Parameters
    ----------
    H
        A DiGraph or MultiDiGraph; its nodes may be anything, their text becomes the id.
    sign
        The attribute of edges that holds the sign (a number counts by its sign, a word by the
        table of signs), a mapping from a value of `predicate` to the sign, or a function of the
        attributes of an edge. None: an attribute `sign`, else the words of the relation, else
        `weight` where some are negative.
    predicate
        The attribute of edges that holds the relation, or a word for all edges. None: the first
        of `predicate`, `relation`, `interaction`, …, else the key of the edge.
    layer
        The layer of all edges. None: the attribute `layer`, else the words decide.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph; H stays as it is. Attributes that are not known are kept.

    Raises
    ------
    InvalidGraph
        For an undirected graph, since a sign needs a direction.
    FormatError
        For an edge that says what cannot be.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> import networkx as nx
    >>> H = nx.DiGraph()
    >>> H.add_edge("IL15", "NKG2D", interaction="activates")
    >>> list(fg.from_networkx(H).edges(keys=True, data="sign"))
    [('IL15', 'NKG2D', 'activates', 1)]
    """
    if not isinstance(H, nx.Graph):
        raise InvalidGraph([f"it is a {type(H).__name__}; give a networkx.DiGraph or MultiDiGraph"])
    if not H.is_directed():
        raise InvalidGraph(
            ["it is undirected, and an effect has a direction; build a DiGraph, or call "
             "H.to_directed() if each edge holds both ways"]
        )  # fmt: skip
    if layer is not None and layer not in LAYERS:
        raise InvalidQuestion(
            f"layer is {layer!r}; use one of {', '.join(LAYERS)}", argument="layer", value=layer
        )
    source = Source(Path("graph"), name="the graph")
    made = Assembly(str(H.graph.get("name") or ""), source.problems)
    ids = _ids(H)
    records = [{**data, "id": ids[node]} for node, data in H.nodes(data=True)]
    graph_records(
        source,
        made,
        records,
        (
            (ids[u], ids[v], key, data)
            for u, v, key, data in (
                H.edges(keys=True, data=True)
                if isinstance(H, nx.MultiDiGraph)
                else ((u, v, None, data) for u, v, data in H.edges(data=True))
            )
        ),
        sign=sign,
        predicate=predicate,
        layer=layer,
    )
    return source.finished(made.graph())


def graph_records(
    source: Source,
    made: Assembly,
    nodes: Iterable[Mapping[str, Any]],
    edges: Iterable[tuple[str, str, Any, Mapping[str, Any]]],
    *,
    sign: str | Mapping[Any, int] | Callable[[Mapping[str, Any]], int] | None = None,
    predicate: str | None = None,
    layer: str | None = None,
) -> None:
    """Bring nodes (with `id`) and edges (ends, key, attributes) of any graph into an assembly.

    The key of an edge is its predicate where its attributes name none and it is not a hash.
    """
    columns, rows = columns_of(list(nodes))
    if columns:
        read_nodes(
            columns, rows, made, lambda n, text: source.error(f"node {n}" if n else "", text)
        )
    records = []
    for u, v, key, data in edges:
        record: dict[str, Any] = {"subject": u, "object": v}
        named = any(
            fold_column(name) in _PREDICATES and value not in (None, "")
            for name, value in data.items()
        )
        if not named and not is_hash(key) and (predicate is None or predicate in ("key",)):
            record["predicate"] = key
        for name, value in data.items():
            record[f"{name}_" if fold_column(name) in _ENDS else str(name)] = value
        records.append(record)
    if not records:
        return
    columns, rows = columns_of(records)
    reader = EdgeReader(
        columns,
        made,
        lambda n, text: source.error(_edge(rows, n), text),
        sign=_sign_rule(sign, columns),
        predicate=predicate,
        layer=layer,
    )
    if sign is None:
        reader.use_weights(rows)
    for number, row in enumerate(rows, start=1):
        reader.add(row, number)
    reader.finish()
    source.understood += reader.understood()


def _edge(rows: list[list[Any]], number: int) -> str:
    return f"edge {rows[number - 1][0]} to {rows[number - 1][1]}" if number else ""


def _sign_rule(
    sign: str | Mapping[Any, int] | Callable[[Mapping[str, Any]], int] | None,
    columns: list[str],
) -> Callable[[Mapping[str, Any]], int | str | None] | None:
    if sign is None:
        return None
    if isinstance(sign, str):
        if sign not in columns:
            known = ", ".join(columns[2:]) or "none"
            raise InvalidQuestion(
                f"sign is {sign!r}, and no edge has it; attributes are {known}",
                argument="sign",
                value=sign,
            )
        name = sign
        return lambda data: _number_or_word(data.get(name))
    if callable(sign):
        return sign
    table = {str(word): number for word, number in sign.items()}
    wrong = [number for number in table.values() if number not in (-1, 0, 1)]
    if wrong:
        raise InvalidQuestion(
            f"sign maps a word to {wrong[0]!r}; use +1, -1 or 0", argument="sign", value=wrong[0]
        )
    words = [name for name in columns if fold_column(name) in _PREDICATES]
    return lambda data: next(
        (table[str(data[name])] for name in words if str(data.get(name)) in table), None
    )


def _number_or_word(value: object) -> int | str | None:
    if isinstance(value, str) or value is None:
        return value
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)
    return (number > 0) - (number < 0)


def _ids(H: nx.Graph[Any]) -> dict[Any, str]:
    """The text of each node as its id; where two have the same text, the type is added."""
    ids: dict[Any, str] = {}
    taken: set[str] = set()
    for node in H:
        text = str(node)
        while text in taken:
            text += f" ({type(node).__name__})"
        taken.add(text)
        ids[node] = text
    return ids
