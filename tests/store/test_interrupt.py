"""Ctrl-C in long work: one line, the old content, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from follicle_graph.model.sketch import sketch
from follicle_graph.store import open_store
from stored import content

WORK = {
    "write": """
import sys, follicle_graph as fg
G = fg.sketch("; ".join(f"a{i} -> b{i}" for i in range(20_000)))
with fg.open_store(sys.argv[1]) as store:
    store.write(G)
""",
    "load": """
import sys, follicle_graph as fg
with fg.open_store(sys.argv[1]) as store:
    store.load(sys.argv[2])
""",
    "convert": """
import sys
from follicle_graph.cli import main
sys.exit(main(["convert", sys.argv[2], sys.argv[1]]))
""",
}


@pytest.mark.skipif(os.name == "nt", reason="signals are of POSIX")
@pytest.mark.parametrize(
    ("work", "place"), [("write", "old"), ("load", "old"), ("convert", "old"), ("convert", "new")]
)
def test_interrupted_work_leaves_the_old_content(work: str, place: str, tmp_path: Path) -> None:
    path, edges = tmp_path / "graph.lbug", tmp_path / "edges.tsv"
    rows = "".join(f"n{i}\tincreases\tm{i % 999}\n" for i in range(60_000))
    edges.write_text("subject\tpredicate\tobject\n" + rows)
    if place == "old":
        with open_store(path) as store:
            store.write(sketch("old -> content"))
    before = path.stat().st_ino if place == "old" else None
    process = subprocess.Popen(
        [sys.executable, "-c", WORK[work], str(path), str(edges)],
        stderr=subprocess.PIPE,
        text=True,
        # a shell starts what runs in its background with SIGINT ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    new = path.with_name(f".{path.name}.follicle-graph-new")
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if new.exists() and path.exists():  # a store that is made begins with an empty file
            break
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode != 0, "the work was done before it could be interrupted"
    if work == "convert":
        assert len(told.splitlines()) == 1, told
        assert "stopped" in told
        assert process.returncode == 130
    else:
        assert told.splitlines()[-1] == "KeyboardInterrupt"
    left = {one.name for one in tmp_path.iterdir()}
    if place == "old":
        assert left == {"edges.tsv", path.name}
        assert path.stat().st_ino == before
        with open_store(path) as store:
            assert content(store.read()) == content(sketch("old -> content"))
    else:
        assert left <= {"edges.tsv", path.name}
        with open_store(path) as store:  # the lock is free
            assert len(store.read()) == 0
