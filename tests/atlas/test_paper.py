"""One paper: what hangs on it, and the graph without it."""

from __future__ import annotations

import pytest

import follicle_graph as fg
from follicle_graph.atlas.diff import diff
from follicle_graph.atlas.paper import reference_of, without
from follicle_graph.curation import folder as curated
from follicle_graph.model.facts import Statement
from follicle_graph.model.graph import Graph, build
from follicle_graph.model.vocabulary import knowledge


@pytest.fixture(scope="module")
def told() -> list[Statement]:
    return curated.statements(curated.read_folder(knowledge()))


def test_a_paper_shows_each_of_its_rows_once(atlas: Graph, told: list[Statement]) -> None:
    for reference in ("PMID:25129481", "SOURCE:S3", "DOI:10.1016/j.immuni.2009.04.014"):
        rows = [row for row in told if row.evidence.reference == reference]
        found = fg.paper(atlas, reference)
        assert rows
        assert set(found["id"]) == {row.evidence.id for row in rows}
        assert len(found) == len(rows)


def test_alone_means_that_no_other_paper_supports_the_edge(
    atlas: Graph, told: list[Statement]
) -> None:
    for row in fg.paper(atlas, "xing2014").itertuples():
        others = {
            other.evidence.reference
            for other in told
            if (other.subject, other.predicate, other.object)
            == (row.subject, row.predicate, row.object)
        } - {"PMID:25129481"}
        assert row.alone is not bool(others), row.id


@pytest.mark.parametrize(
    "name", ["PMID:25129481", "pmid:25129481", "xing2014", "DOI:10.1038/nm.3645", " Xing2014 "]
)
def test_a_paper_goes_by_any_of_its_names(atlas: Graph, name: str) -> None:
    assert reference_of(atlas, name) == "PMID:25129481"


def test_an_unknown_paper_is_answered_with_the_nearest(atlas: Graph) -> None:
    with pytest.raises(fg.InvalidQuestion, match=r"cites 'PMID:25129482'; did you mean .*25129481"):
        fg.paper(atlas, "PMID:25129482")
    with pytest.raises(fg.InvalidQuestion, match=r"write it like PMID:25129481"):
        fg.paper(fg.sketch("a -> b"), "xing2014")


@pytest.mark.parametrize("reference", ["PMID:25129481", "SOURCE:S1", "PMID:32533873"])
def test_a_graph_without_a_paper_is_the_one_built_without_it(
    atlas: Graph, told: list[Statement], reference: str
) -> None:
    kept = [row for row in told if row.evidence.reference != reference]
    expected = build(curated.entities(curated.read_folder(knowledge())), kept)
    found = without(atlas, reference)
    assert fg.digest(found) == fg.digest(expected)
    assert not diff(found, expected)
    for u, v, key, data in expected.edges(keys=True, data=True):
        assert found.edges[u, v, key]["support"] == data["support"]
        assert found.edges[u, v, key]["contradicted"] is data["contradicted"]
    assert fg.digest(atlas) == atlas.graph["digest"]


def test_several_papers_go_at_once(atlas: Graph) -> None:
    both = without(atlas, ["SOURCE:S1", "SOURCE:S3"])
    assert fg.digest(both) == fg.digest(without(without(atlas, "SOURCE:S1"), "SOURCE:S3"))


def test_what_a_user_wrote_on_an_edge_stays_when_a_paper_goes(atlas: Graph) -> None:
    G = atlas.copy()
    found = fg.paper(G, "PMID:25129481")
    u, v, key = found.loc[~found["alone"], ["subject", "object", "predicate"]].iloc[0]
    G.edges[u, v, key]["mine"] = 7
    H = without(G, "PMID:25129481")
    assert H.edges[u, v, key]["mine"] == 7
    assert len(H.edges[u, v, key]["evidence"]) < len(G.edges[u, v, key]["evidence"])
