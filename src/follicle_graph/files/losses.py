"""What a file lost of a graph: the graph compared with what is read back from the file."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from follicle_graph.model.facts import Evidence
from follicle_graph.model.graph import Graph

if TYPE_CHECKING:
    import pandas as pd

_Found = Counter[tuple[str, str, str]]
_DERIVED = frozenset(("digest", "origin", "read_as"))
_EVIDENCE = tuple(field.name for field in fields(Evidence))
_NODE_DEFAULTS: Mapping[str, Any] = {
    "kind": "", "lane": "", "curie": None, "synonyms": (), "definition": "",
}  # fmt: skip
_EDGE_DEFAULTS: Mapping[str, Any] = {
    "layer": "mechanism", "indirect": False, "support": 0.0, "contradicted": False, "evidence": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of loss.

    `part` is `graph`, `node`, `edge`, `evidence` or `file`; `change` is `dropped`, `changed`,
    `renamed` or `added`; `count` says how many nodes, edges or pieces of evidence it concerns.
    """

    part: str
    attribute: str
    change: str
    count: int


@dataclass(frozen=True)
class LossReport:
    """What a written file does not carry of its graph; what it does not name is equal.

    Written files are read back and compared, so the report is what really comes back. `path` and
    `nodes_path` are the files; the report itself can be used wherever a path can.

    Attributes
    ----------
    path
        The file that was written.
    format
        The name of its format.
    losses
        One `Loss` for each kind of loss, in a fixed order; empty for a lossless file.
    nodes_path
        The second file, of nodes, or None.

    Examples
    --------
    >>> import tempfile
    >>> import follicle_graph as fg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     whole = fg.write(fg.load(), f"{folder}/atlas.json")
    ...     poor = fg.write(fg.load(), f"{folder}/atlas.sif")
    >>> whole.losses, "evidence" in {loss.attribute for loss in poor.losses}
    ((), True)
    """

    path: Path
    format: str
    losses: tuple[Loss, ...] = ()
    nodes_path: Path | None = None

    def __fspath__(self) -> str:
        return os.fspath(self.path)

    def __bool__(self) -> bool:
        return bool(self.losses)

    def __len__(self) -> int:
        return len(self.losses)

    def __iter__(self) -> Iterator[Loss]:
        return iter(self.losses)

    def names(self, part: str, attribute: str) -> bool:
        """Whether the report names an attribute of `node`, `edge`, `graph` or `evidence`."""
        return any((one.part, one.attribute) == (part, attribute) for one in self.losses)

    def to_frame(self) -> pd.DataFrame:
        """The losses as a table: part, attribute, change, count."""
        import pandas as pd

        rows = [(one.part, one.attribute, one.change, one.count) for one in self.losses]
        return pd.DataFrame(rows, columns=["part", "attribute", "change", "count"])

    def __str__(self) -> str:
        files = str(self.path) + (f" and {self.nodes_path}" if self.nodes_path else "")
        if not self.losses:
            return f"{files} ({self.format}): nothing is lost"
        width = max(len(one.attribute) for one in self.losses)
        changes = max(len(one.change) for one in self.losses)
        rows = [
            f"  {one.part:<8}  {one.attribute:<{width}}      {one.change:<{changes}}  {one.count}"
            for one in self.losses
        ]
        return "\n".join([f"{files} ({self.format}): not everything is in the file", *rows])

    def _repr_html_(self) -> str:
        from html import escape

        head = escape(str(self).partition("\n")[0])
        return f"<p>{head}</p>" + (self.to_frame().to_html(escape=True) if self.losses else "")


def losses_between(G: Graph, H: Graph) -> tuple[Loss, ...]:
    """What is in a graph and not, or not equally, in what came back from a file.

    Missing attributes and their defaults are equal; where a graph came from (`origin`), its digest
    and the order of evidence are not compared.

    >>> import follicle_graph as fg
    >>> losses_between(fg.sketch("a -> b"), fg.sketch("a -> b; c"))
    (Loss(part='node', attribute='id', change='added', count=1),)
    """
    found: _Found = Counter()
    for name in dict.fromkeys([*G.graph, *H.graph]):
        if name not in _DERIVED:
            _note(found, "graph", name, G.graph.get(name) or "", H.graph.get(name) or "")
    for node, data in G.nodes(data=True):
        if node not in H:
            found["node", "id", "dropped"] += 1
        else:
            _nodes(found, node, data, H.nodes[node])
    found["node", "id", "added"] += sum(node not in G for node in H)
    left = {(u, v): dict(H[u][v]) for u, v in H.edges()}
    unmatched = []
    for u, v, key, data in G.edges(keys=True, data=True):
        twin = left.get((u, v), {}).pop(key, None)
        if twin is None:
            unmatched.append((u, v, key, data))
        else:
            _edges(found, data, twin)
    for u, v, _, data in unmatched:
        others = left.get((u, v), {})
        same = [key for key, twin in others.items() if twin["sign"] == data["sign"]]
        if same:
            found["edge", "predicate", "renamed"] += 1
            _edges(found, data, others.pop(same[0]))
        else:
            found["edge", "edge", "dropped"] += 1
    found["edge", "edge", "added"] += sum(map(len, left.values()))
    order = ("graph", "node", "edge", "evidence", "file")
    return tuple(
        Loss(*what, count)
        for what, count in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), item[0])
        )
        if count
    )


def _nodes(
    found: _Found,
    node: str,
    data: Mapping[str, Any],
    twin: Mapping[str, Any],
) -> None:
    for name in dict.fromkeys([*data, *twin]):
        default = _NODE_DEFAULTS.get(name)
        if name == "label":
            default = node
        elif name == "short_label":
            _note(
                found, "node", name,
                data.get(name) or data.get("label") or node,
                twin.get(name) or twin.get("label") or node,
            )  # fmt: skip
            continue
        _note(found, "node", name, _plain(data.get(name), default), _plain(twin.get(name), default))


def _edges(found: _Found, data: Mapping[str, Any], twin: Mapping[str, Any]) -> None:
    for name in dict.fromkeys([*data, *twin]):
        if name in ("evidence", "predicate"):
            continue
        default = _EDGE_DEFAULTS.get(name)
        _note(found, "edge", name, _plain(data.get(name), default), _plain(twin.get(name), default))
    _pieces(found, data.get("evidence") or (), twin.get("evidence") or ())


def _pieces(found: _Found, pieces: Iterable[Evidence], twins: Iterable[Evidence]) -> None:
    left = Counter(twins)
    missing = []
    for piece in pieces:
        if left[piece]:
            left[piece] -= 1
        else:
            missing.append(piece)
    others = list(left.elements())
    for piece in missing:
        near = [one for one in others if (one.id, one.stance) == (piece.id, piece.stance)]
        near = near or [one for one in others if one.reference == piece.reference] or others[:1]
        if not near:
            found["evidence", "evidence", "dropped"] += 1
            continue
        others.remove(near[0])
        for name in _EVIDENCE:
            _note(found, "evidence", name, getattr(piece, name), getattr(near[0], name))
    found["evidence", "evidence", "added"] += len(others)


def _plain(value: Any, default: Any) -> Any:
    if value is None or value == "" or value == ():
        return default
    return tuple(value) if isinstance(value, list) else value


def _note(found: _Found, part: str, name: str, before: Any, after: Any) -> None:
    if before == after or (_empty(before) and _empty(after)):
        return
    if isinstance(before, float) and isinstance(after, int | float) and before == float(after):
        return
    change = "dropped" if _empty(after) else "added" if _empty(before) else "changed"
    found[part, str(name), change] += 1


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | tuple | list | dict) and not value)
