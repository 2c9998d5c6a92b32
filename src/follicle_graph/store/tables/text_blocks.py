"""Tab-separated files as columns, block by block.

A cell in double quotes, as pandas and spreadsheets write it, is read without them; other quotes
are data. A row may end early: its last cells are then empty. Lines without text are left out.
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
    """Some rows of a file: its path, the line of each row, and the wanted columns as text.

    A column that the file does not have is empty text.
    """

    path: Path
    lines: Sequence[int]
    table: pa.Table

    @cached_property
    def columns(self) -> list[list[str]]:
        """The columns as lists, to look at single rows."""
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
    """The wanted columns of a file, block by block.

    Parameters
    ----------
    path
        A file of UTF-8 text; its first line names the columns.
    wanted
        The columns to read, in this order.
    needed
        Those of them that the file must have.
    also
        Other name of a column -> its name in `wanted`.
    warn
        Whether to warn of columns that are not wanted.

    Raises
    ------
    StoreError
        For a file that cannot be read; it names the line.

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
                block, count = _block(path, chunk, first, len(header), places)
                first += count
                if block.lines:
                    yield block
    except (OSError, UnicodeDecodeError) as problem:
        raise StoreError(f"{path} cannot be read ({problem}); name a file of UTF-8 text") from None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """What is left of a file in parts of whole lines."""
    while chunk := file.read(BLOCK):
        yield chunk if chunk.endswith(b"\n") else chunk + file.readline()


def _places(
    path: Path,
    header: Sequence[str],
    wanted: Sequence[str],
    needed: Sequence[str],
    also: Mapping[str, str],
    warn: bool,
) -> list[tuple[int, ...]]:
    """Which columns of the file each wanted one is: that of its own name, then of other names.

    For a needed column the first of them counts, else the first cell that is filled.
    """
    own: dict[str, int] = {}
    for position, name in enumerate(header):
        if name in own and name in (*wanted, *also):
            raise StoreError(f"{path} has two columns {name!r}; rename one of them")
        own.setdefault(name, position)
    names = {
        one: (one, *(other for other, meant in also.items() if meant == one)) for one in wanted
    }
    place = {
        one: tuple(own[name] for name in several if name in own) for one, several in names.items()
    }
    missing = [name for name in needed if not place.get(name, name in own)]
    if missing:
        raise StoreError(
            f"{path} has no column {missing[0]!r}; its first row names the columns, with "
            f"tabs between them, {', '.join(needed)} among them"
        )
    places = [place[name][:1] if name in needed else place[name] for name in wanted]
    used = {position for several in places for position in several}
    other = [name for position, name in enumerate(header) if position not in used]
    if warn and other:
        text = f"{path.name}: columns not taken over: {', '.join(sorted(other))}"
        warnings.warn(text, stacklevel=2)
    return places


def _block(
    path: Path, chunk: bytes, first: int, width: int, places: Sequence[tuple[int, ...]]
) -> tuple[Block, int]:
    """The rows of a chunk that begins with line `first`, and the number of its lines."""
    import pyarrow as pa

    chunk = chunk.replace(b"\r\n", b"\n") if b"\r" in chunk else chunk
    _check_text(path, chunk, first)
    count = chunk.count(b"\n") + (not chunk.endswith(b"\n"))
    lines: Sequence[int] = range(first, first + count)
    blank = chunk.startswith(b"\n") or b"\n\n" in chunk
    try:
        table = None if blank else _columns(chunk, width, places)
    except pa.ArrowInvalid:  # rows with different numbers of cells, or a very long one
        table = None
    if table is None:
        lines, chunk = _padded(path, chunk, first, width)
        table = _columns(chunk, width, places, block_size=len(chunk) + len(_BOM))
    return Block(path, lines, table), count


def _check_text(path: Path, chunk: bytes, first: int) -> None:
    """Raises StoreError for what is not UTF-8, and for a carriage return within a line."""
    try:
        if not chunk.isascii():
            chunk.decode()
    except UnicodeDecodeError as problem:
        line = first + chunk.count(b"\n", 0, problem.start)
        raise StoreError(
            f"{path}, line {line} holds {chunk[problem.start : problem.start + 1]!r}, which is no "
            "UTF-8; save the file as UTF-8 text"
        ) from None
    place = chunk.find(b"\r")
    if place >= 0:
        line = first + chunk.count(b"\n", 0, place)
        raise StoreError(
            f"{path}, line {line} holds a carriage return; end lines with a line feed and remove "
            "other carriage returns"
        )


def _padded(path: Path, chunk: bytes, first: int, width: int) -> tuple[list[int], bytes]:
    """The same rows without blank lines, filled up with empty cells; and the line of each.

    Raises StoreError for a row that has too many cells, that ends within a quoted cell, or that
    ends early at the end of the file.
    """
    numbers, rows = list[int](), list[bytes]()
    for line, row in enumerate(chunk.removesuffix(b"\n").split(b"\n"), first):
        missing = width - 1 - row.count(b"\t")
        if missing < 0:
            raise StoreError(
                f"{path}, line {line} has {width - missing} fields, the first line {width}; "
                "put exactly one tab between fields"
            )
        if not row:
            continue
        last = row.rpartition(b"\t")[2]
        if missing and last.startswith(b'"') and (len(last) == 1 or not last.endswith(b'"')):
            raise StoreError(
                f"{path}, line {line} ends within a quoted cell; write each row on one line, "
                "without line breaks in cells"
            )
        numbers.append(line)
        rows.append(row + b"\t" * missing)
    if missing and row and not chunk.endswith(b"\n"):
        raise StoreError(
            f"{path} ends within line {line}, which has {width - missing} of {width} fields: it "
            "may have been cut off; complete it, or end its last line with a line break"
        )
    return numbers, b"".join(row + b"\n" for row in rows)


def _columns(
    chunk: bytes, width: int, places: Sequence[tuple[int, ...]], block_size: int | None = None
) -> pa.Table:
    """The wanted columns of rows that all have `width` cells; else raises ArrowInvalid."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    names = [str(place) for place in range(width)]
    used = {place for several in places for place in several}
    wanted = [name for place, name in enumerate(names) if place in used]
    if not chunk:
        return pa.table({str(number): pa.array([], pa.string()) for number in range(len(places))})
    table = csv.read_csv(
        pa.BufferReader(_BOM + chunk if chunk.startswith(_BOM) else chunk),
        csv.ReadOptions(column_names=names, block_size=block_size),
        csv.ParseOptions(
            delimiter="\t", quote_char=False, double_quote=False, ignore_empty_lines=False
        ),
        csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(wanted, pa.string()),
            include_columns=wanted,
            strings_can_be_null=False,
        ),
    )
    columns = []
    for several in places:
        column = table.column(names[several[0]]) if several else pa.repeat("", len(table))
        for place in several[1:]:
            column = pc.if_else(pc.equal(column, ""), table.column(names[place]), column)
        if pc.any(pc.starts_with(column, '"')).as_py():
            column = pa.array(map(_unquoted, column.to_pylist()), pa.string())
        columns.append(column)
    return pa.table(columns, [str(number) for number in range(len(places))])


def _unquoted(cell: str) -> str:
    """A cell that pandas or a spreadsheet wrote in quotes, without them; any other as it is.

    >>> _unquoted('"a ""b"" c"'), _unquoted('"a" b')
    ('a "b" c', '"a" b')
    """
    inner = cell[1:-1]
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return inner.replace('""', '"') if quoted and '"' not in inner.replace('""', "") else cell
