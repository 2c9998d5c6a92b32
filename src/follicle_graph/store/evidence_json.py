"""Evidence as JSON text and back, many at once.

`msgspec` reads and writes the plain case; whatever it refuses goes the slow way, which says what
is wrong. `tests/oracle.py` holds the slow twin.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from functools import lru_cache
from itertools import islice, repeat
from typing import Any, get_type_hints

import msgspec

from follicle_graph.errors import StoreError
from follicle_graph.model.facts import (
    EVIDENCE,
    Evidence,
    evidence_of_record,
    piece_values,
    record_problem,
)
from follicle_graph.model.graph import evidence_key
from follicle_graph.model.support import edge_support, is_contradicted

_TYPES = get_type_hints(Evidence)
_OFTEN = frozenset({"reference", "grade", "eco", "disease", "species", "tissue", "route", "status"})
"""Fields whose values repeat from piece to piece; each value is kept once."""

_AT_ONCE = 500
"""Texts that are read at once: few enough for the processor's cache."""

_KEPT = 50_000
"""Values that are remembered, to keep each only once: few enough for the cache, too."""

Piece: Any = msgspec.defstruct(
    "Piece",
    [
        (field.name, _TYPES[field.name])
        if field.default is MISSING
        else (field.name, _TYPES[field.name], field.default)
        for field in fields(Evidence)
    ],
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
)
"""Evidence as it is read from JSON: the same fields and types, checked."""

_decode: Callable[[str], list[Any]] = msgspec.json.Decoder(list[Piece]).decode
_encode = msgspec.json.Encoder().encode
_encode_into = msgspec.json.Encoder().encode_into
UNUSUAL = (msgspec.MsgspecError, UnicodeEncodeError, TypeError)
"""What `pieces_in` and `text_of` raise for what has to go the slow way."""


def unquoted(text: str) -> str:
    """A JSON list in a cell as pandas and spreadsheets write it: in quotes, those within doubled.

    >>> unquoted('"[{""id"": ""R1""}]"'), unquoted("[]")
    ('[{"id": "R1"}]', '[]')
    """
    return text[1:-1].replace('""', '"') if text.startswith('"[') and text.endswith(']"') else text


def pieces_in(text: str) -> list[Any]:
    """The pieces of evidence in a JSON text, in the order of an edge.

    Raises one of `UNUSUAL`.

    >>> [piece.id for piece in pieces_in('[{"id": "R2"}, {"id": "R1"}]')]
    ['R1', 'R2']
    """
    pieces = _decode(text)
    if len(pieces) > 1:
        pieces.sort(key=evidence_key)
    return pieces


def text_of(pieces: Sequence[Any]) -> str:
    """Pieces (as `pieces_in` gives them) as JSON text; fields with their default are left out.

    Raises one of `UNUSUAL`.

    >>> text_of(pieces_in('[{"id": "R1", "status": "verified", "species": ["human"]}]'))
    '[{"id":"R1","species":["human"]}]'
    """
    return _encode(_with_defaults(pieces)).decode()


def texts_of(several: Iterable[Sequence[Any]]) -> tuple[bytearray, list[int]]:
    """What `text_of` tells of several, in UTF-8 one behind another, and where each of them ends.

    Raises one of `UNUSUAL`.

    >>> texts_of([[], pieces_in('[{"id": "R1"}]')])
    (bytearray(b'[][{"id":"R1"}]'), [2, 15])
    """
    data, ends = bytearray(), list[int]()
    for pieces in several:
        _encode_into(_with_defaults(pieces), data, len(data))
        ends.append(len(data))
    return data, ends


def _with_defaults(pieces: Sequence[Any]) -> Sequence[Any]:
    """The same pieces, their default the very same object: only then it is left out."""
    for piece in pieces:
        if piece.status == "verified":
            piece.status = "verified"
    return pieces


def text_of_evidence(pieces: Iterable[Evidence]) -> str:
    """Evidence as JSON text, as `text_of` does.

    Raises one of `UNUSUAL`, also for values of other types than their own.

    >>> text_of_evidence([Evidence("R1", species=("human",))])
    '[{"id":"R1","species":["human"]}]'
    """
    told = text_of([Piece(*piece_values(piece)) for piece in pieces])
    if ':""' in told or ":[]" in told:
        raise TypeError("a default that is not the very same object")
    return told


def weight(pieces: Sequence[Any], given: float) -> tuple[float, bool]:
    """Support and contradiction of an edge with these pieces; `given` as in `edge_support`.

    >>> weight([Evidence("R1", grade="trial"), Evidence("R2", stance="refutes")], 0.0)
    (0.8, True)
    """
    if len(pieces) == 1:
        one = pieces[0]
        return _weight_of_one(one.grade, one.stance, one.status, given)
    return edge_support(pieces, given), is_contradicted(pieces)


@lru_cache(maxsize=4096)
def _weight_of_one(grade: str, stance: Any, status: str, given: float) -> tuple[float, bool]:
    piece = Evidence("", grade=grade, stance=stance, status=status)
    return edge_support([piece], given), stance != "supports"


def evidence_in(
    texts: Sequence[str], once: dict[Any, Any] | None = None
) -> list[tuple[Evidence, ...]]:
    """The evidence in each of many JSON texts that were written as `text_of` writes them.

    `once`: what several calls share to keep values that repeat once.

    Raises ValueError or TypeError for what is none.

    >>> evidence_in(['[]', '[{"id":"R1"}]'])[1][0].id
    'R1'
    """
    told: list[tuple[Evidence, ...]] = []
    once = {} if once is None else once
    for start in range(0, len(texts), _AT_ONCE):
        if len(once) > _KEPT:
            once.clear()
        try:
            found = list(map(_decode, texts[start : start + _AT_ONCE]))
        except msgspec.MsgspecError as problem:
            raise ValueError(f"stored evidence is none ({problem})") from problem
        made = iter(_evidence([piece for pieces in found for piece in pieces], once))
        told += [tuple(islice(made, len(pieces))) for pieces in found]
    return told


def _evidence(pieces: Sequence[Any], once: dict[Any, Any]) -> list[Evidence]:
    """Pieces as `Evidence`, field by field: the constructor of a frozen class is slow."""
    made = list(map(Evidence.__new__, repeat(Evidence, len(pieces))))
    columns = zip(*map(msgspec.structs.astuple, pieces), strict=True)
    for name, values in zip(EVIDENCE, columns, strict=False):
        often = map(once.setdefault, values, values) if name in _OFTEN else values
        deque(map(getattr(Evidence, name).__set__, made, often), maxlen=0)
    return made


def pieces_looked_at(text: str, where: str) -> tuple[Evidence, ...]:
    """The evidence in a JSON text from outside, in the order of an edge, the slow way.

    Raises StoreError, naming the place and what is wrong.

    >>> pieces_looked_at('[{"id": "R1"}]', "line 2")[0].id
    'R1'
    """
    try:
        records = json.loads(unquoted(text))
    except (ValueError, RecursionError) as problem:
        raise StoreError(f"{where}: evidence is no JSON ({problem}); mend it") from None
    if not isinstance(records, list):
        raise StoreError(f"{where}: evidence is no list; use a list of objects")
    pieces = [_piece(one, where) for one in records]
    return tuple(sorted(pieces, key=evidence_key) if len(pieces) > 1 else pieces)


def _piece(record: Any, where: str) -> Evidence:
    problem = record_problem(record)
    if problem is not None:
        raise StoreError(f"{where}: {problem}")
    return evidence_of_record(record)
