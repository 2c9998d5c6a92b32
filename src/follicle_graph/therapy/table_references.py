"""The papers that the treatment tables cite by key, as references of the atlas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from follicle_graph.model.vocabulary import knowledge, references

RECALLED = "none"
"""The key for a curator's memory: no paper was read."""


class Paper(NamedTuple):
    """A paper under the name that evidence uses, with its citation and whether it was read."""

    reference: str
    citation: str
    read: bool


@cache
def papers() -> Mapping[str, Paper]:
    """Key -> Paper, for every key of the table of references.

    >>> papers()["guttman2022"].reference
    'PMID:34460948'
    """
    return MappingProxyType(
        {
            known.key: Paper(known.curie, known.citation, known.status == "verified")
            for known in references().values()
        }
    )


def references_of(keys: Iterable[str]) -> tuple[str, ...]:
    """The references of some keys, without what is only recalled; sorted, without duplicates.

    >>> references_of(["S2", "none"])
    ('PMID:32533873',)
    """
    return tuple(sorted({papers()[key].reference for key in keys if key != RECALLED}))


@cache
def citations() -> Mapping[str, str]:
    """Reference -> citation, for every paper."""
    return MappingProxyType({p.reference: p.citation for p in papers().values() if p.citation})


@cache
def atlas_papers() -> frozenset[str]:
    """The references on which the curated atlas has statements: those with a file in `papers/`."""
    stems = {entry.name.removesuffix(".yaml") for entry in knowledge().joinpath("papers").iterdir()}
    return frozenset(known.curie for known in references().values() if known.key in stems)
