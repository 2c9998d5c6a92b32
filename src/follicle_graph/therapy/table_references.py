"""The papers that the treatment tables cite by key, as references of the atlas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from follicle_graph.model.vocabulary import knowledge, read_tsv

RECALLED = "none"
"""The key for a curator's memory: no paper was read."""


class Paper(NamedTuple):
    """A paper under the name that evidence uses, with its citation and whether it was read."""

    reference: str
    citation: str
    read: bool


@cache
def papers() -> Mapping[str, Paper]:
    """Key -> Paper, for the keys of both tables of references.

    One paper has one reference: a key of `references_more.tsv` is the atlas's paper when PMID,
    DOI or key agree, or `therapy/same_papers.tsv` says so.

    >>> papers()["guttman2022"].reference
    'PMID:34460948'
    """
    root = knowledge()
    found: dict[str, Paper] = {}
    by_id: dict[str, str] = {}
    for row in read_tsv(root.joinpath("references.tsv")):
        found[row["key"]] = Paper(row["curie"], row["citation"], row["status"] == "verified")
        by_id |= {f"{kind}:{row[kind].lower()}": row["curie"] for kind in ("pmid", "doi")}
    by_id = {name: curie for name, curie in by_id.items() if not name.endswith(":")}
    same = {
        row["key"]: row["reference"] for row in read_tsv(root.joinpath("therapy/same_papers.tsv"))
    }
    for row in read_tsv(root.joinpath("references_more.tsv")):
        key = row["key"]
        known = (
            same.get(key)
            or by_id.get(f"pmid:{row['pmid'].lower()}")
            or by_id.get(f"doi:{row['doi'].lower()}")
            or (found[key].reference if key in found else None)
        )
        reference = known or _own_reference(row)
        found[key] = Paper(reference, row["citation"], row["status"] == "verified")
    return MappingProxyType(found)


def _own_reference(row: Mapping[str, str]) -> str:
    for kind in ("pmid", "doi"):
        if row[kind]:
            return f"{kind.upper()}:{row[kind]}"
    return f"REF:{row['key']}"


def references_of(keys: Iterable[str]) -> tuple[str, ...]:
    """The references of some keys, without what is only recalled; sorted, without duplicates.

    >>> references_of(["S2", "none"])
    ('PMID:32533873',)
    """
    return tuple(sorted({papers()[key].reference for key in keys if key != RECALLED}))


@cache
def citations() -> Mapping[str, str]:
    """Reference -> citation, for every paper of both tables."""
    return MappingProxyType({p.reference: p.citation for p in papers().values() if p.citation})


@cache
def atlas_papers() -> frozenset[str]:
    """The references on which the curated atlas has statements: those with a file in `papers/`."""
    stems = {entry.name.removesuffix(".yaml") for entry in knowledge().joinpath("papers").iterdir()}
    return frozenset(
        row["curie"]
        for row in read_tsv(knowledge().joinpath("references.tsv"))
        if row["key"] in stems
    )
