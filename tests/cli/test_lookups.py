"""The commands that look something up."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.cli.spelling import as_command
from follicle_graph.model.graph import Graph
from follicle_graph.tools.calls import spelled


def test_about_shows_an_entity_on_one_screen_and_the_graph_as_a_whole(
    atlas: Graph, capsys: Capture
) -> None:
    code, out, _ = run(capsys, "about", "ritlecitinib")
    assert code == 0
    with spelled(as_command()):
        assert out == f"{fg.about(atlas, 'ritlecitinib')}\n"
    assert "follicle-graph bibliography Ritlecitinib lists them" in out
    assert "Ritlecitinib (drug)" in out
    assert "entities" in run(capsys, "about")[1]
    told = json.loads(run(capsys, "about", "ritlecitinib", "--json")[1])
    assert {row["entity"] for row in told} == {"Ritlecitinib (drug)"}


def test_search_finds_what_a_slip_hides(capsys: Capture) -> None:
    code, out, _ = run(capsys, "search", "baracitinib")
    assert code == 0
    assert out.splitlines()[1].split()[0] == "baricitinib"
    told = json.loads(run(capsys, "search", "il", "15", "--limit", "1", "--json")[1])
    assert [row["id"] for row in told] == ["il15"]
    assert run(capsys, "search", "zzzzqq")[1] == "nothing found\n"
    code, _, err = run(capsys, "search", "x", "--limit", "0")
    assert code == 2
    assert "limit is 0; use a whole number of 1 or more" in err


def test_edges_are_a_table_that_reads_back(atlas: Graph, tmp_path: Path, capsys: Capture) -> None:
    file = tmp_path / "edges.csv"
    assert run(capsys, "edges", "-o", str(file))[0] == 0
    assert len(pd.read_csv(file)) == atlas.number_of_edges()
    code, out, _ = run(capsys, "edges", "IL-15", "--layer", "mechanism")
    assert code == 0
    head, *lines = out.splitlines()
    assert head.split() == [
        *("subject", "predicate", "object", "layer", "grade", "species", "support", "papers")
    ]
    assert all("IL-15" in line and " mechanism " in line for line in lines)
    assert "--layer: mind; use some of mechanism" in run(capsys, "edges", "--layer", "mind")[2]


def test_a_bibliography_is_printed_or_written_by_its_ending(
    tmp_path: Path, capsys: Capture
) -> None:
    code, out, _ = run(capsys, "bibliography", "--paths", "IL-15", "hair loss")
    assert code == 0
    assert out.splitlines()[0].endswith("references")
    file = tmp_path / "refs.bib"
    assert run(capsys, "bibliography", "ritlecitinib", "-o", str(file))[0] == 0
    assert file.read_text(encoding="utf-8").lstrip().startswith("@")
    code, _, err = run(capsys, "bibliography", "ritlecitinib", "-o", str(tmp_path / "x.doc"))
    assert code == 2
    assert "cannot be written as .doc; end its name with .bib" in err


def test_lookups_ask_a_store_too(tmp_path: Path, capsys: Capture) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(fg.sketch("IL-15 -> TRM; TRM -> hair"))
    place = str(tmp_path / "a.lbug")
    for words in (["about", "TRM"], ["search", "il15"], ["edges", "TRM"], ["bibliography"]):
        assert run(capsys, *words, "--graph", place)[0] == 0
    err = run(capsys, "about", "zzzz", "--graph", place)[2]
    assert f"look for a word of its name: follicle-graph search WORD --graph {place}" in err
