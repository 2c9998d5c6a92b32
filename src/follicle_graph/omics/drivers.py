"""Which entities explain the measured changes of genes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from follicle_graph.errors import InvalidQuestion
from follicle_graph.model.arguments import number_between, whole_number
from follicle_graph.model.contract import whole_graph
from follicle_graph.model.facts import EdgeId, Readable
from follicle_graph.model.graph import Graph
from follicle_graph.omics.match import Match, match
from follicle_graph.omics.measured_table import adjusted_column, table_of
from follicle_graph.omics.regulon import family_members, signed_targets, symbol_of_nodes

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

EXTERNAL_KINDS = frozenset(("drug", "drug_class", "procedure", "exposure", "behaviour"))
"""Kinds of entities that are done to a patient: never drivers, listed apart."""

LEAST_TARGETS = 5
"""A driver needs this many measured targets, and a question this many changed genes."""

PERMUTATIONS = 4000
"""Permutations of the measured values behind each q."""

ALIKE = 0.7
"""Two drivers whose targets among the changed genes have at least this cosine are one group."""

DRUG_HOPS = 3
"""Hops from a drug to genes: its target, what the target activates, and the gene."""

COLUMNS = ["id", "label", "members", "direction", "targets", "correct", "contrary", "silent", "q"]


class Driver(NamedTuple):
    """One entity, or a group that the data cannot tell apart, as an explanation.

    `members`: the ids of the group; `direction`: +1 when more of it explains the changes, -1 when
    less; `targets`: its measured targets, of which `correct` moved as the direction says,
    `contrary` moved the other way, and `silent` did not change; `q`: by permutation, corrected
    after Benjamini and Hochberg.
    """

    id: str
    label: str
    members: tuple[str, ...]
    direction: int
    targets: int
    correct: int
    contrary: int
    silent: int
    q: float


@dataclass(frozen=True)
class Drivers:
    """The answer of `drivers`, best first.

    Attributes
    ----------
    items
        The drivers; iterating and indexing gives these.
    drug_items
        Drugs, procedures and exposures by the genes downstream of their targets.
    too_few
        Entities with fewer than five measured targets, which were not tested.
    measured, changed
        How many genes of the network were measured, and how many of these changed.
    assumed
        Whether the genes of the network were taken as measured, for want of a `background`.
    limit
        The limit of q below which an entity is called.
    values
        Node -> the number that was measured.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> raised = ["CXCL9", "CXCL10", "CXCL11", "STAT1", "IRF1", "CIITA", "IDO1", "TAP1"]
    >>> found = fg.drivers(fg.load(), dict.fromkeys(raised, 1))
    >>> "ifng" in found[0].members or "ifng" in found[1].members
    True
    """

    items: tuple[Driver, ...]
    drug_items: tuple[Driver, ...]
    too_few: tuple[str, ...]
    measured: int
    changed: int
    assumed: bool
    limit: float
    values: Mapping[str, float] = field(compare=False, repr=False, default_factory=dict)
    _graph: Graph | None = field(compare=False, repr=False, default=None)

    def __iter__(self) -> Iterator[Driver]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> Driver:
        return self.items[place]

    def to_frame(self) -> pd.DataFrame:
        """One row per driver or group, best first."""
        import pandas as pd

        return pd.DataFrame(list(self.items), columns=COLUMNS)

    @property
    def drugs(self) -> pd.DataFrame:
        """The same table for drugs, procedures and exposures, through their targets."""
        import pandas as pd

        return pd.DataFrame(list(self.drug_items), columns=COLUMNS)

    @property
    def edges(self) -> tuple[EdgeId, ...]:
        """The edges from the best driver to its measured targets that changed."""
        if self._graph is None or not self.items:
            return ()
        best = self.items[0].id
        targets = signed_targets(self._graph)[best]
        return tuple(
            (best, target, key)
            for target in sorted(targets)
            if self.values.get(target)
            for key, data in sorted(self._graph[best][target].items())
            if data["sign"] == targets[target]
        )

    @property
    def network(self) -> Graph:
        """The graph that was asked."""
        if self._graph is None:
            raise InvalidQuestion(
                "these drivers have no graph", argument="drivers", remedy="ask drivers(G, …) again"
            )
        return self._graph

    def _label(self, node: str) -> str:
        return node if self._graph is None else str(self._graph.nodes[node].get("label") or node)

    def _group(self, drug: Driver) -> str:
        """A group of drugs: its classes with how many members each, then the others."""
        classes = {} if self._graph is None else _classes(self._graph, drug.members)
        left, parts = list(drug.members), []
        for name, inside in sorted(classes.items(), key=lambda one: (-len(one[1]), one[0])):
            here = inside.intersection(left)
            if len(here) > 1:
                parts.append(f"{self._label(name)} ({len(here)} drugs)")
                left = [one for one in left if one not in inside and one != name]
        if parts:
            others = ", ".join(map(self._label, left))
            return f"{', '.join(parts)} and {others}" if others else ", ".join(parts)
        alike = ", ".join(map(self._label, drug.members[1:]))
        return f"{drug.label} (or {alike})" if alike else drug.label

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>{self.to_frame().head(15).to_html(escape=True)}"

    def __str__(self) -> str:
        known = "taken as measured" if self.assumed else "measured"
        lines = [f"{self.changed} changed of {self.measured} genes of the network that are {known}"]
        called = [one for one in self.items if one.q < self.limit]
        for one in called[:10]:
            more = "more" if one.direction > 0 else "less"
            others = [self._label(member) for member in one.members[1:]]
            alike = f" (or {', '.join(others)})" if others else ""
            lines.append(
                f"  {more} {one.label}{alike}: {one.correct} of {one.targets} targets agree, "
                f"{one.contrary} contrary, q {one.q:.3f}"
            )
        if not called:
            lines.append(f"  no entity explains them at q < {self.limit}")
        for drug in [one for one in self.drug_items if one.q < self.limit][:5]:
            word = "opposes" if drug.direction < 0 else "resembles"
            lines.append(
                f"  {self._group(drug)}: {word} the pattern, {drug.correct} of {drug.targets} "
                f"targets agree, q {drug.q:.3f}"
            )
        if self.assumed:
            lines.append("  give background=, the genes that were measured, for a better q")
        return "\n".join(lines)


def drivers(
    G: Graph | Readable,
    table: Any,
    *,
    background: Collection[str] | None = None,
    max_hops: int = 1,
    q: float = 0.1,
    padj: str | None = None,
    max_padj: float = 0.05,
) -> Drivers:
    """Which entities of a graph explain the measured changes of genes.

    For each entity with at least five measured targets the values are regressed on the signs of
    its targets, as decoupler's `ulm` does (Badia-i-Mompel et al. 2022,
    doi:10.1093/bioadv/vbac016). Entities are ordered by its t value. q comes from permuting the
    values among the measured genes of the network.

    Parameters
    ----------
    G
        The graph: the atlas, or a network of your own with HGNC CURIEs, or an open store.
    table
        What `match` takes: a DataFrame, a Series, a mapping of genes to values or signs, a path,
        or the answer of `match` itself.
    background
        The genes that were measured, for a table of changed genes only. None: the genes of the
        network count as measured, and the answer says so.
    max_hops
        How far targets may be from an entity. One hop finds drivers best.
    q
        Below this q an entity is called, and entities that look alike are grouped.
    padj
        The column of adjusted p values. None: the names that common tools use.
    max_padj
        Genes above it are measured and unchanged, the others count by their sign. Without such a
        column the values themselves count.

    Returns
    -------
    Drivers
        A row per driver, and `.drugs` for what is given to patients.

    Raises
    ------
    InvalidQuestion
        For fewer than five changed genes of the network, or arguments outside their values.

    Examples
    --------
    >>> import follicle_graph as fg
    >>> raised = "CXCL9 CXCL10 CXCL11 STAT1 IRF1 CIITA CD274 IDO1 HLA-DRA TAP1 PSMB9".split()
    >>> found = fg.drivers(fg.load(), dict.fromkeys(raised, 1))
    >>> found[0].label, found[0].direction
    ('IFN-gamma', 1)
    """
    G = whole_graph(G)
    whole_number("max_hops", max_hops, 1, 3)
    number_between("q", q, 0, 1)
    number_between("max_padj", max_padj, 0, 1)
    values, assumed = _measured(G, table, background, padj, max_padj)
    units = _units(G)
    targets = signed_targets(G)
    symbols = symbol_of_nodes(G)
    wanted = {unit for some in targets.values() for t in some if (unit := units.get(t))}
    if assumed:
        values = dict.fromkeys(symbols, 0.0) | values
    measured = _values_of_units(values, units, wanted)
    changed = sum(1 for value in measured.values() if value)
    if changed < LEAST_TARGETS:
        raise InvalidQuestion(
            f"too few measured targets: {changed} changed genes of the table are targets in this "
            f"network, and {LEAST_TARGETS} are needed; see match(G, table) for what was found",
            argument="table",
            value=changed,
        )
    kinds = {node: str(data.get("kind") or "") for node, data in G.nodes(data=True)}
    reach = {node: _within(targets, node, max_hops) for node in targets}
    passing = signed_targets(G, activity=True)
    given = {n: _within(passing, n, DRUG_HOPS) for n in passing if kinds.get(n) in EXTERNAL_KINDS}
    labels = {node: str(data.get("label") or node) for node, data in G.nodes(data=True)}
    own = {node: s for node, s in reach.items() if kinds.get(node) not in EXTERNAL_KINDS}
    items, few = _ranked(own, units, measured, labels, q)
    drugs, _ = _ranked(given, units, measured, labels, q)
    return Drivers(items, drugs, few, len(measured), changed, assumed, q, values, G)


def _classes(G: Graph, members: Collection[str]) -> dict[str, set[str]]:
    """Class -> which of these entities are `is_a` it."""
    found: dict[str, set[str]] = {}
    for member in members:
        for _, wider, key in G.out_edges(member, keys=True):
            if key == "is_a":
                found.setdefault(wider, set()).add(member)
    return found


def _measured(
    G: Graph,
    table: Any,
    background: Collection[str] | None,
    padj: str | None,
    max_padj: float,
) -> tuple[dict[str, float], bool]:
    """Node -> value (0 for measured and unchanged), and whether the network counts as measured."""
    if isinstance(table, Match):
        if padj is not None:
            raise InvalidQuestion(
                argument="padj", value=padj, remedy="give the table itself: a Match has no columns"
            )
        values = dict(table.items())
        unchanged = dict(match(G, dict.fromkeys(table.above, 0.0)).items()) if table.above else {}
    else:
        frame = table_of(table)
        column = adjusted_column(frame) if padj is None else padj
        values = dict(match(G, frame, duplicates="largest").items())
        unchanged = {}
        if column is not None:
            changed = match(G, frame, padj=column, max_padj=max_padj, duplicates="largest")
            unchanged = {node: 0.0 for node in values if node not in changed.values}
            values = {node: float(np.sign(value)) for node, value in changed.items()}
    values = unchanged | values
    if background is not None:
        measured = match(G, dict.fromkeys(background, 0.0))
        values = dict(measured.items()) | values
    return values, background is None and not unchanged


def _units(G: Graph) -> dict[str, str]:
    """Node -> what is measured as one: its gene, or its family (with all genes of it)."""
    units = {node: node for node in symbol_of_nodes(G)}
    for family, members in family_members(G).items():
        units |= dict.fromkeys((*members, family), family)
    return units


def _values_of_units(
    values: Mapping[str, float], units: Mapping[str, str], wanted: Collection[str]
) -> dict[str, float]:
    """The mean value of the measured genes of each unit that somebody targets."""
    found: dict[str, list[float]] = {}
    for node, value in values.items():
        unit = units.get(node)
        if unit in wanted and unit is not None:
            found.setdefault(unit, []).append(value)
    return {unit: float(np.mean(some)) for unit, some in sorted(found.items())}


def _within(targets: Mapping[str, Mapping[str, int]], start: str, max_hops: int) -> dict[str, int]:
    """What an entity raises or lowers within some hops, by the signs of its shortest routes.

    Entities with shortest routes of both signs are left out and not passed through.
    """
    found = {start: 1}
    front = [start]
    for _ in range(max_hops):
        signs: dict[str, set[int]] = {}
        for node in front:
            for target, sign in targets.get(node, {}).items():
                if target not in found:
                    signs.setdefault(target, set()).add(found[node] * sign)
        for target, some in signs.items():
            found[target] = some.pop() if len(some) == 1 else 0
        front = [target for target in signs if found[target]]
    del found[start]
    return {target: sign for target, sign in found.items() if sign}


def _ranked(
    reach: Mapping[str, Mapping[str, int]],
    units: Mapping[str, str],
    measured: Mapping[str, float],
    labels: Mapping[str, str],
    limit: float,
) -> tuple[tuple[Driver, ...], tuple[str, ...]]:
    """Drivers by the t value of ulm, with q by permutation; and those with too few targets."""
    place = {unit: number for number, unit in enumerate(measured)}
    y = np.array(list(measured.values()))
    names = sorted(reach)
    weights = np.zeros((len(names), len(y)))
    for row, name in enumerate(names):
        sums: dict[int, int] = {}
        for target, sign in reach[name].items():
            unit = units.get(target)
            if unit in place and unit is not None and unit != units.get(name):
                sums[place[unit]] = sums.get(place[unit], 0) + sign
        for number, total in sums.items():
            weights[row, number] = np.sign(total)
    count = (weights != 0).sum(axis=1)
    few = tuple(n for n, k in zip(names, count.tolist(), strict=True) if 0 < k < LEAST_TARGETS)
    kept = np.flatnonzero(count >= LEAST_TARGETS)
    weights, names = weights[kept], [names[number] for number in kept.tolist()]
    if not names or not y.std():
        return (), few
    t = ulm(weights, y)
    q = _false_discovery(_permutation_p(weights, y))
    order = np.lexsort((np.arange(len(names)), -np.abs(t)))
    items: list[Driver] = []
    taken: set[int] = set()
    for number in order.tolist():
        if number in taken:
            continue
        group = [number]
        if q[number] < limit:
            group += [
                other
                for other in order.tolist()
                if other not in taken
                and other != number
                and q[other] < limit
                and t[other] * t[number] > 0
                and _alike(weights[number], weights[other], y)
            ]
        taken.update(group)
        direction = 1 if t[number] > 0 else -1
        moved = np.sign(weights[number] * y) * direction
        correct, contrary = int((moved > 0).sum()), int((moved < 0).sum())
        targets = int((weights[number] != 0).sum())
        items.append(
            Driver(
                names[number],
                labels[names[number]],
                tuple(names[other] for other in group),
                direction,
                targets,
                correct,
                contrary,
                targets - correct - contrary,
                float(q[number]),
            )
        )
    return tuple(items), few


def ulm(weights: Floats, y: Floats) -> Floats:
    """The t value of the slope when the values are regressed on the weights of each driver.

    As decoupler's univariate linear model.

    >>> import numpy as np
    >>> ulm(np.array([[1.0, 1.0, -1.0, 0.0]]), np.array([2.0, 1.0, -2.0, 0.5])).round(2).tolist()
    [4.14]
    """
    r = _correlation(weights, y[None])[:, 0]
    free = len(y) - 2
    result: Floats = r * np.sqrt(free / ((1 - r + 1e-20) * (1 + r + 1e-20)))
    return result


def _correlation(a: Floats, b: Floats) -> Floats:
    """Pearson correlation of each row of a with each row of b."""
    a = a - a.mean(axis=1, keepdims=True)
    b = b - b.mean(axis=1, keepdims=True)
    a_norm = np.linalg.norm(a, axis=1, keepdims=True)
    b_norm = np.linalg.norm(b, axis=1, keepdims=True)
    result: Floats = (a / np.where(a_norm, a_norm, 1)) @ (b / np.where(b_norm, b_norm, 1)).T
    return np.clip(result, -1, 1)


def _permutation_p(weights: Floats, y: Floats) -> Floats:
    """How often permuted values explain as well as the measured ones do."""
    draw = np.random.default_rng(0)
    shuffled = draw.permuted(np.broadcast_to(y, (PERMUTATIONS, len(y))), axis=1)
    seen = np.abs(_correlation(weights, y[None]))
    by_chance = np.abs(_correlation(weights, shuffled))
    result: Floats = (1 + (by_chance >= seen - 1e-9).sum(axis=1)) / (1 + PERMUTATIONS)
    return result


def _false_discovery(p: Floats) -> Floats:
    """q values after Benjamini and Hochberg (1995)."""
    order = np.argsort(p)
    scaled = (p[order] * len(p) / np.arange(1, len(p) + 1))[::-1]
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(scaled)[::-1], 1)
    return q


def _alike(a: Floats, b: Floats, y: Floats) -> bool:
    """Whether two drivers have nearly the same targets among the changed genes."""
    changed = y != 0
    a, b = a[changed], b[changed]
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return norm > 0 and abs(float(a @ b)) / norm >= ALIKE
