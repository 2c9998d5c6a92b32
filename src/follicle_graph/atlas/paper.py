"""What hangs on one paper, and what a graph says without it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.contract import whole_graph
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import listed
from follicle_graph.model.subset import empty_like, narrowed
from follicle_graph.model.vocabulary import DEFAULT_LAYER, STANCE_OF_NULL, knowledge, read_tsv
from follicle_graph.query.engine.path import shown

if TYPE_CHECKING:
    import pandas as pd

PAPER_COLUMNS = [
    "id",
    "subject",
    "subject_label",
    "predicate",
    "sign",
    "object",
    "object_label",
    "layer",
    "stance",
    "grade",
    "species",
    "alone",
    "summary",
]
_NUMBERS = (("pmid", "PMID"), ("doi", "DOI"), ("pmc", "PMC"))


@cache
def _other_names() -> dict[str, str]:
    """Folded key, PMID, DOI or PMC of a paper -> the reference that evidence names."""
    found: dict[str, str] = {}
    for row in read_tsv(knowledge().joinpath("references.tsv")):
        found[row["curie"].casefold()] = row["curie"]
        found.setdefault(row["key"].casefold(), row["curie"])
        for column, prefix in _NUMBERS:
            if row[column]:
                found.setdefault(f"{prefix}:{row[column]}".casefold(), row["curie"])
    for row in read_tsv(knowledge().joinpath("removed.tsv")):
        if row["replaced_by"].casefold() in found:
            found.setdefault(row["id"].casefold(), found[row["replaced_by"].casefold()])
    return found


def reference_of(G: Graph, name: str) -> str:
    """The reference, as evidence of a graph names it, that a PMID, DOI, PMC or key means.

    Raises InvalidQuestion when no evidence of the graph cites it.

    >>> import follicle_graph as fg
    >>> reference_of(fg.load(), "xing2014"), reference_of(fg.load(), "doi:10.1038/nm.3645")
    ('PMID:25129481', 'PMID:25129481')
    """
    cited: set[str] = {
        piece.reference
        for *_, data in G.edges(data=True)
        for piece in data.get("evidence") or ()
        if piece.reference
    }
    wanted = str(name).strip()
    if wanted in cited:
        return wanted
    known = _other_names().get(wanted.casefold(), "")
    if known in cited:
        return known
    folded = {reference.casefold(): reference for reference in sorted(cited)}
    if wanted.casefold() in folded:
        return folded[wanted.casefold()]
    near = [folded[one] for one in get_close_matches(wanted.casefold(), folded, n=3)]
    raise InvalidQuestion(
        f"no evidence of this graph cites {name!r}",
        argument="reference",
        value=name,
        nearest=near,
        remedy=f"did you mean {', '.join(near)}?" if near else "write it like PMID:25129481",
    )


def paper(G: Graph | Readable, reference: str) -> pd.DataFrame:
    """Every statement that cites one paper, one row each, sorted by row id.

    Parameters
    ----------
    G
        A graph, or an open store.
    reference
        `PMID:…`, `DOI:…`, `PMC:…`, `SOURCE:…`, `REF:…`, or the key of the paper's file.

    Returns
    -------
    pandas.DataFrame
        Columns `id`, `subject` and `object` (ids) with their labels, `predicate`, `sign`, `layer`,
        `stance`, `grade`, `species`, `alone`, `summary`. `alone`: no other paper supports the
        edge. A null or disputed finding has one row, that of its own edge.

    Raises
    ------
    InvalidQuestion
        No evidence cites it; the message names the nearest references.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.paper(fg.load(), "PMID:25129481")
    >>> found[["id", "subject_label", "predicate", "object_label"]].values.tolist()[0]
    ['R141', 'CD8+ T cell', 'causes', 'Alopecia areata']
    """
    import pandas as pd

    G = whole_graph(G)
    cited = reference_of(G, reference)
    labels = {node: shown(str(data.get("label") or node)) for node, data in G.nodes(data=True)}
    rows = []
    for u, v, key, data in G.edges(keys=True, data=True):
        pieces = data.get("evidence") or ()
        others = {p.reference for p in pieces if p.stance == "supports"} - {cited}
        for piece in pieces:
            if piece.reference == cited and (piece.stance == "supports" or not _null(G, u, v)):
                rows.append(
                    (
                        piece.id,
                        u,
                        labels[u],
                        key,
                        data["sign"],
                        v,
                        labels[v],
                        data.get("layer") or DEFAULT_LAYER,
                        piece.stance,
                        piece.grade,
                        "; ".join(piece.species),
                        not others,
                        piece.summary,
                    )
                )
    rows.sort(key=lambda row: (len(row[0]), row[0], row[1:3]))
    return pd.DataFrame(rows, columns=PAPER_COLUMNS)


def _null(G: Graph, u: str, v: str) -> bool:
    return any(key in STANCE_OF_NULL for key in G[u][v])


def without(G: Graph | Readable, references: str | Iterable[str]) -> Graph:
    """The graph as if these papers did not exist: their evidence goes, and edges left with none.

    Entities stay.

    Parameters
    ----------
    G
        A graph, or an open store.
    references
        One paper or several, written as for `paper`.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph; the support of the edges that stay is computed again.

    Raises
    ------
    InvalidQuestion
        No evidence cites one of the papers, or none is named.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> len(G.edges) - len(fg.without(G, "PMID:25129481").edges) > 0
    True
    """
    G = whole_graph(G)
    named = listed(references)
    if not named:
        raise InvalidQuestion(argument="references", value=references, remedy="name a paper")
    gone = {reference_of(G, name) for name in named}
    H = empty_like(G)
    H.add_nodes_from((node, dict(data)) for node, data in G.nodes(data=True))
    for u, v, key, data in G.edges(keys=True, data=True):
        pieces = data.get("evidence") or ()
        left = [piece for piece in pieces if piece.reference not in gone]
        if len(left) == len(pieces):
            H.add_edge(u, v, key)
            H.edges[u, v, key].update(data)
        elif any(piece.stance == "supports" for piece in left):
            narrowed(H, u, v, key, data, left)
    return stamp(H)
