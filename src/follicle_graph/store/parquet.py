"""Rows saved as Parquet, beside the graph database."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from follicle_graph.errors import OutputError
from follicle_graph.store.arrow import META, schema_of, table_of
from follicle_graph.store.rows import ENTITY, RELATION, Row

if TYPE_CHECKING:
    import pyarrow as pa

_NAMES = {"meta": META, "entities": ENTITY, "relations": RELATION}


def export(folder: Path, parts: Mapping[str, Iterable[list[Row] | pa.Table]]) -> Path:
    """Write `meta`, `entities` and `relations` as Parquet into a new folder; whole or not at all.

    Raises OutputError when the folder exists or cannot be written.
    """
    import pyarrow.parquet as pq

    if folder.exists():
        raise OutputError(f"{str(folder)!r} exists; name a folder that does not")
    beside = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for name, several in parts.items():
            schema = schema_of(_NAMES[name])
            with pq.ParquetWriter(beside / f"{name}.parquet", schema, compression="zstd") as file:
                for part in several:
                    rows = table_of(_NAMES[name], [part]) if isinstance(part, list) else part
                    file.write_table(rows.rename_columns(schema.names).cast(schema))
        beside.rename(folder)
    except OSError as problem:
        raise OutputError(
            f"cannot write {str(folder)!r} ({problem.strerror or problem}); name a new folder in "
            "a folder that exists and that you may write to"
        ) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder
