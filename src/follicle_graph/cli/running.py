"""One command from its words to its exit code."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from follicle_graph.cli import curation, info, pictures, questions, stores, treatments
from follicle_graph.cli.command import command_of
from follicle_graph.cli.printing import complain
from follicle_graph.errors import FollicleGraphError
from follicle_graph.vocabulary import DISCLAIMER


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 for a failed check, 2 for wrong use.

    >>> main(["info", "--json"])  # doctest: +ELLIPSIS
    {...}
    0
    """
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except FollicleGraphError as error:
        complain(str(error))
        return 2
    except BrokenPipeError:
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="follicle-graph",
        description="The evidence-graded atlas of hair-loss immunology.",
        epilog=DISCLAIMER,
    )
    command = command_of(parser)
    for room in (pictures, questions, treatments, stores, curation, info):
        room.add_commands(command)
    return parser
