"""A list of neighbours: level edges, lanes kept, words that fit, nothing hidden."""

from __future__ import annotations

import pickle
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

import follicle_graph as fg
from follicle_graph.drawing.layout.listing import NOTE_SIZE, ONE_SIDE, list_layout
from follicle_graph.drawing.layout.measure import crossings, edges_under_nodes, overlaps, turning
from follicle_graph.drawing.layout.text import text_width
from follicle_graph.model.graph import Graph

mpl.use("agg")


@pytest.mark.parametrize("drug", ["rapamycin", "baricitinib", "dupilumab", "JAK inhibitors"])
def test_what_a_drug_touches_is_a_list_without_any_crossing(
    atlas: Graph, drug: str, tmp_path: Path
) -> None:
    made = fg.picture(atlas, "drug", drug)
    plan = made.layout()
    assert plan is not None
    assert overlaps(plan.boxes) == 0
    assert edges_under_nodes(plan.boxes, plan.routes) == []
    assert crossings(plan.routes) == 0
    assert set(turning(plan.routes).values()) == {0.0}
    assert set(plan.boxes) == set(made.graph)
    assert set(plan.routes) == set(plan.curves) == set(made.graph.edges(keys=True))
    root = ElementTree.parse(made.save(tmp_path / "drug.svg")).getroot()
    assert float(root.attrib["height"].removesuffix("pt")) * 25.4 / 72 < 290


def test_neighbours_stand_in_their_lanes_and_the_best_supported_come_first(atlas: Graph) -> None:
    made = fg.picture(atlas, "drug", "dupilumab")
    plan = made.layout()
    assert plan is not None
    tops: dict[str, list[tuple[float, float]]] = {}
    for node in set(made.graph) - {"dupilumab"}:
        lane = made.graph.nodes[node]["lane"]
        box, around = plan.boxes[node], plan.lanes[lane]
        assert abs(box.y - around.y) < around.height / 2
        edges = made.graph.get_edge_data("dupilumab", node) or made.graph[node]["dupilumab"]
        best = max(data["support"] for data in edges.values())
        tops.setdefault(lane, []).append((box.y, best))
    for rows in tops.values():
        supports = [support for _, support in sorted(rows)]
        assert supports == sorted(supports, reverse=True)


def test_many_neighbours_stand_at_both_sides() -> None:
    for count, columns in ((ONE_SIDE, 1), (ONE_SIDE + 1, 2)):
        G = fg.sketch("; ".join(f"drug -| n{number}" for number in range(count)))
        plan = list_layout(G, "drug", {})
        assert len({plan.boxes[node].x for node in G if node != "drug"}) == columns


def test_words_say_predicate_grade_and_papers_and_stay_on_the_page(atlas: Graph) -> None:
    plan = fg.picture(atlas, "drug", "dupilumab").layout()
    assert plan is not None
    assert plan.notes["ccl18"].lines == ("decreases, trial, 2 papers",)
    for drug in ("dupilumab", "rapamycin"):
        plan = fg.picture(atlas, "drug", drug).layout()
        assert plan is not None
        for note in plan.notes.values():
            for words in note.lines:
                ends = note.x + text_width(words, NOTE_SIZE) * (-1 if note.before else 1)
                assert 0 < ends < plan.width


def test_edges_of_both_directions_and_loops_are_drawn() -> None:
    plan = list_layout(fg.sketch("drug -| a; a -> drug; drug -> drug"), "drug", {})
    out, back = plan.routes["drug", "a", "decreases"], plan.routes["a", "drug", "increases"]
    assert out[0][0] < out[-1][0]
    assert back[0][0] > back[-1][0]
    assert out[0][1] != back[0][1]
    assert ("drug", "drug", "increases") in plan.curves
    assert pickle.loads(pickle.dumps(plan)) == plan
