"""How a command is made: its name, what it runs, its help and an example."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

Command = Callable[[str, Callable[[argparse.Namespace], int], str, str], "Parser"]
"""Makes a command of a name, what it runs, its help and an example."""


class Parser(argparse.ArgumentParser):
    """A parser of arguments.

    `more`: returns what stands below its help; it is asked only when the help is.
    """

    more: Callable[[], str] | None = None

    def format_help(self) -> str:
        below = "" if self.more is None else f"\n{self.more()}\n"
        return super().format_help() + below


def command_of(
    parser: Parser,
) -> tuple[Command, Mapping[str, Parser]]:
    """What adds commands to a parser, one by one, and the parsers of those added."""
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str
    ) -> Parser:
        sub = commands.add_parser(
            name,
            help=help_,
            description=help_,
            epilog=f"example: follicle-graph {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run=run)
        return sub

    return command, commands.choices


def add_json(sub: argparse.ArgumentParser) -> None:
    """The option `--json`."""
    sub.add_argument("--json", action="store_true", help="print JSON for programs")


def add_graph(sub: argparse.ArgumentParser) -> None:
    """The option `--graph`."""
    sub.add_argument(
        "--graph", metavar="PLACE", help="a graph file or a database (default: the atlas)"
    )
