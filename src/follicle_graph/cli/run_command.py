"""One command from its words to its exit code."""

from __future__ import annotations

import argparse
import logging
import warnings
from collections.abc import Sequence

from follicle_graph.cli import curation, info, pictures, questions, stores, treatments
from follicle_graph.cli.command import command_of
from follicle_graph.cli.console import say
from follicle_graph.cli.printing import complain
from follicle_graph.errors import FollicleGraphError
from follicle_graph.model.vocabulary import DISCLAIMER


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 for a failed check, 2 for wrong use.

    >>> main(["info", "--json"])  # doctest: +ELLIPSIS
    {...}
    0
    """
    options = _parser().parse_args(arguments)
    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # its errors are told as ours
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show
            code: int = options.run(options)
    except FollicleGraphError as error:
        complain(str(error))
        return 2
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="follicle-graph",
        description="The evidence-graded atlas of hair-loss immunology.",
        epilog=DISCLAIMER,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="its version")
    command = command_of(parser)
    for room in (pictures, questions, treatments, stores, curation, info):
        room.add_commands(command)
    return parser
