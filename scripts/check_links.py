"""Check the links of a built site: `python scripts/check_links.py build/site`.

Every link and picture within the site has to lead to a file that is there, and to an anchor
that is in it. No page may load a script, style, font, frame or picture from a server.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
"""Elements that a browser loads by itself, with the attribute that says from where."""
STYLES = {"stylesheet", "preload", "icon", "preconnect", "modulepreload"}


class Links(HTMLParser):
    """What one page links to, loads, and can be linked to at."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in LOADS and LOADS[tag] in given:
            self.loads.append(given[LOADS[tag]])
        if tag == "link" and STYLES & set(given.get("rel", "").split()):
            self.loads.append(given.get("href", ""))


def problems(site: Path) -> list[str]:
    """What is wrong with the links of a site, one line each; empty for none."""
    own = (path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts)
    pages = {path: read(path) for path in own}
    found = defaultdict(set)
    for page, links in pages.items():
        name = page.relative_to(site).as_posix()
        for link in links.loads:
            if urlsplit(link).netloc:
                found[f"loads from a server: {link}"].add(name)
        for link in links.links + links.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
            if target.is_dir():
                target /= "index.html"
            if not target.exists():
                found[f"no file: {link}"].add(name)
            elif parts.fragment and target.suffix == ".html":
                there = pages[target] if target in pages else read(target)
                if unquote(parts.fragment) not in there.anchors:
                    found[f"no anchor: {link}"].add(name)
    return [f"{what}  (on {', '.join(sorted(where)[:3])})" for what, where in sorted(found.items())]


def read(path: Path) -> Links:
    """The links of one page."""
    links = Links()
    links.feed(path.read_text(encoding="utf-8"))
    return links


def main(arguments: list[str]) -> int:
    site = Path(arguments[0] if arguments else "build/site").resolve()
    pages = len(list(site.rglob("*.html")))
    if not pages:
        print(f"{site}: no pages; build the site first: make docs")
        return 1
    wrong = problems(site)
    print(
        "\n".join(wrong) if wrong else f"{pages} pages, every link within the site leads somewhere"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
