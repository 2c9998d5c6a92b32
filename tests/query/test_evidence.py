"""Evidence and the table of edges."""

from __future__ import annotations

import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph


def test_the_evidence_of_a_pair_names_its_papers(atlas: Graph) -> None:
    found = fg.evidence(atlas, "IFN-γ", "HF immune privilege")
    assert len(found) > 0
    assert {"id", "reference", "stance", "grade", "species", "summary"} <= set(found.columns)
    assert found["citation"].str.len().max() > 10


def test_a_pair_without_an_edge_has_an_empty_table_with_its_columns(atlas: Graph) -> None:
    found = fg.evidence(atlas, "hair loss", "IFN-γ")
    assert found.empty
    assert "stance" in found.columns


def test_an_unknown_name_is_refused(atlas: Graph) -> None:
    with pytest.raises(fg.UnknownEntity, match="did you mean"):
        fg.evidence(atlas, "IFN-gama", "hair loss")


def test_the_table_has_every_edge_once(atlas: Graph) -> None:
    rows = fg.edge_table(atlas)
    assert len(rows) == atlas.number_of_edges()
    assert not rows.duplicated(["subject", "predicate", "object"]).any()
    contradicted = {
        (r.subject, r.object, r.predicate) for r in rows[rows.contradicted].itertuples()
    }
    assert contradicted == {
        (u, v, k) for u, v, k, d in atlas.edges(keys=True, data=True) if d["contradicted"]
    }


def test_citing_names_the_version_and_the_digest(atlas: Graph) -> None:
    assert atlas.graph["digest"] in fg.cite()
    assert atlas.graph["version"] in fg.cite()
