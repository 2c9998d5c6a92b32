"""The commands of databases and files."""

from __future__ import annotations

from pathlib import Path

from commands import Capture, run


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
