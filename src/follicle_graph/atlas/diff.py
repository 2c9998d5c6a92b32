"""What changed between two graphs: statements, evidence, and the headline answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, NamedTuple

from follicle_graph.model.contract import whole_graph
from follicle_graph.model.facts import Entity, Evidence, Readable
from follicle_graph.model.graph import Graph, entities_of, resolve
from follicle_graph.model.vocabulary import DEFAULT_LAYER, STANCE_OF_NULL, edition_of, headlines
from follicle_graph.query.effect import effect
from follicle_graph.query.engine.index import one_comparison
from follicle_graph.query.engine.path import Path, plural
from follicle_graph.query.paths import paths

if TYPE_CHECKING:
    import pandas as pd

ABSENT = "not there"
"""The verdict about a pair of which one entity is missing."""

_SIGN_OF: Mapping[str, Literal[1, -1]] = {"increase": 1, "decrease": -1}
_SHOWN = {1: "+1", -1: "-1", 0: "0"}
_EDGE = ("subject", "predicate", "object", "sign", "layer", "indirect")
_ENTITY = tuple(field.name for field in fields(Entity) if field.name not in ("id", "short_label"))
_EVIDENCE = tuple(field.name for field in fields(Evidence) if field.name not in ("id", "stance"))


class Change(NamedTuple):
    """One thing that differs: `before` is empty for what was added, `after` for what went.

    `what` is `entity` or `statement`; `name` its id; `field` is empty for the whole thing.
    """

    what: str
    name: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.field:
            told = self.after or self.before
            line = told if told.startswith(f"{self.name} ") else f"{self.name}  {told}"
            return f"{'+' if self.after else '-'} {line}"
        return f"~ {self.name}  {self.field}: {self.before or '(none)'} → {self.after or '(none)'}"


class Headline(NamedTuple):
    """What a graph answers to one headline pair: the verdict, its basis and the best route."""

    source: str
    target: str
    verdict: str
    basis: str
    route: str = ""
    support: float = 0.0

    def __str__(self) -> str:
        how = f" ({self.basis})" if self.basis else ""
        return f"{self.verdict}{how}"


class Shift(NamedTuple):
    """One headline answer before and after."""

    before: Headline
    after: Headline

    @property
    def verdict_changed(self) -> bool:
        """Whether the verdict or its basis is another one, not only the best route."""
        return self.before[2:4] != self.after[2:4]

    def __str__(self) -> str:
        return self.in_labels(str)

    def in_labels(self, label: Callable[[str], str]) -> str:
        """The line of this answer with the names that `label` gives for ids."""
        pair = f"{label(self.before.source)} on {label(self.before.target)}"
        if self.verdict_changed:
            return f"! {pair}: {self.before} → {self.after}"
        if self.before.route != self.after.route:
            route = self.after.route or "no specific route any more"
            return f"  {pair}: still {self.after}, by {route}"
        return (
            f"  {pair}: still {self.after}, support of the best route "
            f"{self.before.support:.2f} → {self.after.support:.2f}"
        )


@dataclass(frozen=True)
class Changes:
    """The difference of two graphs; prints one line a change, empty (false) when they agree.

    `shifts` are the headline answers that differ; `verdicts` those whose verdict or basis does;
    `editions` the two editions of the facts, empty unless both graphs are curated ones and differ.
    """

    entities: tuple[Change, ...]
    statements: tuple[Change, ...]
    shifts: tuple[Shift, ...]
    editions: tuple[str, str] = ("", "")

    @property
    def verdicts(self) -> tuple[Shift, ...]:
        """The headline answers with another verdict or another basis."""
        return tuple(shift for shift in self.shifts if shift.verdict_changed)

    def __bool__(self) -> bool:
        return bool(self.entities or self.statements or self.shifts)

    def to_frame(self) -> pd.DataFrame:
        """One row a change of entities and statements: what, name, field, before, after."""
        import pandas as pd

        return pd.DataFrame([*self.entities, *self.statements], columns=list(Change._fields))

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"

    def __str__(self) -> str:
        if not self:
            return "the same entities, statements and headline answers"
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if any(self.editions):
            yield f"facts: {self.editions[0]} → {self.editions[1]}"
        for title, changes in (("entities", self.entities), ("statements", self.statements)):
            added, removed = ({c.name for c in changes if not c.field and c[end]} for end in (4, 3))
            altered = {change.name for change in changes if change.field}
            yield f"{title}: {len(added)} added, {len(removed)} removed, {len(altered)} changed"
            yield from (f"  {change}" for change in changes)
        moved = len(self.shifts) - len(self.verdicts)
        line = f"headline answers: {plural(len(self.verdicts), 'verdict')} changed"
        yield line + (f", {plural(moved, 'best route')} moved" if moved else "")
        yield from (f"  {shift}" for shift in self.shifts)


def diff(
    G: Graph | Readable, H: Graph | Readable, *, pairs: Sequence[tuple[str, str]] | None = None
) -> Changes:
    """What changed from graph G to graph H.

    Statements are compared by their row id (`R…`); where several edges share an id, or
    there is none, by the edge. Null and disputed findings count once, on their own edge.

    Parameters
    ----------
    G, H
        The graph before and the graph after.
    pairs
        Pairs (source, target) whose `effect` is compared. None: those of
        `knowledge/headlines.tsv`. A pair that neither graph has is passed over.

    Returns
    -------
    Changes
        Entities and statements added, removed and changed, and the headline answers whose verdict
        changed; printed line by line.

    Raises
    ------
    InvalidGraph
        `G` or `H` is no graph that keeps the contract.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> print(fg.diff(fg.sketch("a -> b"), fg.sketch("a -| b"), pairs=[("a", "b")]))
    entities: 0 added, 0 removed, 0 changed
    statements: 1 added, 1 removed, 0 changed
      + a decreases b (-1, mechanism)
      - a increases b (+1, mechanism)
    headline answers: 1 verdict changed
      ! a on b: increase (observed) → decrease (observed)
    """
    G = whole_graph(G)
    H = whole_graph(H)
    before, after = ({e.id: e for e in entities_of(graph)} for graph in (G, H))
    wanted = headlines() if pairs is None else pairs
    with one_comparison():
        asked = [(headline(G, *pair), headline(H, *pair)) for pair in wanted]
    told = [Shift(a, b) for a, b in asked if (a.verdict, b.verdict) != (ABSENT, ABSENT)]
    return Changes(
        tuple(_compare("entity", *(_told(side) for side in (before, after)))),
        tuple(_compare("statement", *_statements(G, H))),
        tuple(shift for shift in told if shift.before != shift.after),
        _editions(G, H),
    )


def _editions(G: Graph, H: Graph) -> tuple[str, str]:
    if {graph.graph.get("origin") for graph in (G, H)} != {"curated"}:
        return "", ""
    before, after = (str(edition_of(str(graph.graph.get("version", "")))) for graph in (G, H))
    return (before, after) if before != after else ("", "")


def headline(G: Graph, source: str, target: str) -> Headline:
    """What a graph answers to a pair of ids: `effect`, and the best route of that sign.

    >>> import follicle_graph as fg
    >>> headline(fg.sketch("a -> b -| c"), "a", "c").verdict
    'decrease'
    """
    if source not in G or target not in G:
        return Headline(source, target, ABSENT, "")
    answer = effect(G, source, target)
    best = best_route(G, source, target, answer.verdict)
    basis = answer.basis if answer.verdict != "none" else ""
    return Headline(
        resolve(G, source),
        resolve(G, target),
        answer.verdict,
        basis,
        best.route if best else "",
        best.support if best else 0.0,
    )


def best_route(G: Graph, source: str, target: str, verdict: str) -> Path | None:
    """The best route by specific steps that has the sign of a verdict; any sign for the others."""
    sign = _SIGN_OF.get(verdict)
    found = paths(G, source, target, limit=1, shortcuts=False, sign=sign)
    return found[0] if found else None


Said = Mapping[str, tuple[str, Mapping[str, str]]]
"""Name -> the line that stands for the whole, and its fields."""


def _told(entities: Mapping[str, Entity]) -> Said:
    return {
        name: (entity.label, {field: _text(getattr(entity, field)) for field in _ENTITY})
        for name, entity in entities.items()
    }


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


Row = tuple[dict[str, str], Evidence | None]


def _statements(G: Graph, H: Graph) -> tuple[Said, Said]:
    """The statements of both graphs under names that fit both."""
    sides = [list(_rows(graph)) for graph in (G, H)]
    counts = [Counter(piece.id for _, piece in rows if piece) for rows in sides]
    several = {name for count in counts for name, times in count.items() if times > 1 or not name}

    def named(rows: list[Row]) -> Said:
        said: dict[str, tuple[str, Mapping[str, str]]] = {}
        for values, piece in rows:
            edge = f"{values['subject']} {values['predicate']} {values['object']}"
            line = f"{edge} ({values['sign']}, {values['layer']})"
            name = edge
            if piece:
                line += f", {piece.grade or 'no grade'}, {piece.reference or 'no reference'}"
                name = f"{edge} [{piece.id}]" if piece.id in several else piece.id
                values |= {field: _text(getattr(piece, field)) for field in _EVIDENCE}
            said[name] = (line, values)
        return said

    return named(sides[0]), named(sides[1])


def _rows(G: Graph) -> Iterator[Row]:
    for u, v, key, data in G.edges(keys=True, data=True):
        values = dict(
            zip(
                _EDGE,
                (
                    u,
                    key,
                    v,
                    _SHOWN[data["sign"]],
                    data.get("layer") or DEFAULT_LAYER,
                    _text(bool(data.get("indirect"))),
                ),
                strict=True,
            )
        )
        own = [p for p in data.get("evidence") or () if not _stands_elsewhere(G, u, v, p)]
        for piece in own:
            yield dict(values), piece
        if not own:
            yield values, None


def _stands_elsewhere(G: Graph, u: str, v: str, piece: Evidence) -> bool:
    """Whether a contrary finding has an edge of its own between the same ends."""
    return piece.stance != "supports" and any(
        key in STANCE_OF_NULL and piece.id in {own.id for own in data.get("evidence") or ()}
        for key, data in G[u][v].items()
    )


def _compare(what: str, before: Said, after: Said) -> Iterator[Change]:
    for name in sorted({*before, *after}, key=lambda name: (len(name), name)):
        if name not in after:
            yield Change(what, name, "", before[name][0], "")
        elif name not in before:
            yield Change(what, name, "", "", after[name][0])
        else:
            old, new = before[name][1], after[name][1]
            for field in dict.fromkeys((*old, *new)):
                if old.get(field, "") != new.get(field, ""):
                    yield Change(what, name, field, old.get(field, ""), new.get(field, ""))
