"""The graph contract: what nodes and edges must look like; see `docs/model.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, product
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

import networkx as nx

from follicle_graph.errors import InvalidGraph
from follicle_graph.model.arguments import is_number, is_whole
from follicle_graph.model.duplicates import Duplicate, duplicates
from follicle_graph.model.facts import (
    EVIDENCE,
    SIGNS,
    STANCES,
    Evidence,
    HoldsGraph,
    Readable,
    piece_values,
)
from follicle_graph.model.vocabulary import LAYERS, STANCE_OF_NULL, predicates
from follicle_graph.tools.caller_warning import warn_caller

if TYPE_CHECKING:
    Graph = nx.MultiDiGraph[str]

SEARCHED = 50_000
"""Graphs of more entities are not searched for duplicates: that would take seconds."""

NODE_TEXTS = ("label", "kind", "lane", "curie", "definition", "short_label")
"""Attributes of nodes that hold a string, or None where nothing is stated."""

_SOUND_TYPES = frozenset(
    product(
        *(
            (tuple,) if field.several else (str, type(None)) if field.may_be_none else (str,)
            for field in EVIDENCE.values()
        )
    )
)
"""The types that the fields of sound evidence may have together."""

_several = attrgetter(*(name for name, field in EVIDENCE.items() if field.several))


def check_graph(G: Any) -> None:
    """Raise InvalidGraph unless G is a `networkx.MultiDiGraph`.

    The guard of public functions that take a graph and no store.

    >>> check_graph(nx.MultiDiGraph())
    """
    check_readable(G)
    if not isinstance(G, nx.MultiDiGraph):
        raise InvalidGraph(["it is a store; read the graph out of it first: store.read()"])


def check_readable(G: Any) -> None:
    """Raise InvalidGraph unless G is a `networkx.MultiDiGraph` or an open store.

    The guard of public functions that take both.

    >>> check_readable(nx.MultiDiGraph())
    """
    if isinstance(G, nx.MultiDiGraph):
        return
    kind = type(G).__name__
    if isinstance(G, nx.Graph):
        problem = f"it is a {kind}; build a networkx.MultiDiGraph"
        raise InvalidGraph([problem]).but(argument="G", value=kind)
    if not (hasattr(G, "columns") and hasattr(G, "keeps_for")):
        problem = f"it is a {kind}; give a networkx.MultiDiGraph or an open store"
        raise InvalidGraph([problem]).but(argument="G", value=kind)
    G.state()  # raises ClosedStore, which is an InvalidGraph too


def whole_graph(G: Graph | Readable) -> Graph:
    """The graph itself; of an open store, everything that it holds.

    The guard of public functions that need all of a graph at once.

    >>> import follicle_graph as fg
    >>> len(whole_graph(fg.sketch("a -> b")))
    2
    """
    check_readable(G)
    return G if isinstance(G, nx.MultiDiGraph) else cast("HoldsGraph", G).read()


def validate(G: Graph) -> None:
    """Check that a graph keeps the contract of `docs/model.md`, and warn of split entities.

    Everything that writes, draws or stores a graph checks it so.

    Parameters
    ----------
    G
        A graph; it stays as it is.

    Raises
    ------
    InvalidGraph
        With every problem found.

    Warns
    -----
    UserWarning
        When two nodes look like one entity, as after `networkx.compose` of graphs that name it
        differently; `merge` joins them. Graphs of more than 50 000 entities are not searched.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.validate(fg.sketch("a -> b"))
    """
    check_graph(G)
    problems = [
        f"node {node!r}: {one}"
        for node, data in G.nodes(data=True)
        for one in node_problems(node, data)
    ]
    problems += [
        f"edge {u} {key} {v}: {one}"
        for u, v, key, data in G.edges(keys=True, data=True)
        for one in edge_problems(key, data)
    ]
    if problems:
        raise InvalidGraph(problems)
    if len(G) <= SEARCHED:
        warn_of_duplicates(duplicates(G))


def warn_of_duplicates(
    found: Sequence[Duplicate], remedy: str = "bring graphs together with `merge`"
) -> None:
    """Warn of nodes that look like one entity; nothing happens where there are none."""
    if found:
        some = "; ".join(
            f"{one.one!r} and {one.other!r} look like one entity ({one.shared})"
            for one in found[:3]
        )
        more = f"; and {len(found) - 3} more pairs" if len(found) > 3 else ""
        warn_caller(f"{some}{more}: {remedy}")


def node_problems(node: object, data: Mapping[str, Any]) -> list[str]:
    """What breaks the contract in a node.

    >>> node_problems("a", {}), node_problems("a", {"label": 7})
    ([], ['label 7; use a string or leave it out'])
    """
    problems = []
    if not isinstance(node, str):
        problems.append(f"its id is a {type(node).__name__}; ids are strings")
    for name in NODE_TEXTS:
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            problems.append(f"{name} {value!r}; use a string or leave it out")
    synonyms = data.get("synonyms")
    if synonyms is not None and not (
        isinstance(synonyms, tuple | list) and all(isinstance(one, str) for one in synonyms)
    ):
        problems.append(f"synonyms {synonyms!r:.60}; use a tuple of strings")
    return problems


def edge_problems(key: object, data: Mapping[str, Any]) -> list[str]:
    """What breaks the contract in an edge.

    An attribute that is missing or None has its default; numpy numbers and truth values are
    numbers and truth values.

    >>> edge_problems("increases", {"sign": 1}), edge_problems("treats", {"sign": 1})
    ([], ["sign 1; 'treats' has the sign -1"])
    """
    problems = []
    if not isinstance(key, str):
        problems.append("its key is no predicate; use a string")
    elif data.get("predicate") not in (None, key):
        problems.append(f"predicate {data['predicate']!r:.60}; it is the key of the edge, {key!r}")
    problem = _sign_problem(key, data.get("sign"))
    if problem:
        problems.append(problem)
    layer = data.get("layer")
    if layer and not (isinstance(layer, str) and layer in LAYERS):
        problems.append(f"layer {layer!r:.60}; use one of {', '.join(LAYERS)}")
    for name in ("indirect", "contradicted"):
        value = data.get(name)
        if value is not None and type(value).__name__ not in ("bool", "bool_"):
            problems.append(f"{name} {value!r:.60}; use True or False")
    strength = data.get("support")
    if strength is not None and not (is_number(strength) and 0 <= float(strength) <= 1):
        problems.append(f"support {strength!r:.60}; use a number from 0 to 1")
    pieces = data.get("evidence")
    if pieces is None:
        return problems
    if not isinstance(pieces, tuple | list):
        return [*problems, f"evidence {pieces!r:.60}; use a tuple of follicle_graph.Evidence"]
    if not all(map(_is_sound, pieces)):
        problems += chain.from_iterable(map(piece_problems, pieces))
    return problems


def _sign_problem(key: object, sign: object) -> str:
    if not is_whole(sign):
        return f"sign {sign!r:.60}; use +1, -1 or 0"
    if sign not in SIGNS:
        return f"sign {sign!r}; use +1, -1 or 0"
    if not isinstance(key, str):
        return ""
    if sign and key in STANCE_OF_NULL:
        return f"sign {sign!r}; {key} states no direction, its sign is 0"
    known = predicates().get(key, sign)
    return f"sign {sign!r}; {key!r} has the sign {known:+d}" if sign != known else ""


def _is_sound(piece: object) -> bool:
    """Whether this is evidence with every field of its very type; `piece_problems` explains."""
    if type(piece) is not Evidence:
        return False
    values = piece_values(piece)
    return (
        tuple(map(type, values)) in _SOUND_TYPES
        and piece.stance in STANCES
        and all(isinstance(one, str) for value in values if type(value) is tuple for one in value)
    )


def piece_problems(piece: object) -> list[str]:
    """What breaks the contract in a piece of evidence.

    >>> piece_problems(Evidence("R1")), piece_problems("R1")
    ([], ["evidence 'R1'; use follicle_graph.Evidence"])
    """
    if not isinstance(piece, Evidence):
        return [f"evidence {piece!r:.60}; use follicle_graph.Evidence"]
    return [
        f"{name} {getattr(piece, name)!r:.60} of {piece.id}; {field.use()}"
        for name, field in EVIDENCE.items()
        if not field.holds(getattr(piece, name))
    ]
