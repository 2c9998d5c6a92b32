"""The help of every command: an example that runs, and a word on every argument."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from importlib.resources import as_file
from pathlib import Path

import pytest

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.cli import main
from follicle_graph.cli.run_command import parsers
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import knowledge

PARSER, COMMANDS = parsers()


def example_of(command: str) -> list[str]:
    """The words of the example in the help of a command, without the program's name."""
    found = re.search(r"^example: follicle-graph (.+)$", COMMANDS[command].format_help(), re.M)
    assert found, f"the help of {command} has no example"
    return shlex.split(found[1])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, atlas: Graph) -> Path:
    """A folder with the files that the examples name."""
    folder = tmp_path_factory.mktemp("desk")
    with as_file(knowledge()) as facts:
        shutil.copytree(facts, folder / "knowledge")
    fg.write(atlas, folder / "atlas.json")
    (folder / "edges.csv").write_text("source,target,sign\nJAK1,CXCL10,1\n", "utf-8")
    shutil.copy(folder / "edges.csv", folder / "my_edges.csv")
    genes = ["IFNG", "CXCL9", "CXCL10", "CXCL11", "GZMB", "STAT1", "HLA-A", "HLA-B", "IL15", "CCL5"]
    rows = "".join(f"{gene},{2 - n / 10:.1f}\n" for n, gene in enumerate(genes))
    (folder / "table.csv").write_text(f"gene,log2FoldChange\n{rows}", "utf-8")
    with fg.open_store(folder / "atlas.lbug") as store:
        store.write(atlas)
    return folder


@pytest.fixture
def desk(files: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to work in."""
    return Path(shutil.copytree(files, tmp_path / "desk"))


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "serve"])
def test_the_example_of_every_command_runs(
    command: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(desk)
    words = example_of(command)
    assert words[0] == command
    code, out, err = run(capsys, *words)
    assert code == 0, err
    assert out.strip()
    assert "nothing found" not in out


def test_the_example_of_serve_runs_until_the_assistant_leaves() -> None:
    assert example_of("serve") == ["serve"]
    command = [sys.executable, "-m", "follicle_graph.cli", "serve"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, b"")


def test_the_examples_of_the_whole_program_run(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(desk)
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    lines = re.findall(r"^  follicle-graph (.+)$", PARSER.format_help(), re.M)
    assert len(lines) >= 3
    for line in lines:
        assert run(capsys, *shlex.split(line))[0] == 0, line
    assert opened == [(desk / "follicle-map.html").resolve().as_uri()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_is_explained(command: str) -> None:
    for action in COMMANDS[command]._actions:
        assert action.help, f"{command}: {action.option_strings or action.dest}"


def test_the_help_of_convert_lists_every_format(capsys: Capture) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["convert", "--help"])
    out = capsys.readouterr().out
    for name, endings in fg.formats()[["name", "endings"]].itertuples(index=False):
        assert re.search(rf"^  {re.escape(str(name))} +{re.escape(str(endings))}", out, re.M)


def completions(line: str, folder: Path) -> list[str]:
    """What a shell is offered at the end of a line."""
    answer = folder / "answer"
    answer.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line.encode())),
        "COMP_TYPE": "9",
    }
    command = [sys.executable, "-m", "follicle_graph.cli"]
    subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False)
    return [word.strip() for word in answer.read_text("utf-8").split("\n") if word.strip()]


def test_tab_completes_commands_options_entities_and_files(tmp_path: Path) -> None:
    (tmp_path / "mine.json").touch()
    assert completions("follicle-graph contr", tmp_path) == ["contradictions"]
    assert completions("follicle-graph paths --max", tmp_path) == ["--max-hops"]
    assert completions("follicle-graph about baric", tmp_path) == ["baricitinib"]
    assert completions("follicle-graph paths il15 hair_lo", tmp_path) == ["hair_loss"]
    assert completions("follicle-graph effect a b --layer mech", tmp_path) == ["mechanism"]
    assert completions("follicle-graph convert mi", tmp_path) == ["mine.json"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_what_a_shell_reads(shell: str, capsys: Capture) -> None:
    code, out, _ = run(capsys, "completion", shell)
    assert code == 0
    assert "follicle-graph" in out
    if shell == "bash" and (bash := shutil.which("bash")):
        subprocess.run([bash, "-n"], input=out, text=True, check=True)


def test_the_help_names_every_command(capsys: Capture) -> None:
    with contextlib.suppress(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert all(re.search(rf"^    {name}\b", out, re.M) for name in COMMANDS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_an_interrupted_server_ends_with_one_line() -> None:
    command = [sys.executable, "-m", "follicle_graph.cli", "serve"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        hello = '{"jsonrpc":"2.0","id":1,"method":"ping"}\n'
        server.stdin.write(hello.encode())
        server.stdin.flush()
        assert b'"id":1' in server.stdout.readline()  # it serves
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 130
        assert server.stderr is not None
        assert server.stderr.read() == b"follicle-graph: stopped\n"
