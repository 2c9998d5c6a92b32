"""The files for the project's host: readable, and true to what the project supports."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / ".github").rglob("*.yml"), ROOT / ".pre-commit-config.yaml"])


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_yaml_with_content(path: Path) -> None:
    assert read(path)


def test_the_tests_run_on_three_systems_and_every_python_that_is_allowed() -> None:
    matrix = read(ROOT / ".github/workflows/tests.yml")["jobs"]["tests"]["strategy"]["matrix"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert matrix["python"] == wanted
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}


def test_workflows_use_commands_that_exist() -> None:
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    texts = [p.read_text(encoding="utf-8") for p in FILES] + [
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("CONTRIBUTING.md", "CURATING.md", ".github/pull_request_template.md")
    ]
    for text in texts:
        for target in re.findall(r"(?:run: |`|')make ([a-z-]+)", text):
            assert re.search(rf"^{target}:", make, re.MULTILINE), target
        for script in re.findall(r"scripts/\w+\.(?:py|sh)", text):
            assert (ROOT / script).is_file(), script


def test_there_is_a_template_for_bugs_wrong_facts_and_missing_papers() -> None:
    names = {path.stem for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")}
    assert names >= {"bug", "wrong_fact", "missing_paper"}
