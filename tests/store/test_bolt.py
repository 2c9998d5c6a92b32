"""A store behind Bolt, on a real server: the same promises as in a file."""

from __future__ import annotations

import http.server
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings

import servers
from follicle_graph.errors import DamagedStore, StoreError
from follicle_graph.model.graph import Graph
from follicle_graph.model.sketch import sketch
from follicle_graph.store import Store, bolt, open_store
from servers import Server, served
from stored import content, graphs


def test_the_atlas_comes_back_from_a_server(atlas: Graph, server: Server) -> None:
    with served(server) as store:
        store.write(atlas)
        assert content(store.read()) == content(atlas)
        store.verify()
        info = store.info()
        assert (info["entities"], info["relations"]) == (len(atlas), atlas.number_of_edges())
        assert info["digest"] == atlas.graph["digest"]
        assert repr(store) == f"Store({server.address!r}, {info['engine']})"
        assert str(info["relations"]) in store._repr_html_()


def test_a_neo4j_address_opens_a_server_too(server: Server) -> None:
    address = server.address.replace("bolt://", "neo4j://")
    opened = partial(open_store, address, user=servers.USER, database="other")
    with opened(password=servers.PASSWORD) as store:
        store.write(sketch("a -> b -| c"))
        store.append(sketch("c -> d"))
        store.verify()
        assert content(store.read()) == content(sketch("a -> b -| c -> d"))
        assert str(store.info()["location"]).startswith("neo4j://")
    with opened(password=servers.PASSWORD, read_only=True) as store:
        assert content(store.read()) == content(sketch("a -> b -| c -> d"))
    with pytest.raises(StoreError, match="refuses user or password"):
        opened(password="wrong")


def test_any_unicode_comes_back_from_a_server(server: Server) -> None:
    @settings(max_examples=15, deadline=None, derandomize=True, database=None)
    @given(G=graphs())
    def check(G: Graph) -> None:
        store.write(G)
        assert content(store.read()) == content(G)

    with served(server, "other") as store:
        check()


def test_a_server_store_is_added_to_and_refuses_what_is_there(server: Server) -> None:
    with served(server, "other") as store:
        store.write(sketch("a -> b"))
        store.append(sketch("b -| c"))
        store.verify()
        assert sorted(store.read().edges()) == [("a", "b"), ("b", "c")]
        with pytest.raises(StoreError, match="already holds 1 of these edges"):
            store.append(sketch("a -> b; x -> y"))
        assert sorted(store.read()) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (:Entity {id: 'x'})",
        "MATCH (e:Entity) SET e.label = 'x'",
        "MATCH (e:Entity) DETACH DELETE e",
        "MERGE (m:Meta {key: 'digest'}) SET m.value = ''",
        "MATCH (e:Entity) REMOVE e.label",
        "CALL db.labels()",
        "DROP CONSTRAINT follicle_graph_entity_id",
    ],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_nothing_is_changed_through_cypher_on_a_server(
    query: str, read_only: bool, server: Server
) -> None:
    with served(server, "other") as store:
        store.write(sketch("a -> b"))
    with served(server, "other", read_only=read_only) as store:
        with pytest.raises(StoreError, match="cypher only asks"):
            store.cypher(query)
        assert content(store.read()) == content(sketch("a -> b"))
        if read_only:
            with pytest.raises(StoreError, match="open read only"):
                store.write(sketch("c"))


def test_text_is_data_on_a_server(server: Server) -> None:
    text = "x'}) DETACH DELETE (n) //"
    with served(server, "other") as store:
        store.write(sketch("a -> b"))
        assert list(store.cypher("RETURN $x AS x", x=text)) == [{"x": text}]
        assert len(store.cypher("MATCH (e:Entity {id: $x}) RETURN e.id", x=text)) == 0
        with pytest.raises(StoreError, match=r"does not accept this query.*correct"):
            store.cypher("MATC (n) RETURN n")


def test_rows_changed_behind_our_back_on_a_server_are_damage(server: Server) -> None:
    import neo4j

    with served(server, "other") as store:
        store.write(sketch("a -> b"))
        with (
            neo4j.GraphDatabase.driver(
                server.address, auth=(servers.USER, servers.PASSWORD)
            ) as driver,
            driver.session(database="other") as session,
        ):
            session.execute_write(
                lambda one: one.run("MATCH (e:Entity {id: 'a'}) SET e.label = 'A'").consume()
            )
        for look in (store.read, store.verify):
            with pytest.raises(DamagedStore, match="are not what was written"):
                look()


def test_nobody_at_the_address_is_told() -> None:
    with pytest.raises(StoreError, match=r"does not answer .*start the server or mend the address"):
        open_store(f"bolt://127.0.0.1:{servers.free_port()}", user="me", password="x")


def test_an_address_of_a_web_server_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bolt, "_HANDSHAKE", 2.0)
    handler = http.server.BaseHTTPRequestHandler
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        with pytest.raises(StoreError, match=r"does not answer .*mend the address"):
            open_store(f"bolt://127.0.0.1:{web.server_port}", user="me", password="x")
        web.shutdown()


def test_a_wrong_password_is_told(server: Server) -> None:
    with pytest.raises(StoreError, match="refuses user or password"):
        open_store(server.address, user=servers.USER, password="wrong", database="atlas")


def test_the_environment_may_name_user_and_database(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_USERNAME", servers.USER)
    monkeypatch.setenv("NEO4J_PASSWORD", servers.PASSWORD)
    monkeypatch.setenv("NEO4J_DATABASE", "other")
    with open_store(server.address) as store:
        store.write(sketch("a -> b"))
        assert sorted(store.read()) == ["a", "b"]


def test_data_of_another_program_is_left_alone(server: Server) -> None:
    import neo4j

    server.command("create database foreign")
    auth = (servers.USER, servers.PASSWORD)
    with neo4j.GraphDatabase.driver(server.address, auth=auth) as driver:
        with driver.session(database="foreign") as session:
            session.execute_write(lambda one: one.run("CREATE (:Person {name: 'A'})").consume())
        with pytest.raises(StoreError, match="holds data of another program; name another"):
            served(server, "foreign")
        with driver.session(database="foreign") as session:
            count = session.execute_read(
                lambda one: [row[0] for row in one.run("MATCH (n) RETURN count(n)")]
            )
    assert count == [1]


def test_a_closed_server_store_says_so(server: Server) -> None:
    store = served(server, "other")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed; open it again"):
        store.info()


def test_a_server_killed_in_a_write_holds_the_old_or_the_new_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("neo4j")
    monkeypatch.setattr("follicle_graph.store.bolt._DRIVER_RETRIES", 3.0)
    own = Server(tmp_path / "killed", servers.ALONE)
    old = sketch("; ".join(f"a{i} -> b{i}" for i in range(500)))
    new = sketch("; ".join(f"c{i} -| d{i}" for i in range(8000)))
    whole = [content(old), content(new)]
    try:
        own.start()
        own.ready()
        own.command("create database atlas")
        with served(own) as store:
            store.write(old)
        for wait in (0.8,):
            store = served(own)
            told: list[StoreError] = []
            writer = threading.Thread(target=_write, args=(store, new, told))
            writer.start()
            time.sleep(wait)
            own.kill()
            writer.join(90)
            assert not writer.is_alive()
            store.close()
            own.start()
            own.ready()
            with served(own) as store:
                assert content(store.read()) in whole
                store.write(old)
            assert not told or "does not answer" in str(told[0])
    finally:
        own.kill()


def _write(store: Store, G: Graph, told: list[StoreError]) -> None:
    try:
        store.write(G)
    except StoreError as problem:
        told.append(problem)
