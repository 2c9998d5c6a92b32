"""How questions read a networkx graph; a store reads itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from operator import eq, itemgetter
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import networkx as nx

from follicle_graph.errors import AmbiguousEntity, InvalidGraph, InvalidQuestion, UnknownEntity
from follicle_graph.model.contract import check_readable, edge_problems
from follicle_graph.model.facts import Columns, Direction, EdgeId, Evidence, LazyAnswer, Readable
from follicle_graph.model.graph import Graph, edit_mark, resolve
from follicle_graph.model.names import listed
from follicle_graph.model.search import search
from follicle_graph.model.subset import neighborhood
from follicle_graph.model.vocabulary import LAYERS
from follicle_graph.query.engine.index import one_comparison

if TYPE_CHECKING:
    import pandas as pd


P = ParamSpec("P")
Answer = TypeVar("Answer")


class GraphReader:
    """A graph behind the Protocol `facts.Readable`."""

    def __init__(self, G: Graph) -> None:
        self._graph = G

    def resolve(self, name: str) -> str:
        return resolve(self._graph, name)

    def label(self, node: str) -> str:
        return self.labels([node])[node]

    def labels(self, nodes: Iterable[str]) -> dict[str, str]:
        there = self._graph.nodes
        return {node: str(there[node].get("label") or node) for node in nodes}

    def columns(self) -> Columns:
        ids = list(self._graph)
        strangers = [node for node in ids if not isinstance(node, str)]
        if strangers:
            raise InvalidGraph(
                [f"node {n!r}: its id is a {type(n).__name__}; ids are strings" for n in strangers]
            )
        edges = [
            (u, v, key, data)
            for u, nearby in self._graph.adjacency()
            for v, parallel in nearby.items()
            for key, data in parallel.items()
        ]
        source, target, key, attributes = zip(*edges, strict=True) if edges else ((),) * 4
        live = Live(attributes)
        sign, layer, indirect, support = live.columns(edges)
        position = {node: number for number, node in enumerate(ids)}
        return Columns(
            ids=ids,
            source=list(map(position.__getitem__, source)),
            target=list(map(position.__getitem__, target)),
            key=key,
            sign=sign,
            layer=layer,
            indirect=indirect,
            support=support,
            contradicted=live.contradicted(),
            live=live,
        )

    def reading(self) -> AbstractContextManager[None]:
        return one_comparison()

    def state(self) -> tuple[object, object]:
        """The graph, and its mark of edits."""
        return self._graph, edit_mark(self._graph)

    def keeps_for(self, answer: LazyAnswer) -> bool:  # noqa: ARG002 - the Protocol's argument
        return True  # the index holds the evidence

    def search(self, words: str, *, limit: int = 20) -> pd.DataFrame:
        return search(self._graph, words, limit=limit)

    def subgraph(
        self, names: str | Collection[str], *, max_hops: int = 1, direction: Direction = "both"
    ) -> Graph:
        return neighborhood(self._graph, *listed(names), max_hops=max_hops, direction=direction)

    def evidence_of(self, edges: Sequence[EdgeId]) -> list[tuple[Evidence, ...]]:
        return [tuple(self._graph.edges[edge].get("evidence") or ()) for edge in edges]


Attributes = tuple[Any, Any, Any, Any, Any]
"""Sign, layer, indirect, support and evidence of an edge."""

_NAMES = ("sign", "layer", "indirect", "support", "evidence")
_quick: Callable[[dict[str, Any]], Attributes] = itemgetter(*_NAMES)


def _slow(data: dict[str, Any]) -> Attributes:
    sign, layer, indirect, support, evidence = (data.get(name) for name in _NAMES)
    pieces = tuple(evidence) if isinstance(evidence, list) else evidence or ()
    return sign, layer or LAYERS[0], indirect or False, support or 0.0, pieces


_PLAIN = {(int, str, bool, number, tuple) for number in (int, float)}


class Live:
    """The attributes of edges, beside what they were when they were read."""

    def __init__(self, attributes: Sequence[dict[str, Any]]) -> None:
        self._live = attributes
        self._read = _quick
        try:
            self._seen = list(map(_quick, attributes))
            forms = {tuple(map(type, seen)) for seen in self._seen}
            layers = {layer for _, layer, *_ in self._seen}
            whole = forms <= _PLAIN and layers <= set(LAYERS)
        except (KeyError, TypeError):
            whole = False
        if not whole:
            self._read = _slow
            self._seen = list(map(_slow, attributes))

    def columns(
        self, edges: Sequence[tuple[str, str, Any, dict[str, Any]]]
    ) -> tuple[Sequence[Any], ...]:
        """Sign, layer, indirect and support of every edge; raises InvalidGraph."""
        if not self._seen:
            return ((),) * 4
        problems = [
            f"edge {u} {key} {v}: {problem}"
            for u, v, key, data in edges
            for problem in edge_problems(key, data)
        ]
        if problems:
            raise InvalidGraph(problems)
        sign, layer, indirect, support, _ = zip(*self._seen, strict=True)
        return sign, layer, indirect, support

    def contradicted(self) -> list[bool]:
        """Whether some evidence of an edge does not support it."""
        return [
            bool(pieces) and any(piece.stance != "supports" for piece in pieces)
            for *_, pieces in self._seen
        ]

    def evidence(self, rows: Iterable[int]) -> list[tuple[Evidence, ...]]:
        """The evidence of edges when they were read."""
        return [self._seen[row][4] for row in rows]

    def unchanged(self, rows: Sequence[int] | None) -> bool:
        """Whether these edges (None: all) still are as they were read."""
        try:
            if rows is None:
                return list(map(self._read, self._live)) == self._seen
            now = map(self._read, map(self._live.__getitem__, rows))
            return all(map(eq, now, map(self._seen.__getitem__, rows)))
        except (KeyError, TypeError, ValueError):
            return False


def resolved(view: Readable, argument: str, name: str) -> str:
    """The id that a name means; UnknownEntity and AmbiguousEntity say for which argument."""
    try:
        return view.resolve(name)
    except (UnknownEntity, AmbiguousEntity) as error:
        raise error.but(argument=argument) from None


def resolve_all(
    view: Readable, argument: str, names: str | Collection[str], *, may_be_empty: bool = False
) -> tuple[str, ...]:
    """The ids of one name or several, each once, in their order.

    Raises InvalidQuestion for an empty list and for what is no list of names, UnknownEntity,
    AmbiguousEntity.
    """
    if isinstance(names, str):
        return (resolved(view, argument, names),)
    if isinstance(names, Mapping) or hasattr(names, "columns") or not isinstance(names, Iterable):
        raise InvalidQuestion(
            f"{argument} is a {type(names).__name__}",
            argument=argument,
            value=names,
            remedy="use a name or a list of names",
        )
    some = listed(names, argument)
    found = tuple(dict.fromkeys(resolved(view, argument, name) for name in some))
    if not found and not may_be_empty:
        raise InvalidQuestion(
            f"{argument} is empty",
            argument=argument,
            value=names,
            remedy="name at least one entity",
        )
    return found


def reader(G: Graph | Readable) -> Readable:
    """A graph or an open store, as questions read it; raises InvalidGraph for anything else."""
    check_readable(G)
    return GraphReader(G) if isinstance(G, nx.MultiDiGraph) else G


def of_one_content(question: Callable[P, Answer]) -> Callable[P, Answer]:
    """A question that reads one content: a store is not changed meanwhile by another thread, a
    graph is compared with its index once.
    """

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> Answer:
        source = args[0] if args else kwargs.get("G")
        with getattr(source, "reading", one_comparison)():
            return question(*args, **kwargs)

    return asked
