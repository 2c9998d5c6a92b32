"""A command as its user meets it: its exit code and what it printed."""

from __future__ import annotations

import pytest

from follicle_graph.cli import main

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    """Its exit code, what it printed and what it complained of."""
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err
