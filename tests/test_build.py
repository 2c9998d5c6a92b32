"""What is published: equal builds, a small wheel, and a wheel that works alone."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "build_release.py"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel after three equal builds; the script refuses others, and those over 4 MB."""
    _, built = SCRIPT["build_twice"](tmp_path_factory.mktemp("built"))
    return Path(built)


def test_the_wheel_is_small_and_whole(wheel: Path) -> None:
    assert wheel.stat().st_size < 4_000_000
    names = zipfile.ZipFile(wheel).namelist()
    package = ROOT / "src" / "follicle_graph"
    shipped = {name for name in names if name.startswith("follicle_graph/")}
    assert shipped == {
        file.relative_to(package.parent).as_posix()
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert sum("/licenses/" in name for name in names) >= 3


def test_builds_that_differ_are_refused(tmp_path: Path) -> None:
    for name, text in (("one", "a"), ("other", "b")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.whl").write_text(text, "utf-8")
    files = [[tmp_path / name / "same.whl"] for name in ("one", "other")]
    with pytest.raises(SCRIPT["ReleaseError"], match=r"two builds differ: same\.whl"):
        SCRIPT["check_equal"](*files)


def test_the_wheel_alone_works(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    command = [sys.executable, str(ROOT / "scripts" / "smoke.py")]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip().endswith(str(tmp_path / "site" / "follicle_graph"))


def test_a_wheel_that_is_too_large_is_not_left_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SCRIPT["build_twice"].__globals__, "MOST_BYTES", 1)
    with pytest.raises(SCRIPT["ReleaseError"], match="the most is 1"):
        SCRIPT["build_twice"](tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(SCRIPT["ReleaseError"], match=r"did not build(?s:.*)Missing `project`"):
        SCRIPT["_hatchling"](tmp_path, tmp_path / "built", "wheel")


def test_the_wheel_that_was_built_is_tried_not_an_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = SCRIPT["main"].__globals__
    old, new = tmp_path / "a-1.whl", tmp_path / "b-2.whl"
    for file in (old, new, tmp_path / "b-2.tar.gz"):
        file.write_bytes(b"")
    tried = []
    monkeypatch.setitem(names, "build_twice", lambda _: (tmp_path / "b-2.tar.gz", new))
    monkeypatch.setitem(names, "try_wheel", lambda wheel, _: tried.append(wheel))
    monkeypatch.setattr(sys, "argv", ["build", "--into", str(tmp_path), "--try", "python3"])
    assert SCRIPT["main"]() == 0
    assert tried == [new]
