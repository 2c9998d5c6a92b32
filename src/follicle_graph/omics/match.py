"""A table of genes brought to the entities of a graph: by symbol, identifier or mouse symbol."""

from __future__ import annotations

import gzip
import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.contract import check_graph
from follicle_graph.model.genes import genes
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import knowledge, read_tsv

if TYPE_CHECKING:
    import pandas as pd

IdKind = Literal["auto", "symbol", "entrez", "ensembl", "mouse"]
Duplicates = Literal["error", "mean", "largest"]
KINDS: tuple[IdKind, ...] = ("symbol", "ensembl", "entrez", "mouse")

_IDS: tuple[str, ...] = (
    "symbol", "gene_symbol", "hgnc_symbol", "external_gene_name", "gene", "gene_name", "names",
    "genes", "name", "mgi_symbol", "genesymbol", "feature", "features", "primerid",
    "ensembl", "ensembl_id", "ensembl_gene_id", "gene_id", "geneid", "ensg",
    "entrez", "entrezid", "entrez_id", "entrezgene", "entrezgene_id", "ncbigene",
    "id", "unnamed_0", "x", "",
)  # fmt: skip
"""Names of the column of genes in tables of common tools, folded, the likeliest first."""

_VALUES = (
    "log2foldchange", "logfc", "log2fc", "avg_log2fc", "avg_logfc", "logfoldchanges",
    "log2_fold_change", "lfc", "log_fc", "summary_logfc",
)  # fmt: skip
"""Names of log fold changes in DESeq2, limma, edgeR, GEO2R, Seurat and Scanpy, folded."""

_PADJ = (
    "padj", "adj_p_val", "fdr", "p_val_adj", "pvals_adj", "qvalue", "q_value", "p_adj",
    "p_adjust", "adjusted_p_value",
)  # fmt: skip
"""Names of adjusted p values in the same tools, folded."""

_GROUPS = ("group", "cluster", "contrast", "comparison", "cell_type", "celltype")
"""Names of the column that says which comparison a row belongs to, folded."""

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
            f"  not in the table, or without a number: {_few(self.missing)}",
            f"  in the table, not in the graph: {_few(self.unmatched)}",
        ]
        if self.above:
            lines.append(f"  above the limit of the adjusted p value: {_few(self.above)}")
        odd = self.matched[self.matched["by"].isin(["previous symbol", "alias", "label"])]
        lines += [
            f"  {row.gene} was taken for {row.label} by its {row.by}" for row in odd.itertuples()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>{self.matched.to_html(escape=True)}"


def _few(names: Sequence[str]) -> str:
    more = f", … ({len(names)} in all)" if len(names) > 8 else ""
    return (", ".join(names[:8]) + more) or "none"


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


class _Column(NamedTuple):
    """A column of a table, or a level of its index, that could hold genes."""

    name: str
    values: Sequence[Any]
    is_index: bool


@dataclass
class _Read:
    """A table as it was read: its columns of genes, its numbers, the rows that count."""

    columns: list[_Column]
    numbers: Sequence[Any]
    name: str
    significant: Sequence[bool] | None
    notes: list[str] = field(default_factory=list)


def match(
    G: Graph,
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
        For a table that cannot be read so, for a number of a matched gene that is none, and,
        with the likely reasons, when nothing matches.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.match(fg.load(), {"CXCL10": 3.1, "IFNG": 2.0, "ACTB": 0.1})
    >>> dict(found.items()), found.unmatched
    ({'cxcl10': 3.1, 'ifng': 2.0}, ('ACTB',))
    """
    check_graph(G)
    if on not in ("auto", *KINDS):
        raise InvalidQuestion(
            argument="on", value=on, remedy=f"use auto or one of {', '.join(KINDS)}"
        )
    if duplicates not in ("error", "mean", "largest"):
        raise InvalidQuestion(
            argument="duplicates", value=duplicates, remedy="use error, mean or largest"
        )
    read = _read(table, column, value, group, padj, max_padj)
    kinds = KINDS if on == "auto" else (on,)
    names = {kind: _names(G, kind) for kind in kinds}
    best: tuple[tuple[int, int, int], _Column, IdKind] | None = None
    for place, one in enumerate(read.columns):
        texts = {_text(name) for name in one.values}
        for kind in kinds:
            known = names[kind].node_of
            hits = {node for text in texts for node, _ in known.get(_folded(text, kind), ())}
            exact = sum(text in known for text in texts) if kind in ("symbol", "mouse") else 0
            score = (len(hits), exact, -place)
            if hits and (best is None or score > best[0]):
                best = (score, one, kind)
    if best is None:
        raise _nothing_matched(G, read, on)
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
    G: Graph, read: _Read, chosen: _Column, kind: IdKind, names: _Names, duplicates: Duplicates
) -> Match:
    """The numbers of the chosen column on the entities of the graph."""
    import pandas as pd

    found: dict[str, dict[str, list[tuple[str, object]]]] = {}
    by: dict[tuple[str, str], str] = {}
    unmatched: dict[str, None] = {}
    above: set[str] = set()
    for place, name in enumerate(chosen.values):
        text = _text(name)
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


def _text(name: object) -> str:
    """A cell of a column of genes as text; empty for what names none."""
    if name is None or type(name).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(name, float):
        return "" if math.isnan(name) else f"{name:.0f}" if name.is_integer() else str(name)
    return str(name).strip()


def _folded(text: str, kind: IdKind) -> str:
    """An identifier as it is compared: upper case, Ensembl without its version, mouse as it is."""
    if kind == "mouse":
        return text
    plain = text.upper()
    if kind == "ensembl":
        return plain.partition(".")[0]
    return re.sub(r"\.0$", "", plain) if kind == "entrez" else plain


def _read(
    table: object,
    column: str | None,
    value: str | None,
    group: object,
    padj: str | None,
    max_padj: float | None,
) -> _Read:
    """A table of any kind, its columns found and its rows chosen."""
    import pandas as pd

    frame = table_of(table)
    if isinstance(frame, pd.Series):
        _no_columns(column=column, value=value, padj=padj, max_padj=max_padj, group=group)
        levels = _levels(frame.index, always=True)
        name = "value" if frame.name is None else str(frame.name)
        return _Read(levels, frame.tolist(), name, None)
    if len(frame) == 0:
        raise InvalidQuestion("the table has no rows; check the file or the filter before it")
    frame, notes = _of_group(frame, group)
    chosen = None if column is None else _named(frame, column, "column")
    value_name = _value_column(frame, chosen, value)
    significant = None
    if max_padj is not None:
        limit = float(max_padj)
        if not 0 <= limit <= 1:
            raise InvalidQuestion(argument="max_padj", value=max_padj, remedy="use 0 to 1")
        place = _first(frame, _PADJ) if padj is None else _named(frame, padj, "padj")
        if place is None:
            raise InvalidQuestion(
                "max_padj is given, and no column of adjusted p values is known; say padj=…, one "
                f"of {_listed(frame)}"
            )
        numbers = pd.to_numeric(frame[place], errors="coerce")
        significant = [bool(number <= limit) for number in numbers]
        notes.append(f"adjusted p values from {place!r}, up to {limit:g}")
    elif padj is not None:
        _named(frame, padj, "padj")
    columns = _id_columns(frame, chosen, value_name)
    notes.insert(0, f"numbers from {value_name!r}")
    return _Read(columns, frame[value_name].tolist(), str(value_name), significant, notes)


def adjusted_column(frame: object) -> Any:
    """The column of adjusted p values, by the names of common tools; None without one."""
    import pandas as pd

    return _first(frame, _PADJ) if isinstance(frame, pd.DataFrame) else None


def table_of(table: object) -> pd.DataFrame | pd.Series[Any]:
    """A table of any kind that `match` takes, as one of pandas."""
    import pandas as pd

    if isinstance(table, pd.DataFrame | pd.Series):
        return table
    if isinstance(table, Mapping):
        return pd.Series(dict(table), dtype=object, name="value")
    if isinstance(table, str | os.PathLike):
        return _file(Path(os.fsdecode(table)))
    if hasattr(table, "get_columns"):  # polars
        return pd.DataFrame({one.name: one.to_list() for one in table.get_columns()})
    if isinstance(table, list | tuple | set | frozenset):
        wrong = [name for name in table if not isinstance(name, str)]
        if wrong:
            raise InvalidQuestion(
                f"the list holds {wrong[0]!r:.60}, which names no gene; use a list of names"
            )
        listed = list(dict.fromkeys(table))
        return pd.Series([1.0] * len(listed), index=listed, name="listed", dtype=object)
    raise InvalidQuestion(
        f"a {type(table).__name__} is no table; use a DataFrame, a mapping, a path or a list"
    )


def _file(path: Path) -> pd.DataFrame:
    import pandas as pd

    if path.suffix.casefold() == ".xlsx":
        return pd.read_excel(path)
    opened = gzip.open if path.suffix.casefold() == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8-sig") as file:
            lines = [line for line in (file.readline() for _ in range(60)) if line]
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise InvalidQuestion(
            f"{str(path)!r} cannot be read ({error}); name a CSV or TSV file of UTF-8 text"
        ) from None
    body = [line for line in lines if not line.startswith("#") and line.strip()]
    if not body:
        raise InvalidQuestion(f"{str(path)!r} is empty; name a CSV or TSV file")
    separator = max("\t,;", key=body[0].count)
    try:
        return pd.read_csv(
            path,
            sep=separator if separator in body[0] else ",",
            comment="#" if lines[0].startswith("#") else None,
            encoding="utf-8-sig",
        )
    except (ValueError, pd.errors.ParserError) as error:
        raise InvalidQuestion(f"{str(path)!r} is no table ({error}); save it as CSV") from None


def _no_columns(**given: object) -> None:
    for name, one in given.items():
        if one is not None:
            raise InvalidQuestion(
                argument=name, value=one, remedy="a mapping, Series or list has no columns"
            )


def _fold(name: object) -> str:
    return re.sub(r"[\s.\-:]+", "_", str(name).strip().casefold()).strip("_")


def _listed(frame: pd.DataFrame) -> str:
    return ", ".join(map(str, frame.columns)) or "no columns"


def _named(frame: pd.DataFrame, name: str, argument: str) -> Any:
    if name in frame.columns:
        return name
    if argument == "column" and name in frame.index.names:
        return name
    raise InvalidQuestion(argument=argument, value=name, remedy=f"the table has {_listed(frame)}")


def _first(frame: pd.DataFrame, likely: Sequence[str]) -> Any:
    folded = {_fold(name): name for name in reversed(list(frame.columns))}
    return next((folded[one] for one in likely if one in folded), None)


def _of_group(frame: pd.DataFrame, group: object) -> tuple[pd.DataFrame, list[str]]:
    """The rows of one comparison, for tables that hold several."""
    place = _first(frame, _GROUPS)
    if place is None:
        if group is not None:
            raise InvalidQuestion(
                argument="group",
                value=group,
                remedy=f"no column is named group or cluster; the table has {_listed(frame)}",
            )
        return frame, []
    texts = frame[place].map(_text)
    known = list(dict.fromkeys(texts))
    if group is None:
        if len(known) > 1:
            raise InvalidQuestion(
                f"the table holds {len(known)} groups in {place!r}; say group=…, one of "
                f"{_few(known)}"
            )
        return frame, []
    wanted = _text(group)
    if wanted not in known:
        raise InvalidQuestion(
            argument="group", value=group, remedy=f"{place!r} holds {_few(known)}"
        )
    return frame[texts == wanted], [f"rows of {wanted!r} in {place!r}"]


def _value_column(frame: pd.DataFrame, ids: Any, value: str | None) -> Any:
    if value is not None:
        return _named(frame, value, "value")
    found = _first(frame, _VALUES)
    if found is not None:
        return found
    likely = {name for name in frame.columns if _fold(name) in _IDS}
    numeric = [
        name for name in frame.select_dtypes("number").columns if name != ids and name not in likely
    ]
    if len(numeric) != 1:
        raise InvalidQuestion(
            f"which column holds the numbers? say value=…, one of {_listed(frame)}"
        )
    return numeric[0]


def _levels(index: Any, *, always: bool = False) -> list[_Column]:
    """The levels of an index that could hold genes; row numbers are none."""
    found = []
    for place in range(index.nlevels):
        level = index.get_level_values(place)
        numbers = level.tolist()
        if not always and numbers == list(range(len(numbers))):
            continue
        found.append(_Column(str(level.name or ""), numbers, True))
    return found


def _id_columns(frame: pd.DataFrame, chosen: Any, value: Any) -> list[_Column]:
    """The columns and levels of the index that could hold genes, the likeliest first."""
    levels = _levels(frame.index)
    if chosen is not None:
        if chosen in frame.columns:
            return [_Column(str(chosen), frame[chosen].tolist(), False)]
        return [one for one in levels if one.name == chosen]
    folded = {name: _fold(name) for name in frame.columns if name != value}
    named = sorted(
        (name for name in folded if folded[name] in _IDS), key=lambda name: _IDS.index(folded[name])
    )
    texts = [
        name
        for name in folded
        if name not in named and not _is_number(frame[name]) and folded[name] not in _GROUPS
    ]
    columns = [_Column(str(name), frame[name].tolist(), False) for name in (*named, *texts)]
    found = columns + levels
    return found or _levels(frame.index, always=True)


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(getattr(column.dtype, "kind", "O") in "fiub")


def _one(gene: str, pairs: Sequence[tuple[str, object]], duplicates: Duplicates) -> float:
    numbers = [_number(gene, number) for _, number in pairs]
    real = [number for number in numbers if not math.isnan(number)]
    known = sorted(set(real))
    if not known:
        return float("nan")
    if len(known) > 1 and duplicates == "error":
        raise InvalidQuestion(
            f"{gene} has {len(known)} different numbers; say duplicates='mean' or 'largest'"
        )
    return math.fsum(real) / len(real) if duplicates == "mean" else max(known, key=abs)


def _number(gene: str, value: object) -> float:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return float("nan")
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise InvalidQuestion(
            f"the number of {gene} is {value!r}; use numbers, or leave it empty"
        ) from error
    if math.isinf(number):
        raise InvalidQuestion(f"the number of {gene} is infinite; leave it empty")
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


def _nothing_matched(G: Graph, read: _Read, on: IdKind) -> InvalidQuestion:
    """The error for a table of which nothing matches, with the likely reasons."""
    if not read.columns or not any(_text(v) for one in read.columns for v in one.values):
        return InvalidQuestion("the table names no gene; give the column of ids as `column`")
    known = {node for kind in KINDS for node in _names(G, kind).first}
    if not known:
        return InvalidQuestion(
            "nothing matches, since the graph has no genes; give its nodes HGNC CURIEs, or symbols "
            "as labels"
        )
    reasons = []
    one = read.columns[0]
    texts = [text for text in (_text(value) for value in one.values[:2000]) if text]
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
        f"nothing of the table matches the graph{how}", remedy=f"likely reasons: {numbered}"
    )
