"""Sketches: a graph from one line of text."""

from __future__ import annotations

import pytest

import follicle_graph as fg


def test_chains_make_edges_of_both_signs() -> None:
    G = fg.sketch("a -> b -| c; il 15 -- c\nc -> c")
    edges = {(u, v): d["sign"] for u, v, d in G.edges(data=True)}
    assert edges == {("a", "b"): 1, ("b", "c"): -1, ("il 15", "c"): 0, ("c", "c"): 1}
    assert {d["layer"] for *_, d in G.edges(data=True)} == {"mechanism"}
    assert G.graph["origin"] == "sketch"


def test_arrows_of_typography_mean_what_those_of_characters_mean() -> None:
    plain = fg.sketch("IL-15 -> TRM -| hair; TRM -- CD103; a -> b; b -| c")
    assert fg.digest(fg.sketch("IL-15 → TRM ⊣ hair; TRM — CD103; a→b⊣c")) == fg.digest(plain)
    assert fg.digest(fg.sketch("IL-15 => TRM =| hair; TRM – CD103; a --> b --| c")) == fg.digest(
        plain
    )


def test_a_sentence_never_becomes_one_entity() -> None:
    with pytest.raises(fg.SketchError, match="line 1, column 1: no arrow in"):
        fg.sketch("T cells attack the hair follicle")
    with pytest.raises(fg.SketchError, match="a list is no text"):
        fg.sketch(["a -> b"])  # type: ignore[arg-type]


def test_duplicates_merge_and_a_name_alone_is_a_node() -> None:
    G = fg.sketch("a -> b; a -> b; lonely;;")
    assert sorted(G) == ["a", "b", "lonely"]
    assert G.number_of_edges() == 1


def test_a_hyphen_inside_a_name_is_no_arrow() -> None:
    assert set(fg.sketch("IL-15 -> NK-cell")) == {"IL-15", "NK-cell"}


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("a -> ", 5, "without a name"),
        ("-> b", 0, "without a name"),
        ("a -> -> b", 5, "without a name"),
        ("a->b", 1, "inside a name"),
        ("a -> b; c-|d", 9, "inside a name"),
        ("a --b", 2, "inside a name"),
        ("a <- b", 2, "inside a name"),
        ("a ← b", 2, "inside a name"),
        ("→ b", 0, "without a name"),
        ("IL-15 activates TRM", 0, "no arrow in 'IL-15 activates TRM'"),
        ("a -> b;\n two words", 9, "no arrow in 'two words'"),
    ],
)
def test_a_wrong_text_is_refused_with_its_position(text: str, position: int, problem: str) -> None:
    with pytest.raises(fg.SketchError, match=problem) as caught:
        fg.sketch(text)
    assert caught.value.position == position
