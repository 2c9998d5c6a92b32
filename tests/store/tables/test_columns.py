"""Tables are read by columns; row by row they would tell the same, and the same first fault."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import oracle
from any_graphs import graphs, pieces
from follicle_graph.errors import StoreError
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph
from follicle_graph.store.arrow import lines_of, rows_of, table_of
from follicle_graph.store.content import pack
from follicle_graph.store.evidence_json import evidence_in, text_of_evidence
from follicle_graph.store.rows import RELATION, evidence_text
from follicle_graph.store.tables import edge_table as tsv
from follicle_graph.store.tables import text_blocks as blocks
from follicle_graph.store.tables.edge_table import content_of

HEADER = "subject\tpredicate\tobject\tsign\tsupport\tevidence\tid\tpublications"
texts = st.one_of(
    st.sampled_from(["", "R1", "trial", "é", "\\", '"', "\u2028", "\x7f", "verified", "supports"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
values = st.one_of(
    texts, texts, st.none(), st.lists(texts, max_size=2), st.integers(0, 1), st.just([None])
)
good = st.fixed_dictionaries(
    {"id": texts},
    optional={
        "reference": st.none() | texts,
        "grade": texts,
        "stance": st.sampled_from(["supports", "refutes"]),
        "species": st.lists(texts, max_size=2),
        "status": st.sampled_from(["verified", "uncited", "imported"]),
        "summary": texts,
    },
)
_NAMES = tuple(field.name for field in fields(Evidence))
names = st.sampled_from(["id", "stance", "status", "summary", "species", "eco", "x"])
odd = st.dictionaries(names, values, max_size=3)
records = st.lists(st.one_of(good, good, good, odd, st.none()), max_size=3)
told = st.one_of(
    st.builds(json.dumps, records, ensure_ascii=st.booleans(), indent=st.none()),
    st.sampled_from(
        ["", "[]", "[{]", "{}", "null", ' [ {"id" : "R1"} ] ', '[{"id":"\\ud83d"}]', "[]x", "NaN"]
    ),
    st.sampled_from(
        [
            '[{"id":"a\x01"}]',
            '[{"id":"a","id":"b"}]',
            '[{"\\u0069d":"a"}]',
            '[{"id":"\\ud83d\\ude00"}]',
        ]
    ),
).filter(lambda text: not set(text) & set("\t\r\n"))


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Tables without a fault, with one, with several, each edge in one row."""
    rows = [HEADER]
    for number in range(draw(st.integers(0, 4))):
        cells = [
            f"n{number}",
            draw(st.sampled_from(["increases", "decreases", "likes"])),
            "z",
            draw(st.sampled_from(["", "", "1", "0", "-1", "2"])),
            draw(st.sampled_from(["", "", "0.25", "1", "nan", "7"])),
            draw(told),
            draw(st.sampled_from(["", "e1"])),
            draw(st.sampled_from(["", "PMID:1", "PMID:2|PMID:1", "|"])),
        ]
        rows.append("\t".join(cells[: draw(st.sampled_from([8, 8, 8, 6, 3]))]))
        rows += [""] * draw(st.sampled_from([0, 0, 1]))
    return draw(st.sampled_from(["\n", "\r\n"])).join([*rows, ""])


def test_columns_tell_what_rows_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "edges.tsv"

    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(text=tables(), size=st.sampled_from([1, 150, blocks.BLOCK]))
    @example(text=HEADER + '\na\tlikes\tb\t\t\t[{"id":"R1"},{"id":"R1","x":1}]\n', size=99)
    def check(text: str, size: int) -> None:
        path.write_bytes(text.encode())
        monkeypatch.setattr(blocks, "BLOCK", size)
        wanted = oracle.relations_of_table(text.replace("\r\n", "\n"))
        try:
            content = content_of(path, None)
            found = [row for part in content.relations() for row in rows_of(part)]
        except StoreError as problem:
            assert isinstance(wanted, int), problem
            assert f"line {wanted}" in str(problem)
        else:
            assert {(row[0], row[2], row[1]): tuple(row[3:]) for row in found} == wanted

    check()


_CELLS = {
    "subject": ["a", "b"],
    "predicate": ["increases", "biolink:decreases", "likes"],
    "object": ["a", "c", "d", "e"],
    "sign": ["", "", "1", "+", "−", "0", "0", "2"],
    "layer": ["", "", "mechanism", "trial", "x"],
    "indirect": ["", "", "True", "0", "x"],
    "support": ["", "0.25", "1", "0.5", "-0", "x"],
    "evidence": ["", "", '[{"id":"R2"},{"id":"R1","grade":"trial"}]', '[{"id":"é"}]', "[]", "["],
    "id": ["", "e1"],
    "publications": ["", "PMID:2|PMID:1"],
    "knowledge_source": ["", "x"],
    "object_direction_qualifier": ["", "increased", "downregulated"],
}


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(draw=st.data(), odd=st.booleans(), size=st.sampled_from([1, 200, blocks.BLOCK]))
def test_every_column_tells_what_rows_looked_at_tell(
    tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject, odd: bool, size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "every.tsv"
    names = [*list(_CELLS)[:3], *draw.draw(st.lists(st.sampled_from([*_CELLS][3:]), unique=True))]
    cells = [_CELLS[name] if odd or name in names[:3] else _CELLS[name][:3] for name in names]
    rows = draw.draw(st.lists(st.tuples(*map(st.sampled_from, cells)), max_size=9))
    path.write_text("\n".join(map("\t".join, [names, *rows])), encoding="utf-8")

    def look(*_: object) -> NoReturn:
        raise StoreError("look")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        found = _told(path)
        patch.setattr(tsv, "_relations_of", look)
        assert _told(path) == found


def _told(path: Path) -> list[str] | str:
    """The relations of a table, their zeros too, or what is wrong with it."""
    try:
        return [repr(row) for part in content_of(path, None).relations() for row in rows_of(part)]
    except StoreError as problem:
        return str(problem)


def test_a_plain_table_is_not_looked_at_row_by_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(tsv, "_told", slow)
    path = tmp_path / "edges.tsv"
    row = 'a\tlikes\tb\t1\t0.5\t[{"id":"é"}]\te\tPMID:1\n'
    path.write_text(f"{HEADER}\n{row}c{row}", encoding="utf-8")
    told = ("likes", 1, "mechanism", False, 0.5, False, '[{"id":"é"}]')
    found = [one for part in content_of(path, None).relations() for one in rows_of(part)]
    assert found == [("a", "b", *told), ("ca", "b", *told)]


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(several=st.lists(st.lists(pieces, max_size=3).map(tuple), max_size=4))
def test_evidence_is_told_and_read_as_field_by_field(
    several: list[tuple[Evidence, ...]],
) -> None:
    told = [evidence_text(one, "here") for one in several]
    assert evidence_in(told) == several
    for one, text in zip(several, told, strict=True):
        if ':""' in text or ":[]" in text:
            with pytest.raises(TypeError, match="not the very same object"):
                text_of_evidence(one)  # the slow way tells it
            continue
        assert text_of_evidence(one) == text
    for made in (piece for some in evidence_in(told) for piece in some):
        assert type(made) is Evidence
        assert hash(made) == hash(Evidence(*(getattr(made, name) for name in _NAMES)))


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(G=graphs())
def test_the_checksum_of_columns_is_that_of_rows(G: Graph) -> None:
    for table in pack(G).relations():
        rows = ["\x1f".join(["relation", *map(str, row)]).encode() for row in rows_of(table)]
        assert lines_of("relation", table) == rows


def test_numbers_are_told_bit_by_bit() -> None:
    numbers = [0.0, -0.0, 0.5, math.nan, math.inf, 1e-07, -0.0, 0.5, 0.1 + 0.2]
    rows = [("a", "b", "is", -1, "x", True, one, False, "[]") for one in numbers]
    lines = ["\x1f".join(["relation", *map(str, row)]).encode() for row in rows]
    table = table_of(RELATION, [rows[:4], rows[4:]])
    assert lines_of("relation", table) == lines
    assert lines_of("relation", table.to_batches()[1]) == lines[4:]


def test_an_odd_row_has_a_line_too() -> None:
    row: tuple[Any, ...] = ("a", "b", None, 1, "x", True, 1e-07, False, None)
    line = "\x1f".join(["relation", *map(str, row)]).encode()
    assert lines_of("relation", table_of(RELATION, [[row]])) == [line]


def test_an_edge_whose_rows_are_in_many_blocks_is_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 40)
    path = tmp_path / "edges.tsv"
    rows = [f"a{i % 3}\tlikes\tb\t\t\t\te{i}\tPMID:{i}" for i in range(9)]
    path.write_text("\n".join([HEADER, *rows, "c\tlikes\td", ""]))
    content = content_of(path, None)
    assert [row[0] for part in content.entities() for row in part] == [
        "a0",
        "a1",
        "a2",
        "b",
        "c",
        "d",
    ]
    found = {row[0]: row[8] for part in content.relations() for row in rows_of(part)}
    assert sorted(found) == ["a0", "a1", "a2", "c"]
    assert [one["id"] for one in json.loads(found["a1"])] == ["e1", "e4", "e7"]
    assert found["c"] == "[]"


@pytest.mark.parametrize("size", [1, blocks.BLOCK])
def test_evidence_without_an_id_is_named_by_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", size)
    path = tmp_path / "edges.tsv"
    rows = [f"a{number}\tlikes\tb\tPMID:1" for number in range(3)]
    path.write_text("\n".join(["subject\tpredicate\tobject\tpublications", *rows]))
    found = [row for part in content_of(path, None).relations() for row in rows_of(part)]
    assert [json.loads(row[8])[0]["id"] for row in found] == ["row1", "row2", "row3"]
