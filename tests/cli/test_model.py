"""The commands of the model: what is printed, and what wrong use gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import run
from follicle_graph.cli import main

Capture = pytest.CaptureFixture[str]


def test_blocking_jak1_names_the_routes_to_a_read_out(capsys: Capture) -> None:
    assert main(["what-if", "JAK1=-1", "--read-out", "CXCL10"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("CXCL10 falls (")
    assert "JAK1 → " in out
    assert "not medical advice" in out


def test_a_drug_is_given_and_the_outcome_is_json_on_request(capsys: Capture) -> None:
    assert main(["what-if", "baricitinib", "--read-out", "CXCL10", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["id"], row["change"]) == ("cxcl10", -1)


def test_sets_of_drugs_are_listed(capsys: Capture) -> None:
    assert main(["interventions", "CXCL10=-1", "--max-size", "1", "--limit", "3"]) == 0
    assert "give less CXCL10" in capsys.readouterr().out


def test_drivers_of_a_table(capsys: Capture, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    genes = ["CXCL9", "CXCL10", "CXCL11", "STAT1", "IRF1", "CIITA", "CD274", "IDO1", "TAP1"]
    table.write_text("symbol,log2FoldChange\n" + "".join(f"{gene},2.0\n" for gene in genes))
    assert main(["drivers", str(table)]) == 0
    assert "more " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["what-if", "JAK1=3"], "'JAK1=3' is no level"),
        (["interventions", "hair loss"], "'hair loss' is no level"),
        (["what-if", "JAKX=-1"], "no entity is named 'JAKX'"),
    ],
)
def test_wrong_use_says_what_to_write(capsys: Capture, words: list[str], said: str) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_two_levels_of_one_name_are_refused(capsys: Capture) -> None:
    code, _, err = run(capsys, "what-if", "JAK1=-1", "JAK1=+1")
    assert (code, err) == (2, "follicle-graph: 'JAK1' is both -1 and +1; name it once\n")
