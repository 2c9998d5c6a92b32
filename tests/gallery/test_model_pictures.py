"""Pictures of outcomes and drivers say what the model says, and show where it is silent."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pytest

import follicle_graph as fg
from follicle_graph.drawing.figure.legend import UNSURE
from follicle_graph.drawing.overlay import Overlay
from follicle_graph.gallery.model_pictures import overlay_of
from follicle_graph.model.graph import Graph

mpl.use("agg")
TEXT = "{http://www.w3.org/2000/svg}text"
RAISED = (
    "CXCL9",
    "CXCL10",
    "CXCL11",
    "STAT1",
    "IRF1",
    "CIITA",
    "CD274",
    "IDO1",
    "TAP1",
    "PSMB9",
    "HLA-DRA",
)
TABLE = dict.fromkeys(RAISED, 1.0) | {"SOCS1": -1.0, "CXCL10": 1.5}


@pytest.fixture(scope="module")
def jak1(atlas: Graph) -> fg.Outcome:
    return fg.what_if(atlas, {"JAK1": -1})


@pytest.fixture(scope="module")
def ifng(atlas: Graph) -> fg.Outcome:
    return fg.what_if(atlas, {"IFN-γ": -1})


@pytest.fixture(scope="module")
def found(atlas: Graph) -> fg.Drivers:
    return fg.drivers(atlas, TABLE)


def words_of(picture: fg.Picture) -> set[str]:
    return {text.get_text() for text in picture.draw().texts}


def test_an_outcome_shows_the_share_of_every_answer(atlas: Graph, jak1: fg.Outcome) -> None:
    made = fg.picture(atlas, "what-if", {"JAK1": -1})
    words = words_of(made)
    for name in ("CXCL10", "STAT1", "hair loss"):
        node = fg.resolve(atlas, name)
        assert node in made.graph
        assert f"{jak1.share(name):.0%}" in words
    assert {"falls 100%", "rises 100%", "blocked", "set by the question"} <= words
    assert "hair loss falls" in made.title


def test_blocking_colours_what_falls_and_what_rises(jak1: fg.Outcome) -> None:
    over = overlay_of(jak1)
    assert isinstance(over, Overlay)
    assert over.values["cxcl10"] == -jak1.share("CXCL10")
    assert over.values["anagen"] == jak1.share("anagen")
    assert over.values["jak1"] == -1.0
    assert over.held == {"jak1"}


def test_silence_is_hatched_named_and_no_number(atlas: Graph, ifng: fg.Outcome) -> None:
    made = fg.picture(atlas, "what-if", ifng)
    assert made.title == "Blocking IFN-γ: silent on hair loss, silent on hair growth"
    assert isinstance(made.overlay, Overlay)
    assert {"hair_loss", "hair_growth"} <= set(made.overlay.unsure)
    assert not {"hair_loss", "hair_growth"} & set(made.overlay.values)
    words = words_of(made)
    assert {UNSURE, "? findings", "findings speak against a benefit or point both ways"} <= words
    silent = set(made.overlay.unsure) & set(made.graph)
    assert len(made.draw().collections) == 1 + len(silent)  # stripes in the legend and on each


def test_every_silent_entity_of_an_outcome_says_why(ifng: fg.Outcome) -> None:
    over = overlay_of(ifng)
    assert isinstance(over, Overlay)
    for one in ifng.responses:
        silent = one.reason in ("low share", "contrary clinical findings", "opposed findings")
        assert (one.id in over.unsure) == silent
        if silent:
            assert over.unsure[one.id] == ifng.silent(one.id)
            assert over.tags[one.id].startswith("?")


def test_what_a_drug_does_is_said_as_given(atlas: Graph) -> None:
    made = fg.picture(atlas, "what-if", "baricitinib")
    assert "given" in words_of(made)
    assert made.graph.has_edge("baricitinib", "jak1")
    assert set(made.graph.edges(keys=True)) <= set(atlas.edges(keys=True))
    assert len(made.graph) <= 32


def test_words_with_levels_are_the_same_question(atlas: Graph) -> None:
    one = fg.picture(atlas, "what-if", "JAK1=-1", "JAK2=-1")
    other = fg.picture(atlas, "what-if", {"JAK1": -1, "JAK2": -1})
    assert one.title == other.title
    assert set(one.graph.edges) == set(other.graph.edges)


def test_an_outcome_is_drawn_and_saved_like_its_picture(jak1: fg.Outcome, tmp_path: Path) -> None:
    words = {text.get_text() for text in fg.draw(jak1).texts}
    assert {"blocked", "CXCL10"} <= words
    saved = fg.save_figure(jak1, tmp_path / "o.svg", title="Mine")
    said = "".join(ElementTree.parse(saved).getroot().itertext())
    assert "Mine" in said
    assert "blocked" in said


def test_an_outcome_lies_over_any_part_of_its_graph(atlas: Graph, ifng: fg.Outcome) -> None:
    part = fg.neighborhood(atlas, "hair loss")
    words = {text.get_text() for text in fg.draw(part, overlay=ifng).texts}
    assert "? findings" in words
    assert fg.picture(atlas, "story", overlay=ifng).overlay


def test_the_legend_explains_only_the_tags_that_are_there() -> None:
    part = fg.sketch("drug -| JAK1 -> CXCL10")
    outcome = fg.what_if(part, {"drug": +1})
    words = {text.get_text() for text in fg.draw(part, overlay=outcome).texts}
    assert f"{outcome.share('CXCL10'):.0%}" in words
    assert not {"? 52%", "? findings", UNSURE} & words


@pytest.mark.filterwarnings("ignore:Shown")
def test_a_narrow_figure_keeps_the_read_outs_and_its_whole_legend(
    atlas: Graph, tmp_path: Path
) -> None:
    made = fg.picture(atlas, "what-if", "rapamycin")
    saved = made.save(tmp_path / "o.svg", width_mm=85)
    words = ["".join(one.itertext()) for one in ElementTree.parse(saved).getroot().iter(TEXT)]
    assert {"Hair loss", "Hair growth", "share of the sampled networks that agree"} <= set(words)


def test_a_sketch_without_read_outs_is_drawn_too() -> None:
    outcome = fg.what_if(fg.sketch("drug -| JAK1; IFN-γ -> JAK1 -> CXCL10"), {"drug": +1})
    words = {text.get_text() for text in fg.draw(outcome).texts}
    assert {"drug", "JAK1", "CXCL10", "100%"} <= words


def test_an_outcome_of_a_store_is_drawn_too(tmp_path: Path) -> None:
    G = fg.sketch("drug -| JAK1 -> CXCL10")
    with fg.open_store(tmp_path / "s.ladybug") as store:
        store.write(G)
        outcome = fg.what_if(store, {"drug": +1})
        words = {text.get_text() for text in fg.draw(outcome).texts}
    assert {"drug", "JAK1", "CXCL10", "100%"} <= words


def test_drivers_show_their_targets_with_measured_values(atlas: Graph, found: fg.Drivers) -> None:
    made = fg.picture(atlas, "drivers", found)
    assert made.title.startswith("More IFN-γ")
    assert made.graph.has_edge("ifng", "cxcl10")
    assert isinstance(made.overlay, Overlay)
    assert made.overlay.values["cxcl10"] == 1.5
    assert "ifng" in made.overlay.held
    changed = {node for node in made.graph if made.overlay.values.get(node)}
    assert changed | made.overlay.held == set(made.graph)


def test_a_target_that_moved_the_other_way_is_marked(atlas: Graph, found: fg.Drivers) -> None:
    assert found[0].contrary == 1
    made = fg.picture(atlas, "drivers", found)
    assert isinstance(made.overlay, Overlay)
    assert [node for node, tag in made.overlay.tags.items() if tag == "contrary"] == ["socs1"]
    assert {"contrary", "moved against the best driver"} <= words_of(made)


def test_drivers_are_drawn_from_their_answer_or_their_table(
    atlas: Graph, found: fg.Drivers
) -> None:
    assert fg.picture(atlas, "drivers", TABLE).title == fg.picture(atlas, "drivers", found).title
    assert "CXCL10" in {text.get_text() for text in fg.draw(found).texts}


def test_the_page_opens_on_the_outcome_and_keeps_its_silence(
    atlas: Graph, ifng: fg.Outcome
) -> None:
    page = fg.explore(atlas, overlay=ifng, packed=False)
    assert page.heading == "Blocking IFN-γ: silent on hair loss, silent on hair growth"
    assert '"name":"What if"' in page.html
    assert "? findings" in page.html


def test_the_page_of_an_answer_holds_its_picture(
    atlas: Graph, ifng: fg.Outcome, found: fg.Drivers
) -> None:
    for answer, name in ((ifng, "what-if"), (found, "drivers")):
        page = fg.explore(answer)
        assert page.heading == fg.picture(atlas, name, answer).title
    page = fg.explore(fg.paths(atlas, "IL-4", "IgE", shortcuts=False)[0])
    assert "3 entities and 2 relations" in page.summary


def test_a_treatment_answer_is_drawn_as_its_table(atlas: Graph, tmp_path: Path) -> None:
    answer = fg.treatments(atlas, fg.Profile("dandruff"))
    assert "Zinc pyrithione (topical)" in {text.get_text() for text in fg.draw(answer).texts}
    saved = fg.save_figure(answer, tmp_path / "t.svg", width_mm=170)
    root = ElementTree.parse(saved).getroot()
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(170 * 72 / 25.4)
    assert "Zinc pyrithione (topical)" in "".join(root.itertext())
    with pytest.raises(fg.InvalidQuestion, match="takes no overlay"):
        fg.draw(answer, overlay={"a": 1})
    with pytest.raises(fg.InvalidQuestion, match="takes no labels"):
        fg.draw(answer, labels=False)
    with pytest.raises(fg.InvalidQuestion, match="takes no legend"):
        fg.save_figure(answer, tmp_path / "t.svg", legend=False)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("what-if",), "give a mapping"),
        (("what-if", "JAK1=2"), "write NAME=-1"),
        (("what-if", 3), "write NAME=-1"),
        (("drivers",), "takes one table"),
        (("story", "x"), "takes no names"),
    ],
)
def test_a_wrong_question_is_refused_in_words(
    atlas: Graph, names: tuple[object, ...], words: str
) -> None:
    with pytest.raises(fg.InvalidQuestion, match=words):
        fg.picture(atlas, *names)  # type: ignore[arg-type]


def test_an_overlay_survives_pickle_and_copy(ifng: fg.Outcome) -> None:
    over = overlay_of(ifng)
    for again in (pickle.loads(pickle.dumps(over)), copy.deepcopy(over)):
        assert again == over
