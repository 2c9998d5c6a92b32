"""The map of a treatment answer: active axes, and where each treatment acts on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import networkx as nx

from follicle_graph.drawing.figure.draw import draw
from follicle_graph.drawing.layout.layout import layout
from follicle_graph.errors import InvalidQuestion
from follicle_graph.gallery.treatment_table import with_units
from follicle_graph.model.contract import check_graph
from follicle_graph.model.graph import Graph, add_edge
from follicle_graph.therapy.answers import Treatment, Treatments
from follicle_graph.therapy.cards import VERDICT_COLORS
from follicle_graph.therapy.profile import Profile
from follicle_graph.therapy.rule import VERDICTS
from follicle_graph.therapy.treatment_tables import axes, therapies

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Triple = tuple[str, str, str]
_INK = "#1d262e"


def draw_attack(
    G: Graph,
    answer: Treatments,
    *,
    most: int = 12,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """A map of a treatment answer: the active axes, and where each treatment acts on them.

    Each treatment is drawn with its nearest route to the active axes and a mark in the colour of
    its verdict. Axes that are not active are pale. Edges that only the treatments table names are
    thin.

    Parameters
    ----------
    G
        The graph that was asked.
    answer
        What `treatments` returned.
    most
        How many treatments at most, best verdicts first; up to a quarter are kept for those that
        raise an active axis or need caution.
    ax
        Axes to draw into. None: a new pyplot figure.
    title
        Title of the figure. None: the profile.

    Returns
    -------
    matplotlib.axes.Axes
        The axes that were drawn into.

    Raises
    ------
    InvalidQuestion
        `answer` is something else, `most` is below 1, or no axis is active.
    InvalidGraph
        `G` is no MultiDiGraph or breaks the contract.

    Examples
    --------
    >>> import matplotlib; matplotlib.use("agg")
    >>> import follicle_graph as fg
    >>> G = fg.load()
    >>> ax = fg.draw_attack(G, fg.treatments(G, fg.Profile("androgenetic alopecia")))
    >>> "Finasteride" in {text.get_text() for text in ax.texts}
    True
    """
    check_graph(G)
    if not isinstance(answer, Treatments):
        raise InvalidQuestion(
            f"this is a {type(answer).__name__}",
            argument="answer",
            value=answer,
            remedy="give it an answer of treatments(G, profile)",
        )
    if most < 1:
        raise InvalidQuestion(argument="most", value=most, remedy="use 1 or more")
    chosen = _acting(answer, most)
    if not any(axis.active for axis in answer.axes):
        raise InvalidQuestion(
            "this profile has no active axis to draw",
            remedy="use draw_treatments(answer)",
            argument="answer",
            value=answer,
        )
    H, lit = _attack_graph(G, answer, chosen)
    plan = layout(H)
    heading = with_units(title or _title(answer.profile, int(plan.width / 5.8)))
    note = "Strong: axes active in this profile."
    if {node for edge in lit for node in edge[:2]} < set(H):
        note += " Pale: reported in the disease, not active here."
    ax = draw(H, ax=ax, highlight=lit or None, layout=plan, title=heading, subtitle=note)
    scale = ax.figure.get_figwidth() * 72 / plan.width  # type: ignore[union-attr]
    for item in chosen:
        box = plan.boxes.get(item.intervention)
        if box is not None:
            x, y = box.x - box.width / 2, box.y - box.height / 2
            color = VERDICT_COLORS[item.verdict]
            ax.plot([x], [y], "o", color=color, markersize=7 * scale, mec="white", zorder=9)
    _verdict_legend(ax, chosen, plan.width, scale)
    return ax


def _title(profile: Profile, width: int) -> str:
    """The profile in a title of at most `width` characters, cut between features only."""
    parts = str(profile).split("; ")
    for kept in range(len(parts), 0, -1):
        more = len(parts) - kept
        tail = f" and {more} more feature{'s' if more > 1 else ''}" if more else ""
        title = f"Points of attack: {'; '.join(parts[:kept])}{tail}"
        if len(title) <= width:
            return title
    return f"Points of attack: {profile.disease or 'profile'}"


def _verdict_legend(ax: Axes, chosen: Sequence[Treatment], right: float, scale: float) -> None:
    """The colours of the marks, at the right of the last line."""
    y = max(ax.get_ylim()) - 7
    x = right - 8
    for verdict in reversed(VERDICTS):
        if any(item.verdict == verdict for item in chosen):
            color = VERDICT_COLORS[verdict]
            style = {"fontsize": 6.6 * scale, "weight": "bold", "ha": "right", "va": "center"}
            ax.text(x, y, verdict, color=_INK, **style)  # type: ignore[arg-type]
            x -= 4.6 * len(verdict) + 8
            ax.plot([x], [y], "o", color=color, markersize=5 * scale)
            x -= 10


def _acting(answer: Treatments, most: int) -> list[Treatment]:
    """Items that oppose or raise an active axis, one per intervention.

    The best verdicts first; up to a quarter is kept for those that warn.
    """
    chosen: dict[str, Treatment] = {}
    active = [axis.name for axis in answer.axes if axis.active]
    for item in answer:
        moves = item.opposes or set(item.raises).intersection(active)
        if item.verdict != "insufficient evidence" and moves:
            chosen.setdefault(item.intervention, item)
    good = [item for item in chosen.values() if item.verdict in ("favoured", "option")]
    warned = [item for item in chosen.values() if item not in good]
    kept = warned[: max(most // 4, most - len(good))]
    return [*good[: most - len(kept)], *kept]


def _attack_graph(
    G: Graph, answer: Treatments, chosen: Sequence[Treatment]
) -> tuple[Graph, list[Triple]]:
    """The part of the graph to draw, and its lit edges."""
    active = {axis.name for axis in answer.axes if axis.active}
    lit_nodes = {node for name in active for node in axes()[name]}
    pale_nodes = {
        node for axis in answer.axes if axis.state == "reported" for node in axes()[axis.name]
    }
    routes = {
        edge
        for item in chosen
        for reason in (*item.why, *item.against)
        if reason.axis in active
        for edge in reason.path
    }
    inner = {
        (u, v, key)
        for u, v, key, data in G.edges(keys=True, data=True)
        if data["layer"] == "mechanism" and data["sign"] and not data["indirect"] and u != v
        if {u, v} <= lit_nodes | pale_nodes
    }
    ends = {
        (u, v, key)
        for u, v, key, data in G.edges(keys=True, data=True)
        if v in answer.profile.diseases and data["layer"] == "clinical" and data["sign"] > 0
        if u in lit_nodes | pale_nodes
    }
    H: Graph = nx.MultiDiGraph(**G.graph)
    used = routes | inner | ends
    for u, v, key in sorted(used):
        H.add_node(u, **G.nodes[u])
        H.add_node(v, **G.nodes[v])
        H.add_edge(u, v, key)
        H.edges[u, v, key].update(G.edges[u, v, key])
    lit = [e for e in sorted(used) if e in routes or {e[0], e[1]} <= lit_nodes]
    lit += [edge for edge in sorted(ends) if edge[0] in lit_nodes]
    lit += _table_targets(G, H, chosen)
    return H, sorted(set(lit))


def _table_targets(G: Graph, H: Graph, chosen: Sequence[Treatment]) -> list[Triple]:
    """Edges for first steps that only the treatments table names."""
    added = []
    for item in chosen:
        targets = dict(therapies()[item.intervention, item.route][0].targets)
        for target in item.targets:
            known = G.has_edge(item.intervention, target) or target not in targets
            if not known:
                for node in (item.intervention, target):
                    H.add_node(node, **G.nodes[node])
                key = "increases" if targets[target] > 0 else "decreases"
                add_edge(H, item.intervention, target, key, sign=targets[target], layer="mechanism")
                added.append((item.intervention, target, key))
    return added
