"""Tables as people have them: columns of many sources, quotes, denials, flags, weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import polars as pl
import pytest

import follicle_graph as fg
from follicle_graph.files.losses import losses_between
from follicle_graph.model.graph import Graph


def table(text: str, folder: Path, name: str = "edges.tsv") -> Graph:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return fg.from_table(path)


def signs(G: Graph) -> dict[tuple[str, str], int]:
    return {(u, v): data["sign"] for u, v, data in G.edges(data=True)}


NEGATED = (
    "subject\tpredicate\tobject\tnegated\tid\tpublications\n"
    "a\tincreases\tb\tfalse\te1\tPMID:1\n"
    "a\tincreases\tb\tTrue\te2\tPMID:2\n"
    "c\tbiolink:treats\td\ttrue\te3\tPMID:3\n"
)


def test_a_negated_row_is_a_null_finding_against_what_it_denies(tmp_path: Path) -> None:
    G = table(NEGATED, tmp_path)
    assert sorted(G.edges(keys=True)) == [
        ("a", "b", "increases"),
        ("a", "b", "no_effect_on"),
        ("c", "d", "no_effect_on"),
    ]
    asserted = G.edges["a", "b", "increases"]
    assert [(one.id, one.stance) for one in asserted["evidence"]] == [
        ("e1", "supports"),
        ("e2", "refutes"),
    ]
    assert asserted["contradicted"]
    assert G.edges["c", "d", "no_effect_on"]["sign"] == 0
    assert fg.effect(G, "c", "d").verdict == "none"


def test_qualifiers_decide_and_rows_that_disagree_are_parallel_edges(tmp_path: Path) -> None:
    header = (
        "subject\tpredicate\tobject\tobject_direction_qualifier\tobject_aspect_qualifier\t"
        "subject_direction_qualifier\n"
    )
    rows = (
        "a\tbiolink:affects\tb\tincreased\tdegradation\t\n"
        "a\tbiolink:affects\tc\tDecreased\tactivity\tdecreased\n"
        "a\tbiolink:affects\td\tbiolink:increased\tactivity\t\n"
        "a\tbiolink:affects\td\tdecreased\texpression\t\n"
    )
    with pytest.warns(UserWarning, match="disagree in sign"):
        G = table(header + rows, tmp_path)
    found = {(v, key): data["sign"] for _, v, key, data in G.edges(keys=True, data=True)}
    assert found == {
        ("b", "biolink:affects"): -1,
        ("c", "biolink:affects"): 1,
        ("d", "biolink:affects (+)"): 1,
        ("d", "biolink:affects (−)"): -1,
    }


def test_an_unknown_qualifier_is_warned_of_and_gives_no_sign(tmp_path: Path) -> None:
    text = (
        "subject\tpredicate\tobject\tobject_direction_qualifier\na\tbiolink:affects\tb\tsideways\n"
    )
    with pytest.warns(UserWarning, match="object_direction_qualifier 'sideways'"):
        assert signs(table(text, tmp_path)) == {("a", "b"): 0}


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_quoted_cells_with_breaks_and_quotes_are_one_cell(separator: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "source": ["a\nof two lines", 'say "so"'],
            "interaction": ["activates", "inhibits"],
            "target": [f"b{separator}c", "d"],
        }
    )
    frame.to_csv(tmp_path / "edges.txt", sep=separator, index=False)
    G = fg.from_table(tmp_path / "edges.txt")
    assert signs(G) == {("a\nof two lines", f"b{separator}c"): 1, ('say "so"', "d"): -1}


def test_a_quote_that_does_not_close_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(fg.FormatError, match=r"edges\.tsv', line 3: it is no CSV"):
        table('source\ttarget\na\tb\n"c\td\n', tmp_path)


def test_the_true_name_of_a_column_wins_and_filled_cells_count(tmp_path: Path) -> None:
    G = fg.from_table(
        [
            {"source": "CTD", "subject": "a", "predicate": "increases", "object": "b",
             "knowledge_source": "", "primary_knowledge_source": "infores:ctd"}
        ],
        nodes=[{"id": "a", "label": "", "name": "Alpha"}, {"id": "b", "label": "Beta"}],
    )  # fmt: skip
    assert set(G) == {"a", "b"}
    assert [G.nodes[node]["label"] for node in "ab"] == ["Alpha", "Beta"]
    assert G.edges["a", "b", "increases"]["evidence"][0].note == "infores:ctd"
    with pytest.raises(fg.FormatError, match="two columns are named 'target'"):
        table("source\ttarget\ttarget\na\tb\tc\n", tmp_path)


TWO = {("A", "B"): 1, ("A", "C"): -1}
SOURCES: dict[str, tuple[str, dict[tuple[str, str], int]]] = {
    "SIGNOR": (
        "ENTITYA\tTYPEA\tIDA\tDATABASEA\tENTITYB\tTYPEB\tIDB\tDATABASEB\tEFFECT\tMECHANISM\tDIRECT\t"
        "PMID\tSIGNOR_ID\n"
        "JAK1\tprotein\tP23458\tUNIPROT\tSTAT1\tprotein\tP42224\tUNIPROT\tup-regulates activity\t"
        "phosphorylation\tYES\t123\tSIGNOR-1\n"
        "SOCS1\tprotein\tO15524\tUNIPROT\tJAK1\tprotein\tP23458\tUNIPROT\tdown-regulates\tbinding\t"
        "NO\t124\tSIGNOR-2\n",
        {("P23458", "P42224"): 1, ("O15524", "P23458"): -1},
    ),
    "OmniPath": (
        "source\ttarget\tsource_genesymbol\ttarget_genesymbol\tis_directed\tis_stimulation\t"
        "is_inhibition\tconsensus_stimulation\tconsensus_inhibition\treferences\n"
        "P01579\tP15260\tIFNG\tIFNGR1\t1\t1\t0\t1\t0\tSIGNOR:1;KEGG:2\n"
        "O15524\tP23458\tSOCS1\tJAK1\t1\t0\t1\t0\t1\t\n"
        "P1\tP2\tX\tY\t1\t0\t0\t0\t0\t\n",
        {("P01579", "P15260"): 1, ("O15524", "P23458"): -1, ("P1", "P2"): 0},
    ),
    "TRRUST": (
        "STAT1\tIRF1\tActivation\t1;2\nSTAT1\tMYC\tRepression\t3\nSTAT1\tX\tUnknown\t4\n",
        {("STAT1", "IRF1"): 1, ("STAT1", "MYC"): -1, ("STAT1", "X"): 0},
    ),
    "CollecTRI": ("source,target,weight,PMID\nA,B,1,1\nA,C,-1,2\n", TWO),
    "DoRothEA": ("tf,target,mor,confidence\nA,B,0.7,A\nA,C,-0.2,B\n", TWO),
    "STRING": (
        "protein1 protein2 combined_score\n9606.ENSP1 9606.ENSP2 490\n",
        {("9606.ENSP1", "9606.ENSP2"): 0},
    ),
    "LIANA": ("ligand,receptor\nIFNG,IFNGR1\n", {("IFNG", "IFNGR1"): 0}),
    "Neo4j": (
        ":START_ID,:END_ID,:TYPE,sign:int\na,b,ACTIVATES,1\nb,c,INHIBITS,-1\n",
        {("a", "b"): 1, ("b", "c"): -1},
    ),
    "arrows": ("a\t->\tb\nb\t-|\tc\nc\t→\td\n", {("a", "b"): 1, ("b", "c"): -1, ("c", "d"): 1}),
    "numbered": ("0\t1\t2\na\tactivates\tb\n", {("a", "b"): 1}),
}  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_a_table_of_a_known_source_is_read_by_its_columns(source: str, tmp_path: Path) -> None:
    text, wanted = SOURCES[source]
    for ending in (".txt", ".tsv" if "\t" in text else ".csv"):
        (tmp_path / f"edges{ending}").write_text(text, encoding="utf-8")
        G = fg.from_table(tmp_path / f"edges{ending}")
        assert signs(G) == wanted
        fg.validate(G)


def test_ids_labels_and_references_of_signor_and_omnipath_are_kept(tmp_path: Path) -> None:
    G = table(SOURCES["SIGNOR"][0], tmp_path)
    assert G.nodes["P23458"]["label"] == "JAK1"
    assert G.nodes["P23458"]["curie"] == "UniProtKB:P23458"
    data = G.edges["O15524", "P23458", "down-regulates"]
    assert (data["indirect"], data["evidence"][0].reference) == (True, "PMID:124")
    H = table(SOURCES["OmniPath"][0], tmp_path)
    pieces = H.edges["P01579", "P15260", "stimulates"]["evidence"]
    assert [one.reference for one in pieces] == ["PMID:1", "PMID:2"]


def test_both_flags_of_omnipath_are_two_edges() -> None:
    rows = [{"source": "a", "target": "b", "is_stimulation": 1, "is_inhibition": 1}]
    G = fg.from_table(rows)
    assert sorted(data["sign"] for *_, data in G.edges(data=True)) == [-1, 1]


def test_the_edge_table_comes_back_from_every_kind_of_table(atlas: Graph, tmp_path: Path) -> None:
    table_ = fg.edge_table(atlas)
    table_.to_csv(tmp_path / "edges.csv", index=False)
    table_.to_csv(tmp_path / "edges.tsv.gz", sep="\t", index=False)
    table_.to_excel(tmp_path / "edges.xlsx", index=False)
    sources: list[Any] = [table_, pl.from_pandas(table_), *sorted(tmp_path.iterdir())]
    for source in sources:
        G = fg.from_table(source)
        assert not {loss for loss in losses_between(atlas, G) if loss.part == "edge"}


def test_the_parquet_export_comes_back(atlas: Graph, tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(atlas)
        folder = store.export(tmp_path / "out")
    G = fg.from_table(folder / "relations.parquet", nodes=folder / "entities.parquet")
    assert not {loss for loss in losses_between(atlas, G) if loss.part in ("edge", "evidence")}
    assert set(G) == set(atlas)


def test_genes_that_a_spreadsheet_made_dates_of_are_named(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"turned into dates by a spreadsheet \(1-Mar\)"):
        table("source,target,interaction\n1-Mar,TNF,activates\n", tmp_path, "edges.csv")


def test_cells_that_a_spreadsheet_would_run_are_written_harmless(tmp_path: Path) -> None:
    G = fg.from_table([{"source": "=HYPERLINK(1)", "target": "b", "interaction": "activates"}])
    report = fg.write(G, tmp_path / "edges.csv")
    assert "'=HYPERLINK(1)" in report.path.read_text(encoding="utf-8")
    assert "apostrophe" in str(report)
    assert set(fg.read(report)) == {"=HYPERLINK(1)", "b"}


def test_any_networkx_graph_is_taken() -> None:
    H: nx.DiGraph[Any] = nx.DiGraph()
    H.add_edge(1, 2, weight=-0.5)
    H.add_edge(2, 3, weight=2.0)
    assert signs(fg.from_networkx(H)) == {("1", "2"): -1, ("2", "3"): 1}
    words: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    words.add_edge("a", "b", key="abb3be74a1719458c6d31a8b909d6e50", relation="directlyIncreases")
    words.add_edge("a", "c", key="inhibits")
    G = fg.from_networkx(words)
    assert sorted(G.edges(keys=True, data="sign")) == [
        ("a", "b", "directlyIncreases", 1),
        ("a", "c", "inhibits", -1),
    ]
    flags: nx.DiGraph[Any] = nx.DiGraph()
    flags.add_edge("a", "b", interaction="0")
    flags.add_edge("b", "c", interaction="1")
    assert signs(fg.from_networkx(flags, sign={"0": 1, "1": -1})) == {("a", "b"): 1, ("b", "c"): -1}
    with pytest.raises(fg.InvalidGraph, match="it is undirected, and an effect has a direction"):
        fg.from_networkx(nx.Graph([("a", "b")]))


def test_weights_that_are_all_positive_are_not_signs() -> None:
    H: nx.DiGraph[Any] = nx.DiGraph()
    H.add_edge("a", "b", weight=0.9)
    with pytest.warns(UserWarning, match="'weight' was not read as a sign"):
        assert signs(fg.from_networkx(H)) == {("a", "b"): 0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2,3\n", "line 1: the object is empty"),
        ("source,target\na,\n", "line 2: the object is empty"),
        ("source,target,sign\na,b,7\n", "line 2: sign '7'"),
        ("source,target,negated\na,b,perhaps\n", "line 2: negated 'perhaps'; use true or false"),
        ("source,predicate,target,sign\na,increases,b,-1\n", "contradicts its predicate"),
        ("", "empty"),
    ],
)
def test_a_table_with_a_fault_is_an_error_with_its_line(
    text: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(fg.FormatError, match=words):
        table(text, tmp_path, "edges.csv")


def test_values_of_genes_are_no_edges(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("gene,score\nCXCL10,1.2\nIL6,-2\n", encoding="utf-8")
    for read in (fg.read, fg.from_table):
        with pytest.raises(fg.FormatError, match=r"values, not edges; bring .* match\(G, path\)"):
            read(path)
    path.write_text("1,2\n2,3\n", encoding="utf-8")
    assert set(fg.read(path).edges()) == {("1", "2"), ("2", "3")}
