"""What a Cypher question gives back: rows that print, compare and turn into a DataFrame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = 20
_WIDTH = 40


class Rows(Sequence[dict[str, Any]]):
    """The rows of an answer, each a dict from column name to value; frozen and comparable.

    `columns` holds the names in the order asked for, also when there is no row.

    >>> rows = Rows(["drug", "hits"], [("ruxolitinib", 2)])
    >>> rows[0]["hits"], len(rows), rows.columns
    (2, 1, ('drug', 'hits'))
    >>> print(rows)
    drug         hits
    ruxolitinib  2
    """

    __slots__ = ("_columns", "_values")

    def __init__(self, columns: Iterable[str], values: Iterable[Sequence[Any]]) -> None:
        self._columns = tuple(columns)
        self._values = tuple(tuple(row) for row in values)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns.

        >>> Rows(["a", "b"], []).columns
        ('a', 'b')
        """
        return self._columns

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...

    @overload
    def __getitem__(self, index: slice) -> Rows: ...

    def __getitem__(self, index: int | slice) -> dict[str, Any] | Rows:
        if isinstance(index, slice):
            return Rows(self._columns, self._values[index])
        return dict(zip(self._columns, self._values[index], strict=True))

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows):
            return NotImplemented
        return self._columns == other._columns and self._values == other._values

    __hash__ = None  # type: ignore[assignment]

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas DataFrame, one column for each column of the answer.

        >>> Rows(["n"], [(1,), (2,)]).to_frame()["n"].sum()
        np.int64(3)
        """
        import pandas as pd

        frame = pd.DataFrame.from_records(list(self._values), columns=list(self._columns))
        return frame if self._values else frame.reindex(columns=list(self._columns))

    def __repr__(self) -> str:
        return f"Rows({len(self)} of {', '.join(self._columns)})"

    def __str__(self) -> str:
        if not self._values:
            return f"no rows ({', '.join(self._columns)})" if self._columns else "no rows"
        lines = [self._columns, *([_cell(one) for one in row] for row in self._values[:_SHOWN])]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = [
            "  ".join(one.ljust(width) for one, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        return "\n".join(text + self._more())

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self._columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_cell(one))}</td>" for one in row) + "</tr>"
            for row in self._values[:_SHOWN]
        )
        more = "".join(f"<p>{line}</p>" for line in self._more() or [f"{len(self)} rows"])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _more(self) -> list[str]:
        hidden = len(self) - _SHOWN
        return [f"… and {hidden} more"] if hidden > 0 else []


def _cell(value: object) -> str:
    text = " ".join(str(value).split()) if value is not None else ""
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
