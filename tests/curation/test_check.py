"""The check: each rule catches its broken example, and all problems come at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from follicle_graph.curation.check import RULES, check
from follicle_graph.curation.folder import Problem, read_folder, statements
from follicle_graph.curation.labels import labels_agree, read_labels
from follicle_graph.errors import FollicleGraphError
from follicle_graph.model.vocabulary import knowledge

Edit = Callable[[Path], object]


def replace(file: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def append(file: str, line: str) -> Edit:
    def edit(root: Path) -> None:
        with (root / file).open("a", encoding="utf-8") as handle:
            handle.write(line + "\n")

    return edit


S2 = "papers/S2.yaml"
BROKEN: list[tuple[str, Edit, str, int | None, str]] = [
    ("unknown entity", replace(S2, "subject: nkg2d_cd8_t_cell", "subject: NO"), S2, None,
     "unknown subject 'NO'"),
    ("unknown predicate", replace(S2, "predicate: contributes_to", "predicate: helps"), S2, 4 + 1,
     "unknown predicate 'helps'"),
    ("unknown grade", replace(S2, "grade: review", "grade: rumour"), S2, 11,
     "unknown grade 'rumour'"),
    ("unknown layer", replace(S2, "layer: clinical", "layer: clinic"), S2, 8, "unknown layer"),
    ("unknown status", replace(S2, "status: verified", "status: sure"), S2, None, "unknown status"),
    ("sign against predicate", replace(S2, "sign: +1", "sign: -1"), S2, 7,
     "sign -1 where 'contributes_to' has +1"),
    ("no sign", replace(S2, "  sign: +1\n", ""), S2, 3, "a statement without sign"),
    ("layers disagree", replace(S2, "layer: mechanism", "layer: safety"), "papers", None,
     "for the same edge"),
    ("duplicate row", replace(S2, "id: R044", "id: R043"), S2, None, "duplicate row R043"),
    ("duplicate key", replace(S2, "  sign: +1\n", "  sign: +1\n  sign: +1\n"), S2, 8,
     "duplicate key 'sign'"),
    ("tab", replace(S2, "  predicate:", "\tpredicate:"), S2, 5, "broken YAML"),
    ("file name", lambda root: (root / S2).rename(root / "papers" / "other.yaml"),
     "papers/other.yaml", 1, "file name 'other' where PMID:32533873 has the key 'S2'"),
    ("unknown reference", replace(S2, "PMID:32533873", "PMID:1"), S2, 1,
     "unknown reference 'PMID:1'"),
    ("second reference", replace(S2, "  sign: +1\n", "  sign: +1\n  reference: PMID:2\n"), S2, 8,
     "a second reference"),
    ("uncited elsewhere", replace(S2, "status: verified", "status: uncited"), S2, None,
     "disagree about being uncited"),
    ("duplicate entity", append("entities.tsv", "ifng" + "\t" * 10), "entities.tsv", None,
     "duplicate id 'ifng'"),
    ("duplicate name",
     append("entities.tsv", "other\tInterferon-Gamma\tcytokine\timmune cells" + "\t" * 7),
     "entities.tsv", None, "name 'Interferon-Gamma' of other is also ifng's"),
    ("unknown lane", replace("entities.tsv", "immune cells", "cells"), "entities.tsv", None,
     "unknown lane 'cells'"),
    ("short row", append("grades.tsv", "rumour"), "grades.tsv", 13, "1 fields where the header"),
    ("weight", replace("grades.tsv", "0.90", "9"), "grades.tsv", 2, "weight '9'"),
    ("headline", append("headlines.tsv", "ifng\tnowhere"), "headlines.tsv", None,
     "unknown entity 'nowhere'"),
    ("picture", append("pictures.tsv", "mine\tMine\tifng\tnowhere"), "pictures.tsv", None,
     "unknown entity 'nowhere'"),
    ("predicate sign", replace("predicates.tsv", "+1", "1"), "predicates.tsv", None, "sign '1'"),
    ("missing table", lambda root: (root / "lanes.tsv").unlink(), "lanes.tsv", 1, "no such file"),
    ("unknown feature entity", replace("profiles.tsv", "\thigh_ige\t", "\thigh_igx\t"),
     "profiles.tsv", None, "unknown entity_id 'high_igx'"),
    ("unknown node of a feature", replace("profiles.tsv", "ige:+1", "igx:+1"), "profiles.tsv",
     None, "unknown node 'igx'"),
    ("unknown feature of a treatment", replace("treatments.tsv", "lab_high_ige", "lab_high_igx"),
     "treatments.tsv", None, "unknown may_benefit_features 'lab_high_igx'"),
    ("target without sign", replace("treatments.tsv", "\tjak1; jak2\t-1\t", "\tjak1; jak2\tdown\t"),
     "treatments.tsv", None, "target_sign 'down'"),
    ("unknown paper of an experiment", replace("interventions.tsv", "xing2014", "xing2041"),
     "interventions.tsv", 2, "unknown paper 'xing2041'"),
    ("duplicate feature", append("profiles.tsv", "preg" + "\t" * 9), "profiles.tsv", None,
     "duplicate feature_id 'preg'"),
    ("reading of no treatment",
     replace("therapy/readings.tsv", "\tbaricitinib\t", "\tbarictinib\t"),
     "therapy/readings.tsv", 4, "unknown intervention 'barictinib'"),
    ("reading with a new word", replace("therapy/readings.tsv", "\thelps\t", "\tcures\t"),
     "therapy/readings.tsv", 2, "unknown direction 'cures'"),
    ("reading without a row", replace("therapy/readings.tsv", "F095", "F995"),
     "therapy/readings.tsv", 4, "unknown basis 'F995'"),
    ("reading of another paper",
     replace("therapy/readings.tsv", "king2022\tF095", "king2023\tF095"),
     "therapy/readings.tsv", 4, "cites 'king2023' where F095 has 'king2022'"),
    ("unknown axis node", replace("therapy/axes.tsv", "\tifng\t", "\tifn\t"), "therapy/axes.tsv",
     None, "unknown node 'ifn'"),
    ("unknown class", replace("therapy/members.tsv", "jak_inhibitor", "jak_inhibitors"),
     "therapy/members.tsv", 2, "unknown class 'jak_inhibitors'"),
    ("threshold in words", replace("therapy/thresholds.tsv", "\t200\t", "\tmany\t"),
     "therapy/thresholds.tsv", 2, "high_from 'many'"),
    ("not text", lambda root: (root / S2).write_bytes(b"\xff\xfe"), S2, 1, "not UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "file", "line", "message"),
    [case[1:] for case in BROKEN],
    ids=[case[0] for case in BROKEN],
)
def test_a_broken_fact_is_found_where_it_stands(
    facts: Path, edit: Edit, file: str, line: int | None, message: str
) -> None:
    edit(facts)
    problems = [p for p in check(facts) if message in p.message]
    assert problems, [str(p) for p in check(facts)][:5]
    assert problems[0].file.startswith(file)
    assert line is None or problems[0].line == line
    assert problems[0].remedy


def test_all_problems_of_all_files_come_at_once(facts: Path) -> None:
    replace(S2, "grade: review", "grade: rumour")(facts)
    replace("grades.tsv", "0.90", "9")(facts)
    replace("papers/S1.yaml", "sign: +1", "sign: up")(facts)
    assert {p.file for p in check(facts)} >= {S2, "grades.tsv", "papers/S1.yaml"}


def test_the_shipped_facts_pass() -> None:
    assert check(knowledge()) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_says_what_it_guards(rule: Callable[..., object]) -> None:
    assert rule.__doc__


HERE = Path(__file__).parent
BROKEN_RULES = {rule.__name__ for rule in RULES} | {"unreadable_files", "labels_agree"}


def broken(tmp_path: Path, name: str) -> Path:
    """The sound folder with the files of one broken example in their places."""
    root = Path(shutil.copytree(HERE / "sound", tmp_path / "knowledge"))
    shutil.copytree(HERE / "broken" / name, root, dirs_exist_ok=True)
    (root / "expected.txt").unlink()
    return root


def test_the_folder_that_the_examples_break_is_sound() -> None:
    assert check(HERE / "sound") == []
    labels = read_labels(HERE / "sound" / "labels.tsv")
    assert list(labels_agree(read_folder(HERE / "sound"), labels)) == []


def test_every_blocking_rule_has_its_broken_example() -> None:
    assert {path.name for path in (HERE / "broken").iterdir()} == BROKEN_RULES


@pytest.mark.parametrize("name", sorted(BROKEN_RULES))
def test_a_broken_example_is_told_word_by_word(tmp_path: Path, name: str) -> None:
    root = broken(tmp_path, name)
    if name == "files_portable" and (root / "PAPERS").exists():
        pytest.skip("this file system cannot hold two names that differ in case only")
    problems = check(root)
    if name == "labels_agree":
        assert problems == []
        problems = sorted(labels_agree(read_folder(root), read_labels(root / "labels.tsv")))
    expected = (HERE / "broken" / name / "expected.txt").read_text(encoding="utf-8")
    assert [str(problem) for problem in problems] == expected.splitlines()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_alone_finds_something_in_its_example(
    tmp_path: Path, rule: Callable[..., Iterator[Problem]]
) -> None:
    assert list(rule(read_folder(broken(tmp_path, rule.__name__))))


def test_two_hundred_broken_files_give_one_report(tmp_path: Path) -> None:
    root = Path(shutil.copytree(HERE / "sound", tmp_path / "knowledge"))
    for number in range(200):
        text = ("\t- tab", "reference: [", "", "reference: PMID:9\nstatements: none\n")[number % 4]
        (root / "papers" / f"b{number:03}.yaml").write_text(text, encoding="utf-8")
    problems = check(root)
    assert {problem.file for problem in problems} == {f"papers/b{n:03}.yaml" for n in range(200)}
    assert problems == sorted(problems)
    assert len(problems) == 200


def test_text_of_another_system_reads_the_same(facts: Path) -> None:
    before = statements(read_folder(facts))
    for path in [*facts.glob("*.tsv"), *facts.glob("papers/x*.yaml")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert check(facts) == []
    assert statements(read_folder(facts)) == before


def test_the_labels_that_were_compared_are_those_of_the_frozen_list() -> None:
    labels = read_labels(HERE / "labels.tsv")
    folder = read_folder(knowledge())
    assert list(labels_agree(folder, labels)) == []
    used = {row.values["curie"] for row in folder.tables["entities.tsv"]}
    assert set(labels) == {curie for curie in used if not curie.startswith("local:")}


def test_the_symbols_of_genes_are_those_of_the_frozen_list() -> None:
    labels = read_labels(HERE / "labels.tsv")
    for row in read_folder(knowledge()).tables["genes.tsv"]:
        assert row.values["symbol"] == labels[row.values["hgnc"]]["label"]


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FollicleGraphError, match="cannot read"):
        read_labels(tmp_path / "none.tsv")
    (tmp_path / "other.tsv").write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(FollicleGraphError, match="is no list of labels"):
        read_labels(tmp_path / "other.tsv")
