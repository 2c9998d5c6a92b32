"""The cases that the library and its page both have to get right: `data/shared_cases.json`.

* `support`: `evidence` and `given` -> `support`.
* `keep`, `keep_context`: a graph (`nodes`, `edges`) and `cases`: `filters` as `keep` takes them ->
  the `edges` that stay, as (source, target, predicate). `keep_context` has diseases (an object
  that is a disease decides), species that a grade implies, `ends`, `predicates`, `references`;
  `emptied_by` is the filter that a warning names when no edge stays.
* `paths`: a graph and `cases`: a `question` -> `paths` in their order, and the `reason` why there
  are none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import follicle_graph as fg
from follicle_graph.model import vocabulary
from follicle_graph.model.facts import Entity, Evidence
from follicle_graph.model.graph import Graph, add_edge

CASES: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "shared_cases.json").read_text("utf-8")
)


def pieces_of(rows: Iterable[Mapping[str, Any]]) -> list[Evidence]:
    """Evidence as a case writes it."""
    return [Evidence(**dict(map(_field, row.items()))) for row in rows]


def _field(item: tuple[str, Any]) -> tuple[str, Any]:
    name, value = item
    return name, tuple(value) if isinstance(value, list) else value


def graph_of(part: Mapping[str, Any]) -> Graph:
    """The graph of a group of cases."""
    named = ("label", "kind", "lane")
    entities = [Entity(node["id"], **{k: node.get(k, "") for k in named}) for node in part["nodes"]]
    G = fg.build(entities, [], name="Shared cases")
    for edge in part["edges"]:
        add_edge(
            G,
            edge["source"],
            edge["target"],
            edge["predicate"],
            sign=vocabulary.predicates()[edge["predicate"]],
            layer=edge.get("layer", "mechanism"),
            indirect=edge.get("indirect", False),
            evidence=pieces_of(edge.get("evidence", ())),
            support_given=edge.get("support", 0.0),
        )
    return G
