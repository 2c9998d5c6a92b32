"""The file of an embedded store: who may open it, where, and beside whom."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from follicle_graph.errors import (
    StoreError,
)
from follicle_graph.model.digest import digest
from follicle_graph.model.facts import Evidence
from follicle_graph.model.sketch import sketch
from follicle_graph.store import open_store
from follicle_graph.store.embedded import bulk_copy
from follicle_graph.store.embedded.engine import Session
from stored import raw, written


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is a folder; give the path of a file"):
        open_store(tmp_path)


@pytest.mark.parametrize("foreign", [b"", b"\x89PNG\r\n", b"SQLite format 3\0" * 400, b"LBU"])
def test_a_file_of_another_program_is_refused_and_untouched(foreign: bytes, path: Path) -> None:
    path.write_bytes(foreign)
    for read_only in (True, False):
        with pytest.raises(StoreError, match=r"is no graph database.*choose another path"):
            open_store(path, read_only=read_only)
    assert path.read_bytes() == foreign
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_database_of_another_program_is_refused_and_untouched(path: Path) -> None:
    raw(path, "CREATE NODE TABLE Person(name STRING PRIMARY KEY)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"of another program \(its tables: Person\)"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder '.*/missing'; make it"):
        open_store(tmp_path / "missing" / "graph.lbug")
    assert not (tmp_path / "missing").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(StoreError, match=r"there is no folder '.*/file'; make it"):
        open_store(tmp_path / "file" / "graph.lbug")
    with pytest.raises(StoreError, match=r"cannot be written \(.*\); choose another folder"):
        open_store(tmp_path / f"{'x' * 240}.lbug")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("address", ["http://localhost:7687", "postgres://host"])
def test_an_address_of_something_else_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match=r"no address of a graph database; use bolt://"):
        open_store(address)


def test_a_file_has_no_user(path: Path) -> None:
    with pytest.raises(StoreError, match="for servers; a file has none"):
        open_store(path, user="me")
    assert not path.exists()


@pytest.mark.parametrize("nothing", [None, 7])
def test_a_location_is_a_path(nothing: Any) -> None:
    with pytest.raises(StoreError, match=r"no location .*; give the path"):
        open_store(nothing)


def test_a_second_writer_gets_a_clear_error_and_readers_do_not(path: Path) -> None:
    with open_store(path) as store:
        store.write(sketch("a -> b"))
        with pytest.raises(StoreError, match=r"open for writing elsewhere \(process \d+\)"):
            open_store(path)
        with open_store(path, read_only=True) as reader:
            store.write(sketch("c -> d"))
            assert sorted(reader.read()) == ["a", "b"]
            with pytest.raises(StoreError, match="open read only; open it without"):
                reader.write(sketch("e"))
        with open_store(path, read_only=True) as reader:
            assert sorted(reader.read()) == ["c", "d"]
    with open_store(path) as store:
        assert sorted(store.read()) == ["c", "d"]


def test_a_writer_in_another_process_is_seen_also_when_it_uses_the_engine_itself(
    path: Path,
) -> None:
    written(sketch("a -> b"), path)
    code = "import ladybug, sys; d = ladybug.Database(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StoreError, match=r"open for writing in another program; close it"):
            open_store(path)
        other.communicate(b"\n")
    with open_store(path) as store:
        assert sorted(store.read()) == ["a", "b"]


def test_a_reader_does_not_make_a_store(path: Path) -> None:
    with pytest.raises(
        StoreError, match="does not exist; check the name, or open it without read_only=True"
    ):
        open_store(path, read_only=True)
    assert list(path.parent.iterdir()) == []


def test_a_closed_store_says_so(path: Path) -> None:
    store = open_store(path)
    store.write(sketch("a -> b"))
    assert store.labels(["a"]) == {"a": "a"}
    store.close()
    store.close()
    uses = (store.read, store.info, store.edges, store.state, lambda: store.labels(["a"]))
    for use in (
        *uses,
        lambda: store.cypher("RETURN 1"),
        lambda: store.resolve("a"),
        lambda: store.write(sketch("a")),
    ):
        with pytest.raises(StoreError, match=r"is closed; open it again"):
            use()


def test_importing_the_room_loads_no_engine() -> None:
    code = (
        "import sys, follicle_graph.store; "
        "print({'ladybug', 'pyarrow', 'pandas', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_copy_that_fills_the_memory_of_the_engine_is_made_again_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    G = sketch("; ".join(f"a{i} -> b{i % 500}" for i in range(3_000)))
    for u, v, data in G.edges(data=True):
        data["evidence"] = (Evidence(f"R{u}{v}", "PMID:1", summary="x" * 300),)
    limits = list[int]()

    def opened(self: Session, path: Path, *, memory: int = 0, **others: Any) -> None:
        limits.append(memory)
        really(self, path, memory=memory, **others)

    really = Session.__init__
    with open_store(path) as store:
        monkeypatch.setattr(bulk_copy, "_MEMORY", 8_000_000)
        monkeypatch.setattr(Session, "__init__", opened)
        store.write(G)
        assert limits == [0, 8_000_000, 0, 0], "the first COPY was not refused"
        assert store.info()["relations"] == 3_000
        assert store.read().graph["digest"] == digest(G)
