"""Our own JSON: strict, readable by networkx, never half-written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph

G = fg.build(
    [fg.Entity("a", "A", synonyms=("Ä",)), fg.Entity("b", "B")],
    [
        fg.Statement(
            "a", "increases", "b", 1, "mechanism", False, fg.Evidence("R1", grade="trial")
        ),
        fg.Statement("a", "no_effect_on", "b", 0, "mechanism", False, fg.Evidence("R2")),
    ],
)


def text_of(H: Graph, folder: Path) -> str:
    return fg.write(H, folder / "h.json").path.read_text(encoding="utf-8")


def edited(
    path: Path, edit: Callable[[dict[str, Any]], object], *, keep_digest: bool = False
) -> Path:
    data = json.loads(fg.write(G, path).path.read_text(encoding="utf-8"))
    if not keep_digest:
        del data["graph"]["digest"]
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_networkx_reads_it_as_node_link(tmp_path: Path) -> None:
    data = json.loads(fg.write(G, tmp_path / "g.json").path.read_text(encoding="utf-8"))
    H = nx.node_link_graph(data, edges="edges")
    assert isinstance(H, nx.MultiDiGraph)
    assert set(H.edges(keys=True)) == set(G.edges(keys=True))
    assert H.edges["a", "b", "increases"]["sign"] == 1


def test_one_record_a_line_sorted_whatever_the_order(tmp_path: Path) -> None:
    one = fg.write(fg.sketch("b -> a; c -| a"), tmp_path / "1.json").path.read_text(
        encoding="utf-8"
    )
    two = fg.write(fg.sketch("c -| a; b -> a"), tmp_path / "2.json").path.read_text(
        encoding="utf-8"
    )
    assert one == two
    assert [line[7] for line in one.splitlines() if line.startswith('{"id":')] == ["a", "b", "c"]


def test_attributes_that_are_missing_stay_missing(tmp_path: Path) -> None:
    H: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    H.add_edge("a", "b", key="acts on", sign=-1)
    back = fg.read(fg.write(H, tmp_path / "h.json"))
    assert [back.nodes[node] for node in "ab"] == [{}, {}]
    assert back.edges["a", "b", "acts on"] == {"sign": -1}
    assert "digest" not in H.graph


def test_a_stale_digest_is_written_fresh(tmp_path: Path) -> None:
    H = fg.sketch("a -> b")
    H.add_node("c")
    assert fg.read(fg.write(H, tmp_path / "h.json")).graph["digest"] == fg.digest(H)


@pytest.mark.parametrize(
    ("value", "told"),
    [(math.nan, "nan"), (math.inf, "inf"), ((1,), r"\(1,\)"), ({1: 2}, "1: 2"), ({"x"}, "x")],
)
def test_what_would_not_come_back_equal_is_refused_and_nothing_written(
    value: object, told: str, tmp_path: Path
) -> None:
    for place in ("graph", "node", "edge"):
        H = fg.sketch("a -> b")
        attributes: dict[str, dict[str, Any]] = {
            "graph": H.graph,
            "node": H.nodes["a"],
            "edge": H.edges["a", "b", "increases"],
        }
        attributes[place]["mine"] = value
        with pytest.raises(fg.FormatError, match=f"{place}.*'mine' is .*{told}.*not come back"):
            fg.write(H, tmp_path / "h.json")
    assert list(tmp_path.iterdir()) == []


def test_lone_surrogates_cycles_and_ends_as_attributes_are_refused(tmp_path: Path) -> None:
    ring: list[object] = []
    ring.append(ring)
    cases: list[tuple[Any, object, str]] = [
        ("definition", "\ud800", "half of a character"),
        ("mine", ring, "cannot be written"),
        ("id", "x", "named 'id'"),
        (7, "x", "attribute 7"),
    ]
    for name, value, told in cases:
        H = fg.sketch("a -> b")
        H.nodes["b"][name] = value
        with pytest.raises(fg.FormatError, match=f"node 'b'.*{told}"):
            fg.write(H, tmp_path / "h.json")
    assert list(tmp_path.iterdir()) == []


def test_evidence_with_wrong_fields_is_refused(tmp_path: Path) -> None:
    H = fg.sketch("a -> b")
    H.edges["a", "b", "increases"]["evidence"] = (fg.Evidence("R1", summary=3),)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidGraph, match="summary 3 of R1; use a string"):
        fg.write(H, tmp_path / "h.json")


def test_a_graph_that_breaks_the_contract_leaves_the_older_file(tmp_path: Path) -> None:
    path = fg.write(G, tmp_path / "g.json").path
    before = path.read_bytes()
    H = fg.sketch("a -> b")
    H.edges["a", "b", "increases"]["sign"] = 7
    with pytest.raises(fg.InvalidGraph, match="sign 7"):
        fg.write(H, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_changed_fact_is_noticed_and_may_be_meant(tmp_path: Path) -> None:
    def flip(data: dict[str, Any]) -> None:
        data["edges"][0]["layer"] = "clinical"

    with pytest.raises(fg.FormatError, match=r"digest differs.*remove the digest"):
        fg.read(edited(tmp_path / "g.json", flip, keep_digest=True))
    H = fg.read(edited(tmp_path / "g.json", flip))
    assert H.edges["a", "b", "increases"]["layer"] == "clinical"
    assert H.graph["digest"] == fg.digest(H)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda d: d.update(follicle_graph=2), 'says "follicle_graph": 2, not 1'),
        (lambda d: d.update(graph=[]), "graph: its attributes"),
        (lambda d: d.pop("edges"), "edges: this is no list"),
        (lambda d: d["nodes"].append("x"), "node 3: it is 'x'"),
        (lambda d: d["nodes"].append({"id": 3}), "node 3: its id is 3"),
        (lambda d: d["nodes"].append({"id": "a"}), "node 3: the id 'a' comes twice"),
        (lambda d: d["nodes"][0].update(synonyms="A"), "node 1: its synonyms are 'A'"),
        (lambda d: d["nodes"][0].update(label=3), "label 3; use a string"),
        (lambda d: d["edges"].append(d["edges"][0]), "edge 3: 'a' 'increases' 'b' comes twice"),
        (lambda d: d["edges"][0].update(target="z"), "edge 1: its end 'z' is no node"),
        (lambda d: d["edges"][0].update(key=None), "edge 1: its key is None"),
        (lambda d: d["edges"][0].pop("sign"), "edge 1: its sign is None"),
        (lambda d: d["edges"][0].update(sign=True), "edge 1: its sign is True"),
        (lambda d: d["edges"][0].update(sign=7), "sign 7; use"),
        (lambda d: d["edges"][0].update(indirect="no"), "edge 1: its indirect is 'no'"),
        (lambda d: d["edges"][0].update(layer=["x"]), "layer"),
        (lambda d: d["edges"][0].update(support="much"), "support 'much'"),
        (lambda d: d["edges"][0].update(evidence={}), "edge 1: its evidence is {}"),
        (lambda d: d["edges"][0].update(evidence=[{}]), "edge 1: evidence {} has no id"),
        (lambda d: d["edges"][0]["evidence"][0].update(doi="x"), "no field 'doi'"),
        (lambda d: d["edges"][0]["evidence"][0].update(species="human"), "species of evidence"),
        (
            lambda d: d["edges"][0]["evidence"][0].update(stance="loves"),
            "stance of evidence is 'loves'",
        ),
    ],
)
def test_wrong_content_is_named_with_file_and_place(
    edit: Callable[[dict[str, Any]], object], told: str, tmp_path: Path
) -> None:
    path = edited(tmp_path / "wrong.json", edit)
    with pytest.raises(fg.FormatError, match=r"wrong\.json") as caught:
        fg.read(path)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"id":"a"', '"id":"a","id":"a"', "names the key 'id' twice"),
        ('"support":0.8', '"support":NaN', "NaN is no number"),
        ('"support":0.8', '"mine":1e999', "mine is no finite number"),
        ('"Ä"', '"\\ud800"', "half of a character"),
        ('"label":"A",', '"label":"A"', "line 4, column 22: it is not JSON"),
    ],
)
def test_json_that_two_readers_would_read_differently_is_refused(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    path = fg.write(G, tmp_path / "g.json").path
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(fg.FormatError, match=r"g\.json") as caught:
        fg.read(path)
    assert told in str(caught.value)


def test_bytes_that_are_no_utf8_are_named_by_position(tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes(b'{"a": "\xe4"}')
    with pytest.raises(fg.FormatError, match=r"byte 7: it is not UTF-8"):
        fg.read(path)
