"""BEL: scripts read and written, PyBEL's node-link JSON and JGIF read.

A node is a term without its activity, secretion, translocation or degradation; these belong to
the edge, as in PyBEL. What a term implies becomes edges too: members of complexes (`partOf`),
variants (`hasVariant`), reactants and products. Correlations and associations go both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from follicle_graph.files.assembly import Assembly, Row
from follicle_graph.files.bel_terms import KINDS, MODIFIERS, Parser, Term, parse_term, quoted
from follicle_graph.files.format import Format
from follicle_graph.files.source import Source
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, edges_in_order
from follicle_graph.model.row_meaning import RowMeaning, meaning_of_row
from follicle_graph.model.vocabulary import knowledge, read_tsv

RELATIONS: Mapping[str, str] = {
    "->": "increases",
    "→": "increases",
    "=>": "directlyIncreases",
    "⇒": "directlyIncreases",
    "-|": "decreases",
    "=|": "directlyDecreases",
    "--": "association",
    ":>": "transcribedTo",
    ">>": "translatedTo",
    "cnc": "causesNoChange",
    "reg": "regulates",
    "pos": "positiveCorrelation",
    "neg": "negativeCorrelation",
}
"""Short relations -> the long ones, which are the predicates."""

_BOTH_WAYS = frozenset(
    ("positiveCorrelation", "negativeCorrelation", "association", "orthologous", "analogous",
     "analogousTo", "equivalentTo", "noCorrelation", "correlation")
)  # fmt: skip
_VARIANTS = frozenset(("var", "pmod", "gmod", "frag"))
_OUTSIDE = ("extracellular space", "extracellular region", "cell surface", "GO:0005615")
_ANNOTATIONS = {
    "species": "species",
    "disease": "disease",
    "meshdisease": "disease",
    "anatomy": "tissue",
    "meshanatomy": "tissue",
    "tissue": "tissue",
    "cell": "tissue",
    "cellline": "tissue",
    "cellstructure": "tissue",
}
_SPECIES = {"9606": "human", "10090": "mouse", "10116": "rat"}
_SET = re.compile(r"SET\s+(?P<name>\w+)\s*=\s*(?P<value>.*)", re.DOTALL | re.IGNORECASE)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PREFIXES = {"pubmed": "PMID", "doi": "DOI", "pmc": "PMC", "pubmed central": "PMC"}
_SPACE = "FG"
"""Our own name space in scripts that we write."""


@dataclass
class _State:
    """What a script has set so far."""

    citation: str | None = None
    support: str = ""
    annotations: dict[str, tuple[str, ...]] = field(default_factory=dict)


def fits_script(source: Source) -> bool:
    """Whether a file sets or defines something as BEL scripts do."""
    head = source.data[:20_000].decode("utf-8", "replace")
    return re.search(r"^\s*(SET|DEFINE)\s+\w+", head, re.MULTILINE) is not None


def read_script(source: Source) -> Graph:
    """The graph of a BEL script; lines that cannot be read are counted and left out."""
    made = Assembly(source.stem, source.problems)
    state = _State()
    statements = 0
    for number, line in _logical_lines(source.text):
        upper = line[:6].upper()
        if upper.startswith("DEFINE") or line[:12].upper() == "SET DOCUMENT":
            continue
        if upper.startswith("UNSET"):
            _unset(state, line[5:].strip())
            continue
        if upper.startswith("SET ") or upper.startswith("SET\t"):
            found = _SET.match(line)
            if found is None:
                source.problems[f"lines left out (line {number}: it sets nothing)"] += 1
            else:
                _set(state, found["name"], found["value"].strip())
            continue
        statements += 1
        try:
            _statement(made, state, line, number)
        except ValueError as error:
            source.problems[f"lines left out (line {number}: {error})"] += 1
    if not statements and not len(source.text.strip()):
        raise source.error("", "it is empty; a BEL script holds statements")
    return made.graph()


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those they continue on: after a backslash, or inside quotes or braces."""
    waiting = ""
    first = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not waiting and (not line or line.startswith(("#", "//"))):
            continue
        first = first if waiting else number
        waiting = f"{waiting} {line}".strip() if waiting else line
        if waiting.endswith("\\") and not waiting.endswith('\\"'):
            waiting = waiting[:-1].rstrip()
            continue
        open_quote = len(re.findall(r'(?<!\\)"', waiting)) % 2
        if waiting[:3].upper() == "SET" and open_quote and number - first < 60:
            continue
        open_brace = waiting[:3].upper() == "SET" and "{" in waiting and "}" not in waiting
        if open_brace and number - first < 60:
            continue
        yield first, waiting
        waiting = ""
    if waiting:
        yield first, waiting


def _texts(value: str) -> tuple[str, ...]:
    found = tuple(re.sub(r"\\(.)", r"\1", one) for one in _STRING.findall(value))
    return found or ((value.strip("{} "),) if value.strip("{} ") else ())


def _set(state: _State, name: str, value: str) -> None:
    folded = name.casefold()
    texts = _texts(value)
    if folded == "citation":
        state.citation, state.support = _citation(texts), ""
        state.annotations.clear()
    elif folded in ("evidence", "supportingtext", "support"):
        state.support = " ".join(texts)
    elif folded == "document" or folded == "statement_group":
        return
    else:
        state.annotations[name] = texts


def _citation(texts: tuple[str, ...]) -> str | None:
    if len(texts) >= 3 and texts[0].casefold() in ("pubmed", "pubmed central", "doi", "pmc"):
        kind, local = texts[0].casefold(), texts[2].strip()
    elif len(texts) == 2:
        kind, local = texts[0].casefold(), texts[1].strip()
    else:
        return f"REF:{texts[-1]}" if texts else None
    prefix = _PREFIXES.get(kind, "REF")
    return f"{prefix}:{local}" if local else None


def _unset(state: _State, name: str) -> None:
    folded = name.casefold()
    if folded == "all" or folded in ("citation",):
        state.citation, state.support = None, ""
        state.annotations.clear()
    elif folded in ("evidence", "supportingtext", "support"):
        state.support = ""
    else:
        for one in re.split(r"[\s,{}]+", name):
            state.annotations.pop(one, None)


def _statement(made: Assembly, state: _State, line: str, number: int) -> None:
    parser = Parser(line)
    subject = parser.term()
    rest = line[parser.position :].strip()
    if not rest or rest.startswith(("//", "#")):
        add_term(made, _inner(subject)[0])
        return
    word, _, after = rest.partition(" ")
    relation = RELATIONS.get(word, word)
    after = after.strip()
    if not after:
        raise ValueError(f"{line!r:.60} has no object")
    piece = _piece(state.citation, state.support, state.annotations, number)
    if after.startswith("("):
        _nested(made, subject, relation, after, piece)
        return
    parser = Parser(after)
    object_ = parser.term()
    tail = after[parser.position :].strip()
    if tail and not tail.startswith(("//", "#")):
        raise ValueError(f"it goes on after its object with {tail!r:.30}")
    if relation in ("hasMembers", "hasComponents") and object_.function == "list":
        single = "isA" if relation == "hasMembers" else "partOf"
        for one in object_.arguments:
            add_edge(made, one, single, subject, [piece])
        return
    if relation == "hasMember":
        subject, relation, object_ = object_, "isA", subject
    elif relation == "hasComponent":
        subject, relation, object_ = object_, "partOf", subject
    add_edge(made, subject, relation, object_, [piece])


def _nested(made: Assembly, subject: Term, relation: str, text: str, piece: Evidence) -> None:
    """A statement about a statement, `A -> (B -| C)`: read as A to B and B to C, as PyBEL does."""
    parser = Parser(text[1:])
    middle = parser.term()
    word, _, after = text[1:][parser.position :].strip().partition(" ")
    last = Parser(after.strip())
    end = last.term()
    if last.take() != ")":
        raise ValueError("a bracket does not close")
    made.problems["statements about a statement, read as two edges"] += 1
    add_edge(made, subject, relation, middle, [piece])
    add_edge(made, middle, RELATIONS.get(word, word), end, [piece])


def _piece(
    citation: str | None, support: str, annotations: Mapping[str, tuple[str, ...]], number: int
) -> Evidence:
    fields: dict[str, tuple[str, ...]] = {}
    notes = []
    for name in sorted(annotations):
        values = tuple(sorted(annotations[name]))
        known = _ANNOTATIONS.get(name.casefold())
        if known is None:
            notes.append(f"{name}: {', '.join(values)}")
        elif known == "species":
            fields[known] = tuple(_SPECIES.get(one, one) for one in values)
        else:
            fields[known] = (*fields.get(known, ()), *values)
    return Evidence(
        f"line{number}",
        reference=citation,
        summary=support,
        status="imported" if citation else "uncited",
        note="; ".join(notes),
        **fields,  # type: ignore[arg-type]
    )


def _inner(term: Term) -> tuple[Term, int]:
    """The entity of a term, and what a rise of the term says about it: +1, -1 or nothing, 0."""
    sign = 1
    while term.function in MODIFIERS and term.arguments:
        if term.function == "deg":
            sign = -sign
        elif term.function == "tloc":
            text = str(term)
            sign *= 1 if any(place in text for place in _OUTSIDE) else 0
        term = term.arguments[0]
    return term, sign


def add_edge(
    made: Assembly,
    subject: Term,
    relation: str,
    object_: Term,
    pieces: list[Evidence],
    by: int | None = None,
    to: int | None = None,
) -> None:
    """Add a statement: its ends with what they imply, and its edge, both ways where it is so."""
    u, by_term = _inner(subject)
    v, to_term = _inner(object_)
    ends = add_term(made, u), add_term(made, v)
    meaning = meaning_of_row(relation)
    for doubt in meaning.doubts:
        made.problems[f"edges without a sign, not understood: {doubt}"] += 1
    factor = (by_term if by is None else by) * (to_term if to is None else to)
    meaning = meaning._replace(sign=meaning.sign * factor)
    made.row(ends[0], relation, ends[1], Row(meaning, pieces))
    if relation in _BOTH_WAYS:
        made.row(ends[1], relation, ends[0], Row(meaning, pieces))


def add_term(made: Assembly, term: Term) -> str:
    """Add a term as a node, with the edges to what it is made of; returns its id."""
    id_ = str(term)
    named = term.named()
    own = named is not None and named.space == _SPACE and len(term.arguments) == 1
    if own and named is not None:
        id_ = named.name
    if id_ in made and made.complete(id_):
        return id_
    if term.function not in KINDS:
        raise ValueError(f"{id_!r:.60} is no entity of BEL")
    simple = named is not None and len(term.arguments) == 1 and not term.arguments[0].function
    label = named.name if simple and named is not None else id_
    space = named.space if simple and named is not None else ""
    made.node(
        id_,
        label=label,
        kind=KINDS[term.function],
        curie=f"{space}:{label}" if space and space != _SPACE and " " not in label else None,
    )
    made.mark(id_)
    for predicate, other, into in _implied(term):
        end = add_term(made, other)
        row = Row(RowMeaning(0, "structural"))
        made.row(*((end, predicate, id_) if into else (id_, predicate, end)), row)
    return id_


def _implied(term: Term) -> Iterator[tuple[str, Term, bool]]:
    """The edges that a term implies: predicate, other end, whether it points at the term."""
    if term.function in ("complex", "composite"):
        for one in term.arguments:
            if one.function in KINDS:
                yield "partOf", one, True
    elif term.function == "rxn":
        for group in term.arguments:
            relation = {"reactants": "hasReactant", "products": "hasProduct"}.get(group.function)
            for one in group.arguments if relation else ():
                yield str(relation), _inner(one)[0], False
    elif term.function in ("p", "g", "r", "m", "a", "bp", "path", "pop"):
        variants = any(one.function in _VARIANTS for one in term.arguments[1:])
        if variants and term.arguments[0].name:
            yield "hasVariant", Term(term.function, term.arguments[:1]), True


def fits_json(source: Source) -> bool:
    """Whether a file is PyBEL's node-link JSON."""
    data = source.json if source.looks_like_json() else None
    nodes = data.get("nodes") if isinstance(data, dict) and "links" in data else None
    return isinstance(nodes, list) and any(isinstance(n, dict) and "bel" in n for n in nodes)


def read_json(source: Source) -> Graph:
    """The graph of PyBEL's node-link JSON; equal to that of the script it came from."""
    data = source.json
    made = Assembly(source.stem, source.problems)
    terms: list[Term] = []
    for number, node in enumerate(_list(source, data, "nodes"), start=1):
        try:
            terms.append(parse_term(str(node.get("bel"))))
            add_term(made, terms[-1])
        except ValueError as error:
            raise source.error(f"node {number}", f"{error}; correct its bel") from None
    seen: set[tuple[str, str, str, str]] = set()
    for number, edge in enumerate(_list(source, data, "links"), start=1):
        where = f"link {number}"
        ends = [edge.get("source"), edge.get("target")]
        for end in ends:
            if not isinstance(end, int) or isinstance(end, bool) or not 0 <= end < len(terms):
                raise source.error(where, f"its end {end!r} is no node; add it")
        u, v = (terms[end] for end in ends if isinstance(end, int))
        relation = str(edge.get("relation") or edge.get("interaction") or "")
        pieces = _pieces_of(edge)
        by = _modifier(edge.get("source_modifier") or edge.get("subject"))
        to = _modifier(edge.get("target_modifier") or edge.get("object"))
        if relation in ("partOf", "hasVariant", "hasReactant", "hasProduct") and not pieces:
            continue  # the terms imply it
        if relation in _BOTH_WAYS:
            back = (str(v), relation, str(u), pieces[0].id if pieces else "")
            if back in seen:
                continue
            seen.add((str(u), relation, str(v), back[3]))
        add_edge(made, u, relation, v, pieces, by, to)
    return made.graph()


def _list(source: Source, data: Any, name: str) -> list[dict[str, Any]]:
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise source.error(name, "this is no list of objects; use PyBEL's node-link JSON")
    return found


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _pieces_of(edge: Mapping[str, Any]) -> list[Evidence]:
    citation = edge.get("citation")
    if not isinstance(citation, dict) and not edge.get("evidence"):
        return []
    citation = citation if isinstance(citation, dict) else {}
    kind = str(citation.get("namespace") or citation.get("db") or "")
    local = str(citation.get("identifier") or citation.get("db_id") or "")
    annotations = {}
    for name, values in (edge.get("annotations") or {}).items():
        listed = values if isinstance(values, list) else list(values)
        annotations[str(name)] = tuple(
            str(one.get("identifier") or one.get("name")) if isinstance(one, dict) else str(one)
            for one in listed
        )
    reference = _citation((kind, local)) if local else None
    number = edge.get("line")
    line = number if isinstance(number, int) else 0
    return [_piece(reference, str(edge.get("evidence") or ""), annotations, line)]


def _modifier(side: Any) -> int:
    """What a rise of one side of an edge says about its entity."""
    if not isinstance(side, dict):
        return 1
    kind = side.get("modifier")
    if kind == "Degradation":
        return -1
    if kind == "Translocation":
        return 1 if any(place in str(side.get("effect")) for place in _OUTSIDE) else 0
    return 1


def fits_jgif(source: Source) -> bool:
    """Whether a file is a JSON graph (JGF): `graph` with nodes and edges that have relations."""
    data = source.json if source.looks_like_json() else None
    graph = data.get("graph") if isinstance(data, dict) else None
    return isinstance(graph, dict) and "edges" in graph and "nodes" in graph


def read_jgif(source: Source) -> Graph:
    """The graph of a JSON graph of BEL (JGIF), or of any JSON graph with relations."""
    data = source.json
    graph = data.get("graph") if isinstance(data, dict) else None
    if not isinstance(graph, dict):
        raise source.error("graph", "this is no object with nodes and edges; use a JSON graph")
    made = Assembly(str(graph.get("label") or source.stem), source.problems)
    nodes = graph.get("nodes")
    listed = (
        [{"id": key, **(value if isinstance(value, dict) else {})} for key, value in nodes.items()]
        if isinstance(nodes, dict)
        else _list(source, graph, "nodes")
    )
    ids: dict[str, str] = {}
    for node in listed:
        label = str(node.get("label") or node.get("id"))
        try:
            ids[str(node.get("id"))] = add_term(made, _inner(parse_term(label))[0])
        except ValueError:
            ids[str(node.get("id"))] = str(node.get("id"))
            made.node(str(node.get("id")), label=label)
    for number, edge in enumerate(_list(source, graph, "edges"), start=1):
        relation = str(edge.get("relation") or "")
        relation = RELATIONS.get(relation, relation)
        ends = [str(edge.get("source")), str(edge.get("target"))]
        for end in ends:
            if end not in ids:
                raise source.error(f"edge {number}", f"its end {end!r} is no node; add it")
        metadata = _object(edge.get("metadata"))
        pieces = []
        for place, one in enumerate(metadata.get("evidences") or metadata.get("evidence") or ()):
            if not isinstance(one, dict):
                continue
            citation = _object(one.get("citation"))
            kind, local = str(citation.get("type") or ""), str(citation.get("id") or "")
            text = str(one.get("bel_statement") or "") and str(
                one.get("summary_text") or one.get("evidence") or ""
            )
            reference = _citation((kind, local)) if local else None
            pieces.append(
                Evidence(
                    f"edge{number}/{place}" if place else f"edge{number}",
                    reference=reference,
                    summary=text,
                    status="imported" if reference else "uncited",
                )
            )
        meaning = meaning_of_row(relation or "interacts_with")
        for doubt in meaning.doubts:
            made.problems[f"edges without a sign, not understood: {doubt}"] += 1
        made.row(ids[ends[0]], relation or "interacts_with", ids[ends[1]], Row(meaning, pieces))
    return made.graph()


_FUNCTIONS = (
    ("gene", "g"),
    ("rna", "r"),
    ("protein", "p"),
    ("cytokine", "p"),
    ("chemokine", "p"),
    ("receptor", "p"),
    ("kinase", "p"),
    ("factor", "p"),
    ("enzyme", "p"),
    ("complex", "complex"),
    ("cell", "pop"),
    ("disease", "path"),
    ("phenotype", "path"),
    ("outcome", "path"),
    ("pathology", "path"),
    ("process", "bp"),
    ("state", "bp"),
    ("pathway", "bp"),
)


def write_script(G: Graph) -> Iterator[str]:
    """The graph as a BEL script: supporting evidence with its citation, one statement a line."""
    name = str(G.graph.get("name") or "follicle-graph").replace('"', "'")
    yield f'SET DOCUMENT Name = "{name}"\nSET DOCUMENT Version = "1.0.0"\n'
    yield 'SET DOCUMENT Description = "Written by follicle-graph"\n'
    terms = {node: _term(node, G.nodes[node].get("kind") or "") for node in sorted(G)}
    spaces = {one for term in terms.values() for one in _spaces(term)}
    for space in sorted(spaces):
        yield f'DEFINE NAMESPACE {space} AS PATTERN ".*"\n'
    yield 'DEFINE ANNOTATION Species AS PATTERN ".*"\nDEFINE ANNOTATION Disease AS PATTERN ".*"\n'
    yield 'DEFINE ANNOTATION Tissue AS PATTERN ".*"\n\n'
    for u, v, key, data in edges_in_order(G):
        statement = f"{terms[u]} {_relation(key, int(data['sign']))} {terms[v]}\n"
        supporting = [one for one in data.get("evidence") or () if one.stance == "supports"]
        for piece in supporting or [Evidence("none")]:
            yield from _cited(piece)
            yield statement
    for node in sorted(G):
        if not G.degree(node):
            yield f"{terms[node]}\n"


def _cited(piece: Evidence) -> Iterator[str]:
    prefix, _, local = (piece.reference or "REF:none").partition(":")
    kind = {"PMID": "PubMed", "DOI": "DOI", "PMC": "PMC"}.get(prefix, "Other")
    local = local if kind != "Other" else (piece.reference or "none").removeprefix("REF:")
    yield f'SET Citation = {{"{kind}", "", {quoted(_line(local))}}}\n'
    yield f"SET Evidence = {quoted(_line(piece.summary) or 'not stated')}\n"
    for name in ("species", "disease", "tissue"):
        values = getattr(piece, name)
        if values:
            listed = ", ".join(quoted(_line(one)) for one in values)
            yield f"SET {name.capitalize()} = {{{listed}}}\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _term(node: str, kind: str) -> Term:
    try:
        term = parse_term(node)
        if term.function in KINDS and str(term) == node:
            return term
    except ValueError:
        pass
    folded = kind.casefold()
    function = next((short for word, short in _FUNCTIONS if word in folded), "a")
    return Term(function, (Term(space=_SPACE, name=node),))


def _spaces(term: Term) -> Iterator[str]:
    if term.space:
        yield term.space
    for one in term.arguments:
        yield from _spaces(one)


def _relation(key: str, sign: int) -> str:
    if key in RELATIONS.values() or key in ("isA", "partOf", "hasVariant", "hasReactant"):
        return key
    for row in read_tsv(knowledge().joinpath("predicates.tsv")):
        if row["predicate"] == key:
            word = row["BEL"].split(" ")[0]
            return {"complex()": "association"}.get(word, word)
    return {1: "increases", -1: "decreases", 0: "association"}[sign]


SCRIPT = Format(
    "bel",
    "BEL script",
    (".bel",),
    "labels, layers, grades, contrary evidence; predicates become relations of BEL",
    fits_script,
    read_script,
    write_script,
)
NODE_LINK = Format("pybel", "PyBEL node-link JSON", (".json",), "read only", fits_json, read_json)
JGIF = Format(
    "jgif", "JSON graph (JGF, JGIF)", (".json", ".jgf", ".jgif"), "read only", fits_jgif, read_jgif
)
