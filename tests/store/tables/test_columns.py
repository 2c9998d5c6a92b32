"""Tables are read by columns; the oracle reads them row by row, and finds the same first fault."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import oracle
from any_graphs import graphs, pieces
from follicle_graph.errors import StoreError
from follicle_graph.model.facts import EVIDENCE, Evidence, evidence_record
from follicle_graph.model.graph import Graph
from follicle_graph.store.arrow import checksum_lines, rows_of, table_of
from follicle_graph.store.content import content_of_graph
from follicle_graph.store.evidence_json import evidence_in, pieces_of, texts_of
from follicle_graph.store.rows import RELATION
from follicle_graph.store.tables import text_blocks as blocks
from follicle_graph.store.tables.edge_table import content_of_tables

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

    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(text=tables(), size=st.sampled_from([1, 150, blocks.BLOCK]))
    @example(text=HEADER + '\na\tlikes\tb\t\t\t[{"id":"R1"},{"id":"R1","x":1}]\n', size=99)
    def check(text: str, size: int) -> None:
        path.write_bytes(text.encode())
        monkeypatch.setattr(blocks, "BLOCK", size)
        wanted = oracle.relations_of_table(text.replace("\r\n", "\n"))
        try:
            content = content_of_tables(path, None)
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
    "negated": ["", "False", "true", "x"],
    "subject_direction_qualifier": ["", "decreased", "sideways"],
    "object_aspect_qualifier": ["", "activity", "degradation"],
}


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(draw=st.data(), odd=st.booleans(), size=st.sampled_from([1, 200, blocks.BLOCK]))
def test_every_column_means_what_its_row_means(
    tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject, odd: bool, size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "every.tsv"
    names = [*list(_CELLS)[:3], *draw.draw(st.lists(st.sampled_from([*_CELLS][3:]), unique=True))]
    cells = [_CELLS[name] if odd or name in names[:3] else _CELLS[name][:3] for name in names]
    rows = draw.draw(st.lists(st.tuples(*map(st.sampled_from, cells)), max_size=9))
    path.write_text("\n".join(map("\t".join, [names, *rows])), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        found = _relations(path)
    given = [dict(zip(names, row, strict=True)) for row in rows]
    wanted = oracle.edges_of_table(given)
    if isinstance(wanted, dict):
        assert found == wanted
    else:
        assert isinstance(found, str)
        assert any(words in found for words in wanted), (found, wanted)


def _relations(path: Path) -> dict[tuple[str, ...], tuple[Any, ...]] | str:
    """The relations of a table, or what is wrong with it."""
    try:
        parts = content_of_tables(path, None).relations()
        return {tuple(r[:3]): tuple(r[3:]) for part in parts for r in rows_of(part)}
    except StoreError as problem:
        return str(problem)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(several=st.lists(st.lists(pieces, max_size=3).map(tuple), max_size=4))
def test_evidence_is_written_and_read_as_field_by_field(
    several: list[tuple[Evidence, ...]],
) -> None:
    data, ends = texts_of([pieces_of(one) for one in several])
    texts = [data[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]
    for one, text in zip(several, texts, strict=True):
        assert json.loads(text) == [evidence_record(piece) for piece in one]
    assert evidence_in(texts) == several
    for made in (piece for some in evidence_in(texts) for piece in some):
        assert type(made) is Evidence
        assert hash(made) == hash(Evidence(*(getattr(made, name) for name in EVIDENCE)))


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(G=graphs())
def test_the_checksum_of_columns_is_that_of_rows(G: Graph) -> None:
    for table in content_of_graph(G).relations():
        rows = ["\x1f".join(["relation", *map(str, row)]).encode() for row in rows_of(table)]
        assert checksum_lines("relation", table) == rows


def test_numbers_are_told_bit_by_bit() -> None:
    numbers = [0.0, -0.0, 0.5, math.nan, math.inf, 1e-07, -0.0, 0.5, 0.1 + 0.2]
    rows = [("a", "b", "is", -1, "x", True, one, False, "[]") for one in numbers]
    lines = ["\x1f".join(["relation", *map(str, row)]).encode() for row in rows]
    table = table_of(RELATION, [rows[:4], rows[4:]])
    assert checksum_lines("relation", table) == lines
    assert checksum_lines("relation", table.to_batches()[1]) == lines[4:]


def test_an_odd_row_has_a_line_too() -> None:
    row: tuple[Any, ...] = ("a", "b", None, 1, "x", True, 1e-07, False, None)
    line = "\x1f".join(["relation", *map(str, row)]).encode()
    assert checksum_lines("relation", table_of(RELATION, [[row]])) == [line]


def test_an_edge_whose_rows_are_in_many_blocks_is_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 40)
    path = tmp_path / "edges.tsv"
    rows = [f"a{i % 3}\tlikes\tb\t\t\t\te{i}\tPMID:{i}" for i in range(9)]
    path.write_text("\n".join([HEADER, *rows, "c\tlikes\td", ""]))
    content = content_of_tables(path, None)
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
    found = [row for part in content_of_tables(path, None).relations() for row in rows_of(part)]
    assert [json.loads(row[8])[0]["id"] for row in found] == ["row1", "row2", "row3"]
