"""Try an installed follicle-graph from end to end: load, ask, draw, page, database, command line.

Run it with the Python where the wheel is installed, from anywhere: `python scripts/smoke.py`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import follicle_graph as fg


def main() -> None:
    G = fg.load()
    assert len(G) > 700, len(G)
    assert fg.digest(G) == G.graph["digest"]
    assert fg.effect(G, "baricitinib", "alopecia areata").verdict == "decrease"
    assert fg.what_if(G, {"JAK1": -1}, samples=20).change("CXCL10") == -1
    assert len(fg.treatments(G, "AA")) > 50
    with tempfile.TemporaryDirectory() as folder:
        figure = Path(fg.picture(G, "story").save(f"{folder}/story.svg"))
        page = Path(fg.explore(G).save(f"{folder}/page.html"))
        assert figure.stat().st_size > 10_000
        assert page.stat().st_size > 100_000
        with fg.open_store(f"{folder}/atlas.lbug") as store:
            store.write(G)
            assert fg.digest(store.read()) == G.graph["digest"]
        fg.write(G, f"{folder}/atlas.graphml")
        assert len(fg.read(f"{folder}/atlas.graphml")) == len(G)
    command = [sys.executable, "-m", "follicle_graph.cli", "check"]
    said = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert "all facts pass" in said.stdout, said.stdout
    version = sys.version.split()[0]
    print(f"follicle-graph {fg.__version__} works on Python {version}: {Path(fg.__file__).parent}")


if __name__ == "__main__":
    main()
