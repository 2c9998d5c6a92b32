"""Names: what people write finds the entity they mean."""

from __future__ import annotations

import pytest

import follicle_graph as fg
from follicle_graph.model.facts import Entity
from follicle_graph.model.graph import Graph, build


@pytest.mark.parametrize(
    "name", ["ifng", "IFN-gamma", "IFN-γ", "ifn gamma", "INTERFERON GAMMA", "IFN-Γ", "IFN–γ"]
)
def test_interferon_gamma_goes_by_many_names(atlas: Graph, name: str) -> None:
    assert fg.resolve(atlas, name) == "ifng"


def test_a_curie_finds_its_entity(atlas: Graph) -> None:
    curie = atlas.nodes["ifng"]["curie"]
    assert fg.resolve(atlas, curie) == "ifng"


def test_a_shared_curie_is_ambiguous_and_names_all(atlas: Graph) -> None:
    owners: dict[str, list[str]] = {}
    for node, data in atlas.nodes(data=True):
        if data["curie"]:
            owners.setdefault(data["curie"], []).append(node)
    shared = {curie: nodes for curie, nodes in owners.items() if len(nodes) > 1}
    assert len(shared) == 8
    for curie, nodes in shared.items():
        with pytest.raises(fg.AmbiguousEntity, match="use one of these ids") as caught:
            fg.resolve(atlas, curie)
        assert sorted(nodes) == list(caught.value.candidates)


def test_an_id_wins_over_another_entity_s_label() -> None:
    G = build([Entity("x", "first"), Entity("y", "x")], [])
    assert fg.resolve(G, "x") == "x"


def test_an_exact_label_wins_over_folded_synonyms() -> None:
    G = build([Entity("1", "IL-2"), Entity("2", "other", synonyms=("il 2",))], [])
    assert fg.resolve(G, "IL-2") == "1"
    with pytest.raises(fg.AmbiguousEntity, match="1, 2"):
        fg.resolve(G, "il_2")


def test_a_misspelt_name_is_answered_with_three_near_ones(atlas: Graph) -> None:
    with pytest.raises(fg.UnknownEntity, match="did you mean") as caught:
        fg.resolve(atlas, "rapamicin")
    assert len(caught.value.nearest) == 3
    assert "Rapamycin (sirolimus)" in caught.value.nearest
