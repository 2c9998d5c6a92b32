"""Any command: its help, its letters, what it loads."""

from __future__ import annotations

import io
import json
import sys

import pytest

from commands import Capture
from follicle_graph.cli import main


def test_arrows_fall_back_where_the_terminal_lacks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_written, encoding="ascii"))
    assert main(["paths", "IL-4", "IgE", "--limit", "1", "--specific"]) == 0
    sys.stdout.flush()
    assert b"IL-4 > STAT6 > IgE" in bytes_written.getvalue()


COMMANDS = (
    "map figure paths effect loops contradictions evidence treatments query convert verify "
    "check tidy add paper diff info"
)


@pytest.mark.parametrize("command", COMMANDS.split())
def test_help_shows_an_example(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"example: follicle-graph {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["paths", "TNF-α", "CXCL10", "--json"], "TNF-α → "),
        (["treatments", "--disease", "AA", "--explain", "baricitinib", "--json"], "⊣ JAK1"),
    ],
)
def test_json_keeps_letters_that_the_terminal_lacks(
    monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    assert main(words) == 0
    sys.stdout.flush()
    assert told in str(json.loads(written.getvalue()))
