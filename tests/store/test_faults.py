"""What happens to stores: killed writers, full disks, damaged files."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from follicle_graph.errors import (
    DamagedStore,
)
from follicle_graph.model.graph import (
    Graph,
)
from follicle_graph.model.sketch import sketch
from follicle_graph.model.subset import neighborhood
from follicle_graph.query.paths import paths
from follicle_graph.store import open_store
from follicle_graph.store.embedded import file_checksum
from follicle_graph.store.embedded.engine import Session
from stored import content, raw, written

LOOP = """
import sys
from follicle_graph.model.sketch import sketch
from follicle_graph.model.subset import neighborhood
from follicle_graph.store import open_store
graphs = [sketch(sys.argv[2]), sketch(sys.argv[3])]
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    while True:
        for G in graphs:
            store.write(G)
"""


def test_a_writer_killed_at_any_moment_leaves_the_old_or_the_new_content(path: Path) -> None:
    old = "; ".join(f"a{i} -> b{i}" for i in range(300))
    new = "; ".join(f"c{i} -| d{i}" for i in range(200))
    whole = [content(sketch(old)), content(sketch(new))]
    with open_store(path) as store:
        store.write(sketch(old))
    dice = random.Random(7)
    left_behind = 0
    for _ in range(30):
        writer = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(path), old, new], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0.0, 0.15))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        left_behind += len(list(path.parent.iterdir())) > 1
        with open_store(path, read_only=True) as store:
            assert content(store.read()) in whole
    assert left_behind, "no kill met a write; the test proves nothing"
    with open_store(path) as store:
        store.write(sketch("a -> b"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "change",
    [
        "MATCH (e:Entity {id: 'a'}) SET e.label = 'A'",
        "MATCH (e:Entity {id: 'a'}) SET e.short_label = 'A'",
        "MATCH (e:Entity {id: 'a'}) SET e.curie = ''",
        "MATCH ()-[r:REL]->() SET r.sign = -r.sign",
        "MATCH ()-[r:REL]->() SET r.support = 0.5",
        "MATCH ()-[r:REL]->() SET r.evidence = '{'",
        "MATCH ()-[r:REL]->() DELETE r",
        "CREATE (:Entity {id: 'c', label: 'c', synonyms: []})",
        "MATCH (m:Meta {key: 'name'}) SET m.value = 'other'",
        "MATCH (m:Meta {key: 'digest'}) SET m.value = 'other'",
        "MATCH (m:Meta {key: 'checksum'}) DELETE m",
    ],
)
def test_content_changed_behind_our_back_is_damage(change: str, path: Path) -> None:
    written(sketch("a -> b"), path)
    raw(path, change)
    with (
        pytest.raises(DamagedStore, match=r"its (rows|file).* not what was written.*again"),
        open_store(path) as store,
    ):
        store.read()


def test_evidence_that_is_none_is_damage_to_a_question_too(path: Path) -> None:
    written(sketch("a -> b"), path)
    raw(path, "MATCH ()-[r:REL]->() SET r.evidence = '{'")
    with (
        open_store(path) as store,
        pytest.raises(DamagedStore, match="is damaged: stored evidence cannot be read"),
    ):
        store.evidence("a", "b", "increases")


def test_a_flipped_letter_in_the_file_is_damage(path: Path) -> None:
    written(sketch("a -> interleukinfifteen"), path)
    data = path.read_bytes()
    assert b"interleukinfifteen" in data
    path.write_bytes(data.replace(b"interleukinfifteen", b"interleukinfiftees"))
    with pytest.raises(DamagedStore, match="damaged"), open_store(path) as store:
        store.read()


def test_a_truncated_file_is_damage_and_stays_as_it_is(path: Path) -> None:
    written(sketch("a -> b"), path)
    data = path.read_bytes()[: 4 * file_checksum.PAGE]
    path.write_bytes(data)
    with pytest.raises(DamagedStore, match=r"cannot be opened, it is damaged .* take a copy"):
        open_store(path)
    assert path.read_bytes() == data
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("change", [-4097, -4095, -1, 1, 4095])
def test_a_file_that_lost_or_gained_bytes_is_damage(
    change: int, quick: bool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(sketch("a -> b"), path)
    if not quick:
        monkeypatch.setattr("follicle_graph.store.embedded.database._QUICK", 0)
    data = path.read_bytes()
    path.write_bytes(data[:change] if change < 0 else data + b"x" * change)
    with pytest.raises(DamagedStore, match="its file is not what was written"):
        open_store(path, read_only=True)


def test_verify_reads_the_whole_file_not_only_the_rows(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(sketch("a -> b"), path)
    with open_store(path, read_only=True) as store:
        store.verify()  # the engine keeps the pages of the rows
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        for check in (store.verify, store.read):
            with pytest.raises(DamagedStore, match="its file is not what was written"):
                check()
        monkeypatch.setattr(file_checksum, "is_intact", lambda _: True)
        store.verify()


FAULT = """
import sys
from follicle_graph.errors import StoreError, DamagedStore
from follicle_graph.store import open_store
for path in sys.argv[1:]:
    try:
        with open_store(path, read_only=True) as store:
            try:
                store.verify()
                sane = True
            except DamagedStore:
                sane = False
            try:
                digest = store.read().graph["digest"]
            except DamagedStore:
                digest = ""
            assert sane == bool(digest), "verify and read disagree"
            print("sound " + digest if sane else "told", flush=True)
    except StoreError as problem:
        assert ";" in str(problem)
        print("told", flush=True)
"""
"""Prints what a store does for each file: `told` (an error of ours), or what it reads."""


def verdicts(files: list[Path]) -> list[str]:
    """What happens with each of these files; an engine that dies is `died`, and told so."""
    found: list[str] = []
    while len(found) < len(files):
        left = [str(file) for file in files[len(found) :]]
        done = subprocess.run(
            [sys.executable, "-c", FAULT, *left], capture_output=True, text=True, timeout=120
        )
        found += done.stdout.splitlines()
        if len(found) < len(files):
            assert done.returncode < 0, done.stderr
            found.append("died")
    return found


@pytest.fixture(scope="module")
def sample(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """The bytes of a stored part of the atlas, and its digest."""
    place = tmp_path_factory.mktemp("sample") / "sample.lbug"
    with open_store(place) as store:
        store.write(neighborhood(atlas, "ifng", max_hops=1))
        return place.read_bytes(), str(store.info()["digest"])


def test_a_file_cut_anywhere_is_told(sample: tuple[bytes, str], tmp_path: Path) -> None:
    data, digest = sample
    files = []
    for number in range(16):
        file = tmp_path / f"cut{number}.lbug"
        file.write_bytes(data[: len(data) * number // 16])
        files.append(file)
    assert set(verdicts(files)) <= {"told", "sound " + digest}
    assert verdicts(files[:8]) == ["told"] * 8


def test_no_flipped_bit_changes_content_in_silence(
    sample: tuple[bytes, str], tmp_path: Path
) -> None:
    data, digest = sample
    dice = random.Random(11)
    texts = [found.start() for found in re.finditer(rb"PMID:\d{5}|interferon|receptor", data)]
    places = [dice.randrange(len(data) - file_checksum.PAGE) for _ in range(48)]
    in_text = [place + dice.randrange(5) for place in dice.sample(texts, 16)]
    files = []
    for number, place in enumerate((*places, *in_text)):
        file = tmp_path / f"flip{number}.lbug"
        flipped = bytearray(data)
        flipped[place] ^= 1 << dice.randrange(8)
        file.write_bytes(flipped)
        files.append(file)
    found = verdicts(files)
    assert set(found) == {"told"}
    for file in files:
        file.write_bytes(file.read_bytes()[: -file_checksum.PAGE])
    found = verdicts(files)
    assert set(found) <= {"told", "died", "sound " + digest}, "the checksum of the rows missed one"
    assert found[48:].count("told") >= 8, "no flip met stored text; the test proves little"


def limited(size: int) -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


FULL = """
import sys
from follicle_graph import load
from follicle_graph.errors import StoreError
from follicle_graph.store import open_store
with open_store(sys.argv[1]) as store:
    try:
        store.write(load())
    except StoreError as problem:
        print(problem)
    print(sorted(store.read()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are of POSIX")
@pytest.mark.parametrize("size", [120_000, 400_000, 1_000_000])
def test_a_full_disk_leaves_the_old_content(path: Path, size: int) -> None:
    written(sketch("a -> b"), path)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=lambda: limited(size),
    )
    if done.returncode >= 0:
        told, content_told = done.stdout.splitlines()[-2:]
        assert "cannot be written" in told
        assert "make room" in told
        assert content_told == "['a', 'b']"
    with open_store(path) as store:
        assert content(store.read()) == content(sketch("a -> b"))
    assert done.returncode >= 0, f"the engine died of it ({done.returncode})"


READ_ONLY = """
import os, sys
from follicle_graph.errors import StoreError
from follicle_graph.store import open_store
with open_store(sys.argv[1], read_only=True) as store:
    store.read()
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    open_store(sys.argv[1])
except StoreError as problem:
    print(problem)
with open_store(sys.argv[1], read_only=True) as store:
    print(sorted(store.read()))
"""
"""Runs as nobody where the tests run as root, who may write everywhere; reads once before that,
while all modules can be found."""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are of POSIX")
def test_a_folder_that_may_only_be_read(path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = folder / path.name
        written(sketch("a -> b"), place)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(place)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        folder.chmod(0o700)
    assert done.returncode == 0, done.stderr
    refused, content_told = done.stdout.splitlines()
    assert re.search(r"cannot be written .*read_only=True", refused)
    assert content_told == "['a', 'b']"


def test_content_in_several_parts_is_the_same(
    atlas: Graph, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from follicle_graph.store import content as contents
    from follicle_graph.store.embedded import bulk_copy as bulk
    from follicle_graph.store.embedded import database as embedded

    monkeypatch.setattr(contents, "BATCH", 100)
    monkeypatch.setattr(embedded, "BATCH", 100)
    monkeypatch.setattr(bulk, "_AT_ONCE", 20_000)
    with open_store(path) as store:
        store.write(atlas)
        store.verify()
        assert content(store.read()) == content(atlas)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("MATCH (m:Meta {key: 'checksum'}) DELETE m", "checksum is missing or unreadable"),
        ("MATCH (m:Meta {key: 'checksum'}) SET m.value = 'x'", "checksum is missing or unreadable"),
        ("MATCH (m:Meta {key: 'checksum'}) SET m.value = NULL", "checksum is missing or unread"),
        ("MATCH (e:Entity {id: 'c'}) DELETE e", "4 entities and edges were found, 5 were"),
        ("MATCH ()-[r:REL]->() DELETE r", "4 entities and edges were found, 5 were written"),
        ("MATCH ()-[r:REL]->() SET r.sign = NULL", "values that are not there"),
        ("MATCH ()-[r:REL]->() SET r.predicate = NULL", "values that are not there"),
    ],
)
def test_a_question_to_a_store_that_another_program_changed(
    change: str, told: str, path: Path
) -> None:
    written(sketch("a -> b; c; d"), path)
    file_checksum.remove_checksum(path)
    session = Session(path, read_only=False)
    session.ask(change, {})
    session.ask("CHECKPOINT", {})
    session.close()
    with open_store(path, read_only=True) as store:
        for ask in (store.columns, lambda: paths(store, "a", "b")):
            with pytest.raises(DamagedStore, match=f"{told}.*export"):
                ask()
        for check in (store.read, store.verify):
            with pytest.raises(DamagedStore, match="is damaged"):
                check()
        if "checksum" in told:
            with pytest.raises(DamagedStore, match=told):
                store.evidence_of([("a", "b", f"p{number}") for number in range(20)])
