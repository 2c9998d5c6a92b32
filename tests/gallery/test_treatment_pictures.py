"""The pictures of a treatment answer say what the answer says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

import follicle_graph as fg
from follicle_graph.drawing import look
from follicle_graph.gallery.attack_map import _acting, _attack_graph
from follicle_graph.model.graph import Graph
from follicle_graph.therapy.cards import VERDICT_COLORS

mpl.use("agg")
TYPE_2 = fg.Profile("alopecia areata", ["extrinsic atopic dermatitis", "high IgE"])
PROFILES = [TYPE_2, fg.Profile("scarring alopecia"), fg.Profile("SD"), fg.Profile("AGA")]


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Iterator[None]:
    yield
    plt.close("all")


def words(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_the_table_holds_every_judged_treatment_in_order(atlas: Graph, profile: fg.Profile) -> None:
    found = fg.treatments(atlas, profile)
    said = words(fg.draw_treatments(found))
    judged = [i for i in found if i.verdict != "insufficient evidence"]
    expected = []
    for item in filter(lambda i: i.is_candidate, judged):
        whole = f"{item.label} ({item.route})"  # a long name loses its abbreviation
        brief = f"{re.sub(r' [(][^)]*[)]', '', item.label)} ({item.route})"
        expected.append(whole if whole in said else brief)
    shown = [word for word in said if word in expected]
    assert shown == [word for word in expected if word in shown]
    assert len(shown) >= 0.9 * len(expected)  # the longest names are cut
    assert said[-1].endswith("not medical advice.")
    foot = " ".join(word.replace("\u00a0", " ") for word in said)
    assert all(i.label in foot for i in judged if not i.is_candidate)
    for verdict in {item.verdict for item in judged if item.is_candidate}:
        assert said.count(verdict) == 1


@pytest.mark.parametrize("profile", PROFILES, ids=str)
def test_no_text_of_the_table_leaves_the_picture_or_covers_another(
    atlas: Graph, profile: fg.Profile
) -> None:
    ax = fg.draw_treatments(fg.treatments(atlas, profile))
    figure = ax.figure
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in ax.texts]
    width = figure.bbox.width
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.x1 <= width, text
    for number, (text, box) in enumerate(boxes):
        for other, against in boxes[number + 1 :]:
            apart = (
                box.x1 <= against.x0
                or against.x1 <= box.x0
                or box.y1 - 3 <= against.y0
                or against.y1 - 3 <= box.y0
            )
            assert apart, (text, other)


def test_the_map_lights_active_axes_and_leaves_the_others_pale(atlas: Graph) -> None:
    found = fg.treatments(atlas, TYPE_2)
    H, lit = _attack_graph(atlas, found, _acting(found, 12))
    ends = {node for u, v, _ in lit for node in (u, v)}
    assert {"type1_inflammation", "type2_inflammation", "dupilumab", "il4ra", "jak1"} <= ends
    assert "il17a" in H
    assert "il17a" not in ends


def test_the_map_holds_those_that_warn_beside_those_that_help(atlas: Graph) -> None:
    said = words(fg.draw_attack(atlas, fg.treatments(atlas, TYPE_2), title="Where they act"))
    assert {"Dupilumab", "Baricitinib", "Where they act", "favoured", "caution"} <= set(said)
    assert any(word.startswith("Contact") for word in said)


def test_a_long_title_wraps_above_the_line_below_it(atlas: Graph) -> None:
    title = "Where treatments of alopecia areata act, and which of them act where it is active " * 2
    ax = fg.draw_attack(atlas, fg.treatments(atlas, TYPE_2), title=title)
    figure = ax.figure
    figure.canvas.draw()
    lines = [text for text in ax.texts if text.get_text() and text.get_text() in title]
    lines = [
        text for text in lines if text.get_fontweight() == "bold" and len(text.get_text()) > 20
    ]
    assert len(lines) > 1
    below = next(text for text in ax.texts if text.get_text().startswith("Strong:"))
    boxes = [text.get_window_extent() for text in (*lines, below)]
    assert all(high.y0 > low.y1 for high, low in pairwise(boxes))
    assert boxes[-1].y0 > ax.transData.transform((0, 0))[1]  # above the drawing


def test_the_map_leaves_the_atlas_as_it_was(atlas: Graph) -> None:
    before = fg.digest(atlas)
    fg.draw_attack(atlas, fg.treatments(atlas, fg.Profile("SD")))
    assert fg.digest(atlas) == before


def test_a_profile_without_active_axes_is_drawn_too(atlas: Graph) -> None:
    found = fg.treatments(atlas, fg.Profile(features=["pregnancy"]))
    assert "avoid" in words(fg.draw_treatments(found))
    with pytest.raises(fg.InvalidQuestion, match="no active axis"):
        fg.draw_attack(atlas, found)


def test_the_colours_of_verdicts_are_told_apart_from_those_of_edges() -> None:
    assert len(set(VERDICT_COLORS.values())) == 6
    assert not {look.sign(sign).color for sign in look.SIGNS} & set(VERDICT_COLORS.values())


def test_what_is_no_answer_is_refused(atlas: Graph) -> None:
    with pytest.raises(fg.InvalidQuestion, match="give it an answer of treatments"):
        fg.draw_treatments(TYPE_2)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match="give it an answer of treatments"):
        fg.draw_attack(atlas, TYPE_2)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match="use 1 or more"):
        fg.draw_attack(atlas, fg.treatments(atlas, TYPE_2), most=0)
