"""Write every statement of the atlas, by paper, as a page of the site with an anchor for each row.

`python scripts/write_statements.py [docs/statements.md]`; `make docs` does it. The page is made
anew with each build and is not kept in Git. The address of a row, `statements.html#R141`, stays:
row ids are never used again.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import follicle_graph as fg
from follicle_graph.model import vocabulary
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph
from follicle_graph.query.citations import citation
from follicle_graph.query.engine.path import shown

PAGE = Path(__file__).parents[1] / "docs" / "statements.md"

HEAD = """\
# Every statement

Each statement of the atlas stands under its paper. Its row id (`R…`) is permanent, and so is its
address: `statements.html#R141` is the statement R141, `statements.html#xing2014` the paper with
this key. A row that is corrected keeps its id; a row that is withdrawn is never used again.
`fg.evidence` and `fg.paper` return the same rows.
"""

Row = tuple[str, str, str, str, Evidence]


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    G = fg.load(uncited=True)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in _own_rows(G):
        rows[row[4].reference or ""].append(row)
    yield HEAD
    for reference in sorted(rows, key=_place):
        if reference:
            cited = citation(reference)
            name = escaped(cited.line if cited.line != reference else reference)
            link = (
                f" [{escaped(reference)}]({cited.url})" if cited.url else f" {escaped(reference)}"
            )
            yield f'<a id="{anchor(cited.key or reference)}"></a>**{name}**{link}'
        else:
            yield "**Without a reference**: left out of the atlas unless `uncited=True`"
        yield ""
        yield from (_line(row) for row in rows[reference])
        yield ""
    yield from _removed()


def _own_rows(G: Graph) -> list[Row]:
    """Every statement once, by row number."""
    found = [
        (shown(G.nodes[u]["label"]), key, shown(G.nodes[v]["label"]), str(data["layer"]), piece)
        for u, v, key, data in G.edges(keys=True, data=True)
        for piece in data["evidence"]
        if piece.stance == "supports"
    ]
    return sorted(found, key=lambda row: int(row[4].id[1:]))


def _place(reference: str) -> tuple[bool, str]:
    """By the citation; what has no reference comes last."""
    return not reference, citation(reference).line.casefold() if reference else ""


def _line(row: Row) -> str:
    subject, key, object_, layer, piece = row
    said = f"{escaped(subject)} *{key.replace('_', ' ')}* {escaped(object_)}"
    context = ", ".join(filter(None, [layer, piece.grade, *piece.species]))
    head = f'- <a id="{piece.id}"></a>**{piece.id}**'
    return f"{head} {said} ({escaped(context)}). {escaped(piece.summary)}"


def _removed() -> Iterator[str]:
    yield "## Keys of papers that are no longer used"
    yield ""
    for row in vocabulary.read_tsv(vocabulary.knowledge().joinpath("removed.tsv")):
        now = row["replaced_by"]
        to = f'<a href="#{anchor(now)}">{escaped(now)}</a>'
        yield f'- <a id="{anchor(row["id"])}"></a>{escaped(row["id"])}: now {to}; {row["reason"]}'


def anchor(name: str) -> str:
    """A name as the id of an element.

    >>> anchor("PMID:25129481")
    'PMID-25129481'
    """
    return re.sub(r"[^\w.-]", "-", name)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is.

    >>> escaped("IL-2 < *all* [x]")
    'IL-2 \\\\< \\\\*all\\\\* \\\\[x\\\\]'
    """
    return re.sub(r"([\\`*_{}\[\]<>#|$~&])", r"\\\1", " ".join(text.split()))


def main(arguments: list[str]) -> None:
    path = Path(arguments[0]) if arguments else PAGE
    path.write_text(page(), encoding="utf-8", newline="\n")
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
