"""The library decides as the page does: the cases of `data/shared_cases.json`."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

import follicle_graph as fg
from follicle_graph.model.support import edge_support
from shared_cases import CASES, graph_of, pieces_of


def claims(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["claim"]) for case in cases]


@pytest.mark.parametrize("case", claims(CASES["support"]))
def test_support(case: dict[str, Any]) -> None:
    assert edge_support(pieces_of(case["evidence"]), case["given"]) == case["support"]


@pytest.mark.filterwarnings("ignore:no edge is left")
@pytest.mark.parametrize("part", ["keep", "diseases"])
def test_keep(part: str) -> None:
    G = graph_of(CASES[part])
    for case in CASES[part]["cases"]:
        H = fg.keep(G, **case["filters"])
        assert sorted(map(list, H.edges(keys=True))) == case["edges"], case["claim"]


@pytest.mark.parametrize("case", claims(CASES["keep_context"]["cases"]))
def test_keep_by_context(case: dict[str, Any]) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        H = fg.keep(graph_of(CASES["keep_context"]), **case["filters"])
    assert sorted(map(list, H.edges(keys=True))) == case["edges"]
    emptied_by = case.get("emptied_by")
    assert [str(one.message)[:22] for one in said] == (
        ["no edge is left: " + emptied_by[:5]] if emptied_by else []
    )


@pytest.mark.parametrize("case", claims(CASES["paths"]["cases"]))
def test_paths(case: dict[str, Any]) -> None:
    question = dict(case["question"])
    ends = question.pop("source"), question.pop("target")
    answer = fg.paths(graph_of(CASES["paths"]), *ends, **question)
    found = [
        {
            "nodes": list(path.nodes),
            "predicates": [edge[2] for edge in path.edges],
            "sign": path.sign,
            "support": path.support,
        }
        for path in answer
    ]
    assert found == case["paths"]
    assert answer.reason == case["reason"]
