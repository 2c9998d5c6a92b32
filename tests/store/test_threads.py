"""Threads share a store, forked processes are refused it, and nothing crashes or hangs."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.errors import StoreError
from follicle_graph.store import Store, graph_from_rows, open_store
from follicle_graph.store.embedded import database

STRESS = Path(__file__).with_name("stress.py")


@pytest.mark.parametrize("change", ["write", "append", "load", "close"])
def test_threads_that_ask_while_one_changes_the_store(change: str, tmp_path: Path) -> None:
    command = [sys.executable, str(STRESS), str(tmp_path), change, "4"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


def test_readers_work_at_the_same_time(path: Path) -> None:
    with open_store(path) as store:
        store.write(fg.sketch("a -> b"))
        inside = threading.Barrier(3, timeout=30)

        def read() -> None:
            with store.reading():
                inside.wait()  # raises unless all three are inside together
                store.cypher("MATCH (e:Entity) RETURN e.id")
                inside.wait()

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not inside.broken


def test_a_change_becomes_visible_between_two_reads_not_in_one(path: Path) -> None:
    with open_store(path) as store:
        store.write(fg.sketch("a -> b"))
        writer = threading.Thread(target=store.write, args=(fg.sketch("c -> d"),))
        with store.reading():
            writer.start()
            writer.join(0.5)
            assert writer.is_alive()
            assert sorted(store.read()) == ["a", "b"]
        writer.join(30)
        assert sorted(store.read()) == ["c", "d"]


def test_a_change_inside_ones_own_block_of_reading_is_refused(path: Path) -> None:
    with open_store(path) as store:
        store.write(fg.sketch("a -> b"))
        inside, refused = threading.Barrier(2, timeout=30), list[str]()

        def change(use: Callable[[], None]) -> None:
            with store.reading():
                inside.wait()  # two that wait for each other would wait for ever
                try:
                    use()
                except StoreError as problem:
                    refused.append(str(problem))

        uses: list[Callable[[], None]] = [lambda: store.write(fg.sketch("c -> d")), store.close]
        threads = [threading.Thread(target=change, args=(use,), daemon=True) for use in uses]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(refused) == 2
        assert all("end the block first" in one for one in refused)
        store.write(fg.sketch("e -> f"))
        assert sorted(store.read()) == ["e", "f"]


def test_names_in_memory_are_answered_while_a_change_waits(path: Path) -> None:
    with open_store(path) as store:
        store.write(fg.sketch("a -> b"))
        assert store.labels(["a"]) == {"a": "a"}
        said: list[object] = []
        writer = threading.Thread(target=store.write, args=(fg.sketch("c -> d"),))
        asker = threading.Thread(target=lambda: said.extend([store.resolve("a"), store.state()[1]]))
        with store.reading():
            mark = store.state()[1]
            writer.start()
            writer.join(0.5)
            assert writer.is_alive()
            asker.start()
            asker.join(30)
            assert said == ["a", mark]
        writer.join(30)
        assert store.resolve("c") == "c"
        with pytest.raises(fg.UnknownEntity):
            store.labels(["a"])


def test_an_interrupted_read_leaves_no_thread_in_the_engine(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(database, "BATCH", 10)
    with open_store(path) as store:
        store.write(fg.sketch("; ".join(f"a{i} -> b{i}" for i in range(100))))
        before, alive = threading.active_count(), list[int]()

        def stop_reading(thread: int) -> None:
            alive.append(threading.active_count())
            really(thread)

        really = store._access.stop_reading
        with monkeypatch.context() as patch:
            patch.setattr(graph_from_rows, "evidence_in", interrupted)
            patch.setattr(store._access, "stop_reading", stop_reading)
            with pytest.raises(KeyboardInterrupt):
                store.read()
        assert alive[-1] == before, "the store may be closed while a thread reads it"
        assert len(store.read()) == 200


def test_an_answer_that_is_read_while_the_store_changes_is_of_the_old_content(path: Path) -> None:
    old = "; ".join(f"a -> m{i} -> b" for i in range(40))
    with open_store(path) as store:
        store.write(fg.sketch(old))
        wanted = list(fg.paths(fg.sketch(old), "a", "b"))
        for _ in range(5):
            answer = fg.paths(store, "a", "b")
            writer = threading.Thread(target=store.write, args=(fg.sketch(old + "; a -| b"),))
            writer.start()
            assert list(answer) == wanted
            writer.join()
            store.write(fg.sketch(old))


def test_two_threads_that_write_do_so_one_after_the_other(path: Path) -> None:
    graphs = [fg.sketch("a -> b"), fg.sketch("c -> d")]
    with open_store(path) as store:
        threads = [threading.Thread(target=store.write, args=(G,)) for G in graphs * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        store.verify()
        assert sorted(store.read()) in (["a", "b"], ["c", "d"])


def in_fork(store: Store) -> list[str]:
    """What a forked child gets when it uses a store of its parent, and then one of its own."""
    told = []
    for use in (
        store.info,
        store.read,
        lambda: store.resolve("a"),
        lambda: store.labels(["a"]),
        lambda: fg.paths(store, "a", "b"),
        lambda: store.write(G),
    ):
        try:
            use()
        except StoreError as problem:
            told.append(str(problem))
    store.close()
    with store:
        pass
    with open_store(store._location, read_only=True) as own:
        told.append(" ".join(sorted(own.read())))
    return told


G = fg.sketch("a -> b")
FORKED = "was opened by another process"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("use_first", [True, False])
def test_a_forked_child_is_told_to_open_the_store_again(use_first: bool, path: Path) -> None:
    with open_store(path) as store:
        store.write(G)
        if use_first:
            store.cypher("MATCH (e:Entity) RETURN e.id")
            fg.paths(store, "a", "b")  # labels are in memory now
        receive, send = multiprocessing.Pipe(duplex=False)
        child = os.fork()
        if child == 0:
            signal.alarm(60)
            try:
                send.send(in_fork(store))
                del store
            finally:
                os._exit(0)
        assert receive.poll(60), "the child hangs"
        *refused, own = receive.recv()
        assert os.waitpid(child, 0)[1] == 0
        assert len(refused) == 6
        assert all(FORKED in one and "open it again in this process" in one for one in refused)
        assert own == "a b"
        store.write(fg.sketch("c"))
        assert list(store.read()) == ["c"]


FORK_AND_END = """
import os, sys
from follicle_graph.store import open_store
store = open_store(sys.argv[1])
child = os.fork()
if child == 0:
    del store
    sys.exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
store.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_ends_although_it_inherited_a_store(path: Path) -> None:
    command = [sys.executable, "-c", FORK_AND_END, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "7\n"


def entities_at(place: str) -> list[str]:
    with open_store(place, read_only=True) as store:
        return sorted(store.read())


def test_a_spawned_process_opens_its_own_and_gets_none_by_pickle(path: Path) -> None:
    with open_store(path) as store:
        store.write(G)
        with pytest.raises(StoreError, match=r"sent to another process; .*open it again there"):
            pickle.dumps(store)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.apply(entities_at, (str(path),)) == ["a", "b"]
            with pytest.raises(StoreError, match="open it again there"):
                pool.apply(in_fork, (store,))


def test_a_block_of_reading_may_end_in_another_thread(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.lbug") as store:
        store.write(fg.sketch("a -> b"))
        block = store.reading()
        begins = threading.Thread(target=block.__enter__)
        begins.start()
        begins.join()
        block.__exit__(None, None, None)
        store.write(fg.sketch("a -> c"))  # waits for ever where the block still counts
        assert sorted(store.read()) == ["a", "c"]
