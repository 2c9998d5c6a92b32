"""The command `treatments`, as people and machines use it."""

from __future__ import annotations

import json

import pytest

from commands import Capture, run

TYPE_2 = ["treatments", "--disease", "alopecia areata"]
TYPE_2 += ["--feature", "extrinsic atopic dermatitis", "--feature", "high IgE"]
SCARRING = ["treatments", "--disease", "scarring alopecia"]


def test_the_table_is_ranked_and_says_that_it_is_no_advice(capsys: Capture) -> None:
    code, out, _ = run(capsys, *TYPE_2)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "alopecia areata; extrinsic atopic dermatitis; raised IgE (>=200 IU/ml)"
    assert lines[1] == "active axes: type 1 (of the disease), type 2 (shown)"
    assert lines[3].split()[:3] == ["verdict", "treatment", "route"]
    assert lines[4].startswith("favoured") and "Dupilumab" in lines[4]
    assert "(--all)" in out
    assert lines[-1].endswith("not medical advice.")


def test_all_shows_every_treatment(capsys: Capture) -> None:
    _, out, _ = run(capsys, *TYPE_2, "--all")
    assert "Azathioprine" in out
    assert "(--all)" not in out


def test_machines_get_everything_as_json(capsys: Capture) -> None:
    _, out, _ = run(capsys, *TYPE_2, "--level", "CXCL10=normal", "--age", "30", "--json")
    report = json.loads(out)
    assert report["note"].endswith("not medical advice.")
    assert report["axes"]["type 2"] == "shown"
    first = report["treatments"][0]
    assert (first["intervention"], first["verdict"]) == ("dupilumab", "favoured")
    assert first["why"] and first["against"] and first["references"]


def test_one_treatment_is_explained_by_every_route(capsys: Capture) -> None:
    _, out, _ = run(capsys, *SCARRING, "--explain", "sirolimus")
    assert "topical: insufficient evidence." in out
    assert "oral: insufficient evidence." in out
    _, out, _ = run(capsys, *TYPE_2, "--explain", "dupilumab", "--json")
    assert len(json.loads(out)["treatments"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the profile is empty"),
        (["--disease", "AA", "--feature", "hihg IgE"], "did you mean 'Raised IgE"),
        (["--disease", "AA", "--level", "IgE"], "write it like IgE=850"),
        (["--disease", "AA", "--level", "IgE=-5"], "cannot be"),
        (["--disease", "AA", "--feature", "pregnancy", "--age", "8"], "contradicts itself"),
        (["--disease", "AA", "--explain", "aspirin"], "no entity is named 'aspirin'"),
    ],
)
def test_wrong_use_ends_with_code_2_and_says_what_to_do(
    capsys: Capture, arguments: list[str], words: str
) -> None:
    code, out, err = run(capsys, "treatments", *arguments)
    assert code == 2
    assert out == ""
    assert words in err
