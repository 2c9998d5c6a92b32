"""The command line: each command does its one thing and fails in words."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.cli import main

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_map_writes_the_page_the_figure_and_the_database(tmp_path: Path, capsys: Capture) -> None:
    page, drawn, store = (str(tmp_path / name) for name in ("m.html", "m.svg", "m.lbug"))
    code, out, _ = run(capsys, "map", "-o", page, "--figure", drawn, "--store", store)
    assert code == 0
    assert "open it in any browser" in out
    assert Path(page).stat().st_size > 350_000
    assert Path(drawn).read_text(encoding="utf-8").startswith("<?xml")
    code, out, _ = run(
        capsys, "query", store, "MATCH (e:Entity) RETURN count(e) AS entities", "--json"
    )
    assert code == 0
    assert json.loads(out) == [{"entities": 430}]


def test_figure_writes_the_spine(tmp_path: Path, capsys: Capture) -> None:
    code, out, _ = run(capsys, "figure", str(tmp_path / "spine.pdf"))
    assert code == 0
    assert "spine.pdf" in out


def test_figure_writes_any_ready_picture_by_its_words(tmp_path: Path, capsys: Capture) -> None:
    values = tmp_path / "values.tsv"
    values.write_text("name\tlog2 fold change\nCXCL10\t2.5\nSTAT1\t-1\n", encoding="utf-8")
    for words in (["ifng-privilege"], ["path", "IL-4", "IgE"], ["measurements", "--overlay"]):
        drawn = tmp_path / f"{words[0]}.svg"
        more = [str(values)] if words[-1] == "--overlay" else []
        code, out, _ = run(capsys, "figure", str(drawn), *words, *more)
        assert code == 0
        assert "Directed pathway map of" in out
        assert drawn.exists()
    assert "log2 fold change" in (tmp_path / "measurements.svg").read_text(encoding="utf-8")


def test_a_figure_that_is_not_there_is_an_error_that_lists_what_is(
    tmp_path: Path, capsys: Capture
) -> None:
    code, _, err = run(capsys, "figure", str(tmp_path / "f.svg"), "spines")
    assert code == 2
    assert "use one of spine, mechanisms" in err
    assert list(tmp_path.iterdir()) == []


def test_measured_names_that_the_atlas_lacks_are_left_out_and_told(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "v.tsv").write_text("CXCL10\t3.1\nACTB\t1\nKRT6A\t2\n", encoding="utf-8")
    code, _, err = run(
        capsys,
        "figure",
        str(tmp_path / "p.svg"),
        "ifng-privilege",
        "--overlay",
        str(tmp_path / "v.tsv"),
    )
    assert code == 0
    assert "2 of 3 names" in err
    assert "left out: ACTB, KRT6A" in err


def test_paths_are_printed_one_a_line(capsys: Capture) -> None:
    code, out, _ = run(capsys, "paths", "rapamycin", "inflammation", "--limit", "2", "--specific")
    assert code == 0
    assert len([line for line in out.splitlines() if "support" in line]) == 2
    assert "⊣ mTORC1" in out


def test_effect_and_evidence_answer_in_json(capsys: Capture) -> None:
    _, out, _ = run(capsys, "effect", "rapamycin", "inflammation", "--json")
    assert json.loads(out)["verdict"] == "decrease"
    _, out, _ = run(capsys, "evidence", "mtorc1", "foxp3", "--json")
    assert {row["stance"] for row in json.loads(out)} == {"supports", "refutes"}


def test_loops_and_contradictions_are_printed_and_told_in_json(capsys: Capture) -> None:
    code, out, _ = run(capsys, "loops", "ifng", "--limit", "3", "--sign", "-")
    assert code == 0
    assert out.count("(−, support") == 3
    assert "feedback loops through ifng" in out
    assert "core: groups of" in out
    _, out, _ = run(capsys, "loops", "--json", "--limit", "2")
    assert len(json.loads(out)) == 2
    _, out, _ = run(capsys, "contradictions")
    assert "mtorc1" in out
    _, out, _ = run(capsys, "contradictions", "--json")
    scopes = {(row["subject"], row["object"]): row["scope"] for row in json.loads(out)}
    assert scopes["mtorc1", "hair_growth"] == "context"


def test_an_effect_in_json_carries_all_of_the_answer(capsys: Capture) -> None:
    _, out, _ = run(capsys, "effect", "rapamycin", "hair loss", "--json")
    told = json.loads(out)
    assert told["verdict"] == "ambiguous"
    assert told["increasing"] and told["decreasing"] and told["elsewhere"]
    _, out, _ = run(capsys, "effect", "IFN-γ", "CXCL10", "--json")
    assert json.loads(out)["loops"]


def test_paths_can_bring_their_evidence_and_all_of_them(capsys: Capture) -> None:
    _, out, _ = run(capsys, "paths", "rapamycin", "IgE", "--max-hops", "1", "--evidence")
    assert "1. refutes: Topical 4% rapamycin left total IgE unchanged. [R870" in out
    _, out, _ = run(capsys, "paths", "NKG2D+ CD8+ T cell", "hair loss", "--all")
    assert "279 paths" in out


def test_sign_via_and_avoid_are_passed_on(capsys: Capture) -> None:
    _, out, _ = run(capsys, "paths", "rapamycin", "inflammation", "--sign", "+", "--limit", "3")
    assert "(+, support" in out
    assert "(−, support" not in out
    _, out, _ = run(
        capsys, "paths", "ifng", "il15", "--specific", "--via", "irf1", "--avoid", "jak1"
    )
    lines = [line for line in out.splitlines() if "support" in line]
    assert lines
    assert all("IRF1" in line and "JAK1" not in line for line in lines)


def test_an_unknown_name_is_answered_with_three_suggestions(capsys: Capture) -> None:
    code, out, err = run(capsys, "paths", "rapamicin", "hair loss")
    assert code == 2
    assert out == ""
    assert "did you mean" in err
    assert err.count("'") >= 8


def test_info_counts_what_the_atlas_holds(capsys: Capture) -> None:
    _, out, _ = run(capsys, "info", "--json")
    report = json.loads(out)
    assert report["entities"] == 430
    assert report["evidence"] == sum(report["by layer"].values())
    assert report["evidence"] == sum(report["by grade"].values())
    assert run(capsys, "info")[1].endswith("not medical advice.\n")


def test_check_fails_with_1_and_names_the_place(tmp_path: Path, capsys: Capture) -> None:
    assert run(capsys, "check")[0] == 0
    code, out, _ = run(capsys, "check", str(tmp_path))
    assert code == 1
    assert "entities.tsv:1 no such file -> " in out
    assert run(capsys, "check", str(tmp_path / "nowhere"))[0] == 2


def test_an_unwritable_folder_is_an_error_and_nothing_is_written(
    tmp_path: Path, capsys: Capture
) -> None:
    code, _, err = run(capsys, "map", "-o", str(tmp_path / "missing" / "m.html"))
    assert code == 2
    assert "missing" in err
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_not_there_or_is_something_else_is_an_error(
    tmp_path: Path, capsys: Capture
) -> None:
    question = "MATCH (e:Entity) RETURN e.id"
    code, _, err = run(capsys, "query", str(tmp_path / "none.lbug"), question)
    assert code == 2
    assert "follicle-graph map --store" in err
    other = tmp_path / "notes.txt"
    other.write_text("my notes", encoding="utf-8")
    for place in (other, tmp_path):
        assert run(capsys, "query", str(place), question)[0] == 2
        assert run(capsys, "map", "-o", str(tmp_path / "m.html"), "--store", str(place))[0] == 2
    assert other.read_text(encoding="utf-8") == "my notes"
    assert not (tmp_path / "m.html").exists()


def test_arrows_fall_back_where_the_terminal_lacks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    bytes_written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_written, encoding="ascii"))
    assert main(["paths", "IL-4", "IgE", "--limit", "1", "--specific"]) == 0
    sys.stdout.flush()
    assert b"IL-4 > STAT6 > IgE" in bytes_written.getvalue()


@pytest.mark.parametrize(
    "command", ["map", "figure", "paths", "evidence", "query", "check", "info"]
)
def test_help_shows_an_example(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"example: follicle-graph {command}" in capsys.readouterr().out


def test_map_takes_a_graph_of_its_own(tmp_path: Path, capsys: Capture) -> None:
    source = tmp_path / "mine.json"
    fg.write(fg.sketch("a -> b -| c"), source)
    page = tmp_path / "mine.html"
    code, out, _ = run(capsys, "map", str(source), "-o", str(page))
    assert code == 0 and "3 entities, 2 relations" in out
    assert page.read_text("utf-8").startswith("<!doctype html>")
    code, _, err = run(capsys, "map", str(tmp_path / "none.json"), "-o", str(page))
    assert code == 2 and "none.json" in err
