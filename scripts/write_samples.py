"""Run the samples of the README and the documentation, and write what they print.

`python scripts/write_samples.py [PAGE …]`; without arguments, all pages. In a page,

* a block of `python` is run, the blocks of one page one after another in one session; a block that
  begins with `# test_….py` is a file, and pytest runs it;
* a block of `sh` has its lines that begin with `follicle-graph` run;
* a block of `text` right after such a block is what was printed; it is written anew;
* text between the marks `counts` and `end of counts` is replaced by the counts of the atlas,
  `messages of check` by messages of `follicle-graph check`, `predicates`, `grades` and `lanes` by
  their tables, `commands` by the commands of the shell with their arguments;
* a picture that a sample saves and the page shows is copied to `docs/pictures/samples`.

The tests do the same and compare, so that nothing in a page can become untrue unseen.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

from follicle_graph.cli import main as command
from follicle_graph.cli.run_command import parsers

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures" / "samples"
DATA = ROOT / "docs" / "data"
"""Small files that the samples read; each sample runs in a folder with a copy of them."""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
MARKED = re.compile(
    r"(?P<start><!-- (?P<what>counts|messages of check|predicates|grades|lanes|commands) -->).*?"
    r"(?P<end><!-- end of (?P=what) -->)",
    re.DOTALL,
)
SHOWN = re.compile(r"pictures/samples/([\w-]+\.\w+)")
KNOWLEDGE = ROOT / "src" / "follicle_graph" / "knowledge"
BROKEN = ROOT / "tests" / "curation" / "broken"
MISTAKES = {
    "sign_of_predicate": "a sign that the predicate does not have",
    "species_of_people": "a trial without its species",
    "target_measured": "a drug on its target, graded as a trial",
    "cause_or_need": "a knock-out called a cause",
    "disease_of_evidence": "evidence from another disease",
    "definitions_structural": "a definition as a mechanism",
    "new_papers_complete": "a new paper without authors or year",
    "one_paper_one_key": "a paper that is there already",
    "references_spelled": "a remark in a citation",
    "unique_names": "a second entity of one name",
    "one_gene_one_entity": "a second entity of one gene",
    "removed_stay_removed": "a removed number used again",
    "related_or_reasoned": "an entity without a statement",
}
"""Rules with a broken example -> the mistake in words, for CURATING.md."""


def pages() -> list[Path]:
    """README, changelog and every page of the documentation with a sample or with counts."""
    roots = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CURATING.md")]
    found = [*roots, *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in found if path.exists() and has_samples(path)]


def has_samples(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    runs = any(language in {"python", "sh"} for language, _ in BLOCK.findall(text))
    return runs or MARKED.search(text) is not None


def counts() -> str:
    """The size of the atlas in words, as `follicle-graph info` counts it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        command(["info", "--json"])
    report = json.loads(out.getvalue())
    names = {"entities": "entities", "relations": "relations", "evidence": "pieces of evidence"}
    parts = [
        f"{report[key]:,} {name}".replace(",", "\N{NO-BREAK SPACE}") for key, name in names.items()
    ]
    references = f"{report['references']:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{', '.join(parts)} from {references} references"


def messages() -> str:
    """A table of mistakes and what `check` says, from the broken examples of the tests."""
    rows = [
        f"| {words} | `` {(BROKEN / rule / 'expected.txt').read_text('utf-8').splitlines()[0]} `` |"
        for rule, words in MISTAKES.items()
    ]
    return "\n".join(["", "", "| mistake | message |", "|---|---|", *rows, "", ""])


def table(name: str, columns: Mapping[str, str]) -> str:
    """Some columns of a table of the facts, under other headings."""
    first, *others = columns
    with (KNOWLEDGE / f"{name}.tsv").open(encoding="utf-8") as file:
        rows = [
            "| `" + "` | ".join([row[first], " | ".join(row[one] for one in others)]) + " |"
            for row in csv.DictReader(file, delimiter="\t")
        ]
    head = "| " + " | ".join(columns.values()) + " |"
    return "\n".join(["", "", head, "|" + "---|" * len(columns), *rows, "", ""])


def predicates() -> str:
    """The predicates with sign and meaning."""
    return table("predicates", {"predicate": "predicate", "sign": "sign", "definition": "meaning"})


def grades() -> str:
    """The grades with weight and meaning."""
    return table("grades", {"grade": "grade", "weight": "weight", "meaning": "meaning"})


def lanes() -> str:
    """The lanes from top to bottom."""
    return table("lanes", {"lane": "lane", "caption": "caption in pictures"})


def commands() -> str:
    """Every command of the shell: what it does, its arguments and its example."""
    _, known = parsers()
    parts = ["", ""]
    for name, parser in known.items():
        says = parser.description or ""
        parts += [f"## {name}", "", f"{says[:1].upper()}{says[1:]}.", ""]
        example = (parser.epilog or "").removeprefix("example: ")
        parts += ["```shell", example, "```", ""]
        rows = [
            f"| {_called(action)} | {_meaning(action)} |"
            for action in parser._actions
            if action.dest != "help"
        ]
        parts += ["| argument | meaning |", "|---|---|", *rows, ""] if rows else []
    return "\n".join([*parts, ""])


def _called(action: argparse.Action) -> str:
    names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{action.dest}`"
    return f"{names} {action.metavar}" if action.option_strings and action.metavar else names


def _meaning(action: argparse.Action) -> str:
    """The help of an argument, or what may be given for it."""
    text = (action.help or "") % {"default": action.default, "prog": "follicle-graph"}
    if action.choices:
        text += f" ({', '.join(map(str, action.choices))})"
    return text.strip().replace("|", "\\|").replace("\n", " ") or "–"


MADE = {
    "counts": counts,
    "messages of check": messages,
    "predicates": predicates,
    "grades": grades,
    "lanes": lanes,
    "commands": commands,
}


def written_anew(path: Path, folder: Path) -> str:
    """The text of a page after its samples ran in a folder."""
    text = path.read_text(encoding="utf-8")
    mpl.use("agg")
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    session: dict[str, Any] = {"__name__": "sample"}
    parts, end, printed = [], 0, None
    with contextlib.chdir(folder), _wide_terminal():
        for block in BLOCK.finditer(text):
            between = text[end : block.start()]
            language, body = block.groups()
            if language == "text" and printed is not None and not between.strip():
                body = printed
            parts += [between, f"```{language}\n{body}```\n"]
            end = block.end()
            line = text.count("\n", 0, block.start()) + 1
            printed = _printed(language, body, session, f"{path.name}, block at line {line}")
    plt.close("all")
    made = "".join(parts) + text[end:]
    return MARKED.sub(lambda found: found["start"] + MADE[found["what"]]() + found["end"], made)


def shown(path: Path) -> list[str]:
    """The pictures of samples that a page shows."""
    return SHOWN.findall(path.read_text(encoding="utf-8"))


def _printed(language: str, body: str, session: dict[str, Any], place: str) -> str | None:
    """What a block prints; None for blocks that are not run."""
    if language not in {"python", "sh"}:
        return None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        if body.startswith("# test_"):
            _run_pytest(body)
        elif language == "python":
            exec(compile(body, place, "exec"), session)
        else:
            for line in body.replace("\\\n", " ").splitlines():
                if line.startswith("follicle-graph "):
                    _run_command(line, place)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _run_command(line: str, place: str) -> None:
    try:
        code: object = command(shlex.split(line, comments=True)[1:])
    except SystemExit as stop:  # --help and wrong options
        code = stop.code
    if code:
        raise AssertionError(f"{place}: {line}: exit code {code}")


def _run_pytest(body: str) -> None:
    path = Path(body.splitlines()[0].removeprefix("# "))
    path.write_text(body, encoding="utf-8")
    options = ["-q", "--no-header", "-p", "no:cacheprovider", "--rootdir", "."]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(path)], capture_output=True, text=True
    )
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)


@contextlib.contextmanager
def _wide_terminal() -> Iterator[None]:
    """Printed tables of one width on every machine."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        yield
    finally:
        os.environ.pop("COLUMNS")
        if before is not None:
            os.environ["COLUMNS"] = before


def main(arguments: list[str]) -> None:
    for path in [Path(argument).resolve() for argument in arguments] or pages():
        with tempfile.TemporaryDirectory() as folder:
            made = written_anew(path, Path(folder))
            for name in shown(path):
                PICTURES.mkdir(exist_ok=True)
                shutil.copyfile(Path(folder) / name, PICTURES / name)
        changed = made != path.read_text(encoding="utf-8")
        path.write_text(made, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)}: {'written anew' if changed else 'as it was'}")


if __name__ == "__main__":
    main(sys.argv[1:])
