"""One command from its words to its exit code."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from collections.abc import Mapping, Sequence

from follicle_graph.cli import (
    assistants,
    completion,
    curation,
    info,
    lookups,
    model,
    pictures,
    questions,
    stores,
    treatments,
)
from follicle_graph.cli.command import Parser, command_of
from follicle_graph.cli.completion import WANTED, complete
from follicle_graph.cli.console import say
from follicle_graph.cli.locations import with_search
from follicle_graph.cli.printing import complain
from follicle_graph.cli.spelling import as_command
from follicle_graph.errors import FollicleGraphError
from follicle_graph.model.vocabulary import DISCLAIMER
from follicle_graph.tools.calls import spelled
from follicle_graph.tools.did_you_mean import meant

_PARTS = (
    pictures,
    lookups,
    questions,
    model,
    treatments,
    stores,
    curation,
    info,
    assistants,
    completion,
)
"""The modules of the commands, in the order of the help."""


_BELOW = f"""\
each command's own help has its options and an example: follicle-graph paths --help

examples:
  follicle-graph about ritlecitinib
  follicle-graph effect baricitinib "alopecia areata"
  follicle-graph map --open

Tab completes commands, options and entities; see follicle-graph completion --help.
{DISCLAIMER}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 for a failed check, 2 for wrong use, 130 when stopped.

    >>> main(["info", "--json"])  # doctest: +ELLIPSIS
    {...}
    0
    """
    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # its errors become ours
    try:
        if WANTED in os.environ:
            complete(parsers()[0])
        options = _options(sys.argv[1:] if arguments is None else list(arguments))
        with warnings.catch_warnings(), spelled(as_command()):
            warnings.showwarning = _show
            code: int = options.run(options)
    except FollicleGraphError as error:
        complain(str(with_search(error)))
        return 2
    except KeyboardInterrupt:
        complain("stopped")
        return 130
    except BrokenPipeError:
        return 0
    except OSError as error:
        complain(f"{error.filename or 'a file'}: {error.strerror or error}; choose another")
        return 2
    return code


def _show(message: Warning | str, *_: object, **__: object) -> None:
    """A warning as its user can use it: what it says, not the line of code that says it."""
    complain(str(message))


class _Version(argparse.Action):
    """Prints the version; what knows it loads only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from follicle_graph.atlas.load import __version__

        say(f"{parser.prog} {__version__}")
        parser.exit()


def _options(arguments: list[str]) -> argparse.Namespace:
    """The command and its arguments; options may stand anywhere on the line."""
    parser, commands = parsers()
    for place, word in enumerate(arguments):
        if word in commands:
            others = arguments[:place] + arguments[place + 1 :]
            return commands[word].parse_intermixed_args(others)
    unknown = next((word for word in arguments if not word.startswith("-")), "")
    near = meant(unknown, commands) if unknown else ""
    if near:
        parser.error(f"no command {unknown!r}; did you mean {near!r}?")
    return parser.parse_args(arguments)


def parsers() -> tuple[Parser, Mapping[str, Parser]]:
    """The parser of the whole command line, and those of its commands."""
    parser = Parser(
        prog="follicle-graph",
        description="The evidence-graded atlas of hair-loss immunology.",
        epilog=_BELOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="its version")
    command, commands = command_of(parser)
    for part in _PARTS:
        part.add_commands(command)
    return parser, commands
