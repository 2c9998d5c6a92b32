"""What users ask about a graph of their own: does it keep the contract, is it sound?"""

from __future__ import annotations

from follicle_graph.model import contract
from follicle_graph.model.duplicates import duplicates
from follicle_graph.model.graph import Graph
from follicle_graph.tools.caller_warning import warn_caller

_SHOWN = 5


def validate(G: Graph) -> None:
    """Check that a graph keeps the contract of `docs/model.md`, and warn of split entities.

    Parameters
    ----------
    G
        A graph; it stays as it is.

    Raises
    ------
    InvalidGraph
        With every problem found.

    Warns
    -----
    UserWarning
        When two nodes look like one entity, as after `networkx.compose` of graphs that name it
        differently; `merge` joins them.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.validate(fg.sketch("a -> b"))
    """
    contract.validate(G)
    found = duplicates(G)
    if found:
        pairs = ", ".join(f"{a!r} and {b!r} ({shared})" for a, b, shared in found[:_SHOWN])
        more = f", … and {len(found) - _SHOWN} more pairs" if len(found) > _SHOWN else ""
        warn_caller(
            f"nodes that look like one entity: {pairs}{more}; join the graphs with "
            "follicle_graph.merge, or rename one node of each pair"
        )
