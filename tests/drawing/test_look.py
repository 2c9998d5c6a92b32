"""The look: signs are told apart by colour-blind readers and in grey, labels are readable."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from follicle_graph.drawing import look
from follicle_graph.model import vocabulary

DEFICIENCIES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
"""Full loss of one kind of cone in linear RGB (Machado et al. 2009, doi:10.1109/TVCG.2009.113)."""


def linear(color: str) -> np.ndarray:
    values = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    light, dark = sorted(
        (float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = np.clip(xyz @ rgb, 0, None) / [0.9505, 1.0, 1.089]
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, deficiency: str) -> float:
    """CIE 1976 colour difference as a reader with the deficiency sees it; 2.3 is just seen."""
    seen = np.array(DEFICIENCIES[deficiency])
    a, b = (lab(np.clip(seen @ linear(color), 0, 1)) for color in (one, other))
    return float(np.linalg.norm(a - b))


@pytest.mark.parametrize("sign", [1, -1, 0])
def test_lines_keep_three_to_one_on_white_and_on_every_lane(sign: int) -> None:
    for ground in (look.PAPER, *look.LANE_FILLS):
        assert contrast(look.edge(sign).color, ground) >= 3


@pytest.mark.parametrize("deficiency", list(DEFICIENCIES))
def test_the_signs_are_told_apart_by_colour_blind_readers(deficiency: str) -> None:
    assert difference(look.edge(1).color, look.edge(-1).color, deficiency) > 20


@pytest.mark.parametrize("deficiency", list(DEFICIENCIES))
def test_the_ends_of_an_overlay_are_told_apart_by_colour_blind_readers(deficiency: str) -> None:
    for one, other in combinations(look.DIVERGING, 2):
        assert difference(one, other, deficiency) > 15


def test_the_sign_is_told_by_the_head_too() -> None:
    heads = [look.edge(sign).head for sign in (1, -1, 0)]
    heads += [look.edge(sign, "has_increased_marker", "biomarker").head for sign in (1, -1)]
    assert len(set(heads)) == 5


def test_labels_are_readable_on_every_fill() -> None:
    fills = {one.fill for one in look.KINDS.values()} | set(look.DIVERGING) | {look.PAPER}
    assert all(contrast(look.INK, fill) >= 4.5 for fill in fills)
    assert contrast(look.LANE_INK, look.LANE_FILLS[1]) >= 4.5


def test_a_marker_of_a_disease_is_no_causal_arrow() -> None:
    for predicate in ("has_increased_marker", "has_decreased_marker", "has_symptom"):
        sign = vocabulary.predicates()[predicate]
        assert look.edge(sign, predicate, "clinical").head not in ("arrow", "bar")
    assert look.edge(-1, "treats", "clinical").head == "bar"


def test_an_overlay_runs_through_white_at_zero() -> None:
    assert look.diverging(0.0) == look.DIVERGING[1]
    assert look.diverging(9.0) == look.DIVERGING[2]
    darker = [contrast(look.diverging(share / 10), look.PAPER) for share in range(11)]
    assert darker == sorted(darker)


def test_colours_are_spelled_in_the_look_alone() -> None:
    rooms = Path(look.__file__).parent.glob("*.py")
    spelled = {
        path.name for path in rooms if "#" in "".join(_strings(path.read_text(encoding="utf-8")))
    }
    assert spelled <= {"look.py"}


def _strings(source: str) -> list[str]:
    import ast
    import re

    nodes = ast.walk(ast.parse(source))
    texts = [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [text for text in texts if re.fullmatch("#[0-9a-fA-F]{3,8}", text)]
