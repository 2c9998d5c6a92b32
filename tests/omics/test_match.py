"""Genes of a table on the entities of the atlas, and what did not match."""

from __future__ import annotations

import re

import matplotlib as mpl
import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.omics.match import IdKind, genes

NAN = float("nan")


def test_every_gene_of_the_atlas_is_found_by_each_of_its_ids(atlas: Graph) -> None:
    wanted = {n: genes()[d["curie"]] for n, d in atlas.nodes(data=True) if d["curie"] in genes()}
    assert len(wanted) > 300
    kinds: tuple[IdKind, ...] = ("symbol", "entrez", "ensembl")
    for on in kinds:
        values = {getattr(gene, on): float(n) for n, gene in enumerate(wanted.values())}
        found = fg.match(atlas, values, on)
        assert dict(found.items()) == {node: float(n) for n, node in enumerate(wanted)}
        assert found.missing == found.unmatched == ()
        assert set(found.matched["by"]) == {on}


@pytest.mark.parametrize(
    ("on", "column", "value", "ids"),
    [
        ("symbol", "gene", "log2FoldChange", ["CXCL10", "ifng"]),
        ("symbol", "SYMBOL", "logFC", ["CXCL10 ", "IFNG"]),
        ("entrez", "entrezgene_id", "avg_log2FC", [3627, 3458.0]),
        ("ensembl", "ensembl_gene_id", "logfoldchanges", ["ENSG00000169245.6", "ENSG00000111537"]),
    ],
)
def test_tables_of_common_tools_are_read_as_they_come(
    atlas: Graph, on: IdKind, column: str, value: str, ids: list[object]
) -> None:
    table = pd.DataFrame({"baseMean": [1.0, 2.0], column: ids, value: [3.0, -2.0], "padj": [0, 0]})
    found = fg.match(atlas, table, on)
    assert (dict(found.items()), found.name) == ({"cxcl10": 3.0, "ifng": -2.0}, value)
    by_index = fg.match(atlas, table.set_index(column), on)
    assert dict(by_index.items()) == dict(found.items())
    assert dict(fg.match(atlas, table.set_index(column)[value], on).items()) == dict(found.items())


def test_the_report_says_what_matched_and_what_did_not(atlas: Graph) -> None:
    found = fg.match(atlas, {"CXCL10": 3, "IL8": 1, "TNF": NAN, "ACTB": 0.1})
    assert set(dict(found.items())) == {"cxcl10", "cxcl8"}
    assert found.unmatched == ("ACTB",)
    assert {"TNF", "IFNG"} < set(found.missing)
    assert re.search(r"2 of \d+ genes of the graph have a number", str(found))
    assert "IL8 was taken for CXCL8 (IL-8) by its previous symbol" in str(found)


def test_a_current_symbol_goes_before_a_previous_one(atlas: Graph) -> None:
    found = fg.match(atlas, {"CXCL8": 2.0, "IL8": 1.0})
    assert dict(found.items()) == {"cxcl8": 2.0}
    assert found.unmatched == ("IL8",)


def test_no_gene_is_guessed_from_a_synonym(atlas: Graph) -> None:
    assert not len(fg.match(atlas, {"INTERLEUKIN 15": 1.0, "IL-15": 1.0, "stress": 2.0}))


def test_a_sketch_goes_by_its_labels() -> None:
    found = fg.match(fg.sketch("IFNG -> CXCL10; il 15 -- IFNG"), {"CXCL10": 2.0, "ifng": 1.0})
    assert dict(found.items()) == {"IFNG": 1.0, "CXCL10": 2.0}
    assert found.missing == ("IL 15",)


def test_a_match_is_laid_over_a_drawing(atlas: Graph) -> None:
    mpl.use("agg")
    found = fg.match(atlas, {"CXCL10": 3.1, "IFNG": 1.2, "TNF": -0.5})
    part = fg.neighborhood(atlas, "CXCL10", max_hops=1)
    inside = {node: number for node, number in found.items() if node in part}
    assert "cxcl10" in inside
    assert fg.draw(part, overlay=inside)
    assert fg.picture(atlas, "ifng-privilege", overlay=found).draw()


def test_several_numbers_of_one_gene_are_settled_only_when_asked(atlas: Graph) -> None:
    table = pd.DataFrame({"gene": ["TNF", "TNF", "TNF"], "logFC": [1.0, -3.0, NAN]})
    with pytest.raises(fg.InvalidQuestion, match="TNF has 2 different numbers; say duplicates="):
        fg.match(atlas, table)
    assert dict(fg.match(atlas, table, duplicates="mean").items()) == {"tnf": -1.0}
    assert dict(fg.match(atlas, table, duplicates="largest").items()) == {"tnf": -3.0}


@pytest.mark.parametrize(
    ("table", "options", "words"),
    [
        ({"TNF": "up"}, {}, "the number of TNF is 'up'; use numbers"),
        ({"TNF": float("inf")}, {}, "the number of TNF is infinite"),
        ({}, {}, "the table names no gene"),
        (["TNF"], {}, "a list is no table"),
        ({"TNF": 1}, {"on": "uniprot"}, "on is 'uniprot'; use one of symbol, entrez, ensembl"),
        ({"TNF": 1}, {"duplicates": "first"}, "duplicates is 'first'; use error, mean or largest"),
        (pd.DataFrame({"gene": ["TNF"], "a": [1], "b": [2]}), {}, "which column holds the numbers"),
        (pd.DataFrame({"gene": ["TNF"], "a": [1]}), {"value": "z"}, "value is 'z'; the table has"),
        (
            pd.DataFrame({"gene": ["TNF"], "a": [1]}),
            {"column": "z"},
            "column is 'z'; the table has",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(
    atlas: Graph, table: object, options: dict[str, str], words: str
) -> None:
    with pytest.raises(fg.InvalidQuestion, match=words):
        fg.match(atlas, table, **options)  # type: ignore[arg-type]
