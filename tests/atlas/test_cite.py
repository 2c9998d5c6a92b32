"""A citation names the version, the edition and the digest, in forms that other programs read."""

from __future__ import annotations

from typing import get_args

import pybtex.database
import pytest
import rispy

import follicle_graph as fg
from follicle_graph.atlas.cite import Form
from follicle_graph.model.graph import Graph
from follicle_graph.model.vocabulary import editions


@pytest.mark.parametrize("form", get_args(Form))
def test_every_form_names_the_state_that_was_used(form: Form, atlas: Graph) -> None:
    cited = fg.cite(form)
    edition = editions()[-1]
    for part in (fg.__version__, f"edition {edition.number}", edition.date, atlas.graph["digest"]):
        assert part in cited


def test_the_bibtex_entry_is_read_back() -> None:
    (entry,) = pybtex.database.parse_string(fg.cite("bibtex"), "bibtex").entries.values()
    assert entry.type == "software"
    assert entry.fields["version"] == fg.__version__
    assert entry.fields["year"] == editions()[-1].date[:4]
    assert [str(one) for one in entry.persons["author"]] == ["{The follicle-graph authors}"]


def test_the_ris_record_is_read_back() -> None:
    (record,) = rispy.loads(fg.cite("ris"))
    assert record["type_of_reference"] == "COMP"
    assert record["authors"] == ["The follicle-graph authors"]
    assert record["edition"] == fg.__version__
    assert record["year"] == editions()[-1].date[:4]


def test_an_unknown_form_names_those_that_there_are() -> None:
    with pytest.raises(fg.InvalidQuestion, match="use 'text', 'bibtex' or 'ris'") as caught:
        fg.cite("apa")  # type: ignore[arg-type]
    assert caught.value.argument == "format"
