"""Execute the notebooks in a fresh kernel: `python scripts/run_notebooks.py [NOTEBOOK …]`.

Saves them with their outputs and without anything of this machine: no times, no versions, no
paths. Without arguments, all of `notebooks/`. Needs the `test` extra.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT = ("jupyter", "tags")
"""What a cell may say of itself: that its code is hidden."""


def executed(path: Path) -> Any:
    """The notebook of a file with fresh outputs; an error of a cell stops it."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        record_timing=False,
        timeout=300,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    for cell in notebook.cells:
        cell.metadata = {name: cell.metadata[name] for name in KEPT if name in cell.metadata}
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    notebook.metadata = METADATA
    return notebook


def _joined(outputs: list[Any]) -> list[Any]:
    """Outputs without warnings, what is printed in one piece however it arrived."""
    kept: list[Any] = []
    for one in outputs:
        if one.get("name") == "stderr":
            continue
        if one.get("name") == "stdout" and kept and kept[-1].get("name") == "stdout":
            kept[-1]["text"] += one["text"]
        else:
            kept.append(one)
    return kept


def texts(notebook: Any) -> list[list[str]]:
    """What each cell shows: its text, or only that there is a picture."""
    shown = []
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        pictures = [one for one in outputs if "image/png" in one.get("data", {})]
        if pictures:
            shown.append(["picture"] * len(pictures))
        else:
            shown.append([one.get("text") or one["data"]["text/plain"] for one in outputs])
    return shown


def main(paths: list[Path]) -> None:
    import nbformat

    for path in paths or sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = executed(path)
        nbformat.validate(notebook)
        nbformat.write(notebook, path)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
