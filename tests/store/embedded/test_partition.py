"""Large tables go in by another way, with the same content in the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import follicle_graph as fg
import oracle
from any_graphs import graphs
from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.model.graph import Graph
from follicle_graph.model.sketch import sketch
from follicle_graph.store import content as contents
from follicle_graph.store import open_store
from follicle_graph.store.arrow import rows_of
from follicle_graph.store.content import Degrees
from follicle_graph.store.embedded import bulk_copy as bulk
from follicle_graph.store.embedded import database as embedded
from follicle_graph.store.embedded import partition
from follicle_graph.store.embedded.engine import Session
from follicle_graph.store.embedded.partition import Tiles, group_ends, ranks
from follicle_graph.store.tables import text_blocks as blocks
from stored import RECIPES, asked, content, table_of

OFFSETS = "MATCH (e:Entity) RETURN max(offset(id(e))) AS last, count(*) AS n"


def make_small(patch: pytest.MonkeyPatch) -> None:
    """So few rows are many that the atlas is large: some groups, some tiles."""
    patch.setattr(contents, "BATCH", 100)
    patch.setattr(blocks, "BLOCK", 50_000)
    patch.setattr(bulk, "_AT_ONCE", 50_000)
    patch.setattr(bulk, "_FILLED", 2)
    patch.setattr(partition, "_IN_GROUP", 250_000)
    patch.setattr(partition, "_IN_TILE", 100_000)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    make_small(monkeypatch)
    return monkeypatch


@pytest.fixture(scope="module")
def spread_atlas(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The atlas, written as a large graph."""
    path = tmp_path_factory.mktemp("spread") / "atlas.lbug"
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        with open_store(path) as store:
            store.write(atlas)
    return path


def test_a_large_graph_comes_back_as_a_small_one(
    atlas: Graph, spread_atlas: Path, stored_atlas: Path, tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    with (
        open_store(spread_atlas, read_only=True) as large,
        open_store(stored_atlas, read_only=True) as plain,
    ):
        assert content(large.read()) == content(atlas)
        large.verify()
        told = [one.info() for one in (large, plain)]
        for key in ("entities", "relations", "digest", "name", "version"):
            assert told[0][key] == told[1][key]
        assert large.cypher(OFFSETS)[0]["n"] == len(atlas)
        assert large.cypher(OFFSETS)[0]["last"] > partition.GROUP, "nothing was spread"
        assert plain.cypher(OFFSETS)[0]["last"] == len(atlas) - 1
        folders = [one.export(tmp_path / f"{n}") for n, one in enumerate((large, plain))]
        for name in ("entities", "relations", "meta"):
            one, other = (
                sorted(map(str, pq.read_table(folder / f"{name}.parquet").to_pylist()))
                for folder in folders
            )
            assert one == other


def test_questions_answer_the_same_of_a_large_store(
    atlas: Graph, spread_atlas: Path, stored_atlas: Path
) -> None:
    with (
        open_store(spread_atlas, read_only=True) as large,
        open_store(stored_atlas, read_only=True) as plain,
    ):
        for name, _ in RECIPES:
            assert sorted(map(str, asked(large, name))) == sorted(map(str, asked(plain, name)))
        for query in (
            "MATCH (a:Entity)-[x:REL]->(b:Entity)-[y:REL]->(c:Entity) "
            "WHERE x.sign = 1 AND y.sign = -1 RETURN count(*)",
            "MATCH (c:Entity)<-[x:REL]-(a:Entity {kind: 'drug'}) "
            "RETURN c.id AS id, count(*) AS n "
            "ORDER BY id",
            "MATCH (e:Entity) RETURN e.kind AS kind, count(*) AS n, "
            "min(size(e.folded)) AS least ORDER BY kind",
            "MATCH (n) RETURN count(*)",
        ):
            assert list(large.cypher(query)) == list(plain.cypher(query))
        found = [
            list(fg.paths(one, "rapamycin", "inflammation", limit=5))
            for one in (large, plain, atlas)
        ]
        assert found[0] == found[1] == found[2]
        assert fg.reach(large, "ifng").to_dict() == fg.reach(plain, "ifng").to_dict()
        hit = large.search("interferon").to_dict()
        assert hit == plain.search("interferon").to_dict()


def test_a_large_table_is_loaded_as_a_small_one(
    atlas: Graph, path: Path, tmp_path: Path, small: pytest.MonkeyPatch
) -> None:
    edges, nodes = table_of(atlas, tmp_path / "edges.tsv"), tmp_path / "nodes.tsv"
    with edges.open("a", encoding="utf-8") as file:
        file.write("zz\tincreases\tifng\t1\t\t\t\t[]\nzz\tincreases\tifng\t1\t\t\t0.5\t\n")
    nodes.write_text("id\nno_end\nzz\n" + "".join(f"{one}\n" for one in atlas), encoding="utf-8")
    with open_store(path) as store:
        store.load(edges, nodes=nodes)
        store.verify()
        assert store.cypher(OFFSETS)[0]["n"] == len(atlas) + 2
        assert store.cypher(OFFSETS)[0]["last"] > partition.GROUP
        G = store.read()
    small.undo()
    with open_store(tmp_path / "plain.lbug") as store:
        store.load(edges, nodes=nodes)
        assert content(store.read()) == content(G)
    assert G.edges["zz", "ifng", "increases"]["support"] == 0.5
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "edges.tsv", path.name, "nodes.tsv", "plain.lbug"
    ]  # fmt: skip


def test_any_graph_goes_through_tiles(tmp_path: Path, small: pytest.MonkeyPatch) -> None:
    small.setattr(contents, "BATCH", 1)
    small.setattr(bulk, "_AT_ONCE", 1)
    small.setattr(partition, "GROUP", 16)
    small.setattr(partition, "_IN_GROUP", 400)
    small.setattr(partition, "_IN_TILE", 200)

    @settings(max_examples=12, deadline=None, derandomize=True, database=None)
    @given(G=graphs())
    def check(G: Graph) -> None:
        store.write(G)
        store.verify()
        assert content(store.read()) == content(G)

    with open_store(tmp_path / "any.lbug") as store:
        check()


def test_a_large_store_is_added_to(atlas: Graph, path: Path, spread_atlas: Path) -> None:
    path.write_bytes(spread_atlas.read_bytes())
    with open_store(path) as store:
        store.append(sketch("new one -> ifng; another -| new one"))
        store.verify()
        G = store.read()
        assert fg.reach(store, "new one").to_dict() == fg.reach(G, "new one").to_dict()
    assert len(G) == len(atlas) + 2
    assert G.number_of_edges() == atlas.number_of_edges() + 2


@pytest.mark.parametrize("fails_at", [1, 2, 5])
def test_a_large_load_that_fails_changes_nothing(
    fails_at: int, atlas: Graph, path: Path, tmp_path: Path, small: pytest.MonkeyPatch
) -> None:
    edges = table_of(atlas, tmp_path / "edges.tsv")
    copies: list[str] = []
    ask: Callable[..., Any] = Session.ask

    def failing(self: Session, query: str, params: dict[str, object]) -> Any:
        if query.startswith("COPY REL"):
            copies.append(query)
            if len(copies) == fails_at:
                raise RuntimeError("no room")
        return ask(self, query, params)

    with open_store(path) as store:
        store.write(sketch("old -> content"))
        small.setattr(Session, "ask", failing)
        with pytest.raises(StoreError, match=r"no room.*old content is untouched"):
            store.load(edges)
        assert content(store.read()) == content(sketch("old -> content"))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["edges.tsv", path.name]


@pytest.mark.usefixtures("small")
def test_a_fault_late_in_a_large_table_changes_nothing(
    atlas: Graph, path: Path, tmp_path: Path
) -> None:
    edges = table_of(atlas, tmp_path / "edges.tsv")
    with edges.open("a", encoding="utf-8") as file:
        file.write("a\tincreases\tb\t7\n")
    with open_store(path) as store:
        store.write(sketch("old -> content"))
        with pytest.raises(StoreError, match="sign '7'"):
            store.load(edges)
        assert content(store.read()) == content(sketch("old -> content"))
    assert sorted(one.name for one in tmp_path.iterdir()) == ["edges.tsv", path.name]


def test_what_a_killed_large_load_left_is_removed(path: Path) -> None:
    left = path.with_name(f".{path.name}.follicle-graph-new.rows-7")
    left.write_bytes(b"half")
    with open_store(path) as store:
        store.write(sketch("a -> b"))
    assert not left.exists()


@pytest.mark.parametrize("kind", ["spread_atlas", "stored_atlas"])
@pytest.mark.parametrize(
    ("query", "lost"),
    [("_NODES", "WHERE e.id <> 'ifng'"), ("_EDGES", "WHERE r.sign <> 1 OR b.id <> 'hair_loss'")],
)
def test_rows_that_were_lost_are_damage(
    kind: str, query: str, lost: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(kind)
    with open_store(path, read_only=True) as store, pytest.MonkeyPatch.context() as patch:
        store.columns()
        lossy = getattr(embedded, query).replace(" RETURN", f" {lost} RETURN")
        patch.setattr(embedded, query, lossy)
        with pytest.raises(DamagedStore, match=r"\d+ entities and edges were found, \d+ were"):
            store.columns()


def test_offsets_are_found_among_those_that_are_there() -> None:
    offsets = np.array([0, 1, 131072])
    with pytest.raises(LookupError, match="ends that are not there"):
        ranks(offsets, np.array([2]))
    with pytest.raises(LookupError, match="ends that are not there"):
        ranks(offsets, np.array([131073]))
    with pytest.raises(LookupError, match="one by one"):
        ranks(np.array([0, 1, 1]), np.array([1]))


@settings(deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30),
    st.integers(1, 20),
    st.integers(1, 8),
)
def test_groups_end_where_the_slow_twin_ends_them(
    degrees: list[tuple[int, int]], most: int, group: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partition, "GROUP", group)
        patch.setattr(partition, "_IN_GROUP", most)
        leaving, entering = np.array(degrees, np.int64).reshape(-1, 2).T
        ends = group_ends(Degrees(leaving, entering), 1)
    assert ends == oracle.group_ends(degrees, most, group)


def test_a_tile_holds_some_ends_times_some_ends(tmp_path: Path) -> None:
    from follicle_graph.store.arrow import table_of as arrow_table
    from follicle_graph.store.rows import RELATION

    ids = [f"n{number:02}" for number in range(40)]
    rows = [
        (u, v, "is", 0, "mechanism", False, 0.5, False, "[]")
        for u in ids for v in ids if (7 * int(u[1:]) + 3 * int(v[1:])) % 5
    ]  # fmt: skip
    degrees = Degrees(
        np.array([sum(row[0] == one for row in rows) for one in ids]),
        np.array([sum(row[1] == one for row in rows) for one in ids]),
    )
    ends = list(range(4, 41, 4))
    firsts = [ids[end - 4] for end in ends]
    tiles = Tiles(tmp_path / "x", firsts, degrees, ends, 9 * partition._IN_TILE)
    tiles.fill([arrow_table(RELATION, [rows[::2]]), arrow_table(RELATION, [rows[1::2]])])
    assert len(list(tmp_path.iterdir())) == 9
    found = [rows_of(table) for table in tiles]
    assert sorted(row for part in found for row in part) == sorted(rows)
    assert len(found) == 9
    spans = [({r[0] for r in part}, {r[1] for r in part}) for part in found]
    for side in (0, 1):
        classes = {frozenset(span[side]) for span in spans}
        assert len(classes) == 3
        assert sum(map(len, classes)) == len(ids)
    assert max(map(len, found)) < 3 * min(map(len, found))
    assert not list(tmp_path.iterdir())
