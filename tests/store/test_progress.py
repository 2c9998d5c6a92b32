"""Long work tells how far it is, on a terminal and nowhere else."""

from __future__ import annotations

import io
import sys
import time

import pytest

from follicle_graph.store.progress import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal, or is none."""

    def __init__(self, *, real: bool) -> None:
        super().__init__()
        self.real = real

    def isatty(self) -> bool:
        return self.real


def told(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, seconds: float) -> str:
    """What is told of two steps, `seconds` apart."""
    stream, clock = Terminal(real=terminal), [100.0]
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    with Progress("rows", total=3000) as bar:
        for _ in range(2):
            clock[0] += seconds
            bar.add(1000)
    return stream.getvalue()


def test_on_a_terminal_one_line_grows_and_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    text = told(monkeypatch, terminal=True, seconds=2.0)
    assert text == "\r1,000 of 3,000 rows, 500/s\033[K\r2,000 of 3,000 rows, 500/s\033[K\n"


def test_nothing_is_told_elsewhere_or_of_short_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, terminal=False, seconds=2.0) == ""
    assert told(monkeypatch, terminal=True, seconds=0.4) == ""


def test_without_any_stderr_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(time, "monotonic", iter([0.0, 5.0]).__next__)
    with Progress("rows") as bar:
        bar.add(1)
