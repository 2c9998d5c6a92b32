"""A matplotlib figure as a file: text stays text, fonts and words for readers go along."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from follicle_graph.drawing import look
from follicle_graph.drawing.figure.small_svg import smaller
from follicle_graph.drawing.layout.text import printable
from follicle_graph.errors import OutputError
from follicle_graph.tools.atomic_file import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".svg", ".pdf", ".png")
_DOTS, _POSTER = 300, 15.0
"""Dots per inch of a PNG, half as many from this size in inches on."""


def text_stays_text() -> AbstractContextManager[None]:
    """Matplotlib settings that hold only while a file is written."""
    import matplotlib as mpl

    return mpl.rc_context(
        {
            "svg.fonttype": "none",
            "pdf.fonttype": 42,
            "svg.hashsalt": "follicle-graph",
            "savefig.facecolor": look.PAPER,
            "savefig.bbox": None,
            "text.usetex": False,
        }
    )


def check_ending(target: Path) -> None:
    """Raise OutputError when a file's ending names none of the formats.

    >>> check_ending(Path("a.svg"))
    """
    if target.suffix.lower() not in FORMATS:
        raise OutputError(f"{target}: unknown ending; name it {', '.join(FORMATS)}")


def save(fig: Figure, target: Path, *, title: str, description: str) -> None:
    """Write a figure by its ending, whole or not at all, the same bytes for the same figure.

    `description` is the alternative text. Raises OutputError when the file cannot be written.
    """
    kind = target.suffix.lower()[1:]
    title, description = printable(title), printable(description)
    metadata: dict[str, dict[str, str | None]] = {
        "svg": {"Title": title, "Description": description, "Date": None},
        "pdf": {"Title": title, "Subject": description, "CreationDate": None},
        "png": {"Title": title, "Description": description},
    }
    with whole_file(target) as beside, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # `draw` says it once
        if kind == "svg":
            made = io.StringIO()
            fig.savefig(made, format="svg", metadata=metadata["svg"])
            words = {text.get_text() for ax in fig.axes for text in ax.texts}
            svg = _accessible(made.getvalue(), title, description, words)
            beside.write_text(smaller(svg), encoding="utf-8", newline="\n")
        else:
            dots = _DOTS if max(fig.get_size_inches()) < _POSTER else _DOTS / 2
            fig.savefig(beside, format=kind, dpi=dots, metadata=metadata[kind])


def _accessible(svg: str, title: str, description: str, words: Iterable[str]) -> str:
    """An SVG that says what it shows to those who do not see it, with the font that it needs."""
    opening = f'<svg role="img" aria-label={quoteattr(f"{title}. {description}")} '
    svg = svg.replace("<svg ", opening, 1)
    faces = "".join(
        f"@font-face{{font-family:'DejaVu Sans';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{_font(weight, _letters(words))})}}"
        for weight in ("normal", "bold")
    )
    extra = f"<desc>{escape(description)}</desc>\n <style>{faces}</style>\n <metadata>"
    return svg.replace("<metadata>", extra, 1)


def _letters(words: Iterable[str]) -> str:
    return "".join(sorted({letter for word in words for letter in word}))


@lru_cache(maxsize=32)
def _font(weight: str, letters: str) -> str:
    """DejaVu Sans cut down to some letters, as WOFF in base64."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from matplotlib.font_manager import FontProperties, findfont

    options = subset.Options()
    options.layout_features, options.hinting = ["kern"], False
    options.drop_tables += ["FFTM"]
    font = TTFont(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    font.flavor = "woff"
    made = io.BytesIO()
    font.save(made, reorderTables=False)
    return base64.b64encode(made.getvalue()).decode("ascii")
