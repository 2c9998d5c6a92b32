"""The commands that ask the atlas, for people and for machines."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.model.graph import Graph


def test_paths_are_printed_one_a_line(capsys: Capture) -> None:
    code, out, _ = run(capsys, "paths", "rapamycin", "inflammation", "--limit", "2", "--specific")
    assert code == 0
    assert len([line for line in out.splitlines() if "support" in line]) == 2
    assert "⊣ mTORC1" in out


def test_paths_can_bring_their_evidence_and_all_of_them(capsys: Capture) -> None:
    _, out, _ = run(capsys, "paths", "rapamycin", "IgE", "--max-hops", "1", "--evidence")
    assert "1. refutes: Topical 4% rapamycin left total IgE unchanged. [R870" in out
    _, out, _ = run(capsys, "paths", "NKG2D+ CD8+ T cell", "hair loss", "--all")
    assert "paths from NKG2D+ CD8+ T cell to Hair loss\n" in out
    _, out, _ = run(capsys, "paths", "rapamycin", "inflammation", "--limit", "1")
    last = out.splitlines()[-1]
    assert last.startswith("within 6 hops: 1 path from Rapamycin (sirolimus) to Inflammation (more")


def test_sign_via_and_avoid_are_passed_on(capsys: Capture) -> None:
    _, out, _ = run(capsys, "paths", "rapamycin", "inflammation", "--sign", "+", "--limit", "3")
    assert "(+, support" in out
    assert "(−, support" not in out
    _, out, _ = run(
        capsys, "paths", "ifng", "il15", "--specific", "--via", "irf1", "--avoid", "jak1"
    )
    lines = [line for line in out.splitlines() if "support" in line]
    assert lines
    assert all("IRF1" in line and "JAK1" not in line for line in lines)


def test_effect_and_evidence_answer_in_json(capsys: Capture) -> None:
    _, out, _ = run(capsys, "effect", "rapamycin", "inflammation", "--json")
    assert json.loads(out)["verdict"] == "decrease"
    _, out, _ = run(capsys, "evidence", "mtorc1", "foxp3", "--json")
    assert {row["stance"] for row in json.loads(out)} == {"supports", "refutes"}


def test_an_effect_in_json_carries_all_of_the_answer(capsys: Capture) -> None:
    _, out, _ = run(capsys, "effect", "IL-15", "hair loss", "--json")
    told = json.loads(out)
    assert told["verdict"] == "ambiguous"
    assert told["increasing"] and told["decreasing"]
    _, out, _ = run(capsys, "effect", "IFN-γ", "CXCL10", "--json")
    assert json.loads(out)["loops"]


def test_loops_and_contradictions_are_printed_and_told_in_json(capsys: Capture) -> None:
    code, out, _ = run(capsys, "loops", "ifng", "--limit", "3", "--sign", "-")
    assert code == 0
    assert out.count("(−, support") == 3
    assert "feedback loops through IFN-γ" in out
    assert "core: groups of" in out
    _, out, _ = run(capsys, "loops", "--json", "--limit", "2")
    assert len(json.loads(out)) == 2
    _, out, _ = run(capsys, "contradictions")
    assert "mTORC1" in out
    assert "mtorc1" not in out
    _, out, _ = run(capsys, "contradictions", "--json")
    scopes = {(row["subject"], row["object"]): row["scope"] for row in json.loads(out)}
    assert scopes["mtorc1", "hair_growth"] == "context"
    _, out, _ = run(capsys, "contradictions", "FOXP3", "--json")
    assert {"foxp3"} <= {end for row in json.loads(out) for end in (row["subject"], row["object"])}
    assert all("foxp3" in (row["subject"], row["object"]) for row in json.loads(out))
    code, _, _ = run(capsys, "contradictions", "foxp33")
    assert code == 2


def test_an_unknown_name_is_answered_with_three_suggestions(capsys: Capture) -> None:
    code, out, err = run(capsys, "paths", "rapamicin", "hair loss")
    assert code == 2
    assert out == ""
    assert "did you mean" in err
    assert err.count("'") >= 8


def test_all_and_a_limit_exclude_each_other(capsys: Capture) -> None:
    for command in ("paths", "loops"):
        words = [command, "ifng", *(["il15"] if command == "paths" else [])]
        with pytest.raises(SystemExit, match="2"):
            run(capsys, *words, "--all", "--limit", "10")
        assert "not allowed with" in capsys.readouterr().err


def test_bounds_that_nobody_means_are_refused_in_the_words_of_the_options(capsys: Capture) -> None:
    code, _, err = run(capsys, "paths", "ifng", "il15", "--limit", "0")
    assert code == 2
    assert "--limit is 0; use a whole number of 1 or more, --all for all" in err
    code, _, err = run(capsys, "loops", "ifng", "--limit", "0")
    assert code == 2
    assert "--all for all" in err
    code, _, err = run(capsys, "effect", "ifng", "il15", "--max-hops", "0")
    assert code == 2
    assert "--max-hops is 0" in err


@pytest.mark.parametrize(("command", "hops"), [("paths", 6), ("effect", 4), ("loops", 6)])
def test_help_tells_the_bounds(command: str, hops: int, capsys: Capture) -> None:
    with pytest.raises(SystemExit, match="0"):
        run(capsys, command, "--help")
    told = " ".join(capsys.readouterr().out.split())
    assert f"in hops (default: {hops})" in told
    if command != "effect":
        assert f"the most {command} (default: 10, the best)" in told
        assert f"all {command} of up to --max-hops" in told


def test_paths_in_json_carry_ids_edges_and_signs(atlas: Graph, capsys: Capture) -> None:
    _, out, _ = run(capsys, "paths", "rapamycin", "inflammation", "--json", "--limit", "3")
    told = json.loads(out)
    assert len(told) == 3
    for entry in told:
        assert {"path", "sign", "hops", "support", "references", "species", "indirect"} < set(entry)
        assert "evidence" not in entry
        assert entry["nodes"][0] == "rapamycin"
        assert entry["nodes"][-1] == "inflammation"
        assert [edge[:2] for edge in entry["edges"]] == [
            list(pair) for pair in zip(entry["nodes"], entry["nodes"][1:], strict=False)
        ]
        assert entry["signs"] == [atlas.edges[edge]["sign"] for edge in map(tuple, entry["edges"])]


def test_paths_in_json_bring_their_evidence(atlas: Graph, capsys: Capture) -> None:
    words = ["paths", "rapamycin", "inflammation", "--limit", "2", "--json", "--evidence"]
    _, out, _ = run(capsys, *words)
    for entry in json.loads(out):
        wanted = [
            (step, piece.id)
            for step, edge in enumerate(map(tuple, entry["edges"]), start=1)
            for piece in atlas.edges[edge]["evidence"]
        ]
        assert wanted
        assert [(row["step"], row["id"]) for row in entry["evidence"]] == wanted


def test_an_effect_in_json_shows_the_other_layers_that_the_text_shows(
    atlas: Graph, capsys: Capture
) -> None:
    pair = next(
        (u, v)
        for u, v, data in atlas.edges(data=True)
        if data["layer"] == "mechanism" and data["sign"]
        if any(other["layer"] == "clinical" for other in atlas[u][v].values())
    )
    _, text, _ = run(capsys, "effect", *pair)
    _, out, _ = run(capsys, "effect", *pair, "--json", "--max-hops", "4")
    told = json.loads(out)
    assert told["max_hops"] == 4
    assert [other["edge"] for other in told["other_layers"]] == told["elsewhere"]
    signs = {1: "+", -1: "−", 0: "no effect"}
    others = ", ".join(
        f"{one['edge'][2].replace('_', ' ')} ({signs[one['sign']]}, {one['grade'] or 'no grade'})"
        for one in told["other_layers"]
    )
    assert f"other layers: {others}\n" in text


def test_an_effect_without_a_route_says_where_to_look(capsys: Capture) -> None:
    words = ["effect", "MICA", "hair loss", "--max-hops"]
    _, out, _ = run(capsys, *words, "1")
    hint = out.splitlines()[1]
    assert hint.startswith("try --max-hops ")
    begin = int(hint.split()[-1])
    assert f"the shortest route has {begin} hops" in out
    assert "try" not in run(capsys, *words, str(begin))[1]
    assert "no signed route" in run(capsys, *words, str(begin - 1))[1]


@pytest.mark.parametrize(
    "question",
    [
        ["paths", "rapamycin", "inflammation", "--limit", "3", "--evidence", "--json"],
        ["effect", "dupilumab", "alopecia areata", "--json"],
        ["loops", "ifng", "--limit", "5"],
        ["contradictions", "--json"],
        ["evidence", "mtorc1", "foxp3"],
    ],
)
def test_a_database_answers_as_the_atlas_does(
    question: list[str], atlas_in_a_database: str, capsys: Capture
) -> None:
    wanted = run(capsys, *question)
    assert wanted[0] == 0 and wanted[1]
    assert run(capsys, *question, "--graph", atlas_in_a_database) == wanted


@pytest.fixture(scope="module")
def atlas_in_a_database(atlas: Graph, tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("copy") / "mine.lbug"
    with fg.open_store(place) as store:
        store.write(atlas)
    return str(place)


BARE = "the edges between them have no evidence"


@pytest.mark.parametrize("name", ["mine.json", "MINE.LBUG", "mine"])
@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (["paths", "a", "c"], "a → b ⊣ c   (−, support 0.00, 0 references)\n"),
        (["effect", "b", "c"], "b on c: decrease, direct edge"),
        (["loops"], "a → b ⊣ c → a   (−, "),
        (["contradictions", "--json"], '"subject": "c"'),
        (["evidence", "a", "b"], "nothing found\n"),
        (["evidence", "c", "d"], "only here"),
    ],
)
def test_questions_ask_the_graph_that_is_named(
    question: list[str], wanted: str, name: str, tmp_path: Path, capsys: Capture
) -> None:
    G = fg.sketch("a -> b -| c -> a; c -> d; c -| d")
    piece = fg.Evidence("R1", grade="trial", summary="only here")
    G.edges["c", "d", "increases"].update(evidence=(piece,), support=0.6)
    place = tmp_path / name
    if name == "mine.json":
        fg.write(G, place)
    else:
        with fg.open_store(place) as store:
            store.write(G)
    before = place.read_bytes()
    code, out, err = run(capsys, *question, "--graph", str(place))
    assert code == 0
    assert err == ("" if wanted != "nothing found\n" else f"follicle-graph: no evidence: {BARE}\n")
    assert wanted in out
    assert place.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_question_is_answered_beside_a_writer(tmp_path: Path, capsys: Capture) -> None:
    with fg.open_store(tmp_path / "mine.lbug") as store:
        store.write(fg.sketch("a -> b"))
        code, out, _ = run(capsys, "paths", "a", "b", "--graph", str(tmp_path / "mine.lbug"))
    assert code == 0 and "1 path from a to b" in out


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("none.lbug", "nothing at 'none.lbug'; name a graph file or a database"),
        ("none.json", "nothing at 'none.json'"),
        ("", "nothing at ''"),
        (".", "'.' is a folder"),
        ("edges.tsv", "its content is no table of edges"),
        ("odd.json", "convert it first: follicle-graph convert --from FORMAT ('node-link', "),
        ("x" * 300 + ".lbug", "name too long"),
        ("http://127.0.0.1:1", "is no address of a graph database"),
        ("bolt://127.0.0.1:1", "start the server or mend the address\n"),
    ],
)
def test_a_place_that_holds_no_graph_is_told_and_nothing_is_made(
    place: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("edges.tsv", "odd.json"):
        (tmp_path / name).write_text("[]", encoding="utf-8")
    code, out, err = run(capsys, "loops", "--graph", place)
    assert (code, out) == (2, "")
    assert told.casefold() in err.casefold()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["edges.tsv", "odd.json"]


SEARCH = "follicle-graph search WORD --graph"


def test_unknown_names_are_looked_for_where_the_question_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    G = fg.sketch("a -> b")
    with fg.open_store("mine.lbug") as store:
        store.write(G)
    for name, typed in (("mine.json", "mine.json"), (r"my\d\1.json", r"'my\d\1.json'")):
        fg.write(G, name)
        _, _, err = run(capsys, "effect", "zzz", "b", "--graph", name)
        assert f"named 'zzz'; look for a word of its name: {SEARCH} {typed}\n" in err
    _, _, err = run(capsys, "effect", "zzz", "b", "--graph", "mine.lbug")
    assert f"'zzz'; look for a word of its name: {SEARCH} mine.lbug\n" in err


def test_answers_in_json_say_when_there_may_be_more(capsys: Capture) -> None:
    _, out, err = run(capsys, "paths", "rapamycin", "inflammation", "--limit", "1", "--json")
    assert len(json.loads(out)) == 1
    assert "(more may exist: limit)" in err
    _, out, err = run(capsys, "paths", "rapamycin", "IgE", "--max-hops", "1", "--json")
    assert err == ""


def test_loops_in_json_carry_their_edges(capsys: Capture) -> None:
    _, out, _ = run(capsys, "loops", "ifng", "--limit", "2", "--json")
    assert len(json.loads(out)) == 2
    for loop in json.loads(out):
        assert loop["nodes"][0] == loop["nodes"][-1] == "ifng"
        assert len(loop["edges"]) == len(loop["signs"]) == loop["hops"]


def test_hints_are_commands_that_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    _, out, _ = run(capsys, "paths", "hair loss", "IL-15")
    assert 'try follicle-graph paths IL-15 "Hair loss"\n' in out
    _, out, _ = run(capsys, "paths", "baricitinib", "alopecia areata", "--max-hops", "1")
    hint = shlex.split(out.partition("; try follicle-graph ")[2])
    assert hint[-4:] == ["--layer", "mechanism", "--layer", "clinical"]
    assert "Baricitinib ⊣ Alopecia areata" in run(capsys, *hint)[1]
    monkeypatch.chdir(tmp_path)
    fg.write(fg.sketch("a -> $(date)"), "my graph.json")
    _, out, _ = run(capsys, "paths", "$(date)", "a", "--graph", "my graph.json")
    hint = shlex.split(out.partition("; try follicle-graph ")[2])
    assert hint == ["evidence", "a", "$(date)", "--graph", "my graph.json"]
    assert "G," not in run(capsys, "about")[1]


def test_every_layer_can_be_asked(capsys: Capture) -> None:
    _, some, _ = run(capsys, "paths", "baricitinib", "alopecia areata", "--layer", "clinical")
    assert "Baricitinib ⊣ Alopecia areata" in some
    _, out, _ = run(capsys, "effect", "baricitinib", "alopecia areata", "--layer", "all")
    assert "decrease, stated" in out
    code, _, err = run(capsys, "paths", "jak1", "cxcl10", "--layer", "myth")
    assert code == 2
    assert "correlative, or all" in err


def test_evidence_prints_the_notes_too(capsys: Capture) -> None:
    _, out, _ = run(capsys, "evidence", "mtorc1", "foxp3", "--json")
    noted = [row["note"] for row in json.loads(out) if row["note"]]
    _, text, _ = run(capsys, "evidence", "mtorc1", "foxp3")
    assert noted and all(note in text for note in noted)
