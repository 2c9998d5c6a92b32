"""Five pictures look as they did when somebody last looked at them.

After a wanted change, look at the new ones: `python tests/drawing/test_baselines.py` draws them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

import follicle_graph as fg
from follicle_graph.model.graph import Graph

BASELINES = Path(__file__).parent / "baselines"
TOLERANCE = 6.0
"""Root mean square of the grey levels; another FreeType moves letters by parts of a pixel."""


def lanes() -> Graph:
    G = fg.sketch(
        "Virus -> T cell; T cell -> IL-1; IL-1 -> Receptor; Receptor -> Kinase; Kinase -> STAT; "
        "STAT -> Gene; Drug -| Kinase; STAT -| IL-1; Gene -> Loss; Virus -- Loss; T cell -> Loss"
    )
    kinds = {
        "Virus": ("organism", "exposure/trigger & genetics"),
        "T cell": ("cell", "immune cells"),
        "IL-1": ("cytokine", "cytokines & chemokines"),
        "Receptor": ("receptor", "receptors & signalling"),
        "Kinase": ("kinase", "receptors & signalling"),
        "STAT": ("transcription_factor", "receptors & signalling"),
        "Gene": ("gene", "follicle state & immune privilege"),
        "Drug": ("drug", "interventions"),
        "Loss": ("phenotype", "clinical outcome"),
    }
    for node, (kind, lane) in kinds.items():
        G.nodes[node].update(kind=kind, lane=lane)
    G.edges["T cell", "Loss", "increases"]["indirect"] = True
    G.edges["STAT", "IL-1", "decreases"].update(contradicted=True, support=0.9)
    G.edges["Drug", "Kinase", "decreases"]["support"] = 0.9
    G.add_edge("Loss", "IL-1", key="has_increased_marker", sign=1, layer="biomarker", support=0.5)
    G.add_edge("Loss", "Gene", key="has_decreased_marker", sign=-1, layer="biomarker", support=0.5)
    return G


def draw_lanes(ax: mpl.axes.Axes) -> None:
    fg.draw(lanes(), ax=ax, title="Every kind of line")


def draw_highlight(ax: mpl.axes.Axes) -> None:
    G = lanes()
    fg.draw(G, ax=ax, highlight=fg.paths(G, "Virus", "Loss", max_hops=8, shortcuts=False)[0])


def draw_overlay(ax: mpl.axes.Axes) -> None:
    values = {"Virus": 3.0, "T cell": 1.0, "IL-1": 0.0, "Kinase": -3.0, "STAT": -1.2}
    fg.draw(lanes(), ax=ax, overlay=values)


def draw_parallel(ax: mpl.axes.Axes) -> None:
    fg.draw(fg.sketch("a -> b; a -| b; a -- b; b -> a; b -| a; a -> a; b -| b"), ax=ax)


def draw_column(ax: mpl.axes.Axes) -> None:
    G = lanes()
    fg.draw(G, ax=ax, layout=fg.layout(G, width=250))


PICTURES: dict[str, tuple[Callable[[mpl.axes.Axes], None], tuple[float, float]]] = {
    "lanes": (draw_lanes, (6.0, 8.5)),
    "highlight": (draw_highlight, (6.0, 8.0)),
    "overlay": (draw_overlay, (6.0, 8.0)),
    "parallel": (draw_parallel, (4.0, 3.0)),
    "column": (draw_column, (4.0, 9.0)),
}


def save(name: str, folder: Path) -> Path:
    picture, size = PICTURES[name]
    with mpl.rc_context(mpl.rcParamsDefault):
        fig = Figure(figsize=size)
        picture(fig.add_axes((0, 0, 1, 1)))
        path = folder / f"{name}.png"
        fig.savefig(path, dpi=80)
    return path


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_looks_as_it_did(name: str, tmp_path: Path) -> None:
    drawn = save(name, tmp_path)
    difference = compare_images(str(BASELINES / f"{name}.png"), str(drawn), tol=TOLERANCE)
    assert difference is None, difference


if __name__ == "__main__":
    BASELINES.mkdir(exist_ok=True)
    for each in PICTURES:
        print(save(each, BASELINES))
