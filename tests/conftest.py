"""What several tests share: the atlas, a copy of its facts, the tables it came from."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import knowledge

# A machine with other work to do is slow and not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

TABLES = Path(os.environ.get("FOLLICLE_TABLES", Path(__file__).parents[2] / "shared" / "curation"))


def pytest_configure() -> None:
    """There are as many workers as cores: threads of numpy would only wait for each other."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def atlas() -> Graph:
    return fg.load()


@pytest.fixture(scope="session")
def whole() -> Graph:
    """The atlas with its uncited statements."""
    return fg.load(uncited=True)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A copy of the shipped knowledge folder, to change."""
    with as_file(knowledge()) as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "knowledge"))


@pytest.fixture(scope="session")
def table() -> Callable[[str], list[dict[str, str]]]:
    """Reads one of the curated tables; the test is skipped where they are absent."""

    def read(name: str) -> list[dict[str, str]]:
        path = TABLES / f"{name}.tsv"
        if not path.exists():
            pytest.skip(f"the curated tables are not at {TABLES}; set FOLLICLE_TABLES")
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

    return read
