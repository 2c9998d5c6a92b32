"""Ready pictures: each is one call, shows what it says and fails in words."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph.drawing.layout.measure import (
    crossings,
    edges_under_nodes,
    overlaps,
    turning,
)
from follicle_graph.gallery.ready_pictures import read_values
from follicle_graph.model import vocabulary
from follicle_graph.model.graph import Graph

mpl.use("agg")
ASKED = [
    ("story",),
    ("spine",),
    ("ifng-privilege",),
    ("mtor-scalp",),
    ("type1-type2",),
    ("path", "NKG2D+ CD8+ T cell", "hair loss"),
    ("effect", "dupilumab", "IgE"),
    ("effect", "IFN-γ", "HF immune privilege"),
    ("drug", "rapamycin"),
]


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_a_ready_picture_is_whole_and_hides_nothing(
    atlas: Graph, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    made = fg.picture(atlas, *asked)
    plan = fg.layout(made.graph)
    assert overlaps(plan.boxes) == 0
    assert edges_under_nodes(plan.boxes, plan.routes) == []
    assert made.save(tmp_path / "p.svg").stat().st_size > 10_000
    assert set(made.highlight) <= set(made.graph.edges(keys=True))
    assert set(made.graph.edges(keys=True)) <= set(atlas.edges(keys=True))


def test_the_default_is_the_story(atlas: Graph) -> None:
    made = fg.picture(atlas)
    assert set(made.graph.edges) == set(fg.picture(atlas, "story").graph.edges)
    assert len(made.graph) <= 32
    assert set(fg.picture(atlas, "spine").graph.edges) == set(fg.spine(atlas).edges)


def test_the_backbone_of_the_story_can_be_read_from_top_to_bottom(atlas: Graph) -> None:
    made = fg.picture(atlas, "story")
    steps = [(u, v, made.graph.edges[u, v, key]["sign"]) for u, v, key in made.highlight]
    assert steps == [
        ("nkg2d_cd8_t_cell", "ifng", 1),
        ("ifng", "hf_immune_privilege", -1),
        ("hf_immune_privilege", "autoantigen_exposure", -1),
        ("autoantigen_exposure", "hf_apoptosis", 1),
        ("hf_apoptosis", "hair_loss", 1),
    ]
    plan = made.layout()
    assert plan is not None
    places = [plan.boxes[node] for node in [steps[0][0], *(v for _, v, _ in steps)]]
    assert [box.y for box in places] == sorted(box.y for box in places)
    assert max(box.x for box in places) - min(box.x for box in places) < 5


def test_the_story_is_as_readable_as_was_promised(atlas: Graph, tmp_path: Path) -> None:
    made = fg.picture(atlas, "story")
    plan = made.layout()
    assert plan is not None
    turns = turning(plan.routes).values()
    assert crossings(plan.routes) <= 10
    assert sum(turns) / len(turns) <= 35
    assert sum(turn > 180 for turn in turns) <= 1
    assert edges_under_nodes(plan.boxes, plan.routes) == []
    root = ElementTree.parse(made.save(tmp_path / "story.svg")).getroot()
    assert float(root.attrib["height"].removesuffix("pt")) * 25.4 / 72 <= 180


def test_the_poster_holds_the_whole_mechanism_layer(atlas: Graph) -> None:
    made = fg.picture(atlas, "mechanisms")
    assert made.graph.size() == fg.keep(atlas, layers={"mechanism"}).size()
    assert made.width_mm is None


def test_a_theme_holds_what_it_is_named_for(atlas: Graph) -> None:
    for name, held in (
        ("ifng-privilege", {"ifng", "hf_immune_privilege", "mhc_i"}),
        ("mtor-scalp", {"rapamycin", "mtorc1", "scalp_inflammation"}),
        ("type1-type2", {"th1_cell", "th2_cell", "ifng", "il4"}),
    ):
        assert held <= set(fg.picture(atlas, name).graph)
    assert all(theme.pairs for theme in vocabulary.themes().values())


def test_a_path_stands_out_among_its_rivals(atlas: Graph) -> None:
    made = fg.picture(atlas, "path", "IL-4", "IgE")
    assert made.title == "IL-4 → STAT6 → IgE"
    assert made.highlight == fg.paths(atlas, "IL-4", "IgE", shortcuts=False)[0].edges
    assert made.graph.size() > len(made.highlight)


def test_an_effect_says_its_verdict_and_shows_its_routes(atlas: Graph) -> None:
    made = fg.picture(atlas, "effect", "dupilumab", "IgE")
    assert "could decrease" in made.title
    answer = fg.effect(atlas, "dupilumab", "IgE")
    assert set(made.graph.edges(keys=True)) == set(answer.decreasing.edges)


def test_an_effect_without_routes_still_shows_both_ends() -> None:
    made = fg.picture(fg.sketch("a -> b; c -> b"), "effect", "a", "c")
    assert set(made.graph) == {"a", "c"}
    assert "no signed route" in made.title


def test_a_drug_is_shown_with_all_that_it_touches(atlas: Graph) -> None:
    made = fg.picture(atlas, "drug", "rapamycin")
    assert made.graph.size() == atlas.degree("rapamycin")


def test_a_disease_is_shown_by_mechanisms_that_evidence_names_it_for(atlas: Graph) -> None:
    made = fg.picture(atlas, "disease", "alopecia areata")
    named = fg.keep(atlas, diseases={"alopecia_areata"}, keep_unstated=False)
    assert set(made.graph.edges(keys=True)) <= set(named.edges(keys=True))
    assert 20 < len(made.graph) <= 40
    assert made.title.startswith("Mechanisms in Alopecia areata: the")


def test_two_diseases_show_what_they_share_and_what_differs(atlas: Graph) -> None:
    made = fg.picture(atlas, "two-diseases", "alopecia areata", "androgenetic alopecia")
    assert made.overlay is not None
    values = dict(made.overlay.items())
    assert set(values.values()) == {-1.0, 0.0, 1.0}
    assert values["dht"] == 1.0
    assert values["ifng"] <= 0.0


def test_a_path_picture_takes_what_paths_takes(atlas: Graph) -> None:
    made = fg.picture(atlas, "path", "IL-15", "hair loss", via=["IFN-γ"])
    assert "ifng" in {end for u, v, _ in made.highlight for end in (u, v)}
    with pytest.raises(fg.InvalidQuestion, match="takes no 'via'"):
        fg.picture(atlas, "drug", "rapamycin", via=["IFN-γ"])


def test_measurements_show_the_mechanisms_among_what_was_measured(atlas: Graph) -> None:
    values = pd.Series({"CXCL10": 3.0, "STAT1": 1.0, "IL-4": -0.5}, name="log2 fold change")
    made = fg.picture(atlas, "measurements", overlay=values)
    assert set(made.graph) == {"cxcl10", "stat1", "il4"}
    assert ("stat1", "cxcl10", "increases") in made.graph.edges
    words = {text.get_text() for text in made.draw().texts}
    assert {"log2 fold change", "+3", "−3"} <= words


def test_an_overlay_keeps_its_scale_on_a_part(atlas: Graph) -> None:
    made = fg.picture(atlas, "path", "IL-4", "IgE", overlay={"IgE": 1.0, "CXCL10": -4.0})
    assert {"−4", "+4"} <= {text.get_text() for text in made.draw().texts}


def test_it_shows_itself_in_a_notebook() -> None:
    made = fg.picture(fg.sketch("drug -| a"), "drug", "drug")
    assert made._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("spines",), "use one of story, spine, mechanisms"),
        (("path", "IFN-γ"), "takes two names, not 1"),
        (("spine", "IFN-γ"), "takes no names, not 1"),
        (("drug",), "takes one name, not 0"),
        (("measurements",), "give one with numbers"),
        (("path", "hair loss", "stress"), "no path from"),
    ],
)
def test_wrong_words_are_answered_with_the_right_ones(
    atlas: Graph, asked: tuple[str, ...], words: str
) -> None:
    with pytest.raises(fg.InvalidQuestion, match=words):
        fg.picture(atlas, *asked)
    with pytest.raises(fg.UnknownEntity, match="did you mean"):
        fg.picture(atlas, "drug", "rapamicin")


def test_a_graph_without_what_a_picture_shows_is_an_error() -> None:
    with pytest.raises(fg.InvalidQuestion, match="nothing to draw"):
        fg.picture(fg.sketch("a -> b"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no values"),
        ("name,value\nCXCL10\n", r"values\.csv:2 is \['CXCL10'\]"),
        ("name,value\nCXCL10,high\n", r"values\.csv:2 is"),
    ],
)
def test_a_file_of_values_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "values.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(fg.InvalidQuestion, match=words):
        read_values(path)
    with pytest.raises(fg.InvalidQuestion, match="name a text file"):
        read_values(tmp_path / "none.csv")


def test_a_file_of_values_needs_no_header(tmp_path: Path) -> None:
    file = tmp_path / "values.tsv"
    file.write_text("CXCL10\t3.1\nIL-15\t-1\nTNF\t\n", encoding="utf-8")
    values = read_values(file)
    assert values.dropna().to_dict() == {"CXCL10": 3.1, "IL-15": -1.0}
    assert (values.name, len(values)) == ("value", 3)
    file.write_text("gene;lfc\nCXCL10;3.1\n", encoding="utf-8")
    assert (read_values(file).name, len(read_values(file))) == ("lfc", 1)
