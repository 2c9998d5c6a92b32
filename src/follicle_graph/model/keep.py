"""The part of a graph that meets filters: layers, kinds, diseases, species, grades, papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import networkx as nx

from follicle_graph.model.arguments import number_between, one_of
from follicle_graph.model.contract import validate, whole_graph
from follicle_graph.model.digest import stamp
from follicle_graph.model.diseases import narrower_than, other_diseases
from follicle_graph.model.facts import Evidence, Readable
from follicle_graph.model.graph import Graph, resolve
from follicle_graph.model.names import listed, some_of
from follicle_graph.model.subset import empty_like, narrowed
from follicle_graph.model.vocabulary import (
    DEFAULT_LAYER,
    HUMAN_GRADES,
    LAYERS,
)
from follicle_graph.model.vocabulary import (
    grades as known_grades,
)
from follicle_graph.model.vocabulary import (
    references as known_references,
)
from follicle_graph.tools.caller_warning import warn_caller

Names = str | Collection[str]
SAFETY = "safety"


def keep(
    G: Graph | Readable,
    *,
    layers: Names | None = None,
    predicates: Names | None = None,
    kinds: Names | None = None,
    lanes: Names | None = None,
    ends: Literal["both", "any"] = "both",
    diseases: Names | None = None,
    species: Names | None = None,
    grades: Names | None = None,
    references: Names | None = None,
    min_support: float = 0.0,
    keep_unstated: bool = True,
    keep_isolated: bool = False,
) -> Graph:
    """The part of a graph that meets every filter given.

    `diseases`, `species`, `grades` and `references` are filters of evidence: an edge stays if one
    supporting piece of evidence meets all of them. Its evidence is narrowed to the pieces that
    do, and its support is computed anew. An edge without any evidence (of a sketch) stays unless
    its evidence has to decide.

    Parameters
    ----------
    G
        The graph, or an open store; it stays as it is.
    layers, predicates, kinds, lanes
        A name or several; None for all. `kinds` and `lanes` are those of the entities at the
        ends of an edge.
    ends
        Whether `kinds` and `lanes` hold for `"both"` ends of an edge or for `"any"` of them.
    diseases
        Diseases, by any of their names. The object of an edge decides first: if it is one of
        them or a narrower one, the edge stays; if it is another disease of hair or skin, or an
        allergic one, the edge goes. Otherwise an edge stays if its subject is one of them or a
        narrower one, or if its evidence names one. Edges of the layer `safety` go by their
        evidence alone. Narrower means `is_a` in this graph or in the atlas.
    species
        Species, as evidence states them. Where it states none, a grade that only people can
        give (trial, meta-analysis, human observational, human genetic, case series) counts as
        `human`.
    grades
        Grades of `knowledge/grades.tsv`.
    references
        Papers, as evidence names them (`PMID:…`, `DOI:…`) or by their key.
    min_support
        The least support, 0 to 1, after evidence was narrowed.
    keep_unstated
        Whether evidence that does not state its disease or its species meets that filter.
    keep_isolated
        Keep entities that are left without edges.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph with a digest of its own.

    Raises
    ------
    InvalidQuestion
        For an unknown layer, grade or value of `ends`, and a support outside 0 to 1.
    UnknownEntity, AmbiguousEntity
        For a disease.
    InvalidGraph
        For anything but a graph that keeps the contract.

    Warns
    -----
    UserWarning
        For a predicate, kind, lane, species or paper that the graph does not have, and when no
        edge is left: which filter took the last ones.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> H = fg.keep(fg.load(), layers={"clinical"}, grades={"trial"})
    >>> H.edges["baricitinib", "alopecia_areata", "treats"]["support"] >= 0.8
    True
    """
    G = whole_graph(G)
    _check(ends, min_support)
    validate(G)
    filters = _Filters(
        layers=_chosen(some_of("layers", layers, LAYERS)),
        predicates=_present("predicate", predicates, (key for *_, key in G.edges(keys=True))),
        kinds=_present("kind", kinds, _attributes(G, "kind")),
        lanes=_present("lane", lanes, _attributes(G, "lane")),
        any_end=ends == "any",
        diseases=_diseases(G, diseases),
        species=_present("species", species, _species(G)),
        grades=_chosen(some_of("grades", grades, tuple(known_grades()))),
        references=_references(G, references),
        min_support=float(min_support),
        keep_unstated=keep_unstated,
    )
    H = empty_like(G)
    kept = {node for node, data in G.nodes(data=True) if keep_isolated and filters.meets_node(data)}
    edges = list(filters.edges(G))
    kept.update(end for u, v, *_ in edges for end in (u, v))
    H.add_nodes_from((node, dict(G.nodes[node])) for node in G if node in kept)
    for u, v, key, data, pieces in edges:
        narrowed(H, u, v, key, data, pieces)
        if H.edges[u, v, key]["support"] < filters.min_support:
            H.remove_edge(u, v, key)
    if not keep_isolated:
        H.remove_nodes_from(list(nx.isolates(H)))
    if G.size() and not H.size():
        warn_caller(_why_empty(G, filters))
    return stamp(H)


_Edge = tuple[str, str, str, dict[str, Any], tuple[Evidence, ...]]


@dataclass(frozen=True)
class _Filters:
    """Filters as sets of ids and words; None where everything passes."""

    layers: frozenset[str] | None = None
    predicates: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    lanes: frozenset[str] | None = None
    any_end: bool = False
    diseases: tuple[frozenset[str], frozenset[str]] | None = None
    species: frozenset[str] | None = None
    grades: frozenset[str] | None = None
    references: frozenset[str] | None = None
    min_support: float = 0.0
    keep_unstated: bool = True

    def meets_node(self, data: Mapping[str, Any]) -> bool:
        """Whether an entity has one of the kinds and lanes."""
        return (self.kinds is None or data.get("kind") in self.kinds) and (
            self.lanes is None or data.get("lane") in self.lanes
        )

    def edges(self, G: Graph) -> Iterator[_Edge]:
        """The edges that meet all filters but the least support, with their evidence narrowed."""
        ends = {node: self.meets_node(data) for node, data in G.nodes(data=True)}
        either = any if self.any_end else all
        for u, v, key, data in G.edges(keys=True, data=True):
            layer = data.get("layer") or DEFAULT_LAYER
            if (
                (self.layers is None or layer in self.layers)
                and (self.predicates is None or key in self.predicates)
                and either((ends[u], ends[v]))
            ):
                pieces = tuple(data.get("evidence") or ())
                by_evidence = self._disease_of_edge(u, v, layer)
                kept = tuple(one for one in pieces if self._meets(one, by_evidence))
                decides = by_evidence or self.species or self.grades or self.references
                if by_evidence is not False and (
                    not decides or any(one.stance == "supports" for one in kept)
                ):
                    yield u, v, key, data, kept

    def _disease_of_edge(self, u: str, v: str, layer: str) -> bool | None:
        """Whether its evidence decides if an edge is of the diseases: None when its ends do,
        and it is; False when they do, and it is not."""
        if self.diseases is None:
            return None
        wanted, others = self.diseases
        if layer == SAFETY:
            return True
        if v in wanted:
            return None
        if v in others:
            return False
        return None if u in wanted else True

    def _meets(self, piece: Evidence, by_evidence: bool | None) -> bool:
        disease = self.diseases[0] if self.diseases is not None and by_evidence else None
        return (
            self._states(piece.disease, disease)
            and self._states(species_of(piece), self.species)
            and (self.grades is None or piece.grade in self.grades)
            and (self.references is None or piece.reference in self.references)
        )

    def _states(self, stated: Collection[str], wanted: frozenset[str] | None) -> bool:
        if wanted is None:
            return True
        return not wanted.isdisjoint(stated) if stated else self.keep_unstated


def species_of(piece: Evidence) -> tuple[str, ...]:
    """The species of evidence; if it states none, a grade that only people can give means human.

    >>> species_of(Evidence("R1", grade="trial")), species_of(Evidence("R2", grade="animal"))
    (('human',), ())
    """
    if not piece.species and piece.grade in HUMAN_GRADES:
        return ("human",)
    return piece.species


def _check(ends: object, min_support: object) -> None:
    one_of("ends", ends, ("both", "any"))
    number_between("min_support", min_support, 0, 1)


def _chosen(values: Iterable[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def _present(what: str, values: Names | None, known: Iterable[str]) -> frozenset[str] | None:
    """The values of a filter; warns of those that the graph does not have."""
    if values is None:
        return None
    chosen = frozenset(listed(values))
    there = frozenset(filter(None, known))
    if not chosen <= there:
        several = ", ".join(sorted(there)[:30]) + (", …" if len(there) > 30 else "")
        warn_caller(
            f"nothing in the graph has the {what} {', '.join(sorted(chosen - there))}; "
            f"it has {several or 'none'}"
        )
    return chosen


def _attributes(G: Graph, name: str) -> Iterator[str]:
    return (str(data.get(name) or "") for _, data in G.nodes(data=True))


def _pieces(G: Graph) -> Iterator[Evidence]:
    return (one for *_, data in G.edges(data=True) for one in data.get("evidence") or ())


def _species(G: Graph) -> Iterator[str]:
    return (name for piece in _pieces(G) for name in species_of(piece))


def _diseases(G: Graph, values: Names | None) -> tuple[frozenset[str], frozenset[str]] | None:
    """The diseases that are kept, and those whose edges go."""
    if values is None:
        return None
    wanted = narrower_than(G, [resolve(G, name) for name in listed(values)])
    return wanted, other_diseases(G) - wanted


def _references(G: Graph, values: Names | None) -> frozenset[str] | None:
    if values is None:
        return None
    cited = {piece.reference for piece in _pieces(G) if piece.reference}
    spelled = {reference.casefold(): reference for reference in cited}
    spelled |= {
        one.key.casefold(): one.curie for one in known_references().values() if one.curie in cited
    }
    chosen = [spelled.get(name.strip().casefold(), name) for name in listed(values)]
    return _present("reference", chosen, cited)


def _why_empty(G: Graph, filters: _Filters) -> str:
    """Which filter took the last edges, the filters taken one after another."""
    given = {
        name: value
        for name, value in vars(filters).items()
        if value is not None and name not in ("any_end", "keep_unstated", "min_support")
    }
    left, so_far = G.size(), _Filters(any_end=filters.any_end, keep_unstated=filters.keep_unstated)
    for name, value in given.items():
        so_far = replace(so_far, **{name: value})
        now = sum(1 for _ in so_far.edges(G))
        if not now:
            shown = ", ".join(sorted(value[0] if name == "diseases" else value)[:5])
            more = ""
            if name in ("diseases", "species") and not filters.keep_unstated:
                more = "; keep_unstated=True keeps evidence that does not state it"
            return f"no edge is left: {name} ({shown}) fits none of {left} edges{more}"
        left = now
    return f"no edge is left: min_support {filters.min_support:g} is above all {left} edges"
