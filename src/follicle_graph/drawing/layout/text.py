"""How labels break into lines and how much room they take."""

from __future__ import annotations

import re

FONT_SIZE = 8.0
"""Size of node labels in points, before a figure is scaled to its page."""

LINE_HEIGHT = 1.18 * FONT_SIZE
_NARROW, _WIDE = "iIjl.,:;'|!()[]/ft-r1 ", "mwMWGOQ@%&→⊣"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_WORD, _MOST_LINES = 18, 4
_BREAKS = re.compile(r"(?<=[\s\-/])")


def printable(text: str) -> str:
    """A text without the control characters and surrogates that XML cannot hold.

    >>> printable("x\\x1by")
    'x\ufffdy'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


LONGEST = 13
"""Characters of a line of a label, about."""


def label_lines(label: str, longest: int = LONGEST) -> tuple[str, ...]:
    """A label in at most four lines of about `longest` characters, the rest cut with "…".

    Lines break at blanks, hyphens and slashes, and inside words of more than 18 letters.

    >>> label_lines("Keratinocyte differentiation")
    ('Keratinocyte', 'differentiation')
    """
    label = " ".join(label.split())
    if len(label) <= longest:
        return (label,)
    lines = [""]
    for word in filter(None, _BREAKS.split(label)):
        for part in _parts(word):
            if lines[-1] and len((lines[-1] + part).rstrip()) > longest:
                lines.append("")
            lines[-1] += part
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1].strip() + "…"]
    return tuple(line.strip() for line in lines)


def _parts(word: str) -> list[str]:
    """A word in parts of at most 18 letters, joined by hyphens."""
    if len(word) <= _LONGEST_WORD:
        return [word]
    step = _LONGEST_WORD - 2
    parts = [word[at : at + step] for at in range(0, len(word), step)]
    return [*(part + "-" for part in parts[:-1]), parts[-1]]


class _Units(dict[str, float]):
    """Character -> its width in sizes of the font, learnt as characters come."""

    def __missing__(self, character: str) -> float:
        self[character] = 0.70 if character.isupper() else 0.63
        return self[character]


_UNITS = _Units({**dict.fromkeys(_NARROW, 0.4), **dict.fromkeys(_WIDE, 0.92)})


def text_width(line: str, size: float = FONT_SIZE) -> float:
    """Width in points of a line set in DejaVu Sans, rounded up by character class.

    >>> text_width("IFN-γ") < text_width("IFN-gamma")
    True
    """
    return sum(map(_UNITS.__getitem__, line), 0.0) * size
