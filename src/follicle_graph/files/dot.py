"""DOT of Graphviz, written with our colours and heads (write only)."""

from __future__ import annotations

from collections.abc import Iterator

from follicle_graph.files.format import Format
from follicle_graph.files.source import Source
from follicle_graph.model.graph import Graph, edges_in_order

_HEADS = {1: "normal", -1: "tee", 0: "none"}
_SHAPES = {
    "ellipse": "ellipse",
    "rounded": "box",
    "stadium": "box",
    "rectangle": "box",
    "octagon": "octagon",
    "hexagon": "hexagon",
    "trapezium": "trapezium",
}


def _fits(source: Source) -> bool:
    return source.data.lstrip().startswith((b"digraph", b"strict digraph"))


def write(G: Graph) -> Iterator[str]:
    """The graph as DOT; texts are quoted, so they cannot say anything but themselves."""
    from follicle_graph.drawing import look

    yield "digraph {\nrankdir=TB;\nnode [style=filled, fontname=Helvetica, fontsize=10];\n"
    for node in sorted(G):
        data = G.nodes[node]
        kind = look.kind(data.get("kind"))
        yield (
            f"{_quoted(node)} [label={_quoted(str(data.get('label') or node))}, "
            f'shape={_SHAPES[kind.shape]}, fillcolor="{kind.fill}", color="{kind.border}"];\n'
        )
    for u, v, key, data in edges_in_order(G):
        sign = int(data["sign"])
        style = ", style=dashed" if data.get("indirect") else ""
        yield (
            f"{_quoted(u)} -> {_quoted(v)} [tooltip={_quoted(key)}, arrowhead={_HEADS[sign]}, "
            f'color="{look.sign(sign).color}"{style}];\n'
        )
    yield "}\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\0", " ")
    return f'"{escaped}"'


def _remarks(G: Graph) -> Iterator[tuple[str, str, str, int]]:
    yield "node", "curie, synonyms, definition, lane", "dropped", len(G)
    yield "edge", "layer, support, evidence", "dropped", G.number_of_edges()


FORMAT = Format(
    "dot",
    "DOT of Graphviz",
    (".dot", ".gv"),
    "written for drawing; not read",
    _fits,
    None,
    write,
    remarks=_remarks,
)
