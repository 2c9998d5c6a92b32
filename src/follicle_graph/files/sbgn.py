"""SBGN-ML, activity flow, read and written; arcs of process descriptions are read too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from follicle_graph.files.assembly import Assembly, Row
from follicle_graph.files.format import Format
from follicle_graph.files.graphml import xml_text
from follicle_graph.files.source import Source, local
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.model.row_meaning import RowMeaning, meaning_of_row
from follicle_graph.model.vocabulary import DEFAULT_LAYER

_NO_NODES = frozenset(
    ("compartment", "unit of information", "state variable", "annotation", "tag", "terminal",
     "submap", "variable value", "cardinality", "stoichiometry")
)  # fmt: skip
_CLASS = {1: "positive influence", -1: "negative influence", 0: "unknown influence"}
_NS = "https://follicle-graph.org/ns"


def fits(source: Source) -> bool:
    """Whether the root element is `sbgn`."""
    return source.looks_like_xml("sbgn")


def read(source: Source) -> Graph:
    """The graph of an SBGN-ML map: glyphs are entities, arcs edges; `not` turns the sign round."""
    root = source.xml
    made = Assembly(source.stem, source.problems)
    glyphs = [
        one
        for one in root.iter()
        if local(one.tag) == "glyph" and one.get("class") not in _NO_NODES
    ]
    labels = {one.get("id") or "": _label(one) for one in glyphs}
    counts = Counter(labels.values())
    ids: dict[str, str] = {}
    turned: set[str] = set()
    for glyph in glyphs:
        ref = glyph.get("id")
        if not ref:
            raise source.error("glyph", "it has no id; give each one")
        label, kind = labels[ref], glyph.get("class") or ""
        own = next((one for one in glyph.iter() if one.tag == f"{{{_NS}}}node"), None)
        id_ = label if label and counts[label] == 1 else f"{label} [{ref}]".strip()
        ids[ref] = id_ if own is None else own.get("id") or id_
        made.node(ids[ref], label=label or id_, kind=kind if own is None else own.get("kind") or "")
        for port in (one for one in glyph if local(one.tag) == "port"):
            ids[port.get("id") or ""] = ids[ref]
        if kind == "not":
            turned.add(ids[ref])
    for number, arc in enumerate((a for a in root.iter() if local(a.tag) == "arc"), start=1):
        ends = [ids.get(arc.get(name) or "") for name in ("source", "target")]
        if ends[0] is None or ends[1] is None:
            source.problems["arcs that do not end on entities, left out"] += 1
            continue
        word = arc.get("class") or ""
        own = next((one for one in arc.iter() if one.tag == f"{{{_NS}}}edge"), None)
        if word in ("logic arc", "equivalence arc"):
            meaning = RowMeaning(1 if word == "logic arc" else 0, DEFAULT_LAYER)
        else:
            meaning = meaning_of_row(word or "unknown influence")
        if own is not None and own.get("layer"):
            meaning = meaning._replace(layer=own.get("layer") or meaning.layer)
        for doubt in meaning.doubts:
            source.problems[f"edges without a sign, not understood: {doubt}"] += 1
        if ends[0] in turned:
            meaning = meaning._replace(sign=-meaning.sign)
        key = word if own is None else own.get("predicate") or word
        made.row(ends[0], key or f"arc {number}", ends[1], Row(meaning))
    return made.graph()


def _label(glyph: Element) -> str:
    found = next((one for one in glyph if local(one.tag) == "label"), None)
    return " ".join((found.get("text") or "").split()) if found is not None else ""


def write(G: Graph) -> Iterator[str]:
    """The graph as an SBGN-ML activity flow, with the positions of our layout."""
    from follicle_graph.files.node_style import style_of

    style = style_of(G)
    refs = {node: f"g{number}" for number, node in enumerate(sorted(G))}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<sbgn xmlns="http://sbgn.org/libsbgn/0.2">\n'
    yield '<map language="activity flow">\n'
    for node, ref in refs.items():
        data = G.nodes[node]
        x, y = style.positions[node]
        width, height = style.sizes[node]
        label, kind = _quoted(str(data.get("label") or node)), _quoted(str(data.get("kind") or ""))
        yield (
            f'<glyph class="biological activity" id="{ref}"><extension><node xmlns="{_NS}" '
            f'id="{_quoted(node)}" kind="{kind}"/></extension><label text="{label}"/>'
            f'<bbox x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" w="{width:.1f}" '
            f'h="{height:.1f}"/></glyph>\n'
        )
    for number, (u, v, key, data) in enumerate(edges_in_order(G)):
        (x1, y1), (x2, y2) = style.positions[u], style.positions[v]
        yield (
            f'<arc class="{_CLASS[int(data["sign"])]}" id="a{number}" source="{refs[u]}" '
            f'target="{refs[v]}"><extension><edge xmlns="{_NS}" predicate="{_quoted(key)}" '
            f'layer="{data.get("layer") or DEFAULT_LAYER}"/></extension>'
            f'<start x="{x1:.1f}" y="{y1:.1f}"/><end x="{x2:.1f}" y="{y2:.1f}"/></arc>\n'
        )
    yield "</map>\n</sbgn>\n"


def _quoted(text: str) -> str:
    return xml_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


FORMAT = Format(
    "sbgn",
    "SBGN-ML, activity flow",
    (".sbgn", ".sbgnml", ".xml"),
    "evidence, support, identifiers, synonyms",
    fits,
    read,
    write,
)
