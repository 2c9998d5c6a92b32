"""CITATION.cff and datapackage.json say what ships, and their own validators accept them."""

from __future__ import annotations

import json
import runpy
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import follicle_graph as fg
from follicle_graph.curation.folder import TABLES
from follicle_graph.model import vocabulary

ROOT = Path(__file__).parents[1]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "write_release_files.py"))
REMEDY = "the file is not of these facts; run: python scripts/write_release_files.py"


@pytest.fixture(scope="module")
def package() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", SCRIPT["FILES"])
def test_the_kept_file_is_of_the_facts_that_ship(name: str) -> None:
    assert SCRIPT["FILES"][name]() == (ROOT / name).read_text("utf-8"), REMEDY


def test_the_citation_file_passes_the_schema_of_the_format() -> None:
    schema = json.loads((ROOT / "tests/data/cff-1.2.0.schema.json").read_text("utf-8"))
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    checker = jsonschema.Draft7Validator(schema)
    assert [error.message for error in checker.iter_errors(cited)] == []
    assert list(checker.iter_errors({**cited, "version": None}))  # the schema does refuse
    assert cited["version"] == fg.__version__
    assert cited["date-released"] == vocabulary.editions()[-1].date
    assert cited["identifiers"][0]["value"] == f"sha256:{fg.load().graph['digest']}"


def test_frictionless_accepts_the_data_package(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the validator's own imports
        from frictionless import validate

    report = validate(str(ROOT / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "note"])[:20]
    broken = tmp_path / "datapackage.json"
    table = {"name": "a", "path": "a.tsv", "schema": {"fields": [{"name": "a", "type": "integer"}]}}
    broken.write_text(json.dumps({"name": "b", "resources": [table]}), "utf-8")
    (tmp_path / "a.tsv").write_text("a\nx\n", "utf-8")
    assert not validate(str(broken)).valid  # the validator does refuse


def test_the_data_package_names_every_file_of_facts(package: Mapping[str, Any]) -> None:
    paths: list[str] = []
    for resource in package["resources"]:
        path = resource["path"]
        paths += [path] if isinstance(path, str) else path
    folder = ROOT / "src/follicle_graph/knowledge"
    facts = [*folder.rglob("*.tsv"), *folder.rglob("*.yaml")]
    assert sorted(paths) == sorted(file.relative_to(ROOT).as_posix() for file in facts)
    assert len(package["resources"]) == len(TABLES) + 1  # and the papers


def test_others_read_the_same_rows_as_the_library() -> None:
    from frictionless import Package

    read = Package(str(ROOT / "datapackage.json"))
    for name in ("entities", "references", "therapy/readings"):
        rows = read.get_table_resource(name.replace("/", "-")).read_rows()
        ours = vocabulary.read_tsv(vocabulary.knowledge().joinpath(f"{name}.tsv"))
        theirs = [{key: value or "" for key, value in row.items()} for row in rows]
        assert theirs == ours
