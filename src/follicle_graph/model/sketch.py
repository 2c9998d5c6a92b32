"""A graph from one line of text, for trying things out and for tests."""

from __future__ import annotations

import re

from follicle_graph.errors import SketchError
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Entity
from follicle_graph.model.graph import Graph, add_edge, build, node_attributes

_ARROWS = {"->": ("increases", 1), "-|": ("decreases", -1), "--": ("associated_with", 0)}
_STATEMENT = re.compile(r"[^;\r\n]+")
_ARROW = re.compile(r"(?:(?<=\s)|^)(->|-\||--)(?=\s|$)")


def sketch(text: str) -> Graph:
    """A small graph from text: `a -> b -| c; il 15 -- c`.

    Statements end with `;` or a newline. Arrows with spaces around them, in chains: ` -> `
    (sign +1), ` -| ` (−1), ` -- ` (0). The id is the stripped text as it stands; duplicates
    merge; self-loops are allowed; a name alone is a node; the layer is mechanism.

    Raises SketchError with the position of what cannot be read.

    >>> sorted(sketch("a -> b -| c").edges(keys=True))
    [('a', 'b', 'increases'), ('b', 'c', 'decreases')]
    """
    G = build([], [], origin="sketch")
    for statement in _STATEMENT.finditer(text):
        if statement.group().strip():
            _read_statement(G, text, statement.group(), statement.start())
    return stamp(G)


def _read_statement(G: Graph, text: str, statement: str, start: int) -> None:
    previous, arrow, begin = "", "", 0
    arrows = [*_ARROW.finditer(statement), None]
    for match in arrows:
        end = len(statement) if match is None else match.start()
        name = statement[begin:end].strip()
        position = start + begin + len(statement[begin:end]) - len(statement[begin:end].lstrip())
        if not name:
            raise SketchError(text, start + end, "an arrow without a name beside it")
        glued = re.search(r"->|-\||--|<-|\|-|[→⊣⊢←]", name)
        if glued:
            raise SketchError(text, position + glued.start(), f"{glued.group()!r} inside a name")
        if name not in G:
            G.add_node(name, **node_attributes(Entity(name, name)))
        if previous:
            predicate, sign = _ARROWS[arrow]
            add_edge(G, previous, name, predicate, sign=sign)
        if match is not None:
            previous, arrow, begin = name, match.group(1), match.end()
