"""Questions to an open store answer as they do on the graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import follicle_graph as fg
from follicle_graph.errors import StoreError
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import headlines
from follicle_graph.query.engine import answer, links
from follicle_graph.query.engine.index import index_of
from follicle_graph.store.embedded import database as embedded

INTERFERON_GENES = ("CXCL9", "CXCL10", "CXCL11", "STAT1", "IRF1", "CIITA", "CD274", "IDO1", "TAP1")

QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "paths": lambda G: fg.paths(G, "NKG2D+ CD8+ T cell", "hair loss"),
    "paths through and around": lambda G: fg.paths(
        G, "rapamycin", "inflammation", via=["mTORC1"], avoid=["NLRP3"], sign=-1, limit=20
    ),
    "paths of all layers": lambda G: fg.paths(
        G, "baricitinib", "hair loss", layers=None, unsigned=True, shortcuts=False
    ),
    "effect": lambda G: fg.effect(G, "IFN-γ", "hair loss"),
    "loops": lambda G: fg.loops(G, "ifng", max_hops=4),
    "loops anywhere": lambda G: (fg.loops(G, max_hops=3), fg.loops(G, max_hops=3).core),
}
GRAPHS: dict[str, Callable[[Any], Graph]] = {
    "around two": lambda G: fg.neighborhood(G, "IL-15", "rapamycin", max_hops=2),
    "nothing around": lambda G: fg.neighborhood(G, "IL-15", max_hops=0),
    "upstream": lambda G: fg.upstream(G, "hair loss"),
    "downstream": lambda G: fg.downstream(G, "IFN-γ", max_hops=2),
    "spine": fg.spine,
    "without a paper": lambda G: fg.without(G, "xing2014"),
    "what people show": lambda G: fg.keep(G, diseases={"alopecia_areata"}, species={"human"}),
    "own statements": lambda G: fg.with_statements(G, "IL-15 -> a new cell"),
}
TABLES: dict[str, Callable[[Any], Any]] = {
    "evidence": lambda G: fg.evidence(G, "mtorc1", "foxp3"),
    "contradictions": fg.contradictions,
    "reach": lambda G: fg.reach(G, "stress"),
    "table": fg.edge_table,
    "search": lambda G: fg.search(G, "interferon", limit=50),
    "search of several words": lambda G: fg.search(G, "T cell CD8"),
    "search of nothing there": lambda G: fg.search(G, "xyzzy"),
    "paper": lambda G: fg.paper(G, "xing2014"),
    "regulon": fg.regulon,
    "drivers": lambda G: fg.drivers(G, dict.fromkeys(INTERFERON_GENES, 1.0)).to_frame(),
    "match": lambda G: fg.match(G, dict.fromkeys(INTERFERON_GENES, 1.0)).to_frame(),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_store_answers_as_the_graph_does(question: str, atlas: Graph, stored: fg.Store) -> None:
    ask = QUESTIONS[question]
    assert ask(stored) == ask(atlas)


@pytest.mark.parametrize("most", [links.MOST_KEPT, 500])
def test_the_best_few_paths_of_a_large_store_are_those_of_the_graph(
    most: int, atlas: Graph, stored_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [fg.paths(atlas, u, v, limit=None)[:5] for u, v in headlines()]
    monkeypatch.setattr(links, "MOST_KEPT", most)
    with fg.open_store(stored_atlas, read_only=True) as store:
        for (u, v), best in zip(headlines(), known, strict=True):
            assert tuple(fg.paths(store, u, v, limit=5)) == best
        kept = sum(map(len, index_of(store).nearby[0].values()))
    assert kept == len(atlas.edges) if most > len(atlas.edges) else 0 < kept <= most


@pytest.mark.parametrize("question", TABLES)
def test_a_store_gives_the_tables_of_the_graph(
    question: str, atlas: Graph, stored: fg.Store
) -> None:
    ask = TABLES[question]
    assert ask(stored).equals(ask(atlas))


@pytest.mark.parametrize("question", GRAPHS)
def test_a_store_gives_the_part_that_the_graph_gives(
    question: str, atlas: Graph, stored: fg.Store
) -> None:
    ask = GRAPHS[question]
    found, wanted = ask(stored), ask(atlas)
    assert {n: found.nodes[n] for n in found} == {n: wanted.nodes[n] for n in wanted}
    assert {(u, v, k): d for u, v, k, d in found.edges(keys=True, data=True)} == {
        (u, v, k): d for u, v, k, d in wanted.edges(keys=True, data=True)
    }
    assert fg.digest(found) == found.graph["digest"] == fg.digest(wanted)


def test_names_mean_in_a_store_what_they_mean_in_the_graph(atlas: Graph, stored: fg.Store) -> None:
    for node in sorted(atlas)[::15]:
        data = atlas.nodes[node]
        for name in (node, data["label"], *data["synonyms"], data["curie"] or node):
            try:
                wanted = fg.resolve(atlas, name)
            except fg.AmbiguousEntity as error:
                with pytest.raises(fg.AmbiguousEntity) as caught:
                    fg.resolve(stored, name)
                assert caught.value.candidates == error.candidates
            else:
                assert fg.resolve(stored, name.upper() if name != node else name) == wanted or (
                    fg.resolve(stored, name) == wanted
                )
    with pytest.raises(fg.UnknownEntity, match="did you mean"):
        fg.resolve(stored, "interferon gama")


def test_an_answer_costs_one_look_at_the_evidence(
    stored: fg.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    evidence = stored._database.evidence

    def counted(edges: Any) -> Any:
        asked.append(len(edges))
        return evidence(edges)

    monkeypatch.setattr(stored._database, "evidence", counted)
    assert len(list(fg.paths(stored, "rapamycin", "inflammation", limit=20))) == 20
    assert len(asked) == 1
    assert 20 < asked[0] < 200


def test_a_store_that_was_written_anew_answers_anew(tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(fg.sketch("a -> b -> c"))
        assert len(fg.paths(store, "a", "c")) == 1
        store.write(fg.sketch("a -> b -> c; a -| c"))
        found = fg.paths(store, "a", "c")
        assert [path.sign for path in found] == [-1, 1]
    assert str(found[0]) == "a ⊣ c   (−, support 0.00, 0 references)"


NODES = [f"n{number}" for number in range(8)]
COMPLETE = "; ".join(f"{u} -> {v}" for u in NODES for v in NODES if u != v) + "; n0 -| n1"


@pytest.mark.parametrize("change", ["close", "write", "append"])
def test_an_answer_keeps_its_evidence_when_the_store_changes(change: str, path: Path) -> None:
    G = fg.sketch(COMPLETE)
    with fg.open_store(path) as store:
        store.write(G)
        found = fg.paths(store, "n0", "n1", limit=20)
        many = fg.paths(store, "n0", "n1", max_hops=7, limit=None)
        part = many.of_sign(-1)
        assert len(many) > answer.AT_ONCE > len(part)
        if change == "write":
            store.write(fg.sketch("a -> b"))
        elif change == "append":
            store.append(fg.sketch("x -> y"))
        else:
            store.close()
        assert found == fg.paths(G, "n0", "n1", limit=20)
        assert list(part) == list(fg.paths(G, "n0", "n1", max_hops=7, sign=-1))
        with pytest.raises(StoreError, match=r"changed or closed .* read the paths earlier"):
            many[5].references  # noqa: B018


def test_a_write_that_fails_costs_no_answer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    G = fg.sketch(COMPLETE)
    with fg.open_store(path) as store:
        store.write(G)
        many = fg.paths(store, "n0", "n1", max_hops=7, limit=None)

        def full(*_: object) -> None:
            raise StoreError("no room; nothing was changed")

        monkeypatch.setattr(store._database, "replace", full)
        with pytest.raises(StoreError, match="no room"):
            store.write(fg.sketch("a -> b"))
        assert many[0] == fg.paths(G, "n0", "n1", limit=1)[0]


def test_an_answer_whose_evidence_is_lost_says_why(path: Path, atlas: Graph) -> None:
    with fg.open_store(path) as store:
        store.write(atlas)
    store = fg.open_store(path, read_only=True)
    found = fg.paths(store, "ifng", "hair_loss")
    store._database.close()
    store.close()
    with pytest.raises(StoreError, match="is closed; open it again"):
        list(found)


def test_after_one_failure_no_other_answer_is_tried(
    path: Path, atlas: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fg.open_store(path) as store:
        store.write(atlas)
        found = [fg.paths(store, "ifng", "hair_loss", limit=limit) for limit in range(1, 9)]
        tried: list[object] = []

        def broken(edges: object) -> None:
            tried.append(edges)
            raise StoreError("gone")

        monkeypatch.setattr(store._database, "evidence", broken)
    assert len(tried) == 1
    for one in found:
        with pytest.raises(StoreError, match="gone"):
            list(one)


def test_where_others_write_evidence_is_that_of_the_question(
    path: Path, atlas: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fg.open_store(path) as store:
        store.write(atlas)
        monkeypatch.setattr(store._database, "shared", True)
        found = fg.paths(store, "ifng", "hair_loss", limit=20)
        monkeypatch.setattr(store._database, "evidence", None)
        assert list(found) == list(fg.paths(atlas, "ifng", "hair_loss", limit=20))


@pytest.mark.parametrize("share", [0, embedded._SHARE, 10**9])
def test_evidence_of_many_edges_is_that_of_each(
    share: int, atlas: Graph, stored_atlas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_SHARE", share)
    edges = sorted(atlas.edges(keys=True))[::-3]
    with fg.open_store(stored_atlas, read_only=True) as store:
        found = store.evidence_of(edges)
        assert found == [atlas.edges[edge]["evidence"] for edge in edges]
        with pytest.raises(StoreError, match="holds no edge 'ifng' 'is' 'x'"):
            store.evidence_of([*edges, ("ifng", "x", "is")])
