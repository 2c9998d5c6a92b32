"""Where graphs come from and go to: files and databases that a command is given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import follicle_graph as fg
from follicle_graph.cli.printing import retold
from follicle_graph.errors import FollicleGraphError
from follicle_graph.graph import Graph

if TYPE_CHECKING:
    from follicle_graph.store import Store


def stored(place: str) -> Store:
    """The database at a path or an address, open for reading."""
    if "://" not in place and not Path(place).exists():
        raise FollicleGraphError(
            f"no database at {place}; make one: follicle-graph map --store {place}"
        )
    return fg.open_store(place, read_only=True)


def is_store(place: str) -> bool:
    """Whether a place is that of a database and not of a file of a graph."""
    return "://" in place or place.casefold().endswith(".lbug")


@contextmanager
def filled(place: str) -> Iterator[Store]:
    """A store to fill, open for writing; one that is made for it is removed when that fails."""
    path = Path(os.path.realpath(place))
    new = "://" not in place and not path.exists()
    with fg.open_store(place) as store:
        try:
            yield store
        except BaseException:
            store.close()
            if new:
                path.unlink(missing_ok=True)
            raise


@contextmanager
def asked(place: str | None) -> Iterator[Graph | Store]:
    """What a question is asked of: a database, open, or the graph of a file; None: the atlas."""
    if place is None:
        yield fg.load()
    elif is_store(place):
        with stored(place) as store:
            yield store
    else:
        yield graph_at(place)


def graph_at(place: str, format: str | None = None) -> Graph:  # noqa: A002 - the field's word
    """The whole graph of a file or a database."""
    if is_store(place):
        with stored(place) as store:
            return store.read()
    with retold(("say format=…", "say which: follicle-graph convert --from FORMAT")):
        return fg.read(place, format=format)
