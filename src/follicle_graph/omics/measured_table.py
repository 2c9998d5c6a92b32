"""A table of measurements, its columns found by the names of common tools and its rows chosen."""

from __future__ import annotations

import gzip
import math
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import number_between

if TYPE_CHECKING:
    import pandas as pd

_IDS: tuple[str, ...] = (
    "symbol", "gene_symbol", "hgnc_symbol", "external_gene_name", "gene", "gene_name", "names",
    "genes", "name", "mgi_symbol", "genesymbol", "feature", "features", "primerid",
    "ensembl", "ensembl_id", "ensembl_gene_id", "gene_id", "geneid", "ensg",
    "entrez", "entrezid", "entrez_id", "entrezgene", "entrezgene_id", "ncbigene",
    "id", "unnamed_0", "x", "",
)  # fmt: skip
"""Names of the column of genes in tables of common tools, folded, the likeliest first."""

_VALUES = (
    "log2foldchange", "logfc", "log2fc", "avg_log2fc", "avg_logfc", "logfoldchanges",
    "log2_fold_change", "lfc", "log_fc", "summary_logfc",
)  # fmt: skip
"""Names of log fold changes in DESeq2, limma, edgeR, GEO2R, Seurat and Scanpy, folded."""

_PADJ = (
    "padj", "adj_p_val", "fdr", "p_val_adj", "pvals_adj", "qvalue", "q_value", "p_adj",
    "p_adjust", "adjusted_p_value",
)  # fmt: skip
"""Names of adjusted p values in the same tools, folded."""

_GROUPS = ("group", "cluster", "contrast", "comparison", "cell_type", "celltype")
"""Names of the column that says which comparison a row belongs to, folded."""


class Column(NamedTuple):
    """A column of a table, or a level of its index, that could hold genes."""

    name: str
    values: Sequence[Any]
    is_index: bool


@dataclass
class MeasuredTable:
    """A table as it was read: its columns of genes, its numbers, the rows that count."""

    columns: list[Column]
    numbers: Sequence[Any]
    name: str
    significant: Sequence[bool] | None
    notes: list[str] = field(default_factory=list)


def cell_text(name: object) -> str:
    """A cell of a column of genes as text; empty for what names none."""
    if name is None or type(name).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(name, float):
        return "" if math.isnan(name) else f"{name:.0f}" if name.is_integer() else str(name)
    return str(name).strip()


def read_table(
    table: object,
    column: str | None,
    value: str | None,
    group: object,
    padj: str | None,
    max_padj: float | None,
) -> MeasuredTable:
    """A table of any kind, its columns found and its rows chosen.

    Parameters
    ----------
    table
        A DataFrame of pandas or polars, a Series, a mapping, the path of a file, a list of genes.
    column
        The column of genes. None: every column and level of the index that could hold them.
    value
        The column of numbers. None: the log fold change of a known tool, else the only column
        of numbers.
    group
        The comparison whose rows count. None: all rows, where the table holds one comparison.
    padj
        The column of adjusted p values. None: that of a known tool, where `max_padj` is given.
    max_padj
        The largest adjusted p value of a row that counts, 0 to 1. None: all rows count.

    Returns
    -------
    MeasuredTable
        `notes` say in words which columns and rows were taken.

    Raises
    ------
    InvalidQuestion
        For a table that cannot be read, a column or group that it does not have, and columns
        that cannot be found by their names.
    """
    import pandas as pd

    frame = table_of(table)
    if isinstance(frame, pd.Series):
        _no_columns(column=column, value=value, padj=padj, max_padj=max_padj, group=group)
        levels = _levels(frame.index, always=True)
        name = "value" if frame.name is None else str(frame.name)
        return MeasuredTable(levels, frame.tolist(), name, None)
    if len(frame) == 0:
        raise InvalidQuestion(
            "the table has no rows; check the file or the filter before it",
            argument="table",
            value=table,
        )
    frame, notes = _of_group(frame, group)
    chosen = None if column is None else _named(frame, column, "column")
    value_name = _value_column(frame, chosen, value)
    significant = None
    if max_padj is not None:
        limit = number_between("max_padj", max_padj, 0, 1)
        place = _first(frame, _PADJ, "padj") if padj is None else _named(frame, padj, "padj")
        if place is None:
            raise InvalidQuestion(
                "max_padj is given, and no column of adjusted p values is known; say padj=…, one "
                f"of {_listed(frame)}",
                argument="padj",
                value=padj,
            )
        numbers = pd.to_numeric(frame[place], errors="coerce")
        significant = [bool(number <= limit) for number in numbers]
        notes.append(f"adjusted p values from {place!r}, up to {limit:g}")
    elif padj is not None:
        _named(frame, padj, "padj")
    columns = _id_columns(frame, chosen, value_name)
    notes.insert(0, f"numbers from {value_name!r}")
    return MeasuredTable(columns, frame[value_name].tolist(), str(value_name), significant, notes)


def adjusted_column(frame: object) -> Any:
    """The column of adjusted p values, by the names of common tools; None without one."""
    import pandas as pd

    return _first(frame, _PADJ, "padj") if isinstance(frame, pd.DataFrame) else None


def table_of(table: object) -> pd.DataFrame | pd.Series[Any]:
    """A table of any kind that `match` takes, as one of pandas."""
    import pandas as pd

    if isinstance(table, pd.DataFrame | pd.Series):
        return table
    if isinstance(table, Mapping):
        return pd.Series(dict(table), dtype=object, name="value")
    if isinstance(table, str | os.PathLike):
        return _file(Path(os.fsdecode(table)))
    if hasattr(table, "get_columns"):  # polars
        return pd.DataFrame({one.name: one.to_list() for one in table.get_columns()})
    if isinstance(table, list | tuple | set | frozenset):
        wrong = [name for name in table if not isinstance(name, str)]
        if wrong:
            raise InvalidQuestion(
                f"the list holds {wrong[0]!r:.60}, which names no gene; use a list of names",
                argument="table",
                value=wrong[0],
            )
        listed = list(dict.fromkeys(table))
        return pd.Series([1.0] * len(listed), index=listed, name="listed", dtype=object)
    raise InvalidQuestion(
        f"a {type(table).__name__} is no table; use a DataFrame, a mapping, a path or a list",
        argument="table",
        value=table,
    )


def _file(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        if path.suffix.casefold() == ".xlsx":
            return pd.read_excel(path)
        opened = gzip.open if path.suffix.casefold() == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig") as file:
            begin, header = 0, file.readline()
            while header and (header.startswith("#") or not header.strip()):
                begin, header = file.tell(), file.readline()
            separator = max("\t,;", key=header.count)
            if header:
                file.seek(begin)
                frame = pd.read_csv(file, sep=separator if separator in header else ",")
    except ImportError:
        raise _bad_file(
            path, "spreadsheets need openpyxl", "pip install 'follicle-graph[excel]'"
        ) from None
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _bad_file(path, str(error)) from None
    if not header:
        raise _bad_file(path, "it is empty")
    if frame.index.nlevels > 1:  # R writes one cell more than its header has: the row names
        raise _bad_file(path, f"its rows have {frame.index.nlevels} cells more than its header")
    return frame


def _bad_file(path: Path, why: str, remedy: str = "name a table in CSV, TSV or XLSX") -> Exception:
    return InvalidQuestion(
        f"{str(path)!r} cannot be read as a table ({why})",
        argument="table",
        value=str(path),
        remedy=remedy,
    )


def few(names: Sequence[str]) -> str:
    """The first names of a list, and how many there are.

    >>> few(["a", "b"]), few([])
    ('a, b', 'none')
    """
    more = f", … ({len(names)} in all)" if len(names) > 8 else ""
    return (", ".join(names[:8]) + more) or "none"


def _no_columns(**given: object) -> None:
    for name, one in given.items():
        if one is not None:
            raise InvalidQuestion(
                argument=name, value=one, remedy="a mapping, Series or list has no columns"
            )


def _fold(name: object) -> str:
    return re.sub(r"[\s.\-:]+", "_", str(name).strip().casefold()).strip("_")


def _listed(frame: pd.DataFrame) -> str:
    return ", ".join(map(str, frame.columns)) or "no columns"


def _named(frame: pd.DataFrame, name: object, argument: str) -> Any:
    if isinstance(name, str) and name in frame.columns:
        if list(frame.columns).count(name) > 1:
            raise InvalidQuestion(
                f"the table has several columns named {name!r}",
                argument=argument,
                value=name,
                remedy="rename or remove one of them",
            )
        return name
    if argument == "column" and name in frame.index.names:
        return name
    raise InvalidQuestion(argument=argument, value=name, remedy=f"the table has {_listed(frame)}")


def _first(frame: pd.DataFrame, likely: Sequence[str], argument: str) -> Any:
    """The column with the likeliest of some names; None without one."""
    folded = {_fold(name): name for name in reversed(list(frame.columns))}
    found = next((folded[one] for one in likely if one in folded), None)
    return found if found is None else _named(frame, found, argument)


def _of_group(frame: pd.DataFrame, group: object) -> tuple[pd.DataFrame, list[str]]:
    """The rows of one comparison, for tables that hold several."""
    place = _first(frame, _GROUPS, "group")
    if place is None:
        if group is not None:
            raise InvalidQuestion(
                argument="group",
                value=group,
                remedy=f"no column is named group or cluster; the table has {_listed(frame)}",
            )
        return frame, []
    texts = frame[place].map(cell_text)
    known = list(dict.fromkeys(texts))
    if group is None:
        if len(known) > 1:
            raise InvalidQuestion(
                f"the table holds {len(known)} groups in {place!r}; say group=…, one of "
                f"{few(known)}",
                argument="group",
                value=group,
            )
        return frame, []
    wanted = cell_text(group)
    if wanted not in known:
        raise InvalidQuestion(argument="group", value=group, remedy=f"{place!r} holds {few(known)}")
    return frame[texts == wanted], [f"rows of {wanted!r} in {place!r}"]


def _value_column(frame: pd.DataFrame, ids: Any, value: str | None) -> Any:
    if value is not None:
        return _named(frame, value, "value")
    found = _first(frame, _VALUES, "value")
    if found is not None:
        return found
    likely = {name for name in frame.columns if _fold(name) in _IDS}
    numeric = [
        name for name in frame.select_dtypes("number").columns if name != ids and name not in likely
    ]
    if len(numeric) != 1:
        raise InvalidQuestion(
            f"which column holds the numbers is not known; say value=…, one of {_listed(frame)}",
            argument="value",
            value=value,
        )
    return numeric[0]


def _levels(index: Any, *, always: bool = False) -> list[Column]:
    """The levels of an index that could hold genes; row numbers are none."""
    found = []
    for place in range(index.nlevels):
        level = index.get_level_values(place)
        numbers = level.tolist()
        if not always and numbers == list(range(len(numbers))):
            continue
        found.append(Column(str(level.name or ""), numbers, True))
    return found


def _id_columns(frame: pd.DataFrame, chosen: Any, value: Any) -> list[Column]:
    """The columns and levels of the index that could hold genes, the likeliest first."""
    levels = _levels(frame.index)
    if chosen is not None:
        if chosen in frame.columns:
            return [Column(str(chosen), frame[chosen].tolist(), False)]
        return [one for one in levels if one.name == chosen]
    folded = {name: _fold(name) for name in frame.columns if name != value}
    named = sorted(
        (name for name in folded if folded[name] in _IDS), key=lambda name: _IDS.index(folded[name])
    )
    for name in named:
        _named(frame, name, "column")
    several = {name for name in folded if list(frame.columns).count(name) > 1}
    texts = [
        name
        for name in folded
        if name not in {*named, *several}
        and not _is_number(frame[name])
        and folded[name] not in _GROUPS
    ]
    columns = [Column(str(name), frame[name].tolist(), False) for name in (*named, *texts)]
    found = columns + levels
    return found or _levels(frame.index, always=True)


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(getattr(column.dtype, "kind", "O") in "fiub")
