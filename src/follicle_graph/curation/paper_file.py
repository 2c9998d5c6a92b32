"""Read and write one paper of the folder of facts: statements as strings, with line numbers.

Values are strings only (`NO` is nitric oxide, not False) and duplicate keys are refused. PyYAML
reads the files with libyaml where it is built in, else with its own parser: the same nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

STATEMENT_FIELDS = (
    "id",
    "subject",
    "predicate",
    "object",
    "sign",
    "layer",
    "indirect",
    "disease",
    "tissue",
    "species",
    "route",
    "eco",
    "grade",
    "reference",
    "summary",
    "claims",
    "status",
    "note",
    "anchor",
    "anchor_in",
)
ONTOLOGY, UNCITED = "ontology", "uncited"

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Every value is a string, so no tag is looked for; that saves a third of the reading."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:  # noqa: ARG002
        return "tag:yaml.org,2002:str"

    def descend_resolver(self, node: object, index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Fields:
    """One mapping of a file: its strings, and the line on which each key stands."""

    values: Mapping[str, str]
    lines: Mapping[str, int]
    line: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One file: its reference and the fields of its statements."""

    reference: str
    reference_line: int
    statements: tuple[Fields, ...]


class PaperError(Exception):
    """One file cannot be read as a paper; `line` counts from 1."""

    def __init__(self, line: int, message: str, remedy: str) -> None:
        super().__init__(line, message, remedy)
        self.line, self.message, self.remedy = line, message, remedy

    def __str__(self) -> str:
        return self.message


def read_paper(text: str) -> Paper:
    """Read the YAML of one paper.

    Raises PaperError with the line for broken YAML, duplicate or unknown keys and values that
    are not strings.

    >>> read_paper("reference: PMID:1\\nstatements:\\n- id: R1\\n  subject: NO\\n"
    ...            ).statements[0].values["subject"]
    'NO'
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        raise PaperError(
            line,
            f"broken YAML: {error.problem or error.context}",
            "indent with two spaces, no tabs; quote a value that holds ': ' or ' #'",
        ) from error
    except yaml.YAMLError as error:
        raise PaperError(
            1, f"broken YAML: {error}".split("\n")[0], "save the file as UTF-8 text"
        ) from error
    if root is None:
        raise PaperError(1, "empty file", "write `reference:` and `statements:`, or remove it")
    top = _mapping(root, ("reference", "statements"))
    if "reference" not in top:
        raise PaperError(1, "no `reference:`", "name the reference on the first line")
    key, value = top["reference"]
    reference, reference_line = _scalar(value), key.start_mark.line + 1
    _, listed = top.get("statements", (None, None))
    if listed is None or not isinstance(listed, yaml.SequenceNode):
        line = root.start_mark.line + 1 if listed is None else listed.start_mark.line + 1
        raise PaperError(line, "`statements:` is no list", "start each statement with `- id: R…`")
    return Paper(reference, reference_line, tuple(map(_statement, listed.value)))


def _statement(item: yaml.Node) -> Fields:
    pairs = _mapping(item, STATEMENT_FIELDS)
    return Fields(
        {name: _scalar(node) for name, (_, node) in pairs.items()},
        {name: key.start_mark.line + 1 for name, (key, _) in pairs.items()},
        item.start_mark.line + 1,
    )


def _mapping(node: yaml.Node, allowed: Iterable[str]) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise PaperError(line, "not a mapping", "write `key: value` lines")
    pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key, value in node.value:
        name = _scalar(key)
        at = key.start_mark.line + 1
        if name in pairs:
            raise PaperError(at, f"duplicate key {name!r}", "keep one of the two lines")
        if name not in allowed:
            raise PaperError(at, f"unknown key {name!r}", f"use one of {', '.join(allowed)}")
        pairs[name] = (key, value)
    return pairs


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise PaperError(
            node.start_mark.line + 1,
            "a list or mapping where a string belongs",
            "write several values in one string, separated by '; '",
        )
    return str(node.value)


def dump_paper(reference: str, statements: Iterable[Mapping[str, str]]) -> str:
    """Return the YAML text of one paper; `read_paper` reads the same fields back.

    >>> print(dump_paper("PMID:1", [{"id": "R1", "summary": "Two trials: both worked."}]), end="")
    reference: PMID:1
    statements:
    - id: R1
      summary: "Two trials: both worked."
    """
    lines = [f"reference: {_written(reference)}", "statements:"]
    for fields in statements:
        for number, (key, value) in enumerate(fields.items()):
            lines.append(f"{'  ' if number else '- '}{key}: {_written(value)}")
    return "\n".join(lines) + "\n"


# What YAML reads back as it stands: no indicator at the start, no ": ", no " #", no colon or blank
# at the end, only visible characters of the basic plane.
_PLAIN = re.compile(
    r"(?:[-+][0-9]+|[^\s\W_](?:[^\x00-\x20:#\x7f-\xa0\u2028\u2029\ufeff\ud800-\uffff]"
    r"|:(?=[^\s])|(?<=[^\s])#|\x20(?=[^\s#]))*)"
)
_QUOTED = re.compile(r'"(?:[^"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\uffff])*"')


def _written(value: str) -> str:
    """Return a value as one line of YAML: plain where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(value):
        return value
    if _QUOTED.fullmatch(f'"{value}"'):
        return f'"{value}"'
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=1 << 30)
    return str(text).strip()
