"""Which treatment for whom: the documents' own cases, and what no answer may do."""

from __future__ import annotations

import gc
import re
import time
import weakref

import pytest

import follicle_graph as fg
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge
from follicle_graph.therapy.evidence_base import evidence_base
from follicle_graph.therapy.findings import HUMAN
from follicle_graph.therapy.rule import VERDICTS
from follicle_graph.therapy.treatment_tables import therapies

ADVICE = re.compile(r"\b(?:take|takes|taken|taking|took|prescri\w*)\b", re.IGNORECASE)
RAPAMYCIN = [("rapamycin", "topical"), ("rapamycin", "oral")]
PROFILES = {
    "type 2": fg.Profile(
        "alopecia areata",
        [
            "extrinsic atopic dermatitis",
            "high IgE",
            "high IL-4",
            "high IL-5",
            "high IL-6",
            "eosinophilia",
        ],
    ),
    "type 1": fg.Profile("alopecia areata", levels={"CXCL10": "high"}),
    "patchy": fg.Profile("patchy AA", ["new patch under 6 months"], route="topical", age=9),
    "universal, old": fg.Profile("AU", ["malignancy"], age=70),
    "scarring": fg.Profile("scarring alopecia"),
    "dandruff": fg.Profile("dandruff"),
    "kidney": fg.Profile("AA", ["kidney transplant recipient", "on a TNF blocker"]),
    "no diagnosis": fg.Profile(features=["pregnancy"]),
}


def place(found: fg.Treatments, name: str) -> int:
    return found.items.index(found.of(name))


def test_extrinsic_eczema_puts_dupilumab_first_and_contact_immunotherapy_back(
    atlas: Graph,
) -> None:
    found = fg.treatments(atlas, PROFILES["type 2"])
    assert found[0].intervention == "dupilumab"
    assert found[0].verdict == "favoured"
    assert found[0].grade == "trial"
    assert "type 2" in found[0].opposes
    for name in ("contact_immunotherapy", "dpcp", "sadbe"):
        item = found.of(name)
        assert item.verdict in ("caution", "avoid")
        assert "PMID:32533873" in item.references
        assert any("may aggravate" in reason.text for reason in item.against)
    contact = found.of("contact_immunotherapy")
    assert any("R377" in reason.evidence for reason in contact.why)
    assert any("type 2" in reason.text for reason in contact.against)


@pytest.mark.parametrize("features", [[], ["high CXCL10"], ["high CXCL9", "high CXCL10"]])
def test_type_1_driven_disease_puts_jak_inhibition_ahead_of_dupilumab(
    atlas: Graph, features: list[str]
) -> None:
    found = fg.treatments(atlas, fg.Profile("alopecia areata", features))
    for name in ("baricitinib", "ritlecitinib", "deuruxolitinib"):
        assert found.of(name).verdict == "favoured"
        assert place(found, name) < place(found, "dupilumab")
        assert "type 1" in found.of(name).opposes
    assert found.of("dupilumab").verdict == "caution"
    assert any("type 1" in reason.text for reason in found.of("dupilumab").against)


def test_a_patient_who_shows_both_axes_gets_dupilumab_as_an_option_only(atlas: Graph) -> None:
    both = fg.Profile("AA", ["extrinsic AD", "high IgE", "high CXCL10"])
    assert fg.treatments(atlas, both).of("dupilumab").verdict == "option"


@pytest.mark.parametrize(
    "feature",
    [
        "pregnancy",
        "breastfeeding",
        "active infection",
        "weakened immunity",
        "allergy to rapamycin",
        "interacting medicine",
    ],
)
@pytest.mark.parametrize("disease", ["scarring alopecia", "alopecia areata", "tuberous sclerosis"])
@pytest.mark.parametrize(("name", "route"), RAPAMYCIN)
def test_rapamycin_is_avoided_where_the_document_warns(
    atlas: Graph, disease: str, feature: str, name: str, route: str
) -> None:
    name_of = "TSC" if disease.startswith("tuberous") else disease
    item = fg.treatments(atlas, fg.Profile(name_of, [feature])).of(name, route)
    assert item.verdict == "avoid"
    assert item.because.startswith("contraindicated")


def test_topical_rapamycin_in_scarring_alopecia_stays_behind_what_was_seen_in_people(
    atlas: Graph,
) -> None:
    found = fg.treatments(atlas, PROFILES["scarring"])
    topical, oral = (found.of("rapamycin", route) for route in ("topical", "oral"))
    assert topical.verdict == "insufficient evidence"
    assert "only a popular article" in topical.because
    assert topical.grade == "popular article"
    assert oral.verdict == "insufficient evidence"
    risks = " ".join(reason.text for reason in oral.cautions)
    assert "Mouth sores" in risks
    assert "infection" in risks
    options = [item for item in found if item.verdict == "option"]
    assert options
    assert all({item.grade, item.nearby} & {*HUMAN} for item in options)


def test_dandruff_shows_what_speaks_against_rapamycin(atlas: Graph) -> None:
    found = fg.treatments(atlas, PROFILES["dandruff"])
    for route in ("topical", "oral"):
        item = found.of("rapamycin", route)
        assert VERDICTS.index(item.verdict) >= VERDICTS.index("insufficient evidence")
        assert any("C065" in reason.evidence for reason in item.against)
    assert found[0].intervention == "zinc_pyrithione"


@pytest.mark.parametrize(
    ("disease", "name", "route", "verdict"),
    [
        ("AA", "ruxolitinib", "topical", "ineffective"),
        ("AA", "secukinumab", None, "ineffective"),
        ("AA", "apremilast", None, "ineffective"),
        ("AA", "alefacept", None, "ineffective"),
        ("AA", "aldesleukin", None, "ineffective"),
        ("AA", "etanercept", None, "avoid"),
        ("AA", "infliximab", None, "avoid"),
        ("AA", "heat_styling", None, "avoid"),
        ("AA", "stem_cell_educator", None, "insufficient evidence"),
        ("AA", "ustekinumab", None, "insufficient evidence"),
        ("AA", "methotrexate", None, "option"),
        ("AU", "tacrolimus", None, "ineffective"),
        ("AU", "triamcinolone_il", None, "option"),
        ("scalp psoriasis", "secukinumab", None, "favoured"),
        ("AGA", "finasteride", "oral", "favoured"),
        ("AGA", "minoxidil", "topical", "favoured"),
        ("AGA", "minoxidil", "oral", "option"),
        ("SD", "roflumilast", None, "option"),
        ("TSC", "rapamycin", "topical", "favoured"),
        ("LPP", "hydroxychloroquine", None, "option"),
    ],
)
def test_the_atlas_judges_as_its_findings_say(
    atlas: Graph, disease: str, name: str, route: str | None, verdict: str
) -> None:
    assert fg.treatments(atlas, fg.Profile(disease)).of(name, route).verdict == verdict


def test_every_intervention_and_route_is_judged_once(atlas: Graph) -> None:
    found = fg.treatments(atlas, PROFILES["type 1"])
    assert {(item.intervention, item.route) for item in found} == set(therapies())
    assert len(found) == len(therapies())
    places = [VERDICTS.index(item.verdict) for item in found]
    assert places == sorted(places)


@pytest.mark.parametrize("name", PROFILES)
def test_a_favour_rests_on_a_trial_and_every_item_gives_its_reasons(
    atlas: Graph, name: str
) -> None:
    for item in fg.treatments(atlas, PROFILES[name]):
        if item.verdict == "favoured":
            assert {item.grade, item.nearby} & {"trial", "meta-analysis"}
            assert item.opposes
            assert item.targets
        assert item.steps
        for reason in item.why:
            for edge in reason.path:
                assert atlas.has_edge(*edge)


@pytest.mark.parametrize("name", PROFILES)
def test_within_a_verdict_no_claim_stands_before_a_trial(atlas: Graph, name: str) -> None:
    found = fg.treatments(atlas, PROFILES[name])
    for verdict in VERDICTS:
        own = [item.grade or item.nearby for item in found if item.verdict == verdict]
        trials = [n for n, grade in enumerate(own) if grade in ("trial", "meta-analysis")]
        claims = [n for n, grade in enumerate(own) if grade == "popular article"]
        assert not trials or not claims or max(trials) < min(claims)


def test_the_same_question_gets_the_same_answer(atlas: Graph) -> None:
    assert fg.treatments(atlas, PROFILES["type 2"]) == fg.treatments(fg.load(), PROFILES["type 2"])


def test_a_trial_without_effect_takes_the_favour_away(atlas: Graph) -> None:
    G = atlas.copy()
    add_edge(
        G,
        "baricitinib",
        "alopecia_areata",
        "ineffective_for",
        sign=0,
        layer="clinical",
        evidence=[Evidence("R9000", "PMID:1", grade="trial", route="oral")],
    )
    item = fg.treatments(G, PROFILES["type 1"]).of("baricitinib")
    assert item.verdict == "option"
    assert item.because == "controlled trials disagree"


def test_a_route_that_was_not_asked_for_is_an_option_at_most(atlas: Graph) -> None:
    found = fg.treatments(atlas, fg.Profile("AA", route="topical"))
    assert found.of("baricitinib").verdict == "option"
    assert found.of("triamcinolone_il").verdict == "favoured"
    assert found[0].route in ("topical", "intralesional")


def test_a_goal_orders_within_a_verdict_only(atlas: Graph) -> None:
    plain = fg.treatments(atlas, PROFILES["type 1"])
    aimed = fg.treatments(atlas, PROFILES["type 1"], goal={"hair growth": 1})
    assert {(i.intervention, i.route): i.verdict for i in plain} == {
        (i.intervention, i.route): i.verdict for i in aimed
    }
    assert aimed != plain
    assert any("goal" in reason.text for item in aimed for reason in item.why)


def test_without_a_diagnosis_nothing_is_better_than_insufficient(atlas: Graph) -> None:
    found = fg.treatments(atlas, PROFILES["no diagnosis"])
    assert found.limits
    assert not {"favoured", "option"} & {item.verdict for item in found}


def test_children_have_no_licensed_jak_inhibitor(atlas: Graph) -> None:
    child = fg.treatments(atlas, fg.Profile("AA", age=8))
    teen = fg.treatments(atlas, fg.Profile("AA", age=14))
    assert child.of("upadacitinib").verdict == "caution"
    assert child.of("ritlecitinib").verdict == "caution"
    assert teen.of("ritlecitinib").verdict == "favoured"
    assert teen.of("baricitinib").verdict == "caution"


def test_a_graph_without_the_papers_favours_nothing_yet_keeps_the_contraindications() -> None:
    found = fg.treatments(fg.sketch("a -> b"), fg.Profile("AA", ["pregnancy"]))
    assert found.of("baricitinib").verdict == "avoid"
    assert found.of("rapamycin", "topical").verdict == "avoid"
    assert "favoured" not in {item.verdict for item in found}


@pytest.mark.parametrize("name", PROFILES)
def test_no_output_gives_advice_and_each_says_that_it_is_none(atlas: Graph, name: str) -> None:
    found = fg.treatments(atlas, PROFILES[name])
    outputs = [
        str(found),
        found._repr_html_(),
        *(item.explain() for item in found),
        *map(str, found),
    ]
    outputs += [str(fg.balance(atlas, PROFILES[name])), str(PROFILES[name])]
    change = fg.compare(atlas, found, fg.treatments(atlas, PROFILES["type 1"]))
    outputs += [str(change), change._repr_html_()]
    for text in outputs:
        assert not ADVICE.search(text), ADVICE.search(text)
        assert "not medical advice" in text or text == str(PROFILES[name])
    assert not ADVICE.search(found.to_frame().to_csv())
    assert found.to_frame().attrs["note"].endswith("not medical advice.")


def test_one_profile_is_answered_in_under_a_second(atlas: Graph) -> None:
    fg.treatments(atlas, PROFILES["type 1"])
    begin = time.process_time()
    fg.treatments(atlas, PROFILES["type 2"])
    assert time.process_time() - begin < 1.0


def test_the_graph_is_left_as_it_was(atlas: Graph) -> None:
    before = fg.digest(atlas)
    fg.treatments(atlas, PROFILES["type 2"])
    assert fg.digest(atlas) == before


def test_what_is_no_profile_or_no_goal_is_refused(atlas: Graph) -> None:
    with pytest.raises(fg.InvalidQuestion, match="the profile is a int; write treatments"):
        fg.treatments(atlas, 7)  # type: ignore[arg-type]
    with pytest.raises(fg.InvalidQuestion, match="use 1 to raise or -1 to lower"):
        fg.treatments(atlas, PROFILES["type 1"], goal={"hair growth": 2})
    with pytest.raises(fg.UnknownEntity, match="no entity is named 'bliss'"):
        fg.treatments(atlas, PROFILES["type 1"], goal={"bliss": 1})
    with pytest.raises(fg.UnknownEntity, match="'aspirin'"):
        fg.treatments(atlas, PROFILES["type 1"]).of("aspirin")
    with pytest.raises(fg.InvalidQuestion, match=r"use one of .*of\('rapamycin', 'topical'\)"):
        fg.treatments(atlas, PROFILES["type 1"]).of("rapamycin")


def test_a_remark_on_one_drug_is_not_told_of_another(atlas: Graph) -> None:
    pregnant = fg.Profile("alopecia areata", ["pregnancy"])
    found = fg.treatments(atlas, pregnant)
    for name in ("baricitinib", "methotrexate", "finasteride"):
        item = found.of(name, "oral")
        assert item.verdict == "avoid"
        told = " ".join(map(str, item.cautions))
        assert "contraindicated: pregnancy" in told
        assert "gel" not in told
        assert not {"REF:hyftor", "REF:rapamune_label", "SOURCE:S3"} & {
            one
            for caution in item.cautions
            if caution.text.startswith("contra")
            for one in caution.references
        }
    topical = found.of("rapamycin", "topical")
    assert "REF:hyftor" in {one for caution in topical.cautions for one in caution.references}


def test_the_papers_of_a_route_stand_apart_from_those_of_its_axis(atlas: Graph) -> None:
    patient = fg.Profile("AA", ["extrinsic atopic dermatitis", "high IgE"])
    item = fg.treatments(atlas, patient).of("contact immunotherapy")
    feeds = next(one for one in item.against if one.text.startswith("raises the type 2 axis"))
    assert feeds.references == ("PMID:32533873",)
    assert feeds.axis_references
    assert "(axis active according to " in str(feeds)
    assert set(feeds.axis_references) <= set(item.references)


def test_every_explanation_says_that_silence_is_not_safety(atlas: Graph) -> None:
    item = fg.treatments(atlas, fg.Profile("alopecia areata", ["pregnancy"])).of("dupilumab")
    assert "does not mean safe" in item.explain()


def test_an_answer_prints_each_treatment_under_its_verdict_and_counts_the_thin_ones(
    atlas: Graph,
) -> None:
    found = fg.treatments(atlas, "alopecia areata")
    lines = str(found).splitlines()
    for verdict, count in found.counts().items():
        start = next(n for n, line in enumerate(lines) if line.startswith(f"{verdict} ({count})"))
        named = [item for item in found if item.verdict == verdict]
        if verdict == "insufficient evidence":
            assert not lines[start + 1].startswith("  ")
        else:
            for item, line in zip(named, lines[start + 1 :], strict=False):
                assert line.startswith(f"  {item.label} ({item.route}): ")
    assert len(repr(found).splitlines()) == 1


def test_evidence_is_collected_once_and_anew_when_the_graph_changes(atlas: Graph) -> None:
    G = atlas.copy()
    profile = fg.Profile("alopecia areata", ["extrinsic atopic dermatitis", "high IgE"])
    assert evidence_base(G) is evidence_base(G)
    first = fg.treatments(G, profile)
    assert first.of("dupilumab").verdict == "favoured"
    paper = "PMID:34460948"
    for *edge, data in G.edges(keys=True, data=True):
        left = tuple(one for one in data["evidence"] if one.reference != paper)
        G.edges[tuple(edge)]["evidence"] = left
    assert fg.treatments(G, profile).of("dupilumab").verdict != "favoured"
    assert fg.treatments(atlas, profile) == first


def test_what_is_kept_of_a_graph_goes_with_it() -> None:
    G = fg.load()
    fg.treatments(G, "AA")
    base = weakref.ref(evidence_base(G))
    assert base() is not None
    del G
    gc.collect()
    assert base() is None
