"""Any command: its help, its letters, what it loads."""

from __future__ import annotations

import io
import json
import sys
import warnings
from pathlib import Path

import pytest

from commands import Capture, run
from follicle_graph.cli import main
from follicle_graph.model.graph import Graph


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
        (["treatments", "--disease", "AA", "--explain", "baricitinib", "--json"], "Baricitinib ⊣ "),
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


def test_a_warning_says_what_it_says_and_no_line_of_code(tmp_path: Path, capsys: Capture) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text("subject\tpredicate\tobject\tstray\na\tincreases\tb\tx\n", encoding="utf-8")
    shown = warnings.showwarning
    code, _, err = run(capsys, "convert", str(edges), str(tmp_path / "a.lbug"))
    assert code == 0
    assert err.startswith("follicle-graph: ")
    assert "stray" in err
    assert "Warning" not in err
    assert ".py" not in err
    assert err.count("\n") == 1
    assert warnings.showwarning is shown


def test_the_version_is_that_of_the_atlas(atlas: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"follicle-graph {atlas.graph['version']}\n"
