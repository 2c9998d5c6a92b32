"""Calls that answers propose, as commands to type."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from follicle_graph.tools.calls import Call, Spelling

COMMANDS = {"what_if": "what-if", "explore": "map"}
"""Functions whose command has another name."""

_PLAIN = re.compile(r"[\w@%+=:,./-]+")
_SPACED = re.compile(r"[\w@%+=:,./() -]+")


def as_command(place: str | None = None) -> Spelling:
    """How calls are written as commands that ask a file or database; None: the atlas.

    >>> as_command()(Call("paths", ("IL-15", "hair loss"), {"max_hops": 7, "layers": None}))
    'follicle-graph paths IL-15 "hair loss" --max-hops 7 --layer all'
    """
    graph = ["--graph", quoted(place)] if place is not None else []

    def write(call: Call) -> str:
        names = [quoted(name if isinstance(name, str) else name[0]) for name in call.names]
        if call.function == "treatments":
            names = ["--disease", *names]
        command = COMMANDS.get(call.function, call.function)
        options = [word for name, value in call.options.items() for word in _option(name, value)]
        return " ".join(["follicle-graph", command, *names, *options, *graph])

    return write


def _option(name: str, value: object) -> list[str]:
    """An option and its value; again for each of several."""
    flag = f"--{name.replace('_', '-')}"
    if name == "layers":
        flag, value = "--layer", "all" if value is None else value
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [word for one in values for word in (flag, quoted(str(one)))]


def quoted(word: str) -> str:
    """A word as a shell takes it, whatever it holds.

    >>> quoted("IFN-γ"), quoted("hair loss"), quoted("$(date)")
    ('IFN-γ', '"hair loss"', "'$(date)'")
    """
    if _PLAIN.fullmatch(word) and not word.startswith("-"):
        return word
    return f'"{word}"' if _SPACED.fullmatch(word) else shlex.quote(word)
