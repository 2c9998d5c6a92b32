"""INDRA statements: types have signs by a table, evidence and belief are carried over."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
from follicle_graph.files.indra_words import TYPES
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "covid19kg_indra_derived.json"

JAK1 = {"name": "JAK1", "db_refs": {"TEXT": "Jak-1", "HGNC": "6190", "UP": "P23458"}}
STAT1 = {"name": "STAT1", "db_refs": {"HGNC": "11362"}}
PIECE = {"source_api": "reach", "pmid": "123", "text": "JAK1 activates STAT1."}


def act(type_: str = "Activation", **more: Any) -> dict[str, Any]:
    return {"type": type_, "subj": JAK1, "obj": STAT1, "id": "u1", "belief": 0.7, **more}


def read(tmp_path: Path, *statements: Any) -> Graph:
    path = tmp_path / "statements.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    return fg.read(path, format="indra")


def test_one_statement_is_one_edge_with_evidence_and_belief(tmp_path: Path) -> None:
    epistemics = {"direct": True}
    context = {"type": "bio", "species": {"name": "human"}, "cell_type": {"name": "T cell"}}
    piece = {**PIECE, "epistemics": epistemics, "context": context}
    G = read(tmp_path, act(evidence=[piece]))
    assert G.graph["origin"] == "imported"
    assert G.graph["digest"] == fg.digest(G)
    assert G.nodes["JAK1"]["label"] == "JAK1"
    assert G.nodes["JAK1"]["curie"] == "HGNC:6190"
    assert fg.resolve(G, "hgnc:11362") == "STAT1"
    data = G.edges["JAK1", "STAT1", "Activation"]
    assert (data["sign"], data["layer"], data["indirect"]) == (1, "mechanism", False)
    assert (data["support"], data["contradicted"]) == (0.7, False)
    assert data["evidence"] == (
        Evidence(
            "u1/1",
            reference="PMID:123",
            species=("human",),
            tissue=("T cell",),
            summary="JAK1 activates STAT1.",
            status="imported",
            note="read by reach",
        ),
    )
    fg.validate(G)


@pytest.mark.parametrize(
    ("type_", "sign", "layer"),
    [
        ("Activation", 1, "mechanism"),
        ("IncreaseAmount", 1, "mechanism"),
        ("GtpActivation", 1, "mechanism"),
        ("Inhibition", -1, "mechanism"),
        ("DecreaseAmount", -1, "mechanism"),
        ("Influence", 0, "mechanism"),
        ("SomethingNew", 0, "correlative"),
        ("Gef", 1, "mechanism"),
        ("Gap", -1, "mechanism"),
        ("Phosphorylation", 0, "mechanism"),
        ("Deubiquitination", 0, "mechanism"),
        ("Complex", 0, "mechanism"),
        ("Association", 0, "correlative"),
    ],
)
def test_the_type_says_sign_and_layer(type_: str, sign: int, layer: str, tmp_path: Path) -> None:
    ends = TYPES[type_].ends if type_ in TYPES else ("subj", "obj")
    statement: dict[str, Any] = {"type": type_}
    if len(ends) == 2:
        statement |= {ends[0]: JAK1, ends[1]: STAT1}
    else:
        statement["members"] = [STAT1, JAK1]
    G = read(tmp_path, statement)
    data = G.edges["JAK1", "STAT1", type_]
    assert (data["sign"], data["layer"], data["support"]) == (sign, layer, 0.0)


def test_statements_that_say_the_same_are_one_edge_with_the_strongest_belief(
    tmp_path: Path,
) -> None:
    G = read(
        tmp_path,
        act(evidence=[PIECE]),
        act(id="u2", belief=0.9, evidence=[PIECE, PIECE]),
        act("Inhibition", id="u3"),
        act(id="u4", belief=0.2),
    )
    data = G.edges["JAK1", "STAT1", "Activation"]
    assert [piece.id for piece in data["evidence"]] == ["u1/1", "u2/1", "u2/2"]
    assert data["support"] == 0.9
    assert G.edges["JAK1", "STAT1", "Inhibition"]["sign"] == -1
    assert not data["contradicted"]


def test_belief_outlives_keep_store_and_our_own_file(tmp_path: Path) -> None:
    G = read(tmp_path, act(evidence=[PIECE]))
    with fg.open_store(tmp_path / "g.lbug") as store:
        store.write(G)
        for H in (fg.keep(G), store.read(), fg.read(fg.write(G, tmp_path / "g.json"))):
            assert H.edges["JAK1", "STAT1", "Activation"] == G.edges["JAK1", "STAT1", "Activation"]


def test_a_denial_is_a_null_finding_and_stands_against_its_own_type_only(tmp_path: Path) -> None:
    denied = {**PIECE, "epistemics": {"negated": True}}
    G = read(
        tmp_path,
        act(evidence=[PIECE]),
        act(id="u2", belief=0.99, evidence=[denied]),
        act("Inhibition", id="u3", evidence=[PIECE]),
    )
    data = G.edges["JAK1", "STAT1", "Activation"]
    assert [(piece.id, piece.stance) for piece in data["evidence"]] == [
        ("u1/1", "supports"),
        ("u2/1", "refutes"),
    ]
    assert data["contradicted"]
    assert data["support"] == 0.7
    null = G.edges["JAK1", "STAT1", "no_effect_on"]
    assert [(p.id, p.stance) for p in null["evidence"]] == [("u2/1", "supports")]
    assert (null["sign"], null["support"]) == (0, 0.0)
    assert not G.edges["JAK1", "STAT1", "Inhibition"]["contradicted"]


def test_what_is_only_denied_has_no_signed_edge(tmp_path: Path) -> None:
    denied = {**PIECE, "epistemics": {"negated": True}}
    G = read(tmp_path, act(evidence=[denied]), act("Inhibition", id="u2", evidence=[denied]))
    assert list(G.edges(keys=True)) == [("JAK1", "STAT1", "no_effect_on")]
    assert len(G.edges["JAK1", "STAT1", "no_effect_on"]["evidence"]) == 2
    assert fg.effect(G, "JAK1", "STAT1").verdict == "none"


def test_an_effect_is_indirect_when_all_evidence_says_so(tmp_path: Path) -> None:
    far = {**PIECE, "epistemics": {"direct": False}}
    edge = ("JAK1", "STAT1", "Activation")
    assert read(tmp_path, act(evidence=[far, far])).edges[edge]["indirect"]
    assert not read(tmp_path, act(evidence=[far, PIECE])).edges[edge]["indirect"]
    assert not read(tmp_path, act(evidence=[far]), act(id="u2")).edges[edge]["indirect"]


def test_agents_of_one_name_and_two_groundings_stay_apart(tmp_path: Path) -> None:
    def er(refs: dict[str, str]) -> dict[str, Any]:
        return act(subj={"name": "ER", "db_refs": refs})

    G = read(tmp_path, er({"FPLX": "ESR"}), er({"GO": "GO:0005783"}), er({"TEXT": "ER"}))
    assert set(G) == {"ER", "ER [FPLX:ESR]", "ER [GO:0005783]", "STAT1"}
    assert {G.nodes[node]["label"] for node in G} == {"ER", "STAT1"}
    with pytest.raises(fg.AmbiguousEntity, match="ER"):
        fg.paths(fg.keep(G), "er", "STAT1")


def test_references_are_pmid_then_pmc_then_doi_then_none(tmp_path: Path) -> None:
    found = [
        {"text_refs": {"PMID": "1", "DOI": "10/x"}},
        {"text_refs": {"PMCID": "PMC2", "DOI": "10/x"}},
        {"text_refs": {"DOI": "10/x"}},
        {},
    ]
    G = read(tmp_path, act(evidence=found))
    pieces = G.edges["JAK1", "STAT1", "Activation"]["evidence"]
    assert [piece.reference for piece in pieces] == ["PMID:1", "PMC:PMC2", "DOI:10/x", None]
    assert [piece.status for piece in pieces] == ["imported"] * 3 + ["uncited"]


def test_statements_without_two_agents_are_counted_and_their_agents_kept(tmp_path: Path) -> None:
    crowd = [{"name": f"m{n}"} for n in range(11)]
    with pytest.warns(
        UserWarning,
        match="4 × statements left out, without two agents; 1 × .* with more than 10 members",
    ):
        G = read(
            tmp_path,
            act(subj=None),
            {"type": "Autophosphorylation", "enz": {"name": "LCK"}},
            {"type": "Complex", "members": [JAK1]},
            {"type": "Unresolved"},
            {"type": "Complex", "members": crowd},
            act(),
        )
    assert G.number_of_edges() == 1
    assert "LCK" in G


def test_a_complex_is_one_unsigned_edge_a_pair_whatever_the_order(tmp_path: Path) -> None:
    one, two, three = ({"name": name} for name in "xyz")
    G = read(
        tmp_path,
        {"type": "Complex", "members": [three, one, two]},
        {"type": "Complex", "members": [two, one]},
    )
    assert sorted(G.edges()) == [("x", "y"), ("x", "z"), ("y", "z")]


def test_events_and_conversions_have_their_agents(tmp_path: Path) -> None:
    event = {"type": "Event", "concept": {"name": "drought", "db_refs": {}}}
    G = read(
        tmp_path,
        {"type": "Influence", "subj": event, "obj": {"type": "Event", "concept": {"name": "x"}}},
        {"type": "Conversion", "subj": JAK1, "obj_from": [STAT1], "obj_to": [{"name": "p"}]},
    )
    assert sorted(G.edges()) == [("JAK1", "p"), ("drought", "x")]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (7, "a statement is 7; use an object"),
        ({}, "its type is None"),
        (act(subj=["x"]), "subj is ['x']; use an object"),
        (act(subj={"name": 3}), "the name of its subj is 3"),
        (act(subj={"name": ""}), "the name of its subj is ''"),
        (act(subj={"name": "x", "db_refs": []}), None),
        (act(subj={"name": "x", "db_refs": [3]}), "db_refs is [3]"),
        (act(belief="high"), "its belief is 'high'"),
        (act(belief=1.5), "its belief is 1.5"),
        (act(evidence={}), None),
        (act(evidence={"a": 1}), "its evidence is {'a': 1}; use a list"),
        (act(evidence=["x"]), "evidence is 'x'"),
        (act(evidence=[{"text": 3}]), "text of its evidence is 3"),
        (act(evidence=[{"epistemics": "x"}]), "epistemics is 'x'"),
    ],
)
def test_a_wrong_statement_is_named_by_its_number(
    statement: Any, told: str | None, tmp_path: Path
) -> None:
    if told is None:
        assert read(tmp_path, act(), statement).number_of_edges() in (1, 2)
        return
    with pytest.raises(fg.FormatError, match=r"statements\.json', statement 2 of 2: ") as caught:
        read(tmp_path, act(), statement)
    assert told in str(caught.value)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(0, 1) | st.sampled_from(["", "x", "y"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["name", "db_refs", "text", "PMID"]), inner, max_size=2)
    ),
    max_leaves=4,
)
fields_ = ["subj", "obj", "enz", "members", "obj_to", "belief", "id", "evidence", "concept"]
wild = st.builds(
    lambda base, more: {**base, **more},
    st.sampled_from([act(), act(evidence=[PIECE]), {"type": "Complex"}, {"type": "Conversion"}]),
    st.dictionaries(st.sampled_from(fields_), json_values, max_size=3),
)


@settings(deadline=None, max_examples=300)
@given(statements=st.lists(wild, max_size=3))
def test_whatever_statements_hold_gives_a_valid_graph_or_an_error_of_ours(
    statements: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("wild")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            G = read(folder, *statements)
        except fg.FormatError as error:
            assert "statements.json" in str(error)
            return
    fg.validate(G)
    H = fg.read(fg.write(G, folder / "ours.json"))
    assert H.graph["digest"] == G.graph["digest"]


def test_an_empty_list_is_an_empty_graph_and_another_shape_is_none(tmp_path: Path) -> None:
    assert len(read(tmp_path)) == 0
    path = tmp_path / "other.json"
    path.write_text('{"statements": []}', encoding="utf-8")
    with pytest.raises(fg.FormatError, match="it is no list"):
        fg.read(path, format="indra")
    with pytest.raises(fg.FormatError, match="is no follicle-graph node-link JSON or"):
        fg.read(path)


def test_the_derived_covid_statements_give_the_counts_of_their_own_reader() -> None:
    if not CORPUS.exists():
        pytest.skip(f"the corpus is not at {CORPUS}")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        G = fg.read(CORPUS)
    raw = json.loads(CORPUS.read_text(encoding="utf-8"))
    assert len(raw) == 2319 == sum(len(d["evidence"]) for *_, d in G.edges(data=True))
    assert (len(G), G.number_of_edges()) == (1394, 1946)
    signs = {"Activation": 1, "Inhibition": -1}
    slow = {(s["subj"]["name"], s["obj"]["name"], signs[s["type"]]) for s in raw}
    assert {(u, v, d["sign"]) for u, v, d in G.edges(data=True)} == slow
    assert sum(n == 2 for n in Counter((u, v) for u, v, _ in slow).values()) == 33
    assert {d["support"] for *_, d in G.edges(data=True)} == {1.0}
    fg.validate(G)
