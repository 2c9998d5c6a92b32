"""The names that columns and attributes have in the tables and formats of the field.

One table for every reader of records: CSV and TSV, data frames, KGX, networkx attributes, CX,
GraphML, Cytoscape.js, Neo4j. Within a field the first name that is present wins; for fields that
are not ends the first cell that is filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

EDGE_NAMES: Mapping[str, tuple[str, ...]] = {
    "subject": (
        "own_subject", "subject", "ida", "start_id", "source", "ligand_complex", "ligand",
        "from", "tf",
        "regulator", "source_node", "source_id", "protein1", "node1", "entitya", "start", "u",
        "gene1", "gene_a", "upstream", "tail",
    ),
    "object": (
        "own_object", "object", "idb", "end_id", "target", "receptor_complex", "receptor",
        "to", "gene_target",
        "target_gene", "target_node", "target_id", "protein2", "node2", "entityb", "end", "v",
        "gene2", "gene_b", "downstream", "head",
    ),
    "subject_label": (
        "subject_label", "subject_name", "entitya", "source_genesymbol", "source_label",
        "source_name", "source_symbol", "ligand_symbol",
    ),
    "object_label": (
        "object_label", "object_name", "entityb", "target_genesymbol", "target_label",
        "target_name", "target_symbol", "receptor_symbol",
    ),
    "subject_kind": ("subject_category", "typea", "source_type", "entity_type_source"),
    "object_kind": ("object_category", "typeb", "target_type", "entity_type_target"),
    "subject_space": ("databasea",),
    "object_space": ("databaseb",),
    "predicate": (
        "own_predicate", "predicate", "effect", "mode_of_regulation", "relation", "interaction",
        "interaction_type",
        "relationship", "relationship_type", "relation_type", "edge_type", "rel_type", "type",
        "regulation", "action", "mode", "shared_interaction",
    ),
    "sign": ("sign", "mor", "polarity", "stimulation_inhibition", "effect_sign"),
    "weight": ("weight",),
    "layer": ("layer",),
    "indirect": ("indirect",),
    "direct": ("direct",),
    "support": ("support", "belief", "combined_score"),
    "contradicted": ("contradicted",),
    "evidence": ("evidence", "evidence_json"),
    "id": ("id", "edge_id", "signor_id", "association_id"),
    "publications": (
        "publications", "publication", "references", "reference", "pmid", "pmids", "pubmed",
        "pubmed_id", "pmid_s", "citation_identifier",
    ),
    "knowledge_source": (
        "primary_knowledge_source", "knowledge_source", "provided_by",
        "aggregator_knowledge_source", "sources",
    ),
    "negated": ("negated", "negation"),
    "qualified_predicate": ("qualified_predicate",),
    "subject_direction_qualifier": ("subject_direction_qualifier", "subject_direction"),
    "subject_aspect_qualifier": ("subject_aspect_qualifier", "subject_aspect"),
    "subject_form_or_variant_qualifier": ("subject_form_or_variant_qualifier",),
    "object_direction_qualifier": ("object_direction_qualifier", "object_direction"),
    "object_aspect_qualifier": ("object_aspect_qualifier", "object_aspect"),
    "is_directed": ("is_directed", "is_directional"),
    "is_stimulation": ("is_stimulation",),
    "is_inhibition": ("is_inhibition",),
    "consensus_stimulation": ("consensus_stimulation",),
    "consensus_inhibition": ("consensus_inhibition",),
    "grade": ("grade",),
    "eco": ("eco", "has_evidence"),
    "stance": ("stance",),
    "species": ("species", "species_context_qualifier", "tax_id", "taxon", "organism"),
    "disease": ("disease", "disease_context_qualifier"),
    "tissue": ("tissue", "tissue_data", "anatomical_context_qualifier", "cell_data"),
    "summary": ("summary", "supporting_text", "sentence", "evidence_text"),
    "mechanism": ("mechanism",),
    "note": ("note", "notes"),
}  # fmt: skip
"""Field of an edge -> the names of its column, folded, the best first."""

NODE_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("own_id", "id", "node_id", "node", "identifier", "shared_name", "name"),
    "label": (
        "label", "name", "symbol", "gene_symbol", "preferred_name", "display_name", "shared_name",
    ),
    "kind": ("kind", "category", "type", "node_type", "function", "neo4j_label"),
    "lane": ("lane",),
    "curie": ("curie", "represents", "r"),
    "synonyms": ("synonyms", "synonym", "aliases", "alias"),
    "definition": ("definition", "description"),
    "short_label": ("short_label",),
}  # fmt: skip
"""Field of a node -> the names of its column, folded, the best first."""

ENDS = ("subject", "object")
REQUIRED = frozenset(("subject", "object", "subject_label", "object_label"))

_GAPS = re.compile(r"[\s\-./:()]+")
_TYPED = re.compile(r"^(?P<name>[^:]*):(?P<type>[A-Za-z_]+)(?:\[\])?(?:\([^)]*\))?$")
_NEO4J = frozenset(
    ("string", "int", "integer", "long", "float", "double", "boolean", "byte", "short", "char",
     "date", "datetime", "point", "label", "ignore", "id", "start_id", "end_id", "type")
)  # fmt: skip


def fold_column(name: object) -> str:
    """A name of a column as it is compared: lower case, underscores, no mark, no Neo4j type.

    >>> [fold_column(name) for name in ("Source Node", "#node1", ":START_ID", "sign:int")]
    ['source_node', 'node1', 'start_id', 'sign']
    """
    text = str(name).strip().lstrip("#").strip()
    typed = _TYPED.match(text)
    if typed and typed["type"].casefold() in _NEO4J:
        text = typed["name"] or typed["type"]
        if typed["type"].upper() in ("START_ID", "END_ID", "TYPE"):
            text = typed["type"]
        elif typed["type"].upper() == "LABEL":
            text = "neo4j_label"
        elif typed["type"].upper() == "ID":
            text = "id"
    return _GAPS.sub("_", text.casefold()).strip("_")


def recognise(
    columns: Sequence[object], names: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[int, ...]]:
    """Field -> the places of its columns, the best name first.

    Raises ValueError when two columns have the same name, since one of them would be lost.

    >>> recognise(["source", "subject", "object"], EDGE_NAMES)["subject"]
    (1, 0)
    """
    place: dict[str, int] = {}
    for position, name in enumerate(columns):
        folded = fold_column(name)
        if folded in place and str(columns[place[folded]]) == str(name) and folded:
            raise ValueError(f"two columns are named {str(name)!r}; rename one")
        place.setdefault(folded, position)
    found = {}
    for field, known in names.items():
        places = tuple(place[name] for name in known if name in place)
        if places:
            found[field] = places
    return found


def filled(cells: Iterable[str]) -> str:
    """The first cell that says something, else empty text.

    >>> filled(["", "b", "c"])
    'b'
    """
    return next((cell for cell in cells if cell), "")
