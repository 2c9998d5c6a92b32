"""The documentation site: `make docs` writes it to `build/site`.

Nothing is fetched and no notebook is run: the notebooks keep their outputs, and the tests run them.
"""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from pygments.lexer import inherit
from pygments.lexers.graph import CypherLexer
from pygments.token import Name, Operator
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxRole

import follicle_graph as fg
from follicle_graph.model.vocabulary import DISCLAIMER

HERE = Path(__file__).parent
ROOT = HERE.parent
MADE = HERE / "_made"
"""What the build makes and Git ignores: the live map."""

project = "follicle-graph"
author = "The follicle-graph authors"
project_copyright = author
version = release = fg.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["_made", "data/*.md", "**.ipynb_checkpoints"]
nitpicky = False
default_role = "public"  # see PublicName below
suppress_warnings = ["mystnb.lexer"]  # notebooks keep no version of Python, so no lexer of one

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 4
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, Any] = {}  # no notebook has widgets; these scripts come from a server
nb_merge_streams = True
html_js_files: list[str] = []

add_module_names = False
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autosummary_generate = False
python_maximum_signature_line_length = 88
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
copybutton_exclude = ".linenos, .gp, .go"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "pydata_sphinx_theme"
html_title = "follicle-graph"
html_static_path = ["_static"]
html_extra_path = ["_made"]
html_css_files = ["site.css"]
html_favicon = "_static/follicle.svg"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "logo": {
        "text": "follicle-graph",
        "image_light": "_static/follicle.svg",
        "image_dark": "_static/follicle.svg",
    },
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_center": [],
    "footer_end": ["disclaimer"],
    "show_toc_level": 2,
    "navigation_with_keys": False,
}
html_sidebars: dict[str, list[str]] = {"index": [], "tutorial": [], "gallery": []}
templates_path = ["_templates"]
html_context = {"disclaimer": DISCLAIMER, "default_mode": "auto"}

EXPLAINED = {
    "reference/graphs": "/model",
    "reference/questions": "/questions",
    "reference/papers": "/facts",
    "reference/what_if": "/what_if",
    "reference/measurements": "/how_to/own_genes",
    "reference/treatments": "/treatments",
    "reference/pictures": "/gallery",
    "reference/files": "/formats",
    "reference/stores": "/store",
    "reference/errors": "/model",
}
"""Page of the reference -> the page that explains what is on it."""


class PublicName(SphinxRole):
    """Single backquotes in a docstring: a link to a public name or a page, code otherwise."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        code = nodes.literal(self.text, self.text)
        page = re.fullmatch(r"docs/(\w+)\.md", self.text)
        if page:
            where = {"refdomain": "std", "reftype": "doc", "reftarget": f"/{page[1]}"}
        elif self.text in fg.__all__:
            name = f"follicle_graph.{self.text}"
            where = {"refdomain": "py", "reftype": "obj", "reftarget": name}
        else:
            return [code], []
        link = pending_xref("", code, refexplicit=True, refwarn=True, **where)
        self.set_source_info(link)
        return [link], []


class Cypher(CypherLexer):
    """Cypher with parameters and operators, which Pygments leaves out."""

    tokens: ClassVar = {"root": [(r"\$\w+", Name.Variable), (r"[-<>=*/+%|_]+", Operator), inherit]}


def link_to_explanation(app: Any, what: str, name: str, *others: Any) -> None:
    """End the entry of a public name with a link to the page that explains it."""
    lines: list[str] = others[-1]
    page = EXPLAINED.get(app.env.docname)
    if page and what in {"function", "class", "exception"} and name.count(".") == 1:
        lines += ["", f"Explained in :doc:`{page}`.", ""]


def make_map() -> None:
    """The live map of the landing page: the same file as `follicle-graph map` writes."""
    MADE.mkdir(exist_ok=True)
    fg.explore(fg.load()).save(MADE / "map.html")


def copy_notebooks() -> None:
    """Notebooks are pages; Sphinx reads only what lies in its folder."""
    target = HERE / "notebooks"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        (target / path.name).write_text(text.replace("../docs/", "../"), encoding="utf-8")


def write_statements() -> None:
    """The page with every statement."""
    page = runpy.run_path(str(ROOT / "scripts" / "write_statements.py"))["page"]()
    (HERE / "statements.md").write_text(page, encoding="utf-8")


def setup(app: Any) -> None:
    make_map()
    write_statements()
    copy_notebooks()
    app.add_role("public", PublicName())
    app.add_lexer("cypher", Cypher)
    app.add_lexer("cypher-embedded", Cypher)
    app.connect("autodoc-process-docstring", link_to_explanation)
