"""Tab-separated files as columns, block by block: quotes are data, nothing is guessed.

Arrow reads a block in which nothing is unusual. Another one (rows that end early, blank lines,
text that is no UTF-8, …) is read line by line, which tells the same and says what is wrong.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING

from follicle_graph.errors import StoreError

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 16_000_000
"""Bytes of a file that are in memory at once; a longer line is, too."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Block:
    """Some rows of a file: where it is, the line of each row, and the wanted columns as text.

    A column that the file does not have is empty text; so is a cell where a row ends early.
    """

    path: Path
    lines: Sequence[int]
    table: pa.Table

    @cached_property
    def columns(self) -> list[list[str]]:
        """The columns as lists, for who has to look at rows."""
        return [column.to_pylist() for column in self.table.columns]

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
    ...     found = blocks(path, ("name", "id"), ("id",), also={})
    ...     [(block.lines, block.columns) for block in found]
    [([2, 4], [['A', ''], ['a', 'b']])]
    """
    try:
        with path.open("rb") as file:
            header = file.readline().decode("utf-8-sig").rstrip("\r\n").split("\t")
            places = _places(path, header, wanted, needed, also, warn)
            first = 2
            for chunk in _chunks(file):
                block = _parsed(path, chunk, first, len(header), places)
                if block is not None:
                    first += len(block.lines)
                else:
                    rows = [line.rstrip("\r").split("\t") for line in _lines(path, chunk, first)]
                    block = _looked_at(path, rows, first, len(header), places)
                    if not chunk.endswith(b"\n"):
                        _check_end(path, rows[-1], first + len(rows) - 1, len(header))
                    first += len(rows)
                if block.lines:
                    yield block
    except (OSError, UnicodeDecodeError) as problem:
        raise StoreError(f"{path} cannot be read ({problem}); name a file of UTF-8 text") from None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of a file in parts of whole lines."""
    while chunk := file.read(BLOCK):
        yield chunk if chunk.endswith(b"\n") else chunk + file.readline()


def _lines(path: Path, chunk: bytes, first: int) -> list[str]:
    try:
        lines = chunk.decode().split("\n")
    except UnicodeDecodeError as problem:
        line = first + chunk.count(b"\n", 0, problem.start)
        raise StoreError(
            f"{path}, line {line} holds {chunk[problem.start : problem.start + 1]!r}, which is no "
            "UTF-8; save the file as UTF-8 text"
        ) from None
    return lines if lines[-1] else lines[:-1]


def _check_end(path: Path, row: Sequence[str], line: int, width: int) -> None:
    """Raises StoreError for a last row that ends early, and the file with it."""
    if row != [""] and len(row) < width:
        raise StoreError(
            f"{path} ends within line {line}, which has {len(row)} of {width} fields: it may have "
            "been cut off; complete it, or end its last line with a line break"
        )


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


def _parsed(
    path: Path, chunk: bytes, first: int, width: int, places: Sequence[int | None]
) -> Block | None:
    """A block as Arrow reads it, None when it has to be read line by line."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    chunk = chunk.replace(b"\r\n", b"\n") if b"\r" in chunk else chunk
    if width == 1 or b"\r" in chunk or chunk.startswith(_BOM):
        return None  # Arrow would take it for something else
    names = [str(place) for place in range(width)]
    asked = [name for place, name in enumerate(names) if place in places]
    try:
        if not chunk.isascii():
            chunk.decode()
        table = csv.read_csv(
            pa.BufferReader(chunk),
            csv.ReadOptions(column_names=names),
            csv.ParseOptions(
                delimiter="\t", quote_char=False, double_quote=False, ignore_empty_lines=False
            ),
            csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(asked, pa.string()),
                include_columns=asked,
                strings_can_be_null=False,
            ),
        )
    except (UnicodeDecodeError, pa.ArrowException):
        return None
    empty = pc.index(table.column(asked[0]), "").as_py() >= 0
    if empty and (b"\n\n" in chunk or chunk.startswith(b"\n")):
        return None
    columns = [None if place is None else table.column(names[place]) for place in places]
    return _block(path, range(first, first + table.num_rows), columns)


def _looked_at(
    path: Path, rows: list[list[str]], first: int, width: int, places: Sequence[int | None]
) -> Block:
    """A block of rows, each made as wide as the first line; raises StoreError for a wider one."""
    import pyarrow as pa

    lines = range(first, first + len(rows))
    for line, row in zip(lines, rows, strict=True):
        if len(row) > width:
            raise StoreError(
                f"{path}, line {line} has {len(row)} fields, the first line {width}; "
                "put exactly one tab between fields"
            )
    told = [line for line, row in zip(lines, rows, strict=True) if row != [""]]
    whole = [row + [""] * (width - len(row)) for row in rows if row != [""]]
    columns = list(zip(*whole, strict=True)) or [()] * width
    return _block(
        path,
        told,
        [None if place is None else pa.array(columns[place], pa.string()) for place in places],
    )


def _block(
    path: Path, lines: Sequence[int], columns: Sequence[pa.Array | pa.ChunkedArray | None]
) -> Block:
    import pyarrow as pa

    nothing = pa.repeat("", len(lines))
    names = [str(place) for place in range(len(columns))]
    return Block(path, lines, pa.table([nothing if c is None else c for c in columns], names))
