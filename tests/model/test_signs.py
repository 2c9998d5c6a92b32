"""The words of other formats have the signs that their makers give them."""

from __future__ import annotations

import pytest

from follicle_graph.model.signs import effect_of

UP = [
    "activation",
    "Activates",
    "activates",
    "stimulates",
    "stimulation",
    "up-regulates",
    "upregulates",
    "induces",
    "directlyIncreases",
    "increases",
    "=>",
    "->",
    "→",
    "biolink:positively_regulates",
    "mim-stimulation",
    "SBO:0000170",
    "RO:0002213",
    "RO:0002407",
    "positive",
    "+1",
    "1",
    "1.0",
    "+",
    "IncreaseAmount",
    "agonist",
    "GtpActivation",
    "enhances",
    "promotes",
    "biolink:entity_positively_regulates_entity",
]
DOWN = [
    "inhibition",
    "Inhibits",
    "inhibits",
    "represses",
    "Repression",
    "down-regulates",
    "suppresses",
    "blocks",
    "directlyDecreases",
    "decreases",
    "=|",
    "-|",
    "⊣",
    "biolink:negatively_regulates",
    "mim-inhibition",
    "TBar",
    "SBO:0000169",
    "RO:0002212",
    "RO:0002409",
    "negative",
    "-1",
    "−",
    "-1.0",
    "DecreaseAmount",
    "antagonist",
    "Deactivation",
    "treats",
]
UNSIGNED = [
    "Arrow",
    "binding",
    "biolink:affects",
    "regulates",
    "association",
    "--",
    "is_a",
    "unknown",
    "0",
    "dual",
    "controls-state-change-of",
    "Phosphorylation",
    "RO:0002211",
    "causesNoChange",
]
PHRASES = {
    "up-regulates quantity by expression": 1,
    "down-regulates quantity by repression": -1,
    "down-regulates quantity by destabilization": -1,
    "increases degradation of": -1,
    "decreases_degradation_of": 1,
    "causally upstream of, negative effect": -1,
    "activation,expression": 1,
    "inhibition, phosphorylation": -1,
    "form complex": 0,
}


@pytest.mark.parametrize(
    ("word", "sign"),
    [(w, 1) for w in UP] + [(w, -1) for w in DOWN] + [(w, 0) for w in UNSIGNED]
    + list(PHRASES.items()),
)  # fmt: skip
def test_a_word_of_another_format_has_its_sign(word: str, sign: int) -> None:
    found = effect_of(word)
    assert found is not None
    assert found.sign == sign


@pytest.mark.parametrize(
    "word", ["likes", "", "activated by", "activation|inhibition", "2", "AKT1"]
)
def test_a_word_that_says_nothing_certain_is_not_in_the_table(word: str) -> None:
    assert effect_of(word) is None


@pytest.mark.parametrize("word", ["positiveCorrelation", "neg", "negatively_correlated_with"])
def test_a_correlation_keeps_its_sign_and_never_is_a_mechanism(word: str) -> None:
    found = effect_of(word)
    assert found is not None
    assert found.sign
    assert found.layer == "correlative"


def test_a_denial_is_no_effect_and_not_an_unsigned_relation() -> None:
    found = effect_of("causesNoChange")
    assert found is not None
    assert (found.sign, found.null) == (0, True)
