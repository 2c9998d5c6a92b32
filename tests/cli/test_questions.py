"""The commands that ask the atlas, for people and for machines."""

from __future__ import annotations

import json

from commands import Capture, run


def test_paths_are_printed_one_a_line(capsys: Capture) -> None:
    code, out, _ = run(capsys, "paths", "rapamycin", "inflammation", "--limit", "2", "--specific")
    assert code == 0
    assert len([line for line in out.splitlines() if "support" in line]) == 2
    assert "⊣ mTORC1" in out


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


def test_effect_and_evidence_answer_in_json(capsys: Capture) -> None:
    _, out, _ = run(capsys, "effect", "rapamycin", "inflammation", "--json")
    assert json.loads(out)["verdict"] == "decrease"
    _, out, _ = run(capsys, "evidence", "mtorc1", "foxp3", "--json")
    assert {row["stance"] for row in json.loads(out)} == {"supports", "refutes"}


def test_an_effect_in_json_carries_all_of_the_answer(capsys: Capture) -> None:
    _, out, _ = run(capsys, "effect", "rapamycin", "hair loss", "--json")
    told = json.loads(out)
    assert told["verdict"] == "ambiguous"
    assert told["increasing"] and told["decreasing"] and told["elsewhere"]
    _, out, _ = run(capsys, "effect", "IFN-γ", "CXCL10", "--json")
    assert json.loads(out)["loops"]


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


def test_an_unknown_name_is_answered_with_three_suggestions(capsys: Capture) -> None:
    code, out, err = run(capsys, "paths", "rapamicin", "hair loss")
    assert code == 2
    assert out == ""
    assert "did you mean" in err
    assert err.count("'") >= 8
