"""Questions that an immunologist or dermatologist asks, each with the right answer and its reason.

The answers come from the papers that the atlas cites and from common knowledge of the field; they
are claims about the facts and the engine together.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import MARKERS


class Direction(NamedTuple):
    """Whether the first entity raises or lowers the second, and why that is right."""

    source: str
    target: str
    verdict: str
    basis: str
    reason: str


DIRECTIONS = [
    Direction("IFN-γ", "HF immune privilege", "decrease", "observed",
              "in organ culture it breaks the tolerance that follicles enjoy"),
    Direction("α-MSH", "HF immune privilege", "increase", "observed",
              "it is one of the guardians that restore privilege after interferon"),
    Direction("TGF-β1", "HF immune privilege", "increase", "observed", "another guardian"),
    Direction("substance P", "HF immune privilege", "decrease", "observed",
              "in organ culture it collapses privilege (Peters 2007)"),
    Direction("IL-10", "HF immune privilege", "increase", "observed", "a guardian cytokine"),
    Direction("STAT1", "MHC class I", "increase", "observed", "the transcription factor of IFN-γ"),
    Direction("MICA", "NKG2D", "increase", "observed", "it is its ligand"),
    Direction("IL-15", "IFN-γ", "increase", "observed", "it drives the killer cells that make it"),
    Direction("CXCL10", "CXCR3", "increase", "observed", "ligand and receptor of homing"),
    Direction("Treg", "JAG1", "increase", "observed", "skin Tregs express it (Ali 2017)"),
    Direction("IL-2", "Treg", "increase", "observed", "low doses expand them"),
    Direction("rapamycin", "mTORC1", "decrease", "observed", "its target"),
    Direction("baricitinib", "JAK1", "decrease", "observed", "its target"),
    Direction("ritlecitinib", "JAK3", "decrease", "observed", "its first target"),
    Direction("ritlecitinib", "TEC", "decrease", "observed", "its second target"),
    Direction("upadacitinib", "JAK1", "decrease", "observed", "its target"),
    Direction("dupilumab", "IL-4Rα", "decrease", "observed", "its target"),
    Direction("finasteride", "DHT", "decrease", "observed", "it blocks 5α-reductase"),
    Direction("dutasteride", "DHT", "decrease", "observed", "it blocks both 5α-reductases"),
    Direction("DHT", "DKK1", "increase", "observed", "dermal papilla cells make it (Kwack 2008)"),
    Direction("baricitinib", "alopecia areata", "decrease", "stated", "BRAVE-AA1 and 2"),
    Direction("ritlecitinib", "alopecia areata", "decrease", "stated", "ALLEGRO-2b/3"),
    Direction("deuruxolitinib", "alopecia areata", "decrease", "stated", "THRIVE-AA1"),
    Direction("JAK inhibitors", "alopecia areata", "decrease", "stated", "pooled trials"),
    Direction("jak_inhibitor_stopped", "alopecia areata", "increase", "stated",
              "relapse after withdrawal (King 2024)"),
    Direction("intralesional triamcinolone", "alopecia areata", "decrease", "stated",
              "the standard of patchy disease"),
    Direction("dupilumab", "alopecia areata", "decrease", "stated",
              "a trial outweighs the case reports of worsening"),
    Direction("finasteride", "androgenetic alopecia", "decrease", "stated", "pooled trials"),
    Direction("minoxidil", "androgenetic alopecia", "decrease", "stated", "pooled trials"),
    Direction("PTPN22", "alopecia areata", "increase", "stated", "a risk gene"),
    Direction("aldesleukin", "alopecia areata", "ambiguous", "stated",
              "four of five patients against a trial without effect (Le Duff 2021)"),
    Direction("etanercept", "alopecia areata", "ambiguous", "stated",
              "a null series, and a case that worsened"),
    Direction("ciclosporin", "alopecia areata", "ambiguous", "stated",
              "guidelines against a trial that missed significance (Lai 2019)"),
    Direction("PRP", "alopecia areata", "ambiguous", "stated",
              "a half-head trial against pooled comparisons"),
    Direction("secukinumab", "alopecia areata", "none", "routes",
              "the trial found no effect: IL-17 does not drive the disease (Guttman-Yassky 2018)"),
    Direction("rezpegaldesleukin", "alopecia areata", "none", "routes", "its phase 2b missed"),
    Direction("ruxolitinib", "STAT1", "decrease", "observed", "measured in cells; through JAK1, 2"),
    Direction("baricitinib", "CXCL10", "decrease", "observed", "serum CXCL10 fell in lupus"),
    Direction("dupilumab", "IgE", "decrease", "routes", "through the IL-4 receptor"),
    Direction("perforin", "hair loss", "increase", "routes", "it kills keratinocytes of the bulb"),
]  # fmt: skip


@pytest.mark.parametrize("one", DIRECTIONS, ids=lambda one: f"{one.source} on {one.target}")
def test_an_effect_is_the_one_that_the_field_knows(one: Direction, atlas: Graph) -> None:
    answer = fg.effect(atlas, one.source, one.target)
    assert (answer.verdict, answer.basis) == (one.verdict, one.basis), one.reason


def test_the_killer_cells_reach_hair_loss_through_interferon(atlas: Graph) -> None:
    found = fg.paths(atlas, "NKG2D+ CD8+ T cell", "hair loss", via=["IFN-γ"], sign=1)
    assert "IFN-γ" in found[0]
    assert any("Hair follicle immune privilege" in path for path in found)


def test_stress_reaches_hair_loss_through_substance_p_and_the_loss_of_privilege(
    atlas: Graph,
) -> None:
    found = fg.paths(atlas, "stress", "hair loss", via=["substance P"], sign=1)
    assert any("HF immune privilege" in path or "hf_immune_privilege" in path for path in found)


def test_interleukin_15_and_interferon_keep_each_other_going(atlas: Graph) -> None:
    found = fg.loops(atlas, "IL-15", sign=1, max_hops=3)
    assert any("IFN-γ" in loop for loop in found)


def test_a_jak_inhibitor_reaches_no_hair_through_a_marker_of_the_disease(atlas: Graph) -> None:
    found = fg.paths(atlas, "baricitinib", "hair growth", layers=None, limit=None, max_hops=4)
    assert not [edge for edge in found.edges if edge[2] in MARKERS]
    assert not [path for path in found if "TGF-beta 1" in path and "Alopecia areata" in path]


def test_interferon_and_the_disease_are_joined_by_clinical_statements(atlas: Graph) -> None:
    found = fg.paths(atlas, "IFN-γ", "alopecia areata")
    assert "clinical layer" in found.why
    assert "layers=['mechanism', 'clinical']" in found.why
    assert len(fg.paths(atlas, "IFN-γ", "alopecia areata", layers=["mechanism", "clinical"]))


def test_a_low_marker_is_not_taken_for_a_cause(atlas: Graph) -> None:
    assert "which carries no effect" in fg.paths(atlas, "MIF", "alopecia areata").why
    assert "which finds no effect" in fg.paths(atlas, "vitamin D", "alopecia areata").why
    assert fg.effect(atlas, "vitamin D", "alopecia areata").verdict == "none"


def test_dihydrotestosterone_and_the_disease_are_told_apart_from_a_missing_answer(
    atlas: Graph,
) -> None:
    assert "try paths(G, " in str(fg.effect(atlas, "DHT", "androgenetic alopecia"))


def test_rapamycin_has_no_direct_evidence_in_lichen_planopilaris(atlas: Graph) -> None:
    with pytest.warns(UserWarning, match="no edge joins them"):
        assert fg.evidence(atlas, "rapamycin", "LPP").empty


def test_members_of_a_class_carry_its_routes(atlas: Graph) -> None:
    found = fg.paths(atlas, "JAK inhibitors", "hair loss", limit=20)
    assert {"baricitinib", "tofacitinib", "ruxolitinib"} & {path.nodes[0] for path in found}
    assert "through the members of JAK inhibitors" in str(found)


def test_several_drugs_are_compared_in_one_ranking(atlas: Graph) -> None:
    found = fg.paths(atlas, ["baricitinib", "dupilumab"], "hair loss", limit=10)
    assert {path.nodes[0] for path in found} == {"baricitinib", "dupilumab"}
    assert [len(path) for path in found] == sorted(len(path) for path in found)
    assert len(found) == 10


def test_nothing_rests_on_popular_articles_when_they_are_left_out(atlas: Graph) -> None:
    found = fg.paths(atlas, "rapamycin", "hair loss", without_grades={"popular article"})
    for path in found:
        for step in path.steps:
            grades = {piece.grade for piece in step.evidence if piece.stance == "supports"}
            assert grades - {"popular article"}


def test_every_step_has_the_support_and_the_grades_that_are_asked_for(atlas: Graph) -> None:
    found = fg.paths(atlas, "IL-15", "hair loss", min_support=0.5)
    assert len(found) and all(path.support >= 0.5 for path in found)
    seen = fg.paths(atlas, "IFN-γ", "MHC class I", grades={"organ culture", "in vitro"})
    for path in seen:
        for step in path.steps:
            assert {piece.grade for piece in step.evidence} & {"organ culture", "in vitro"}


def test_without_the_paper_of_2014_the_atlas_says_less_of_interferon(atlas: Graph) -> None:
    less = fg.without(atlas, "xing2014")
    before, after = (fg.evidence(G, "IFN-γ") for G in (atlas, less))
    assert set(after["id"]) < set(before["id"])
    assert not after["reference"].eq("PMID:25129481").any()


def test_the_trials_of_baricitinib_are_in_its_bibliography(atlas: Graph) -> None:
    frame = fg.bibliography(fg.effect(atlas, "baricitinib", "alopecia areata")).to_frame()
    assert "PMID:35334197" in set(frame["reference"]), "King 2022, BRAVE-AA1 and 2"


def test_both_sides_of_the_dispute_on_ciclosporin_are_in_its_evidence(atlas: Graph) -> None:
    table = fg.evidence(atlas, "ciclosporin", "alopecia areata")
    assert {"ineffective_for", "ameliorates"} <= set(table["predicate"])
    assert {"trial", "review"} <= set(table["grade"])
    assert table["citation"].ne("").all()


def test_contradictions_name_the_trials_that_failed(atlas: Graph) -> None:
    found = fg.contradictions(atlas)
    pairs = set(zip(found["subject"], found["object"], strict=True))
    assert {("aldesleukin", "alopecia_areata"), ("mtorc1", "foxp3")} <= pairs


def test_the_dossier_of_resident_memory_cells_is_not_empty(atlas: Graph) -> None:
    text = str(fg.about(atlas, "TRM"))
    assert "Acts on" in text and "has no relations" not in text


def test_pregnancy_stands_in_the_dossiers_of_finasteride_and_baricitinib(atlas: Graph) -> None:
    for name in ("finasteride", "baricitinib"):
        assert "Pregnan" in str(fg.about(atlas, name))


def test_interferon_reaches_hair_loss_and_hair_loss_does_not_reach_interferon(
    atlas: Graph,
) -> None:
    reached = set(fg.reach(atlas, "IFN-γ")["id"])
    assert {"hair_loss", "mhc_i", "hf_immune_privilege"} <= reached
    assert "ifng" not in set(fg.reach(atlas, "hair loss")["id"])
    assert "lead the other way only" in fg.paths(atlas, "hair loss", "IFN-γ").why


def test_a_direct_edge_whose_routes_disagree_says_so(atlas: Graph) -> None:
    answer = fg.effect(atlas, "IL-15", "HF immune privilege")
    up, down = answer.routes
    assert answer.basis == "observed" and up and down
    assert f"routes disagree: {up} increase, {down} decrease" in str(answer)


def test_answers_print_names_as_people_write_them(atlas: Graph) -> None:
    path = fg.paths(atlas, "NKG2D+ CD8+ T cell", "HF immune privilege", via=["IFN-γ"])[0]
    assert path.route.startswith(path.labels[0])
    assert all(label in path.route for label in path.labels)
    assert "ifng" not in str(path) and "hf_immune_privilege" not in str(path)
    assert "nkg2d_cd8_t_cell" not in str(fg.paths(atlas, "nkg2d_cd8_t_cell", "hair loss"))


def test_a_store_answers_the_same_directions(atlas: Graph, tmp_path: Path) -> None:
    with fg.open_store(tmp_path / "a.lbug") as store:
        store.write(atlas)
        for one in DIRECTIONS[::4]:
            asked = (one.source, one.target)
            assert fg.effect(store, *asked) == fg.effect(atlas, *asked)
            assert str(fg.effect(store, *asked)) == str(fg.effect(atlas, *asked))


def test_every_answer_takes_less_than_a_third_of_a_second(atlas: Graph) -> None:
    fg.paths(atlas, "IL-15", "hair loss")
    questions: dict[str, Callable[[], object]] = {
        "paths of a class": lambda: list(fg.paths(atlas, "JAK inhibitors", "hair loss")),
        "effect": lambda: str(fg.effect(atlas, "JAK inhibitors", "hair loss")),
        "about": lambda: str(fg.about(atlas, "alopecia areata")),
        "evidence": lambda: fg.evidence(atlas),
        "edges": lambda: fg.edge_table(atlas),
        "bibliography": lambda: fg.bibliography(atlas).to_bibtex(),
        "contradictions": lambda: fg.contradictions(atlas),
    }
    for name, ask in questions.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            start = time.process_time()
            ask()
            assert time.process_time() - start < 0.3, name
