"""Completion by the Tab key: the command `completion` and what a shell is answered."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from follicle_graph.cli.command import Command
from follicle_graph.cli.console import say
from follicle_graph.tools.libraries import needed

WANTED = "_ARGCOMPLETE"
"""The variable that a shell sets when it asks for completions."""

SHELLS = ("bash", "zsh", "fish", "powershell")

_ENTITIES = frozenset(
    {
        *("source", "target", "names", "name", "through", "subject", "object", "via", "avoid"),
        *("levels", "goals", "read_out", "disease", "explain"),
    }
)
"""Arguments that are names of entities."""


def add_commands(command: Command) -> None:
    """`completion`."""
    sub = command(
        "completion",
        _completion,
        "the lines that let a shell complete commands, options and entities",
        "completion bash",
    )
    sub.add_argument("shell", choices=SHELLS, help="the shell that you use")
    sub.more = lambda: (
        "bash, zsh: put this into ~/.bashrc or ~/.zshrc: "
        'eval "$(follicle-graph completion bash)"\n'
        "fish: follicle-graph completion fish | source\n"
        "Needs the library argcomplete: pip install 'follicle-graph[completion]'"
    )


def _completion(options: argparse.Namespace) -> int:
    with needed("argcomplete", "completions", "follicle-graph[completion]"):
        from argcomplete.shell_integration import shellcode
    say(shellcode(["follicle-graph"], shell=options.shell))
    return 0


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks what may follow, and end the process.

    Raises MissingLibrary without argcomplete.

    Entities are completed by their ids, which have no spaces; everything that names no entity and
    no layer is taken for a file.
    """
    with needed("argcomplete", "completions", "follicle-graph[completion]"):
        import argcomplete
    for command, action in _actions(parser):
        if action.dest in _ENTITIES and command != "convert":  # whose source is a file
            action.completer = _entity_ids  # type: ignore[attr-defined]
        elif action.dest == "layer":
            action.completer = _layers  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def _actions(
    parser: argparse.ArgumentParser, command: str = ""
) -> Iterator[tuple[str, argparse.Action]]:
    """The arguments of every command, each with the name of its command."""
    for action in parser._actions:
        yield command, action
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                yield from _actions(sub, name)


def _entity_ids(prefix: str, **_: object) -> list[str]:
    from follicle_graph.model.vocabulary import knowledge, read_tsv

    rows = read_tsv(knowledge().joinpath("entities.tsv"))
    return [row["id"] for row in rows if row["id"].startswith(prefix)]


def _layers(**_: object) -> list[str]:
    from follicle_graph.model.vocabulary import LAYERS

    return [*LAYERS, "all"]
