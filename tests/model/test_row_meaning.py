"""Columns that change what a row says are read, or named as not understood."""

from __future__ import annotations

import pytest

from follicle_graph.model.row_meaning import meaning_of_row

AFFECTS = "biolink:affects"


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        ({"object_direction": "increased"}, 1),
        ({"object_direction": "Decreased"}, -1),
        ({"object_direction": "biolink:decreased"}, -1),
        ({"object_direction": "increased", "object_aspect": "degradation"}, -1),
        ({"object_direction": "decreased", "object_aspect": "degradation"}, 1),
        ({"object_direction": "increased", "object_aspect": "activity_or_abundance"}, 1),
        ({"object_direction": "increased", "object_aspect": "localization"}, 0),
        ({"object_direction": "increased", "subject_direction": "decreased"}, -1),
        ({"object_direction": "decreased", "subject_direction": "decreased"}, 1),
        (
            {
                "object_direction": "increased",
                "subject_direction": "decreased",
                "object_aspect": "degradation",
            },
            1,
        ),
        ({"object_direction": "increased", "subject_form": "loss_of_function_variant_form"}, -1),
        ({"subject_direction": "decreased"}, 0),
        ({}, 0),
    ],
)
def test_qualifiers_decide_the_sign_of_an_unsigned_predicate(
    cells: dict[str, str], sign: int
) -> None:
    found = meaning_of_row(AFFECTS, **cells)
    assert found.sign == sign
    assert not found.doubts


def test_a_lowered_subject_turns_a_signed_predicate_round() -> None:
    assert meaning_of_row("biolink:positively_regulates", subject_direction="decreased").sign == -1


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"object_direction": "sideways"}, "object_direction_qualifier 'sideways'"),
        ({"subject_direction": "sideways"}, "subject_direction_qualifier 'sideways'"),
        (
            {"object_direction": "increased", "object_aspect": "colour"},
            "object_aspect_qualifier 'colour'",
        ),
    ],
)
def test_an_unknown_qualifier_takes_the_sign_away_and_is_named(
    cells: dict[str, str], named: str
) -> None:
    found = meaning_of_row(AFFECTS, **cells)
    assert found.sign == 0
    assert found.doubts == (named,)


def test_a_qualifier_against_its_predicate_is_a_doubt() -> None:
    found = meaning_of_row("biolink:positively_regulates", object_direction="decreased")
    assert (found.sign, len(found.doubts)) == (0, 1)


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "1", "1.0", "yes"])
def test_a_negated_row_is_denied(text: str) -> None:
    assert meaning_of_row("increases", negated=text).denied


@pytest.mark.parametrize("text", ["", "false", "False", "0", "no"])
def test_a_row_that_is_not_negated_is_asserted(text: str) -> None:
    assert not meaning_of_row("increases", negated=text).denied


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"negated": "maybe"}, "negated 'maybe'; use true or false"),
        ({"sign": "2"}, r"sign '2'; use \+1, -1 or 0"),
        ({"layer": "upstairs"}, "layer 'upstairs'; use one of mechanism"),
        ({"indirect": "x"}, "indirect 'x'; use true or false"),
    ],
)
def test_a_cell_outside_its_values_is_refused(cells: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        meaning_of_row("likes", **cells)


def test_a_sign_may_not_contradict_a_predicate_of_this_library() -> None:
    with pytest.raises(ValueError, match="contradicts its predicate 'increases'"):
        meaning_of_row("increases", sign="-1")
    with pytest.raises(ValueError, match="no_effect_on states no direction; its sign is 0"):
        meaning_of_row("no_effect_on", sign="+1")


@pytest.mark.parametrize(
    ("predicate", "layer"),
    [
        ("increases", "mechanism"),
        ("treats", "clinical"),
        ("has_increased_marker", "biomarker"),
        ("is_a", "structural"),
        ("positiveCorrelation", "correlative"),
        ("likes", "correlative"),
    ],
)
def test_the_predicate_decides_the_layer(predicate: str, layer: str) -> None:
    assert meaning_of_row(predicate).layer == layer
