"""Which genes each entity raises or lowers: the network that decoupler and LIANA take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from follicle_graph.model.contract import whole_graph
from follicle_graph.model.facts import Readable
from follicle_graph.model.genes import genes
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DEFAULT_LAYER, MARKERS

if TYPE_CHECKING:
    import pandas as pd

FAMILIES = ("mhc_i", "mhc_ii", "hair_keratin")
"""Entities that stand for several genes, which are joined to them by `is_a` or `part_of`."""

ACTIVITY = frozenset(("activates", "inhibits", "binds"))
"""Predicates that change what a protein does, not how much of its gene is expressed."""


def regulon(G: Graph | Readable) -> pd.DataFrame:
    """The genes that each entity raises or lowers directly.

    Parameters
    ----------
    G
        The graph, or an open store.

    Returns
    -------
    pandas.DataFrame
        `source` (entity id), `target` (HGNC symbol), `weight`: +1 or -1, from the direct signed
        edges of the mechanism layer. The k genes of a family (MHC class I, MHC class II, hair
        keratins) get ±1/k each. Left out: edges that change activity only (`activates`,
        `inhibits`), markers, a gene as its own target, and genes with edges of both signs.

    Raises
    ------
    InvalidGraph
        For something that is no `networkx.MultiDiGraph`.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> net = fg.regulon(fg.load())
    >>> net[(net.source == "ifng") & (net.target == "CXCL10")].weight.tolist()
    [1.0]
    """
    import pandas as pd

    G = whole_graph(G)
    symbols = symbol_of_nodes(G)
    members = family_members(G)
    rows = []
    for source, targets in sorted(signed_targets(G).items()):
        weights: dict[str, float] = {}
        for target, sign in targets.items():
            for gene in members.get(target, ()):
                weights.setdefault(symbols[gene], sign / len(members[target]))
        weights |= {symbols[t]: float(sign) for t, sign in targets.items() if t in symbols}
        weights.pop(symbols.get(source, ""), None)
        rows += [(source, gene, weight) for gene, weight in sorted(weights.items())]
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def signed_targets(G: Graph, *, activity: bool = False) -> dict[str, dict[str, int]]:
    """Entity -> what it raises (+1) or lowers (-1) by a direct mechanism edge.

    Targets with edges of both signs are left out. `activity`: whether edges that change activity
    only count too.
    """
    found: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for u, v, key, data in G.edges(keys=True, data=True):
        if (
            data["sign"]
            and u != v
            and (data.get("layer") or DEFAULT_LAYER) == DEFAULT_LAYER
            and key not in MARKERS
            and (activity or key not in ACTIVITY)
        ):
            found[u][v].add(data["sign"])
    return {
        u: {v: next(iter(signs)) for v, signs in targets.items() if len(signs) == 1}
        for u, targets in found.items()
    }


def symbol_of_nodes(G: Graph) -> dict[str, str]:
    """Node -> HGNC symbol, for the nodes that are one gene of the gene table."""
    known = genes()
    curies = {node: str(data.get("curie") or "") for node, data in G.nodes(data=True)}
    return {node: known[curie].symbol for node, curie in curies.items() if curie in known}


def family_members(G: Graph) -> Mapping[str, tuple[str, ...]]:
    """Family -> the nodes of its genes."""
    symbols = symbol_of_nodes(G)

    def joined(family: str) -> Iterable[str]:
        if family in G:
            for u, _, key in G.in_edges(family, keys=True):
                if key in ("is_a", "part_of") and u in symbols:
                    yield u

    return {family: tuple(sorted(set(joined(family)))) for family in FAMILIES}
