"""The table of formats. A new format is a file beside this one and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from follicle_graph.files import (
    bel,
    boolean,
    cx,
    dot,
    gpml,
    graphml,
    indra,
    kgx,
    neo4j_files,
    node_link,
    sbgn,
    sif,
    table_files,
)
from follicle_graph.files.format import Format

if TYPE_CHECKING:
    import pandas as pd

FORMATS: tuple[Format, ...] = (
    node_link.FORMAT,
    table_files.CSV,
    table_files.TSV,
    table_files.TEXT,
    table_files.EXCEL,
    table_files.PARQUET,
    kgx.TSV,
    kgx.JSONL,
    kgx.JSON,
    sif.FORMAT,
    cx.CX2,
    cx.CX,
    graphml.GRAPHML,
    graphml.GEXF,
    graphml.GML,
    graphml.CYJS,
    bel.SCRIPT,
    bel.NODE_LINK,
    bel.JGIF,
    indra.FORMAT,
    gpml.FORMAT,
    boolean.SBML,
    boolean.BNET,
    sbgn.FORMAT,
    neo4j_files.CSV,
    neo4j_files.APOC,
    dot.FORMAT,
)
"""Every format. Where endings are shared, the longest one decides, then the first that fits."""


def formats() -> pd.DataFrame:
    """The formats of `read` and `write`: name, endings, reads, writes, what it cannot carry.

    Returns
    -------
    pandas.DataFrame
        One row per format; `name` is what `read` and `write` take as `format`.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> ours = fg.formats().set_index("name").loc["node-link"]
    >>> bool(ours["reads"]), bool(ours["writes"])
    (True, True)
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
