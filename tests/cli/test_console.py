"""Odd terminals and file systems, as far as one machine can play them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import follicle_graph as fg
from follicle_graph.cli.console import fitted, say, say_json
from follicle_graph.model.graph import Graph

PATHS = ["paths", "IL-4", "IgE", "--limit", "1", "--specific"]


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, with these settings of its surroundings."""
    command = [sys.executable, "-m", "follicle_graph.cli", *arguments]
    inherited = {
        k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONIO"))
    }
    return subprocess.run(command, capture_output=True, check=False, env={**inherited, **settings})


@pytest.mark.parametrize(
    ("settings", "encoding"),
    [
        ({"PYTHONIOENCODING": "cp1252"}, "cp1252"),
        ({"PYTHONIOENCODING": "cp437"}, "cp437"),
        ({"PYTHONIOENCODING": "ascii"}, "ascii"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "ascii"),
        ({"LC_ALL": "C"}, "utf-8"),
    ],
)
def test_a_path_is_printed_on_any_terminal(settings: dict[str, str], encoding: str) -> None:
    done = run(*PATHS, **settings)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode(encoding)
    arrow = "→" if encoding == "utf-8" else ">"
    assert f"IL-4 {arrow} STAT6 {arrow} IgE" in text
    assert "?" not in text


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_greek_letters_and_errors_are_spelled_out(encoding: str) -> None:
    done = run("evidence", "IFN-γ", "IL-15", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    done = run("paths", "IFN-γγ", "IL-15", PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert "no entity is named 'IFN-gammagamma'" in done.stderr.decode(encoding)


@pytest.mark.parametrize(
    "arguments", [["info"], ["check", "--hints"], ["contradictions"], ["loops", "--limit", "2"]]
)
def test_nothing_fails_for_a_letter(arguments: list[str]) -> None:
    done = run(*arguments, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert b"\x1a" not in done.stdout


def test_no_file_is_read_or_written_in_the_encoding_of_the_machine(tmp_path: Path) -> None:
    code = (
        "import follicle_graph as fg, sys\n"
        "G = fg.load(); fg.write(G, sys.argv[1] + '/a.json'); fg.read(sys.argv[1] + '/a.json')\n"
        "from follicle_graph.cli import main\n"
        "main(['check']); main(['figure', sys.argv[1] + '/f.svg', 'drug', 'rapamycin'])\n"
        "main(['map', '-o', sys.argv[1] + '/m.html'])\n"
    )
    command = [sys.executable, "-X", "warn_default_encoding", "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ours = [x for x in done.stderr.splitlines() if "EncodingWarning" in x and "follicle_graph" in x]
    assert ours == []


@given(st.text(), st.sampled_from(["ascii", "cp1252", "cp437", "utf-8", "shift_jis", "no-such"]))
def test_a_fitted_text_can_be_printed(text: str, encoding: str) -> None:
    told = fitted(text, encoding)
    told.encode("ascii" if encoding == "no-such" else encoding)
    try:
        same = told == text
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return
    assert same


def test_a_stream_without_an_encoding_gets_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    say("IFN-γ → CXCL10", file=stream)
    assert stream.getvalue() == "IFN-γ → CXCL10\n"
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    say_json({"label": "IFN-γ"})
    sys.stdout.flush()
    assert written.getvalue() == b'{\n  "label": "IFN-\\u03b3"\n}\n'


@pytest.mark.parametrize("number", [13, 18, 30, 116])
def test_a_folder_that_refuses_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, atlas: Graph, number: int
) -> None:
    """Read-only folders (13, 30), and shares where a rename crosses devices (18) or goes stale."""
    target = tmp_path / "atlas.json"
    target.write_text("mine", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(fg.OutputError, match="name a file in a folder that exists"):
        fg.write(atlas, target)
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["atlas.json"]
    assert target.read_text(encoding="utf-8") == "mine"


INTO_A_FOLDER = """
import os, pathlib, sys
from follicle_graph.errors import OutputError
from follicle_graph.tools.atomic_file import whole_file
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    with whole_file(pathlib.Path(sys.argv[1])) as beside:
        beside.write_text("x", encoding="utf-8")
except OutputError as problem:
    print(problem)
"""
"""Runs as nobody where the tests run as root, who may write everywhere."""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are of POSIX")
@pytest.mark.parametrize(("rights", "refused"), [(0o555, True), (0o777, False)])
def test_a_real_read_only_folder_is_an_error(rights: int, refused: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        target = Path(name, "a.txt")
        Path(name).chmod(rights)
        done = subprocess.run(
            [sys.executable, "-c", INTO_A_FOLDER, str(target)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert ("cannot write" in done.stdout) is refused, done.stdout
        assert target.exists() is not refused
        Path(name).chmod(0o700)


def test_facts_are_read_from_a_folder_with_blanks_and_letters(tmp_path: Path) -> None:
    from follicle_graph.model.vocabulary import knowledge

    folder = tmp_path / "Mes données γ (1)"
    folder.symlink_to(str(knowledge()), target_is_directory=True)
    done = run("check", str(folder), PYTHONIOENCODING="cp1252", PYTHONUTF8="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == b"all facts pass"
