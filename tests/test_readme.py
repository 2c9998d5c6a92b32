"""The README: its Python runs as it stands, its numbers are those of the atlas."""

from __future__ import annotations

import json
import re
from pathlib import Path

import matplotlib as mpl
import pytest

from follicle_graph.cli import main

README = Path(__file__).parents[1] / "README.md"


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mpl.use("agg")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 5
    exec(compile("\n".join(blocks), str(README), "exec"), {})
    assert {path.name for path in tmp_path.iterdir()} >= {"spine.pdf", "map.html", "atlas.lbug"}


def test_the_counts_of_the_readme_are_those_of_the_atlas(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["info", "--json"])
    report = json.loads(capsys.readouterr().out)
    text = README.read_text(encoding="utf-8")
    assert f"{report['entities']} entities, {report['relations']} relations" in text
    assert f"{report['evidence']:,} pieces".replace(",", " ") in text
    assert f"{report['references']} references" in text
