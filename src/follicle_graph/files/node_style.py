"""Our colours, shapes and positions in the words of Cytoscape."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.layout import layout
from follicle_graph.model.graph import Graph

_SHAPES: Mapping[str, str] = {
    "ellipse": "ellipse",
    "rounded": "round-rectangle",
    "stadium": "round-rectangle",
    "rectangle": "rectangle",
    "octagon": "octagon",
    "hexagon": "hexagon",
    "trapezium": "parallelogram",
}
_HEADS = {1: "delta", -1: "tee", 0: "none"}


@dataclass(frozen=True)
class Style:
    """What a picture of a graph in Cytoscape looks like: positions in points, a look for each kind.

    `sizes` are widths and heights, `kinds` the kinds of entities that occur.
    """

    positions: Mapping[str, tuple[float, float]]
    sizes: Mapping[str, tuple[float, float]]
    kinds: tuple[str, ...]

    def visual_properties(self) -> dict[str, Any]:
        """The `visualProperties` of CX2: defaults and mappings."""
        fills = [{"v": kind, "vp": look.kind(kind).fill} for kind in self.kinds]
        shapes = [{"v": kind, "vp": _SHAPES[look.kind(kind).shape]} for kind in self.kinds]
        borders = [{"v": kind, "vp": look.kind(kind).border} for kind in self.kinds]
        colours = [{"v": sign, "vp": look.sign(sign).color} for sign in (1, -1, 0)]
        heads = [{"v": sign, "vp": head} for sign, head in _HEADS.items()]
        return {
            "default": {
                "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
                "node": {
                    "NODE_BACKGROUND_COLOR": look.kind(None).fill,
                    "NODE_BORDER_COLOR": look.kind(None).border,
                    "NODE_BORDER_WIDTH": 1.0,
                    "NODE_SHAPE": "rectangle",
                    "NODE_LABEL_FONT_SIZE": 9,
                    "NODE_LABEL_COLOR": "#222222",
                    "NODE_WIDTH": 90.0,
                    "NODE_HEIGHT": 26.0,
                },
                "edge": {
                    "EDGE_LINE_COLOR": look.sign(0).color,
                    "EDGE_TARGET_ARROW_COLOR": look.sign(0).color,
                    "EDGE_TARGET_ARROW_SHAPE": "none",
                    "EDGE_WIDTH": 1.0,
                },
            },
            "nodeMapping": {
                "NODE_LABEL": {
                    "type": "PASSTHROUGH",
                    "definition": {"attribute": "short_label", "type": "string"},
                },
                "NODE_BACKGROUND_COLOR": _discrete("kind", fills),
                "NODE_BORDER_COLOR": _discrete("kind", borders),
                "NODE_SHAPE": _discrete("kind", shapes),
            },
            "edgeMapping": {
                "EDGE_LINE_COLOR": _discrete("sign", colours, "integer"),
                "EDGE_TARGET_ARROW_COLOR": _discrete("sign", colours, "integer"),
                "EDGE_TARGET_ARROW_SHAPE": _discrete("sign", heads, "integer"),
            },
        }


def _discrete(attribute: str, values: list[dict[str, Any]], kind: str = "string") -> dict[str, Any]:
    return {
        "type": "DISCRETE",
        "definition": {"attribute": attribute, "type": kind, "map": values},
    }


def style_of(G: Graph) -> Style:
    """The style of a graph, its positions those of our own layout.

    >>> import follicle_graph as fg
    >>> sorted(style_of(fg.sketch("a -> b")).positions)
    ['a', 'b']
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a large picture is still a place for each node
        placed = layout(G)
    return Style(
        {node: (box[0], box[1]) for node, box in placed.boxes.items()},
        {node: (box[2], box[3]) for node, box in placed.boxes.items()},
        tuple(sorted({str(data.get("kind") or "") for _, data in G.nodes(data=True)} - {""})),
    )
