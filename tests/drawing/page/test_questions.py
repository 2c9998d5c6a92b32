"""What the page answers is what the library answers: paths, filters, what lies around."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import follicle_graph as fg
from browser import Open, Seen, blue
from follicle_graph.model.graph import Graph
from random_graphs import NODES, PREDICATES, graph_of

ASK = "([u, v, options]) => follicleMap.paths(u, v, options)"


def answer_of(found: fg.Paths) -> dict[str, Any]:
    """An answer of the library in the form of the page's."""
    return {
        "reason": found.reason,
        "paths": [
            {
                "steps": [list(edge) for edge in path.edges],
                "sign": path.sign,
                "support": path.support,
                "indirect": path.indirect,
                "others": len(path.alternatives),
            }
            for path in found
        ],
    }


def test_paths_found_in_the_page_are_those_of_the_library(
    opened: Open, saved: Path, atlas: Graph
) -> None:
    seen = opened(saved)
    mechanism = fg.keep(atlas, layers={"mechanism"})
    pick = random.Random(5)
    pairs = [("nkg2d_cd8_t_cell", "hair_loss"), ("rapamycin", "inflammation"), ("il15", "treg")]
    for u in pick.sample(sorted(mechanism), 70):
        reached = sorted(nx.descendants(mechanism, u) - {u})
        pairs += [(u, pick.choice(reached)), (u, pick.choice(sorted(atlas)))] if reached else []
    pairs += [("jak_inhibitor", "hair_loss"), ("jak_inhibitor", "cxcl10"), ("tnf_inhibitor", "tnf")]
    hubs = sorted(mechanism, key=mechanism.degree)[-6:]
    pairs += itertools.permutations(hubs, 2)
    found = 0
    for number, (u, v) in enumerate(pairs):
        if u == v:
            continue
        hops = 5 + number % 3
        options = {"hops": hops, "sign": (0, 0, 1, -1)[number % 4], "shortcuts": number % 5 > 0}
        answer = fg.paths(
            atlas,
            u,
            v,
            max_hops=hops,
            sign=options["sign"] or None,  # type: ignore[arg-type]
            shortcuts=bool(options["shortcuts"]),
        )
        assert seen.page.evaluate(ASK, [u, v, options]) == answer_of(answer), (u, v, options)
        found += len(answer)
    assert found > 1000


def random_graph(seed: int) -> Graph:
    """Six entities with parallel edges of both signs, cycles, loops, shortcuts and ties."""
    pick = random.Random(seed)
    drawn = [
        (
            f"{seed:02}{pick.choice(NODES)}",
            f"{seed:02}{pick.choice(NODES)}",
            pick.choice(sorted(PREDICATES)),
            pick.choice(["mechanism", "mechanism", "mechanism", "clinical"]),
            pick.random() < 0.3,
            pick.choice([0.05, 0.3, 0.5, 0.8]),
        )
        for _ in range(pick.randrange(8, 40))
    ]
    return graph_of(drawn)


def test_paths_agree_on_parallel_edges_cycles_and_ties(opened: Open, tmp_path: Path) -> None:
    G = nx.compose_all([random_graph(seed) for seed in range(60)])
    seen = opened(fg.explore(G).save(tmp_path / "map.html"))
    found = 0
    for seed in range(60):
        for u, v in itertools.permutations([f"{seed:02}{node}" for node in NODES[:4]], 2):
            if u not in G or v not in G:
                continue
            answer = fg.paths(G, u, v, max_hops=5, limit=9)
            page = seen.page.evaluate(ASK, [u, v, {"hops": 5, "limit": 9}])
            assert page == answer_of(answer), (u, v)
            found += len(answer)
    assert found > 300


def parts(seen: Seen) -> tuple[set[str], set[tuple[str, ...]]]:
    """The entities and relations that the page shows."""
    shown = seen.page.evaluate("follicleMap.shown")
    return set(shown["nodes"]), {tuple(edge) for edge in shown["edges"]}


@pytest.mark.parametrize(
    ("address", "filters"),
    [
        ("without-layer=clinical&without-layer=genetic", {"no_layers": {"clinical", "genetic"}}),
        ("without-species=mouse&without-species=rat", {"no_species": {"mouse", "rat"}}),
        ("without-species=mouse&unstated=no", {"no_species": {"mouse"}, "keep_unstated": False}),
        ("without-grade=review&without-grade=popular+article&support=0.35",
         {"no_grades": {"review", "popular article"}, "min_support": 0.35}),
        ("disease=alopecia_areata&unstated=no&without-grade=animal",
         {"diseases": {"alopecia_areata"}, "no_grades": {"animal"}, "keep_unstated": False}),
        ("disease=alopecia_areata&without-species=mouse&without-species=rat",
         {"diseases": {"AA"}, "no_species": {"mouse", "rat"}}),
        ("without-kind=drug&without-kind=disease&without-lane=immune+cells",
         {"no_kinds": {"drug", "disease"}, "no_lanes": {"immune cells"}}),
        ("support=0.5", {"min_support": 0.5}),
    ],
)  # fmt: skip
def test_filters_of_the_page_mean_what_keep_means(
    opened: Open, saved: Path, atlas: Graph, address: str, filters: dict[str, Any]
) -> None:
    pieces = {piece for *_, data in atlas.edges(data=True) for piece in data["evidence"]}
    known = {
        "layers": {data["layer"] for *_, data in atlas.edges(data=True)},
        "kinds": {data["kind"] for _, data in atlas.nodes(data=True)},
        "lanes": {data["lane"] for _, data in atlas.nodes(data=True)},
        "species": {name for piece in pieces for name in piece.species},
        "grades": {piece.grade for piece in pieces},
    }
    asked = {
        name.removeprefix("no_"): known[name.removeprefix("no_")] - value
        if name.startswith("no_")
        else value
        for name, value in filters.items()
    }
    H = fg.keep(atlas, **asked)
    seen = opened(saved, address=f"#view=Whole+atlas&{address}")
    nodes, edges = parts(seen)
    assert edges == set(H.edges(keys=True))
    assert nodes == set(H)
    assert 0 < len(edges) < atlas.number_of_edges()


@pytest.mark.parametrize(("way", "verb"), [("in", fg.upstream), ("out", fg.downstream)])
def test_what_lies_around_an_entity_is_what_the_library_finds(
    opened: Open, saved: Path, atlas: Graph, way: str, verb: Any
) -> None:
    seen = opened(saved)
    seen.find("IL-15")
    seen.page.select_option("#hops-around", "2")
    seen.page.click(f"#panel [data-way={way}]")
    H = verb(atlas, "il15", max_hops=2)
    assert parts(seen) == (set(H), set(H.edges(keys=True)))
    assert seen.page.evaluate("follicleMap.view") == ("Answer" if len(H) <= 60 else "Whole atlas")
    seen.page.click(f"#panel [data-way={way}]")
    assert seen.page.evaluate("wanted.focus") is None


def test_a_path_is_listed_drawn_and_read_step_by_step(
    opened: Open, saved: Path, atlas: Graph
) -> None:
    seen = opened(saved)
    seen.page.click("#paths")
    seen.page.keyboard.type("NKG2D+ CD8+ T cell")
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.type("hair loss")
    seen.page.keyboard.press("Enter")
    answer = fg.paths(atlas, "nkg2d_cd8_t_cell", "hair_loss")
    assert seen.page.locator("[data-path]").count() == len(answer) == 100
    assert "More exist" in seen.page.inner_text("#answer")
    seen.page.click("#ask-shortcuts")
    seen.page.click("[data-path='0']")
    best = fg.paths(atlas, "nkg2d_cd8_t_cell", "hair_loss", shortcuts=False)[0]
    text = seen.panel()
    assert all(label in text for label in best.labels)
    assert f"{best.support:.2f}" in text
    assert seen.parts() == (set(best.nodes), set(best.edges)), "the path is drawn on its own"
    assert blue(seen.pixels()) > 60
    seen.page.click("#back-to-map")
    assert set(best.edges) >= set(
        map(
            tuple,
            seen.page.evaluate(
                "[...emphasis.edges].map((edge) => [edge.u.id, edge.v.id, edge.predicate])"
            ),
        )
    )
    seen.page.click("#draw-alone")
    seen.page.click(".inside .step >> nth=0")
    assert seen.page.evaluate("follicleMap.selected") == list(best.edges[0])
    assert best.edges[0] in atlas.edges
    seen.page.click("#back-to-paths")
    assert seen.page.get_attribute("[data-path='0']", "aria-pressed") == "true"
    assert seen.complaints == []


def test_the_back_button_undoes_and_the_address_shares(
    opened: Open, saved: Path, first_map: Graph
) -> None:
    seen = opened(saved)
    seen.find("IL-15")
    seen.page.click("#keys input[data-value=decreases]")
    filtered = parts(seen)
    address = seen.page.evaluate("location.hash")
    assert "select=il15" in address and "without-effect=decreases" in address
    again = opened(saved, address=address)
    assert parts(again) == filtered
    assert again.page.evaluate("follicleMap.selected") == "il15"
    seen.page.go_back()
    assert len(parts(seen)[1]) == first_map.number_of_edges()
    assert seen.page.evaluate("follicleMap.selected") == "il15"
    seen.page.go_forward()
    assert parts(seen) == filtered
    seen.page.click("#undo")
    seen.until(f"follicleMap.shown.edges.length === {first_map.number_of_edges()}")
    seen.page.click("#undo")
    seen.until("follicleMap.selected === null")
    assert seen.page.is_disabled("#undo")


def test_an_address_that_names_nonsense_opens_the_plain_page(
    opened: Open, saved: Path, first_map: Graph
) -> None:
    nonsense = (
        "#view=No&select=nobody&edge=[1]&focus=%7B&from=x&to=y&hops=99&path=-4&overlay=7"
        "&support=NaN&without-colour=blue&open=%22&__proto__=x&%E0%A4%A"
    )
    seen = opened(saved, address=nonsense)
    assert len(parts(seen)[1]) == first_map.number_of_edges()
    assert seen.complaints == []


def test_a_line_of_the_legend_hides_its_kind_and_shows_it_again(
    opened: Open, saved: Path, first_map: Graph
) -> None:
    seen = opened(saved)
    seen.page.uncheck("#keys input[data-value=cell]")
    cells = {node for node, data in first_map.nodes(data=True) if data["kind"] == "cell"}
    nodes, edges = parts(seen)
    assert cells and not cells & nodes
    assert not any(cells & set(edge[:2]) for edge in edges)
    assert seen.page.evaluate("document.activeElement.dataset.value") == "cell"
    seen.page.click("#reset")
    assert parts(seen)[0] == set(first_map)


def test_json_of_what_is_shown_is_read_back_equal(
    opened: Open, saved: Path, atlas: Graph, tmp_path: Path
) -> None:
    seen = opened(saved, address="#view=Whole+atlas")
    file = download(seen, "save-json", tmp_path)
    assert fg.digest(fg.read(file)) == fg.digest(atlas)
    graph = nx.node_link_graph(json.loads(file.read_text("utf-8")), edges="edges")
    assert nx.is_directed(graph) and len(graph) == len(atlas)


def test_tsv_of_what_is_shown_is_the_table_of_the_library(
    opened: Open, saved: Path, first_map: Graph, tmp_path: Path
) -> None:
    import pandas as pd

    seen = opened(saved)
    read = pd.read_csv(download(seen, "save-tsv", tmp_path), sep="\t", keep_default_na=False)
    table = fg.edge_table(first_map)
    assert list(read.columns) == list(table.columns)
    assert read.astype(str).values.tolist() == table.fillna("").astype(str).values.tolist()


def download(seen: Seen, button: str, folder: Path) -> Path:
    """What a button of the menu saves."""
    seen.page.click("#files summary")
    with seen.page.expect_download() as caught:
        seen.page.click(f"#{button}")
    path = folder / str(caught.value.suggested_filename)
    caught.value.save_as(path)
    return path
