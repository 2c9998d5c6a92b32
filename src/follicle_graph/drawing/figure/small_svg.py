"""An SVG of matplotlib in fewer bytes that looks the same.

Paths become relative steps in hundredths of a point (SVG 1.1, part 8.3), a path that is drawn
again (the line over its pale border) refers to the first, a group of one shape is that shape,
tags stand at the left, styles have no blanks after colons and semicolons.
"""

from __future__ import annotations

import re
from collections import Counter

_PATH = re.compile(r'<path d="([MLQCz\d\s.eE+-]*)"([^>]*)/>')
_GROUP_OF_ONE = re.compile(
    r'<g id="patch_\d+">\n((?:<path [^>]*/>|<use [^>]*/>|<g [^>]*><path [^>]*/></g>)\n)</g>\n'
)
_STYLE = re.compile(r'(?<=[\w"] )style="[^"]*"(?=[^<>]*>)')
_ENDS = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0}
"""Commands that matplotlib writes -> how many points follow."""


def smaller(svg: str) -> str:
    """The same picture with shorter paths, each of them once.

    >>> smaller('<g>\\n  <path d="M 1 2 \\nL 1.504 2 \\nL 3 0 \\nz\\n" style="fill: red"/>\\n</g>')
    '<g>\\n<path d="M1 2l.5 0 1.5-2z" style="fill:red"/>\\n</g>'
    """
    times = Counter(_steps(d) for d, _ in _PATH.findall(svg))
    names: dict[str, str] = {}

    def written(found: re.Match[str]) -> str:
        d, rest = _steps(found[1]), found[2]
        if times[d] == 1:
            return f'<path d="{d}"{rest}/>'
        if d in names:
            return f'<use xlink:href="#{names[d]}"{rest}/>'
        names[d] = f"drawn-{len(names) + 1}"
        return f'<g{rest}><path id="{names[d]}" d="{d}"/></g>'

    left = re.sub(r"\n\s+<", "\n<", _PATH.sub(written, svg))
    tight = _STYLE.sub(lambda found: re.sub(r"([:;]) ", r"\1", found[0]), left)
    return _GROUP_OF_ONE.sub(r"\1", tight)


def _steps(d: str) -> str:
    """A path in relative steps, from points rounded to hundredths, so that no error adds up."""
    tokens = iter(d.split())
    out: list[str] = []
    x = y = 0
    start = (0, 0)
    last = ""
    for command in tokens:
        if command == "z":
            x, y = start
            out.append(last := "z")
            continue
        ends = [
            (_hundredths(next(tokens)), _hundredths(next(tokens))) for _ in range(_ENDS[command])
        ]
        if command == "M":
            start, letter = ends[0], "M"
            numbers = [*start]
        else:
            letter = command.lower()
            numbers = [number for end in ends for number in (end[0] - x, end[1] - y)]
        x, y = ends[-1]
        said = "".join(f" {n}" if n[0] != "-" else n for n in map(_short, numbers))
        joins = letter == last != "M"
        out.append(said if joins else letter + said.lstrip(" "))
        last = letter
    return "".join(out)


def _hundredths(number: str) -> int:
    return round(float(number) * 100)


def _short(hundredths: int) -> str:
    text = f"{abs(hundredths) / 100:.2f}".rstrip("0").rstrip(".")
    text = text[1:] if text.startswith("0.") else text
    return f"-{text}" if hundredths < 0 else text
