"""Evidence as JSON text and back, many at once.

`msgspec` reads and writes the plain case; whatever it refuses goes the slow way, which says what
is wrong. `tests/oracle.py` holds the slow twin.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Any, get_type_hints

import msgspec

from follicle_graph.facts import Evidence
from follicle_graph.graph import edge_support, evidence_key

_FIELDS = tuple(field.name for field in fields(Evidence))
_TYPES = get_type_hints(Evidence)
_OFTEN = frozenset({"reference", "grade", "eco", "disease", "species", "tissue", "route", "status"})
"""Fields whose values repeat from piece to piece; each value is kept once."""

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

_values = attrgetter(*_FIELDS)
_decode: Callable[[str], list[Any]] = msgspec.json.Decoder(list[Piece]).decode
_encode = msgspec.json.Encoder().encode
UNUSUAL = (msgspec.MsgspecError, UnicodeEncodeError, TypeError)
"""What `pieces_in` and `text_of` raise for what has to go the slow way."""


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
    for piece in pieces:
        if piece.status == "verified":
            piece.status = "verified"  # the very same object: only then it is left out
    return _encode(pieces).decode()


def text_of_evidence(pieces: Iterable[Evidence]) -> str:
    """Evidence as JSON text, as `text_of` does.

    Raises one of `UNUSUAL`, also for values of other types than their own.

    >>> text_of_evidence([Evidence("R1", species=("human",))])
    '[{"id":"R1","species":["human"]}]'
    """
    told = text_of([Piece(*_values(piece)) for piece in pieces])
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
    return edge_support(pieces, given), any(one.stance != "supports" for one in pieces)


@lru_cache(maxsize=4096)
def _weight_of_one(grade: str, stance: Any, status: str, given: float) -> tuple[float, bool]:
    piece = Evidence("", grade=grade, stance=stance, status=status)
    return edge_support([piece], given), stance != "supports"


def evidence_in(texts: Sequence[str]) -> list[tuple[Evidence, ...]]:
    """The evidence in each of many JSON texts that were written as `text_of` writes them.

    Raises ValueError or TypeError for what is none.

    >>> evidence_in(['[]', '[{"id":"R1"}]'])[1][0].id
    'R1'
    """
    found = list(map(_decode, texts))
    made = _evidence([piece for pieces in found for piece in pieces])
    if len(made) == len(found) and all(map(len, found)):
        return list(zip(made))
    each = iter(made)
    return [tuple([next(each) for _ in pieces]) for pieces in found]


def _evidence(pieces: Sequence[Any]) -> list[Evidence]:
    """Pieces as `Evidence`, field by field: the constructor of a frozen class is slow."""
    made = list(map(Evidence.__new__, repeat(Evidence, len(pieces))))
    for name in _FIELDS:
        values = map(attrgetter(name), pieces)
        if name in _OFTEN:
            once: dict[Any, Any] = {}
            values = map(once.setdefault, *[list(values)] * 2)
        deque(map(getattr(Evidence, name).__set__, made, values), maxlen=0)
    return made
