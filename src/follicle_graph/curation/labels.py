"""Compare CURIEs and their labels with a frozen list of labels from ontology releases."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from follicle_graph.curation.folder import Folder, Problem, Row, listed
from follicle_graph.errors import FollicleGraphError
from follicle_graph.model.names import fold
from follicle_graph.model.vocabulary import read_tsv

COLUMNS = ("curie", "label", "ontology", "release")
_QUOTED = re.compile(r"'((?:[^']|'(?![ )]|$))*)'")
_OTHER = ("same concept, different label", "closest/broader term")


def read_labels(path: str | os.PathLike[str]) -> dict[str, dict[str, str]]:
    """Read the frozen list: CURIE -> its line (`curie`, `label`, `ontology`, `release`).

    Raises FollicleGraphError when the file cannot be read or has other columns.
    """
    try:
        rows = read_tsv(Path(path))
    except (OSError, UnicodeDecodeError) as error:
        raise FollicleGraphError(
            f"cannot read {path} ({error})", place=str(path), remedy="name a list of labels"
        ) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        raise FollicleGraphError(
            "this is no list of labels",
            place=str(path),
            remedy=f"name a file with the columns {', '.join(COLUMNS)}",
        )
    return {row["curie"]: row for row in rows}


def labels_agree(folder: Folder, labels: dict[str, dict[str, str]]) -> Iterator[Problem]:
    """Every CURIE is in the frozen list, is not obsolete, and is quoted with its label.

    `grounding` quotes the label that was compared; local ids need none.
    """
    for line, values in folder.tables["entities.tsv"]:
        curie = values["curie"]
        if curie.startswith("local:"):
            continue
        known = labels.get(curie)
        if known is None:
            message = f"{curie} of {values['id']} is not in the list of labels"
            remedy = "look it up in its ontology and add a line: CURIE, label, ontology, release"
            yield Problem("entities.tsv", line, message, remedy)
            continue
        if known["label"].casefold().startswith("obsolete"):
            message = f"{curie} of {values['id']} is obsolete: {known['label']!r}"
            yield Problem("entities.tsv", line, message, "choose the term that replaces it")
        quoted = _QUOTED.search(values["grounding"])
        if quoted and quoted[1] != known["label"]:
            message = f"grounding quotes {quoted[1]!r} where {curie} is {known['label']!r}"
            remedy = f"compare again ({known['ontology']} {known['release']}) and mend the CURIE"
            yield Problem("entities.tsv", line, message, remedy)


def names_differ(folder: Folder, labels: dict[str, dict[str, str]]) -> Iterator[Problem]:
    """Hint: an entity does not use the label of its term, and `grounding` does not say why."""
    for line, values in _grounded(folder):
        known = labels.get(values["curie"])
        names = (values["label"], values["short_label"], *listed(values["synonyms"]))
        if known and fold(known["label"]) not in {fold(name) for name in names}:
            message = f"{values['label']!r} has no name {known['label']!r} as {values['curie']} has"
            remedy = (
                f"add the synonym, or say in grounding: ({_OTHER[0]}) or ({_OTHER[1]}, not exact)"
            )
            yield Problem("entities.tsv", line, message, remedy)


def _grounded(folder: Folder) -> Iterator[Row]:
    for row in folder.tables["entities.tsv"]:
        grounding = row.values["grounding"]
        if not row.values["curie"].startswith("local:") and not any(o in grounding for o in _OTHER):
            yield row
