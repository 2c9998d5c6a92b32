"""Slow, obvious twins of the clever algorithms."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, fields, replace
from itertools import combinations, pairwise, permutations, product
from math import prod
from operator import itemgetter
from typing import Any, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from follicle_graph.drawing.layout.layout_input import Content
from follicle_graph.model.facts import Evidence, Flat, evidence_record
from follicle_graph.model.graph import Graph, evidence_key
from follicle_graph.model.row_meaning import MEANING_COLUMNS, meaning_of_row
from follicle_graph.model.support import edge_support
from follicle_graph.model.vocabulary import predicates
from follicle_graph.simulation.network import Network

MARKERS = ("associated_with", "has_increased_marker", "is_a", "part_of")
"""The predicates of these tests that carry no effect."""


class Found(NamedTuple):
    """A path as the twins know it."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str, str], ...]
    sign: int
    support: float
    indirect: bool
    others: int


def paths(
    G: Graph,
    source: str,
    target: str,
    max_hops: int,
    *,
    via: Collection[str] = (),
    avoid: Collection[str] = (),
    layers: Collection[str] | None = ("mechanism",),
    sign: int | None = None,
    shortcuts: bool = True,
    unsigned: bool = False,
) -> list[Found]:
    """Every simple path, best first, by trying every sequence of nodes and of parallel edges.

    The same source and target give the simple cycles through that node.
    """
    inner = sorted(set(G) - {source, target} - set(avoid))
    found = []
    for length in range(min(max_hops, len(inner) + 1)):
        for middle in permutations(inner, length):
            if set(via) <= {source, target, *middle}:
                nodes = (source, *middle, target)
                found += _along(G, nodes, layers, sign, shortcuts, unsigned)
    return sorted(found, key=lambda p: (len(p.edges), p.indirect, -p.support, p.nodes, p.edges))


def _along(
    G: Graph,
    nodes: tuple[str, ...],
    layers: Collection[str] | None,
    sign: int | None,
    shortcuts: bool,
    unsigned: bool,
) -> list[Found]:
    steps = [
        [
            (u, v, key)
            for key, data in (G[u][v].items() if G.has_edge(u, v) else ())
            if (layers is None or data["layer"] in layers)
            and (shortcuts or not data["indirect"])
            and (data["sign"] or (unsigned and key not in ("no_effect_on", "disputed_effect_on")))
            and key not in MARKERS
        ]
        for u, v in pairwise(nodes)
    ]
    by_sign: dict[int, list[Found]] = {}
    for edges in product(*steps):
        data = [G.edges[edge] for edge in edges]
        product_ = prod(one["sign"] for one in data)
        support = min(one["support"] for one in data)
        indirect = any(one["indirect"] for one in data)
        by_sign.setdefault(product_, []).append(Found(nodes, edges, product_, support, indirect, 0))
    return [
        min(group, key=lambda p: (-p.support, p.edges))._replace(others=len(group) - 1)
        for value, group in by_sign.items()
        if sign in (None, value)
    ]


def cycles(G: Graph, max_hops: int, **question: Any) -> list[Found]:
    """Every simple cycle, best first, each begun at the first of its nodes."""
    found = [
        loop
        for node in G
        for loop in paths(G, node, node, max_hops, **question)
        if min(loop.nodes) == node
    ]
    return sorted(found, key=lambda p: (len(p.edges), p.indirect, -p.support, p.nodes, p.edges))


def verdict(G: Graph, source: str, target: str, max_hops: int) -> str:
    """The direction of an effect, by its definition."""
    direct = {p.sign for p in paths(G, source, target, 1)}
    clinical = {p.sign for p in paths(G, source, target, 1, layers=("clinical",))}
    if clinical and not direct:
        null = any(
            data["layer"] == "clinical" and key in ("no_effect_on", "disputed_effect_on")
            for key, data in G[source][target].items()
        )
        direct = clinical | ({0} if null else set())
    signs = direct or {p.sign for p in paths(G, source, target, max_hops)}
    if len(signs) > 1:
        return "ambiguous"
    return {1: "increase", -1: "decrease"}[signs.pop()] if signs else "none"


def signed_walks(G: Graph, source: str, most: int) -> dict[tuple[str, int], int]:
    """(node, sign) -> fewest hops of a walk of that sign, by taking every step again and again."""
    at = {(source, 1)}
    fewest: dict[tuple[str, int], int] = {}
    for hops in range(1, most + 1):
        at = {
            (v, sign * data["sign"])
            for node, sign in at
            for _, v, key, data in G.out_edges(node, keys=True, data=True)
            if data["sign"] and data["layer"] == "mechanism" and key not in MARKERS
        }
        for state in at:
            fewest.setdefault(state, hops)
    return fewest


def contradicting(G: Graph) -> dict[tuple[str, str], set[str]]:
    """Ordered pair -> opposed, null, disputed; by comparing every edge with every other."""
    found: dict[tuple[str, str], set[str]] = {}
    names = {"refutes": "null", "disputes": "disputed"}
    for u, v, _, one in G.edges(keys=True, data=True):
        if one["sign"]:
            for piece in one["evidence"]:
                if piece.stance in names and _supported(one):
                    found.setdefault((u, v), set()).add(names[piece.stance])
        for a, b, key, other in G.edges(keys=True, data=True):
            if (a, b) == (u, v) and one["sign"] and _supported(one):
                if one["sign"] * other["sign"] < 0 and _supported(other):
                    found.setdefault((u, v), set()).add("opposed")
                if key in ("no_effect_on", "ineffective_for"):
                    found.setdefault((u, v), set()).add("null")
                if key == "disputed_effect_on":
                    found.setdefault((u, v), set()).add("disputed")
    return found


def _supported(data: dict[str, Any]) -> bool:
    return not data["evidence"] or any(p.stance == "supports" for p in data["evidence"])


def isotonic(values: list[float]) -> list[float]:
    """Isotonic regression by its min-max formula."""
    many = range(len(values))

    def mean(first: int, last: int) -> float:
        return sum(values[first : last + 1]) / (last + 1 - first)

    return [max(min(mean(a, b) for b in many[i:]) for a in many[: i + 1]) for i in many]


Links = list[tuple[int, int, float]]


def weight_up_to(links: Links, many_above: int, many_below: int) -> list[list[float]]:
    """The weight of links with fewer than i places at their left above, fewer than j below."""
    return [
        [sum(w for a, b, w in links if a < i and b < j) for j in range(many_below + 1)]
        for i in range(many_above + 1)
    ]


def weighted_crossings(links: Links) -> float:
    """The products of the weights of all pairs of links that cross, summed."""
    return sum(
        w * v for k, (a, b, w) in enumerate(links) for c, d, v in links[:k] if (a - c) * (b - d) < 0
    )


def nearest_walks(
    edges: list[tuple[str, str, int]], source: str, reach: int
) -> dict[tuple[str, int], int]:
    """Entity and sign of a walk that ends there -> hops of the shortest one, all tried."""
    found: dict[tuple[str, int], int] = {}
    walks = [(source, 1)]
    for hops in range(reach + 1):
        for walk in walks:
            found.setdefault(walk, hops)
        walks = sorted({(v, sign * s) for node, sign in walks for u, v, s in edges if u == node})
    return found


def digest(G: Graph) -> str:
    """The digest, each line made as one JSON list."""

    def line(value: object) -> str:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return unicodedata.normalize("NFC", text)

    lines = []
    for node, data in G.nodes(data=True):
        names = sorted(unicodedata.normalize("NFC", name) for name in data["synonyms"])
        own = [data[name] for name in ("label", "kind", "lane", "curie")]
        lines.append(line(["node", node, *own, names, data["definition"]]))
    for u, v, key, data in G.edges(keys=True, data=True):
        pieces = sorted(line(list(astuple(piece))) for piece in data["evidence"])
        own = [data[name] for name in ("sign", "layer", "indirect")]
        lines.append(line(["edge", u, key, v, *own, pieces]))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def flat(G: Graph) -> list[tuple[Any, ...]]:
    """Each node and each edge by itself, in the order of ids, what is missing filled in."""
    rows: list[tuple[Any, ...]] = [(node, dict(G.nodes[node])) for node in sorted(G)]
    for u, v, key in sorted(G.edges(keys=True)):
        data = G.edges[u, v, key]
        rows.append(
            (
                u,
                v,
                key,
                int(data["sign"]),
                data.get("layer") or "mechanism",
                bool(data.get("indirect")),
                float(data.get("support") or 0.0),
                bool(data.get("contradicted")),
                [astuple(piece) for piece in data.get("evidence") or ()],
            )
        )
    return rows


def told(read: Flat) -> list[tuple[Any, ...]]:
    """What was read in columns, in the rows of `flat`."""
    pieces = iter(read.pieces)
    evidence = [[next(pieces) for _ in range(count)] for count in read.findings]
    edges = zip(*read[1:9], evidence, strict=True)
    assert not list(pieces)
    return [(node, dict(data)) for node, data in read.nodes] + list(edges)


def room_for_ends(content: Content, one_side: Sequence[bool]) -> list[float]:
    """The room for the ends of edges at each node, node by node and pair by pair."""
    rooms = []
    for node, alone in zip(content.nodes, one_side, strict=True):
        out = sum(u == node.id for u, _, _ in content.edges)
        into = sum(v == node.id for _, v, _ in content.edges)
        room = min(400.0, 6.8 * (out + into if alone else max(out, into)))
        for other in content.nodes:
            pair = {node.id, other.id}
            both = sum({u, v} == pair for u, v, _ in content.edges)
            if len(pair) == 2 and both > 2:
                room = max(room, min(400.0, 14.0 * both))
        rooms.append(room)
    return rooms


def tangents(h: Sequence[float], slope: Sequence[float]) -> NDArray[np.float64]:
    """dx/dy at the knots of a natural cubic x(y): the whole system of equations, solved at once."""
    many = len(h) + 1
    matrix, right = np.zeros((many, many)), np.zeros(many)
    matrix[0, :2], right[0] = (2, 1), 3 * slope[0]
    matrix[-1, -2:], right[-1] = (1, 2), 3 * slope[-1]
    for i in range(1, many - 1):
        matrix[i, i - 1 : i + 2] = h[i], 2 * (h[i] + h[i - 1]), h[i - 1]
        right[i] = 3 * (h[i] * slope[i - 1] + h[i - 1] * slope[i])
    return np.asarray(np.linalg.solve(matrix, right), np.float64)


def line_crossings(lines: Sequence[Sequence[tuple[float, float]]]) -> int:
    """How often pieces of different polylines cross, by the sides on which their ends lie."""

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    count = 0
    for first, second in combinations(lines, 2):
        for a, b in pairwise(first):
            for c, d in pairwise(second):
                apart = side(a, b, c) * side(a, b, d) < 0
                count += apart and side(c, d, a) * side(c, d, b) < 0
    return count


def walks_through(
    line: Sequence[tuple[float, float]], box: tuple[float, float, float, float], *, margin: float
) -> bool:
    """Whether a walk along a polyline in small steps comes into a box of centre and size."""
    x, y, width, height = box
    return any(
        abs(a[0] + (b[0] - a[0]) * t / 2000 - x) < width / 2 - margin
        and abs(a[1] + (b[1] - a[1]) * t / 2000 - y) < height / 2 - margin
        for a, b in pairwise(line)
        for t in range(2001)
    )


def relations_of_table(text: str) -> dict[tuple[str, str, str], tuple[Any, ...]] | int:
    """The edges of a tab-separated table (each in one row), row by row and field by field.

    Edge -> sign, layer, indirect, support, contradicted, evidence as JSON; or the number of the
    first line that holds what is no edge. Columns: subject, predicate, object, sign, support,
    evidence, id, publications.
    """
    found: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    number = 0
    for line, row in enumerate(text.split("\n")[1:], start=2):
        cells = row.rstrip("\r").split("\t")
        if cells == [""]:
            continue
        cells += [""] * (8 - len(cells))
        u, predicate, v, sign, given, told, id_, papers = cells
        if len(cells) > 8 or sign not in ("", "1", "-1", "0"):
            return line
        own = predicates().get(predicate, 0)
        direction = int(sign) if sign else own
        if predicate in predicates() and direction != own:
            return line
        try:
            strength = float(given or 0)
            records = json.loads(told) if told else imported(id_, papers, number)
        except ValueError:
            return line
        if not 0 <= strength <= 1 or not isinstance(records, list):
            return line
        if not all(map(is_evidence, records)):
            return line
        number += 1
        pieces = sorted((_piece(one) for one in records), key=evidence_key)
        found[u, predicate, v] = (
            direction,
            "mechanism" if direction else "correlative",
            False,
            edge_support(pieces, strength),
            any(one.stance != "supports" for one in pieces),
            json.dumps(
                [
                    {
                        field.name: value
                        for field in fields(Evidence)
                        if (value := getattr(one, field.name)) != field.default
                    }
                    for one in pieces
                ],
                ensure_ascii=False,
                separators=(",", ":"),
            ),
        )
    return found


_MARKS = {1: "+", -1: "−", 0: "?"}


def edges_of_table(
    rows: Sequence[Mapping[str, str]],
) -> dict[tuple[str, ...], tuple[Any, ...]] | tuple[str, ...]:
    """The edges of the rows of a table, each value by the column that it stands in; or words of
    the messages that a reader may give when rows are wrong."""
    groups: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    against: dict[tuple[str, str, str], list[Evidence]] = {}
    wrong: list[str] = []
    for number, row in enumerate(rows):  # a first pass reads these columns alone
        try:
            meaning_of_row(row["predicate"], negated=row.get("negated", ""))
        except ValueError:
            wrong.append(f"line {number + 2}")
            break
    for number, row in enumerate(rows):
        try:
            said = meaning_of_row(*(row.get(name, "") for name in MEANING_COLUMNS))
            given = float(row.get("support") or 0)
            text = row.get("evidence") or ""
            records = (
                json.loads(text)
                if text
                else imported(row.get("id", ""), row.get("publications", ""), number)
            )
            if not 0 <= given <= 1 or not all(map(is_evidence, records)):
                raise ValueError
        except ValueError:
            wrong.append(f"line {number + 2}")
            break
        source = row.get("knowledge_source", "")
        if not text and source:
            records = records or [{"id": f"row{number + 1}", "status": "uncited"}]
            records = [{**one, "note": source} for one in records]
        stated = row["predicate"]
        u, v = row["subject"], row["object"]
        own_pieces = [_piece(one) for one in records]
        if said.denied:
            against.setdefault((u, v, stated), []).extend(own_pieces)
        sign = 0 if said.denied else said.sign
        value = (sign, said.layer, said.indirect, given, own_pieces)
        groups.setdefault((u, v, "no_effect_on" if said.denied else stated), []).append(value)
    if wrong:
        return tuple(wrong)
    found: dict[tuple[str, ...], tuple[Any, ...]] = {}
    for (u, v, predicate), group in groups.items():
        null = predicate == "no_effect_on"
        kinds = dict.fromkeys((row[0], "" if null else row[1]) for row in group)
        for sign, layer in kinds:
            some = [row for row in group if row[0] == sign and (null or row[1] == layer)]
            own = predicates().get(predicate, sign) == sign
            key = predicate if own else f"{predicate} ({_MARKS[sign]})"
            refuted = [replace(one, stance="refutes") for one in against.get((u, v, key), ())]
            if len(kinds) > 1 and predicate not in predicates():
                key += f" ({_MARKS[sign]})"
            if len({one for _, one in kinds}) > 1:
                key += f" ({layer})"
            unlike = dict.fromkeys(one for row in some for one in [*row[4], *refuted])
            pieces = sorted(unlike, key=evidence_key)
            records = [evidence_record(one) for one in pieces]
            found[u, v, key] = (
                *some[0][:2],
                all(row[2] for row in some),
                edge_support(pieces, max(row[3] for row in some)),
                any(one.stance != "supports" for one in pieces),
                json.dumps(records, ensure_ascii=False, separators=(",", ":")),
            )
    return found


def imported(id_: str, papers: str, number: int) -> list[dict[str, str]]:
    """The evidence of a row without any."""
    name = id_ or f"row{number + 1}"
    several = [one for one in papers.split("|") if one]
    made = [
        {"id": f"{name}/{place}" if place else name, "reference": paper, "status": "imported"}
        for place, paper in enumerate(several)
    ]
    return made or ([{"id": name, "status": "uncited"}] if id_ else [])


def is_evidence(record: object) -> bool:
    """Whether JSON tells one piece of evidence, and nothing else."""
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return False
    for name, value in record.items():
        default = {field.name: field.default for field in fields(Evidence)}.get(name, 0)
        several = default == ()
        if default == 0 or (several and not isinstance(value, list)):
            return False
        for one in value if several else [value]:
            if not isinstance(one, str) and not (one is None and default is None):
                return False
            if isinstance(one, str) and any("\ud800" <= letter <= "\udfff" for letter in one):
                return False
    return record.get("stance", "supports") in ("supports", "refutes", "disputes")


def _piece(record: dict[str, Any]) -> Evidence:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
    return Evidence(**values)


def group_ends(degrees: Sequence[tuple[int, int]], most: int, group: int) -> list[int]:
    """`store.embedded.partition.group_ends`, entity by entity."""
    ends: list[int] = []
    size, leaving, entering = 0, 0, 0
    for place, (out, into) in enumerate(degrees):
        if size and (size == group or leaving + out > most or entering + into > most):
            ends.append(place)
            size, leaving, entering = 0, 0, 0
        size, leaving, entering = size + 1, leaving + out, entering + into
    return [*ends, len(degrees)] if degrees else []


def rows_of_table(data: bytes, wanted: Sequence[str]) -> list[tuple[int, tuple[str, ...]]] | str:
    """The lines of a tab-separated table that hold text, with their numbers, cell by cell; or
    words of the message when it is no table."""
    lines = data.split(b"\n")
    names = lines[0].decode("utf-8-sig").rstrip("\r").split("\t")
    found = []
    for number, line in enumerate(lines[1:], start=2):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            return f"line {number} holds"
        text = text.removesuffix("\r") if number < len(lines) else text
        if "\r" in text:
            return f"line {number} holds a carriage return"
        cells = text.split("\t")
        if len(cells) > len(names):
            return f"line {number} has {len(cells)} fields"
        if cells != [""]:
            if len(cells) < len(names):
                if re.fullmatch(r'"|".*[^"]', cells[-1], re.DOTALL):
                    return f"line {number} ends within a quoted cell"
                if number == len(lines):
                    return f"ends within line {number}"
            row = dict(zip(names, map(_unquoted, cells), strict=False))
            found.append((number, tuple(row.get(name, "") for name in wanted)))
    return found


def _unquoted(cell: str) -> str:
    if re.fullmatch(r'"(?:[^"]|"")*"', cell, re.DOTALL):
        return cell[1:-1].replace('""', '"')
    return cell


def graph_of_rows(entities: Iterable[Sequence[Any]], relations: Iterable[Sequence[Any]]) -> Graph:
    """Ids of entities and the rows of relations as a graph, sorted, edge by edge."""
    G: Graph = nx.MultiDiGraph()
    G.add_nodes_from(sorted(one[0] for one in entities))
    for u, v, key, *values, told in sorted(relations, key=itemgetter(0, 1, 2)):
        names = ("sign", "layer", "indirect", "support", "contradicted")
        found = tuple(_piece(record) for record in json.loads(told))
        attributes = {"predicate": key, **dict(zip(names, values, strict=True)), "evidence": found}
        G.add_edge(u, v, key, **attributes)
    return G


def clamped_responses(network: Network, levels: Mapping[str, int]) -> NDArray[np.float64]:
    """The response of every entity in every sampled network, by dense algebra, one by one.

    A clamped entity gets the row of an identity matrix and its level on the right-hand side.
    """
    size = len(network.ids)
    found = np.empty((network.samples, size))
    for number, weights in enumerate(network.weights):
        matrix = np.eye(size)
        for u, v, weight in zip(network.source, network.target, weights, strict=True):
            matrix[v, u] -= weight
        right = np.zeros(size)
        for node, level in levels.items():
            place = network.position[node]
            matrix[place] = np.eye(size)[place]
            right[place] = level
        found[number] = np.linalg.solve(matrix, right)
    return found
