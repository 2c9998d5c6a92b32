"""Build sdist and wheel twice, compare them byte by byte, and try the wheel alone.

    python scripts/build_release.py                   # into dist/, from a clean checkout
    python scripts/build_release.py --try python3.12  # also in a fresh environment of this Python

Each build starts from its own copy of the files that git knows, in a folder of another name and
with other times; a third wheel is built from the sdist. All must be equal. The files inside carry
the time of SOURCE_DATE_EPOCH, or a fixed one without it. Needs hatchling in this environment; only
`--try` needs a package index, for the dependencies.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_BYTES = 4_000_000
"""A wheel of this size or more is refused."""


class ReleaseError(Exception):
    """A build that must not be published, and why."""


def build_twice(into: Path) -> tuple[Path, Path]:
    """The sdist and the wheel in a folder, after three equal builds.

    Raises ReleaseError when builds differ or the wheel is too large.
    """
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name, epoch in (("one", 1_700_000_000), ("two-of-another-name", 1_800_000_000)):
            copy_sources(work / name, epoch)
            _hatchling(work / name, work / f"built-{name}", "sdist", "wheel")
        first, second = (
            sorted((work / f"built-{name}").iterdir()) for name in ("one", "two-of-another-name")
        )
        check_equal(first, second)
        sdist = next(file for file in first if file.suffix == ".gz")
        with tarfile.open(sdist) as archive:
            archive.extractall(work / "from-sdist", filter="data")
        (unpacked,) = (work / "from-sdist").iterdir()
        _hatchling(unpacked, work / "built-from-sdist", "wheel")
        check_equal(
            [file for file in first if file.suffix == ".whl"],
            sorted((work / "built-from-sdist").iterdir()),
        )
        wheel = next(file for file in first if file.suffix == ".whl")
        check_size(wheel)
        into.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy2(sdist, into)), Path(shutil.copy2(wheel, into))


def check_size(wheel: Path) -> None:
    """Refuse a wheel that is too large."""
    size = wheel.stat().st_size
    if size >= MOST_BYTES:
        raise ReleaseError(f"{wheel.name} has {size:,} bytes, the most is {MOST_BYTES:,}")


def copy_sources(target: Path, epoch: int) -> None:
    """The files that git knows, as they stand now, with this time; without git, all files."""
    if not (ROOT / ".git").exists():
        shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns("dist", "__pycache__"))
        names = [str(file.relative_to(target)) for file in target.rglob("*") if file.is_file()]
    else:
        command = ["git", "ls-files", "-z"]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = [name for name in found.stdout.split("\0") if name and (ROOT / name).is_file()]
        for name in names:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    for name in names:
        os.utime(target / name, (epoch, epoch))


def _hatchling(source: Path, into: Path, *targets: str) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(into)]
    for target in targets:
        command += ["-t", target]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    if done.returncode:
        raise ReleaseError(f"hatchling did not build {source.name}:\n{done.stderr.strip()}")


def check_equal(first: Sequence[Path], second: Sequence[Path]) -> None:
    """Refuse builds whose files differ in name or content."""
    one, other = ({file.name: sha256(file) for file in files} for files in (first, second))
    if one != other:
        different = sorted({name for name, _ in set(one.items()) ^ set(other.items())})
        raise ReleaseError(f"two builds differ: {', '.join(different)}")


def sha256(file: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def try_wheel(wheel: Path, python: str) -> None:
    """Install the wheel alone into a fresh environment of a Python, and run the smoke test."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        subprocess.run([python, "-m", "venv", str(place / "venv")], check=True)
        inside = place / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
        install = [str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, str(wheel.resolve())], check=True)
        script = str(ROOT / "scripts" / "smoke.py")
        subprocess.run([str(inside), "-I", script], cwd=place, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--into", default=str(ROOT / "dist"), help="a folder (default: dist)")
    parser.add_argument("--try", dest="pythons", action="append", default=[], metavar="PYTHON")
    options = parser.parse_args()
    try:
        built = build_twice(Path(options.into))
        for file in built:
            print(f"{sha256(file)}  {file.name}  {file.stat().st_size / 1e6:.2f} MB")
        print("two builds and a wheel of the sdist are equal, byte by byte")
        for python in options.pythons:
            try_wheel(built[1], python)
    except ReleaseError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
