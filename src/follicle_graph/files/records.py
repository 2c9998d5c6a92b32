"""Records of nodes and edges, whatever their columns are called, brought into an assembly."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from follicle_graph.files.assembly import Assembly, Row
from follicle_graph.files.column_names import (
    EDGE_NAMES,
    ENDS,
    NODE_NAMES,
    filled,
    fold_column,
    recognise,
)
from follicle_graph.files.evidence_attribute import pieces_of_text
from follicle_graph.model.facts import STANCES, Evidence
from follicle_graph.model.row_meaning import MEANING_COLUMNS, RowMeaning, meaning_of_row

SignRule = Callable[[Mapping[str, Any]], int | str | None]

_SPECIES = {"9606": "human", "10090": "mouse", "10116": "rat"}
_SPACES = {
    "UNIPROT": "UniProtKB",
    "CHEBI": "CHEBI",
    "PUBCHEM": "PUBCHEM.COMPOUND",
    "SIGNOR": "SIGNOR",
    "RNACENTRAL": "RNACENTRAL",
    "DRUGBANK": "DRUGBANK",
    "MIRBASE": "miRBase",
}
_UNIPROT = re.compile(r"[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9]([A-Z][A-Z0-9]{2}[0-9]){1,2}")
_HASH = re.compile(r"[0-9a-f]{32,128}")
_EXCEL_DATE = re.compile(
    r"(?:\d{1,2}-(?:Mar|Sep|Dec|Oct|Nov|Apr)(?:-\d{2,4})?|(?:Mar|Sep|Dec)-\d{1,2}"
    r"|\d{4}-(?:03|09|12)-\d\d(?: 00:00:00)?)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[|;,]\s*")
_STANDARD = frozenset(
    ("id", "subject", "object", "predicate", "negated", "qualified_predicate", "publications",
     "object_aspect_qualifier", "object_direction_qualifier", "primary_knowledge_source",
     "knowledge_source", "knowledge_level", "agent_type")
)  # fmt: skip
"""Columns of KGX that a file of ours writes beside its own."""

_NOT_OWN = frozenset(("", "key", "unnamed_0", "index", "digest", "evidence_count"))
_TYPE_OF_NEO4J = ":TYPE"
_RESERVED = frozenset(("id", "source", "target", "key"))


class EdgeReader:
    """Brings the rows of one table, with these columns, into an assembly.

    Parameters
    ----------
    columns
        The names of the columns, in the order of the cells of each row.
    made
        The assembly that the rows go to.
    where
        A function from the number of a row to the error of a fault in it.
    sign, predicate, layer
        What the caller says about columns that do not speak for themselves: a rule for the sign,
        a column or a word for the predicate, a layer for all rows.
    """

    def __init__(
        self,
        columns: Sequence[object],
        made: Assembly,
        where: Callable[[int, str], Exception],
        *,
        sign: SignRule | None = None,
        predicate: str | None = None,
        layer: str | None = None,
    ) -> None:
        self.made, self.where = made, where
        self.columns = [str(name) for name in columns]
        try:
            self.places = recognise(columns, EDGE_NAMES)
        except ValueError as error:
            raise where(0, str(error)) from None
        self.sign_rule, self.layer = sign, layer
        self.fixed_predicate = None
        if predicate is not None:
            if predicate in self.columns:
                self.places["predicate"] = (self.columns.index(predicate),)
            else:
                self.fixed_predicate = predicate
        for end in ENDS:
            if end not in self.places:
                known = ", ".join(self.columns[:12]) or "none"
                raise where(
                    0, f"no column names the {end} of the edges (columns: {known}); rename one "
                    f"to {end!r}, or to source and target"
                )  # fmt: skip
            self.places[end] = self.places[end][:1]
        for end in ENDS:
            label = self.places.get(f"{end}_label")
            if label and label[0] == self.places[end][0]:
                self.places[f"{end}_label"] = label[1:]
        used = {place for places in self.places.values() for place in places}
        if "own_predicate" in self._names("predicate"):
            # A KGX file of ours states everything in columns of its own.
            used |= {place for place, name in enumerate(self.columns) if name in _STANDARD}
            self.places["predicate"] = self.places["predicate"][:1]
            for name in _STANDARD - {"subject", "object", "predicate"}:
                self.places.pop(name, None)
        used -= {*self.places.get("predicate", ())[1:], *self.places.get("weight", ())}
        self.own = [
            (place, name)
            for place, name in enumerate(self.columns)
            if place not in used and fold_column(name) not in _NOT_OWN and name != _TYPE_OF_NEO4J
        ]
        self.qualifiers = [
            (place, name) for place, name in self.own if name.casefold().endswith("_qualifier")
        ]
        self.weight_is_sign = False
        self.unsigned: Counter[str] = Counter()

    def understood(self) -> list[str]:
        """Which column was read as what, in words."""
        return [
            f"{field} from {', '.join(self.columns[place] for place in places)}"
            for field, places in self.places.items()
            if field not in ("weight",) or self.weight_is_sign
        ]

    def use_weights(self, rows: Sequence[Sequence[object]]) -> None:
        """Take the column of weights for signs if one of them is negative and none else says."""
        if "weight" not in self.places or "sign" in self.places:
            return
        place = self.places["weight"][0]
        numbers = [_number(row[place]) for row in rows]
        self.weight_is_sign = any(number is not None and number < 0 for number in numbers)
        if not self.weight_is_sign and any(number is not None for number in numbers):
            self.made.problems[
                "column 'weight' was not read as a sign, since none of its numbers is negative"
            ] = 1

    def add(self, cells: Sequence[object], number: int) -> None:
        """Bring one row into the assembly.

        Raises the error of `where` for a row that cannot be read.
        """
        try:
            self._add(cells, number)
        except ValueError as error:
            raise self.where(number, str(error)) from None

    def _add(self, cells: Sequence[object], number: int) -> None:
        row = self._texts(cells)
        ends = [self._end(end, row) for end in ENDS]
        if ends == [None, None] and not any(cell_text(cell) for cell in cells):
            return
        for end, found in zip(ENDS, ends, strict=True):
            if found is None:
                raise ValueError(f"the {end} is empty; fill it in or remove the row")
        u, v = str(ends[0]), str(ends[1])
        for predicate, meaning in self._meanings(cells, row):
            evidence, whole = self._evidence(row, number, meaning)
            for doubt in meaning.doubts:
                self.unsigned[doubt] += 1
            self.made.row(
                u,
                predicate,
                v,
                Row(
                    meaning,
                    evidence,
                    self._support(row),
                    self._own(cells),
                    whole,
                    row.get("contradicted", "").casefold() in ("true", "1"),
                ),
            )

    def _texts(self, cells: Sequence[object]) -> dict[str, str]:
        """The text of each field of a row; a field that says nothing is left out."""
        found = {}
        for field, places in self.places.items():
            if len(places) == 1:
                text = cell_text(cells[places[0]])
            else:
                text = filled(cell_text(cells[place]) for place in places)
            if text:
                found[field] = text
        return found

    def _end(self, end: str, row: Mapping[str, str]) -> str | None:
        id_ = row.get(end, "")
        label = row.get(f"{end}_label", "")
        if not id_ and not label:
            return None
        id_ = id_ or label
        if _EXCEL_DATE.fullmatch(id_):
            self.made.problems[
                f"ends that look like gene names turned into dates by a spreadsheet ({id_})"
            ] += 1
        if id_ not in self.made or label:
            space = row.get(f"{end}_space", "")
            self.made.node(
                id_,
                label=label,
                kind=plain_kind(row.get(f"{end}_kind", "")),
                curie=curie_of(id_, space),
            )
        return id_

    def _meanings(
        self, cells: Sequence[object], row: Mapping[str, str]
    ) -> list[tuple[str, RowMeaning]]:
        """The predicate and meaning of a row; two where flags state both directions."""
        said = [row.get(name, "") for name in MEANING_COLUMNS]
        predicate = self.fixed_predicate or said[0]
        if self.layer:
            said[2] = self.layer
        if not said[3] and (direct := row.get("direct", "")):
            said[3] = "true" if direct.casefold() in ("f", "false", "no", "0") else "false"
        if self.sign_rule is not None:
            given = self.sign_rule(dict(zip(self.columns, cells, strict=False)))
            said[1] = "" if given is None else cell_text(given)
        elif not said[1] and self.weight_is_sign:
            value = _number(cells[self.places["weight"][0]])
            said[1] = "" if value is None else str((value > 0) - (value < 0))
        elif said[1] and (value := _number(said[1])) is not None:
            said[1] = str((value > 0) - (value < 0)) if self._any_number_is_a_sign() else said[1]
        both = self._flags(row)
        if both is not None and not said[1]:
            if both == (True, True):
                return [
                    (word, meaning_of_row(word, sign, *said[2:]))
                    for word, sign in (("stimulates", "1"), ("inhibits", "-1"))
                ]
            said[1] = {(True, False): "1", (False, True): "-1"}.get(both, "0")
            predicate = predicate or {"1": "stimulates", "-1": "inhibits"}.get(
                said[1], "interacts_with"
            )
        if not predicate:
            sign = meaning_of_row("interacts_with", *said[1:]).sign
            predicate = {1: "increases", -1: "decreases", 0: "interacts_with"}[sign]
        for place, name in self.qualifiers:
            if (value_ := cell_text(cells[place])) and not _CONTEXT.search(name):
                self.unsigned[f"{name} {value_!r} (kept as an attribute)"] += 1
        return [(predicate, meaning_of_row(predicate, *said[1:]))]

    def _any_number_is_a_sign(self) -> bool:
        return fold_column(self.columns[self.places["sign"][0]]) == "mor"

    def _flags(self, row: Mapping[str, str]) -> tuple[bool, bool] | None:
        if "is_stimulation" not in self.places or "is_inhibition" not in self.places:
            return None
        flags = [
            row.get(name, "").casefold() in ("1", "true", "t", "yes")
            for name in ("is_stimulation", "is_inhibition")
        ]
        if all(flags):
            agreed = [
                row.get(name, "").casefold() in ("1", "true", "t", "yes")
                for name in ("consensus_stimulation", "consensus_inhibition")
            ]
            if agreed[0] != agreed[1]:
                flags = agreed
        return flags[0], flags[1]

    def _support(self, row: Mapping[str, str]) -> float:
        text = row.get("support", "")
        if not text:
            return 0.0
        value = _number(text)
        if value is not None and 1 < value <= 1000 and "combined_score" in self._names("support"):
            value /= 1000
        if value is None or not 0 <= value <= 1:
            raise ValueError(f"support {text!r}; use a number from 0 to 1")
        return value

    def _names(self, field: str) -> list[str]:
        return [fold_column(self.columns[place]) for place in self.places.get(field, ())]

    def _evidence(
        self, row: Mapping[str, str], number: int, meaning: RowMeaning
    ) -> tuple[list[Evidence], bool]:
        """The evidence of a row, and whether it is ours, with what speaks against the edge."""
        text = row.get("evidence", "")
        if text.startswith("["):
            return list(pieces_of_text(text)), True
        id_ = row.get("id", "")
        papers = references_of(row.get("publications", ""))
        source = row.get("knowledge_source", "")
        mechanism = row.get("mechanism", "")
        notes = [one for one in (source, mechanism, row.get("note", "")) if one]
        ours = "contradicted" in self.places
        ids = [one for one in text.split("; ") if one] if ours else []
        summary = row.get("summary", "") or ("" if ours else text)
        known: dict[str, Any] = {
            "grade": row.get("grade", ""),
            "eco": row.get("eco", "") or None,
            "disease": several(row.get("disease", "")),
            "species": tuple(
                _SPECIES.get(one.removeprefix("NCBITaxon:"), one)
                for one in several(row.get("species", ""))
            ),
            "tissue": several(row.get("tissue", "")),
            "summary": summary,
            "note": "; ".join(notes),
        }
        stance = row.get("stance", "")
        if stance:
            if stance not in STANCES:
                raise ValueError(f"stance {stance!r}; use one of {', '.join(STANCES)}")
            known["stance"] = stance
        if ids:
            if len(ids) > 1:  # the table sums them up for the edge
                known |= {"grade": "", "species": ()}
            return _pieces_of_ids(ids, papers, known), True
        said = papers or summary or id_ or any(notes) or known["grade"] or meaning.denied
        if not said:
            return [], ours
        base = id_ or f"row{number}"
        if not papers:
            return [Evidence(base, status="uncited", **known)], False
        return [
            Evidence(
                f"{base}/{place}" if place else base,
                reference=paper,
                status="imported",
                **known,
            )
            for place, paper in enumerate(papers)
        ], False

    def _own(self, cells: Sequence[object]) -> dict[str, Any]:
        found = {}
        for place, name in self.own:
            value = plain_value(cells[place])
            if value is not None and value != "":
                found[f"{name}_" if name in _RESERVED else name] = value
        return found

    def finish(self) -> None:
        """Count, by its word, what could not be signed."""
        for what, count in self.unsigned.items():
            self.made.problems[f"edges without a sign, not understood: {what}"] += count


_CONTEXT = re.compile("context|timing|onset|severity|frequency|sex|temporal", re.IGNORECASE)


def _pieces_of_ids(
    ids: Sequence[str], papers: Sequence[str], known: Mapping[str, Any]
) -> list[Evidence]:
    """Evidence of a table that names only ids and, apart from them, references."""
    paired = len(ids) == len(papers)
    return [
        Evidence(
            id_,
            reference=papers[place] if paired else (papers[0] if len(papers) == 1 else None),
            status="imported",
            **known,
        )
        for place, id_ in enumerate(ids)
    ]


def read_nodes(
    columns: Sequence[object],
    rows: Iterable[Sequence[object]],
    made: Assembly,
    where: Callable[[int, str], Exception],
    *,
    keep_own: bool = True,
) -> int:
    """Bring rows of nodes into an assembly; returns how many there were.

    Raises the error of `where` for a row without an id or a table without a column of them.
    """
    try:
        places = recognise(columns, NODE_NAMES)
    except ValueError as error:
        raise where(0, str(error)) from None
    if "id" not in places:
        raise where(0, "no column names the id of the nodes; rename one to 'id'")
    if fold_column(columns[places["id"][0]]) != "name" and "label" in places:
        places["label"] = tuple(p for p in places["label"] if p != places["id"][0])
    used = {place for field, some in places.items() if field != "id" for place in some}
    used.add(places["id"][0])
    if fold_column(columns[places["id"][0]]) == "own_id":
        used |= {place for place, name in enumerate(columns) if str(name) in ("id", "category")}
    own = [
        (place, str(name))
        for place, name in enumerate(columns)
        if place not in used and fold_column(name) not in _NOT_OWN
    ]
    count = 0
    for count, cells in enumerate(rows, start=1):
        texts = {
            field: filled(cell_text(cells[place]) for place in some)
            for field, some in places.items()
            if field not in ("synonyms", "kind")
        }
        id_ = cell_text(cells[places["id"][0]])
        if not id_:
            if any(cell_text(cell) for cell in cells):
                raise where(count, "a node without an id; fill it in")
            continue
        kinds = [plain_kind(cells[place]) for place in places.get("kind", ())]
        synonyms = [names_of(cells[place]) for place in places.get("synonyms", ())]
        made.node(
            id_,
            {
                f"{name}_" if name in _RESERVED else name: value
                for place, name in own
                if (value := plain_value(cells[place])) not in (None, "") and keep_own
            },
            label=texts.get("label", ""),
            kind=filled(kinds),
            lane=texts.get("lane", ""),
            curie=texts.get("curie") or curie_of(id_, ""),
            synonyms=next((one for one in synonyms if one), ()),
            definition=texts.get("definition", ""),
            short_label=texts.get("short_label", ""),
        )
    return count


def columns_of(records: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """Records of different keys as columns and rows.

    >>> columns_of([{"a": 1}, {"b": 2}])
    (['a', 'b'], [[1, None], [None, 2]])
    """
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
    columns = list(names)
    return columns, [[record.get(name) for name in columns] for record in records]


def cell_text(value: object) -> str:
    """A cell as text; empty for what says nothing (None, NaN, pandas.NA).

    >>> [cell_text(value) for value in (None, float("nan"), 1.0, True, " a ", ["a", "b"])]
    ['', '', '1', 'true', 'a', 'a|b']
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "|".join(cell_text(one) for one in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    if type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if hasattr(value, "tolist"):
        return cell_text(value.tolist())
    return str(value).strip()


def plain_value(value: object) -> Any:
    """A value that any file can carry: text, finite numbers, truth values, lists and dicts of them;
    None for what says nothing.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_value(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain_value(one) for key, one in value.items()}
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "tolist"):
        return plain_value(value.tolist())
    return str(value)


def _number(value: object) -> float | None:
    try:
        number = float(str(value).replace("−", "-")) if not isinstance(value, bool) else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None


def names_of(value: object) -> tuple[str, ...]:
    """Several names in a cell: a list, JSON text of a list, or text with | between them.

    >>> names_of("a|b"), names_of('["a|b"]'), names_of(["a"])
    (('a', 'b'), ('a|b',), ('a',))
    """
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(cell_text(one) for one in value if cell_text(one))
    text = cell_text(value)
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return tuple(found)
    return tuple(one for one in text.split("|") if one)


def several(text: str) -> tuple[str, ...]:
    """Several values in a cell, with | or ; between them.

    >>> several("human; mouse")
    ('human', 'mouse')
    """
    return tuple(one for one in re.split(r"\s*[|;]\s*", text) if one) if text else ()


def references_of(text: str) -> list[str]:
    """The references in a cell as CURIEs; bare numbers are PubMed ids, OmniPath's have a source.

    >>> references_of("123;456"), references_of("SIGNOR:123;PMID:9"), references_of("DOI:10.1/a")
    (['PMID:123', 'PMID:456'], ['PMID:123', 'PMID:9'], ['DOI:10.1/a'])
    """
    if not text:
        return []
    found: dict[str, None] = {}
    for part in _SPLIT.split(text) if not text.startswith("http") else [text]:
        if not part or part in ("-", "Other"):
            continue
        prefix, colon, rest = part.partition(":")
        if part.isdecimal():
            found[f"PMID:{part}"] = None
        elif colon and prefix.casefold() in ("pmid", "pubmed", "doi", "pmc", "pmcid"):
            known = {"pubmed": "PMID", "pmcid": "PMC"}.get(prefix.casefold(), prefix.upper())
            found[f"{known}:{rest.strip()}"] = None
        elif part.upper().startswith("PMC") and part[3:].isdecimal():
            found[f"PMC:{part}"] = None
        elif part.startswith("10.") and "/" in part:
            found[f"DOI:{part}"] = None
        elif colon and rest.isdecimal() and _DATABASE.fullmatch(prefix):
            found[f"PMID:{rest}"] = None
        else:
            found[part] = None
    return list(found)


_DATABASE = re.compile(
    r"SIGNOR|KEGG|SPIKE\w*|BioGRID|HPRD\w*|IntAct|CellPhoneDB|Guide2Pharma\w*|SignaLink3|"
    r"TRIP|InnateDB|Reactome\w*|DIP|MINT|ACSN|CancerCellMap|CollecTRI|TRRUST\w*|DoRothEA\w*|"
    r"HTRIdb|ICELLNET|connectomeDB2020|CellChatDB|iTALK|Ramilowski2015|Kirouac2010|"
    r"LRdb|Baccin2019|HPMR\w*|EMBRACE|CellTalkDB|PhosphoSite\w*|PhosphoNetworks|DEPOD|dbPTM|"
    r"MIMP|NetPath|ARN|CA1|DeathDomain|ELM|Macrophage|NRF2ome|PDZBase|Lit-BM-17|KEA|phosphoELM|"
    r"Wang|Adhesome|Cui2007|BEL-Large-Corpus\w*|LMPID|ProtMapper|HuRI|IMEx|MPPI|MatrixDB"
)


def plain_kind(value: object) -> str:
    """The kind of an entity without the prefix of Biolink; the first of several."""
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    text = cell_text(value)
    kind = (text.split("|")[0] if "biolink:" in text else text).removeprefix("biolink:")
    return "" if kind in ("NamedThing", "Entity") else kind


def curie_of(id_: str, space: str) -> str | None:
    """The CURIE that an id is, alone or with the name of its database; None when it is none.

    >>> curie_of("MONDO:0005340", ""), curie_of("P01579", "UNIPROT"), curie_of("hair", "")
    ('MONDO:0005340', 'UniProtKB:P01579', None)
    """
    prefix, colon, local = id_.partition(":")
    if colon and local and " " not in id_ and prefix.replace(".", "").replace("_", "").isalnum():
        return id_
    if space and id_:
        return f"{_SPACES.get(space.upper(), space)}:{id_}"
    if _UNIPROT.fullmatch(id_):
        return f"UniProtKB:{id_}"
    return None


def is_hash(key: object) -> bool:
    """Whether the key of an edge is a hash, as PyBEL makes them, or a number, and no predicate.

    >>> is_hash("abb3be74a1719458c6d31a8b909d6e50"), is_hash(0), is_hash("increases")
    (True, True, False)
    """
    return not isinstance(key, str) or not key or bool(_HASH.fullmatch(key)) or key.isdecimal()
