"""follicle-graph: the open, executable, evidence-graded atlas of hair-loss immunology.

Research software on literature evidence, not medical advice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import networkx  # noqa: F401 - every graph is one of its; all else loads on first use

if TYPE_CHECKING:
    from follicle_graph.additions import add
    from follicle_graph.changes import Changes, diff
    from follicle_graph.contract import validate
    from follicle_graph.digesting import digest
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
        InvalidProfile,
        InvalidQuestion,
        OutputError,
        SketchError,
        StoreError,
        UnknownEntity,
        UnknownFeature,
    )
    from follicle_graph.exploring import explore
    from follicle_graph.facts import Entity, Evidence, Statement
    from follicle_graph.formats.files import read, write
    from follicle_graph.formats.table import formats
    from follicle_graph.gallery import Picture, picture, pictures
    from follicle_graph.graph import build, resolve
    from follicle_graph.loading import cite, load
    from follicle_graph.matching import Match, match
    from follicle_graph.query.answers import Paths
    from follicle_graph.query.contradictions import contradictions
    from follicle_graph.query.effect import Effect, OtherLayer, effect
    from follicle_graph.query.evidence import evidence, table
    from follicle_graph.query.loops import Loops, loops
    from follicle_graph.query.paths import paths
    from follicle_graph.query.reach import reach
    from follicle_graph.query.spine import spine
    from follicle_graph.query.steps import Path
    from follicle_graph.reliance import paper
    from follicle_graph.searching import search
    from follicle_graph.sketching import sketch
    from follicle_graph.store import Store, open_store
    from follicle_graph.subset import downstream, keep, neighborhood, upstream
    from follicle_graph.therapy.answers import Treatment, Treatments
    from follicle_graph.therapy.comparing import (
        Balance,
        Comparison,
        Sensitivity,
        balance,
        compare,
        explain,
        sensitivity,
    )
    from follicle_graph.therapy.profile import Profile
    from follicle_graph.therapy.treatments import treatments
    from follicle_graph.therapy_pictures.attack import draw_attack
    from follicle_graph.therapy_pictures.table import draw_treatments

_HOME = {
    "additions": ("add",),
    "changes": ("Changes", "diff"),
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
        "InvalidProfile",
        "InvalidQuestion",
        "OutputError",
        "SketchError",
        "StoreError",
        "UnknownEntity",
        "UnknownFeature",
    ),
    "exploring": ("explore",),
    "facts": ("Entity", "Evidence", "Statement"),
    "formats.files": ("read", "write"),
    "formats.table": ("formats",),
    "gallery": ("Picture", "picture", "pictures"),
    "digesting": ("digest",),
    "graph": ("build", "resolve"),
    "contract": ("validate",),
    "loading": ("cite", "load"),
    "matching": ("Match", "match"),
    "query.answers": ("Paths",),
    "query.contradictions": ("contradictions",),
    "query.effect": ("Effect", "OtherLayer", "effect"),
    "query.evidence": ("evidence", "table"),
    "query.loops": ("Loops", "loops"),
    "query.paths": ("paths",),
    "query.reach": ("reach",),
    "query.spine": ("spine",),
    "query.steps": ("Path",),
    "reliance": ("paper",),
    "searching": ("search",),
    "sketching": ("sketch",),
    "store": ("Store", "open_store"),
    "subset": ("downstream", "keep", "neighborhood", "upstream"),
    "therapy.answers": ("Treatment", "Treatments"),
    "therapy.comparing": (
        "Balance",
        "Comparison",
        "Sensitivity",
        "balance",
        "compare",
        "explain",
        "sensitivity",
    ),
    "therapy.profile": ("Profile",),
    "therapy.treatments": ("treatments",),
    "therapy_pictures.attack": ("draw_attack",),
    "therapy_pictures.table": ("draw_treatments",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

# Loading the room `formats` later would put it in the place of the function of that name.
import_module("follicle_graph.formats")
del globals()["formats"]

__all__ = [
    "AmbiguousEntity",
    "Balance",
    "Changes",
    "Comparison",
    "CurationError",
    "DamagedStore",
    "Effect",
    "Entity",
    "Evidence",
    "FollicleGraphError",
    "FormatError",
    "InvalidGraph",
    "InvalidProfile",
    "InvalidQuestion",
    "Layout",
    "Loops",
    "Match",
    "OtherLayer",
    "OutputError",
    "Page",
    "Path",
    "Paths",
    "Picture",
    "Profile",
    "Sensitivity",
    "SketchError",
    "Statement",
    "Store",
    "StoreError",
    "Treatment",
    "Treatments",
    "UnknownEntity",
    "UnknownFeature",
    "add",
    "balance",
    "build",
    "cite",
    "compare",
    "contradictions",
    "diff",
    "digest",
    "downstream",
    "draw",
    "draw_attack",
    "draw_treatments",
    "effect",
    "evidence",
    "explain",
    "explore",
    "figure",
    "formats",
    "keep",
    "layout",
    "load",
    "loops",
    "match",
    "neighborhood",
    "open_store",
    "paper",
    "paths",
    "picture",
    "pictures",
    "reach",
    "read",
    "resolve",
    "search",
    "sensitivity",
    "sketch",
    "spine",
    "table",
    "treatments",
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
