"""Which disease is a kind of which, and which diseases a question about one leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import knowledge, read_tsv

NOT_OF_HAIR_OR_SKIN = frozenset(
    {
        "active_infection",
        "autoimmune_thyroid",
        "health_issue",
        "herpes_zoster",
        "malignancy",
        "systemic_lupus",
        "thromboembolism",
        "tuberculosis",
        "tuberous_sclerosis",
    }
)
"""Diseases of the atlas that are neither of hair or skin nor allergic."""


@cache
def _broader() -> tuple[tuple[str, str], ...]:
    """(narrower, broader) of `knowledge/therapy/diseases.tsv`."""
    rows = read_tsv(knowledge().joinpath("therapy", "diseases.tsv"))
    return tuple((row["narrower"], row["broader"]) for row in rows)


def narrower_than(G: Graph, diseases: Iterable[str]) -> frozenset[str]:
    """These entities and all narrower ones, by `is_a` in the graph or the atlas's hierarchy.

    >>> from follicle_graph.model.sketch import sketch
    >>> "ophiasis" in narrower_than(sketch("alopecia_areata"), ["alopecia_areata"])
    True
    """
    below: dict[str, set[str]] = {}
    for narrow, broad in _broader():
        below.setdefault(broad, set()).add(narrow)
    for u, v, key in G.edges(keys=True):
        if key == "is_a":
            below.setdefault(v, set()).add(u)
    found: set[str] = set()
    waiting = list(diseases)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(below.get(one, ()))
    return frozenset(found)


def other_diseases(G: Graph) -> frozenset[str]:
    """The diseases of hair and skin, and allergic ones, of a graph.

    An entity of the kind `disease` that the atlas does not know counts as one.

    >>> from follicle_graph.model.sketch import sketch
    >>> other_diseases(sketch("a -> b"))
    frozenset()
    """
    return frozenset(
        node
        for node, data in G.nodes(data=True)
        if data.get("kind") == "disease" and node not in NOT_OF_HAIR_OR_SKIN
    )
