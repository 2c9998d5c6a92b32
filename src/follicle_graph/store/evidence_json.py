"""Evidence as JSON text and back: how rows of stores and tables hold it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any, get_type_hints

import msgspec

from follicle_graph.model.facts import Evidence, piece_values, record_problem
from follicle_graph.model.graph import evidence_key
from follicle_graph.model.support import edge_support, is_contradicted

_TYPES = get_type_hints(Evidence)

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
"""The fields of `Evidence`, read from JSON with a check of names and types, and written to it."""

_read_pieces: Callable[[str], list[Any]] = msgspec.json.Decoder(list[Piece]).decode
_read_evidence: Callable[[str], tuple[Evidence, ...]] = msgspec.json.Decoder(
    tuple[Evidence, ...]
).decode
_write_into = msgspec.json.Encoder().encode_into

UNREADABLE = (msgspec.MsgspecError, UnicodeEncodeError, TypeError)
"""What the functions of this module raise for evidence that cannot be read or written."""


def unquoted(text: str) -> str:
    """A JSON list without the quotes that pandas and spreadsheets write around a cell.

    >>> unquoted('"[{""id"": ""R1""}]"'), unquoted("[]")
    ('[{"id": "R1"}]', '[]')
    """
    return text[1:-1].replace('""', '"') if text.startswith('"[') and text.endswith(']"') else text


def pieces_in(text: str) -> list[Any]:
    """The evidence in a JSON text from outside, as `Piece`, in the order of an edge.

    Raises one of `UNREADABLE`; `evidence_problem` says why.

    >>> [piece.id for piece in pieces_in('[{"id": "R2"}, {"id": "R1"}]')]
    ['R1', 'R2']
    """
    pieces = _read_pieces(text)
    if len(pieces) > 1:
        pieces.sort(key=evidence_key)
    return pieces


def evidence_problem(text: str) -> str | None:
    """What is wrong with a JSON text that should be evidence; None when nothing is found.

    >>> evidence_problem("{}"), evidence_problem('[{"id": "R1"}]')
    ('evidence is no list; use a list of objects', None)
    """
    try:
        records = json.loads(text)
        json.dumps(records, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "evidence holds a lone surrogate, which is no character; remove it"
    except (ValueError, RecursionError) as problem:
        return f"evidence is no JSON ({problem}); correct it"
    if not isinstance(records, list):
        return "evidence is no list; use a list of objects"
    return next(filter(None, map(record_problem, records)), None)


def texts_of(several: Iterable[Sequence[Any]]) -> tuple[bytearray, list[int]]:
    """The JSON texts of several lists of `Piece`, in one buffer, and where each text ends.

    Fields with their default are left out. Raises one of `UNREADABLE`.

    >>> texts_of([[], pieces_in('[{"id": "R1"}]')])
    (bytearray(b'[][{"id":"R1"}]'), [2, 15])
    """
    data, ends = bytearray(), list[int]()
    for pieces in several:
        for piece in pieces:
            if piece.status == "verified":
                piece.status = "verified"  # msgspec leaves out a default only as the same object
        _write_into(pieces, data, len(data))
        ends.append(len(data))
    return data, ends


def pieces_of(evidence: Iterable[Evidence]) -> list[Any]:
    """Evidence as `Piece`, to be written.

    >>> texts_of([pieces_of([Evidence("R1", species=("human",))])])[0]
    bytearray(b'[{"id":"R1","species":["human"]}]')
    """
    return [Piece(*piece_values(piece)) for piece in evidence]


def evidence_in(texts: Iterable[str]) -> list[tuple[Evidence, ...]]:
    """The evidence in JSON texts that this module wrote.

    Raises
    ------
    ValueError
        For a text that is no evidence.

    >>> evidence_in(['[]', '[{"id":"R1"}]'])[1][0].id
    'R1'
    """
    try:
        return list(map(_read_evidence, texts))
    except (msgspec.MsgspecError, TypeError) as problem:
        raise ValueError(f"stored evidence cannot be read ({problem})") from problem


def weight(pieces: Sequence[Any], given: float) -> tuple[float, bool]:
    """Support of an edge with this evidence, and whether it is contradicted.

    Parameters
    ----------
    pieces
        Evidence or `Piece`.
    given
        Support that the edge brought, as in `model.support.edge_support`.

    >>> weight([Evidence("R1", grade="trial"), Evidence("R2", stance="refutes")], 0.0)
    (0.8, True)
    """
    if len(pieces) == 1:
        one = pieces[0]
        return _weight_of_one(one.grade, one.stance, one.status, given)
    return edge_support(pieces, given), is_contradicted(pieces)


@lru_cache(maxsize=4096)
def _weight_of_one(grade: str, stance: Any, status: str, given: float) -> tuple[float, bool]:
    piece = [Evidence("", grade=grade, stance=stance, status=status)]
    return edge_support(piece, given), is_contradicted(piece)
