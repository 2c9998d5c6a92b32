"""Fonts of a figure: which are installed, and which letters they have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from follicle_graph.errors import InvalidQuestion

ALWAYS = "DejaVu Sans"
"""The font that matplotlib brings along."""

_WANTED = ("Arial", "Helvetica")


def font_families(font: str | None = None) -> list[str]:
    """The fonts to use, the best first; letters that one does not have come from the next.

    `font`: the name of an installed font; None: Arial or Helvetica where installed.

    Raises InvalidQuestion when no such font is installed.

    >>> font_families("DejaVu Serif")
    ['DejaVu Serif', 'DejaVu Sans']
    """
    wanted = _WANTED if font is None else (font,)
    found = [name for name in wanted if _file_of(name)]
    if font is not None and not found:
        raise InvalidQuestion(
            argument="font",
            value=font,
            remedy="name an installed font, one of matplotlib.font_manager.get_font_names()",
        )
    return list(dict.fromkeys([*found, ALWAYS]))


def missing_letters(words: Iterable[str], families: Sequence[str]) -> str:
    """The letters that none of the fonts has.

    >>> missing_letters(["IFN-γ", "毛"], ["DejaVu Sans"])
    '毛'
    """
    letters = {letter for word in words for letter in word if not letter.isspace()}
    for name in families:
        letters = {letter for letter in letters if ord(letter) not in _letters_of(name)}
    return "".join(sorted(letters))


@lru_cache(maxsize=32)
def _file_of(name: str) -> str | None:
    from matplotlib.font_manager import FontProperties, findfont

    try:
        return str(findfont(FontProperties(family=name), fallback_to_default=False))
    except ValueError:
        return None


@lru_cache(maxsize=32)
def _letters_of(name: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    file = _file_of(name)
    return frozenset(FT2Font(file).get_charmap()) if file else frozenset()
