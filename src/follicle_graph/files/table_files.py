"""Tables of edges as people have them: text, spreadsheets, frames; and tables of our own."""

from __future__ import annotations

import csv
import io
import os
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from follicle_graph.errors import FollicleGraphError, FormatError
from follicle_graph.files.assembly import Assembly
from follicle_graph.files.column_names import EDGE_NAMES, fold_column
from follicle_graph.files.flat_attributes import EDGE_COLUMNS, NODE_COLUMNS, edge_cells, node_cells
from follicle_graph.files.format import Format
from follicle_graph.files.records import EdgeReader, columns_of, read_nodes
from follicle_graph.files.source import Source
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.model.signs import effect_of
from follicle_graph.tools.libraries import needed

if TYPE_CHECKING:
    import pandas as pd

_SEPARATORS = ("\t", ",", ";", "|")
_FRAME = "the table"
_TRRUST = frozenset(("activation", "repression", "unknown"))
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_KNOWN = frozenset(name for names in EDGE_NAMES.values() for name in names)


class Table(NamedTuple):
    """The columns and rows of a table, and the number of the line of its first row."""

    columns: list[str]
    rows: list[list[Any]]
    first: int = 2
    lines: Sequence[int] | None = None

    def line(self, number: int) -> int:
        """The line in the file of the row with this number, from 1; of the header for 0."""
        if number and self.lines is not None:
            return self.lines[number - 1]
        return self.first - 1 + number


def table_of_text(source: Source, separator: str | None = None) -> Table:
    """The table that a text holds, read as CSV defines it; the separator is guessed.

    Raises FormatError with the line for quotes that do not close, rows that are longer than the
    header, and a last row that breaks off.
    """
    text = source.text
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise source.error(f"line {line}", "it holds a NUL character, so it is no text table")
    lines = text.splitlines(keepends=True) if "\r" in text else text.split("\n")
    skipped = 0
    while skipped < len(lines) and (
        not lines[skipped].strip() or _is_comment(lines[skipped], lines[skipped + 1 : skipped + 2])
    ):
        skipped += 1
    if skipped == len(lines):
        raise source.error("", "it is empty; a table of edges has a header and a row for each edge")
    separator = separator or _separator(lines[skipped : skipped + 50])
    body = text
    for _ in range(skipped):
        body = body[body.index("\n") + 1 :] if "\n" in body else body.partition("\r")[2]
    rows, numbers = _csv_rows(source, body, separator, skipped)
    rows = [[_unguarded(cell) for cell in row] for row in rows] if "'" in text else rows
    return _with_header(source, rows, numbers, cut=not text.endswith(("\n", "\r")))


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and harmless(cell[1:]) == cell else cell


def _is_comment(line: str, following: Sequence[str]) -> bool:
    if not line.startswith("#"):
        return False
    separators = [one for one in _SEPARATORS if following and one in following[0]]
    return not any(one in line for one in separators) or line.startswith("##")


def _separator(lines: Sequence[str]) -> str:
    """The separator that occurs equally often in most lines; blanks where there is none."""
    some = [line for line in lines if line.strip()]
    best, most = "", (0.0, 0)
    for one in _SEPARATORS:
        counts = Counter(_count_outside_quotes(line, one) for line in some)
        counts.pop(0, None)
        if counts:
            count, lines_of_it = max(counts.items(), key=lambda item: (item[1], item[0]))
            if one in some[0] and (lines_of_it / len(some), count) > most:
                best, most = one, (lines_of_it / len(some), count)
    if best:
        return best
    return " " if len(some[0].split()) > 1 else "\t"


def _count_outside_quotes(line: str, separator: str) -> int:
    return sum(part.count(separator) for part in line.split('"')[::2])


def _csv_rows(
    source: Source, text: str, separator: str, skipped: int
) -> tuple[list[list[str]], list[int]]:
    if separator == " ":
        rows = [line.split() for line in text.split("\n")]
        numbers = [skipped + n for n, row in enumerate(rows, start=1) if row]
        return [row for row in rows if row], numbers
    csv.field_size_limit(1 << 27)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[list[str]] = []
    lines: list[int] = []
    before = 0
    try:
        for row in reader:
            if row and row != [""]:
                found.append(row)
                lines.append(skipped + before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise source.error(
            f"line {skipped + before + 1}",
            f"it is no CSV ({error}); double the quotes inside a cell and close each one",
        ) from None
    return found, lines


def _with_header(source: Source, rows: list[list[str]], numbers: list[int], *, cut: bool) -> Table:
    if not rows:
        raise source.error("", "it is empty; a table of edges has a header and a row for each edge")
    header = rows[0]
    body, lines = rows[1:], numbers[1:]
    if not _is_header(header, body):
        _refuse_numbers(source, rows)
        header, body, lines = _invented_header(rows), rows, numbers
    elif not {fold_column(name) for name in header} & _KNOWN and len(header) >= 3:
        header = _invented_header(body or [header])
    width = len(header)
    if body and all(len(row) == width + 1 for row in body):
        header, width = ["", *header], width + 1  # R's write.table leaves out the name of row names
    for row, line in zip(body, lines, strict=True):
        if len(row) > width:
            extra = [cell for cell in row[width:] if cell]
            if extra:
                raise source.error(
                    f"line {line}",
                    f"it has {len(row)} cells, the header {width}; put cells that hold the "
                    "separator in quotes",
                )
            del row[width:]
    if body and cut and len(body[-1]) < min(map(len, body[:-1]), default=width):
        raise source.error(
            f"line {lines[-1]}",
            f"the file ends within a row ({len(body[-1])} of {width} cells); it may have been cut "
            "off: complete it, or end its last line with a line break",
        )
    return Table(header, [row + [""] * (width - len(row)) for row in body], 2, lines)


def _refuse_numbers(source: Source, rows: Sequence[Sequence[str]]) -> None:
    """Refuse two columns, names and numbers: values of genes, no edges of numbered nodes."""
    body = rows[1:]
    if (
        body
        and all(len(row) == 2 and not _is_number(row[0]) for row in rows)
        and all(_is_number(row[1]) for row in body)
    ):
        raise source.error(
            "",
            "it has one name and one number a row: values, not edges; bring them to a graph with "
            "match(G, path)",
        )


def _is_header(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names columns: a known name, or numbers as pandas gives them."""
    folded = {fold_column(cell) for cell in first}
    if folded & {name for field in ("subject", "object") for name in EDGE_NAMES[field]}:
        return True
    if [cell.strip() for cell in first] == [str(n) for n in range(len(first))]:
        return True
    words = [effect_of(cell) for cell in first]
    if len(first) >= 3 and any(word is not None for word in words):
        return False
    return bool(folded & _KNOWN) or not rows


def _invented_header(rows: Sequence[Sequence[str]]) -> list[str]:
    """Names for the columns of a table without known ones, by what its cells look like."""
    width = max(map(len, rows))
    some = [list(row) + [""] * (width - len(row)) for row in rows[:200]]
    if width >= 3 and {row[2].strip().casefold() for row in some} <= _TRRUST:
        return ["source", "target", "mode of regulation", "references", *_more(4, width)][:width]
    known = [
        sum(effect_of(row[place]) is not None for row in some) / len(some) for place in range(width)
    ]
    if width >= 3 and known[1] < 0.5 <= known[2]:
        return ["source", "target", "predicate", *_more(3, width)]
    if width >= 3:
        return ["source", "predicate", "target", *_more(3, width)]
    return ["source", "target"][:width]


def _more(start: int, width: int) -> list[str]:
    return [f"column {place + 1}" for place in range(start, width)]


def from_table(
    edges: pd.DataFrame | Iterable[Mapping[str, Any]] | str | os.PathLike[str],
    *,
    nodes: pd.DataFrame | Iterable[Mapping[str, Any]] | str | os.PathLike[str] | None = None,
) -> Graph:
    """A graph of a table of edges, and one of nodes, whatever their columns are called.

    Known are the columns of this library, KGX, SIGNOR, OmniPath, STRING, TRRUST, CollecTRI and
    decoupler, LIANA, Neo4j, and plain source, target, interaction. The sign comes from a column
    of signs, from flags, or from the words of the relation; see `docs/formats.md`. Rows with the
    same ends and predicate become one edge. Columns that are not known are kept as attributes.

    Parameters
    ----------
    edges
        A pandas, polars or Arrow table, a list of dicts, or the path of a file: `.csv`, `.tsv`,
        `.txt`, `.xlsx`, `.parquet`, each also with `.gz`.
    nodes
        The same for nodes, with a column `id`. None: the ends of the edges.

    Returns
    -------
    networkx.MultiDiGraph
        Its attribute `read_as` says how each column was read.

    Raises
    ------
    FormatError
        For a table that names no ends, and for a cell that says what cannot be; with its row.

    Warns
    -----
    UserWarning
        What could not be signed or read, counted.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.from_table([{"source": "IL15", "target": "NKG2D", "interaction": "up-regulates"}])
    >>> list(G.edges(data="sign"))
    [('IL15', 'NKG2D', 1)]
    """
    from follicle_graph.files.read_write import read

    if isinstance(edges, str | os.PathLike):
        if nodes is None or isinstance(nodes, str | os.PathLike):
            chosen = None if _has_table_ending(edges) else "csv"
            return read(edges, format=chosen, nodes=nodes)
        source = Source(Path(os.fsdecode(edges)))
        return source.finished(read_table(source, table_of_source(source), nodes))
    source = Source(Path("table"), name=_FRAME)
    return source.finished(read_table(source, _table_of(edges, "edges"), nodes))


def _has_table_ending(path: str | os.PathLike[str]) -> bool:
    name = os.fsdecode(path).casefold().removesuffix(".gz")
    return name.endswith((".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".json", ".jsonl"))


def read_table(source: Source, table: Table, nodes: object = None) -> Graph:
    """The graph of a table of edges and, where given, one of nodes (a table or a source)."""
    made = Assembly(source.stem if source.name != _FRAME else "", source.problems)
    if nodes is not None:
        add_nodes(made, source, nodes)
    reader = EdgeReader(table.columns, made, lambda n, text: _fault(source, table, n, text))
    reader.use_weights(table.rows)
    for number, row in enumerate(table.rows, start=1):
        reader.add(row, number)
    reader.finish()
    source.understood += reader.understood()
    return made.graph()


def add_nodes(made: Assembly, source: Source, nodes: object) -> None:
    """Bring a table of nodes into an assembly; `nodes` is a table, a path or a source."""
    if isinstance(nodes, Source):
        table, place = table_of_source(nodes), nodes
    elif isinstance(nodes, str | os.PathLike):
        place = Source(Path(os.fsdecode(nodes)), max_bytes=source.max_bytes)
        table = table_of_source(place)
    else:
        table, place = _table_of(nodes, "nodes"), source
    read_nodes(table.columns, table.rows, made, lambda n, text: _fault(place, table, n, text))


def _fault(source: Source, table: Table, number: int, text: str) -> FollicleGraphError:
    if source.name == _FRAME:
        return FormatError(f"{source.name}, row {number}" if number else source.name, text)
    return source.error(f"line {table.line(number)}" if number else "", text)


def _table_of(frame: Any, what: str) -> Table:
    """A frame of any library, or a list of dicts, as columns and rows."""
    if isinstance(frame, Mapping):
        frame = [frame]
    if hasattr(frame, "itertuples") and hasattr(frame, "reset_index"):
        named = [name for name in frame.index.names if name is not None]
        if named:
            frame = frame.reset_index(named)
        columns = [str(name) for name in frame.columns]
        return Table(columns, [list(row) for row in frame.itertuples(index=False, name=None)])
    if hasattr(frame, "iter_rows"):
        return Table([str(name) for name in frame.columns], [list(r) for r in frame.iter_rows()])
    if hasattr(frame, "to_pylist"):
        return Table(*columns_of(frame.to_pylist()))
    if isinstance(frame, Iterable) and not isinstance(frame, str | bytes):
        records = list(frame)
        if all(isinstance(record, Mapping) for record in records):
            return Table(*columns_of(records))
    raise FormatError(
        f"the table of {what}",
        f"it is a {type(frame).__name__}; use a pandas or polars frame, a list of dicts or a path",
    )


def table_of_source(source: Source) -> Table:
    """The table that a file holds, by its ending."""
    name = source.name.casefold().removesuffix(".gz")
    if name.endswith(".xlsx") or source.data[:4] == b"PK\x03\x04":
        return _spreadsheet(source)
    if name.endswith(".parquet") or source.data[:4] == b"PAR1":
        return _parquet(source)
    return table_of_text(source)


_DAMAGED = (
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile, zlib, the XML parser and openpyxl raise on damaged spreadsheets."""


def _spreadsheet(source: Source) -> Table:
    with needed("openpyxl", "spreadsheets", "follicle-graph[excel]"):
        import openpyxl
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > source.max_bytes:
                raise source.error("", f"it unpacks to more than {source.max_bytes} bytes")
        book = openpyxl.load_workbook(io.BytesIO(source.data), read_only=True, data_only=True)
        rows = [
            ["" if cell is None else cell for cell in row]
            for row in book.worksheets[0].iter_rows(values_only=True)
        ]
    except _DAMAGED as error:
        raise source.error(
            "", f"it is no spreadsheet ({error}); save it as .xlsx or .csv"
        ) from None
    full = [(n, row) for n, row in enumerate(rows, start=1) if any(cell != "" for cell in row)]
    named = [[str(cell) if n == 0 else cell for cell in row] for n, (_, row) in enumerate(full)]
    return _with_header(source, named, [n for n, _ in full], cut=False)


def _parquet(source: Source) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(source.data))
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError) as error:
        raise source.error("", f"it is no Parquet file ({error})") from None
    except UnicodeDecodeError as error:
        raise source.error("", f"it holds text that is no UTF-8 ({error}); save it again") from None
    return Table(list(table.column_names), [list(row) for row in zip(*columns, strict=True)])


def _is_zip(source: Source) -> bool:
    return source.data[:4] == b"PK\x03\x04"


def _is_parquet(source: Source) -> bool:
    return source.data[:4] == b"PAR1"


def fits(source: Source) -> bool:
    """Whether a file looks like a table of text."""
    if _is_zip(source) or _is_parquet(source):
        return False
    if source.looks_like_json() or source.data[:512].lstrip().startswith(b"<"):
        return False
    try:
        table = table_of_text(source)
    except FollicleGraphError:
        return True  # a table with a fault is still a table: reading says which
    return len(table.columns) >= 2


def read(source: Source) -> Graph:
    """The graph of a file with a table of edges."""
    return read_table(source, table_of_source(source), source.nodes)


def write_edges(G: Graph, separator: str = ",") -> Iterator[str]:
    """The edges of a graph as CSV, all attributes and the evidence as JSON text.

    Cells that a spreadsheet would run as a formula get an apostrophe before them.
    """
    own = sorted({name for *_, data in G.edges(data=True) for name in data} - set(EDGE_COLUMNS))
    rows = (edge_cells(G, u, v, key, data, own) for u, v, key, data in edges_in_order(G))
    yield from csv_lines([*EDGE_COLUMNS, *own], rows, separator)


def write_nodes(G: Graph, separator: str = ",") -> Iterator[str]:
    """The nodes of a graph as CSV."""
    own = sorted({name for _, data in G.nodes(data=True) for name in data} - set(NODE_COLUMNS))
    rows = (node_cells(node, G.nodes[node], own) for node in sorted(G))
    yield from csv_lines([*NODE_COLUMNS, *own], rows, separator)


def csv_lines(
    header: Sequence[str], rows: Iterable[Sequence[str]], separator: str
) -> Iterator[str]:
    """Rows as lines of CSV, safe to open in a spreadsheet.

    >>> list(csv_lines(["a", "b"], [["=1+1", "x"]], ","))
    ['a,b\\n', "'=1+1,x\\n"]
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n")
    for row in (header, *rows) if isinstance(rows, list) else _chained(header, rows):
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _chained(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    yield header
    yield from rows


def harmless(cell: str) -> str:
    """A cell with an apostrophe before it where a spreadsheet would run it as a formula.

    >>> harmless("=HYPERLINK()"), harmless("-1"), harmless("IL-15")
    ("'=HYPERLINK()", '-1', 'IL-15')
    """
    if cell.startswith(_RISKY) and effect_of(cell) is None and not _is_number(cell):
        return "'" + cell
    return cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def remarks(G: Graph) -> Iterator[tuple[str, str, str, int]]:
    """What the report says of cells that a spreadsheet would run."""
    texts = [value for _, data in G.nodes(data=True) for value in (data.get("label"),)]
    texts += [*G.nodes, *(key for *_, key in G.edges(keys=True))]
    count = sum(isinstance(one, str) and harmless(one) != one for one in texts)
    if count:
        yield "file", "texts that a spreadsheet would run", "written with an apostrophe", count


_LACKS = (
    "attributes of nodes other than the label, and nodes without edges, unless `nodes=` is given"
)


def _own_format(name: str, title: str, ending: str, separator: str) -> Format:
    return Format(
        name=name,
        title=title,
        endings=(ending,),
        lacks=_LACKS,
        fits=fits,
        read=read,
        write=lambda G: write_edges(G, separator),
        write_nodes=lambda G: write_nodes(G, separator),
        two_files=True,
        remarks=remarks,
    )


CSV = _own_format("csv", "table of edges, comma-separated", ".csv", ",")
TSV = _own_format("tsv", "table of edges, tab-separated", ".tsv", "\t")
TEXT = Format(
    "text",
    "table of edges, any separator",
    (".txt",),
    "written as .csv or .tsv",
    fits,
    read,
    two_files=True,
)
EXCEL = Format(
    "excel",
    "table of edges in a spreadsheet",
    (".xlsx",),
    "written as .csv",
    _is_zip,
    read,
    two_files=True,
)
PARQUET = Format(
    "parquet",
    "table of edges, Parquet",
    (".parquet",),
    "written by `Store.export`",
    _is_parquet,
    read,
    two_files=True,
)
