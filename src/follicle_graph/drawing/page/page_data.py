"""What the page knows: facts, looks and places as columns of plain values."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np

from follicle_graph.drawing import look
from follicle_graph.drawing.highlight import EdgeTriple
from follicle_graph.drawing.layout.lane_layers import SLOT
from follicle_graph.drawing.layout.layout import Layout
from follicle_graph.drawing.layout.stacking import lane_lines
from follicle_graph.drawing.layout.straight import StraightRoutes
from follicle_graph.drawing.layout.text import label_lines
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model import vocabulary
from follicle_graph.model.digest import digest_of
from follicle_graph.model.diseases import narrower_than, other_diseases
from follicle_graph.model.facts import PIECE, Flat
from follicle_graph.model.graph import Graph, edges_in_order

Column = list[Any] | dict[str, Any]
"""Values one by one, or `of` distinct values and `at` which of them each row has (0: the first)."""

_POPULAR = ("popular article",)
_GRADE, _DISEASE = PIECE.index("grade"), PIECE.index("disease")


def page_facts(
    G: Graph,
    read: Flat,
    views: Sequence[tuple[str, Graph, Layout]],
    marked: Iterable[EdgeTriple],
    title: str,
    overlays: Sequence[Overlay] = (),
    *,
    grouped: bool = False,
    backbones: Mapping[str, Sequence[EdgeTriple]] | None = None,
) -> dict[str, Any]:
    """Everything that the page knows, as columns of plain values; each distinct value once.

    `read`: the graph, read already. `grouped`: whether the page offers the whole graph in groups.
    `backbones`: name of a view -> edges that carry its story.
    Entities and edges are numbered in the order of their ids, as questions order them.
    """
    groups = "Whole atlas" if G.graph.get("origin") == "curated" else "Groups"
    number = {node: index for index, (node, _) in enumerate(read.nodes)}
    nodes = _node_columns(read.nodes)
    every = tuple(zip(read.source, read.target, read.key, strict=True))
    place_of = {edge: place for place, edge in enumerate(every)}
    edges, pieces, supports = _edge_columns(read, number)
    evidence, references = _evidence_columns(pieces, number)
    return {
        "title": title,
        "origin": G.graph.get("origin", ""),
        "digest": digest_of(read),
        "looks": _looks(),
        "supports": [
            [value, round(look.line_width(value), 3), round(look.opacity(value), 3)]
            for value in supports
        ],
        "nodes": nodes,
        "edges": edges,
        "evidence": evidence,
        "references": _reference_columns(references),
        "views": [
            _view(
                name,
                every if shown is G else tuple([edge[:3] for edge in edges_in_order(shown)]),
                {node: number[node] for node in sorted(shown)},
                place,
                place_of,
                (backbones or {}).get(name, ()),
            )
            for name, shown, place in views
        ],
        "own": {
            "nodes": [number[node] for node, data in read.nodes if data.get("origin") == look.OWN],
            "edges": [
                place_of[u, v, str(key)]
                for u, v, key, data in G.edges(keys=True, data=True)
                if data.get("origin") == look.OWN
            ],
        },
        "highlight": [place_of[edge] for edge in marked],
        "overlays": [_overlay_row(one, number) for one in overlays],
        "weights": dict(vocabulary.grades()),
        "markers": sorted(vocabulary.MARKERS),
        "popular": [grade for grade in _POPULAR if any(piece[_GRADE] == grade for piece in pieces)],
        "humanGrades": sorted(vocabulary.HUMAN_GRADES),
        "diseases": sorted(number[node] for node in other_diseases(G)),
        "narrower": _narrower(G, number, {one for piece in pieces for one in piece[_DISEASE]}),
        "grouped": grouped,
        "groups": groups,
        "aside": SLOT,
        "layers": vocabulary.LAYERS,
        "lanes": vocabulary.lanes(),
        "laneLines": {
            lane: lane_lines(lane) for lane in dict.fromkeys(values_of(nodes["lane"], len(G)))
        },
    }


def _narrower(G: Graph, number: Mapping[str, int], named: set[str]) -> dict[str, list[int]]:
    """Disease -> the narrower ones in the graph, where there are any; `named` in evidence."""
    known = named | {node for node, data in G.nodes(data=True) if data.get("kind") == "disease"}
    found = {}
    for node in sorted(known):
        below = sorted(number[one] for one in narrower_than(G, [node]) - {node} if one in number)
        if below:
            found[node] = below
    return found


def value_at(column: Column, row: int) -> Any:
    """The value that a column has in a row.

    >>> value_at({"of": ["a", "b"], "at": [0, 1, 1]}, 2), value_at({"of": ["a"], "at": 0}, 2)
    ('b', 'a')
    """
    if isinstance(column, list):
        return column[row]
    return column["of"][column["at"][row] if column["at"] else 0]


def values_of(column: Column, count: int) -> Sequence[Any]:
    """The values of a column of `count` rows, one by one.

    >>> values_of({"of": ["a", "b"], "at": [0, 1, 1]}, 3), values_of({"of": ["a"], "at": 0}, 2)
    (['a', 'b', 'b'], ['a', 'a'])
    """
    if isinstance(column, list):
        return column
    return [column["of"][at] for at in column["at"] or [0] * count]


def _column(values: Sequence[Hashable]) -> Column:
    """A column in the shorter of its two forms."""
    if values and values.count(values[0]) == len(values):
        return {"of": [values[0]], "at": 0}
    distinct = list(dict.fromkeys(values))
    if 2 * len(distinct) > len(values):
        return list(values)
    place = {value: index for index, value in enumerate(distinct)}
    return {"of": distinct, "at": [place[value] for value in values]}


def _node_columns(nodes: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Column]:
    """Columns of entities; `brief` and `lines` hold None where they say what `label` says."""
    ids, datas = [node for node, _ in nodes], [data for _, data in nodes]
    labels = [data.get("label") or node for node, data in zip(ids, datas, strict=True)]
    brief = [str(data.get("short_label") or one) for one, data in zip(labels, datas, strict=True)]
    return {
        "id": ids,
        "label": labels,
        "brief": _column([None if a == b else a for a, b in zip(brief, labels, strict=True)]),
        "lines": _column([None if some == (one,) else some
                          for some, one in zip(map(label_lines, brief), brief, strict=True)]),
        "kind": _column([data.get("kind") or "" for data in datas]),
        "lane": _column([data.get("lane") or "" for data in datas]),
        "curie": _column([data.get("curie") for data in datas]),
        "synonyms": _column([tuple(data.get("synonyms") or ()) for data in datas]),
        "definition": _column([data.get("definition") or "" for data in datas]),
    }  # fmt: skip


def _edge_columns(
    read: Flat, number: Mapping[str, int]
) -> tuple[dict[str, Column], Sequence[tuple[Any, ...]], Sequence[float]]:
    """Columns of edges, then the distinct pieces of evidence and supports that they number.

    `flags`: 1 indirect, 2 contradicted, 4 a mark and no influence.
    """
    looks = list(zip(read.key, read.layer, strict=True))
    mark = {one: 4 * look.is_mark(*one) for one in set(looks)}
    flags = [
        mark[one] + indirect + 2 * contradicted
        for one, indirect, contradicted in zip(looks, read.indirect, read.contradicted, strict=True)
    ]
    supports, rank = _numbered(read.support)
    pieces, numbers = _numbered(read.pieces)
    columns = {
        "source": [number[node] for node in read.source],
        "target": [number[node] for node in read.target],
        "predicate": _column(read.key),
        "sign": _column(read.sign),
        "layer": _column(read.layer),
        "flags": _column(flags),
        "rank": _column(rank),
        "evidence": [
            numbers[start:end] for start, end in pairwise(accumulate(read.findings, initial=0))
        ],
    }
    return columns, pieces, supports


def _numbered(values: Sequence[Hashable]) -> tuple[list[Any], list[int]]:
    """The distinct values, and for each value which of them it is."""
    place: dict[Hashable, int] = {}
    numbers = [place.setdefault(value, len(place)) for value in values]
    return list(place), numbers


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
        "unsure": [look.UNSURE_FILL, look.UNSURE_STRIPES],
        "scale": [look.diverging(step / 10) for step in range(-10, 11)],
        "light": {
            "paper": look.PAPER,
            "ink": look.INK,
            "quiet": look.MUTED,
            "faded": look.FADED,
            "lanes": look.LANE_FILLS,
            "lines": {},
            "faint": 0.17,
            "band": look.BAND,
            "rail": look.RAIL_FILL,
        },
        "dark": {**look.DARK, "faint": 0.25, "band": "#5a4a1c", "rail": "#201d12"},
    }


def _overlay_row(over: Overlay, number: Mapping[str, int]) -> dict[str, Any]:
    values = [
        [number[node], value, look.diverging(value / over.limit)]
        for node, value in over.values.items()
    ]
    return {
        "name": over.name,
        "limit": over.limit,
        "values": values,
        "ends": over.ends,
        "tags": [[number[node], words] for node, words in over.tags.items()],
        "unsure": [[number[node], words] for node, words in over.unsure.items()],
        "held": sorted(number[node] for node in over.held),
        "heldAs": over.held_as,
    }


def _signs(looks: Mapping[int, look.EdgeLook]) -> dict[str, list[str]]:
    return {str(sign): [one.name, one.color, one.head] for sign, one in looks.items()}


def _evidence_columns(
    pieces: Sequence[tuple[Any, ...]], number: Mapping[str, int]
) -> tuple[dict[str, Column], list[str]]:
    """Columns of evidence, and the references that they number; -1 where there is none."""
    values = zip(*pieces, strict=True) if pieces else ((),) * len(PIECE)
    columns: dict[str, Sequence[Any]] = dict(zip(PIECE, values, strict=True))
    references = list(dict.fromkeys(filter(None, columns["reference"])))
    index: dict[str | None, int] = {reference: i for i, reference in enumerate(references)}
    columns["reference"] = [index.get(one, -1) for one in columns["reference"]]
    columns["disease"] = [tuple(number.get(x, x) for x in one) for one in columns["disease"]]
    columns["route"] = [one or "" for one in columns["route"]]
    return {name: _column(values) for name, values in columns.items()}, references


_FIELDS = ("key", "authors", "title", "journal", "year", "volume", "pages", "pmid", "doi")


def _reference_columns(references: Sequence[str]) -> dict[str, Column]:
    """Columns of papers: id, address, and the fields that reference managers take.

    The page puts the citation together from the fields, and takes from the id (`fieldsOf` in
    `references.js`) the field that the id states.
    """
    known = vocabulary.references()
    found = {name: [_field(known.get(one), name) for one in references] for name in _FIELDS}
    for name in ("pmid", "doi"):
        found[name] = [
            "" if one == f"{name.upper()}:{value}" else value
            for one, value in zip(references, found[name], strict=True)
        ]
    addresses = [vocabulary.url(one) or "" for one in references]
    columns = {"url": addresses, **found}
    return {"id": list(references), **{name: _column(each) for name, each in columns.items()}}


def _field(paper: vocabulary.Reference | None, name: str) -> str:
    """A field of a paper as text; empty where it is not known."""
    return str(getattr(paper, name) or "") if paper else ""


def _view(
    name: str,
    edges: Sequence[EdgeTriple],
    nodes: Mapping[str, int],
    place: Layout,
    place_of: Mapping[EdgeTriple, int],
    backbone: Sequence[EdgeTriple],
) -> dict[str, Any]:
    """Places in tenths of a point.

    Edges have `curves` (cubic Béziers: a start, then three points for each piece) or `lines`
    (points joined by lines); where both are None they are straight lines that the page works out.
    """
    routes = place.routes
    straight = isinstance(routes, StraightRoutes)
    curves: Mapping[EdgeTriple, Sequence[tuple[float, float]]] = getattr(place, "curves", {})
    missing: list[Any] = [node for node in nodes if node not in place.boxes]
    if not (isinstance(routes, StraightRoutes) and routes.edges == edges):
        missing += [edge for edge in edges if edge not in routes]
    if missing:
        raise InvalidQuestion(
            f"the layout has no place for {missing[0]!r}",
            argument="layout",
            value=missing[0],
            remedy="make it with `layout(G)` of what is shown",
        )
    boxes = chain.from_iterable(map(place.boxes.__getitem__, nodes))
    x, y, width, height = _tenths(list(boxes)).reshape(-1, 4).T.tolist()
    return {
        "name": name,
        "size": _tenths([place.width, place.height]).tolist(),
        "lanes": [
            [lane_lines(lane), *_tenths(box).tolist()] for lane, box in place.lanes.items()
        ],
        "nodes": {
            "at": list(nodes.values()),
            "x": x,
            "y": y,
            "width": _column(width),
            "height": _column(height),
        },
        "edges": [place_of[edge] for edge in edges],
        "backbone": [place_of[edge] for edge in backbone],
        "rail": _tenths(place.rail).tolist() if place.rail else None,
        "lines": None if straight or curves else [
            _tenths(routes[edge]).ravel().tolist() for edge in edges
        ],
        "curves": [_tenths(curves[edge]).ravel().tolist() for edge in edges] if curves else None,
    }  # fmt: skip


def _tenths(points: Sequence[Any]) -> Any:
    return np.rint(10.0 * np.array(points, float)).astype(int)
