"""The API reference: every public name once, with a docstring that answers what a reader asks."""

from __future__ import annotations

import ast
import builtins
import doctest
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import follicle_graph as fg

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PUBLIC = sorted(set(fg.__all__) - {"__version__"})
OTHERS = {"index", "command_line"}
TOPICS = [path for path in sorted(REFERENCE.glob("*.md")) if path.stem not in OTHERS]
ENTRY = re.compile(r"^\.\. auto(?:function|class|exception):: (\w+)$", re.MULTILINE)
SUMMARY = re.compile(r"^   (\w+)$", re.MULTILINE)


def test_every_public_name_has_one_entry() -> None:
    entries = Counter(name for path in TOPICS for name in ENTRY.findall(path.read_text("utf-8")))
    assert sorted(entries) == PUBLIC
    assert set(entries.values()) == {1}


def test_every_entry_stands_in_the_summaries_of_its_page_and_of_the_index() -> None:
    index = (REFERENCE / "index.md").read_text("utf-8")
    for path in TOPICS:
        text = path.read_text("utf-8")
        assert SUMMARY.findall(text) == ENTRY.findall(text)
        assert f"]({path.name})" in index
    assert sorted(SUMMARY.findall(index)) == PUBLIC


def test_every_page_of_the_reference_names_its_explanation() -> None:
    conf = (REFERENCE.parent / "conf.py").read_text("utf-8")
    explained = dict(re.findall(r'^    "(reference/\w+)": "/([\w/]+)",$', conf, re.MULTILINE))
    assert set(explained) == {f"reference/{path.stem}" for path in TOPICS}
    assert all((REFERENCE.parent / f"{page}.md").is_file() for page in explained.values())


def documented(name: str) -> tuple[Any, str]:
    thing = getattr(fg, name)
    return thing, inspect.getdoc(thing) or ""


@pytest.mark.parametrize("name", PUBLIC)
def test_a_docstring_begins_with_one_line_of_meaning(name: str) -> None:
    _, text = documented(name)
    first, _, rest = text.partition("\n")
    assert first.endswith((".", ":"))
    assert not rest or rest.startswith("\n"), "a blank line after the first"


@pytest.mark.parametrize("name", PUBLIC)
def test_a_docstring_has_an_example(name: str) -> None:
    _, text = documented(name)
    assert ">>> " in text


@pytest.mark.parametrize("name", PUBLIC)
def test_an_example_runs_as_it_stands_after_its_own_imports(name: str) -> None:
    _, text = documented(name)
    source = "".join(one.source for one in doctest.DocTestParser().get_examples(text))
    used: set[str] = set()
    bound = set(dir(builtins))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.split(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    assert used <= bound


FUNCTIONS = [name for name in PUBLIC if inspect.isroutine(getattr(fg, name))]
RAISES_NOTHING = {"formats", "pictures"}
"""Functions without arguments that can be wrong."""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_docstring_of_a_function_has_its_parts(name: str) -> None:
    function, text = documented(name)
    signature = inspect.signature(function)
    section = {part: f"{part}\n{'-' * len(part)}\n" in text for part in ("Returns", "Raises")}
    assert section["Returns"] or signature.return_annotation in (None, "None")
    assert section["Raises"] or name in RAISES_NOTHING
    described = parameters_described(text)
    missing = [one for one in signature.parameters if one not in described]
    assert not missing


CLASSES = [
    name
    for name in PUBLIC
    if inspect.isclass(getattr(fg, name)) and not issubclass(getattr(fg, name), Exception)
]


@pytest.mark.parametrize("name", CLASSES)
def test_the_docstring_of_a_class_describes_its_public_fields(name: str) -> None:
    thing, text = documented(name)
    own = vars(thing).get("__annotations__", {})
    fields = [one for one in getattr(thing, "__dataclass_fields__", {}) if one in own]
    fields = [one for one in fields if not one.startswith("_")]
    described = parameters_described(text)
    assert [one for one in fields if one not in described] == []


def parameters_described(text: str) -> set[str]:
    """The names that stand in the sections Parameters and Attributes of a docstring."""
    found: set[str] = set()
    for part in re.findall(
        r"^(?:Parameters|Attributes)\n-+\n(.*?)(?=^\w+\n-+$|^>>> |\Z)", text, re.DOTALL | re.M
    ):
        for line in re.findall(r"^\*{0,2}(\w[^\n:]*)$", part, re.MULTILINE):
            found |= {one.strip(" *") for one in line.split(",")}
    return found
