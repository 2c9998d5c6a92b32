"""One entity as a bar and its neighbours as lists beside it, lane by lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.curves import Curve, line
from follicle_graph.drawing.layout.lane_layers import EdgeTriple
from follicle_graph.drawing.layout.layout import PAGE_WIDTH, Layout, Note
from follicle_graph.drawing.layout.layout_input import Node, content_of, rank
from follicle_graph.drawing.layout.sizes import Box, node_size
from follicle_graph.drawing.layout.stacking import GUTTER, PAD, caption_height
from follicle_graph.drawing.layout.text import text_width
from follicle_graph.drawing.shapes import half_width
from follicle_graph.model import vocabulary
from follicle_graph.model.graph import Graph

ONE_SIDE = 28
"""Neighbours that stand at one side of the bar; more stand at both."""

LONGEST_LISTED = 19
"""Characters of a line of a label in a list, about."""

NOTE_SIZE = 7.0
"""Size of the words beside a neighbour in points."""

Words = Mapping[EdgeTriple, Sequence[str]]
"""What is said of each edge, the most important first."""

_EDGE, _LANE_GAP, _ROW_GAP, _PER_EDGE, _ASIDE = 3.0, 3.0, 3.0, 9.0, 7.0
_ARROW, _SHORT_ARROW = 62.0, 34.0
"""Points of an edge, with neighbours at one side or at both."""


def list_layout(G: Graph, entity: str, words: Words) -> Layout:
    """An entity as a tall bar, its neighbours in a column beside it, in the lanes of the atlas.

    All edges are straight and level. Inside a lane the best supported neighbours come first.
    More than 28 neighbours stand at both sides of the bar.

    Parameters
    ----------
    G
        The entity, its neighbours, and no edges but those between it and them.
    entity
        Its id.
    words
        What is said of each edge, the most important first; as much is shown as has space.

    >>> import follicle_graph as fg
    >>> plan = list_layout(fg.sketch("drug -| a; drug -> b; c -> drug"), "drug", {})
    >>> len({plan.boxes[node].x for node in "abc"})
    1
    """
    nodes = {node.id: node for node in content_of(G).nodes}
    edges: dict[str, list[EdgeTriple]] = {}
    best: dict[str, float] = {}
    for u, v, key, data in sorted(G.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        other = v if u == entity else u
        edges.setdefault(other, []).append((u, v, key))
        best[other] = max(best.get(other, 0.0), float(data.get("support") or 0.0))
    others = [node for node in nodes if node != entity]
    others.sort(key=lambda node: (-best.get(node, 0.0), nodes[node].caption, node))
    widest = max(
        (node_size(nodes[node], longest=LONGEST_LISTED)[0] for node in others), default=0.0
    )
    bar = node_size(nodes[entity])[0]
    gutter = GUTTER if any(nodes[node].lane for node in others) else 0.0
    sides = (-1, 1) if len(others) > ONE_SIDE else (1,)
    arrow = _SHORT_ARROW if len(sides) > 1 else _ARROW
    middle = (gutter + PAGE_WIDTH) / 2 if len(sides) > 1 else gutter + 10 + bar / 2
    placed, lanes, height = _rows(others, nodes, edges, sides, gutter)
    height = max(height, node_size(nodes[entity])[1] + 4 * _EDGE)
    tall = height - 4 * _EDGE
    boxes = {entity: Box(middle, height / 2, bar, tall)}
    curves: dict[EdgeTriple, Curve] = {}
    notes: dict[str, Note] = {}
    for node, (side, y) in placed.items():
        column = middle + side * (bar / 2 + arrow + widest / 2)
        boxes[node] = Box(column, y, widest, node_size(nodes[node], longest=LONGEST_LISTED)[1])
        for number, edge in enumerate(edges.get(node, ())):
            dy = (number - (len(edges[node]) - 1) / 2) * _PER_EDGE
            half = half_width(look.kind(nodes[node].kind).shape, boxes[node][2:], dy)
            own = half_width(look.kind(nodes[entity].kind).shape, (bar, tall), y + dy - height / 2)
            ends = ((middle + side * own, y + dy), (column - side * half, y + dy))
            curves[edge] = line(*(ends if edge[0] == entity else ends[::-1]))
        start = column + side * (widest / 2 + _ASIDE)
        space = PAGE_WIDTH - _ASIDE - start if side > 0 else start - gutter - 4.0
        said = tuple(_fitting(words.get(edge, ()), space) for edge in edges.get(node, ()))
        notes[node] = Note(start, side < 0, said)
    for number, edge in enumerate(edges.get(entity, ())):
        curves[edge] = _loop(middle + bar / 2, height - 6 * _EDGE - 12.0 * number)
    return Layout(
        MappingProxyType({node: _rounded(box) for node, box in boxes.items()}),
        MappingProxyType({edge: (*curve[::3],) for edge, curve in curves.items()}),
        MappingProxyType(lanes),
        round(PAGE_WIDTH, 2),
        round(height, 2),
        gutter,
        curves=MappingProxyType(curves),
        notes=MappingProxyType(notes),
    )


def _rows(
    others: Sequence[str],
    nodes: Mapping[str, Node],
    edges: Mapping[str, Sequence[EdgeTriple]],
    sides: Sequence[int],
    gutter: float,
) -> tuple[dict[str, tuple[int, float]], dict[str, Box], float]:
    """Neighbour -> side and height, the lanes around them, and the height of all."""
    order = vocabulary.lanes()
    gap, pad = _ROW_GAP / len(sides), PAD - 2.0 * (len(sides) > 1)
    placed: dict[str, tuple[int, float]] = {}
    lanes: dict[str, Box] = {}
    top = _EDGE
    for lane in sorted({nodes[node].lane for node in others}, key=lambda one: rank(one, order)):
        members = [node for node in others if nodes[node].lane == lane]
        tall = {node: _tall(nodes[node], len(edges.get(node, ()))) + gap for node in members}
        columns = _halves(members, tall) if len(sides) > 1 else [members]
        most = max(sum(map(tall.__getitem__, some)) - gap for some in columns)
        if lane:
            most = max(most, caption_height(lane, gutter) - pad)
        for side, some in zip(sides[-len(columns) :], columns, strict=True):
            spare = most - sum(map(tall.__getitem__, some)) + gap
            y = top + pad + spare / 2
            for node in some:
                placed[node] = (side, y + (tall[node] - gap) / 2)
                y += tall[node]
        high = most + 2 * pad
        if lane:
            lanes[lane] = _rounded(Box(PAGE_WIDTH / 2, top + high / 2, PAGE_WIDTH, high))
        top += high + _LANE_GAP
    return placed, lanes, top - _LANE_GAP + _EDGE


def _halves(members: Sequence[str], tall: Mapping[str, float]) -> list[Sequence[str]]:
    """The members in two columns of about the same height, or in one if there is one member."""
    half = sum(map(tall.__getitem__, members)) / 2
    count = 1
    while count < len(members) and sum(map(tall.__getitem__, members[: count + 1])) <= half + 9:
        count += 1
    return [some for some in (members[:count], members[count:]) if some]


def _tall(node: Node, edges: int) -> float:
    return max(node_size(node, longest=LONGEST_LISTED)[1], _PER_EDGE * edges + 2)


def _fitting(words: Sequence[str], space: float) -> str:
    """As many words as fit into this many points; the first always stands."""
    kept = list(words)
    while len(kept) > 1 and text_width(", ".join(kept), NOTE_SIZE) > space:
        kept.pop()
    return ", ".join(kept)


def _loop(x: float, y: float) -> Curve:
    """An edge of the bar to itself, at its right border."""
    return ((x, y), (x + 26, y), (x + 26, y + 8), (x, y + 8))


def _rounded(box: Box) -> Box:
    return Box(*(round(value, 2) for value in box))
