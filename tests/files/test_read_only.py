"""Formats that are read and not written, each by a small file made by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph.files.formats_table import FORMATS
from follicle_graph.model.graph import Graph

SMALL = Path(__file__).parents[1] / "data" / "formats"
FILES = {
    "cx": "small.cx",
    "gexf": "small.gexf",
    "gml": "small.gml",
    "pybel": "small_pybel.json",
    "jgif": "small.jgf",
    "gpml": "small.gpml",
    "apoc": "small_apoc.jsonl",
}


def signs(G: Graph) -> list[tuple[str, str, int]]:
    label = {node: str(data["label"]).casefold() for node, data in G.nodes(data=True)}
    return sorted((label[u], label[v], data["sign"]) for u, v, data in G.edges(data=True))


@pytest.mark.parametrize("name", FILES)
def test_a_small_file_is_known_by_its_content_and_read_with_its_signs(name: str) -> None:
    for format_ in (None, name):
        G = fg.read(SMALL / FILES[name], format=format_)
        assert signs(G) == [("baricitinib", "jak1", -1), ("jak1", "cxcl10", 1)]
        fg.validate(G)


@pytest.mark.parametrize("ending", [".xlsx", ".parquet", ".txt"])
def test_a_table_is_read_from_a_sheet_a_parquet_file_and_text(ending: str, tmp_path: Path) -> None:
    rows = [("Baricitinib", "JAK1", "inhibits"), ("JAK1", "CXCL10", "increases")]
    frame = pd.DataFrame(rows, columns=["source", "target", "interaction"])
    path = tmp_path / f"small{ending}"
    if ending == ".xlsx":
        frame.to_excel(path, index=False)
    elif ending == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, sep="\t", index=False)
    assert signs(fg.read(path)) == [("baricitinib", "jak1", -1), ("jak1", "cxcl10", 1)]


def test_every_format_that_is_only_read_has_a_small_file() -> None:
    only_read = {one.name for one in FORMATS if one.read is not None and one.write is None}
    assert only_read - {"excel", "parquet", "text"} == set(FILES)
