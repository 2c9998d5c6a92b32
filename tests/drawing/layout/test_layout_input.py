"""What of a graph a layout looks at."""

from __future__ import annotations

from follicle_graph.drawing.layout.layout_input import content_of
from follicle_graph.model.graph import Graph


def test_where_an_intervention_acts_is_part_of_the_content(spine: Graph) -> None:
    content = content_of(spine)
    assert {(u, v) for u, v, *_ in content.hits} >= {
        ("rapamycin", "mtorc1"),
        ("dupilumab", "il4ra"),
    }
    assert content.edges == tuple(sorted(spine.edges(keys=True)))
