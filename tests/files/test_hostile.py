"""Files that mean harm, or are broken: our error with the file, never half a graph."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import warnings
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph.files.format import Format
from follicle_graph.files.formats_table import FORMATS

XML = [
    one
    for one in FORMATS
    if one.read and one.endings[0] in (".graphml", ".gexf", ".gpml", ".sbml", ".sbgn")
]
ROOTS = {
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".gpml": "Pathway",
    ".sbml": "sbml",
    ".sbgn": "sbgn",
}
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><{root}>&c;</{root}>'
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><{root}>&a;</{root}>'


def refused(path: Path, **more: object) -> str:
    before = sorted(path.parent.iterdir())
    with pytest.raises(fg.FormatError, match=path.name.split(".")[0]) as caught:
        fg.read(path, **more)  # type: ignore[arg-type]
    assert sorted(path.parent.iterdir()) == before
    return str(caught.value)


@pytest.mark.parametrize("format_", XML, ids=lambda one: one.name)
@pytest.mark.parametrize("text", [BOMB, EXTERNAL], ids=["bomb", "external"])
def test_entities_of_xml_are_never_expanded(format_: Format, text: str, tmp_path: Path) -> None:
    ending = format_.endings[0]
    path = tmp_path / f"evil{ending}"
    path.write_text(text.replace("{root}", ROOTS[ending]), encoding="utf-8")
    assert "entities or external files" in refused(path, format=format_.name)


@pytest.mark.parametrize("format_", XML, ids=lambda one: one.name)
def test_xml_nested_ten_thousand_deep_is_no_crash(format_: Format, tmp_path: Path) -> None:
    ending = format_.endings[0]
    root = ROOTS[ending]
    path = tmp_path / f"deep{ending}"
    path.write_text(f"<{root}>" + "<x>" * 10_000 + "</x>" * 10_000 + f"</{root}>", encoding="utf-8")
    with warnings.catch_warnings(), contextlib.suppress(fg.FormatError):
        warnings.simplefilter("ignore")
        assert not fg.read(path, format=format_.name).number_of_edges()


def test_a_gzip_bomb_stops_at_the_stated_limit_which_can_be_raised(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(
        gzip.compress(b"source,target,interaction\na,b,activates\n" + b"\n" * 3_000_000)
    )
    assert "larger max_bytes" in refused(path, max_bytes=1_000_000)
    assert fg.read(path, max_bytes=10_000_000).number_of_edges() == 1


def test_damaged_and_truncated_gzip_are_named(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps({"a": 1}).encode() * 500)
    for name, data in (("cut", whole[:-20]), ("bad", whole[:20] + b"\0\1\2\3" + whole[24:])):
        path = tmp_path / f"{name}.json.gz"
        path.write_bytes(data)
        assert "gzip data" in refused(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 1_000_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": 1, "a": 2}', "names the key 'a' twice"),
        ('{"nodes": [', "is the file whole"),
        ('"\\ud800"', "lone surrogate"),
    ],
    ids=["lists", "objects", "nan", "twice", "cut", "surrogate"],
)
@pytest.mark.parametrize("name", ["kgx-json", "cyjs", "pybel", "jgif", "cx2", "indra", "apoc"])
def test_json_that_is_none_is_refused_by_every_reader(
    name: str, text: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "evil.json"
    path.write_text(text, encoding="utf-8")
    found = refused(path, format=name)
    assert words in found or name == "apoc"


def test_encodings_are_read_or_named(tmp_path: Path) -> None:
    text = "source,target,interaction\nIFN-γ,b,activates\n"
    for number, coding in enumerate(("utf-8", "utf-8-sig", "utf-16")):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(text.replace("\n", "\r\n").encode(coding))
        assert fg.read(path).has_edge("IFN-γ", "b")
    path = tmp_path / "latin.csv"
    path.write_bytes("source,target\nIFN,caf\xe9\n".encode("latin-1"))
    assert "line 2, byte" in refused(path)
    assert "save it as UTF-8" in refused(path)


def test_a_spreadsheet_that_unpacks_to_too_much_or_is_none_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 5_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(buffer.getvalue())
    assert "unpacks to more than" in refused(path, max_bytes=1_000_000)
    assert "no spreadsheet" in refused(path)


@pytest.mark.parametrize("ending", [".csv", ".json", ".graphml", ".bel", ".sif", ".cx2", ".gml"])
def test_a_failed_write_leaves_no_file_and_the_older_one(ending: str, tmp_path: Path) -> None:
    G = fg.sketch("a -> b")
    path = tmp_path / f"g{ending}"
    if ending != ".gml":
        fg.write(G, path)
        before = path.read_bytes()
        G.add_edge("lone \ud800", "b", key="increases", sign=1, evidence=())
        with pytest.raises((fg.FormatError, fg.InvalidGraph)):
            fg.write(G, path)
        assert path.read_bytes() == before
        assert [one.name for one in tmp_path.iterdir()] == [path.name]
    else:
        with pytest.raises(fg.FormatError, match="nothing with this ending can be written"):
            fg.write(G, path)


def test_a_file_under_another_ending_names_the_format_that_fits(tmp_path: Path) -> None:
    path = fg.write(fg.sketch("a -> b"), tmp_path / "g.cx2").path
    other = path.rename(tmp_path / "g.data")
    found = refused(other)
    assert "this looks like CX2" in found
    assert "name it .cx2, or say format=… ('cx2'" in found
    assert fg.read(other, format="cx2").has_edge("a", "b")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("there.dot", r"DOT of Graphviz is written for drawing; not read.*from_networkx"),
        ("missing.dot", "cannot be read .*name a file that exists"),
        ("missing.pdf", "cannot be read .*name a file that exists"),
        (".", "cannot be read .*name a file, not a folder"),
    ],
)
def test_what_cannot_be_read_names_the_reason_and_the_road(
    name: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "there.dot").write_text("digraph { a -> b }", encoding="utf-8")
    with pytest.raises(fg.FormatError, match=words):
        fg.read(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "words"), [("a.pdf", "save_figure"), ("a.html", r"explore\(G\).save")]
)
def test_a_picture_is_not_written_as_a_format(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(fg.FormatError, match=words):
        fg.write(fg.sketch("a -> b"), tmp_path / name)


@pytest.mark.parametrize("where", [0.3, 0.5, 0.7, 0.9])
def test_a_damaged_spreadsheet_is_told(where: float, tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    frame = pd.DataFrame({"source": list("abc"), "target": list("bcd"), "sign": [1, -1, 1]})
    frame.to_excel(path, index=False)
    data = bytearray(path.read_bytes())
    place = int(where * len(data))
    data[place : place + 60] = bytes(60)
    path.write_bytes(data)
    with pytest.raises(fg.FormatError, match="it is no spreadsheet"):
        fg.read(path)
