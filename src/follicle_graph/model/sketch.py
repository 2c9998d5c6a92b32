"""A graph from one line of text, for trying things out, and how such text is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from follicle_graph.errors import SketchError
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Entity
from follicle_graph.model.graph import Graph, add_edge, build, node_attributes
from follicle_graph.model.signs import effect_of

PREDICATE_OF = {1: "increases", -1: "decreases", 0: "associated_with"}
"""Sign of an arrow -> the predicate that it stands for."""

_STATEMENT = re.compile(r"[^;\r\n]+")
_ARROW = re.compile(
    r"(?:(?<=\s)|^)(->|-->|=>|-\||--\||=\||--|—|–)(?=\s|$)"  # these need spaces around them
    r"|\s*([→⟶⊣⟞])\s*"
)
_GLUED = re.compile(r"->|-\||--|=>|<-|\|-|[⊢←⟵]")


class Step(NamedTuple):
    """One arrow of a text, `target` and `sign` None for a name alone; `position` of the source."""

    source: str
    target: str | None
    sign: int | None
    position: int


def sketch(text: str) -> Graph:
    """A small graph from text: `a -> b -| c; il 15 -- c`.

    Statements end with `;` or a newline. Arrows may be chained: `->` or `→` raises (sign +1),
    `-|` or `⊣` lowers (−1), `--` or `—` says nothing of a direction (0); those of plain
    characters have spaces around them. The id of an entity is its text as it stands;
    duplicates merge; self-loops are allowed; a single word is an entity alone; the layer is
    mechanism.

    Parameters
    ----------
    text
        The statements.

    Returns
    -------
    networkx.MultiDiGraph
        A graph of origin `sketch`, without evidence.

    Raises
    ------
    SketchError
        With the position of what cannot be read, such as several words without an arrow.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> sorted(fg.sketch("a -> b ⊣ c").edges(keys=True))
    [('a', 'b', 'increases'), ('b', 'c', 'decreases')]
    """
    G = build([], [], origin="sketch")
    for source, target, sign, _ in steps_in(text):
        for name in (source, target):
            if name is not None and name not in G:
                G.add_node(name, **node_attributes(Entity(name, name)))
        if target is not None and sign is not None:
            add_edge(G, source, target, PREDICATE_OF[sign], sign=sign)
    return stamp(G)


def steps_in(text: str) -> Iterator[Step]:
    """The arrows of a text, one after another.

    Raises SketchError with the position of what cannot be read.

    >>> [step[:3] for step in steps_in("a -> b -| c; d")]
    [('a', 'b', 1), ('b', 'c', -1), ('d', None, None)]
    """
    if not isinstance(text, str):
        raise SketchError(repr(text), 0, f"a {type(text).__name__} is no text")
    for statement in _STATEMENT.finditer(text):
        if statement.group().strip():
            yield from _steps_of(text, statement.group(), statement.start())


def _steps_of(text: str, statement: str, start: int) -> Iterator[Step]:
    arrows = list(_ARROW.finditer(statement))
    begins = [0, *(arrow.end() for arrow in arrows)]
    ends = [*(arrow.start() for arrow in arrows), len(statement)]
    names = []
    for begin, end in zip(begins, ends, strict=True):
        part = statement[begin:end]
        position = start + begin + len(part) - len(part.lstrip())
        if not part.strip():
            raise SketchError(
                text, min(start + end, len(text)), "an arrow without a name beside it"
            )
        glued = _GLUED.search(part.strip())
        if glued:
            raise SketchError(text, position + glued.start(), f"{glued.group()!r} inside a name")
        names.append((part.strip(), position))
    if not arrows:
        name, position = names[0]
        if len(name.split()) > 1:
            raise SketchError(text, position, f"no arrow in {name!r:.60}")
        yield Step(name, None, None, position)
    for arrow, (source, position), (target, _) in zip(arrows, names, names[1:], strict=False):
        yield Step(source, target, _sign_of(arrow.group().strip()), position)


def _sign_of(arrow: str) -> int:
    effect = effect_of(arrow)
    return 0 if effect is None or arrow == "–" else effect.sign
