"""Text from outside is text: payloads in every field, every feature used, with and without the
content-security policy.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import follicle_graph as fg
from browser import Open, Seen
from follicle_graph.model.facts import Entity, Evidence, Statement
from follicle_graph.model.graph import Graph

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "<!--<script>",
    "javascript:alert(3)",
    "\"'><svg onload=alert(4)>",
    "}</style><style>*{background:url(//evil.example/x)}",
    "{{7*7}}{% for x in y %}${alert(5)}",
    "\u2028alert(6)\u2029//",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "]]></text><script xmlns='http://www.w3.org/1999/xhtml'>alert(7)</script>",
)  # fmt: skip
ALL = " ".join(PAYLOADS)


def hostile() -> Graph:
    """A graph with payloads in every text field that it can carry."""

    def piece(number: int) -> Evidence:
        own = PAYLOADS[number % len(PAYLOADS)]
        return Evidence(
            f"R{number} {own}",
            reference=(f"PMID:{own}", f"DOI:{own}", own, "javascript:alert(8)")[number % 4],
            grade=own,
            eco=own,
            disease=("x", own),
            species=(own, "__proto__"),
            tissue=(own,),
            route=own,
            summary=ALL,
            claims=(own,),
            status=own,
            note=own,
        )

    entities = [
        Entity(f"{i} {own}", own, own, own, own, (own, ALL), own, own)
        for i, own in enumerate(PAYLOADS)
    ]
    entities += [Entity("x", "x"), Entity("__proto__", "constructor", "__proto__", "toString")]
    statements = [
        Statement(
            f"{i} {own}", own, ("__proto__", "x")[i % 2], (1, -1)[i % 2], "mechanism", i % 3 > 0,
            piece(i),
        )
        for i, own in enumerate(PAYLOADS)
    ]  # fmt: skip
    statements += [
        Statement("x", "increases", f"{i} {own}", 1, "mechanism", False, piece(i))
        for i, own in enumerate(PAYLOADS)
    ]
    return fg.build(entities, statements, name=ALL)


def calm(seen: Seen, path: Path) -> None:
    """Nothing ran, no request was made, nothing became markup."""
    page = seen.page
    assert seen.complaints == []
    assert {url for url in seen.requests if not url.startswith(("blob:", "data:"))} <= {
        path.as_uri(),
        *(url for url in seen.requests if url.startswith(path.as_uri() + "#")),
    }
    assert (
        page.evaluate("document.querySelectorAll('img, iframe, object, embed, base').length") == 0
    )
    assert page.evaluate(
        "[...document.querySelectorAll('*')].filter((one) =>"
        " [...one.attributes].some(({ name }) => name.startsWith('on'))).length"
    ) == 0  # fmt: skip
    links = page.eval_on_selector_all("a:not(#skip)", "all => all.map((one) => one.href)")
    assert all(re.match(r"https?://", link) for link in links), links
    assert not any("evil.example" in link.split("/")[2] for link in links)
    scripts = page.evaluate("document.querySelectorAll('body script:not([id])').length")
    assert scripts in (4, 5, 6), "a script of the page's own, and no other"
    assert page.evaluate("document.querySelectorAll('head style').length") <= 12


@pytest.mark.parametrize(
    ("policy", "packed"),
    [(True, True), (False, True), (False, False)],
    ids=["policy, packed", "no policy, packed", "no policy, plain"],
)
def test_no_payload_runs_whatever_is_done(
    opened: Open, tmp_path: Path, policy: bool, packed: bool
) -> None:
    G = hostile()
    first = next(iter(G))
    values = {node: float(i) for i, node in enumerate(G)}
    page_ = fg.explore(
        G, title=ALL, overlay=dict.fromkeys(PAYLOADS, values), highlight=[next(iter(G.edges))],
        packed=packed,
    )  # fmt: skip
    text = page_.html
    if not policy:
        text, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        assert count == 1
    path = tmp_path / "hostile.html"
    path.write_text(text, "utf-8")
    seen = opened(path, accept_downloads=True)
    page = seen.page
    assert page.inner_text("h1").startswith("<img src=x onerror=alert(1)>")
    calm(seen, path)
    for own in PAYLOADS:  # search, its list, the panel of every entity, evidence of every line
        page.fill("#find", own)
        page.press("#find", "Enter")
    for node in G:  # hover cards, surroundings of every entity, drawn on their own
        page.evaluate("node => follicleMap.select(node)", node)
        point = page.evaluate("node => follicleMap.nodePoint(node)", node)
        page.mouse.move(point["x"], point["y"])
        page.wait_for_timeout(240)
        page.evaluate(
            "id => change({ focus: { node: nodeById.get(id), way: 'both', hops: 1 } })", node
        )
        page.evaluate("change({ focus: null })")
    calm(seen, path)
    for edge in G.edges:
        go = "edge => { location.hash = '#edge=' + encodeURIComponent(JSON.stringify(edge)); }"
        page.evaluate(go, list(edge))
        name = json.dumps(list(edge), ensure_ascii=False, separators=(",", ":"))
        seen.until(f"JSON.stringify(follicleMap.selected) === {json.dumps(name)}")
    assert "<img src=x onerror=alert(1)>" in seen.panel()
    calm(seen, path)
    go = "ends => { location.hash = '#' + new URLSearchParams({ ...ends, path: '1' }); }"
    page.evaluate(go, {"from": first, "to": next(iter(G.successors(first)))})
    page.wait_for_selector("[data-path]")
    page.evaluate("document.querySelectorAll('.facet').forEach((one) => { one.open = true; })")
    page.evaluate("document.querySelectorAll('#keys input[type=checkbox]')[3].click()")
    page.evaluate("document.querySelector('[data-none=species]').click()")
    calm(seen, path)
    page.click("#undo")
    page.evaluate("document.querySelector('#reset').click()")
    calm(seen, path)
    seen.go("")
    page.click("#table")
    page.fill("#table-words", "img")
    page.click(".sort >> nth=2")
    page.fill("#table-words", "")
    assert page.locator("#sheet tbody tr").count() == G.number_of_edges()
    calm(seen, path)
    page.keyboard.press("Escape")
    for button in (
        "save-json",
        "save-tsv",
        "save-svg",
        "save-png",
        "save-ris",
        "save-bib",
        "save-page",
    ):
        page.click("#files summary")
        with page.expect_download() as caught:
            page.click(f"#{button}")
        file = tmp_path / button.replace("-", ".")
        caught.value.save_as(file)
        assert re.fullmatch(
            r"[a-z0-9-]+\.(json|tsv|svg|png|ris|bib|html)", caught.value.suggested_filename
        )
    calm(seen, path)
    assert fg.digest(fg.read(tmp_path / "save.json")) == fg.digest(G)
    cells = (tmp_path / "save.tsv").read_text("utf-8").split("\t")
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    drawn = tmp_path / "drawn.svg"
    drawn.write_bytes((tmp_path / "save.svg").read_bytes())
    tags = {one.tag.split("}")[1] for one in ET.parse(drawn).iter()}
    assert tags == {"svg", "title", "desc", "rect", "path", "g", "text"}
    alone = opened(drawn, wait="svg")
    assert alone.complaints == [] and len(alone.requests) == 1
    again = tmp_path / "again.html"
    again.write_bytes((tmp_path / "save.page").read_bytes())
    calm(opened(again), again)
    for ending in ("ris", "bib"):
        assert "alert(1)" in (tmp_path / f"save.{ending}").read_text("utf-8")


def test_an_address_with_payloads_runs_nothing(opened: Open, saved: Path, first_map: Graph) -> None:
    from urllib.parse import urlencode

    fields = (
        "view", "select", "edge", "focus", "from", "to", "via", "avoid", "add", "map", "at", "ends",
        "open", "without-kind", "disease", "overlay",
    )  # fmt: skip
    address = "#" + urlencode([(name, own) for name in fields for own in PAYLOADS])
    seen = opened(saved, address=address)
    assert len(seen.page.evaluate("follicleMap.shown.edges")) == first_map.number_of_edges()
    seen.page.evaluate("document.querySelectorAll('.facet').forEach((one) => { one.open = true; })")
    calm(seen, saved)


def test_a_layer_or_a_reference_that_is_no_address_becomes_no_link(
    opened: Open, tmp_path: Path
) -> None:
    G = fg.sketch("a -> b")
    G.edges["a", "b", "increases"]["layer"] = PAYLOADS[0]
    with pytest.raises(fg.InvalidGraph, match="layer"):
        fg.explore(G)
    G = fg.sketch("a -> b")
    G.nodes["a"]["curie"] = "javascript:alert(1)"
    seen = opened(fg.explore(G).save(tmp_path / "map.html"))
    seen.find("a")
    assert "javascript:alert(1)" in seen.panel()
    hrefs = seen.page.eval_on_selector_all("#panel a", "all => all.map((one) => one.href)")
    assert all(link.startswith("https://bioregistry.io/") for link in hrefs)
