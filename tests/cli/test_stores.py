"""The commands of databases and files."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.model.graph import Graph

DOCS = Path(__file__).parents[2] / "docs" / "store.md"


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A store of `a -> b -| c`."""
    place = tmp_path / "small.lbug"
    with fg.open_store(place) as store:
        store.write(fg.sketch("a -> b -| c"))
    return str(place)


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


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("n=2", 2),
        ("n=0.5", 0.5),
        ("n=true", True),
        ('n=["a", "b"]', ["a", "b"]),
        ("n=a", "a"),
        ("n=a=b", "a=b"),
        ("n=", ""),
        ("n=null", "null"),
        ("n=NaN", "NaN"),
        ('n="2"', "2"),
        ("n=[a", "[a"),
        ('n={"a": 1}', '{"a": 1}'),
    ],
)
def test_a_parameter_is_json_or_else_text(
    given: str, value: object, small: str, capsys: Capture
) -> None:
    question = "MATCH (e:Entity {id: 'a'}) RETURN $n AS n"
    code, out, _ = run(capsys, "query", small, question, "--param", given, "--json")
    assert code == 0
    (row,) = json.loads(out)
    assert row == {"n": value}
    assert type(row["n"]) is type(value)


def test_a_list_and_a_text_are_two_parameters_of_one_query(small: str, capsys: Capture) -> None:
    question = "MATCH (x:Entity)-[:REL]->(y:Entity {id: $id}) WHERE x.id IN $ids RETURN x.id"
    given = ["--param", "id=c", "--param", 'ids=["a", "b"]', "--json"]
    _, out, _ = run(capsys, "query", small, question, *given)
    assert json.loads(out) == [{"x.id": "b"}]


def test_a_parameter_that_is_missing_or_there_twice_is_named(small: str, capsys: Capture) -> None:
    question = "MATCH (e:Entity {id: $id}) RETURN e.id"
    code, _, err = run(capsys, "query", small, question)
    assert code == 2
    assert "add --param id=…" in err
    assert "call" not in err
    code, _, err = run(capsys, "query", small, question, "--param", "id=a", "--param", "id=b")
    assert code == 2
    assert "several --param" in err


@pytest.mark.parametrize("given", ["id", "=a", "1d=a", "$id=a", "a b=c"])
def test_a_parameter_without_a_name_or_a_value_is_wrong_use(
    given: str, small: str, capsys: Capture
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(capsys, "query", small, "MATCH (e:Entity) RETURN e.id", "--param", given)
    assert "is no NAME=VALUE" in capsys.readouterr().err


def test_the_recipe_for_the_command_line_runs(
    atlas: Graph, tmp_path: Path, capsys: Capture
) -> None:
    place = tmp_path / "atlas.lbug"
    with fg.open_store(place) as store:
        store.write(atlas)
    (recipe,) = re.findall(
        r"```sh(?:ell)?\nfollicle-graph (query .*?)```", DOCS.read_text("utf-8"), re.S
    )
    words = [str(place) if word == "atlas.lbug" else word for word in shlex.split(recipe)]
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert "inhibits" in out or "decreases" in out


@pytest.mark.parametrize(
    ("target", "more", "told"),
    [
        ("out.xyz", [], "name it .lbug for a database, or say --to FORMAT ('node-link'"),
        ("name it x.xyz", [], "name it x.xyz': nothing with this ending can be written; name it"),
        ("out.json", ["--to", "gpml"], "--to 'gpml': no such format can be written; use one of"),
        ("out.lbug", ["--to", "node-link"], "--to is for files"),
        ("nowhere/out.json", [], "its folder does not exist"),
    ],
)
def test_a_target_that_cannot_be_written_is_found_before_the_source_is_read(
    target: str, more: list[str], told: str, tmp_path: Path, capsys: Capture
) -> None:
    source = tmp_path / "broken.json"
    source.write_text("no JSON at all", encoding="utf-8")
    code, _, err = run(capsys, "convert", str(source), str(tmp_path / target), *more)
    assert code == 2
    assert told in err
    assert "format=" not in err
    assert [file.name for file in tmp_path.iterdir()] == ["broken.json"]


def test_a_database_is_made_whatever_the_case_of_its_ending(
    small: str, tmp_path: Path, capsys: Capture
) -> None:
    assert run(capsys, "convert", small, str(tmp_path / "NEW.LBUG"))[0] == 0
    with fg.open_store(tmp_path / "NEW.LBUG", read_only=True) as store:
        store.verify()


def test_formats_are_given_where_endings_do_not_tell(
    small: str, tmp_path: Path, capsys: Capture
) -> None:
    text, back = str(tmp_path / "small.txt"), tmp_path / "back.json"
    assert run(capsys, "convert", small, text, "--to", "node-link")[0] == 0
    code, _, err = run(capsys, "convert", text, str(back))
    assert code == 2
    assert "this looks like follicle-graph node-link JSON; say --from FORMAT ('node-link'" in err
    code, _, err = run(capsys, "convert", text, str(back), "--from", "xml")
    assert code == 2
    assert "--from 'xml': no such format can be read; use one of 'node-link', 'csv'" in err
    assert run(capsys, "convert", text, str(back), "--from", "node-link")[0] == 0
    with fg.open_store(small, read_only=True) as store:
        assert fg.read(back).graph["digest"] == store.read().graph["digest"]


def test_a_conversion_that_fails_leaves_no_store_that_was_not_there(
    small: str, tmp_path: Path, capsys: Capture
) -> None:
    edges = tmp_path / "edges.tsv"
    edges.write_text("subject\tpredicate\tobject\tsign\na\tincreases\tb\t7\n", encoding="utf-8")
    new = tmp_path / "new.lbug"
    before = sorted(tmp_path.iterdir())
    code, _, err = run(capsys, "convert", str(edges), str(new))
    assert code == 2
    assert "sign" in err
    assert sorted(tmp_path.iterdir()) == before
    assert run(capsys, "convert", str(edges), small)[0] == 2
    with fg.open_store(small, read_only=True) as store:
        assert store.info()["entities"] == 3


def test_a_map_that_fails_leaves_no_store_that_was_not_there(
    small: str, tmp_path: Path, capsys: Capture
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("no JSON at all", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    words = ["map", str(broken), "-o", str(tmp_path / "m.html"), "--store"]
    assert run(capsys, *words, str(tmp_path / "new.lbug"))[0] == 2
    assert run(capsys, *words, small)[0] == 2
    assert sorted(tmp_path.iterdir()) == before
    with fg.open_store(small, read_only=True) as store:
        assert store.info()["entities"] == 3
