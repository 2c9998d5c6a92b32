"""The commands `info` and `cite`."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import get_args

import networkx
import pytest

import follicle_graph as fg
from commands import Capture, run
from follicle_graph.atlas.cite import Form


def test_info_counts_what_the_atlas_holds(capsys: Capture) -> None:
    _, out, _ = run(capsys, "info", "--json")
    report = json.loads(out)
    assert report["entities"] == len(fg.load())
    assert report["evidence"] == sum(report["by layer"].values())
    assert report["evidence"] == sum(report["by grade"].values())
    assert report["digest"] == fg.load().graph["digest"]
    assert report["edition"].startswith("edition ")
    assert run(capsys, "info")[1].endswith("not medical advice.\n")


def test_info_names_the_versions_that_a_report_of_a_fault_needs(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("follicle_graph.cli.info.LIBRARIES", ("networkx", "ladybug", "no-such"))
    report = json.loads(run(capsys, "info", "--json")[1])["versions"]
    assert report["follicle-graph"] == fg.__version__
    assert report["Python"] == platform.python_version()
    assert report["networkx"] == networkx.__version__
    assert report["ladybug"] == version("ladybug")
    assert report["no-such"] == "not installed"


def test_info_prints_how_to_cite_in_any_form(capsys: Capture) -> None:
    assert run(capsys, "info", "--cite", "bibtex")[1] == fg.cite("bibtex")
    assert run(capsys, "info", "--cite", "text")[1] == f"{fg.cite()}\n"


@pytest.mark.parametrize("form", get_args(Form))
def test_cite_is_a_command_of_its_own(capsys: Capture, form: Form) -> None:
    code, out, _ = run(capsys, "cite", "--format", form)
    assert code == 0
    assert out.rstrip("\n") == fg.cite(form).rstrip("\n")
    assert run(capsys, "cite")[1] == f"{fg.cite()}\n"
