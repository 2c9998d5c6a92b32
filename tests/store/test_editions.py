"""Stores and files that were written with the first edition of the facts."""

from __future__ import annotations

import gzip
from pathlib import Path

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.store import open_store

DATA = Path(__file__).with_name("data")


def test_a_store_of_the_first_edition_opens_and_says_which_one_it_is(
    path: Path, atlas: Graph
) -> None:
    path.write_bytes(gzip.decompress((DATA / "first_edition.lbug.gz").read_bytes()))
    with open_store(path, read_only=True) as store:
        store.verify()
        info = store.info()
        assert str(info["edition"]).startswith("edition 1,")
        old = store.read()
        assert fg.search(store, "dupilumab")["id"].tolist()[0] == "dupilumab"
        assert len(fg.paths(store, "dupilumab", "il4ra", layers=None)) == 1
    assert old.graph["digest"] == info["digest"] == fg.digest(old)
    file = fg.read(DATA / "first_edition.json")
    assert fg.digest(file) == old.graph["digest"]
    assert file.graph["version"] == old.graph["version"] == info["version"]
    changes = str(fg.diff(old, atlas))
    assert "edition 1" in changes


def test_only_a_store_of_curated_facts_has_an_edition(path: Path, stored_atlas: Path) -> None:
    with open_store(path) as store:
        assert store.info()["edition"] == ""
        store.write(fg.sketch("a -> b"))
        assert store.info()["edition"] == ""
    with open_store(stored_atlas, read_only=True) as store:
        assert str(store.info()["edition"]).startswith("edition ")
        assert "edition" in store._repr_html_()
