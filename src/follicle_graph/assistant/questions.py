"""The questions of the tools: each is one public question with its answer as JSON."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import follicle_graph as fg
from follicle_graph.assistant.answer_size import bounded
from follicle_graph.assistant.claims import (
    EFFECTS,
    NOT_STATED,
    Json,
    best_first,
    claim,
    piece_of,
    route,
    side,
    species_of,
)
from follicle_graph.assistant.tools import TOOLS
from follicle_graph.errors import FollicleGraphError, InvalidQuestion, UnknownEntity
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.query.engine.path import shown
from follicle_graph.query.evidence import statements_of
from follicle_graph.simulation.clinical import READ_OUTS
from follicle_graph.simulation.what_if import LIMITS
from follicle_graph.therapy.answers import Reason
from follicle_graph.tools.calls import Call, spelled


def answer(G: Graph, tool: str, arguments: Mapping[str, Any]) -> tuple[Json, bool]:
    """The answer of a tool, and whether it is an error; an error names what may have been meant.

    >>> G = fg.load()
    >>> said, failed = answer(G, "about", {"name": "baricitinb"})
    >>> failed, said["nearest"][0]
    (True, 'Baricitinib')
    """
    with warnings.catch_warnings(record=True) as caught, spelled(as_tool_call):
        warnings.simplefilter("always")
        try:
            said = QUESTIONS[tool](G, **arguments)
        except FollicleGraphError as error:
            return _problem(error), True
    notes = list(dict.fromkeys([*said.get("why", ()), *(str(one.message) for one in caught)]))
    return said | ({"why": notes} if notes else {}), False


def _problem(error: FollicleGraphError) -> Json:
    if isinstance(error, UnknownEntity) and error.remedy == UnknownEntity.where:
        error = error.but(remedy="look for a word of its name with the tool search")
    return {"error": str(error), "argument": error.argument, "nearest": list(error.nearest)}


def as_tool_call(call: Call) -> str:
    """How answers propose a further question: as a call of a tool, empty where no tool asks it.

    >>> as_tool_call(Call("evidence", ("IL-15", "hair loss")))
    'evidence(subject="IL-15", object="hair loss")'
    """
    tool = TOOLS.get(call.function)
    if tool is None or not call.names:
        return ""
    names = [name if isinstance(name, str) else name[0] for name in call.names]
    if call.function == "what_if":
        return f'what_if(levels={{"{names[0]}": 1}})'
    given = [f'{key}="{name}"' for key, name in zip(tool.properties, names, strict=False)]
    if "layers" in call.options:
        given.append("all_layers=true")
    if "max_hops" in call.options:
        given.append(f"max_hops={call.options['max_hops']}")
    return f"{call.function}({', '.join(given)})"


def search(G: Graph, words: str, limit: int = 10, skip: int = 0) -> Json:
    """Entities whose names or definitions hold these words, as `fg.search` ranks them."""
    found = fg.search(G, words, limit=skip + limit + 1)
    rows = [
        {"id": row["id"], "label": shown(row["label"]), "kind": row["kind"], "found": row["text"]}
        for row in found.to_dict("records")
    ]
    head = {} if rows else {"why": ["no name or definition holds these words; try fewer or others"]}
    whole = len(rows) <= skip + limit
    return bounded(head, {"entities": rows}, skip=skip, limit=limit, whole=whole)


def about(G: Graph, name: str | None = None, skip: int = 0) -> Json:
    """What the atlas says of one entity, claim by claim; without a name, of itself."""
    if name is None:
        whole = fg.about(G)
        return bounded({"title": whole.title, "facts": whole.facts, "cite": fg.cite()}, {})
    found = fg.about(G, name)
    head = {
        "title": found.title,
        "facts": found.facts,
        "remarks": {part.title: part.lines for part in found.sections if part.lines},
    }
    claims = [
        {"section": part.title, **claim(G, one.statement, pieces=2)}
        for part in found.sections
        for one in part.relations
    ]
    return bounded(head, {"claims": claims}, skip=skip)


def paths(
    G: Graph,
    source: str,
    target: str,
    via: Sequence[str] = (),
    avoid: Sequence[str] = (),
    max_hops: int = 6,
    all_layers: bool = False,
    skip: int = 0,
) -> Json:
    """Signed paths, best first, each step with its evidence; `skip` goes on after those seen."""
    found = fg.paths(
        G,
        source,
        target,
        via=via,
        avoid=avoid,
        max_hops=max_hops,
        limit=skip + 20,
        **_in_layers(all_layers),
    )
    routes = [route(G, path) for path in found]
    return bounded(
        {"answer": found.heading}, {"paths": routes}, skip=skip, whole=not found.truncated
    )


def _in_layers(everything: bool) -> dict[str, Any]:
    return {"layers": None} if everything else {}


def effect(G: Graph, source: str, target: str, max_hops: int = 4, all_layers: bool = False) -> Json:
    """Whether the source raises or lowers the target: verdict, claims and, without any, routes."""
    found = fg.effect(G, source, target, max_hops=max_hops, **_in_layers(all_layers))
    direct = [*found.findings, *found.against, *found.other_layers]
    statements = [one.statement for one in direct if one.statement is not None]
    routes: list[Json] = []
    if found.basis == "routes":
        routes = [
            route(G, path) for side in (found.increasing, found.decreasing) for path in side[:3]
        ]
    head = {
        "answer": str(found),
        "verdict": found.verdict,
        "basis": found.basis,
        "grade": found.grade,
        "routes_raise": len(found.increasing) if found.basis == "routes" else found.routes[0],
        "routes_lower": len(found.decreasing) if found.basis == "routes" else found.routes[1],
    }
    return bounded(
        head, {"claims": [claim(G, one, pieces=3) for one in statements], "routes": routes}
    )


def evidence(G: Graph, subject: str, object: str | None = None, skip: int = 0) -> Json:  # noqa: A002
    """The claims from one entity to another, or all around one, the best supported first."""
    fg.evidence(G, subject, object)  # resolves the names, and warns why there is nothing
    start = fg.resolve(G, subject)
    end = None if object is None else fg.resolve(G, object)
    view = reader(G)
    index = whole_index(view)
    numbers = index.touching(start) if end is None else index.between(start, end)
    ranked = sorted(numbers, key=lambda number: -index.edge(number).support)
    claims = [
        claim(G, one, pieces=3 if end is None else 6) for one in statements_of(view, index, ranked)
    ]
    return bounded({}, {"claims": claims}, skip=skip)


def contradictions(G: Graph, name: str | None = None, skip: int = 0) -> Json:
    """Pairs whose findings disagree, both sides of each; with a name, those that it is part of."""
    pairs = []
    for row in fg.contradictions(G, name).to_dict("records"):
        pieces = {
            piece.id: piece
            for data in G[row["subject"]][row["object"]].values()
            for piece in data["evidence"]
        }
        pair: Json = {
            "subject": row["subject_label"],
            "object": row["object_label"],
            "finding": row["finding"],
            "scope": row["scope"],
            "differs": row["differs"],
        }
        for side_name, rows in (
            ("raises", row["increasing"]),
            ("lowers", row["decreasing"]),
            ("against", row["against"]),
        ):
            named = [pieces[one] for one in rows.split("; ") if one in pieces]
            if named:
                pair |= side(side_name, [piece_of(one) for one in best_first(named)], 3)
        pairs.append(pair)
    head = {} if pairs else {"why": ["no findings speak against each other here"]}
    return bounded(head, {"pairs": pairs}, skip=skip)


def treatments(
    G: Graph,
    disease: str,
    features: Sequence[str] = (),
    route: str | None = None,
    age: float | None = None,
    treatment: str | None = None,
    skip: int = 0,
) -> Json:
    """Treatments for a disease and features, each with reasons and papers; or one in full."""
    found = fg.treatments(G, fg.Profile(disease, list(features), route, age))
    items = found.items
    if treatment is not None:
        items = found.named(treatment) or (found.of(treatment),)
    rows = {
        piece.id: piece
        for *_, data in G.edges(data=True)
        for piece in data["evidence"]
        if piece.stance == "supports"
    }
    most = 4 if treatment is None else 12
    listed = []
    for item in items:
        judged: Json = {
            "treatment": item.label,
            "route": item.route,
            "verdict": item.verdict,
            "grade_here": item.grade or "none",
            "grade_nearby": item.nearby or "none",
            "because": item.because,
        }
        for name, reasons in (
            ("for", item.why),
            ("against", item.against),
            ("cautions", item.cautions),
        ):
            if reasons:
                judged |= side(name, [_reason(G, one, rows) for one in reasons], most)
        listed.append(judged)
    head = {
        "profile": str(found.profile),
        "active": [axis.name for axis in found.axes if axis.active],
        "limits": found.limits,
    }
    return bounded(head, {"treatments": listed}, skip=skip)


def _reason(G: Graph, reason: Reason, rows: Mapping[str, Evidence]) -> Json:
    """A reason with its references, and grade and species of the evidence that it rests on."""
    steps = [G.edges[edge]["evidence"] for edge in reason.path if G.has_edge(*edge)]
    pieces = [rows[row] for row in reason.evidence if row in rows]
    pieces += [piece for step in steps for piece in best_first(step)[:1]]
    graded = best_first(pieces)
    grade = reason.grade or (graded[0].grade if graded else "")
    return {
        "reason": reason.text,
        "references": list(reason.references),
        "rows": list(reason.evidence) or [piece.id for piece in pieces],
        "grade": grade or NOT_STATED,
        "species": species_of(pieces, grade),
    }


def what_if(
    G: Graph, levels: Mapping[str, int], read_outs: Sequence[str] = (), skip: int = 0
) -> Json:
    """Which way read-outs move under these levels, and by which routes."""
    outcome = fg.what_if(G, levels)
    chosen = [outcome.response(name) for name in read_outs]
    if not chosen:
        moved = [one for one in outcome.responses if one.change and one.reason != "held"]
        chosen = [one for one in outcome.responses if one.id in READ_OUTS] + moved[:5]
    responses = []
    for one in {one.id: one for one in chosen}.values():
        why = outcome.why(one.id)
        responses.append(
            {
                "entity": shown(one.label),
                "response": {1: "rises", -1: "falls", None: "silent"}[one.change],
                "share_of_networks": round(one.share, 2),
                "because": why.text,
                "routes": [route(G, path) for path in why.routes[:2]],
            }
        )
    head = {
        "asked": {shown(G.nodes[node]["label"]): EFFECTS[level] for node, level in outcome.levels},
        "ignored": [name for name, _ in outcome.ignored],
        "limits": LIMITS,
    }
    return bounded(head, {"responses": responses}, skip=skip)


def bibliography(
    G: Graph,
    name: str | None = None,
    source: str | None = None,
    target: str | None = None,
    skip: int = 0,
) -> Json:
    """The papers behind an entity, or behind the paths between two."""
    if (source is None) != (target is None) or (name is None) == (source is None):
        raise InvalidQuestion(
            "papers are about one entity or about two",
            argument="name",
            value=name,
            remedy="give name, or source and target",
        )
    asked = fg.about(G, name) if name is not None else fg.paths(G, str(source), str(target))
    papers = [
        {
            "reference": entry.citation.reference,
            "citation": entry.citation.line,
            "url": entry.citation.url,
            "rows": list(entry.statements),
        }
        for entry in fg.bibliography(asked)
    ]
    return bounded({"papers_in_all": len(papers)}, {"papers": papers}, skip=skip)


QUESTIONS: Mapping[str, Callable[..., Json]] = {
    "search": search,
    "about": about,
    "paths": paths,
    "effect": effect,
    "evidence": evidence,
    "contradictions": contradictions,
    "treatments": treatments,
    "what_if": what_if,
    "bibliography": bibliography,
}
"""Name of a tool -> what answers it."""
