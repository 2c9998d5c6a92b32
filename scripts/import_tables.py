"""Bring an edition of curated tables over into a folder of facts.

    python scripts/import_tables.py TABLES --into COPY

TABLES holds `relations.tsv`, `bibliography.tsv`, `same_keys.tsv` and the flat lists named in FLAT.
Writes one YAML file per reference into `papers/` (named by its key; `ontology.yaml` and
`uncited.yaml` hold the rest) and the flat lists. A reference that the folder has keeps its line;
new ones come from the bibliography. Keys that were joined go to `removed.tsv`. Files of `papers/`
that no row needs are removed.

Corrections made in the folder since the tables were written are overwritten. So bring a new
edition over into a copy, and compare: `follicle-graph diff src/follicle_graph/knowledge COPY`.
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
    "predicates": None,
    "grades": None,
    "profiles": None,
    "treatments": None,
    "interventions": None,
    "contradictions": None,
    "genes": None,
    "orthologs": None,
    "therapy/axes": None,
    "therapy/diseases": None,
    "therapy/limits": None,
    "therapy/members": None,
    "therapy/readings": None,
    "therapy/thresholds": None,
}
"""Flat list -> the column that it is sorted by (None: kept in the order of the tables)."""


def read_table(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    lines = ["\t".join(rows[0])] + ["\t".join(row.values()) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def bring_references(tables: Path, into: Path) -> dict[str, str]:
    """Write `references.tsv` and `removed.tsv`; return reference -> key."""
    listed = read_table(into / "references.tsv")
    known = {row["key"]: row for row in listed}
    columns = list(listed[0])
    removed = read_table(into / "removed.tsv")
    gone = {row["id"] for row in removed}
    for row in read_table(tables / "same_keys.tsv"):
        if row["old"] not in gone:
            reason = "one paper under two keys"
            removed.append({"id": row["old"], "replaced_by": row["new"], "reason": reason})
            gone.add(row["old"])
    for row in read_table(tables / "bibliography.tsv"):
        if row["key"] not in known and row["key"] not in gone:
            known[row["key"]] = {column: row[column] for column in columns}
    for old in gone & set(known):
        del known[old]
    write_table(into / "references.tsv", [known[key] for key in sorted(known)])
    write_table(into / "removed.tsv", sorted(removed, key=lambda row: row["id"]))
    return {row["curie"]: key for key, row in known.items()}


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
    key_of = bring_references(tables, into)
    counts["references"] = len(key_of)
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
    parser.add_argument("--into", type=Path, required=True)
    arguments = parser.parse_args()
    for name, count in bring_over(arguments.tables, arguments.into).items():
        print(f"{name:12} {count}")


if __name__ == "__main__":
    main()
