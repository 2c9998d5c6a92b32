"""Draw the gallery of the docs: `python scripts/draw_gallery.py`.

Writes `docs/gallery.md` and its pictures in `docs/pictures/`. The measurements laid over one of
them are the markers that the atlas itself holds for alopecia areata: how many pieces of evidence
say that patients show more of something, less the pieces that say less.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

import follicle_graph as fg
from follicle_graph.drawing.look import is_mark
from follicle_graph.model.graph import Graph

DOCS = Path(__file__).parents[1] / "docs"
HEAD = """# Gallery

Each picture is one call, with `G = fg.load()`, and one line of the shell; `values` and
`values.tsv` hold a number for each name that was measured. This page is made by
`python scripts/draw_gallery.py`. Times: `python benchmarks/figures.py --pictures`.
"""
PICTURES: Mapping[str, tuple[str, ...]] = {
    "story": ("story",),
    "spine": ("spine",),
    "disease": ("disease", "alopecia areata"),
    "two-diseases": ("two-diseases", "alopecia areata", "androgenetic alopecia"),
    "ifng-privilege": ("ifng-privilege",),
    "mtor-scalp": ("mtor-scalp",),
    "type1-type2": ("type1-type2",),
    "path": ("path", "NKG2D+ CD8+ T cell", "hair loss"),
    "effect": ("effect", "dupilumab", "IgE"),
    "drug": ("drug", "rapamycin"),
    "measurements": ("measurements",),
    "mechanisms": ("mechanisms",),
}


def markers(G: Graph, disease: str = "alopecia_areata") -> pd.Series[float]:
    """Marker of a disease -> pieces of evidence for more of it, less those for less."""
    counts: dict[str, float] = {}
    for _, node, key, data in G.out_edges(disease, keys=True, data=True):
        if is_mark(key, data["layer"]) and data["sign"] and key != "has_symptom":
            pieces = sum(piece.stance == "supports" for piece in data["evidence"])
            counts[node] = counts.get(node, 0.0) + data["sign"] * pieces
    return pd.Series(counts, name="reports of more, less reports of less, in alopecia areata")


def main() -> None:
    G = fg.load()
    values = markers(G)
    parts = [HEAD]
    for name, words in PICTURES.items():
        overlay = values if name == "measurements" else None
        made = fg.picture(G, *words, overlay=overlay)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            path = made.save(DOCS / "pictures" / f"{name}.svg")
        root = ElementTree.parse(path).getroot()
        wide, tall = (
            float(root.attrib[side].removesuffix("pt")) * 25.4 / 72 for side in ("width", "height")
        )
        asked = ", ".join(f'"{word}"' for word in words)
        shell = " ".join(f'"{word}"' if " " in word else word for word in words)
        call = (
            f"fg.picture(G, {asked})"
            if overlay is None
            else f"fg.picture(G, {asked}, overlay=values)"
        )
        shell += "" if overlay is None else " --overlay values.tsv"
        parts.append(
            f"## {made.title}\n\n{len(made.graph)} entities, {made.graph.size()} relations, "
            f"{wide:.0f} × {tall:.0f} mm\n\n`{call}`\n\n"
            f"`follicle-graph figure {name}.pdf {shell}`\n\n![{made}](pictures/{path.name})\n"
        )
        print(f"{name:16} {wide:4.0f} × {tall:4.0f} mm  {path.stat().st_size / 1e6:.2f} MB")
    fg.picture(G).save(DOCS / "pictures" / "story.png")
    fg.picture(G, "story").save(DOCS / "pictures" / "story.png")
    (DOCS / "gallery.md").write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
