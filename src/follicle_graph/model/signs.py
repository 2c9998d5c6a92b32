"""What the words of other formats say about an effect: one table for every reader.

Sources of the words: the relations of BEL 2.1 (https://language.bel.bio), the effects of SIGNOR
(https://signor.uniroma2.it), the modes of TRRUST, the predicates and qualifiers of Biolink
(https://biolink.github.io/biolink-model), the arrow heads of GPML and MIM, the signs of SBML-qual,
the terms of SBO and RO, INDRA's statement types, the actions of ChEMBL, and this library's own
predicates (`knowledge/predicates.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from follicle_graph.model.vocabulary import DEFAULT_LAYER, STANCE_OF_NULL, predicates

MECHANISM, CORRELATIVE, STRUCTURAL = DEFAULT_LAYER, "correlative", "structural"


class Effect(NamedTuple):
    """What a word says: the sign of the effect (+1, -1 or 0) and the layer it belongs to.

    `null` is True for words that state that there is no effect; `indirect` for words that state
    that the effect goes over other steps.
    """

    sign: int
    layer: str
    null: bool = False
    indirect: bool = False


_LAYER_OF: Mapping[str, str] = {
    **dict.fromkeys(
        ("treats", "ameliorates", "prevents", "ineffective_for", "may_trigger", "may_worsen"),
        "clinical",
    ),
    **dict.fromkeys(
        ("has_increased_marker", "has_decreased_marker", "has_symptom", "biomarker_for"),
        "biomarker",
    ),
    "predicts_response_to": "biomarker",
    "predisposes_to": "genetic",
    **dict.fromkeys(("has_side_effect", "contraindicated_in"), "safety"),
    **dict.fromkeys(("is_a", "part_of", "located_in"), STRUCTURAL),
    "associated_with": CORRELATIVE,
}
"""Own predicates that are no steps of a mechanism -> their layer."""

_SYMBOLS: Mapping[str, Effect] = {
    **dict.fromkeys(("->", "-->", "→", "=>", "⇒", "⟶", "▶", "+", "↑"), Effect(1, MECHANISM)),
    **dict.fromkeys(
        ("-|", "--|", "=|", "⊣", "⟞", "⊥", "|-", "-", "−", "\u2013", "↓"),
        Effect(-1, MECHANISM),
    ),
    **dict.fromkeys(("--", "—", "~"), Effect(0, CORRELATIVE)),
    **dict.fromkeys((":>", ">>"), Effect(0, STRUCTURAL)),
}
"""Arrows of BEL, of sketches and of people."""

_STEMS_UP = (
    "activat|stimulat|induc|enhanc|promot|increas|upregulat|up regulat|positively regulat"
    "|positive regulat|augment|potentiat|transactivat|agoni|elevat|stabiliz|stabilis"
)
_STEMS_DOWN = (
    "inhibit|repress|suppress|decreas|downregulat|down regulat|negatively regulat"
    "|negative regulat|block|reduc|antagoni|attenuat|silenc|degrad|destabiliz|destabilis"
    "|inactivat|deactivat"
)
_VERB = re.compile(
    r"(?:(?P<direct>direct(?:ly)?|indirect(?:ly)?|strongly|weakly|causally|entity|process) )*"
    rf"(?:(?P<up>{_STEMS_UP})|(?P<down>{_STEMS_DOWN}))[a-z]*"
    r"(?P<object> (?:the )?(?:activity|expression|abundance|quantity|amount|levels?|activity or "
    r"abundance|transcription|synthesis|stability|secretion|production|degradation|gene|entity"
    r"|process|form|protein|mrna|transcript|condition|function|response)(?: of)?"
    r"| by (?:expression|stabilization|destabilization|repression)| of| quantity by [a-z]+"
    r"| activity of| expression of)*"
)
"""Verbs and their nouns: "up-regulates quantity by expression", "directlyIncreases"."""

_WORDS: Mapping[str, Effect] = {
    **dict.fromkeys(
        (
            "positive",
            "pos regulation",
            "up",
            "agonist",
            "partial agonist",
            "full agonist",
            "positive modulator",
            "positive allosteric modulator",
            "opener",
            "inducer",
            "rate limiting step of",
            "catalyst stimulation",
            "mim stimulation",
            "mim necessary stimulation",
            "mim transcription translation stimulation",
            "necessary stimulation",
            "stimulation",
            "positive influence",
            "causes",
            "cause",
            "contributes to",
            "produces",
            "increase amount",
            "gtp activation",
            "gef",
            "causally upstream of positive effect",
            "causally upstream of, positive effect",
            "sbo:0000170",
            "sbo:0000171",
            "sbo:0000411",
            "sbo:0000459",
            "sbo:0000461",
            "sbo:0000462",
            "sbo:0000533",
            "ro:0002213",
            "ro:0002629",
            "ro:0002304",
            "ro:0002406",
            "ro:0002450",
            "ro:0003303",
            "ro:0003304",
        ),
        Effect(1, MECHANISM),
    ),
    **dict.fromkeys(
        (
            "negative",
            "neg regulation",
            "down",
            "antagonist",
            "negative modulator",
            "negative allosteric modulator",
            "inverse agonist",
            "blocker",
            "channel blocker",
            "degrader",
            "tbar",
            "t bar",
            "mim inhibition",
            "negative influence",
            "absolute inhibition",
            "disrupts",
            "decrease amount",
            "gap",
            "causally upstream of negative effect",
            "causally upstream of, negative effect",
            "sbo:0000169",
            "sbo:0000020",
            "sbo:0000206",
            "sbo:0000207",
            "sbo:0000407",
            "sbo:0000537",
            "sbo:0000639",
            "ro:0002212",
            "ro:0002630",
            "ro:0002305",
            "ro:0002408",
            "ro:0002449",
        ),
        Effect(-1, MECHANISM),
    ),
    "ro:0002407": Effect(1, MECHANISM, indirect=True),
    "ro:0002409": Effect(-1, MECHANISM, indirect=True),
    **dict.fromkeys(
        ("exacerbates condition", "exacerbates", "worsens", "ro:0003309"), Effect(1, "clinical")
    ),
    **dict.fromkeys(
        (
            "treats",
            "ameliorates condition",
            "ameliorates",
            "preventative for condition",
            "prevents",
            "applied to treat",
            "ro:0002606",
            "ro:0003307",
            "ro:0002597",
        ),
        Effect(-1, "clinical"),
    ),
    **dict.fromkeys(
        ("predisposes to condition", "predisposes", "ro:0019501"), Effect(1, "genetic")
    ),
    **dict.fromkeys(
        (
            "positive correlation",
            "positively correlated with",
            "positively associated with",
            "pos",
        ),
        Effect(1, CORRELATIVE),
    ),
    **dict.fromkeys(
        (
            "negative correlation",
            "negatively correlated with",
            "negatively associated with",
            "neg",
        ),
        Effect(-1, CORRELATIVE),
    ),
    **dict.fromkeys(
        (
            "association",
            "associated with",
            "correlated with",
            "coexpressed with",
            "coexpression",
            "correlation",
            "related to",
            "biomarker for",
            "prognostic biomarker for",
            "orthologous",
            "orthologous to",
            "analogous",
            "analogous to",
            "homologous to",
            "genetically associated with",
            "ro:0002610",
        ),
        Effect(0, CORRELATIVE),
    ),
    **dict.fromkeys(
        ("causes no change", "cnc", "no effect", "no effect on", "has no effect on"),
        Effect(0, MECHANISM, null=True),
    ),
    **dict.fromkeys(("no correlation",), Effect(0, CORRELATIVE, null=True)),
    **dict.fromkeys(
        (
            "regulates",
            "regulation",
            "reg",
            "affects",
            "affects activity of",
            "modulates",
            "modulation",
            "expression",
            "reaction",
            "ptmod",
            "controls state change of",
            "controls expression of",
            "controls phosphorylation of",
            "controls transport of",
            "controls production of",
            "chemical affects",
            "binds",
            "binding",
            "mim binding",
            "interacts with",
            "physically interacts with",
            "directly physically interacts with",
            "in complex with",
            "form complex",
            "complex",
            "phosphorylation",
            "dephosphorylation",
            "ubiquitination",
            "deubiquitination",
            "catalysis",
            "mim catalysis",
            "mim conversion",
            "mim modification",
            "conversion",
            "translocation",
            "arrow",
            "directed",
            "undirected",
            "line",
            "unknown",
            "unspecified",
            "dual",
            "both",
            "none",
            "unknown influence",
            "pp",
            "pd",
            "0",
            "ro:0002211",
            "ro:0002434",
            "ro:0002436",
            "sbo:0000168",
            "sbo:0000172",
        ),
        Effect(0, MECHANISM),
    ),
    **dict.fromkeys(
        (
            "is a",
            "isa",
            "subclass of",
            "subclass",
            "part of",
            "has part",
            "has variant",
            "has component",
            "has components",
            "has member",
            "has members",
            "has reactant",
            "has product",
            "sub process of",
            "equivalent to",
            "located in",
            "transcribed to",
            "translated to",
            "ro:0001025",
            "bfo:0000050",
            "rdfs:subclassof",
        ),
        Effect(0, STRUCTURAL),
    ),
}

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"\s*[,;|/]\s*")
_GAPS = re.compile(r"[\s_\-‐‑]+")
_FORMAT_PREFIX = re.compile(r"^(?:biolink|bel|indra|mi|omnipath|gpml|wp)[:.]", re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def effect_of(word: str) -> Effect | None:
    """What a word or symbol of an exchange format says about an effect.

    Parameters
    ----------
    word
        A relation, effect, mode, predicate, arrow, number or CURIE, in any case and with spaces,
        hyphens, underscores or capitals between its parts.

    Returns
    -------
    Effect or None
        None when the word is not in the table.

    Examples
    --------
    >>> [effect_of(word).sign for word in ("up-regulates activity", "directlyDecreases", "→", "-|")]
    [1, -1, 1, -1]
    >>> effect_of("biolink:positively_correlated_with").layer
    'correlative'
    >>> effect_of("likes") is None
    True
    """
    text = word.strip()
    symbol = _SYMBOLS.get(text)
    if symbol is not None:
        return symbol
    number = sign_of_number(text)
    if number is not None:
        return Effect(number, MECHANISM if number else CORRELATIVE)
    plain = _FORMAT_PREFIX.sub("", text)
    own = plain.casefold().replace(" ", "_")
    if own in predicates():
        layer = _LAYER_OF.get(own, MECHANISM)
        return Effect(predicates()[own], layer, null=own in STANCE_OF_NULL)
    folded = _GAPS.sub(" ", _CAMEL.sub(" ", plain)).strip().casefold()
    found = _WORDS.get(folded)
    if found is not None:
        return found
    verb = _VERB.fullmatch(folded)
    if verb is None:
        return _together(text)
    sign = 1 if verb["up"] else -1
    if verb["object"] and "degradation" in verb["object"]:
        sign = -sign
    return Effect(sign, MECHANISM, indirect=folded.startswith("indirect"))


def _together(text: str) -> Effect | None:
    """What several words say, like KEGG's "activation,expression"; None where they disagree."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) < 2:
        return None
    effects = [effect_of(part) for part in parts]
    known = [one for one in effects if one is not None]
    signed = {one for one in known if one.sign}
    if len(known) < len(effects) or len({one.sign for one in signed}) > 1:
        return None
    return min(signed or set(known))


def sign_of_number(text: str) -> int | None:
    """+1, -1 or 0 when a text is one of these numbers as programs write them, else None.

    >>> [sign_of_number(text) for text in ("1", "+1", "-1.0", "−1", "0", "2", "up")]
    [1, 1, -1, -1, 0, None, None]
    """
    plain = text.strip().replace("−", "-").removesuffix(".0")
    return {"1": 1, "+1": 1, "-1": -1, "0": 0, "-0": 0, "+0": 0}.get(plain)
