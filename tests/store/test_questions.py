"""Questions to an open store answer as they do on the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import follicle_graph as fg
from follicle_graph.graph import Graph


@pytest.fixture(scope="module")
def store(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[fg.Store]:
    with fg.open_store(tmp_path_factory.mktemp("store") / "atlas.lbug") as opened:
        opened.write(atlas)
        yield opened


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
TABLES: dict[str, Callable[[Any], Any]] = {
    "evidence": lambda G: fg.evidence(G, "mtorc1", "foxp3"),
    "contradictions": fg.contradictions,
    "reach": lambda G: fg.reach(G, "stress"),
    "table": fg.table,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_store_answers_as_the_graph_does(question: str, atlas: Graph, store: fg.Store) -> None:
    ask = QUESTIONS[question]
    assert ask(store) == ask(atlas)


@pytest.mark.parametrize("question", TABLES)
def test_a_store_gives_the_tables_of_the_graph(
    question: str, atlas: Graph, store: fg.Store
) -> None:
    ask = TABLES[question]
    assert ask(store).equals(ask(atlas))


def test_a_store_that_was_written_anew_answers_anew(tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(fg.sketch("a -> b -> c"))
        assert len(fg.paths(store, "a", "c")) == 1
        store.write(fg.sketch("a -> b -> c; a -| c"))
        found = fg.paths(store, "a", "c")
        assert [path.sign for path in found] == [-1, 1]
    assert str(found[0]) == "a ⊣ c   (−, support 0.00, 0 references)"
