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

from jinja2 import Environment, Template
from markupsafe import Markup

from follicle_graph.drawing.page.page_data import value_at

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
    "layered.js",
    "answers.js",
    "canvas.js",
    "hover.js",
    "minimap.js",
    "moving.js",
    "panel.js",
    "questions.js",
    "references.js",
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
    text = json_of(facts)
    nonce = base64.urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "replace")).digest())
    rows, total = _rows(facts)
    page = _template().render(
        title=title,
        packed=packed,
        nonce=nonce.decode("ascii").rstrip("="),
        style=Markup(asset("page.css")),
        facts=Markup(_packed(text, 9) if packed else _inert(text)),
        engine=Markup(_packed_code(ENGINE) if packed else code(ENGINE)),
        own=Markup(_packed_code(*SCRIPTS) if packed else code(*SCRIPTS)),
        unpack=Markup(asset("unpack.js")),
        rows=rows,
        total=total,
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def _rows(facts: Mapping[str, Any]) -> tuple[list[tuple[str, ...]], int]:
    """Relations of the first view for a browser that runs no scripts, and how many there are.

    At most the first 500, sorted by label; of a page that opens in groups those with most support.
    """
    edges, labels = facts["edges"], facts["nodes"]["label"]
    source, target = edges["source"], edges["target"]
    places = facts["views"][0]["edges"] if facts["views"] else list(range(len(source)))
    if not facts["views"]:
        places.sort(key=lambda i: -facts["supports"][value_at(edges["rank"], i)][0])
    first = sorted((labels[source[i]], labels[target[i]], i) for i in places[:_PLAIN_ROWS])
    paper = facts["evidence"]["reference"]
    rows: list[tuple[str, ...]] = []
    for u, v, i in first:
        sign, flags, rank = (value_at(edges[name], i) for name in ("sign", "flags", "rank"))
        words = facts["looks"]["marks" if flags & 4 else "signs"][str(sign)][0]
        known = {value_at(paper, piece) for piece in edges["evidence"][i]} - {-1}
        papers = "; ".join(sorted(facts["references"]["id"][number] for number in known))
        rows.append((u, words, v, f"{facts['supports'][rank][0]:.2f}", papers))
    return rows, len(places)


def json_of(facts: Mapping[str, Any]) -> str:
    """Facts as JSON without blanks.

    >>> json_of({"at": [0, 1], "of": ("a", None)})
    '{"at":[0,1],"of":["a",null]}'
    """
    import msgspec

    try:
        return msgspec.json.encode(facts).decode()
    except (UnicodeEncodeError, TypeError):  # half a character, a number of numpy
        return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


@cache
def _template() -> Template:
    made = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return made.from_string(asset("page.html"))


def _inert(text: str) -> str:
    """JSON that cannot end the element that it stands in."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


_LETTERS = bytes.maketrans(b"<>&", b",.:")
"""The letters of base 85 that HTML would read, and those that stand for them."""


def _packed(text: str, level: int) -> str:
    """Raw deflate data in base 85 (RFC 1924): 6 % shorter than base 64, with letters that mean
    nothing in HTML.
    """
    made = zlib.compressobj(level, wbits=-15)
    data = made.compress(text.encode("utf-8", "replace")) + made.flush()
    return base64.b85encode(data).translate(_LETTERS).decode("ascii")


@cache
def _packed_code(*names: str) -> str:
    return _packed(code(*names), 9)


@cache
def asset(name: str) -> str:
    """The text of a file of the page.

    >>> asset("page.html").startswith("<!doctype html>")
    True
    """
    folder = files("follicle_graph").joinpath("drawing", "page", "assets")
    return folder.joinpath(*name.split("/")).read_text(encoding="utf-8")


@cache
def code(*names: str) -> str:
    """Scripts as they stand inside one element, without their source maps.

    >>> "function outline" in code("shapes.js")
    True
    """
    lines = [line for name in names for line in asset(name).splitlines()]
    return "\n".join(line for line in lines if not line.startswith("//# source"))
