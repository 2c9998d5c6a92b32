"""Put the table of formats into `docs/formats.md`: `python scripts/formats_page.py`."""

from __future__ import annotations

from pathlib import Path

from follicle_graph.files.formats_table import markdown

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
START, END = "<!-- formats -->", "<!-- end of formats -->"


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{START}\n{markdown()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
