"""Entities that look like the same thing under two ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from follicle_graph.model.genes import symbols
from follicle_graph.model.names import fold

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.MultiDiGraph[str]

_GAPS = re.compile(r"[\W_]+")


class Duplicate(NamedTuple):
    """Two nodes that look like one entity, and what they share."""

    one: str
    other: str
    shared: str


def gene_of(node: str, data: Mapping[str, Any]) -> str | None:
    """The HGNC id of a node: its CURIE, or the symbol that its label or id is; else None.

    >>> gene_of("x", {"label": "IFNG"}), gene_of("stress", {})
    ('HGNC:5438', None)
    """
    curie = data.get("curie")
    if isinstance(curie, str) and curie.upper().startswith("HGNC:"):
        return curie.upper()
    if isinstance(curie, str) and curie and not curie.startswith(("UniProtKB:", "NCBIGene:")):
        return None
    for name in (data.get("label"), node):
        if isinstance(name, str) and name.upper() in symbols():
            return symbols()[name.upper()]
    return None


def squashed(name: str) -> str:
    """A name without case, Greek letters, hyphens, spaces and other marks.

    >>> squashed("IFN-γ") == squashed("ifn gamma")
    True
    """
    return _GAPS.sub("", fold(name))


def duplicates(G: Graph) -> list[Duplicate]:
    """Pairs of nodes that share a gene or a name, but of which only one has identifiers.

    Entities that a curator keeps apart on purpose (a gene family and its member, say) have
    different labels and a CURIE each, and are not listed.

    >>> import follicle_graph as fg
    >>> duplicates(fg.sketch("IL-15 -> a; IL15 -> b"))
    [Duplicate(one='IL-15', other='IL15', shared='name il15')]
    """
    return duplicates_among(G.nodes)


def duplicates_among(nodes: Mapping[str, Mapping[str, Any]]) -> list[Duplicate]:
    """The same for nodes by their ids, with `label` and `curie` as far as they have them."""
    by_name: dict[str, list[str]] = {}
    by_gene: dict[str, list[str]] = {}
    for node, data in nodes.items():
        label = data.get("label") or node
        by_name.setdefault(squashed(str(label)), []).append(node)
        gene = gene_of(node, data)
        if gene is not None:
            by_gene.setdefault(gene, []).append(node)
    found: dict[tuple[str, str], str] = {}
    _pairs(found, by_name, "name", nodes)
    _pairs(found, by_gene, "gene", nodes)
    return [Duplicate(one, other, shared) for (one, other), shared in found.items()]


def _pairs(
    found: dict[tuple[str, str], str],
    groups: Mapping[str, Iterable[str]],
    what: str,
    data: Mapping[str, Mapping[str, Any]],
) -> None:
    for shared, nodes in groups.items():
        first, *others = nodes
        for other in others:
            curies = [data[node].get("curie") for node in (first, other)]
            if all(curies) and (what == "gene" or curies[0] != curies[1]):
                continue
            if shared:
                found.setdefault((first, other), f"{what} {shared}")
