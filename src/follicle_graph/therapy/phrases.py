"""How answers speak: labels without advice, references with their citations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from follicle_graph.therapy.table_references import citations
from follicle_graph.therapy.tables import Feature, entities

_ADVICE = (
    (re.compile(r"\bTakes (an?) "), r"On \1 "),
    (re.compile(r"\bTakes "), "On "),
    (re.compile(r"\btakes (an?) "), r"is on \1 "),
    (re.compile(r"\bUS prescribing information\b"), "US label"),
    (re.compile(r"\bprescribing information\b"), "label"),
    (re.compile(r"\b(?:is )?prescribed\b"), "used"),
    (re.compile(r"\bprescri\w+\b"), "use"),
    (re.compile(r"\bstrong CYP3A inhibitor taken\b"), "on a strong CYP3A inhibitor"),
    (re.compile(r"\btaken\b"), "used"),
    (re.compile(r"\btaking\b"), "using"),
    (re.compile(r"\b[Tt]akes?\b"), "use"),
    (re.compile(r"\btook\b"), "included"),
)

SILENT = "Where no caution is shown the tables say nothing; that does not mean safe."


def spoken(text: str) -> str:
    """A text of the tables without words that give advice.

    >>> spoken("Takes a TNF blocker")
    'On a TNF blocker'
    """
    for pattern, word in _ADVICE:
        text = pattern.sub(word, text)
    return text


def label(node: str) -> str:
    """The label of an entity as an answer shows it."""
    return spoken(entities()[node].label) if node in entities() else node


def disease_label(node: str) -> str:
    """The label of a disease in the middle of a sentence; abbreviations keep their capitals.

    >>> disease_label("alopecia_areata")
    'alopecia areata'
    """
    return lowered(label(node))


def feature_label(feature: Feature) -> str:
    """The label of a feature in the middle of a sentence.

    >>> from follicle_graph.therapy.tables import features
    >>> feature_label(features()["rx_antitnf"])
    'on a TNF blocker'
    """
    return lowered(spoken(feature.label))


def lowered(text: str) -> str:
    """A text with its first letter small, unless it begins with an abbreviation."""
    return (
        text if text[1:2].isupper() or text[1:2] in "-0123456789" else text[:1].lower() + text[1:]
    )


def cited(references: Iterable[str]) -> str:
    """References with their citations, for the foot of an explanation."""
    return "; ".join(
        f"{one} ({spoken(citations()[one])})" if one in citations() else one for one in references
    )
