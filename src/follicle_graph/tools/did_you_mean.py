"""Hints for names that are almost right, and for arguments that have another name here."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

VERBS: Mapping[str, str] = {
    "add": "with_statements",
    "connect": "open_store",
    "cypher": "open_store",
    "describe": "about",
    "drugs": "treatments",
    "export": "write",
    "figure": "save_figure",
    "filter": "keep",
    "find": "search",
    "graph": "load",
    "info": "about",
    "lookup": "resolve",
    "map": "explore",
    "open": "open_store",
    "papers": "bibliography",
    "plot": "draw",
    "query": "open_store",
    "save": "write",
    "savefig": "save_figure",
    "show": "explore",
    "store": "open_store",
    "subgraph": "neighborhood",
    "subset": "keep",
    "table": "edge_table",
    "treatment": "treatments",
}
"""A verb of other libraries -> ours."""

ARGUMENTS: Mapping[str, str] = {
    "cutoff": "max_hops",
    "depth": "max_hops",
    "end": "target",
    "exclude": "avoid",
    "file": "path",
    "filename": "path",
    "hops": "max_hops",
    "k": "limit",
    "length": "max_hops",
    "max_length": "max_hops",
    "n": "limit",
    "organism": "species",
    "radius": "max_hops",
    "start": "source",
    "steps": "max_hops",
    "through": "via",
    "top": "limit",
    "width": "width_mm",
}
"""A name of an argument in other libraries -> ours."""

FILTERS = ("diseases", "species", "grades", "kinds", "lanes", "references")
"""Arguments of `keep` that are tried on questions."""


def meant(word: str, known: Iterable[str], other: Mapping[str, str] = VERBS) -> str:
    """The name that was probably meant, empty when none is near.

    >>> meant("plot", ["draw", "paths"]), meant("path", ["draw", "paths"]), meant("zzz", ["draw"])
    ('draw', 'paths', '')
    """
    names = list(known)
    if other.get(word.casefold(), "") in names:
        return other[word.casefold()]
    from difflib import get_close_matches  # only when something went wrong

    return next(iter(get_close_matches(word.casefold(), names, n=1, cutoff=0.7)), "")


def with_hints(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, whose TypeError for an unknown argument says what may be meant.

    >>> def paths(*, max_hops=6): ...
    >>> with_hints(paths)(hops=3)
    Traceback (most recent call last):
    TypeError: paths() has no argument 'hops'; did you mean 'max_hops'?
    """
    parameters = inspect.signature(function).parameters
    if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
        return function
    names = frozenset(parameters)

    @functools.wraps(function)
    def asked(*args: Any, **kwargs: Any) -> Any:
        if not names.issuperset(kwargs):
            raise TypeError(_no_argument(function.__name__, set(kwargs) - names, names))
        return function(*args, **kwargs)

    asked.__module__ = "follicle_graph"  # where `pickle` finds it
    return asked


def _no_argument(function: str, given: Iterable[str], names: Iterable[str]) -> str:
    word = min(given)
    near = meant(word, names, ARGUMENTS)
    filters = meant(word, FILTERS, {})
    if near:
        hint = f"did you mean {near!r}?"
    elif filters and function != "keep":
        hint = f"filter the graph first: {function}(keep(G, {filters}=…), …)"
    else:
        hint = f"it has {', '.join(sorted(names))}"
    return f"{function}() has no argument {word!r}; {hint}"
