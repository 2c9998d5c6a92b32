"""The evidence of an edge as one JSON text, for formats whose attributes are text."""

from __future__ import annotations

import json
from collections.abc import Iterable

from follicle_graph.model.facts import (
    Evidence,
    evidence_of_record,
    evidence_record,
    record_problem,
)

_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def text_of_pieces(pieces: Iterable[Evidence]) -> str:
    """Several pieces of evidence as one JSON text.

    >>> text_of_pieces([Evidence("R1")])
    '[{"id":"R1"}]'
    """
    return _JSON.encode([evidence_record(piece) for piece in pieces])


def pieces_of_text(text: str) -> tuple[Evidence, ...]:
    """The pieces of evidence of a JSON text.

    Raises ValueError when it is no list of them.

    >>> pieces_of_text('[{"id":"R1"}]')[0].id
    'R1'
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("its evidence is nested too deeply; shorten it") from None
    except ValueError as error:
        raise ValueError(f"its evidence is no JSON ({error}); correct it") from None
    if not isinstance(value, list):
        raise ValueError(f"evidence {text!r:.60} is no list; use a list of objects")
    problem = next((one for one in map(record_problem, value) if one), None)
    if problem:
        raise ValueError(problem)
    return tuple(map(evidence_of_record, value))
