"""A table of genes brought to the entities of a graph: by symbol, identifier or mouse symbol."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import one_of
from follicle_graph.model.contract import whole_graph
from follicle_graph.model.facts import Readable
from follicle_graph.model.genes import genes
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import knowledge, read_tsv
from follicle_graph.omics.measured_table import Column, MeasuredTable, cell_text, few, read_table

if TYPE_CHECKING:
    import pandas as pd

IdKind = Literal["auto", "symbol", "entrez", "ensembl", "mouse"]
Duplicates = Literal["error", "mean", "largest"]
KINDS: tuple[IdKind, ...] = ("symbol", "ensembl", "entrez", "mouse")

_GENE_SPACES = ("HGNC:", "UniProtKB:", "NCBIGene:", "ENSEMBL:", "PR:", "ncbigene:", "uniprot:")


@dataclass(frozen=True, eq=False)
class Match:
    """Numbers of a table on the entities of a graph: `fg.draw(G, overlay=match)`.

    Attributes
    ----------
    values
        Node -> number.
    matched
        A row for each of them: id, label, gene (as the table has it), by (`symbol`, `previous
        symbol`, `alias`, `entrez`, `ensembl`, `mouse` or `label`), value.
    unmatched
        Genes of the table that the graph does not have.
    missing
        Genes of the graph that the table does not have, or has without a number.
    name
        The column of numbers.
    above
        Genes of the graph whose adjusted p value is above `max_padj`.
    read_as
        Which columns were taken for what, in words.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.match(fg.load(), {"CXCL10": 3.1, "IFNG": 1.9, "ACTB": 0.0})
    >>> dict(found.items()), found.unmatched
    ({'cxcl10': 3.1, 'ifng': 1.9}, ('ACTB',))
    """

    values: Mapping[str, float]
    matched: pd.DataFrame
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]
    name: str
    above: tuple[str, ...] = ()
    read_as: str = ""

    def items(self) -> Iterable[tuple[str, float]]:
        """Pairs of a node and its number, as an overlay wants them."""
        return self.values.items()

    def to_frame(self) -> pd.DataFrame:
        """The matched entities as a table: id, label, gene, by, value."""
        return self.matched.copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def __str__(self) -> str:
        count = len(self.values) + len(self.missing) + len(self.above)
        lines = [
            f"{self.name}: {len(self.values)} of {count} genes of the graph have a number",
            f"  read: {self.read_as}",
            f"  not in the table, or without a number: {few(self.missing)}",
            f"  in the table, not in the graph: {few(self.unmatched)}",
        ]
        if self.above:
            lines.append(f"  above the limit of the adjusted p value: {few(self.above)}")
        odd = self.matched[self.matched["by"].isin(["previous symbol", "alias", "label"])]
        lines += [
            f"  {row.gene} was taken for {row.label} by its {row.by}" for row in odd.itertuples()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>{self.matched.to_html(escape=True)}"


@cache
def mouse_symbols() -> Mapping[str, tuple[str, ...]]:
    """HGNC id -> the symbols of its mouse orthologs (`knowledge/orthologs.tsv`).

    >>> mouse_symbols()["HGNC:5438"]
    ('Ifng',)
    """
    found: dict[str, list[str]] = {}
    for row in read_tsv(knowledge().joinpath("orthologs.tsv")):
        found.setdefault(row["hgnc"], []).append(row["mouse_symbol"])
    return {hgnc: tuple(names) for hgnc, names in found.items()}


class _Names(NamedTuple):
    """By what names of one kind the genes of a graph are known.

    `node_of`: name as compared -> nodes, with the kind of name; `first`: node -> its best name.
    """

    node_of: Mapping[str, Sequence[tuple[str, str]]]
    first: Mapping[str, str]


def match(
    G: Graph | Readable,
    table: object,
    on: IdKind = "auto",
    *,
    column: str | None = None,
    value: str | None = None,
    group: object = None,
    padj: str | None = None,
    max_padj: float | None = None,
    duplicates: Duplicates = "error",
) -> Match:
    """Bring a table of genes with numbers, such as log fold changes, onto a graph.

    Tables of DESeq2, edgeR, limma, GEO2R, Seurat and Scanpy are read as they come.

    Parameters
    ----------
    G
        The graph. An entity is a gene when its CURIE is an HGNC id; entities of imported graphs
        and sketches go by their label as well.
    table
        A pandas or polars DataFrame, a Series or mapping from gene to number, the path of a
        CSV or TSV file, or a list of genes (each has the number 1).
    on
        The kind of identifiers: `symbol` (current, previous or alias), `ensembl` (a version
        after a dot is left out), `entrez`, or `mouse` (mouse symbols, through orthologs).
        `auto` takes what matches most entities, and `read_as` says what.
    column
        The column of genes. None: the index or the column that matches most entities.
    value
        The column of numbers. None: the log fold change of a known tool, else the only column
        of numbers.
    group
        The comparison or cluster whose rows count, for tables that hold several.
    padj
        The column of adjusted p values. None: that of a known tool, where `max_padj` is given.
    max_padj
        Rows with a larger or no adjusted p value are left out. None: all rows count.
    duplicates
        What becomes of an entity with several different numbers: `error`, their `mean`, or the
        `largest` in size. Genes outside the graph may have any number of rows.

    Returns
    -------
    Match
        Also a list of ids (`fg.upstream(G, *match)`) and an overlay.

    Raises
    ------
    InvalidQuestion
        For a table that cannot be read so, for a matched gene whose number is no number, and,
        with the likely reasons, when nothing matches.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.match(fg.load(), {"CXCL10": 3.1, "IFNG": 2.0, "ACTB": 0.1})
    >>> dict(found.items()), found.unmatched
    ({'cxcl10': 3.1, 'ifng': 2.0}, ('ACTB',))
    """
    G = whole_graph(G)
    one_of("on", on, ("auto", *KINDS))
    one_of("duplicates", duplicates, ("error", "mean", "largest"))
    read = read_table(table, column, value, group, padj, max_padj)
    kinds = KINDS if on == "auto" else (on,)
    names = {kind: _names(G, kind) for kind in kinds}
    best: tuple[tuple[int, int, int], Column, IdKind] | None = None
    for place, one in enumerate(read.columns):
        texts = {cell_text(name) for name in one.values}
        for kind in kinds:
            known = names[kind].node_of
            hits = {node for text in texts for node, _ in known.get(_folded(text, kind), ())}
            exact = sum(text in known for text in texts) if kind in ("symbol", "mouse") else 0
            score = (len(hits), exact, -place)
            if hits and (best is None or score > best[0]):
                best = (score, one, kind)
    if best is None:
        raise _nothing_matched(G, read, on, table)
    _, chosen, kind = best
    where = f"index {chosen.name!r}" if chosen.is_index else f"column {chosen.name!r}"
    where = "the genes" if chosen.name == "" and not chosen.is_index else where.replace(" ''", "")
    read.notes.insert(0, f"{where} as {_KIND_WORDS[kind]}")
    return _matched(G, read, chosen, kind, names[kind], duplicates)


_KIND_WORDS: Mapping[str, str] = {
    "symbol": "gene symbols",
    "ensembl": "Ensembl ids",
    "entrez": "Entrez ids",
    "mouse": "mouse gene symbols",
}


def _matched(
    G: Graph,
    read: MeasuredTable,
    chosen: Column,
    kind: IdKind,
    names: _Names,
    duplicates: Duplicates,
) -> Match:
    """The numbers of the chosen column on the entities of the graph."""
    import pandas as pd

    found: dict[str, dict[str, list[tuple[str, object]]]] = {}
    by: dict[tuple[str, str], str] = {}
    unmatched: dict[str, None] = {}
    above: set[str] = set()
    for place, name in enumerate(chosen.values):
        text = cell_text(name)
        if not text:
            continue
        folded = _folded(text, kind)
        nodes = names.node_of.get(folded, ())
        if not nodes:
            unmatched.setdefault(text)
            continue
        for node, how in nodes:
            if read.significant is not None and not read.significant[place]:
                above.add(node)
                continue
            found.setdefault(node, {}).setdefault(how, []).append((text, read.numbers[place]))
            by[node, text] = how
    rows = []
    used: set[str] = set()
    for node in G:
        groups = found.get(node)
        if not groups:
            continue
        how = min(groups, key=_ORDER.index)
        genes_of = [gene for gene, _ in groups[how]]
        used.update(genes_of)
        number = _one(genes_of[0], groups[how], duplicates)
        if not math.isnan(number):
            rows.append((node, G.nodes[node].get("label") or node, genes_of[0], how, number))
        for other, pairs in groups.items():
            if other != how:
                unmatched.update(dict.fromkeys(gene for gene, _ in pairs))
    have = {row[0] for row in rows}
    return Match(
        {row[0]: row[4] for row in rows},
        pd.DataFrame(rows, columns=["id", "label", "gene", "by", "value"]),
        tuple(sorted(set(unmatched) - used)),
        tuple(sorted(name for node, name in names.first.items() if node not in have | above)),
        read.name,
        tuple(sorted(names.first[node] for node in above - have)),
        "; ".join(read.notes),
    )


_ORDER = ("symbol", "ensembl", "entrez", "mouse", "previous symbol", "alias", "label")
"""Kinds of names, the most certain first; the best that a table has of an entity counts."""


def _names(G: Graph, kind: IdKind) -> _Names:
    """By what names of a kind the genes of a graph are known."""
    current = {gene.symbol.upper() for gene in genes().values()}
    node_of: dict[str, list[tuple[str, str]]] = {}
    first: dict[str, str] = {}

    def add(node: str, name: str, how: str) -> None:
        key = _folded(name, kind)
        if key and all(node != known for known, _ in node_of.get(key, ())):
            node_of.setdefault(key, []).append((node, how))

    aliases: list[tuple[str, str]] = []
    for node, data in G.nodes(data=True):
        curie = str(data.get("curie") or "")
        gene = genes().get(curie.upper() if curie.upper().startswith("HGNC:") else curie)
        label = str(data.get("label") or node)
        if gene is not None:
            own = gene.symbol if kind in ("symbol", "mouse") else str(getattr(gene, kind))
            if kind == "mouse":
                for name in mouse_symbols().get(gene.hgnc, ()):
                    add(node, name, "mouse")
                own = next(iter(mouse_symbols().get(gene.hgnc, ())), "")
            elif own:
                add(node, own, kind)
            if kind == "symbol":
                for name in gene.previous:
                    if name.upper() not in current:
                        add(node, name, "previous symbol")
                aliases += [(node, name) for name in (label, *(data.get("synonyms") or ()))]
            if own:
                first[node] = own
        elif kind == "symbol" and (not curie or curie.startswith(_GENE_SPACES)):
            how = "symbol" if curie.startswith("HGNC:") else "label"
            first[node] = label.upper()
            for name in (label, node):
                add(node, name, how)
        elif kind in ("ensembl", "entrez") and curie.upper().startswith(("ENSEMBL:", "NCBIGENE:")):
            own = curie.partition(":")[2]
            if (kind == "ensembl") == own.upper().startswith("ENS"):
                first[node] = own
                add(node, own, kind)
    taken = Counter(_folded(name, kind) for _, name in set(aliases))
    for node, name in aliases:
        key = _folded(name, kind)
        if taken[key] == 1 and key not in node_of and key not in current:
            add(node, name, "alias")
    return _Names(node_of, first)


def _folded(text: str, kind: IdKind) -> str:
    """An identifier as it is compared: upper case, Ensembl without its version, mouse as it is."""
    if kind == "mouse":
        return text
    plain = text.upper()
    if kind == "ensembl":
        return plain.partition(".")[0]
    return re.sub(r"\.0$", "", plain) if kind == "entrez" else plain


def _one(gene: str, pairs: Sequence[tuple[str, object]], duplicates: Duplicates) -> float:
    numbers = [_number(gene, number) for _, number in pairs]
    real = [number for number in numbers if not math.isnan(number)]
    known = sorted(set(real))
    if not known:
        return float("nan")
    if len(known) > 1 and duplicates == "error":
        raise InvalidQuestion(
            f"{gene} has {len(known)} different numbers; say duplicates='mean' or 'largest'",
            argument="duplicates",
            value=duplicates,
        )
    return math.fsum(real) / len(real) if duplicates == "mean" else max(known, key=abs)


def _number(gene: str, value: object) -> float:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return float("nan")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidQuestion(
            f"the number of {gene} is {value!r:.60}; use numbers, or leave it empty",
            argument="table",
            value=value,
        ) from error
    if math.isinf(number):
        raise InvalidQuestion(
            f"the number of {gene} is infinite; leave it empty", argument="table", value=value
        )
    return number


_LOOKS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    (
        "mouse Ensembl ids",
        lambda text: text.upper().startswith("ENSMUSG"),
        "bring them to mouse symbols first",
    ),
    (
        "Ensembl ids",
        lambda text: text.upper().startswith("ENSG"),
        "use on='ensembl' or on='auto'",
    ),
    (
        "transcripts",
        lambda text: re.match(r"ENST|ENSMUST|[NX][MR]_", text.upper()) is not None,
        "bring them to genes first",
    ),
    (
        "probes of an array",
        lambda text: re.search(r"_at$|^ILMN_|^A_\d+_P|^cg\d{6}", text) is not None,
        "name the column of symbols as column=…, or bring them to genes first",
    ),
    (
        "UniProt accessions",
        lambda text: re.fullmatch(r"[OPQ]\d[A-Z0-9]{3}\d", text) is not None,
        "bring them to symbols first",
    ),
    (
        "numbers, which may be Entrez ids or numbers of rows",
        lambda text: text.isdecimal(),
        "use on='entrez', or name the column of genes as column=…",
    ),
    (
        "mouse symbols",
        lambda text: re.fullmatch(r"[A-Z][a-z0-9]{2,}", text) is not None,
        "use on='mouse' or on='auto'",
    ),
)
"""What identifiers look like that match nothing, how to see it, and what to do."""


def _nothing_matched(G: Graph, read: MeasuredTable, on: IdKind, table: object) -> InvalidQuestion:
    """The error for a table of which nothing matches, with the likely reasons."""
    if not read.columns or not any(cell_text(v) for one in read.columns for v in one.values):
        columns = [one for one in read.columns if not one.is_index]
        remedy = "name the column of genes as column=…" if columns else "give it genes"
        return InvalidQuestion(
            "the table names no gene", argument="table", value=table, remedy=remedy
        )
    known = {node for kind in KINDS for node in _names(G, kind).first}
    if not known:
        return InvalidQuestion(
            "nothing matches, since the graph has no genes",
            argument="G",
            value=G,
            remedy="give its nodes HGNC CURIEs, or symbols as labels",
        )
    reasons = []
    one = read.columns[0]
    texts = [text for text in (cell_text(value) for value in one.values[:2000]) if text]
    if one.is_index and texts == [str(number) for number in range(len(texts))]:
        reasons.append(
            "the genes are numbers of rows (0, 1, 2, …): name the column of genes as column=…"
        )
    for what, looks, remedy in _LOOKS:
        if texts and sum(map(looks, texts)) > len(texts) / 2:
            reasons.append(f"the ids look like {what}: {remedy}")
    if len(read.columns) == 1 and not one.is_index and one.name:
        reasons.append(f"column {one.name!r} may not be that of genes: name it as column=…")
    some = ", ".join(texts[:3])
    reasons.append(f"none of the genes of the table ({some}, …) may be in the graph")
    reasons.append(f"the graph has only {len(known)} genes")
    how = "" if on == "auto" else f" as {_KIND_WORDS[on]}"
    numbered = "; ".join(f"({n}) {reason}" for n, reason in enumerate(reasons[:3], start=1))
    return InvalidQuestion(
        f"nothing of the table matches the graph{how}",
        argument="table",
        value=table,
        remedy=f"likely reasons: {numbered}",
    )
