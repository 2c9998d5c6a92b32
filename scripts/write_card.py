"""Write the data card of the atlas: `python scripts/write_card.py [docs/atlas.md]`.

Every number comes from the facts that are installed; a test holds the file to them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import follicle_graph as fg
from follicle_graph.atlas.diff import best_route, headline
from follicle_graph.model import vocabulary
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph

CARD = Path(__file__).parents[1] / "docs" / "atlas.md"
DOCUMENTS = {"S1": "SOURCE:S1", "S2": "PMID:32533873", "S3": "SOURCE:S3"}

HEADLINES = """\
For each pair of `knowledge/headlines.tsv`: the verdict of `fg.effect` within four steps of the
mechanism layer; the best route by specific steps (`fg.paths(..., shortcuts=False)`) that has the
sign of the verdict, any sign where it is ambiguous; and its step with the least support. A route
is no proof: its steps come from different papers. Support is not a probability.
"""

THIN = """\
Steps of these routes that fewer than two primary papers support. Reviews, popular articles and
inferences of the curators do not count as primary.
"""

NOT_PRIMARY = ("review", "popular article", "curator inference")

CLAIMS = """\
Each claim that was read out of a document, with every statement that carries it. Rows of other
papers that speak for the same claim name their paper.
"""

AFTER = """\
The facts themselves show some of this: `fg.contradictions(G)` lists every disputed pair, and
`follicle-graph check --hints` lists what rests on a popular article, on mice or on one paper alone.

## Licence

Facts CC0 1.0 (`src/follicle_graph/knowledge/LICENSE`, [why](facts.md#licence)); code MIT.
Identifiers are those of the ontologies counted above and of HGNC (CC0); the labels were compared
with the releases in `tests/curation/labels.tsv`. Mouse symbols (`orthologs.tsv`) come from Mouse
Genome Informatics, The Jackson Laboratory, under CC BY 4.0. Cite the papers behind the edges that
you use, and the atlas by its digest: `fg.cite()`."""

SAMPLE = """\
Every row (`R…`) has a permanent address on the site, such as `statements.html#R141`. Draw rows at
random and read them; each row should say all that is needed to judge it:

```python
import follicle_graph as fg

rows = fg.evidence(fg.load()).sample(60, random_state=1)
print(rows[["subject", "predicate", "object", "grade", "species", "summary", "citation"]])
```
"""

PAPERS = """\
One table, `knowledge/references.tsv`, has authors, title, journal, year, volume, pages and
identifiers as far as they were seen beside the title or the abstract. A title in square brackets
is a description by the curators: the title itself was not seen. Remarks stand in `note`, never in
a citation. `follicle-graph check --hints` lists the papers that were read and lack authors, journal
or year; a new paper without them is refused.
"""

NAMELESS = """\
References without PMID, DOI or PMC number: what they are, as far as it was seen.
"""

ALONE = """\
Entities without a relation, and why they are kept.
"""

Row = tuple[str, str, str, dict[str, object], Evidence]


def card() -> str:
    """The whole text."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    G, whole = fg.load(), fg.load(uncited=True)
    rows = own_rows(whole)
    cited = own_rows(G)
    yield "# The atlas: a data card"
    yield ""
    yield f"> {vocabulary.DISCLAIMER}"
    yield ""
    yield "Made by `python scripts/write_card.py`; do not edit by hand."
    yield ""
    yield from overview(G, whole, cited, rows)
    yield from SAMPLE.split("\n")
    yield from counts(G, cited)
    yield from headline_answers(G)
    yield from claims(G, cited)
    yield from papers_card()
    yield from alone(G)
    yield "## What the facts do not say"
    yield ""
    text = vocabulary.knowledge().joinpath("unsaid.md").read_text(encoding="utf-8")
    yield from text.rstrip("\n").split("\n")
    yield ""
    yield from AFTER.split("\n")


def own_rows(G: Graph) -> list[Row]:
    """Every statement once, by row number."""
    found = [
        (u, key, v, data, piece)
        for u, v, key, data in G.edges(keys=True, data=True)
        for piece in data["evidence"]
        if piece.stance == "supports"
    ]
    return sorted(found, key=lambda row: int(row[4].id[1:]))


def overview(G: Graph, whole: Graph, cited: list[Row], rows: list[Row]) -> Iterator[str]:
    papers = {row[4].reference for row in cited if vocabulary.is_cited(row[4].reference)}
    alone = sum(
        len({p.reference for p in data["evidence"] if p.stance == "supports"}) == 1
        for *_, data in G.edges(data=True)
    )
    null = sum(key in vocabulary.STANCE_OF_NULL for *_, key in G.edges(keys=True))
    yield "| | |"
    yield "|---|---|"
    yield f"| edition of the facts | {vocabulary.edition_of(G.graph['version'])} |"
    yield f"| entities | {len(G)} |"
    yield f"| relations (edges) | {G.number_of_edges()} |"
    yield f"| statements with a reference | {len(cited)} |"
    yield f"| statements without one, only in `fg.load(uncited=True)` | {len(rows) - len(cited)} |"
    yield f"| references | {len(papers)} |"
    yield f"| relations that one reference alone supports | {alone} |"
    yield f"| relations that say null or disputed | {null} |"
    yield f"| pairs with findings against each other (`fg.contradictions(G)`) | {disputed(G)} |"
    yield f"| digest (SHA-256) | `{G.graph['digest']}` |"
    yield f"| digest with the uncited | `{whole.graph['digest']}` |"
    yield ""


def papers_card() -> Iterator[str]:
    known = vocabulary.references().values()
    numbered = [one for one in known if one.pmid or one.doi or one.pmc]
    yield "## The papers"
    yield ""
    yield from PAPERS.split("\n")
    yield "| | number |"
    yield "|---|---:|"
    yield f"| references | {len(known)} |"
    for name in ("authors", "journal", "year"):
        yield f"| with {name} | {sum(bool(getattr(one, name)) for one in known)} |"
    titled = sum(bool(one.title) and not one.title.startswith("[") for one in known)
    yield f"| with a title that was seen | {titled} |"
    yield f"| with PMID, DOI or PMC number | {len(numbered)} |"
    yield ""
    yield from table("type of the reference", (one.type for one in known))
    yield from table("how far it was read", (one.status for one in known))
    yield from NAMELESS.split("\n")
    yield "| reference | type | what was seen | note |"
    yield "|---|---|---|---|"
    for one in sorted(known, key=lambda one: one.curie):
        if one not in numbered:
            yield f"| `{one.curie}` | {one.type} | {cell(one.citation)} | {cell(one.note)} |"
    yield ""


def cell(text: str) -> str:
    return text.replace("|", "\\|") or "–"


def alone(G: Graph) -> Iterator[str]:
    yield "## Entities without a relation"
    yield ""
    yield from ALONE.split("\n")
    yield "| entity | reason |"
    yield "|---|---|"
    for row in vocabulary.read_tsv(vocabulary.knowledge().joinpath("unrelated.tsv")):
        yield f"| {label(G, row['entity'])} | {row['reason']} |"
    yield ""


def disputed(G: Graph) -> int:
    return len(fg.contradictions(G))


def counts(G: Graph, rows: list[Row]) -> Iterator[str]:
    grades = dict.fromkeys(vocabulary.grades(), "")
    entities = [data for _, data in G.nodes(data=True)]
    yield "## Counts"
    yield ""
    yield "Statements with a reference; one statement can name several species."
    yield ""
    yield from table("layer", (str(row[3]["layer"]) for row in rows))
    yield from table("grade", (row[4].grade for row in rows), order=grades)
    yield from table("species", (s for row in rows for s in row[4].species or ("not stated",)))
    yield from table("source", (prefix(row[4].reference) for row in rows))
    yield from table("status of the paper", (row[4].status for row in rows))
    yield "Entities."
    yield ""
    yield from table("kind", (data["kind"] for data in entities))
    yield from table("ontology", (prefix(data["curie"]) for data in entities))


def prefix(identifier: str | None) -> str:
    return (identifier or "none").split(":")[0]


def table(title: str, values: Iterable[str], order: Iterable[str] = ()) -> Iterator[str]:
    found = Counter(values)
    names = list(order) or [name for name, _ in sorted(found.items(), key=lambda x: (-x[1], x[0]))]
    yield f"| {title} | number |"
    yield "|---|---:|"
    yield from (f"| {name} | {found[name]} |" for name in names)
    yield ""


def headline_answers(G: Graph) -> Iterator[str]:
    yield "## Headline answers and their weakest steps"
    yield ""
    yield from HEADLINES.split("\n")
    yield "| from | to | verdict | best route | weakest step | support | rests on |"
    yield "|---|---|---|---|---|---:|---|"
    steps: set[tuple[str, str, str]] = set()
    for source, target in vocabulary.headlines():
        told = headline(G, source, target)
        best = best_route(G, source, target, told.verdict)
        if best is None:
            yield f"| {label(G, source)} | {label(G, target)} | {told} | none | | | |"
            continue
        steps.update(best.edges)
        edge = min(best.edges, key=lambda one: (G.edges[one]["support"], one))
        data = G.edges[edge]
        pieces = [p for p in data["evidence"] if p.stance == "supports"]
        rests = ", ".join(f"{p.id} ({p.grade}{mark(p)})" for p in pieces)
        step = f"{label(G, edge[0])} {edge[2].replace('_', ' ')} {label(G, edge[1])}"
        yield (
            f"| {label(G, source)} | {label(G, target)} | {told} | {best.route} | {step} "
            f"| {data['support']:.2f} | {rests} |"
        )
    yield ""
    yield from thin_steps(G, steps)


def thin_steps(G: Graph, steps: set[tuple[str, str, str]]) -> Iterator[str]:
    """Steps of the headline routes on fewer than two primary papers."""
    found = []
    for edge in sorted(steps):
        pieces = [p for p in G.edges[edge]["evidence"] if p.stance == "supports"]
        papers = {p.reference for p in pieces if p.grade not in NOT_PRIMARY and p.reference}
        if len(papers) < 2:
            found.append((edge, len(papers), sorted({p.grade for p in pieces})))
    yield "### Steps on fewer than two primary papers"
    yield ""
    yield f"{len(found)} of {len(steps)} steps."
    yield ""
    yield from THIN.split("\n")
    yield "| step | primary papers | grades |"
    yield "|---|---:|---|"
    for (u, v, key), number, grades in found:
        step = f"{label(G, u)} {key.replace('_', ' ')} {label(G, v)}"
        yield f"| {step} | {number} | {', '.join(grades)} |"
    yield ""


def mark(piece: Evidence) -> str:
    return f", {'/'.join(piece.species)}" if piece.species else ""


def label(G: Graph, node: str) -> str:
    return str(G.nodes[node]["label"])


def claims(G: Graph, rows: list[Row]) -> Iterator[str]:
    carried: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for claim in row[4].claims:
            carried[claim].append(row)
    yield "## The claims of the three documents"
    yield ""
    yield from CLAIMS.split("\n")
    for document, reference in DOCUMENTS.items():
        mine = sorted((c for c in carried if c.startswith(f"{document}.")), key=natural)
        known = vocabulary.references()[reference]
        yield f"### {document}: {known.citation} ({known.type})"
        yield ""
        yield "| claim | statements |"
        yield "|---|---|"
        for claim in mine:
            yield f"| {claim} | {'<br>'.join(told(G, row, reference) for row in carried[claim])} |"
        yield ""


def natural(claim: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", claim)]


def told(G: Graph, row: Row, reference: str) -> str:
    u, key, v, _, piece = row
    other = "" if piece.reference == reference else f" ({piece.reference}, {piece.grade})"
    return f"{piece.id}: {label(G, u)} {key.replace('_', ' ')} {label(G, v)}{other}"


def main(arguments: list[str]) -> None:
    path = Path(arguments[0]) if arguments else CARD
    path.write_text(card(), encoding="utf-8", newline="\n")
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
