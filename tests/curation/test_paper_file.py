"""Papers: strings only, no duplicate keys, and what is written is read back."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from follicle_graph.curation import paper_file as papers
from follicle_graph.curation.paper_file import PaperError, dump_paper, read_paper
from follicle_graph.model.vocabulary import knowledge

words = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["NO", "yes", "~", "1e5", "a: b", "a #b", "#a", "- a", "-1", "+1", "'", '"', "a:", "\\", "[x]"]
)


def test_the_two_parsers_of_pyyaml_read_the_shipped_files_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert papers._Base.__name__ == "CBaseLoader", "PyYAML came without libyaml"
    files = sorted(knowledge().joinpath("papers").iterdir(), key=lambda f: f.name)
    texts = [file.read_text(encoding="utf-8") for file in files[::10]]
    fast = [read_paper(text) for text in texts]
    monkeypatch.setattr(papers, "_Loader", yaml.BaseLoader)
    assert [read_paper(text) for text in texts] == fast


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(papers.STATEMENT_FIELDS), words, min_size=1)))
def test_what_is_written_is_read_back(statements: list[dict[str, str]]) -> None:
    if statements:
        text = dump_paper("PMID:1", statements)
        assert [fields.values for fields in read_paper(text).statements] == statements


def test_nitric_oxide_is_no_boolean() -> None:
    text = "reference: PMID:1\nstatements:\n- id: R1\n  subject: NO\n  note: [\n"
    with pytest.raises(PaperError):
        read_paper(text)
    good = "reference: PMID:1\nstatements:\n- id: R1\n  subject: NO\n  note: 1.0\n"
    assert read_paper(good).statements[0].values == {"id": "R1", "subject": "NO", "note": "1.0"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("reference: PMID:1\nstatements:\n\t- id: R1\n", 3, "broken YAML"),
        ("reference: PMID:1\nstatements:\n- id: R1\n  id: R2\n", 4, "duplicate key 'id'"),
        ("reference: PMID:1\nstatements:\n- id: R1\n  sumary: x\n", 4, "unknown key 'sumary'"),
        ("reference: PMID:1\nstatements:\n- id: R1\n  note: [a, b]\n", 4, "a list or mapping"),
        ("reference: PMID:1\nstatements: nothing\n", 2, "is no list"),
        ("statements:\n- id: R1\n", 1, "no `reference:`"),
        ("", 1, "empty file"),
        ("reference: PMID:1\nstatements:\n- id: R1\n  note: a: b\n", 4, "broken YAML"),
        ("reference: !!python/object:os.system x\nstatements:\n- R1\n", 3, "not a mapping"),
        ("reference: \x07\nstatements:\n", 1, "broken YAML"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(PaperError, match=message.replace("`", ".")) as caught:
        read_paper(text)
    assert caught.value.line == line
    assert caught.value.remedy
