"""Labels and table texts as answers print them: no words that give advice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from follicle_graph.therapy.table_references import citations
from follicle_graph.therapy.treatment_tables import Feature, entities

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
    (re.compile(r"\btakers\b"), "users"),
    (re.compile(r"\btook\b"), "included"),
)

PREGNANCY_NOTE = (
    "Could become pregnant is not stated: cautions on it are listed under each treatment as what "
    "needs to be known, and lower no verdict."
)
NO_CAUTION_NOTE = "No caution listed means that the tables hold none; it does not mean safe."


@cache
def without_advice(text: str) -> str:
    """A table text with neutral words where it would give advice.

    >>> without_advice("Takes a TNF blocker")
    'On a TNF blocker'
    """
    for pattern, word in _ADVICE:
        text = pattern.sub(word, text)
    return text


def label(node: str) -> str:
    """The label of an entity, or its id where the atlas has no such entity."""
    return without_advice(entities()[node].label) if node in entities() else node


def disease_label(node: str) -> str:
    """The label of a disease in the middle of a sentence; abbreviations keep their capitals.

    >>> disease_label("alopecia_areata")
    'alopecia areata'
    """
    return lowered(label(node))


def feature_label(feature: Feature) -> str:
    """The label of a feature in the middle of a sentence.

    >>> from follicle_graph.therapy.treatment_tables import features
    >>> feature_label(features()["rx_antitnf"])
    'on a TNF blocker'
    """
    return lowered(without_advice(feature.label))


def lowered(text: str) -> str:
    """A text with a lower-case first letter, unless it begins with an abbreviation.

    >>> lowered("Baricitinib"), lowered("JAK inhibitor"), lowered("X-ray")
    ('baricitinib', 'JAK inhibitor', 'X-ray')
    """
    return (
        text if text[1:2].isupper() or text[1:2] in "-0123456789" else text[:1].lower() + text[1:]
    )


def cited(references: Iterable[str]) -> str:
    """References with their citations, for the list at the end of an explanation."""
    return "; ".join(
        f"{one} ({without_advice(citations()[one])})" if one in citations() else one
        for one in references
    )
