"""Which entities explain measured genes: planted drivers, random sets, and real signatures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import follicle_graph as fg
from follicle_graph.model.graph import Graph
from follicle_graph.omics.drivers import EXTERNAL_KINDS, LEAST_TARGETS, ulm
from follicle_graph.omics.regulon import family_members, symbol_of_nodes


def signatures() -> dict[str, tuple[dict[str, int], set[str]]]:
    """Signature -> its genes with their signs, and the entities of which one must lead it."""
    found = {}
    rows = (Path(__file__).parents[1] / "data" / "signatures.tsv").read_text("utf-8").splitlines()
    for row in rows[1:]:
        name, right, raised, lowered = row.split("\t")
        genes = dict.fromkeys(filter(None, raised.split("; ")), 1)
        genes |= dict.fromkeys(filter(None, lowered.split("; ")), -1)
        found[name] = genes, set(right.split("; "))
    return found


SIGNATURES = signatures()
INTERFERON = list(SIGNATURES["interferon-γ"][0])


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_known_signature_is_led_by_its_driver(atlas: Graph, name: str) -> None:
    genes, right = SIGNATURES[name]
    found = fg.drivers(atlas, genes)
    assert set(found[0].members) & right, str(found)
    assert found[0].direction == 1
    reversed_ = fg.drivers(atlas, {gene: -sign for gene, sign in genes.items()})
    assert (reversed_[0].id, reversed_[0].direction) == (found[0].id, -1)


def test_jak_inhibitors_oppose_an_interferon_signature(atlas: Graph) -> None:
    found = fg.drivers(atlas, dict.fromkeys(INTERFERON, 1))
    best = next(one for one in found.drug_items if one.direction < 0)
    assert {"baricitinib", "ruxolitinib"} & set(best.members)
    assert not {one.id for one in found} & set(found.drugs["id"])
    kinds = {node: str(data["kind"]) for node, data in atlas.nodes(data=True)}
    assert not any(kinds[one.id] in EXTERNAL_KINDS for one in found)


def test_t_values_are_those_of_decoupler(atlas: Graph) -> None:
    dc = pytest.importorskip("decoupler", reason="pip install decoupler: its ulm is the reference")
    net = fg.regulon(atlas)
    draw = np.random.default_rng(1)
    genes = sorted(set(net.target))
    table = pd.DataFrame([draw.normal(size=len(genes))], columns=genes, index=["sample"])
    scores, _ = dc.mt.ulm(table, net, tmin=LEAST_TARGETS)
    wide = net.pivot_table(index="source", columns="target", values="weight", fill_value=0.0)
    ours = ulm(wide[genes].to_numpy(), table.to_numpy()[0])
    expected = scores.iloc[0]
    ours_of = dict(zip(wide.index, ours, strict=True))
    assert len(expected) > 20
    for source, value in expected.items():
        assert ours_of[str(source)] == pytest.approx(value, abs=1e-6)


def test_the_regulon_holds_direct_expression_only(atlas: Graph) -> None:
    net = fg.regulon(atlas)
    assert list(net.columns) == ["source", "target", "weight"]
    symbols = symbol_of_nodes(atlas)
    assert not any(
        symbols.get(source) == target for source, target, _ in net.itertuples(index=False)
    )
    # JAK1 activates STAT1: no statement on the expression of STAT1.
    only_activity = net[(net.source == "jak1") & (net.target == "STAT1")]
    assert set(atlas["jak1"]["stat1"]) == {"activates"}
    assert only_activity.empty
    members = family_members(atlas)["mhc_i"]
    raised = net[(net.source == "ifng") & net.target.isin([symbols[m] for m in members])]
    assert len(raised) == len(members)


def planted(atlas: Graph, trials: int, *, as_table: bool) -> list[tuple[bool, bool, bool, bool]]:
    """Whether a planted driver is first, among three, called, and of the right direction."""
    net = fg.regulon(atlas)
    symbols = symbol_of_nodes(atlas)
    families = {symbols[m]: family for family, ms in family_members(atlas).items() for m in ms}
    kinds = {node: str(data["kind"]) for node, data in atlas.nodes(data=True)}
    targets: dict[str, dict[str, float]] = {}
    for one, gene, weight in net.itertuples(index=False, name=None):
        targets.setdefault(str(one), {})[str(gene)] = float(np.sign(weight))
    sources = [
        source
        for source, genes in targets.items()
        if kinds[source] not in EXTERNAL_KINDS and len({families.get(g, g) for g in genes}) >= 10
    ]
    everything = sorted(set(net.target))
    draw = np.random.default_rng(7)
    outcomes = []
    for trial in range(trials):
        source = sources[trial % len(sources)]
        sign = int(draw.choice([-1, 1]))
        seen = {
            gene: sign * weight * (-1 if draw.random() < 0.15 else 1)
            for gene, weight in targets[source].items()
            if draw.random() < 0.6
        }
        others = [gene for gene in everything if gene not in targets[source]]
        seen |= {gene: int(draw.choice([-1, 1])) for gene in draw.choice(others, 10, replace=False)}
        if as_table:
            table = pd.DataFrame(
                {
                    "symbol": everything,
                    "log2FoldChange": [seen.get(g, draw.normal(0, 0.4)) for g in everything],
                    "padj": [0.01 if g in seen else 0.5 for g in everything],
                }
            )
            found = fg.drivers(atlas, table)
        else:
            found = fg.drivers(atlas, seen, background=everything)
        place = next((n for n, one in enumerate(found) if source in one.members), 99)
        one = found[place] if place < 99 else None
        outcomes.append(
            (
                place == 0,
                place < 3,
                one is not None and one.q < 0.1,
                one is not None and one.direction == sign,
            )
        )
    return outcomes


@pytest.mark.parametrize("as_table", [False, True])
def test_planted_drivers_are_found(atlas: Graph, as_table: bool) -> None:
    first, among_three, called, right = np.mean(planted(atlas, 48, as_table=as_table), axis=0)
    assert first >= 0.75
    assert among_three >= 0.85
    assert called >= 0.65
    assert right >= 0.9


@pytest.mark.parametrize("family", [None, "mhc_i", "hair_keratin"])
def test_random_genes_have_no_driver(atlas: Graph, family: str | None) -> None:
    everything = sorted(set(fg.regulon(atlas).target))
    symbols = symbol_of_nodes(atlas)
    block = [symbols[m] for m in family_members(atlas)[family]] if family else []
    draw = np.random.default_rng(11)
    called = 0
    for _ in range(40):
        seen = {g: int(draw.choice([-1, 1])) for g in draw.choice(everything, 25, replace=False)}
        seen |= dict.fromkeys(block, int(draw.choice([-1, 1])))
        found = fg.drivers(atlas, seen, background=everything)
        called += any(one.q < 0.1 for one in found)
    assert called / 40 <= 0.1


def test_too_few_genes_and_odd_arguments_are_refused(atlas: Graph) -> None:
    with pytest.raises(fg.InvalidQuestion, match="too few measured targets: 2 changed genes"):
        fg.drivers(atlas, {"CXCL9": 1, "CXCL10": 1})
    with pytest.raises(fg.InvalidQuestion, match="max_hops is 9"):
        fg.drivers(atlas, dict.fromkeys(INTERFERON, 1), max_hops=9)
    with pytest.raises(fg.InvalidQuestion, match="q is 2; use a number from 0 to 1"):
        fg.drivers(atlas, dict.fromkeys(INTERFERON, 1), q=2)


def test_a_gene_above_the_adjusted_p_is_measured_and_unchanged(atlas: Graph) -> None:
    others = ["ACTB", "GAPDH", *sorted(set(fg.regulon(atlas).target) - set(INTERFERON))[:60]]
    table = pd.DataFrame(
        {
            "gene": [*INTERFERON, *others],
            "logFC": [2.0] * (len(INTERFERON) + len(others)),
            "FDR": [0.001] * len(INTERFERON) + [0.9] * len(others),
        }
    )
    found = fg.drivers(atlas, table)
    assert not found.assumed
    assert {"ifng", "stat1"} & set(found[0].members)
    assert found.changed < found.measured


def test_the_answer_says_when_the_network_was_taken_as_measured(atlas: Graph) -> None:
    assert "taken as measured" in str(fg.drivers(atlas, dict.fromkeys(INTERFERON, 1)))
    measured = sorted(set(fg.regulon(atlas).target))
    found = fg.drivers(atlas, dict.fromkeys(INTERFERON, 1), background=measured)
    assert "taken as measured" not in str(found)
    assert found.edges
    assert all(found.values.get(target) for _, target, _ in found.edges)


def test_a_second_probe_that_did_not_change_hides_no_gene(atlas: Graph) -> None:
    others = sorted(set(fg.regulon(atlas).target) - set(INTERFERON))[:60]
    rows = [(gene, 2.0, 0.01) for gene in INTERFERON] + [(gene, 3.0, 0.9) for gene in INTERFERON]
    rows += [(gene, 0.1, 0.9) for gene in others]
    found = fg.drivers(atlas, pd.DataFrame(rows, columns=["symbol", "log2FoldChange", "padj"]))
    assert found.changed >= 8
    assert {"ifng", "stat1"} & set(found[0].members)


def test_a_match_takes_a_background_and_no_columns(atlas: Graph) -> None:
    measured = sorted(set(fg.regulon(atlas).target))
    genes = dict.fromkeys(INTERFERON, 1)
    from_match = fg.drivers(atlas, fg.match(atlas, genes), background=measured)
    assert from_match.items == fg.drivers(atlas, genes, background=measured).items
    with pytest.raises(fg.InvalidQuestion, match="a Match has no columns"):
        fg.drivers(atlas, fg.match(atlas, genes), padj="padj")


def test_a_table_of_changed_genes_only_takes_the_network_as_measured(atlas: Graph) -> None:
    rows = [(gene, 2.0, 0.01) for gene in INTERFERON]
    found = fg.drivers(atlas, pd.DataFrame(rows, columns=["symbol", "log2FoldChange", "padj"]))
    assert found.assumed
    assert {"ifng", "stat1"} & set(found[0].members)


def test_a_group_of_drugs_is_printed_by_the_classes_of_its_members(atlas: Graph) -> None:
    found = fg.drivers(atlas, dict.fromkeys(INTERFERON, 1))
    for drug in [one for one in found.drug_items if one.q < found.limit][:5]:
        inside = [one for one in drug.members if atlas.has_edge(one, "jak_inhibitor", "is_a")]
        if len(inside) > 1:
            assert drug.direction == -1
            assert f"JAK inhibitors ({len(inside)} drugs)" in str(found)
            break
    else:
        pytest.fail(f"no group of JAK inhibitors opposes the pattern: {found}")
