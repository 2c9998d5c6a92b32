"""Values of parameters mean the same in every store, or are refused by the parameter's name."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph.errors import StoreError
from follicle_graph.model.graph import Graph
from follicle_graph.store.parameters import plain_parameters

SAME: list[tuple[Any, Any]] = [
    (("a", "b"), ["a", "b"]),
    ({"b", "a"}, ["a", "b"]),
    (frozenset({2, 1}), [1, 2]),
    (np.int64(7), 7),
    (np.float32(0.5), 0.5),
    (np.bool_(True), True),
    (np.str_("a"), "a"),
    (np.array([1, 2]), [1, 2]),
    (np.array([[1], [2]]), [[1], [2]]),
    (np.array(["a", "é"]), ["a", "é"]),
    (pd.Series([1.5, None]), [1.5, None]),
    (pd.Series(["a", None], dtype="string"), ["a", None]),
    (pd.Index(["x"]), ["x"]),
    (pd.NA, None),
    (pd.NaT, None),
    ([(1,), (2, np.int8(3))], [[1], [2, 3]]),
    ([1, None, 2.5], [1.0, None, 2.5]),
    ([[1], [], [0.5]], [[1.0], [], [0.5]]),
    ([{"b": 2, "a": 1}, {"a": 5}], [{"a": 1, "b": 2}, {"a": 5, "b": None}]),
    ([{"a": 1}, None, {"a": 2.5}], [{"a": 1.0}, None, {"a": 2.5}]),
    ({"a": np.int64(1), "b": ("x",)}, {"a": 1, "b": ["x"]}),
    (math.inf, math.inf),
]


@pytest.mark.parametrize(
    ("given", "wanted"), SAME, ids=[f"{type(g).__name__} {n}" for n, (g, _) in enumerate(SAME)]
)
def test_a_value_is_made_plain(given: Any, wanted: Any) -> None:
    found = plain_parameters({"x": given})["x"]
    assert found == wanted
    assert type(found) is type(wanted)


def test_plain_values_are_the_same_in_every_store(stored: fg.Store) -> None:
    for given, wanted in SAME:
        if isinstance(wanted, list) and not all(isinstance(one, str) for one in wanted):
            continue  # lists of lists and of nothing known differ in their types, not their values
        assert stored.cypher("RETURN $x AS x", x=given)[0]["x"] == wanted
    ids = pd.Series(["ifng", "hair_loss", "nobody"])
    query = "MATCH (e:Entity) WHERE e.id IN $ids RETURN e.id AS id ORDER BY id"
    for some in (ids, tuple(ids), set(ids), ids.to_numpy()):
        assert [row["id"] for row in stored.cypher(query, ids=some)] == ["hair_loss", "ifng"]


REFUSED: list[Any] = [
    math.nan,
    np.float64("nan"),
    np.array([1.0, np.nan]),
    pd.Timestamp("2026-01-01"),
    np.datetime64("2026-01-01"),
    datetime.date(2026, 1, 1),
    datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    1 << 63,
    b"bytes",
    object(),
    {},
    {1: "a"},
    {1, "a"},
    ["1", 2],
    ["x", True],
    [1, [2]],
    [["a"], [1]],
    [{"a": 1}, {"a": "x"}],
    pd.Series([1, "a"], dtype=object),
    {"a": None},
    {"a": []},
    "\ud83d",
    pd.DataFrame({"a": [1]}),
]


@pytest.mark.parametrize(
    "value", REFUSED, ids=[f"{type(v).__name__} {n}" for n, v in enumerate(REFUSED)]
)
def test_any_other_value_is_refused_by_the_name_of_its_parameter(value: Any) -> None:
    with pytest.raises(
        StoreError, match=r"(?s)\$wrong holds .*; use |remove|\$wrong .* smaller"
    ) as caught:
        plain_parameters({"right": 1, "wrong": value})
    assert caught.value.argument == "wrong"
    assert caught.value.remedy


def test_nodes_relations_and_paths_look_the_same_in_every_store(
    atlas: Graph, stored: fg.Store
) -> None:
    query = "MATCH p=(a:Entity {id: 'ifng'})-[r:REL]->(b:Entity {id: 'cxcl10'}) RETURN a, r, p"
    row = stored.cypher(query)[0]
    assert row["a"]["label"] == atlas.nodes["ifng"]["label"]
    assert row["r"]["sign"] == 1
    assert row["p"] == {"nodes": [row["a"], row["p"]["nodes"][1]], "relationships": [row["r"]]}
    assert not [key for key in (*row["a"], *row["r"]) if key.startswith("_") or not key]
    many = stored.cypher("MATCH (:Entity {id: 'ifng'})-[r:REL*1..1]->(:Entity) RETURN r LIMIT 1")
    assert many[0]["r"][0].keys() >= {"predicate", "sign"}


ROWS = [{"id": "a", "n": 1}, {"n": 5, "id": "b"}, {"id": "c"}]


def test_rows_of_mappings_keep_their_values_in_every_store(stored: fg.Store) -> None:
    found = stored.cypher("UNWIND $rows AS r RETURN r.id AS id, r.n AS n", rows=ROWS)
    assert [tuple(row.values()) for row in found] == [("a", 1), ("b", 5), ("c", None)]


def test_an_earlier_question_does_not_change_how_a_list_is_read(stored: fg.Store) -> None:
    for given in ([1, 2], [1, None, 2.5], ["a"], [1, None, 2.5], [{"a": 1}], [{"a": "x"}]):
        for _ in range(2):
            assert stored.cypher("RETURN $p AS p", p=given)[0]["p"] == given
