"""Bring the curated tables over into the knowledge folder; can be run again.

    python scripts/import_tables.py TABLES [--into src/follicle_graph/knowledge]

TABLES holds relations and the flat lists named in FLAT as TSV. Writes one YAML file
per reference into `papers/` (named by its key; `ontology.yaml` and `uncited.yaml` hold the rest)
and the flat lists as sorted TSV. Files of `papers/` that no row asks for any more are removed.
All other files are edited by hand and left alone.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from follicle_graph.curation.paper_file import ONTOLOGY, STATEMENT_FIELDS, UNCITED, dump_paper
from follicle_graph.curation.tidy import canonical_fields

FLAT = {
    "entities": "id",
    "references": "key",
    "predicates": None,
    "grades": None,
    "profiles": None,
    "treatments": None,
    "interventions": None,
    "contradictions": None,
    "references_more": None,
    "genes": None,
    "orthologs": None,
    "therapy/axes": None,
    "therapy/diseases": None,
    "therapy/limits": None,
    "therapy/members": None,
    "therapy/readings": None,
    "therapy/same_papers": None,
    "therapy/thresholds": None,
}
"""Flat list -> the column that it is sorted by (None: kept in the order of the tables)."""


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    lines = ["\t".join(rows[0])] + ["\t".join(row.values()) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def paper_of(row: dict[str, str], key_of: dict[str, str]) -> str:
    """The stem of the file in which a row stands."""
    if not row["reference"]:
        return UNCITED
    return ONTOLOGY if row["reference"].startswith("ONT:") else key_of[row["reference"]]


def bring_over(tables: Path, into: Path) -> dict[str, int]:
    counts = {}
    for name, order in FLAT.items():
        rows = read_table(tables / f"{name}.tsv")
        if order:
            rows.sort(key=lambda row: row[order])
        write_table(into / f"{name}.tsv", rows)
        counts[name] = len(rows)
    key_of = {row["curie"]: row["key"] for row in read_table(tables / "references.tsv")}
    papers: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read_table(tables / "relations.tsv"):
        papers[paper_of(row, key_of)].append(row)
    folder = into / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    for stem, rows in papers.items():
        reference = rows[0]["reference"] if stem not in (ONTOLOGY, UNCITED) else stem
        own = "reference" if stem == ONTOLOGY else None
        kept = [f for f in STATEMENT_FIELDS if f != "reference" or f == own]
        rows.sort(key=lambda row: int(row["id"][1:]))
        text = dump_paper(
            reference, [canonical_fields({f: row[f] for f in kept if row[f]}) for row in rows]
        )
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8", newline="\n")
    for stale in set(folder.glob("*.yaml")) - {folder / f"{stem}.yaml" for stem in papers}:
        stale.unlink()
    counts["statements"] = sum(map(len, papers.values()))
    counts["papers"] = len(papers)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", type=Path)
    parser.add_argument("--into", type=Path, default=Path("src/follicle_graph/knowledge"))
    arguments = parser.parse_args()
    for name, count in bring_over(arguments.tables, arguments.into).items():
        print(f"{name:12} {count}")


if __name__ == "__main__":
    main()
