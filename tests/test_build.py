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
