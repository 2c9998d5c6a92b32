"""The command `info`."""

from __future__ import annotations

import json

from commands import Capture, run


def test_info_counts_what_the_atlas_holds(capsys: Capture) -> None:
    _, out, _ = run(capsys, "info", "--json")
    report = json.loads(out)
    assert report["entities"] == 430
    assert report["evidence"] == sum(report["by layer"].values())
    assert report["evidence"] == sum(report["by grade"].values())
    assert run(capsys, "info")[1].endswith("not medical advice.\n")
