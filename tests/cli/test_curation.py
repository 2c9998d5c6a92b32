"""The commands for curators, from a new paper to what it changed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import headlines

LABELS = str(Path(__file__).parents[1] / "curation" / "labels.tsv")


def test_the_shipped_facts_pass_with_their_labels(capsys: Capture) -> None:
    assert run(capsys, "check", "--labels", LABELS) == (0, "all facts pass\n", "")


def test_check_fails_with_1_and_names_the_place(tmp_path: Path, capsys: Capture) -> None:
    assert run(capsys, "check")[0] == 0
    code, out, _ = run(capsys, "check", str(tmp_path))
    assert code == 1
    assert "entities.tsv:1 no such file -> " in out
    assert run(capsys, "check", str(tmp_path / "nowhere"))[0] == 2


def test_hints_come_only_when_asked_and_do_not_fail(capsys: Capture) -> None:
    assert "hint" not in run(capsys, "check")[1]
    code, out, _ = run(capsys, "check", "--hints", "--labels", LABELS)
    assert code == 0
    assert out.count("\nhint: ") == 7
    assert re.search(r"\n  papers/\S+\.yaml:\d+ \S+ on \S+: [-+] R\d+.* -> ", out)


def test_blocking_problems_fail_and_hints_are_left_for_later(capsys: Capture, facts: Path) -> None:
    file = facts / "entities.tsv"
    file.write_text(file.read_text(encoding="utf-8").replace("GO:", "GO:x"), encoding="utf-8")
    code, out, _ = run(capsys, "check", str(facts), "--hints")
    assert code == 1
    assert "hint" not in out
    assert out.splitlines()[-1].endswith(" problems")


def test_a_retraction_is_played_through(capsys: Capture) -> None:
    code, out, _ = run(capsys, "check", "--without", "PMID:32533873")
    assert code == 0
    lines = out.splitlines()
    assert lines[1] == "without PMID:32533873: 32 statements and 27 edges go"
    assert any(
        "Hair follicle immune privilege on Hair loss: still decrease" in line for line in lines
    )
    assert re.fullmatch(r"\d+ of \d+ headline answers change", lines[2])
    ids = {name for pair in headlines() for name in pair if "_" in name}
    assert not [line for line in lines[3:] if ids & set(re.split(r"[ :]", line))]
    code, _, err = run(capsys, "check", "--without", "PMID:1")
    assert code == 2
    assert "no evidence of this graph cites 'PMID:1'" in err


def test_a_paper_goes_from_skeleton_to_diff(capsys: Capture, facts: Path) -> None:
    old = Path(shutil.copytree(facts, facts.parent / "old"))
    shown = ["--authors", "Smith J", "--journal", "Made up", "--year", "2030"]
    code, out, _ = run(capsys, "add", "PMID:1", str(facts), "--key", "smith2030", *shown)
    assert code == 0
    assert "follicle-graph check" in out
    assert run(capsys, "check", str(facts))[0] == 1
    code, _, err = run(capsys, "diff", str(old), str(facts))
    assert code == 2
    assert "papers/smith2030.yaml:7 sign '' -> use +1, -1 or 0" in err
    (facts / "papers" / "smith2030.yaml").write_text(
        "reference: PMID:1\nstatements:\n- grade: in vitro\n  id: R9001\n  subject: mica\n"
        "  predicate: decreases\n  object: nkg2d\n  sign: -1\n  layer: mechanism\n"
        "  status: verified\n  summary: Made up.\n",
        encoding="utf-8",
    )
    assert run(capsys, "check", str(facts))[0] == 0
    assert run(capsys, "tidy", str(facts), "--dry-run")[0] == 1
    assert "papers/smith2030.yaml tidied" in run(capsys, "tidy", str(facts))[1]
    assert run(capsys, "tidy", str(facts)) == (0, "nothing to tidy\n", "")
    code, out, _ = run(capsys, "diff", str(old), str(facts))
    assert code == 0
    assert "+ R9001  mica decreases nkg2d (-1, mechanism), in vitro, PMID:1" in out
    assert "! mica on nkg2d: " in out
    report = json.loads(run(capsys, "diff", str(old), str(facts), "--json")[1])
    assert [change["name"] for change in report["statements"]] == ["R9001"]
    assert any(shift["verdict"] for shift in report["headlines"])


def test_folders_files_and_databases_are_compared(
    capsys: Capture, facts: Path, tmp_path: Path, atlas: Graph
) -> None:
    fg.write(atlas, tmp_path / "atlas.json")
    with fg.open_store(tmp_path / "atlas.lbug") as store:
        store.write(atlas)
    same = "the same entities, statements and headline answers\n"
    for place in (str(facts), str(tmp_path / "atlas.json"), str(tmp_path / "atlas.lbug")):
        assert run(capsys, "diff", "installed", place) == (0, same, "")


def test_states_behind_an_address_are_asked_of_the_server(capsys: Capture) -> None:
    code, _, err = run(capsys, "diff", "installed", "bolt://127.0.0.1:1")
    assert code == 2
    assert "bolt://127.0.0.1:1 does not answer" in err


@pytest.mark.parametrize("place", ["nowhere", "."])
def test_what_cannot_be_compared_is_refused(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "diff", "installed", place)
    assert code == 2
    assert "nothing at nowhere" in err or "is no folder of knowledge" in err


def test_a_paper_is_shown(capsys: Capture) -> None:
    code, out, _ = run(capsys, "paper", "xing2014")
    assert code == 0
    assert re.match(r"\d+ statements; ", out.splitlines()[-1])
    rows = json.loads(run(capsys, "paper", "xing2014", "--json")[1])
    assert len(rows) > 50
