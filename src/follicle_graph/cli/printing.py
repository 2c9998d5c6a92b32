"""What several commands print the same way: tables, complaints, errors of the library."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
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
        say("nothing found" if frame.empty else frame.to_string(index=False, na_rep=""))


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON has them: numbers, texts, lists and null."""
    told: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    return told


def complain(text: str) -> None:
    """Print what is wrong on the stream of errors, under the name of the command."""
    say(f"follicle-graph: {text}", file=sys.stderr)


@contextmanager
def retold(*words: tuple[str, str]) -> Iterator[None]:
    """Errors that speak of the arguments of a call name the options of the command instead.

    `words`: pairs of a pattern and what stands in its place.
    """
    try:
        yield
    except FollicleGraphError as problem:
        told = str(problem)
        for pattern, instead in words:
            told = re.sub(pattern, instead, told)
        if told == str(problem):
            raise
        raise FollicleGraphError(told) from problem
