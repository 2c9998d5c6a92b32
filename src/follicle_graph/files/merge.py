"""Two graphs as one: entities that are the same thing joined, edges with the evidence of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.contract import validate
from follicle_graph.model.digest import stamp
from follicle_graph.model.duplicates import Duplicate, duplicates, gene_of, squashed
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge
from follicle_graph.model.names import fold
from follicle_graph.model.vocabulary import DEFAULT_LAYER, STANCE_OF_NULL

if TYPE_CHECKING:
    import pandas as pd

Key = Literal["curie", "symbol", "name"]
KEYS: tuple[Key, ...] = ("curie", "symbol", "name")
_MARK = {1: "+", -1: "−", 0: "?"}


class Matched(NamedTuple):
    """An entity of the second graph, its match in the first, and the key that matched."""

    entity: str
    same_as: str
    by: str


class Ambiguous(NamedTuple):
    """An entity of the second graph that several of the first could be; it was kept apart."""

    entity: str
    candidates: tuple[str, ...]
    by: str


class Disagreement(NamedTuple):
    """Two edges of one pair of entities with opposite signs."""

    source: str
    target: str
    first: str
    second: str


@dataclass(frozen=True)
class MergeReport:
    """What became one and what did not, when two graphs were merged.

    Attributes
    ----------
    matched
        Entities of the second graph that took the id of one of the first.
    ambiguous
        Entities that several of the first could be; they were kept apart.
    unmatched
        Entities of the second graph that are new.
    near
        Entities of the merged graph that look alike and were not joined.
    disagreements
        Pairs on which an edge of the second graph has the opposite sign of another edge.
    joined_edges, new_edges
        How many edges of the second graph joined an edge of the first, and how many are new.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> _, report = fg.merge(fg.sketch("IFN-γ -> b"), fg.sketch("ifn gamma -> c"))
    >>> report.matched[0].same_as, report.unmatched, report.new_edges
    ('IFN-γ', ('c',), 1)
    """

    matched: tuple[Matched, ...]
    ambiguous: tuple[Ambiguous, ...]
    unmatched: tuple[str, ...]
    near: tuple[Duplicate, ...]
    disagreements: tuple[Disagreement, ...]
    joined_edges: int
    new_edges: int

    def to_frame(self) -> pd.DataFrame:
        """One row for each entity of the second graph: entity, outcome, same_as, by."""
        import pandas as pd

        rows = [(one.entity, "matched", one.same_as, one.by) for one in self.matched]
        rows += [(o.entity, "ambiguous", "; ".join(o.candidates), o.by) for o in self.ambiguous]
        rows += [(entity, "new", entity, "") for entity in self.unmatched]
        return pd.DataFrame(rows, columns=["entity", "outcome", "same_as", "by"])

    def __str__(self) -> str:
        by = Counter(one.by for one in self.matched)
        how = ", ".join(f"{count} by {what}" for what, count in by.most_common())
        lines = [
            f"{len(self.matched)} entities matched" + (f" ({how})" if how else "")
            + f", {len(self.unmatched)} new, {len(self.ambiguous)} ambiguous",
            f"{self.joined_edges} edges joined, {self.new_edges} new",
        ]  # fmt: skip
        lines += [
            f"  ambiguous: {one.entity} could be {' or '.join(one.candidates)} (by {one.by})"
            for one in self.ambiguous[:10]
        ]
        lines += [
            f"  look alike: {one.one} and {one.other} ({one.shared})" for one in self.near[:10]
        ]
        lines += [
            f"  signs disagree: {one.source} to {one.target}: {one.first} and {one.second}"
            for one in self.disagreements[:10]
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"


def merge(G: Graph, H: Graph, *, on: str | Sequence[str] = KEYS) -> tuple[Graph, MergeReport]:
    """Two graphs as one; both stay as they are.

    An entity of H that is one of G takes the id of G; what G leaves empty of it is filled in.
    Edges with the same ends and predicate join their evidence; where their signs or layers
    differ they become parallel edges.

    Parameters
    ----------
    G
        The graph that keeps its ids.
    H
        The graph that is merged into it.
    on
        By what entities are the same thing, in this order: `curie`; `symbol` (HGNC, current or
        previous); `name` (label, id, short label or synonym, folded). The same id is always the
        same thing, unless the CURIEs contradict each other.

    Returns
    -------
    networkx.MultiDiGraph
        The merged graph; its origin is `merged`, its name says from what.
    MergeReport
        What was matched by what, what was ambiguous or new, near duplicates, signs that disagree.

    Raises
    ------
    InvalidGraph
        For a graph that breaks the contract.
    InvalidQuestion
        For an unknown word in `on`.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> both, report = fg.merge(fg.load(), fg.sketch("IFNG -> my marker"))
    >>> report.matched
    (Matched(entity='IFNG', same_as='ifng', by='symbol'),)
    >>> both.has_edge("ifng", "my marker")
    True
    """
    validate(G)
    validate(H)
    levels = (on,) if isinstance(on, str) else tuple(on)
    for level in levels:
        if level not in KEYS:
            raise InvalidQuestion(
                argument="on", value=level, remedy=f"use some of {', '.join(KEYS)}"
            )
    matched, ambiguous, renamed = _matched(G, H, levels)
    merged: Graph = G.copy()
    merged.graph.update(
        name=" + ".join(str(one.graph.get("name") or "unnamed") for one in (G, H)),
        version="",
        origin="merged",
    )
    merged.graph.pop("read_as", None)
    known = {one.entity for one in matched}
    for node, data in H.nodes(data=True):
        _add_node(merged, renamed.get(node, node), data)
    joined = new = 0
    touched: dict[tuple[str, str], set[str]] = {}
    for u, v, key, data in H.edges(keys=True, data=True):
        ends = renamed.get(u, u), renamed.get(v, v)
        added, is_new = _add_edge(merged, *ends, key, data)
        touched.setdefault(ends, set()).add(added)
        joined, new = joined + (not is_new), new + is_new
    disagreements = []
    for (u, v), of_second in touched.items():
        _refute(merged, u, v)
        disagreements += [
            one
            for one in _disagreements(merged, u, v)
            if one.first in of_second or one.second in of_second
        ]
    report = MergeReport(
        tuple(matched),
        tuple(ambiguous),
        tuple(renamed.get(node, node) for node in H if node not in known),
        tuple(duplicates(merged)),
        tuple(disagreements),
        joined,
        new,
    )
    return stamp(merged), report


def _matched(
    G: Graph, H: Graph, levels: Iterable[str]
) -> tuple[list[Matched], list[Ambiguous], dict[str, str]]:
    """Entities of H that are one of G, those that could be several, and ids that change."""
    indexes = {level: _index(G, _NAMES[level]) for level in levels}
    matched: list[Matched] = []
    ambiguous: list[Ambiguous] = []
    renamed: dict[str, str] = {}
    for node, data in H.nodes(data=True):
        found: Matched | None = None
        doubt: Ambiguous | None = None
        if node in G and _agree(G.nodes[node], data):
            found = Matched(node, node, "id")
        for level in levels if found is None else ():
            keys = _NAMES[level](node, data)
            own = {one for key in keys[:2] for one in indexes[level].get(key, ())}
            candidates = own or {one for key in keys for one in indexes[level].get(key, ())}
            if level != "curie":
                candidates = {one for one in candidates if _agree(G.nodes[one], data)}
            if len(candidates) == 1:
                found = Matched(node, candidates.pop(), level)
                break
            if candidates and doubt is None:
                doubt = Ambiguous(node, tuple(sorted(candidates)), level)
        if found is not None:
            matched.append(found)
            if found.same_as != node:
                renamed[node] = found.same_as
            continue
        if doubt is not None:
            ambiguous.append(doubt)
        if node in G:
            renamed[node] = _free(f"{node} ({data.get('curie') or 'other'})", G, H)
    return matched, ambiguous, renamed


def _free(id_: str, G: Graph, H: Graph) -> str:
    while id_ in G or id_ in H:
        id_ += "'"
    return id_


def _agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two nodes have no CURIEs of one name space that contradict each other."""
    curies = [str(data.get("curie") or "").casefold() for data in (one, other)]
    spaces = [curie.partition(":")[0] for curie in curies]
    return not (all(curies) and spaces[0] == spaces[1] and curies[0] != curies[1])


def _curies(node: str, data: Mapping[str, Any]) -> list[str]:
    return [str(one).casefold() for one in (data.get("curie"), node) if one and ":" in str(one)]


def _symbols(node: str, data: Mapping[str, Any]) -> list[str]:
    gene = gene_of(node, data)
    return [gene] if gene else []


def _names(node: str, data: Mapping[str, Any]) -> list[str]:
    names = [
        data.get("label") or node,
        node,
        data.get("short_label"),
        *(data.get("synonyms") or ()),
    ]
    texts = [str(name) for name in names if name]
    return list(dict.fromkeys([fold(one) for one in texts] + [squashed(one) for one in texts[:2]]))


_NAMES: Mapping[str, Callable[[str, Mapping[str, Any]], list[str]]] = {
    "curie": _curies,
    "symbol": _symbols,
    "name": _names,
}


def _index(G: Graph, names: Callable[[str, Mapping[str, Any]], list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, data in G.nodes(data=True):
        for name in names(node, data):
            if name:
                found.setdefault(name, []).append(node)
    return found


def _add_node(merged: Graph, node: str, data: Mapping[str, Any]) -> None:
    """Add a node, or fill in what the known one leaves empty."""
    if node not in merged:
        merged.add_node(node)
        merged.nodes[node].update(data)
        return
    known = merged.nodes[node]
    for name, value in data.items():
        if name in ("label", "short_label") or not value:
            continue
        if name == "synonyms":
            known[name] = tuple(dict.fromkeys([*(known.get(name) or ()), *value]))
        elif not known.get(name):
            known[name] = value


def _add_edge(merged: Graph, u: str, v: str, key: str, data: Mapping[str, Any]) -> tuple[str, bool]:
    """Add an edge or its evidence; returns its key and whether it is new."""
    known = merged.get_edge_data(u, v, key)
    layer = data.get("layer") or DEFAULT_LAYER
    if known is not None and known["sign"] != data["sign"]:
        key = f"{key} ({_MARK[int(data['sign'])]})"
    elif known is not None and (known.get("layer") or DEFAULT_LAYER) != layer:
        key = f"{key} ({layer})"
    known = merged.get_edge_data(u, v, key)
    if known is None:
        merged.add_edge(u, v, key=key)
        merged.edges[u, v, key].update({**data, "predicate": key})
        return key, True
    _set_evidence(
        merged,
        u,
        v,
        known,
        [*(known.get("evidence") or ()), *(data.get("evidence") or ())],
        indirect=bool(known.get("indirect") and data.get("indirect")),
        support=max(known.get("support") or 0.0, data.get("support") or 0.0),
    )
    for name, value in data.items():
        merged.edges[u, v, key].setdefault(name, value)
    return key, False


def _set_evidence(
    merged: Graph,
    u: str,
    v: str,
    data: Mapping[str, Any],
    pieces: Iterable[Evidence],
    *,
    indirect: bool,
    support: float,
) -> None:
    add_edge(
        merged,
        u,
        v,
        data["predicate"],
        sign=data["sign"],
        layer=data.get("layer") or DEFAULT_LAYER,
        indirect=indirect,
        evidence=dict.fromkeys(pieces),
        support_given=support,
    )


def _refute(merged: Graph, u: str, v: str) -> None:
    """Let the null findings of a pair stand on its signed edges of the same layer."""
    edges = list(merged[u][v].items())
    for key, null in edges:
        stance = STANCE_OF_NULL.get(key)
        if stance is None:
            continue
        against = [
            replace(piece, stance=stance)
            for piece in null.get("evidence") or ()
            if piece.stance == "supports"
        ]
        for _, data in edges:
            pieces = data.get("evidence") or ()
            if not data["sign"] or (data.get("layer") or DEFAULT_LAYER) != (
                null.get("layer") or DEFAULT_LAYER
            ):
                continue
            if not set(against) <= set(pieces):
                _set_evidence(
                    merged,
                    u,
                    v,
                    {**data, "predicate": data.get("predicate")},
                    [*pieces, *against],
                    indirect=bool(data.get("indirect")),
                    support=data.get("support") or 0.0,
                )


def _disagreements(merged: Graph, u: str, v: str) -> list[Disagreement]:
    signs: dict[str, dict[int, list[str]]] = {}
    for key, data in merged[u][v].items():
        layer = data.get("layer") or DEFAULT_LAYER
        signs.setdefault(layer, {}).setdefault(int(data["sign"]), []).append(key)
    return [
        Disagreement(u, v, one, other)
        for found in signs.values()
        for one in found.get(1, ())
        for other in found.get(-1, ())
    ]
