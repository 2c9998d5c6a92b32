"""The graph contract: build, digest, validate."""

from __future__ import annotations

import hashlib
import json
import random
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import follicle_graph as fg
from follicle_graph.model.contract import edge_problems, node_problems, validate
from follicle_graph.model.digest import digest
from follicle_graph.model.facts import EVIDENCE, Entity, Evidence, Statement
from follicle_graph.model.graph import Graph, add_edge, build, edit_mark
from follicle_graph.model.support import edge_support

A, B = Entity("a", "A"), Entity("b", "B")


def row(id_: str, predicate: str, sign: int, layer: str = "mechanism", **more: str) -> Statement:
    evidence = replace(Evidence(id_, "PMID:1", grade="animal"), **more)  # type: ignore[arg-type]
    return Statement("a", predicate, "b", sign, layer, False, evidence)


def test_given_support_stands_only_where_no_supporting_evidence_is_graded() -> None:
    graded, bare = Evidence("R1", grade="trial"), Evidence("x")
    against = Evidence("R2", grade="trial", stance="refutes")
    assert edge_support([], 0.3) == 0.3
    assert edge_support([bare], 0.3) == 0.3
    assert edge_support([bare, against], 0.3) == 0.3
    assert edge_support([graded, bare], 0.3) == 0.8
    assert edge_support([against], 0.3) == 0.0
    unknown = Evidence("R9", grade="rct")
    assert edge_support([unknown], 0.3) == 0.3
    assert edge_support([unknown, graded], 0.3) == 0.8


def test_rows_of_one_edge_add_their_support() -> None:
    G = build([A, B], [row("R1", "increases", 1), row("R2", "increases", 1)])
    assert G.edges["a", "b", "increases"]["support"] == 0.75


def test_a_null_finding_refutes_signed_edges_of_its_layer_only() -> None:
    G = build(
        [A, B],
        [
            row("R1", "increases", 1),
            row("R2", "treats", -1, "clinical"),
            row("R3", "no_effect_on", 0),
        ],
    )
    against = [p for p in G.edges["a", "b", "increases"]["evidence"] if p.stance == "refutes"]
    assert [p.id for p in against] == ["R3"]
    assert G.edges["a", "b", "increases"]["contradicted"]
    assert G.edges["a", "b", "increases"]["support"] == 0.5
    assert not G.edges["a", "b", "treats"]["contradicted"]
    assert [p.stance for p in G.edges["a", "b", "no_effect_on"]["evidence"]] == ["supports"]


def test_a_disputed_finding_disputes() -> None:
    G = build([A, B], [row("R1", "increases", 1), row("R2", "disputed_effect_on", 0)])
    assert [p.stance for p in G.edges["a", "b", "increases"]["evidence"]] == [
        "supports",
        "disputes",
    ]


def test_layers_that_disagree_and_unknown_ends_are_refused_together() -> None:
    stranger = Statement("a", "increases", "x", 1, "mechanism", False, Evidence("R3"))
    with pytest.raises(fg.InvalidGraph, match=r"different layers(.|\n)*'x' is no entity"):
        build(
            [A, B],
            [row("R1", "increases", 1), row("R2", "increases", 1, "clinical"), stranger],
        )


def test_an_uncited_row_weighs_nothing() -> None:
    assert edge_support([Evidence("R1", grade="trial", status="uncited")]) == 0.0


@given(st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_any_order(shuffler: random.Random) -> None:
    G = fg.sketch("a -> b -| c; c -> a; a -- d; a -| b")
    H: Graph = nx.MultiDiGraph()
    nodes, edges = list(G.nodes(data=True)), list(G.edges(keys=True, data=True))
    shuffler.shuffle(nodes)
    shuffler.shuffle(edges)
    H.add_nodes_from(nodes)
    for u, v, key, data in edges:
        H.add_edge(u, v, key, **data)
    assert digest(H) == digest(G)


@pytest.mark.parametrize(
    ("attribute", "value"), [("sign", -1), ("layer", "clinical"), ("indirect", True)]
)
def test_the_digest_notices_an_edit(attribute: str, value: object) -> None:
    G = fg.sketch("a -> b")
    before = digest(G)
    G.edges["a", "b", "increases"][attribute] = value
    assert digest(G) != before


@pytest.mark.parametrize("field", ["label", "kind", "lane", "curie", "definition"])
def test_the_digest_notices_an_edit_of_a_node(field: str) -> None:
    G = fg.sketch("a -> b")
    before = digest(G)
    G.nodes["a"][field] = "edited"
    assert digest(G) != before


def test_the_digest_notices_evidence_but_not_its_order_nor_that_of_synonyms() -> None:
    G = fg.sketch("a -> b")
    bare = digest(G)
    pieces = (Evidence("R1", grade="trial"), Evidence("R2", note="x"))
    G.edges["a", "b", "increases"]["evidence"] = pieces
    full = digest(G)
    assert full != bare
    G.edges["a", "b", "increases"]["evidence"] = pieces[::-1]
    assert digest(G) == full
    G.nodes["a"]["synonyms"] = ("x", "y")
    one = digest(G)
    G.nodes["a"]["synonyms"] = ("y", "x")
    assert digest(G) == one != full


def test_the_digest_is_the_same_for_composed_and_decomposed_accents() -> None:
    assert digest(fg.sketch("e\u0301 -> f")) == digest(fg.sketch("\u00e9 -> f"))
    pair = [build([Entity("a", "A", synonyms=(e, "f"))], []) for e in ("e\u0301", "\u00e9")]
    assert digest(pair[0]) == digest(pair[1])


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ({"sign": 5}, "sign 5"),
        ({"layer": "foo"}, "layer 'foo'"),
        ({"support": 2}, "support 2"),
        ({"evidence": ("R1",)}, "use follicle_graph.Evidence"),
        ({"evidence": (Evidence("R1", stance="maybe"),)}, "stance 'maybe'"),  # type: ignore[arg-type]
        ({"evidence": (Evidence("R1", species="human"),)}, "use a tuple of strings"),  # type: ignore[arg-type]
    ],
)
def test_validate_names_what_is_wrong_with_an_edge(
    attributes: dict[str, object], problem: str
) -> None:
    G = fg.sketch("a -> b")
    G.edges["a", "b", "increases"].update(attributes)
    with pytest.raises(fg.InvalidGraph, match=problem):
        validate(G)


@pytest.mark.parametrize("attributes", [{"label": 7}, {"synonyms": "abc"}, {"curie": 5}])
def test_validate_names_what_is_wrong_with_a_node(attributes: dict[str, object]) -> None:
    G = fg.sketch("a")
    G.nodes["a"].update(attributes)
    with pytest.raises(fg.InvalidGraph, match=next(iter(attributes))):
        validate(G)


def test_build_refuses_a_wrong_sign_and_an_id_given_twice() -> None:
    with pytest.raises(fg.InvalidGraph, match="two entities have the id 'a'"):
        build([A, A], [])
    with pytest.raises(fg.InvalidGraph, match="sign 5"):
        build([A, B], [row("R1", "increases", 5)])


def test_a_default_networkx_key_is_refused_in_words() -> None:
    G = fg.sketch("a; b")
    G.add_edge("a", "b", sign=1)
    with pytest.raises(fg.InvalidGraph, match="its key is no predicate"):
        fg.paths(G, "a", "b")


def test_the_digest_leaves_out_what_is_derived() -> None:
    G = fg.sketch("a -> b")
    before = digest(G)
    G.edges["a", "b", "increases"].update(support=0.3, contradicted=True)
    G.graph.update(name="other", version="9")
    assert digest(G) == before


def test_validate_gathers_every_problem() -> None:
    G = fg.sketch("a -> b; b -| c")
    G.edges["a", "b", "increases"]["sign"] = 2
    G.edges["b", "c", "decreases"]["support"] = float("nan")
    with pytest.raises(fg.InvalidGraph, match=r"sign 2(.|\n)*support nan") as caught:
        validate(G)
    assert len(caught.value.problems) == 2


def test_a_bad_piece_is_found_behind_many_good_ones() -> None:
    G = fg.sketch("a -> b")
    good = [Evidence(f"R{number}") for number in range(4)]
    G.edges["a", "b", "increases"]["evidence"] = (*good, Evidence("R9", reference=5))  # type: ignore[arg-type]
    for ask in (validate, lambda G: fg.paths(G, "a", "b")):
        with pytest.raises(fg.InvalidGraph, match="reference 5 of R9"):
            ask(G)


def test_validate_refuses_another_kind_of_graph() -> None:
    with pytest.raises(fg.InvalidGraph, match=r"build a networkx\.MultiDiGraph"):
        validate(nx.DiGraph())  # type: ignore[arg-type]


def test_loading_twice_gives_equal_graphs_that_do_not_share_state(atlas: Graph) -> None:
    again = fg.load()
    assert again.graph["digest"] == atlas.graph["digest"] == digest(atlas)
    again.nodes["ifng"]["label"] = "edited"
    assert fg.load().nodes["ifng"]["label"] == "IFN-gamma"


VALUES = st.sampled_from(
    [
        None,
        "",
        "a",
        'q"\n\u0303\\',
        "e\u0301",
        0,
        1,
        -1,
        2,
        0.5,
        float("nan"),
        True,
        (),
        ("a",),
        ["b"],
        (1,),
    ]
)


@given(
    st.dictionaries(st.sampled_from(("label", "kind", "curie", "synonyms", "definition")), VALUES),
    st.dictionaries(st.sampled_from(("sign", "layer", "indirect", "support", "evidence")), VALUES),
    st.dictionaries(st.sampled_from(sorted(EVIDENCE)), VALUES),
)
def test_validate_finds_what_a_look_at_every_attribute_finds(
    node: dict[str, Any], edge: dict[str, Any], piece: dict[str, Any]
) -> None:
    G = build([A, B], [row("R1", "increases", 1)])
    G.nodes["a"].update(node)
    G.edges["a", "b", "increases"]["evidence"] = (Evidence("R1"), replace(Evidence("R2"), **piece))
    G.edges["a", "b", "increases"].update(edge)
    slow = list(node_problems("a", G.nodes["a"]))
    slow += edge_problems("increases", G.edges["a", "b", "increases"])
    try:
        validate(G)
        found = 0
    except fg.InvalidGraph as error:
        found = len(error.problems)
    assert found == len(slow)


TEXT = st.text(st.sampled_from('ab"\\\n\u0301\u0303\u00e9\u212bé/\u2028'), max_size=6)


@given(TEXT, st.lists(st.tuples(TEXT, TEXT, st.lists(TEXT, max_size=2)), max_size=4))
def test_the_digest_is_that_of_plain_json_lines(text: str, pieces: list[Any]) -> None:
    G = build([Entity("a", text, synonyms=(text, "b")), Entity("b" + text, "B")], [])
    found = [Evidence(one, note=note, species=tuple(some)) for one, note, some in pieces]
    add_edge(G, "a", "b" + text, "increases", sign=1, evidence=found)
    lines = []
    for node, data in G.nodes(data=True):
        names = sorted(nfc(name) for name in data["synonyms"])
        row = ["node", node, data["label"], data["kind"], data["lane"], data["curie"], names]
        lines.append(nfc(plain_json([*row, data["definition"]])))
    for u, v, key, data in G.edges(keys=True, data=True):
        told = sorted(nfc(plain_json(astuple(piece))) for piece in data["evidence"])
        lines.append(nfc(plain_json(["edge", u, key, v, 1, "mechanism", False, told])))
    assert digest(G) == hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def plain_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def test_a_known_predicate_has_its_sign_and_is_the_key() -> None:
    G = fg.sketch("a -> b; b -> c")
    G.edges["a", "b", "increases"]["sign"] = -1
    G.edges["b", "c", "increases"]["predicate"] = "raises"
    with pytest.raises(fg.InvalidGraph, match="in 2 places") as found:
        validate(G)
    assert found.value.problems == (
        "edge a increases b: sign -1; 'increases' has the sign +1",
        "edge b increases c: predicate 'raises'; it is the key of the edge, 'increases'",
    )


@pytest.mark.parametrize("number", [np.float64(0.5), np.float32(0.5), np.int64(1), 1])
def test_numpy_numbers_pass_every_door_as_plain_numbers(number: Any, tmp_path: Path) -> None:
    G = fg.sketch("a -> b")
    G.edges["a", "b", "increases"].update(sign=np.int8(1), support=number, indirect=np.bool_(False))
    validate(G)
    assert fg.paths(G, "a", "b")[0].support == number
    assert fg.digest(G) == fg.digest(fg.sketch("a -> b"))
    for back in (fg.read(fg.write(G, tmp_path / "g.json")), stored(G, tmp_path / "g.lbug")):
        edge = back.edges["a", "b", "increases"]
        assert (edge["sign"], edge["support"], edge["indirect"]) == (1, number, False)
        assert type(edge["support"]) is float


def stored(G: Graph, path: Path) -> Graph:
    with fg.open_store(path) as store:
        store.write(G)
        return store.read()


@pytest.mark.parametrize("synonyms", [np.array(["x", "y"]), np.array([]), "xy", {"x"}, ("x", 1)])
def test_what_is_no_tuple_of_synonyms_is_refused_at_every_door(
    synonyms: Any, tmp_path: Path
) -> None:
    G = fg.sketch("a -> b")
    G.nodes["a"]["synonyms"] = synonyms
    for door in (
        validate,
        lambda G: fg.resolve(G, "A name"),
        lambda G: fg.search(G, "a"),
        lambda G: fg.write(G, tmp_path / "g.json"),
        lambda G: stored(G, tmp_path / "g.lbug"),
        lambda G: fg.layout(G),
    ):
        with pytest.raises(fg.InvalidGraph, match="node 'a': synonyms"):
            door(G)


def test_a_null_finding_with_a_direction_breaks_the_contract() -> None:
    G = fg.sketch("a -> b")
    for sign, key in ((0, "no_effect_on"), (1, "ineffective_for"), (-1, "disputed_effect_on")):
        add_edge(G, "a", "b", key, sign=sign)
    with pytest.raises(fg.InvalidGraph, match="in 2 places") as told:
        fg.validate(G)
    assert "a ineffective_for b: sign 1; ineffective_for states no direction" in str(told.value)
    with pytest.raises(fg.InvalidGraph, match="states no direction"):
        fg.paths(G, "a", "b")


def test_the_mark_of_edits_changes_with_every_addition_and_removal() -> None:
    G = fg.sketch("a -> b; c")

    def changed(edit: Callable[[], object]) -> bool:
        before = edit_mark(G)
        assert before is not None
        assert edit_mark(G) is before
        edit()
        return edit_mark(G) is not before

    def remove_then_add() -> None:
        data = G.edges["a", "b", "increases"]
        G.remove_edge("a", "b", "increases")
        G.add_edge("a", "b", "increases", **data)

    assert changed(remove_then_add)
    assert changed(lambda: add_edge(G, "b", "c", "decreases", sign=-1))
    assert changed(lambda: G.add_node("d"))
    assert changed(lambda: G.remove_edge("b", "c", "decreases"))
    assert changed(lambda: G.remove_node("d"))
    assert changed(G.clear)
    assert not changed(lambda: fg.digest(G))
    assert edit_mark(G.reverse(copy=False)) is None


def test_a_composed_graph_that_splits_an_entity_is_noticed(atlas: Graph) -> None:
    H: Any = nx.compose(atlas, fg.sketch("IFNG -> my marker"))
    with pytest.warns(UserWarning, match="'ifng' and 'IFNG'.*merge"):
        fg.validate(H)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fg.validate(atlas)
