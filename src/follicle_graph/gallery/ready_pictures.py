"""Ready pictures: a question and its drawing in one call."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from follicle_graph.drawing.layout.layout_input import caption
from follicle_graph.drawing.overlay import HasItems, Overlay, read_overlay
from follicle_graph.drawing.part import best_supported
from follicle_graph.errors import InvalidQuestion
from follicle_graph.gallery.model_pictures import overlay_of, picture_of
from follicle_graph.gallery.picture import EdgeTriple, Picture, part_of
from follicle_graph.model import vocabulary
from follicle_graph.model.contract import check_graph
from follicle_graph.model.graph import Graph, resolve
from follicle_graph.model.keep import keep
from follicle_graph.omics.drivers import Drivers, drivers
from follicle_graph.query.effect import effect
from follicle_graph.query.paths import paths
from follicle_graph.query.spine import spine
from follicle_graph.simulation.levels import levels_in
from follicle_graph.simulation.what_if import Outcome, what_if

if TYPE_CHECKING:
    import pandas as pd

STORY = "story"
SPINE_TITLE = "Immune pathways of hair loss"
_ROUTES = 2
_MOST_ROUTES = 6
_ON_A_PAGE = 40


def picture(
    G: Graph,
    what: str = STORY,
    *names: Any,
    overlay: HasItems | None = None,
    **question: Any,
) -> Picture:
    """A ready picture of a graph.

    Parameters
    ----------
    G
        The graph.
    what
        `story`: the main finding in about 30 entities, its backbone straight. `spine`: the larger
        map. `mechanisms`: the whole mechanism layer, a poster. `path`, `effect`: two names.
        `drug`: one name, all that it touches. `disease`: one name, the best supported mechanisms
        that the evidence names it for. `two-diseases`: two names, what they share and what only
        one of them has. `measurements`: an overlay, the mechanisms among what was measured.
        Or a theme of `knowledge/pictures.tsv`: `ifng-privilege`, `mtor-scalp`, `type1-type2`.
        `what-if`: levels as `what_if` takes them (a mapping, or words such as "JAK1=-1" and
        "baricitinib"), or an outcome. `drivers`: a table as `drivers` takes it, or drivers.
    names
        Names of entities, as the picture takes them; for `what-if` and `drivers` see there.
    overlay
        Numbers laid over the nodes: a mapping or Series from names to numbers; an outcome, or
        drivers.
    question
        For `path`, `what-if` and `drivers`: what `paths`, `what_if` and `drivers` take, such as
        `via`, `max_hops`, `min_share`, `background`.

    Returns
    -------
    Picture
        To draw, to save, or to look at in a notebook.

    Raises
    ------
    InvalidQuestion
        For another picture, a wrong count of names, or nothing to show.
    UnknownEntity, AmbiguousEntity
        For a name.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> print(fg.picture(fg.sketch("drug -| a; a -> b"), "path", "drug", "b"))
    drug ⊣ a → b: Directed pathway map of 3 entities and 2 relations: 1 increases, 1 decreases.
    """
    check_graph(G)
    if not isinstance(what, str):
        raise InvalidQuestion(
            argument="what", value=what, remedy=f"use one of {', '.join(pictures())}"
        )
    if overlay is not None:
        overlay = overlay_of(overlay)
    if what in _ASKED:
        return _checked(G, _ASKED[what](G, names, question), overlay)
    if question and what != "path":
        raise InvalidQuestion(
            f"the picture {what!r} takes no {next(iter(question))!r}; only 'path' takes what "
            "`paths` takes, 'what-if' what `what_if` takes, and 'drivers' what `drivers` takes",
            argument=next(iter(question)),
            value=next(iter(question.values())),
        )
    if what == "path":
        _count(what, names, 2)
        return _checked(G, _path(G, *names, **question), overlay)
    if what in vocabulary.themes():
        _count(what, names, 0)
        if what == STORY:
            return _checked(G, _story(G), overlay)
        return _checked(G, _theme(G, vocabulary.themes()[what]), overlay)
    if what not in _PICTURES:
        raise InvalidQuestion(
            f"no picture is named {what!r}; use one of {', '.join(pictures())}",
            argument="what",
            value=what,
        )
    count, make = _PICTURES[what]
    _count(what, names, count)
    if what == "measurements":
        return _measurements(G, overlay)
    return _checked(G, make(G, *names), overlay)


def pictures() -> tuple[str, ...]:
    """The names of the ready pictures, as `picture` takes them.

    Returns
    -------
    tuple of str
        The story first.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> fg.pictures()[0]
    'story'
    """
    themes = vocabulary.themes()
    return (STORY, *_PICTURES, *_ASKED, *(name for name in themes if name != STORY))


def read_values(path: str | os.PathLike[str]) -> pd.Series[float]:
    """Numbers to lay over a picture, from a file of two columns: a name and a number.

    Columns stand apart by a tab, comma or semicolon; a first line whose second field is no
    number is a header, and that field names the numbers; an empty field is missing.

    Raises InvalidQuestion with the line that cannot be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "values.csv"
    ...     _ = file.write_text("gene,log2 fold change\\nCXCL10,3.1\\nIL-15,\\n", encoding="utf-8")
    ...     read_values(file).to_dict()
    {'CXCL10': 3.1, 'IL-15': nan}
    """
    import pandas as pd

    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidQuestion(
            f"cannot read {path}: {error}; name a text file in UTF-8",
            argument="path",
            value=str(path),
        ) from error
    head = lines[0] if lines else ""
    rows = list(csv.reader(lines, delimiter=next((c for c in "\t;," if c in head), ",")))
    values: dict[str, float] = {}
    header = rows[0] if rows and not _is_number(rows[0][1:2]) else []
    begin = 1 if header else 0
    for number, row in enumerate(rows[begin:], start=begin + 1):
        if not row:
            continue
        try:
            name, value = row[0].strip(), row[1].strip()
            values[name] = float(value) if value else float("nan")
        except (IndexError, ValueError) as error:
            raise InvalidQuestion(
                f"{path}:{number} is {row!r}; write a name, a tab or comma, and a number",
                argument="path",
                value=row,
            ) from error
    if not values:
        raise InvalidQuestion(
            f"{path} holds no values; write lines of name, number", argument="path", value=str(path)
        )
    name = header[1].strip() if len(header) > 1 else ""
    return pd.Series(values, name=name or "value", dtype=float)


def _is_number(fields: list[str]) -> bool:
    try:
        return bool(fields) and (not fields[0].strip() or float(fields[0]) is not None)
    except ValueError:
        return False


def _what_if(G: Graph, names: tuple[Any, ...], question: dict[str, Any]) -> Picture:
    if len(names) == 1 and isinstance(names[0], Outcome):
        return picture_of(names[0])
    if len(names) == 1 and isinstance(names[0], Mapping):
        return picture_of(what_if(G, names[0], **question))
    return picture_of(what_if(G, levels_in(names), **question))


def _drivers(G: Graph, names: tuple[Any, ...], question: dict[str, Any]) -> Picture:
    if len(names) != 1:
        raise InvalidQuestion(
            f"the picture 'drivers' takes one table, not {len(names)}",
            argument="names",
            value=names,
            remedy="give the table of measured genes, or the answer of `drivers`",
        )
    found = names[0] if isinstance(names[0], Drivers) else drivers(G, names[0], **question)
    return picture_of(found)


_ASKED: dict[str, Callable[[Graph, tuple[Any, ...], dict[str, Any]], Picture]] = {
    "what-if": _what_if,
    "drivers": _drivers,
}
"""Pictures of the model's answers -> who makes them from what stands after their name."""


def _count(what: str, names: tuple[str, ...], count: int) -> None:
    if len(names) != count:
        wanted = ("no names", "one name", "two names")[count]
        raise InvalidQuestion(
            f"the picture {what!r} takes {wanted}, not {len(names)}", argument="names", value=names
        )


def _checked(G: Graph, made: Picture, overlay: HasItems | None) -> Picture:
    """A picture with what an overlay says of its nodes; the rest of the overlay is left out."""
    if not len(made.graph):
        raise InvalidQuestion(
            f"nothing to draw for {made.title!r}; this graph has none of it",
            argument="what",
            value=made.title,
        )
    if overlay is None:
        return made
    over = overlay if isinstance(overlay, Overlay) else read_overlay(G, overlay)
    return replace(made, overlay=over.within(made.graph))


def _spine(G: Graph) -> Picture:
    return Picture(spine(G), SPINE_TITLE)


def _mechanisms(G: Graph) -> Picture:
    return Picture(keep(G, layers={"mechanism"}), "Mechanisms of hair loss", width_mm=None)


def _story(G: Graph) -> Picture:
    """The direct edges of its pairs; the chain that its first lines make is the backbone."""
    theme = vocabulary.themes()[STORY]
    chain = [theme.pairs[0]]
    for pair in theme.pairs[1:]:
        if pair[0] != chain[-1][1]:
            break
        chain.append(pair)
    edge_of = {pair: _strongest(G, *pair) for pair in theme.pairs if G.has_edge(*pair)}
    backbone = tuple(pair for pair in chain if pair in edge_of)
    return Picture(
        part_of(G, edge_of.values()),
        theme.title,
        tuple(edge_of[pair] for pair in backbone),
        backbone=backbone,
        rail=True,
    )


def _strongest(G: Graph, source: str, target: str) -> EdgeTriple:
    """The signed edge between two nodes: no shortcut where there is a choice, best support."""

    def worth(key: str) -> tuple[bool, bool, float, str]:
        data = G.edges[source, target, key]
        return bool(data["sign"]), not data.get("indirect"), data.get("support") or 0.0, key

    return source, target, max(G[source][target], key=worth)


def _theme(G: Graph, theme: vocabulary.Theme) -> Picture:
    used: list[EdgeTriple] = []
    for source, target in theme.pairs:
        if source in G and target in G:
            used += paths(G, source, target, limit=_ROUTES, max_hops=5, shortcuts=False).edges
            used += paths(G, source, target, max_hops=1).edges
    return Picture(part_of(G, used), theme.title)


def _path(G: Graph, source: str, target: str, **question: Any) -> Picture:
    asked = {"limit": _MOST_ROUTES, "shortcuts": False, **question}
    found = paths(G, source, target, **asked)
    if not found and "shortcuts" not in question:
        found = paths(G, source, target, **{**asked, "shortcuts": True})
    if not found:
        raise InvalidQuestion(
            f"no path from {source!r} to {target!r} within 6 hops; try `effect`",
            argument="names",
            value=(source, target),
        )
    best = found[0]
    captions = tuple(caption(G, node) for node in best.nodes)
    title = replace(best, labels=captions).route
    return Picture(part_of(G, found.edges), title, best.edges, backbone=_pairs(best.edges))


def _pairs(edges: Iterable[EdgeTriple]) -> tuple[tuple[str, str], ...]:
    return tuple((u, v) for u, v, _ in edges)


def _disease(G: Graph, name: str) -> Picture:
    node = resolve(G, name)
    every = _named_for(G, node)
    shown = best_supported(G, every, _ON_A_PAGE)
    count = len({end for edge in every for end in edge[:2]})
    title = f"Mechanisms in {G.nodes[node].get('label') or node}"
    part = part_of(G, shown)
    if len(part) < count:
        title += f": the {len(part)} best supported of {count} entities"
    return Picture(part, title)


def _two_diseases(G: Graph, one: str, other: str) -> Picture:
    first, second = resolve(G, one), resolve(G, other)
    here, there = _named_for(G, first), _named_for(G, second)
    both = here & there
    shown = best_supported(G, both, _ON_A_PAGE // 3)
    for some in (here - both, there - both):
        shown = [*shown, *best_supported(G, some, _ON_A_PAGE // 3)]
    part = part_of(G, shown)
    ends = [{end for edge in edges for end in edge[:2]} for edges in (here, there)]
    values = {
        node: float((node in ends[1]) - (node in ends[0]))
        for node in part
        if node in ends[0] or node in ends[1]
    }
    names = [caption(G, node) for node in (first, second)]
    over = Overlay(values, 1.0, f"only {names[0]} (−1), both (0), only {names[1]} (+1)")
    return Picture(part, f"{names[0]} and {names[1]}: shared and different", overlay=over)


def _named_for(G: Graph, disease: str) -> set[EdgeTriple]:
    """The signed mechanism edges that belong to a disease."""
    kept = keep(G, diseases={disease}, layers={"mechanism"}, keep_unstated=False)
    return {(u, v, key) for u, v, key, data in kept.edges(keys=True, data=True) if data["sign"]}


def _effect(G: Graph, source: str, target: str) -> Picture:
    answer = effect(G, source, target)
    shown = [*answer.increasing[:_MOST_ROUTES], *answer.decreasing[:_MOST_ROUTES]]
    used = [edge for path in shown for edge in path.edges]
    lit: tuple[EdgeTriple, ...] = ()
    if answer.basis != "routes":
        lit = tuple(used)
        used += paths(G, answer.source, answer.target, max_hops=4, limit=_MOST_ROUTES).edges
    words = str(answer).partition(": ")[2]
    title = f"{caption(G, answer.source)} on {caption(G, answer.target)}: {words}"
    used += [one.edge for one in answer.against]
    part = part_of(G, used, also=(answer.source, answer.target))
    return Picture(part, title, lit)


def _drug(G: Graph, name: str) -> Picture:
    node = resolve(G, name)
    touched = [*G.out_edges(node, keys=True), *G.in_edges(node, keys=True)]
    part = part_of(G, touched, also=(node,))
    return Picture(part, f"What {caption(G, node)} touches", listed=node)


def _measurements(G: Graph, overlay: HasItems | None) -> Picture:
    over = None if overlay is None else read_overlay(G, overlay)
    if over is None or not over.values:
        raise InvalidQuestion(
            "'measurements' shows an overlay; give one with numbers",
            argument="overlay",
            value=overlay,
        )
    used = [
        (u, v, key)
        for u, v, key, data in G.edges(keys=True, data=True)
        if u in over.values
        and v in over.values
        and (data.get("layer") or "mechanism") == "mechanism"
    ]
    part = part_of(G, used, also=over.values)
    return Picture(part, f"Measured: {over.name}", overlay=over.within(part))


_PICTURES: dict[str, tuple[int, Callable[..., Picture]]] = {
    "spine": (0, _spine),
    "mechanisms": (0, _mechanisms),
    "path": (2, _path),
    "disease": (1, _disease),
    "two-diseases": (2, _two_diseases),
    "effect": (2, _effect),
    "drug": (1, _drug),
    "measurements": (0, _measurements),
}
"""Name of a picture -> how many names of entities it takes, and who makes it."""
