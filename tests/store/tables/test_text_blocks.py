"""Tables are read as they would be line by line, and what is wrong is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import oracle
from follicle_graph.errors import StoreError
from follicle_graph.store.arrow import rows_of
from follicle_graph.store.tables import edge_keys as keys
from follicle_graph.store.tables import text_blocks as blocks

Told = list[tuple[int, tuple[str, ...]]] | str
parts = st.one_of(
    st.sampled_from(["\t", "\n", "a\tb\n", "a\tb\tc\n", "\r\n", "a\tb\r\n"]),
    st.sampled_from(["\t", "\n", "\r", '"', "'", "\\", "\ufeff", "\0", "é", "\x1c", "\u2028", ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=2),
).map(str.encode) | st.sampled_from([b"\xff", b"\xc3"])
bodies = st.lists(parts, max_size=12).map(b"".join)
plain = st.lists(st.sampled_from([b"a\tb\n", b"\tb\n", b"\t\n", '"é\tb"\n'.encode()]), max_size=9)


def told(path: Path) -> Told:
    """The rows of a table with their lines, or what is wrong with it."""
    try:
        return [
            row
            for block in blocks.blocks(path, ("b", "x", "a"), ("a",), also={})
            for row in zip(block.lines, rows_of(block.table), strict=True)
        ]
    except StoreError as problem:
        return str(problem)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(
    header=st.sampled_from(["a\tb", "b\ta\tc", "a", "\ufeffa\tb\r"]),
    body=bodies | plain.map(b"".join),
    size=st.sampled_from([1, 5, 13, blocks.BLOCK]),
)
@example(header="a\tb", body=b"1\t2\n\n3\t4\n", size=blocks.BLOCK)
@example(header="a\tb", body=b"\n1\t2\n", size=blocks.BLOCK)
@example(header="a\tb", body=b"1\t2\r3\t4\n", size=blocks.BLOCK)
@example(header="a\tb", body=b"1\t2\n\xef\xbb\xbf3\t4\n", size=1)
@example(header="b\ta\tc", body=b"1\t2\t\xff\n", size=blocks.BLOCK)
@example(header="a\tb", body=b"NA\t\nnull\t1\n#N/A\t1.50\n", size=blocks.BLOCK)
def test_any_table_is_read_as_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, header: str, body: bytes, size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "a.tsv"
    data = header.encode() + b"\n" + body
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        found = told(path)
    wanted = oracle.rows_of_table(data, ("b", "x", "a"))
    if isinstance(wanted, list):
        assert found == wanted
    else:
        assert isinstance(found, str)
        assert wanted in found or (
            size > 1 and re.search("no UTF-8|carriage return|fields|quoted|ends within", found)
        )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_nothing_of_a_plain_table_is_filled_up_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    def slow(*_: object) -> NoReturn:
        raise AssertionError

    path = tmp_path / "a.tsv"
    rows = ["a\tb\tc", 'say "é\t2\t', "\t\t", '\\"\t\0\t\ufeffx', "1\tNA\t"]
    path.write_text(end.join(rows) + end, newline="", encoding="utf-8-sig")
    monkeypatch.setattr(blocks, "_padded", slow)
    assert told(path) == [
        (2, ("2", "", 'say "é')),
        (3, ("", "", "")),
        (4, ("\0", "", '\\"')),
        (5, ("NA", "", "1")),
    ]


def test_a_line_longer_than_a_block_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1000)
    path = tmp_path / "a.tsv"
    long = "x" * 3_000_000
    path.write_text(f"a\tb\n1\t2\n{long}\t3\n4\t5\n")
    assert told(path) == [(2, ("2", "", "1")), (3, ("3", "", long)), (4, ("5", "", "4"))]


names = st.sampled_from(["a", "b", "é", "likes", '"'])
edges = st.lists(st.tuples(names, names, names), max_size=12)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(rows=edges, size=st.sampled_from([1, 20, blocks.BLOCK]))
def test_keys_are_those_of_the_rows_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], size: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "edges.tsv"
    path.write_text("\n".join(["u\tp\tv", *map("\t".join, rows), ""]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", size)
        found = keys.EdgeKeys(path, also={"u": "subject", "p": "predicate", "v": "object"})
    ends = sorted({end for u, _, v in rows for end in (u, v)})
    assert found.ids == ends
    assert found.degrees.leaving.tolist() == [sum(row[0] == end for row in rows) for end in ends]
    assert found.degrees.entering.tolist() == [sum(row[2] == end for row in rows) for end in ends]
    assert sorted(found.shared) == [n for n, row in enumerate(rows) if rows.count(row) > 1]
    for one in found.shared:
        for other in found.shared:
            assert (found.shared[one] == found.shared[other]) == (rows[one] == rows[other])


@pytest.mark.parametrize("row", ["\tis\tb", "a\t\tb", "a\tis\t", "\t\t"])
def test_the_first_row_without_an_end_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "edges.tsv"
    path.write_text(f"u\tp\tv\na\tis\tb\n{row}\n\tis\t\n")
    with pytest.raises(StoreError, match="line 3: an end or the predicate is empty"):
        keys.EdgeKeys(path, also={"u": "subject", "p": "predicate", "v": "object"})


def test_a_file_that_ends_within_a_row_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "edges.tsv"
    path.write_text("u\tp\tv\tsign\na\tis\tb\t1\na\tis\tbc")
    with pytest.raises(
        StoreError, match=r"ends within line 3, which has 3 of 4 fields: .*complete"
    ):
        list(blocks.blocks(path, ("u",), ("u",), also={}))
    path.write_text("u\tp\tv\tsign\na\tis\tb\t1\na\tis\tbc\n")
    assert len(list(blocks.blocks(path, ("u",), ("u",), also={}))) == 1


@pytest.mark.parametrize("size", [5, blocks.BLOCK])
def test_the_line_of_a_bad_byte_is_named(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", size)
    path = tmp_path / "edges.tsv"
    path.write_bytes(b"u\tp\na\tis\nb\tis\n\xe9\tis\nc\tis\n")
    with pytest.raises(StoreError, match=r"line 4 holds b'\\xe9', which is no UTF-8"):
        list(blocks.blocks(path, ("u",), ("u",), also={}))
