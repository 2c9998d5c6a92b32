"""Statements of one's own, added to a graph in a session and saved as a paper's file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from follicle_graph.curation.folder import Row, listed
from follicle_graph.curation.new_paper import spelled_reference
from follicle_graph.curation.paper_file import STATEMENT_FIELDS, dump_paper
from follicle_graph.curation.tidy import canonical_fields
from follicle_graph.errors import InvalidQuestion
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import check_graph
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge, resolve
from follicle_graph.model.vocabulary import STANCE_OF_NULL
from follicle_graph.tools.atomic_file import whole_file

_GIVEN = tuple(name for name in STATEMENT_FIELDS if name not in ("id", "reference"))
_SEVERAL = ("disease", "species", "tissue", "claims")
_SIGNS = {"+1": 1, "1": 1, "-1": -1, "0": 0}
_OF_EVIDENCE = tuple(field.name for field in fields(Evidence) if field.name in _GIVEN)


def with_statements(
    G: Graph,
    *statements: Mapping[str, str],
    reference: str,
    save: str | os.PathLike[str] | None = None,
) -> Graph:
    """A graph with statements of one paper added; G itself stays as it is.

    Each statement is a mapping with the fields of a paper's file: `subject`, `predicate`,
    `object`, `grade` and `summary`, and as wanted `layer` (default mechanism), `species`,
    `disease`, `tissue`, `route`, `indirect`, `eco`, `claims`, `status`, `note`; several values in
    one string, separated by `; `. Ends go by any name of an entity of G. The sign is the
    predicate's; row ids are the next free ones. `reference`: `PMID:…`, `DOI:…`, `PMC:…`. `save`
    writes them as such a file, to be put into `knowledge/papers/`.

    Raises InvalidQuestion with everything that is wrong, and then writes nothing; UnknownEntity,
    AmbiguousEntity for a name; OutputError when the file cannot be written.

    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> H = fg.with_statements(G, {"subject": "IL-7", "predicate": "increases", "object": "IL-15",
    ...                "grade": "in vitro", "summary": "Made up."}, reference="PMID:1")
    >>> H.edges["il7", "il15", "increases"]["evidence"][0].reference, ("il7", "il15") in G.edges()
    ('PMID:1', False)
    """
    check_graph(G)
    curie = spelled_reference(reference, _prefixes())
    if not statements:
        raise InvalidQuestion("no statement to add; give at least one mapping of fields")
    problems = [
        f"statement {number}: {problem}"
        for number, given in enumerate(statements, start=1)
        for problem in _problems(given)
    ]
    if problems:
        raise InvalidQuestion("; ".join(problems))
    first = _next_row(G)
    rows = [_row(G, given, first + offset) for offset, given in enumerate(statements)]
    H = G.copy()
    for row in rows:
        _join(H, row, curie)
    if save is not None:
        target = Path(save)
        if target.suffix != ".yaml":
            raise InvalidQuestion(f"save is {str(save)!r}; a paper's file ends in .yaml")
        with whole_file(target) as beside:
            beside.write_text(dump_paper(curie, rows), encoding="utf-8", newline="\n")
    return stamp(H)


def _prefixes() -> list[Row]:
    rows = vocabulary.read_tsv(vocabulary.knowledge().joinpath("prefixes.tsv"))
    return [Row(line, values) for line, values in enumerate(rows, start=2)]


def _problems(given: Mapping[str, str]) -> list[str]:
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
        for name in ("subject", "predicate", "object", "grade", "summary")
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


def _row(G: Graph, given: Mapping[str, str], number: int) -> dict[str, str]:
    sign = vocabulary.predicates()[given["predicate"]]
    named = {
        "id": f"R{number}",
        "subject": resolve(G, given["subject"]),
        "object": resolve(G, given["object"]),
        "sign": f"{sign:+d}" if sign else "0",
        "layer": given.get("layer") or vocabulary.LAYERS[0],
        "disease": "; ".join(resolve(G, one) for one in listed(given.get("disease", ""))),
        "status": given.get("status") or "verified",
    }
    row = canonical_fields({**given, **named})
    return {name: value for name, value in row.items() if value}


def _join(H: Graph, row: Mapping[str, str], reference: str) -> None:
    """Add one row to a graph as `graph.build` would have."""
    u, v, key = row["subject"], row["object"], row["predicate"]
    sign = int(row["sign"])
    values: dict[str, Any] = {
        name: listed(row.get(name, "")) if name in _SEVERAL else row[name]
        for name in _OF_EVIDENCE
        if name in _SEVERAL or name in row
    }
    piece = replace(Evidence(row["id"], reference), **values)
    between: dict[str, dict[str, Any]] = dict(H.adj[u].get(v, {}))
    known = between.get(key)
    if known and known["layer"] != row["layer"]:
        raise InvalidQuestion(
            f"{u} {key} {v} is in the layer {known['layer']!r}, not {row['layer']!r}; "
            "name that layer, or use another predicate"
        )
    contrary = [
        replace(other, stance=STANCE_OF_NULL[name])
        for name, data in between.items()
        if sign and name in STANCE_OF_NULL and data["layer"] == row["layer"]
        for other in data["evidence"]
        if other.stance == "supports"
    ]
    _write(H, (u, v, key), sign, row, [*(known["evidence"] if known else contrary), piece], known)
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
