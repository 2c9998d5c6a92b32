"""What the rule answers for patients whom an expert would recognise."""

from __future__ import annotations

import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.therapy.findings import HUMAN
from follicle_graph.therapy.rule import VERDICTS

LICENSED = ("baricitinib", "ritlecitinib", "deuruxolitinib")


def ask(atlas: Graph, disease: str, *features: str, age: float | None = None) -> fg.Treatments:
    return fg.treatments(atlas, fg.Profile(disease, features, age=age))


def rank(found: fg.Treatments, name: str, route: str | None = None) -> int:
    return found.items.index(found.of(name, route))


def test_what_is_not_licensed_stands_below_the_licensed_drugs_of_its_class(atlas: Graph) -> None:
    found = ask(atlas, "AA")
    assert {found.of(name).verdict for name in LICENSED} == {"favoured"}
    for name in ("ivarmacitinib", "upadacitinib"):
        assert found.of(name).verdict == "option"
    assert found.of("ivarmacitinib").because.startswith("not licensed")


@pytest.mark.parametrize("disease", ["AA with SALT 50", "AU", "alopecia totalis"])
def test_a_licensed_jak_inhibitor_comes_before_dupilumab_in_severe_disease(
    atlas: Graph, disease: str
) -> None:
    extent = ["sev_salt50"] if disease.startswith("AA") else []
    for atopy in ([], ["extrinsic atopic dermatitis", "high IgE"]):
        found = ask(atlas, disease.partition(" with")[0], *extent, *atopy)
        assert all(rank(found, name) < rank(found, "dupilumab") for name in LICENSED)
        assert found[0].intervention in LICENSED


@pytest.mark.parametrize("feature", ["pregnancy", "active infection", "tuberculosis"])
def test_the_profile_may_say_otherwise(atlas: Graph, feature: str) -> None:
    found = ask(atlas, "AA", "sev_salt50", "extrinsic AD", "high IgE", feature)
    assert all(rank(found, "dupilumab") < rank(found, name) for name in LICENSED)


def test_atopic_eczema_alone_puts_dupilumab_first(atlas: Graph) -> None:
    assert ask(atlas, "AA", "extrinsic AD", "high IgE")[0].intervention == "dupilumab"


def test_without_eczema_dupilumab_is_outside_its_licence(atlas: Graph) -> None:
    found = ask(atlas, "AA", "high IgE")
    assert found.of("dupilumab").verdict == "option"
    assert found.of("dupilumab").because.startswith("not licensed")


def test_trials_in_adults_are_no_option_for_a_child(atlas: Graph) -> None:
    child = ask(atlas, "AA", age=8)
    for name, route in (
        ("methotrexate", "oral"), ("pulse_corticosteroid", "oral"), ("excimer_laser", "clinic"),
        ("contact_immunotherapy", "topical"), ("ciclosporin", "oral"), ("calcipotriol", "topical"),
    ):  # fmt: skip
        item = child.of(name, route)
        assert item.verdict == "insufficient evidence", name
        assert "adults" in item.because
    assert child.of("triamcinolone_il").verdict == "caution"
    assert ask(atlas, "AA", age=30).of("methotrexate").verdict == "option"


def test_trials_and_series_in_children_count_for_a_child(atlas: Graph) -> None:
    child = ask(atlas, "AA", age=8)
    clobetasol = child.of("clobetasol")
    assert (clobetasol.verdict, clobetasol.grade) == ("favoured", "trial")
    assert "PMID:24226568" in clobetasol.references
    assert child.of("anthralin").verdict == "option"
    assert child.of("corticosteroid", "topical").verdict == "favoured"
    for item in child:
        if item.verdict in ("favoured", "option"):
            assert item.grade in HUMAN, item.intervention


def test_ritlecitinib_is_for_those_from_twelve(atlas: Graph) -> None:
    assert ask(atlas, "AA", age=14).of("ritlecitinib").verdict == "favoured"
    assert ask(atlas, "AA", age=11).of("ritlecitinib").verdict == "caution"
    assert ask(atlas, "AA", age=14).of("methotrexate").verdict == "option"


@pytest.mark.parametrize("age", [8, 15])
def test_minoxidil_is_not_for_those_under_eighteen(atlas: Graph, age: int) -> None:
    item = ask(atlas, "AGA", age=age).of("minoxidil", "topical")
    assert item.verdict == "avoid"
    assert "REF:minoxidil_otc" in item.references


@pytest.mark.parametrize("feature", ["pregnancy", "breastfeeding"])
def test_minoxidil_is_avoided_in_pregnancy_and_breast_feeding(atlas: Graph, feature: str) -> None:
    item = ask(atlas, "FPHL" if feature else "", feature).of("minoxidil", "topical")
    assert item.verdict == "avoid"
    assert "REF:minoxidil_otc" in item.references


def test_in_pregnancy_silence_and_laboratory_work_recommend_no_drug(atlas: Graph) -> None:
    found = ask(atlas, "AU", "pregnancy")
    assert found.of("palbociclib").verdict == "avoid"
    assert "nothing in people speaks for it" in found.of("palbociclib").because
    assert found.of("bimatoprost").verdict == "insufficient evidence"
    for item in found:
        if item.verdict in ("favoured", "option"):
            assert item.intervention in (
                "corticosteroid", "clobetasol", "excimer_laser", "phototherapy",
            )  # fmt: skip


def test_lashes_are_not_the_scalp(atlas: Graph) -> None:
    item = ask(atlas, "AU").of("bimatoprost")
    assert item.verdict == "insufficient evidence"
    assert item.because == "seen on lashes or brows only"
    assert any("Lashes" in reason.text for reason in item.why)


def test_a_trial_on_lashes_and_brows_says_nothing_about_the_scalp(atlas: Graph) -> None:
    item = ask(atlas, "AA").of("latanoprost")
    (trial,) = atlas.edges["latanoprost", "alopecia_areata", "ineffective_for"]["evidence"]
    assert set(trial.tissue) == {"eyelash", "eyebrow"}
    assert item.verdict == "insufficient evidence"
    assert item.because == "tried on lashes or brows only, without effect"
    (reason,) = (one for one in item.against if trial.reference in one.references)
    assert "was tried on lashes or brows without effect" in reason.text


def test_a_trial_without_a_placebo_does_not_stand_beside_one_with(atlas: Graph) -> None:
    found = ask(atlas, "AGA")
    assert found.of("finasteride", "oral").verdict == "favoured"
    assert found.of("caffeine").verdict == "option"
    assert any("no placebo" in reason.text for reason in found.of("caffeine").why)


@pytest.mark.parametrize(
    "disease", ["AA", "AU", "AGA", "FPHL", "LPP", "FFA", "scarring alopecia", "SD", "CCCA", "TE"]
)
def test_no_option_rests_on_a_popular_article_alone(atlas: Graph, disease: str) -> None:
    for item in ask(atlas, disease, "stress"):
        if item.verdict in ("favoured", "option"):
            assert {item.grade, item.nearby} & {*HUMAN}, (disease, item.intervention)


def test_pattern_loss_of_women_is_judged_by_trials_in_women(atlas: Graph) -> None:
    women = ask(atlas, "FPHL")
    assert women.items == ask(atlas, "AGA", "female").items
    assert women[0].intervention == "minoxidil"
    assert women.of("spironolactone").verdict == "option"
    finasteride = women.of("finasteride", "oral")
    assert "controlled trials disagree: at most option" in finasteride.steps
    assert "REF:price2000" in finasteride.references
    assert ask(atlas, "AGA", "male").of("spironolactone").verdict == "insufficient evidence"


@pytest.mark.parametrize("disease", ["AU", "alopecia totalis", "more than 90% scalp loss"])
def test_extensive_disease_is_severe_disease(disease: str) -> None:
    profile = fg.Profile("AA", [disease])
    assert "sev_salt50" in profile.features
    assert "SALT 50" not in str(profile)


def test_near_total_loss_weakens_an_expectation_and_no_verdict(atlas: Graph) -> None:
    item = ask(atlas, "AA", "sev_salt95").of("baricitinib")
    assert item.verdict == "favoured"
    assert any("weaker response" in reason.text for reason in item.against)


@pytest.mark.parametrize(
    ("disease", "name", "route"),
    [
        ("AA", "baricitinib", "oral"),
        ("AA", "ritlecitinib", "oral"),
        ("AGA", "minoxidil", "topical"),
    ],
)
def test_the_answer_says_what_happens_on_stopping(
    atlas: Graph, disease: str, name: str, route: str
) -> None:
    item = ask(atlas, disease).of(name, route)
    after = [reason for reason in item.cautions if reason.text.startswith("after stopping")]
    assert after
    assert all(reason.references for reason in after)


def test_a_start_state_cites_papers_on_the_axis(atlas: Graph) -> None:
    axis = fg.balance(atlas, "AA")["type 1"]
    assert axis.state == "of the disease"
    assert "PMID:30073292" not in axis.references  # contact immunotherapy, a meta-analysis
    assert axis.references
    for piece in axis.signs:
        if piece.state == "of the disease":
            assert set(piece.references) <= {
                one.reference
                for u, v, data in atlas.edges(data=True)
                for one in data["evidence"]
                if "alopecia_areata" in (u, v)
            }


def test_an_explanation_lists_the_contraindications_that_are_not_met(atlas: Graph) -> None:
    item = ask(atlas, "AA").of("baricitinib")
    text = item.explain()
    assert "Contraindications and cautions that this profile does not meet:" in text
    assert "  - contraindicated: pregnancy" in text
    pregnant = ask(atlas, "AA", "pregnancy").of("baricitinib")
    assert not any("pregnancy" in reason.text for reason in pregnant.not_met)


@pytest.mark.parametrize("disease", ["AA", "AU", "AGA", "LPP", "SD", "CCCA", "chemo_alopecia"])
@pytest.mark.parametrize("age", [None, 8])
def test_no_evidence_in_people_is_never_written_above_evidence_in_people(
    atlas: Graph, disease: str, age: float | None
) -> None:
    for item in ask(atlas, disease, age=age):
        if any("no evidence in people" in step for step in item.steps):
            assert not {item.grade, item.nearby} & {*HUMAN}, item.intervention
            assert not any(reason.grade in HUMAN and not reason.path for reason in item.why)


def test_a_label_warning_weighs_as_the_table_of_profiles_says(atlas: Graph) -> None:
    old = ask(atlas, "AA", age=70).of("baricitinib")
    assert old.verdict == "caution"
    assert (
        ask(atlas, "AA", "lymphocytes below 500 per cubic millimetre").of("deuruxolitinib").verdict
        == "avoid"
    )
    assert VERDICTS.index(ask(atlas, "AA", "cv_risk").of("ritlecitinib").verdict) == 3


def test_the_extent_of_disease_is_no_predictor_of_a_good_response(atlas: Graph) -> None:
    item = ask(atlas, "AA", "SALT 50").of("baricitinib")
    assert not any("predicted to work better" in reason.text for reason in item.why)


def test_an_investigational_drug_does_not_carry_its_class(atlas: Graph) -> None:
    found = ask(atlas, "CCCA")
    assert (found.of("brepocitinib").verdict, found.of("brepocitinib").grade) == (
        "insufficient evidence",
        "trial",
    )
    assert found.of("jak_inhibitor", "oral").grade is None


def test_a_woman_of_childbearing_age_is_asked_about_pregnancy_without_other_verdicts(
    atlas: Graph,
) -> None:
    plain = fg.treatments(atlas, fg.Profile("AA", age=30))
    woman = fg.treatments(atlas, fg.Profile("AA", ["female"], age=30))
    assert any("Could become pregnant is not stated" in one for one in woman.limits)
    verdicts = {(item.intervention, item.route): item.verdict for item in plain}
    assert verdicts == {(item.intervention, item.route): item.verdict for item in woman}
    told = woman.of("methotrexate").explain()
    asked = told.partition("What needs to be known")[2].partition("\n\n")[0]
    assert "contraindicated: pregnancy" in asked and "could become pregnant" in asked
    assert not any("pregnan" in one.text for one in woman.of("methotrexate").not_met)
    for other in (
        fg.Profile("AA", ["male"], age=30),
        fg.Profile("AA", ["female"], age=51),
        fg.Profile("AA", ["female"], age=14),
        fg.Profile("AA", ["female", "pregnancy"], age=30),
    ):
        found = fg.treatments(atlas, other)
        assert not any("Could become pregnant" in one for one in found.limits), str(other)
        assert not found.of("methotrexate").unknown


def test_under_pregnancy_every_treatment_says_what_the_tables_hold_on_it(atlas: Graph) -> None:
    found = fg.treatments(atlas, fg.Profile("AA", ["pregnancy"]))
    for item in found:
        assert any("pregnancy" in one.text for one in item.cautions), item.label
    light = found.of("phototherapy")
    assert any("nothing is stated on its use in pregnancy" in one.text for one in light.cautions)
    strong = found.of("clobetasol")
    assert any("nothing is stated on itself in pregnancy" in one.text for one in strong.cautions)


def test_a_trial_that_helped_a_little_is_not_called_absent(atlas: Graph) -> None:
    item = ask(atlas, "AA", "eczema").of("dupilumab")
    wanted = "helped people, no sound controlled trial shows more than a little"
    assert any(step.startswith(wanted) for step in item.steps)


def test_trials_that_nobody_read_in_full_are_not_called_absent(atlas: Graph) -> None:
    item = fg.treatments(atlas, "AA").of("upadacitinib")
    assert item.because == "helped people, trials not read in full"
    none = fg.treatments(atlas, "AA").of("tofacitinib", "oral")
    assert none.because == "helped people, no sound controlled trial shows more than a little"
    assert not any("not read in full" in one.text and one.grade == "trial" for one in none.why)
