"""Calls that answers and errors propose, spelled for their reader: in Python or another way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Call:
    """A public function, the names it is asked about, and its options.

    A name is one text, or several where a list stands for one end of the question.
    """

    function: str
    names: tuple[str | Sequence[str], ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)


Spelling = Callable[[Call], str]
"""How a call is written."""

_IN_PYTHON = {
    "what_if": "what_if(G, {{{}: +1}})",
    "bibliography": "bibliography(about(G, {}))",
}
"""Functions that take the names in another form than the rest."""


def in_python(call: Call) -> str:
    """A call as Python code, `G` being the graph.

    >>> in_python(Call("paths", ("IL-15", "hair"), {"max_hops": 7}))
    'paths(G, "IL-15", "hair", max_hops=7)'
    """
    if call.function in _IN_PYTHON:
        return _IN_PYTHON[call.function].format(*map(_quoted, call.names))
    options = [f"{name}={value!r}" for name, value in call.options.items()]
    return f"{call.function}({', '.join(['G', *map(_quoted, call.names), *options])})"


def _quoted(name: str | Sequence[str]) -> str:
    if isinstance(name, str):
        return '"' + name.replace('"', '\\"') + '"'
    names = [_quoted(one) for one in name]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


_spelling: ContextVar[Spelling] = ContextVar("spelling of calls", default=in_python)


def spell(function: str, *names: str | Sequence[str], **options: object) -> str:
    """A call as whoever asked writes it: Python, unless `spelled` says otherwise.

    >>> spell("about", "IL-15")
    'about(G, "IL-15")'
    """
    return _spelling.get()(Call(function, names, options))


@contextmanager
def spelled(spelling: Spelling) -> Iterator[None]:
    """Inside the block, answers and errors spell calls in this way.

    >>> with spelled(lambda call: call.function.upper()):
    ...     spell("about", "IL-15")
    'ABOUT'
    """
    token = _spelling.set(spelling)
    try:
        yield
    finally:
        _spelling.reset(token)
