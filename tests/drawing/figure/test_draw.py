"""The figure: text stays text, meaning is drawn, files appear whole or not at all."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

import follicle_graph as fg
from follicle_graph.drawing import look
from follicle_graph.drawing.figure.draw import MM
from follicle_graph.drawing.figure.painting import head_of
from follicle_graph.drawing.layout.text import label_lines
from follicle_graph.drawing.shapes import outline
from follicle_graph.model.graph import Graph

mpl.use("agg")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def texts(path: Path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def strokes(ax: Axes, color: str) -> list[PathPatch]:
    """The edges that are drawn in a colour."""
    curves = [one for one in ax.patches if isinstance(one, PathPatch)]
    return [one for one in curves if to_hex(one.get_edgecolor()) == color]


def calm(ax: Axes) -> list[PathPatch]:
    """The edges that stand back."""
    colours = {look.calm(look.edge(sign).color) for sign in (1, -1, 0)}
    return [one for color in colours for one in strokes(ax, color)]


def test_labels_stay_text_in_svg_and_every_node_has_one(atlas: Graph, tmp_path: Path) -> None:
    spine = fg.spine(atlas)
    drawn = texts(fg.save_figure(spine, tmp_path / "spine.svg", title="Spine"))
    joined = re.sub(r"\s+", "", "".join(drawn))
    for node in spine:
        assert re.sub(r"\s+", "", spine.nodes[node]["short_label"]) in joined, node
    assert "Spine" in drawn
    assert "Research software on literature evidence, not medical advice." in " ".join(drawn)


def test_the_file_says_what_it_shows(tmp_path: Path) -> None:
    path = fg.save_figure(fg.sketch("a -> b -| c"), tmp_path / "f.svg", title="Two steps")
    text = path.read_text(encoding="utf-8")
    assert "Two steps" in text
    assert "3 entities and 2 relations: 1 increases, 1 decreases" in text


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = [
        fg.save_figure(fg.sketch("a -> b -| c"), tmp_path / f"{n}.svg").read_bytes() for n in "12"
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("ending", "magic"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_other_formats_are_written_by_their_ending(
    tmp_path: Path, ending: str, magic: bytes
) -> None:
    path = fg.save_figure(fg.sketch("a -> b"), tmp_path / f"f.{ending}")
    assert path.read_bytes().startswith(magic)


def test_signs_are_told_by_colour_and_the_legend_names_only_what_is_there() -> None:
    ax = fg.draw(fg.sketch("a -> b"))
    words = {text.get_text() for text in ax.texts}
    assert "increases" in words
    assert "decreases" not in words
    assert strokes(ax, look.sign(1).color)
    assert not strokes(ax, look.sign(-1).color)


def test_what_is_not_highlighted_is_calm_and_what_is_stands_on_a_band() -> None:
    G = fg.sketch("a -> b -| c; a -> c")
    path = fg.paths(G, "a", "c", sign=-1)[0]
    ax = fg.draw(G, highlight=path)
    assert len(strokes(ax, look.sign(1).color)) == len(strokes(ax, look.sign(-1).color)) == 1
    assert len(calm(ax)) == 1
    assert len(strokes(ax, look.BAND)) == 2
    with pytest.raises(fg.InvalidQuestion, match="no edge"):
        fg.draw(fg.sketch("x -> y"), highlight=path)


def test_drawing_touches_no_global_setting() -> None:
    before = dict(mpl.rcParams)
    fg.draw(fg.sketch("a -> b"))
    assert dict(mpl.rcParams) == before


def test_a_label_is_data_and_never_markup(tmp_path: Path) -> None:
    G = fg.sketch("$x^2$ -> <script>alert(1)</script>")
    drawn = "".join(texts(fg.save_figure(G, tmp_path / "f.svg")))
    assert "$x^2$" in drawn
    assert "<script>alert(1)</script>" in drawn.replace(" ", "")


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    G = fg.sketch("a -> b")
    G.nodes["a"]["short_label"] = "x\x00y\x1b\ud800"
    assert "x\ufffdy\ufffd\ufffd" in texts(fg.save_figure(G, tmp_path / "f.svg", title="ti\x0btle"))


def test_edges_that_only_carry_a_sign_are_drawn_and_a_wrong_sign_is_refused() -> None:
    G = fg.sketch("a; b")
    G.add_edge("a", "b", key="raises", sign=1)
    assert strokes(fg.draw(G), look.sign(1).color)
    G.edges["a", "b", "raises"]["sign"] = "+"
    with pytest.raises(fg.InvalidGraph, match=r"use \+1, -1 or 0"):
        fg.draw(G)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_drop_is_drawn_as_a_bar_and_a_rise_as_an_arrow(sign: int) -> None:
    arrow = "->" if sign > 0 else "-|"
    patches = fg.draw(fg.sketch(f"a {arrow} b"), legend=False).patches
    head = next(one for one in patches if to_hex(one.get_facecolor()) == look.sign(sign).color)
    box = head.get_path().get_extents()
    assert bool(box.width > 3 * box.height) == (sign < 0)


def test_width_and_dashes_tell_support_indirection_and_contradiction() -> None:
    G = fg.sketch("a -> b; b -> c; c -> d; d -> e")
    edges = list(G.edges(keys=True))
    G.edges[edges[0]]["support"] = 0.9
    G.edges[edges[1]]["indirect"] = True
    G.edges[edges[2]]["contradicted"] = True
    lines = strokes(fg.draw(G, legend=False), look.sign(1).color)
    assert max(x.get_linewidth() for x in lines) > 1.5 * min(x.get_linewidth() for x in lines)
    assert len({str(x._dash_pattern) for x in lines}) == 3  # type: ignore[attr-defined]


def test_a_width_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(fg.InvalidQuestion, match="use millimetres above 0"):
        fg.save_figure(fg.sketch("a -> b"), tmp_path / "f.svg", width_mm=0)


def test_a_folder_that_cannot_be_written_is_an_error_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(fg.OutputError, match="folder that exists"):
        fg.save_figure(fg.sketch("a -> b"), tmp_path / "missing" / "f.svg")
    with pytest.raises(fg.OutputError, match="name it"):
        fg.save_figure(fg.sketch("a -> b"), tmp_path / "f.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("loop", ["; hub -> hub", ""], ids=["loop", "no loop"])
@pytest.mark.parametrize("arrow", ["->", "-|", "--"])
@pytest.mark.parametrize("kind", sorted(look.KINDS))
def test_heads_end_on_the_border_of_every_shape(kind: str, arrow: str, loop: str) -> None:
    steps = [f"n{i} {arrow} hub; hub {arrow} m{i}" for i in range(9)]
    G = fg.sketch("; ".join(steps) + f"; m1 {arrow} n1{loop}")
    G.nodes["hub"].update(kind=kind, label="h", short_label="h")
    plan = fg.layout(G)
    border = outline(look.kind(kind).shape, plan.boxes["hub"])
    for edge in G.edges(keys=True):
        if edge[1] == "hub":
            head_, _ = head_of(edge, G.edges[edge], plan.routes[edge], lit=False)
            assert min(distance(corner, border) for corner in head_) < 3, edge
    if not loop:  # without one some ends stand at the left or right border
        tips = [plan.routes[edge][-1] for edge in G.edges(keys=True) if edge[1] == "hub"]
        hub = plan.boxes["hub"]
        assert any(abs(y - hub.y) < hub.height / 2 - 1 for _, y in tips)


def test_heads_stand_on_the_nodes() -> None:
    ax = fg.draw(fg.sketch("a -| b"), legend=False)
    fills = [to_hex(one.get_facecolor()) for one in ax.patches]
    assert fills[-1] == look.sign(-1).color
    assert fills.count(look.sign(-1).color) == 1


def distance(point: tuple[float, float], corners: list[tuple[float, float]]) -> float:
    """How far a point is from the outline of a polygon."""
    nearest = math.inf
    for (ax, ay), (bx, by) in pairwise([*corners, corners[0]]):
        dx, dy = bx - ax, by - ay
        far = dx * dx + dy * dy or 1.0
        t = max(0.0, min(1.0, ((point[0] - ax) * dx + (point[1] - ay) * dy) / far))
        nearest = min(nearest, math.dist(point, (ax + t * dx, ay + t * dy)))
    return nearest


def test_no_label_of_the_spine_overlaps_another_or_leaves_its_node(atlas: Graph) -> None:
    G = fg.spine(atlas)
    plan = fg.layout(G)
    ax = fg.draw(G, layout=plan, title="Spine")
    fig = ax.get_figure()
    assert fig is not None
    fig.canvas.draw()
    spans = [text.get_window_extent() for text in ax.texts]
    for one, other in combinations(spans, 2):
        assert not (one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1
                    and other.y0 < one.y1)  # fmt: skip
    places = {(box.x, box.y): box for box in plan.boxes.values()}
    labels = [text for text in ax.texts if text.get_position() in places]
    assert len(labels) == len(G)
    for text in labels:
        box = places[text.get_position()]
        span = ax.transData.inverted().transform_bbox(text.get_window_extent())
        assert abs(span.width) < box.width
        assert abs(span.height) < box.height + 1


def test_the_labels_of_the_spine_on_a_page_have_seven_points(atlas: Graph, tmp_path: Path) -> None:
    path = fg.save_figure(fg.spine(atlas), tmp_path / "s.svg", width_mm=180)
    root = ElementTree.parse(path).getroot()
    assert float(root.attrib["width"].removesuffix("pt")) / MM == pytest.approx(180, abs=0.1)
    assert float(root.attrib["height"].removesuffix("pt")) / MM < 290
    sizes = [
        float(size)
        for node in root.iter(f"{SVG}text")
        for size in re.findall(r"(?:font|font-size): ?(?:bold )?([\d.]+)px", node.get("style", ""))
    ]
    assert sorted(sizes)[len(sizes) // 2] >= 6.99
    assert min(sizes) >= 5


def test_an_svg_says_what_it_shows_and_brings_its_letters(tmp_path: Path) -> None:
    path = fg.save_figure(fg.sketch("IFN-γ -> é"), tmp_path / "f.svg", title="Two & more")
    root = ElementTree.parse(path).getroot()
    assert root.get("role") == "img"
    label = root.get("aria-label") or ""
    assert label.startswith("Two & more. Directed pathway map of 2 entities and 1 relation:")
    assert (root.findtext(f"{SVG}desc") or "").endswith("1 increases.")
    assert "data:font/woff;base64," in "".join(root.find(f"{SVG}style").itertext())  # type: ignore[union-attr]
    assert {"IFN-γ", "é"} <= set(texts(path))


def test_a_pdf_embeds_its_fonts_and_has_a_title(tmp_path: Path) -> None:
    data = fg.save_figure(fg.sketch("a -> b"), tmp_path / "f.pdf", title="Two steps").read_bytes()
    assert b"/FontFile2" in data
    assert b"(Two steps)" in data
    assert b"/Subtype /Type3" not in data


def test_a_graph_too_large_for_its_width_is_drawn_with_a_warning(
    atlas: Graph, tmp_path: Path
) -> None:
    G = fg.keep(atlas, layers={"mechanism"}, min_support=0.5)
    with pytest.warns(UserWarning, match="too small to read in print"):
        fg.save_figure(G, tmp_path / "f.svg", layout=fg.layout(G), width_mm=180)


def test_a_figure_for_a_column_shows_a_part_and_says_so(atlas: Graph, tmp_path: Path) -> None:
    lit = fg.paths(atlas, "NKG2D+ CD8+ T cell", "HF immune privilege", via=["IFN-γ"])[0]
    G = fg.picture(atlas, "spine").graph
    with pytest.warns(UserWarning, match=r"Shown: 20 of \d+ entities"):
        path = fg.save_figure(G, tmp_path / "g.svg", width_mm=85, highlight=lit)
    said = " ".join(texts(path))
    assert "Shown: 20 of" in said
    assert "IFN-γ" in said


def test_answers_are_drawn_like_graphs(atlas: Graph, tmp_path: Path) -> None:
    found = fg.paths(atlas, "IL-15", "hair loss", limit=3, shortcuts=False)
    for answer in (found, found[0], fg.effect(atlas, "baricitinib", "CXCL10")):
        said = {text.get_text().replace("\n", " ") for text in fg.draw(answer).texts}
        assert said & {"IL-15", "CXCL10"}
        assert "cytokine, chemokine" in said
    assert fg.save_figure(found, tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(fg.InvalidQuestion, match="nothing to draw in this"):
        fg.draw(fg.paths(fg.sketch("a; b"), "a", "b"))
    for stranger in ("IL-15", None, {"a": ["b"]}):
        with pytest.raises(fg.InvalidGraph, match=f"it is a {type(stranger).__name__}; give a"):
            fg.draw(stranger)


def test_a_dark_style_leaves_the_paper_white() -> None:
    with plt.style.context("dark_background"):
        ax = fg.draw(fg.sketch("a -> b"), title="T")
    paper = ax.patches[0]
    assert to_hex(paper.get_facecolor()) == look.PAPER
    assert ax.get_figure().get_facecolor()[:3] == (1.0, 1.0, 1.0)  # type: ignore[union-attr]
    corners = paper.get_path().get_extents()
    assert sorted(ax.get_ylim()) == pytest.approx([corners.y0, corners.y1])


def test_letters_without_a_font_are_named_once_with_the_remedy(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"no font here has '毛'.*Noto Sans CJK") as seen:
        fg.save_figure(fg.sketch("毛 -> b"), tmp_path / "f.png")
    assert len(seen) == 1


def test_a_font_is_used_where_it_is_installed() -> None:
    ax = fg.draw(fg.sketch("a -> b"), font="DejaVu Serif")
    assert {text.get_fontfamily()[0] for text in ax.texts} == {"DejaVu Serif"}
    with pytest.raises(fg.InvalidQuestion, match="name an installed font"):
        fg.draw(fg.sketch("a -> b"), font="No Such Font")


def test_a_very_long_label_is_cut_after_four_lines() -> None:
    words = "a very long label that never seems to come to any end at all whatever you do"
    lines = label_lines(words)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert max(map(len, label_lines("pneumonoultramicroscopicsilicovolcanocon"))) <= 18


def test_a_poster_sets_its_own_size(atlas: Graph, tmp_path: Path) -> None:
    G = fg.keep(atlas, layers={"mechanism"}, min_support=0.55)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        root = ElementTree.parse(fg.save_figure(G, tmp_path / "p.svg", width_mm=None)).getroot()
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(
        fg.layout(G).width, abs=0.1
    )


def test_an_overlay_tells_values_zero_and_missing_apart() -> None:
    G = fg.sketch("up -> down; zero -> missing; nan -> up")
    values = {"up": 2.0, "down": -1, "zero": 0, "nan": float("nan"), "missing": None}
    ax = fg.draw(G, overlay=values)
    plan = fg.layout(G)
    fills = {}
    for patch in ax.patches:
        extent = patch.get_path().get_extents()
        for node, box in plan.boxes.items():
            corner = (box.x - box.width / 2, box.y - box.height / 2, box.width)
            if math.dist((extent.x0, extent.y0, extent.width), corner) < 0.1:
                fills[node] = to_hex(patch.get_facecolor())
    assert fills["up"] == look.diverging(1.0)
    assert fills["down"] == look.diverging(-0.5)
    assert fills["zero"] == look.diverging(0.0)
    assert fills["missing"] == fills["nan"] == look.PAPER
    words = {text.get_text() for text in ax.texts}
    assert {"+2", "−2", "0", "no value", "value"} <= words


def test_the_colour_bar_is_centred_on_zero_whatever_the_values() -> None:
    for values in ({"a": -3, "b": 1}, {"a": -3, "b": -2}, {"a": 3, "b": 2}):
        words = {text.get_text() for text in fg.draw(fg.sketch("a -> b"), overlay=values).texts}
        assert {"−3", "0", "+3"} <= words


def test_the_name_of_a_series_stands_beside_the_colour_bar() -> None:
    series = pd.Series({"a": 1.5}, name="log2 fold change")
    words = {text.get_text() for text in fg.draw(fg.sketch("a -> b"), overlay=series).texts}
    assert "log2 fold change" in words


@pytest.mark.parametrize(
    ("overlay", "error", "words"),
    [
        ({"a": float("inf")}, fg.InvalidQuestion, "is infinite; use a number"),
        ({"a": "high"}, fg.InvalidQuestion, "'high'; use a number"),
        ({"a": 1j}, fg.InvalidQuestion, "use a number"),
        ({"c": 1}, fg.UnknownEntity, "no entity is named 'c'"),
        ({"a": 1, "A": 2}, fg.InvalidQuestion, "names 'a' twice"),
        ([("a", 1)], fg.InvalidQuestion, "use a mapping"),
        ("a", fg.InvalidQuestion, "use a mapping"),
    ],
)
def test_an_overlay_of_nonsense_is_refused_in_words(
    overlay: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        fg.draw(fg.sketch("a -> b"), overlay=overlay)


@pytest.mark.parametrize("overlay", [{}, {"a": 0}, {"a": None}, {"a": 1e-300}, {"a": 1e300}])
def test_odd_overlays_are_drawn(overlay: dict[str, Any]) -> None:
    texts_ = [text.get_text() for text in fg.draw(fg.sketch("a -> b"), overlay=overlay).texts]
    assert "value" in texts_


def test_an_effect_and_several_paths_are_highlighted() -> None:
    G = fg.sketch("a -> b -| c; a -> c; c -> d")
    for lit in (fg.effect(G, "a", "d"), fg.paths(G, "a", "d"), list(fg.paths(G, "a", "d"))):
        assert not calm(fg.draw(G, highlight=lit))
    assert len(calm(fg.draw(G, highlight=[("a", "b", "increases")]))) == 3


def test_a_name_highlights_its_edges_and_names_those_among_them() -> None:
    G = fg.sketch("IFN-γ -> b -| c; IFN-γ -> c; c -> d")
    for lit, others in (("ifn gamma", 2), (["IFN-γ", "c"], 3), (["d", "c", "b"], 2)):
        assert len(calm(fg.draw(G, highlight=lit))) == others


def test_labels_are_calm_beside_a_highlight_and_dark_in_it() -> None:
    ax = fg.draw(fg.sketch("a -> b; c -> d"), highlight=["a", "b"])
    colours = {text.get_text(): text.get_color() for text in ax.texts}
    assert colours["a"] == colours["b"] == look.INK
    assert colours["c"] == colours["d"] != look.INK
    plain = fg.draw(fg.sketch("a -> b; c -> d"))
    assert {text.get_color() for text in plain.texts if text.get_text() in "abcd"} == {look.INK}


@pytest.mark.parametrize("lit", [7, [("a", "b")], [("a", "b", 1)]])
def test_a_highlight_that_names_no_edges_is_refused(lit: Any) -> None:
    with pytest.raises(fg.InvalidQuestion, match="use a path, paths, an effect, names, or edges"):
        fg.draw(fg.sketch("a -> b"), highlight=lit)


def test_names_without_edges_and_unknown_names_are_refused(tmp_path: Path) -> None:
    G = fg.sketch("a -> b; c -> d; e")
    for lit in ("e", ["a"], ["a", "c"]):
        with pytest.raises(fg.InvalidQuestion, match="name entities that edges join"):
            fg.save_figure(G, tmp_path / "f.svg", highlight=lit)
    for unknown in ("abc", ["a", "abc"], ("a", "b", "increases")):
        with pytest.raises(fg.UnknownEntity, match="no entity is named"):
            fg.explore(G, highlight=unknown)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_graph_is_one_line_of_text(tmp_path: Path) -> None:
    assert "nothing to draw: the graph is empty" in texts(
        fg.save_figure(fg.sketch(""), tmp_path / "e.svg", legend=False)
    )


ODD = {
    "one node": "alone",
    "one self-loop": "a -> a",
    "five parallel edges": "a -> b; a -| b; a -- b; b -> a; b -| a",
    "a long label": "the quick brown fox jumps over lazy dogs -> b",
    "a long word": "pneumonoultramicroscopicsilicovolcanocon -> b",
    "Greek and accents": "IFN-γ -> naïve CD8⁺ β-cell Žižek",
    "no edges": "a; b; c",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_small_and_odd_graphs_are_drawn_whole(text: str) -> None:
    G = fg.sketch(text)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = fg.draw(G)
        fig = ax.get_figure()
        assert fig is not None
        fig.canvas.draw()
    low, high = (ax.transAxes.transform(corner) for corner in ((0, 0), (1, 1)))
    for artist in (*ax.texts, *ax.patches):
        span = artist.get_window_extent()
        assert span.x0 >= low[0] - 1
        assert span.x1 <= high[0] + 1
        assert span.y0 >= low[1] - 1
        assert span.y1 <= high[1] + 1


def test_axes_that_are_none_are_refused() -> None:
    with pytest.raises(fg.InvalidQuestion, match="use matplotlib axes"):
        fg.draw(fg.sketch("a -> b"), ax="axes")  # type: ignore[arg-type]


def test_axes_of_another_shape_hold_the_whole_drawing() -> None:
    fig, ax = plt.subplots(figsize=(9, 1))
    with pytest.warns(UserWarning, match="too small to read in print"):
        fg.draw(fg.sketch("a -> b -> c -> d"), ax=ax)
    assert max(float(text.get_fontsize()) for text in ax.texts) < 8
    plt.close(fig)


def test_the_style_of_the_user_does_not_reach_a_file(tmp_path: Path) -> None:
    plain = fg.save_figure(fg.sketch("a -> b"), tmp_path / "plain.svg").read_bytes()
    with mpl.rc_context(
        {"savefig.facecolor": "black", "savefig.bbox": "tight", "font.family": "serif"}
    ):
        assert fg.save_figure(fg.sketch("a -> b"), tmp_path / "dark.svg").read_bytes() == plain


def test_a_drawn_path_calls_its_entities_as_the_graph_does(atlas: Graph) -> None:
    path = fg.paths(atlas, "NKG2D+ CD8+ T cell", "HF immune privilege", via=["IFN-γ"])[0]
    drawn = {text.get_text() for text in fg.draw(path).texts}
    assert {"NKG2D+ CD8 T", "IFN-γ"} <= drawn
