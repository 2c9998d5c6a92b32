"""What several commands print the same way: tables and complaints."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from follicle_graph.console import say, say_json

if TYPE_CHECKING:
    import pandas as pd


def say_frame(frame: pd.DataFrame, *, as_json: bool) -> None:
    """Print a table, aligned for people or as a JSON list of its rows."""
    if as_json:
        say_json(json.loads(frame.to_json(orient="records")))
    else:
        say("nothing found" if frame.empty else frame.to_string(index=False, na_rep=""))


def complain(text: str) -> None:
    """Print what is wrong on the stream of errors, under the name of the command."""
    say(f"follicle-graph: {text}", file=sys.stderr)
