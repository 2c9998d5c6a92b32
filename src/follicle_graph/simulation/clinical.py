"""Findings that speak against an answer of the model.

The model knows mechanisms only. On hair loss and hair growth, findings decide whether it may speak:
if more of them speak against a benefit than for one, it stays silent and names them. It is silent,
too, where direct findings of one entity on the read-out point both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np

from follicle_graph.model.facts import EdgeId
from follicle_graph.model.vocabulary import DEFAULT_LAYER, GIVEN, MARKERS, STANCE_OF_NULL
from follicle_graph.query.engine.index import Index
from follicle_graph.simulation.network import Network

READ_OUTS: Mapping[str, int] = {"hair_loss": 1, "hair_growth": -1}
"""Read-outs that trials measure: +1 where more of it is harm, -1 where more of it is benefit."""

CLINICAL = ("clinical", "safety")
"""The layers of findings in people."""

_NONE = np.array([], np.int64)


Objection = Literal["", "contrary clinical findings", "opposed findings"]
"""Why findings forbid an answer."""


def objection(
    index: Index, network: Network, levels: Mapping[str, int], read_out: str
) -> tuple[Objection, tuple[EdgeId, ...]]:
    """Why findings forbid an answer, and these findings; two empty values where none does."""
    if against := contrary_findings(index, network, levels, read_out):
        return "contrary clinical findings", against
    if opposed := opposed_findings(index, levels, read_out):
        return "opposed findings", opposed
    return "", ()


def contrary_findings(
    index: Index, network: Network, levels: Mapping[str, int], read_out: str
) -> tuple[EdgeId, ...]:
    """The findings against a benefit, if they outnumber those in favour; else nothing.

    Counted are the edges into the read-out, and into the diseases that the clinical layer says
    cause hair loss. Null and disputed findings of any layer speak against; so do clinical and
    safety edges towards harm. Clinical edges towards benefit speak in favour. There are two counts,
    and either can silence the model:

    * the entities that are held, alone: a finding on just this entity is nearer than one on a
      drug that hits others too. What an entity contributes to, blocking it prevents;
    * these entities with each drug or procedure that moves one of them that way. Here the
      direction of the level does not matter: a finding that a treatment fails silences both, and
      that something takes part in a disease is no finding that blocking it helps. So a known
      cause is silent until a drug that acts on it was seen to help.
    """
    if read_out not in READ_OUTS:
        return ()
    goals = {read_out: READ_OUTS[read_out], **dict.fromkeys(_diseases(index), 1)}
    held = {node: level for node, level in levels.items() if node in index.number}
    alone = {node: 1 if network.kinds.get(node) in GIVEN else held[node] for node in held}
    together = dict.fromkeys(_agents(index, network, held), 1)
    for agents in (alone, together):
        against, favour = _counted(index, agents, goals)
        if len(against) > favour:
            return tuple(against)
    return ()


def _counted(
    index: Index, agents: Mapping[str, int], goals: Mapping[str, int]
) -> tuple[list[EdgeId], int]:
    """The findings against a benefit of these agents (1 given, -1 blocked), and how many favour
    one.
    """
    against: list[EdgeId] = []
    favour = 0
    for agent, way in sorted(agents.items()):
        for goal, harm in goals.items():
            for number in index.between(agent, goal) if goal in index.number else ():
                edge = index.edge(number)
                toward_harm = edge.sign * harm * way
                if edge.key in STANCE_OF_NULL or (edge.layer in CLINICAL and toward_harm > 0):
                    against.append((edge.u, edge.v, edge.key))
                elif edge.layer == CLINICAL[0] and toward_harm < 0:
                    favour += 1
    return against, favour


def opposed_findings(index: Index, levels: Mapping[str, int], read_out: str) -> tuple[EdgeId, ...]:
    """The direct findings of one held entity on the read-out, if they point both ways.

    Counted are the signed edges of the mechanism and clinical layers from each entity that is held
    at a level straight to the read-out. Where those of one entity disagree, the literature has no
    answer that a model could restore. Two entities that pull in opposite directions are no dispute.
    """
    opposed: list[EdgeId] = []
    for node in sorted(levels):
        found: dict[int, list[EdgeId]] = {}
        for number in index.between(node, read_out) if node in index.number else ():
            edge = index.edge(number)
            if edge.sign and edge.layer in (DEFAULT_LAYER, CLINICAL[0]) and edge.key not in MARKERS:
                found.setdefault(edge.sign, []).append((edge.u, edge.v, edge.key))
        if len(found) > 1:
            opposed += [*found[-1], *found[1]]
    return tuple(opposed)


def _diseases(index: Index) -> Iterable[str]:
    """The diseases that cause hair loss by the clinical layer."""
    if "hair_loss" not in index.number:
        return []
    into = index.around(_NONE, np.array([index.number["hair_loss"]])).tolist()
    edges = (index.edge(number) for number in into)
    return sorted({e.u for e in edges if e.layer == CLINICAL[0] and e.key == "causes"})


def _agents(index: Index, network: Network, levels: Mapping[str, int]) -> set[str]:
    """The entities that are held, and the drugs and procedures that move them that way."""
    found = set(levels)
    for node, level in levels.items():
        into = index.around(_NONE, np.array([index.number[node]])).tolist()
        edges = (index.edge(number) for number in into)
        found |= {
            e.u
            for e in edges
            if e.layer == DEFAULT_LAYER and e.sign == level and network.kinds.get(e.u) in GIVEN
        }
    return found
