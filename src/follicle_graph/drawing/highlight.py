"""Which edges stand out: read from paths, an effect or plain edge triples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from follicle_graph.errors import InvalidQuestion
from follicle_graph.graph import Graph

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


Highlight = HasEdges | HasSides | Iterable[HasEdges] | Iterable[EdgeTriple]


def edges_to_mark(G: Graph, highlight: Highlight | None) -> tuple[EdgeTriple, ...]:
    """The edges that a highlight names, once each, in its order; none for None.

    Raises InvalidQuestion when it names no edges or one that is not in the graph.

    >>> import follicle_graph as fg
    >>> G = fg.sketch("a -> b -| c")
    >>> edges_to_mark(G, fg.effect(G, "a", "c"))
    (('a', 'b', 'increases'), ('b', 'c', 'decreases'))
    """
    marked = tuple(dict.fromkeys(_triples(highlight)))
    for edge in marked:
        if not G.has_edge(*edge):
            raise InvalidQuestion(f"no edge {edge} to highlight; ask the graph that you draw")
    return marked


def _triples(highlight: object) -> Iterable[EdgeTriple]:
    if highlight is None:
        return
    if isinstance(highlight, HasSides):
        yield from _triples(highlight.increasing.edges)
        yield from _triples(highlight.decreasing.edges)
    elif isinstance(highlight, HasEdges):
        yield from _triples(highlight.edges)
    elif isinstance(highlight, str) or not isinstance(highlight, Iterable):
        raise InvalidQuestion(f"cannot highlight {highlight!r}; {_REMEDY}")
    else:
        for part in highlight:
            if isinstance(part, tuple) and len(part) == 3 and all(isinstance(x, str) for x in part):
                yield part
            elif isinstance(part, HasEdges):
                yield from _triples(part.edges)
            else:
                raise InvalidQuestion(f"cannot highlight {part!r}; {_REMEDY}")


_REMEDY = "use a path, paths, an effect, or edges as (u, v, key)"
