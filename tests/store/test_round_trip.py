"""What is written into an embedded store comes back as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

import follicle_graph as fg
from follicle_graph.errors import (
    AmbiguousEntity,
    InvalidGraph,
    StoreError,
    UnknownEntity,
)
from follicle_graph.model.digest import digest
from follicle_graph.model.facts import Edge, Entity, Evidence
from follicle_graph.model.graph import Graph, add_edge, build, resolve
from follicle_graph.model.sketch import sketch
from follicle_graph.store import Store, open_store
from stored import content, graphs, written


def test_the_atlas_comes_back_with_every_attribute(atlas: Graph, path: Path) -> None:
    before = content(atlas)
    H = written(atlas, path)
    assert content(H) == before == content(atlas)
    assert digest(H) == digest(atlas) == H.graph["digest"]
    with open_store(path, read_only=True) as again:
        assert content(again.read()) == before


def origins(G: Graph) -> set[object]:
    """The entities and edges that are marked as one's own."""
    nodes = {node for node in G if G.nodes[node].get("origin") == "own"}
    return nodes | {edge for edge in G.edges if G.edges[edge].get("origin") == "own"}


def test_what_is_ones_own_stays_so_in_a_store_and_in_its_parts(path: Path) -> None:
    G = fg.with_statements(sketch("a -> b -| c"), "a -> mine -> c")
    own = {"mine", ("a", "mine", "increases"), ("mine", "c", "increases")}
    assert origins(G) == own
    with open_store(path) as store:
        store.write(G)
        assert origins(store.read()) == own
        assert origins(store.subgraph("c")) == own - {("a", "mine", "increases")}
        store.write(sketch("mine -> a"))
        assert origins(store.read()) == set()


def test_what_is_added_to_a_store_stays_ones_own_beside_what_was(path: Path) -> None:
    with open_store(path) as store:
        store.write(fg.with_statements(sketch("a -> b"), "a -> mine"))
        more = fg.with_statements(sketch("x -> y"), "x -> yours; a -| yours")
        store.append(more)
        store.verify()
        assert origins(store.read()) == {
            "mine",
            ("a", "mine", "increases"),
            "yours",
            ("x", "yours", "increases"),
            ("a", "yours", "decreases"),
        }
    with open_store(path, read_only=True) as again:
        assert "yours" in origins(again.read())


def test_reading_order_is_sorted_whatever_the_writing_order(path: Path) -> None:
    H = written(sketch("c -> b; a -| b; b -> a"), path)
    assert list(H) == ["a", "b", "c"]
    assert list(H.edges(keys=True)) == sorted(H.edges(keys=True))


def test_any_unicode_comes_back_as_it_was(path: Path) -> None:
    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    @given(G=graphs())
    def check(G: Graph) -> None:
        store.write(G)
        assert content(store.read()) == content(G)

    with open_store(path) as store:
        check()


def test_no_curie_stays_none_and_an_empty_one_stays_empty(path: Path) -> None:
    H = written(build([Entity("a", "a"), Entity("b", "b", curie="")], []), path)
    assert (H.nodes["a"]["curie"], H.nodes["b"]["curie"]) == (None, "")


def test_a_graph_that_breaks_the_contract_or_cannot_be_stored_leaves_the_old_one(
    path: Path,
) -> None:
    with open_store(path) as store:
        store.write(sketch("a -> b"))
        broken = sketch("a -> b")
        broken.edges["a", "b", "increases"]["support"] = float("nan")
        with pytest.raises(InvalidGraph, match="support nan"):
            store.write(broken)
        half = build([Entity("a", "\ud83d")], [])
        with pytest.raises(StoreError, match=r"node 'a': label holds a lone surrogate.*remove"):
            store.write(half)
        half = sketch("a")
        add_edge(half, "a", "a", "\ud83d", sign=1)
        with pytest.raises(StoreError, match=r"edge 'a' .* holds a lone surrogate.*remove"):
            store.write(half)
        half = sketch("a")
        add_edge(half, "a", "a", "increases", sign=1, evidence=[Evidence("R1", note="\ud83d")])
        with pytest.raises(StoreError, match=r"note of evidence 'R1' holds a lone surrogate"):
            store.write(half)
        piece = Evidence("R1", species="human")  # type: ignore[arg-type]
        broken = sketch("a")
        add_edge(broken, "a", "a", "increases", sign=1, evidence=[piece])
        with pytest.raises(InvalidGraph, match="species 'human' of R1; use a tuple of strings"):
            store.write(broken)
        assert content(store.read()) == content(sketch("a -> b"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_writing_recomputes_a_stale_digest_and_leaves_the_graph_alone(path: Path) -> None:
    G = sketch("a -> b")
    G.nodes["a"]["label"] = "changed"
    stale = G.graph["digest"]
    H = written(G, path)
    assert G.graph["digest"] == stale != H.graph["digest"] == digest(G)


def test_replacing_leaves_only_the_new_content(atlas: Graph, path: Path) -> None:
    with open_store(path) as store:
        store.write(atlas)
        store.write(sketch("x -| y"))
        assert content(store.read()) == content(sketch("x -| y"))
        assert store.info()["entities"] == 2
        assert store.resolve("X") == "x"
        with pytest.raises(UnknownEntity, match="ifng"):
            store.resolve("ifng")
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_an_empty_store_says_zero_and_reads_as_an_empty_graph(path: Path) -> None:
    with open_store(path) as store:
        info = store.info()
        assert (info["entities"], info["relations"], info["name"]) == (0, 0, "")
        assert info["location"] == str(path)
        assert info["size"] == path.stat().st_size
        assert content(store.read()) == content(build([], []))
        assert list(store.edges()) == []


@pytest.fixture(scope="module")
def store_of_atlas(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with open_store(tmp_path_factory.mktemp("store") / "atlas.lbug") as store:
        store.write(atlas)
        yield store


def test_questions_read_from_a_store_what_they_read_from_its_graph(
    atlas: Graph, store_of_atlas: Store
) -> None:
    for layers in (None, ("mechanism",), ("clinical", "safety"), ("nowhere",), ()):
        assert list(store_of_atlas.edges(layers)) == sorted(
            Edge(u, v, key, data["sign"], data["layer"], data["indirect"], data["support"])
            for u, v, key, data in atlas.edges(keys=True, data=True)
            if layers is None or data["layer"] in layers
        )
    for u, v, key in sorted(atlas.edges(keys=True))[::40]:
        assert store_of_atlas.evidence(u, v, key) == atlas.edges[u, v, key]["evidence"]
    for name in ("IFN-γ", "ifng", "interferon gamma", "hair loss"):
        assert store_of_atlas.resolve(name) == resolve(atlas, name)
    assert store_of_atlas.label("ifng") == atlas.nodes["ifng"]["label"]


def test_unknown_names_and_edges_are_named(store_of_atlas: Store, path: Path) -> None:
    with pytest.raises(UnknownEntity, match="did you mean"):
        store_of_atlas.resolve("interferon gama")
    with pytest.raises(UnknownEntity, match="no entity is named 'nobody'"):
        store_of_atlas.label("nobody")
    with pytest.raises(StoreError, match="holds no edge 'ifng' 'likes' 'ifng'"):
        store_of_atlas.evidence("ifng", "ifng", "likes")
    with open_store(path) as store:
        store.write(build([Entity("a", "same"), Entity("b", "same")], []))
        with pytest.raises(AmbiguousEntity, match="use one of these ids: a, b"):
            store.resolve("same")


def test_a_plain_graph_without_our_attributes_takes_the_defaults(path: Path) -> None:
    G: Graph = nx.MultiDiGraph()
    G.add_edge("a", "b", key="increases", sign=1)
    H = written(G, path)
    assert H.nodes["a"]["label"] == "a"
    assert H.edges["a", "b", "increases"]["layer"] == "mechanism"
    assert digest(H) == digest(G)


def test_a_store_shows_what_it_holds_and_when_it_is_closed(path: Path) -> None:
    store = open_store(path)
    store.write(build([Entity("a", "a"), Entity("b", "<b>")], [], name="<i>mine</i>"))
    assert repr(store) == f"Store({str(path)!r}, 2 entities, 0 relations)"
    card = store._repr_html_()
    assert "&lt;i&gt;mine&lt;/i&gt;" in card
    assert "<i>" not in card
    for word in ("entities", "ladybug", "reading and writing"):
        assert word in card
    store.close()
    assert repr(store) == f"Store({str(path)!r}, not open)"
    assert "is closed" in store._repr_html_()
    with open_store(path, read_only=True) as reader:
        assert repr(reader).endswith("relations, read only)")


@pytest.mark.parametrize("small", [0, 20_000])
def test_search_in_a_store_finds_what_it_finds_in_the_graph(
    small: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("follicle_graph.store.entity_names._SMALL", small)
    names = ("IL-15", "interleukin 15 receptor", "IFN-γ", "CD8+ T cells", "T-cell", "毛髪", "il 1")
    entities = [
        Entity(f"e{number}", name, synonyms=(names[number - 1],), definition=f"a {name} text")
        for number, name in enumerate(names)
    ]
    G = build(entities, [])
    with open_store(path) as store:
        store.write(G)
        words_and_slips = [
            *("IL15", "il-15", "interleukin", "interlekin", "recepter", "ifn gamma", "t cel"),
            *("cells", "15", "毛", "text", "xyzzy", "CD8", "IFNG", "tcell"),
        ]
        for words in words_and_slips:
            assert fg.search(store, words).equals(fg.search(G, words)), words
