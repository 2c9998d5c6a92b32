"""The command `serve`: the atlas for assistants."""

from __future__ import annotations

import argparse

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_graph
from follicle_graph.cli.locations import check_source, graph_at


def add_commands(command: Command) -> None:
    """`serve`."""
    sub = command(
        "serve",
        _serve,
        "answer an assistant over the Model Context Protocol (standard input and output)",
        "serve",
    )
    add_graph(sub)


def _serve(options: argparse.Namespace) -> int:
    from follicle_graph.assistant.server import serve

    place: str | None = options.graph
    if place is None:
        serve(fg.load)
    else:
        check_source(place)
        serve(lambda: graph_at(place))
    return 0
