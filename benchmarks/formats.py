"""Times of reading and writing files: `python benchmarks/formats.py [STATEMENTS.json]`.

Prints medians of eleven runs: the atlas written and read as our own JSON, and INDRA statements
read (default: 2 319 made-up statements), beside the time that plain `json.loads` takes for them.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import follicle_graph as fg


def seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(11):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def made_up(count: int) -> list[dict[str, object]]:
    return [
        {
            "type": "Activation" if n % 2 else "Inhibition",
            "subj": {"name": f"s{n % 700}", "db_refs": {"TEXT": f"s{n % 700}"}},
            "obj": {"name": f"o{n % 694}", "db_refs": {"TEXT": f"o{n % 694}"}},
            "belief": 0.9,
            "id": f"{n:036}",
            "evidence": [
                {
                    "source_api": "reach",
                    "pmid": str(n),
                    "text": f"Sentence {n}, α. " * 20,
                    "text_refs": {"PMID": str(n)},
                    "source_hash": n,
                }
            ],
        }
        for n in range(count)
    ]


def main() -> None:
    atlas = fg.load()
    with tempfile.TemporaryDirectory() as folder:
        ours, statements = Path(folder, "atlas.json"), Path(folder, "statements.json")
        written = seconds(lambda: fg.write(atlas, ours))
        read = seconds(lambda: fg.read(ours))
        print(
            f"atlas written                  {written:7.3f} s   {ours.stat().st_size / 1e6:.2f} MB"
        )
        print(f"atlas read, digest verified    {read:7.3f} s")
        if len(sys.argv) > 1:
            statements = Path(sys.argv[1])
        else:
            statements.write_text(json.dumps(made_up(2319)), encoding="utf-8")
        bare = seconds(lambda: json.loads(statements.read_bytes()))
        took = seconds(lambda: fg.read(statements, format="indra"))
        count = len(json.loads(statements.read_bytes()))
        print(f"{count} INDRA statements read    {took:7.3f} s   ({took / bare:.1f} of json.loads)")


if __name__ == "__main__":
    main()
