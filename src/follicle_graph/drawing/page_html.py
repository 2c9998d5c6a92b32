"""The page as one text: template, style, scripts and facts, deflated or plain."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

SCRIPTS = (
    "dom.js",
    "data.js",
    "shapes.js",
    "theme.js",
    "search.js",
    "routes.js",
    "state.js",
    "filters.js",
    "legend.js",
    "groups.js",
    "canvas.js",
    "moving.js",
    "panel.js",
    "questions.js",
    "table.js",
    "exports.js",
    "start.js",
)
"""The scripts of the page, in the order in which they build on each other."""

ENGINE = "vendor/vis-network.min.js"
_PLAIN_ROWS = 500


def page_html(facts: Mapping[str, Any], title: str, *, packed: bool) -> str:
    """The page. `packed`: facts and scripts deflated (RFC 1951) and unpacked by the browser.

    The nonce of its content-security policy is a digest of the facts, so no fact can hold it.
    """
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    nonce = base64.urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "replace")).digest())
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        _part("page.html")
    )
    rows = _rows(facts)
    page = template.render(
        title=title,
        packed=packed,
        nonce=nonce.decode("ascii").rstrip("="),
        style=Markup(_part("page.css")),
        facts=Markup(_packed(text, 6) if packed else _inert(text)),
        engine=Markup(_packed_code(ENGINE) if packed else _code(ENGINE)),
        own=Markup(_packed_code(*SCRIPTS) if packed else _code(*SCRIPTS)),
        unpack=Markup(_part("unpack.js")),
        rows=rows[:_PLAIN_ROWS],
        total=len(rows),
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def _rows(facts: Mapping[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """The relations of the first view, for a browser without scripts."""
    found = []
    for place, *_ in facts["views"][0]["edges"] if facts["views"] else ():
        u, v, _, sign, _, flags, rank, pieces = facts["edges"][place]
        words = facts["looks"]["marks" if flags & 4 else "signs"][str(sign)][0]
        known = {facts["evidence"][piece][1] for piece in pieces} - {-1}
        papers = "; ".join(sorted(facts["references"][number][0] for number in known))
        support = f"{facts['supports'][rank][0]:.2f}"
        found.append((facts["nodes"][u][1], words, facts["nodes"][v][1], support, papers))
    return sorted(found)


def _inert(text: str) -> str:
    """JSON that cannot end the element that it stands in."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _packed(text: str, level: int) -> str:
    """Raw deflate data in base64."""
    made = zlib.compressobj(level, wbits=-15)
    data = made.compress(text.encode("utf-8", "replace")) + made.flush()
    return base64.b64encode(data).decode("ascii")


@cache
def _packed_code(*names: str) -> str:
    return _packed(_code(*names), 9)


@cache
def _part(name: str) -> str:
    folder = files("follicle_graph").joinpath("drawing", "page")
    return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")


@cache
def _code(*names: str) -> str:
    """Scripts of ours as they stand inside one element, without their source maps."""
    lines = [line for name in names for line in _part(name).splitlines()]
    return "\n".join(line for line in lines if not line.startswith("//# source"))
