"""Files of another version of the engine, and why the version is pinned."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import follicle_graph as fg
import servers
from follicle_graph.errors import StoreError
from follicle_graph.store import open_store
from stored import content

ROOT = Path(__file__).parents[2]
OLDER, OTHER_FORMAT = "0.20.3", "0.19.1"
"""The version before the pinned one, and the last one with another file format."""

WRITE = """
import sys, follicle_graph as fg
with fg.open_store(sys.argv[1]) as store:
    store.write(fg.sketch(sys.argv[2]))
"""
TEXT = "IL-15 -> CD8 T cell -| hair growth"


def engine(version: str) -> Path:
    """A folder with a version of the engine; installed when it is not there."""
    place = servers.KEPT / f"ladybug-{version}"
    if not (place / "ladybug").exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        try:
            subprocess.run(
                [*command, "--target", str(place), f"ladybug=={version}"], check=True, timeout=300
            )
        except (OSError, subprocess.SubprocessError) as problem:
            warnings.warn(f"NOT TESTED: ladybug {version}, {problem}", stacklevel=1)
            pytest.skip(f"ladybug {version} cannot be installed: {problem}")
    return place


def run(version: str, *command: str) -> None:
    """Run Python with this version of the engine."""
    paths = [str(engine(version)), str(Path(fg.__file__).parents[1])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, *command], check=True, timeout=120, env=environment)


def test_a_file_of_the_version_before_opens(path: Path) -> None:
    run(OLDER, "-c", WRITE, str(path), TEXT)
    with open_store(path) as store:
        assert content(store.read()) == content(fg.sketch(TEXT))
        store.append(fg.sketch("a -> b"))
        store.verify()


def test_a_file_of_another_format_is_carried_over_by_two_commands(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(OTHER_FORMAT, "-c", WRITE, str(path), TEXT)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"file format of ladybug=={OTHER_FORMAT}") as caught:
        open_store(path)
    assert path.read_bytes() == before
    assert caught.value.place == str(path)
    monkeypatch.chdir(path.parent)
    lines = [line.strip() for line in str(caught.value).splitlines()[1:]]
    assert len(lines) == 2
    for line in lines:
        install, _, convert = line.partition(" && ")
        version = install.removeprefix("pip install ladybug==")
        program, *arguments = shlex.split(convert)
        assert program == "follicle-graph"
        if version == OTHER_FORMAT:
            run(version, "-m", "follicle_graph.cli", *arguments)
        else:
            subprocess.run(
                [sys.executable, "-m", "follicle_graph.cli", *arguments], check=True, timeout=120
            )
    with open_store(path.with_name("new.lbug"), read_only=True) as store:
        assert content(store.read())[1:] == content(fg.sketch(TEXT))[1:]


def test_a_file_without_a_name_of_its_engine_is_refused_by_its_number(path: Path) -> None:
    with open_store(path) as store:
        store.write(fg.sketch(TEXT))
    data = bytearray(path.read_bytes()[:-4096])
    data[4] = 49
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"file format of ladybug==0\.22\.0 \(number 49\)"):
        open_store(path)


def test_the_pinned_engine_counts_what_later_ones_lose(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "engine-row-loss.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(code, "engine-row-loss.md", "exec"), {})
    pinned = re.findall(r"ladybug==([0-9.]+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert capsys.readouterr().out == f"ladybug {pinned[0]}: 2 chains\n"
