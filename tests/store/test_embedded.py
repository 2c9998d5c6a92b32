"""What the embedded store promises: nothing lost, nothing half-written, nothing in silence."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from follicle_graph.errors import (
    AmbiguousEntity,
    DamagedStore,
    InvalidGraph,
    StoreError,
    UnknownEntity,
)
from follicle_graph.facts import STANCES, Entity, Evidence
from follicle_graph.graph import (
    Graph,
    add_edge,
    build,
    digest,
    edges_of,
    node_attributes,
    resolve,
    stamp,
)
from follicle_graph.loading import load
from follicle_graph.sketching import sketch
from follicle_graph.store import Rows, Store, open_store
from follicle_graph.vocabulary import LAYERS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "graph.lbug"


@pytest.fixture(scope="module")
def atlas() -> Graph:
    return load()


@pytest.fixture(scope="module")
def stored_atlas(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("store") / "atlas.lbug"
    with open_store(place) as store:
        store.write(atlas)
    return place


def content(G: Graph) -> tuple[Any, ...]:
    nodes = {node: dict(data) for node, data in G.nodes(data=True)}
    edges = {(u, v, key): dict(data) for u, v, key, data in G.edges(keys=True, data=True)}
    return dict(G.graph), nodes, edges


def written(G: Graph, path: Path) -> Graph:
    with open_store(path) as store:
        store.write(G)
        return store.read()


def test_the_atlas_comes_back_with_every_attribute(atlas: Graph, path: Path) -> None:
    before = content(atlas)
    H = written(atlas, path)
    assert content(H) == before == content(atlas)
    assert digest(H) == digest(atlas) == H.graph["digest"]
    with open_store(path, read_only=True) as again:
        assert content(again.read()) == before


def test_reading_order_is_sorted_whatever_the_writing_order(path: Path) -> None:
    H = written(sketch("c -> b; a -| b; b -> a"), path)
    assert list(H) == ["a", "b", "c"]
    assert list(H.edges(keys=True)) == sorted(H.edges(keys=True))


NASTY = [
    "",
    "\0",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    "$x",
    "é",
    "e\u0301",
    "😀",
    "NULL",
    "[a, b]",
    "\ufeff",
]
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
several = st.lists(texts, max_size=3).map(tuple)
pieces = st.builds(
    Evidence,
    id=texts,
    reference=st.none() | texts,
    stance=st.sampled_from(STANCES),
    grade=st.sampled_from(["trial", "", "unheard of"]),
    eco=st.none() | texts,
    disease=several,
    species=several,
    tissue=several,
    route=st.none() | texts,
    summary=texts,
    claims=several,
    note=texts,
)
entities = st.builds(
    Entity,
    id=texts,
    label=texts,
    kind=texts,
    lane=texts,
    curie=st.none() | texts,
    synonyms=several,
    definition=texts,
    short_label=texts,
)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    G = build([], [], name=draw(texts), version=draw(texts), origin=draw(texts))
    for entity in draw(st.lists(entities, min_size=1, max_size=5, unique_by=lambda one: one.id)):
        G.add_node(entity.id, **node_attributes(entity))
    ends = st.sampled_from(sorted(G))
    for _ in range(draw(st.integers(0, 6))):
        add_edge(
            G,
            draw(ends),
            draw(ends),
            draw(texts),
            sign=draw(st.sampled_from([-1, 0, 1])),
            layer=draw(st.sampled_from(LAYERS)),
            indirect=draw(st.booleans()),
            evidence=draw(st.lists(pieces, max_size=3)),
        )
    return stamp(G)


def test_any_unicode_comes_back_as_it_was(path: Path) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(G=graphs())
    def check(G: Graph) -> None:
        store.write(G)
        assert content(store.read()) == content(G)

    with open_store(path) as store:
        check()


def test_no_curie_stays_none_and_an_empty_one_stays_empty(path: Path) -> None:
    H = written(build([Entity("a", "a"), Entity("b", "b", curie="")], []), path)
    assert (H.nodes["a"]["curie"], H.nodes["b"]["curie"]) == (None, "")


def test_a_graph_that_breaks_the_contract_or_cannot_be_stored_leaves_the_old_one(
    path: Path,
) -> None:
    with open_store(path) as store:
        store.write(sketch("a -> b"))
        broken = sketch("a -> b")
        broken.edges["a", "b", "increases"]["support"] = float("nan")
        with pytest.raises(InvalidGraph, match="support nan"):
            store.write(broken)
        half = build([Entity("a", "\ud83d")], [])
        with pytest.raises(StoreError, match=r"node 'a': label holds a lone surrogate.*remove"):
            store.write(half)
        piece = Evidence("R1", species="human")  # type: ignore[arg-type]
        broken = sketch("a")
        add_edge(broken, "a", "a", "increases", sign=1, evidence=[piece])
        with pytest.raises(InvalidGraph, match="R1 has a string among disease, species"):
            store.write(broken)
        assert content(store.read()) == content(sketch("a -> b"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_writing_recomputes_a_stale_digest_and_leaves_the_graph_alone(path: Path) -> None:
    G = sketch("a -> b")
    G.nodes["a"]["label"] = "changed"
    stale = G.graph["digest"]
    H = written(G, path)
    assert G.graph["digest"] == stale != H.graph["digest"] == digest(G)


def test_replacing_leaves_only_the_new_content(atlas: Graph, path: Path) -> None:
    with open_store(path) as store:
        store.write(atlas)
        store.write(sketch("x -| y"))
        assert content(store.read()) == content(sketch("x -| y"))
        assert store.info()["entities"] == 2
        assert store.resolve("X") == "x"
        with pytest.raises(UnknownEntity, match="ifng"):
            store.resolve("ifng")
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_an_empty_store_says_zero_and_reads_as_an_empty_graph(path: Path) -> None:
    with open_store(path) as store:
        info = store.info()
        assert (info["entities"], info["relations"], info["name"]) == (0, 0, "")
        assert info["location"] == str(path)
        assert info["size"] == path.stat().st_size
        assert content(store.read()) == content(build([], []))
        assert list(store.edges()) == []


LOOP = """
import sys
from follicle_graph.sketching import sketch
from follicle_graph.store import open_store
graphs = [sketch(sys.argv[2]), sketch(sys.argv[3])]
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    while True:
        for G in graphs:
            store.write(G)
"""


def test_a_writer_killed_at_any_moment_leaves_the_old_or_the_new_content(path: Path) -> None:
    old = "; ".join(f"a{i} -> b{i}" for i in range(300))
    new = "; ".join(f"c{i} -| d{i}" for i in range(200))
    whole = [content(sketch(old)), content(sketch(new))]
    with open_store(path) as store:
        store.write(sketch(old))
    dice = random.Random(7)
    left_behind = 0
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(path), old, new], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0.0, 0.25))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        left_behind += len(list(path.parent.iterdir())) > 1
        with open_store(path, read_only=True) as store:
            assert content(store.read()) in whole
    assert left_behind, "no kill met a write; the test proves nothing"
    with open_store(path) as store:
        store.write(sketch("a -> b"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is a folder; give the path of a file"):
        open_store(tmp_path)


@pytest.mark.parametrize("foreign", [b"", b"\x89PNG\r\n", b"SQLite format 3\0" * 400, b"LBU"])
def test_a_file_of_another_program_is_refused_and_untouched(foreign: bytes, path: Path) -> None:
    path.write_bytes(foreign)
    for read_only in (True, False):
        with pytest.raises(StoreError, match=r"is no graph database.*choose another path"):
            open_store(path, read_only=read_only)
    assert path.read_bytes() == foreign
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_database_of_another_program_is_refused_and_untouched(path: Path) -> None:
    raw(path, "CREATE NODE TABLE Person(name STRING PRIMARY KEY)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"of another program \(its tables: Person\)"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder '.*/missing'; make it"):
        open_store(tmp_path / "missing" / "graph.lbug")
    assert not (tmp_path / "missing").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(StoreError, match=r"there is no folder '.*/file'; make it"):
        open_store(tmp_path / "file" / "graph.lbug")
    with pytest.raises(StoreError, match=r"cannot be written \(.*\); choose another folder"):
        open_store(tmp_path / f"{'x' * 240}.lbug")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("address", ["bolt://localhost:7687", "neo4j://host", "bolt+s://host"])
def test_servers_are_refused_by_name(address: str) -> None:
    with pytest.raises(StoreError, match=r"servers are not supported yet.*give the path"):
        open_store(address)


@pytest.mark.parametrize("nothing", [None, 7])
def test_a_location_is_a_path(nothing: Any) -> None:
    with pytest.raises(StoreError, match=r"no location .*; give the path"):
        open_store(nothing)


def test_a_second_writer_gets_a_clear_error_and_readers_do_not(path: Path) -> None:
    with open_store(path) as store:
        store.write(sketch("a -> b"))
        with pytest.raises(StoreError, match=r"open for writing elsewhere \(process \d+\)"):
            open_store(path)
        with open_store(path, read_only=True) as reader:
            store.write(sketch("c -> d"))
            assert sorted(reader.read()) == ["a", "b"]
            with pytest.raises(StoreError, match="open read only; open it without"):
                reader.write(sketch("e"))
        with open_store(path, read_only=True) as reader:
            assert sorted(reader.read()) == ["c", "d"]
    with open_store(path) as store:
        assert sorted(store.read()) == ["c", "d"]


def test_a_writer_in_another_process_is_seen_also_when_it_uses_the_engine_itself(
    path: Path,
) -> None:
    written(sketch("a -> b"), path)
    code = "import ladybug, sys; d = ladybug.Database(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StoreError, match=r"open for writing in another program; close it"):
            open_store(path)
        other.communicate(b"\n")
    with open_store(path) as store:
        assert sorted(store.read()) == ["a", "b"]


def test_a_reader_does_not_make_a_store(path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist; open it without read_only=True"):
        open_store(path, read_only=True)
    assert list(path.parent.iterdir()) == []


def test_a_closed_store_says_so(path: Path) -> None:
    store = open_store(path)
    store.close()
    store.close()
    uses = (store.read, store.info, store.edges, lambda: store.cypher("RETURN 1"))
    for use in (*uses, lambda: store.resolve("a"), lambda: store.write(sketch("a"))):
        with pytest.raises(StoreError, match=r"is closed; open it again"):
            use()


INJECTION = 'x\'}) DETACH DELETE (n) RETURN "1"; MATCH (n) DETACH DELETE n; //'


def test_text_is_data_as_a_parameter_and_as_a_label(path: Path) -> None:
    G = build([Entity(INJECTION, INJECTION), Entity("b", "b")], [])
    add_edge(G, INJECTION, "b", INJECTION, sign=1)
    with open_store(path) as store:
        store.write(stamp(G))
        rows = store.cypher("MATCH (e:Entity {label: $label}) RETURN e.id AS id", label=INJECTION)
        assert list(rows) == [{"id": INJECTION}]
        assert store.evidence(INJECTION, "b", INJECTION) == ()
        assert store.cypher("RETURN $query AS q, $self AS s", query="Q", self=INJECTION)[0] == {
            "q": "Q",
            "s": INJECTION,
        }
        assert content(store.read()) == content(G)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("MATC (n) RETURN n", r"Parser exception.*MATC.*mend the query"),
        ("MATCH (n:Person) RETURN n", r"Table Person does not exist.*nodes are Entity"),
        (
            "MATCH (e:Entity {id: $nobody}) RETURN e",
            r"names \$nobody, which was not given; add nobody=",
        ),
        ("", r"Query is empty"),
        ("RETURN 1; RETURN 2", r"one statement"),
        ("RETURN 1 AS x, 2 AS x", r"AS|same name"),
    ],
)
def test_broken_cypher_gives_the_engines_words_and_a_remedy(
    query: str, message: str, path: Path
) -> None:
    with open_store(path) as store, pytest.raises(StoreError, match=f"(?s){message}"):
        store.cypher(query)


def test_cypher_takes_semicolons_and_keywords_in_text_and_comments(path: Path) -> None:
    with open_store(path) as store:
        query = "/* COPY; */ RETURN 'a; COPY \\'b' AS x, `x;y` // ;\n".replace(
            "`x;y`", "2 AS `x;y`"
        )
        assert list(store.cypher(query + ";")) == [{"x": "a; COPY 'b", "x;y": 2}]


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:Entity {id: 'x'})",
        "MATCH (e:Entity) SET e.label = 'x'",
        "MATCH (e:Entity) DETACH DELETE e",
        "MERGE (m:Meta {key: 'digest'}) SET m.value = ''",
        "DROP TABLE REL",
        "COPY (MATCH (e:Entity) RETURN e.id) TO 'PATH'",
        "/* */ explain COPY (MATCH (e:Entity) RETURN e.id) TO 'PATH'",
        "RETURN 1; COPY (MATCH (e:Entity) RETURN e.id) TO 'PATH'",
        "EXPORT DATABASE 'PATH'",
    ],
)
def test_nothing_is_changed_through_cypher(query: str, path: Path) -> None:
    target = path.with_name("out.csv")
    with open_store(path) as store:
        store.write(sketch("a -> b"))
        before = path.read_bytes()
        with pytest.raises(StoreError, match=r"write\(G\) is the way|one statement"):
            store.cypher(query.replace("PATH", str(target)))
        assert content(store.read()) == content(sketch("a -> b"))
    assert path.read_bytes() == before
    assert not target.exists()


def raw(path: Path, *statements: str) -> None:
    import ladybug

    database = ladybug.Database(str(path))
    connection = ladybug.Connection(database)
    for statement in (*statements, "CHECKPOINT"):
        result = connection.execute(statement)
        assert not isinstance(result, list)
        result.close()
    connection.close()
    database.close()


@pytest.mark.parametrize(
    "change",
    [
        "MATCH (e:Entity {id: 'a'}) SET e.label = 'A'",
        "MATCH (e:Entity {id: 'a'}) SET e.short_label = 'A'",
        "MATCH (e:Entity {id: 'a'}) SET e.curie = ''",
        "MATCH ()-[r:REL]->() SET r.sign = -r.sign",
        "MATCH ()-[r:REL]->() SET r.support = 0.5",
        "MATCH ()-[r:REL]->() SET r.evidence = '{'",
        "MATCH ()-[r:REL]->() DELETE r",
        "CREATE (:Entity {id: 'c', label: 'c', synonyms: []})",
        "MATCH (m:Meta {key: 'name'}) SET m.value = 'other'",
        "MATCH (m:Meta {key: 'digest'}) SET m.value = 'other'",
        "MATCH (m:Meta {key: 'checksum'}) DELETE m",
    ],
)
def test_content_changed_behind_our_back_is_damage(change: str, path: Path) -> None:
    written(sketch("a -> b"), path)
    raw(path, change)
    with (
        open_store(path) as store,
        pytest.raises(DamagedStore, match=r"is damaged: its rows are not what was written.*again"),
    ):
        store.read()


def test_a_flipped_letter_in_the_file_is_damage(path: Path) -> None:
    written(sketch("a -> interleukinfifteen"), path)
    data = path.read_bytes()
    assert b"interleukinfifteen" in data
    path.write_bytes(data.replace(b"interleukinfifteen", b"interleukinfiftees"))
    with pytest.raises(DamagedStore, match="damaged"), open_store(path) as store:
        store.read()


def test_a_truncated_file_is_damage_and_stays_as_it_is(path: Path) -> None:
    written(sketch("a -> b"), path)
    data = path.read_bytes()[:5000]
    path.write_bytes(data)
    with pytest.raises(DamagedStore, match=r"cannot be opened, it is damaged .* take a copy"):
        open_store(path)
    assert path.read_bytes() == data
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.fixture(scope="module")
def store_of_atlas(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> Any:
    with open_store(tmp_path_factory.mktemp("store") / "atlas.lbug") as store:
        store.write(atlas)
        yield store


def test_questions_read_from_a_store_what_they_read_from_its_graph(
    atlas: Graph, store_of_atlas: Store
) -> None:
    for layers in (None, ("mechanism",), ("clinical", "safety"), ("nowhere",), ()):
        assert list(store_of_atlas.edges(layers)) == sorted(edges_of(atlas, layers))
    for u, v, key in sorted(atlas.edges(keys=True))[::40]:
        assert store_of_atlas.evidence(u, v, key) == atlas.edges[u, v, key]["evidence"]
    for name in ("IFN-γ", "ifng", "interferon gamma", "hair loss"):
        assert store_of_atlas.resolve(name) == resolve(atlas, name)
    assert store_of_atlas.label("ifng") == atlas.nodes["ifng"]["label"]


def test_unknown_names_and_edges_are_named(store_of_atlas: Store, path: Path) -> None:
    with pytest.raises(UnknownEntity, match="did you mean"):
        store_of_atlas.resolve("interferon gama")
    with pytest.raises(UnknownEntity, match="no entity is named 'nobody'"):
        store_of_atlas.label("nobody")
    with pytest.raises(StoreError, match="holds no edge 'ifng' 'likes' 'ifng'"):
        store_of_atlas.evidence("ifng", "ifng", "likes")
    with open_store(path) as store:
        store.write(build([Entity("a", "same"), Entity("b", "same")], []))
        with pytest.raises(AmbiguousEntity, match="use one of these ids: a, b"):
            store.resolve("same")


def test_a_plain_graph_without_our_attributes_takes_the_defaults(path: Path) -> None:
    G: Graph = nx.MultiDiGraph()
    G.add_edge("a", "b", key="increases", sign=1)
    H = written(G, path)
    assert H.nodes["a"]["label"] == "a"
    assert H.edges["a", "b", "increases"]["layer"] == "mechanism"
    assert digest(H) == digest(G)


def test_rows_show_themselves_shortened_and_escaped() -> None:
    rows = Rows(["n", "text"], product(range(30), ["<b>" + "x" * 60]))
    lines = str(rows).splitlines()
    assert len(lines) == 22
    assert lines[-1] == "… and 10 more"
    assert max(map(len, lines)) < 60
    assert "<b>" not in rows._repr_html_()
    assert "&lt;b&gt;" in rows._repr_html_()
    assert rows.to_frame().shape == (30, 2)
    assert list(Rows(["a"], []).to_frame().columns) == ["a"]
    assert rows[:2] == Rows(["n", "text"], rows.to_frame().to_numpy()[:2])
    rows[0]["n"] = 99
    assert rows[0]["n"] == 0


def test_importing_the_room_loads_no_engine() -> None:
    code = (
        "import sys, follicle_graph.store; "
        "print({'ladybug', 'pyarrow', 'pandas', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


SIGNS = ((1, 1), (-1, 1), (-1, -1))


@pytest.mark.parametrize("signs", [*SIGNS, (-1, 1, 1), (1, -1, 1)])
@pytest.mark.parametrize("drugs_only", [True, False])
def test_chains_filtered_on_every_edge_lose_no_row(
    stored_atlas: Path, atlas: Graph, signs: tuple[int, ...], drugs_only: bool
) -> None:
    """Engines have got this wrong (ladybug 0.21 to 0.22 lose most rows), so it is counted."""
    steps = [
        (u, v, d["sign"])
        for u, v, d in atlas.edges(data=True)
        if d["layer"] == "mechanism" and d["sign"]
    ]
    ends = [n for n in atlas if not drugs_only or atlas.nodes[n]["kind"] == "drug"]
    count = dict.fromkeys(ends, 1)
    for wanted in signs:
        following: dict[str, int] = {}
        for u, v, sign in steps:
            if sign == wanted and u in count:
                following[v] = following.get(v, 0) + count[u]
        count = following
    kind = " {kind: 'drug'}" if drugs_only else ""
    chain = "".join(f"-[r{i}:REL]->(n{i}:Entity)" for i in range(len(signs)))
    where = " AND ".join(
        f"r{i}.sign = {sign} AND r{i}.layer = 'mechanism'" for i, sign in enumerate(signs)
    )
    with open_store(stored_atlas, read_only=True) as store:
        rows = store.cypher(f"MATCH (a:Entity{kind}){chain} WHERE {where} RETURN count(*) AS n")
    assert rows[0]["n"] == sum(count.values())


@pytest.mark.parametrize(
    "question",
    [
        "UNWIND [1] AS x LOAD FROM '/etc/hostname' (file_format='csv', header=false) RETURN *",
        "RETURN 1 UNION ALL LOAD FROM '/etc/hostname' RETURN *",
        "MATCH (e:Entity) WITH e LIMIT 1 LOAD FROM 'x.csv' RETURN *",
        "CALL threads=1",
        "BEGIN TRANSACTION",
    ],
)
def test_a_question_never_reads_a_file_or_changes_a_setting(
    stored_atlas: Path, question: str
) -> None:
    with (
        open_store(stored_atlas, read_only=True) as store,
        pytest.raises(StoreError, match="refused"),
    ):
        store.cypher(question)
