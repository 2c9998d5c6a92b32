"""Where graphs come from and go to: files and databases that a command is given."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import follicle_graph as fg
from follicle_graph.cli.printing import reworded
from follicle_graph.cli.spelling import as_command, quoted
from follicle_graph.errors import FollicleGraphError, OutputError, UnknownEntity
from follicle_graph.model.graph import Graph
from follicle_graph.tools.calls import spelled

if TYPE_CHECKING:
    from follicle_graph.store import Store


def is_address(place: str) -> bool:
    """Whether a place is the address of a server."""
    return "://" in place


def is_store(place: str) -> bool:
    """Whether a place is that of a database, there or to be made, and not of a file of a graph."""
    if is_address(place) or place.casefold().endswith(".lbug"):
        return True
    from follicle_graph.store.embedded.lock_and_replace import is_database

    return is_database(Path(place))


def stored(place: str) -> Store:
    """The database at a path or an address, open for reading."""
    if not is_address(place) and not Path(place).exists():
        raise FollicleGraphError(
            f"no database at {place}; make one: follicle-graph map --store {place}"
        )
    return fg.open_store(place, read_only=True)


@contextmanager
def filled(place: str) -> Iterator[Store]:
    """A store to fill, open for writing; one that is made for it is removed when that fails."""
    path = Path(os.path.realpath(place))
    new = not is_address(place) and not path.exists()
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
    if place is not None:
        check_source(place)

    with reworded(lambda error: with_search(error, place)), spelled(as_command(place)):
        if place is None:
            yield fg.load()
        elif is_store(place):
            with stored(place) as store:
                yield store
        else:
            yield _read(place)


def asking(
    question: Callable[[Graph | Store, argparse.Namespace], int],
) -> Callable[[argparse.Namespace], int]:
    """What asks the graph or database of `--graph`, and has it open until all is printed."""

    def run(options: argparse.Namespace) -> int:
        with asked(options.graph) as G:
            return question(G, options)

    return run


def with_search(error: FollicleGraphError, place: str | None = None) -> FollicleGraphError:
    """An error of an unknown name, with the command that looks for it; any other as it is."""
    if not isinstance(error, UnknownEntity) or error.remedy != UnknownEntity.where:
        return error
    graph = "" if place is None else f" --graph {quoted(place)}"
    return error.but(remedy=f"look for a word of its name: follicle-graph search WORD{graph}")


def graph_at(place: str) -> Graph:
    """The whole graph of a file or a database."""
    check_source(place)
    if is_store(place):
        with stored(place) as store:
            return store.read()
    return _read(place)


def check_source(place: str) -> None:
    """Refuse what holds no graph to read and would be refused with less to the point."""
    if is_address(place):
        return
    if not (place and Path(place).exists()):
        raise FollicleGraphError(f"nothing at {place!r}; name a graph file or a database")
    if Path(place).is_dir():
        raise FollicleGraphError(f"{place!r} is a folder; name a graph file or a database")


def _read(place: str) -> Graph:
    with format_as_option("convert it first: follicle-graph convert --from FORMAT"):
        return fg.read(place)


def format_as_option(way: str, option: str = "--from") -> AbstractContextManager[None]:
    """Errors that ask for `format=` name an option instead.

    Parameters
    ----------
    way
        What to do when no format was named; the names of the formats are added.
    option
        The option that names a format.
    """

    def reword(error: FollicleGraphError) -> FollicleGraphError:
        if error.argument != "format":
            return error
        if error.value is not None:
            return error.but(place=f"{option} {error.value!r}")
        return error.but(remedy=f"{way} ({', '.join(map(repr, error.nearest))})")

    return reworded(reword)


def check_apart(source: str | None, *targets: str | None) -> None:
    """Refuse targets that would take each other's place or that of the source."""
    seen: dict[str, str] = {}
    for place in filter(None, (source, *targets)):
        where = place if is_address(place) else os.path.realpath(place)
        if where in seen:
            raise OutputError(
                f"{place} is named twice; one would take the place of the other: choose another"
            )
        seen[where] = place
