"""An SVG in fewer bytes draws what it drew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import follicle_graph as fg
from follicle_graph.drawing.figure import save as saving
from follicle_graph.drawing.figure.small_svg import smaller
from follicle_graph.model.graph import Graph

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
ENDS = {"m": 1, "l": 1, "q": 2, "c": 3, "z": 0}
Step = tuple[str, tuple[tuple[float, float], ...]]

numbers = st.floats(-3000, 3000).map(lambda x: f"{x:.6f}".rstrip("0").rstrip("."))
points = st.tuples(numbers, numbers).map(" ".join)
steps = st.sampled_from("MLQC").flatmap(
    lambda letter: st.lists(
        points, min_size=ENDS[letter.lower()], max_size=ENDS[letter.lower()]
    ).map(lambda ends: f"{letter} {' '.join(ends)} ")
) | st.just("z ")
paths = st.builds(lambda start, rest: f"M {start} {''.join(rest)}", points, st.lists(steps))


def steps_of(d: str) -> list[Step]:
    """A path as SVG 1.1, part 8.3 reads it: every step with its points on the page."""
    found: list[Step] = []
    x = y = 0.0
    start = (x, y)
    for letter, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", d):
        told = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        size = 2 * ENDS[letter.lower()]
        assert (len(told) % size if size else len(told)) == 0
        for at in range(0, len(told), size) if size else [0]:
            base = (x, y) if letter.islower() else (0.0, 0.0)
            pairs = zip(told[at : at + size : 2], told[at + 1 : at + size : 2], strict=True)
            ends = tuple((base[0] + a, base[1] + b) for a, b in pairs)
            name = "l" if letter.lower() == "m" and at else letter.lower()
            start = ends[0] if name == "m" else start
            x, y = ends[-1] if ends else start
            found.append((name, ends))
    return found


def close(one: list[Step], other: list[Step]) -> bool:
    """Whether no point lies more than half a hundredth of a point aside."""
    assert [name for name, _ in one] == [name for name, _ in other]
    return all(
        abs(a - b) < 0.00501
        for (_, ends), (_, twins) in zip(one, other, strict=True)
        for p, q in zip(ends, twins, strict=True)
        for a, b in zip(p, q, strict=True)
    )


@given(paths)
def test_every_point_stays_where_it_was(d: str) -> None:
    made = smaller(f'<path d="{d}" style="fill: none"/>')
    found = re.fullmatch(r'<path d="([^"]*)" style="fill:none"/>', made)
    assert found
    assert close(steps_of(d), steps_of(found[1]))


def drawn(svg: str) -> Iterator[tuple[str, str, list[Step]]]:
    """What a renderer draws, in order: style, clip and steps."""
    root = ElementTree.fromstring(svg)
    named = {one.get("id"): one for one in root.iter(f"{SVG}path") if one.get("id")}
    around = {inner: outer for outer in root.iter() for inner in outer}
    for one in root.iter():
        if one.tag not in (f"{SVG}path", f"{SVG}use") or around[one].tag == f"{SVG}defs":
            continue
        path = one if one.tag == f"{SVG}path" else named[one.get(LINK, "")[1:]]
        dressed = one if one.get("style") else around[one]
        style = re.sub(r"([:;]) ", r"\1", dressed.get("style", ""))
        yield style, dressed.get("clip-path", ""), steps_of(path.get("d", ""))


def test_a_figure_draws_the_same_lines_in_the_same_order(
    atlas: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spine = fg.spine(atlas)
    over = {"CXCL10": 3.1}
    small = fg.save_figure(spine, tmp_path / "small.svg", overlay={"CXCL10": 3.1}).read_text(
        "utf-8"
    )
    monkeypatch.setattr(saving, "smaller", str)
    large = fg.save_figure(spine, tmp_path / "large.svg", overlay=over).read_text("utf-8")
    ours, theirs = list(drawn(small)), list(drawn(large))
    assert len(ours) == len(theirs) > 2 * spine.number_of_edges()
    for (style, clip, steps), (style_, clip_, steps_) in zip(ours, theirs, strict=True):
        assert (style, clip) == (style_, clip_)
        assert close(steps, steps_)
    assert len(small) < 0.6 * len(large)


def test_text_that_looks_like_a_path_stays_text(tmp_path: Path) -> None:
    name = '<path d="M 1.000 1 L 2 2"/>'
    path = fg.save_figure(fg.sketch(f"{name} -> b"), tmp_path / "f.svg")
    root = ElementTree.parse(path).getroot()
    said = "".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    assert name.replace(" ", "") in said.replace(" ", "")
