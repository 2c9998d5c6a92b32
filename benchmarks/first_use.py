"""Times and sizes of a first use: `python benchmarks/first_use.py`.

Prints a table: import against networkx, load() with libyaml and without, the command
`follicle-graph map` as a whole, and the size of its page. Times are medians of several runs.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LOAD = """
import time, yaml
{patch}
import follicle_graph as fg
start = time.perf_counter()
fg.load()
print(time.perf_counter() - start)
"""
WITHOUT_LIBYAML = "del yaml.CBaseLoader"


def seconds(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def printed(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    bare = statistics.median(seconds(sys.executable, "-c", "pass") for _ in range(7))
    imports = {"networkx": list[float](), "follicle_graph": list[float]()}
    for _ in range(9):
        for name, times in imports.items():
            times.append(seconds(sys.executable, "-c", f"import {name}") - bare)
    nx, fg = (statistics.median(times) for times in imports.values())
    with_c = statistics.median(printed(LOAD.format(patch="")) for _ in range(5))
    without = statistics.median(printed(LOAD.format(patch=WITHOUT_LIBYAML)) for _ in range(5))
    with tempfile.TemporaryDirectory() as folder:
        page, drawn = Path(folder, "m.html"), Path(folder, "m.svg")
        map_command = [sys.executable, "-m", "follicle_graph.cli", "map", "-o", str(page)]
        map_command += ["--figure", str(drawn), "--store", str(Path(folder, "m.lbug"))]
        mapped = statistics.median(seconds(*map_command) for _ in range(3))
        size = page.stat().st_size
    print(f"import networkx                    {nx:8.3f} s")
    print(f"import follicle_graph              {fg:8.3f} s   ({fg / nx:.2f} of networkx)")
    print(f"load(), libyaml                    {with_c:8.3f} s")
    print(f"load(), no libyaml                 {without:8.3f} s")
    print(f"map: page, figure and database     {mapped:8.2f} s")
    print(f"page                               {size / 1e6:8.3f} MB")


if __name__ == "__main__":
    main()
