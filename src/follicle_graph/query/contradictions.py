"""Findings that speak against each other, split by whether their contexts differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from follicle_graph.model.facts import Edge, Evidence, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.model.names import fold
from follicle_graph.model.vocabulary import STANCE_OF_NULL
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import of_one_content, reader, resolve_all
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.path import shown
from follicle_graph.query.engine.path_question import check_layers

if TYPE_CHECKING:
    import pandas as pd

CONTRADICTION_COLUMNS = [
    "subject",
    "subject_label",
    "object",
    "object_label",
    "finding",
    "scope",
    "differs",
    "layers",
    "predicates",
    "increasing",
    "decreasing",
    "against",
    "references",
]
CONTEXTS = ("species", "disease", "tissue", "route")


@of_one_content
def contradictions(
    G: Graph | Readable,
    name: str | Collection[str] | None = None,
    *,
    layers: Collection[str] | None = None,
) -> pd.DataFrame:
    """Ordered pairs with findings that speak against each other, one row per pair.

    A join over the edges, linear in them. A context that is not stated does not differ.

    Parameters
    ----------
    G
        A graph or an open store.
    name
        One name or several: only pairs with one of these at either end. None: all pairs.
    layers
        Only edges of these layers; None for all.

    Returns
    -------
    pandas.DataFrame
        `finding`: `opposed` (edges of both signs), `null` and `disputed` (findings of no effect, or
        disputing, against signed ones), joined by semicolons. `scope`: `conflict` when two opposing
        findings of one layer state no different context; `context` when all of them do (`differs`
        names which of species, disease, tissue and route); `across layers` when they never share a
        layer. `increasing`, `decreasing` and `against` hold the row ids of each side.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        A name cannot be resolved.
    InvalidQuestion
        A layer is unknown, or the list of names is empty.
    InvalidGraph
        The graph breaks its contract.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.contradictions(fg.load()).set_index(["subject", "object"])
    >>> found.loc[("mtorc1", "foxp3"), ["finding", "scope"]].tolist()
    ['null', 'conflict']
    >>> set(fg.contradictions(fg.load(), "FOXP3")["object_label"])
    {'FOXP3'}
    """
    import pandas as pd

    view = reader(G)
    chosen = check_layers(layers)
    wanted = None if name is None else {*resolve_all(view, "name", name)}
    index = whole_index(view)
    rows = []
    candidates = [
        numbers
        for numbers in _candidates(index)
        if wanted is None or wanted & {index.edge(numbers[0]).u, index.edge(numbers[0]).v}
    ]
    pieces = index.evidence([number for numbers in candidates for number in numbers], view)
    for numbers in candidates:
        pair = [_EdgeEvidence(index.edge(number), pieces[number]) for number in numbers]
        found = _compare([one for one in pair if chosen is None or one.edge.layer in chosen])
        if found is not None:
            subject, object_ = pair[0].edge.u, pair[0].edge.v
            rows.append(
                (subject, shown(view.label(subject)), object_, shown(view.label(object_)), *found)
            )
    return pd.DataFrame(rows, columns=CONTRADICTION_COLUMNS)


class _EdgeEvidence(NamedTuple):
    """An edge and its evidence."""

    edge: Edge
    pieces: tuple[Evidence, ...]


class _Side(NamedTuple):
    """One piece of evidence and the layer of its edge."""

    layer: str
    piece: Evidence


def _candidates(index: Index) -> Iterator[range]:
    """The edges of each ordered pair with both signs, or with a sign and something against it."""
    if not len(index):
        return
    fresh = np.ones(len(index), np.bool_)
    fresh[1:] = (np.diff(index.source) != 0) | (np.diff(index.target) != 0)
    begin = np.flatnonzero(fresh)
    nulls = [code for code, key in enumerate(index.keys) if key in STANCE_OF_NULL]
    contrary = index.contradicted | np.isin(index.key, nulls)
    plus, minus, against = (
        np.logical_or.reduceat(flags, begin) for flags in (index.sign > 0, index.sign < 0, contrary)
    )
    ends = np.append(begin[1:], len(index))
    for pair in np.flatnonzero((plus & minus) | ((plus | minus) & against)).tolist():
        yield range(int(begin[pair]), int(ends[pair]))


def _compare(pair: list[_EdgeEvidence]) -> tuple[str, ...] | None:
    """The cells of a row after the labels; None when nothing contradicts."""
    up, down = ([side for one in pair for side in _sides(one, sign)] for sign in (1, -1))
    opposing = {
        "opposed": [(up, down)],
        "null": _against(pair, "refutes"),
        "disputed": _against(pair, "disputes"),
    }
    opposing = {
        name: kept for name, sides in opposing.items() if (kept := [s for s in sides if all(s)])
    }
    if not opposing:
        return None
    contrary = [*opposing.get("null", ()), *opposing.get("disputed", ())]
    against = [side for _, other in contrary for side in other]
    scope, differs = _scope([sides for several in opposing.values() for sides in several])
    cited = {side.piece.reference for side in [*up, *down, *against]}
    return (
        "; ".join(opposing),
        scope,
        differs,
        "; ".join(sorted({one.edge.layer for one in pair})),
        "; ".join(one.edge.key for one in pair),
        *("; ".join(_ids(side)) for side in (up, down, against)),
        "; ".join(sorted(filter(None, cited))),
    )


def _sides(one: _EdgeEvidence, sign: int | None = None) -> list[_Side]:
    """What supports a signed edge; an edge without evidence counts, without a context."""
    if not one.edge.sign or sign not in (None, one.edge.sign):
        return []
    pieces = [piece for piece in one.pieces if piece.stance == "supports"]
    return [_Side(one.edge.layer, p) for p in (pieces if one.pieces else [Evidence("")])]


def _against(pair: list[_EdgeEvidence], stance: str) -> list[tuple[list[_Side], list[_Side]]]:
    """Null or disputed edges against all signed ones, such evidence against its own edge."""
    signed = [side for one in pair for side in _sides(one)]
    found = []
    for one in pair:
        if STANCE_OF_NULL.get(one.edge.key) == stance:
            pieces: Sequence[Evidence] = one.pieces or (Evidence(""),)
            found.append((signed, [_Side(one.edge.layer, piece) for piece in pieces]))
        else:
            pieces = [piece for piece in one.pieces if piece.stance == stance]
            found.append((_sides(one), [_Side(one.edge.layer, piece) for piece in pieces]))
    return found


class _Context(NamedTuple):
    """Where a finding was made, names folded."""

    layer: str
    species: tuple[str, ...]
    disease: tuple[str, ...]
    tissue: tuple[str, ...]
    route: tuple[str, ...]


def _context(side: _Side) -> _Context:
    piece = side.piece
    several = (piece.species, piece.disease, piece.tissue, (piece.route,) if piece.route else ())
    return _Context(side.layer, *(tuple(map(fold, names)) for names in several))


def _scope(opposing: list[tuple[list[_Side], list[_Side]]]) -> tuple[str, str]:
    """Scope, and the contexts that differ; each context of a side is compared once."""
    together = [
        (here, there)
        for one, other in opposing
        for here, there in product(set(map(_context, one)), set(map(_context, other)))
        if here.layer == there.layer
    ]
    if not together:
        return "across layers", ""
    differing = [[name for name in CONTEXTS if _differ(a, b, name)] for a, b in together]
    if not all(differing):
        return "conflict", ""
    return "context", "; ".join(name for name in CONTEXTS if any(name in d for d in differing))


def _differ(one: _Context, other: _Context, name: str) -> bool:
    """Whether both state this context and nothing in one is, or is part of, the other's."""
    here, there = getattr(one, name), getattr(other, name)
    return bool(here and there) and not any(
        a == b or (name == "tissue" and (a in b or b in a)) for a, b in product(here, there)
    )


def _ids(sides: list[_Side]) -> list[str]:
    return sorted({side.piece.id for side in sides if side.piece.id}, key=lambda i: (len(i), i))
