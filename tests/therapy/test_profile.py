"""What a profile understands, and what it refuses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import follicle_graph as fg
from follicle_graph.therapy.feature_names import find_feature
from follicle_graph.therapy.marker_levels import read_level
from follicle_graph.therapy.profile import related_diseases, shared_diseases, subgroups
from follicle_graph.therapy.treatment_tables import features


def test_every_feature_is_found_by_its_id_and_its_label() -> None:
    for feature in features().values():
        assert find_feature(feature.id) == ("feature", feature.id)
        assert find_feature(feature.label) == ("feature", feature.id)


@pytest.mark.parametrize(
    ("name", "feature"),
    [
        ("patchy alopecia areata", "dx_aa_patchy"),
        ("extrinsic atopic dermatitis", "ad_extrinsic"),
        ("high IgE", "lab_high_ige"),
        ("HIGH IL‑13", "lab_high_il13"),
        ("high CXCL10", "lab_high_cxcl10"),
        ("raised IL-6", "lab_high_il6"),
        ("pregnant", "preg"),
        ("breastfeeding", "bf"),
        ("TB", "inf_tb"),
        ("SALT 50", "sev_salt50"),
        ("severe", "sev_salt50"),
        ("very severe", "sev_salt95"),
        ("immunosuppressed", "immuno_weak"),
        ("Takes interacting medicine", "rx_interacting"),
    ],
)
def test_features_go_by_the_names_that_people_write(name: str, feature: str) -> None:
    assert (
        feature in fg.Profile("alopecia areata" if feature[:2] != "dx" else None, [name]).features
    )


def test_a_poor_diet_is_not_found_as_a_healthy_one() -> None:
    with pytest.raises(fg.UnknownFeature, match="no feature is named 'healthy diet'"):
        fg.Profile("AA", ["healthy diet"])


def test_profiles_that_say_the_same_are_equal() -> None:
    one = fg.Profile("alopecia areata", ["extrinsic atopic dermatitis", "high IgE"])
    other = fg.Profile("AA", ("Raised IgE (>=200 IU/ml)", "ad_extrinsic"))
    assert one == other
    assert hash(one) == hash(other)


def test_a_diagnosis_may_stand_among_the_features() -> None:
    assert fg.Profile(features=["patchy AA"]).disease == "aa_patchy"
    assert fg.Profile(features=["alopecia areata"]) == fg.Profile("alopecia areata")


def test_a_subgroup_as_diagnosis_is_its_disease_with_its_feature() -> None:
    assert fg.Profile("AA with extrinsic AD") == fg.Profile("AA", ["extrinsic AD"])
    assert subgroups(fg.Profile("AA with extrinsic AD")) == ("aa_extrinsic_ad",)


def test_eczema_of_unknown_type_with_high_ige_is_extrinsic() -> None:
    assert "ad_extrinsic" in fg.Profile("AA", ["atopic dermatitis", "high IgE"]).features
    assert "ad_intrinsic" in fg.Profile("AA", ["eczema"], levels={"IgE": "normal"}).features


def test_an_infection_as_diagnosis_counts_as_an_active_infection() -> None:
    assert "inf_active" in fg.Profile("AA", ["folliculitis"]).features


def test_evidence_is_shared_upwards_and_neighbours_are_named() -> None:
    ffa = fg.Profile("FFA")
    assert shared_diseases(ffa) == ("frontal_fibrosing_alopecia", "scarring_alopecia")
    assert "lichen_planopilaris" in related_diseases(ffa)
    assert "seborrheic_dermatitis" in related_diseases(fg.Profile("dandruff"))


@pytest.mark.parametrize("value", [200, 850.0, "850", "850 IU/ml", (850, "kU/L"), "high"])
def test_a_raised_ige_is_the_feature_of_that_name(value: object) -> None:
    assert "lab_high_ige" in fg.Profile("AA", levels={"IgE": value}).features


@pytest.mark.parametrize("value", [199.9, "0.85 kIU/l", "850 IU/l", "normal"])
def test_ige_below_its_cited_threshold_is_normal(value: object) -> None:
    assert read_level("IgE", value).sign == 0


def test_a_marker_in_words_counts_for_its_axis() -> None:
    profile = fg.Profile("AA", ["high IL-15"], levels={"CXCL10": "high"})
    assert "lab_high_cxcl10" in profile.features
    assert any("IL-15" in note for note in profile.noted)


def test_age_gives_the_group() -> None:
    groups = {11.9: "age_child", 12: "age_adolescent", 18: "age_adult", 65: "age_older"}
    for age, feature in groups.items():
        assert feature in fg.Profile("AA", age=age).features


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({}, fg.InvalidProfile, "the profile is empty"),
        ({"disease": "measels"}, fg.UnknownEntity, "no entity is named 'measels'"),
        ({"disease": "IL-15"}, fg.UnknownEntity, "IL-15 is no diagnosis; name a disease"),
        ({"features": ["hihg IgE"]}, fg.UnknownFeature, "did you mean 'Raised IgE"),
        ({"features": [""]}, fg.InvalidProfile, "name it in words"),
        ({"features": [3]}, fg.InvalidProfile, "name it in words"),
        ({"features": ["pregnancy", "male", "child"]}, fg.InvalidProfile, "pregnancy and male"),
        ({"features": ["pregnancy"], "age": 8}, fg.InvalidProfile, "pregnancy and child under 12"),
        ({"features": ["child", "adult"]}, fg.InvalidProfile, "child under 12 and adult"),
        ({"features": ["high IgE", "normal IgE"]}, fg.InvalidProfile, "contradicts itself"),
        ({"features": ["high IgE"], "levels": {"IgE": 20}}, fg.InvalidProfile, "IgE normal"),
        ({"features": ["extrinsic AD", "intrinsic AD"]}, fg.InvalidProfile, "extrinsic .* and"),
        ({"features": ["patchy AA", "AU"]}, fg.InvalidProfile, "patchy alopecia areata and"),
        ({"levels": {"IgE": -1}}, fg.InvalidProfile, "cannot be"),
        ({"levels": {"IgE": math.nan}}, fg.InvalidProfile, "cannot be"),
        ({"levels": {"IgE": math.inf}}, fg.InvalidProfile, "cannot be"),
        ({"levels": {"IgE": "1e3"}}, fg.InvalidProfile, "cannot be read"),
        ({"levels": {"IgE": True}}, fg.InvalidProfile, "say one of"),
        ({"levels": {"IgE": None}}, fg.InvalidProfile, "say one of"),
        ({"levels": {"IgE": "40 ng/ml"}}, fg.InvalidProfile, "threshold is in IU/ml"),
        ({"levels": {"CXCL10": 400}}, fg.InvalidProfile, "no threshold is cited for CXCL10"),
        ({"levels": {"CXCL99": "high"}}, fg.UnknownEntity, "no entity is named 'CXCL99'"),
        ({"age": -1}, fg.InvalidProfile, "use years from 0 to 120"),
        ({"age": 121}, fg.InvalidProfile, "use years from 0 to 120"),
        ({"age": math.nan}, fg.InvalidProfile, "use years from 0 to 120"),
        ({"age": "old"}, fg.InvalidProfile, "use years from 0 to 120"),
        ({"route": "by drone"}, fg.InvalidProfile, "use one of apheresis"),
        ({"features": ["topical"], "route": "oral"}, fg.InvalidProfile, "keep one"),
    ],
)  # fmt: skip
def test_what_nothing_can_mean_is_refused_with_what_to_do(
    wrong: dict[str, object], error: type[Exception], words: str
) -> None:
    arguments = {"disease": "AA", **wrong} if wrong else {}
    with pytest.raises(error, match=words):
        fg.Profile(**arguments)  # type: ignore[arg-type]


def test_a_profile_reads_in_one_line() -> None:
    profile = fg.Profile(
        "AA", ["high IgE", "TNF blocker use"], route="topical", levels={"IgE": 850}
    )
    assert str(profile) == (
        "alopecia areata; raised IgE (>=200 IU/ml); on a TNF blocker; by topical route"
    )


def test_the_numbers_of_numpy_are_numbers() -> None:
    profile: Any = fg.Profile
    assert str(profile("AA", age=np.int64(30))) == str(fg.Profile("AA", age=30))
    mine = {"IgE": np.float32(500)}
    assert str(fg.Profile("AA", levels=mine)) == str(fg.Profile("AA", levels={"IgE": 500}))
    with pytest.raises(fg.InvalidProfile):
        profile("AA", age=np.True_)
