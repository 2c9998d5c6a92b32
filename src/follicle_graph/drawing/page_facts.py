"""What the page knows: facts, looks and places as rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from follicle_graph import vocabulary
from follicle_graph.drawing import look
from follicle_graph.drawing.content import caption
from follicle_graph.drawing.highlight import EdgeTriple
from follicle_graph.drawing.layout import Layout, lane_lines
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.drawing.text import label_lines
from follicle_graph.errors import InvalidQuestion
from follicle_graph.facts import Evidence
from follicle_graph.graph import Graph, digest, entities_of


def page_facts(
    G: Graph,
    views: Sequence[tuple[str, Graph, Layout]],
    marked: Iterable[EdgeTriple],
    title: str,
    overlays: Sequence[Overlay] = (),
) -> dict[str, Any]:
    """Everything that the page knows, as rows of plain values; repeated values stand once.

    Entities and edges are numbered in the order of their ids, as questions order them.
    """
    entities = sorted(entities_of(G), key=lambda one: one.id)
    number = {one.id: index for index, one in enumerate(entities)}
    pieces: dict[Evidence, int] = {}
    supports: dict[float, int] = {}
    edges: list[list[Any]] = []
    place_of: dict[EdgeTriple, int] = {}
    for u, v, key in sorted(G.edges(keys=True)):
        data = G.edges[u, v, key]
        place_of[u, v, key] = len(edges)
        flags = bool(data.get("indirect")) + 2 * bool(data.get("contradicted"))
        flags += 4 * look.is_mark(key, data.get("layer"))
        rank = supports.setdefault(float(data.get("support") or 0.0), len(supports))
        found = [pieces.setdefault(piece, len(pieces)) for piece in data.get("evidence") or ()]
        layer = data.get("layer") or "mechanism"
        sign = int(data.get("sign", 0))
        edges.append([number[u], number[v], key, sign, layer, flags, rank, found])
    references = list(dict.fromkeys(piece.reference for piece in pieces if piece.reference))
    return {
        "title": title,
        "origin": G.graph.get("origin", ""),
        "digest": digest(G),
        "looks": _looks(),
        "supports": [
            [value, round(look.line_width(value), 3), round(look.opacity(value), 3)]
            for value in supports
        ],
        "nodes": [
            [
                one.id,
                one.label,
                one.short_label,
                label_lines(caption(G, one.id)),
                one.kind,
                one.lane,
                one.curie,
                one.synonyms,
                one.definition,
            ]
            for one in entities
        ],
        "edges": edges,
        "evidence": _evidence_rows(pieces, references, number),
        "references": [_reference_row(reference) for reference in references],
        "views": [_view(name, shown, place, number, place_of) for name, shown, place in views],
        "highlight": [place_of[edge] for edge in marked],
        "overlays": [_overlay_row(one, number) for one in overlays],
        "weights": dict(vocabulary.grades()),
        "layers": vocabulary.LAYERS,
        "lanes": vocabulary.lanes(),
        "laneLines": {lane: lane_lines(lane) for lane in {one.lane for one in entities}},
    }


def _looks() -> dict[str, Any]:
    kinds = {kind: [one.name, one.shape, one.fill, one.border] for kind, one in look.KINDS.items()}
    other = look.kind(None)
    kinds[""] = [other.name, other.shape, other.fill, other.border]
    return {
        "kinds": kinds,
        "signs": _signs(look.SIGNS),
        "marks": _signs(look.MARKS),
        "dashes": [
            look.dash(indirect=bool(flags & 1), contradicted=bool(flags & 2)) for flags in range(4)
        ],
        "scale": [look.diverging(step / 10) for step in range(-10, 11)],
        "light": {
            "paper": look.PAPER,
            "ink": look.INK,
            "quiet": look.MUTED,
            "faded": look.FADED,
            "lanes": look.LANE_FILLS,
            "lines": {},
            "faint": 0.17,
        },
        "dark": {**look.DARK, "faint": 0.25},
    }


def _overlay_row(over: Overlay, number: Mapping[str, int]) -> dict[str, Any]:
    values = [
        [number[node], value, look.diverging(value / over.limit)]
        for node, value in over.values.items()
    ]
    return {"name": over.name, "limit": over.limit, "values": values}


def _signs(looks: Mapping[int, look.EdgeLook]) -> dict[str, list[str]]:
    return {str(sign): [one.name, one.color, one.head] for sign, one in looks.items()}


def _evidence_rows(
    pieces: Iterable[Evidence], references: Sequence[str], number: Mapping[str, int]
) -> list[list[Any]]:
    """Rows of id, reference, stance, grade, status, species, diseases, tissue, route, summary,
    note, eco, claims.
    """
    index = {reference: i for i, reference in enumerate(references)}
    return [
        [
            piece.id,
            index[piece.reference] if piece.reference else -1,
            piece.stance,
            piece.grade,
            piece.status,
            piece.species,
            [number.get(one, one) for one in piece.disease],
            piece.tissue,
            piece.route or "",
            piece.summary,
            piece.note,
            piece.eco,
            piece.claims,
        ]
        for piece in pieces
    ]


def _reference_row(reference: str) -> list[str]:
    known = vocabulary.references().get(reference)
    return [reference, vocabulary.url(reference) or "", known.citation if known else ""]


def _view(
    name: str,
    G: Graph,
    place: Layout,
    number: Mapping[str, int],
    place_of: Mapping[EdgeTriple, int],
) -> dict[str, Any]:
    missing: list[Any] = [node for node in G if node not in place.boxes]
    missing += [edge for edge in G.edges(keys=True) if edge not in place.routes]
    if missing:
        raise InvalidQuestion(
            f"the layout has no place for {missing[0]!r}; make it with `layout(G)` of what is shown"
        )
    return {
        "name": name,
        "size": [_short(place.width), _short(place.height)],
        "lanes": [[lane_lines(lane), *map(_short, box)] for lane, box in place.lanes.items()],
        "nodes": [[number[node], *map(_short, place.boxes[node])] for node in G],
        "edges": [
            [place_of[edge], *(_short(one) for point in place.routes[edge] for one in point)]
            for edge in G.edges(keys=True)
        ],
    }


def _short(value: float) -> float:
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded
