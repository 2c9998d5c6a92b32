"""Draw the two pictures of `docs/treatments.md`: `python scripts/draw_treatments.py [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

import follicle_graph as fg

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def main(folder: Path) -> None:
    mpl.use("agg")
    G = fg.load()
    features = ["extrinsic atopic dermatitis", "high IgE", "high IL-4", "high IL-5", "eosinophilia"]
    answer = fg.treatments(G, fg.Profile("alopecia areata", features))
    for name, ax in (
        ("treatments", fg.draw_treatments(answer)),
        ("attack", fg.draw_attack(G, answer)),
    ):
        target = folder / f"{name}.png"
        ax.get_figure(root=True).savefig(target, dpi=160)  # type: ignore[union-attr]
        print(target.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
