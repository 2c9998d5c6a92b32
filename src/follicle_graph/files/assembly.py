"""From the entities and rows of any format to a graph that keeps the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx

from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Entity, Evidence
from follicle_graph.model.graph import Graph, add_edge, node_attributes
from follicle_graph.model.row_meaning import NO_EFFECT, RowMeaning
from follicle_graph.model.vocabulary import STANCE_OF_NULL, predicates

_MARK = {1: "+", -1: "−", 0: "?"}
_ENTITY = ("label", "kind", "lane", "curie", "synonyms", "definition", "short_label")
_EDGE = ("predicate", "sign", "layer", "indirect", "support", "contradicted", "evidence")


@dataclass(slots=True)
class Row:
    """What one row says about an edge.

    `support` is the strength that the format gives; `own` are attributes that the contract does
    not know; `whole` is True when the evidence came from a file of this library, so that
    the edge already has its contrary evidence; `contradicted` is what the file says of the edge.
    """

    meaning: RowMeaning
    evidence: Sequence[Evidence] = ()
    support: float = 0.0
    own: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    contradicted: bool = False


class Assembly:
    """Collects entities and rows, then makes the graph.

    Rows with the same ends and predicate are one edge with the evidence of all. Where their signs
    or layers differ, or the sign is not that of a predicate of this library (qualifiers can turn it
    round), the key of the edge says so. A denied row is a null finding:
    an edge `no_effect_on` of sign 0, and `refutes` on the edge that the same source asserts.

    >>> made = Assembly("small")
    >>> made.row("a", "increases", "b", Row(RowMeaning(1, "mechanism", False, False)))
    >>> sorted(made.graph().edges(keys=True))
    [('a', 'b', 'increases')]
    """

    def __init__(self, name: str, problems: Counter[str] | None = None) -> None:
        self.name = name
        self.problems: Counter[str] = Counter() if problems is None else problems
        self.graph_attributes: dict[str, Any] = {}
        self._nodes: dict[str, dict[str, Any]] = {}
        self._rows: dict[tuple[str, str, str], list[Row]] = {}
        self._complete: set[str] = set()

    def node(self, id_: str, own: Mapping[str, Any] | None = None, **attributes: Any) -> None:
        """Add an entity, or fill in what an earlier mention left empty."""
        known = self._nodes.setdefault(id_, {})
        for name, value in attributes.items():
            if value and not known.get(name):
                known[name] = value
        for name, value in (own or {}).items():
            known.setdefault(name, value)

    def row(self, subject: str, predicate: str, object_: str, row: Row) -> None:
        """Add what one row says; its ends become entities."""
        self._nodes.setdefault(subject, {})
        self._nodes.setdefault(object_, {})
        self._rows.setdefault((subject, object_, predicate), []).append(row)

    def mark(self, id_: str) -> None:
        """Note that all of an entity was added."""
        self._complete.add(id_)

    def complete(self, id_: str) -> bool:
        """Whether all of an entity was added."""
        return id_ in self._complete

    def __contains__(self, id_: str) -> bool:
        return id_ in self._nodes

    def graph(self) -> Graph:
        """The graph of all that was added, with its digest."""
        G: Graph = nx.MultiDiGraph(name=self.name, version="", digest="", origin="imported")
        G.graph.update(self.graph_attributes)
        for id_, known in self._nodes.items():
            entity = Entity(
                id_,
                known.get("label") or id_,
                known.get("kind") or "",
                known.get("lane") or "",
                known.get("curie") or None,
                tuple(known.get("synonyms") or ()),
                known.get("definition") or "",
                known.get("short_label") or known.get("label") or id_,
            )
            own = {name: value for name, value in known.items() if name not in _ENTITY}
            G.add_node(id_)
            G.nodes[id_].update(node_attributes(entity) | own)
        nulls: dict[tuple[str, str], list[Row]] = {}
        for (u, v, predicate), rows in self._rows.items():
            denied = [row for row in rows if row.meaning.denied]
            if denied:
                nulls.setdefault((u, v), []).extend(denied)
            self._add(G, u, v, predicate, [row for row in rows if not row.meaning.denied], denied)
        for (u, v), rows in nulls.items():
            self._add_null(G, u, v, rows)
        self._refute(G)
        return stamp(G)

    def _add(
        self,
        G: Graph,
        u: str,
        v: str,
        predicate: str,
        rows: Sequence[Row],
        denied: Sequence[Row],
    ) -> None:
        groups: dict[tuple[int, str], list[Row]] = {}
        for row in rows:
            groups.setdefault((row.meaning.sign, row.meaning.layer), []).append(row)
        if len(groups) > 1:
            self.problems["edges whose rows disagree in sign or layer became parallel edges"] += 1
        layers = {layer for _, layer in groups}
        against = [replace(piece, stance="refutes") for row in denied for piece in row.evidence]
        for (sign, layer), group in groups.items():
            key = predicate
            if len(groups) > 1 or predicates().get(predicate, sign) != sign:
                key += f" ({_MARK[sign]}{' ' + layer if len(layers) > 1 else ''})"
            add_edge(
                G,
                u,
                v,
                key,
                sign=sign,
                layer=layer,
                indirect=all(row.meaning.indirect for row in group),
                evidence=_once([*(p for row in group for p in row.evidence), *against]),
                support_given=max(row.support for row in group),
            )
            data = G.edges[u, v, key]
            if any(row.contradicted for row in group):
                data["contradicted"] = True
            self._add_own(data, group)

    def _add_own(self, data: dict[str, Any], group: Sequence[Row]) -> None:
        for row in group:
            for name, value in row.own.items():
                if name in _EDGE:
                    continue
                if name not in data:
                    data[name] = value
                elif data[name] != value:
                    self.problems[f"other values of {name!r} in rows of one edge, left out"] += 1

    @staticmethod
    def _add_null(G: Graph, u: str, v: str, rows: Sequence[Row]) -> None:
        known = G.get_edge_data(u, v, NO_EFFECT) or {}
        pieces = [replace(piece, stance="supports") for row in rows for piece in row.evidence]
        add_edge(
            G,
            u,
            v,
            NO_EFFECT,
            sign=0,
            layer=known.get("layer") or rows[0].meaning.layer,
            evidence=_once([*known.get("evidence", ()), *pieces]),
        )

    def _refute(self, G: Graph) -> None:
        """Put the evidence of null findings, as contrary, on the signed edges of their pair."""
        for (u, v, predicate), rows in self._rows.items():
            found = [row for row in rows if row.meaning.null and not row.whole]
            if not found:
                continue
            stance = STANCE_OF_NULL.get(predicate, "refutes")
            pieces = [replace(piece, stance=stance) for row in found for piece in row.evidence]
            for data in G[u][v].values():
                if data["sign"] and data["layer"] == found[0].meaning.layer:
                    both = _once([*data["evidence"], *pieces])
                    add_edge(
                        G,
                        u,
                        v,
                        data["predicate"],
                        sign=data["sign"],
                        layer=data["layer"],
                        indirect=data["indirect"],
                        evidence=both,
                        support_given=data["support"],
                    )


def _once(pieces: Iterable[Evidence]) -> list[Evidence]:
    return list(dict.fromkeys(pieces))
