"""Any command: its help, its letters, what it loads."""

from __future__ import annotations

import io
import json
import sys
import warnings
from pathlib import Path

import pytest

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.cli import main
from follicle_graph.model.graph import Graph


def test_arrows_fall_back_where_the_terminal_lacks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_written, encoding="ascii"))
    assert main(["paths", "IL-4", "IgE", "--limit", "1", "--specific"]) == 0
    sys.stdout.flush()
    assert b"IL-4 > STAT6 > IgE" in bytes_written.getvalue()


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
    assert capsys.readouterr().out == f"follicle-graph {fg.__version__}\n"
    assert atlas.graph["version"].startswith(fg.__version__)


def test_options_may_stand_anywhere(tmp_path: Path, capsys: Capture) -> None:
    first = run(capsys, "paths", "IL-15", "hair loss", "--limit", "2", "--specific")
    for words in (
        ("--limit", "2", "paths", "--specific", "IL-15", "hair loss"),
        ("paths", "IL-15", "--limit", "2", "hair loss", "--specific"),
    ):
        assert run(capsys, *words) == first
    file = str(tmp_path / "x.pdf")
    assert run(capsys, "figure", file, "--width", "85", "path", "IL-15", "hair loss")[0] == 0
    assert (tmp_path / "x.pdf").is_file()


def test_an_interrupted_command_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("follicle_graph.cli.locations.fg.load", stopped)
    assert run(capsys, "about") == (130, "", "follicle-graph: stopped\n")


@pytest.mark.parametrize(
    ("word", "near"), [("find", "search"), ("pahts", "paths"), ("plot", ""), ("zzz", "")]
)
def test_a_wrong_command_is_met_with_a_right_one(word: str, near: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main([word, "x"])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert (f"no command {word!r}; did you mean {near!r}?" in said) == bool(near)


@pytest.mark.parametrize(
    "words",
    [
        ["figure", "x.svg", "drug", "qqqqqq"],
        ["treatments", "--disease", "qqqqqq"],
        ["treatments", "--disease", "AA", "--explain", "qqqqqq"],
        ["about", "qqqqqq"],
        ["edges", "qqqqqq"],
    ],
    ids=" ".join,
)
def test_any_command_says_how_to_look_for_a_name(words: list[str], capsys: Capture) -> None:
    code, _, err = run(capsys, *words)
    assert code == 2
    assert err.endswith("look for a word of its name: follicle-graph search WORD\n")
