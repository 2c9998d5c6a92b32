"""Tables of edges and nodes stream into a store, joined, checked, or not at all."""

from __future__ import annotations

import csv
import json
import warnings
from pathlib import Path

import pandas as pd
import pytest

from follicle_graph.cli import main
from follicle_graph.errors import DamagedStore, OutputError, StoreError
from follicle_graph.model.contract import validate
from follicle_graph.model.digest import digest
from follicle_graph.model.graph import Graph
from follicle_graph.model.sketch import sketch
from follicle_graph.store import open_store
from stored import HEADER, content, table_of, written


def test_the_edges_of_the_atlas_come_through_a_table(
    atlas: Graph, path: Path, tmp_path: Path
) -> None:
    edges = table_of(atlas, tmp_path / "edges.tsv")
    with open_store(path) as store:
        store.load(edges)
        store.verify()
        G = store.read()
    assert {(u, v, k): d for u, v, k, d in G.edges(keys=True, data=True)} == {
        (u, v, k): d for u, v, k, d in atlas.edges(keys=True, data=True)
    }
    assert G.graph["digest"] == digest(G)


KGX_EDGES = """id\tsubject\tpredicate\tobject\tpublications\tprimary_knowledge_source\tstray
e1\tX:1\tbiolink:affects\tX:2\tPMID:1|PMID:2\tinfores:here\tz
e2\tX:1\tbiolink:affects\tX:2\tPMID:3\tinfores:there\tz
e3\tX:2\tdecreases\tX:3
"""
KGX_NODES = (
    "id\tname\tcategory\tsynonym\nX:1\tOne\tbiolink:Gene\tuno|eins\nX:2\tTwo\nX:3\nX:4\tFour\n"
)


def test_kgx_tables_are_taken_and_rows_of_one_edge_joined(path: Path, tmp_path: Path) -> None:
    edges, nodes = tmp_path / "edges.tsv", tmp_path / "nodes.tsv"
    edges.write_text(KGX_EDGES)
    nodes.write_text(KGX_NODES)
    with open_store(path) as store:
        with pytest.warns(UserWarning, match="columns not taken over: stray"):
            store.load(edges, nodes=nodes)
        G = store.read()
        assert store.resolve("eins") == "X:1"
    assert sorted(G) == ["X:1", "X:2", "X:3", "X:4"]
    assert G.nodes["X:1"]["kind"] == "Gene"
    joined = G.edges["X:1", "X:2", "biolink:affects"]
    assert {piece.reference for piece in joined["evidence"]} == {"PMID:1", "PMID:2", "PMID:3"}
    assert (joined["sign"], joined["layer"]) == (0, "correlative")
    assert G.edges["X:2", "X:3", "decreases"]["sign"] == -1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a\tincreases\tb\t2\n", r"line 3: sign '2'; use \+1, -1 or 0"),
        ("a\tincreases\tb\t1\tnowhere\n", "line 3: layer 'nowhere'; use one of mechanism"),
        ("a\tincreases\tb\t1\t\tmaybe\n", "line 3: indirect 'maybe'"),
        ("a\tincreases\tb\t1\t\t\t7\n", "line 3: support '7'; use a number"),
        ("a\tincreases\tb\t1\t\t\tnan\n", "line 3: support 'nan'; use a number"),
        ("a\tincreases\tb\t1\t\t\t\t[{]\n", "line 3: evidence is no JSON"),
        ('a\tincreases\tb\t1\t\t\t\t[{"id":"R1","x":1}]\n', "line 3: evidence has no field 'x'"),
        ('a\tincreases\tb\t1\t\t\t\t[{"id":"R1","stance":"so"}]\n', "line 3: stance of evidence"),
        ("a\t\tb\n", "line 3: an end or the predicate is empty"),
        ("a\tb\tc\t1\t\t\t\t\tmore\n", r"line 3 has 9 fields, the first line 8"),
        ("z\tincreases\tz\t-1\n", "line 3: sign '-1' contradicts its predicate 'increases'"),
        ("z\tincreases\tz\t0\n", "line 3: sign .0. contradicts its predicate"),
        ('a\tincreases\t"b\nsecond\tline"\tc\n', "line 3 ends within a quoted cell; write each"),
        ("a\tincreases\tb\rc\n", "line 3 holds a carriage return"),
    ],
)
def test_a_table_with_a_fault_changes_nothing(
    rows: str, message: str, path: Path, tmp_path: Path
) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text(HEADER + "z\tincreases\tz\t1\n" + rows)
    written(sketch("old -> content"), path)
    with open_store(path) as store:
        with pytest.raises(StoreError, match=message):
            store.load(edges)
        assert content(store.read()) == content(sketch("old -> content"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["edges.tsv", path.name]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "no column 'subject'"),
        (b"subject\tpredicate\n", "no column 'object'"),
        (HEADER.encode() + b"\xff\xfe\n", "line 2 holds .* no UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_told(
    text: bytes, message: str, path: Path, tmp_path: Path
) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_bytes(text)
    with open_store(path) as store, pytest.raises(StoreError, match=message):
        store.load(edges)


def test_ends_that_are_no_nodes_are_named(path: Path, tmp_path: Path) -> None:
    edges, nodes = tmp_path / "edges.tsv", tmp_path / "nodes.tsv"
    edges.write_text("subject\tpredicate\tobject\na\tincreases\tb\n")
    nodes.write_text("id\na\n")
    with open_store(path) as store, pytest.raises(StoreError, match="'b' among them; add them"):
        store.load(edges, nodes=nodes)


def test_appending_warns_of_an_entity_that_the_store_has_under_another_id(path: Path) -> None:
    with open_store(path) as store:
        store.write(sketch("IL-15 -> CD8 T cell"))
        with pytest.warns(UserWarning, match="'IL-15' and 'IL15' look like one entity.*`merge`"):
            store.append(sketch("IL15 -> perforin"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            store.append(sketch("IL-15 -> granzyme B; granzyme B -> apoptosis"))


def test_appending_only_adds(path: Path) -> None:
    with open_store(path) as store:
        store.write(sketch("a -> b"))
        store.append(sketch("b -> c"))
        assert content(store.read()) == content(sketch("a -> b -> c"))
        store.verify()
        with pytest.raises(StoreError, match=r"already holds 1 of these edges.*append only adds"):
            store.append(sketch("a -> b; d"))
        assert sorted(store.read()) == ["a", "b", "c"]
    with open_store(path, read_only=True) as store:
        with pytest.raises(StoreError, match="open read only"):
            store.append(sketch("x"))
        store.verify()


def test_an_export_holds_every_row_and_takes_no_folder_that_is_there(
    atlas: Graph, stored_atlas: Path, tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    with open_store(stored_atlas, read_only=True) as store:
        folder = store.export(tmp_path / "tables")
        with pytest.raises(OutputError, match="exists; name a folder that does not"):
            store.export(folder)
        with pytest.raises(OutputError, match="cannot write"):
            store.export(tmp_path / "missing" / "tables")
    relations = pq.read_table(folder / "relations.parquet")
    assert relations.num_rows == atlas.number_of_edges()
    assert pq.read_table(folder / "entities.parquet").num_rows == len(atlas)


def test_a_part_is_read_by_a_query(atlas: Graph, stored_atlas: Path) -> None:
    with open_store(stored_atlas, read_only=True) as store:
        query = "MATCH (a)-[r:REL {layer: $layer}]->(b) RETURN a.id, r.predicate, b.id"
        G = store.read(query, layer="safety")
        with pytest.raises(StoreError, match="returns 1 columns; to read a graph return three"):
            store.read("MATCH (a) RETURN a.id")
        with pytest.raises(StoreError, match="which is no edge"):
            store.read("MATCH (a:Entity {id: 'ifng'}) RETURN a.id, 'x' AS y, a.id AS z")
    wanted = {(u, v, k): d for u, v, k, d in atlas.edges(keys=True, data=True)}
    wanted = {edge: data for edge, data in wanted.items() if data["layer"] == "safety"}
    assert {(u, v, k): d for u, v, k, d in G.edges(keys=True, data=True)} == wanted
    assert G.graph["digest"] == digest(G)


def test_the_command_line_converts_tells_and_verifies(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text("subject\tpredicate\tobject\na\tincreases\tb\n")
    assert main(["convert", str(edges), str(path)]) == 0
    assert "2 entities, 1 relations" in capsys.readouterr().out
    assert main(["info", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["relations"] == 1
    assert main(["query", str(path), "MATCH (e:Entity) RETURN e.id ORDER BY e.id", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"e.id": "a"}, {"e.id": "b"}]
    assert main(["verify", str(path)]) == 0
    assert main(["convert", str(path), str(tmp_path / "out.json")]) == 0
    assert main(["convert", str(tmp_path / "out.json"), str(tmp_path / "b.lbug")]) == 0
    capsys.readouterr()
    data = bytearray(path.read_bytes())
    data[-5000] ^= 1
    path.write_bytes(data)
    assert main(["verify", str(path)]) == 1
    assert "is damaged" in capsys.readouterr().err
    with pytest.raises(DamagedStore, match="its file is not what was written"):
        open_store(path)
    for wrong in (
        ["convert", str(tmp_path / "none.json"), str(path)],
        ["convert", str(tmp_path / "out.json"), str(path), "--nodes", "n.tsv"],
        ["verify", str(tmp_path / "none.lbug")],
    ):
        assert main(wrong) == 2


def test_only_unknown_predicates_without_a_sign_are_told(path: Path, tmp_path: Path) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text(
        "subject\tpredicate\tobject\tsign\na\tinhibtis\tb\t\na\tlikes\tb\t+1\n"
        "a\tbiolink:treats\tb\t\na\tinhibits\tb\t\na\tregulates\tb\t\n"
    )
    with open_store(path) as store:
        with pytest.warns(UserWarning, match=r"path: predicate 'inhibtis'; give") as told:
            store.load(edges)
        assert len(told) == 1
        G = store.read()
        signs = {key: data["sign"] for _, _, key, data in G.edges(keys=True, data=True)}
    assert signs == {
        "inhibtis": 0,
        "likes": 1,
        "biolink:treats": -1,
        "inhibits": -1,
        "regulates": 0,
    }


def test_a_table_that_pandas_wrote_is_read(atlas: Graph, path: Path, tmp_path: Path) -> None:
    plain = table_of(atlas, tmp_path / "plain.tsv")
    table = pd.read_csv(plain, sep="\t", quoting=csv.QUOTE_NONE, keep_default_na=False)
    table["sign"] = table["sign"].astype(float)
    table.to_csv(tmp_path / "pandas.tsv", sep="\t", index=False)
    assert '""id""' in (tmp_path / "pandas.tsv").read_text("utf-8")
    with open_store(path) as store:
        store.load(plain)
        wanted = content(store.read())
        store.load(tmp_path / "pandas.tsv")
        assert content(store.read())[1:] == wanted[1:]


def test_a_table_without_edges_does_not_empty_a_store(path: Path, tmp_path: Path) -> None:
    edges, nodes = tmp_path / "edges.tsv", tmp_path / "nodes.tsv"
    edges.write_text("subject\tpredicate\tobject\n")
    nodes.write_text("id\nx\n")
    with open_store(path) as store:
        store.load(edges, nodes=nodes)
        assert list(store.read()) == ["x"]
        store.write(sketch("a -> b"))
        with pytest.raises(StoreError, match="holds no edges, the store holds 1; nothing was"):
            store.load(edges, nodes=nodes)
        assert content(store.read()) == content(sketch("a -> b"))


def test_a_null_finding_has_no_direction(path: Path, tmp_path: Path) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text("subject\tpredicate\tobject\tsign\na\tno_effect_on\tb\t+1\n")
    with (
        open_store(path) as store,
        pytest.raises(StoreError, match="line 2: no_effect_on states no direction; its sign is 0"),
    ):
        store.load(edges)


def test_a_row_that_denies_its_relation_is_a_null_finding(path: Path, tmp_path: Path) -> None:
    edges = tmp_path / "edges.tsv"
    header = "subject\tpredicate\tobject\tnegated\tid\tsubject_direction_qualifier\n"
    rows = ("a\tbiolink:treats\tb\tTrue\te1", "a\tbiolink:treats\tb\tFalse\te2",
            "a\tincreases\tc\t\te4\tdecreased")  # fmt: skip
    edges.write_text(header + "\n".join(rows) + "\n")
    with open_store(path) as store:
        store.load(edges)
        store.verify()
        G = store.read()
    assert G.edges["a", "b", "biolink:treats"]["sign"] == -1
    null = G.edges["a", "b", "no_effect_on"]
    assert (null["sign"], [piece.id for piece in null["evidence"]]) == (0, ["e1"])
    assert G.edges["a", "c", "increases (−)"]["sign"] == -1
    validate(G)


def test_a_query_of_whole_relations_is_refused(path: Path) -> None:
    with open_store(path) as store:
        store.write(sketch("a -> b"))
        with pytest.raises(StoreError, match=r"return id of subject, .* like a\.id, r\.predicate"):
            store.read("MATCH (a)-[r:REL]->(b) RETURN a, r, b")
