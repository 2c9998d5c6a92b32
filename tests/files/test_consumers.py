"""What is written opens in the programs that it is written for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import networkx as nx
import pytest

import follicle_graph as fg
from follicle_graph.files.boolean import regulators
from follicle_graph.model.graph import Graph

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def part() -> Graph:
    return fg.neighborhood(fg.load(), "ifng", max_hops=1)


def test_igraph_and_networkx_open_graphml_with_labels_signs_and_evidence(
    part: Graph, tmp_path: Path
) -> None:
    igraph = pytest.importorskip("igraph", reason="igraph is not installed")
    path = str(fg.write(part, tmp_path / "a.graphml").path)
    g = igraph.Graph.Read_GraphML(path)
    assert (g.vcount(), g.ecount(), g.is_directed()) == (len(part), part.number_of_edges(), True)
    assert set(g.vs["label"]) == {data["label"] for _, data in part.nodes(data=True)}
    assert {int(sign) for sign in g.es["sign"]} <= {-1, 0, 1}
    assert any(text.startswith("PMID:") for text in g.es["references"])
    H = nx.read_graphml(path)
    assert (len(H), H.number_of_edges()) == (len(part), part.number_of_edges())


def test_ndex2_opens_cx2_with_its_attributes_and_positions(part: Graph, tmp_path: Path) -> None:
    ndex2 = pytest.importorskip("ndex2.cx2", reason="ndex2 is not installed")
    path = fg.write(part, tmp_path / "a.cx2").path
    network = ndex2.RawCX2NetworkFactory().get_cx2network(json.loads(path.read_text("utf-8")))
    assert (len(network.get_nodes()), len(network.get_edges())) == (
        len(part),
        part.number_of_edges(),
    )
    some = next(iter(network.get_nodes().values()))
    assert {"x", "y"} <= set(some)
    assert "nodeMapping" in network.get_visual_properties()


def test_a_logic_tool_finds_our_signs_in_a_bnet_and_runs_it(part: Graph, tmp_path: Path) -> None:
    aeon = pytest.importorskip("biodivine_aeon", reason="biodivine_aeon is not installed")
    network = aeon.BooleanNetwork.from_file(str(fg.write(part, tmp_path / "a.bnet").path))
    found, names = regulators(part)
    assert set(network.variable_names()) == set(names.values())
    plain = {name: node for node, name in names.items()}
    checked = 0
    for one in network.infer_valid_graph().regulations():
        u, v = (plain[network.get_variable_name(one[end])] for end in ("source", "target"))
        if u != v:
            assert found[v][u] == {"+": 1, "-": -1}[str(one["sign"])]
            checked += 1
    assert checked == sum(len([u for u in by if u != v]) for v, by in found.items())
    assert aeon.AsynchronousGraph(network).mk_unit_colored_vertices().cardinality() > 0


def test_a_logic_tool_runs_sbml_qual(part: Graph, tmp_path: Path) -> None:
    aeon = pytest.importorskip("biodivine_aeon", reason="biodivine_aeon is not installed")
    network = aeon.BooleanNetwork.from_file(str(fg.write(part, tmp_path / "a.sbml").path))
    found, names = regulators(part)
    assert network.variable_count() == len(names)
    assert network.regulation_count() >= sum(map(len, found.values()))
    assert aeon.AsynchronousGraph(network).mk_unit_colored_vertices().cardinality() > 0


REQUIRED = ("id", "subject", "predicate", "object", "primary_knowledge_source", "knowledge_level",
            "agent_type")  # fmt: skip
"""What an association of the Biolink model must have."""


def test_kgx_of_the_atlas_keeps_to_the_biolink_model(atlas: Graph, tmp_path: Path) -> None:
    """Terms of biolink-model 4.4.6: every predicate, category, qualifier and enumeration."""
    terms = json.loads((DATA / "biolink_terms.json").read_text(encoding="utf-8"))
    fg.write(atlas, tmp_path / "atlas_edges.jsonl")
    edges = [json.loads(line) for line in (tmp_path / "atlas_edges.jsonl").open(encoding="utf-8")]
    nodes = [json.loads(line) for line in (tmp_path / "atlas_nodes.jsonl").open(encoding="utf-8")]
    ids = {node["id"] for node in nodes}
    assert len(ids) == len(nodes) == len(atlas)
    assert len({edge["id"] for edge in edges}) == len(edges) == atlas.size()
    for node in nodes:
        assert {one.removeprefix("biolink:") for one in node["category"]} <= {*terms["categories"]}
    for edge in edges:
        assert all(edge[name] for name in REQUIRED)
        assert {edge["subject"], edge["object"]} <= ids
        assert isinstance(edge["negated"], bool)
        assert all(re.fullmatch(r"[A-Za-z0-9_.]+:\S+", one) for one in edge["publications"])
        for name in ("predicate", "qualified_predicate"):
            assert edge[name].removeprefix("biolink:") in {"", *terms["predicates"]}
        qualifiers = {
            "object_aspect_qualifier": "aspect",
            "object_direction_qualifier": "direction",
            "knowledge_level": "knowledge_level",
            "agent_type": "agent_type",
        }
        for name, listed in qualifiers.items():
            assert edge[name] in {"", *terms[listed]}
        said = [bool(edge[f"object_{one}_qualifier"]) for one in ("aspect", "direction")]
        assert said == [bool(edge["qualified_predicate"])] * 2
