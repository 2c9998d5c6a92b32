"""Polygons, lines and text on matplotlib axes, in points of a layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from follicle_graph.drawing import look
from follicle_graph.drawing.layout.text import FONT_SIZE, LINE_HEIGHT, printable
from follicle_graph.drawing.shapes import Point
from follicle_graph.errors import InvalidQuestion

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Polygon


class Pen:
    """Draws in points of the layout, scaled to the axes; their limits and aspect are set before."""

    def __init__(self, ax: Axes, width: float, fonts: Sequence[str] = ("DejaVu Sans",)) -> None:
        self.ax, self.fonts = ax, [*fonts]
        fig = ax.get_figure(root=True)
        if fig is None:
            raise InvalidQuestion(
                "these axes were removed from their figure; use others", argument="ax", value=ax
            )
        self.scale = ax.get_position().width * fig.get_figwidth() * 72 / width
        self._order = 1.0

    def _next(self) -> float:
        self._order += 0.001
        return self._order

    def polygon(
        self,
        points: list[Point],
        *,
        fill: str,
        edge: str,
        width: float = 0.8,
        alpha: float = 1.0,
        dashed: bool = False,
    ) -> Polygon:
        from matplotlib.patches import Polygon

        drawn = Polygon(
            points,
            closed=True,
            facecolor=fill,
            edgecolor=edge,
            linewidth=width * self.scale,
            alpha=alpha,
            joinstyle="miter",
            linestyle=(0, (2.5, 1.8)) if dashed else "solid",
            zorder=self._next(),
        )
        self.ax.add_artist(drawn)
        return drawn

    def hatched(self, points: list[Point], *, fill: str, stripes: str) -> None:
        """A polygon with oblique stripes, clipped at its border."""
        from matplotlib.collections import LineCollection

        xs, ys = [x for x, _ in points], [y for _, y in points]
        outer = self.polygon(points, fill=fill, edge="none")
        tall = max(ys) - min(ys)
        starts = [min(xs) - tall + 5.0 * k for k in range(int((max(xs) - min(xs) + tall) / 5) + 1)]
        drawn = LineCollection(
            [[(x, max(ys)), (x + tall, min(ys))] for x in starts],
            colors=stripes,
            linewidths=1.5 * self.scale,
            zorder=self._next(),
        )
        self.ax.add_collection(drawn, autolim=False)
        drawn.set_clip_path(outer)

    def head(
        self, points: list[Point], style: look.EdgeLook, *, color: str = "", alpha: float = 1.0
    ) -> None:
        """The head of an edge: filled, but for the ring."""
        color = color or style.color
        if style.head == "ring":
            self.polygon(points, fill=look.PAPER, edge=color, width=1.1, alpha=alpha)
        else:
            self.polygon(points, fill=color, edge="none", alpha=alpha)

    def line(
        self,
        points: list[Point],
        *,
        color: str,
        width: float,
        alpha: float = 1.0,
        dash: tuple[float, ...] = (),
    ) -> None:
        from matplotlib.lines import Line2D

        drawn = Line2D(
            [x for x, _ in points],
            [y for _, y in points],
            color=color,
            linewidth=width * self.scale,
            alpha=alpha,
            solid_capstyle="butt",
            dash_capstyle="butt",
            zorder=self._next(),
        )
        if dash:
            drawn.set_linestyle((0, tuple(part / width for part in dash)))
        self.ax.add_artist(drawn)

    def curve(
        self,
        points: Sequence[Point],
        *,
        color: str,
        width: float,
        alpha: float = 1.0,
        dash: tuple[float, ...] = (),
        round_ends: bool = False,
    ) -> None:
        """A chain of cubic Béziers: a start, then three points for each piece."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        path = Path(points, [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)])
        drawn = PathPatch(
            path,
            facecolor="none",
            edgecolor=color,
            linewidth=width * self.scale,
            alpha=alpha,
            capstyle="round" if round_ends else "butt",
            zorder=self._next(),
        )
        if dash:
            drawn.set_linestyle((0, tuple(part / width for part in dash)))
        self.ax.add_artist(drawn)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = FONT_SIZE,
        color: str = look.INK,
        weight: str = "normal",
        ha: str = "center",
        rotation: float = 0.0,
    ) -> None:
        self.ax.text(
            x,
            y,
            printable(text),
            fontsize=size * self.scale,
            color=color,
            fontweight=weight,
            ha=ha,
            va="center",
            rotation=rotation,
            multialignment="center" if rotation else None,
            family=self.fonts,
            linespacing=LINE_HEIGHT / FONT_SIZE,
            parse_math=False,
            zorder=self._next(),
        )
