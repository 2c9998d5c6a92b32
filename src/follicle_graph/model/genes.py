"""What genes are called: current and previous HGNC symbols, Entrez and Ensembl identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from follicle_graph.model.vocabulary import knowledge, read_tsv


class Gene(NamedTuple):
    """What HGNC says of one gene (`knowledge/genes.tsv`)."""

    hgnc: str
    symbol: str
    entrez: str
    ensembl: str
    previous: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Symbol and identifiers, without previous symbols."""
        return tuple(filter(None, (self.symbol, self.entrez, self.ensembl)))


@cache
def genes() -> Mapping[str, Gene]:
    """HGNC id -> Gene, for the genes of the atlas.

    >>> genes()["HGNC:5438"].symbol
    'IFNG'
    """
    rows = read_tsv(knowledge().joinpath("genes.tsv"))
    return {
        row["hgnc"]: Gene(
            row["hgnc"],
            row["symbol"],
            row["entrez"],
            row["ensembl"],
            tuple(filter(None, row["previous"].split("; "))),
        )
        for row in rows
    }


@cache
def symbols() -> Mapping[str, str]:
    """HGNC symbol in upper case, current or previous -> HGNC id; shared previous ones left out.

    >>> symbols()["IFNG"], symbols()["IL8"]
    ('HGNC:5438', 'HGNC:6025')
    """
    previous: dict[str, set[str]] = {}
    for gene in genes().values():
        for name in gene.previous:
            previous.setdefault(name.upper(), set()).add(gene.hgnc)
    old = {name: min(ids) for name, ids in previous.items() if len(ids) == 1}
    return {**old, **{gene.symbol.upper(): gene.hgnc for gene in genes().values()}}
