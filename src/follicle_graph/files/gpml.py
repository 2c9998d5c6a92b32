"""GPML of WikiPathways and PathVisio, the editions of 2013 and 2021 (read only).

Signs follow WikiPathways' own vocabulary: TBar and mim-inhibition lower, mim-stimulation raises;
a plain arrow says a direction and no sign (https://www.wikipathways.org/vocab).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from follicle_graph.files.assembly import Assembly, Row
from follicle_graph.files.format import Format
from follicle_graph.files.source import Source, local
from follicle_graph.model.graph import Graph
from follicle_graph.model.row_meaning import meaning_of_row

_MOST = 10
"""Groups of more members are left out as ends: their pairs would drown the rest."""

_SPACES = {
    "Ensembl": "ENSEMBL",
    "Entrez Gene": "NCBIGene",
    "HGNC": "HGNC",
    "HGNC Accession number": "HGNC",
    "Uniprot-TrEMBL": "UniProtKB",
    "ChEBI": "CHEBI",
    "HMDB": "HMDB",
    "PubChem-compound": "PUBCHEM.COMPOUND",
    "Wikidata": "wikidata",
    "WikiPathways": "WP",
    "Reactome": "REACT",
    "Gene Ontology": "GO",
    "KEGG Compound": "KEGG.COMPOUND",
    "CAS": "CAS",
}


def fits(source: Source) -> bool:
    """Whether the root element is a `Pathway` of GPML."""
    return source.looks_like_xml("Pathway") and b"GPML" in source.data[:2000]


def read(source: Source) -> Graph:
    """The data nodes of a pathway, and the interactions between them and their groups.

    What ends on a line (an anchor), a label or nothing is counted and left out.
    """
    root = source.xml
    made = Assembly(root.get("Name") or root.get("title") or source.stem, source.problems)
    nodes = [one for one in root.iter() if local(one.tag) == "DataNode"]
    labels = {id(one): _label(one) for one in nodes}
    counts = Counter(labels.values())
    by_ref: dict[str, list[str]] = {}
    for number, one in enumerate(nodes, start=1):
        ref = one.get("GraphId") or one.get("elementId") or f"node {number}"
        label = labels[id(one)]
        id_ = label if label and counts[label] == 1 else f"{label} [{ref}]".strip()
        made.node(id_, label=label or id_, kind=_kind(one), curie=_curie(one))
        by_ref[ref] = [id_]
        group = one.get("GroupRef") or one.get("groupRef")
        if group:
            by_ref.setdefault(f"group {group}", []).append(id_)
    for one in root.iter():
        if local(one.tag) == "Group":
            key = one.get("GroupId") or one.get("elementId") or ""
            ref = one.get("GraphId") or one.get("elementId") or ""
            by_ref.setdefault(ref, by_ref.get(f"group {key}", []))
    anchors = {
        one.get("GraphId") or one.get("elementId") or ""
        for one in root.iter()
        if local(one.tag) == "Anchor"
    }
    for line in root.iter():
        if local(line.tag) == "Interaction":
            _interaction(made, line, by_ref, anchors, source)
    return made.graph()


def _interaction(
    made: Assembly, line: Element, by_ref: dict[str, list[str]], anchors: set[str], source: Source
) -> None:
    points = [one for one in line.iter() if local(one.tag) == "Point"]
    if len(points) < 2:
        source.problems["interactions without two points, left out"] += 1
        return
    first, last = points[0], points[-1]
    refs = [one.get("GraphRef") or one.get("elementRef") or "" for one in (first, last)]
    heads = [one.get("ArrowHead") or one.get("arrowHead") or "" for one in (first, last)]
    if heads[0] not in ("", "Line", "Undirected") and heads[1] in ("", "Line", "Undirected"):
        refs.reverse()
        heads.reverse()
    word = heads[1] or "Line"
    if any(ref in anchors for ref in refs):
        source.problems["interactions that end on another interaction, left out"] += 1
        return
    ends = [by_ref.get(ref, []) for ref in refs]
    if not all(ends):
        source.problems["interactions that do not end on data nodes, left out"] += 1
        return
    if max(map(len, ends)) > _MOST:
        source.problems[f"interactions with groups of more than {_MOST}, left out"] += 1
        return
    meaning = meaning_of_row(word)
    if not meaning.sign:
        source.problems[f"edges without a sign, since {word!r} states none"] += 1
    for u in ends[0]:
        for v in ends[1]:
            if u != v:
                made.row(u, word, v, Row(meaning))


def _label(node: Element) -> str:
    return " ".join((node.get("TextLabel") or node.get("textLabel") or "").split())


def _kind(node: Element) -> str:
    return (node.get("Type") or node.get("type") or "").replace("GeneProduct", "gene").casefold()


def _curie(node: Element) -> str | None:
    for one in _children(node, "Xref"):
        space = one.get("Database") or one.get("dataSource") or ""
        value = (one.get("ID") or one.get("identifier") or "").strip()
        if space and value:
            prefix = _SPACES.get(space, space.replace(" ", "."))
            return value if value.startswith(f"{prefix}:") else f"{prefix}:{value}"
    return None


def _children(node: Element, name: str) -> Iterator[Element]:
    return (one for one in node if local(one.tag) == name)


FORMAT = Format(
    "gpml",
    "GPML of WikiPathways",
    (".gpml",),
    "read only; lines that end on lines, shapes, positions",
    fits,
    read,
)
