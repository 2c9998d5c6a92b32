"""Run the corpus of Cypher queries with another version of the embedded engine.

    python scripts/check_engine.py 0.22.0

The version is installed into a virtual environment of its own, which takes everything else from
this one. Prints each query that it answers wrongly; exit code 1 when there is one. Run it before
the version in `pyproject.toml` is changed. Needs the package index.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def environment(folder: Path, version: str) -> Path:
    """The interpreter of a new virtual environment with this version of the engine."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    own = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--target", own, f"ladybug=={version}"], check=True)
    shared = [str(ROOT / "src"), str(ROOT / "tests"), sysconfig.get_path("purelib")]
    (Path(own) / "shared.pth").write_text("\n".join(shared))
    return python


def check(folder: Path) -> int:
    """Ask every query of the corpus; the number of wrong answers."""
    import ladybug

    import cypher_corpus as corpus
    from follicle_graph.errors import FollicleGraphError
    from follicle_graph.store import open_store

    G = corpus.graph()
    queries = corpus.queries(G)
    wrong = 0
    with open_store(folder / "corpus.lbug") as store:
        store.write(G)
        for query in queries:
            try:
                problem = corpus.problem(
                    query, store.cypher(query.text, **query.params), query.walk
                )
            except FollicleGraphError as error:
                problem = f"{error}: {query.text}"
            if problem is not None:
                wrong += 1
                print(problem)
    print(f"ladybug {ladybug.__version__}: {wrong} of {len(queries)} answers are wrong")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("version", nargs="?", help="of ladybug; without it the installed one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if given.version is None:
            sys.path.insert(0, str(ROOT / "tests"))
            return int(check(Path(name)) > 0)
        python = environment(Path(name, "environment"), given.version)
        return subprocess.run([str(python), __file__]).returncode


if __name__ == "__main__":
    sys.exit(main())
