"""Wrong verbs and arguments are met with the right ones; warnings point at the user."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import pytest

import follicle_graph as fg
from follicle_graph.tools.did_you_mean import ARGUMENTS, VERBS

wrong: Any = fg


@pytest.mark.parametrize(
    ("verb", "near"),
    [
        ("plot", "draw"),
        ("find", "search"),
        ("info", "about"),
        ("path", "paths"),
        ("contradiction", "contradictions"),
        ("Resolve", "resolve"),
    ],
)
def test_a_wrong_verb_is_met_with_the_right_one(verb: str, near: str) -> None:
    with pytest.raises(AttributeError, match=f"has no '{verb}'; did you mean '{near}'"):
        getattr(fg, verb)


def test_what_is_suggested_is_there() -> None:
    assert set(VERBS.values()) <= set(fg.__all__)
    assert not set(VERBS) & set(fg.__all__)
    with pytest.raises(AttributeError, match=r"has no 'zzz'$"):
        _ = wrong.zzz


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda G: wrong.keep(G, disease="AA"), "no argument 'disease'; did you mean 'diseases'"),
        (lambda G: wrong.paths(G, "a", "b", hops=2), "'hops'; did you mean 'max_hops'"),
        (lambda G: wrong.effect(G, "a", "b", diseases="AA"), r"effect\(keep\(G, diseases=…\), …"),
        (lambda G: wrong.reach(G, "a", foo=2), "no argument 'foo'; it has G, "),
    ],
)
def test_a_wrong_argument_is_met_with_the_right_one(ask: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        ask(fg.sketch("a -> b"))


def test_public_functions_stay_what_they_are() -> None:
    assert fg.paths is pickle.loads(pickle.dumps(fg.paths))
    assert fg.paths.__name__ == "paths"
    assert not set(ARGUMENTS) & {"G", "max_hops", "limit"}


def test_a_warning_points_at_the_line_of_the_user() -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        fg.keep(fg.sketch("a -> b"), layers="clinical")
    assert [one.filename for one in said] == [__file__]
