"""The commands `map` and `figure`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import follicle_graph as fg
from commands import Capture, run


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
    assert json.loads(out) == [{"entities": len(fg.load())}]


def test_map_takes_a_graph_of_its_own(tmp_path: Path, capsys: Capture) -> None:
    source = tmp_path / "mine.json"
    fg.write(fg.sketch("a -> b -| c"), source)
    page = tmp_path / "mine.html"
    code, out, _ = run(capsys, "map", str(source), "-o", str(page))
    assert code == 0 and "3 entities, 2 relations" in out
    assert page.read_text("utf-8").startswith("<!doctype html>")
    code, _, err = run(capsys, "map", str(tmp_path / "none.json"), "-o", str(page))
    assert code == 2 and "none.json" in err
    source.write_text("[]", encoding="utf-8")
    code, _, err = run(capsys, "map", str(source), "-o", str(page))
    assert code == 2 and "follicle-graph convert --from FORMAT" in err


def test_map_draws_a_database(tmp_path: Path, capsys: Capture) -> None:
    source, page = tmp_path / "mine.lbug", tmp_path / "mine.html"
    with fg.open_store(source) as store:
        store.write(fg.sketch("a -> b -| c"))
    code, out, _ = run(capsys, "map", str(source), "-o", str(page))
    assert code == 0 and "3 entities, 2 relations" in out
    assert "<title>mine</title>" in page.read_text("utf-8")


@pytest.mark.parametrize("name", ["mine.json", "mine.lbug"])
@pytest.mark.parametrize(
    "options",
    [
        ["SOURCE", "-o", "SOURCE"],
        ["SOURCE", "--figure", "SOURCE"],
        ["SOURCE", "--store", "SOURCE"],
        ["SOURCE", "-o", "./sub/../SOURCE"],
        ["-o", "x.svg", "--figure", "x.svg"],
    ],
)
def test_nothing_that_is_read_or_written_takes_the_place_of_another(
    options: list[str],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    if name == "mine.json":
        fg.write(fg.sketch("a -> b"), name)
    else:
        with fg.open_store(name) as store:
            store.write(fg.sketch("a -> b"))
    before = (tmp_path / name).read_bytes()
    code, out, err = run(capsys, "map", *(word.replace("SOURCE", name) for word in options))
    assert (code, out) == (2, "")
    assert "is named twice" in err
    assert (tmp_path / name).read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == [name, "sub"]


def test_a_page_does_not_take_the_place_of_a_database(tmp_path: Path, capsys: Capture) -> None:
    place = tmp_path / "kept"
    with fg.open_store(place) as store:
        store.write(fg.sketch("a -> b"))
    code, _, err = run(capsys, "map", "-o", str(place))
    assert code == 2 and "is the name of a database" in err
    with fg.open_store(place, read_only=True) as store:
        store.verify()


def test_an_unwritable_folder_is_an_error_and_nothing_is_written(
    tmp_path: Path, capsys: Capture
) -> None:
    code, _, err = run(capsys, "map", "-o", str(tmp_path / "missing" / "m.html"))
    assert code == 2
    assert "missing" in err
    assert list(tmp_path.iterdir()) == []


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
    assert "use one of story, spine, mechanisms" in err
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


def test_a_figure_of_no_known_format_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "map", "--figure", "f.xyz", "--store", "s.lbug")
    assert code == 2 and "f.xyz: unknown ending" in err
    assert list(tmp_path.iterdir()) == []
