"""What every format of the table promises; formats are picked up from the table."""

from __future__ import annotations

import json
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from any_graphs import content, graphs, texts
from follicle_graph.files.format import Format
from follicle_graph.files.formats_table import FORMATS, markdown
from follicle_graph.model.graph import Graph

LOSSLESS = [one for one in FORMATS if one.lossless]
WRITTEN = [one for one in FORMATS if one.write and one.read]
READ = [one for one in FORMATS if one.read]
JUNK = [
    "",
    "[",
    "{",
    "null",
    "7",
    '"text"',
    "[[]]",
    "[7]",
    '{"nodes": 3}',
    "[" * 100_000,
    '{"a":' * 100_000,
    "\ufeff",
    "\0",
    "NaN",
    "1e999",
    "9" * 5000,
]

plain: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
own = st.dictionaries(texts.map(lambda name: f"my {name}"), plain, max_size=2)


def named(format_: Format) -> str:
    return format_.name


@pytest.mark.parametrize("format_", LOSSLESS, ids=named)
def test_the_atlas_comes_back_whole_and_is_left_alone(
    whole: Graph, format_: Format, tmp_path: Path
) -> None:
    before = content(whole)
    path = fg.write(whole, tmp_path / f"atlas{format_.endings[0]}").path
    H = fg.read(path)
    assert content(H) == before == content(whole)
    assert H.graph["digest"] == fg.digest(H) == fg.digest(whole)
    assert {type(data["synonyms"]) for _, data in H.nodes(data=True)} == {tuple}
    assert (
        fg.write(H, tmp_path / "again", format=format_.name).path.read_bytes() == path.read_bytes()
    )


@pytest.mark.parametrize("format_", LOSSLESS, ids=named)
@settings(deadline=None, max_examples=150)
@given(G=graphs(own))
def test_any_graph_comes_back_whole_and_makes_one_file(
    format_: Format, tmp_path_factory: pytest.TempPathFactory, G: Graph
) -> None:
    path = tmp_path_factory.mktemp("any") / f"any{format_.endings[0]}"
    H = fg.read(fg.write(G, path))
    assert content(H) == content(G)
    assert H.graph["digest"] == fg.digest(G)
    written = path.read_bytes()
    assert fg.write(H, path).path.read_bytes() == written


@settings(deadline=None, max_examples=100)
@given(G=graphs(own))
def test_the_digest_is_that_of_its_slow_twin(G: Graph) -> None:
    assert fg.digest(G) == oracle.digest(G)


@pytest.mark.parametrize("format_", WRITTEN, ids=named)
def test_what_is_written_is_found_again_by_ending_and_look(format_: Format, tmp_path: Path) -> None:
    G = fg.sketch("a -> b -| c")
    for ending in (format_.endings[0], format_.endings[0].upper(), format_.endings[0] + ".gz"):
        path = fg.write(G, tmp_path / f"g{ending}", format=format_.name).path
        H = fg.read(path)
        assert sorted(H.edges(data="sign")) == [("a", "b", 1), ("b", "c", -1)]
        assert H.graph["origin"] == "imported" or format_.lossless


def settled(value: object, default: object) -> object:
    if value is None or value == "" or value == ():
        return default
    return tuple(value) if isinstance(value, list) else value


DEFAULTS: dict[str, object] = {
    "kind": "", "lane": "", "curie": None, "synonyms": (), "definition": "",
    "layer": "mechanism", "indirect": False, "support": 0.0, "contradicted": False,
}  # fmt: skip


def unlike(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    names = {*one, *other} - {"predicate", "evidence"}
    return {
        name
        for name in names
        if settled(one.get(name), DEFAULTS.get(name))
        != settled(other.get(name), DEFAULTS.get(name))
    }


@pytest.mark.parametrize("format_", [one for one in WRITTEN if not one.lossless], ids=named)
@settings(deadline=None, max_examples=25)
@given(G=graphs())
def test_what_the_report_does_not_name_comes_back_equal(
    format_: Format, tmp_path_factory: pytest.TempPathFactory, G: Graph
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / f"any{format_.endings[0]}"
    before = content(G)
    try:
        report = fg.write(G, path, format=format_.name)
    except fg.FormatError:
        assert list(folder.iterdir()) == []
        return
    assert content(G) == before
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        H = fg.read(path, format=format_.name, nodes=report.nodes_path)
    fg.validate(H)
    assert set(G) == set(H) or report.names("node", "id")
    for node in set(G) & set(H):
        for name in unlike(dict(G.nodes[node]), dict(H.nodes[node])):
            assert report.names("node", name)
    keys = set(G.edges(keys=True)), set(H.edges(keys=True))
    assert keys[0] == keys[1] or report.names("edge", "edge") or report.names("edge", "predicate")
    for u, v, key in keys[0] & keys[1]:
        one, other = G.edges[u, v, key], H.edges[u, v, key]
        for name in unlike(dict(one), dict(other)):
            assert report.names("edge", name)
        if set(one["evidence"]) != set(other["evidence"]):
            assert any(loss.part == "evidence" for loss in report)


@pytest.mark.parametrize("text", JUNK, ids=lambda text: repr(text[:8]))
@pytest.mark.parametrize("format_", [None, *READ], ids=lambda one: one.name if one else "by look")
def test_a_bad_file_is_an_error_that_names_it_or_a_valid_graph(
    format_: Format | None, text: str, tmp_path: Path
) -> None:
    path = tmp_path / f"bad{(format_ or FORMATS[0]).endings[0]}"
    path.write_text(text, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            G = fg.read(path, format=format_.name if format_ else None)
        except fg.FormatError as error:
            assert "bad." in str(error) or "bad_" in str(error)
            return
    fg.validate(G)
    assert not G.number_of_edges()


@pytest.mark.parametrize("format_", LOSSLESS, ids=named)
def test_a_file_cut_anywhere_is_an_error(format_: Format, tmp_path: Path) -> None:
    path = fg.write(fg.sketch("ä -> b"), tmp_path / f"g{format_.endings[0]}").path
    whole = path.read_bytes().rstrip()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(fg.FormatError, match=r"g\."):
            fg.read(path, format=format_.name)


def test_the_table_says_what_each_format_does() -> None:
    told = fg.formats().set_index("name")
    assert list(told.index) == [one.name for one in FORMATS]
    assert told.loc["node-link", ["reads", "writes"]].all()
    assert not told.loc["gpml", "writes"]
    assert all(told["cannot_carry"])
    docs = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    assert markdown() in docs, "run python scripts/formats_page.py"
    assert all(ending == ending.lower() for one in FORMATS for ending in one.endings)


def test_unknown_endings_names_and_paths_say_what_is_known(tmp_path: Path) -> None:
    G = fg.sketch("a -> b")
    with pytest.raises(fg.FormatError, match=r"nothing with this ending can be written.*\.json"):
        fg.write(G, tmp_path / "g.xlsx")
    with pytest.raises(fg.FormatError, match="no such format can be written; use one of 'node-li"):
        fg.write(G, tmp_path / "g.json", format="gpml")
    with pytest.raises(
        fg.FormatError, match="no such format can be read; use one of 'node-link', 'c"
    ):
        fg.read(tmp_path / "g.json", format="pickle")
    for ask in (fg.read, lambda path: fg.write(G, path)):
        with pytest.raises(fg.FormatError, match="this is the name of a database; use open_store"):
            ask(tmp_path / "G.LBUG")
    with pytest.raises(fg.FormatError, match="this is no path"):
        fg.read(0)  # type: ignore[arg-type]
    for bad in ("none.json", ".json/", "\0.json"):
        with pytest.raises(fg.FormatError, match="cannot be read"):
            fg.read(f"{tmp_path}/{bad}", format="node-link")
    with pytest.raises(fg.OutputError, match="cannot write"):
        fg.write(G, tmp_path / "no such folder" / "g.json")
    assert list(tmp_path.iterdir()) == []


def test_the_public_function_is_not_hidden_by_its_room() -> None:
    import_module("follicle_graph.files.indra")
    assert callable(fg.formats)
    assert json.loads(fg.formats().to_json())
