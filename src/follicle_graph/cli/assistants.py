"""The command `serve`: the atlas for assistants."""

from __future__ import annotations

import argparse
import os
import signal
import sys

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_graph
from follicle_graph.cli.locations import check_source, graph_at
from follicle_graph.cli.printing import complain


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
    if place is not None:
        check_source(place)
    if sys.stdin.isatty():
        complain(
            "this waits for an assistant, which starts the command itself; "
            "how to set one up: docs/assistants.md (Ctrl-C ends it)"
        )
    before = signal.signal(signal.SIGINT, _stop)
    try:
        serve(fg.load if place is None else lambda: graph_at(place))
    finally:
        signal.signal(signal.SIGINT, before)
    return 0


def _stop(*_: object) -> None:
    """End at once: a thread that waits for a line of input would hold the process."""
    complain("stopped")
    os._exit(130)
