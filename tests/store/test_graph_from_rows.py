"""A stored graph comes back sorted, whatever the order and the parts its rows come in."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from any_graphs import content, graphs
from follicle_graph.model.graph import Graph
from follicle_graph.store import graph_from_rows as rebuilding
from follicle_graph.store.arrow import rows_of, table_of
from follicle_graph.store.content import content_of_graph
from follicle_graph.store.graph_from_rows import graph_of, graph_of_tables
from follicle_graph.store.prefetch import prefetch
from follicle_graph.store.rows import RELATION, Row


def order(G: Graph) -> list[object]:
    """The order of all that a graph holds, both ways."""
    both = (G.adjacency(), G.pred.items())
    return [[(one, [*near.items()]) for one, near in way] for way in both]


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(
    G=graphs(),
    seed=st.integers(0, 9),
    sizes=st.lists(st.integers(0, 3), max_size=4),
    at_once=st.sampled_from([1, 3, 1000]),
)
def test_rows_in_any_order_and_parts_are_the_graph(
    G: Graph, seed: int, sizes: list[int], at_once: int
) -> None:
    packed = content_of_graph(G)
    entities = [row for part in packed.entities() for row in part]
    rows = [row for table in packed.relations() for row in rows_of(table)]
    random.Random(seed).shuffle(rows)
    random.Random(seed).shuffle(entities)
    parts, at = list[list[Row]](), 0
    for size in [*sizes, len(rows)]:
        parts.append(rows[at : at + size])
        at += size
    tables = [table_of(RELATION, parts[:2]), *(table_of(RELATION, [part]) for part in parts[2:])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebuilding, "_AT_ONCE", at_once)
        several = graph_of_tables(packed.meta, entities, tables)
        one = graph_of(packed.meta, entities, iter(rows))
    wanted = oracle.graph_of_rows(entities, rows)
    for found in (several, one):
        assert content(found) == content(G)
        assert order(found) == order(wanted)
        assert found.graph["digest"] == packed.meta["digest"]


ROW = ("a", "b", "is", 1, "mechanism", False, 0.5, False, json.dumps([{"id": "R1"}]))
NODES = [(one, one, "", "", None, (), "", one, "") for one in "ab"]


@pytest.mark.parametrize(
    ("place", "value", "problem", "match"),
    [
        (0, "x", LookupError, "x"),
        (1, "x", LookupError, "x"),
        (1, None, LookupError, "without its target"),
        (2, None, LookupError, "without its predicate"),
        (8, "[{]", ValueError, "stored evidence cannot be read"),
        (8, None, ValueError, "stored evidence cannot be read"),
    ],
)
def test_a_row_that_is_no_edge_is_no_graph(
    place: int, value: str | None, problem: type[Exception], match: str
) -> None:
    bad = (*ROW[:place], value, *ROW[place + 1 :])
    with pytest.raises(problem, match=match):
        graph_of({}, NODES, [ROW, bad])


def test_values_that_repeat_are_kept_once() -> None:
    G = graph_of({}, NODES, [ROW, ("b", "a", *ROW[2:])])
    one, other = (data for _, _, data in G.edges(data=True))
    assert list(G.edges(keys=True)) == [("a", "b", "is"), ("b", "a", "is")]
    assert one["layer"] is other["layer"]
    assert one["predicate"] is other["predicate"]
    assert next(iter(G.pred["b"])) is next(iter(G))


def test_the_next_part_is_made_while_one_is_used() -> None:
    made = threading.Semaphore(0)

    def parts() -> Iterator[int]:
        for number in range(3):
            made.release()
            yield number
        raise ValueError("no more")

    found = prefetch(parts())
    assert next(found) == 0
    assert all(made.acquire(timeout=9) for _ in range(2))
    assert [next(found), next(found)] == [1, 2]
    with pytest.raises(ValueError, match="no more"):
        next(found)


def test_no_part_is_made_after_the_last_that_is_used() -> None:
    made = list[int]()
    found = prefetch(map(made.append, range(9)))
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert made == [0, 1]


def test_tables_of_no_rows_are_no_edges() -> None:
    empty: pa.Table = table_of(RELATION, [])
    assert list(graph_of_tables({}, NODES, [empty])) == ["a", "b"]
    assert list(graph_of_tables({}, NODES, [])) == ["a", "b"]
