"""What the page of the atlas opens on."""

from __future__ import annotations

import pytest

import follicle_graph as fg
from browser import FIRST_VIEW
from follicle_graph.model.graph import Graph


@pytest.fixture(scope="session")
def first_map(atlas: Graph) -> Graph:
    """The story, or the spine where there is no story."""
    return fg.picture(atlas, "story").graph if FIRST_VIEW == "Story" else fg.spine(atlas)
