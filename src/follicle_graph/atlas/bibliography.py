"""The papers behind graphs and answers, and their export for reference managers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast, overload

import networkx as nx

from follicle_graph.atlas.reference_formats import bibtex, csl_json, ris
from follicle_graph.errors import InvalidQuestion, OutputError
from follicle_graph.query.citations import Citation, citation
from follicle_graph.query.engine.answer import whole_index
from follicle_graph.query.engine.graph_reader import reader
from follicle_graph.query.engine.path import plural
from follicle_graph.query.evidence import HasStatements, statements_of
from follicle_graph.tools.atomic_file import path_of, whole_file

if TYPE_CHECKING:
    import pandas as pd

    from follicle_graph.model.facts import Readable
    from follicle_graph.model.graph import Graph

FRAME_COLUMNS = [
    "key",
    "reference",
    "authors",
    "title",
    "journal",
    "year",
    "volume",
    "pages",
    "pmid",
    "doi",
    "pmc",
    "type",
    "url",
    "short",
    "citation",
    "statements",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper, and the row ids of the statements that rest on it."""

    citation: Citation
    statements: tuple[str, ...]

    @property
    def note(self) -> str:
        """Which statements rest on the paper."""
        return f"follicle-graph statements: {', '.join(self.statements)}" if self.statements else ""


@dataclass(frozen=True)
class Bibliography(Sequence[Entry]):
    """Papers in the order of their first use."""

    entries: tuple[Entry, ...]

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, place: int | slice) -> Entry | tuple[Entry, ...]:
        return self.entries[place]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def to_frame(self) -> pd.DataFrame:
        """One row per paper: its fields, its address, and the statements that rest on it."""
        import pandas as pd

        rows = [
            {
                **entry.citation._asdict(),
                "url": entry.citation.url or "",
                "short": entry.citation.short,
                "citation": entry.citation.line,
                "statements": "; ".join(entry.statements),
            }
            for entry in self
        ]
        return pd.DataFrame(rows, columns=FRAME_COLUMNS)

    def to_bibtex(self) -> str:
        """The papers for LaTeX; UTF-8, special characters escaped."""
        return bibtex((entry.citation, entry.note) for entry in self)

    def to_ris(self) -> str:
        """The papers for EndNote, Zotero and Mendeley."""
        return ris((entry.citation, entry.note) for entry in self)

    def to_csl_json(self) -> str:
        """The papers as CSL-JSON for Zotero, Pandoc and citeproc."""
        return csl_json((entry.citation, entry.note) for entry in self)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a file; its ending decides the form.

        Parameters
        ----------
        path
            `.bib`, `.ris`, `.json` (CSL-JSON), `.csv` or `.tsv`. An existing file is replaced.

        Raises
        ------
        OutputError
            The ending is none of these, or the file cannot be written.
        """
        forms: Mapping[str, Callable[[], str]] = {
            ".bib": self.to_bibtex,
            ".ris": self.to_ris,
            ".json": self.to_csl_json,
            ".csv": lambda: self.to_frame().to_csv(index=False),
            ".tsv": lambda: self.to_frame().to_csv(index=False, sep="\t"),
        }
        place = path_of(path)
        form = forms.get(place.suffix.casefold())
        if form is None:
            raise OutputError(
                f"a bibliography cannot be written as {place.suffix or 'a file without an ending'}",
                argument="path",
                value=str(path),
                remedy=f"end its name with {', '.join(forms)}",
            )
        with whole_file(place) as beside:
            beside.write_bytes(form().encode("utf-8"))
        return place

    def __str__(self) -> str:
        lines = [f"{number}. {entry.citation.line}" for number, entry in enumerate(self, start=1)]
        return "\n".join([plural(len(self), "reference"), *lines])

    def __repr__(self) -> str:
        return f"<{plural(len(self), 'reference')}>"

    def _repr_html_(self) -> str:
        items = []
        for entry in self:
            line = escape(entry.citation.line)
            if entry.citation.url:
                address = escape(entry.citation.url, quote=True)
                line = f'<a href="{address}">{line}</a>'
            items.append(f'<li title="{escape(entry.note, quote=True)}">{line}</li>')
        return f"<p>{plural(len(self), 'reference')}</p><ol>{''.join(items)}</ol>"


def bibliography(*answers: object) -> Bibliography:
    """The papers that graphs and answers rest on, in the order of their first use.

    Parameters
    ----------
    *answers
        Graphs, open stores, pictures, and any answers: Path, Paths, Loops, Effect, Treatments,
        Treatment, a dossier of `about`, the table of `evidence`; or lists of them. Papers that
        speak against a statement are included.

    Returns
    -------
    Bibliography
        One entry per paper. Empty when nothing is cited.

    Raises
    ------
    InvalidQuestion
        Nothing is given, or something that cites no papers by its nature, such as a text.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> found = fg.bibliography(fg.paths(fg.load(), "IL-4", "IgE", limit=1))
    >>> found.to_frame()["reference"].str.contains(":").all().item()
    True
    >>> len(fg.bibliography(fg.sketch("a -> b")))
    0
    """
    if not answers:
        raise InvalidQuestion(
            "a bibliography of nothing; give a graph or an answer",
            argument="answers",
            value=answers,
        )
    found: dict[str, dict[str, None]] = {}
    for answer in answers:
        for reference, statement in _cited(answer):
            found.setdefault(reference, {}).update({statement: None} if statement else {})
    return Bibliography(
        tuple(Entry(citation(name), tuple(statements)) for name, statements in found.items())
    )


def _cited(answer: object) -> Iterator[tuple[str, str]]:
    """Each reference with the id of a statement that cites it, in the order of their use."""
    if isinstance(answer, HasStatements):
        pieces = (piece for one in answer.statements() for piece in one.evidence)
        yield from ((piece.reference, piece.id) for piece in pieces if piece.reference)
    elif isinstance(answer, nx.MultiDiGraph) or callable(getattr(answer, "columns", None)):
        view = reader(cast("Graph | Readable", answer))
        index = whole_index(view)
        for one in statements_of(view, index, range(len(index))):
            yield from ((piece.reference, piece.id) for piece in one.evidence if piece.reference)
    elif {"reference", "id"} <= set(getattr(answer, "columns", ())):
        table = cast("pd.DataFrame", answer)
        for reference, id_ in zip(table["reference"], table["id"], strict=True):
            if isinstance(reference, str) and reference:
                yield reference, id_
    elif isinstance(drawn := getattr(answer, "graph", None), nx.MultiDiGraph):  # a picture
        yield from _cited(drawn)
    elif hasattr(answer, "references"):
        yield from _cited_in_reasons(answer)
    elif isinstance(answer, Iterable) and not isinstance(answer, (str, bytes, Mapping)):
        for one in answer:
            yield from _cited(one)
    else:
        raise InvalidQuestion(
            f"a {type(answer).__name__} cites no papers",
            value=answer,
            remedy="give a graph or an answer, such as about(G, name) or paths(G, a, b)",
            argument="answers",
        )


def _cited_in_reasons(answer: object) -> Iterator[tuple[str, str]]:
    """The references of an answer that lists them, such as a treatment, and of its reasons."""
    for part in ("why", "against", "cautions"):
        for reason in getattr(answer, part, ()):
            statements = getattr(reason, "evidence", ()) or ("",)
            for reference in getattr(reason, "references", ()):
                yield from ((reference, statement) for statement in statements)
    yield from ((str(reference), "") for reference in getattr(answer, "references", ()))
