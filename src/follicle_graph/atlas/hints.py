"""Hints for curators: what is allowed in the facts, and still worth a second look."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable

from follicle_graph.atlas.load import load_folder
from follicle_graph.curation import folder as curated
from follicle_graph.curation.evidence_rules import missing_fields
from follicle_graph.curation.folder import Folder, Problem, headline_pairs
from follicle_graph.curation.labels import names_differ
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph
from follicle_graph.query.contradictions import contradictions
from follicle_graph.query.spine import headline_routes

OUTCOME_LANE = "clinical outcome"
POPULAR = "popular article"
SECONDHAND = (POPULAR, "review", "curator inference")
"""Grades of evidence that reports what others saw."""

OF_PEOPLE = ("clinical", "biomarker", "safety")
"""Layers whose statements are about people unless they say otherwise."""

Place = Mapping[str, tuple[str, int]]
"""Row id -> the file and line where the statement begins."""


def hints(
    root: Traversable, *, labels: dict[str, dict[str, str]] | None = None
) -> dict[str, list[Problem]]:
    """What a curator may look at again, by kind; none of it blocks.

    `labels`: the frozen list that `curation.labels.read_labels` reads; with it names are compared
    too. Raises CurationError, InvalidGraph where the folder makes no graph: run `check` first.

    >>> from follicle_graph.model.vocabulary import knowledge
    >>> list(hints(knowledge()))[0]
    'sign that contradicts another statement'
    """
    folder = curated.read_folder(root)
    G = load_folder(root)
    where = {claim.fields.values["id"]: (claim.file, claim.fields.line) for claim in folder.claims}
    lines = {row.values["id"]: row.line for row in folder.tables["entities.tsv"]}
    found = {
        "sign that contradicts another statement": _opposed(G, where),
        "entity that reaches no outcome": _far_from_outcomes(G, lines),
        "popular article alone": _popular(G, where),
        "one paper carries a whole path": _one_paper(G, where, headline_pairs(folder)),
        "mouse-only evidence behind a human claim": _no_human(G, where),
        "paper without authors, journal or year": _incomplete(folder),
    }
    if labels is not None:
        found["name that the ontology does not use"] = names_differ(folder, labels)
    return {kind: sorted(ones) for kind, ones in found.items()}


def _opposed(G: Graph, where: Place) -> Iterator[Problem]:
    """Both signs on one pair, in one layer and without a stated difference of context."""
    for row in contradictions(G).itertuples():
        if row.scope == "conflict":
            up, down, against = (
                str(side) for side in (row.increasing, row.decreasing, row.against)
            )
            sides = [
                f"{name} {ids}" for name, ids in (("+", up), ("-", down), ("0", against)) if ids
            ]
            place = where[(up or down).split("; ")[0]]
            message = f"{row.subject} on {row.object}: {', '.join(sides)}"
            yield Problem(
                *place, message, "state species, disease, tissue or route where they differ"
            )


def _far_from_outcomes(G: Graph, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Entities from which no signed edge of any layer leads to an outcome."""
    near: dict[str, None] = {
        node: None for node, data in G.nodes(data=True) if data["lane"] == OUTCOME_LANE
    }
    queue = deque(near)
    while queue:
        node = queue.popleft()
        for source, _, data in G.in_edges(node, data=True):
            if data["sign"] and source not in near:
                near[source] = None
                queue.append(source)
    for node in G:
        if node not in near:
            message = (
                f"{node} has no cited relation" if not G.degree(node) else f"{node} leads nowhere"
            )
            remedy = "add what it does, or leave it as a marker, class or context"
            yield Problem("entities.tsv", lines[node], message, remedy)


def _supporting(data: Mapping[str, tuple[Evidence, ...]]) -> list[Evidence]:
    return [piece for piece in data["evidence"] if piece.stance == "supports"]


def _popular(G: Graph, where: Place) -> Iterator[Problem]:
    """Signed edges that only popular articles support."""
    for u, v, key, data in G.edges(keys=True, data=True):
        pieces = _supporting(data)
        if data["sign"] and pieces and {piece.grade for piece in pieces} == {POPULAR}:
            yield Problem(*where[pieces[0].id], f"{u} {key} {v}", "look for a paper that shows it")


def _one_paper(G: Graph, where: Place, pairs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Best routes of headline pairs of which every step rests on one and the same paper."""
    for source, target in pairs:
        if source not in G or target not in G:
            continue
        for path in headline_routes(G, source, target):
            steps = [_supporting(G.edges[edge]) for edge in path.edges]
            cited = [{piece.reference for piece in pieces} for pieces in steps]
            if len(steps) > 1 and len(set().union(*cited)) == 1:
                message = f"{path.route} rests on {cited[0].pop()} alone"
                yield Problem(*where[steps[0][0].id], message, "look for a second paper")


def _no_human(G: Graph, where: Place) -> Iterator[Problem]:
    """Edges said of people (by a document or a clinical layer) and seen first-hand elsewhere."""
    for u, v, key, data in G.edges(keys=True, data=True):
        pieces = _supporting(data)
        seen = [p for p in pieces if p.grade not in SECONDHAND and p.species]
        claimed = [p for p in pieces if p.claims]
        if (
            (claimed or data["layer"] in OF_PEOPLE)
            and seen
            and not any("human" in p.species for p in seen)
        ):
            species = ", ".join(sorted({name for p in seen for name in p.species}))
            by = f"claim {claimed[0].claims[0]}" if claimed else f"layer {data['layer']}"
            message = f"{u} {key} {v} ({by}): seen in {species} only"
            yield Problem(*where[(claimed or seen)[0].id], message, "look for evidence in people")


def _incomplete(folder: Folder) -> Iterator[Problem]:
    """Papers that were read and whose citation lacks a field."""
    for line, values in folder.tables["references.tsv"]:
        missing = missing_fields(values)
        if missing:
            message = f"{values['key']} was read and has no {', '.join(missing)}"
            yield Problem("references.tsv", line, message, "look it up and say in note where")
