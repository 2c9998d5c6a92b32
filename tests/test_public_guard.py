"""Every public function that takes a graph says the same clear thing of what is none."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import follicle_graph as fg
from follicle_graph.errors import ClosedStore

GRAPHS = {"G", "H", "graph", "old"}
"""What the first parameter of a function is called that takes a graph."""

GIVEN: dict[str, Any] = {
    "name": "a",
    "names": ("a",),
    "source": "a",
    "target": "b",
    "subject": "a",
    "object": "b",
    "words": "a",
    "path": "x.json",
    "reference": "PMID:1",
    "references": "PMID:1",
    "table": {"A": 1.0},
    "profile": "alopecia areata",
    "a": "alopecia areata",
    "b": "alopecia universalis",
    "statements": ("a -> c",),
}
"""Arguments that a good graph would be asked with."""


ANY_KIND = {"from_networkx"}
"""Functions that make a graph of ours from a networkx graph of any kind."""


def _takers() -> Iterator[str]:
    for name in sorted(set(fg.__all__) - ANY_KIND):
        thing = getattr(fg, name)
        if inspect.isfunction(thing) and next(iter(inspect.signature(thing).parameters), "") in (
            GRAPHS
        ):
            yield name


TAKERS = list(_takers())


def ask(name: str, G: Any, folder: Path) -> Any:
    """Call a public function with a graph and made-up arguments."""
    function = getattr(fg, name)
    first, *others = inspect.signature(function).parameters.values()
    positional, named = [G], {}
    for one in others:
        ending = ".svg" if name == "save_figure" else ".json"
        value = folder / f"x{ending}" if one.name == "path" else GIVEN.get(one.name, "a")
        if one.name in GRAPHS:
            value = G
        if one.kind is one.VAR_POSITIONAL:
            positional += GIVEN.get(one.name, ())
        elif one.default is one.empty and one.kind is not one.VAR_KEYWORD:
            if one.kind is one.KEYWORD_ONLY:
                named[one.name] = value
            else:
                positional.append(value)
    assert first.name in GRAPHS
    return function(*positional, **named)


STRANGERS = {
    "a DiGraph": nx.DiGraph([("a", "b")]),
    "a Graph": nx.Graph([("a", "b")]),
    "a MultiGraph": nx.MultiGraph([("a", "b")]),
    "text": "atlas.json",
    "nothing": None,
    "a table": {"a": ["b"]},
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
@pytest.mark.parametrize("name", TAKERS)
def test_what_is_no_graph_is_refused_in_the_same_words(
    name: str, stranger: Any, tmp_path: Path
) -> None:
    with pytest.raises(fg.InvalidGraph, match=f"it is a {type(stranger).__name__}; (build|give)"):
        ask(name, stranger, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", TAKERS)
def test_a_closed_store_is_refused_as_closed(name: str, tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(fg.sketch("a -> b"))
    for kind in (fg.InvalidGraph, fg.StoreError):
        with pytest.raises(kind, match="is closed; open it again with open_store") as caught:
            ask(name, store, tmp_path)
        assert isinstance(caught.value, ClosedStore)


@pytest.mark.parametrize("name", TAKERS)
def test_an_open_store_is_answered_or_refused_with_the_way_on(name: str, tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(fg.sketch("a -> b"))
        try:
            ask(name, store, tmp_path)
        except fg.InvalidGraph as error:
            assert "read the graph out of it first: store.read()" in str(error)
        except fg.FollicleGraphError:
            pass  # the question of this test does not fit so small a graph
