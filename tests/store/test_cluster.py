"""A store on a real cluster of three servers: `make test-cluster`.

`FOLLICLE_CLUSTER=10` makes ten runs and prints how they ended. A run in which the servers agree on
no leader is a fault of the servers: it is counted, printed and repeated, in at most one run of ten.
A write that is lost or doubled fails the test at once.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import servers
from follicle_graph.errors import StoreError
from follicle_graph.model.facts import Entity
from follicle_graph.model.graph import build
from follicle_graph.model.sketch import sketch
from servers import Server, served
from stored import content

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(
        not os.environ.get("FOLLICLE_CLUSTER"), reason="three servers: run `make test-cluster`"
    ),
]


RUNS = int(os.environ.get("FOLLICLE_CLUSTER") or 1)


class Undecided(Exception):
    """The servers agreed on no leader, made no database, or had no majority.

    This happens to this version when several elect each other at the same moment. It says nothing
    about acknowledged writes, so the run is repeated with new servers.
    """


@contextmanager
def cluster(folder: Path) -> Iterator[list[Server]]:
    """Three servers at work, the first leader among them."""
    ports = [servers.free_port() for _ in range(3)]
    everyone = ",".join(f"127.0.0.1:{port}" for port in ports)
    nodes = [
        Server(
            folder / f"node{number}",
            servers.CLUSTER,
            "-Darcadedb.ha.enabled=true",
            "-Darcadedb.ha.clusterName=follicle",
            "-Darcadedb.ha.replicationIncomingHost=127.0.0.1",
            f"-Darcadedb.ha.replicationIncomingPorts={port}",
            f"-Darcadedb.ha.serverList={everyone}",
            "-Darcadedb.ha.quorum=majority",
            name=f"node{number}",
        )
        for number, port in enumerate(ports)
    ]
    try:
        for node in nodes:  # one at a time: three started together can hold elections for a minute
            node.start()
            node.ready(120)
        yield nodes
    finally:
        for node in nodes:
            node.kill()


@contextmanager
def after_a_death() -> Iterator[None]:
    """A refusal for want of a majority by the servers that are left is `Undecided`."""
    try:
        yield
    except StoreError as problem:
        if "Quorum" not in str(problem):
            raise
        raise Undecided(str(problem)) from problem


def leader(nodes: list[Server], members: int, seconds: float = 180) -> Server:
    """The server that leads a cluster of `members`; raises Undecided when none does."""
    until = time.monotonic() + seconds
    seen: object = None
    while time.monotonic() < until:
        for node in nodes:
            try:
                seen = node.state().get("ha")
            except OSError:
                continue
            if isinstance(seen, dict):
                network = seen.get("network", {})
                who = network.get("current", {})
                there = [one.get("status") for one in network.get("replicas", [])]
                if who.get("role") == "Leader" and there.count("ONLINE") >= members - 1:
                    return node
        time.sleep(0.5)
    raise Undecided(f"no leader of {members}: {seen}")


def test_acknowledged_writes_survive_the_death_of_the_leader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faults: list[str] = []
    done = 0
    while done < RUNS:
        number = done + len(faults)
        start = time.monotonic()
        try:
            with cluster(tmp_path / str(number)) as nodes:
                lose_the_leader(nodes)
            done += 1
            outcome = "all 200 acknowledged writes found, none doubled"
        except Undecided as problem:
            faults.append(str(problem))
            outcome = f"fault of the servers: {problem}"
        with capsys.disabled():
            seconds = time.monotonic() - start
            print(f"\ncluster run {number + 1}: {outcome} ({seconds:.0f} s)", flush=True)
        assert len(faults) <= max(RUNS // 10, 1), faults
    if faults:
        warnings.warn(f"{len(faults)} of {number + 1} runs failed by the servers", stacklevel=1)


def lose_the_leader(nodes: list[Server]) -> None:
    """Make 200 writes, kill the leader after 100; all must be on the servers that are left."""
    first = leader(nodes, members=3)
    make_database(first)
    others = [node for node in nodes if node is not first]
    with served(first) as store:
        store.write(sketch("a -> b"))
        for node in others:
            wait_for(node, 2)
        for number in range(100):
            store.append(build([Entity(f"n{number}", f"n{number}")], []))
        first.kill()
    second = leader(others, members=2)
    with after_a_death(), served(second) as store:
        for number in range(100, 200):
            store.append(build([Entity(f"n{number}", f"n{number}")], []))
    wanted = {"a", "b", *(f"n{number}" for number in range(200))}
    for node in others:
        wait_for(node, len(wanted))
        with served(node, read_only=True) as store:
            store.verify()
            assert set(store.read()) == wanted
    with after_a_death(), served(second) as store:
        store.write(sketch("x -| y"))
        assert content(store.read()) == content(sketch("x -| y"))


def make_database(node: Server) -> None:
    """Make the database; a leader that was just elected may hang or refuse."""
    try:
        node.command("create database atlas")
    except OSError as problem:
        raise Undecided(f"no database was made: {problem}") from problem


def wait_for(node: Server, entities: int, seconds: float = 60) -> None:
    """Wait until a server holds this number of entities; replicas follow after a moment."""
    until = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < until:
        try:
            with served(node, read_only=True) as store:
                if store.info()["entities"] == entities:
                    return
        except StoreError as problem:
            last = problem
        time.sleep(0.5)
    raise TimeoutError(f"{node.address} has not {entities} entities: {last}")
