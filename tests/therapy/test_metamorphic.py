"""What must stay so when the question or the graph changes a little."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph, add_edge
from follicle_graph.therapy.evidence_base import EvidenceBase, SupportedEdge, evidence_base
from follicle_graph.therapy.findings import BY_CLOSENESS, Finding
from follicle_graph.therapy.nearest_routes import MAX_HOPS, NearestRoutes, routes_to_axes
from follicle_graph.therapy.rule import VERDICTS, Case, judge
from follicle_graph.therapy.safety import Caution
from follicle_graph.therapy.table_references import atlas_papers
from follicle_graph.therapy.treatment_tables import SAFETY, axes, features, therapies
from follicle_graph.therapy.treatments import Judge
from follicle_graph.therapy.wording import feature_label

Items = dict[tuple[str, str], fg.Treatment]
DISEASES = (
    "alopecia_areata", "aa_patchy", "alopecia_universalis", "androgenetic_alopecia",
    "lichen_planopilaris", "frontal_fibrosing_alopecia", "scarring_alopecia", "dandruff",
    "seborrheic_dermatitis", "scalp_psoriasis", "telogen_effluvium", "tuberous_sclerosis",
)  # fmt: skip
SAFE = tuple(f.id for f in features().values() if f.group in SAFETY)
OTHER = tuple(f.id for f in features().values() if f.group not in (*SAFETY, "diagnosis"))
slow = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def profile_of(disease: str, chosen: list[str]) -> fg.Profile | None:
    try:
        return fg.Profile(disease, chosen)
    except fg.InvalidProfile:
        return None


@st.composite
def profiles(draw: st.DrawFn) -> fg.Profile:
    disease = draw(st.sampled_from(DISEASES))
    chosen = draw(st.lists(st.sampled_from(OTHER + SAFE), max_size=4, unique=True))
    profile = profile_of(disease, chosen)
    assume(profile is not None)
    assert profile is not None
    return profile


PROFILES = profiles()


def items(found: fg.Treatments) -> Items:
    return {(item.intervention, item.route): item for item in found}


def rank(item: fg.Treatment) -> int:
    return VERDICTS.index(item.verdict)


def with_feature(profile: fg.Profile, feature: str) -> fg.Profile:
    widened = profile_of(str(profile.disease), [*profile.features, feature])
    assume(widened is not None)
    assert widened is not None
    return widened


@slow
@given(PROFILES, st.sampled_from(SAFE))
def test_a_further_contraindication_raises_no_verdict(
    atlas: Graph, profile: fg.Profile, feature: str
) -> None:
    before = items(fg.treatments(atlas, profile))
    after = items(fg.treatments(atlas, with_feature(profile, feature)))
    for key, item in after.items():
        assert rank(item) >= rank(before[key]), key


@slow
@given(PROFILES, st.sampled_from(OTHER + SAFE))
def test_what_changes_with_a_feature_names_it_or_an_axis_or_group_that_it_moves(
    atlas: Graph, profile: fg.Profile, feature: str
) -> None:
    widened = with_feature(profile, feature)
    one, other = fg.treatments(atlas, profile), fg.treatments(atlas, widened)
    new = set(widened.features) - set(profile.features)
    words = {feature_label(features()[name]) for name in new}
    words |= {a.name for a, b in zip(one.axes, other.axes, strict=True) if a != b}
    words |= {atlas.nodes[features()[name].entity]["label"] for name in new}
    words |= {"subgroup", "disease", "with extrinsic AD", "with intrinsic AD", "licensed"}
    words |= {
        "in adults",
        "in children",
    }  # the age group of a finding where the profile has another
    if widened.route != profile.route:
        words.add("route")
    before = items(one)
    for key, item in items(other).items():
        if item == before[key]:
            continue
        said = [*item.steps, *before[key].steps]
        said += [r.text for i in (item, before[key]) for r in (*i.why, *i.against, *i.cautions)]
        text = " ".join(said)
        moved = item.grade != before[key].grade or any(word in text for word in words)
        assert moved, (key, feature)


@pytest.mark.parametrize(
    ("feature", "touched"),
    [
        ("pgx_cyp2c9", {"deuruxolitinib"}),
        ("allergy_sirolimus", {"rapamycin", "everolimus", "rapalog", "rapamycin_cms"}),
        ("heat_chem", {"gentle_hair_care", "heat_styling", "chemical_hair_treatment"}),
        ("hx_transplant_planned", {"hair_transplant", "antiinflammatory_drug"}),
    ],
)
def test_an_unrelated_feature_changes_nothing(
    atlas: Graph, feature: str, touched: set[str]
) -> None:
    plain = fg.Profile("AA", ["high CXCL10"])
    before = items(fg.treatments(atlas, plain))
    after = items(fg.treatments(atlas, fg.Profile("AA", ["high CXCL10", feature])))
    changed = {key[0] for key, item in after.items() if item != before[key]}
    assert changed <= touched


@slow
@given(st.data())
def test_contrary_evidence_raises_no_verdict(atlas: Graph, data: st.DataObject) -> None:
    profile = data.draw(PROFILES)
    treatment, route = data.draw(st.sampled_from(sorted(therapies())))
    predicate, sign = data.draw(
        st.sampled_from([("ineffective_for", 0), ("disputed_effect_on", 0), ("may_worsen", 1)])
    )
    grade = data.draw(st.sampled_from(BY_CLOSENESS))
    piece = Evidence(
        "R9000", "PMID:1", grade=grade, route=data.draw(st.sampled_from([None, route]))
    )
    G = atlas.copy()
    disease = str(profile.disease)
    old = G.get_edge_data(treatment, disease, predicate) or {"evidence": ()}
    add_edge(
        G,
        treatment,
        disease,
        predicate,
        sign=sign,
        layer="clinical",
        evidence=[*old["evidence"], piece],
    )
    before, after = (items(fg.treatments(graph, profile)) for graph in (atlas, G))
    for key, item in after.items():
        assert rank(item) >= rank(before[key]), key
        if "PMID:1" not in item.references:
            assert item == before[key], key


def without_paper(G: Graph, reference: str) -> Graph:
    """The graph as it would be had nobody read this paper."""
    H = G.copy()
    for u, v, key, data in list(H.edges(keys=True, data=True)):
        kept = tuple(piece for piece in data["evidence"] if piece.reference != reference)
        if not kept:
            H.remove_edge(u, v, key)
        elif len(kept) < len(data["evidence"]):
            data["evidence"] = kept
    return H


@slow
@given(PROFILES, st.sampled_from(sorted(atlas_papers())))
def test_a_paper_less_changes_only_what_it_carried(
    atlas: Graph, profile: fg.Profile, reference: str
) -> None:
    before = items(fg.treatments(atlas, profile))
    after = items(fg.treatments(without_paper(atlas, reference), profile))
    for key, item in after.items():
        if reference not in before[key].references:
            assert item == before[key], key


@slow
@given(st.sampled_from(sorted(atlas_papers())))
def test_withdrawing_a_paper_is_the_same_in_the_graph_and_in_the_evidence(
    atlas: Graph, reference: str
) -> None:
    gone = EvidenceBase(without_paper(atlas, reference))
    for less in (EvidenceBase(atlas, [reference]), evidence_base(atlas).without(reference)):
        assert less.withdrawn == gone.withdrawn
        for mine, theirs in ((less.leaving, gone.leaving), (less.entering, gone.entering)):
            assert {k: pieces(v) for k, v in mine.items() if v} == {
                k: pieces(v) for k, v in theirs.items()
            }


def test_routes_are_searched_again_without_a_paper(atlas: Graph) -> None:
    base = evidence_base(atlas)
    assert routes_to_axes(base) is routes_to_axes(base)
    less = base.without(min(atlas_papers()))
    assert routes_to_axes(less) is not routes_to_axes(base)


def pieces(edges: list[SupportedEdge]) -> list[tuple[object, ...]]:
    """Edges with their evidence; the strength of an edge is left as the graph gives it."""
    return [(one.edge[:6], one.evidence) for one in edges]


def test_sensitivity_finds_what_withdrawing_each_paper_finds(atlas: Graph) -> None:
    own = atlas_papers()
    profiles = [
        fg.Profile(disease, ["extrinsic atopic dermatitis", "high IgE"])
        for disease in ("alopecia_areata", "scarring_alopecia", "dandruff")
    ]
    answers = [items(fg.treatments(atlas, profile)) for profile in profiles]
    cited = [{r for item in answer.values() for r in item.references} & own for answer in answers]
    expected: dict[fg.Profile, set[tuple[str, ...]]] = {profile: set() for profile in profiles}
    base = EvidenceBase(atlas)
    for reference in set().union(*cited):
        less = base.without(reference)
        for profile, answer, papers in zip(profiles, answers, cited, strict=True):
            if reference not in papers:
                continue
            again = items(Judge(less, profile).all())
            expected[profile] |= {
                (*key, reference, item.verdict)
                for key, item in again.items()
                if item.verdict != answer[key].verdict
            }
    for profile in profiles:
        told = {
            (c.intervention, c.route, c.reference, c.without)
            for c in fg.sensitivity(atlas, profile).carried
            if c.reference in own
        }
        assert told == expected[profile]


@slow
@given(PROFILES, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(
    atlas: Graph, profile: fg.Profile, chance: random.Random
) -> None:
    renamed = [chance.choice([name, features()[name].label]) for name in profile.features]
    chance.shuffle(renamed)
    assert fg.treatments(atlas, fg.Profile(profile.disease, renamed)) == fg.treatments(
        atlas, profile
    )


def test_labels_and_order_of_the_graph_change_nothing(atlas: Graph) -> None:
    H: Graph = nx.MultiDiGraph()
    H.add_nodes_from((node, {"label": f"thing {node}"}) for node in reversed(list(atlas)))
    for u, v, key, data in reversed(list(atlas.edges(keys=True, data=True))):
        H.add_edge(u, v, key)
        H.edges[u, v, key].update(data)
    profile = fg.Profile("AA", ["extrinsic AD", "high IgE"])
    assert fg.treatments(H, profile) == fg.treatments(atlas, profile)


def test_every_nearest_route_is_the_shortest_walk_of_all(atlas: Graph) -> None:
    edges = [
        (u, v, data["sign"])
        for u, v, data in atlas.edges(data=True)
        if data["sign"] and data["layer"] == "mechanism"
    ]
    routes = NearestRoutes(EvidenceBase(atlas), axes())
    for treatment in sorted({treatment for treatment, _ in therapies()}):
        found = {effect_on_axis.axis: effect_on_axis for effect_on_axis in routes.of(treatment, ())}
        walks = oracle.nearest_walks(edges, treatment, MAX_HOPS)
        for axis, aim in axes().items():
            ends = [(sign * aim[node], n) for (node, sign), n in walks.items() if node in aim]
            hops = {effect: min(n for one, n in ends if one == effect) for effect, _ in ends}
            if not hops:
                assert axis not in found
                continue
            effect_on_axis = found[axis]
            assert effect_on_axis.hops == min(hops.values())
            if hops.get(1) == hops.get(-1):
                assert effect_on_axis.effect == "mixed"
            else:
                nearest = min(hops, key=hops.__getitem__)
                assert effect_on_axis.effect == ("raises" if nearest > 0 else "opposes")


def random_findings() -> st.SearchStrategy[Finding]:
    return st.builds(
        Finding,
        st.just("R1"),
        st.just("x"),
        st.sampled_from(["helps", "weak", "null", "harms", "disputed", "predicts"]),
        st.just("d"),
        st.sampled_from(["subgroup", "disease", "related", "general", "other"]),
        st.sampled_from(BY_CLOSENESS),
        st.just(("PMID:1",)),
        st.booleans(),
        st.just(""),
        st.booleans(),
    )


def against(one: Finding) -> Iterator[Finding]:
    for direction in ("null", "harms", "disputed"):
        yield replace(one, direction=direction)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(random_findings(), max_size=6),
    random_findings(),
    st.booleans(),
    st.sampled_from(["avoid", "caution", "option"]),
)
def test_the_rule_itself_never_rises_with_contrary_findings_or_cautions(
    findings: list[Finding], extra: Finding, lack: bool, weight: Any
) -> None:
    case = Case(tuple(findings), corrects_lack=lack)
    before = VERDICTS.index(judge(case)[0])
    for one in against(extra):
        assert VERDICTS.index(judge(replace(case, findings=(*findings, one)))[0]) >= before
    held = replace(case, cautions=(Caution(weight, "held", ()),))
    assert VERDICTS.index(judge(held)[0]) >= max(before, VERDICTS.index(weight))


def test_a_contraindication_wins_over_any_evidence() -> None:
    trial = Finding("R1", "x", "helps", "d", "subgroup", "trial", (), True, "")
    case = Case((trial,) * 9, cautions=(Caution("avoid", "held", ()),), corrects_lack=True)
    assert judge(case)[0] == "avoid"
