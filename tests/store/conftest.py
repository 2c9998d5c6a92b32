"""What the tests of stores share: a path, a stored atlas, a real server behind Bolt."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import servers
from follicle_graph.model.graph import Graph
from follicle_graph.store import Store, open_store
from servers import served


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.lbug"


@pytest.fixture(scope="session")
def stored_atlas(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("store") / "atlas.lbug"
    with open_store(place) as store:
        store.write(atlas)
    return place


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """A real server with a database `atlas` and a database `other`."""
    pytest.importorskip("neo4j", reason="servers need the extra 'bolt'")
    one = servers.Server(tmp_path_factory.mktemp("server"), servers.ALONE)
    try:
        one.start()
    except (OSError, subprocess.SubprocessError) as problem:
        pytest.skip(f"no server to test with: {problem}")
    try:
        one.ready()
        one.command("create database atlas")
        one.command("create database other")
        yield one
    finally:
        one.kill()


@pytest.fixture(scope="session", params=["embedded", "bolt"])
def stored(request: pytest.FixtureRequest, atlas: Graph) -> Iterator[Store]:
    """The atlas in each kind of store."""
    if request.param == "embedded":
        with open_store(request.getfixturevalue("stored_atlas"), read_only=True) as store:
            yield store
    else:
        with served(request.getfixturevalue("server")) as store:
            store.write(atlas)
            yield store
