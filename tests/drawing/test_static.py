"""The figure: text stays text, meaning is drawn, files appear whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

import follicle_graph as fg
from follicle_graph.drawing import look
from follicle_graph.graph import Graph

mpl.use("agg")
SVG = "{http://www.w3.org/2000/svg}"


def texts(path: Path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def test_labels_stay_text_in_svg_and_every_node_has_one(atlas: Graph, tmp_path: Path) -> None:
    spine = fg.spine(atlas)
    drawn = texts(fg.figure(spine, tmp_path / "spine.svg", title="Spine"))
    joined = re.sub(r"\s+", "", "".join(drawn))
    for node in spine:
        assert re.sub(r"\s+", "", spine.nodes[node]["short_label"]) in joined, node
    assert "Spine" in drawn
    assert "Research software on literature evidence, not medical advice." in " ".join(drawn)


def test_the_file_says_what_it_shows(tmp_path: Path) -> None:
    path = fg.figure(fg.sketch("a -> b -| c"), tmp_path / "f.svg", title="Two steps")
    text = path.read_text(encoding="utf-8")
    assert "Two steps" in text
    assert "3 entities and 2 relations: 1 increases, 1 decreases" in text


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = [fg.figure(fg.sketch("a -> b -| c"), tmp_path / f"{n}.svg").read_bytes() for n in "12"]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("ending", "magic"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_other_formats_are_written_by_their_ending(
    tmp_path: Path, ending: str, magic: bytes
) -> None:
    path = fg.figure(fg.sketch("a -> b"), tmp_path / f"f.{ending}")
    assert path.read_bytes().startswith(magic)


def test_signs_are_told_by_colour_and_the_legend_names_only_what_is_there() -> None:
    ax = fg.draw(fg.sketch("a -> b"))
    words = {text.get_text() for text in ax.texts}
    assert "increases" in words
    assert "decreases" not in words
    colours = {line.get_color() for line in ax.lines}
    assert look.sign(1).color in colours
    assert look.sign(-1).color not in colours


def test_what_is_not_highlighted_fades() -> None:
    G = fg.sketch("a -> b -| c; a -> c")
    path = fg.paths(G, "a", "c", sign=-1)[0]
    ax = fg.draw(G, highlight=path)
    strong = [line for line in ax.lines if line.get_color() == look.sign(1).color]
    faded = [line for line in ax.lines if line.get_color() == look.FADED]
    assert faded
    assert strong
    with pytest.raises(fg.InvalidQuestion, match="no edge"):
        fg.draw(fg.sketch("x -> y"), highlight=path)


def test_drawing_touches_no_global_setting() -> None:
    before = dict(mpl.rcParams)
    fg.draw(fg.sketch("a -> b"))
    assert dict(mpl.rcParams) == before


def test_a_label_is_data_and_never_markup(tmp_path: Path) -> None:
    G = fg.sketch("$x^2$ -> <script>alert(1)</script>")
    drawn = "".join(texts(fg.figure(G, tmp_path / "f.svg")))
    assert "$x^2$" in drawn
    assert "<script>alert(1)</script>" in drawn.replace(" ", "")


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    G = fg.sketch("a -> b")
    G.nodes["a"]["short_label"] = "x\x00y\x1b\ud800"
    assert "x\ufffdy\ufffd\ufffd" in texts(fg.figure(G, tmp_path / "f.svg", title="ti\x0btle"))


def test_edges_that_only_carry_a_sign_are_drawn_and_a_wrong_sign_is_refused() -> None:
    G = fg.sketch("a; b")
    G.add_edge("a", "b", key="raises", sign=1)
    assert fg.draw(G).lines
    G.edges["a", "b", "raises"]["sign"] = "+"
    with pytest.raises(fg.InvalidGraph, match=r"use \+1, -1 or 0"):
        fg.draw(G)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_drop_is_drawn_as_a_bar_and_a_rise_as_an_arrow(sign: int) -> None:
    arrow = "->" if sign > 0 else "-|"
    (head, *_) = fg.draw(fg.sketch(f"a {arrow} b"), legend=False).patches
    box = head.get_path().get_extents()
    assert bool(box.width > 3 * box.height) == (sign < 0)


def test_width_and_dashes_tell_support_indirection_and_contradiction() -> None:
    G = fg.sketch("a -> b; b -> c; c -> d; d -> e")
    edges = list(G.edges(keys=True))
    G.edges[edges[0]]["support"] = 0.9
    G.edges[edges[1]]["indirect"] = True
    G.edges[edges[2]]["contradicted"] = True
    lines = [x for x in fg.draw(G, legend=False).lines if x.get_color() == look.sign(1).color]
    assert max(x.get_linewidth() for x in lines) > 1.5 * min(x.get_linewidth() for x in lines)
    assert len({str(x._dash_pattern) for x in lines}) == 3  # type: ignore[attr-defined]


def test_a_width_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(fg.InvalidQuestion, match="use millimetres above 0"):
        fg.figure(fg.sketch("a -> b"), tmp_path / "f.svg", width_mm=0)


def test_a_folder_that_cannot_be_written_is_an_error_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(fg.OutputError, match="folder that exists"):
        fg.figure(fg.sketch("a -> b"), tmp_path / "missing" / "f.svg")
    with pytest.raises(fg.OutputError, match="name it"):
        fg.figure(fg.sketch("a -> b"), tmp_path / "f.gif")
    assert list(tmp_path.iterdir()) == []
