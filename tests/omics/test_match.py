"""Genes of a table on the entities of the atlas, and what did not match."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import polars as pl
import pytest

import follicle_graph as fg
from follicle_graph.model.genes import genes
from follicle_graph.model.graph import Graph
from follicle_graph.omics.match import IdKind

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


def test_an_alias_matches_and_what_is_no_gene_does_not(atlas: Graph) -> None:
    found = fg.match(atlas, {"IL-15": 1.0, "stress": 2.0})
    assert dict(found.items()) == {"il15": 1.0}
    assert found.unmatched == ("stress",)
    assert "IL-15 was taken for" in str(found)


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
        ([3], {}, "the list holds 3, which names no gene"),
        (7, {}, "a int is no table; use a DataFrame, a mapping, a path or a list"),
        (
            {"TNF": 1},
            {"on": "uniprot"},
            "on is 'uniprot'; use 'auto', 'symbol', 'ensembl', 'entrez' or 'mouse'",
        ),
        (
            {"TNF": 1},
            {"duplicates": "first"},
            "duplicates is 'first'; use 'error', 'mean' or 'largest'",
        ),
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


GENES = ["CXCL10", "IFNG", "ACTB"]
LFC = [3.0, -2.0, 0.1]
TABLES = {
    "DESeq2": pd.DataFrame(
        {
            "baseMean": [9.0, 8, 7],
            "log2FoldChange": LFC,
            "lfcSE": [1.0, 1, 1],
            "padj": [0.01, 0.2, NAN],
        },
        index=GENES,
    ),
    "edgeR": pd.DataFrame(
        {"logFC": LFC, "logCPM": [1.0, 2, 3], "F": [1.0, 2, 3], "FDR": [0.01, 0.2, 1]}, index=GENES
    ),
    "limma": pd.DataFrame(
        {"ID": GENES, "logFC": LFC, "AveExpr": [1.0, 2, 3], "adj.P.Val": [0.01, 0.2, 1]}
    ),
    "Seurat": pd.DataFrame(
        {
            "p_val": [0.0, 0, 0],
            "avg_log2FC": LFC,
            "pct.1": [0.5, 0.5, 0.5],
            "p_val_adj": [0.01, 0.2, 1],
            "gene": GENES,
        }
    ),
    "Scanpy": pd.DataFrame(
        {
            "names": GENES,
            "scores": [5.0, 4, 3],
            "logfoldchanges": LFC,
            "pvals": [0.0, 0, 0],
            "pvals_adj": [0.01, 0.2, 1],
        }
    ),
    "GEO2R": pd.DataFrame(
        {
            "ID": ["1_at", "2_at", "3_at"],
            "adj.P.Val": [0.01, 0.2, 1],
            "P.Value": [0.0, 0, 0],
            "logFC": LFC,
            "Gene.symbol": GENES,
            "Gene.title": ["a", "b", "c"],
        }
    ),
}


@pytest.mark.parametrize("tool", TABLES)
def test_a_table_of_a_common_tool_just_works_as_frame_and_as_file(
    atlas: Graph, tool: str, tmp_path: Path
) -> None:
    table = TABLES[tool]
    wanted = {"cxcl10": 3.0, "ifng": -2.0}
    assert dict(fg.match(atlas, table).items()) == wanted
    for ending, separator in ((".csv", ","), (".tsv", "\t"), (".csv.gz", ",")):
        path = tmp_path / f"{tool}{ending}"
        table.to_csv(path, sep=separator, index=tool in ("DESeq2", "edgeR"))
        assert dict(fg.match(atlas, path).items()) == wanted
        assert dict(fg.match(atlas, str(path)).items()) == wanted
    found = fg.match(atlas, table, max_padj=0.05)
    assert dict(found.items()) == {"cxcl10": 3.0}
    assert found.above == ("IFNG",)
    assert dict(fg.match(atlas, pl.from_pandas(table.reset_index())).items()) == wanted


@pytest.mark.parametrize(
    ("ids", "kind"),
    [
        (["ENSG00000169245.6", "ENSG00000111537"], "Ensembl ids"),
        ([3627, 3458.0], "Entrez ids"),
        (pd.array([3627, 3458], dtype="Int64"), "Entrez ids"),
        (["Cxcl10", "Ifng"], "mouse gene symbols"),
        (["CXCL10", "IFNG"], "gene symbols"),
    ],
)
def test_the_kind_of_ids_is_recognised_and_said(atlas: Graph, ids: object, kind: str) -> None:
    found = fg.match(atlas, pd.DataFrame({"id": ids, "logFC": [3.0, -2.0]}))
    assert dict(found.items()) == {"cxcl10": 3.0, "ifng": -2.0}
    assert kind in found.read_as


def test_groups_are_named_and_chosen(atlas: Graph) -> None:
    table = pd.DataFrame(
        {"cluster": [0, 0, 1], "gene": ["TNF", "IFNG", "TNF"], "avg_log2FC": [1.0, 2, -1]}
    )
    with pytest.raises(fg.InvalidQuestion, match="holds 2 groups in 'cluster'; say group=…"):
        fg.match(atlas, table)
    assert dict(fg.match(atlas, table, group=1).items()) == {"tnf": -1.0}
    with pytest.raises(fg.InvalidQuestion, match="group is 7; 'cluster' holds 0, 1"):
        fg.match(atlas, table, group=7)


def test_what_lies_outside_the_graph_never_stops_a_match(atlas: Graph) -> None:
    table = pd.DataFrame(
        {"gene": ["TNF", "ACTB", "ACTB", "GAPDH", pd.NA], "logFC": [1.0, 2, 3, math.inf, 5]}
    )
    assert dict(fg.match(atlas, table).items()) == {"tnf": 1.0}


def test_a_list_of_genes_is_a_match_that_other_functions_take(atlas: Graph) -> None:
    found = fg.match(atlas, ["CXCL10", "IFNG", "ACTB"])
    assert list(found) == ["cxcl10", "ifng"] or set(found) == {"cxcl10", "ifng"}
    assert "ifng" in fg.upstream(atlas, *found)
    assert found.to_frame()["id"].tolist() == list(found)


def test_an_imported_graph_matches_by_its_labels_and_curies() -> None:
    G = fg.from_table(
        [
            {"source": "P01579", "target": "P02778", "source_genesymbol": "IFNG",
             "target_genesymbol": "CXCL10", "is_stimulation": 1, "is_inhibition": 0}
        ]
    )  # fmt: skip
    assert dict(fg.match(G, {"CXCL10": 2.0}).items()) == {"P02778": 2.0}


def test_a_level_of_an_index_can_hold_the_genes(atlas: Graph) -> None:
    index = pd.MultiIndex.from_tuples([("a", "TNF"), ("a", "IFNG")], names=["batch", "symbol"])
    found = fg.match(atlas, pd.DataFrame({"logFC": [1.0, 2.0]}, index=index))
    assert dict(found.items()) == {"tnf": 1.0, "ifng": 2.0}


@pytest.mark.parametrize(
    ("table", "options", "reason"),
    [
        (pd.DataFrame({"logFC": [1.0, 2.0]}), {}, "the genes are numbers of rows"),
        ({"ENSG00000169245": 1.0}, {"on": "symbol"}, "look like Ensembl ids: use on='ensembl'"),
        ({"ENSMUSG00000034855": 1.0}, {}, "look like mouse Ensembl ids"),
        ({"1007_s_at": 1.0}, {}, "look like probes of an array"),
        ({"NOTAGENE": 1.0}, {}, r"none of the genes of the table \(NOTAGENE, …\)"),
    ],
)
def test_when_nothing_matches_the_error_says_why(
    atlas: Graph, table: object, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(fg.InvalidQuestion, match="nothing of the table matches") as caught:
        fg.match(atlas, table, **options)
    assert re.search(reason, str(caught.value))


def test_a_graph_without_genes_says_so() -> None:
    G = fg.sketch("a -> b")
    G.nodes["a"]["curie"] = G.nodes["b"]["curie"] = "GO:1"
    with pytest.raises(fg.InvalidQuestion, match="the graph has no genes"):
        fg.match(G, {"TNF": 1.0})


@pytest.mark.parametrize("comment", ["# made by hand\n", '# of "x\n\n# two\n', ""])
def test_a_hash_in_a_line_of_data_is_data(atlas: Graph, tmp_path: Path, comment: str) -> None:
    path = tmp_path / "de.csv"
    path.write_text(f"{comment}gene,note,logFC\nIFNG,x #1 y,2\nCXCL10,z,3\n", encoding="utf-8")
    assert dict(fg.match(atlas, path).items()) == {"ifng": 2.0, "cxcl10": 3.0}


def test_rows_may_have_one_cell_more_than_the_header_and_no_two(
    atlas: Graph, tmp_path: Path
) -> None:
    path = tmp_path / "de.csv"
    path.write_text("logFC,padj\nIFNG,1,0.1\n", encoding="utf-8")
    assert dict(fg.match(atlas, path).items()) == {"ifng": 1.0}
    path.write_text("gene,logFC\nIFNG,1,2,3\n", encoding="utf-8")
    with pytest.raises(fg.InvalidQuestion, match="2 cells more than its header"):
        fg.match(atlas, path)


def test_an_empty_file_is_refused_in_one_sentence(atlas: Graph, tmp_path: Path) -> None:
    path = tmp_path / "de.csv"
    for text in ("", "# nothing\n\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(fg.InvalidQuestion) as caught:
            fg.match(atlas, path)
        assert str(caught.value).count("cannot be read") == 1
