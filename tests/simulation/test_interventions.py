"""Sets of interventions: every one holds in `what_if`, and none is missing."""

from __future__ import annotations

from itertools import combinations

import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph

SKETCH = "d1 -| x; d2 -> y; d3 -| y; d4 -> x; x -| goal; y -> goal; x -> harm; y -> harm"
DRUGS = {"d1": 1, "d2": 1, "d3": 1, "d4": 1}


def test_each_set_moves_every_goal_in_what_if_and_no_set_is_missing() -> None:
    G = fg.sketch(SKETCH)
    goals = {"goal": 1, "harm": -1}
    found = fg.interventions(G, goals, candidates=DRUGS, max_size=3, limit=None)
    listed = {tuple(sorted(dict(one.levels))) for one in found}
    expected = set()
    for size in (1, 2, 3):
        for members in combinations(sorted(DRUGS), size):
            outcome = fg.what_if(G, dict.fromkeys(members, 1))
            if all(outcome.change(goal) == sign for goal, sign in goals.items()):
                expected.add(members)
    assert listed == expected
    assert found.looked_at == 4 + 6 + 4


def test_the_ranking_is_by_the_smallest_share() -> None:
    found = fg.interventions(
        fg.sketch(SKETCH), {"goal": 1}, candidates=DRUGS, max_size=2, limit=None
    )
    shares = [round(one.share, 9) for one in found]
    assert shares == sorted(shares, reverse=True)
    assert all(one.share == min(share for _, share in one.shares) for one in found)


def test_jak_inhibitors_are_among_the_single_drugs_against_hair_loss(atlas: Graph) -> None:
    found = fg.interventions(atlas, {"hair loss": -1}, max_size=1, limit=None)
    names = {node for one in found for node, _ in one.levels}
    assert {"baricitinib", "ritlecitinib"} <= names
    baricitinib = next(one for one in found if one.levels == (("baricitinib", 1),))
    assert ("baricitinib", "alopecia_areata", "treats") in baricitinib.evidence
    assert "Pregnancy" in baricitinib.cautions or "pregnancy" in baricitinib.cautions
    assert "not medical advice" in str(found)


def test_targets_are_moved_as_drugs_move_them(atlas: Graph) -> None:
    found = fg.interventions(atlas, {"CXCL10": -1}, candidates="targets", max_size=1, limit=None)
    assert (("jak1", -1),) in [one.levels for one in found]


@pytest.mark.parametrize(
    ("goals", "options", "words"),
    [
        ({}, {}, "goals is {}"),
        ({"hair loss": 2}, {}, "the level of 'hair loss' is 2"),
        ({"hair loss": -1}, {"max_size": 4}, "max_size is 4"),
        ({"hair loss": -1}, {"candidates": []}, "candidates is empty"),
        ({"alopecia areata": -1}, {}, "no candidate can reach"),
    ],
)
def test_questions_without_a_meaning_are_refused(
    atlas: Graph, goals: dict[str, int], options: dict[str, int], words: str
) -> None:
    with pytest.raises(fg.InvalidQuestion, match=words):
        fg.interventions(atlas, goals, **options)  # type: ignore[arg-type]


def test_a_class_acts_through_its_members_as_in_what_if(atlas: Graph) -> None:
    goals = {"CXCL10": -1}
    found = fg.interventions(atlas, goals, candidates=["JAK inhibitors"], max_size=1)
    expected = fg.what_if(atlas, {"JAK inhibitors": 1}).share("CXCL10")
    assert found[0].share == pytest.approx(expected)


def test_each_set_prints_its_weakest_grade_and_the_answer_what_it_left_out(atlas: Graph) -> None:
    found = fg.interventions(atlas, {"hair_loss": -1}, max_size=1)
    lines = str(found).splitlines()
    assert len(found) > 10
    assert f"… and {len(found) - 10} more" in lines[11]
    for one, line in zip(found.items[:10], lines[1:11], strict=True):
        grade = f"weakest clinical grade {one.grade}" if one.grade else "no clinical evidence"
        assert grade in line
        assert bool(one.grade) == bool(one.evidence)
