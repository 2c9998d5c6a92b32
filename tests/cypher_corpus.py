"""Cypher queries with the answers that networkx gives: every store must give the same.

Chains are written from one description, both as Cypher and as a plain walk over the graph. The
embedded engine may use a relationship twice in one pattern (a walk), openCypher engines may not
(a trail), so a query whose answer depends on it has both answers. `scripts/check_engine.py` runs
these queries with another version of the embedded engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from follicle_graph.model.facts import Entity, Evidence, Statement
from follicle_graph.model.graph import Graph, build

Row = tuple[Any, ...]
Edge = tuple[str, str, str, Mapping[str, Any]]


@dataclass(frozen=True)
class Query:
    """One query, its parameters, and its rows by `walk` and by `trail`.

    `ordered`: whether the order of the rows counts.
    """

    name: str
    text: str
    walk: Sequence[Row]
    trail: Sequence[Row]
    params: Mapping[str, Any] = field(default_factory=dict)
    ordered: bool = False


def graph() -> Graph:
    """A small graph with all that has been a trap: parallel edges and edges of both signs,
    self-loops, two-way edges, hubs, names in several scripts, values that are not stated."""
    kinds = {
        "jak": ("JAK1", "gene", "HGNC:6190"),
        "ifn": ("IFN-γ", "gene", "HGNC:5438"),
        "cd8": ("CD8⁺ T cell", "cell", None),
        "hair": ("毛髪", "process", None),
        "aa": ("alopecia areata", "disease", "MONDO:0005340"),
        "aga": ("Haarausfall (männl.)", "disease", None),
        "bari": ("baricitinib", "drug", ""),
        "rito": ("O'Reilly's “ritlecitinib”", "drug", None),
        "minox": ("minoxidil\\5 %", "drug", None),
        "il15": ("IL-15", "gene", None),
        "self": ("naïve ↻", "cell", None),
        "lone": ("no relation", "cell", None),
    }
    entities = [
        Entity(id_, label, kind, curie=curie) for id_, (label, kind, curie) in kinds.items()
    ]
    rows = [
        ("bari", "inhibits", "jak", -1, "mechanism"),
        ("rito", "inhibits", "jak", -1, "mechanism"),
        ("bari", "treats", "aa", -1, "clinical"),
        ("rito", "treats", "aa", -1, "clinical"),
        ("minox", "treats", "aga", -1, "clinical"),
        ("minox", "increases", "hair", 1, "mechanism"),
        ("minox", "no_effect_on", "aa", 0, "clinical"),
        ("jak", "activates", "ifn", 1, "mechanism"),
        ("ifn", "activates", "jak", 1, "mechanism"),
        ("ifn", "increases", "cd8", 1, "mechanism"),
        ("ifn", "decreases", "cd8", -1, "mechanism"),
        ("ifn", "decreases", "hair", -1, "mechanism"),
        ("cd8", "increases", "ifn", 1, "mechanism"),
        ("cd8", "decreases", "hair", -1, "mechanism"),
        ("cd8", "increases", "aa", 1, "mechanism"),
        ("il15", "increases", "cd8", 1, "mechanism"),
        ("il15", "activates", "cd8", 1, "mechanism"),
        ("il15", "increases", "il15", 1, "mechanism"),
        ("self", "increases", "self", 1, "mechanism"),
        ("self", "decreases", "self", -1, "mechanism"),
        ("self", "increases", "ifn", 1, "mechanism"),
        ("aa", "has_increased_marker", "ifn", 1, "biomarker"),
        ("aa", "decreases", "hair", -1, "mechanism"),
        ("aga", "decreases", "hair", -1, "mechanism"),
        ("aa", "associated_with", "il15", 0, "genetic"),
        ("hair", "decreases", "aga", -1, "mechanism"),
    ]
    grades = ("trial", "animal", "in vitro", "meta-analysis")
    statements = [
        Statement(u, p, v, sign, layer, number % 7 == 0,
                  Evidence(f"R{number}", f"PMID:{number % 5}", grade=grades[number % 4]))
        for number, (u, p, v, sign, layer) in enumerate(rows)
    ]  # fmt: skip
    return build(entities, statements, name="corpus")


Test = tuple[str, str, Any]
"""A property, a comparison of Cypher, a value."""

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "IN": lambda a, b: a in b,
}


def _holds(data: Mapping[str, Any], tests: Sequence[Test]) -> bool:
    return all(_COMPARE[how](data[name], value) for name, how, value in tests)


def _steps(G: Graph, node: str, way: str, *, walk: bool = True) -> Iterator[tuple[Edge, str]]:
    """The edges from a node in a direction, and where they lead.

    Without a direction the embedded engine (`walk`) takes a self-loop both ways.
    """
    if way != "<-":
        for u, v, key, data in G.out_edges(node, keys=True, data=True):
            yield (u, v, key, data), v
    if way != "->":
        for u, v, key, data in G.in_edges(node, keys=True, data=True):
            if way == "<-" or u != v or walk:
                yield (u, v, key, data), u


def _matches(
    G: Graph,
    ways: Sequence[str],
    edges: Sequence[Sequence[Test]],
    nodes: Mapping[int, Sequence[Test]],
    *,
    walk: bool,
) -> Iterator[tuple[list[str], list[Edge]]]:
    """All walks that fit: their nodes and their edges."""

    def go(path: list[str], used: list[Edge]) -> Iterator[tuple[list[str], list[Edge]]]:
        place = len(used)
        if not _holds({"id": path[-1], **G.nodes[path[-1]]}, nodes.get(place, ())):
            return
        if place == len(ways):
            yield path, used
            return
        for edge, node in _steps(G, path[-1], ways[place], walk=walk):
            if _holds(edge[3], edges[place]):
                yield from go([*path, node], [*used, edge])

    for node in G:
        yield from go([node], [])


def _is_trail(edges: Sequence[Edge]) -> bool:
    return len({edge[:3] for edge in edges}) == len(edges)


def chain(
    G: Graph,
    ways: Sequence[str],
    edges: Sequence[Sequence[Test]],
    nodes: Mapping[int, Sequence[Test]] | None = None,
    *,
    closed: bool = False,
    inline: bool = False,
    answer: str = "rows",
) -> Query:
    """A chain of relations with tests on relations and nodes.

    `closed`: the last node is the first; `inline`: equalities stand in the pattern; `answer`:
    `rows`, `count`, `distinct` or `groups`.
    """
    nodes = nodes or {}
    params: dict[str, Any] = {}
    where: list[str] = []

    def tests(variable: str, given: Sequence[Test]) -> str:
        inside = []
        for name, how, value in given:
            parameter = f"p{len(params)}"
            params[parameter] = value
            if inline and how == "=":
                inside.append(f"{name}: ${parameter}")
            else:
                where.append(f"{variable}.{name} {how} ${parameter}")
        return f" {{{', '.join(inside)}}}" if inside else ""

    last = len(ways)
    text = f"MATCH (n0:Entity{tests('n0', nodes.get(0, ()))})"
    for place, way in enumerate(ways):
        node = "n0" if closed and place + 1 == last else f"n{place + 1}"
        relation = f"[r{place}:REL{tests(f'r{place}', edges[place])}]"
        left, right = {"->": ("-", "->"), "<-": ("<-", "-"), "--": ("-", "-")}[way]
        label = "" if node == "n0" else f":Entity{tests(node, nodes.get(place + 1, ()))}"
        text += f"{left}{relation}{right}({node}{label})"
    if where:
        text += " WHERE " + " AND ".join(where)
    walks, trails = (
        [
            one
            for one in _matches(G, ways, edges, nodes, walk=walk)
            if (not closed or one[0][0] == one[0][-1]) and (walk or _is_trail(one[1]))
        ]
        for walk in (True, False)
    )
    end = "n0" if closed else f"n{last}"
    if answer == "count":
        text += " RETURN count(*) AS n"
    elif answer == "distinct":
        text += f" RETURN DISTINCT {end}.id AS id ORDER BY id"
    elif answer == "groups":
        text += f" RETURN {end}.kind AS kind, count(*) AS n, sum(r0.sign) AS s ORDER BY kind"
    else:
        names = [f"n{place}.id" for place in range(last + (not closed))]
        names += [f"r{place}.predicate" for place in range(last)]
        text += " RETURN " + ", ".join(names)

    def rows(matches: list[tuple[list[str], list[Edge]]]) -> list[Row]:
        if answer == "count":
            return [(len(matches),)]
        if answer == "distinct":
            return [(one,) for one in sorted({path[-1] for path, _ in matches})]
        if answer == "groups":
            n: Counter[str] = Counter(G.nodes[path[-1]]["kind"] for path, _ in matches)
            s: Counter[str] = Counter()
            for path, used in matches:
                s[G.nodes[path[-1]]["kind"]] += used[0][3]["sign"]
            return [(kind, n[kind], s[kind]) for kind in sorted(n)]
        return [
            (*path[: last + (not closed)], *(edge[2] for edge in used)) for path, used in matches
        ]

    return Query(
        f"chain {' '.join(ways)} {edges} {nodes} {answer}{' closed' * closed}{' inline' * inline}",
        text,
        rows(walks),
        rows(trails),
        params,
        answer in ("distinct", "groups"),
    )


def _reached(G: Graph, start: str, low: int, high: int) -> list[tuple[str, bool]]:
    """The end of every walk of `low` to `high` steps, and whether it is a trail."""
    ends, front = [], [(start, list[Edge]())]
    for hops in range(1, high + 1):
        front = [(node, [*used, edge]) for at, used in front for edge, node in _steps(G, at, "->")]
        if hops >= low:
            ends += [(node, _is_trail(used)) for node, used in front]
    return ends


def of_variable_length(G: Graph, start: str, low: int, high: int, distinct: bool) -> Query:
    found = _reached(G, start, low, high)
    text = f"MATCH (a:Entity {{id: $id}})-[:REL*{low}..{high}]->(b:Entity) RETURN "
    walk: list[Row]
    trail: list[Row]
    if distinct:
        walk, trail = (
            [(one,) for one in sorted({node for node, whole in found if whole or not only})]
            for only in (False, True)
        )
        text += "DISTINCT b.id AS id ORDER BY id"
    else:
        walk, trail = (
            [*sorted(Counter(node for node, whole in found if whole or not only).items())]
            for only in (False, True)
        )
        text += "b.id AS id, count(*) AS n ORDER BY id"
    return Query(f"{low}..{high} from {start}", text, walk, trail, {"id": start}, ordered=True)


def chains(G: Graph) -> Iterator[Query]:
    """Chains with tests on each relation, in each direction, on nodes, and closed ones."""
    anything: Sequence[Test] = ()
    up: Sequence[Test] = [("sign", "=", 1)]
    down: Sequence[Test] = [("sign", "=", -1)]
    signed: Sequence[Test] = [("sign", "<>", 0), ("layer", "=", "mechanism")]
    strong: Sequence[Test] = [("support", ">", 0.4)]
    either: Sequence[Test] = [("layer", "IN", ["clinical", "biomarker"])]
    drug: Sequence[Test] = [("kind", "=", "drug")]
    gene: Sequence[Test] = [("kind", "IN", ["gene", "cell"])]
    answers = ("rows", "count", "distinct", "groups")
    for way, tests, answer in product(("->", "<-", "--"), (anything, up, signed, strong), answers):
        yield chain(G, [way], [tests], answer=answer)
    for tests, inline in product((up, down, [("indirect", "=", True)]), (True, False)):
        yield chain(G, ["->"], [tests], {0: drug}, inline=inline)
    pairs = list(product((up, down, signed, strong), repeat=2))
    for ways, (one, two) in product((("->", "->"), ("->", "<-"), ("<-", "->")), pairs):
        yield chain(G, ways, [one, two], answer="count")
    for one, two in pairs:
        yield chain(G, ("->", "->"), [one, two], {0: drug})
        yield chain(G, ("->", "->"), [one, two], {1: gene}, inline=True, answer="groups")
    for one, two in product((up, down, either), repeat=2):
        yield chain(G, ("--", "--"), [one, two], answer="distinct")
        yield chain(G, ("->", "->"), [one, two], closed=True)
    for signs in product((up, down), repeat=3):
        yield chain(G, ["->"] * 3, signs, answer="count")
        yield chain(G, ["->"] * 3, signs, {0: drug}, inline=True)
        yield chain(G, ["->"] * 3, signs, {3: [("kind", "=", "disease")]}, answer="distinct")
        yield chain(G, ["->"] * 3, signs, closed=True, answer="count")
    for signs in product((up, down), repeat=4):
        yield chain(G, ["->"] * 4, signs, {0: drug}, answer="count")
    for start, (low, high), distinct in product(
        ("bari", "ifn", "self", "il15", "lone"), ((1, 1), (1, 2), (2, 3), (1, 4)), (True, False)
    ):
        yield of_variable_length(G, start, low, high, distinct)


def others(G: Graph) -> Iterator[Query]:
    """Aggregates, order, values that are not stated, text, lists, several patterns."""
    edges = [(u, v, key, data) for u, v, key, data in G.edges(keys=True, data=True)]
    nodes: dict[str, dict[str, Any]] = {node: G.nodes[node] for node in G}

    def query(text: str, rows: Iterable[Row], /, *, ordered: bool = False, **params: Any) -> Query:
        found = list(rows)
        return Query(text, text, found, found, params, ordered)

    entity, relation = "MATCH (e:Entity) ", "MATCH (a:Entity)-[r:REL]->(b:Entity) "
    yield query(entity + "RETURN count(*) AS n", [(len(nodes),)])
    yield query(relation + "RETURN count(*) AS n", [(len(edges),)])
    yield query(relation + "RETURN count(DISTINCT a.id) AS n", [(len({e[0] for e in edges}),)])
    for what, how in (("min", min), ("max", max), ("sum", sum)):
        value = how(data["sign"] for *_, data in edges)
        yield query(relation + f"RETURN {what}(r.sign) AS n", [(value,)])
        value = how(data["support"] for *_, data in edges)
        yield query(relation + f"RETURN {what}(r.support) AS n", [(value,)])
    mean = sum(data["support"] for *_, data in edges) / len(edges)
    yield query(relation + "RETURN avg(r.support) AS n", [(mean,)])
    for name in ("predicate", "layer", "sign", "indirect", "contradicted"):
        counts = sorted(Counter(data[name] for *_, data in edges).items())
        yield query(
            relation + f"RETURN r.{name} AS x, count(*) AS n ORDER BY x", counts, ordered=True
        )
        yield query(
            relation + f"WITH r.{name} AS x, count(*) AS n WHERE n > 3 RETURN x, n ORDER BY x",
            [one for one in counts if one[1] > 3],
            ordered=True,
        )
    out = Counter(u for u, *_ in edges)
    ranked = sorted(out.items(), key=lambda one: (-one[1], one[0]))
    for limit in (1, 3, 100):
        yield query(
            relation + f"RETURN a.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT {limit}",
            ranked[:limit],
            ordered=True,
        )
        yield query(
            relation + f"RETURN a.id AS id, count(*) AS n ORDER BY n DESC, id SKIP 2 LIMIT {limit}",
            ranked[2 : 2 + limit],
            ordered=True,
        )
    ids = sorted(nodes)
    yield query(entity + "RETURN e.id AS id ORDER BY id", [(n,) for n in ids], ordered=True)
    yield query(
        entity + "RETURN e.id AS id ORDER BY id DESC", [(n,) for n in ids[::-1]], ordered=True
    )
    tests: list[tuple[str, Callable[[Mapping[str, Any]], bool]]] = [
        ("e.curie IS NULL", lambda d: d["curie"] is None),
        ("e.curie IS NOT NULL", lambda d: d["curie"] is not None),
        ("e.curie = ''", lambda d: d["curie"] == ""),
        ("e.curie <> ''", lambda d: d["curie"] not in (None, "")),
        ("NOT e.curie = ''", lambda d: d["curie"] not in (None, "")),
        ("e.curie = '' OR e.kind = 'cell'", lambda d: d["curie"] == "" or d["kind"] == "cell"),
        ("e.curie STARTS WITH 'HGNC'", lambda d: (d["curie"] or "").startswith("HGNC")),
        ("coalesce(e.curie, 'none') = 'none'", lambda d: d["curie"] is None),
        ("e.label CONTAINS 'γ'", lambda d: "γ" in d["label"]),
        ("e.label CONTAINS 'CD8⁺'", lambda d: "CD8⁺" in d["label"]),
        ("e.label STARTS WITH '毛'", lambda d: d["label"].startswith("毛")),
        ("e.label ENDS WITH '↻'", lambda d: d["label"].endswith("↻")),
        ("e.label = $text", lambda d: d["label"] == "O'Reilly's “ritlecitinib”"),
        ("e.kind IN ['drug', 'gene']", lambda d: d["kind"] in ("drug", "gene")),
        ("NOT e.kind IN ['drug', 'gene']", lambda d: d["kind"] not in ("drug", "gene")),
        ("e.kind IN []", lambda d: d["kind"] == "none"),
        ("size(e.label) > 10", lambda d: len(d["label"]) > 10),
        ("toLower(e.label) = 'jak1'", lambda d: d["label"] == "JAK1"),
    ]
    for text, fits in tests:
        params = {"text": "O'Reilly's “ritlecitinib”"} if "$text" in text else {}
        found = [(node,) for node in ids if fits(nodes[node])]
        yield query(
            f"{entity}WHERE {text} RETURN e.id AS id ORDER BY id", found, ordered=True, **params
        )
    for node in ids:
        label = nodes[node]["label"]
        yield query(entity + "WHERE e.label = $label RETURN e.id", [(node,)], label=label)
    for given in (["jak", "ifn", "nobody"], ("jak",), {"aa", "aga"}, []):
        found = [(node,) for node in sorted(given) if node in nodes]
        yield query(
            entity + "WHERE e.id IN $ids RETURN e.id AS id ORDER BY id",
            found,
            ordered=True,
            ids=given,
        )
        yield query(
            "UNWIND $ids AS id MATCH (e:Entity {id: id}) RETURN e.label",
            [(nodes[one[0]]["label"],) for one in found],
            ids=given or ["nobody"],
        )
    parallel = Counter((u, v) for u, v, *_ in edges)
    yield query(
        relation + "WITH a.id AS u, b.id AS v, count(*) AS n WHERE n > 1 RETURN u, v, n",
        [(*pair, n) for pair, n in parallel.items() if n > 1],
    )
    yield query(
        relation + "WHERE a.id = b.id RETURN a.id, r.predicate",
        [(u, key) for u, v, key, _ in edges if u == v],
    )
    yield query(
        "MATCH (a:Entity)-[r:REL]->(a) RETURN a.id, r.predicate",
        [(u, key) for u, v, key, _ in edges if u == v],
    )
    both = {(u, v) for u, v, _, d in edges if d["sign"] == 1}
    both &= {(u, v) for u, v, _, d in edges if d["sign"] == -1}
    yield query(
        "MATCH (a:Entity)-[x:REL]->(b:Entity), (a)-[y:REL]->(b) WHERE x.sign = 1 AND y.sign = -1 "
        "RETURN DISTINCT a.id AS u, b.id AS v",
        both,
    )
    for kind in ("drug", "gene", "disease", "cell"):
        some = [node for node in ids if nodes[node]["kind"] == kind]
        yield query(
            "MATCH (e:Entity {kind: $kind}) OPTIONAL MATCH (e)-[r:REL]->(b:Entity) "
            "RETURN e.id AS id, count(r) AS n ORDER BY id",
            [(node, out[node]) for node in some],
            ordered=True,
            kind=kind,
        )
        yield query(
            "MATCH (e:Entity {kind: $kind}) WHERE NOT EXISTS { MATCH (e)-[:REL]->(:Entity) } "
            "RETURN e.id AS id ORDER BY id",
            [(node,) for node in some if not out[node]],
            ordered=True,
            kind=kind,
        )
        yield query(
            "MATCH (e:Entity {kind: $kind}) RETURN count(e) AS n, min(e.id) AS first",
            [(len(some), some[0])],
            kind=kind,
        )
    for reference in ("PMID:0", "PMID:4", "PMID:9"):
        yield query(
            relation + "WHERE r.evidence CONTAINS $reference RETURN a.id, r.predicate, b.id",
            [(u, k, v) for u, v, k, d in edges if d["evidence"][0].reference == reference],
            reference=reference,
        )
    yield query(
        relation + "RETURN CASE WHEN r.sign > 0 THEN 'up' WHEN r.sign < 0 THEN 'down' "
        "ELSE 'none' END AS way, count(*) AS n ORDER BY way",
        sorted(Counter({1: "up", -1: "down", 0: "none"}[d["sign"]] for *_, d in edges).items()),
        ordered=True,
    )
    yield query("RETURN $x AS x", [(None,)], x=None)
    for value in (0, -1, 2**40, 0.25, True, "é'\"\\", [1, 2], ["a", None]):
        yield query(f"RETURN $x AS x // {value!r}", [(value,)], x=value)
    yield query("UNWIND [3, 1, 2] AS x RETURN x ORDER BY x", [(1,), (2,), (3,)], ordered=True)
    yield query("UNWIND [1, 2, 2] AS x RETURN DISTINCT x", [(1,), (2,)])
    yield query(
        "MATCH (a:Entity {id: 'bari'})-[x:REL]->(b:Entity) MATCH (b)-[y:REL]->(c:Entity) "
        "RETURN b.id, c.id, y.predicate",
        [(v, w, k2) for u, v, _, _ in edges if u == "bari" for s, w, k2, _ in edges if s == v],
    )
    yield query(
        "MATCH (a:Entity {kind: 'drug'}), (b:Entity {kind: 'disease'}) RETURN count(*) AS n",
        [(3 * 2,)],
    )


def queries(G: Graph) -> list[Query]:
    """The whole corpus."""
    return [*chains(G), *others(G)]


def problem(query: Query, rows: Sequence[Mapping[str, Any]], wanted: Sequence[Row]) -> str | None:
    """How the rows of an answer differ from the wanted ones; None when they do not."""
    found = [tuple(map(_rounded, row.values())) for row in rows]
    right = [tuple(map(_rounded, row)) for row in wanted]
    if query.ordered and found == right:
        return None
    if not query.ordered and Counter(map(repr, found)) == Counter(map(repr, right)):
        return None
    return f"{len(found)} rows {found[:4]} instead of {len(right)} rows {right[:4]}: {query.text}"


def _rounded(value: Any) -> Any:
    return round(value, 9) if isinstance(value, float) else value
