"""The columns that decide what a row says are read by a store as they are by `read`."""

from __future__ import annotations

from pathlib import Path

import pytest

from follicle_graph.errors import StoreError
from follicle_graph.store import open_store

NEGATED = (
    "subject\tpredicate\tobject\tnegated\tid\tpublications\n"
    "a\tincreases\tb\tfalse\te1\tPMID:1\n"
    "a\tincreases\tb\tTrue\te2\tPMID:2\n"
    "c\tbiolink:treats\td\ttrue\te3\tPMID:3\n"
    "a\tdecreases\tc\t\te4\tPMID:4\n"
)


def test_a_negated_row_is_a_null_finding_against_what_it_denies(path: Path, tmp_path: Path) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text(NEGATED)
    with open_store(path) as store:
        store.load(edges)
        store.verify()
        G = store.read()
    assert sorted(G.edges(keys=True)) == [
        ("a", "b", "increases"),
        ("a", "b", "no_effect_on"),
        ("a", "c", "decreases"),
        ("c", "d", "no_effect_on"),
    ]
    asserted = G.edges["a", "b", "increases"]
    assert [(one.id, one.stance) for one in asserted["evidence"]] == [
        ("e1", "supports"),
        ("e2", "refutes"),
    ]
    assert (asserted["sign"], asserted["contradicted"]) == (1, True)
    null = G.edges["c", "d", "no_effect_on"]
    assert (null["sign"], null["layer"], null["evidence"][0].reference) == (0, "clinical", "PMID:3")


def test_a_negation_that_cannot_be_read_refuses_the_file(path: Path, tmp_path: Path) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text("subject\tpredicate\tobject\tnegated\na\tincreases\tb\tmaybe\n")
    with open_store(path) as store, pytest.raises(StoreError, match="line 2: negated 'maybe'; use"):
        store.load(edges)


def test_qualifiers_decide_and_rows_that_disagree_are_parallel_edges(
    path: Path, tmp_path: Path
) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text(
        "subject\tpredicate\tobject\tobject_direction_qualifier\tobject_aspect_qualifier\t"
        "subject_direction_qualifier\n"
        "a\tbiolink:affects\tb\tincreased\tdegradation\t\n"
        "a\tbiolink:affects\tc\tDecreased\tactivity\tdecreased\n"
        "a\tbiolink:affects\td\tincreased\tactivity\t\n"
        "a\tbiolink:affects\td\tdecreased\texpression\t\n"
    )
    with open_store(path) as store:
        store.load(edges)
        G = store.read()
    assert {(v, key): data["sign"] for _, v, key, data in G.edges(keys=True, data=True)} == {
        ("b", "biolink:affects"): -1,
        ("c", "biolink:affects"): 1,
        ("d", "biolink:affects (+)"): 1,
        ("d", "biolink:affects (−)"): -1,
    }


def test_the_true_name_of_a_column_counts_and_filled_cells_before_empty_ones(
    path: Path, tmp_path: Path
) -> None:
    edges, nodes = tmp_path / "edges.tsv", tmp_path / "nodes.tsv"
    edges.write_text(
        "source\tsubject\tpredicate\tobject\tknowledge_source\tprimary_knowledge_source\n"
        "CTD\ta\tincreases\tb\t\tinfores:ctd\n"
    )
    nodes.write_text("id\tlabel\tname\na\t\tAlpha\nb\tBeta\tother\n")
    with open_store(path) as store:
        store.load(edges, nodes=nodes)
        G = store.read()
    assert [(data["label"], node) for node, data in G.nodes(data=True)] == [
        ("Alpha", "a"),
        ("Beta", "b"),
    ]
    assert G.edges["a", "b", "increases"]["evidence"][0].note == "infores:ctd"


def test_two_columns_of_one_name_are_refused(path: Path, tmp_path: Path) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text("subject\tpredicate\tobject\tobject\na\tincreases\tb\tc\n")
    with open_store(path) as store, pytest.raises(StoreError, match="two columns 'object'; rename"):
        store.load(edges)
