"""follicle-graph: the open, executable, evidence-graded atlas of hair-loss immunology.

Research software on literature evidence, not medical advice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import networkx  # noqa: F401 - every graph is one of its; all else loads on first use

if TYPE_CHECKING:
    from follicle_graph.contract import validate
    from follicle_graph.drawing.explorer import Page
    from follicle_graph.drawing.layout import Layout, layout
    from follicle_graph.drawing.static import draw, figure
    from follicle_graph.errors import (
        AmbiguousEntity,
        CurationError,
        DamagedStore,
        FollicleGraphError,
        FormatError,
        InvalidGraph,
        InvalidQuestion,
        OutputError,
        SketchError,
        StoreError,
        UnknownEntity,
    )
    from follicle_graph.exploring import explore
    from follicle_graph.facts import Entity, Evidence, Statement
    from follicle_graph.formats.files import read, write
    from follicle_graph.formats.table import formats
    from follicle_graph.gallery import Picture, picture, pictures
    from follicle_graph.graph import build, digest, resolve
    from follicle_graph.loading import cite, load
    from follicle_graph.query.answers import Path, Paths
    from follicle_graph.query.contradictions import contradictions
    from follicle_graph.query.effect import Effect, effect
    from follicle_graph.query.evidence import evidence, table
    from follicle_graph.query.loops import Loops, loops
    from follicle_graph.query.paths import paths
    from follicle_graph.query.reach import reach
    from follicle_graph.query.spine import spine
    from follicle_graph.sketching import sketch
    from follicle_graph.store import Store, open_store
    from follicle_graph.subset import downstream, keep, neighborhood, upstream

_HOME = {
    "drawing.explorer": ("Page",),
    "drawing.layout": ("Layout", "layout"),
    "drawing.static": ("draw", "figure"),
    "errors": (
        "AmbiguousEntity",
        "CurationError",
        "DamagedStore",
        "FollicleGraphError",
        "FormatError",
        "InvalidGraph",
        "InvalidQuestion",
        "OutputError",
        "SketchError",
        "StoreError",
        "UnknownEntity",
    ),
    "exploring": ("explore",),
    "facts": ("Entity", "Evidence", "Statement"),
    "formats.files": ("read", "write"),
    "formats.table": ("formats",),
    "gallery": ("Picture", "picture", "pictures"),
    "graph": ("build", "digest", "resolve"),
    "contract": ("validate",),
    "loading": ("cite", "load"),
    "query.answers": ("Path", "Paths"),
    "query.contradictions": ("contradictions",),
    "query.effect": ("Effect", "effect"),
    "query.evidence": ("evidence", "table"),
    "query.loops": ("Loops", "loops"),
    "query.paths": ("paths",),
    "query.reach": ("reach",),
    "query.spine": ("spine",),
    "sketching": ("sketch",),
    "store": ("Store", "open_store"),
    "subset": ("downstream", "keep", "neighborhood", "upstream"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

# Loading the room `formats` later would put it in the place of the function of that name.
import_module("follicle_graph.formats")
del globals()["formats"]

__all__ = [
    "AmbiguousEntity",
    "CurationError",
    "DamagedStore",
    "Effect",
    "Entity",
    "Evidence",
    "FollicleGraphError",
    "FormatError",
    "InvalidGraph",
    "InvalidQuestion",
    "Layout",
    "Loops",
    "OutputError",
    "Page",
    "Path",
    "Paths",
    "Picture",
    "SketchError",
    "Statement",
    "Store",
    "StoreError",
    "UnknownEntity",
    "build",
    "cite",
    "contradictions",
    "digest",
    "downstream",
    "draw",
    "effect",
    "evidence",
    "explore",
    "figure",
    "formats",
    "keep",
    "layout",
    "load",
    "loops",
    "neighborhood",
    "open_store",
    "paths",
    "picture",
    "pictures",
    "reach",
    "read",
    "resolve",
    "sketch",
    "spine",
    "table",
    "upstream",
    "validate",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'follicle_graph' has no attribute {name!r}")
    value = getattr(import_module(f"follicle_graph.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
