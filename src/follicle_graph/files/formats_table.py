"""The table of formats. A new format is a file beside this one and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from follicle_graph.files import indra, kgx, node_link, tables
from follicle_graph.files.format import Format

if TYPE_CHECKING:
    import pandas as pd

FORMATS: tuple[Format, ...] = (
    node_link.FORMAT,
    indra.FORMAT,
    kgx.TSV,
    kgx.JSON,
    kgx.JSONL,
    tables.CSV,
    tables.TSV,
    tables.TEXT,
    tables.EXCEL,
    tables.PARQUET,
)
"""Every format; where endings are shared, the first that can writes, the first that fits reads."""


def formats() -> pd.DataFrame:
    """The formats of `read` and `write`: name, endings, reads, writes, what it cannot carry.

    >>> formats().set_index("name").loc["node-link", ["reads", "writes"]].tolist()
    [True, True]
    """
    import pandas as pd

    rows = [
        (
            one.name,
            one.title,
            ", ".join(one.endings),
            one.read is not None,
            one.write is not None,
            one.lacks,
        )
        for one in FORMATS
    ]
    return pd.DataFrame(
        rows, columns=["name", "title", "endings", "reads", "writes", "cannot_carry"]
    )


def markdown() -> str:
    """The same table as `docs/formats.md` shows it."""
    lines = [
        "| name | what | endings | reads | writes | cannot carry |",
        "|---|---|---|---|---|---|",
    ]
    for one in FORMATS:
        endings = ", ".join(f"`{ending}`" for ending in one.endings)
        reads, writes = ("yes" if way else "no" for way in (one.read, one.write))
        lines.append(
            f"| `{one.name}` | {one.title} | {endings} | {reads} | {writes} | {one.lacks} |"
        )
    return "\n".join(lines)
