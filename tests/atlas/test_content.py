"""The facts: every row is in the graph, and the atlas says what the literature says.

The tables of the second edition are compared row by row, id by id, field by field with what
ships. What was corrected in the project's own files since then stands in `corrections.tsv`, with
the reason: a difference that is not listed fails, and so does a listed one that is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

import follicle_graph as fg
from follicle_graph.model import vocabulary
from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph

EVIDENCE = ("reference", "eco", "route", "grade", "summary", "status", "note", "disease",
            "species", "tissue", "claims")  # fmt: skip

Table = Callable[[str], list[dict[str, str]]]


def listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def own_rows(G: Graph) -> dict[str, tuple[str, str, str, dict[str, object], Evidence]]:
    return {
        piece.id: (u, key, v, data, piece)
        for u, v, key, data in G.edges(keys=True, data=True)
        for piece in data["evidence"]
        if piece.stance == "supports"
    }


def test_every_row_of_the_tables_is_in_the_graph_field_by_field(whole: Graph, table: Table) -> None:
    rows = own_rows(whole)
    relations = table("relations")
    listed_ids = {row["id"] for row in relations}
    last = max(int(row[1:]) for row in listed_ids)
    added = set(rows) - listed_ids
    removed = {row["id"] for row in vocabulary.read_tsv(vocabulary.knowledge() / "removed.tsv")}
    assert listed_ids - removed == listed_ids & set(rows)
    assert all(int(row[1:]) > last for row in added)
    found = set()
    for row in relations:
        if row["id"] in removed:
            continue
        u, key, v, data, piece = rows[row["id"]]
        ours: dict[str, object] = {
            "subject": u,
            "predicate": key,
            "object": v,
            "sign": data["sign"],
            "layer": data["layer"],
            **{name: getattr(piece, name) for name in EVIDENCE},
        }
        curated: dict[str, object] = {
            **{name: row[name] for name in ("subject", "predicate", "object", "layer")},
            "sign": int(row["sign"]),
            "reference": row["reference"] or None,
            "eco": row["eco"] or None,
            "route": row["route"] or None,
            **{name: row[name] for name in ("grade", "summary", "status", "note")},
            **{name: listed(row[name]) for name in ("disease", "species", "tissue", "claims")},
        }
        found |= {("relations", row["id"], k) for k, v in curated.items() if ours[k] != v}
    assert found == corrected("relations")


def test_an_edge_is_indirect_only_if_all_its_rows_say_so(whole: Graph, table: Table) -> None:
    said = defaultdict(list)
    moved = {
        row
        for _, row, field in corrected("relations")
        if field in ("subject", "predicate", "object")
    }
    removed = {row["id"] for row in vocabulary.read_tsv(vocabulary.knowledge() / "removed.tsv")}
    for row in table("relations"):
        if row["id"] in moved | removed:
            continue
        said[row["subject"], row["object"], row["predicate"]].append(row["indirect"] == "yes")
    assert len(said) <= whole.number_of_edges()
    for edge, values in said.items():
        assert whole.edges[edge]["indirect"] is all(values), edge


def test_every_entity_is_a_node_with_its_table_s_words(whole: Graph, table: Table) -> None:
    entities = table("entities")
    assert set(whole) >= {row["id"] for row in entities}
    for row in entities:
        node = whole.nodes[row["id"]]
        mine = {**node, "curie": node["curie"] or "", "synonyms": "; ".join(node["synonyms"])}
        for key in ("label", "kind", "lane", "definition", "curie", "synonyms"):
            same = (
                mine[key] == "; ".join(listed(row[key]))
                if key == "synonyms"
                else mine[key] == row[key]
            )
            assert same or ("entities", row["id"], key) in corrected("entities"), row["id"]


def test_references_predicates_and_grades_are_whole(table: Table) -> None:
    known = vocabulary.references()
    joined = {row["id"] for row in vocabulary.read_tsv(vocabulary.knowledge() / "removed.tsv")}
    by_key = {one.key: one for one in known.values()}
    for row in table("bibliography"):
        if row["key"] not in joined:
            mine = by_key[row["key"]]
            for name in ("curie", "year", "volume", "pages", "pmid", "doi", "pmc"):
                same = not row[name] or getattr(mine, name) == row[name]
                assert same or ("references", row["key"], name) in corrected("references"), (
                    row["key"],
                    name,
                )
            assert mine.authors.startswith(row["authors"].split(" et al")[0]), row["key"]
    assert {row["curie"] for row in table("references")} <= set(known)
    assert {r["predicate"]: int(r["sign"]) for r in table("predicates")} == vocabulary.predicates()
    assert {r["grade"]: float(r["weight"]) for r in table("grades")} == vocabulary.grades()


def test_every_claim_of_the_three_documents_is_carried(atlas: Graph) -> None:
    carried = {claim for row in own_rows(atlas).values() for claim in row[4].claims}
    wanted = {f"S1.{n:02}" for n in range(1, 31)}
    wanted |= {f"S2.{n:02}" for n in range(1, 22)}
    wanted |= {f"S3.{n:02}" for n in range(1, 59)}
    assert wanted <= carried


def test_uncited_statements_are_left_out_unless_asked_for(atlas: Graph, whole: Graph) -> None:
    extra = set(own_rows(whole)) - set(own_rows(atlas))
    assert extra
    assert {own_rows(whole)[row][4].status for row in extra} == {"uncited"}
    assert not any(row[4].status == "uncited" for row in own_rows(atlas).values())


def test_null_and_disputed_findings_stand_against_the_signed_edges_of_their_pair(
    atlas: Graph, table: Table
) -> None:
    for row in table("contradictions"):
        edges = atlas.get_edge_data(row["subject"], row["object"])
        nulls = [d for key, d in edges.items() if key in vocabulary.STANCE_OF_NULL]
        for null in nulls:
            for data in edges.values():
                if data["sign"] and data["layer"] == null["layer"]:
                    assert data["contradicted"]
                    against = {p.id for p in data["evidence"] if p.stance != "supports"}
                    assert {p.id for p in null["evidence"]} <= against


def test_mtorc1_on_foxp3_keeps_both_findings(atlas: Graph) -> None:
    data = atlas.edges["mtorc1", "foxp3", "decreases"]
    assert {(p.id, p.stance) for p in data["evidence"]} == {
        ("R852", "supports"),
        ("R1137", "supports"),
        ("R853", "refutes"),
        ("R2712", "refutes"),
    }
    assert data["contradicted"]
    assert atlas.edges["mtorc1", "foxp3", "no_effect_on"]["sign"] == 0


@pytest.mark.parametrize(
    ("source", "target", "via", "sign"),
    [
        ("NKG2D+ CD8+ T cell", "hair loss", [], 1),
        ("NKG2D+ CD8+ T cell", "hair loss", ["IFN-γ", "hf_immune_privilege"], 1),
        ("IFN-γ", "IL-15", [], 1),
        ("IL-15", "IFN-γ", [], 1),
        ("rapamycin", "inflammation", [], -1),
        ("rapamycin", "scalp inflammation", [], -1),
        ("TNF", "hair loss", [], 1),
        ("IL-4", "IgE", [], 1),
        ("IL-13", "IgE", [], 1),
        ("psychological stress", "hf_immune_privilege", [], -1),
        ("DHT", "hair loss", [], 1),
    ],
)
def test_the_mechanism_layer_connects_by_specific_steps(
    atlas: Graph, source: str, target: str, via: list[str], sign: int
) -> None:
    found = fg.paths(
        atlas,
        source,
        target,
        via=via,
        sign=1 if sign > 0 else -1,
        shortcuts=False,
        max_hops=12 if via else 6,
        limit=3,
    )
    assert len(found) > 0
    for path in found:
        assert path.sign == sign
        for edge in path.edges:
            assert atlas.edges[edge]["layer"] == "mechanism"
            assert not atlas.edges[edge]["indirect"]


def test_every_edge_that_ships_carries_evidence_with_a_reference(atlas: Graph) -> None:
    for u, v, key, data in atlas.edges(keys=True, data=True):
        assert data["evidence"], (u, key, v)
        assert all(piece.reference for piece in data["evidence"]), (u, key, v)
        assert data["sign"] == vocabulary.predicates()[key]


def test_the_spine_tells_the_story_of_the_attack_and_of_its_treatments(atlas: Graph) -> None:
    story = fg.spine(atlas)
    assert 40 <= len(story) <= 60
    for edge in [
        ("mica", "nkg2d", "activates"),
        ("nkg2d_cd8_t_cell", "ifng", "produces"),
        ("nkg2d_cd8_t_cell", "t_cell_cytotoxicity", "increases"),
        ("ifng", "mhc_i", "increases"),
        ("mhc_i", "hf_immune_privilege", "decreases"),
        ("hf_immune_privilege", "autoantigen_exposure", "decreases"),
        ("gzmb", "t_cell_cytotoxicity", "increases"),
        ("fas", "hf_apoptosis", "increases"),
        ("hair_shedding", "hair_loss", "increases"),
        ("cxcl10", "cxcr3", "activates"),
        ("cxcr3", "nkg2d_cd8_t_cell", "recruits"),
        ("irf1", "il15", "increases"),
        ("ritlecitinib", "jak3", "inhibits"),
        ("baricitinib", "jak1", "inhibits"),
        ("treg", "jag1", "expresses"),
        ("stress", "tac1_sp", "increases"),
        ("rapamycin", "mtorc1", "inhibits"),
        ("pgd2", "hf_miniaturization", "increases"),
    ]:
        assert story.has_edge(*edge), edge
    assert set(story["dupilumab"]) == {"il4ra", "hair_keratin"}


def test_no_step_of_the_spine_rests_on_popular_articles_alone(atlas: Graph) -> None:
    for u, v, key, data in fg.spine(atlas).edges(keys=True, data=True):
        grades = {p.grade for p in data["evidence"] if p.stance == "supports"}
        assert grades - {"popular article"}, (u, key, v)


def test_the_disease_hierarchy_of_the_treatment_tables_stands_in_the_graph(atlas: Graph) -> None:
    kinds = {(u, v) for u, v, key in atlas.edges(keys=True) if key == "is_a"}
    assert {("aa_patchy", "alopecia_areata"), ("scalp_psoriasis", "psoriasis")} <= kinds
    assert ("frontal_fibrosing_alopecia", "lichen_planopilaris") in kinds


def test_that_growth_offsets_loss_is_a_definition_and_no_step(atlas: Graph) -> None:
    assert atlas.edges["hair_growth", "hair_loss", "decreases"]["layer"] == "structural"
    assert not fg.paths(atlas, "hair growth", "hair loss", max_hops=1)


def test_at_most_25_entities_have_no_relation_and_each_says_why(atlas: Graph) -> None:
    alone = {node for node in atlas if not atlas.degree(node)}
    rows = vocabulary.read_tsv(vocabulary.knowledge().joinpath("unrelated.tsv"))
    assert alone == {row["entity"] for row in rows}
    assert len(alone) <= 25


KEYS = {
    "genes": "hgnc",
    "grades": "grade",
    "interventions": "fact_id",
    "predicates": "predicate",
    "profiles": "feature_id",
    "entities": "id",
    "treatments": "treatment_id",
    "contradictions": ("subject", "object"),
    "orthologs": ("hgnc", "mouse_symbol"),
}
"""Table -> the column (or columns) that names a row."""

GROWING = ("entities", "genes", "orthologs")
"""Tables to which later editions added rows; the old rows stay as they were."""


def differences(table: str, theirs: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    """(table, row, field) of everything in which a shipped table differs from the curated one."""
    columns = KEYS[table]
    columns = (columns,) if isinstance(columns, str) else columns

    def named(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows:
            found[" ".join(row[column] for column in columns)].append(row)
        return found

    mine = named(vocabulary.read_tsv(vocabulary.knowledge().joinpath(f"{table}.tsv")))
    wanted = named(theirs)
    found = set()
    for name in {*mine, *wanted}:
        ours, curated = mine.get(name, []), wanted.get(name, [])
        for row in curated:
            nearest = min(
                ours, key=lambda own: sum(own[k] != v for k, v in row.items()), default={}
            )
            found |= {(table, name, k) for k, v in row.items() if nearest.get(k) != v}
        if len(ours) > len(curated) and not (table in GROWING and not curated):
            found.add((table, name, "route" if table == "treatments" else "row"))
    return found


def corrected(table: str) -> set[tuple[str, str, str]]:
    rows = vocabulary.read_tsv(Path(__file__).with_name("corrections.tsv"))
    assert all(row["reason"] for row in rows)
    return {(r["table"], r["row"], r["field"]) for r in rows if r["table"] == table}


@pytest.mark.parametrize("name", sorted(KEYS))
def test_the_tables_are_brought_over_row_by_row(table: Table, name: str) -> None:
    assert differences(name, table(name)) == corrected(name)


def test_the_model_lists_every_predicate_that_has_a_sign() -> None:
    model = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8")
    (told,) = re.findall(r"takes the sign: \+1 (.*?); −1 (.*?)\.", model, re.DOTALL)
    listed = [set(re.findall(r"`(\w+)`", part)) for part in told]
    wanted = [
        {key for key, sign in vocabulary.predicates().items() if sign == one} for one in (1, -1)
    ]
    assert listed == wanted
