"""Large and odd graphs: groups, hidden edges, moving, and what is no graph of ours."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

import follicle_graph as fg
from browser import Open, blue, orange
from follicle_graph.drawing import look
from follicle_graph.drawing.layout.layout import plan_of
from follicle_graph.model.facts import Entity, Evidence, Statement
from follicle_graph.model.graph import Graph


def random_map(nodes: int, edges: int) -> Graph:
    """A graph with the kinds and lanes of the atlas and edges anywhere."""
    pick = random.Random(nodes)
    looks = [(data["kind"], data["lane"]) for _, data in fg.load().nodes(data=True)]
    entities = [Entity(f"n{i:05}", f"Entity {i}", *pick.choice(looks)) for i in range(nodes)]
    found = Evidence("R1", grade="animal")
    ids = [entity.id for entity in entities]
    statements = []
    for _ in range(edges):
        sign = pick.choice([1, -1])
        predicate = "increases" if sign > 0 else "decreases"
        u, v = pick.choice(ids), pick.choice(ids)
        statements.append(Statement(u, predicate, v, sign, "mechanism", False, found))
    return fg.build(entities, statements, name="Random")


def group_of(data: dict[str, Any]) -> tuple[str, str]:
    """The group of an entity: its lane and how its kind is drawn."""
    return data["lane"], look.kind(data["kind"]).name


def test_above_5000_entities_the_page_opens_in_groups_and_says_so(
    opened: Open, tmp_path: Path
) -> None:
    G = random_map(5200, 7000)
    seen = opened(fg.explore(G).save(tmp_path / "map.html"))
    assert seen.page.evaluate("follicleMap.view") == "Groups"
    assert "5,200 entities stand in groups" in seen.panel()
    groups = {group_of(data) for _, data in G.nodes(data=True)}
    assert seen.page.evaluate("follicleMap.groups.length") == len(groups)
    pixels = seen.pixels()
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 200
    shown = seen.page.evaluate("follicleMap.shown")
    assert len(shown["nodes"]) == len(G) and len(shown["edges"]) > 0.9 * G.number_of_edges()
    name = seen.page.evaluate("follicleMap.groups[0]")
    point = seen.page.evaluate("name => follicleMap.nodePoint(name)", name)
    seen.page.mouse.click(point["x"], point["y"])
    seen.until("location.hash.includes('open=')")
    member = next(
        node for node, data in G.nodes(data=True)
        if group_of(data) == tuple(json.loads(name))
    )  # fmt: skip
    assert seen.page.evaluate("node => follicleMap.nodePoint(node)", member) is not None
    outside = next(
        node for node, data in G.nodes(data=True)
        if group_of(data) != tuple(json.loads(name))
    )  # fmt: skip
    assert seen.page.evaluate("node => follicleMap.nodePoint(node)", outside) is None
    seen.find(outside)
    assert seen.page.evaluate("node => follicleMap.nodePoint(node)", outside) is not None
    seen.page.go_back()
    seen.page.go_back()
    assert seen.page.evaluate("node => follicleMap.nodePoint(node)", member) is None
    assert seen.complaints == []


def test_edges_hide_while_a_map_of_more_than_1500_entities_moves(
    opened: Open, tmp_path: Path
) -> None:
    seen = opened(fg.explore(random_map(1600, 2400)).save(tmp_path / "map.html"))
    rest = seen.pixels().astype(int)
    box = seen.page.locator("#map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 40
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x + 60, y, steps=5)
    moving = seen.pixels().astype(int)
    seen.page.mouse.up()
    seen.page.mouse.move(2, 2)
    after = seen.pixels().astype(int)
    lane = (slice(0, None), slice(int(box["width"]) // 3, 2 * int(box["width"]) // 3))
    ink = [int((256 * 3 - picture[lane].sum(axis=2)).sum()) for picture in (rest, moving, after)]
    assert ink[1] < 0.8 * ink[0], "the edges are still drawn"
    assert ink[2] > 0.8 * ink[0], "the edges did not come back"
    assert seen.page.evaluate("document.querySelector('#stage canvas').style.transform") == ""


def test_the_page_draws_the_straight_lines_of_the_layout(opened: Open, tmp_path: Path) -> None:
    G = random_map(1600, 2400)
    ids = sorted(G)
    for u, v, key, data in list(G.edges(keys=True, data=True))[:90]:
        G.add_edge(v, u, key, **data)
    plain = {**next(iter(G.edges(data=True)))[2], "sign": 0}
    for key in ("binds", "regulates"):
        G.add_edge(ids[0], ids[1], key, **{**plain, "predicate": key})
    G.add_edge(ids[2], ids[2], "binds", **{**plain, "predicate": "binds"})
    plan = plan_of(G)
    assert not plan.routed
    seen = opened(fg.explore(G).save(tmp_path / "map.html"))
    drawn = seen.page.evaluate(
        "[...views[0].routes].map(([edge, points]) =>"
        " [[edge.u.id, edge.v.id, edge.predicate], points])"
    )
    lines = {tuple(edge): points for edge, points in drawn if edge[0] != edge[1]}
    assert set(lines) == {edge for edge in plan.routes if edge[0] != edge[1]}
    for edge, points in lines.items():
        assert np.allclose(points, plan.routes[edge], atol=0.6), edge


def test_dragging_moves_the_picture_by_as_much_as_the_mouse(opened: Open, saved: Path) -> None:
    seen = opened(saved)
    before = seen.page.evaluate("follicleMap.nodePoint('ifng')")
    box = seen.page.locator("#map").bounding_box()
    x, y = box["x"] + 30, box["y"] + 30
    seen.page.mouse.move(x, y)
    seen.page.mouse.down()
    seen.page.mouse.move(x + 70, y + 50, steps=7)
    pixels = seen.pixels()
    seen.page.mouse.up()
    after = seen.page.evaluate("follicleMap.nodePoint('ifng')")
    assert after["x"] - before["x"] == pytest.approx(70, abs=1)
    assert after["y"] - before["y"] == pytest.approx(50, abs=1)
    assert blue(pixels) > 1000 and orange(pixels) > 200
    assert seen.page.evaluate("follicleMap.selected") is None


def test_odd_graphs_give_a_page_or_a_clear_error(opened: Open, tmp_path: Path) -> None:
    G = fg.sketch("a -> b; b -| c; c -> c")
    G.nodes["a"]["lane"] = None
    G.edges["a", "b", "increases"]["support"] = np.float64(0.5)
    G.edges["a", "b", "increases"]["sign"] = np.int64(1)
    G.edges["a", "b", "increases"]["evidence"] = None
    long = Evidence("R1", summary="x" * 10_000)
    G.edges["b", "c", "decreases"]["evidence"] = (long,)
    page = fg.explore(G, overlay={"a": np.float32(2), "b": float("nan"), "c": -1})
    seen = opened(page.save(tmp_path / "map.html"), address='#edge=["b","c","decreases"]')
    assert "10,000 characters" in seen.panel()
    assert seen.complaints == []
    H: Any = nx.MultiDiGraph()
    H.add_edge(("a", 1), ("b", 2), key="increases", sign=1)
    with pytest.raises(fg.InvalidGraph, match="ids are strings"):
        fg.explore(H)
    G.edges["a", "b", "increases"]["support"] = float("nan")
    with pytest.raises(fg.InvalidGraph, match="support"):
        fg.explore(G)
    with pytest.raises(fg.InvalidGraph, match="it is a DiGraph"):
        fg.explore(nx.DiGraph([("a", "b")]))


def test_the_overlay_colours_nodes_with_its_scale_and_is_switched(
    opened: Open, first_map: Graph, tmp_path: Path
) -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {"prevention": {"ifng": -2.0, "il15": -1.0}, "reversal": {"ifng": 2.0, "il15": None}}
    )
    seen = opened(fg.explore(first_map, overlay=frame).save(tmp_path / "map.html"))

    def fill(node: str) -> tuple[int, ...]:
        point = seen.page.evaluate("node => follicleMap.nodePoint(node)", node)
        box = seen.page.locator("#stage canvas").bounding_box()
        x, y = int(point["x"] - box["x"]), int(point["y"] - box["y"])
        part = seen.pixels()[y - 5 : y + 5, x - 12 : x + 12].reshape(-1, 3)
        colours, counts = np.unique(part, axis=0, return_counts=True)
        return tuple(int(one) for one in colours[counts.argmax()])

    ends = [tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in look.DIVERGING]
    assert fill("ifng") == pytest.approx(ends[0], abs=2)
    assert "−2" in seen.page.inner_text(".ends") and "+2" in seen.page.inner_text(".ends")
    seen.page.select_option("#overlay", label="reversal")
    assert fill("ifng") == pytest.approx(ends[2], abs=2)
    assert fill("il15") == (255, 255, 255)
    seen.page.select_option("#overlay", "0")
    assert fill("ifng") == pytest.approx((0xFB, 0xE0, 0xB0), abs=2)
