"""A table of genes brought to the entities of a graph: by symbol, Entrez or Ensembl id."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.contract import check_graph
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import knowledge, read_tsv

if TYPE_CHECKING:
    import pandas as pd

IdKind = Literal["symbol", "entrez", "ensembl"]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "symbol": ("symbol", "gene_symbol", "hgnc_symbol", "gene", "gene_name", "names", "genes"),
    "entrez": ("entrez", "entrezid", "entrez_id", "entrezgene", "entrezgene_id", "ncbigene"),
    "ensembl": ("ensembl", "ensembl_id", "ensembl_gene_id", "gene_id", "ensg"),
}
"""Kind of id -> names of its column in tables of common tools, folded."""

_VALUES = ("log2foldchange", "logfc", "log2fc", "avg_log2fc", "logfoldchanges", "log2_fold_change")
"""Names of log fold changes in DESeq2, limma and edgeR, Seurat and Scanpy, folded."""


class Gene(NamedTuple):
    """What HGNC says of one gene (`knowledge/genes.tsv`)."""

    hgnc: str
    symbol: str
    entrez: str
    ensembl: str
    previous: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Match:
    """Numbers of a table on the entities of a graph: `fg.draw(G, overlay=match)`.

    `values`: node -> number. `matched` has a row for each of them: entity, label, gene (as the
    table has it), by (`symbol`, `previous symbol`, `entrez`, `ensembl` or `label`), value.
    `unmatched`: genes of the table that the graph does not have; `missing`: genes of the graph
    that the table does not have, or has without a number; `name`: the column of numbers.
    """

    values: Mapping[str, float]
    matched: pd.DataFrame
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]
    name: str

    def items(self) -> Iterable[tuple[str, float]]:
        """Pairs of a node and its number, as an overlay wants them."""
        return self.values.items()

    def __len__(self) -> int:
        return len(self.values)

    def __str__(self) -> str:
        genes = len(self.values) + len(self.missing)
        lines = [
            f"{self.name}: {len(self.values)} of {genes} genes of the graph have a number",
            f"  not in the table, or without a number: {_few(self.missing)}",
            f"  in the table, not in the graph: {_few(self.unmatched)}",
        ]
        odd = self.matched[self.matched["by"].isin(["previous symbol", "label"])]
        lines += [
            f"  {row.gene} was taken for {row.label} by its {row.by}" for row in odd.itertuples()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>{self.matched.to_html(escape=True)}"


def _few(names: tuple[str, ...]) -> str:
    more = f", … ({len(names)} in all)" if len(names) > 8 else ""
    return (", ".join(names[:8]) + more) or "none"


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


def match(
    G: Graph,
    table: pd.DataFrame | pd.Series[float] | Mapping[str, float],
    on: IdKind = "symbol",
    *,
    column: str | None = None,
    value: str | None = None,
    duplicates: Literal["error", "mean", "largest"] = "error",
) -> Match:
    """Bring a table of genes with numbers, such as log fold changes, onto a graph.

    `table`: a DataFrame, or a Series or mapping from gene to number. `on`: the kind of ids,
    `symbol` (HGNC), `entrez` or `ensembl` (a version after a dot is left out). `column` and
    `value`: the columns of ids and numbers, None for the names that DESeq2, limma, edgeR, Seurat
    and Scanpy use, else the index and the only column of numbers. `duplicates`: what becomes of a
    gene with several different numbers: an error, their `mean`, or the `largest` in size.

    An entity is a gene when its CURIE is an HGNC id of `knowledge/genes.tsv`; nodes without a
    CURIE (sketches, imports) go by their exact label. Symbols are compared in upper case, current
    ones before previous ones. An entity of a family (IFN-alpha) has the number of its one gene.

    Raises InvalidQuestion for a table that cannot be read so, and for values that are no numbers.

    >>> import follicle_graph as fg
    >>> found = fg.match(fg.load(), {"CXCL10": 3.1, "IFNG": 2.0, "ACTB": 0.1})
    >>> dict(found.items()), found.unmatched
    ({'cxcl10': 3.1, 'ifng': 2.0}, ('ACTB',))
    """
    import pandas as pd

    check_graph(G)
    if on not in _COLUMNS:
        raise InvalidQuestion(argument="on", value=on, remedy=f"use one of {', '.join(_COLUMNS)}")
    if duplicates not in ("error", "mean", "largest"):
        raise InvalidQuestion(
            argument="duplicates", value=duplicates, remedy="use error, mean or largest"
        )
    numbers, name = _numbers(table, on, column, value)
    given = {gene: _one(gene, found, duplicates) for gene, found in numbers.items()}
    nodes = _names_of_nodes(G, on)
    rows: dict[str, tuple[str, str, str, str, float]] = {}
    used: set[str] = set()
    for node, names in nodes.items():
        for wanted, by in names:
            if wanted in given:
                used.add(wanted)
                number = given[wanted]
                if not math.isnan(number):
                    rows[node] = (node, G.nodes[node].get("label") or node, wanted, by, number)
                break
    columns = ["id", "label", "gene", "by", "value"]
    order = [node for node in G if node in rows]
    return Match(
        {node: rows[node][4] for node in order},
        pd.DataFrame([rows[node] for node in order], columns=columns),
        tuple(sorted(set(given) - used)),
        tuple(sorted(names[0][0] for node, names in nodes.items() if node not in rows)),
        name,
    )


def _names_of_nodes(G: Graph, on: IdKind) -> dict[str, list[tuple[str, str]]]:
    """Node -> the names by which a table may have it, best first, and what kind each is."""
    found: dict[str, list[tuple[str, str]]] = {}
    current = {gene.symbol for gene in genes().values()}
    for node, data in G.nodes(data=True):
        gene = genes().get(data.get("curie") or "")
        if gene is None:
            if on == "symbol" and not data.get("curie"):
                found[node] = [(str(data.get("label") or node).upper(), "label")]
        elif on == "symbol":
            old = [(name.upper(), "previous symbol") for name in gene.previous]
            old = [pair for pair in old if pair[0] not in current]
            found[node] = [(gene.symbol.upper(), "symbol"), *old]
        elif getattr(gene, on):
            found[node] = [(getattr(gene, on), on)]
    return found


def _numbers(
    table: object, on: IdKind, column: str | None, value: str | None
) -> tuple[dict[str, list[float]], str]:
    """Gene -> its numbers, and the name of the numbers."""
    import pandas as pd

    if isinstance(table, Mapping):
        table = pd.Series(dict(table), dtype=object, name="value")
    if isinstance(table, pd.Series):
        ids, numbers = list(table.index), table
    elif isinstance(table, pd.DataFrame):
        column = _column(table, column, _COLUMNS[on], "column")
        value = value or _value_column(table, column)
        numbers = table[_column(table, value, (), "value")]
        ids = list(table.index if column is None else table[column])
    else:
        raise InvalidQuestion(f"a {type(table).__name__} is no table; use a DataFrame or mapping")
    found: dict[str, list[float]] = defaultdict(list)
    for name, number in zip(ids, numbers, strict=True):
        gene = _gene(name, on)
        if gene:
            found[gene].append(_number(gene, number))
    if not found:
        raise InvalidQuestion("the table names no gene; give the column of ids as `column`")
    return found, str(numbers.name or "value")


def _gene(name: object, on: IdKind) -> str:
    """An id as it is compared: upper case, Entrez without `.0`, Ensembl without its version."""
    if name is None or (isinstance(name, float) and math.isnan(name)):
        return ""
    text = str(name).strip().upper()
    if on == "ensembl":
        return text.partition(".")[0]
    return re.sub(r"\.0$", "", text) if on == "entrez" else text


def _number(gene: str, value: object) -> float:
    try:
        number = float("nan") if value is None else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise InvalidQuestion(
            f"the number of {gene} is {value!r}; use numbers, or leave it empty"
        ) from error
    if math.isinf(number):
        raise InvalidQuestion(f"the number of {gene} is infinite; leave it empty")
    return number


def _one(gene: str, numbers: list[float], duplicates: str) -> float:
    known = sorted({number for number in numbers if not math.isnan(number)})
    if not known:
        return float("nan")
    if len(known) > 1 and duplicates == "error":
        raise InvalidQuestion(
            f"{gene} has {len(known)} different numbers; say duplicates='mean' or 'largest'"
        )
    if duplicates == "mean":
        real = [number for number in numbers if not math.isnan(number)]
        return math.fsum(real) / len(real)
    return max(known, key=abs)


def _column(
    table: pd.DataFrame, name: str | None, likely: tuple[str, ...], what: str
) -> str | None:
    """A column by its name, or the first likely one; None when there is none (the index)."""
    if name is not None:
        if name not in table.columns:
            listed = ", ".join(map(str, table.columns))
            raise InvalidQuestion(f"{what} is {name!r}; the table has {listed}")
        return name
    folded = {str(column).strip().casefold(): column for column in reversed(list(table.columns))}
    return next((folded[one] for one in likely if one in folded), None)


def _value_column(table: pd.DataFrame, ids: str | None) -> str:
    found = _column(table, None, _VALUES, "value")
    if found is not None:
        return found
    numeric = [name for name in table.select_dtypes("number").columns if name != ids]
    if len(numeric) != 1:
        listed = ", ".join(map(str, table.columns))
        raise InvalidQuestion(f"which column holds the numbers? say value=…, one of {listed}")
    return str(numeric[0])
