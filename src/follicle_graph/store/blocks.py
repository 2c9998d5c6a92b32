"""Tab-separated files as columns, block by block: quotes are data, nothing is guessed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from follicle_graph.errors import StoreError

BLOCK = 16_000_000
"""Characters of a file that are in memory at once."""


class Block(NamedTuple):
    """Some rows of a file: where it is, the line of each row, and the wanted columns.

    A column that the file does not have is empty text; so is a cell where a row ends early.
    """

    path: Path
    lines: Sequence[int]
    columns: Sequence[Sequence[str]]

    def where(self, row: int) -> str:
        """The place of a row, for messages."""
        return f"{self.path}, line {self.lines[row]}"


def blocks(
    path: Path,
    wanted: Sequence[str],
    needed: Sequence[str],
    *,
    also: Mapping[str, str],
    warn: bool = False,
) -> Iterator[Block]:
    """The wanted columns of a file, block by block; lines without text are left out.

    `also`: other names of columns; `warn`: whether to tell of columns that are not wanted.

    Raises StoreError for a file that cannot be read, naming the line.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.tsv")
    ...     _ = path.write_text("id\\tname\\na\\tA\\n\\nb\\n")
    ...     [block[1:] for block in blocks(path, ("name", "id"), ("id",), also={})]
    [([2, 4], [('A', ''), ('a', 'b')])]
    """
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            header = file.readline().rstrip("\r\n").split("\t")
            places = _places(path, header, wanted, needed, also, warn)
            first = 2
            while text := file.readlines(BLOCK):
                cells = [line.rstrip("\r\n").split("\t") for line in text]
                lines, columns = _columns(path, cells, first, len(header))
                first += len(text)
                if columns:
                    nothing = ("",) * len(lines)
                    found = [nothing if at is None else columns[at] for at in places]
                    yield Block(path, lines, found)
    except (OSError, UnicodeDecodeError) as problem:
        raise StoreError(f"{path} cannot be read ({problem}); name a file of UTF-8 text") from None


def _places(
    path: Path,
    header: Sequence[str],
    wanted: Sequence[str],
    needed: Sequence[str],
    also: Mapping[str, str],
    warn: bool,
) -> list[int | None]:
    """Which column of the file each wanted one is, None for one that is not there."""
    place: dict[str, int] = {}
    for position, name in enumerate(header):
        place.setdefault(also.get(name, name), position)
    missing = [name for name in needed if name not in place]
    if missing:
        raise StoreError(
            f"{path} has no column {missing[0]!r}; its first row names the columns, with "
            f"tabs between them, {', '.join(needed)} among them"
        )
    places = [place.get(name) for name in wanted]
    other = [name for position, name in enumerate(header) if position not in places]
    if warn and other:
        text = f"{path.name}: columns not taken over: {', '.join(sorted(other))}"
        warnings.warn(text, stacklevel=2)
    return places


def _columns(
    path: Path, cells: list[list[str]], first: int, width: int
) -> tuple[Sequence[int], list[tuple[str, ...]]]:
    """The line and the columns of rows, each row made as wide as the first line."""
    lines: Sequence[int] = range(first, first + len(cells))
    if width == 1 or set(map(len, cells)) != {width}:
        for line, row in zip(lines, cells, strict=True):
            if len(row) > width:
                raise StoreError(
                    f"{path}, line {line} has {len(row)} fields, the first line {width}; "
                    "put exactly one tab between fields"
                )
        lines = [line for line, row in zip(lines, cells, strict=True) if row != [""]]
        cells = [row + [""] * (width - len(row)) for row in cells if row != [""]]
    return lines, list(zip(*cells, strict=True))
