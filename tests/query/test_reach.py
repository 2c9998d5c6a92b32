"""Reach: the signs of walks, the same as taking every step again and again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings

import follicle_graph as fg
import oracle
from follicle_graph.model.graph import Graph
from follicle_graph.query import reach as reach_module
from random_graphs import graphs


def walks(G: Graph, name: str | list[str]) -> dict[tuple[str, int], int]:
    found = fg.reach(G, name)
    return {
        (str(entity), sign): int(hops)
        for sign, column in ((1, "raising"), (-1, "lowering"))
        for entity, hops in found.dropna(subset=[column])[["id", column]].values.tolist()
    }


@settings(max_examples=200, deadline=None)
@given(graphs)
def test_reach_is_what_walking_finds(G: Graph) -> None:
    assert walks(G, "a") == oracle.signed_walks(G, "a", 13)


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_backwards_is_forwards_in_the_turned_graph(G: Graph) -> None:
    turned = G.reverse()
    assert fg.reach(G, "b", direction="in").equals(fg.reach(turned, "b"))


def test_a_front_followed_link_by_link_finds_the_same(
    atlas: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fg.reach(atlas, "IFN-γ"), fg.reach(atlas, "hair loss", direction="in")
    for sparse in (0, 10**9):
        monkeypatch.setattr(reach_module, "SPARSE", sparse)
        assert fg.reach(atlas, "IFN-γ").equals(expected[0])
        assert fg.reach(atlas, "hair loss", direction="in").equals(expected[1])


def test_a_direction_that_is_none_is_refused() -> None:
    with pytest.raises(fg.InvalidQuestion, match="direction is 'up'; use 'out' or 'in'"):
        fg.reach(fg.sketch("a -> b"), "a", direction="up")  # type: ignore[arg-type]


def test_a_long_chain_is_walked_in_time() -> None:
    G = fg.sketch(" -> ".join(f"n{i}" for i in range(5_000)))
    start = time.perf_counter()
    assert fg.reach(G, "n0")["raising"].max() == 4_999
    assert time.perf_counter() - start < 10


@settings(max_examples=50, deadline=None)
@given(graphs)
def test_several_sources_reach_what_any_of_them_reaches_and_as_soon(G: Graph) -> None:
    first, second = walks(G, "a"), walks(G, "b")
    known = {
        state: min(found[state] for found in (first, second) if state in found)
        for state in {*first, *second}
    }
    assert walks(G, ["a", "b"]) == known
