"""What a graph knows: as a whole, or of one entity on one screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import networkx as nx

from follicle_graph.model.arguments import whole_number
from follicle_graph.model.digest import digest
from follicle_graph.model.facts import Readable
from follicle_graph.model.graph import Graph, entity
from follicle_graph.model.vocabulary import (
    DISCLAIMER,
    GIVEN,
    LAYERS,
    MARKERS,
    ON_TARGET,
    STANCE_OF_NULL,
    is_cited,
    knowledge,
    read_tsv,
)
from follicle_graph.query.cards import cited
from follicle_graph.query.citations import citation
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import of_one_content, reader, resolve_all
from follicle_graph.query.engine.index import Index
from follicle_graph.query.engine.path import ARROWS, StatementEvidence, plural, shown
from follicle_graph.query.evidence import best_grade, statements_of
from follicle_graph.therapy.treatment_tables import entities as atlas_entities
from follicle_graph.therapy.treatment_tables import therapies
from follicle_graph.tools.calls import spell

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.model.facts import Entity, Evidence

SHOWN = 8
"""Relations that a section prints, unless `limit` says otherwise; `to_frame()` has all."""

RESULTS = 5
"""Results of trials that a dossier prints."""

TRIALS = ("meta-analysis", "trial")
"""Grades of evidence whose results are printed."""

_MEASURED = re.compile(r"\d ?%|\d\.\d|\d/\d|\d (?:of|v|vs|against) \d")
"""A measured number in a text: a share, a ratio, some of some."""

COLUMNS = [
    "entity",
    "section",
    "direction",
    "predicate",
    "other",
    "sign",
    "layer",
    "grade",
    "support",
    "contested",
    "papers",
]


class Relation(NamedTuple):
    """One edge as the dossier of an entity shows it."""

    other: str
    outward: bool
    support: float
    contested: bool
    statement: StatementEvidence

    @property
    def grade(self) -> str:
        """The best grade of its supporting evidence; empty without any."""
        return best_grade(self.statement.evidence) or ""

    @property
    def references(self) -> tuple[str, ...]:
        """The papers of its evidence, in the order of the evidence."""
        found = (piece.reference for piece in self.statement.evidence)
        return tuple(dict.fromkeys(name for name in found if name))

    @property
    def head(self) -> str:
        """The arrow and the other entity: "⊣ JAK1", or "Baricitinib ⊣" for one that acts on it."""
        arrow = ARROWS[self.statement.sign]
        return f"{arrow} {self.other}" if self.outward else f"{self.other} {arrow}"

    @property
    def facts(self) -> str:
        """Predicate, grade and number of papers."""
        words = self.statement.edge[2].replace("_", " ")
        grade = self.grade or "no grade"
        marks = [words, grade, plural(len(self.references), "paper")]
        return "; ".join([*marks, *(["contested"] if self.contested else [])])


class Section(NamedTuple):
    """A title with relations, or with lines of text."""

    title: str
    relations: tuple[Relation, ...] = ()
    lines: tuple[str, ...] = ()


@runtime_checkable
class _HasInfo(Protocol):
    """A store, which says what it is."""

    def info(self) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Dossier:
    """What a graph knows of one entity, of several, or as a whole.

    Parameters
    ----------
    title
        Name and kind, or the name of the graph.
    facts
        Definition, other names and identifiers, or counts; one line each.
    sections
        Relations by what they mean, strongest first, and what else is known.
    others
        The dossiers of further names.
    limit
        Relations that a section prints; None for all.
    """

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    others: tuple[Dossier, ...] = ()
    limit: int | None = SHOWN

    def statements(self) -> tuple[StatementEvidence, ...]:
        """Every edge of the entity, once, for `evidence` and `bibliography`."""
        own = [one.statement for part in self.sections for one in part.relations]
        further = [one for other in self.others for one in other.statements()]
        return tuple({one.edge: one for one in (*own, *further)}.values())

    def to_frame(self) -> pd.DataFrame:
        """One row per relation, in the order of the sections."""
        import pandas as pd

        rows = [
            (
                part.title,
                section.title,
                "out" if one.outward else "in",
                one.statement.edge[2],
                one.other,
                one.statement.sign,
                one.statement.layer,
                one.grade,
                one.support,
                one.contested,
                "; ".join(one.references),
            )
            for part in (self, *self.others)
            for section in part.sections
            for one in section.relations
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    def __str__(self) -> str:
        lines = [self.title, *(f"  {fact}" for fact in self.facts)]
        for section in self.sections:
            lines += ["", section.title, *_printed(section, self.limit)]
        return "\n\n".join(["\n".join(lines), *map(str, self.others)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return _card(self) + "".join(other._repr_html_() for other in self.others)


@of_one_content
def about(
    G: Graph | Readable,
    name: str | Collection[str] | None = None,
    *,
    limit: int | None = SHOWN,
) -> Dossier:
    """What a graph knows: as a whole, or everything about one entity on one screen.

    Parameters
    ----------
    G
        A graph or an open store.
    name
        One name or several. None: the graph as a whole.
    limit
        How many relations each section prints, at least 1; None for all.

    Returns
    -------
    Dossier
        Prints as text, shows as a card in a notebook; `to_frame()` has every relation, and
        `evidence` and `bibliography` take it.

    Raises
    ------
    UnknownEntity, AmbiguousEntity
        A name cannot be resolved.
    InvalidQuestion
        An empty list of names, what is no name, or a limit below 1.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.about(fg.load(), "baricitinib")
    >>> found.title
    'Baricitinib (drug)'
    >>> print(fg.about(fg.sketch("a -> b; c"), "c"))
    c
      has no relations yet
    """
    view = reader(G)
    if limit is not None:
        whole_number("limit", limit, 1)
    if name is None:
        return _overview(view, _meta(G))
    nodes = resolve_all(view, "name", name)
    index = whole_index(view)
    first, *others = (replace(_dossier(view, index, node), limit=limit) for node in nodes)
    return replace(first, others=tuple(others))


def _dossier(view: Readable, index: Index, node: str) -> Dossier:
    numbers = index.touching(node)
    near = {end for n in numbers for end in (index.edge(n).u, index.edge(n).v)}
    known = view.subgraph(sorted({node, *near}), max_hops=0)
    own = entity(known, node)
    relations = _relations(view, index, node, numbers)
    if not relations:
        return Dossier(_title(own), (*_identity(own), "has no relations yet"), ())
    kinds = {other: str(known.nodes[other].get("kind") or "") for other in near}
    sections: dict[str, list[Relation]] = {title: [] for title in TITLES}
    for one in relations:
        sections[_section_of(own.kind, one, kinds)].append(one)
    made = [
        Section(title, tuple(sorted(found, key=_strongest_first)))
        for title, found in sections.items()
        if found
    ]
    if own.kind in GIVEN and (lines := _results(sections["Clinical findings"])):
        made.insert(1, Section("Results of trials", lines=lines))
    for title, lines in (
        ("Licence and cautions", _therapy(own)),
        ("Disputes", _disputes(relations)),
    ):
        made += [Section(title, lines=lines)] if lines else []
    return Dossier(_title(own), _identity(own), (*made, _papers(relations, own)))


_STRUCTURE = "Definitions, classes, members and places"

TITLES = (
    "Clinical findings",
    "Treatments and triggers",
    "Targets",
    "Acts on",
    "Acted on by",
    "Drugs and procedures that act on it",
    "Genetics",
    "Harms and contraindications",
    "Markers, symptoms and associations",
    _STRUCTURE,
)
"""The sections of relations, in their order."""


def _section_of(kind: str, one: Relation, kinds: Mapping[str, str]) -> str:
    """The section of a relation, by its layer, its predicate and the kinds of its ends."""
    _, key = one.statement.edge[:2], one.statement.edge[2]
    layer = one.statement.layer
    if key in ("is_a", "part_of") or layer == "structural":
        return _STRUCTURE
    if key in MARKERS or layer in ("biomarker", "correlative"):
        return "Markers, symptoms and associations"
    if layer == "safety":
        return "Harms and contraindications"
    if layer == "genetic":
        return "Genetics"
    if layer == "clinical":
        return "Clinical findings" if one.outward else "Treatments and triggers"
    if one.outward:
        return "Targets" if kind in GIVEN and key in ON_TARGET else "Acts on"
    given = kinds[one.statement.edge[0]] in GIVEN and kind not in GIVEN
    return "Drugs and procedures that act on it" if given else "Acted on by"


def _relations(view: Readable, index: Index, node: str, numbers: Sequence[int]) -> list[Relation]:
    found = []
    for number, one in zip(numbers, statements_of(view, index, numbers), strict=True):
        outward = one.edge[0] == node
        other = one.object if outward else one.subject
        support, contested = index.edge(number).support, bool(index.contradicted[number])
        found.append(Relation(other, outward, support, contested, one))
    return found


def _strongest_first(one: Relation) -> tuple[float, str, str]:
    return -one.support, one.other, one.statement.edge[2]


def _title(own: Entity) -> str:
    kind = own.kind.replace("_", " ")
    return shown(own.label) + (f" ({kind})" if kind else "")


def _identity(own: Entity) -> tuple[str, ...]:
    """Definition, other names, identifiers."""
    gene = _genes().get(own.curie or "", {})
    ids = {
        "HGNC symbol": gene.get("symbol", ""),
        "Entrez": gene.get("entrez", ""),
        "Ensembl": gene.get("ensembl", ""),
        "mouse": gene.get("mouse_symbol", ""),
    }
    named = [f"{what} {value}" for what, value in ids.items() if value]
    lines = [
        own.definition,
        f"also: {', '.join(own.synonyms)}" if own.synonyms else "",
        "; ".join(filter(None, [f"id {own.id}" if own.id != own.label else "", own.curie, *named])),
    ]
    return tuple(filter(None, lines))


@cache
def _genes() -> Mapping[str, Mapping[str, str]]:
    """HGNC id -> symbol, identifiers and mouse symbol."""
    mouse = {row["hgnc"]: row for row in read_tsv(knowledge().joinpath("orthologs.tsv"))}
    return {
        row["hgnc"]: {**row, "mouse_symbol": mouse.get(row["hgnc"], {}).get("mouse_symbol", "")}
        for row in read_tsv(knowledge().joinpath("genes.tsv"))
    }


def _therapy(own: Entity) -> tuple[str, ...]:
    """Licence and cautions, as the treatment tables state them for an entity of the atlas."""
    known = atlas_entities().get(own.id)
    if known is None or known.label != own.label:
        return ()
    rows = [row for (name, _), several in therapies().items() if name == own.id for row in several]
    licence = dict.fromkeys(row.regulatory for row in rows if row.regulatory)
    cautions = dict.fromkeys(
        shown(atlas_entities()[one].label)
        for row in rows
        for one in row.cautions
        if one in atlas_entities()
    )
    notes = dict.fromkeys(row.notes for row in rows if row.notes)
    return (*licence, *([f"cautions: {', '.join(cautions)}"] if cautions else []), *notes)


def _results(relations: Iterable[Relation]) -> tuple[str, ...]:
    """What trials measured in numbers, by its grade and strongest first, with the paper."""
    found = [
        (TRIALS.index(piece.grade), -one.support, one.other, piece)
        for one in relations
        for piece in one.statement.evidence
        if piece.grade in TRIALS and _MEASURED.search(f"{piece.summary} {piece.note}")
    ]
    ranked = sorted(found, key=lambda entry: (*entry[:3], entry[3].id))
    lines = dict.fromkeys(f"{other}: {_result(piece)}" for *_, other, piece in ranked)
    return tuple(lines)[:RESULTS]


def _result(piece: Evidence) -> str:
    """The summary, with the note where only that holds a number; grade and paper."""
    text = piece.summary.rstrip(".")
    if piece.note and not _MEASURED.search(text):
        text = f"{text}; {piece.note}"
    paper = f", {citation(piece.reference).short}" if piece.reference else ""
    return f"{text} ({piece.grade}{paper})"


def _disputes(relations: Iterable[Relation]) -> tuple[str, ...]:
    """Pairs with edges of both signs, or with a signed edge and a null or disputed finding."""
    pairs: dict[tuple[str, bool, str], list[Relation]] = {}
    for one in relations:
        if one.statement.edge[2] not in MARKERS:
            pairs.setdefault((one.other, one.outward, one.statement.layer), []).append(one)
    lines = []
    for (other, outward, _), several in pairs.items():
        signed = [one for one in several if one.statement.sign]
        nulls = [one for one in several if one.statement.edge[2] in STANCE_OF_NULL]
        if len({one.statement.sign for one in signed}) == 2 or (signed and nulls):
            sides: dict[int, list[str]] = {}
            for one in sorted(signed + nulls, key=_strongest_first):
                predicate = one.statement.edge[2].replace("_", " ")
                side = sides.setdefault(one.statement.sign, [])
                side.append(f"{predicate} ({one.grade or 'no grade'})")
            said = " against ".join(map(" and ".join, sides.values()))
            lines.append(f"{'on' if outward else 'from'} {other}: {said}")
    return tuple(lines)


def _papers(relations: Sequence[Relation], own: Entity) -> Section:
    """How many papers, and which carry most statements."""
    counted = Counter(name for one in relations for name in one.references)
    call = spell("bibliography", shown(own.label))
    most = ", ".join(
        f"{citation(name).short} ({count})" for name, count in counted.most_common(4) if count > 1
    )
    lines = [f"{plural(len(counted), 'paper')}; {call} lists them"]
    return Section("Papers", lines=(*lines, *([f"most used: {most}"] if most else [])))


def _meta(G: Graph | Readable) -> Mapping[str, object]:
    """Name, version, digest and origin; a changed graph keeps no claim to be what it was."""
    if not isinstance(G, nx.MultiDiGraph):
        info: Mapping[str, object] = G.info() if isinstance(G, _HasInfo) else {}
        return info
    found = digest(G)
    same = G.graph.get("digest") == found
    return {**G.graph, "digest": found, "origin": G.graph.get("origin") if same else "changed"}


def _overview(view: Readable, meta: Mapping[str, object]) -> Dossier:
    """Counts, digest, version, and what to try first."""
    index = whole_index(view)
    edges = [index.edge(number) for number in range(len(index))]
    by_layer = Counter(edge.layer for edge in edges)
    layers = ", ".join(f"{layer} {by_layer[layer]}" for layer in LAYERS if by_layer[layer])
    papers = {
        piece.reference
        for one in statements_of(view, index, range(len(index)))
        for piece in one.evidence
        if is_cited(piece.reference)
    }
    bare = len(set(index.ids) - {end for edge in edges for end in (edge.u, edge.v)})
    facts = [
        f"{plural(len(index.ids), 'entity').replace('entitys', 'entities')}, "
        f"{plural(len(index), 'edge')}, {plural(len(papers), 'reference')}",
        f"edges by layer: {layers}" if layers else "",
        f"without relations: {bare}" if bare else "",
        ", ".join(
            f"{what} {meta[what]}" for what in ("origin", "version", "digest") if meta.get(what)
        ),
    ]
    tries = (
        spell("about", "baricitinib"),
        spell("paths", "NKG2D+ CD8+ T cell", "hair loss", via=["IFN-γ"]),
        spell("effect", "baricitinib", "alopecia areata"),
        spell("treatments", "alopecia universalis"),
        spell("explore"),
    )
    title = str(meta.get("name") or "A graph")
    return Dossier(
        title,
        tuple(filter(None, facts)),
        (Section("Try first", lines=tries), Section("Note", lines=(DISCLAIMER,))),
    )


def _printed(section: Section, limit: int | None) -> Iterator[str]:
    shown_first = section.relations[:limit]
    width = min(max((len(one.head) for one in shown_first), default=0), 48)
    for one in shown_first:
        yield f"  {one.head:<{width}}  {one.facts}"
    if limit is not None and len(section.relations) > limit:
        yield f"  … and {len(section.relations) - limit} more"
    yield from (f"  {line}" for line in section.lines[:limit])
    if limit is not None and len(section.lines) > limit:
        yield f"  … and {len(section.lines) - limit} more"


def _card(dossier: Dossier) -> str:
    """The dossier as a card of a notebook: sections of tables with linked papers."""
    cell = 'style="text-align:left;padding:1px 10px 1px 0;vertical-align:top"'
    limit = dossier.limit
    parts = [f"<h4 style='margin:.3em 0'>{escape(dossier.title)}</h4>"]
    parts += [f"<div>{escape(fact)}</div>" for fact in dossier.facts]
    for section in dossier.sections:
        rows = "".join(
            f"<tr style='background:none'><td {cell}>{escape(one.head)}</td>"
            f"<td {cell}>{escape(one.facts)}</td><td {cell}>{cited(one.references)}</td></tr>"
            for one in section.relations[:limit]
        )
        whole = max(len(section.relations), len(section.lines))
        more = 0 if limit is None else whole - limit
        rest = f"<div>… and {more} more</div>" if more > 0 else ""
        lines = "".join(f"<div>{escape(line)}</div>" for line in section.lines[:limit])
        widths = "".join(f"<col style='width:{width}%'>" for width in (36, 34, 30))
        style = "border:0;margin:0;width:100%;table-layout:fixed"
        table = f"<table style='{style}'>{widths}{rows}</table>" if rows else ""
        title = f"<b style='display:block;margin-top:.6em'>{escape(section.title)}</b>"
        parts.append(f"{title}{table}{lines}{rest}")
    style = "border:1px solid #8888;border-radius:8px;padding:8px 14px;max-width:60em"
    return f"<div style='{style}'>{''.join(parts)}</div>"
