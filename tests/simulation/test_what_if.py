"""What happens if something is blocked: claims on sketches and on the atlas, and invariants."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.model.graph import Graph, add_edge
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.simulation.network import networks_of, shares

FEW = 60
"""Sampled networks in tests that ask about structure, not about calibration."""


@st.composite
def signed_graphs(draw: st.DrawFn) -> Graph:
    """Small graphs with edges of every sign, self-loops and parallel edges."""
    size = draw(st.integers(2, 6))
    nodes = st.integers(0, size - 1)
    edges = draw(st.lists(st.tuples(nodes, nodes, st.sampled_from("+-0")), max_size=14))
    arrows = {"+": "->", "-": "-|", "0": "--"}
    text = "; ".join(f"n{u} {arrows[sign]} n{v}" for u, v, sign in edges)
    return fg.sketch("; ".join([text, *(f"n{n}" for n in range(size))]).strip("; "))


def asked(G: Graph, level: int = -1) -> dict[str, int]:
    """A question about the first entity that has a signed edge; empty where none has."""
    _, network = networks_of(reader(G), samples=FEW, seed=0)
    return {network.ids[0]: level} if network.ids else {}


def changes(G: Graph, levels: dict[str, int], **options: int) -> dict[str, int | None]:
    found = fg.what_if(G, levels, samples=options.get("samples", FEW), seed=options.get("seed", 0))
    return {one.id: one.change for one in found.responses}


def test_blocking_jak1_lowers_cxcl10(atlas: Graph) -> None:
    found = fg.what_if(atlas, {"JAK1": -1})
    assert found.change("CXCL10") == -1
    assert found.share("CXCL10") > 0.8


def test_baricitinib_does_what_blocking_jak1_and_jak2_does(atlas: Graph) -> None:
    drug = fg.what_if(atlas, {"baricitinib": 1})
    targets = fg.what_if(atlas, {"JAK1": -1, "JAK2": -1})
    both = [
        (one.change, targets.change(one.id))
        for one in drug.responses
        if one.change and one.reason != "held" and targets.change(one.id)
    ]
    assert len(both) > 50
    assert all(a == b for a, b in both)


def test_a_drug_class_acts_through_its_members(atlas: Graph) -> None:
    found = fg.what_if(atlas, {"JAK inhibitors": 1})
    assert {"baricitinib", "tofacitinib", "ritlecitinib"} <= dict(found.levels).keys()
    assert found.change("JAK1") == -1
    assert found.ignored == ()


def test_the_answer_names_the_routes_that_carry_it(atlas: Graph) -> None:
    why = fg.what_if(atlas, {"JAK1": -1}).why("CXCL10")
    assert why.routes
    assert all(path.sign == 1 and path.nodes[-1] == "cxcl10" for path in why.routes)
    assert any(reference.startswith("PMID:") for reference in why.references)


def test_contrary_trials_silence_the_model_on_hair_loss() -> None:
    G = fg.sketch("drug -| target; target -> hair_loss")
    assert fg.what_if(G, {"drug": 1}).change("hair_loss") == -1
    G.add_node("alopecia_areata", label="alopecia areata")
    clinical = {"layer": "clinical", "indirect": False, "support": 0.8, "evidence": ()}
    G.add_edge("alopecia_areata", "hair_loss", "causes", predicate="causes", sign=1, **clinical)
    null = "ineffective_for"
    G.add_edge("drug", "alopecia_areata", null, predicate=null, sign=0, **clinical)
    G.nodes["drug"]["kind"] = "drug"
    found = fg.what_if(G, {"drug": 1})
    assert found.change("hair_loss") is None
    assert found.silent("hair_loss").startswith("silent on hair_loss: more clinical findings")
    assert fg.what_if(G, {"target": -1}).change("hair_loss") is None  # its drug failed


def test_a_finding_on_the_held_entity_outweighs_those_on_drugs_that_hit_others_too() -> None:
    G = fg.sketch("broad drug -| kinase; other drug -| kinase; kinase -> hair_loss")
    G.add_node("alopecia_areata", label="alopecia areata")
    clinical = {"layer": "clinical", "indirect": False, "support": 0.8, "evidence": ()}
    G.add_edge("alopecia_areata", "hair_loss", "causes", predicate="causes", sign=1, **clinical)
    for name in ("broad drug", "other drug"):
        G.nodes[name]["kind"] = "drug"
        G.add_edge(name, "alopecia_areata", "treats", predicate="treats", sign=-1, **clinical)
    assert fg.what_if(G, {"kinase": -1}).change("hair_loss") == -1
    null = "no_effect_on"
    G.add_edge("kinase", "alopecia_areata", null, predicate=null, sign=0, **clinical)
    found = fg.what_if(G, {"kinase": -1}).response("hair_loss")
    assert found.reason == "contrary clinical findings"
    assert found.findings == (("kinase", "alopecia_areata", null),)
    assert fg.what_if(G, {"broad drug": 1}).change("hair_loss") == -1


def test_a_level_is_kept_and_a_node_without_a_route_is_silent() -> None:
    found = fg.what_if(fg.sketch("a -> b -| c; d -> a; e -> f"), {"b": -1, "e": 1})
    assert (found.change("b"), found.change("c"), found.change("f")) == (-1, 1, 1)
    assert found.change("d") is None
    assert found.silent("d") == "silent on d: no signed mechanism leads there"
    assert found.silent("c") == ""


def test_equal_routes_of_both_signs_leave_the_model_unsure() -> None:
    found = fg.what_if(fg.sketch("a -> x -> y; a -> z -| y"), {"a": 1})
    assert 0.4 < found.response("y").rising < 0.6
    assert 0.4 < found.response("y").falling < 0.6


def test_an_entity_outside_the_mechanism_layer_is_reported_and_does_not_silence(
    atlas: Graph,
) -> None:
    found = fg.what_if(atlas, {"JAK1": -1, "hair transplant": 1})
    assert found.change("CXCL10") == -1
    assert [name for name, _ in found.ignored] == ["Hair transplant surgery"]
    assert "was ignored" in str(found)
    with pytest.raises(fg.InvalidQuestion, match="no signed edge in the mechanism layer"):
        fg.what_if(atlas, {"hair transplant": 1})


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ({}, "give a mapping of names"),
        ({"JAK1": 0}, "the level of 'JAK1' is 0"),
        ({"JAK1": True}, "the level of 'JAK1' is True"),
        ({"JAK1": -1, "jak1": 1}, "both levels, under two names"),
        ({"baricitinib": 1, "JAK1": 1}, "moves JAK1 the other way than its level"),
    ],
)
def test_levels_that_mean_nothing_are_refused(
    atlas: Graph, levels: dict[str, int], words: str
) -> None:
    with pytest.raises(fg.InvalidQuestion, match=words):
        fg.what_if(atlas, levels)


def test_unknown_names_samples_and_shares_are_refused(atlas: Graph) -> None:
    with pytest.raises(fg.UnknownEntity, match="JAKX"):
        fg.what_if(atlas, {"JAKX": -1})
    with pytest.raises(fg.InvalidQuestion, match="samples is 0"):
        fg.what_if(atlas, {"JAK1": -1}, samples=0)
    with pytest.raises(fg.InvalidQuestion, match=r"min_share is 0\.2"):
        fg.what_if(atlas, {"JAK1": -1}, min_share=0.2)


def test_a_network_that_is_too_large_is_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("follicle_graph.simulation.network.MOST_WEIGHTS", 1)
    with pytest.raises(fg.InvalidQuestion, match="ask a part of the"):
        fg.what_if(fg.sketch("a -> b -> c"), {"a": 1})


def test_the_answer_is_the_same_from_a_store_and_pickles_without_it(
    atlas: Graph, tmp_path: Path
) -> None:
    part = fg.neighborhood(atlas, "JAK1", max_hops=2)
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(part)
        assert fg.what_if(store, {"JAK1": -1}, samples=FEW) == fg.what_if(
            part, {"JAK1": -1}, samples=FEW
        )
    found = fg.what_if(part, {"JAK1": -1}, samples=FEW)
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_changed_graph_is_computed_anew() -> None:
    G = fg.sketch("a -> b -> c")
    assert fg.what_if(G, {"a": 1}).change("c") == 1
    G.add_edge("b", "d", "decreases", predicate="decreases", sign=-1)
    G.nodes["d"]["label"] = "d"
    assert fg.what_if(G, {"a": 1}).change("d") == -1


@settings(max_examples=40)
@given(signed_graphs(), st.sampled_from((-1, 1)))
def test_what_cannot_be_reached_never_changes_and_levels_are_kept(G: Graph, level: int) -> None:
    levels = asked(G, level)
    if not levels:
        return
    found = changes(G, levels)
    signed = nx.DiGraph((u, v) for u, v, d in G.edges(data=True) if d["sign"] and u != v)
    (node,) = levels
    reached = nx.descendants(signed, node) | {node}
    assert all(change is None for name, change in found.items() if name not in reached)
    assert found[node] == level


@settings(max_examples=40)
@given(signed_graphs(), st.randoms(use_true_random=False))
def test_renaming_entities_and_reordering_edges_change_nothing(G: Graph, random: object) -> None:
    levels = asked(G)
    if not levels:
        return
    names = list(G)
    random.shuffle(names)  # type: ignore[attr-defined]
    renamed = dict(zip(G, names, strict=True))
    H: Graph = nx.MultiDiGraph(**G.graph)
    edges = list(G.edges(keys=True, data=True))
    random.shuffle(edges)  # type: ignore[attr-defined]
    H.add_nodes_from((renamed[node], {**G.nodes[node], "label": renamed[node]}) for node in G)
    for u, v, key, data in edges:
        H.add_edge(renamed[u], renamed[v], key, **data)
    before = fg.what_if(G, levels, samples=FEW)
    after = fg.what_if(H, {renamed[node]: level for node, level in levels.items()}, samples=FEW)
    # What the shape cannot tell apart may trade places in the sampling, hence the tolerance.
    for one in before.responses:
        other = after.response(renamed[one.id])
        assert other.rising == pytest.approx(one.rising, abs=0.3)
        assert other.falling == pytest.approx(one.falling, abs=0.3)
        if max(one.rising, one.falling) == 1:
            assert other.change == one.change


@settings(max_examples=30)
@given(signed_graphs())
def test_unsigned_edges_seeds_and_scale_change_nothing(G: Graph) -> None:
    levels = asked(G)
    if not levels:
        return
    found = changes(G, levels)
    assert changes(G, levels) == found
    H = G.copy()
    for u in list(G):
        for v in list(G):
            H.add_edge(u, v, "associated_with", predicate="associated_with", sign=0)
    assert changes(H, levels) == found


@settings(max_examples=30)
@given(signed_graphs(), st.sampled_from((-1, 1)))
def test_the_sparse_solution_is_that_of_a_plain_dense_one(G: Graph, level: int) -> None:
    levels = asked(G, level)
    if not levels:
        return
    _, network = networks_of(reader(G), samples=10, seed=3)
    expected = oracle.clamped_responses(network, levels)
    np.testing.assert_allclose(network.response(levels), expected, atol=1e-5)


def test_the_atlas_answers_alike_with_three_seeds(atlas: Graph) -> None:
    answers = [fg.what_if(atlas, {"JAK1": -1}, seed=seed) for seed in range(3)]
    told = [{one.id: one.change for one in answer.responses} for answer in answers]
    same = sum(len({one[node] for one in told}) == 1 for node in told[0])
    assert same / len(told[0]) >= 0.95


def kept() -> Iterator[int]:
    from follicle_graph.simulation import network

    yield sum(map(len, network._KEPT.values()))


def test_at_most_three_networks_are_kept_and_forgotten_graphs_free_theirs() -> None:
    for number in range(5):
        fg.what_if(fg.sketch(f"a{number} -> b"), {f"a{number}": 1})
    assert next(kept()) <= 3


def test_shares_count_signs_and_nothing_in_between() -> None:
    rising, falling = shares(np.array([[1.0, 0.0], [-1.0, 1e-9], [2.0, 0.0], [0.5, 0.0]]))
    assert rising.tolist() == [0.75, 0.0]
    assert falling.tolist() == [0.25, 0.0]


def test_the_model_is_silent_where_direct_findings_point_both_ways() -> None:
    G = fg.sketch("drug -> growth; drug -| growth; drug -> growth factor -> growth")
    outcome = fg.what_if(G, {"drug": +1})
    assert outcome.change("growth factor") == 1
    assert outcome.change("growth") is None
    assert outcome.response("growth").reason == "opposed findings"
    assert "direct findings point both ways" in outcome.silent("growth")
    assert set(outcome.response("growth").findings) == {
        ("drug", "growth", "increases"), ("drug", "growth", "decreases")
    }  # fmt: skip
    assert fg.what_if(G, {"growth factor": +1}).change("growth") == 1


def test_two_entities_that_pull_apart_are_no_dispute() -> None:
    G = fg.sketch("a -> inflammation; b -| inflammation")
    outcome = fg.what_if(G, {"a": +1, "b": +1})
    assert outcome.response("inflammation").reason in ("", "low share")


def of_kind(kind: str) -> nx.MultiDiGraph[str]:
    """A known actor on a target, with a second, contrary edge straight to the read-out."""
    G = fg.sketch("actor -> read-out; target -> read-out")
    G.nodes["actor"]["kind"] = kind
    add_edge(G, "actor", "target", "inhibits", sign=-1)
    return G


def test_a_drug_with_targets_acts_through_them_alone() -> None:
    outcome = fg.what_if(of_kind("drug"), {"actor": +1})
    assert outcome.change("read-out") == -1
    assert outcome.share("read-out") == 1
    assert ("actor", "read-out", "increases") not in outcome.why("read-out").edges
    assert fg.what_if(of_kind("protein"), {"actor": +1}).share("read-out") < 1
    alone = fg.sketch("drug -> read-out")
    alone.nodes["drug"]["kind"] = "drug"
    assert fg.what_if(alone, {"drug": +1}).change("read-out") == 1
