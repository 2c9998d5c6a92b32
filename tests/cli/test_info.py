"""The command `info`."""

from __future__ import annotations

import json

import follicle_graph as fg
from commands import Capture, run


def test_info_counts_what_the_atlas_holds(capsys: Capture) -> None:
    _, out, _ = run(capsys, "info", "--json")
    report = json.loads(out)
    assert report["entities"] == len(fg.load())
    assert report["evidence"] == sum(report["by layer"].values())
    assert report["evidence"] == sum(report["by grade"].values())
    assert run(capsys, "info")[1].endswith("not medical advice.\n")
