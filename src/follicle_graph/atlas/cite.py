"""How to cite the software and exactly this state of the atlas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, get_args

from follicle_graph.atlas.load import __version__, load
from follicle_graph.model.arguments import one_of
from follicle_graph.model.vocabulary import editions

AUTHORS = "The follicle-graph authors"
TITLE = "follicle-graph: the open, executable, evidence-graded atlas of hair-loss immunology"
LICENCES = "Code MIT, facts CC0-1.0."

Form = Literal["text", "bibtex", "ris"]


class _State(NamedTuple):
    """What a citation names: the software, the facts and their digest."""

    version: str
    facts: str
    date: str
    digest: str

    @property
    def key(self) -> str:
        """Of the entry in BibTeX and RIS."""
        return f"follicle_graph_{self.date[:4]}"

    @property
    def note(self) -> str:
        """Which facts, and under which licences."""
        return f"Facts: {self.facts}, SHA-256 {self.digest}. {LICENCES}"


def cite(format: Form = "text") -> str:  # noqa: A002 - the word that `read` and `write` use
    """How to cite the software and exactly this state of the atlas.

    Parameters
    ----------
    format
        "text": one sentence for people; "bibtex": an entry for LaTeX; "ris": a record for EndNote,
        Zotero and Mendeley.

    Returns
    -------
    str
        Each form names the version of the software, the edition of the facts, its date and the
        digest of the installed atlas.

    Raises
    ------
    InvalidQuestion
        The format is none of these.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.cite().split(". ")[0]
    'The follicle-graph authors'
    >>> print(fg.cite("bibtex").splitlines()[0])
    @software{follicle_graph_2026,
    """
    one_of("format", format, get_args(Form))
    edition = editions()[-1]
    state = _State(__version__, str(edition), edition.date, load().graph["digest"])
    return _FORMS[format](state)


def _text(state: _State) -> str:
    return (
        f"{AUTHORS}. {TITLE}. Version {state.version} (facts: {state.facts}), facts SHA-256 "
        f"{state.digest}. {LICENCES} Please also cite the papers behind the edges that you use "
        "(`follicle_graph.bibliography(...)` lists them)."
    )


def _bibtex(state: _State) -> str:
    fields = {
        "author": f"{{{AUTHORS}}}",  # braces keep a body whole
        "title": f"{{{TITLE}}}",
        "version": state.version,
        "year": state.date[:4],
        "date": state.date,
        "note": state.note,
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return f"@software{{{state.key},\n" + ",\n".join(lines) + "\n}\n"


def _ris(state: _State) -> str:
    fields = [
        ("TY", "COMP"),
        ("ID", state.key),
        ("AU", AUTHORS),
        ("TI", TITLE),
        ("ET", state.version),
        ("PY", state.date[:4]),
        ("DA", state.date.replace("-", "/")),
        ("N1", state.note),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields)


_FORMS: Mapping[str, Callable[[_State], str]] = {"text": _text, "bibtex": _bibtex, "ris": _ris}
