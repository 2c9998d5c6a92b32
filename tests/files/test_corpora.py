"""Real files of other projects give the counts of their own readers."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.files.losses import losses_between
from follicle_graph.model.graph import Graph

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
COUNTS = {
    "WP5528.gpml": (39, None),
    "WP619.gpml": (79, None),
    "covid19kg_32222466.bel": (76, 137),
    "covid19kg_indra_derived.json": (1394, 1946),
    "demo.cx2": (6, 6),
    "hemekg_25307023.bel": (114, 261),
    "hemekg_25307023.bel.nodelink.json": (114, 261),
    "hemekg_25307023.pybel.cx": (114, 261),
    "hemekg_25307023.pybel.graphml": (114, 261),
    "kgx_graph_edges.tsv": (511, 531),
    "kgx_valid_edges.jsonl": (6, 5),
    "korkut_im.sif": (1442, 10551),
}
"""File -> entities and edges. Rows with the same ends and predicate are one edge: of the 539 rows
of `kgx_graph_edges.tsv` eight are exact repeats."""


def read(name: str, **more: object) -> Graph:
    path = CORPORA / name
    if not path.exists():
        pytest.skip(f"the corpora are not at {CORPORA}; these counts were not checked")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fg.read(path, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", COUNTS)
def test_a_real_file_has_the_counts_of_its_own_reader(name: str) -> None:
    G = read(name)
    entities, edges = COUNTS[name]
    assert len(G) == entities
    if edges is not None:
        assert G.number_of_edges() == edges
    fg.validate(G)


def test_a_pair_of_kgx_tables_has_all_its_nodes() -> None:
    G = read("kgx_graph_edges.tsv", nodes=CORPORA / "kgx_graph_nodes.tsv")
    assert (len(G), G.number_of_edges()) == (512, 531)
    assert G.nodes["HGNC:10848"]["label"] == "SHH (human)"


def test_a_bel_script_and_its_json_are_the_same_graph() -> None:
    script, twin = read("hemekg_25307023.bel"), read("hemekg_25307023.bel.nodelink.json")
    assert losses_between(script, twin) == ()
    assert losses_between(twin, script) == ()


def test_the_corpus_of_selventa_is_read_almost_whole() -> None:
    G = read("selventa_small_corpus.bel")
    assert abs(len(G) - 1306) <= 1
    assert not any("lines left out" in line for line in G.graph["read_as"])


def test_flags_of_a_sif_are_not_taken_for_signs() -> None:
    G = read("korkut_im.sif")
    assert {data["sign"] for *_, data in G.edges(data=True)} == {0}
    assert any("INDRA means as positive" in line for line in G.graph["read_as"])


@pytest.mark.parametrize("ending", [".json", ".cx2", ".graphml", ".cyjs", ".jsonl", ".csv"])
def test_a_real_graph_goes_through_another_format_unchanged(ending: str, tmp_path: Path) -> None:
    G = read("hemekg_25307023.bel")
    report = fg.write(
        G, tmp_path / f"heme{ending}", nodes=tmp_path / "n.csv" if ending == ".csv" else None
    )
    assert {loss.part for loss in report} <= {"graph", "file"}
