"""Cypher only asks, text is data, and answers lose no row."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from follicle_graph.errors import (
    StoreError,
)
from follicle_graph.model.digest import stamp
from follicle_graph.model.facts import Entity
from follicle_graph.model.graph import Graph, add_edge, build
from follicle_graph.model.sketch import sketch
from follicle_graph.store import Rows, open_store
from stored import content

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
        ("MATC (n) RETURN n", r"Parser exception.*MATC.*correct the query"),
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
