"""SIF: one line `source relation target …`, as Cytoscape, Pathway Commons and CASCADE write it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from follicle_graph.errors import FormatError
from follicle_graph.files.assembly import Assembly, Row
from follicle_graph.files.format import Format
from follicle_graph.files.records import curie_of
from follicle_graph.files.source import Source
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.model.row_meaning import RowMeaning, meaning_of_row
from follicle_graph.model.vocabulary import DEFAULT_LAYER

_FLAGS = frozenset(("0", "1"))


def fits(source: Source) -> bool:
    """Whether the first line that says something has three parts or one."""
    if source.looks_like_json() or b"<" in source.data[:64]:
        return False
    line = next((one for one in source.text.split("\n") if one.strip()), "")
    parts = _parts(line, tabs="\t" in source.text)
    return len(parts) == 1 or len(parts) >= 3


def _parts(line: str, *, tabs: bool) -> list[str]:
    text = line.rstrip("\r\n")
    return [one.strip() for one in text.split("\t") if one.strip()] if tabs else text.split()


def read(source: Source) -> Graph:
    """The graph of a SIF file; `A pp B C` is two edges, `A` alone an entity.

    Relations that are all 0 or 1 are flags whose meaning programs do not agree on (INDRA: 0 is
    positive, 1 negative; others: the sign), so their edges have the sign 0, with a warning.

    Raises FormatError for a line with two parts.
    """
    made = Assembly(source.stem, source.problems)
    tabs = "\t" in source.text
    rows: list[tuple[str, str, str]] = []
    for number, line in enumerate(source.text.split("\n"), start=1):
        parts = _parts(line, tabs=tabs)
        if not parts:
            continue
        if len(parts) == 2:
            raise source.error(
                f"line {number}",
                f"it has two parts ({line.strip():.60}); write source, relation and target, with "
                "tabs between them where names hold blanks",
            )
        made.node(parts[0], curie=curie_of(parts[0], ""))
        for target in parts[2:]:
            made.node(target, curie=curie_of(target, ""))
            rows.append((parts[0], parts[1], target))
    words = Counter(word for _, word, _ in rows)
    flags = len(words) == 2 and set(words) == _FLAGS
    if flags:
        source.problems[
            "edges without a sign: the relations are 0 and 1, which INDRA means as positive and "
            "negative and others as none and positive; use from_networkx(…, sign={…})"
        ] = len(rows)
    for u, word, v in rows:
        meaning = RowMeaning(0, DEFAULT_LAYER) if flags else meaning_of_row(word)
        for doubt in meaning.doubts:
            source.problems[f"edges without a sign, not understood: {doubt}"] += 1
        made.row(u, word, v, Row(meaning))
    return made.graph()


def write(G: Graph) -> Iterator[str]:
    """The edges of a graph as `source relation target`, with tabs; lone entities alone.

    Raises FormatError for an id that holds a tab or a line break, or is empty.
    """
    for u, v, key, _ in edges_in_order(G):
        yield f"{_safe(u)}\t{_safe(key)}\t{_safe(v)}\n"
    for node in sorted(G):
        if not G.degree(node):
            yield f"{_safe(node)}\n"


def _safe(text: str) -> str:
    if not text.strip() or any(one in text for one in "\t\n\r"):
        raise FormatError(
            repr(text), "SIF has no way to write this id; rename it, or write another format"
        )
    return text


FORMAT = Format(
    "sif",
    "SIF",
    (".sif",),
    "everything but ends and predicates; signs come back from the words",
    fits,
    read,
    write,
)
