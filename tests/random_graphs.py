"""Random signed multigraphs: cycles, self-loops, parallel edges of both signs, unsigned edges,
null findings, shortcuts, other layers, targets out of reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge

NODES = "abcdef"
PREDICATES = {
    "activates": 1,
    "increases": 1,
    "decreases": -1,
    "inhibits": -1,
    "has_increased_marker": 1,
    "regulates": 0,
    "associated_with": 0,
    "no_effect_on": 0,
    "disputed_effect_on": 0,
}
DRAWN = sorted([*PREDICATES, "activates", "increases", "decreases", "inhibits"])
"""Predicates as they are drawn, those of steps twice as often."""

EdgeDrawn = tuple[str, str, str, str, bool, float]

edges = st.tuples(
    st.sampled_from(NODES),
    st.sampled_from(NODES),
    st.sampled_from(DRAWN),
    st.sampled_from(["mechanism", "mechanism", "mechanism", "clinical"]),
    st.booleans(),
    st.sampled_from([0.05, 0.3, 0.5, 0.8]),
)


def told(found: Iterable[fg.Path]) -> list[oracle.Found]:
    """Paths as the twins tell them."""
    return [
        oracle.Found(p.nodes, p.edges, p.sign, p.support, p.indirect, len(p.alternatives))
        for p in found
    ]


def graph_of(drawn: list[EdgeDrawn]) -> Graph:
    """The graph of some edges; of two with the same ends and predicate the first counts."""
    G = fg.sketch("; ".join(NODES))
    for u, v, predicate, layer, indirect, support in drawn:
        if not G.has_edge(u, v, predicate):
            add_edge(
                G,
                u,
                v,
                predicate,
                sign=PREDICATES[predicate],
                layer=layer,
                indirect=indirect,
                support_given=support,
            )
    return G


@st.composite
def dense(draw: st.DrawFn) -> Graph:
    """A graph where most pairs have an edge, so that there are many paths and many that almost
    are; drawn lists are short and hold few.
    """
    random = Random(draw(st.integers(0, 1 << 30)))
    return graph_of(
        [
            (
                random.choice(NODES),
                random.choice(NODES),
                random.choice(DRAWN),
                random.choice(["mechanism", "mechanism", "mechanism", "clinical"]),
                random.random() < 0.3,
                random.choice([0.05, 0.3, 0.5, 0.8]),
            )
            for _ in range(draw(st.sampled_from([10, 15, 20, 30, 45])))
        ]
    )


@st.composite
def evidence(draw: st.DrawFn) -> list[Evidence]:
    """A few pieces of evidence of any stance and context."""
    species = st.lists(st.sampled_from(["human", "mouse"]), max_size=2, unique=True).map(tuple)
    return [
        Evidence(
            f"R{draw(st.integers(1, 99))}",
            stance=draw(st.sampled_from(["supports", "supports", "refutes", "disputes"])),
            species=draw(species),
            grade="animal",
        )
        for _ in range(draw(st.integers(0, 3)))
    ]


graphs = st.lists(edges, max_size=22).map(graph_of) | dense()
