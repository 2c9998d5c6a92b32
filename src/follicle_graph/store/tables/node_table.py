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
    """The entities of a file of nodes, by their ids; `also`: other names of its columns.

    Raises StoreError for a node without an id, and as `blocks` does.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "nodes.tsv")
    ...     _ = path.write_text("id\\tname\\nMONDO:0005340\\talopecia\\n", encoding="utf-8")
    ...     entities_in(path, also={"name": "label"})["MONDO:0005340"].label
    'alopecia'
    """
    found: dict[str, Entity] = {}
    twice = 0
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
            twice += 1
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
    if twice:
        text = f"{path.name}: {twice} rows with an id that came before are left out"
        warnings.warn(text, stacklevel=2)
    return found


def curie_of(id_: str) -> str | None:
    """The CURIE that an id is, None when it is none.

    >>> curie_of("MONDO:0005340"), curie_of("hair")
    ('MONDO:0005340', None)
    """
    prefix, colon, local = id_.partition(":")
    return id_ if colon and prefix.isidentifier() and local and " " not in id_ else None
