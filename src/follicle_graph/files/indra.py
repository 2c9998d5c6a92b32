"""INDRA statements JSON (read only): a list of typed statements with agents and evidence.

The shape is INDRA's `stmts_to_json` (Gyori et al. 2017, doi:10.15252/msb.20177651;
https://indra.readthedocs.io). One edge for each (subject, object, type); see `docs/formats.md`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import networkx as nx

from follicle_graph.files.format import Format
from follicle_graph.files.indra_words import GROUNDINGS, TYPES, Kind, curie_of
from follicle_graph.files.source import Source
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Entity, Evidence, evidence_record
from follicle_graph.model.graph import Graph, add_edge, edges_in_order, node_attributes

_UNKNOWN = (("subj", "obj"), ("enz", "sub"), ("members",), ("agent",))
_LISTS = ("members", "obj_to")
MOST_MEMBERS = 10
"""Complexes of more members are left out: their pairs would drown the rest."""

Agent = tuple[str, str | None]


@dataclass(slots=True)
class _Edge:
    """What the statements of one edge say together."""

    kind: Kind
    belief: float = 0.0
    asserted: bool = False
    indirect: bool = True
    evidence: list[Evidence] = field(default_factory=list)


def fits(source: Source) -> bool:
    """Whether a file looks like a list of statements."""
    data = source.json
    first = data[0] if isinstance(data, list) and data else None
    return isinstance(first, dict) and isinstance(first.get("type"), str)


def read(source: Source) -> Graph:
    """The graph of a list of statements; what has no two ends is counted in a warning.

    Parameters
    ----------
    source
        The file; its content is a JSON list, as INDRA's `stmts_to_json` writes it.

    Returns
    -------
    networkx.MultiDiGraph
        One edge for each subject, object and type of statement.

    Raises
    ------
    FormatError
        With the number of the statement that cannot be read.
    """
    data = source.json
    if not isinstance(data, list):
        raise source.error("", "it is no list; INDRA's stmts_to_json writes a list of statements")
    agents: dict[Agent, None] = {}
    edges: dict[tuple[Agent, Agent, str], _Edge] = {}
    left_out = source.problems
    for position, statement in enumerate(data, start=1):
        try:
            _read_statement(statement, position, agents, edges, left_out)
        except ValueError as error:
            raise source.error(f"statement {position} of {len(data)}", str(error)) from None
    ids = _ids(agents)
    G: Graph = nx.MultiDiGraph(name=source.stem, version="", digest="", origin="imported")
    for agent, node in ids.items():
        G.add_node(node, **node_attributes(Entity(node, agent[0], curie=agent[1])))
    for (one, other, predicate), edge in edges.items():
        _add(G, ids[one], ids[other], predicate, edge, left_out)
    return stamp(G)


def _read_statement(
    statement: Any,
    position: int,
    agents: dict[Agent, None],
    edges: dict[tuple[Agent, Agent, str], _Edge],
    left_out: Counter[str],
) -> None:
    type_ = _object(statement, "a statement").get("type")
    if not isinstance(type_, str) or not type_:
        raise ValueError(f"its type is {type_!r:.60}; use a type of INDRA, like 'Activation'")
    kind = TYPES.get(type_)
    if kind is None:
        ends = next((e for e in _UNKNOWN if any(name in statement for name in e)), ("subj", "obj"))
        kind = Kind(0, "correlative", ends)
    groups = [_agents(statement.get(name), name) for name in kind.ends]
    for group in groups:
        for agent in group:
            agents[agent] = None
    if len(kind.ends) == 2:
        pairs = [(one, other) for one in groups[0] for other in groups[1]]
    elif len(groups[0]) > MOST_MEMBERS:
        left_out[f"statements left out, with more than {MOST_MEMBERS} members"] += 1
        return
    else:
        pairs = list(combinations(sorted(groups[0], key=str), 2))
    if not pairs:
        left_out["statements left out, without two agents"] += 1
        return
    belief = statement.get("belief", 0.0)
    if isinstance(belief, bool) or not isinstance(belief, int | float) or not 0 <= belief <= 1:
        raise ValueError(f"its belief is {belief!r:.60}; use a number from 0 to 1")
    pieces, indirect = _evidence(statement, position)
    asserted = not pieces or any(piece.stance == "supports" for piece in pieces)
    for one, other in pairs:
        edge = edges.get((one, other, type_))
        if edge is None:
            edge = edges[one, other, type_] = _Edge(kind)
        edge.evidence += pieces
        if asserted:
            edge.asserted = True
            edge.belief = max(edge.belief, float(belief))
            edge.indirect &= indirect


def _agents(value: Any, name: str) -> list[Agent]:
    found: list[Agent] = []
    for one in value if isinstance(value, list) and name in _LISTS else (value,):
        if one is None:
            continue
        agent = _object(one, name)
        if "name" not in agent and "concept" in agent:
            agent = _object(agent["concept"], name)
        label = agent.get("name")
        if not isinstance(label, str) or not label:
            raise ValueError(f"the name of its {name} is {label!r:.60}; use a string")
        found.append((label, curie_of(_object(agent.get("db_refs") or {}, "db_refs"))))
    return found


def _ids(agents: Mapping[Agent, None]) -> dict[Agent, str]:
    """The id of an agent is its name; where several share one, its grounding is added."""
    shared = Counter(name for name, _ in agents)
    ids: dict[Agent, str] = {}
    taken = set(shared)
    for name, curie in agents:
        node = name
        if shared[name] > 1 and curie is not None:
            node = f"{name} [{curie}]"
            while node in taken:
                node += "'"
            taken.add(node)
        ids[name, curie] = node
    return ids


def _evidence(statement: Mapping[str, Any], position: int) -> tuple[list[Evidence], bool]:
    """The evidence of a statement, and whether all of it says that the effect is indirect."""
    base = statement.get("id")
    if not isinstance(base, str) or not base:
        base = f"statement {position}"
    records = statement.get("evidence") or []
    if not isinstance(records, list):
        raise ValueError(f"its evidence is {records!r:.60}; use a list")
    pieces = []
    indirect = bool(records)
    for number, record in enumerate(records, start=1):
        piece = _object(record, "evidence")
        epistemics = _object(piece.get("epistemics") or {}, "epistemics")
        context = _object(piece.get("context") or {}, "context")
        reference = _reference(piece)
        source = _text(piece, "source_api")
        told = [f"read by {source}"] if source else []
        if epistemics.get("hypothesis") is True:
            told.append("hypothesis")
        indirect &= epistemics.get("direct") is False
        pieces.append(
            Evidence(
                f"{base}/{number}",
                reference=reference,
                stance="refutes" if epistemics.get("negated") is True else "supports",
                disease=_context(context, "disease"),
                species=_context(context, "species"),
                tissue=_context(context, "organ", "cell_type", "cell_line"),
                summary=_text(piece, "text"),
                status="uncited" if reference is None else "imported",
                note="; ".join(told),
            )
        )
    return pieces, indirect


def _reference(piece: Mapping[str, Any]) -> str | None:
    if isinstance(piece.get("pmid"), str) and piece["pmid"]:
        return f"PMID:{piece['pmid']}"
    refs = _object(piece.get("text_refs") or {}, "text_refs")
    for prefix, name in (("PMID", "PMID"), ("PMC", "PMCID"), ("DOI", "DOI")):
        if isinstance(refs.get(name), str) and refs[name]:
            return f"{prefix}:{refs[name]}"
    return None


def _context(context: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    if not context:
        return ()
    found = [context.get(name) for name in names]
    return tuple(str(one["name"]) for one in found if isinstance(one, dict) and one.get("name"))


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name) or ""
    if not isinstance(value, str):
        raise ValueError(f"{name} of its evidence is {value!r:.60}; use a string")
    return value


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is {value!r:.60}; use an object")
    return value


def _add(G: Graph, u: str, v: str, type_: str, edge: _Edge, left_out: Counter[str]) -> None:
    denied = [piece for piece in edge.evidence if piece.stance == "refutes"]
    if edge.asserted:
        add_edge(
            G,
            u,
            v,
            type_,
            sign=edge.kind.sign,
            layer=edge.kind.layer,
            indirect=edge.indirect,
            evidence=edge.evidence,
            support_given=edge.belief,
        )
    elif not edge.kind.sign:
        left_out["statements only denied and without a sign, left out"] += 1
    if denied and edge.kind.sign:
        before = G.get_edge_data(u, v, "no_effect_on", {}).get("evidence", ())
        nulls = [replace(piece, stance="supports") for piece in denied]
        add_edge(
            G,
            u,
            v,
            "no_effect_on",
            sign=0,
            layer=edge.kind.layer,
            evidence=[*before, *nulls],
        )


_TYPE_OF = {1: "Activation", -1: "Inhibition"}
_WHOLE = frozenset(("CHEBI", "GO", "DOID", "HP", "MONDO"))
_SPACE_OF = {prefix: space for space, prefix in GROUNDINGS.items()}


def write(G: Graph) -> Iterator[str]:
    """The signed edges and complexes of a graph as INDRA statements.

    Evidence against an edge is negated. Edges without a sign that are no type of INDRA are left
    out, as are null findings, which stand as negated evidence on the edges that they deny.

    Parameters
    ----------
    G
        A graph that keeps the contract.

    Returns
    -------
    iterator of str
        The file in pieces.
    """
    statements = []
    for u, v, key, data in edges_in_order(G):
        type_ = key if key in TYPES else _TYPE_OF.get(int(data["sign"]))
        if type_ is None and key == "binds":
            type_ = "Complex"
        if type_ is None:
            continue
        ends = TYPES[type_].ends
        agents = [_agent(node, G.nodes[node]) for node in (u, v)]
        statement: dict[str, Any] = {"type": type_}
        if ends == ("members",):
            statement["members"] = agents
        elif len(ends) == 2:
            names = zip(ends, agents, strict=True)
            statement |= {n: [a] if n in _LISTS else a for n, a in names}
        else:
            continue
        statement |= {
            "belief": float(data.get("support") or 0.0),
            "evidence": [_written(p, bool(data.get("indirect"))) for p in data["evidence"] or ()],
            "id": f"{u}|{key}|{v}",
        }
        statements.append(statement)
    yield json.dumps(statements, ensure_ascii=False, indent=1) + "\n"


def _agent(node: str, data: Mapping[str, Any]) -> dict[str, Any]:
    refs = {"TEXT": str(data.get("label") or node)}
    prefix, _, local = str(data.get("curie") or "").partition(":")
    if prefix in _SPACE_OF and local:
        space = _SPACE_OF[prefix]
        refs[space] = (
            f"{prefix}:{local}" if space in ("CHEBI", "GO", "DOID", "HP", "MONDO") else local
        )
    return {"name": node, "db_refs": refs}


def _written(piece: Evidence, indirect: bool) -> dict[str, Any]:
    prefix, _, local = (piece.reference or "").partition(":")
    record: dict[str, Any] = {"source_api": "follicle_graph", "text": piece.summary}
    if prefix == "PMID":
        record["pmid"] = local
        record["text_refs"] = {"PMID": local}
    elif prefix in ("DOI", "PMC"):
        record["text_refs"] = {{"DOI": "DOI", "PMC": "PMCID"}[prefix]: local}
    epistemics: dict[str, bool] = {}
    if piece.stance != "supports":
        epistemics["negated"] = True
    if indirect:
        epistemics["direct"] = False
    record["epistemics"] = epistemics
    record["annotations"] = {"follicle_graph": evidence_record(piece)}
    return record


FORMAT = Format(
    name="indra",
    title="INDRA statements JSON",
    endings=(".json",),
    lacks="agents' states, sites, complexes as such, belief of single statements; unsigned edges",
    fits=fits,
    read=read,
    write=write,
)
