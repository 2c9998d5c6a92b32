"""Fuzz the readers: `python scripts/fuzz_formats.py [--seconds 300] [--format NAME] [FOLDER]`.

Small files of every format, and the files of FOLDER, are changed at random (bytes flipped, cut,
doubled, swapped with parts of others); each format has a file that can be read as it is. A reader
may return a graph that keeps the contract or raise our error; anything else is printed with a file
that causes it. Where a reader only stumbled (`FormatError` with a cause), the cause is counted,
since a better message is due.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import pandas as pd

import follicle_graph as fg
from follicle_graph.errors import FollicleGraphError
from follicle_graph.files.format import Format
from follicle_graph.files.formats_table import FORMATS

_PIECES = [
    *(bytes([code]) for code in b'"<>{}[](),-\t\n\0\xff\\'),
    b"NaN",
    b"null",
    b"1e999",
    b'"id":',
    b"&amp;",
    b"SET ",
]


SMALL = Path(__file__).parents[1] / "tests" / "data" / "formats"
LARGEST = 100_000
"""Larger files are cut there."""


def seeds(format_: Format, folder: Path | None) -> list[bytes]:
    """Files to start from: written by us, small ones made by hand, and those of the folder."""
    found = []
    if format_.write is not None:
        G = fg.sketch("a -> b -| c; c -> a; d -- a")
        part = fg.neighborhood(fg.load(), "dupilumab", max_hops=1)
        found = ["".join(format_.write(one)).encode() for one in (G, part)]
    frame = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "sign": [1, -1]})
    memory = io.BytesIO()
    if format_.name == "excel":
        frame.to_excel(memory, index=False)
    elif format_.name == "parquet":
        frame.to_parquet(memory)
    elif format_.name == "text":
        frame.to_csv(memory, sep="\t", index=False)
    found += [memory.getvalue()] if memory.getvalue() else []
    for place in filter(None, (SMALL, folder)):
        for path in sorted(place.iterdir()):
            if path.name.casefold().endswith(format_.endings):
                found.append(path.read_bytes()[:LARGEST])
                found.append(path.read_bytes()[:2_000])
    return found


def readable(format_: Format, files: list[bytes], path: Path) -> bool:
    """Whether one of the files can be read as it is: else the fuzzer would test nothing."""
    for data in files:
        path.write_bytes(data)
        try:
            if fg.read(path, format=format_.name).size():
                return True
        except FollicleGraphError:
            continue
    return False


def changed(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        place = chance.randrange(len(out) + 1)
        end = min(len(out), place + chance.choice([1, 2, 8, 60]))
        kind = chance.randrange(6)
        if kind == 0:
            out[place:end] = b""
        elif kind == 1:
            out[place:place] = out[place:end]
        elif kind == 2:
            out[place:place] = chance.choice(_PIECES)
        elif kind == 3 and place < len(out):
            out[place] = chance.randrange(256)
        elif kind == 4:
            del out[place:]
        else:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            out[place:end] = other[start : start + chance.choice([4, 30, 200])]
    return bytes(out)


def fuzz(format_: Format, files: list[bytes], seconds: float, folder: Path) -> Counter[str]:
    chance = random.Random(format_.name)
    told: Counter[str] = Counter()
    path = folder / f"fuzz{format_.endings[0]}"
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = changed(chance.choice(files), files, chance)
        path.write_bytes(data)
        try:
            G = fg.read(path, format=format_.name)
            fg.validate(G)
            told["graph"] += 1
        except FollicleGraphError as error:
            cause = error.__cause__
            told[
                "error" if cause is None else f"stumbled: {type(cause).__name__}: {cause}"[:90]
            ] += 1
        except (Exception, RecursionError) as error:
            what = f"CRASH {type(error).__name__}: {error}"[:120]
            if what not in told:
                kept = Path(tempfile.gettempdir()) / f"fuzz-{format_.name}-{len(told)}"
                kept.write_bytes(data)
                print(f"{format_.name}: the next crash is that of {kept}: {what}")
            told[what] += 1
    return told


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--format")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        for one in FORMATS:
            if one.read is None or options.format not in (None, one.name):
                continue
            files = seeds(one, options.folder)
            if not readable(one, files, Path(name) / f"seed{one.endings[0]}"):
                print(f"{one.name}: no file to start from can be read")
                bad += 1
                continue
            told = fuzz(one, files, options.seconds, Path(name))
            total = sum(told.values())
            print(f"{one.name}: {total} files, {told['graph']} graphs, {told['error']} errors")
            for text, count in told.most_common():
                if text not in ("graph", "error"):
                    print(f"  {count} × {text}")
                    bad += text.startswith("CRASH")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
