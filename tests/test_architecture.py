"""Guards of taste: who imports whom, what an import loads, what is public."""

from __future__ import annotations

import ast
import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import follicle_graph as fg

ROOT = Path(fg.__file__).parent
MAY_IMPORT = {
    "errors": set(),
    "tools": {"errors"},
    "model": {"errors", "tools"},
    "curation": {"errors", "model", "tools"},
    "files": {"drawing", "errors", "model", "tools"},
    "store": {"errors", "model", "tools"},
    "query": {"errors", "model", "tools"},
    "drawing": {"errors", "model", "tools"},
    "therapy": {"curation", "errors", "model", "query"},
    "atlas": {"curation", "errors", "model", "query", "therapy", "tools"},
    "omics": {"errors", "model", "query"},
    "simulation": {"errors", "model", "omics", "query", "therapy", "tools"},
    "assistant": {"atlas", "errors", "model", "query", "simulation", "therapy", "tools"},
    "gallery": {"drawing", "errors", "model", "omics", "query", "simulation", "therapy", "tools"},
}
"""Package -> the packages that it may import."""

JOINS = {"cli", "__init__"}
"""They may import everything."""


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: write absolute imports"
            found.add(node.module)
            if node.module == "follicle_graph":
                found |= {f"follicle_graph.{alias.name}" for alias in node.names}
    return found


def sources() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if "knowledge" not in path.parts)


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_the_rooms_that_it_may(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if room in JOINS:
        return
    used = {room_of(m) for m in imports_of(path) if m.startswith("follicle_graph.")} - {room, ""}
    assert used <= MAY_IMPORT[room]


def test_the_directions_have_no_cycle() -> None:
    done: set[str] = set()
    left = dict(MAY_IMPORT)
    while left:
        ready = {room for room, needs in left.items() if needs <= done}
        assert ready, f"a cycle among {sorted(left)}"
        done |= ready
        left = {room: needs for room, needs in left.items() if room not in ready}


def test_every_room_has_its_directions() -> None:
    rooms = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in sources()}
    assert rooms - JOINS == set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("ladybug", "store/embedded/engine.py"),
        ("neo4j", "store/bolt.py"),
        ("pyvis", "drawing/page/pyvis_network.py"),
        ("mcp", "assistant/server.py"),
    ],
)
def test_an_engine_is_imported_in_one_file(library: str, home: str) -> None:
    users = {
        str(path.relative_to(ROOT))
        for path in sources()
        if any(module.split(".")[0] == library for module in imports_of(path))
    }
    assert users == {home}


HEAVY = {
    "matplotlib",
    "pyvis",
    "pandas",
    "scipy",
    "numpy",
    "ladybug",
    "neo4j",
    "pyarrow",
    "msgspec",
    "IPython",
    "yaml",
    "mcp",
    "pydantic",
}


def test_importing_the_library_loads_nothing_heavy() -> None:
    assert not loaded_by("import follicle_graph") & HEAVY


def test_the_help_of_the_command_line_loads_nothing_heavy() -> None:
    code = """
from follicle_graph.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(None):
    main(["--help"])
"""
    loaded = loaded_by(code)
    assert "follicle_graph" in loaded
    assert not loaded & HEAVY


def loaded_by(code: str) -> set[str]:
    """The libraries that a piece of code loads beyond networkx."""
    before = "import contextlib, sys, networkx; before = set(sys.modules)"
    after = "print(*(set(sys.modules) - before))"
    command = [sys.executable, "-c", f"{before}\n{code}\n{after}"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {module.split(".")[0] for module in out.split()}


def test_everything_public_is_exported_and_found() -> None:
    assert sorted(fg.__all__) == list(fg.__all__)
    for name in fg.__all__:
        assert getattr(fg, name) is not None
        assert name in dir(fg)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = fg.nonsense  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", fg.__all__)
def test_everything_public_says_what_it_means(name: str) -> None:
    thing = getattr(fg, name)
    doc = inspect.getdoc(thing)
    assert doc
    if inspect.isfunction(thing):
        assert doctest.DocTestParser().get_examples(doc), f"{name} has no example"


def test_only_errors_of_the_library_are_errors() -> None:
    from follicle_graph import errors

    for name, thing in vars(errors).items():
        if inspect.isclass(thing) and thing.__module__ == errors.__name__:
            assert issubclass(thing, fg.FollicleGraphError), name


def test_the_page_on_architecture_shows_these_directions() -> None:
    page = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    for room, needs in MAY_IMPORT.items():
        assert f"\n| {room} | {', '.join(sorted(needs)) or 'nothing of ours'} |\n" in page, room
