"""What pyvis users get: a real network that goes on working, also without a connection."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from pyvis.network import Network

import follicle_graph as fg
from browser import Open, blue, orange
from follicle_graph.model.graph import Graph

PAYLOAD = "</script><img src=x onerror=alert(1)> href"


def test_it_is_a_pyvis_network_with_our_places_and_colours(spine: Graph) -> None:
    net = fg.to_pyvis(spine)
    assert type(net) is Network
    assert (net.num_nodes(), net.num_edges()) == (len(spine), spine.number_of_edges())
    plan = fg.layout(spine)
    node = net.get_node("ifng")
    assert (node["x"], node["y"]) == (plan.boxes["ifng"].x, plan.boxes["ifng"].y)
    assert node["color"]["background"] == "#fbe0b0"
    assert "interferon" in node["title"].lower()
    assert not net.options.physics.enabled
    heads = {edge["arrows"]["to"]["type"] for edge in net.edges}
    assert heads == {"arrow", "bar"}


def test_parallel_edges_of_both_signs_stay_apart() -> None:
    net = fg.to_pyvis(fg.sketch("a -> b; a -| b; b -> a"))
    bends = {(e["from"], e["smooth"]["type"], e["smooth"]["roundness"]) for e in net.edges}
    assert len(bends) == 3


def test_what_pyvis_saves_is_drawn_without_a_network(
    opened: Open, spine: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    net = fg.explore(spine, title="Spine for pyvis").to_pyvis()
    net.add_node("mine", label="My own node", x=-80, y=-80)
    net.add_edge("mine", "ifng", title="own idea")
    net.toggle_physics(True)
    net.toggle_physics(False)
    net.write_html("map.html")
    path = tmp_path / "map.html"
    seen = opened(path, wait="#mynetwork canvas")
    seen.page.wait_for_timeout(400)
    assert seen.page.evaluate("nodes.length") == len(spine) + 1
    pixels = seen.pixels("#mynetwork canvas")
    assert blue(pixels) > 500 and orange(pixels) > 100
    assert seen.requests == [path.as_uri()]
    assert seen.complaints == []
    assert seen.page.inner_text("h1") == "Spine for pyvis"


def test_options_of_pyvis_are_followed(spine: Graph) -> None:
    net = fg.to_pyvis(spine)
    net.set_options('{"physics": {"enabled": true}}')
    assert '"enabled": true' in net.generate_html().replace("\\u0022", '"').replace('\\"', '"')


def test_payloads_in_every_field_stay_text(opened: Open, tmp_path: Path) -> None:
    G = fg.sketch("a -> b")
    G.graph["name"] = PAYLOAD
    for node in G:
        for field in ("label", "kind", "definition", "curie", "short_label"):
            G.nodes[node][field] = PAYLOAD
    net = fg.to_pyvis(G)
    path = tmp_path / "map.html"
    path.write_text(net.generate_html(), "ascii")
    seen = opened(path, wait="#mynetwork canvas")
    seen.page.mouse.move(700, 420)
    seen.page.wait_for_timeout(500)
    assert seen.page.locator("img").count() == 0
    assert seen.complaints == [] and seen.requests == [path.as_uri()]


def test_a_broken_graph_is_refused() -> None:
    G = fg.sketch("a -> b")
    G.edges["a", "b", "increases"]["support"] = 7.0
    with pytest.raises(fg.InvalidGraph, match="support"):
        fg.to_pyvis(G)


def test_a_layout_of_another_graph_is_refused() -> None:
    with pytest.raises(fg.InvalidQuestion, match="no place for it"):
        fg.to_pyvis(fg.sketch("a -> b"), layout=fg.layout(fg.sketch("c -> d")))


def test_what_is_no_multigraph_is_refused_clearly() -> None:
    with pytest.raises(fg.InvalidGraph, match="DiGraph"):
        fg.to_pyvis(nx.DiGraph([("a", "b")]))  # type: ignore[arg-type]
