"""Meaning -> look, for both renderers and both legends.

The grammar is SBGN Activity Flow (Mi et al. 2015, doi:10.2390/biecoll-jib-2015-265): an arrow
for positive, a T-bar for negative, a diamond for unknown influence. Line colours keep a contrast
of at least 5:1 on white; fills are pale, after Okabe and Ito (2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Shape = Literal["ellipse", "rounded", "stadium", "rectangle", "octagon", "hexagon", "trapezium"]
Head = Literal["arrow", "bar", "diamond"]


@dataclass(frozen=True, slots=True)
class NodeLook:
    """How a node of some kind is drawn; `name` is its word in the legend."""

    name: str
    shape: Shape
    fill: str
    border: str = "#4a5560"


@dataclass(frozen=True, slots=True)
class EdgeLook:
    """How an edge of some sign is drawn; `name` is its word in the legend."""

    name: str
    color: str
    head: Head


_CELL = NodeLook("cell", "ellipse", "#cfe6f5")
_CYTOKINE = NodeLook("cytokine, chemokine", "rounded", "#fbe0b0")
_RECEPTOR = NodeLook("receptor", "trapezium", "#d5ecdf")
_SIGNAL = NodeLook("protein, kinase", "rounded", "#dde7f3")
_FACTOR = NodeLook("transcription factor", "octagon", "#efdcea")
_GENE = NodeLook("gene", "rectangle", "#ffffff")
_MOLECULE = NodeLook("small molecule", "stadium", "#e9e4d6")
_TREATMENT = NodeLook("intervention", "stadium", "#fff3b0", "#9a7400")
_PROCESS = NodeLook("process, state", "rectangle", "#ececec")
_OUTCOME = NodeLook("disease, phenotype", "rectangle", "#f6d3c6")
_EXPOSURE = NodeLook("exposure, organism", "hexagon", "#e2e6d8")
_OTHER = NodeLook("other", "rectangle", "#f4f1ec")

KINDS = MappingProxyType(
    {
        "cell": _CELL,
        "cytokine": _CYTOKINE,
        "chemokine": _CYTOKINE,
        "receptor": _RECEPTOR,
        "protein": _SIGNAL,
        "kinase": _SIGNAL,
        "complex": _SIGNAL,
        "transcription_factor": _FACTOR,
        "gene": _GENE,
        "small_molecule": _MOLECULE,
        "drug": _TREATMENT,
        "drug_class": _TREATMENT,
        "procedure": _TREATMENT,
        "behaviour": _TREATMENT,
        "process": _PROCESS,
        "state": _PROCESS,
        "phenotype": _OUTCOME,
        "disease": _OUTCOME,
        "exposure": _EXPOSURE,
        "organism": _EXPOSURE,
        "anatomy": _OTHER,
        "population": _OTHER,
    }
)
"""Kind of entity -> look; the order of the legend."""

SIGNS = MappingProxyType(
    {
        1: EdgeLook("increases", "#0072B2", "arrow"),
        -1: EdgeLook("decreases", "#B34700", "bar"),
        0: EdgeLook("no direction or no effect", "#5b6670", "diamond"),
    }
)
"""Sign -> look."""

LANE_FILLS = ("#f7f9fb", "#eef3f7")
FADED = "#c9ced3"


def kind(name: str | None) -> NodeLook:
    """The look of a kind; an unknown kind is drawn plainly.

    >>> kind("cell").shape
    'ellipse'
    """
    return KINDS.get(name or "", _OTHER)


def sign(value: int) -> EdgeLook:
    """The look of a sign.

    >>> sign(-1).head
    'bar'
    """
    return SIGNS[value]


def line_width(support: float) -> float:
    """Width of an edge in points by its support (0 to 1)."""
    return 0.6 + 1.7 * support


def opacity(support: float) -> float:
    """Opacity of an edge (0 to 1) by its support (0 to 1)."""
    return 0.5 + 0.45 * support


def dash(indirect: bool, contradicted: bool) -> tuple[float, ...]:
    """Dashes in points: dotted when contradicted, dashed when indirect, else solid (empty)."""
    if contradicted:
        return (1.2, 1.8)
    return (5.0, 2.5) if indirect else ()
