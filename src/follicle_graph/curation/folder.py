"""Read a whole folder of facts: rows and fields, each with its file and line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import NamedTuple

from follicle_graph.curation.paper_file import UNCITED, Fields, Paper, PaperError, read_paper
from follicle_graph.errors import CurationError
from follicle_graph.model.facts import Entity, Evidence, Statement
from follicle_graph.model.names import with_greek

TABLES = {
    "entities.tsv": ("id", "label", "kind", "lane", "short_label", "definition", "curie",
                     "xrefs", "synonyms", "grounding"),
    "references.tsv": ("key", "curie", "type", "status", "authors", "title", "journal", "year",
                       "volume", "pages", "pmid", "doi", "pmc", "note"),
    "removed.tsv": ("id", "replaced_by", "reason"),
    "unrelated.tsv": ("entity", "reason"),
    "editions.tsv": ("edition", "date", "last_row"),
    "prefixes.tsv": ("prefix", "pattern", "use", "registry", "source"),
    "kinds.tsv": ("kind", "meaning"),
    "genes.tsv": ("hgnc", "symbol", "entrez", "ensembl", "previous"),
    "orthologs.tsv": ("hgnc", "symbol", "mouse_symbol", "mgi", "where_seen"),
    "predicates.tsv": ("predicate", "sign"),
    "grades.tsv": ("grade", "weight"),
    "lanes.tsv": ("lane", "caption"),
    "headlines.tsv": ("source", "target"),
    "pictures.tsv": ("picture", "title", "source", "target"),
    "profiles.tsv": ("feature_id", "label", "group", "entity_id", "effect_type", "node_effects",
                     "details", "reference_keys"),
    "treatments.tsv": ("treatment_id", "kind", "target_entity", "target_sign", "route",
                       "regulatory_status", "cautions_entity_ids", "may_benefit_features",
                       "may_worsen_or_avoid_features", "reference_keys"),
    "interventions.tsv": ("fact_id", "perturbation_entity", "readout_entity", "reference_key"),
    "contradictions.tsv": ("subject", "object", "rows"),
    "therapy/axes.tsv": ("axis", "node", "sign"),
    "therapy/diseases.tsv": ("narrower", "broader", "shares", "feature", "basis"),
    "therapy/limits.tsv": ("feature", "treatment", "except", "words", "references", "basis"),
    "therapy/members.tsv": ("member", "class", "basis"),
    "therapy/licences.tsv": ("treatment", "route", "diseases", "status", "from_age", "basis"),
    "therapy/readings.tsv": ("id", "intervention", "route", "disease", "direction", "grade",
                             "references", "basis", "summary", "ages"),
    "therapy/relapse.tsv": ("treatment", "route", "disease", "words", "references", "basis"),
    "therapy/thresholds.tsv": ("marker", "unit", "high_from", "impossible_from", "feature",
                               "references", "basis"),
}  # fmt: skip
"""Flat list -> the columns that must be there."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in the facts: where, what, and what to do.

    >>> str(Problem("entities.tsv", 7, "no label", "write one"))
    'entities.tsv:7 no label -> write one'
    """

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.message} -> {self.remedy}"


class Row(NamedTuple):
    """One row of a flat list and its line."""

    line: int
    values: dict[str, str]


class Claim(NamedTuple):
    """One statement as written: its file, the reference of the file, its fields."""

    file: str
    reference: str
    fields: Fields


class Header(NamedTuple):
    """The first line of a paper's file."""

    file: str
    reference: str
    line: int


@dataclass(slots=True)
class Folder:
    """Everything in a folder of facts, unchecked, and what could not be read."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    headers: list[Header] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_folder(root: Traversable, *, parse: Callable[[str], Paper] | None = None) -> Folder:
    """Read all files of a folder of facts; a file that cannot be read becomes a problem.

    `parse` reads the text of a paper. None: `read_paper`, which then keeps what it read, because
    commands read a folder two or three times.

    >>> from follicle_graph.model.vocabulary import knowledge
    >>> read_folder(knowledge()).problems
    []
    """
    folder = Folder()
    for name, columns in TABLES.items():
        folder.tables[name] = _read_table(root.joinpath(name), name, columns, folder.problems)
    papers = root.joinpath("papers")
    if not papers.is_dir():
        folder.problems.append(Problem("papers", 1, "no such folder", "add papers/KEY.yaml files"))
        return folder
    for file in sorted(papers.iterdir(), key=lambda entry: entry.name):
        if file.name.startswith("."):
            continue
        name = f"papers/{file.name}"
        if not file.name.endswith(".yaml"):
            folder.problems.append(Problem(name, 1, "not a YAML file", "name it KEY.yaml"))
            continue
        text = _text(file, name, folder.problems)
        if text is None:
            continue
        try:
            paper = (parse or _kept_paper)(text)
        except PaperError as error:
            folder.problems.append(Problem(name, error.line, error.message, error.remedy))
            continue
        folder.headers.append(Header(name, paper.reference, paper.reference_line))
        folder.claims += [Claim(name, paper.reference, fields) for fields in paper.statements]
    return folder


_kept_paper = lru_cache(maxsize=4096)(read_paper)


def _text(file: Traversable, name: str, problems: list[Problem]) -> str | None:
    """Return the text of a file with line feeds at line ends and without a byte order mark."""
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "not UTF-8 text", "save the file as UTF-8"))
        return None


def _read_table(
    file: Traversable, name: str, columns: tuple[str, ...], problems: list[Problem]
) -> list[Row]:
    if not file.is_file():
        problems.append(Problem(name, 1, "no such file", f"add it with {', '.join(columns)}"))
        return []
    text = _text(file, name, problems)
    if text is None:
        return []
    lines = text.removesuffix("\n").split("\n")
    header = lines[0].split("\t")
    missing = [column for column in columns if column not in header]
    if missing:
        remedy = "add it to the first line, separated by tabs"
        problems += [Problem(name, 1, f"no column {column!r}", remedy) for column in missing]
        return []
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        values = line.split("\t")
        if len(values) != len(header):
            problems.append(
                Problem(
                    name,
                    number,
                    f"{len(values)} fields where the header has {len(header)}",
                    "put exactly one tab between fields",
                )
            )
            continue
        rows.append(Row(number, dict(zip(header, values, strict=True))))
    return rows


def listed(text: str) -> tuple[str, ...]:
    """Split a field that holds several values, separated by `;`.

    >>> listed("human; mouse")
    ('human', 'mouse')
    """
    return tuple(part for part in (piece.strip() for piece in text.split(";")) if part)


def headline_pairs(folder: Folder) -> list[tuple[str, str]]:
    """Return the (source, target) pairs of the headlines, in the order of their table."""
    rows = folder.tables["headlines.tsv"]
    return [(row.values["source"], row.values["target"]) for row in rows]


def entities(folder: Folder) -> list[Entity]:
    """Return the entities of a folder, in the order of its table."""
    return [
        Entity(
            id=row.values["id"],
            label=row.values["label"],
            kind=row.values["kind"],
            lane=row.values["lane"],
            curie=row.values["curie"] or None,
            synonyms=listed(row.values["synonyms"]),
            definition=row.values["definition"],
            short_label=with_greek(row.values["short_label"], listed(row.values["synonyms"])),
        )
        for row in folder.tables["entities.tsv"]
    ]


def statements(folder: Folder, *, uncited: bool = False) -> list[Statement]:
    """Return the statements of a folder; those without a reference only with `uncited=True`.

    Raises CurationError when a sign is not +1, -1 or 0, as in a skeleton that is not filled in.
    """
    claims = [c for c in folder.claims if uncited or c.fields.values.get("status") != UNCITED]
    unsigned = [
        Problem(c.file, c.fields.lines.get("sign", c.fields.line), f"sign {sign!r}", _SIGN_REMEDY)
        for c in claims
        if (sign := c.fields.values.get("sign", "0")) not in _SIGNS
    ]
    if unsigned:
        raise CurationError(unsigned)
    return [_statement(claim) for claim in claims]


_SIGNS = {"+1": 1, "1": 1, "-1": -1, "0": 0}
_SIGN_REMEDY = "use +1, -1 or 0"


def _statement(claim: Claim) -> Statement:
    get = claim.fields.values.get
    reference = get("reference") or claim.reference
    return Statement(
        subject=get("subject", ""),
        predicate=get("predicate", ""),
        object=get("object", ""),
        sign=_SIGNS[get("sign", "0")],
        layer=get("layer", ""),
        indirect=get("indirect") == "yes",
        evidence=Evidence(
            id=get("id", ""),
            reference=None if reference == UNCITED else reference,
            grade=get("grade", ""),
            eco=get("eco"),
            disease=listed(get("disease", "")),
            species=listed(get("species", "")),
            tissue=listed(get("tissue", "")),
            route=get("route"),
            summary=get("summary", ""),
            claims=listed(get("claims", "")),
            status=get("status", ""),
            note=get("note", ""),
        ),
    )
