"""Tab-separated files of nodes (plain or KGX) as entities."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

from follicle_graph.errors import StoreError
from follicle_graph.model.facts import Entity
from follicle_graph.store.tables.text_blocks import blocks

NODE_COLUMNS = ("id", "label", "kind", "lane", "curie", "synonyms", "definition", "short_label")


def entities_in(path: Path, *, also: Mapping[str, str]) -> dict[str, Entity]:
    """The entities of a file of nodes, by their ids.

    An id that comes again is left out, with a warning.

    Parameters
    ----------
    path
        The file.
    also
        Other name of a column -> its name in `NODE_COLUMNS`.

    Raises
    ------
    StoreError
        For a node without an id, and as `blocks` does.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "nodes.tsv")
    ...     _ = path.write_text("id\\tname\\nMONDO:0005340\\talopecia\\n", encoding="utf-8")
    ...     entities_in(path, also={"name": "label"})["MONDO:0005340"].label
    'alopecia'
    """
    found: dict[str, Entity] = {}
    repeated = 0
    rows = (
        (block.where, row, cells)
        for block in blocks(path, NODE_COLUMNS, ("id",), also=also, warn=True)
        for row, cells in enumerate(zip(*block.columns, strict=True))
    )
    for where, row, cells in rows:
        id_, label, kind, lane, curie, synonyms, definition, short = cells
        if not id_:
            raise StoreError(f"{where(row)}: a node without an id; fill it in")
        if id_ in found:
            repeated += 1
            continue
        found[id_] = Entity(
            id_,
            label or id_,
            kind.removeprefix("biolink:"),
            lane,
            curie or curie_of(id_),
            tuple(one for one in synonyms.split("|") if one),
            definition,
            short or label or id_,
        )
    if repeated:
        text = f"{path.name}: {repeated} rows repeat an id and are left out"
        warnings.warn(text, stacklevel=2)
    return found


def curie_of(id_: str) -> str | None:
    """The id, if it is a CURIE; else None.

    >>> curie_of("MONDO:0005340"), curie_of("hair")
    ('MONDO:0005340', None)
    """
    prefix, colon, local = id_.partition(":")
    return id_ if colon and prefix.isidentifier() and local and " " not in id_ else None
