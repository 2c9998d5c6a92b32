"""A graph read once: what it says in columns is what a look at every edge finds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

import any_graphs
import follicle_graph as fg
import oracle
from follicle_graph.model.columns import flat
from follicle_graph.model.contract import edge_problems, node_problems, validate
from follicle_graph.model.digest import digest, digest_of
from follicle_graph.model.facts import PIECE, Evidence
from follicle_graph.model.graph import Graph

ODD: tuple[Any, ...] = (
    *(None, "", "mechanism", "nowhere", b"x", 0, 1, 2, -1, -0.0, 0.5, -0.5, 1.5, float("nan")),
    *(True, (), [], ("R1",), ["x"], ("x", "y"), ("x", 1), {"x"}, {}),
    *([Evidence("R1")], (Evidence("R1", note="e\u0301"), Evidence("R1"))),
    *(np.int64(1), np.int64(3), np.float64(0.5), np.bool_(True), np.str_("mechanism")),
)
ATTRIBUTES = (
    *(("node", name) for name in ("label", "kind", "lane", "curie", "definition", "short_label")),
    ("node", "synonyms"),
    *(("edge", name) for name in ("sign", "layer", "indirect", "support", "contradicted")),
    ("edge", "evidence"),
    *(("piece", name) for name in PIECE),
)


def odd_graph(part: str, name: str, *value: Any) -> Graph:
    """A graph of two edges with this value in one place; without a value that place is empty."""
    G = fg.sketch("a -> b; b -| a")
    piece = replace(Evidence("R1"), **(dict.fromkeys([name], *value) if part == "piece" else {}))
    edge = G.edges["a", "b", "increases"]
    edge["evidence"] = (Evidence("R2", species=("human",)), piece)
    if part != "piece":
        data = edge if part == "edge" else G.nodes["a"]
        data.pop(name, None)
        data.update(dict.fromkeys([name], *value) if value else {})
    return G


def problems_of(G: Graph) -> list[str]:
    found = [
        f"node {n!r}: {one}" for n, data in G.nodes(data=True) for one in node_problems(n, data)
    ]
    return found + [
        f"edge {u} {key} {v}: {one}"
        for u, v, key, data in G.edges(keys=True, data=True)
        for one in edge_problems(key, data)
    ]


def same(G: Graph) -> None:
    """`flat` and `validate` find what a look at every attribute finds, and read the same."""
    problems = problems_of(G)
    for check in (flat, validate):
        found: list[str] = []
        try:
            check(G)
        except fg.InvalidGraph as error:
            found = list(error.problems)
        assert found == problems
    if not problems:
        read = flat(G)
        assert oracle.told(read) == oracle.flat(G)
        assert digest_of(read) == digest(G)
        assert {type(value) for value in read.sign} <= {int}
        assert {type(value) for value in read.support} <= {float}
        assert {type(value) for value in (*read.indirect, *read.contradicted)} <= {bool}


@pytest.mark.parametrize(("part", "name"), ATTRIBUTES)
def test_whatever_stands_in_a_place_is_read_or_refused_as_a_slow_look_says(
    part: str, name: str
) -> None:
    if part != "piece":
        same(odd_graph(part, name))
    for value in ODD:
        same(odd_graph(part, name, value))


@given(any_graphs.graphs())
def test_any_valid_graph_is_read_as_a_slow_look_says(G: Graph) -> None:
    same(G)


@given(any_graphs.graphs())
def test_the_digest_of_what_was_read_is_that_of_its_lines(G: Graph) -> None:
    assert digest_of(flat(G)) == oracle.digest(G)


def test_a_graph_of_many_parts_is_digested_as_its_lines_are() -> None:
    G = fg.sketch("; ".join(f"n{number} -> n{number * 7 % 1300}" for number in range(1300)))
    for number, (*_, data) in enumerate(G.edges(data=True)):
        data["evidence"] = tuple(
            Evidence(f"R{number}é", note="x" * part) for part in range(number % 3)
        )
    assert digest(G) == digest_of(flat(G)) == oracle.digest(G)


def test_one_fault_among_thousands_is_found_and_named() -> None:
    G = fg.sketch("; ".join(f"n{number} -> n{number + 1}" for number in range(2000)))
    G.edges["n1700", "n1701", "increases"]["sign"] = 3
    G.nodes["n900"]["curie"] = 5
    for check in (flat, validate):
        with pytest.raises(
            fg.InvalidGraph, match=r"node 'n900': curie 5(.|\n)*edge n1700"
        ) as caught:
            check(G)
        assert len(caught.value.problems) == 2


@pytest.mark.parametrize("node", [("a", 1), 3, frozenset()])
def test_ids_that_have_no_order_are_refused_in_words(node: Any) -> None:
    G = fg.sketch("a -> b")
    G.add_edge("a", "b", key=7, sign=1)
    G.add_node(node)
    with pytest.raises(fg.InvalidGraph, match=r"ids are strings(.|\n)*its key is no predicate"):
        flat(G)


@pytest.mark.parametrize("kind", [nx.DiGraph, nx.MultiGraph])
def test_another_kind_of_graph_is_refused(kind: type) -> None:
    with pytest.raises(fg.InvalidGraph, match=r"build a networkx\.MultiDiGraph"):
        flat(kind())
