"""Single steps of the rule, on findings made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from follicle_graph.therapy.findings import Finding
from follicle_graph.therapy.rule import Case, judge

HELP = Finding("R1", "x", "helps", "d", "disease", "trial", ("PMID:1",), True, "")
HARM = replace(HELP, id="R2", direction="harms", grade="case series", references=("PMID:2",))


def verdict(*findings: Finding) -> str:
    return judge(Case(findings))[0]


@pytest.mark.parametrize("direction", ["helps", "predicts"])
def test_a_trial_in_exactly_this_subgroup_outweighs_harm_seen_outside_it(direction: str) -> None:
    exact = replace(HELP, population="subgroup", direction=direction)  # type: ignore[arg-type]
    assert verdict(exact, HARM) == "option"
    assert verdict(HELP, HARM) == "caution"


def test_harm_in_the_subgroup_itself_stays_a_caution_beside_a_trial_there() -> None:
    exact = replace(HELP, population="subgroup")
    assert verdict(exact, replace(HARM, population="subgroup")) == "caution"
    assert verdict(exact, HARM, replace(HARM, id="R3", population="subgroup")) == "caution"


def test_harm_without_any_benefit_in_people_is_avoided() -> None:
    assert verdict(HARM) == "avoid"
    assert verdict(replace(HARM, population="subgroup")) == "avoid"
    assert verdict(replace(HELP, grade="animal"), HARM) == "avoid"
