"""Printing on any terminal: what its encoding lacks is spelled in letters that it has."""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import TextIO

_ASCII = {
    "→": ">",
    "⊣": "|",
    "⋄": "o",
    "−": "-",
    "–": "-",
    "—": "-",
    "…": "...",
    "≥": ">=",
    "≤": "<=",
    "·": "*",
    "ς": "sigma",
}


def say(text: str, *, file: TextIO | None = None) -> None:
    """Print a text, with arrows, Greek letters and accents spelled out where they must be.

    >>> say("IFN-γ → CXCL10")
    IFN-γ → CXCL10
    """
    stream = file or sys.stdout
    print(fitted(text, stream.encoding or "utf-8"), file=stream)


def say_json(value: object) -> None:
    """Print as JSON that any terminal shows: escapes where letters are missing."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=True, indent=2)
    print(text)


def fitted(text: str, encoding: str) -> str:
    """A text that an encoding can carry; what it carries already stays.

    >>> fitted("IFN-γ → CXCL10, µ", "cp1252"), fitted("TGF-β ⊣ Müller", "ascii")
    ('IFN-gamma > CXCL10, µ', 'TGF-beta | Muller')
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_letter(letter, encoding) for letter in text)
    except LookupError:
        return fitted(text, "ascii")
    return text


def _letter(letter: str, encoding: str) -> str:
    for spelled in (letter, _ASCII.get(letter), _greek(letter), _plain(letter)):
        if spelled:
            try:
                spelled.encode(encoding)
            except UnicodeEncodeError:
                continue
            return spelled
    return "?"


def _greek(letter: str) -> str:
    words = unicodedata.name(letter, "").split()
    if words[:1] != ["GREEK"] or "LETTER" not in words:
        return ""
    name = words[words.index("LETTER") + 1].replace("LAMDA", "LAMBDA")
    return name.lower() if "SMALL" in words else name.capitalize()


def _plain(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
