"""Meaning -> look, for both renderers and both legends.

The grammar is SBGN Activity Flow (Mi et al. 2015, doi:10.2390/biecoll-jib-2015-265): an arrow
for positive, a T-bar for negative, a diamond for unknown influence. Line colours keep a contrast
of at least 3.5:1 on white and on every lane; fills are pale, after Okabe and Ito (2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Shape = Literal["ellipse", "rounded", "stadium", "rectangle", "octagon", "hexagon", "trapezium"]
Head = Literal["arrow", "bar", "diamond", "disc", "ring"]

INK, MUTED, FADED, FADED_INK = "#1f272e", "#5b6670", "#c9ced3", "#9aa3ab"
"""Text and lines: labels, minor text, and what the page does not highlight with its labels."""

CALM = 0.6
"""Share of its ink that something keeps beside a highlight."""

BAND, BAND_WIDTH = "#fbe3a6", 9.0
"""The band under a highlighted edge, and its width in points."""

UNSURE_FILL, UNSURE_STRIPES = "#f7f7f7", "#d3d8dc"
"""A node on which an answer is silent: pale, with oblique stripes."""

HELD_WIDTH = 2.2
"""Width in points of the border of a node that a question is about."""

RAIL_FILL, RAIL_BORDER = "#fffdf0", "#d9cf9a"
"""The column of interventions."""

PAPER, LANE_FILLS = "#ffffff", ("#f7f9fb", "#eef3f7")
LANE_BORDER, LANE_INK = "#d5dde4", "#46525d"

UP, DOWN = "#00518c", "#d1580a"
"""Lines that increase and decrease: blue and orange, dark and light, so that they differ in grey
print too."""

DARK = MappingProxyType(
    {
        "paper": "#12171b",
        "ink": "#e6ebef",
        "quiet": "#a4b1bb",
        "faded": "#55616b",
        "lanes": ("#171d23", "#1d252c"),
        "lines": {UP: "#8ecbf5", DOWN: "#e8792f", "#5b6670": "#9aa7b2"},
    }
)
"""The same on a dark page; `lines` maps colours of lines, at least 6:1 on its paper. Fills stay."""

DIVERGING = ("#a67fbb", "#f7f7f7", "#66b567")
"""Fills of an overlay: lowest, zero, highest; purple and green after ColorBrewer's PRGn, which
colour-blind readers tell apart, pale enough for dark labels and unlike the colours of the signs."""


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
        1: EdgeLook("increases", UP, "arrow"),
        -1: EdgeLook("decreases", DOWN, "bar"),
        0: EdgeLook("no direction or no effect", "#5b6670", "diamond"),
    }
)
"""Sign of an influence -> look."""

MARKS = MappingProxyType(
    {
        1: EdgeLook("shows more of", UP, "disc"),
        -1: EdgeLook("shows less of", DOWN, "ring"),
        0: SIGNS[0],
    }
)
"""Sign of what is found together and is no influence -> look: no arrow, no bar."""

_MARK_LAYERS = frozenset({"biomarker", "structural", "correlative"})
_MARK_PREDICATES = frozenset({"has_symptom", "has_increased_marker", "has_decreased_marker"})


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


def is_mark(predicate: str, layer: str | None) -> bool:
    """Whether an edge is an association, such as a marker of a disease.

    >>> is_mark("has_increased_marker", "biomarker"), is_mark("treats", "clinical")
    (True, False)
    """
    return layer in _MARK_LAYERS or predicate in _MARK_PREDICATES


def edge(sign: int, predicate: str = "", layer: str | None = None) -> EdgeLook:
    """The look of an edge; influences by sign, markers without arrow and bar.

    >>> edge(1).head, edge(1, "has_increased_marker", "biomarker").head
    ('arrow', 'disc')
    """
    return (MARKS if is_mark(predicate, layer) else SIGNS)[sign]


def dash(*, indirect: bool = False, contradicted: bool = False) -> tuple[float, ...]:
    """Dashes in points: dotted when contradicted, dashed when indirect, else solid (empty)."""
    if contradicted:
        return (1.2, 1.8)
    return (5.0, 2.5) if indirect else ()


OWN, DOUBLE = "own", 1.8
"""`origin` of one's own entities and edges; points that their double lines are wider."""


def calm(color: str, share: float = CALM) -> str:
    """A colour with a share of its ink, on white paper.

    >>> calm("#000000", 0.6)
    '#666666'
    """
    return _mixed(PAPER, color, share)


def diverging(share: float) -> str:
    """The fill of an overlay's value, as a share of the largest: -1 lowest, 0, 1 highest.

    >>> diverging(0.0), diverging(-1.0)
    ('#f7f7f7', '#a67fbb')
    """
    end = DIVERGING[0] if share < 0 else DIVERGING[2]
    return _mixed(DIVERGING[1], end, min(1.0, abs(share)))


def _mixed(one: str, other: str, part: float) -> str:
    """The colour at a part of the way from one to the other."""
    mixed = (
        round(int(one[i : i + 2], 16) * (1 - part) + int(other[i : i + 2], 16) * part)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{value:02x}" for value in mixed)
