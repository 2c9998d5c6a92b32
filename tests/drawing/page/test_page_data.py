"""What the page knows is what the graph says, however it is written down."""

from __future__ import annotations

import json
from dataclasses import astuple, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import any_graphs
import follicle_graph as fg
from follicle_graph.drawing.page.html import json_of
from follicle_graph.drawing.page.page_data import page_facts, value_at, values_of
from follicle_graph.model.columns import flat
from follicle_graph.model.facts import PIECE, Evidence
from follicle_graph.model.graph import Graph


@given(any_graphs.graphs())
def test_columns_say_of_every_edge_what_the_graph_says(G: Graph) -> None:
    facts = page_facts(G, flat(G), [("All", G, fg.layout(G))], (), "")
    assert facts["digest"] == fg.digest(G)
    ids, edges, evidence = facts["nodes"]["id"], facts["edges"], facts["evidence"]
    assert ids == sorted(G)
    for row, (u, v, key) in enumerate(sorted(G.edges(keys=True))):
        data = G.edges[u, v, key]
        assert (ids[edges["source"][row]], ids[edges["target"][row]]) == (u, v)
        found = [value_at(edges[name], row) for name in ("predicate", "sign", "layer")]
        assert found == [key, data["sign"], data["layer"]]
        flags = value_at(edges["flags"], row)
        assert flags & 3 == data["indirect"] + 2 * data["contradicted"]
        assert facts["supports"][value_at(edges["rank"], row)][0] == data["support"]
        found = [piece_at(facts, ids, place) for place in edges["evidence"][row]]
        assert found == [astuple(as_held(piece)) for piece in data["evidence"]]
    assert json.loads(json_of(facts)) == json.loads(json.dumps(facts))
    assert all(values_of(column, G.size()) for column in edges.values()) or not G.size()
    assert len(evidence) == len(PIECE)


def as_held(piece: Evidence) -> Evidence:
    """A piece as the page holds it: no reference is None, no route is empty text."""
    return replace(piece, reference=piece.reference or None, route=piece.route or "")


def piece_at(facts: dict[str, Any], ids: list[str], place: int) -> tuple[Any, ...]:
    """A piece of evidence as the page holds it, with its numbers looked up."""
    piece = {name: value_at(facts["evidence"][name], place) for name in PIECE}
    number = piece["reference"]
    piece["reference"] = None if number < 0 else facts["references"]["id"][number]
    piece["disease"] = tuple(ids[one] if isinstance(one, int) else one for one in piece["disease"])
    return tuple(piece.values())


@pytest.mark.parametrize("odd", ["\ud800", np.float64(0.5)])
def test_what_the_quick_writer_refuses_is_written_all_the_same(odd: object) -> None:
    assert json.loads(json_of({"odd": [odd]})) == {"odd": [odd]}
