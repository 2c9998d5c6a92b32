"""What one row of a table of relations says: sign, layer, denial; the one rule for all readers.

The qualifiers are those of Biolink (https://biolink.github.io/biolink-model): "A, decreased,
causes increased expression of B" lowers B when A rises.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from follicle_graph.model.signs import CORRELATIVE, MECHANISM, effect_of, sign_of_number
from follicle_graph.model.vocabulary import LAYERS, STANCE_OF_NULL, predicates

NO_EFFECT = "no_effect_on"
"""The predicate of a null finding."""


class RowMeaning(NamedTuple):
    """Sign, layer and indirect of a row.

    `denied`: it states that its relation does not hold; `null`: its predicate itself states that
    there is no effect; `doubts` names, in words, what could not be read (the sign is 0 then).
    """

    sign: int
    layer: str
    indirect: bool = False
    denied: bool = False
    null: bool = False
    doubts: tuple[str, ...] = ()


MEANING_COLUMNS = (
    "predicate",
    "sign",
    "layer",
    "indirect",
    "negated",
    "qualified_predicate",
    "subject_direction_qualifier",
    "subject_aspect_qualifier",
    "subject_form_or_variant_qualifier",
    "object_direction_qualifier",
    "object_aspect_qualifier",
)
"""The columns that decide what a row says, in the order of the arguments of `meaning_of_row`."""

_DIRECTIONS: Mapping[str, int] = {
    **dict.fromkeys(("increased", "upregulated", "up", "increase", "higher"), 1),
    **dict.fromkeys(("decreased", "downregulated", "down", "decrease", "lower"), -1),
}
_ASPECTS_UP = frozenset(
    (
        "",
        "activity",
        "abundance",
        "activity or abundance",
        "expression",
        "amount",
        "level",
        "synthesis",
        "stability",
        "secretion",
        "release",
        "production",
        "transcription",
        "translation",
    )
)
_ASPECTS_DOWN = frozenset(("degradation", "inhibition"))
_ASPECTS_SILENT = frozenset(
    (
        "absorption",
        "acetylation",
        "acylation",
        "adp ribosylation",
        "aggregation",
        "alkylation",
        "amination",
        "carbamoylation",
        "cleavage",
        "ethylation",
        "folding",
        "glutathionylation",
        "glycation",
        "glycosylation",
        "glucuronidation",
        "guanyl nucleotide exchange",
        "hydrolysis",
        "hydroxylation",
        "interaction",
        "lipidation",
        "localization",
        "metabolic processing",
        "methylation",
        "molecular interaction",
        "molecular modification",
        "mutation rate",
        "n linked glycosylation",
        "nitrosation",
        "nucleotidylation",
        "o linked glycosylation",
        "oxidation",
        "phosphorylation",
        "prenylation",
        "reduction",
        "ribosylation",
        "splicing",
        "sulfation",
        "sumoylation",
        "transport",
        "ubiquitination",
        "uptake",
    )
)
"""Aspects whose rise says nothing about how much of the object there is or how active it is."""

_LOSS_FORMS = frozenset(("loss of function variant form", "loss of function variant", "knockout"))
_TRUTH = {
    **dict.fromkeys(("", "false", "0", "f", "no", "none", "nan", "0.0", "n"), False),
    **dict.fromkeys(("true", "1", "t", "yes", "1.0", "y"), True),
}


@lru_cache(maxsize=1 << 15)
def meaning_of_row(
    predicate: str,
    sign: str = "",
    layer: str = "",
    indirect: str = "",
    negated: str = "",
    qualified_predicate: str = "",
    subject_direction: str = "",
    subject_aspect: str = "",
    subject_form: str = "",
    object_direction: str = "",
    object_aspect: str = "",
) -> RowMeaning:
    """What the cells of a row say together; empty cells say nothing.

    Parameters
    ----------
    predicate, qualified_predicate
        The words of the relation; the qualified one, where there is one, is the full statement.
    sign
        +1, -1, 0 or a word of `signs`; it is decisive, except that it may not contradict a
        predicate of this library.
    layer
        One of `vocabulary.LAYERS`; left empty, the words of the predicate decide.
    indirect, negated
        True or false.
    subject_direction, subject_aspect, subject_form, object_direction, object_aspect
        Biolink's qualifiers.

    Raises
    ------
    ValueError
        For a cell outside its allowed values; the text says which and what to write.

    Examples
    --------
    >>> meaning_of_row("biolink:affects", object_direction="increased").sign
    1
    >>> meaning_of_row(
    ...     "biolink:affects", object_direction="increased", object_aspect="degradation"
    ... ).sign
    -1
    >>> meaning_of_row("biolink:treats", negated="True").denied
    True
    """
    denied = _truth("negated", negated)
    is_indirect = _truth("indirect", indirect)
    if layer and layer not in LAYERS:
        raise ValueError(f"layer {layer!r}; use one of {', '.join(LAYERS)}")
    doubts: list[str] = []
    stated = effect_of(predicate)
    plain = predicate.casefold().removeprefix("biolink:")
    if sign:
        number = _given_sign(sign)
        own = predicates().get(plain)
        if number and plain in STANCE_OF_NULL:
            raise ValueError(f"{predicate} states no direction; its sign is 0")
        if own is not None and own != number:
            raise ValueError(
                f"sign {sign!r} contradicts its predicate {predicate!r}, whose sign is {own:+d}; "
                "correct one of them"
            )
        direction = number
    else:
        direction = _qualified(
            stated.sign if stated else 0,
            qualified_predicate,
            subject_direction,
            subject_aspect,
            subject_form,
            object_direction,
            object_aspect,
            doubts,
        )
        if stated is None and not direction:
            doubts.append(f"predicate {predicate!r}")
    if stated is not None and (stated.layer != MECHANISM or direction or stated.null):
        found = stated.layer
    else:
        found = MECHANISM if direction else CORRELATIVE
    null = stated is not None and stated.null
    if null and denied:
        raise ValueError(
            f"negated {negated!r} with {predicate!r}, which denies already; state the effect itself"
        )
    return RowMeaning(
        direction,
        layer or found,
        is_indirect or (stated is not None and stated.indirect),
        denied,
        null,
        tuple(doubts),
    )


def _qualified(
    sign: int,
    qualified_predicate: str,
    subject_direction: str,
    subject_aspect: str,
    subject_form: str,
    object_direction: str,
    object_aspect: str,
    doubts: list[str],
) -> int:
    """The sign of a predicate with its qualifiers; 0 with a doubt where one is not known."""
    before = len(doubts)
    towards = _direction("object_direction_qualifier", object_direction, doubts)
    by = _direction("subject_direction_qualifier", subject_direction, doubts)
    aspect = _aspect("object_aspect_qualifier", object_aspect, doubts)
    of_subject = _aspect("subject_aspect_qualifier", subject_aspect, doubts)
    if qualified_predicate and not sign:
        said = effect_of(qualified_predicate)
        if said is None:
            doubts.append(f"qualified_predicate {qualified_predicate!r}")
        elif said.sign and plain_words(qualified_predicate) not in ("causes", "contributes to"):
            sign = said.sign
    if len(doubts) > before:
        return 0
    if towards:
        if sign and sign != towards:
            doubts.append(f"object_direction_qualifier {object_direction!r} against its predicate")
            return 0
        sign = towards
    if object_aspect or towards:
        sign *= aspect
    if by:
        sign *= by
    if subject_aspect:
        sign *= of_subject
    if subject_form:
        sign *= -1 if plain_words(subject_form) in _LOSS_FORMS else 1
    return sign


def _given_sign(text: str) -> int:
    number = sign_of_number(text)
    if number is not None:
        return number
    said = effect_of(text)
    if said is None:
        raise ValueError(f"sign {text!r}; use +1, -1 or 0, or a word like activates")
    return said.sign


def _direction(name: str, value: str, doubts: list[str]) -> int:
    if not value:
        return 0
    found = _DIRECTIONS.get(plain_words(value))
    if found is None:
        doubts.append(f"{name} {value!r}")
    return found or 0


def _aspect(name: str, value: str, doubts: list[str]) -> int:
    """+1 for activity and amount, -1 for degradation, 0 for what says nothing of both."""
    plain = plain_words(value)
    if plain in _ASPECTS_UP:
        return 1
    if plain in _ASPECTS_DOWN:
        return -1
    if plain not in _ASPECTS_SILENT:
        doubts.append(f"{name} {value!r}")
    return 0


def _truth(name: str, value: str) -> bool:
    found = _TRUTH.get(value.strip().casefold())
    if found is None:
        raise ValueError(f"{name} {value!r}; use true or false")
    return found


def plain_words(value: str) -> str:
    """A value of a qualifier without prefix, case and underscores.

    >>> plain_words("biolink:Activity_or_abundance")
    'activity or abundance'
    """
    text = value.strip().casefold().removeprefix("biolink:")
    return " ".join(text.replace("_", " ").replace("-", " ").split())
