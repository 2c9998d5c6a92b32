"""Without the engine or pyvis the library works; what needs them says what to install."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

BLOCK = """
import importlib.abc, sys

class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {libraries!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)
        return None

sys.meta_path.insert(0, Blocked())
import follicle_graph as fg
from follicle_graph.cli import main
"""

OPTIONAL = ("ladybug", "pyvis", "neo4j", "openpyxl", "mcp", "argcomplete")
"""What may be missing while all else works."""


def run_without(libraries: tuple[str, ...], code: str, folder: Path) -> str:
    """What a piece of code prints where these libraries are not installed."""
    whole = BLOCK.format(libraries=libraries) + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", whole], cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_graph_questions_figures_and_page_need_none_of_the_optional_libraries(
    tmp_path: Path,
) -> None:
    said = run_without(
        OPTIONAL,
        """
        from follicle_graph import *
        assert all(getattr(fg, name) is not None for name in fg.__all__)
        G = fg.load()
        assert fg.effect(G, "baricitinib", "alopecia areata").verdict == "decrease"
        assert fg.paths(G, "IL-15", "hair loss", limit=1)
        assert fg.what_if(G, {"JAK1": -1}, samples=10).change("CXCL10") == -1
        assert fg.treatments(G, "AA") and fg.drivers and len(fg.edge_table(G))
        fg.picture(G, "story").save("story.svg")
        fg.explore(G).save("page.html")
        fg.write(G, "atlas.graphml")
        assert len(fg.read("atlas.graphml")) == len(G)
        assert main(["map", "-o", "map.html", "--figure", "map.svg"]) == 0
        assert main(["info"]) == 0
        """,
        tmp_path,
    )
    assert "page      map.html" in said
    made = {"story.svg", "page.html", "atlas.graphml", "map.html", "map.svg"}
    assert {file.name for file in tmp_path.iterdir()} == made


@pytest.mark.parametrize(
    ("library", "call", "install"),
    [
        ("ladybug", 'fg.open_store("a.lbug")', "ladybug"),
        ("pyvis", 'fg.to_pyvis(fg.sketch("a -> b"))', "pyvis"),
        ("pyvis", 'fg.explore(fg.sketch("a -> b")).to_pyvis()', "pyvis"),
        ("neo4j", 'fg.open_store("bolt://localhost:7687")', "follicle-graph[bolt]"),
        ("mcp", "serve(fg.load)", "follicle-graph[assistant]"),
        ("openpyxl", 'fg.from_table("edges.xlsx")', "follicle-graph[excel]"),
    ],
)
def test_what_needs_a_missing_library_names_it_and_the_way_to_install_it(
    library: str, call: str, install: str, tmp_path: Path
) -> None:
    (tmp_path / "edges.xlsx").write_bytes(b"PK\x03\x04")
    said = run_without(
        (library,),
        f"""
        from follicle_graph.assistant.server import serve
        try:
            {call}
        except fg.MissingLibrary as error:
            print(error.library, error.value, error.remedy, sep="|")
            print(error)
        """,
        tmp_path,
    )
    fields, text = said.splitlines()
    assert fields == f"{library}|{library}|install it: pip install '{install}'"
    assert "is not installed; install it: pip install" in text
    assert [file.name for file in tmp_path.iterdir()] == ["edges.xlsx"]


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    said = run_without(
        ("ladybug",),
        """
        import contextlib
        with contextlib.redirect_stderr(sys.stdout):
            assert main(["map", "--store", "a.lbug"]) == 2
        """,
        tmp_path,
    )
    assert said == (
        "follicle-graph: databases in a file need the library 'ladybug', which is not installed; "
        "install it: pip install 'ladybug'\n"
    )
    assert not list(tmp_path.iterdir())


def test_completion_without_argcomplete_is_one_line(tmp_path: Path) -> None:
    said = run_without(
        ("argcomplete",),
        """
        import contextlib, os
        os.environ["_ARGCOMPLETE"] = "1"
        with contextlib.redirect_stderr(sys.stdout):
            assert main([]) == 2
        """,
        tmp_path,
    )
    assert said.startswith("follicle-graph: completions need the library 'argcomplete', which is")
    assert said.count("\n") == 1


def test_a_library_that_is_there_and_broken_says_why(tmp_path: Path) -> None:
    (tmp_path / "ladybug.py").write_text('raise ImportError("libstdc++.so.6: too old")', "utf-8")
    said = run_without(
        (),
        """
        sys.path.insert(0, "")
        try:
            fg.open_store("a.lbug")
        except fg.MissingLibrary as error:
            print(error)
        """,
        tmp_path,
    )
    assert "does not load here (libstdc++.so.6: too old)" in said
