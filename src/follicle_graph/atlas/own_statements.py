"""Statements of one's own, added to a graph in a session and saved as a paper's file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from follicle_graph.curation.folder import Row, listed
from follicle_graph.curation.new_paper import spelled_reference
from follicle_graph.curation.paper_file import STATEMENT_FIELDS, dump_paper
from follicle_graph.curation.tidy import canonical_fields
from follicle_graph.errors import InvalidQuestion, UnknownEntity
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import whole_graph
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import EVIDENCE, Entity, Evidence, Readable
from follicle_graph.model.graph import Graph, add_edge, node_attributes, resolve
from follicle_graph.model.sketch import PREDICATE_OF, steps_in
from follicle_graph.model.vocabulary import STANCE_OF_NULL
from follicle_graph.tools.atomic_file import whole_file
from follicle_graph.tools.caller_warning import warn_caller

OWN = "own"
"""The attribute `origin` of entities and edges of one's own, and the status of their evidence."""

_GIVEN = tuple(name for name in STATEMENT_FIELDS if name not in ("id", "reference"))
_SEVERAL = frozenset(name for name, field in EVIDENCE.items() if field.several)
_SIGNS = {"+1": 1, "1": 1, "-1": -1, "0": 0}
_OF_EVIDENCE = tuple(name for name in EVIDENCE if name in _GIVEN)
_NO_REFERENCE = "REF:own"
"""The reference that a saved file names when none was given."""


def with_statements(
    G: Graph | Readable,
    *statements: str | Mapping[str, str],
    reference: str | None = None,
    save: str | os.PathLike[str] | None = None,
) -> Graph:
    """A graph with statements of one's own added; G itself stays as it is.

    The names of entities are those of G (any of their names); a name that G does not have is a
    new entity. New entities and edges have the attribute `origin="own"`, and the origin of the
    graph is `merged`.

    Parameters
    ----------
    G
        The graph, mostly the atlas, or an open store.
    *statements
        Texts as `sketch` reads them, such as `"IL-15 -> TRM; TRM -> IFN-γ"`: hypotheses of the
        grade `curator inference`. Or mappings with the fields of a paper's file: `subject`,
        `predicate`, `object`, `grade` and `summary`, and as wanted `layer` (default: mechanism),
        `species`, `disease`, `tissue`, `route`, `indirect`, `eco`, `claims`, `status`, `note`;
        several values in one string, by semicolons. The sign is the predicate's. Without a
        reference, `grade` and `summary` may be left out.
    reference
        The paper of these statements, `PMID:…`, `DOI:…` or `PMC:…`; None for one's own ideas.
        With a reference, the names in mappings have to be names of G.
    save
        Also write them as a paper's file (`.yaml`), which can be put into `knowledge/papers/`.

    Returns
    -------
    networkx.MultiDiGraph
        A new graph with a digest of its own.

    Raises
    ------
    InvalidQuestion
        With everything that is wrong with mappings; nothing is written then.
    SketchError
        With the position of what cannot be read in a text.
    UnknownEntity, AmbiguousEntity
        For the name of a loss, a name of several entities, or a new name beside a reference.
    OutputError
        When the file cannot be written.

    Warns
    -----
    UserWarning
        When a new name is only a slip away from a name of G.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> H = fg.with_statements(G, "IL-15 -> my new cell -> IFN-γ")
    >>> fg.paths(H, "IL-15", "IFN-γ", via="my new cell")[0].nodes
    ('il15', 'my new cell', 'ifng')
    >>> H = fg.with_statements(G, {"subject": "IL-7", "predicate": "increases", "object": "IL-15",
    ...                "grade": "in vitro", "summary": "Made up."}, reference="PMID:1")
    >>> H.edges["il7", "il15", "increases"]["evidence"][0].reference
    'PMID:1'
    """
    G = whole_graph(G)
    curie = None if reference is None else spelled_reference(reference, _prefixes())
    if not statements:
        raise InvalidQuestion(
            "no statement to add; give at least one text or mapping of fields",
            argument="statements",
            value=statements,
        )
    if save is not None and Path(save).suffix != ".yaml":
        raise InvalidQuestion(
            f"save is {str(save)!r}; a paper's file ends in .yaml", argument="save", value=save
        )
    given = list(_mappings(statements))
    problems = [
        f"statement {number}: {problem}"
        for number, one in given
        for problem in _problems(one, cited=curie is not None)
    ]
    if problems:
        raise InvalidQuestion("; ".join(problems), argument="statements", remedy=problems[-1])
    H = G.copy()
    H.graph["origin"] = "merged"
    first = _next_row(G)
    rows = []
    for offset, (number, one) in enumerate(given):
        may_be_new = curie is None or isinstance(statements[number - 1], str)
        rows.append(_row(H, one, first + offset, may_be_new=may_be_new))
    for row in rows:
        _join(H, row, curie)
    if save is not None:
        with whole_file(Path(save)) as beside:
            text = dump_paper(curie or _NO_REFERENCE, rows)
            beside.write_text(text, encoding="utf-8", newline="\n")
    return stamp(H)


def _mappings(
    statements: tuple[str | Mapping[str, str], ...],
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each statement as fields, with the number of the argument that it comes from."""
    for number, one in enumerate(statements, start=1):
        if not isinstance(one, str):
            yield number, one
            continue
        steps = [step for step in steps_in(one) if step.target is not None]
        if not steps:
            raise InvalidQuestion(
                f"statement {number}: {one!r:.60} has no arrow; write 'A -> B'",
                argument="statements",
                value=one,
            )
        for step in steps:
            assert step.target is not None
            assert step.sign is not None
            arrow = {1: "→", -1: "⊣", 0: "—"}[step.sign]
            yield (
                number,
                {
                    "subject": step.source,
                    "predicate": PREDICATE_OF[step.sign],
                    "object": step.target,
                    "layer": "mechanism" if step.sign else "correlative",
                    "grade": "curator inference",
                    "summary": f"Own statement: {step.source} {arrow} {step.target}.",
                },
            )


def _prefixes() -> list[Row]:
    rows = vocabulary.read_tsv(vocabulary.knowledge().joinpath("prefixes.tsv"))
    return [Row(line, values) for line, values in enumerate(rows, start=2)]


def _problems(given: Mapping[str, str], *, cited: bool) -> list[str]:
    if not isinstance(given, Mapping):
        return [f"{given!r} is no mapping of fields"]
    unknown = sorted(set(given) - {*_GIVEN})
    found = [f"unknown field {name!r}; use some of {', '.join(_GIVEN)}" for name in unknown]
    found += [
        f"{name} is {value!r}; write a string, several values separated by '; '"
        for name, value in given.items()
        if not isinstance(value, str)
    ]
    if found:
        return found
    found += [
        f"no {name}"
        for name in ("subject", "predicate", "object", *(("grade", "summary") if cited else ()))
        if not given.get(name, "").strip()
    ]
    closed = {
        "predicate": vocabulary.predicates(),
        "grade": vocabulary.grades(),
        "layer": vocabulary.LAYERS,
        "status": ("verified", "title-seen"),
        "indirect": ("yes",),
    }
    for name, allowed in closed.items():
        if given.get(name) and given[name] not in allowed:
            found.append(f"unknown {name} {given[name]!r}; use one of {', '.join(allowed)}")
    sign = vocabulary.predicates().get(given.get("predicate", ""))
    said = _SIGNS.get(given.get("sign", ""), sign)
    if sign is not None and said != sign:
        found.append(
            f"sign {given['sign']} where {given['predicate']!r} has {sign:+d}; leave it out"
        )
    return found


def _next_row(G: Graph) -> int:
    numbers = [
        int(piece.id[1:])
        for *_, data in G.edges(data=True)
        for piece in data.get("evidence") or ()
        if piece.id[:1] == "R" and piece.id[1:].isdecimal()
    ]
    return max(numbers, default=0) + 1


def _entity(H: Graph, name: str, *, may_be_new: bool) -> str:
    """The id of a named entity; a new one is added if it may be."""
    try:
        return resolve(H, name)
    except UnknownEntity as error:
        if error.lowered or not may_be_new or not name.strip():
            raise
        if error.nearest:
            warn_caller(f"{name!r} is a new entity; if you meant {error.nearest[0]!r}, write that")
    new = name.strip()
    H.add_node(new, **node_attributes(Entity(new, new)), origin=OWN)
    return new


def _row(H: Graph, given: Mapping[str, str], number: int, *, may_be_new: bool) -> dict[str, str]:
    sign = vocabulary.predicates()[given["predicate"]]
    named = {
        "id": f"R{number}",
        "subject": _entity(H, given["subject"], may_be_new=may_be_new),
        "object": _entity(H, given["object"], may_be_new=may_be_new),
        "sign": f"{sign:+d}" if sign else "0",
        "layer": given.get("layer") or vocabulary.LAYERS[0],
        "disease": "; ".join(resolve(H, one) for one in listed(given.get("disease", ""))),
        "grade": given.get("grade") or "curator inference",
        "status": given.get("status") or "verified",
    }
    row = canonical_fields({**given, **named})
    return {name: value for name, value in row.items() if value}


def _join(H: Graph, row: Mapping[str, str], reference: str | None) -> None:
    """Add one row to a graph as `graph.build` would have."""
    u, v, key = row["subject"], row["object"], row["predicate"]
    sign = int(row["sign"])
    values: dict[str, Any] = {
        name: listed(row.get(name, "")) if name in _SEVERAL else row[name]
        for name in _OF_EVIDENCE
        if name in _SEVERAL or name in row
    }
    if reference is None:
        values["status"] = OWN
    piece = replace(Evidence(row["id"], reference), **values)
    between: dict[str, dict[str, Any]] = dict(H.adj[u].get(v, {}))
    known = between.get(key)
    if known and known["layer"] != row["layer"]:
        raise InvalidQuestion(
            f"{u} {key} {v} is in the layer {known['layer']!r}, not {row['layer']!r}; "
            "name that layer, or use another predicate",
            argument="layer",
            value=row["layer"],
        )
    contrary = [
        replace(other, stance=STANCE_OF_NULL[name])
        for name, data in between.items()
        if sign and name in STANCE_OF_NULL and data["layer"] == row["layer"]
        for other in data["evidence"]
        if other.stance == "supports"
    ]
    _write(H, (u, v, key), sign, row, [*(known["evidence"] if known else contrary), piece], known)
    if known is None:
        H.edges[u, v, key]["origin"] = OWN
    stance = STANCE_OF_NULL.get(key)
    for name, data in between.items():
        if stance and data["sign"] and data["layer"] == row["layer"]:
            against = [*data["evidence"], replace(piece, stance=stance)]
            same = {"layer": data["layer"], "indirect": "yes" if data["indirect"] else ""}
            _write(H, (u, v, name), data["sign"], same, against, None)


def _write(
    H: Graph,
    edge: tuple[str, str, str],
    sign: int,
    row: Mapping[str, str],
    evidence: list[Evidence],
    known: Mapping[str, object] | None,
) -> None:
    indirect = row.get("indirect") == "yes" and (known is None or bool(known["indirect"]))
    add_edge(H, *edge, sign=sign, layer=row["layer"], indirect=indirect, evidence=evidence)
