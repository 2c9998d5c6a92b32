"""What several commands print the same way: tables, complaints, errors of the library."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from follicle_graph.cli.console import say, say_json
from follicle_graph.errors import FollicleGraphError

if TYPE_CHECKING:
    import pandas as pd


def say_frame(frame: pd.DataFrame, *, as_json: bool) -> None:
    """Print a table, aligned for people or as a JSON list of its rows."""
    if as_json:
        say_json(rows(frame))
    else:
        say("nothing found" if frame.empty else aligned(frame))


def aligned(frame: pd.DataFrame) -> str:
    """A table as text: columns to the left, nothing cut, missing values empty.

    >>> import pandas as pd
    >>> print(aligned(pd.DataFrame({"id": ["il15", "a"], "support": [0.5, None]})))
    id    support
    il15  0.50
    a
    """
    lines = [list(map(str, frame.columns))]
    lines += [list(map(_cell, row)) for row in frame.itertuples(index=False)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cell(value: object) -> str:
    if value is None or value != value:  # only what is not a number differs from itself
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    return " ".join(str(value).split())


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them: numbers, texts, lists and null."""
    records: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    return records


def complain(text: str) -> None:
    """Print what is wrong on the stream of errors, under the name of the command."""
    say(f"follicle-graph: {text}", file=sys.stderr)


@contextmanager
def reworded(reword: Callable[[FollicleGraphError], FollicleGraphError]) -> Iterator[None]:
    """Errors of a call say what to do on the command line instead.

    Parameters
    ----------
    reword
        Returns the error with other fields (`error.but(…)`), or the very same error.
    """
    try:
        yield
    except FollicleGraphError as error:
        other = reword(error)
        if other is error:
            raise
        raise other from error
