"""The commands `info` and `cite`: what the atlas or a store holds, and how to cite it."""

from __future__ import annotations

import argparse
import platform
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_json
from follicle_graph.cli.console import say, say_json
from follicle_graph.cli.locations import stored
from follicle_graph.model import vocabulary
from follicle_graph.model.graph import Graph

LIBRARIES = (
    "networkx",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "matplotlib",
    "ladybug",
    "pyvis",
    "neo4j",
    "openpyxl",
    "mcp",
)
"""Libraries whose versions a report of a fault needs."""


def add_commands(command: Command) -> None:
    """`info` and `cite`."""
    sub = command(
        "info",
        _info,
        "what the atlas or a store holds, how to cite it, and all versions for a report of a fault",
        "info",
    )
    sub.add_argument("store", nargs="?", help="path or address of a database")
    sub.add_argument("--uncited", action="store_true", help="count uncited statements too")
    sub.add_argument(
        "--cite", choices=["text", "bibtex", "ris"], help="print only how to cite, in this form"
    )
    add_json(sub)

    sub = command(
        "cite",
        _cite,
        "how to cite the software and this state of the atlas",
        "cite --format bibtex",
    )
    sub.add_argument(
        "--format",
        choices=["text", "bibtex", "ris"],
        default="text",
        help="the form (default: %(default)s)",
    )


def _cite(options: argparse.Namespace) -> int:
    say(fg.cite(options.format).rstrip("\n"))
    return 0


def _info(options: argparse.Namespace) -> int:
    if options.cite is not None:
        say(fg.cite(options.cite).rstrip("\n"))
        return 0
    about: dict[str, Any]
    if options.store is not None:
        with stored(options.store) as store:
            about = dict(store.info())
    else:
        about = _counts(fg.load(uncited=options.uncited))
    about = {**about, "versions": versions()}
    if options.json:
        say_json(about)
        return 0
    for name, value in about.items():
        if isinstance(value, dict):
            say(name)
            for part, count in value.items():
                say(f"  {part:20} {count}")
        else:
            say(f"{name:14} {'' if value is None else value}")
    if options.store is None:
        say(vocabulary.DISCLAIMER)
    return 0


def versions() -> dict[str, str]:
    """Versions of the package, of Python, of the system and of the libraries that are used.

    >>> versions()["Python"].startswith("3.")
    True
    """
    found = {
        "follicle-graph": fg.__version__,
        "Python": platform.python_version(),
        "system": platform.platform(),
    }
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not installed"
    return found


def _counts(G: Graph) -> dict[str, Any]:
    """How much the atlas holds, by layer, grade and source; how to cite it."""
    pieces = {
        piece.id: (piece, data["layer"])
        for *_, data in G.edges(data=True)
        for piece in data["evidence"]
        if piece.stance == "supports"
    }
    return {
        "entities": G.number_of_nodes(),
        "relations": G.number_of_edges(),
        "evidence": len(pieces),
        "references": len(
            {p.reference for p, _ in pieces.values() if vocabulary.is_cited(p.reference)}
        ),
        "contradicted": sum(data["contradicted"] for *_, data in G.edges(data=True)),
        "by layer": dict(Counter(layer for _, layer in pieces.values()).most_common()),
        "by grade": {
            grade: sum(piece.grade == grade for piece, _ in pieces.values())
            for grade in vocabulary.grades()
        },
        "by source": dict(
            Counter((p.reference or "none").split(":")[0] for p, _ in pieces.values()).most_common()
        ),
        "edition": str(vocabulary.edition_of(G.graph["version"])),
        "digest": G.graph["digest"],
        "cite": fg.cite(),
    }
