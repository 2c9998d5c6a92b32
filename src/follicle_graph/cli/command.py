"""How a command is made: its name, what it runs, its help and an example."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

Command = Callable[[str, Callable[[argparse.Namespace], int], str, str], argparse.ArgumentParser]
"""Makes a command of a name, what it runs, its help and an example."""


def command_of(
    parser: argparse.ArgumentParser,
) -> tuple[Command, Mapping[str, argparse.ArgumentParser]]:
    """What adds commands to a parser, one by one, and the parsers of those added."""
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], help_: str, example: str
    ) -> argparse.ArgumentParser:
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
