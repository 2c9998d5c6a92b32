"""Which edges stand out: read from paths, an effect, names or plain edge triples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.graph import Graph, resolve

EdgeTriple = tuple[str, str, str]


@runtime_checkable
class HasEdges(Protocol):
    """A path, several paths or a graph."""

    @property
    def edges(self) -> Iterable[EdgeTriple]:
        """The edges as (u, v, key)."""


@runtime_checkable
class HasSides(Protocol):
    """An effect: what increases and what decreases."""

    @property
    def increasing(self) -> HasEdges:
        """The routes that increase."""

    @property
    def decreasing(self) -> HasEdges:
        """The routes that decrease."""


Highlight = HasEdges | HasSides | str | Iterable[HasEdges] | Iterable[EdgeTriple] | Iterable[str]


def edges_to_mark(G: Graph, highlight: Highlight | None) -> tuple[EdgeTriple, ...]:
    """The edges that a highlight means, once each, in its order; none for None.

    The name of an entity means all its edges, several names mean the edges among them.

    Raises InvalidQuestion when it means no edges or one that is not in the graph; UnknownEntity,
    AmbiguousEntity for a name.

    >>> import follicle_graph as fg
    >>> G = fg.sketch("a -> b -| c")
    >>> edges_to_mark(G, fg.effect(G, "a", "c"))
    (('a', 'b', 'increases'), ('b', 'c', 'decreases'))
    >>> edges_to_mark(G, ["c", "b"])
    (('b', 'c', 'decreases'),)
    """
    marked = tuple(dict.fromkeys(_triples(G, highlight)))
    for edge in marked:
        if not G.has_edge(*edge):
            raise InvalidQuestion(
                f"no edge {edge} to highlight; ask the graph that you draw",
                argument="highlight",
                value=edge,
            )
    return marked


def _triples(G: Graph, highlight: object) -> Iterable[EdgeTriple]:
    if highlight is None:
        return
    if isinstance(highlight, HasSides):
        yield from _triples(G, highlight.increasing.edges)
        yield from _triples(G, highlight.decreasing.edges)
    elif isinstance(highlight, HasEdges):
        yield from _triples(G, highlight.edges)
    elif isinstance(highlight, str):
        node = resolve(G, highlight)
        yield from _not_none(highlight, [e for e in G.edges(keys=True) if node in e[:2]])
    elif not isinstance(highlight, Iterable):
        raise InvalidQuestion(
            f"cannot highlight {highlight!r}; {_REMEDY}", argument="highlight", value=highlight
        )
    else:
        names = []
        for part in highlight:
            if isinstance(part, str):
                names.append(part)
            elif isinstance(part, HasEdges):
                yield from _triples(G, part.edges)
            elif (
                isinstance(part, tuple)
                and len(part) == 3
                and all(isinstance(word, str) for word in part)
            ):
                yield part
            else:
                raise InvalidQuestion(
                    f"cannot highlight {part!r}; {_REMEDY}", argument="highlight", value=part
                )
        if names:
            among = {resolve(G, name) for name in names}
            within = [edge for edge in G.edges(keys=True) if among.issuperset(edge[:2])]
            yield from _not_none(", ".join(names), within)


def _not_none(named: str, edges: list[EdgeTriple]) -> list[EdgeTriple]:
    if not edges:
        raise InvalidQuestion(
            f"no edge of {named} to highlight; name entities that edges join",
            argument="highlight",
            value=named,
        )
    return edges


_REMEDY = "use a path, paths, an effect, names, or edges as (u, v, key)"
