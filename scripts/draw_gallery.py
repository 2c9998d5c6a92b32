"""Draw the gallery of the docs: `python scripts/draw_gallery.py`.

Writes `docs/gallery.md` and its pictures in `docs/pictures/`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import follicle_graph as fg

DOCS = Path(__file__).parents[1] / "docs"
HEAD = """# Gallery

Each picture is one call, with `G = fg.load()`, and one line of the shell. `lesion_vs_normal.csv` is
the made-up table of [this recipe](how_to/own_genes.md); `values` is
`fg.match(G, "lesion_vs_normal.csv")`; `values.tsv` has a number for each measured name. The
poster of all mechanisms (`mechanisms`) is too large to show here. This page is made by
`python scripts/draw_gallery.py`. Times: `python benchmarks/figures.py --pictures`.
"""
TREATMENTS = """## Treatment answers

**Which treatment for whom, with both sides: the same drug is favoured for one patient and to be
avoided by another.** How the table and the map are read: [treatments](treatments.md).

`fg.draw_treatments(fg.treatments(G, profile))` · `fg.draw_attack(G, fg.treatments(G, profile))`

![Table of treatments for alopecia areata with extrinsic atopic dermatitis](pictures/treatments.png)

![Map of the active axes with the point of attack of each treatment](pictures/attack.png)
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
    "drug": ("drug", "ritlecitinib"),
    "measurements": ("measurements",),
    "what-if": ("what-if", "JAK1=-1"),
    "drivers": ("drivers", "lesion_vs_normal.csv"),
}
CLAIMS: Mapping[str, tuple[str, tuple[tuple[str, int, str], ...]]] = {
    "story": (
        "NKG2D+ CD8 T cells make IFN-γ, and IFN-γ ends the immune privilege of the hair follicle.",
        (("NKG2D+ CD8+ T cell", 1, "IFN-γ"), ("IFN-γ", -1, "HF immune privilege")),
    ),
    "spine": (
        "JAK inhibitors, dupilumab and rapamycin hit different stretches of one map.",
        (("baricitinib", -1, "JAK1"), ("dupilumab", -1, "IL-4Rα"), ("rapamycin", -1, "mTORC1")),
    ),
    "disease": (
        "In alopecia areata, the best supported steps are those of IFN-γ: MHC class I rises, "
        "immune privilege falls.",
        (("IFN-γ", 1, "MHC class I"), ("IFN-γ", -1, "HF immune privilege")),
    ),
    "two-diseases": (
        "Alopecia areata runs through IFN-γ and MHC, androgenetic alopecia through DHT "
        "and DKK1; few steps are shared.",
        (("IFN-γ", 1, "MHC class II"), ("DHT", 1, "DKK1")),
    ),
    "ifng-privilege": (
        "STAT1 links IFN-γ to CXCL10, which calls in T cells, and to MHC class I.",
        (("STAT1", 1, "CXCL10"), ("STAT1", 1, "MHC class I")),
    ),
    "mtor-scalp": (
        "Rapamycin blocks mTORC1, and mTORC1 drives Th17 cells.",
        (("rapamycin", -1, "mTORC1"), ("mTORC1", 1, "Th17 cell")),
    ),
    "type1-type2": (
        "T-bet makes type 1 and holds Th2 cells down; GATA3 makes type 2 and holds Th1 cells down.",
        (("T-bet", 1, "IFN-γ"), ("T-bet", -1, "Th2 cell"), ("GATA3", -1, "Th1 cell")),
    ),
    "path": (
        "The shortest routes from NKG2D+ CD8+ T cells to hair loss all raise it.",
        (("CD8+ T cell", 1, "hair loss"),),
    ),
    "effect": (
        "No paper of the atlas states that dupilumab lowers IgE, but all routes agree that it "
        "could.",
        (("dupilumab", -1, "IgE"),),
    ),
    "drug": (
        "Ritlecitinib blocks JAK3 and treats alopecia areata; benefits and harms stand in one "
        "picture.",
        (("ritlecitinib", -1, "JAK3"), ("ritlecitinib", -1, "alopecia areata")),
    ),
    "measurements": (
        "Measured genes on the map of what connects them: green is raised, purple lowered.",
        (),
    ),
    "what-if": (
        "If JAK1 is blocked, the model lets CXCL10 and MHC class I fall.",
        (),
    ),
    "drivers": (
        "Of all entities, more JAK-STAT signalling or more IFN-γ explains this table of genes "
        "best.",
        (),
    ),
}
"""Picture -> its claim in one sentence, and the effects that have to hold for it; a test asks."""
ACROSS = 3
"""Thumbnails in a row."""


def heading(words: tuple[str, ...]) -> str:
    """The heading of a picture, by its call.

    >>> heading(("disease", "alopecia areata")), anchor(("disease", "alopecia areata"))
    ('Disease: alopecia areata', 'disease-alopecia-areata')
    """
    name, *rest = words
    return name.capitalize() + (": " + ", ".join(rest) if rest else "")


def anchor(words: tuple[str, ...]) -> str:
    """The anchor that sites make of the heading."""
    return re.sub(r"[^\w\- ]", "", heading(words).lower()).replace(" ", "-")


def thumbnails() -> str:
    """All pictures small, each over its claim and linked to its section."""
    cells = [
        (f"[![{claim}](pictures/{name}.svg)](#{anchor(PICTURES[name])})", claim)
        for name, (claim, _) in CLAIMS.items()
    ]
    rows = ["|" + " |" * ACROSS, "|" + "---|" * ACROSS]
    for start in range(0, len(cells), ACROSS):
        some = cells[start : start + ACROSS]
        rows += ["| " + " | ".join(cell[side] for cell in some) + " |" for side in (0, 1)]
    return "\n".join(rows) + "\n"


def _found(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a call, with the places of tables of the documentation."""
    return tuple(str(DOCS / "data" / word) if word.endswith(".csv") else word for word in words)


def main() -> None:
    G = fg.load()
    values = fg.match(G, DOCS / "data" / "lesion_vs_normal.csv", max_padj=0.05)
    parts = [HEAD, thumbnails()]
    for name, words in PICTURES.items():
        overlay = values if name == "measurements" else None
        made = fg.picture(G, *_found(words), overlay=overlay)
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
            f"## {heading(words)}\n\n**{CLAIMS[name][0]}**\n\n"
            f"{len(made.graph)} entities, {made.graph.size()} relations, "
            f"{wide:.0f} × {tall:.0f} mm\n\n`{call}`\n\n"
            f"`follicle-graph figure {name}.pdf {shell}`\n\n![{made}](pictures/{path.name})\n"
        )
        print(f"{name:16} {wide:4.0f} × {tall:4.0f} mm  {path.stat().st_size / 1e6:.2f} MB")
    fg.picture(G, "story").save(DOCS / "pictures" / "story.png")
    parts.append(TREATMENTS)
    (DOCS / "gallery.md").write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
