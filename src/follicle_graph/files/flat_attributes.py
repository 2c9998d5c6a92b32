"""Attributes of nodes and edges as flat text and numbers, for formats that have no more.

Evidence goes twice: as JSON text, which `read` takes back whole, and as columns for people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from follicle_graph.files.evidence_attribute import text_of_pieces
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import DEFAULT_LAYER

NODE_COLUMNS = (
    "id",
    "label",
    "kind",
    "lane",
    "curie",
    "synonyms",
    "definition",
    "short_label",
)
EDGE_COLUMNS = (
    "subject",
    "subject_label",
    "predicate",
    "sign",
    "object",
    "object_label",
    "layer",
    "indirect",
    "support",
    "contradicted",
    "references",
    "evidence",
)
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def node_attributes_flat(node: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a node as text and numbers; empty ones are left out.

    >>> node_attributes_flat("a", {"label": "A", "synonyms": ("x", "y"), "curie": None})
    {'label': 'A', 'synonyms': 'x|y'}
    """
    found: dict[str, Any] = {"label": data.get("label") or node}
    for name, value in data.items():
        if name == "synonyms":
            if value:
                found[name] = joined(value)
        elif value is not None and value != "":
            found[name] = flat(value)
    return found


def edge_attributes_flat(key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an edge as text and numbers, its evidence as JSON text and in words."""
    pieces = data.get("evidence") or ()
    found: dict[str, Any] = {
        "predicate": key,
        "sign": int(data["sign"]),
        "layer": data.get("layer") or DEFAULT_LAYER,
        "indirect": bool(data.get("indirect")),
        "support": float(data.get("support") or 0.0),
        "contradicted": bool(data.get("contradicted")),
        "references": references(pieces),
        "evidence": text_of_pieces(pieces),
    }
    for name, value in data.items():
        if name not in found and value is not None and value != "":
            found[name] = flat(value)
    return found


def references(pieces: Sequence[Any]) -> str:
    """The references of supporting evidence, for people."""
    return "; ".join(
        sorted({one.reference for one in pieces if one.reference and one.stance == "supports"})
    )


def flat(value: object) -> Any:
    """A value as text, number or truth value; lists and dicts as JSON text."""
    if isinstance(value, str | bool | int | float):
        return value
    return _JSON.encode(value)


def joined(names: Sequence[str]) -> str:
    """Several names as one text that `records.names_of` takes apart again.

    >>> joined(("a", "b")), joined(("a|b",))
    ('a|b', '["a|b"]')
    """
    text = "|".join(names)
    if any("|" in name or not name.strip() or name != name.strip() for name in names):
        return _JSON.encode(list(names))
    return _JSON.encode(list(names)) if text.startswith("[") else text


def node_cells(node: str, data: Mapping[str, Any], own: Sequence[str]) -> list[str]:
    """The cells of a node in a table: `NODE_COLUMNS`, then attributes of one's own."""
    found = node_attributes_flat(node, data) | {"id": node}
    return [cell(found.get(name)) for name in (*NODE_COLUMNS, *own)]


def edge_cells(
    G: Graph, u: str, v: str, key: str, data: Mapping[str, Any], own: Sequence[str]
) -> list[str]:
    """The cells of an edge in a table: `EDGE_COLUMNS`, then attributes of one's own."""
    found = edge_attributes_flat(key, data) | {
        "subject": u,
        "subject_label": G.nodes[u].get("label") or u,
        "object": v,
        "object_label": G.nodes[v].get("label") or v,
    }
    return [cell(found.get(name)) for name in (*EDGE_COLUMNS, *own)]


def cell(value: object) -> str:
    """A value as the text of a cell.

    >>> [cell(value) for value in (None, True, -1, 0.5, "a")]
    ['', 'true', '-1', '0.5', 'a']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
