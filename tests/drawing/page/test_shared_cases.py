"""The page decides as the library does: the cases of `data/shared_cases.json`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pytest

import follicle_graph as fg
from browser import Open, Seen
from follicle_graph.drawing import look
from follicle_graph.drawing.shapes import head
from shared_cases import CASES, graph_of

Pages = Mapping[str, Seen]


@pytest.fixture(scope="module")
def pages(reading: Open, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("shared")
    return {
        name: reading(fg.explore(graph_of(CASES[name])).save(folder / f"{name}.html"))
        for name in ("keep", "diseases", "paths")
    }


def claims(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["claim"]) for case in cases]


@pytest.mark.parametrize("case", claims(CASES["support"]))
def test_support_is_that_of_the_library(pages: Pages, case: dict[str, Any]) -> None:
    pieces = [{"stance": "supports", "grade": "", **piece} for piece in case["evidence"]]
    support = pages["keep"].page.evaluate(
        "([pieces, given]) => supportOf(pieces, given)", [pieces, case["given"]]
    )
    assert support == pytest.approx(case["support"], abs=1e-9)


@pytest.mark.parametrize("part", ["keep", "diseases"])
def test_filters_keep_what_keep_keeps(pages: Pages, part: str) -> None:
    for case in CASES[part]["cases"]:
        kept = pages[part].page.evaluate("filters => follicleMap.keep(filters)", case["filters"])
        assert sorted(kept) == case["edges"], case["claim"]


@pytest.mark.parametrize("case", claims(CASES["paths"]["cases"]))
def test_paths_are_those_of_the_library_in_the_same_order(
    pages: Pages, case: dict[str, Any]
) -> None:
    question = dict(case["question"])
    options = {"max_hops": "hops"}
    ends = [question.pop("source"), question.pop("target")]
    asked = {options.get(name, name): value for name, value in question.items()}
    answer = pages["paths"].page.evaluate(
        "([u, v, asked]) => follicleMap.paths(u, v, asked)", [*ends, asked]
    )
    found = [
        {
            "nodes": [path["steps"][0][0], *(step[1] for step in path["steps"])],
            "predicates": [step[2] for step in path["steps"]],
            "sign": path["sign"],
            "support": path["support"],
        }
        for path in answer["paths"]
    ]
    assert found == case["paths"]
    assert answer["reason"] == case["reason"]


@pytest.mark.parametrize("width", [0.6, 2.3])
@pytest.mark.parametrize("kind", ["arrow", "bar", "diamond", "disc", "ring"])
def test_heads_are_those_of_the_figures(pages: Pages, kind: look.Head, width: float) -> None:
    route = [(0.0, 0.0), (30.0, 40.0)]
    drawn = pages["keep"].page.evaluate(
        "([head, width, route]) => "
        "[edgeShape({ head, width }, route).head, headOf(head, width).by]",
        [kind, width, route],
    )
    polygon, by = head(kind, route, width)
    assert drawn[1] == pytest.approx(by)
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", drawn[0])]
    if kind in ("disc", "ring"):
        left, middle, radius = numbers[:3]
        assert left == pytest.approx(min(x for x, _ in polygon), abs=0.05)
        assert middle == pytest.approx(sum(y for _, y in polygon) / len(polygon), abs=0.05)
        assert 2 * radius == pytest.approx(math.dist(polygon[0], polygon[12]), abs=0.05)
    else:
        assert numbers == pytest.approx(
            [number for point in polygon for number in point], abs=0.006
        )


def test_form_address_and_search_allow_the_same_number_of_hops(pages: Pages) -> None:
    page = pages["paths"].page
    assert page.evaluate("follicleMap.paths('s', 'far', { hops: 99 })")["paths"] == []
    page.evaluate("location.hash = '#from=s&to=far&hops=9'")
    page.wait_for_selector("#ask-hops")
    assert page.input_value("#ask-hops") == "6", "nine hops are none that the form offers"
    values = page.eval_on_selector_all("#ask-hops option", "all => all.map(one => one.value)")
    assert values[-1] == "8"
