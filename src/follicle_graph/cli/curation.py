"""The commands for curators: check, tidy, add, paper, diff."""

from __future__ import annotations

import argparse
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

import follicle_graph as fg
from follicle_graph.cli.command import Command, add_json
from follicle_graph.cli.console import say, say_json
from follicle_graph.cli.locations import graph_at, is_address
from follicle_graph.cli.printing import say_frame
from follicle_graph.errors import FollicleGraphError, InvalidQuestion
from follicle_graph.model.vocabulary import knowledge

if TYPE_CHECKING:
    from follicle_graph.atlas.diff import Changes
    from follicle_graph.model.graph import Graph

_FOLDER = "a knowledge folder (default: the installed one)"


def add_commands(command: Command) -> None:
    """`check`, `tidy`, `add`, `paper` and `diff`."""
    sub = command("check", _check, "check a folder of facts", "check knowledge")
    sub.add_argument("folder", nargs="?", help=_FOLDER)
    sub.add_argument("--hints", action="store_true", help="also what is worth a second look")
    sub.add_argument("--labels", metavar="FILE", help="compare CURIEs with this list of labels")
    sub.add_argument(
        "--texts",
        metavar="FOLDER",
        help="verify anchors with PubMed XML, MEDLINE or text files that you downloaded",
    )
    sub.add_argument(
        "--without",
        metavar="PMID:…",
        action="append",
        default=[],
        help="which headline answers change if this paper were retracted",
    )
    sub = command(
        "tidy", _tidy, "write the facts in canonical order and spelling", "tidy knowledge"
    )
    sub.add_argument("folder", nargs="?", help=_FOLDER)
    sub.add_argument("--dry-run", action="store_true", help="only say what would change; 1 if any")

    sub = command(
        "add",
        _add,
        "a file with a skeleton for a new paper",
        "add PMID:12345678 knowledge --key smith2030",
    )
    sub.add_argument("reference", help="PMID:…, DOI:… or PMC:…")
    sub.add_argument("folder", nargs="?", help=_FOLDER)
    sub.add_argument("--key", default="", help="the name of the file, like xing2014")
    for name, example in (
        ("authors", "Xing L, Dai Z et al."),
        ("title", "as printed"),
        ("journal", "Nat Med"),
        ("year", "2014"),
        ("volume", "20"),
        ("pages", "1043-9"),
    ):
        sub.add_argument(f"--{name}", default="", help=f"of the paper, like {example!r}")

    sub = command("paper", _paper, "what hangs on one paper", "paper PMID:25129481")
    sub.add_argument("reference", help="PMID:…, DOI:…, SOURCE:… or a key")
    add_json(sub)

    sub = command(
        "diff",
        _diff,
        "what changed between two states of the atlas",
        "diff installed knowledge",
    )
    sub.add_argument("old", help="a knowledge folder, a file or a database")
    sub.add_argument("new", help="the same; `installed` is the installed atlas")
    add_json(sub)


def _folder(options: argparse.Namespace) -> Traversable:
    if options.folder is None:
        return knowledge()
    if not Path(options.folder).is_dir():
        raise FollicleGraphError(f"{options.folder} is no folder; name a folder of knowledge")
    return Path(options.folder)


def _own_folder(options: argparse.Namespace) -> Path:
    return Path(str(_folder(options)))


def _check(options: argparse.Namespace) -> int:
    from follicle_graph.curation.check import check
    from follicle_graph.curation.folder import read_folder
    from follicle_graph.curation.labels import labels_agree, read_labels

    root = _folder(options)
    labels = None if options.labels is None else read_labels(options.labels)
    problems = check(root)
    if labels is not None:
        problems = sorted([*problems, *labels_agree(read_folder(root), labels)])
    for problem in problems:
        say(str(problem))
    say(f"{len(problems)} problems" if problems else "all facts pass")
    if problems:
        return 1
    if options.hints:
        from follicle_graph.atlas.hints import hints

        for kind, found in hints(root, labels=labels).items():
            say(f"hint: {kind} ({len(found)})")
            for problem in found:
                say(f"  {problem}")
    if options.without:
        _say_without(root, options.without)
    return _check_texts(root, Path(options.texts)) if options.texts else 0


def _check_texts(root: Traversable, texts: Path) -> int:
    """1 if a text does not hold the anchor of a statement; then `check` fails."""
    from follicle_graph.curation.anchors import check_anchors, read_texts
    from follicle_graph.curation.folder import read_folder

    read = read_texts(texts)
    if not read:
        say(f"no text was found in {texts}: no PubMed XML, MEDLINE or text file")
    found = check_anchors(read_folder(root), read)
    for problem in found.problems:
        say(str(problem))
    say(str(found))
    return 1 if found.problems else 0


def _say_without(root: Traversable, references: list[str]) -> None:
    from follicle_graph.atlas.diff import diff
    from follicle_graph.atlas.load import load_folder
    from follicle_graph.atlas.paper import without
    from follicle_graph.curation.folder import headline_pairs, read_folder
    from follicle_graph.query.engine.path import shown

    G = load_folder(root)
    H = without(G, references)
    pairs = headline_pairs(read_folder(root))
    changes = diff(G, H, pairs=pairs)
    edges = G.number_of_edges() - H.number_of_edges()
    gone = f"{len(changes.statements)} statements and {edges} edges go"
    say(f"without {', '.join(references)}: {gone}")
    say(f"{len(changes.verdicts)} of {len(pairs)} headline answers change")
    for shift in changes.shifts:
        say(shift.in_labels(lambda node: shown(G.nodes[node]["label"]) if node in G else node))


def _tidy(options: argparse.Namespace) -> int:
    from follicle_graph.curation.tidy import tidy

    changed, left = tidy(_own_folder(options), write=not options.dry_run)
    for name in changed:
        say(f"{name} {'would change' if options.dry_run else 'tidied'}")
    for problem in left:
        say(f"left alone: {problem}")
    say(f"{len(changed)} files changed" if changed else "nothing to tidy")
    return 1 if left or (changed and options.dry_run) else 0


def _add(options: argparse.Namespace) -> int:
    from follicle_graph.curation.new_paper import add_paper

    root = _own_folder(options)
    path = add_paper(
        root,
        options.reference,
        key=options.key,
        authors=options.authors,
        title=options.title,
        journal=options.journal,
        year=options.year,
        volume=options.volume,
        pages=options.pages,
    )
    say(f"{path}  fill in its statement, then: follicle-graph check {root}")
    return 0


def _paper(options: argparse.Namespace) -> int:
    G = fg.load()
    found = fg.paper(G, options.reference)
    if not options.json:
        found = found.drop(columns=["subject", "object"])
    say_frame(found, as_json=options.json)
    if not options.json:
        alone = int(found["alone"].sum())
        say(f"{len(found)} statements; {alone} of them are on edges that no other paper supports")
    return 0


def _diff(options: argparse.Namespace) -> int:
    from follicle_graph.atlas.diff import diff

    changes = diff(_state(options.old), _state(options.new))
    if options.json:
        say_json(_report(changes))
    else:
        say(str(changes))
    return 0


def _state(place: str) -> Graph:
    """The graph of a folder of knowledge, of a file that `read` knows, or of a database."""
    from follicle_graph.atlas.load import load_folder

    there = Path(place).exists()
    if place == "installed" and not there:
        return fg.load()
    if (Path(place) / "entities.tsv").is_file():
        return load_folder(Path(place))
    if not is_address(place) and not there:
        raise InvalidQuestion(
            f"nothing at {place}; name a knowledge folder, a file or a database",
            argument="",
            value=place,
        )
    if Path(place).is_dir():
        raise InvalidQuestion(
            f"{place} is no folder of knowledge; it has no entities.tsv", argument="", value=place
        )
    return graph_at(place)


def _report(changes: Changes) -> dict[str, object]:
    return {
        "entities": [change._asdict() for change in changes.entities],
        "statements": [change._asdict() for change in changes.statements],
        "headlines": [
            {"before": s.before._asdict(), "after": s.after._asdict(), "verdict": s.verdict_changed}
            for s in changes.shifts
        ],
    }
